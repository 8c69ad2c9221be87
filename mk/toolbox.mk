# The toolbox: the build-only image that stages start from.

.PHONY: toolbox _scibids_start _scibids_toolbox

## toolbox: build the image with compilers and headers that packages are built in
toolbox: $(SCIBIDS_OUT)/requirements.yaml
	$(_scibids_q)mkdir -p '$(SCIBIDS_OUT)/lock'
	$(_scibids_plus)$(_scibids_q)if [ -e '$(SCIBIDS_LOCK)' ]; then \
			cp '$(SCIBIDS_LOCK)' '$(SCIBIDS_OUT)/lock/toolbox.lock' && $(_scibids_base); \
		else $(_scibids_make) _scibids_start; fi
	$(_scibids_make_toolbox)

# What comes before any lock: the base image, its branch's index, and the toolbox's apks out of that.
_scibids_start: $(SCIBIDS_OUT)/requirements.yaml
	$(_scibids_q)mkdir -p '$(SCIBIDS_OUT)/lock'
	$(_scibids_q)rm -rf '$(SCIBIDS_OUT)/lock/index'
	$(_scibids_q)$(_scibids_base)
	$(_scibids_q)(cd '$(_scibids_home)/dockerfiles' && cat index-base.dockerfile index.dockerfile) >'$(SCIBIDS_OUT)/index.dockerfile'
	$(_scibids_q)$(call _scibids_run,index,$(_scibids_build) $(_scibids_flags) \
		--build-arg BASE=$(call _scibids_sq,$(SCIBIDS_BASE)) $(_scibids_now) \
		--target index --output type=local$(_scibids_comma)dest='$(SCIBIDS_OUT)/lock/index' \
		-f '$(SCIBIDS_OUT)/index.dockerfile' '$(SCIBIDS_OUT)/lock')
	$(_scibids_q)$(_scibids_lock_toolbox)

# The toolbox's apks out of the index, as a lock without packages.
_scibids_lock_toolbox = $(_scibids_lock) toolbox -s '$(SCIBIDS_OUT)/settings' -q '$(SCIBIDS_OUT)/requirements.yaml' \
	-f '$(SCIBIDS_OUT)/lock/index/facts.yaml' \
	-b $(call _scibids_sq,$(SCIBIDS_BASE)) -d "$$(cat '$(SCIBIDS_OUT)/base-digest')" \
	$(_scibids_indexes) -l '$(SCIBIDS_LOCK)' $(_scibids_upgrade) -o '$(SCIBIDS_OUT)/lock/toolbox.lock'

_scibids_indexes = $$(printf ' -i %s' '$(SCIBIDS_OUT)/lock/index'/*.tar.gz)

# Stitches the toolbox of the lock in lock/toolbox.lock; `toolbox` gets its name.
_scibids_stitch_toolbox = $(_scibids_stitch) -s '$(SCIBIDS_OUT)/settings' -f '$(_scibids_home)/dockerfiles' $(_scibids_user_fragments) \
	-t toolbox -o '$(SCIBIDS_OUT)/toolbox.dockerfile' '$(SCIBIDS_OUT)/lock/toolbox.lock' && \
	printf 'scibids:%s-alpine%s-%s\n' $(call _scibids_sq,$(SCIBIDS_PYTHON)) $(call _scibids_sq,$(SCIBIDS_ALPINE)) \
	"$$($(_scibids_hash) key '$(SCIBIDS_OUT)/toolbox.dockerfile')" >'$(SCIBIDS_OUT)/toolbox'
_scibids_has_toolbox = $(SCIBIDS_ENGINE) image inspect "$$(cat '$(SCIBIDS_OUT)/toolbox')" >/dev/null 2>&1

# Builds it unless the store has it.
define _scibids_make_toolbox
	$(_scibids_q)$(_scibids_stitch_toolbox)
	$(_scibids_q)[ -n $(call _scibids_sq,$(SCIBIDS_BUILDER)) ] || $(_scibids_has_toolbox) || \
		$(call _scibids_run,toolbox,$(_scibids_build) $(_scibids_flags) --target toolbox --tag "$$(cat '$(SCIBIDS_OUT)/toolbox')" \
			--load -f '$(SCIBIDS_OUT)/toolbox.dockerfile' '$(SCIBIDS_OUT)/lock')
endef

_scibids_user_fragments = $(if $(SCIBIDS_FRAGMENTS),-u '$(SCIBIDS_FRAGMENTS)')
