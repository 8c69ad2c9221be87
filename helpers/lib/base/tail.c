#include "base/base.h"

#include "base/tail.h"

/* Of the escape sequence that S begins with (ECMA-48, 5.3 to 5.6): ESC [ ... final, ESC ] ... BEL or ESC \, ESC ... final. */
static size_t
escape_length(struct str s)
{
	size_t i = 1;
	if (s.n > 1 && memchr("]PX^_", s.p[1], 5) != NULL) {
		for (i = 2; i < s.n && s.p[i] != '\a' && s.p[i] != 0x1b; i++)
			;
		return i + (i + 1 < s.n && s.p[i] == 0x1b && s.p[i + 1] == '\\') + (i < s.n);
	}
	char last = '/';
	if (s.n > 1 && s.p[1] == '[') {
		i = 2;
		last = '?';
	}
	while (i < s.n && s.p[i] >= ' ' && s.p[i] <= last)
		i++;
	return i < s.n && s.p[i] >= '0' && s.p[i] <= '~' ? i + 1 : i;
}

/* Of the character that S begins with; 0: no UTF-8. */
static size_t
utf8_length(struct str s)
{
	unsigned char c = (unsigned char)s.p[0];
	size_t n = c < 0x80 ? 1 : c < 0xc2 ? 0 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : c < 0xf5 ? 4 : 0;
	if (n < 2 || n > s.n)
		return n == 1;
	unsigned char d = (unsigned char)s.p[1];
	if ((c == 0xe0 && d < 0xa0) || (c == 0xed && d > 0x9f) || (c == 0xf0 && d < 0x90) || (c == 0xf4 && d > 0x8f))
		return 0;
	for (size_t i = 1; i < n; i++)
		if (((unsigned char)s.p[i] & 0xc0) != 0x80)
			return 0;
	return n;
}

/* A control character, a line separator, or one of those that turn the direction of writing. */
static bool
is_control(const char *c, size_t n)
{
	const unsigned char *u = (const unsigned char *)c;
	if (n == 1)
		return u[0] < 0x20 || u[0] == 0x7f;
	if (n == 2)
		return u[0] == 0xc2 && u[1] < 0xa0;
	if (n != 3 || u[0] != 0xe2)
		return false;
	return (u[1] == 0x80 && (u[2] == 0x8e || u[2] == 0x8f || (u[2] >= 0xa8 && u[2] <= 0xae))) ||
	       (u[1] == 0x81 && u[2] >= 0xa6 && u[2] <= 0xa9);
}

size_t
tail_clean(char *out, size_t size, struct str in)
{
	static const struct str cut = { " ...", 4 };
	size_t n = 0, from = 0;
	while (in.n > 0 && in.p[in.n - 1] == '\r')
		in.n--;
	for (size_t i = 0; i < in.n; i++)
		if (in.p[i] == '\r')
			from = i + 1;
	for (in = str_sub(in, from, in.n); in.n > 0;) {
		size_t length = in.p[0] == 0x1b ? escape_length(in) : utf8_length(in);
		struct str c = length == 0 ? STR("?") : in.p[0] == '\t' ? STR(" ") : str_sub(in, 0, length);
		if (c.p[0] != 0x1b && !is_control(c.p, c.n)) {
			if (n + c.n + cut.n > size) {
				memcpy(out + n, cut.p, cut.n);
				return n + cut.n;
			}
			memcpy(out + n, c.p, c.n);
			n += c.n;
		}
		in = str_sub(in, length == 0 ? 1 : length, in.n);
	}
	return n;
}

static bool
has_letter(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((s.p[i] | 0x20) >= 'a' && (s.p[i] | 0x20) <= 'z')
			return true;
	return false;
}

void
tail_add(struct tail *tail, struct str line)
{
	size_t gone = tail->count == TAIL_LINES ? 0 : tail->count;
	for (size_t i = 0; i < tail->count; i++)
		if (str_eq((struct str){ tail->at[i].text, tail->at[i].n }, line) && has_letter(line))
			gone = i;
	if (gone < tail->count) {
		tail->count--;
		memmove(&tail->at[gone], &tail->at[gone + 1], (tail->count - gone) * sizeof(tail->at[0]));
	}
	memcpy(tail->at[tail->count].text, line.p, line.n);
	tail->at[tail->count++].n = line.n;
}

struct str_list
tail_list(const struct tail *tail)
{
	struct str_list list = { NULL, 0, 0 };
	for (size_t i = 0; i < tail->count; i++)
		str_list_add(&list, (struct str){ tail->at[i].text, tail->at[i].n });
	return list;
}
