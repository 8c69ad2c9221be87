# The toolbox, the build-only image that stages start from, and the interpreter as images get it.

.PHONY: toolbox _scibids_start

## toolbox: build the image with compilers and headers that packages are built in, and the interpreter that images get
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

# $(call _scibids_stitch_image,toolbox,PREFIX): stitches it for the lock in lock/toolbox.lock; .scibids/toolbox gets its name.
_scibids_stitch_image = $(_scibids_stitch) -s '$(SCIBIDS_OUT)/settings' -f '$(_scibids_home)/dockerfiles' $(_scibids_user_fragments) \
	-t $1 -o '$(SCIBIDS_OUT)/$1.dockerfile' '$(SCIBIDS_OUT)/lock/toolbox.lock' && \
	printf 'scibids:%s-alpine%s-$2%s\n' $(call _scibids_sq,$(SCIBIDS_PYTHON)) $(call _scibids_sq,$(SCIBIDS_ALPINE)) \
	"$$($(_scibids_hash) key '$(SCIBIDS_OUT)/$1.dockerfile')" >'$(SCIBIDS_OUT)/$1'
_scibids_stitch_toolbox = $(call _scibids_stitch_image,toolbox,) && $(call _scibids_stitch_image,interpreter,interpreter-)
_scibids_has_toolbox = $(SCIBIDS_ENGINE) image inspect "$$(cat '$(SCIBIDS_OUT)/toolbox')" "$$(cat '$(SCIBIDS_OUT)/interpreter')" >/dev/null 2>&1

# Builds both unless the store has them.
define _scibids_make_toolbox
	$(_scibids_q)$(_scibids_stitch_toolbox)
	$(_scibids_q)[ -n $(call _scibids_sq,$(SCIBIDS_BUILDER)) ] || $(_scibids_has_toolbox) || { \
		$(call _scibids_store_image,toolbox,) && $(call _scibids_store_image,interpreter,$(_scibids_toolbox_argument)); }
endef

# $(call _scibids_store_image,toolbox,BUILD-ARGUMENTS)
_scibids_store_image = { $(SCIBIDS_ENGINE) image inspect "$$(cat '$(SCIBIDS_OUT)/$1')" >/dev/null 2>&1 || \
	$(call _scibids_run,$1,$(_scibids_build) $(_scibids_flags) $2 --target $1 --tag "$$(cat '$(SCIBIDS_OUT)/$1')" \
		--load -f '$(SCIBIDS_OUT)/$1.dockerfile' '$(SCIBIDS_OUT)/lock'); }

_scibids_user_fragments = $(if $(SCIBIDS_FRAGMENTS),-u '$(SCIBIDS_FRAGMENTS)')
