# What trimming left out of the image.

.PHONY: scibids-trim

## scibids-trim: say how many bytes were left out of the image, by rule and by package
scibids-trim: image
	$(_scibids_q)rm -rf '$(SCIBIDS_OUT)/trimmed'
	$(_scibids_q)$(call _scibids_run,trimmed,$(_scibids_build) $(_scibids_flags) $(_scibids_stored_arguments) $(_scibids_secrets) \
		$(_scibids_project) --target trimmed --output type=local$(_scibids_comma)dest='$(SCIBIDS_OUT)/trimmed' \
		-f '$(SCIBIDS_OUT)/Dockerfile' $(call _scibids_sq,$(SCIBIDS_APP)))
	$(_scibids_q)sh '$(_scibids_mk)trim.sh' '$(SCIBIDS_OUT)/trimmed' '$(_scibids_home)/dockerfiles/scripts/finish/trim.tsv' '$(SCIBIDS_LOCK)'
