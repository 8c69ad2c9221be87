# Why a build failed, and why the lock has what it has.

.PHONY: scibids-why

_scibids_why_sh = sh '$(_scibids_mk)why.sh' $1 '$(_scibids_helpers)/scibids-why' '$(SCIBIDS_OUT)' $(call _scibids_sq,$(SCIBIDS_KIT)) \
	$(call _scibids_sq,$(SCIBIDS_ALPINE)) '$(_scibids_home)/dockerfiles/headers.tsv' $2 $(_scibids_records)

# $(call _scibids_explain,NAME): follows a build that failed, says in one line what may help, and fails as it did.
_scibids_explain = { status=$$?; [ $$status -ge 128 ] || $(call _scibids_why_sh,line,'$(SCIBIDS_OUT)/$1.log') >&2; exit $$status; }

## scibids-why: say what the last failed build lacked; with PKG=name, why the lock has that package so
scibids-why: $(_scibids_built)
	$(_scibids_q)$(if $(PKG),$(call _scibids_why_sh,package,$(call _scibids_sq,$(PKG))) -L '$(SCIBIDS_LOCK)',$(call _scibids_why_sh,log,''))
