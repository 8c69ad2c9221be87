# The image: stitched from the lock, built, proved, tagged NAME:KEY and NAME:latest.

.PHONY: image image-run image-clean scibids-dockerfile

## image: build, prove and tag the image
image: $(SCIBIDS_OUT)/key
	$(_scibids_plus)$(_scibids_q)sh '$(_scibids_mk)image.sh' '$(SCIBIDS_OUT)' '$(SCIBIDS_LOCK)' '$(_scibids_app_layer)' \
		$(call _scibids_sq,$(SCIBIDS_ENGINE)) $(call _scibids_sq,$(SCIBIDS_NAME)) $(call _scibids_sq,$(SCIBIDS_BUILDER)) \
		$(call _scibids_sq,$(SCIBIDS_PLATFORM)) $(call _scibids_sq,$(SCIBIDS_APP)) $(call _scibids_sq,$(SCIBIDS_COMPRESSION)) \
		'$(_scibids_mute)' $(_scibids_make) _scibids_image && $(_scibids_remember)

# The default list holds what no image should; a .dockerignore of the app's own is all that counts where there is one, beside
# what is made here: a bill of materials beside the lock must not make another image.
_scibids_ignore = $(if $(wildcard $(subst $(_scibids_space),\ ,$(SCIBIDS_APP))/.dockerignore),\
	$(call _scibids_sq,$(SCIBIDS_APP)/.dockerignore),'$(_scibids_home)/dockerfiles/default.dockerignore')

$(SCIBIDS_OUT)/Dockerfile: $(SCIBIDS_LOCK) $(SCIBIDS_OUT)/settings _scibids_force
	$(_scibids_q)$(_scibids_stitch) -s '$(SCIBIDS_OUT)/settings' -f '$(_scibids_home)/dockerfiles' $(_scibids_user_fragments) \
		$(addprefix -p ,$(wildcard pyproject.toml)) -o '$@' '$(SCIBIDS_LOCK)'

# Packages that are built from directories or files of the project, where those are not part of the app.
$(SCIBIDS_OUT)/sources: $(SCIBIDS_LOCK) _scibids_force
	$(if $(filter .,$(SCIBIDS_APP)),,$(call _scibids_update,for path in $$($(_scibids_lock) get '$(SCIBIDS_LOCK)' sources); do \
		if [ -d "$$path" ]; then $(_scibids_hash) app "$$path"; else $(_scibids_hash) files "$$path"; fi || exit 2; done))

# The labels that may be others with each build; all others are in the Dockerfile.
$(SCIBIDS_OUT)/labels: $(SCIBIDS_LOCK) _scibids_force
	$(_scibids_q)sh '$(_scibids_mk)labels.sh' '$@' $(call _scibids_sq,$(SCIBIDS_REVISION)) $(call _scibids_sq,$(SCIBIDS_LABELS))

# One process for all that the key depends on in the app's directory.
$(SCIBIDS_OUT)/key: $(SCIBIDS_OUT)/Dockerfile $(SCIBIDS_OUT)/sources $(SCIBIDS_OUT)/labels _scibids_force
	$(_scibids_q)$(_scibids_hash) image --ignore $(_scibids_ignore) --rule '$(SCIBIDS_OUT)' \
		--rule $(call _scibids_sq,$(notdir $(SCIBIDS_NAME)).spdx.json) --rule $(call _scibids_sq,$(notdir $(SCIBIDS_NAME)).cdx.json) \
		$(if $(filter .,$(SCIBIDS_APP)),,--source '$(SCIBIDS_OUT)/sources') \
		$(if $(filter 1,$(SCIBIDS_ATTEST)),--source '$(_scibids_attest_dockerfile)') '$(SCIBIDS_OUT)' $(call _scibids_sq,$(SCIBIDS_APP))

$(SCIBIDS_OUT)/Dockerfile.dockerignore: $(SCIBIDS_OUT)/key ;

_scibids_label_flags = $$(sed 's/^/--label /' '$(SCIBIDS_OUT)/labels') --label scibids.key="$$(cat '$(SCIBIDS_OUT)/key')"

