# Sourced behind all.sh. find_trimmed writes what was left out of the image to OUT/trimmed/all: lines of package, rule, bytes and path, with
# tabs between. Files that packages share are in the image once.
# shellcheck shell=sh disable=SC2154

find_trimmed() {
	trimmed=$out/trimmed tab=$(printf '\t')
	ready_stages "$out/Dockerfile"
	rm -rf "$trimmed" || exit 2
	# shellcheck disable=SC2086
	build trimmed "$out/Dockerfile" "$SCIBIDS_APP" $stored --target trimmed --output "type=local,dest=$trimmed" || return
	cat "$trimmed"/*.tsv | sort -t "$tab" -k 4 | awk -F '\t' -v OFS='\t' '
		$2 == "shared" { name = $4; sub(".*/", "", name); if (!(name in kept)) { kept[name] = $3; $3 = 0 } }
		{ print }' >"$trimmed/all"
}
