#include "base/base.h"

#include "base/escape.h"
#include "base/utf8.h"

size_t
str_printable(struct str s)
{
	uint32_t c;
	size_t n = utf8_decode(s, &c);
	return n > 0 && !utf8_is_control(c) && !utf8_misleads(c) ? n : 0;
}

static size_t
as_it_is(struct str s, bool backslashes)
{
	return !backslashes && s.p[0] == '\\' ? 0 : str_printable(s);
}

static struct str
escape(struct str s, bool backslashes)
{
	struct text text = { NULL, 0, 0 };
	struct str rest = s;
	size_t n;
	while (rest.n > 0 && (n = as_it_is(rest, backslashes)) > 0)
		rest = str_sub(rest, n, rest.n);
	if (rest.n == 0)
		return s;
	for (rest = s; rest.n > 0; rest = str_sub(rest, n > 0 ? n : 1, rest.n)) {
		n = as_it_is(rest, backslashes);
		if (n > 0)
			text_add(&text, str_sub(rest, 0, n));
		else
			text_addf(&text, "\\%03o", (unsigned)(unsigned char)rest.p[0]);
	}
	return text_str(&text);
}

struct str
str_show(struct str s)
{
	return escape(s, true);
}

struct str
str_escape(struct str s)
{
	return escape(s, false);
}
