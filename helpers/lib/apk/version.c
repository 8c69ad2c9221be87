#include "base/base.h"

#include "apk/version.h"

/* Where two versions continue with different kinds of parts, the one with the earlier kind here is the greater. */
enum kind { FIRST, NUMBER, LETTER, SUFFIX, SUFFIX_NUMBER, HASH, REVISION, END, INVALID };

struct part {
	enum kind kind;
	struct str text; /* digits, a letter, a suffix or hexadecimal digits */
	int suffix;      /* rank: negative before the release */
	bool plain;      /* zeros before a number mean nothing */
};

enum { LONGEST_NUMBER_2 = 17 };

enum apk_tools
apk_tools_of(struct str release)
{
	struct str minor = release, major = str_cut(&minor, '.');
	uint64_t n = 0;
	return str_eq(major, STR("3")) && str_u64(minor, &n) && n < 23 ? APK_TOOLS_2 : APK_TOOLS_3;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

static bool
is_hex(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'f');
}

/* Takes the longest run of bytes that BELONGS accepts from *REST into PART; false if it is empty. */
static bool
take_run(struct str *rest, struct part *part, enum kind kind, bool (*belongs)(char))
{
	size_t n = 0;
	while (n < rest->n && belongs(rest->p[n]))
		n++;
	*part = (struct part){ .kind = n == 0 ? INVALID : kind, .text = str_sub(*rest, 0, n) };
	*rest = str_sub(*rest, n, rest->n);
	return n > 0;
}

static bool
take_number(struct str *rest, struct part *part, enum kind kind, enum apk_tools tools)
{
	if (take_run(rest, part, kind, is_digit) && tools == APK_TOOLS_2 && part->text.n > LONGEST_NUMBER_2)
		part->kind = INVALID;
	return part->kind != INVALID;
}

static void
take_suffix(struct str *rest, struct part *part)
{
	static const struct {
		const char *word;
		int rank;
	} suffixes[] = { { "alpha", -4 }, { "beta", -3 }, { "pre", -2 }, { "rc", -1 }, { "cvs", 1 },
		         { "svn", 2 },    { "git", 3 },   { "hg", 4 },   { "p", 5 } };
	if (!take_run(rest, part, SUFFIX, is_lower))
		return;
	for (size_t i = 0; i < COUNT(suffixes); i++)
		if (str_eq(part->text, str_of(suffixes[i].word))) {
			part->suffix = suffixes[i].rank;
			return;
		}
	part->kind = INVALID;
}

/* The part that follows one of kind BEFORE. */
static void
take_part(struct str *rest, struct part *part, enum kind before, enum apk_tools tools)
{
	*part = (struct part){ .kind = INVALID };
	if (rest->n == 0) {
		part->kind = END;
		return;
	}
	char c = rest->p[0];
	if (is_digit(c)) {
		if (before == SUFFIX)
			take_number(rest, part, SUFFIX_NUMBER, tools);
		else if (before == LETTER && tools == APK_TOOLS_2)
			part->plain = take_number(rest, part, NUMBER, tools);
	} else if (is_lower(c)) {
		if (before == FIRST || before == NUMBER) {
			*part = (struct part){ .kind = LETTER, .text = str_sub(*rest, 0, 1) };
			*rest = str_sub(*rest, 1, rest->n);
		}
	} else if (c == '.' && (before == FIRST || before == NUMBER)) {
		*rest = str_sub(*rest, 1, rest->n);
		take_number(rest, part, NUMBER, tools);
	} else if (c == '_' && before <= SUFFIX_NUMBER) {
		*rest = str_sub(*rest, 1, rest->n);
		take_suffix(rest, part);
	} else if (c == '~' && before < HASH && tools != APK_TOOLS_2) {
		*rest = str_sub(*rest, 1, rest->n);
		take_run(rest, part, HASH, is_hex);
	} else if (before < REVISION && str_starts(*rest, STR("-r"))) {
		*rest = str_sub(*rest, 2, rest->n);
		take_number(rest, part, REVISION, tools);
	}
}

bool
apk_version_valid(struct str version, enum apk_tools tools)
{
	struct part part;
	take_number(&version, &part, FIRST, tools);
	while (part.kind < END)
		take_part(&version, &part, part.kind, tools);
	return part.kind == END;
}

bool
apk_version_valid_for_any(struct str version)
{
	return apk_version_valid(version, APK_TOOLS_2) || apk_version_valid(version, APK_TOOLS_3);
}

static int
compare_numbers(struct str a, struct str b)
{
	a = str_sub(a, str_leading(a, '0'), a.n);
	b = str_sub(b, str_leading(b, '0'), b.n);
	return a.n != b.n ? (a.n > b.n) - (a.n < b.n) : str_cmp(a, b);
}

static int
compare_after_dot(struct str a, struct str b, enum apk_tools tools)
{
	size_t a_zeros = str_leading(a, '0'), b_zeros = str_leading(b, '0');
	if (a_zeros == 0 && b_zeros == 0)
		return compare_numbers(a, b);
	if (tools == APK_TOOLS_2 && a_zeros != b_zeros)
		return (a_zeros < b_zeros) - (a_zeros > b_zeros);
	return tools == APK_TOOLS_2 ? compare_numbers(a, b) : str_cmp(a, b);
}

/* A and B are of one kind. */
static int
compare_parts(const struct part *a, const struct part *b, enum apk_tools tools)
{
	switch (a->kind) {
	case NUMBER: return a->plain ? compare_numbers(a->text, b->text) : compare_after_dot(a->text, b->text, tools);
	case LETTER:
	case HASH: return str_cmp(a->text, b->text);
	case SUFFIX: return a->suffix - b->suffix;
	case FIRST:
	case SUFFIX_NUMBER:
	case REVISION: return compare_numbers(a->text, b->text);
	default: return 0;
	}
}

static int
compare(struct str a, struct str b, bool prefix, enum apk_tools tools)
{
	struct part x, y;
	take_number(&a, &x, FIRST, tools);
	take_number(&b, &y, FIRST, tools);
	while (x.kind == y.kind && x.kind < END) {
		int order = compare_parts(&x, &y, tools);
		if (order != 0)
			return order;
		take_part(&a, &x, x.kind, tools);
		take_part(&b, &y, y.kind, tools);
	}
	if (x.kind == y.kind || (prefix && y.kind == END))
		return 0;
	if (x.kind == SUFFIX && x.suffix < 0)
		return -1;
	if (y.kind == SUFFIX && y.suffix < 0)
		return 1;
	return (x.kind < y.kind) - (x.kind > y.kind);
}

int
apk_version_compare(struct str a, struct str b, enum apk_tools tools)
{
	return compare(a, b, false, tools);
}

int
apk_version_compare_prefix(struct str version, struct str prefix, enum apk_tools tools)
{
	return compare(version, prefix, true, tools);
}
