#include "base/base.h"

#include "base/toml.h"
#include "tap.h"

static struct yaml *
at(const char *text, const char *path)
{
	struct error error;
	struct yaml *node = toml_parse(str_of(text), &error);
	struct str rest = str_of(path);
	while (node != NULL && rest.p != NULL && rest.n > 0) {
		struct str key = str_cut(&rest, '/');
		uint64_t n;
		if (node->kind == YAML_LIST && str_u64(key, &n)) {
			struct yaml *e = node->first;
			while (e != NULL && n-- > 0)
				e = e->next;
			node = e;
		} else
			node = yaml_get(node, str_z(key));
	}
	return node;
}

static void
has(const char *text, const char *path, const char *value, int line)
{
	struct yaml *node = at(text, path);
	ok(node != NULL && node->kind == YAML_SCALAR && str_eq(node->text, str_of(value)) && (line == 0 || node->line == line), "%s is %s", path, value);
}

static void
refuses(const char *text, int line, const char *what)
{
	struct error error = { 0 };
	bool refused = toml_parse(str_of(text), &error) == NULL;
	ok(refused && error.line == line && error.what != NULL && strcmp(error.what, what) == 0, "%d: %s", line, what);
	if (refused && (error.line != line || strcmp(error.what, what) != 0))
		printf("# %d: %s\n", error.line, error.what);
}

int
main(void)
{
	has("a = 1\nb = \"x\" # c\n", "b", "x", 2);
	has("a.b.\"c d\" = true", "a/b/c d", "true", 1);
	has("[t]\na = 1\n[t.u]\nb = 2\n[\"q.r\".s]\nc = 3\n", "t/u/b", "2", 4);
	has("[t]\na = 1\n[t.u]\nb = 2\n[\"q.r\".s]\nc = 3\n", "q.r/s/c", "3", 6);
	has("[[p]]\nn = 1\n[[p]]\nn = 2\n[p.x]\ny = 3\n", "p/1/x/y", "3", 6);
	has("a = [1, [\"x\", 'y'], # c\n  {b = 2, c.d = \"z\"},\n]\n", "a/2/c/d", "z", 2);
	has("a = \"\"\"\none\\\n   two \"x\"\"\"\"\nb = 1\n", "a", "onetwo \"x\"", 1);
	has("a = '''\na\\n''b'''\n", "a", "a\\n''b", 1);
	has("a = \"\\t\\u00e9\\U0001F600\\\"\\\\\"", "a", "\t\xc3\xa9\xf0\x9f\x98\x80\"\\", 1);
	has("a = 1979-05-27 07:32:00Z\nb = 1979-05-27T07:32:00.5-07:00\nc = +1_000.5e3\n", "a", "1979-05-27 07:32:00Z", 1);
	has("\xef\xbb\xbf" "a = ''\r\nb = 2\r\n", "b", "2", 2);
	has("a = ''", "a", "", 1);
	ok(at("", "") != NULL && at("# only\n\n", "") != NULL, "nothing is a table");
	refuses("a = 1\na = 2\n", 2, "the key 'a' appears twice");
	refuses("a = \"x\n", 1, "a string that is not closed");
	refuses("a = \"\\q\"\n", 1, "an escape in a string that TOML does not know");
	refuses("a = \"\\ud800\"\n", 1, "an escape in a string that TOML does not know");
	refuses("a = 1 b\n", 1, "expected the end of the line");
	refuses("a\n", 1, "expected '=' after a key");
	refuses("\n= 1\n", 2, "expected a key");
	refuses("a =\n", 1, "expected a value");
	refuses("a = [1\n2]\n", 2, "expected ',' or ']' in an array");
	refuses("[a\nb = 1\n", 1, "expected ']' behind the name of a table");
	refuses("a = 1\n[a.b]\n", 2, "a key that has a value already is used as a table");
	refuses("[a]\n[[a]]\n", 2, "a table is used as an array of tables");
	refuses("a = \"\xff\"", 1, "not UTF-8");
	refuses("a = \"\x01\"", 1, "a control character in a string");
	struct text deep = { NULL, 0, 0 };
	text_add(&deep, STR("a = "));
	for (int i = 0; i < 100; i++)
		text_add(&deep, STR("["));
	refuses(str_z(text_str(&deep)), 1, "nested too deep");
	return tap_end();
}
