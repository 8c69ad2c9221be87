# Known vulnerabilities: of the lock before the image is built, of the image after. The advisories are local files.

.PHONY: scibids-advisories scibids-audit

## SCIBIDS_AUDIT: 1 makes `image` refuse to tag an image whose lock has known vulnerabilities
SCIBIDS_AUDIT ?=
## SCIBIDS_AUDIT_LEVEL: what counts: none, low, medium, high or critical; an unknown severity always does [low]
SCIBIDS_AUDIT_LEVEL ?= low
## SCIBIDS_AUDIT_AGE: days after which advisories are too old [7]
SCIBIDS_AUDIT_AGE ?= 7
## SCIBIDS_AUDIT_FORMAT: of the report: table, json, sarif or openvex [table]
SCIBIDS_AUDIT_FORMAT ?= table
## SCIBIDS_AUDIT_FIXES: 1 makes `scibids-audit` resolve the requirements anew, to say which fixes they allow; the lock stays
SCIBIDS_AUDIT_FIXES ?=
## SCIBIDS_ADVISORIES: directory or archive of advisories, as mk/fetch-advisories.sh fetches them [the kit's advisories]
SCIBIDS_ADVISORIES ?= $(if $(SCIBIDS_KIT),$(firstword $(wildcard $(SCIBIDS_KIT)/advisories $(SCIBIDS_KIT)/advisories.*)))
## SCIBIDS_VEX: statements on what is no problem here, our YAML or OpenVEX [scibids.vex.yaml]
SCIBIDS_VEX ?= $(wildcard scibids.vex.yaml)

## scibids-advisories: compile the advisories anew
scibids-advisories: $(SCIBIDS_OUT)/settings
	$(call _scibids_script,audit) compile

## scibids-audit: say which known vulnerabilities the image has, or before it is built the lock
scibids-audit: $(SCIBIDS_OUT)/key
	$(call _scibids_script,audit) report
