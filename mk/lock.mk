# The lock: written when its inputs have changed.

.PHONY: scibids-lock scibids-lock-upgrade

# What the requirements files hold, and in context/ what the stage that resolves them is given.
$(SCIBIDS_OUT)/requirements.yaml: $(SCIBIDS_OUT)/settings _scibids_force
	$(_scibids_requirements)
_scibids_requirements = $(if $(SCIBIDS_REQUIREMENTS),$(_scibids_q)'$(_scibids_helpers)/scibids-requirements' -C . \
	-x '$(SCIBIDS_OUT)/context' -o '$@' '$(SCIBIDS_REQUIREMENTS)',$(error no requirements: write requirements.txt, \
	pyproject.toml or pylock.toml, or set SCIBIDS_REQUIREMENTS))

$(SCIBIDS_LOCK): $(SCIBIDS_OUT)/requirements.yaml _scibids_force
	$(call _scibids_script,lock)

## lock: write scibids.lock, keeping the pins that still fit and moving the apks that the Alpine branch no longer has
scibids-lock: $(SCIBIDS_LOCK)
	$(call _scibids_script,lock) moved

## PKG: on the command line: packages to move with lock-upgrade; the one that is meant with scibids-why and -drift
_scibids_pkg = $(call _scibids_argument,PKG)

## lock-upgrade: write scibids.lock with all pins moved, or with PKG that one's: name, apk:name, or apk for all of these
scibids-lock-upgrade: $(SCIBIDS_OUT)/requirements.yaml
	$(call _scibids_script,lock) $(call _scibids_sq,upgrade$(if $(_scibids_pkg),:$(_scibids_pkg)))
