/* PEP 440: version specifiers. */

#include "base/base.h"

#include "base/arena.h"
#include "python/pep440.h"

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static size_t
skip_blanks(struct str s, size_t at)
{
	while (at < s.n && is_blank(s.p[at]))
		at++;
	return at;
}

static bool
fail(struct error *error, size_t at, struct str what)
{
	*error = (struct error){ .offset = at, .what = str_z(what) };
	return false;
}

static bool
take_op(struct str s, size_t *at, enum pep440_op *op)
{
	static const struct {
		const char *text;
		enum pep440_op op;
	} ops[] = { { "===", PEP440_ARBITRARY }, { "==", PEP440_EQ }, { "!=", PEP440_NE }, { "<=", PEP440_LE }, { ">=", PEP440_GE },
		    { "~=", PEP440_COMPATIBLE }, { "<", PEP440_LT },  { ">", PEP440_GT } };
	for (size_t i = 0; i < COUNT(ops); i++)
		if (str_starts(str_sub(s, *at, s.n), str_of(ops[i].text))) {
			*at += strlen(ops[i].text);
			*op = ops[i].op;
			return true;
		}
	return false;
}

/* Reads the version of SPEC, which begins at byte AT of the set. */
static bool
read_version(struct pep440_spec *spec, size_t at, struct error *error)
{
	struct str s = spec->text;
	bool equality = spec->op == PEP440_EQ || spec->op == PEP440_NE;
	if (spec->op == PEP440_ARBITRARY)
		return (str_find(s, ';') == s.n && str_find(s, ')') == s.n) ||
		       fail(error, at, str_format("expected a version without ';' and ')' instead of '%.*s'", STRF(s)));
	spec->prefix = str_ends(s, STR(".*"));
	if (spec->prefix && !equality)
		return fail(error, at, str_format("expected a version without '.*', which only == and != allow, instead of '%.*s'", STRF(s)));
	if (spec->prefix)
		s.n -= 2;
	struct pep440 *v = &spec->version;
	if (!pep440_parse(s, v))
		return fail(error, at, str_format("expected a version instead of '%.*s'", STRF(spec->text)));
	if (spec->prefix && (v->pre != PEP440_NO_PRE || v->post || v->dev || v->local.n > 0))
		return fail(error, at, str_format("expected numbers and dots before '.*' in '%.*s'", STRF(spec->text)));
	if (!equality && v->local.n > 0)
		return fail(error, at, str_format("expected a version without '+%.*s', which only == and != allow", STRF(v->local)));
	if (spec->op == PEP440_COMPATIBLE && str_find(v->release, '.') == v->release.n)
		return fail(error, at, str_format("expected a version of two or more numbers after '~=' instead of '%.*s'", STRF(s)));
	return true;
}

static bool
read_spec(struct str s, size_t *at, struct pep440_spec *spec, struct error *error)
{
	size_t start = *at;
	if (!take_op(s, at, &spec->op))
		return fail(error, start, str_format("expected an operator such as == or >= before '%.*s'", STRF(str_sub(s, start, 40))));
	struct str op = str_sub(s, start, *at - start);
	*at = skip_blanks(s, *at);
	size_t from = *at;
	while (*at < s.n && s.p[*at] != ',' && !is_blank(s.p[*at]))
		++*at;
	spec->text = str_sub(s, from, *at - from);
	if (spec->text.n == 0)
		return fail(error, from, str_format("expected a version after '%.*s'", STRF(op)));
	if (!read_version(spec, from, error))
		return false;
	*at = skip_blanks(s, *at);
	if (*at < s.n && s.p[*at] != ',')
		return fail(error, *at, str_format("expected ',' after '%.*s%.*s'", STRF(op), STRF(spec->text)));
	return true;
}

