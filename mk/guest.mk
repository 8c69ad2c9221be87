# Keeps our rules and the host Makefile's apart.

# The short names are implicit rules: a project's own rule with such a name replaces ours, including its prerequisites. The patterns
# are as narrow as make allows, because make ignores a host's `%:` rule for every word that matches one. Double colons stop chaining.
im%ge:: scibids-im%ge ;
lo%k:: scibids-lo%k ;
to%lbox:: scibids-to%lbox ;
image-ru%:: scibids-image-ru% ;
image-debu%:: scibids-image-debu% ;
image-verif%:: scibids-image-verif% ;
image-clea%:: scibids-image-clea% ;
image-pus%:: scibids-image-pus% ;
lock-upgrad%:: scibids-lock-upgrad% ;

_scibids_short := image image-run image-debug image-verify image-clean image-push lock lock-upgrade toolbox
ifdef __BASH_MAKE_COMPLETION__
# bash's completion lists explicit targets only.
$(_scibids_short):
else
# Expanded only when make builds the environment of a recipe, that is for a project's own rule: ours have empty recipes.
$(_scibids_short): export _scibids_hidden = $(if $(filter $(_scibids_short),$@),$(if $(filter quiet,$(_scibids_mode)),,$(warning \
	scibids: '$@' is this project's own target; the one of scibids is scibids-$@)))
endif

# Otherwise a host's `%:` rule would be tried for these files.
_scibids_files := $(filter $(_scibids_mk)%.mk,$(MAKEFILE_LIST)) $(_scibids_wrapper) $(_scibids_kit_mk)
$(_scibids_files): ;
# The same for the host's own makefiles, but by patterns: a rule that the host has for one of them still counts.
_scibids_hosts := $(subst akefile,akefil%,$(subst .mk,.m%,$(filter %.mk %akefile,$(filter-out $(_scibids_files),$(MAKEFILE_LIST)))))
ifneq ($(_scibids_hosts),)
$(_scibids_hosts):: ;
endif

# Our recipes need a POSIX shell, whatever SHELL the host sets. Private: prerequisites that the project adds keep the host's.
_scibids_targets := scibids-image scibids-image-run scibids-image-debug scibids-image-verify scibids-image-clean \
	scibids-image-push scibids-attach scibids-lock scibids-lock-upgrade scibids-toolbox scibids-dockerfile scibids-help scibids-doctor \
	scibids-explain scibids-diff scibids-why scibids-drift scibids-trim scibids-sbom scibids-advisories scibids-audit \
	scibids-init scibids-clean scibids-kit scibids-kit-verify scibids-report \
	$(SCIBIDS_LOCK) $(addprefix $(SCIBIDS_OUT)/,settings requirements.yaml key) $(_scibids_built)
$(_scibids_targets): private SHELL := /bin/sh
$(_scibids_targets): private .SHELLFLAGS := -c

# The index URL may contain a password, so it reaches the builder through the environment only. If it came from there, its value is
# literal: expanding it would mangle a $.
$(_scibids_targets): export _scibids_index_url = \
	$(if $(filter environment%,$(origin SCIBIDS_INDEX_URL)),$(value SCIBIDS_INDEX_URL),$(SCIBIDS_INDEX_URL))

# If the host exports all variables, make would otherwise expand ours for each of its recipes.
unexport $(filter-out $(_scibids_theirs),$(filter _scibids_% SCIBIDS_%,$(.VARIABLES)))
