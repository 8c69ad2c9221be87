# usage: fetch-advisories.sh DIR [BRANCH...]
# On a machine with a network: fetches into DIR what `make scibids-advisories` compiles (SCIBIDS_ADVISORIES, or the
# directory `advisories` of a kit): PyPA's advisories; those of the PSF on CPython, and Bitnami's, since many of the PSF's name
# commits and no versions; Alpine's security database for each BRANCH [v3.20 v3.21 v3.22 v3.23], and its rejections.
set -eu
[ $# -gt 0 ] || { echo 'usage: fetch-advisories.sh DIR [BRANCH...]' >&2; exit 2; }
dir=$1
while [ "${dir%/}" != "$dir" ]; do dir=${dir%/}; done
[ -n "$dir" ] || { echo 'fetch-advisories.sh: DIR is the root directory' >&2; exit 2; }
shift
[ $# -gt 0 ] || set -- v3.20 v3.21 v3.22 v3.23
# All or nothing: DIR changes when everything is there.
new=$dir.new
rm -rf "$new"
mkdir -p "$new/pypa" "$new/psf" "$new/bitnami" "$new/alpine"
trap 'rm -rf "$new"' EXIT
fetch() { curl --fail --silent --show-error --location --output "$2" "$1"; }
for repository in pypa/advisory-database psf/advisory-database bitnami/vulndb; do
	name=${repository%/*}
	fetch "https://github.com/$repository/archive/refs/heads/main.tar.gz" "$new/$name.tar.gz"
	tar -xzf "$new/$name.tar.gz" -C "$new/$name" --strip-components=1
	rm -rf "$new/$name.tar.gz" "$new/$name"/.[a-z]*
	# The repository has other files beside the advisories, and advisories of other packages.
	(cd "$new/$name" && find . -type f ! -path './vulns/*' ! -path './advisories/*' ! -path './historical-advisories/*' \
		! -path './data/python/*' ! -path './data/python-min/*' ! -path './data/libpython/*' -exec rm {} +)
done
for branch; do
	for repository in main community; do
		fetch "https://secdb.alpinelinux.org/$branch/$repository.json" "$new/alpine/$branch-$repository.json"
	done
done
for repository in main community; do
	fetch "https://gitlab.alpinelinux.org/alpine/security/security-rejections/-/raw/master/$repository.yaml" \
		"$new/alpine/rejections-$repository.yaml"
done
date -u +%Y-%m-%dT%H:%M:%SZ >"$new/fetched"
rm -rf "$dir"
mv "$new" "$dir"
trap - EXIT