bool
pep440_set_parse(struct str s, struct pep440_set *set, struct error *error)
{
	size_t at = skip_blanks(s, 0);
	*set = (struct pep440_set){ NULL, 0, 0 };
	*error = (struct error){ 0 };
	while (at < s.n) {
		struct pep440_spec spec = { .op = PEP440_EQ };
		if (!read_spec(s, &at, &spec, error))
			return false;
		arena_reserve(&set->items, set->count, &set->capacity);
		set->items[set->count++] = spec;
		if (at < s.n)
			at = skip_blanks(s, at + 1);
	}
	return true;
}

static struct pep440
without_local(const struct pep440 *version)
{
	struct pep440 v = *version;
	v.local = (struct str){ NULL, 0 };
	return v;
}

static struct pep440
base_of(const struct pep440 *version)
{
	return (struct pep440){ .epoch = version->epoch, .release = version->release };
}

static bool
same_base(const struct pep440 *a, const struct pep440 *b)
{
	struct pep440 x = base_of(a), y = base_of(b);
	return pep440_cmp(&x, &y) == 0;
}

/* Has VERSION the epoch of PREFIX and a release that begins with PREFIX's? */
static bool
has_prefix(const struct pep440 *version, const struct pep440 *prefix)
{
	size_t numbers = 1, n = 0;
	for (size_t i = 0; i < prefix->release.n; i++)
		numbers += prefix->release.p[i] == '.';
	struct pep440 head = base_of(version);
	while (n < head.release.n && (head.release.p[n] != '.' || --numbers > 0))
		n++;
	head.release.n = n;
	return same_base(&head, prefix);
}

static struct pep440
without_last_number(const struct pep440 *version)
{
	struct pep440 prefix = base_of(version);
	while (prefix.release.p[--prefix.release.n] != '.')
		;
	return prefix;
}

/* "<1" excludes the pre-releases of 1, and ">1" its post-releases and local versions, unless BOUND is one itself. */
static bool
is_less(const struct pep440 *version, const struct pep440 *bound)
{
	return pep440_cmp(version, bound) < 0 &&
	       (pep440_is_prerelease(bound) || !pep440_is_prerelease(version) || !same_base(version, bound));
}

static bool
is_greater(const struct pep440 *version, const struct pep440 *bound)
{
	if (pep440_cmp(version, bound) <= 0)
		return false;
	bool kept = (bound->post || !version->post) && version->local.n == 0;
	return kept || !same_base(version, bound);
}

static bool
is_same_text(struct str a, struct str b)
{
	if (a.n != b.n)
		return false;
	for (size_t i = 0; i < a.n; i++)
		if (a.p[i] != b.p[i] && !(a.p[i] >= 'A' && a.p[i] <= 'Z' && a.p[i] + 'a' - 'A' == b.p[i]))
			return false;
	return true;
}

static bool
spec_match(const struct pep440_spec *spec, const struct pep440 *version)
{
	const struct pep440 *bound = &spec->version;
	struct pep440 public = without_local(version), prefix;
	switch (spec->op) {
	case PEP440_LT: return is_less(version, bound);
	case PEP440_GT: return is_greater(version, bound);
	case PEP440_LE: return pep440_cmp(&public, bound) <= 0;
	case PEP440_GE: return pep440_cmp(&public, bound) >= 0;
	case PEP440_ARBITRARY: return is_same_text(spec->text, pep440_canonical(version));
	case PEP440_COMPATIBLE:
		prefix = without_last_number(bound);
		return pep440_cmp(&public, bound) >= 0 && has_prefix(version, &prefix);
	default: break;
	}
	bool equal = spec->prefix ? has_prefix(version, bound) : pep440_cmp(bound->local.n > 0 ? version : &public, bound) == 0;
	return equal == (spec->op == PEP440_EQ);
}

bool
pep440_set_match(const struct pep440_set *set, const struct pep440 *version)
{
	for (size_t i = 0; i < set->count; i++)
		if (!spec_match(&set->items[i], version))
			return false;
	return true;
}
