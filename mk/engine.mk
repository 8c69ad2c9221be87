# How the engine and its builder are called.

# What makes a stage run again each time, and the time that it notes.
_scibids_now = --build-arg NOW="$$(date -u +%Y-%m-%dT%H:%M:%SZ)"

_scibids_build = $(SCIBIDS_ENGINE) $(if $(filter nerdctl,$(notdir $(firstword $(SCIBIDS_ENGINE)))),build,buildx build)

_scibids_flags = --progress=plain --provenance=false \
	$(if $(SCIBIDS_BUILDER),--builder $(call _scibids_sq,$(SCIBIDS_BUILDER))) \
	$(if $(SCIBIDS_PLATFORM),--platform $(call _scibids_sq,$(SCIBIDS_PLATFORM))) \
	$(_scibids_base_context) --build-context scibids='$(_scibids_home)/dockerfiles/scripts' \
	$(if $(wildcard $(SCIBIDS_KIT)/apk),--build-context mirror=$(call _scibids_sq,$(SCIBIDS_KIT)/apk)) \
	$(if $(wildcard $(SCIBIDS_KIT)/wheels),--build-context local-wheels=$(call _scibids_sq,$(SCIBIDS_KIT)/wheels)) \
	$(if $(SCIBIDS_CA),--secret id=ca$(_scibids_comma)src=$(call _scibids_sq,$(SCIBIDS_CA))) \
	$(if $(SCIBIDS_NETRC),--secret id=netrc$(_scibids_comma)src=$(call _scibids_sq,$(SCIBIDS_NETRC))) \
	$(if $(SCIBIDS_INDEX_URL),--secret id=index$(_scibids_comma)env=_scibids_index_url)
_scibids_comma := ,

# A toolbox in the engine's own store takes the place of the stage; another builder cannot see it and makes the stage.
# (As a build argument: for a --build-context docker-image:// the builder asks a registry first, even if the store has it.)
_scibids_toolbox_argument = $(if $(SCIBIDS_BUILDER),,--build-arg TOOLBOX="$$(cat '$(SCIBIDS_OUT)/toolbox')")
# And the interpreter of what is built for an image.
_scibids_stored_arguments = $(_scibids_toolbox_argument) \
	$(if $(SCIBIDS_BUILDER),,--build-arg INTERPRETER="$$(cat '$(SCIBIDS_OUT)/interpreter')")

# The base image for a builder that cannot see the store, where the kit has it.
_scibids_base_layout  = $(SCIBIDS_OUT)/base-image
_scibids_base_context = $(if $(and $(SCIBIDS_BUILDER),$(SCIBIDS_KIT)),--build-context \
	"base=oci-layout://$(_scibids_base_layout)@$$(cat '$(SCIBIDS_OUT)/base-digest')")
# Makes the base image ready; base-digest gets its digest.
_scibids_base = sh '$(_scibids_mk)base.sh' $(call _scibids_sq,$(SCIBIDS_ENGINE)) $(call _scibids_sq,$(SCIBIDS_BASE)) \
	$(call _scibids_sq,$(SCIBIDS_KIT)) $(call _scibids_sq,$(SCIBIDS_BUILDER)) '$(_scibids_base_layout)' >'$(SCIBIDS_OUT)/base-digest'

# $(call _scibids_run,NAME,COMMAND,REMEDY): runs a build; its whole output is in a log, a line for each stage on the terminal.
# When it fails, REMEDY, which may be empty, has a try before the failure is explained.
_scibids_run = { $(_scibids_progress) --log '$(SCIBIDS_OUT)/$1.log' --summary '$(SCIBIDS_OUT)/$1.yaml' \
	$(if $(_scibids_mute),--quiet) $(if $(filter 1,$(V)),--raw) \
	--verb toolbox=TOOLBOX --verb build-=BUILD --verb wheel-=INSTALL --verb wheels-=INSTALL \
	--verb interpreter=STRIP --verb rootfs=ROOTFS --verb proof=PROVE --verb sbom=SBOM --verb app=APP --verb resolver=RESOLVE \
	--verb scibids-needed=COMPILE --verb busybox=BUSYBOX --verb needs-finder=NEEDS --verb facts=INDEX \
	--hint 'build-=what its build lacks goes into a record: set SCIBIDS_RECORDS=DIR and write to DIR/*.yaml: build: [APK, ...]' \
	--hint 'proof=what may fail goes into a record: set SCIBIDS_RECORDS=DIR and write to DIR/NAME.yaml: optional-imports: [MODULE]' \
	-- $2; } $(if $3,|| { status=$$?; $3; (exit $$status); }) || $(call _scibids_explain,$1)

# The index's address may hold a password: it reaches the builder through the environment alone.
# From there it comes as it is, where make would take what follows a $ for a variable.
toolbox _scibids_start _scibids_refresh _scibids_resolution _scibids_needs _scibids_fixes _scibids_image _scibids_verify image-debug: \
	export _scibids_index_url = \
	$(if $(filter environment%,$(origin SCIBIDS_INDEX_URL)),$(value SCIBIDS_INDEX_URL),$(SCIBIDS_INDEX_URL))
