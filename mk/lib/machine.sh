# Sourced by doctor.sh behind settings.sh: what the engine and its machine are like.
# shellcheck shell=sh disable=SC2034,SC2154 # doctor.sh uses what is set here, settings.sh sets the rest

# One call, because each takes as long as all. Memory in MB.
read_machine() {
	driver='' containerd='' memory='' root='' time='' architecture=''
	answer=$(engine_facts 2>/dev/null)
	while read -r key value; do
		case $key in
		driver) driver=$value ;;
		memory) memory=$((value / 1048576)) ;;
		root) root=$value ;;
		time) time=$value ;;
		architecture) case $value in x86_64) architecture=amd64 ;; aarch64) architecture=arm64 ;; *) architecture=$value ;; esac ;;
		*driver-type) case $value in *containerd.snapshotter*) containerd=1 ;; esac ;;
		esac
	done <<-END
	$answer
	END
}

is_older() { # VERSION MAJOR MINOR
	printf '%s\n' "${1#v}" | awk -F. -v major="$2" -v minor="$3" '{ exit !($1 + 0 < major || ($1 + 0 == major && $2 + 0 < minor)) }'
}

free_in() { df -Pm "$1" | awk 'NR == 2 { print $4 }'; }

seconds_behind() { # TIME, as the engine writes it: how far it is from now, 0 if empty
	[ -n "$1" ] || { echo 0; return; }
	printf '%s\n' "$1" "$(date -u +%Y-%m-%dT%H:%M:%SZ)" | awk -F '[-T:.Z+]' '
	{ y = $1; m = $2 - 3; if (m < 0) { m += 12; y-- }
	  days = 365 * y + int(y / 4) - int(y / 100) + int(y / 400) + int((153 * m + 2) / 5) + $3
	  at[NR] = ((days * 24 + $4) * 60 + $5) * 60 + $6 }
	END { printf "%d\n", at[2] - at[1] }'
}

# A build that asks a name server and the mirror of the base image, as every build will. Sets $reached to what it says.
network_answers() {
	# shellcheck source=mk/lib/builder.sh
	. "${0%/*}/lib/builder.sh"
	mode=quiet
	cp "$fragments/doctor.dockerfile" "$out/doctor.dockerfile" || return
	if build doctor "$out/doctor.dockerfile" "$fragments/scripts" --build-arg "BASE=$base" --build-arg "NOW=$(date +%s)" --target doctor \
		--output type=cacheonly >/dev/null 2>&1; then
		reached='names and the mirror answer'
		return 0
	fi
	reached=$(sed -n 's/^#[0-9]* [0-9.]* scibids: //p' "$out/doctor.log" | head -n 1)
	: "${reached:=nothing runs: $(grep ERROR "$out/doctor.log" | tail -n 1)}"
	return 1
}

# Prints "FILE: TARGET" for the first of our targets that a makefile here declares phony without a recipe: make then ignores our rule.
idle_targets() {
	for file in GNUmakefile makefile Makefile; do
		[ ! -r "$file" ] || awk -v file="$file" '
		/\\$/ { whole = whole substr($0, 1, length($0) - 1) " "; next }
		{ line = whole $0; whole = "" }
		line ~ /^\t/ { for (i = 1; i <= made; i++) does[name[i]] = 1; next }
		line ~ /^\.PHONY *:/ { made = 0; sub(/^[^:]*:/, "", line); n = split(line, name, " "); for (i = 1; i <= n; i++) phony[name[i]] = 1; next }
		line ~ /^[a-z][a-z -]*:/ {
			rule = line; sub(/:.*/, "", rule); made = split(rule, name, " ")
			if (line ~ /;|scibids-/) for (i = 1; i <= made; i++) does[name[i]] = 1
			next
		}
		line !~ /^(#|$)/ { made = 0 }
		END { n = split("image lock toolbox image-run image-debug image-verify image-push image-clean lock-upgrade", ours, " ")
			for (i = 1; i <= n; i++) if (phony[ours[i]] && !does[ours[i]]) { print file ": " ours[i]; exit } }' "$file"
	done | head -n 1
}
