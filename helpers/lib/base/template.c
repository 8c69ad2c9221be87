#include "base/base.h"

#include "base/template.h"

/* Length of the placeholder that S begins with, including both @; 0 if there is none. */
static size_t
placeholder(struct str s)
{
	size_t n = 1;
	if (s.n == 0 || s.p[0] != '@')
		return 0;
	while (n < s.n && ((s.p[n] >= 'a' && s.p[n] <= 'z') || s.p[n] == '_'))
		n++;
	return n > 1 && n < s.n && s.p[n] == '@' ? n + 1 : 0;
}

static const struct template_value *
find(struct str name, const struct template_value *values, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (str_eq(name, str_of(values[i].name)))
			return &values[i];
	return NULL;
}

static bool
fill_line(struct text *out, struct str line, const struct template_value *values, size_t count, struct str *what)
{
	size_t start = out->n, literal = 0, placeholders = 0;
	for (size_t i = 0; i < line.n;) {
		struct str rest = str_sub(line, i, line.n);
		size_t n = placeholder(rest);
		if (n == 0) {
			text_add(out, str_sub(rest, 0, 1));
			literal++;
			i++;
			continue;
		}
		struct str name = str_sub(rest, 1, n - 2);
		const struct template_value *value = find(name, values, count);
		if (value == NULL) {
			*what = str_format("unknown placeholder '@%.*s@'", STRF(name));
			return false;
		}
		text_add(out, value->value);
		placeholders++;
		i += n;
	}
	if (literal > 0 || placeholders == 0 || out->n > start)
		text_add(out, STR("\n"));
	return true;
}

bool
template_fill(struct text *out, struct str text, const struct template_value *values, size_t count, int *line, struct str *what)
{
	struct str current;
	for (*line = 1; str_line(&text, &current); (*line)++)
		if (!fill_line(out, current, values, count, what))
			return false;
	return true;
}
