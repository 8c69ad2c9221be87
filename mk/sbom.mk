# The bills of materials that the image carries: beside the lock, held against what is in it, attached to it.

.PHONY: scibids-sbom _scibids_attester

## SCIBIDS_ATTEST: 1 attaches the image's bill of materials to it as an attestation; needs docker's containerd image store
SCIBIDS_ATTEST ?=

_scibids_sbom      := $(_scibids_helpers)/scibids-sbom
_scibids_sbom_file  = $(dir $(SCIBIDS_LOCK))$(notdir $(SCIBIDS_NAME))

# The report goes to stdout, so that it can be redirected under -s.
## scibids-sbom: write NAME.spdx.json and NAME.cdx.json beside the lock, and say what in the image no package claims
scibids-sbom: image
	$(_scibids_q)$(SCIBIDS_ENGINE) save $(call _scibids_sq,$(SCIBIDS_NAME)):"$$(cat '$(SCIBIDS_OUT)/key')" | \
		'$(_scibids_sbom)' --records --write $(call _scibids_sq,$(_scibids_sbom_file)) -

# BuildKit attaches what an image of the engine's own store says of the finished file system: ours hands on what is in it.
_scibids_attest_dockerfile := $(_scibids_home)/dockerfiles/attest.dockerfile
_scibids_attest = $(if $(filter 1,$(SCIBIDS_ATTEST)),--attest type=sbom$(_scibids_comma)generator="$$(cat '$(SCIBIDS_OUT)/toolbox')-attest")

_scibids_attester: toolbox
	$(if $(and $(filter 1,$(SCIBIDS_ATTEST)),$(SCIBIDS_BUILDER)),$(error SCIBIDS_ATTEST: the builder $(SCIBIDS_BUILDER) \
		cannot see the engine's store: leave SCIBIDS_BUILDER out))
	$(if $(filter 1,$(SCIBIDS_ATTEST)),$(_scibids_q)$(call _scibids_run,attest,$(_scibids_build) $(_scibids_flags) \
		$(_scibids_toolbox_argument) --target attest --tag "$$(cat '$(SCIBIDS_OUT)/toolbox')-attest" --load \
		-f '$(_scibids_attest_dockerfile)' '$(SCIBIDS_OUT)/lock'))
