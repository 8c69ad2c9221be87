# The image, tagged NAME:KEY and NAME:latest. The key is a hash of everything that determines the image's content.

.PHONY: scibids-image scibids-image-run scibids-image-debug scibids-image-verify scibids-image-clean scibids-clean scibids-dockerfile

$(SCIBIDS_OUT)/key: $(SCIBIDS_LOCK) $(SCIBIDS_OUT)/settings _scibids_force
	$(call _scibids_script,key)
$(SCIBIDS_OUT)/Dockerfile $(SCIBIDS_OUT)/Dockerfile.dockerignore $(SCIBIDS_OUT)/labels: $(SCIBIDS_OUT)/key ;

## image: build, prove and tag the image
scibids-image: $(SCIBIDS_OUT)/key
	$(call _scibids_script,image)

## image-run: run the image with the options in SCIBIDS_RUN
scibids-image-run: scibids-image
	$(_scibids_q)$(SCIBIDS_ENGINE) run --rm --pull=never $(SCIBIDS_RUN) $(call _scibids_sq,$(SCIBIDS_NAME)):"$$(cat '$(SCIBIDS_OUT)/key')"

## image-debug: build NAME:debug, the image plus a shell: docker run -it --entrypoint sh NAME:debug
scibids-image-debug: scibids-image
	$(call _scibids_script,debug)

## image-verify: rebuild the image without cache and compare it with the one in the store, file by file
scibids-image-verify: $(SCIBIDS_OUT)/key
	$(call _scibids_script,verify)

## TO: on the command line: output directory of scibids-dockerfile [dockerfile] and of scibids-advisories
_scibids_to = $(or $(call _scibids_argument,TO),dockerfile)

## scibids-dockerfile: write the image's Dockerfile, its .dockerignore and its scripts to the directory TO
scibids-dockerfile: $(SCIBIDS_OUT)/key
	$(call _scibids_script,dockerfile) $(call _scibids_sq,$(_scibids_to))

## image-clean: remove this project's images and all generated files; keep the lock
scibids-image-clean: $(SCIBIDS_OUT)/settings
	$(call _scibids_script,clean)

## scibids-clean: remove what SCIBIDS_BUILT keeps, of all projects
scibids-clean: $(SCIBIDS_OUT)/settings
	$(call _scibids_script,clean) built
