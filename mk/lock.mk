# The lock: made anew when what it was made from has changed.

.PHONY: lock lock-upgrade _scibids_relock _scibids_refresh _scibids_resolution _scibids_needs

## lock: write scibids.lock, keeping the pins that still fit
lock: $(SCIBIDS_LOCK)

## PKG: with lock-upgrade, the one package to move; with scibids-why and -drift, the one that is meant
PKG ?=

## lock-upgrade: write scibids.lock with all pins moved, or with PKG=name that one's
lock-upgrade: $(SCIBIDS_OUT)/requirements.yaml
	$(_scibids_plus)$(_scibids_q)$(_scibids_make) _scibids_relock \
		_scibids_upgrade=$(if $(PKG),$(call _scibids_sq,$(PKG:%=-U %)),-u)

_scibids_upgrade ?=

$(SCIBIDS_OUT)/requirements.yaml: $(_scibids_built) $(SCIBIDS_OUT)/settings _scibids_force
	$(if $(SCIBIDS_REQUIREMENTS),,$(error no requirements: write requirements.txt, pyproject.toml or pylock.toml, or set SCIBIDS_REQUIREMENTS))
	$(_scibids_q)$(_scibids_requirements) -C . -x '$(SCIBIDS_OUT)/context' -o '$@' '$(SCIBIDS_REQUIREMENTS)'

# Index options and variables of the requirements, for the builder's eyes only; and the project, where it is not the app.
_scibids_secrets = $$(cat '$(SCIBIDS_OUT)/context/secrets') --secret id=index-options$(_scibids_comma)src='$(SCIBIDS_OUT)/context/options'
_scibids_project = $(if $(filter .,$(SCIBIDS_APP)),,--build-context project=.)

_scibids_records = $(if $(SCIBIDS_RECORDS),-r '$(SCIBIDS_RECORDS)') -r '$(_scibids_home)/dockerfiles/packages'

$(SCIBIDS_LOCK): $(SCIBIDS_OUT)/requirements.yaml _scibids_force
	$(_scibids_plus)$(_scibids_q)$(_scibids_lock) check -s '$(SCIBIDS_OUT)/settings' -q '$(SCIBIDS_OUT)/requirements.yaml' $(_scibids_records) \
		'$@' >'$(SCIBIDS_OUT)/stale' || { status=$$?; \
		[ $$status = 3 ] || exit $$status; \
		[ -z '$(filter 1,$(SCIBIDS_LOCKED))' ] || { printf 'scibids: %s (SCIBIDS_LOCKED=1): run make lock and commit the lock\n' \
			"$$(cat '$(SCIBIDS_OUT)/stale')" >&2; exit 3; }; \
		$(_scibids_make) _scibids_relock; }

# $(call _scibids_request,DIRECTORY): what is asked for, and the Dockerfile of the stages that answer, in the toolbox of lock/toolbox.lock.
define _scibids_request
	$(_scibids_q)rm -rf '$(SCIBIDS_OUT)/$1/resolution' && mkdir -p '$(SCIBIDS_OUT)/$1/request'
	$(_scibids_q)$(_scibids_lock) request -s '$(SCIBIDS_OUT)/settings' -q '$(SCIBIDS_OUT)/requirements.yaml' \
		-l '$(SCIBIDS_LOCK)' $(_scibids_upgrade) $(_scibids_records) -o '$(SCIBIDS_OUT)/$1/request/request.json'
	$(_scibids_q)$(_scibids_stitch_resolution)
	$(_scibids_q)cp '$(SCIBIDS_OUT)/context/ignore' '$(SCIBIDS_OUT)/resolution.dockerfile.dockerignore'
endef

_scibids_stitch_resolution = $(_scibids_stitch) -s '$(SCIBIDS_OUT)/settings' -f '$(_scibids_home)/dockerfiles' -t resolution \
	-o '$(SCIBIDS_OUT)/resolution.dockerfile' '$(SCIBIDS_OUT)/lock/toolbox.lock'

# $(call _scibids_answer,DIRECTORY,TARGET,RESULT)
_scibids_answer = $(call _scibids_run,resolution,$(_scibids_build) $(_scibids_flags) $(_scibids_toolbox_argument) $(_scibids_secrets) \
	$(_scibids_now) --build-arg DIRECTORY="$$(cat '$(SCIBIDS_OUT)/context/directory')" \
	--build-context request='$(SCIBIDS_OUT)/$1/request' --target $2 --output type=local$(_scibids_comma)dest='$3' \
	-f '$(SCIBIDS_OUT)/resolution.dockerfile' "$$(cat '$(SCIBIDS_OUT)/context/context')")

