#include "base/base.h"

#include <stdlib.h>

#include "base/arena.h"
#include "why/patterns.h"

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS "0123456789"

/* Index of the first NEEDLE of S at or after FROM, or s.n; memchr() makes it fast enough for long logs. */
static size_t
find(struct str s, size_t from, struct str needle)
{
	while (from + needle.n <= s.n) {
		const char *hit = memchr(s.p + from, needle.p[0], s.n - needle.n - from + 1);
		if (hit == NULL)
			break;
		from = (size_t)(hit - s.p);
		if (memcmp(hit, needle.p, needle.n) == 0)
			return from;
		from++;
	}
	return s.n;
}

/* Strips the quotes and brackets of a message from a name, and the directories from a program's name. */
static struct str
bare_name(enum why_kind kind, struct str s)
{
	s = str_trim(s);
	while (s.n > 0 && strchr("'\"`([<", s.p[0]) != NULL)
		s = str_sub(s, 1, s.n);
	size_t end = 0;
	while (end < s.n && strchr("'\"`)]>,;: ", s.p[end]) == NULL)
		end++;
	s = str_sub(s, 0, end);
	while (s.n > 0 && s.p[s.n - 1] == '.')
		s.n--;
	if (kind == WHY_PROGRAM)
		for (size_t slash; (slash = str_find(s, '/')) < s.n;)
			s = str_sub(s, slash + 1, s.n);
	/* A submodule comes with its top-level package. */
	return kind == WHY_MODULE ? str_sub(s, 0, str_find(s, '.')) : s;
}

static struct str
last_word(struct str s)
{
	size_t from = str_after_last(s, ' ');
	return str_sub(s, from, s.n);
}

/* Words that can stand in a name's place. */
static bool
is_no_name(struct str s)
{
	static const char *const words[] = { "a",       "all",     "any",  "build", "compiler", "dependency", "file",   "library", "package",
		                             "program", "python", "python3", "sh",   "some",  "that",     "the",        "your", "module" };
	for (size_t i = 0; i < COUNT(words); i++)
		if (str_eq(s, str_of(words[i])))
			return true;
	return false;
}

static bool
may_be_called(enum why_kind kind, struct str s)
{
	static const char *const sets[WHY_KINDS] = {
		[WHY_HEADER] = LETTERS DIGITS "._+-/",
		[WHY_LIBRARY] = LETTERS DIGITS "._+-",
		[WHY_PKGCONFIG] = LETTERS DIGITS "._+-",
		[WHY_CMAKE] = LETTERS DIGITS "._+-:",
		[WHY_PROGRAM] = LETTERS DIGITS "._+-",
		[WHY_WORD] = LETTERS DIGITS "._+-",
		[WHY_MODULE] = LETTERS DIGITS "_",
		[WHY_IMPORT] = LETTERS DIGITS "._-",
		[WHY_SONAME] = LETTERS DIGITS "._+-",
		[WHY_FIXED] = LETTERS DIGITS "._+-/<>=",
	};
	if (s.n == 0 || s.n > WHY_NAME_LIMIT || !str_all_in(s, sets[kind]))
		return false;
	if (kind == WHY_HEADER && (s.p[0] == '/' || s.p[0] == '.'))
		return false;
	return strchr(LETTERS DIGITS "_", s.p[0]) != NULL && !is_no_name(s);
}

bool
why_match(const struct why_pattern *pattern, struct str line, struct why_finding *finding)
{
	struct str text = str_of(pattern->text);
	bool first = str_starts(text, STR("^")), name = false;
	size_t from = 0;
	*finding = (struct why_finding){ .pattern = pattern };
	text = str_sub(text, first, text.n);
	while (text.n > 0) {
		size_t literal = 0;
		while (literal < text.n && text.p[literal] != '%' && text.p[literal] != '~')
			literal++;
		struct str part = str_sub(text, 0, literal);
		size_t at = part.n > 0 ? find(line, from, part) : name ? line.n : from;
		if ((part.n > 0 && at == line.n) || (first && at != 0))
			return false;
		if (name) {
			/* A name at the start of a pattern is the last word before what follows. */
			struct str s = str_trim(str_sub(line, from, at - from));
			s = bare_name(pattern->kind, from == 0 ? last_word(s) : s);
			if (!may_be_called(pattern->kind, s))
				return false;
			finding->names[finding->name_count++] = s;
		}
		first = false;
		from = at + part.n;
		name = literal < text.n && text.p[literal] == '%' && finding->name_count < WHY_NAMES;
		bool last = literal + 1 == text.n;
		text = str_sub(text, literal + (literal < text.n), text.n);
		if (name && last) {
			struct str s = bare_name(pattern->kind, str_sub(line, from, line.n));
			if (!may_be_called(pattern->kind, s))
				return false;
			finding->names[finding->name_count++] = s;
		}
	}
	return true;
}

static int
compare_findings(const void *a, const void *b)
{
	const struct why_finding *x = a, *y = b;
	if (x->pattern->weight != y->pattern->weight)
		return x->pattern->weight > y->pattern->weight ? -1 : 1;
	if (x->line != y->line)
		return x->line > y->line ? -1 : 1;
	return (x->pattern > y->pattern) - (x->pattern < y->pattern);
}

static bool
is_same(const struct why_finding *a, const struct why_finding *b)
{
	if (a->pattern->kind != b->pattern->kind || a->name_count != b->name_count)
		return false;
	for (size_t i = 0; i < a->name_count; i++)
		if (!str_eq(a->names[i], b->names[i]))
			return false;
	return a->pattern->kind != WHY_FIXED || strcmp(a->pattern->answer, b->pattern->answer) == 0;
}

static void
add(struct why_findings *findings, struct why_finding finding)
{
	for (size_t i = 0; i < findings->count; i++) {
		struct why_finding *old = &findings->items[i];
		if (!is_same(old, &finding))
			continue;
		if (finding.pattern->weight >= old->pattern->weight)
			*old = finding;
		return;
	}
	/* A log that names hundreds of things does not list what is missing. */
	if (findings->count == 256)
		return;
	arena_reserve(&findings->items, findings->count, &findings->capacity);
	findings->items[findings->count++] = finding;
}

void
why_find(const struct why_log *log, struct why_findings *findings)
{
	struct why_finding finding;
	*findings = (struct why_findings){ NULL, 0, 0 };
	for (size_t i = log->count; i-- > 0;)
		for (size_t k = 0; k < why_pattern_count; k++) {
			if (!why_match(&why_patterns[k], log->lines[i].text, &finding))
				continue;
			finding.line = &log->lines[i];
			add(findings, finding);
		}
	if (findings->count > 1)
		qsort(findings->items, findings->count, sizeof(*findings->items), compare_findings);
}
