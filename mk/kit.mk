# A kit: all that a lock needs, in a directory that takes the network's place.

.PHONY: scibids-kit scibids-kit-verify

## KIT: on the command line: the directory of scibids-kit and scibids-kit-verify
_scibids_kit = $(call _scibids_sq,$(call _scibids_argument,KIT))

## scibids-kit: write all that the lock needs to the directory KIT, which SCIBIDS_KIT takes; projects can share one
scibids-kit: $(SCIBIDS_OUT)/key
	$(call _scibids_script,kit) make $(_scibids_kit)

## scibids-kit-verify: compare each file of KIT with the kit's MANIFEST
scibids-kit-verify: $(SCIBIDS_OUT)/settings
	$(call _scibids_script,kit) verify $(_scibids_kit)
