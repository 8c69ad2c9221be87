# Locates the helpers: installed.mk, which `make install` writes, says where. In a checkout, builds those that are missing or older than
# their sources, one make at a time: projects that share a checkout may be made at once.

_scibids_wrapper :=
ifdef _scibids_home
_scibids_wrapper := $(filter scibids.mk %/scibids.mk,$(filter-out $(_scibids_mk)%,$(MAKEFILE_LIST)))
else
_scibids_home    := $(patsubst %/,%,$(dir $(patsubst %/,%,$(_scibids_mk))))
_scibids_home    := $(if $(_scibids_home),$(_scibids_home),.)
_scibids_helpers := $(_scibids_home)/helpers/build
_scibids_sources := $(wildcard $(addprefix $(_scibids_home)/helpers/,*.c */*.[ch] lib/*/*.[ch]))
endif

_scibids_built := $(_scibids_helpers)/.built

ifdef _scibids_sources
# Make runs a recipe that has $(MAKE) under -n as well: only the touch must not happen.
$(_scibids_built): $(_scibids_sources)
	$(_scibids_q)$(if $(filter normal,$(_scibids_mode)),printf '  %-8s%s\n' HELPERS '$(_scibids_helpers)' &&) \
		lock=$$(command -v flock || :) && $${lock:+"$$lock" '$(_scibids_home)/helpers'} \
		$(MAKE) --no-print-directory -s -C '$(_scibids_home)' helpers $(if $(findstring n,$(firstword -$(MAKEFLAGS))),,&& touch '$@')
$(_scibids_sources): ;
else
$(_scibids_built): ;
endif

# The first step of every target. It waits for any other make that works in this project. A target may add a check of its own.
_scibids_first :=
$(SCIBIDS_OUT)/settings: $(_scibids_built) _scibids_force
	$(_scibids_q)$(if $(_scibids_first),,exec) '$(_scibids_helpers)/scibids-turn' '$(SCIBIDS_OUT)/make.turn' $$PPID \
		'$(_scibids_helpers)/scibids-settings' '$@' $(_scibids_settings)$(_scibids_first)
