#include "base/base.h"

#include <limits.h>

#include "base/arena.h"
#include "context/ignore_regex.h"

enum { RUNE_MAX = 0x10ffff, REPEAT_MAX = 1000 };

struct parser {
	const uint32_t *text;
	size_t i, n;
	struct regex_node *nodes;
	size_t count, capacity, branches;
	size_t range_capacity;
	size_t atom; /* the node that "{n,m}" would repeat, or NO_ATOM */
};

#define NO_ATOM SIZE_MAX

static bool
at(const struct parser *p, size_t offset, char c)
{
	return p->i + offset < p->n && p->text[p->i + offset] == (uint32_t)c;
}

static struct regex_node *
add_node(struct parser *p, enum regex_kind kind)
{
	arena_reserve(&p->nodes, p->count, &p->capacity);
	p->atom = p->count++;
	p->nodes[p->atom] = (struct regex_node){ .kind = kind };
	p->range_capacity = 0;
	return &p->nodes[p->atom];
}

static void
add_rune(struct parser *p, uint32_t rune)
{
	add_node(p, REGEX_RUNE)->rune = rune;
}

static void
add_range(struct parser *p, struct regex_node *set, uint32_t low, uint32_t high)
{
	arena_reserve(&set->ranges, set->count, &p->range_capacity);
	set->ranges[set->count++] = (struct regex_range){ low, high };
}

/* Pairs of first and last ASCII characters, in order. */
struct group {
	const char *name, *pairs;
};

static const struct group perl_groups[] = {
	{ "d", "09" },
	{ "s", "\t\n\f\r  " },
	{ "w", "09AZ__az" },
};

static const struct group posix_groups[] = {
	{ "alnum", "09AZaz" },  { "alpha", "AZaz" }, { "blank", "\t\t  " },         { "digit", "09" },       { "graph", "!~" }, { "lower", "az" },
	{ "print", " ~" },      { "punct", "!/:@[`{~" }, { "space", "\t\r  " }, { "upper", "AZ" },       { "word", "09AZ__az" },
	{ "xdigit", "09AFaf" }, { "ascii", NULL },   { "cntrl", NULL },
};

static void
add_group(struct parser *p, struct regex_node *set, const char *pairs, bool negated)
{
	uint32_t next = 0;
	for (; *pairs != '\0'; pairs += 2) {
		uint32_t low = (unsigned char)pairs[0], high = (unsigned char)pairs[1];
		if (!negated)
			add_range(p, set, low, high);
		else if (low > next)
			add_range(p, set, next, low - 1);
		next = high + 1;
	}
	if (negated)
		add_range(p, set, next, RUNE_MAX);
}

/* "ascii" and "cntrl" hold NUL, which a text of pairs cannot. */
static void
add_posix_group(struct parser *p, struct regex_node *set, const struct group *group, bool negated)
{
	if (group->pairs != NULL) {
		add_group(p, set, group->pairs, negated);
	} else if (group->name[0] == 'a') {
		add_range(p, set, negated ? 0x80 : 0, negated ? RUNE_MAX : 0x7f);
	} else if (negated) {
		add_range(p, set, ' ', 0x7e);
		add_range(p, set, 0x80, RUNE_MAX);
	} else {
		add_range(p, set, 0, 0x1f);
		add_range(p, set, 0x7f, 0x7f);
	}
}

static bool
parse_perl_group(struct parser *p, struct regex_node *set)
{
	for (size_t i = 0; i < COUNT(perl_groups); i++) {
		char lower = perl_groups[i].name[0];
		bool negated = at(p, 1, (char)(lower - 'a' + 'A'));
		if (!at(p, 0, '\\') || (!at(p, 1, lower) && !negated))
			continue;
		add_group(p, set, perl_groups[i].pairs, negated);
		p->i += 2;
		return true;
	}
	return false;
}

enum outcome { NO, YES, WRONG };

