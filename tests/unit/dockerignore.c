#include "base/base.h"

#include "base/arena.h"
#include "context/dockerignore.h"
#include "tap.h"

/* Decides as a walk would, from the top down. */
static bool
excluded(struct dockerignore *rules, const char *path)
{
	size_t n = dockerignore_memory(rules);
	unsigned char *parent = NULL;
	bool result = false;
	for (const char *end = path; end != NULL;) {
		end = strchr(end, '/');
		struct str part = { path, end == NULL ? strlen(path) : (size_t)(end - path) };
		unsigned char *own = arena_take(n);
		result = dockerignore_excludes(rules, part, parent, own);
		parent = own;
		end = end == NULL ? NULL : end + 1;
	}
	return result;
}

static struct dockerignore *
rules_of(struct str text, struct error *error)
{
	struct dockerignore *rules = dockerignore_new();
	return dockerignore_add(rules, text, error) ? rules : NULL;
}

/* TEXT on one line of ASCII. */
static const char *
shown(const char *text)
{
	struct text line = { .p = NULL };
	for (; *text != '\0'; text++)
		text_addf(&line, *text > ' ' && *text < 0x7f && *text != '#' ? "%c" : "<%02x>", (unsigned char)*text);
	return str_z(text_str(&line));
}

static void
decides(const char *text, const char *path, bool expected)
{
	struct error error;
	struct dockerignore *rules = rules_of(str_of(text), &error);
	ok(rules != NULL && excluded(rules, path) == expected, "'%s' %s '%s'", shown(text), expected ? "keeps out" : "lets in", shown(path));
}

static void
refuses(const char *text, int line)
{
	struct error error;
	ok(rules_of(str_of(text), &error) == NULL && error.what != NULL, "'%s' is refused", shown(text));
	ok(error.line == line, "in line %d (got %d)", line, error.line);
}

static const char *const keep_out[][2] = {
	/* lines */
	{ "a", "a" }, { "  a\t\r\n", "a" }, { "\xef\xbb\xbf" "a", "a" }, { "\xc2\xa0" "a\xe3\x80\x80", "a" }, { " #a", "#a" }, { "/a", "a" },
	{ "//a/./b//", "a/b" }, { "a/../b", "b" }, { "./a", "a" }, { "/ a", "a" }, { "b\n\n\na", "a" },
	/* parents, order */
	{ "a", "a/b/c" }, { "a/b", "a/b/c/d" }, { "!a\na", "a" }, { "a\n!a/b", "a/c" }, { "*/x\n!a", "a/x" }, { "*\n!a\na/b", "a/b/c" },
	/* stars */
	{ "*", "a" }, { "*", "a/b" }, { "a/*", "a/b/c" }, { "**", "a/b" }, { "**/a", "a" }, { "**/a", "b/c/a/d" }, { "a/**", "a/b/c" }, { "a**", "a/b" },
	{ "a**", "abc" }, { "**a", "b/ca" }, { "a/**/b", "a/b" }, { "a/**/b", "a/c/d/b" }, { "**/*.txt", "a/b.txt" }, { "**/a/**", "b/a/c" }, { "a**b", "ab" },
	{ "a**b", "ac/b" }, { "**/b*c", "x/bc" }, { "***", "a" },
	/* one character, classes, escapes */
	{ "a?", "ab" }, { "?", "\xc3\xa9" }, { "?", "\xff" }, { "[^a]", "\xff" }, { "a[^b]c", "a/c" }, { "*[^b]*", "aa/b" }, { "[a-c]x", "bx" }, { "[^a]", "b" }, { "[!a]", "!" }, { "a\\*", "a*" },
	{ "\\#a", "#a" }, { "[\\]]", "]" }, { "[a\\-c]", "-" }, { "\\!a", "!a" }, { "a\\ *", "a b" },
	{ "[\\*]", "*" }, { "[.+()$|{}^]", "|" }, { "[a^]", "^" }, { "[[]", "[" }, { "a]*", "a]" }, { "[\xc3\xa0-\xc3\xbf]", "\xc3\xa9" },
	/* what is special in a regular expression */
	{ "^a", "^a" }, { "a|b", "a|b" }, { "a{2}", "a{2}" }, { "^a**", "^ab" }, { "**/a{2}", "a{2}" }, { "\\^a*", "^ab" }, { "a\\|b*", "a|b" }, { "a\\{2}*", "a{2}" },
	{ "a{,2}*", "a{,2}" }, { "{*", "{a" }, { "{{name}}/*", "{{name}}/x" }, { "a.b*", "a.b" }, { "(*", "(" }, { "$a*", "$ab" }, { "+?", "+a" },
	/* stars beside wildcards */
	{ "a*/**", "ab/c" }, { "**/*/b", "x/y/b" }, { "a/**/**/b", "a/b" }, { "****a", "x/y/a" }, { "[a]**", "ab/c" }, { "**?", "a/b" },
};

