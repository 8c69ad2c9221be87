#include "base/base.h"

#include "base/arena.h"
#include "base/yaml.h"
#include "tap.h"

static void
refuses(const char *text, int line, const char *what)
{
	struct error error;
	struct yaml *root = yaml_parse(str_of(text), &error);
	ok(root == NULL, "refused: %s", what);
	is(str_of(error.what == NULL ? "" : error.what), str_of(what), "reason: %s", what);
	ok(error.line == line, "line %d: %s (got %d)", line, what, error.line);
}

static void
reads_back(const char *text)
{
	struct error error;
	struct str quoted = yaml_quote(str_of(text));
	struct yaml *root = yaml_parse(str_format("k: %.*s\n", STRF(quoted)), &error);
	is(yaml_text(root, "k"), str_of(text), "quoted text reads back");
	ok(root != NULL && !yaml_is_null(root->first), "and is no null");
}

int
main(void)
{
	struct error error;
	struct yaml *root = yaml_parse(STR("a: 1\nb:\n  - x\n  - {c: 'd'}\n"), &error);
	ok(root != NULL && root->kind == YAML_MAP && root->count == 2, "a map of two");
	is(yaml_text(root, "a"), STR("1"), "a scalar is text");
	struct yaml *b = yaml_get(root, "b");
	ok(b != NULL && b->kind == YAML_LIST && b->count == 2 && b->line == 2, "a list knows its line");
	is(yaml_text(b->first->next, "c"), STR("d"), "a flow map in a list");
	root = yaml_parse(STR("{\"a\": [1, \"\\u00e9\", null]}"), &error);
	ok(root != NULL, "JSON is read");
	is(yaml_get(root, "a")->first->next->text, STR("\xc3\xa9"), "with its escapes");
	ok(yaml_is_null(yaml_get(root, "a")->first->next->next), "and null");

	refuses("a: 1\nb: 2\na: 3\n", 3, "duplicate key 'a'");
	refuses("a: &x 1\n", 1, "anchors and tags are not allowed here");
	refuses("a: !!binary aGk=\n", 1, "anchors and tags are not allowed here");
	refuses("a: *x\n", 1, "aliases are not allowed here");
	refuses("", 1, "nothing in it");
	refuses("a: 1\n---\nb: 2\n", 2, "a second document");
	refuses("? [a]\n: b\n", 1, "a key that is not plain text");
	refuses("a: \"x\\0y\"\n", 1, "a NUL character");
	refuses("a: 1\n\"b\\0c\": 1\n", 2, "a NUL character");

	size_t deep = (size_t)2 * 1024 * 1024;
	char *nested = arena_take(deep + 1);
	memset(nested, '[', deep);
	ok(yaml_parse((struct str){ nested, deep }, &error) == NULL, "2 MB of nesting is refused");
	is(str_of(error.what), STR("nested more than 32 levels deep"), "for its depth");

	const char *const texts[] = { "numpy", "1.0", "true", "", "~", "a: b", "a\nb", "x; rm -rf /", "\"", "a#b", "a #b", "off", " a", "a ",
		                      "libpq.so.5", "-", "2024-01-01T00:00:00Z", "\\", "@x", "null" };
	for (size_t i = 0; i < COUNT(texts); i++)
		reads_back(texts[i]);
	return tap_end();
}
