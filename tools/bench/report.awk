# Behind medians.awk: the tables, as Markdown. -v goals=FILE: CHANGE RATIO, and where a project has a goal of its own PROJECT; -v processes=FILE: PROJECT CHANGE and what `processes` prints
BEGIN {
	while ((getline line <goals) > 0) { split(line, part, "\t"); goal[part[1], part[3]] = part[2] }
	while ((getline line <processes) > 0) traced[++traced_count] = line
	rows = split("fresh first net cold same line small large clone import unpacked compressed line-push small-push large-push", row, " ")
	text["unpacked"] = "unpacked"
	text["compressed"] = "compressed, with the base image"
	text["line-push"] = "to push after one app line"
	text["small-push"] = "to push after one small requirement"
	text["large-push"] = "to push after one large requirement"
}
function amount(change, n) {
	if (change ~ /push|packed|compressed/)
		return n < 1e6 ? sprintf("%.1f kB", n / 1e3) : sprintf("%.1f MB", n / 1e6)
	return n < 1 ? sprintf("%.3f s", n) : sprintf("%.1f s", n)
}
function ratio(n, least) { return least > 0 ? sprintf("%.*f", n / least < 0.1 ? 3 : 2, n / least) : "" }
function cell(project, change, way, least,    key) {
	key = project SUBSEP change SUBSEP way
	if (!(key in value))
		return " |"
	return " " amount(change, value[key]) (least > 0 ? " (" ratio(value[key], least) ")" : "") " |"
}
function goal_cell(project, change, least,    key, aim, reached) {
	key = project SUBSEP change SUBSEP "scibids"
	aim = (change, project) in goal ? goal[change, project] : goal[change, ""]
	if (aim == "" || !(key in value) || least == "")
		return " |"
	reached = value[key] / least <= aim
	return " " aim ": " (reached ? "reached" : "missed") " |"
}
function trace_table(project,    i, part, headed) {
	for (i = 1; i <= traced_count; i++) {
		split(traced[i], part, "\t")
		if (part[1] != project)
			continue
		if (!headed++)
			print "\n| `make image` | processes | programs | make | sh | scibids | docker |\n|---|---|---|---|---|---|---|"
		print "| " text[part[2]] " | " part[3] " | " part[4] " | " part[5] " | " part[6] " | " part[7] " | " part[8] " |"
	}
}
END {
	for (p = 1; p <= project_count; p++) {
		printf "\n## %s\n\n| |", projects[p]
		for (i = 1; i <= way_count; i++)
			printf " %s |", name[ways[i]]
		printf " goal |\n|---|"
		for (i = 0; i <= way_count; i++)
			printf "---|"
		print ""
		for (r = 1; r <= rows; r++) {
			line = ""
			found = 0
			least = best(projects[p], row[r])
			for (i = 1; i <= way_count; i++) {
				line = line cell(projects[p], row[r], ways[i], least)
				found += (projects[p], row[r], ways[i]) in value
			}
			if (found)
				print "| " text[row[r]] " |" line goal_cell(projects[p], row[r], least)
		}
		same = projects[p] SUBSEP "same" SUBSEP "scibids"
		store = projects[p] SUBSEP "store" SUBSEP "scibids"
		if (same in value && store in value)
			printf "\nOf the %.0f ms where nothing changed, %.0f ms are the engine's answer whether the image is in its store; %.0f ms are scibids' own.\n",
				value[same] * 1000, value[store] * 1000, (value[same] - value[store]) * 1000
		trace_table(projects[p])
	}
}
