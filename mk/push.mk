# Images and the builder's cache, where other machines find them.

.PHONY: scibids-image-push scibids-attach

## SCIBIDS_REGISTRY: HOST[:PORT][/PATH] that image-push pushes to, and what builds share; no key or label depends on it
SCIBIDS_REGISTRY ?=
## SCIBIDS_TAGS: more tags that image-push gives the image there, such as: latest 1.4.0
SCIBIDS_TAGS ?=

## SCIBIDS_CACHE: caches that every build reads: image references, or what buildx takes for --cache-from, such as type=gha
SCIBIDS_CACHE ?=
## SCIBIDS_CACHE_TO: the cache that the image's build writes; set it empty where strangers build [the first of SCIBIDS_CACHE]
SCIBIDS_CACHE_TO ?= $(firstword $(SCIBIDS_CACHE))

# Names that a registry would refuse are found before anything is built.
scibids-image-push: _scibids_first = && exec sh '$(_scibids_mk)push.sh' '$(SCIBIDS_OUT)' $(_scibids_mode) names

## image-push: push NAME:KEY to SCIBIDS_REGISTRY, tagged with SCIBIDS_TAGS; an image that is there already is not built
scibids-image-push: $(SCIBIDS_OUT)/key
	$(call _scibids_script,push)

## scibids-attach: after image-push: attach bills of materials and, with advisories, OpenVEX as OCI referrers; needs oras
scibids-attach: scibids-image-push
	$(call _scibids_script,attach)
