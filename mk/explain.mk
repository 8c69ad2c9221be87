# What made the key, and why the image was built again.

.PHONY: scibids-explain

## FROM: with scibids-explain, the key or the tag to compare with [the key before]
FROM ?=

_scibids_explainer = '$(_scibids_helpers)/scibids-explain' $1 -d '$(SCIBIDS_OUT)' -l '$(SCIBIDS_LOCK)' -H '$(SCIBIDS_OUT)/history' \
	-f '$(_scibids_home)/dockerfiles' $(_scibids_user_fragments)

# What made the key of an image that got its tag is kept, if there is one newer than what was kept last. Nothing that an image needs
# depends on it.
_scibids_remember = { [ ! -e '$(SCIBIDS_OUT)/way' ] || [ '$(SCIBIDS_OUT)/history' -nt '$(SCIBIDS_OUT)/way' ] || \
	$(call _scibids_explainer,remember) || :; }

## scibids-explain: print what made the key, what of it changed since another (FROM=key or tag), and the image's layers
scibids-explain: $(SCIBIDS_OUT)/key
	$(_scibids_q)sh '$(_scibids_mk)explain.sh' $(call _scibids_sq,$(SCIBIDS_ENGINE)) $(call _scibids_sq,$(SCIBIDS_NAME)) \
		'$(SCIBIDS_OUT)' $(call _scibids_sq,$(FROM)) $(call _scibids_explainer,show)
