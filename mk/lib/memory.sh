# Sourced behind settings.sh: the memory that source builds need, as their records say.
#   build_memory LOCK   prints NAME VERSION MEGABYTES for each package of the lock that is built from source and whose record says it
# shellcheck shell=sh disable=SC2154

build_memory() {
	[ -r "$1" ] || return 0
	awk '/^[a-z]/ { inside = $1 == "packages:" } !inside { next }
		/^  [a-z0-9]/ { name = $1; sub(/:$/, "", name) } $1 == "version:" { version = $2; gsub(/"/, "", version) }
		$1 == "source:" && $2 != "wheel" { print name, version }' "$1" |
		while read -r name version; do
			needs=$("$helpers/scibids-record" show ${SCIBIDS_RECORDS:+-d "$SCIBIDS_RECORDS"} -d "$fragments/packages" --alpine "$SCIBIDS_ALPINE" \
				"$name==$version" 2>/dev/null </dev/null | sed -n 's/^memory: //p')
			case $needs in
			*G) echo "$name $version $((${needs%G} * 1024))" ;;
			*M) echo "$name $version ${needs%M}" ;;
			esac
		done
}
