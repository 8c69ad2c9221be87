# Reports on the lock, the image and the machine.

.PHONY: scibids-help scibids-doctor scibids-explain scibids-diff scibids-why scibids-drift scibids-trim scibids-sbom scibids-report

## scibids-help: list targets and variables
scibids-help:
	@sh '$(_scibids_mk)help.sh' '$(_scibids_mk)'

## scibids-doctor: check the machine and the settings; say what to fix
scibids-doctor: _scibids_checks :=
scibids-doctor: private _scibids_wrong = $(_scibids_empty) $(call _scibids_sq,$1)
scibids-doctor: $(SCIBIDS_OUT)/settings
	$(call _scibids_script,doctor)$(_scibids_faults)

## FROM: on the command line: key or tag for scibids-explain [previous key]; commit for scibids-diff, -report [HEAD]
## scibids-explain: print what the key was computed from, what changed since FROM=key or tag, and the image's layers
scibids-explain: $(SCIBIDS_OUT)/key
	$(call _scibids_script,explain) $(call _scibids_sq,$(call _scibids_argument,FROM))

## scibids-diff: describe what changed in scibids.lock since commit FROM and, with advisories, what that fixes
scibids-diff: $(SCIBIDS_OUT)/settings
	$(call _scibids_script,diff) $(call _scibids_sq,$(call _scibids_argument,FROM))

## scibids-why: say what the last failed build lacked; with PKG=name, why the lock has that package
scibids-why: $(SCIBIDS_OUT)/settings
	$(call _scibids_script,why) $(call _scibids_sq,$(_scibids_pkg))

## scibids-drift: rebuild without each apk of the records in turn; list those not needed (slow)
scibids-drift: $(SCIBIDS_OUT)/key
	$(call _scibids_script,drift) $(call _scibids_sq,$(_scibids_pkg))

## scibids-report: write a page about the image: sizes, packages, licences, vulnerabilities, changes since FROM, build times
scibids-report: scibids-image
	$(call _scibids_script,report) $(call _scibids_sq,$(call _scibids_argument,FROM))

## scibids-trim: list the bytes removed from the image, by rule and by package
scibids-trim: scibids-image
	$(call _scibids_script,trim)

## scibids-sbom: write NAME.spdx.json and NAME.cdx.json beside the lock; list files that no package claims
scibids-sbom: scibids-image
	$(call _scibids_script,sbom)
