# Proof that an image is what its lock and its app make: built again without the cache, the interpreter too, and compared.

.PHONY: image-verify _scibids_verify

## image-verify: build the image again without the cache; say whether it is the one in the store, or which file differs
image-verify: $(SCIBIDS_OUT)/key
	$(_scibids_q)$(_scibids_verify_sh) look
	$(_scibids_plus)$(_scibids_q)exec $(_scibids_make) _scibids_verify

# With exec, a signal to make comes as far as the script, which removes its tag.
_scibids_verify_sh = exec sh '$(_scibids_mk)verify.sh' $(call _scibids_sq,$(SCIBIDS_ENGINE)) $(call _scibids_sq,$(SCIBIDS_NAME)) '$(SCIBIDS_OUT)'

# The script evaluates this: $tag is its own tag, and record the command that notes its process to stop.
_scibids_verify_build = $(call _scibids_run,verify,$$record $(_scibids_build) --no-cache $(_scibids_flags) $(_scibids_toolbox_argument) \
	$(_scibids_secrets) $(_scibids_project) $(_scibids_label_flags) $(_scibids_attest) --target final \
	--build-arg SOURCE_DATE_EPOCH="$$($(_scibids_lock) get '$(SCIBIDS_LOCK)' epoch)" --tag "$$tag" \
	$(if $(SCIBIDS_BUILDER),--load,--output $(_scibids_image_output)) -f '$(SCIBIDS_OUT)/Dockerfile' $(call _scibids_sq,$(SCIBIDS_APP)))

# On a base image, layers keep the compression in which the builder happens to have them.
_scibids_verify: toolbox _scibids_attester
	$(_scibids_q)$(_scibids_verify_sh) compare '$(_scibids_helpers)/scibids-diff' \
		$(if $(filter scratch,$(SCIBIDS_FINAL)),-a,-ac) $(call _scibids_sq,$(_scibids_verify_build))
