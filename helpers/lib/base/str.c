#include "base/base.h"

#include <stdarg.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/str.h"

bool
str_eq(struct str a, struct str b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool
str_starts(struct str s, struct str prefix)
{
	return s.n >= prefix.n && str_eq(str_sub(s, 0, prefix.n), prefix);
}

bool
str_ends(struct str s, struct str suffix)
{
	return s.n >= suffix.n && str_eq(str_sub(s, s.n - suffix.n, suffix.n), suffix);
}

int
str_cmp(struct str a, struct str b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int order = n == 0 ? 0 : memcmp(a.p, b.p, n);
	return order != 0 ? order : (a.n > b.n) - (a.n < b.n);
}

int
str_compare(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

struct str
str_sub(struct str s, size_t from, size_t count)
{
	if (from > s.n)
		from = s.n;
	if (count > s.n - from)
		count = s.n - from;
	return (struct str){ s.p == NULL ? NULL : s.p + from, count };
}

size_t
str_find(struct str s, char c)
{
	const char *hit = s.n == 0 ? NULL : memchr(s.p, c, s.n);
	return hit == NULL ? s.n : (size_t)(hit - s.p);
}

size_t
str_leading(struct str s, char c)
{
	size_t n = 0;
	while (n < s.n && s.p[n] == c)
		n++;
	return n;
}

size_t
str_after_last(struct str s, char c)
{
	size_t n = s.n;
	while (n > 0 && s.p[n - 1] != c)
		n--;
	return n;
}

size_t
str_find_str(struct str s, struct str needle)
{
	for (size_t i = 0; i + needle.n <= s.n; i++)
		if (str_eq(str_sub(s, i, needle.n), needle))
			return i;
	return s.n;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct str
str_trim(struct str s)
{
	while (s.n > 0 && is_blank(s.p[0]))
		s = str_sub(s, 1, s.n);
	while (s.n > 0 && is_blank(s.p[s.n - 1]))
		s.n--;
	return s;
}

struct str
str_cut(struct str *rest, char c)
{
	size_t at = str_find(*rest, c);
	struct str part = str_sub(*rest, 0, at);
	*rest = at == rest->n ? (struct str){ NULL, 0 } : str_sub(*rest, at + 1, rest->n);
	return part;
}

bool
str_line(struct str *rest, struct str *line)
{
	if (rest->p == NULL || rest->n == 0)
		return false;
	*line = str_cut(rest, '\n');
	if (line->n > 0 && line->p[line->n - 1] == '\r')
		line->n--;
	return true;
}

bool
str_word(struct str *rest, struct str *word)
{
	size_t from = 0;
	while (from < rest->n && is_blank(rest->p[from]))
		from++;
	size_t to = from;
	while (to < rest->n && !is_blank(rest->p[to]))
		to++;
	*word = str_sub(*rest, from, to - from);
	*rest = str_sub(*rest, to, rest->n);
	return word->n > 0;
}

bool
str_u64(struct str s, uint64_t *value)
{
	uint64_t v = 0;
	if (s.n == 0)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		uint64_t digit = (uint64_t)(s.p[i] - '0');
		if (v > (UINT64_MAX - digit) / 10)
			return false;
		v = v * 10 + digit;
	}
	*value = v;
	return true;
}

char *
str_z(struct str s)
{
	char *z = arena_take(s.n + 1);
	if (s.n > 0)
		memcpy(z, s.p, s.n);
	return z;
}

struct str
str_format(const char *format, ...)
{
	va_list args, again;
	va_start(args, format);
	va_copy(again, args);
	int n = vsnprintf(NULL, 0, format, args);
	if (n < 0)
		arena_exhausted();
	char *p = arena_take((size_t)n + 1);
	vsnprintf(p, (size_t)n + 1, format, again);
	va_end(again);
	va_end(args);
	return (struct str){ p, (size_t)n };
}

struct str
str_bytes(uint64_t n)
{
	if (n < 1000)
		return str_format("%ju B", (uintmax_t)n);
	return n < 100000 ? str_format("%.1f kB", (double)n / 1e3) : str_format("%.1f MB", (double)n / 1e6);
}

bool
str_all_in(struct str s, const char *set)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == '\0' || strchr(set, s.p[i]) == NULL)
			return false;
	return true;
}

void
str_list_add(struct str_list *list, struct str s)
{
	arena_reserve(&list->items, list->count, &list->capacity);
	list->items[list->count++] = s;
}

bool
str_list_has(const struct str_list *list, struct str s)
{
	for (size_t i = 0; i < list->count; i++)
		if (str_eq(list->items[i], s))
			return true;
	return false;
}

void
str_list_sort(struct str_list *list)
{
	if (list->count > 1)
		qsort(list->items, list->count, sizeof(*list->items), str_compare);
}

void
str_list_unique(struct str_list *list)
{
	str_list_sort(list);
	size_t kept = 0;
	for (size_t i = 0; i < list->count; i++)
		if (kept == 0 || !str_eq(list->items[kept - 1], list->items[i]))
			list->items[kept++] = list->items[i];
	list->count = kept;
}

static void
text_reserve(struct text *text, size_t more)
{
	size_t capacity = text->capacity == 0 ? 64 : text->capacity;
	if (text->capacity - text->n >= more)
		return;
	while (capacity - text->n < more)
		capacity = arena_next(capacity);
	text->p = arena_grow(text->p, text->n, capacity, 1);
	text->capacity = capacity;
}

void
text_add(struct text *text, struct str s)
{
	if (s.n == 0)
		return;
	text_reserve(text, s.n);
	memcpy(text->p + text->n, s.p, s.n);
	text->n += s.n;
}

void
text_addf(struct text *text, const char *format, ...)
{
	va_list args, again;
	va_start(args, format);
	va_copy(again, args);
	text_reserve(text, 1);
	size_t room = text->capacity - text->n;
	int n = vsnprintf(text->p + text->n, room, format, args);
	if (n < 0)
		arena_exhausted();
	if ((size_t)n >= room) {
		text_reserve(text, (size_t)n + 1);
		vsnprintf(text->p + text->n, (size_t)n + 1, format, again);
	}
	text->n += (size_t)n;
	va_end(again);
	va_end(args);
}

struct str
text_str(const struct text *text)
{
	return (struct str){ text->p == NULL ? "" : text->p, text->n };
}
