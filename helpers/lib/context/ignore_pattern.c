#include "base/base.h"

#include "base/arena.h"
#include "base/utf8.h"
#include "context/ignore_pattern.h"
#include "context/ignore_regex.h"

enum { RUNE_WRONG = 0xfffd, BYTE_ORDER_MARK = 0xfeff };

enum match_type { EXACT, PREFIX, SUFFIX, REGEX };

struct ignore_pattern {
	enum match_type type;
	struct str text; /* EXACT, PREFIX, SUFFIX */
	struct regex regex;
	/* A text that every match holds, so that most paths need no more than a look for it. */
	struct str literal;
	bool at_start, at_end;
};

/* The character at S[*i], moving *i past it; a byte that is no UTF-8 is U+FFFD, as for Go. */
static uint32_t
ignore_rune(struct str s, size_t *i)
{
	uint32_t rune = 0;
	size_t n = utf8_decode(str_sub(s, *i, s.n), &rune);
	*i += n > 0 ? n : 1;
	return n > 0 ? rune : RUNE_WRONG;
}

static size_t
decode(struct str s, uint32_t *runes)
{
	size_t n = 0;
	for (size_t i = 0; i < s.n;)
		runes[n++] = ignore_rune(s, &i);
	return n;
}

/* One character of a class for filepath.Match: not "-" or "]", and something must follow it. */
static bool
class_rune(struct str *chunk, uint32_t *rune)
{
	size_t i = 0;
	if (chunk->n == 0 || chunk->p[0] == '-' || chunk->p[0] == ']')
		return false;
	if (chunk->p[0] == '\\')
		*chunk = str_sub(*chunk, 1, chunk->n);
	if (chunk->n == 0)
		return false;
	*rune = ignore_rune(*chunk, &i);
	*chunk = str_sub(*chunk, i, chunk->n);
	return chunk->n > 0;
}

static bool
class_ok(struct str *chunk, bool *has_dot)
{
	uint32_t low, high;
	bool negated = chunk->n > 1 && chunk->p[1] == '^';
	*has_dot = negated;
	*chunk = str_sub(*chunk, negated ? 2 : 1, chunk->n);
	for (size_t ranges = 0; ranges == 0 || chunk->n == 0 || chunk->p[0] != ']'; ranges++) {
		if (!class_rune(chunk, &low))
			return false;
		high = low;
		if (chunk->p[0] == '-') {
			*chunk = str_sub(*chunk, 1, chunk->n);
			if (!class_rune(chunk, &high))
				return false;
		}
		if (low <= '.' && '.' <= high)
			*has_dot = !negated;
	}
	*chunk = str_sub(*chunk, 1, chunk->n);
	return true;
}

/* Up to the next star outside of brackets, as filepath.Match sees brackets. */
static struct str
cut_chunk(struct str *rest)
{
	struct str s = *rest;
	bool in_class = false;
	size_t i = 0;
	while (s.n > 0 && s.p[0] == '*')
		s = str_sub(s, 1, s.n);
	for (; i < s.n && (s.p[i] != '*' || in_class); i++) {
		if (s.p[i] == '\\' && i + 1 < s.n)
			i++;
		else if (s.p[i] == '[')
			in_class = true;
		else if (s.p[i] == ']')
			in_class = false;
	}
	*rest = str_sub(s, i, s.n);
	return str_sub(s, 0, i);
}

/* Of a part without stars; IS_DOT: it matches "." and nothing longer. */
static bool
chunk_ok(struct str chunk, bool *is_dot)
{
	size_t items = 0;
	for (; chunk.n > 0; items++) {
		if (chunk.p[0] == '[') {
			if (!class_ok(&chunk, is_dot))
				return false;
			continue;
		}
		bool any = chunk.p[0] == '?';
		if (chunk.p[0] == '\\')
			chunk = str_sub(chunk, 1, chunk.n);
		if (chunk.n == 0)
			return false;
		*is_dot = any || chunk.p[0] == '.';
		chunk = str_sub(chunk, 1, chunk.n);
	}
	*is_dot = *is_dot && items == 1;
	return true;
}

/* What Go's filepath.Match(pattern, ".") accepts: it looks no further than the first part that does not match. */
static bool
syntax_ok(struct str pattern)
{
	bool is_dot = false;
	return chunk_ok(cut_chunk(&pattern), &is_dot) && (!is_dot || chunk_ok(cut_chunk(&pattern), &is_dot));
}

struct translation {
	uint32_t *text;
	size_t n;
	enum match_type type;
};

static void
put(struct translation *t, const char *regex)
{
	for (; *regex != '\0'; regex++)
		t->text[t->n++] = (unsigned char)*regex;
}

/* "**" and a "/" behind it; I is behind both stars. */
static size_t
translate_stars(struct translation *t, const uint32_t *runes, size_t i, size_t n, bool first)
{
	if (i < n && runes[i] == '/')
		i++;
	if (i < n) {
		put(t, "(.*/)?");
		t->type = REGEX;
	} else if (t->type == EXACT) {
		t->type = PREFIX;
	} else {
		put(t, ".*");
		t->type = REGEX;
	}
	if (first)
		t->type = SUFFIX;
	return i;
}

/* Makes of the pattern the regular expression that moby/patternmatcher makes of it. "|", "{" and "}" are meant to be escaped
   there as well, but its table has no room for them. */
