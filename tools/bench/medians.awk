# Reads bench.tsv: PROJECT CHANGE WAY ROUND VALUE. Leaves projects[], ways[] in their order, and value[project, change, way]: the
# median of the rounds. Report and plot go on from there in END.
BEGIN {
	FS = "\t"
	change_count = split("fresh first net cold same line small large clone import", timed, " ")
	all = split("pip toolbox uv expert scibids", order, " ")
	text["net"] = "cold, with the network"
	text["cold"] = "cold, toolbox in the store"
	text["fresh"] = "fresh machine: base image and lock"
	text["first"] = "first lock, fresh machine"
	text["same"] = "nothing changed"
	text["line"] = "one app line"
	text["small"] = "one small requirement"
	text["large"] = "one large requirement"
	text["clone"] = "a fresh clone, warm machine"
	text["import"] = "first import in a container"
	name["pip"] = "pip, one stage"
	name["toolbox"] = "pip, three stages"
	name["uv"] = "uv's guide"
	name["expert"] = "uv by an expert"
	name["scibids"] = "scibids"
}
function remember(list, item) { if (!((list, item) in seen)) { seen[list, item] = 1; return 1 } return 0 }
remember("project", $1) { projects[++project_count] = $1 }
{ remember("way", $3) }
{
	key = $1 SUBSEP $2 SUBSEP $3
	n = ++count[key]
	for (at = n; at > 1 && sample[key, at - 1] > $5 + 0; at--)
		sample[key, at] = sample[key, at - 1]
	sample[key, at] = $5 + 0
	value[key] = sample[key, int((n + 1) / 2)]
}
END {
	for (i = 1; i <= all; i++)
		if (("way", order[i]) in seen)
			ways[++way_count] = order[i]
}
# The least of what the other ways need; nothing where there is none.
function best(project, change,    i, least) {
	for (i = 1; i <= way_count; i++)
		if (ways[i] != "scibids" && (project, change, ways[i]) in value && (least == "" || value[project, change, ways[i]] < least))
			least = value[project, change, ways[i]]
	return least
}
