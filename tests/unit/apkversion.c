#include "base/base.h"

#include <stdlib.h>

#include "apk/depend.h"
#include "apk/version.h"
#include "base/arena.h"
#include "base/file.h"
#include "tap.h"

static void
orders(const char *a, char expected, const char *b, enum apk_tools tools)
{
	int order = apk_version_compare(str_of(a), str_of(b), tools), back = apk_version_compare(str_of(b), str_of(a), tools);
	char got = order < 0 ? '<' : order > 0 ? '>' : '=';
	ok(got == expected, "apk-tools %d: %s %c %s (got %c)", tools == APK_TOOLS_2 ? 2 : 3, a, expected, b, got);
	ok((order < 0) == (back > 0) && (order > 0) == (back < 0), "and the other way round");
}

static void
validity(const char *version, bool two, bool three)
{
	ok(apk_version_valid(str_of(version), APK_TOOLS_2) == two, "apk-tools 2: '%s' is %s version", version, two ? "a" : "no");
	ok(apk_version_valid(str_of(version), APK_TOOLS_3) == three, "apk-tools 3: '%s' is %s version", version, three ? "a" : "no");
}

static bool
vector_holds(struct str a, struct str operator, struct str b, enum apk_tools tools)
{
	if (str_eq(operator, STR("!~")))
		return apk_version_compare_prefix(a, b, tools) != 0;
	bool fuzzy = str_find(operator, '~') < operator.n;
	int order = fuzzy ? apk_version_compare_prefix(a, b, tools) : apk_version_compare(a, b, tools);
	return (order < 0 && operator.p[0] == '<') || (order > 0 && operator.p[0] == '>') ||
	       (order == 0 && (operator.p[0] == '=' || fuzzy));
}

/* Lines "A OPERATOR B", a version alone (valid) or with "!" before it (not valid). Counts what does not hold in *BAD. */
static size_t
run_vectors(struct str vectors, enum apk_tools tools, struct str_list *bad)
{
	struct str line, a, operator, b;
	size_t lines = 0;
	for (; str_line(&vectors, &line); lines++) {
		struct str whole = line;
		if (!str_word(&line, &a))
			continue;
		bool holds;
		if (str_word(&line, &operator) && str_word(&line, &b))
			holds = vector_holds(a, operator, b, tools);
		else
			holds = apk_version_valid(str_sub(a, a.p[0] == '!', a.n), tools) == (a.p[0] != '!');
		if (!holds)
			str_list_add(bad, whole);
	}
	return lines;
}

static void
vectors(void)
{
	static const struct str known[] = { { "!0.1a1", 6 },
		                            { "0.1_pre2~1234abcd", 17 },
		                            { "1.0~1234 < 1.0~2345", 19 },
		                            { "1.0~1234-r1 < 1.0~2345-r0", 25 },
		                            { "1.0~1234-r1 > 1.0~1234-r0", 25 },
		                            { "8.2.0 < 8.2.001", 15 },
		                            { "8.2.0015 < 8.2.002", 18 } };
	const char *shared = getenv("SCIBIDS_SHARED");
	struct str text, path = str_format("%s/data/apk-version-vectors.txt", shared == NULL ? "../shared" : shared);
	struct str_list bad = { NULL, 0, 0 };
	if (!file_read(path.p, FILE_LIMIT, &text)) {
		ok(1, "vectors # skip no %.*s", STRF(path));
		return;
	}
	size_t lines = run_vectors(text, APK_TOOLS_3, &bad);
	ok(lines == 788 && bad.count == 0, "apk-tools 3: all of %zu vectors", lines);
	for (size_t i = 0; i < bad.count; i++)
		printf("# does not hold: %.*s\n", STRF(bad.items[i]));
	bad.count = 0;
	run_vectors(text, APK_TOOLS_2, &bad);
	str_list_sort(&bad);
	ok(bad.count == COUNT(known), "apk-tools 2: all but those with a hash, with leading zeros, with a number after a letter (%zu)", bad.count);
	for (size_t i = 0; i < bad.count && i < COUNT(known); i++)
		is(bad.items[i], known[i], "difference %zu", i + 1);
}

static void
depends(const char *word, const char *version, bool expected)
{
	struct apk_dependency d;
	bool parsed = apk_dependency_parse(str_of(word), &d);
	ok(parsed && apk_dependency_matches(&d, str_of(version), STR("Q1abc="), APK_TOOLS_2) == expected, "%s %s %s", word,
	   expected ? "takes" : "refuses", version == NULL ? "a name without a version" : version);
}

static void
parses(const char *word, struct apk_dependency expected)
{
	struct apk_dependency d;
	ok(apk_dependency_parse(str_of(word), &d), "%s is a dependency", word);
	is(d.name, expected.name, "its name");
	is(d.version, expected.version, "its version");
	is(d.tag, expected.tag, "its tag");
	ok(d.operator == expected.operator && d.conflict == expected.conflict, "its operator (got %u)", d.operator);
}

