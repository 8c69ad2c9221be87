#include "base/base.h"

#include "base/escape.h"
#include "base/utf8.h"

/* Bytes of the character at the beginning of S, 0 if it is to be escaped. */
static size_t
printable(struct str s)
{
	uint32_t c;
	size_t n = utf8_decode(s, &c);
	return n > 0 && c >= ' ' && c != '\\' && (c < 0x7f || c >= 0xa0) ? n : 0;
}

void
text_add_escaped(struct text *text, struct str s)
{
	while (s.n > 0) {
		size_t n = printable(s);
		if (n > 0)
			text_add(text, str_sub(s, 0, n));
		else
			text_addf(text, "\\%03o", (unsigned)(unsigned char)s.p[0]);
		s = str_sub(s, n > 0 ? n : 1, s.n);
	}
}

struct str
str_escape(struct str s)
{
	struct text text = { NULL, 0, 0 };
	size_t n;
	for (struct str rest = s; rest.n > 0; rest = str_sub(rest, n, rest.n))
		if ((n = printable(rest)) == 0) {
			text_add_escaped(&text, s);
			return text_str(&text);
		}
	return s;
}
