# scibids: turns a Python project into the smallest container image that runs it.
# Include this file; `make scibids-help` lists the targets and the variables, README.md says how mk/ is laid out.

ifndef _scibids_included
_scibids_included := 1

ifneq ($(filter 3.%,$(MAKE_VERSION)),)
$(error scibids needs GNU make 4.0 or later, and this is $(MAKE_VERSION): install a newer one (on macOS: gmake))
endif

_scibids_theirs := $(filter SCIBIDS_%,$(.VARIABLES))
_scibids_goal   := $(.DEFAULT_GOAL)
_scibids_prefix := $(.RECIPEPREFIX)
.RECIPEPREFIX   :=
_scibids_mk     := $(dir $(lastword $(MAKEFILE_LIST)))

include $(wildcard $(_scibids_mk)installed.mk)
include $(_scibids_mk)settings.mk
include $(_scibids_mk)functions.mk
include $(_scibids_mk)helpers.mk
include $(_scibids_mk)lock.mk
include $(_scibids_mk)image.mk
include $(_scibids_mk)toolbox.mk
include $(_scibids_mk)push.mk
include $(_scibids_mk)kit.mk
include $(_scibids_mk)reports.mk
include $(_scibids_mk)audit.mk
include $(_scibids_mk)init.mk
include $(_scibids_mk)guest.mk

.RECIPEPREFIX := $(_scibids_prefix)
.DEFAULT_GOAL := $(_scibids_goal)

endif