static void
dependencies(void)
{
	parses("python3", (struct apk_dependency){ .name = STR("python3"), .operator = APK_ANY });
	parses("!bison", (struct apk_dependency){ .conflict = true, .name = STR("bison"), .operator = APK_ANY });
	parses("so:libpq.so.5=5.15", (struct apk_dependency){ .name = STR("so:libpq.so.5"), .version = STR("5.15"), .operator = APK_EQUAL });
	parses("cmd:[=1.36.1-r2", (struct apk_dependency){ .name = STR("cmd:["), .version = STR("1.36.1-r2"), .operator = APK_EQUAL });
	parses("cmd:kdevelop!=1-r0", (struct apk_dependency){ .name = STR("cmd:kdevelop!"), .version = STR("1-r0"), .operator = APK_EQUAL });
	parses("pc:enchant-2>=1.2.0", (struct apk_dependency){ .name = STR("pc:enchant-2"), .version = STR("1.2.0"), .operator = APK_GREATER | APK_EQUAL });
	parses("python3~3.11", (struct apk_dependency){ .name = STR("python3"), .version = STR("3.11"), .operator = APK_FUZZY });
	parses("foo@edge>1", (struct apk_dependency){ .name = STR("foo"), .tag = STR("edge"), .version = STR("1"), .operator = APK_GREATER });
	parses("!a<1", (struct apk_dependency){ .conflict = true, .name = STR("a"), .version = STR("1"), .operator = APK_LESS });
	parses(".virtual><Q1abc=", (struct apk_dependency){ .name = STR(".virtual"), .version = STR("Q1abc="), .operator = APK_CHECKSUM });
	depends("a", "1.2-r0", true);
	depends("a", NULL, true);
	depends("a=1.2-r0", "1.2-r0", true);
	depends("a=1.2", "1.2-r0", false);
	depends("a=1.2", NULL, false);
	depends("a<1.2", "1.2_rc1", true);
	depends("a<=1.2", "1.2-r1", false);
	depends("a>3", "3.1.4-r5", true);
	depends("a>=2", "10-r0", true);
	depends("a~3.11", "3.11.8-r0", true);
	depends("a~3.1", "3.11.8-r0", false);
	depends("a~=3.11", "3.11", true);
	depends("a>~3.6", "3.7", true);
	depends("a<~3.6", "3.6.9", true);
	depends("a><Q1abc=", "1", true);
	depends("a><Q1xyz=", "1", false);
	static const char *const refused[] = { "", "!", "=1", "a=", "a==", "a<=>1", "a<~>1", "a=1 b", "a=1;b", "a@", "a@=1", "a b", "a\x01", "a\xc3\xa9", "@x", "a=$(x)" };
	struct apk_dependency d;
	for (size_t i = 0; i < COUNT(refused); i++)
		ok(!apk_dependency_parse(str_of(refused[i]), &d), "'%s' is no dependency", refused[i]);
	ok(!apk_dependency_parse((struct str){ "a\0b", 3 }, &d), "nor is one with a NUL");
	ok(apk_name_valid(STR("py3-lxml")) && apk_name_valid(STR(".build-deps")) && apk_name_valid(STR("gtk+3.0")), "names of packages");
	ok(!apk_name_valid(STR("-rf")) && !apk_name_valid(STR("so:x")) && !apk_name_valid(STR("a;b")) && !apk_name_valid(STR("")), "none");
}

int
main(void)
{
	vectors();
	orders("1.2.0", '<', "1.2.001", APK_TOOLS_3);
	orders("1.2.0", '>', "1.2.001", APK_TOOLS_2);
	orders("1.0", '<', "1.01", APK_TOOLS_2);
	orders("1.00", '<', "1.0", APK_TOOLS_2);
	orders("1.02", '<', "1.2", APK_TOOLS_2);
	orders("1.0~1", '=', "1.0~2", APK_TOOLS_2);
	orders("1.0~1", '<', "1.0~2", APK_TOOLS_3);
	orders("006", '=', "6", APK_TOOLS_3);
	orders("1-r01", '=', "1-r1", APK_TOOLS_2);
	orders("3.28.1-r3", '>', "3.2p4-r0", APK_TOOLS_2);
	orders("3.2p4-r0", '>', "3.2p3-r9", APK_TOOLS_2);
	orders("3.2p4-r0", '>', "3.2p-r0", APK_TOOLS_2);
	orders("3.2p04", '=', "3.2p4", APK_TOOLS_2);
	orders("1.99999999999999999999999999999", '<', "1.100000000000000000000000000000", APK_TOOLS_3);
	orders("1", '<', "1.0", APK_TOOLS_2);
	orders("1_rc1-r5", '<', "1-r0", APK_TOOLS_2);
	orders("1", '<', "1_p1", APK_TOOLS_2);
	orders("", '=', "", APK_TOOLS_2);
	validity("1.2.3a_alpha4_p-r5", true, true);
	validity("1.0~12ab-r1", false, true);
	validity("3.2p4-r0", true, false);
	validity("3.2p4.1", true, false);
	validity("12345678901234567", true, true);
	validity("123456789012345678", false, true);
	validity("", false, false);
	validity("1.", false, false);
	validity("1..2", false, false);
	validity("1.2.3A", false, false);
	validity("1.2 ", false, false);
	validity("1-r", false, false);
	validity("1-1", false, false);
	validity("1_prefix", false, false);
	ok(apk_version_valid_for_any(STR("3.2p4-r0")) && apk_version_valid_for_any(STR("1.0~12ab-r1")), "what one of them has is a version");
	ok(!apk_version_valid_for_any(STR("3.2p4~12ab")), "a mixture is none");
	ok(apk_tools_of(STR("3.22")) == APK_TOOLS_2 && apk_tools_of(STR("3.9")) == APK_TOOLS_2, "releases with apk-tools 2");
	ok(apk_tools_of(STR("3.23")) == APK_TOOLS_3 && apk_tools_of(STR("edge")) == APK_TOOLS_3, "releases with apk-tools 3");
	dependencies();
	return tap_end();
}
