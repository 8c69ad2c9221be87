/* PEP 508: reading a requirement and checking its marker. */

#include "base/base.h"

#include "base/arena.h"
#include "python/pep508.h"

struct scanner {
	struct str s;
	size_t at;
	struct error *error;
};

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool
is_alnum(char c)
{
	return is_letter(c) || (c >= '0' && c <= '9');
}

static bool
is_name_byte(char c)
{
	return is_alnum(c) || c == '.' || c == '-' || c == '_';
}

bool
pep503_is_name(struct str s)
{
	if (s.n == 0 || s.n > PEP503_NAME_LIMIT || !is_alnum(s.p[0]) || !is_alnum(s.p[s.n - 1]))
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (!is_name_byte(s.p[i]))
			return false;
	return true;
}

struct str
pep503_normalise(struct str name)
{
	char *p = arena_take(name.n + 1);
	size_t n = 0;
	for (size_t i = 0; i < name.n; i++) {
		char c = name.p[i];
		if (c == '.' || c == '-' || c == '_') {
			if (n == 0 || p[n - 1] != '-')
				p[n++] = '-';
		} else
			p[n++] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
	}
	return (struct str){ p, n };
}

static bool
fail(struct scanner *in, struct str what)
{
	*in->error = (struct error){ .offset = in->at, .what = str_z(what) };
	return false;
}

static void
skip_blanks(struct scanner *in)
{
	while (in->at < in->s.n && (in->s.p[in->at] == ' ' || in->s.p[in->at] == '\t'))
		in->at++;
}

static bool
at_end(const struct scanner *in)
{
	return in->at >= in->s.n;
}

static bool
sees(const struct scanner *in, char c)
{
	return in->at < in->s.n && in->s.p[in->at] == c;
}

static bool
takes(struct scanner *in, char c)
{
	bool seen = sees(in, c);
	in->at += seen;
	return seen;
}

/* Takes the bytes of a name, which ends with a letter or digit; empty if no name begins here. */
static struct str
take_name(struct scanner *in)
{
	size_t from = in->at, to = from;
	while (to < in->s.n && is_name_byte(in->s.p[to]))
		to++;
	while (to > from && !is_alnum(in->s.p[to - 1]))
		to--;
	if (to > from && !is_alnum(in->s.p[from]))
		to = from;
	in->at = to;
	return str_sub(in->s, from, to - from);
}

static bool
read_extras(struct scanner *in, struct str_list *extras)
{
	skip_blanks(in);
	if (takes(in, ']'))
		return true;
	for (;;) {
		struct str extra = take_name(in);
		if (!pep503_is_name(extra))
			return fail(in, STR("expected the name of an extra after '[' or ','"));
		str_list_add(extras, pep503_normalise(extra));
		skip_blanks(in);
		if (takes(in, ']'))
			return true;
		if (!takes(in, ','))
			return fail(in, str_format("expected ',' or ']' after the extra '%.*s'", STRF(extra)));
		skip_blanks(in);
	}
}

/* Takes everything up to the first byte of STOP, or the end. */
static struct str
take_until(struct scanner *in, const char *stop)
{
	size_t from = in->at;
	while (in->at < in->s.n && strchr(stop, in->s.p[in->at]) == NULL)
		in->at++;
	return str_sub(in->s, from, in->at - from);
}

static bool
read_specifier(struct scanner *in, struct pep508 *r)
{
	bool parenthesis = takes(in, '(');
	size_t from = in->at;
	struct str text = take_until(in, parenthesis ? ");" : ";");
	struct error error;
	if (!pep440_set_parse(text, &r->versions, &error)) {
		in->at = from + (size_t)error.offset;
		return fail(in, str_of(error.what));
	}
	if (parenthesis && !takes(in, ')'))
		return fail(in, STR("expected ')' after the version specifier"));
	r->specifier = str_trim(text);
	return true;
}

static bool
read_url(struct scanner *in, struct pep508 *r)
{
	skip_blanks(in);
	r->url = take_until(in, " \t");
	if (r->url.n == 0)
		return fail(in, str_format("expected a URL after '%.*s @'", STRF(r->name)));
	return true;
}

static const char *const variables[] = { "python_version",
	                                 "python_full_version",
	                                 "os_name",
	                                 "os.name",
	                                 "sys_platform",
	                                 "sys.platform",
	                                 "platform_release",
	                                 "platform_system",
	                                 "platform_version",
	                                 "platform.version",
	                                 "platform_machine",
	                                 "platform.machine",
	                                 "platform_python_implementation",
	                                 "platform.python_implementation",
	                                 "python_implementation",
	                                 "implementation_name",
	                                 "implementation_version",
	                                 "extra",
	                                 "extras",
	                                 "dependency_groups" };

static struct str
take_word(struct scanner *in)
{
	size_t from = in->at;
	while (in->at < in->s.n && (is_alnum(in->s.p[in->at]) || in->s.p[in->at] == '_' || in->s.p[in->at] == '.'))
		in->at++;
	return str_sub(in->s, from, in->at - from);
}

