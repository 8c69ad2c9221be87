# The bills of materials that the image carries: beside the lock, and held against what is in it.

.PHONY: scibids-sbom

_scibids_sbom      := $(_scibids_helpers)/scibids-sbom
_scibids_sbom_file  = $(dir $(SCIBIDS_LOCK))$(notdir $(SCIBIDS_NAME))

# The report goes to stdout, so that it can be redirected under -s.
## scibids-sbom: write NAME.spdx.json and NAME.cdx.json beside the lock, and say what in the image no package claims
scibids-sbom: image
	$(_scibids_q)$(SCIBIDS_ENGINE) save $(call _scibids_sq,$(SCIBIDS_NAME)):"$$(cat '$(SCIBIDS_OUT)/key')" | \
		'$(_scibids_sbom)' --records --write $(call _scibids_sq,$(_scibids_sbom_file)) -
