#include "base/base.h"

#include "base/escape.h"
#include "base/tail.h"
#include "base/utf8.h"

/* Length of the escape sequence that S begins with (ECMA-48, 5.3 to 5.6): ESC [ ... final, ESC ] ... BEL or ESC \, ESC ... final. */
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
		uint32_t point;
		size_t length = in.p[0] == 0x1b ? escape_length(in) : utf8_decode(in, &point);
		struct str c = length == 0 ? STR("?") : in.p[0] == '\t' ? STR(" ") : str_sub(in, 0, length);
		if (str_printable(c) > 0) {
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

void
tail_unindent(struct str_list *lines)
{
	size_t common = lines->count == 0 ? 0 : str_leading(lines->items[0], ' ');
	for (size_t i = 0; i < lines->count; i++) {
		size_t n = str_leading(lines->items[i], ' ');
		common = n > 0 && n < common ? n : common;
	}
	for (size_t i = 0; i < lines->count; i++) {
		size_t n = str_leading(lines->items[i], ' ');
		lines->items[i] = str_sub(lines->items[i], n < common ? n : common, lines->items[i].n);
	}
}
