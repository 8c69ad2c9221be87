# Known vulnerabilities: in the lock before the image is built, in the image afterwards. Advisories are local files.

.PHONY: scibids-advisories scibids-audit

## SCIBIDS_AUDIT: 1 stops `image` if the lock has known vulnerabilities
SCIBIDS_AUDIT ?=
## SCIBIDS_AUDIT_LEVEL: lowest severity that counts: none, low, medium, high or critical; unknown always counts [low]
SCIBIDS_AUDIT_LEVEL ?= low
## SCIBIDS_AUDIT_AGE: maximum age of the advisories in days [7]
SCIBIDS_AUDIT_AGE ?= 7
## SCIBIDS_AUDIT_FORMAT: report format: table, json, sarif or openvex [table]
SCIBIDS_AUDIT_FORMAT ?= table
## SCIBIDS_AUDIT_FIXES: 1 makes `scibids-audit` resolve the requirements again to report the fixes they allow; keeps the lock
SCIBIDS_AUDIT_FIXES ?=
## SCIBIDS_ADVISORIES: directory or archive of advisories, as scibids-advisories TO=DIR fetches them [the kit's]
SCIBIDS_ADVISORIES ?= $(if $(SCIBIDS_KIT),$(firstword $(wildcard $(SCIBIDS_KIT)/advisories $(SCIBIDS_KIT)/advisories.*)))
## SCIBIDS_VEX: vulnerabilities that do not apply to this project, as our YAML or OpenVEX [scibids.vex.yaml]
SCIBIDS_VEX ?= $(wildcard scibids.vex.yaml)

## scibids-advisories: compile the advisories again or, with TO=DIR, fetch them from the network into that directory; needs curl
scibids-advisories: $(SCIBIDS_OUT)/settings
	$(if $(call _scibids_argument,TO),$(_scibids_q)sh '$(_scibids_mk)fetch-advisories.sh' $(call _scibids_sq,$(TO)),$(call \
		_scibids_script,audit) compile)

## scibids-audit: list known vulnerabilities of the image, or of the lock if the image is not built yet
scibids-audit: $(SCIBIDS_OUT)/key
	$(call _scibids_script,audit) report
