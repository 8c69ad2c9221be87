# Sourced behind settings.sh: the registry that images are pushed to, and what it says.
#   check_registry           ends the script where SCIBIDS_REGISTRY is none
#   check_names              ends the script if a registry cannot be asked, or would refuse a name or a tag; leaves $repository
#   is_absent                does $answer, of a call that failed, say that the image does not exist?
#   tag_pushed DIGEST        gives the $repository's image all SCIBIDS_TAGS and writes REPOSITORY@DIGEST to OUT/pushed
#   registry_fails WHAT      ends the script with the reason that $answer gives; $deed is what failed, if it is no push
# shellcheck shell=sh disable=SC2034,SC2154

matches() { printf '%s\n' "$1" | grep -Eqx -e "$2"; } # TEXT EXTENDED-REGEX
part='[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*'
host='([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*(:[0-9]{1,5})?'

check_registry() {
	# Docker takes a first word without a dot or a port for a path on its hub.
	case ${SCIBIDS_REGISTRY%%/*} in *[.:]* | localhost) first=$host ;; *) first=$part ;; esac
	matches "$SCIBIDS_REGISTRY" "$first(/$part)*" ||
		fail 2 "SCIBIDS_REGISTRY is '$SCIBIDS_REGISTRY': write HOST[:PORT][/PATH], the path in lower case, without https:// and login"
}

check_names() {
	! reason=$(registry_unfit) || fail 2 "$reason"
	[ -n "$SCIBIDS_REGISTRY" ] || fail 2 'SCIBIDS_REGISTRY is not set: it says where to push to, such as registry.example:5000/team'
	check_registry
	matches "$name" "$part(/$part)*" ||
		fail 2 "SCIBIDS_NAME is '$name': a registry takes lower-case letters and digits, with single . or _ or - between them"
	repository=$SCIBIDS_REGISTRY/$name
	[ ${#repository} -le 255 ] || fail 2 "SCIBIDS_REGISTRY/SCIBIDS_NAME has ${#repository} characters: a registry takes 255 at most"
	set -f
	for tag in $SCIBIDS_TAGS; do
		matches "$tag" '[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}' ||
			fail 2 "SCIBIDS_TAGS has '$tag': a tag is 1 to 128 letters, digits and ._- and begins with none of .-"
	done
	set +f
}

is_absent() { grep -Eqi 'not found|(manifest|name)[ _]unknown' "$answer" && ! grep -Eqi 'dial |lookup ' "$answer"; }

registry_fails() {
	reason=$(grep . "$answer" | tail -n 1) || reason='the engine does not say why'
	reason=${reason#ERROR: } registry=${repository%%/*}
	case $registry in *[.:]* | localhost) ;; *) registry='' ;; esac
	case $(tr '[:upper:]' '[:lower:]' <"$answer") in
	*'no basic auth'* | *unauthorized* | *authorization* | *authentication* | *denied* | *forbidden* | *' 401 '* | *' 403 '*)
		advice="log in with '${engine%% *} login${registry:+ $registry}', as somebody who may push there" ;;
	*'dial '* | *lookup* | *refused* | *timeout* | *'deadline exceeded'* | *eof* | *x509* | *'server gave http response'*)
		advice="no registry answers there: set SCIBIDS_REGISTRY, or try again" ;;
	*'method not allowed'* | *unsupported* | *' 405 '* | *read-only*) advice='that registry is read-only' ;;
	*'no space'* | *quota* | *' 50'[0-9]' '*) advice='the registry cannot store it: see its disk and its log' ;;
	*) advice="see $answer" ;;
	esac
	fail 2 "cannot ${deed:-push} $1: $reason: $advice"
}

tag_pushed() {
	set -f
	for tag in $SCIBIDS_TAGS; do
		copy_image "$repository:$tag" "$repository@$1" >"$answer" 2>&1 || registry_fails "$repository:$tag"
		say TAG "$repository:$tag"
	done
	put_line "$out/pushed.tmp" "$repository@$1" && mv "$out/pushed.tmp" "$out/pushed"
}
