# The lock: written when its inputs have changed.

.PHONY: scibids-lock scibids-lock-upgrade

# The parsed requirements; context/ gets the inputs of the resolver stage.
$(SCIBIDS_OUT)/requirements.yaml: $(SCIBIDS_OUT)/settings _scibids_force
	$(_scibids_requirements)
_scibids_requirements = $(if $(SCIBIDS_REQUIREMENTS),$(_scibids_q)'$(_scibids_helpers)/scibids-requirements' -C . \
	-s '$(SCIBIDS_OUT)/sums' -x '$(SCIBIDS_OUT)/context' -o '$@' '$(SCIBIDS_REQUIREMENTS)',$(error no requirements: write requirements.txt, \
	pyproject.toml or pylock.toml, or set SCIBIDS_REQUIREMENTS))

$(SCIBIDS_LOCK): $(SCIBIDS_OUT)/requirements.yaml _scibids_force
	$(call _scibids_script,lock)

## lock: update scibids.lock: keep pins that still fit, move apks that the Alpine branch has dropped
scibids-lock: $(SCIBIDS_OUT)/requirements.yaml
	$(call _scibids_script,lock) moved

## PKG: on the command line: packages to upgrade; the package for scibids-why and scibids-drift
_scibids_pkg = $(call _scibids_argument,PKG)

## lock-upgrade: upgrade all pins in scibids.lock, or with PKG only name, apk:name, apk (all) or base (the image)
scibids-lock-upgrade: $(SCIBIDS_OUT)/requirements.yaml
	$(call _scibids_script,lock) $(call _scibids_sq,upgrade$(if $(_scibids_pkg),:$(_scibids_pkg)))
