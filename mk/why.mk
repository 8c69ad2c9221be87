# Why a build failed, and why the lock has what it has.

.PHONY: scibids-why scibids-drift

_scibids_why_sh = sh '$(_scibids_mk)why.sh' $1 '$(_scibids_helpers)/scibids-why' '$(SCIBIDS_OUT)' $(call _scibids_sq,$(SCIBIDS_KIT)) \
	$(call _scibids_sq,$(SCIBIDS_ALPINE)) '$(_scibids_home)/dockerfiles/headers.tsv' $2 $(_scibids_records)

# $(call _scibids_explain,NAME): follows a build that failed, says in one line what may help, and fails as it did.
_scibids_explain = { status=$$?; [ $$status -ge 128 ] || $(call _scibids_why_sh,line,'$(SCIBIDS_OUT)/$1.log') >&2; exit $$status; }

## scibids-why: say what the last failed build lacked; with PKG=name, why the lock has that package so
scibids-why: $(_scibids_built)
	$(_scibids_q)$(if $(PKG),$(call _scibids_why_sh,package,$(call _scibids_sq,$(PKG))) -L '$(SCIBIDS_LOCK)',$(call _scibids_why_sh,log,''))

## scibids-drift: build again without each apk of the records in turn, and say which could go (slow)
scibids-drift: toolbox $(SCIBIDS_OUT)/Dockerfile $(SCIBIDS_OUT)/Dockerfile.dockerignore
	$(_scibids_q)sh '$(_scibids_mk)drift.sh' '$(_scibids_helpers)' '$(SCIBIDS_OUT)' '$(SCIBIDS_LOCK)' $(call _scibids_sq,$(PKG)) \
		$(call _scibids_sq,$(SCIBIDS_APP)) $(_scibids_build) $(_scibids_flags) \
		$(_scibids_toolbox_argument) $(_scibids_secrets) $(_scibids_project)