/* "[:name:]" inside a class. */
static enum outcome
parse_posix_group(struct parser *p, struct regex_node *set)
{
	if (!at(p, 0, '[') || !at(p, 1, ':'))
		return NO;
	size_t end = p->i + 2;
	while (end + 1 < p->n && !(p->text[end] == ':' && p->text[end + 1] == ']'))
		end++;
	if (end + 1 >= p->n)
		return NO;
	bool negated = at(p, 2, '^');
	size_t from = p->i + 2 + negated;
	for (size_t g = 0; g < COUNT(posix_groups); g++) {
		size_t k = 0;
		const char *name = posix_groups[g].name;
		while (from + k < end && p->text[from + k] == (unsigned char)name[k] && name[k] != '\0')
			k++;
		if (from + k != end || name[k] != '\0')
			continue;
		add_posix_group(p, set, &posix_groups[g], negated);
		p->i = end + 2;
		return YES;
	}
	return WRONG;
}

static bool
digit_value(const struct parser *p, uint32_t base, uint32_t *value)
{
	if (p->i >= p->n)
		return false;
	uint32_t c = p->text[p->i];
	uint32_t v = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : 99;
	*value = v;
	return v < base;
}

static bool
parse_octal(struct parser *p, uint32_t *rune)
{
	uint32_t v;
	*rune = 0;
	for (int i = 0; i < 3 && digit_value(p, 8, &v); i++, p->i++)
		*rune = *rune * 8 + v;
	return true;
}

static bool
parse_hex(struct parser *p, uint32_t *rune)
{
	uint32_t v;
	*rune = 0;
	if (at(p, 0, '{')) {
		size_t digits = 0;
		for (p->i++; digit_value(p, 16, &v); digits++, p->i++)
			if ((*rune = *rune * 16 + v) > RUNE_MAX)
				return false;
		return digits > 0 && at(p, 0, '}') && p->i++ > 0;
	}
	for (int i = 0; i < 2; i++, p->i++) {
		if (!digit_value(p, 16, &v))
			return false;
		*rune = *rune * 16 + v;
	}
	return true;
}

/* Behind the backslash: an escape that means one character. */
static bool
parse_escape(struct parser *p, uint32_t *rune)
{
	static const char names[] = "afnrtv", values[] = "\a\f\n\r\t\v";
	uint32_t v;
	if (p->i >= p->n)
		return false;
	uint32_t c = p->text[p->i];
	if (c == '0' || (c >= '1' && c <= '7' && p->i + 1 < p->n && p->text[p->i + 1] >= '0' && p->text[p->i + 1] <= '7'))
		return parse_octal(p, rune);
	p->i++;
	if (c == 'x')
		return parse_hex(p, rune);
	const char *known = c == 0 || c > 0x7f ? NULL : strchr(names, (int)c);
	if (known != NULL) {
		*rune = (unsigned char)values[known - names];
		return true;
	}
	*rune = c;
	p->i--;
	bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || digit_value(p, 10, &v);
	p->i++;
	return c < 0x80 && !letter;
}

static bool
parse_class_rune(struct parser *p, uint32_t *rune)
{
	if (p->i >= p->n)
		return false;
	*rune = p->text[p->i++];
	return *rune != '\\' || parse_escape(p, rune);
}

static bool
parse_class(struct parser *p)
{
	struct regex_node *set = add_node(p, REGEX_SET);
	p->i++;
	if ((set->negated = at(p, 0, '^')))
		p->i++;
	for (bool first = true; first || !at(p, 0, ']'); first = false) {
		enum outcome named = parse_posix_group(p, set);
		if (named == WRONG)
			return false;
		if (named == YES || parse_perl_group(p, set))
			continue;
		uint32_t low, high;
		if (!parse_class_rune(p, &low))
			return false;
		high = low;
		if (at(p, 0, '-') && p->i + 1 < p->n && !at(p, 1, ']')) {
			p->i++;
			if (!parse_class_rune(p, &high) || high < low)
				return false;
		}
		add_range(p, set, low, high);
	}
	p->i++;
	return true;
}

static void
parse_quoted(struct parser *p)
{
	for (p->i += 2; p->i < p->n; p->i++) {
		if (at(p, 0, '\\') && at(p, 1, 'E')) {
			p->i += 2;
			return;
		}
		add_rune(p, p->text[p->i]);
	}
}

