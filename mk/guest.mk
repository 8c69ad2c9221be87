# What keeps the host's make and ours apart, whatever its Makefile does.

# The short names are implicit rules, so that a project's own rule for such a name replaces ours, prerequisites and all. Each pattern
# matches one word that anybody uses; double colons keep make from looking further.
im%ge:: scibids-im%ge ;
lo%k:: scibids-lo%k ;
to%lbox:: scibids-to%lbox ;
image-ru%:: scibids-image-ru% ;
image-debu%:: scibids-image-debu% ;
image-verif%:: scibids-image-verif% ;
image-clea%:: scibids-image-clea% ;
lock-upgrad%:: scibids-lock-upgrad% ;

# Ours have empty recipes and start no process: only a project's own recipe has an environment, in which make expands this.
_scibids_short := image image-run image-debug image-verify image-clean lock lock-upgrade toolbox
$(_scibids_short): export _scibids_hidden = $(if $(filter $(_scibids_short),$@),$(if $(filter quiet,$(_scibids_mode)),,$(warning \
	scibids: '$@' is this project's own target; the one of scibids is scibids-$@)))

# A rule of the host's for everything else is not for these files.
$(filter $(_scibids_mk)%.mk,$(MAKEFILE_LIST)) $(_scibids_wrapper) $(_scibids_kit_mk): ;

# A shell of the host's, or its flags, are not for our recipes. Private: prerequisites that the project adds keep theirs.
_scibids_targets := scibids-image scibids-image-run scibids-image-debug scibids-image-verify scibids-image-clean scibids-lock \
	scibids-lock-upgrade scibids-toolbox scibids-dockerfile scibids-help scibids-doctor scibids-explain scibids-why scibids-drift \
	scibids-trim scibids-sbom scibids-advisories scibids-audit \
	$(SCIBIDS_LOCK) $(addprefix $(SCIBIDS_OUT)/,settings requirements.yaml key) $(_scibids_built)
$(_scibids_targets): private SHELL := /bin/sh
$(_scibids_targets): private .SHELLFLAGS := -c

# The index's address may hold a password: it reaches the builder through the environment alone. From there it comes as it is, where
# make would take what follows a $ for a variable.
$(_scibids_targets): export _scibids_index_url = \
	$(if $(filter environment%,$(origin SCIBIDS_INDEX_URL)),$(value SCIBIDS_INDEX_URL),$(SCIBIDS_INDEX_URL))

# The host may export all variables: make would expand ours for each of its commands.
unexport $(filter-out $(_scibids_theirs),$(filter _scibids_% SCIBIDS_%,$(.VARIABLES)))
