# Help, out of the comments in these files, and a look at the machine.

.PHONY: scibids-help scibids-doctor

## scibids-help: list targets and variables
scibids-help:
	@sh '$(_scibids_mk)help.sh' '$(_scibids_mk)'

## scibids-doctor: say what of the machine and the settings is not as it should be
scibids-doctor: $(_scibids_built)
	@sh '$(_scibids_mk)doctor.sh' $(call _scibids_sq,$(SCIBIDS_ENGINE)) $(call _scibids_sq,$(SCIBIDS_BASE)) \
		$(call _scibids_sq,$(SCIBIDS_KIT)) $(call _scibids_sq,$(SCIBIDS_CA)) $(call _scibids_sq,$(SCIBIDS_BUILDER)) \
		$(call _scibids_sq,$(SCIBIDS_ALPINE)) $(call _scibids_sq,$(SCIBIDS_REQUIREMENTS))
