# Sourced: Debian packages of another suite than this machine's own, beside it; nothing that apt knows of is replaced.
#   suite_apt DIRECTORY SUITE ARGUMENT...    apt-get with SUITE's lists, fetched into DIRECTORY at the first call
# shellcheck shell=sh

# Sources files for apt that name the suite, made from those that this machine has.
suite_sources() { # DIRECTORY SUITE
	mkdir -p "$1/parts" "$1/lists/partial"
	for file in /etc/apt/sources.list /etc/apt/sources.list.d/debian.sources; do
		[ -s "$file" ] || continue
		case $file in
		*.sources)
			grep -v '^#' "$file" | awk -v RS= -v ORS='\n\n' '!/security/' |
				sed -E "/^Suites:/s/: .*/: $2/; /^Types:/s/: .*/: deb deb-src/" >"$1/parts/suite.sources"
			;;
		*)
			awk '/^deb / && !/security/' "$file" | sed -E "s/(bookworm|trixie)(-updates)?/$2/" |
				sort -u | sed 'p; s/^deb /deb-src /' >"$1/parts/suite.list"
			;;
		esac
	done
}

suite_apt() { # DIRECTORY SUITE ARGUMENT...
	suite=$1/$2
	shift 2
	[ -e "$suite/lists/complete" ] || {
		suite_sources "$suite" "${suite##*/}"
		suite_apt_get update || return
		: >"$suite/lists/complete"
	}
	# Lists that are older than the archive name files that are gone.
	suite_apt_get "$@" 2>/dev/null || { suite_apt_get update && suite_apt_get "$@"; }
}
suite_apt_get() {
	apt-get -qq -o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts="$suite/parts" -o Dir::State::lists="$suite/lists" \
		-o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= -o APT::Sandbox::User=root "$@"
}
