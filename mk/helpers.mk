# Where the helpers are. From a checkout they are built when they are missing or older than their sources.

ifndef _scibids_home
_scibids_home    := $(patsubst %/,%,$(dir $(patsubst %/,%,$(_scibids_mk))))
_scibids_home    := $(if $(_scibids_home),$(_scibids_home),.)
_scibids_helpers := $(_scibids_home)/helpers/build
_scibids_sources := $(wildcard $(_scibids_home)/helpers/*.c $(_scibids_home)/helpers/lib/*/*.[ch])
endif

_scibids_app_layer    := $(_scibids_helpers)/scibids-app-layer
_scibids_hash         := $(_scibids_helpers)/scibids-hash
_scibids_lock         := $(_scibids_helpers)/scibids-lock
_scibids_progress     := $(_scibids_helpers)/scibids-progress
_scibids_requirements := $(_scibids_helpers)/scibids-requirements
_scibids_set          := $(_scibids_helpers)/scibids-settings
_scibids_stitch       := $(_scibids_helpers)/scibids-stitch
_scibids_built        := $(_scibids_helpers)/.built

ifdef _scibids_sources
$(_scibids_built): $(_scibids_sources)
	$(call _scibids_say,HELPERS,$(_scibids_helpers))
	$(_scibids_q)$(MAKE) --no-print-directory -s -C '$(_scibids_home)' helpers
	$(_scibids_q)touch '$@'
else
$(_scibids_built):
endif

$(SCIBIDS_OUT)/settings: $(_scibids_built) _scibids_force
	$(_scibids_q)$(_scibids_set) '$@' $(_scibids_settings)