static bool
parse_backslash(struct parser *p)
{
	static const struct { char c; enum regex_kind kind; } empty[] = {
		{ 'A', REGEX_BEGIN }, { 'b', REGEX_WORD }, { 'B', REGEX_NOT_WORD }, { 'z', REGEX_END },
	};
	for (size_t i = 0; i < COUNT(empty); i++)
		if (at(p, 1, empty[i].c)) {
			add_node(p, empty[i].kind);
			p->i += 2;
			return true;
		}
	if (at(p, 1, 'Q')) {
		parse_quoted(p);
		return true;
	}
	struct regex_node *set = add_node(p, REGEX_SET);
	if (parse_perl_group(p, set))
		return true;
	p->i++;
	set->kind = REGEX_RUNE;
	return parse_escape(p, &set->rune);
}

/* -1: too large for any repetition; false: no number, or one that begins with "0". */
static bool
parse_count(struct parser *p, long *value)
{
	uint32_t v;
	size_t from = p->i;
	*value = 0;
	for (; digit_value(p, 10, &v); p->i++)
		*value = *value < 0 || *value > REGEX_NODES ? -1 : *value * 10 + (long)v;
	return p->i > from && (p->i == from + 1 || p->text[from] != '0');
}

/* "{n}", "{n,}" or "{n,m}"; what is none of these is plain text. MAX is LONG_MAX without an end. */
static bool
parse_counts(struct parser *p, long *min, long *max)
{
	size_t from = p->i++;
	bool ok = parse_count(p, min);
	*max = *min;
	if (ok && at(p, 0, ',')) {
		p->i++;
		*max = LONG_MAX;
		ok = at(p, 0, '}') || parse_count(p, max);
	}
	if (ok && at(p, 0, '}')) {
		p->i++;
		return true;
	}
	p->i = from;
	return false;
}

static bool
repeat(struct parser *p, long min, long max)
{
	size_t atom = p->atom;
	if (atom == NO_ATOM || min < 0 || max < min || min > REPEAT_MAX || (max != LONG_MAX && max > REPEAT_MAX))
		return false;
	struct regex_node node = p->nodes[atom];
	bool empty = node.kind != REGEX_RUNE && node.kind != REGEX_SET && node.kind != REGEX_ANY;
	/* An assertion says no more when it is repeated, and nothing when it need not hold. */
	if (empty)
		max = min = min > 1 ? 1 : min;
	p->count = atom;
	for (long i = 0; i < min; i++)
		*add_node(p, node.kind) = node;
	if (max == LONG_MAX) {
		node.star = true;
		*add_node(p, node.kind) = node;
		max = min;
	}
	for (long i = min; i < max; i++) {
		add_node(p, REGEX_MAYBE)->count = 1;
		*add_node(p, node.kind) = node;
	}
	p->atom = NO_ATOM;
	return p->count < REGEX_NODES;
}

static void
parse_group(struct parser *p)
{
	/* Always "(.*" "/)?". */
	add_node(p, REGEX_MAYBE)->count = 2;
	add_node(p, REGEX_ANY)->star = true;
	add_rune(p, '/');
	p->i += 6;
	p->atom = NO_ATOM;
}

static bool
parse_one(struct parser *p)
{
	uint32_t c = p->text[p->i];
	long min, max;
	if (c == '[')
		return parse_class(p);
	if (c == '\\')
		return parse_backslash(p);
	if (c == '{' && parse_counts(p, &min, &max))
		return repeat(p, min, max);
	if (c == '(') {
		parse_group(p);
		return true;
	}
	p->i++;
	if (c == '^' || (c == '$' && p->i == p->n)) {
		add_node(p, c == '^' ? REGEX_BEGIN : REGEX_END);
	} else if (c == '.') {
		add_node(p, REGEX_ANY);
	} else if (c == '*') {
		if (p->atom == NO_ATOM)
			return false;
		p->nodes[p->atom].star = true;
		p->atom = NO_ATOM;
	} else if (c == '|') {
		add_node(p, REGEX_DONE);
		p->atom = NO_ATOM;
		p->branches++;
	} else {
		add_rune(p, c);
	}
	return true;
}

bool
regex_compile(struct regex *regex, const uint32_t *text, size_t n)
{
	struct parser p = { .text = text, .n = n, .branches = 1, .atom = NO_ATOM };
	while (p.i < n)
		if (!parse_one(&p) || p.count >= REGEX_NODES)
			return false;
	add_node(&p, REGEX_DONE);
	*regex = (struct regex){ p.nodes, p.count, p.branches };
	return true;
}
