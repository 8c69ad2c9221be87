# usage: drift.sh OUT MODE [PACKAGE]
# Finds apks that source builds, or PACKAGE's alone, do not need: builds again without each in turn, which is exact and slow, and compares
# the files and the libraries they link. Exit 1: an apk could go. An apk that only a test of the build uses seems unneeded.
# shellcheck source=mk/lib/settings.sh
. "${0%/*}/lib/settings.sh"
# shellcheck source=mk/lib/all.sh
. "${0%/*}/lib/all.sh"
take_turn
package=${3-} work=$out/drift findings=0
ready_stages "$out/Dockerfile"

# The apks of stage build-NAME, a line each.
apks_of() { # NAME
	awk -v stage="build-$1" '/^FROM / { in_stage = $NF == stage }
		in_stage && /apk add --no-cache / { sub(/.*apk add --no-cache /, ""); gsub(/ /, "\n"); print }' "$out/Dockerfile"
}

# The Dockerfile without APK in that stage, and with a stage for the result.
without() { # NAME APK
	awk -v stage="build-$1" -v apk="$2" '/^FROM / { in_stage = $NF == stage }
		in_stage && /apk add --no-cache / {
			head = $0; sub(/apk add --no-cache .*/, "", head)
			list = $0; sub(/.*apk add --no-cache /, "", list)
			count = split(list, names, " "); rest = ""
			for (i = 1; i <= count; i++) if (names[i] != apk) rest = rest " " names[i]
			print head (rest == "" ? ":" : "apk add --no-cache" rest); next
		}
		{ print }' "$out/Dockerfile"
	printf 'FROM build-%s AS drift-brought\nRUN apk info -e "%s" >/brought || :\n' "$1" "${2%%=*}"
	printf 'FROM scratch AS drift\nCOPY --from=build-%s /layer/ /layer/\nCOPY --from=drift-brought /brought /brought\n' "$1"
}

build_without() { # STEP: a directory below $work, with the Dockerfile in it
	cp "$out/Dockerfile.dockerignore" "$work/$1/"
	# shellcheck disable=SC2030,SC2034,SC2086
	(mode=quiet && build "drift/$1/build" "$work/$1/Dockerfile" "$SCIBIDS_APP" $stored --target drift \
		--output "type=local,dest=$work/$1/result") >/dev/null 2>&1 || return 1
	"$helpers/scibids-needed" --root "$work/$1/result/layer" . 2>/dev/null | cut -f1 | sort -u >"$work/$1/needed"
}

# The verdict on an apk that the build does not need.
verdict() { # APK-DIRECTORY ALL-DIRECTORY
	lost=$(comm -13 "$1/needed" "$2/needed" | tr '\n' ' ')
	if [ -n "$lost" ]; then printf 'needed: without it nothing links with %s\n' "${lost% }"; return; fi
	diff -rq -x '*.pyc' -x RECORD "$2/result/layer" "$1/result/layer" >"$1/differences"
	lost=$(sed -n "s|^Only in $2/result/layer/\{0,1\}\(.*\): \(.*\)|\1/\2|p" "$1/differences" | head -n 1)
	if [ -n "$lost" ]; then printf 'needed: without it there is no %s\n' "$lost"; return; fi
	if [ -s "$1/result/brought" ]; then printf 'redundant: a different apk of the record depends on it\n'; return 1; fi
	lost=$(grep -c . "$1/differences")
	if [ "$lost" != 0 ]; then printf 'perhaps needed: without it %s files have other bytes, and link with the same\n' "$lost"; return; fi
	printf 'not needed: without it the build gives the same bytes\n'
	return 1
}

names=$(sed -n 's/^FROM .* AS build-//p' "$out/Dockerfile")
[ -z "$package" ] || names=$(printf '%s\n' "$names" | grep -Fx "$package") ||
	{ printf 'scibids-drift: %s: no build of %s in it\n' "$lock" "$package" >&2; exit 2; }
rm -rf "$work"
for build in $names; do
	mkdir -p "$work/$build/all"
	without "$build" '' >"$work/$build/all/Dockerfile"
	build_without "$build/all" || { printf 'scibids-drift: %s does not build: see %s\n' "$build" "$work/$build/all/build.log" >&2; exit 2; }
	for apk in $(apks_of "$build"); do
		step=$build/${apk%%=*}
		mkdir -p "$work/$step"
		without "$build" "$apk" >"$work/$step/Dockerfile"
		if ! build_without "$step"; then
			said='needed: without it the build fails'
		else
			said=$(verdict "$work/$step" "$work/$build/all") || findings=1
		fi
		printf '%-24s build %-24s %s\n' "$build" "${apk%%=*}" "$said"
	done
done

# An apk that a record declares for run time, although the files ask for it themselves.
awk -v package="$package" '/^runtime:/ { runtime = 1 }
	runtime && /^  [^ ]/ { apk = $1; sub(/:$/, "", apk); record = ""; so = "" }
	runtime && /- so:/ && so == "" { so = $2 }
	runtime && /- the record of / { record = $NF }
	runtime && so != "" && record != "" && (package == "" || package == record) {
		printf "%-24s run   %-24s redundant: its files ask for %s by themselves\n", record, apk, so; found = 1; record = ""
	}
	END { exit found }' "$lock" || findings=1

if [ -e "$out/lock/needs/needed.tsv" ]; then
	awk -F '\t' '$1 == "missing" || $1 == "glibc" { printf "%-24s run   %-24s no apk provides it\n", $3, $2; found = 1 } END { exit found }' \
		"$out/lock/needs/needed.tsv" || findings=1
fi
exit $findings