# $(call _scibids_lock_packages,DIRECTORY): the answer, as a lock without runtime apks in DIRECTORY/packages.lock.
_scibids_lock_packages = $(_scibids_lock) packages -s '$(SCIBIDS_OUT)/settings' -q '$(SCIBIDS_OUT)/requirements.yaml' \
	-l '$(SCIBIDS_LOCK)' $(_scibids_upgrade) $(_scibids_records) $(_scibids_indexes) -o '$(SCIBIDS_OUT)/$1/packages.lock' \
	'$(SCIBIDS_OUT)/lock/toolbox.lock' '$(SCIBIDS_OUT)/$1/resolution'

define _scibids_resolve
	$(call _scibids_request,$1)
	$(_scibids_q)$(call _scibids_answer,$1,resolution,$(SCIBIDS_OUT)/$1/resolution)
	$(_scibids_q)$(call _scibids_lock_packages,$1)
endef

# With a lock whose toolbox the store has, the index comes while the requirements are resolved.
_scibids_relock: $(SCIBIDS_OUT)/requirements.yaml
	$(_scibids_q)mkdir -p '$(SCIBIDS_OUT)/lock' && rm -f '$(SCIBIDS_OUT)/lock/packages.lock'
	$(_scibids_plus)$(_scibids_q)if [ -z $(call _scibids_sq,$(SCIBIDS_BUILDER)) ] && \
			cp '$(SCIBIDS_LOCK)' '$(SCIBIDS_OUT)/lock/toolbox.lock' 2>/dev/null && \
			{ $(_scibids_stitch_toolbox); } 2>/dev/null && $(_scibids_has_toolbox); then $(_scibids_make) _scibids_refresh; fi
	$(_scibids_plus)$(_scibids_q)[ -e '$(SCIBIDS_OUT)/lock/packages.lock' ] || $(_scibids_make) _scibids_resolution
	$(_scibids_plus)$(_scibids_q)if grep -q '^runtime:' '$(SCIBIDS_OUT)/lock/packages.lock'; then \
		cp '$(SCIBIDS_OUT)/lock/packages.lock' '$(SCIBIDS_LOCK).tmp' && mv '$(SCIBIDS_LOCK).tmp' '$(SCIBIDS_LOCK)'; \
		else $(_scibids_make) _scibids_needs; fi
	$(call _scibids_say,LOCK,$(SCIBIDS_LOCK))

# The answer counts if the new lock asks in the same toolbox for the same.
_scibids_refresh:
	$(_scibids_q)$(_scibids_base)
	$(call _scibids_request,lock)
	$(_scibids_q)cp '$(SCIBIDS_OUT)/resolution.dockerfile' '$(SCIBIDS_OUT)/lock/asked'
	$(_scibids_q)rm -rf '$(SCIBIDS_OUT)/lock/index'
	$(_scibids_q)$(call _scibids_answer,lock,refresh,$(SCIBIDS_OUT)/lock)
	$(_scibids_q)$(_scibids_lock_toolbox)
	$(_scibids_q)$(_scibids_stitch_resolution)
	$(_scibids_q)if cmp -s '$(SCIBIDS_OUT)/resolution.dockerfile' '$(SCIBIDS_OUT)/lock/asked'; then $(call _scibids_lock_packages,lock); fi

_scibids_resolution: _scibids_start
	$(_scibids_make_toolbox)
	$(call _scibids_resolve,lock)

# Which apks the files that are to be shipped need at run time.
_scibids_needs:
	$(_scibids_q)rm -rf '$(SCIBIDS_OUT)/lock/needs'
	$(_scibids_q)$(_scibids_stitch) -s '$(SCIBIDS_OUT)/settings' -f '$(_scibids_home)/dockerfiles' $(_scibids_user_fragments) \
		-t needs -o '$(SCIBIDS_OUT)/needs.dockerfile' '$(SCIBIDS_OUT)/lock/packages.lock'
	$(_scibids_q)$(call _scibids_run,needs,$(_scibids_build) $(_scibids_flags) $(_scibids_stored_arguments) $(_scibids_secrets) \
		$(_scibids_project) --build-context helpers='$(_scibids_home)/helpers' --build-context index='$(SCIBIDS_OUT)/lock/index' \
		--target needs --output type=local$(_scibids_comma)dest='$(SCIBIDS_OUT)/lock/needs' \
		-f '$(SCIBIDS_OUT)/needs.dockerfile' $(call _scibids_sq,$(SCIBIDS_APP)))
	$(_scibids_q)$(_scibids_lock) runtime -s '$(SCIBIDS_OUT)/settings' -i '$(SCIBIDS_OUT)/lock/needs/installed' \
		-o '$(SCIBIDS_LOCK)' '$(SCIBIDS_OUT)/lock/packages.lock' '$(SCIBIDS_OUT)/lock/needs/needed.tsv'
