# The toolbox: the build-only image that stages start from.

.PHONY: scibids-toolbox

## toolbox: build the build-only image with compilers and headers: scibids:latest, scibids:PYTHON-alpineALPINE
scibids-toolbox: $(SCIBIDS_OUT)/requirements.yaml
	$(call _scibids_script,toolbox)
