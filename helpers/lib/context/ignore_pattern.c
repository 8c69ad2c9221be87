#include "base/base.h"

#include "base/arena.h"
#include "base/utf8.h"
#include "context/ignore_pattern.h"

/* STARS is "**" before more of the pattern, REST at its end. */
enum token_kind { CHARACTER, ANY_CHARACTER, CLASS, STAR, STARS, REST };

struct range {
	uint32_t low, high;
};

struct token {
	enum token_kind kind;
	uint32_t character;
	struct range *ranges;
	size_t count, capacity;
	bool negated;
};

enum pattern_kind { WHOLE, PREFIX, SUFFIX, WILD };

struct ignore_pattern {
	enum pattern_kind kind;
	struct str text; /* unless WILD: equals the path, or its beginning or end */
	struct token *tokens;
	size_t count, capacity;
	struct text head, tail;      /* bytes before the first wildcard and after the last */
	unsigned char *now, *after;  /* for each token and for the end: can the rest of the path match from here? */
};

struct reader {
	struct ignore_pattern *pattern;
	struct str rest;
	const char *problem;
	const char *accident; /* a problem if the pattern turns out to be WILD */
	bool wildcard;        /* seen */
};

static bool
refuse(struct reader *r, const char *problem)
{
	r->problem = problem;
	return false;
}

static struct token *
add(struct ignore_pattern *pattern, enum token_kind kind)
{
	arena_reserve(&pattern->tokens, pattern->count, &pattern->capacity);
	struct token *token = &pattern->tokens[pattern->count++];
	*token = (struct token){ .kind = kind };
	return token;
}

static struct token *
add_wildcard(struct reader *r, enum token_kind kind)
{
	r->wildcard = true;
	r->pattern->tail.n = 0;
	return add(r->pattern, kind);
}

