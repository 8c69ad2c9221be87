#include "base/base.h"

#include "base/arena.h"
#include "record/alpine.h"
#include "record/find.h"
#include "record/record.h"
#include "tap.h"

static void
refuses(const char *text, int line, const char *what)
{
	struct record record;
	struct error error = { .what = "" };
	ok(!record_parse("dir/x.yaml", str_of(text), &record, &error), "refused: %s", what);
	is(str_of(error.what), str_of(what), "reason: %s", what);
	ok(error.line == line, "line %d: %s (got %d)", line, what, error.line);
}

static void
refuses_names(void)
{
	refuses("build: [so:x]\n", 1, "'so:x' is not an apk name");
	refuses("build: ['a b']\n", 1, "'a b' is not an apk name");
	refuses("build: [-x]\n", 1, "'-x' is not an apk name");
	refuses("run: [_x]\n", 1, "'_x' is not an apk name");
	refuses("build: ['']\n", 1, "'' is not an apk name");
	refuses("build: ['a;b']\n", 1, "'a;b' is not an apk name");
	refuses("run: [\"a\\tb\"]\n", 1, "'a\tb' is not an apk name");
	refuses("run: [py3-numpy]\n", 1, "'py3-numpy' belongs to Alpine's own interpreter, not to the image's; leave it out");
	refuses("build:\n  - a\n  - python3-dev\n", 3,
	        "'python3-dev' belongs to Alpine's own interpreter, not to the image's; leave it out");
	refuses("build: [python3]\n", 1, "'python3' belongs to Alpine's own interpreter, not to the image's; leave it out");
	refuses("build: [gcc]\n", 1, "'gcc' is always in the toolbox; leave it out");
	refuses("build: [linux-headers]\n", 1, "'linux-headers' is always in the toolbox; leave it out");
	refuses("build-requires: ['-r x']\n", 1, "'-r x' is not a package name with versions");
	refuses("build-requires: [a-]\n", 1, "'a-' is not a package name with versions");
	refuses("build-requires: ['numpy<x']\n", 1, "'numpy<x' is not a package name with versions");
	refuses("build-requires: ['numpy; x']\n", 1, "'numpy; x' is not a package name with versions");
	refuses("build-requires: ['numpy; os_name == (x)']\n", 1, "'numpy; os_name == (x)' is not a package name with versions");
	refuses("build-requires: ['numpy[x]']\n", 1, "'numpy[x]' has more than a name and versions");
	refuses("build-requires: ['numpy===$(x)']\n", 1, "'numpy===$(x)' is not a package name with versions");
	refuses("import-names: [1a]\n", 1, "'1a' is not a module name");
	refuses("import-names: [a..b]\n", 1, "'a..b' is not a module name");
	refuses("import-names: ['a.*']\n", 1, "'a.*' is not a module name");
	refuses("optional-imports: ['a.[bc]']\n", 1, "'a.[bc]' is not a module name or a pattern of one");
	refuses("env: {lower: 1}\n", 1, "'lower' is not a variable name");
	refuses("env: {1A: 1}\n", 1, "'1A' is not a variable name");
	refuses("config-settings: {'a=b': 1}\n", 1, "'a=b' is not a setting name");
}

static void
refuses_values(void)
{
	static const char *const bad[] = { "$HOME", "a`b`", "it's", "a\\\\b", "a\\\"b", "a\\nb", "a\\tb", "caf\\u00e9", "\\x7f" };
	for (size_t i = 0; i < COUNT(bad); i++) {
		struct record record;
		struct error error;
		ok(!record_parse("x.yaml", str_format("env: {A: \"%s\"}\n", bad[i]), &record, &error), "refused in env: %s", bad[i]);
		ok(!record_parse("x.yaml", str_format("config-settings: {a: [b, \"%s\"]}\n", bad[i]), &record, &error),
		   "refused in a config setting: %s", bad[i]);
	}
	static const char limit[] = "a value is not at most 900 bytes of printable ASCII without quotes, \\, $ and `";
	struct record record;
	struct error error;
	refuses("env: {A: b$}\n", 1, str_z(str_format("%s: 'b$'", limit)));
	ok(record_parse("x.yaml", str_format("env: {A: %0900d}\n", 0), &record, &error), "a value of 900 bytes");
	ok(!record_parse("x.yaml", str_format("env: {A: %0901d}\n", 0), &record, &error) && str_starts(str_of(error.what), str_of(limit)),
	   "a lock cannot hold a longer one");
	refuses("env: {A: }\n", 1, "a value is missing; write \"\" for an empty one");
	refuses("env: {A: [b]}\n", 1, "a value is missing; write \"\" for an empty one");
	refuses("config-settings: {a: {b: c}}\n", 1, "a value is missing; write \"\" for an empty one");
	refuses("config-settings: {a: []}\n", 1, "'a' has no value");
	refuses("unsupported: \"a\\nb\"\n", 1, "'unsupported' is not a line of printable ASCII");
	refuses("unsupported: [a]\n", 1, "'unsupported' is not a line of printable ASCII");
	refuses("memory: 0G\n", 1, "'memory' is not a whole number with M or G, such as 4G");
	refuses("memory: 4\n", 1, "'memory' is not a whole number with M or G, such as 4G");
	refuses("memory: -4G\n", 1, "'memory' is not a whole number with M or G, such as 4G");
	refuses("memory: 99999999G\n", 1, "'memory' is not a whole number with M or G, such as 4G");
}

