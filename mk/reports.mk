# What can be asked of the lock, the image and the machine.

.PHONY: scibids-help scibids-doctor scibids-explain scibids-diff scibids-why scibids-drift scibids-trim scibids-sbom

## scibids-help: list targets and variables
scibids-help:
	@sh '$(_scibids_mk)help.sh' '$(_scibids_mk)'

## scibids-doctor: say what of the machine and the settings is not as it should be
scibids-doctor: _scibids_checks :=
scibids-doctor: $(SCIBIDS_OUT)/settings
	$(call _scibids_script,doctor)

## FROM: with scibids-explain the key or tag to compare with [the key before]; with scibids-diff the commit [HEAD]
## scibids-explain: print what made the key, what of it changed since another (FROM=key or tag), and the image's layers
scibids-explain: $(SCIBIDS_OUT)/key
	$(call _scibids_script,explain) $(call _scibids_sq,$(call _scibids_argument,FROM))

## scibids-diff: say what scibids.lock changes since the commit FROM, and with advisories what that fixes, for a pull request
scibids-diff: $(SCIBIDS_OUT)/settings
	$(call _scibids_script,diff) $(call _scibids_sq,$(call _scibids_argument,FROM))

## scibids-why: say what the last failed build lacked; with PKG=name, why the lock has that package so
scibids-why: $(SCIBIDS_OUT)/settings
	$(call _scibids_script,why) $(call _scibids_sq,$(_scibids_pkg))

## scibids-drift: build again without each apk of the records in turn, and say which could go (slow)
scibids-drift: $(SCIBIDS_OUT)/key
	$(call _scibids_script,drift) $(call _scibids_sq,$(_scibids_pkg))

## scibids-trim: say how many bytes were left out of the image, by rule and by package
scibids-trim: scibids-image
	$(call _scibids_script,trim)

## scibids-sbom: write NAME.spdx.json and NAME.cdx.json beside the lock, and say what in the image no package claims
scibids-sbom: scibids-image
	$(call _scibids_script,sbom)
