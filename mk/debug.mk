# The image and a shell, under tags of its own.

.PHONY: image-debug

## image-debug: build NAME:KEY-debug and NAME:debug, the image and a shell; docker run -it --entrypoint sh NAME:debug
image-debug: image $(SCIBIDS_OUT)/debug.dockerfile $(SCIBIDS_OUT)/debug.dockerfile.dockerignore toolbox
	$(_scibids_q)$(call _scibids_run,debug,$(_scibids_build) $(_scibids_flags) $(_scibids_stored_arguments) $(_scibids_secrets) \
		$(_scibids_project) $(_scibids_label_flags) --target debug \
		--build-arg SOURCE_DATE_EPOCH="$$($(_scibids_lock) get '$(SCIBIDS_LOCK)' epoch)" \
		--tag $(call _scibids_sq,$(SCIBIDS_NAME)):"$$(cat '$(SCIBIDS_OUT)/key')-debug" --tag $(call _scibids_sq,$(SCIBIDS_NAME):debug) \
		$(if $(SCIBIDS_BUILDER),--load,--output $(_scibids_image_output)) \
		-f '$(SCIBIDS_OUT)/debug.dockerfile' $(call _scibids_sq,$(SCIBIDS_APP)))
	$(call _scibids_say,TAG,$(SCIBIDS_NAME):debug)

$(SCIBIDS_OUT)/debug.dockerfile: $(SCIBIDS_OUT)/Dockerfile _scibids_force
	$(_scibids_q)$(_scibids_stitch) -s '$(SCIBIDS_OUT)/settings' -f '$(_scibids_home)/dockerfiles' $(_scibids_user_fragments) \
		$(addprefix -p ,$(wildcard pyproject.toml)) -t debug -o '$@' '$(SCIBIDS_LOCK)'

$(SCIBIDS_OUT)/debug.dockerfile.dockerignore: $(SCIBIDS_OUT)/Dockerfile.dockerignore
	$(_scibids_q)cp '$<' '$@'
