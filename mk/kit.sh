# usage: kit.sh OUT MODE make|verify KIT
# make: writes everything that the lock needs to the directory KIT, beside the files of other projects. Files that the kit has are not
# fetched again. The kit is replaced as a whole, so that a failed run leaves the old one. verify: compares it with its MANIFEST.
# shellcheck source=mk/lib/settings.sh
. "${0%/*}/lib/settings.sh"
# shellcheck source=mk/lib/all.sh
. "${0%/*}/lib/all.sh"
# shellcheck source=mk/lib/kit.sh
. "${0%/*}/lib/kit.sh"
kit=$4 list=$out/kit

if [ "$3" = verify ]; then
	end_turn_at_exit
	[ -n "$kit" ] || fail 2 'KIT is not set: make scibids-kit-verify KIT=../kit'
	[ -e "$kit/MANIFEST" ] || fail 3 "KIT is '$kit': it has no MANIFEST, as make scibids-kit writes it"
	helper kit verify "$kit" || exit
	say KIT "$kit: $(grep -c . "$kit/MANIFEST") files, as MANIFEST says"
	exit
fi

fetch() {
	base_ready build
	write_request
	stitch kit "$out/kit.dockerfile" "$lock" && now || exit 2
	mkdir -p "$list/empty"
	# A builder that cannot see the store runs the old kit's base image, if that is for its platform.
	host=''
	[ -z "$builder" ] || [ -z "$SCIBIDS_KIT" ] || [ "$(builds_for)" != "$SCIBIDS_PLATFORM" ] ||
		host="--build-context kit-host=oci-layout://$out/base-image@$(cat "$out/base-digest")"
	# shellcheck disable=SC2086
	build kit "$out/kit.dockerfile" "$list/empty" $now $host --build-context "request=$list/request" --target kit --output "type=local,dest=$fetched" ||
		fetch_failed $?
	for file in "$fetched/wheels"/*; do [ ! -e "$file" ] || put mv -f "$file" "$new/wheels/"; done
	for file in "$fetched/apk"/*.apk; do [ ! -e "$file" ] || put mv -f "$file" "$new/$repository/"; done
	note_project "$fetched"
}
fetch_failed() { # STATUS
	! is_refused kit || fail 3 "$lock: the Alpine branch has other packages than the lock: run make lock"
	end_build kit "$1"
}

# Data that may change while the lock stays the same.
add_data() {
	[ -z "$SCIBIDS_CA" ] || { rm -f "$new/ca.pem" && put cp "$SCIBIDS_CA" "$new/ca.pem"; }
	if [ -n "$SCIBIDS_ADVISORIES" ]; then
		ending=${SCIBIDS_ADVISORIES##*/}
		case $ending in *.*) ending=.${ending#*.} ;; *) ending='' ;; esac
		[ ! -d "$SCIBIDS_ADVISORIES" ] || ending=''
		rm -rf "$new/advisories" "$new/advisories".* && put cp -Rp "$SCIBIDS_ADVISORIES" "$new/advisories$ending"
	elif [ -z "$(find "$new" -maxdepth 1 -name 'advisories*')" ]; then
		say NOTE 'without advisories: make scibids-advisories TO=DIR fetches them, then set SCIBIDS_ADVISORIES=DIR'
	fi
	put_line "$list/kit.mk" "$(write_kit_mk)"
	put mv -f "$list/kit.mk" "$new/kit.mk"
}
# If projects differ, each keeps its own settings.
write_kit_mk() {
	echo '# What this kit holds; a project that uses it gets these defaults.'
	for of in PYTHON ALPINE; do
		value=$(sed -n "s/^$(echo "$of" | tr '[:upper:]' '[:lower:]') //p" "$new/projects"/* | sort -u)
		case $value in *"$newline"*) ;; *) printf 'SCIBIDS_%s ?= %s\n' "$of" "$value" ;; esac
	done
	# shellcheck disable=SC2016 # make expands it
	[ ! -e "$new/ca.pem" ] || printf 'SCIBIDS_CA ?= $(SCIBIDS_KIT)/ca.pem\n'
}

take_turn
mkdir -p "$list" && check_kit
new=$kit.new fetched=$list/fetched
"$helpers/scibids-turn" "${kit%/*}/.${kit##*/}.turn" $$ >"$list/waited" || exit 2
trap 'rm -rf "$new"; rm -f "${kit%/*}/.${kit##*/}.turn"; end_turn' EXIT
rm -rf "$new" "$fetched"

helper kit list "$lock" >"$list/wanted" || exit
# Nothing of it is run here.
SCIBIDS_PLATFORM=$(helper lock get "$lock" platform) || exit
arch=$(wanted branch 3) repository=apk/$(wanted branch 2)/main/$(wanted branch 3)
case $SCIBIDS_PLATFORM in linux/amd64/*) kind=$arch-${SCIBIDS_PLATFORM##*/} ;; *) kind=$arch ;; esac
project=$(printf '%s' "$name" | tr / -)-$kind
whole=0
if [ -e "$kit/MANIFEST" ]; then
	helper kit carry "$kit" "$new" || whole=$?
	[ "$whole" -le 1 ] || exit "$whole"
fi
put mkdir -p "$new/wheels" "$new/images" "$new/projects" "$new/$repository"
[ -e "$new/MANIFEST" ] || put touch "$new/MANIFEST"
is_complete || fetch
[ -e "$new/$(wanted base 3)" ] || save_base "$new/$(wanted base 3)" "$(wanted base 2)"
prune
add_data
rm -rf "$fetched" && find "$new" -type d -empty -delete && helper kit manifest "$new" && helper kit check "$new" "$lock" || exit
if [ "$whole" = 0 ] && cmp -s "$new/MANIFEST" "$kit/MANIFEST"; then
	say KIT "$kit: it has all of $lock"
else
	helper kit swap "$new" "$kit" || exit
	say KIT "$kit: $(grep -c . "$kit/MANIFEST") files, $(du -sk "$kit" | awk '{ printf "%.0f", $1 / 1024 }') MB"
fi
