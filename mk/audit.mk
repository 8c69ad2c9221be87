# Known vulnerabilities: of the lock before the image is built, of the image after. The advisories are local files.

.PHONY: scibids-advisories scibids-audit _scibids_audited _scibids_gate _scibids_fixes

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
SCIBIDS_ADVISORIES ?= $(firstword $(wildcard $(SCIBIDS_KIT)/advisories $(SCIBIDS_KIT)/advisories.*))
## SCIBIDS_VEX: statements on what is no problem here, our YAML or OpenVEX [scibids.vex.yaml]
SCIBIDS_VEX ?= $(wildcard scibids.vex.yaml)

_scibids_advisories := $(_scibids_helpers)/scibids-advisories
_scibids_audit      := $(_scibids_helpers)/scibids-audit

_scibids_compile = sh '$(_scibids_mk)advisories.sh' '$(_scibids_advisories)' '$(SCIBIDS_OUT)/advisories' $(call _scibids_sq,$(SCIBIDS_ADVISORIES)) $1

_scibids_audit_flags = -a '$(SCIBIDS_OUT)/advisories' -d $(call _scibids_sq,$(SCIBIDS_AUDIT_AGE)) -l $(call _scibids_sq,$(SCIBIDS_AUDIT_LEVEL)) \
	$(if $(SCIBIDS_VEX),-x $(call _scibids_sq,$(SCIBIDS_VEX))) \
	$$(find '$(SCIBIDS_OUT)/lock/index' -name '*.tar.gz' -exec printf ' -i %s' {} + 2>/dev/null)

## scibids-advisories: compile the advisories anew
scibids-advisories: $(_scibids_built)
	$(_scibids_q)$(call _scibids_compile,anew)

# Reports go to stdout, so that they can be redirected under -s.
## scibids-audit: say which known vulnerabilities the image has, or before it is built the lock
scibids-audit: $(SCIBIDS_OUT)/key
	$(_scibids_q)$(call _scibids_compile,)
	$(if $(filter 1,$(SCIBIDS_AUDIT_FIXES)),$(_scibids_plus)$(_scibids_q)$(_scibids_make) _scibids_fixes _scibids_upgrade=-u)
	$(_scibids_q)if $(SCIBIDS_ENGINE) image inspect $(call _scibids_sq,$(SCIBIDS_NAME)):"$$(cat '$(SCIBIDS_OUT)/key')" >/dev/null 2>&1; then \
		$(SCIBIDS_ENGINE) save $(call _scibids_sq,$(SCIBIDS_NAME)):"$$(cat '$(SCIBIDS_OUT)/key')" | \
			'$(_scibids_audit)' $(_scibids_audit_flags) $(_scibids_audit_fixes) -f $(call _scibids_sq,$(SCIBIDS_AUDIT_FORMAT)) \
				-q '$(SCIBIDS_LOCK)' -; \
	else '$(_scibids_audit)' $(_scibids_audit_flags) $(_scibids_audit_fixes) -f $(call _scibids_sq,$(SCIBIDS_AUDIT_FORMAT)) '$(SCIBIDS_LOCK)'; fi

_scibids_audit_fixes = $(if $(filter 1,$(SCIBIDS_AUDIT_FIXES)),-u '$(SCIBIDS_OUT)/fixes/packages.lock')

# What `lock-upgrade` would lock, but for the apks.
_scibids_fixes: _scibids_start
	$(_scibids_make_toolbox)
	$(call _scibids_resolve,fixes)

# Whether SCIBIDS_AUDIT is set shows only when the recipe runs: it may stand behind the include.
image: _scibids_audited
_scibids_audited: $(SCIBIDS_LOCK)
	$(if $(filter 1,$(SCIBIDS_AUDIT)),$(_scibids_plus)$(_scibids_q)$(_scibids_make) _scibids_gate)

_scibids_gate:
	$(_scibids_q)$(call _scibids_compile,)
	$(_scibids_q)'$(_scibids_audit)' $(_scibids_audit_flags) -o '$(SCIBIDS_OUT)/audit' '$(SCIBIDS_LOCK)' || { status=$$?; \
		[ ! -e '$(SCIBIDS_OUT)/audit' ] || [ $$status = 2 ] || cat '$(SCIBIDS_OUT)/audit' >&2; \
		echo 'scibids: SCIBIDS_AUDIT=1: the image is not built and not tagged' >&2; exit $$status; }