static const char *const let_in[][2] = {
	{ "", "a" }, { "#a", "a" }, { "a", "ab" }, { "a", "b/a" }, { "A", "a" }, { ".", "a" }, { "/", "a" }, { "..", "a" }, { "\xef\xbb\xbf#a", "a" },
	{ "a\n!a", "a" }, { "a\n!a", "a/b" }, { "a\n!a/b", "a/b" }, { "a\n!a/b", "a/b/c" }, { "*\n!a/b", "a/b" }, { "a\n! /a", "a" }, { "*\n!**/*.py", "a/b/c.py" },
	{ "a/*", "a" }, { "a/**", "a" }, { "**/a", "ba" }, { "*.txt", "a/b.txt" }, { "a/**/b", "ab" }, { "a/**/b", "a/c\nd/b" }, { "a?", "a" }, { "a?b", "a/b" },
	{ "[a-c]", "d" }, { "[^a]", "a" }, { "a\\*", "ab" }, { "a.b*", "axb" }, { "[!a]", "b" }, { "[a]**", "a\nb" },
	{ "!a", "a" }, { "#\xff", "a" }, { "!..a", "a" }, { "a*/**", "ab" },
};

static const char *const refused[] = {
	/* by a builder, too */
	"!", "!/", "! ", "[", "[a", "[]", "[]a]", "a[b-]", "a\\", "[a-\\", "*[z-a]", "x\\q*", "\\8", "*{2}", "\\\xc3\xa9",
	/* what a builder reads as a regular expression */
	"^a*", "*^a", "a|b*", "a{2}*", "a{2,}?", "a{1,3}?", "\\d", "\\ba*", "\\Qa*", "\\x61*", "[*]", "[?]a", "[[:alpha:]]", "[\\d]", "a*[]a]", "[a]|",
	/* what it reads as something else than is meant */
	"!..", "! ../../a", "\xef\xbb\xbf\xef\xbb\xbf" "a", "\xff",
};

static void
test_walk(void)
{
	static const struct { const char *text, *dir; bool enters; } cases[] = {
		{ "a", "a", false }, { "a\n!a/b", "a", true }, { "a\n!a/b", "ab", false }, { "a\n!a/b/c", "a/b", true }, { "a\n!a/b/c", "a/c", false },
		{ "a\n!a/*", "a", true }, { "a\n!a/**", "a", true }, { "a\n!b/**", "a", false }, { "a\n!**/b", "a", true }, { "a\n!b*", "a", true }, { "a\n!a", "a", true },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct error error;
		struct dockerignore *rules = rules_of(str_of(cases[i].text), &error);
		ok(dockerignore_enters(rules, str_of(cases[i].dir)) == cases[i].enters, "'%s': '%s' is %sentered", shown(cases[i].text), cases[i].dir,
		   cases[i].enters ? "" : "not ");
	}
}

static void
test_sizes(void)
{
	struct error error;
	size_t n = (size_t)64 * 1024;
	char *line = arena_take(n + 1);
	memset(line, 'a', n);
	ok(rules_of((struct str){ line, n - 1 }, &error) != NULL, "a line of 65535 bytes is read");
	ok(rules_of((struct str){ line, n }, &error) == NULL, "one of 65536 is not");
	for (size_t i = 0; i < n - 1; i++)
		line[i] = "*a"[i % 2];
	struct dockerignore *rules = rules_of((struct str){ line, n - 1 }, &error);
	ok(rules != NULL && !excluded(rules, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab"), "32768 stars take no time");
	ok(rules_of(STR("a\0b"), &error) == NULL, "a NUL is refused");
	rules = rules_of(STR("a"), &error);
	ok(dockerignore_add(rules, STR("\xef\xbb\xbf!a/b\n#"), &error) && excluded(rules, "a") && !excluded(rules, "a/b"), "a second file's rules follow the first's");
}

int
main(void)
{
	for (size_t i = 0; i < COUNT(keep_out); i++)
		decides(keep_out[i][0], keep_out[i][1], true);
	for (size_t i = 0; i < COUNT(let_in); i++)
		decides(let_in[i][0], let_in[i][1], false);
	for (size_t i = 0; i < COUNT(refused); i++)
		refuses(refused[i], 1);
	refuses("a\n\n[b\nc", 3);
	refuses("a\n\xef\xbb\xbf" "b", 2);
	test_walk();
	test_sizes();
	return tap_end();
}