static bool
read_operand(struct scanner *in)
{
	skip_blanks(in);
	size_t from = in->at;
	if (sees(in, '\'') || sees(in, '"')) {
		char quote = in->s.p[in->at++];
		in->at += str_find(str_sub(in->s, in->at, in->s.n), quote);
		if (takes(in, quote))
			return true;
		in->at = from;
		return fail(in, str_format("expected a closing %c in the marker", quote));
	}
	struct str word = take_word(in);
	for (size_t i = 0; i < COUNT(variables); i++)
		if (str_eq(word, str_of(variables[i])))
			return true;
	in->at = from;
	if (word.n > 0)
		return fail(in, str_format("expected a marker variable such as python_version or a quoted text instead of '%.*s'", STRF(word)));
	return fail(in, STR("expected a marker variable such as python_version or a quoted text"));
}

static bool
read_operator(struct scanner *in)
{
	static const char *const operators[] = { "===", "==", "~=", "!=", "<=", ">=", "<", ">" };
	skip_blanks(in);
	size_t from = in->at;
	for (size_t i = 0; i < COUNT(operators); i++)
		if (str_starts(str_sub(in->s, from, in->s.n), str_of(operators[i]))) {
			in->at += strlen(operators[i]);
			return true;
		}
	struct str word = take_word(in);
	if (str_eq(word, STR("not"))) {
		skip_blanks(in);
		word = take_word(in);
	}
	if (str_eq(word, STR("in")))
		return true;
	in->at = from;
	return fail(in, STR("expected a marker operator: ==, !=, <, <=, >, >=, ~=, ===, in, not in"));
}

/* Counts parentheses instead of recursing: the grammar allows them only around whole expressions. */
static bool
read_marker(struct scanner *in)
{
	for (size_t depth = 0;;) {
		for (skip_blanks(in); takes(in, '('); skip_blanks(in))
			depth++;
		if (!read_operand(in) || !read_operator(in) || !read_operand(in))
			return false;
		for (skip_blanks(in); depth > 0 && takes(in, ')'); skip_blanks(in))
			depth--;
		if (at_end(in))
			return depth == 0 || fail(in, STR("expected ')' at the end of the marker"));
		size_t from = in->at;
		struct str word = take_word(in);
		if (!str_eq(word, STR("and")) && !str_eq(word, STR("or"))) {
			in->at = from;
			return fail(in, STR("expected 'and', 'or' or the end of the marker"));
		}
	}
}

/* Reads the rest, after the name and extras. */
static bool
read_details(struct scanner *in, struct pep508 *r)
{
	static const char *const after_name = "expected a version specifier, '@' or ';' after '%.*s'";
	struct str before = str_trim(str_sub(in->s, 0, in->at));
	skip_blanks(in);
	if (takes(in, '@')) {
		if (!read_url(in, r))
			return false;
	} else if (!at_end(in) && strchr("(<>=!~", in->s.p[in->at]) != NULL) {
		if (!read_specifier(in, r))
			return false;
	} else if (!at_end(in) && !sees(in, ';'))
		return fail(in, str_format(after_name, STRF(before)));
	skip_blanks(in);
	if (at_end(in))
		return true;
	if (!takes(in, ';'))
		return fail(in, str_format("expected ';' or the end after '%.*s'", STRF(str_trim(str_sub(in->s, 0, in->at)))));
	r->marker = str_trim(str_sub(in->s, in->at, in->s.n));
	return read_marker(in);
}

bool
pep508_parse(struct str s, struct pep508 *requirement, struct error *error)
{
	struct scanner in = { s, 0, error };
	*requirement = (struct pep508){ .specifier = STR("") };
	*error = (struct error){ 0 };
	skip_blanks(&in);
	requirement->name = take_name(&in);
	if (requirement->name.n == 0)
		return fail(&in, STR("expected the name of a package"));
	if (!pep503_is_name(requirement->name))
		return fail(&in, str_format("expected a name of at most %d bytes", PEP503_NAME_LIMIT));
	requirement->project = pep503_normalise(requirement->name);
	skip_blanks(&in);
	if (takes(&in, '[') && !read_extras(&in, &requirement->extras))
		return false;
	return read_details(&in, requirement);
}

bool
pep508_extras(struct str s, struct str_list *extras, struct error *error)
{
	struct scanner in = { s, 0, error };
	*error = (struct error){ 0 };
	if (!takes(&in, '['))
		return s.n == 0 || fail(&in, STR("expected '['"));
	return read_extras(&in, extras) && (at_end(&in) || fail(&in, STR("expected the end after ']'")));
}

bool
pep508_marker(struct str s, struct error *error)
{
	struct scanner in = { s, 0, error };
	*error = (struct error){ 0 };
	return read_marker(&in);
}
