# How a project begins: make -f path/to/mk/scibids.mk scibids-init, in its directory.

.PHONY: scibids-init

# The include of an installed library: a name alone, if make finds it there by itself.
_scibids_searched = $(if $(filter /usr/local/include/ /usr/include/,$(dir $(_scibids_wrapper))),$(notdir $(_scibids_wrapper)),$(abspath \
	$(_scibids_wrapper)))

## scibids-init: write what an existing project lacks of Makefile, .dockerignore, workflow and requirements.txt
scibids-init: $(_scibids_built)
	$(_scibids_q)'$(_scibids_helpers)/scibids-init' -l '$(_scibids_home)' -p '$(SCIBIDS_PYTHON)' \
		$(if $(_scibids_wrapper),-i '$(_scibids_searched)') .
