# Sourced by scripts of mk/, behind settings.sh: branches of Alpine and Python past their end of life.
# shellcheck shell=sh disable=SC2154 # settings.sh sets these
branches_over() { # a line for each of the project's two that gets no fixes any more
	awk -F '\t' -v today="$(date -u +%Y-%m-%d)" -v alpine="$SCIBIDS_ALPINE" -v python="$SCIBIDS_PYTHON" '
	BEGIN { name["alpine"] = "Alpine"; name["python"] = "Python"; use["alpine"] = alpine; use["python"] = python }
	$1 in name && ($2 == use[$1] || index(use[$1], $2 ".") == 1) && $3 < today {
		printf "%s %s has had no fixes since %s: set SCIBIDS_%s\n", name[$1], $2, $3, toupper($1)
	}' "$fragments/branches.tsv"
}
