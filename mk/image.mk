# The image, named NAME:KEY and NAME:latest. The key is a hash of everything that the image is made of.

.PHONY: scibids-image scibids-image-run scibids-image-debug scibids-image-verify scibids-image-clean scibids-dockerfile

$(SCIBIDS_OUT)/key: $(SCIBIDS_LOCK) $(SCIBIDS_OUT)/settings _scibids_force
	$(call _scibids_script,key)
$(SCIBIDS_OUT)/Dockerfile $(SCIBIDS_OUT)/Dockerfile.dockerignore $(SCIBIDS_OUT)/labels: $(SCIBIDS_OUT)/key ;

## image: build, prove and tag the image
scibids-image: $(SCIBIDS_OUT)/key
	$(call _scibids_script,image)

## image-run: run the image, with the options in SCIBIDS_RUN
scibids-image-run: scibids-image
	$(_scibids_q)$(SCIBIDS_ENGINE) run --rm $(SCIBIDS_RUN) $(call _scibids_sq,$(SCIBIDS_NAME)):"$$(cat '$(SCIBIDS_OUT)/key')"

## image-debug: build NAME:KEY-debug and NAME:debug, the image and a shell; docker run -it --entrypoint sh NAME:debug
scibids-image-debug: scibids-image
	$(call _scibids_script,debug)

## image-verify: build the image again without the cache; say whether it is the one in the store, or which file differs
scibids-image-verify: $(SCIBIDS_OUT)/key
	$(call _scibids_script,verify)

## TO: on the command line: with scibids-dockerfile, the directory to write to [dockerfile]
_scibids_to = $(or $(call _scibids_argument,TO),dockerfile)

## scibids-dockerfile: write the image's Dockerfile into TO, and beside it its .dockerignore and the scripts of its stages
scibids-dockerfile: $(SCIBIDS_OUT)/key
	$(call _scibids_script,dockerfile) $(call _scibids_sq,$(_scibids_to))

## image-clean: remove this project's images and everything generated; the lock stays
scibids-image-clean: $(SCIBIDS_OUT)/settings
	$(call _scibids_script,clean)