static void
refuses_shapes(void)
{
	struct record record;
	struct error error;
	refuses("bild: [a]\n", 1, "unknown key 'bild'");
	refuses("alpine: '3.20'\nbuild: [a]\n", 1, "unknown key 'alpine'");
	refuses("build: a\n", 1, "'build' is not a list, write [a]");
	refuses("build: {a: b}\n", 1, "'build' is not a list, write [...]");
	refuses("build: [[a]]\n", 1, "an entry of 'build' is not text");
	refuses("build: [~]\n", 1, "an entry of 'build' is not text");
	refuses("env: [a]\n", 1, "'env' is not a map, write {name: value}");
	refuses("build: [b, a]\n", 1, "'a' belongs before 'b'");
	refuses("build: [a, a]\n", 1, "'a' is repeated");
	refuses("env:\n  B: 1\n  A: 1\n", 3, "'A' belongs before 'B'");
	refuses("run: [a]\nbuild: [a]\n", 2, "key 'build' belongs before 'run'");
	refuses("build: [a]\nbuild: [a]\n", 2, "duplicate key 'build'");
	refuses("run: []\n", 1, "'run' says nothing; leave it out");
	refuses("env: {}\n", 1, "'env' says nothing; leave it out");
	refuses("unsupported: ''\n", 1, "'unsupported' says nothing; leave it out");
	refuses("- a\n", 1, "is not a map of keys such as build: [apk]");
	refuses("{}\n", 1, "is not a map of keys such as build: [apk]");
	refuses("", 1, "nothing in it");
	refuses("variants: []\n", 1, "'variants' is not a list of maps");
	refuses("variants: [a]\n", 1, "a variant is not a map");
	refuses("variants:\n- build: [a]\n", 2, "a variant without 'versions' and 'alpine' fits always; put its keys above");
	refuses("variants:\n- versions: '>1'\n", 2, "a variant that changes nothing");
	refuses("variants:\n- {versions: '1', build: []}\n", 2, "'versions: 1' is not a version specifier, such as \">=2,<3\"");
	refuses("variants:\n- {versions: '', build: []}\n", 2, "'versions: ' is not a version specifier, such as \">=2,<3\"");
	refuses("variants:\n- {alpine: '3', build: []}\n", 2, "'alpine: 3' is not a range of releases, such as \">=3.20\" or \"3.18 - 3.19\"");
	refuses("variants:\n- {alpine: '3.20 - 3.18', build: []}\n", 2,
	        "'alpine: 3.20 - 3.18' is not a range of releases, such as \">=3.20\" or \"3.18 - 3.19\"");
	refuses("variants:\n- {alpine: '>=3.18,', build: []}\n", 2,
	        "'alpine: >=3.18,' is not a range of releases, such as \">=3.20\" or \"3.18 - 3.19\"");
	refuses("variants:\n- {alpine: '3.18', variants: []}\n", 2, "unknown key 'variants'");
	ok(!record_parse("X.yaml", STR("build: [a]\n"), &record, &error) && error.line == 0, "a name that is not normalised");
	ok(!record_parse("a--b.yaml", STR("build: [a]\n"), &record, &error), "two hyphens");
	ok(!record_parse("x.yml", STR("build: [a]\n"), &record, &error), "another suffix");
	ok(!record_read("no/such.yaml", &record, &error), "a missing file");
	is(error_str(&error), STR("no/such.yaml: cannot read it: No such file or directory"), "says so");
}