static void
translate(struct translation *t, const uint32_t *runes, size_t n)
{
	size_t i = n > 0 && runes[0] == BYTE_ORDER_MARK ? 1 : 0, first = i;
	put(t, "^");
	while (i < n) {
		size_t here = i;
		uint32_t c = runes[i++];
		if (c == '*' && i < n && runes[i] == '*') {
			i = translate_stars(t, runes, i + 1, n, here == first);
			continue;
		}
		if (c == '*' || c == '?') {
			put(t, c == '*' ? "[^/]*" : "[^/]");
			t->type = REGEX;
			continue;
		}
		if (c < 0x80 && c != 0 && strchr(".+()$", (int)c) != NULL) {
			put(t, "\\");
		} else if (c == '\\' && i < n) {
			put(t, "\\");
			c = runes[i++];
			t->type = REGEX;
		} else if (c == '[' || c == ']') {
			t->type = REGEX;
		}
		t->text[t->n++] = c;
	}
	put(t, "$");
}

static size_t
encode(uint32_t rune, char *bytes)
{
	size_t n = rune < 0x80 ? 1 : rune < 0x800 ? 2 : rune < 0x10000 ? 3 : 4;
	if (n == 1) {
		bytes[0] = (char)rune;
		return 1;
	}
	for (size_t k = n; k-- > 1; rune >>= 6)
		bytes[k] = (char)(0x80 | (rune & 0x3f));
	bytes[0] = (char)((0xf00u >> n & 0xf0) | rune);
	return n;
}

/* Finds the longest run of literals that no match can do without. */
static void
find_literal(struct ignore_pattern *pattern)
{
	size_t best = 0, length = 0, run = 0;
	const struct regex_node *nodes = pattern->regex.nodes;
	for (size_t i = 0; i < pattern->regex.count && pattern->regex.branches == 1; i++) {
		const struct regex_node *node = &nodes[i];
		run = node->kind == REGEX_RUNE && !node->star && node->rune != RUNE_WRONG ? run + 1 : 0;
		if (node->kind == REGEX_MAYBE)
			i += node->count;
		if (run > length) {
			length = run;
			best = i + 1 - run;
		}
	}
	char *bytes = arena_take(4 * length);
	size_t n = 0;
	for (size_t i = 0; i < length; i++)
		n += encode(nodes[best + i].rune, bytes + n);
	pattern->literal = (struct str){ bytes, n };
	pattern->at_start = best == 1 && nodes[0].kind == REGEX_BEGIN;
	pattern->at_end = length > 0 && nodes[best + length].kind == REGEX_END;
}

struct ignore_pattern *
ignore_pattern_compile(struct str text)
{
	if (!syntax_ok(text))
		return NULL;
	struct ignore_pattern *pattern = arena_take(sizeof(*pattern));
	uint32_t *runes = arena_take_array(text.n, sizeof(*runes));
	size_t n = decode(text, runes);
	struct translation t = { .text = arena_take_array(n + 1, 6 * sizeof(*t.text)), .type = EXACT };
	translate(&t, runes, n);
	pattern->type = t.type;
	pattern->text = text;
	if (t.type == PREFIX)
		pattern->text.n -= 2;
	else if (t.type == SUFFIX)
		pattern->text = str_sub(text, 2, text.n);
	else if (t.type == REGEX) {
		if (!regex_compile(&pattern->regex, t.text, t.n))
			return NULL;
		find_literal(pattern);
	}
	return pattern;
}

void
ignore_subject_set(struct ignore_subject *subject, struct str path)
{
	subject->path = path;
	subject->decoded = false;
}

static void
prepare(struct ignore_subject *subject, size_t states)
{
	if (!subject->decoded) {
		if (subject->path.n > subject->capacity) {
			subject->capacity = 2 * subject->path.n;
			subject->runes = arena_take_array(subject->capacity, sizeof(*subject->runes));
		}
		subject->count = decode(subject->path, subject->runes);
		subject->decoded = true;
	}
	if (states > subject->state_capacity) {
		subject->state_capacity = 2 * states;
		subject->states = arena_take_array(subject->state_capacity, sizeof(*subject->states));
		subject->next_states = arena_take_array(subject->state_capacity, sizeof(*subject->states));
		subject->marks = arena_take_array(subject->state_capacity, sizeof(*subject->marks));
	}
}

static bool
holds(struct str s, struct str part)
{
	const char *hit = s.p;
	if (part.n == 0)
		return true;
	for (; s.n >= part.n; s = str_sub(s, (size_t)(hit - s.p) + 1, s.n)) {
		hit = memchr(s.p, part.p[0], s.n - part.n + 1);
		if (hit == NULL || memcmp(hit, part.p, part.n) == 0)
			return hit != NULL;
	}
	return false;
}

static bool
has_literal(const struct ignore_pattern *pattern, struct str path)
{
	if (pattern->at_start)
		return str_starts(path, pattern->literal);
	if (pattern->at_end)
		return str_ends(path, pattern->literal);
	return holds(path, pattern->literal);
}

bool
ignore_pattern_match(const struct ignore_pattern *pattern, struct ignore_subject *subject)
{
	struct str path = subject->path, text = pattern->text;
	switch (pattern->type) {
	case EXACT: return str_eq(path, text);
	case PREFIX: return str_starts(path, text);
	case SUFFIX: return str_ends(path, text) || (text.p[0] == '/' && str_eq(path, str_sub(text, 1, text.n)));
	case REGEX: break;
	}
	if (!has_literal(pattern, path))
		return false;
	prepare(subject, pattern->regex.count);
	struct regex_room room = { subject->states, subject->next_states, subject->marks, &subject->mark };
	return regex_match(&pattern->regex, subject->runes, subject->count, room);
}
