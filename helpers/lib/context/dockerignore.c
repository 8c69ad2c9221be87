#include "base/base.h"

#include "base/arena.h"
#include "base/utf8.h"
#include "context/dockerignore.h"
#include "context/ignore_pattern.h"

/* Go's bufio.Scanner refuses a longer line. */
enum { LINE_LIMIT = 64 * 1024 - 1 };

struct rule {
	struct ignore_pattern *pattern;
	bool exception;
	struct str inside; /* of an exception: what a directory must begin for the exception to reach into it */
};

struct dockerignore {
	struct rule *rules;
	size_t count, capacity;
	bool has_exception, wild_exception;
	struct ignore_subject subject;
};

struct dockerignore *
dockerignore_new(void)
{
	return arena_take(sizeof(struct dockerignore));
}

/* Length of the white space (Unicode's White_Space) that S begins with, 0 if none. */
static size_t
space_at(struct str s)
{
	const unsigned char *p = (const unsigned char *)s.p;
	if (s.n >= 1 && (p[0] == ' ' || (p[0] >= '\t' && p[0] <= '\r')))
		return 1;
	if (s.n >= 2 && p[0] == 0xc2 && (p[1] == 0x85 || p[1] == 0xa0))
		return 2;
	if (s.n < 3)
		return 0;
	uint32_t three = (uint32_t)p[0] << 16 | (uint32_t)p[1] << 8 | p[2];
	bool space = three == 0xe19a80 || (three >= 0xe28080 && three <= 0xe2808a) || three == 0xe280a8 || three == 0xe280a9 ||
	             three == 0xe280af || three == 0xe2819f || three == 0xe38080;
	return space ? 3 : 0;
}

static struct str
trim(struct str s)
{
	for (size_t n; (n = space_at(s)) > 0;)
		s = str_sub(s, n, s.n);
	for (;;) {
		size_t n = 1;
		while (n <= 3 && n <= s.n && space_at(str_sub(s, s.n - n, n)) != n)
			n++;
		if (n > 3 || n > s.n)
			return s;
		s.n -= n;
	}
}

/* Go's filepath.Clean: no "//", no ".", ".." taken with what is before it, no "/" at the end. */
static struct str
clean(struct str s)
{
	bool rooted = s.n > 0 && s.p[0] == '/';
	char *out = arena_take(s.n + 2);
	size_t n = 0, keep = rooted;
	if (rooted)
		out[n++] = '/';
	while (s.p != NULL) {
		struct str name = str_cut(&s, '/');
		if (name.n == 0 || str_eq(name, STR(".")))
			continue;
		if (str_eq(name, STR("..")) && n > keep) {
			while (n > keep && out[n - 1] != '/')
				n--;
			if (n > keep)
				n--;
			continue;
		}
		if (str_eq(name, STR("..")) && rooted)
			continue;
		if (n > rooted)
			out[n++] = '/';
		memcpy(out + n, name.p, name.n);
		n += name.n;
		if (str_eq(name, STR("..")))
			keep = n;
	}
	if (n == 0)
		out[n++] = '.';
	return (struct str){ out, n };
}

/* The pattern of a line, with its "!"; empty for a comment and the like. */
static struct str
line_pattern(struct str line)
{
	if (str_starts(line, STR("#")))
		return STR("");
	struct str pattern = trim(line);
	bool exception = str_starts(pattern, STR("!"));
	if (exception)
		pattern = trim(str_sub(pattern, 1, pattern.n));
	else if (pattern.n == 0)
		return pattern;
	if (pattern.n > 0) {
		pattern = clean(pattern);
		if (pattern.n > 1 && pattern.p[0] == '/')
			pattern = str_sub(pattern, 1, pattern.n);
	}
	return exception ? str_format("!%s", str_z(pattern)) : pattern;
}

/* BuildKit sends patterns as JSON, where every byte that is not UTF-8 becomes U+FFFD. */
static struct str
as_utf8(struct str s)
{
	char *out = arena_take(3 * s.n);
	size_t n = 0;
	uint32_t point;
	for (size_t length; s.n > 0; s = str_sub(s, length > 0 ? length : 1, s.n)) {
		length = utf8_decode(s, &point);
		struct str c = length > 0 ? str_sub(s, 0, length) : STR("\xef\xbf\xbd");
		memcpy(out + n, c.p, c.n);
		n += c.n;
	}
	return (struct str){ out, n };
}

static void
note_exception(struct dockerignore *rules, struct rule *rule, struct str pattern)
{
	rules->has_exception = true;
	if (str_ends(pattern, STR("/**")))
		pattern.n -= 3;
	if (str_ends(pattern, STR("/*")))
		pattern.n -= 2;
	rule->inside = str_format("%s/", str_z(pattern));
	for (size_t i = 0; i < pattern.n; i++)
		if (memchr("*[]?^\\", pattern.p[i], 6) != NULL)
			rules->wild_exception = true;
}

static const char *
add_rule(struct dockerignore *rules, struct str pattern)
{
	pattern = trim(as_utf8(pattern));
	if (pattern.n == 0)
		return NULL;
	pattern = clean(pattern);
	struct rule rule = { .exception = pattern.p[0] == '!' };
	if (rule.exception && pattern.n == 1)
		return "a '!' with nothing to include again, name it behind the '!'";
	if (rule.exception)
		pattern = str_sub(pattern, 1, pattern.n);
	rule.pattern = ignore_pattern_compile(pattern);
	if (rule.pattern == NULL)
		return str_z(str_format("'%.*s' is not a pattern that a builder accepts, see to its brackets and backslashes", STRF(pattern)));
	if (rule.exception)
		note_exception(rules, &rule, pattern);
	arena_reserve(&rules->rules, rules->count, &rules->capacity);
	rules->rules[rules->count++] = rule;
	return NULL;
}

bool
dockerignore_add(struct dockerignore *rules, struct str text, struct error *error)
{
	*error = (struct error){ 0 };
	if (str_starts(text, STR("\xef\xbb\xbf")))
		text = str_sub(text, 3, text.n);
	while (text.n > 0) {
		struct str line = str_cut(&text, '\n');
		error->line++;
		if (line.n > LINE_LIMIT)
			error->what = "longer than the 65535 bytes that a builder reads as one line";
		else if (memchr(line.p, '\0', line.n) != NULL)
			error->what = "a NUL character, which no file name holds";
		else
			error->what = add_rule(rules, line_pattern(line));
		if (error->what != NULL)
			return false;
	}
	return true;
}

size_t
dockerignore_memory(const struct dockerignore *rules)
{
	return rules->count;
}

bool
dockerignore_excludes(struct dockerignore *rules, struct str path, const unsigned char *parent, unsigned char *own)
{
	bool excluded = false;
	ignore_subject_set(&rules->subject, path);
	for (size_t i = 0; i < rules->count; i++) {
		const struct rule *rule = &rules->rules[i];
		bool match = parent != NULL && parent[i];
		/* A rule that could change nothing is not tried, and so is not remembered for what is inside. */
		if (!match && rule->exception == excluded)
			match = ignore_pattern_match(rule->pattern, &rules->subject);
		own[i] = match;
		if (match)
			excluded = !rule->exception;
	}
	return excluded;
}

bool
dockerignore_enters(const struct dockerignore *rules, struct str path)
{
	if (!rules->has_exception || rules->wild_exception)
		return rules->wild_exception;
	for (size_t i = 0; i < rules->count; i++) {
		const struct rule *rule = &rules->rules[i];
		if (rule->exception && rule->inside.n > path.n && str_starts(rule->inside, path) && rule->inside.p[path.n] == '/')
			return true;
	}
	return false;
}