static void
reads(void)
{
	static const char text[] = "build: [a, b+c]\nbuild-requires: [cmake, 'numpy>=2,<3']\nconfig-settings: {--x: [b, a], setup-args: -Dy=z}\n"
	                           "env: {A: x y, B: '', C: 'a:b, [c]'}\nimport-names: [_a.b]\nmemory: 1536M\noptional-imports: ['a.*']\nrun: [c]\n"
	                           "unsupported: it's \"so\"\n";
	struct record record, again;
	struct error error;
	ok(record_parse("dir/my-name.yaml", STR(text), &record, &error), "every key is read");
	is(record.name, STR("my-name"), "its name");
	ok(record.needs.build.count == 2 && record.needs.build_requires.count == 2, "lists");
	is(record.needs.config_settings.items[0].values.items[1], STR("a"), "the order of a setting's values stays");
	is(record.needs.env.items[0].values.items[0], STR("x y"), "a value with a space");
	ok(record.needs.memory == (uint64_t)1536 << 20, "memory in bytes");
	struct str out = record_text(&record.needs);
	ok(record_parse("x.yaml", out, &again, &error), "the text of a record reads back");
	is(record_text(&again.needs), out, "as the same");
	is(again.needs.unsupported, record.needs.unsupported, "with its quotes");
	ok(record_parse("x.yaml", STR("build: []\n"), &record, &error), "nothing to build is something to say");
	is(record_text(&record.needs), STR("build: []\n"), "and is written");
}

static void
resolves(void)
{
	static const char text[] = "build: [new]\nrun: [r]\nvariants:\n- {versions: '<2', alpine: 3.18 - 3.19, build: [old]}\n"
	                           "- {alpine: '<3.20', build: [older], run: []}\n- {versions: '>=3', unsupported: gone}\n";
	static const struct {
		const char *version, *alpine, *build;
	} cases[] = {
		{ "1.9", "3.18", "old" },  { "1.9", "3.19", "old" },   { "1.9", "3.17", "older" }, { "2.0", "3.19", "older" },
		{ "2.0", "3.20", "new" },  { "1.0", "edge", "new" },   { NULL, "3.18", "older" },  { NULL, "3.22", "new" },
		{ "3.0rc1", "3.9", "older" },
	};
	struct record record;
	struct record_needs needs;
	struct error error;
	const struct record_variant *variant;
	ok(record_parse("x.yaml", STR(text), &record, &error), "variants are read");
	for (size_t i = 0; i < COUNT(cases); i++) {
		record_resolve(&record, str_of(cases[i].version), str_of(cases[i].alpine), &needs, NULL);
		is(needs.build.items[0], str_of(cases[i].build), "%s on %s", cases[i].version == NULL ? "?" : cases[i].version, cases[i].alpine);
	}
	ok(record_resolve(&record, STR("1"), STR("3.17"), &needs, &variant) && needs.run.count == 0, "an empty list takes away");
	ok(record_resolve(&record, STR("1"), STR("3.18"), &needs, NULL) && needs.run.count == 1, "a key that it does not have stays");
	ok(record_resolve(&record, STR("1"), STR("3.17"), &needs, &variant), "the second one");
	ok(variant == &record.variants[1], "the variant that was chosen");
	ok(record_resolve(&record, STR("3"), STR("3.20"), &needs, NULL) && needs.run.count == 1, "what a variant does not say stays");
	is(needs.unsupported, STR("gone"), "what it says is there");
	ok(!record_resolve(&record, STR("x"), STR("3.20"), &needs, NULL), "no version");
	ok(!record_resolve(&record, STR("1"), STR("20"), &needs, NULL), "no release");
}

static void
alpine(void)
{
	ok(record_alpine(STR("3.9")) < record_alpine(STR("3.20")) && record_alpine(STR("3.20")) < record_alpine(STR("edge")), "order");
	ok(record_alpine(STR("3.20.1")) == 0 && record_alpine(STR("")) == 0 && record_alpine(STR("3.")) == 0, "no releases");
	ok(record_alpine_in(STR(">=3.18, <3.20"), record_alpine(STR("3.19"))), "two comparisons hold");
	ok(!record_alpine_in(STR(">=3.18, <3.20"), record_alpine(STR("3.20"))), "one does not");
	ok(record_alpine_in(STR("3.20"), record_alpine(STR("3.20"))) && !record_alpine_in(STR("3.2"), record_alpine(STR("3.20"))), "one release");
	ok(!record_is_alpine_range(STR("=>3.18")) && !record_is_alpine_range(STR("3.18 3.19")) && !record_is_alpine_range(STR("")), "no ranges");
}

int
main(void)
{
	refuses_names();
	refuses_values();
	refuses_shapes();
	reads();
	resolves();
	alpine();
	return tap_end();
}
