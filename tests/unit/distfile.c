#include "base/base.h"

#include "base/arena.h"
#include "python/distfile.h"
#include "tap.h"

static void
reads(const char *name, bool wheel, const char *parts)
{
	struct distfile f;
	struct str why;
	ok(distfile_parse(str_of(name), &f, &why) && f.wheel == wheel, "read: %s", name);
	is(str_format("%.*s|%.*s|%.*s|%.*s|%.*s|%.*s", STRF(f.project), STRF(f.version), STRF(f.build), STRF(f.python), STRF(f.abi), STRF(f.platform)),
	   str_of(parts), "parts: %s", name);
}

static void
refuses(const char *name, const char *why)
{
	struct distfile f;
	struct str reason = { NULL, 0 };
	ok(!distfile_parse(str_of(name), &f, &reason), "refused: %s", name);
	is(reason, str_format("is not the name of a wheel or sdist: %s", why), "says why: %s", name);
}

static void
check_refusals(void)
{
	const char *const characters = "a character other than letters, digits and ._+!~-";
	refuses("", "empty or too long");
	refuses("a/b-1.0.tar.gz", characters);
	refuses("a-1.0.tar.gz\n", characters);
	refuses("a b-1.0.tar.gz", characters);
	refuses("$(id)-1.0.tar.gz", characters);
	refuses("..-1.0.tar.gz", "a leading dot or dash");
	refuses("-r-1.0.tar.gz", "a leading dot or dash");
	refuses("a-1.0.exe", "none of .whl, .tar.gz, .zip at its end");
	refuses("a-x.tar.gz", "no version after a dash");
	refuses("1.0.tar.gz", "no version after a dash");
	refuses("a.-1.0.tar.gz", "no package name before its version");
	refuses("a-1.0.whl", "a wheel has five or six parts");
	refuses("a-1.0-1-py3-none-any-x.whl", "a wheel has five or six parts");
	refuses("a-1.0-1-py3-none-any-x-y.whl", "a wheel has five or six parts");
	refuses("_a-1.0-py3-none-any.whl", "its first part is not a package name");
	refuses("a-one-py3-none-any.whl", "its second part is not a version");
	refuses("a-1.0-x1-py3-none-any.whl", "its build tag does not begin with a digit");
	refuses("a-1.0-py3--any.whl", "a tag is not made of letters, digits and _");
	refuses("a-1.0-py3-none-any..x.whl", "a tag is not made of letters, digits and _");
	refuses("a-1.0-py3-none-a+b.whl", "a tag is not made of letters, digits and _");
}

int
main(void)
{
	reads("numpy-2.1.0-cp313-cp313-musllinux_1_2_x86_64.whl", true, "numpy|2.1.0||cp313|cp313|musllinux_1_2_x86_64");
	reads("Foo_Bar.x-1.0+cpu-2b-py2.py3-none-any.whl", true, "foo-bar-x|1.0+cpu|2b|py2.py3|none|any");
	reads("scikit-learn-1.5.2.tar.gz", false, "scikit-learn|1.5.2||||");
	reads("scikit_learn-1.5.2.tar.gz", false, "scikit-learn|1.5.2||||");
	reads("pkg-1.0-beta.zip", false, "pkg|1.0-beta||||");
	reads("a-1!2.0rc1.tar.gz", false, "a|1!2.0rc1||||");
	check_refusals();

	struct distfile f;
	struct str why;
	char *dashes = arena_take(DISTFILE_LIMIT + 2);
	memset(dashes, '1', DISTFILE_LIMIT + 1);
	memcpy(dashes, "a-", 2);
	memcpy(dashes + DISTFILE_LIMIT - 7, ".tar.gz", 7);
	ok(distfile_parse((struct str){ dashes, DISTFILE_LIMIT }, &f, &why), "the longest name");
	memcpy(dashes + DISTFILE_LIMIT - 7, "1.tar.gz", 8);
	ok(!distfile_parse((struct str){ dashes, DISTFILE_LIMIT + 1 }, &f, &why), "one byte more");
	ok(!distfile_parse((struct str){ "a-1.0.tar.gz\0.zip", 17 }, &f, &why), "a NUL is refused");

	ok(distfile_parse(STR("Foo_Bar-1.0.tar.gz"), &f, &why) && distfile_is_of(&f, STR("foo-bar"), STR("1.0.0")), "of its project and version");
	ok(!distfile_is_of(&f, STR("foo-bar"), STR("1.0.1")) && !distfile_is_of(&f, STR("foo"), STR("1.0")), "and of no other");
	ok(!distfile_is_of(&f, STR("foo-bar"), STR("x")), "nor of what is no version");
	return tap_end();
}
