# usage: fetch-advisories.sh DIR [BRANCH...]
# On a machine with a network: fetches into DIR what `make scibids-advisories` compiles (SCIBIDS_ADVISORIES, or the
# directory `advisories` of a kit): the advisories of PyPA and of the PSF, and Alpine's security database for each BRANCH
# [v3.20 v3.21 v3.22 v3.23]. Rejections that Alpine publishes for a branch can be laid beside them, as rejections.yaml.
set -eu
[ $# -gt 0 ] || { echo 'usage: fetch-advisories.sh DIR [BRANCH...]' >&2; exit 2; }
dir=$1
shift
[ $# -gt 0 ] || set -- v3.20 v3.21 v3.22 v3.23
# All or nothing: DIR changes when everything is there.
new=$dir.new
rm -rf "$new"
mkdir -p "$new/pypa" "$new/psf" "$new/alpine"
trap 'rm -rf "$new"' EXIT
fetch() { curl --fail --silent --show-error --location --output "$2" "$1"; }
for name in pypa psf; do
	fetch "https://github.com/$name/advisory-database/archive/refs/heads/main.tar.gz" "$new/$name.tar.gz"
	tar -xzf "$new/$name.tar.gz" -C "$new/$name" --strip-components=1
	rm -rf "$new/$name.tar.gz" "$new/$name"/.[a-z]*
	# Beside the advisories lie other files of the project.
	(cd "$new/$name" && find . -type f ! -path './vulns/*' ! -path './advisories/*' -exec rm {} +)
done
for branch; do
	for repository in main community; do
		fetch "https://secdb.alpinelinux.org/$branch/$repository.json" "$new/alpine/$branch-$repository.json"
	done
done
date -u +%Y-%m-%dT%H:%M:%SZ >"$new/fetched"
rm -rf "$dir"
mv "$new" "$dir"
trap - EXIT