# What the proof does not survive is undone: the lock notes from which packages nothing is taken, and the image is built again.
# If that was not it, the lock is what it was.
_scibids_untrim = { [ -z '$(filter 1,$(SCIBIDS_LOCKED))' ] && trimmed=$$(cat '$(SCIBIDS_LOCK)') && \
	$(_scibids_lock) untrim -o '$(SCIBIDS_LOCK)' '$(SCIBIDS_LOCK)' '$(SCIBIDS_OUT)/image.log' && { \
		$(_scibids_make) image && exit; status=$$?; \
		printf '%s\n' "$$trimmed" >'$(SCIBIDS_LOCK).tmp' && mv '$(SCIBIDS_LOCK).tmp' '$(SCIBIDS_LOCK)'; exit $$status; }; }

# All layers of ours in one compression: in which the builder has some already must not show in the image's id.
_scibids_image_output = type=image$(_scibids_comma)compression=$(SCIBIDS_COMPRESSION)$(if \
	$(filter scratch,$(SCIBIDS_FINAL)),$(_scibids_comma)force-compression=true)$(_scibids_comma)oci-mediatypes=true

# What is kept of an image of the builder's for the next one, and the summary.
_scibids_made = sh '$(_scibids_mk)built.sh' '$(SCIBIDS_OUT)' '$(SCIBIDS_LOCK)' $(call _scibids_sq,$(SCIBIDS_ENGINE)) \
	$(call _scibids_sq,$(SCIBIDS_NAME)) $(call _scibids_sq,$(SCIBIDS_BUILDER)) '$(_scibids_mute)'

.PHONY: _scibids_image
_scibids_image: toolbox _scibids_attester
	$(_scibids_q)$(call _scibids_run,image,$(_scibids_build) $(_scibids_flags) $(_scibids_stored_arguments) $(_scibids_secrets) \
		$(_scibids_project) $(_scibids_label_flags) $(_scibids_attest) --target final \
		--build-arg SOURCE_DATE_EPOCH="$$($(_scibids_lock) get '$(SCIBIDS_LOCK)' epoch)" \
		--tag $(call _scibids_sq,$(SCIBIDS_NAME)):"$$(cat '$(SCIBIDS_OUT)/key')" --tag $(call _scibids_sq,$(SCIBIDS_NAME):latest) \
		$(if $(SCIBIDS_BUILDER),--load,--output $(_scibids_image_output)) -f '$(SCIBIDS_OUT)/Dockerfile' $(call _scibids_sq,$(SCIBIDS_APP)), \
		$(_scibids_untrim)) && $(_scibids_made)

## TO: with scibids-dockerfile, the directory to write to [dockerfile]
TO ?= dockerfile

## scibids-dockerfile: write the image's Dockerfile into TO, and beside it its .dockerignore and the scripts of its stages
scibids-dockerfile: $(SCIBIDS_OUT)/Dockerfile.dockerignore
	$(_scibids_q)mkdir -p $(call _scibids_sq,$(TO)/scripts)
	$(_scibids_q)$(_scibids_stitch) -s '$(SCIBIDS_OUT)/settings' -f '$(_scibids_home)/dockerfiles' $(_scibids_user_fragments) \
		$(addprefix -p ,$(wildcard pyproject.toml)) -c $(call _scibids_sq,$(TO)/scripts) \
		-o $(call _scibids_sq,$(TO)/Dockerfile) '$(SCIBIDS_LOCK)'
	$(_scibids_q)cp '$<' $(call _scibids_sq,$(TO)/Dockerfile.dockerignore)
	$(_scibids_q)cp -R '$(_scibids_home)/dockerfiles/scripts/.' $(call _scibids_sq,$(TO)/scripts)
	$(call _scibids_say,WRITE,$(TO)/Dockerfile)

## image-run: run the image, with the options in SCIBIDS_RUN
image-run: image
	$(_scibids_q)$(SCIBIDS_ENGINE) run --rm $(SCIBIDS_RUN) $(call _scibids_sq,$(SCIBIDS_NAME)):"$$(cat '$(SCIBIDS_OUT)/key')"

## image-clean: remove this project's images and everything generated; the lock stays
image-clean:
	$(_scibids_q)images=$$($(SCIBIDS_ENGINE) image ls --filter dangling=false --format '{{.Repository}}:{{.Tag}}' \
			$(call _scibids_sq,$(SCIBIDS_NAME))) && \
		[ -z "$$images" ] || $(SCIBIDS_ENGINE) image rm --force $$images >/dev/null
	$(_scibids_q)rm -rf '$(SCIBIDS_OUT)'
