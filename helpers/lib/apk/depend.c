#include "base/base.h"

#include "apk/depend.h"

enum { LONGEST_NAME = 255 };

#define LETTERS_DIGITS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

static bool
is_plain(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '+' || c == '-';
}

static bool
is_operator(char c)
{
	return c == '<' || c == '=' || c == '>' || c == '~';
}

static bool
is_version_text(struct str s)
{
	size_t n = 0;
	while (n < s.n && (is_plain(s.p[n]) || s.p[n] == '~'))
		n++;
	return n == s.n;
}

bool
apk_name_valid(struct str name)
{
	size_t n = 0;
	while (n < name.n && is_plain(name.p[n]))
		n++;
	return n > 0 && n == name.n && n <= LONGEST_NAME && name.p[0] != '-' && name.p[0] != '+';
}

/* Takes bytes up to an operator, a tag or a byte that names cannot have. */
static struct str
take_name(struct str *rest)
{
	size_t n = 0;
	while (n < rest->n && rest->p[n] > ' ' && rest->p[n] < 0x7f && !is_operator(rest->p[n]) && rest->p[n] != '@')
		n++;
	struct str name = str_sub(*rest, 0, n);
	*rest = str_sub(*rest, n, rest->n);
	return name;
}

/* Takes the operator that *REST begins with; 0 if apk has no such operator. */
static unsigned
take_operator(struct str *rest)
{
	unsigned bits = 0;
	size_t n = 0;
	for (; n < rest->n && is_operator(rest->p[n]); n++)
		bits |= rest->p[n] == '<' ? APK_LESS : rest->p[n] == '=' ? APK_EQUAL : rest->p[n] == '>' ? APK_GREATER : APK_FUZZY;
	*rest = str_sub(*rest, n, rest->n);
	return n > 2 || bits == APK_ANY ? 0 : bits;
}

bool
apk_dependency_parse(struct str word, struct apk_dependency *dependency)
{
	*dependency = (struct apk_dependency){ .operator = APK_ANY };
	if (word.n > 0 && word.p[0] == '!') {
		dependency->conflict = true;
		word = str_sub(word, 1, word.n);
	}
	dependency->name = take_name(&word);
	if (dependency->name.n == 0 || dependency->name.n > LONGEST_NAME)
		return false;
	if (word.n > 0 && word.p[0] == '@') {
		word = str_sub(word, 1, word.n);
		dependency->tag = take_name(&word);
		if (!apk_name_valid(dependency->tag))
			return false;
	}
	if (word.n == 0)
		return true;
	dependency->operator = take_operator(&word);
	dependency->version = word;
	if (dependency->operator == APK_CHECKSUM)
		return word.n > 0 && str_all_in(word, LETTERS_DIGITS "+/=");
	return dependency->operator != 0 && word.n > 0 && word.n <= LONGEST_NAME && is_version_text(word);
}

bool
apk_dependency_matches(const struct apk_dependency *dependency, struct str version, struct str checksum, enum apk_tools tools)
{
	if (dependency->operator == APK_ANY)
		return true;
	if (dependency->operator == APK_CHECKSUM)
		return str_eq(dependency->version, checksum);
	if (version.p == NULL)
		return false;
	bool fuzzy = (dependency->operator & APK_FUZZY) != 0;
	unsigned accepted = dependency->operator | (fuzzy ? (unsigned)APK_EQUAL : 0);
	int order = fuzzy ? apk_version_compare_prefix(version, dependency->version, tools)
	                  : apk_version_compare(version, dependency->version, tools);
	return (accepted & (order < 0 ? APK_LESS : order > 0 ? APK_GREATER : APK_EQUAL)) != 0;
}