static bool
is_letter_or_digit(uint32_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* One character with the backslash before it, if there is one. */
static bool
take_character(struct reader *r, uint32_t *c)
{
	bool escaped = r->rest.n > 0 && r->rest.p[0] == '\\';
	r->rest = str_sub(r->rest, escaped, r->rest.n);
	size_t n = utf8_decode(r->rest, c);
	if (n == 0)
		return refuse(r, escaped ? "a backslash at the end escapes nothing" : "brackets without an end");
	if (escaped && (*c >= 0x80 || is_letter_or_digit(*c)))
		return refuse(r, "a builder reads a backslash before a letter or digit as more than that character: leave it out");
	r->rest = str_sub(r->rest, n, r->rest.n);
	return true;
}

static bool
take_member(struct reader *r, uint32_t *c)
{
	if (r->rest.n > 0 && memchr("-]*?", r->rest.p[0], 4) != NULL)
		return refuse(r, "a '-', ']', '*' or '?' inside brackets needs a backslash");
	if (str_starts(r->rest, STR("[:")))
		return refuse(r, "'[:' inside brackets means something else to a builder: put a backslash before it");
	return take_character(r, c);
}

static bool
read_class(struct reader *r)
{
	struct token *class = add_wildcard(r, CLASS);
	class->negated = str_starts(r->rest, STR("[^"));
	r->rest = str_sub(r->rest, class->negated ? 2 : 1, r->rest.n);
	do {
		struct range range;
		if (!take_member(r, &range.low))
			return false;
		range.high = range.low;
		if (str_starts(r->rest, STR("-"))) {
			r->rest = str_sub(r->rest, 1, r->rest.n);
			if (!take_member(r, &range.high))
				return false;
		}
		if (range.high < range.low)
			return refuse(r, "a range inside brackets ends before it begins");
		arena_reserve(&class->ranges, class->count, &class->capacity);
		class->ranges[class->count++] = range;
	} while (!str_starts(r->rest, STR("]")));
	r->rest = str_sub(r->rest, 1, r->rest.n);
	return true;
}

static void
read_stars(struct reader *r)
{
	struct ignore_pattern *pattern = r->pattern;
	bool first = pattern->count == 0;
	r->rest = str_sub(r->rest, 2, r->rest.n);
	if (str_starts(r->rest, STR("/")))
		r->rest = str_sub(r->rest, 1, r->rest.n);
	if (first)
		pattern->kind = SUFFIX;
	else
		pattern->kind = pattern->kind == WHOLE && r->rest.n == 0 ? PREFIX : WILD;
	if (r->rest.n == 0)
		add_wildcard(r, REST);
	else if (first || pattern->tokens[pattern->count - 1].kind != STARS)
		add_wildcard(r, STARS);
}

/* "{2}", "{2,}" or "{2,3}". */
static bool
is_repetition(struct str s)
{
	size_t end = str_find(s, '}');
	struct str upper = str_sub(s, 1, end > 0 ? end - 1 : 0), lower;
	if (s.p[0] != '{' || end == s.n)
		return false;
	lower = str_cut(&upper, ',');
	return lower.n > 0 && str_all_in(lower, "0123456789") && str_all_in(upper, "0123456789");
}

static bool
read_character(struct reader *r)
{
	struct ignore_pattern *pattern = r->pattern;
	struct str before = r->rest;
	uint32_t c;
	if (before.p[0] == '^' || before.p[0] == '|' || is_repetition(before))
		r->accident = "a builder reads '^', '|' and '{2}' beside a wildcard as a regular expression: put a backslash before it";
	if (before.p[0] == '\\' || before.p[0] == ']')
		pattern->kind = WILD;
	if (!take_character(r, &c))
		return false;
	add(pattern, CHARACTER)->character = c;
	struct str bytes = str_sub(before, before.p[0] == '\\', before.n);
	bytes.n -= r->rest.n;
	text_add(&pattern->tail, bytes);
	if (!r->wildcard)
		text_add(&pattern->head, bytes);
	return true;
}

static bool
read_next(struct reader *r)
{
	if (str_starts(r->rest, STR("**"))) {
		read_stars(r);
		return true;
	}
	char c = r->rest.p[0];
	if (c != '*' && c != '?' && c != '[')
		return read_character(r);
	r->pattern->kind = WILD;
	if (c == '[')
		return read_class(r);
	add_wildcard(r, c == '*' ? STAR : ANY_CHARACTER);
	r->rest = str_sub(r->rest, 1, r->rest.n);
	return true;
}

struct ignore_pattern *
ignore_pattern_compile(struct str text, const char **problem)
{
	struct ignore_pattern *pattern = arena_take(sizeof(*pattern));
	struct reader r = { .pattern = pattern, .rest = text };
	while (r.rest.n > 0 && read_next(&r))
		;
	*problem = r.problem != NULL ? r.problem : pattern->kind == WILD ? r.accident : NULL;
	if (*problem != NULL)
		return NULL;
	pattern->text = pattern->kind == SUFFIX ? str_sub(text, 2, text.n) : str_sub(text, 0, text.n - (pattern->kind == PREFIX ? 2 : 0));
	pattern->now = arena_take(pattern->count + 1);
	pattern->after = arena_take(pattern->count + 1);
	return pattern;
}

static bool
takes(const struct token *token, uint32_t c)
{
	switch (token->kind) {
	case CHARACTER: return c == token->character;
	case ANY_CHARACTER:
	case STAR: return c != '/';
	case STARS:
	case REST: return c != '\n'; /* the "." of Go */
	case CLASS: break;
	}
	for (size_t i = 0; i < token->count; i++)
		if (c >= token->ranges[i].low && c <= token->ranges[i].high)
			return !token->negated;
	return token->negated;
}

/* Marks token I and every token that can be reached from it without taking a character; returns the last one. */
static size_t
enter(const struct ignore_pattern *pattern, unsigned char *marks, size_t i)
{
	marks[i] = 1;
	while (i < pattern->count && pattern->tokens[i].kind >= STAR)
		marks[++i] = 1;
	return i;
}

static size_t
advance(const struct ignore_pattern *pattern, size_t last, uint32_t c)
{
	size_t reached = 0, to;
	for (size_t i = 0; i <= last && i < pattern->count; i++) {
		const struct token *token = &pattern->tokens[i];
		if (!pattern->now[i] || !takes(token, c))
			continue;
		if (token->kind == STARS && c != '/') {
			/* Not until a "/" does the rest of the pattern begin. */
			pattern->after[i] = 1;
			to = i;
		} else
			to = enter(pattern, pattern->after, token->kind >= STAR ? i : i + 1);
		reached = to > reached ? to : reached;
	}
	return reached;
}

static bool
match_wild(struct ignore_pattern *pattern, struct str path)
{
	if (!str_starts(path, text_str(&pattern->head)) || !str_ends(path, text_str(&pattern->tail)))
		return false;
	memset(pattern->now, 0, pattern->count + 1);
	memset(pattern->after, 0, pattern->count + 1);
	size_t last = enter(pattern, pattern->now, 0);
	for (size_t n; path.n > 0; path = str_sub(path, n, path.n)) {
		uint32_t c;
		n = utf8_decode(path, &c);
		if (n == 0) {
			n = 1;
			c = 0xfffd;
		}
		size_t reached = advance(pattern, last, c);
		unsigned char *old = pattern->now;
		memset(old, 0, last + 1);
		pattern->now = pattern->after;
		pattern->after = old;
		last = reached;
	}
	return pattern->now[pattern->count];
}

bool
ignore_pattern_match(struct ignore_pattern *pattern, struct str path)
{
	struct str text = pattern->text;
	switch (pattern->kind) {
	case WHOLE: return str_eq(path, text);
	case PREFIX: return str_starts(path, text);
	case SUFFIX: return str_ends(path, text) || (text.p[0] == '/' && str_eq(path, str_sub(text, 1, text.n)));
	case WILD: break;
	}
	return match_wild(pattern, path);
}
