#include "base/base.h"

#include "buildlog/output.h"

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool
buildkit_is_noise(struct str s)
{
	static const char *const counts[] = { "Resolved", "Prepared", "Installed", "Uninstalled", "Audited" };
	static const char *const names[] = { "Building", "Built", "Downloading", "Downloaded", "Updating", "Updated" };
	struct str word, next;
	if (str_starts(s, STR("Using Python ")) || str_starts(s, STR("Using CPython ")) ||
	    str_starts(s, STR("hint: Build failures usually ")) || str_starts(s, STR("hint: This usually indicates ")))
		return true;
	if (!str_word(&s, &word) || !str_word(&s, &next))
		return false;
	for (size_t i = 0; i < COUNT(counts); i++)
		if (str_eq(word, str_of(counts[i])))
			return is_digit(next.p[0]);
	for (size_t i = 0; i < COUNT(names); i++)
		if (str_eq(word, str_of(names[i])))
			return str_trim(s).n == 0 || str_trim(s).p[0] == '(';
	return false;
}

/* "345/1203" or " 28%" */
static bool
is_share(struct str s)
{
	struct str rest = str_trim(s), done = str_cut(&rest, '/');
	uint64_t n, of;
	if (rest.p != NULL)
		return str_u64(done, &n) && str_u64(rest, &of) && of > 0 && n <= of;
	return str_ends(done, STR("%")) && str_u64(str_sub(done, 0, done.n - 1), &n) && n <= 100;
}

/* "12.58MB" */
static bool
is_size(struct str s)
{
	size_t n = 0;
	while (n < s.n && (is_digit(s.p[n]) || s.p[n] == '.'))
		n++;
	return n > 0 && n <= 8 && s.n - n >= 1 && s.n - n <= 2 && str_ends(s, STR("B"));
}

bool
buildkit_share(struct str line, struct str *share, struct str *rest)
{
	struct str words[4], after = line;
	size_t n = 0, close = str_find(line, ']');
	if (str_starts(line, STR("[")) && close < line.n && is_share(str_sub(line, 1, close - 1))) {
		*share = str_trim(str_sub(line, 1, close - 1));
		*rest = str_trim(str_sub(line, close + 1, line.n));
		return true;
	}
	while (n < COUNT(words) && str_word(&after, &words[n]))
		n++;
	if (n < 4 || !str_starts(words[0], STR("sha256:")) || !is_size(words[1]) || !str_eq(words[2], STR("/")) || !is_size(words[3]))
		return false;
	*share = str_sub(line, (size_t)(words[1].p - line.p), (size_t)(words[3].p + words[3].n - words[1].p));
	*rest = STR("");
	return true;
}
