#include "base/base.h"

#include "base/arena.h"
#include "python/pep508.h"
#include "table.h"

static struct str
summary(const struct pep508 *r)
{
	return str_format("%.*s\t%zu\t%zu\t%.*s\t%s", STRF(r->project), r->extras.count, r->versions.count, STRF(r->url),
	                  r->marker.p == NULL ? "" : "marker");
}

static bool
agrees(struct str line)
{
	struct pep508 r;
	struct error error;
	struct str verdict = str_cut(&line, '\t'), text = line;
	if (str_eq(verdict, STR("bad")))
		return !pep508_parse(text, &r, &error) && str_starts(str_of(error.what), STR("expected ")) && error.offset <= text.n;
	text = str_cut(&line, '\t');
	return pep508_parse(text, &r, &error) && str_eq(summary(&r), line);
}

static void
refuses(const char *text, size_t column, const char *what)
{
	struct pep508 r;
	struct error error;
	ok(!pep508_parse(str_of(text), &r, &error), "refused: %s", text);
	is(str_of(error.what), str_of(what), "says why: %s", text);
	ok(error.offset + 1 == column, "says where: %s (%d)", text, (int)error.offset + 1);
}

static void
check_errors(void)
{
	refuses("foo bar !!", 5, "expected a version specifier, '@' or ';' after 'foo'");
	refuses("foo[a] bar", 8, "expected a version specifier, '@' or ';' after 'foo[a]'");
	refuses("foo=1.0", 4, "expected an operator such as == or >= before '=1.0'");
	refuses("foo>=1 <2", 8, "expected ',' after '>=1'");
	refuses("foo(>=1", 8, "expected ')' after the version specifier");
	refuses("foo @ u v", 9, "expected ';' or the end after 'foo @ u'");
	refuses("foo @", 6, "expected a URL after 'foo @'");
	refuses("foo[a b]", 7, "expected ',' or ']' after the extra 'a'");
	refuses("-foo", 1, "expected the name of a package");
	refuses("foo; os_nam == 'a'", 6, "expected a marker variable such as python_version or a quoted text instead of 'os_nam'");
	refuses("foo; os_name = 'a'", 14, "expected a marker operator: ==, !=, <, <=, >, >=, ~=, ===, in, not in");
	refuses("foo; os_name == 'a", 17, "expected a closing ' in the marker");
	refuses("foo; (os_name == 'a'", 21, "expected ')' at the end of the marker");
	refuses("foo; os_name == 'a' b", 21, "expected 'and', 'or' or the end of the marker");
}

static void
check_parts(void)
{
	struct pep508 r;
	struct error error;
	ok(pep508_parse(STR("Foo.Bar[A_b, c] (>=1, <2) ; os_name == 'a' "), &r, &error), "all parts");
	is(r.name, STR("Foo.Bar"), "name as written");
	is(r.project, STR("foo-bar"), "name normalised");
	ok(r.extras.count == 2, "two extras");
	is(r.extras.items[0], STR("a-b"), "extra normalised");
	is(r.specifier, STR(">=1, <2"), "specifier");
	is(r.marker, STR("os_name == 'a'"), "marker");
	ok(r.url.p == NULL, "no URL");
	ok(pep508_parse(STR("foo"), &r, &error) && r.marker.p == NULL && r.specifier.n == 0, "a name only");

	size_t deep = (size_t)1024 * 1024;
	char *nested = arena_take(deep + 6);
	memset(nested, '(', deep + 5);
	memcpy(nested, "foo; ", 5);
	ok(!pep508_parse((struct str){ nested, deep + 5 }, &r, &error), "a million parentheses are refused");
	ok(!pep508_parse((struct str){ "foo\0", 4 }, &r, &error) && !pep508_parse((struct str){ "foo>=1\0", 7 }, &r, &error), "a NUL is refused");

	struct str_list extras = { NULL, 0, 0 };
	ok(pep508_extras(STR("[x, Y]"), &extras, &error) && extras.count == 2, "extras alone");
	ok(!pep508_extras(STR("[x]y"), &extras, &error) && !pep508_extras(STR("x"), &extras, &error), "and nothing after them");
	ok(pep508_marker(STR("extra == 'x'"), &error) && !pep508_marker(STR(""), &error), "a marker alone");
}

static void
check_names(void)
{
	is(pep503_normalise(STR("A.-_b__C")), STR("a-b-c"), "runs become one dash");
	ok(pep503_is_name(STR("a")) && pep503_is_name(STR("A.b-c_D9")), "names");
	const char *const bad[] = { "", "-a", "a-", ".a", "a_", "a b", "a/b", "a;b", "\xc3\xa9" };
	for (size_t i = 0; i < COUNT(bad); i++)
		ok(!pep503_is_name(str_of(bad[i])), "no name: '%s'", bad[i]);
	char *text = arena_take(PEP503_NAME_LIMIT + 2);
	memset(text, 'a', PEP503_NAME_LIMIT + 1);
	ok(pep503_is_name((struct str){ text, PEP503_NAME_LIMIT }), "the longest name");
	ok(!pep503_is_name((struct str){ text, PEP503_NAME_LIMIT + 1 }), "one byte more");
}

int
main(void)
{
	check_table("tests/unit/data/pep508.tsv", 90, agrees);
	check_errors();
	check_parts();
	check_names();
	return tap_end();
}
