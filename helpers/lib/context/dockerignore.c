#include "base/base.h"

#include "base/arena.h"
#include "base/utf8.h"
#include "context/dockerignore.h"
#include "context/ignore_pattern.h"

/* Go's bufio.Scanner refuses a longer line. */
enum { LINE_LIMIT = 64 * 1024 - 1 };

#define BYTE_ORDER_MARK STR("\xef\xbb\xbf")

struct rule {
	struct ignore_pattern *pattern;
	bool exception;
	struct str inside; /* of an exception: its path and "/": directories that this begins with must be walked */
};

struct dockerignore {
	struct rule *rules;
	size_t count, capacity;
	bool has_exception, wild_exception;
};

struct dockerignore *
dockerignore_new(void)
{
	return arena_take(sizeof(struct dockerignore));
}

/* Unicode's White_Space, as Go's strings.TrimSpace takes it. */
static bool
is_space(uint32_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x85 || c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) || c == 0x2028 ||
	       c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000;
}

static struct str
trim(struct str s)
{
	size_t from = s.n, to = 0;
	for (size_t i = 0, n; i < s.n; i += n) {
		uint32_t c;
		n = utf8_decode(str_sub(s, i, s.n), &c);
		if (is_space(c))
			continue;
		from = i < from ? i : from;
		to = i + n;
	}
	return str_sub(s, from, to > from ? to - from : 0);
}

/* As Go's filepath.Clean: without "//", "." and a "/" at the end; ".." removes the name before it. */
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

/* The pattern of a line with its "!"; empty for a blank line. */
static struct str
line_pattern(struct str line)
{
	struct str pattern = trim(line);
	bool exception = str_starts(pattern, STR("!"));
	if (exception)
		pattern = trim(str_sub(pattern, 1, pattern.n));
	if (pattern.n > 0)
		pattern = clean(pattern);
	if (pattern.n > 1 && pattern.p[0] == '/')
		pattern = str_sub(pattern, 1, pattern.n);
	return exception ? str_format("!%.*s", STRF(pattern)) : pattern;
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

/* NULL, or why PATTERN, as line_pattern() gives it, is refused. */
static const char *
add_rule(struct dockerignore *rules, struct str pattern)
{
	const char *problem;
	pattern = trim(pattern);
	if (pattern.n == 0)
		return NULL;
	if (str_eq(pattern, STR("!")) || str_eq(pattern, STR("!/")))
		return "a '!' alone includes nothing: name a path after it";
	if (str_eq(pattern, STR("!..")) || str_starts(pattern, STR("!../")))
		return "a builder takes '!..' for a path to exclude: remove it, nothing above the directory is sent";
	pattern = clean(pattern);
	struct rule rule = { .exception = pattern.p[0] == '!' };
	if (rule.exception)
		pattern = str_sub(pattern, 1, pattern.n);
	if (str_starts(pattern, BYTE_ORDER_MARK))
		return "a byte order mark, which only the beginning of the file may have: remove it";
	rule.pattern = ignore_pattern_compile(pattern, &problem);
	if (rule.pattern == NULL)
		return str_z(str_format("'%.*s': %s", STRF(pattern), problem));
	if (rule.exception)
		note_exception(rules, &rule, pattern);
	arena_reserve(&rules->rules, rules->count, &rules->capacity);
	rules->rules[rules->count++] = rule;
	return NULL;
}

static const char *
add_line(struct dockerignore *rules, struct str line)
{
	if (line.n > LINE_LIMIT)
		return "longer than the 65535 bytes that a builder reads as one line";
	if (str_starts(line, STR("#")))
		return NULL;
	if (memchr(line.p, '\0', line.n) != NULL)
		return "a NUL character, which file names cannot hold";
	if (!utf8_is(line))
		return "not UTF-8: save the file in that encoding";
	return add_rule(rules, line_pattern(line));
}

bool
dockerignore_add(struct dockerignore *rules, struct str text, struct error *error)
{
	*error = (struct error){ 0 };
	if (str_starts(text, BYTE_ORDER_MARK))
		text = str_sub(text, BYTE_ORDER_MARK.n, text.n);
	while (text.n > 0) {
		struct str line = str_cut(&text, '\n');
		error->line++;
		error->what = add_line(rules, line);
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
	for (size_t i = 0; i < rules->count; i++) {
		const struct rule *rule = &rules->rules[i];
		bool match = parent != NULL && parent[i];
		/* As in BuildKit, a rule that cannot change the result is not tried, so its match is not recorded for children either. */
		if (!match && rule->exception == excluded)
			match = ignore_pattern_match(rule->pattern, path);
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
