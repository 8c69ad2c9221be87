#include "base/base.h"

#include "python/pep440.h"
#include "table.h"

static int
sign(int order)
{
	return (order > 0) - (order < 0);
}

static bool
agrees_cmp(struct str a, struct str relation, struct str b)
{
	struct pep440 x, y;
	if (relation.n != 1 || !pep440_parse(a, &x) || !pep440_parse(b, &y))
		return false;
	int expected = relation.p[0] == '<' ? -1 : relation.p[0] == '>';
	return sign(pep440_cmp(&x, &y)) == expected && sign(pep440_cmp(&y, &x)) == -expected && pep440_cmp(&x, &x) == 0;
}

static bool
agrees_match(struct str set_text, struct str version, struct str expected)
{
	struct pep440 v;
	struct pep440_set set;
	struct error error;
	return pep440_parse(version, &v) && pep440_set_parse(set_text, &set, &error) &&
	       pep440_set_match(&set, &v) == str_eq(expected, STR("yes"));
}

static bool
agrees_canonical(struct str text, struct str form)
{
	struct pep440 v, again;
	return pep440_parse(text, &v) && str_eq(pep440_canonical(&v), form) && pep440_parse(form, &again) && pep440_cmp(&v, &again) == 0;
}

/* One line of the table; false where we and it differ. */
static bool
agrees(struct str line)
{
	struct str field[4] = { { NULL, 0 } };
	for (size_t i = 0; i < COUNT(field) && line.p != NULL; i++)
		field[i] = str_cut(&line, '\t');
	struct pep440 version;
	struct pep440_set set;
	struct error error;
	if (str_eq(field[0], STR("cmp")))
		return agrees_cmp(field[1], field[2], field[3]);
	if (str_eq(field[0], STR("match")))
		return agrees_match(field[1], field[2], field[3]);
	if (str_eq(field[0], STR("canonical")))
		return agrees_canonical(field[1], field[2]);
	if (str_eq(field[0], STR("bad-version")))
		return !pep440_parse(field[1], &version);
	return str_eq(field[0], STR("bad-set")) && !pep440_set_parse(field[1], &set, &error) && error.what[0] != '\0' && error.offset <= field[1].n;
}

static void
refuses(const char *text, size_t at, const char *what)
{
	struct pep440_set set;
	struct error error;
	ok(!pep440_set_parse(str_of(text), &set, &error), "refused: %s", text);
	is(str_of(error.what), str_of(what), "says why: %s", text);
	ok(error.offset == at, "says where: %s (%d)", text, (int)error.offset);
}

int
main(void)
{
	check_table("tests/unit/data/pep440.tsv", 1000, agrees);

	struct pep440 v;
	ok(pep440_parse(STR("1!2.3rc4.post5.dev6+L.7"), &v), "all parts at once");
	is(v.epoch, STR("1"), "epoch");
	is(v.release, STR("2.3"), "release");
	ok(v.pre == PEP440_RC && v.post && v.dev, "pre, post, dev");
	is(v.pre_number, STR("4"), "pre number");
	is(v.post_number, STR("5"), "post number");
	is(v.dev_number, STR("6"), "dev number");
	is(v.local, STR("L.7"), "local");
	ok(pep440_is_prerelease(&v), "a pre-release");
	ok(pep440_parse(STR("1.0.post1"), &v) && !pep440_is_prerelease(&v), "a post-release is none");
	ok(!pep440_parse((struct str){ "1.0\0", 4 }, &v), "a NUL is refused");
	ok(!pep440_parse(STR("1.0\n"), &v) && !pep440_parse(STR(" 1.0"), &v), "blanks are the caller's");

	refuses(">=", 2, "expected a version after '>='");
	refuses("=1", 0, "expected an operator such as == or >= before '=1'");
	refuses(">=1 <2", 4, "expected ',' after '>=1'");
	refuses("==1,>=2.*", 6, "expected a version without '.*', which only == and != allow, instead of '2.*'");
	refuses("==x", 2, "expected a version instead of 'x'");
	refuses("===1;x", 3, "expected a version without ';' and ')' instead of '1;x'");
	refuses("~=1", 2, "expected a version of two or more numbers after '~=' instead of '1'");
	return tap_end();
}
