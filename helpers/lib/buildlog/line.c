#include "base/base.h"

#include <stdlib.h>

#include "buildlog/line.h"

/* Cuts "12.34" off *S. */
static bool
read_tenths(struct str *s, uint64_t *tenths)
{
	uint64_t whole;
	size_t point = str_find(*s, '.');
	if (point > 9 || !str_u64(str_sub(*s, 0, point), &whole))
		return false;
	size_t end = point == s->n ? point : point + 1;
	*tenths = whole * 10 + (end < s->n && s->p[end] >= '0' && s->p[end] <= '9' ? (uint64_t)(s->p[end] - '0') : 0);
	while (end < s->n && s->p[end] >= '0' && s->p[end] <= '9')
		end++;
	*s = str_sub(*s, end, s->n);
	return true;
}

/* "721.05kB"; units are decimal. */
static bool
read_size(struct str s, uint64_t *bytes)
{
	static const char *const units[] = { "B", "kB", "MB", "GB", "TB" };
	char number[8] = "";
	size_t n = 0;
	for (; n < s.n && n < sizeof(number) - 1 && str_all_in(str_sub(s, n, 1), "0123456789."); n++)
		number[n] = s.p[n];
	double value = strtod(number, NULL);
	for (size_t i = 0; n > 0 && i < COUNT(units); i++, value *= 1000)
		if (str_eq(str_sub(s, n, s.n), str_of(units[i]))) {
			*bytes = (uint64_t)(value + 0.5);
			return true;
		}
	return false;
}

struct buildkit_line
buildkit_line_read(struct str line)
{
	struct buildkit_line l = { .kind = BUILDKIT_CLIENT, .text = line };
	size_t blank = str_find(line, ' ');
	if (!str_starts(line, STR("#")) || !str_u64(str_sub(line, 1, blank - 1), &l.number))
		return l;
	struct str text = l.text = str_sub(line, blank + 1, line.n), word;
	l.kind = BUILDKIT_TEXT;
	if (str_eq(text, STR("CACHED")))
		l.kind = BUILDKIT_CACHED;
	else if (str_eq(text, STR("CANCELED")))
		l.kind = BUILDKIT_CANCELED;
	else if (str_starts(text, STR("ERROR: "))) {
		l.kind = BUILDKIT_ERROR;
		l.text = str_sub(text, 7, text.n);
	} else if (str_starts(text, STR("DONE "))) {
		text = str_sub(text, 5, text.n);
		if (read_tenths(&text, &l.tenths) && str_eq(text, STR("s")))
			l.kind = BUILDKIT_DONE;
	} else if (read_tenths(&text, &l.tenths) && (text.n == 0 || text.p[0] == ' ')) {
		l.kind = BUILDKIT_OUTPUT;
		l.text = str_sub(text, 1, text.n);
	} else if (str_starts(text, STR("copying files ")))
		while (str_word(&text, &word))
			if (read_size(word, &l.bytes))
				l.kind = BUILDKIT_FILES;
	return l;
}

/* "PLATFORM STAGE K/N", PLATFORM and STAGE optional. */
static bool
read_stage(struct str inside, struct buildkit_title *title)
{
	struct str words[3], count;
	size_t n = 0;
	uint64_t k, of;
	while (n < COUNT(words) && str_word(&inside, &words[n]))
		n++;
	if (n == 0 || str_trim(inside).n > 0)
		return false;
	count = words[--n];
	if (!str_u64(str_cut(&count, '/'), &k) || !str_u64(count, &of) || of == 0 || of > BUILDKIT_STEPS)
		return false;
	bool platform = n == 2 || (n == 1 && str_find(words[0], '/') < words[0].n);
	if (platform)
		title->platform = words[0];
	if (n == 2 || (n == 1 && !platform))
		title->name = words[n - 1];
	title->kind = BUILDKIT_STAGE;
	title->steps = (unsigned)of;
	return true;
}

struct buildkit_title
buildkit_title_read(struct str text)
{
	struct buildkit_title title = { .kind = BUILDKIT_OTHER, .name = text, .steps = 1 };
	struct str inside = { NULL, 0 }, after = text;
	size_t close = str_find(text, ']');
	if (str_starts(text, STR("[")) && close < text.n) {
		inside = str_sub(text, 1, close - 1);
		after = str_trim(str_sub(text, close + 1, text.n));
	}
	if (str_starts(text, STR("exporting "))) {
		title.kind = BUILDKIT_EXPORT;
		/* The other exporters write images. */
		title.name = str_starts(text, STR("exporting cache")) ? STR("cache") :
		             str_starts(text, STR("exporting to client ")) ? STR("files") : STR("");
	} else if (str_eq(inside, STR("internal")))
		title.name = after;
	struct buildkit_title stage = { .from = str_starts(after, STR("FROM ")) };
	return read_stage(inside, &stage) ? stage : title;
}
