# usage: trim.sh OUT MODE
# Tables of what was left out of the image: by rule, with the reason from the rule's first line in trim.tsv, and by package.
# shellcheck source=mk/lib/settings.sh
. "${0%/*}/lib/settings.sh"
# shellcheck source=mk/lib/all.sh
. "${0%/*}/lib/all.sh"
# shellcheck source=mk/lib/trimmed.sh
. "${0%/*}/lib/trimmed.sh"
take_turn
rules=$fragments/scripts/finish/trim.tsv
find_trimmed || end_build trimmed $?
awk -F '\t' '
	FILENAME == ARGV[1] && /^#/ { next }
	FILENAME == ARGV[1] { if (!($3 in tree) || ($2 == "packages" && tree[$3] != $2)) { tree[$3] = $2; reason[$3] = $7 } next }
	{ bytes[$2] += $3; files[$2]++; all += $3; n++ }
	END {
		for (rule in bytes) printf "%s\t%d\t%d\t%s\n", rule, bytes[rule], files[rule], reason[rule]
		printf "all rules\t%d\t%d\t\n", all, n
	}' "$rules" "$trimmed/all" | sort -t "$tab" -k 2,2nr | awk -F '\t' '
	BEGIN { printf "  %-14s %11s %8s  %s\n", "RULE", "BYTES", "FILES", "" }
	$1 == "all rules" { last = $0; next }
	{ printf "  %-14s %8.1f MB %8d  %s\n", $1, $2 / 1e6, $3, $4 }
	END { split(last, v, "\t"); printf "  %-14s %8.1f MB %8d\n\n", v[1], v[2] / 1e6, v[3] }'
awk -F '\t' '{ bytes[$1] += $3 } END { for (name in bytes) printf "%s\t%d\n", name, bytes[name] }' "$trimmed/all" |
	sort -t "$tab" -k 2,2nr | head -n 10 | awk -F '\t' '
	BEGIN { printf "  %-30s %11s\n", "PACKAGE", "BYTES" }
	{ printf "  %-30s %8.1f MB\n", $1, $2 / 1e6 }'
awk '/^  [^ ]/ { name = $1; sub(":$", "", name) } /^    untrimmed:/ { sub(/^ *untrimmed: */, ""); printf "\n  %s is whole: %s\n", name, $0 }' "$lock"
rm -f "$trimmed/all"
