# Behind medians.awk: bars of the seconds as an SVG, a panel for each project, on a logarithmic axis.
BEGIN {
	bar = 15; gap = 22; left = 70; top = 80; height = 240; below = 70
	low = 0.03; high = 100
	split("#c9c9c9 #9d9d9d #717171 #454545 #d1495b", colours, " ")
}
function log10(n) { return log(n) / log(10) }
function y_of(n) { return origin + height - height * log10((n < low ? low : n) / low) / log10(high / low) }
function label(x, y, size, extra, content) {
	printf "<text x=\"%.1f\" y=\"%.1f\" font-size=\"%d\" %s>%s</text>\n", x, y, size, extra, content
}
function axis(width,    power, step, n) {
	for (n = 0.1; n <= high * 1.001; n *= 10) {
		printf "<line x1=\"%d\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/>\n", left, left + width, y_of(n), y_of(n)
		label(left - 6, y_of(n) + 4, 11, "text-anchor=\"end\"", n)
	}
	printf "<text transform=\"translate(18,%.1f) rotate(-90)\" font-size=\"12\" text-anchor=\"middle\">seconds (logarithmic)</text>\n", origin + height / 2
}
function bars(project, change, x,    i, n, y) {
	for (i = 1; i <= way_count; i++) {
		if (!((project, change, ways[i]) in value))
			continue
		n = value[project, change, ways[i]]
		y = y_of(n)
		printf "<rect x=\"%.1f\" y=\"%.1f\" width=\"%d\" height=\"%.1f\" fill=\"%s\"/>\n", x + (i - 1) * bar, y, bar - 1, origin + height - y, colour[ways[i]]
		printf "<text transform=\"translate(%.1f,%.1f) rotate(-90)\" font-size=\"9\">%s</text>\n", x + (i - 1) * bar + 10, y - 3, sprintf(n < 1 ? "%.2f" : "%.1f", n)
	}
}
function name_change(change, x, width,    word, words, i) {
	words = split(text[change], word, " ")
	split("", rows)
	for (i = 1; i <= words; i++)
		rows[int((i - 1) / 2) + 1] = rows[int((i - 1) / 2) + 1] " " word[i]
	for (i = 1; i in rows; i++)
		label(x + width / 2, origin + height + 4 + i * 14, 11, "text-anchor=\"middle\"", substr(rows[i], 2))
}
END {
	group = way_count * bar
	shown = 0
	for (c = 1; c <= change_count; c++)
		for (p = 1; p <= project_count; p++)
			for (i = 1; i <= way_count; i++)
				if ((projects[p], timed[c], ways[i]) in value && !(timed[c] in place))
					place[timed[c]] = shown++
	for (i = 1; i <= way_count; i++)
		colour[ways[i]] = ways[i] == "scibids" ? colours[5] : colours[i]
	width = shown * (group + gap)
	total = top + project_count * (height + below + 40)
	printf "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\">\n", left + width + 20, total
	print "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>"
	label(left, 24, 15, "font-weight=\"bold\"", "What a user waits for, in each way of making the same image")
	for (i = 1; i <= way_count; i++) {
		printf "<rect x=\"%.1f\" y=\"38\" width=\"12\" height=\"12\" fill=\"%s\"/>\n", left + (i - 1) * 150, colour[ways[i]]
		label(left + (i - 1) * 150 + 18, 49, 12, "", name[ways[i]])
	}
	for (p = 1; p <= project_count; p++) {
		origin = top + (p - 1) * (height + below + 40) + 20
		label(left, origin - 16, 13, "font-weight=\"bold\"", projects[p])
		axis(width)
		for (c = 1; c <= change_count; c++)
			if (timed[c] in place) {
				x = left + gap / 2 + place[timed[c]] * (group + gap)
				bars(projects[p], timed[c], x)
				name_change(timed[c], x, group)
			}
	}
	print "</svg>"
}
