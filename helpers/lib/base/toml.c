#include "base/base.h"

#include "base/arena.h"
#include "base/map.h"
#include "base/toml.h"
#include "base/utf8.h"

struct reader {
	struct str s;
	size_t at;
	int line;
	int depth;
	struct map keys; /* the entries of all tables */
	struct error *error;
};

struct node {
	struct yaml yaml;
	struct yaml *last; /* of its entries */
};

static struct yaml *
fail(struct reader *r, const char *what)
{
	error_at(r->error, r->line, str_of(what));
	return NULL;
}

static char
peek(const struct reader *r, size_t ahead)
{
	return r->at + ahead < r->s.n ? r->s.p[r->at + ahead] : '\0';
}

static void
skip_blanks(struct reader *r)
{
	while (peek(r, 0) == ' ' || peek(r, 0) == '\t')
		r->at++;
}

static void
skip_comment(struct reader *r)
{
	if (peek(r, 0) == '#')
		while (r->at < r->s.n && r->s.p[r->at] != '\n')
			r->at++;
}

static bool
take_newline(struct reader *r)
{
	size_t n = peek(r, 0) == '\r' && peek(r, 1) == '\n' ? 2 : peek(r, 0) == '\n';
	r->at += n;
	r->line += n > 0;
	return n > 0;
}

/* Blanks, comments and line breaks, where an array may have them. */
static void
skip_space(struct reader *r)
{
	do {
		skip_blanks(r);
		skip_comment(r);
	} while (take_newline(r));
}

static struct yaml *
new_node(enum yaml_kind kind, int line, struct str key)
{
	struct node *node = arena_take(sizeof(*node));
	node->yaml = (struct yaml){ .kind = kind, .line = line, .key = key };
	return &node->yaml;
}

static struct yaml *
last_of(const struct yaml *parent)
{
	return ((const struct node *)parent)->last;
}

static void
append(struct reader *r, struct yaml *parent, struct yaml *child)
{
	if (parent->first == NULL)
		parent->first = child;
	else
		last_of(parent)->next = child;
	((struct node *)parent)->last = child;
	parent->count++;
	if (parent->kind == YAML_MAP)
		map_at(&r->keys, parent, child->key)->value = child;
}

static bool
add_rune(struct text *out, uint32_t c)
{
	char bytes[4];
	size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
	static const unsigned char lead[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
	if (c == 0 || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
		return false;
	for (size_t i = n; i-- > 1; c >>= 6)
		bytes[i] = (char)(0x80 | (c & 0x3f));
	bytes[0] = (char)(lead[n] | c);
	text_add(out, (struct str){ bytes, n });
	return true;
}

static bool
add_hex(struct reader *r, struct text *out, size_t digits)
{
	uint32_t c = 0;
	for (size_t i = 0; i < digits; i++, r->at++) {
		char d = peek(r, 0), low = (char)(d | 0x20);
		if (d >= '0' && d <= '9')
			c = c * 16 + (uint32_t)(d - '0');
		else if (low >= 'a' && low <= 'f')
			c = c * 16 + (uint32_t)(low - 'a' + 10);
		else
			return false;
	}
	return add_rune(out, c);
}

/* Behind a backslash in a basic string. */
static bool
add_escape(struct reader *r, struct text *out, bool many_lines)
{
	static const char from[] = "btnfre\"\\", to[] = "\b\t\n\f\r\x1b\"\\";
	char c = peek(r, 0);
	size_t ahead = 0;
	while (many_lines && (peek(r, ahead) == ' ' || peek(r, ahead) == '\t'))
		ahead++;
	if (many_lines && (peek(r, ahead) == '\n' || peek(r, ahead) == '\r')) {
		r->at += ahead;
		do
			skip_blanks(r);
		while (take_newline(r));
		return true;
	}
	r->at++;
	if (c == 'u' || c == 'U' || c == 'x')
		return add_hex(r, out, c == 'u' ? 4 : c == 'U' ? 8 : 2);
	const char *found = c == '\0' ? NULL : strchr(from, c);
	if (found != NULL)
		text_add(out, (struct str){ &to[found - from], 1 });
	return found != NULL;
}

/* A string in QUOTES of one or three. */
static bool
read_string(struct reader *r, struct str *value)
{
	struct text out = { NULL, 0, 0 };
	char quote = peek(r, 0);
	bool many = peek(r, 1) == quote && peek(r, 2) == quote;
	text_add(&out, STR(""));
	r->at += many ? 3 : 1;
	if (many)
		take_newline(r);
	for (;;) {
		char c = peek(r, 0);
		if (r->at >= r->s.n || (!many && (c == '\n' || c == '\r')))
			return fail(r, "a string that is not closed") != NULL;
		if (c == quote && (!many || (peek(r, 1) == quote && peek(r, 2) == quote))) {
			/* One or two quotes may stand before the three that close. */
			while (many && peek(r, 3) == quote) {
				text_add(&out, str_sub(r->s, r->at, 1));
				r->at++;
			}
			r->at += many ? 3 : 1;
			*value = text_str(&out);
			if (value->p == NULL)
				*value = STR("");
			return true;
		}
		if (c == '\\' && quote == '"') {
			r->at++;
			if (!add_escape(r, &out, many))
				return fail(r, "an escape in a string that TOML does not know") != NULL;
			continue;
		}
		if (c == '\0' || ((unsigned char)c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7f)
			return fail(r, "a control character in a string") != NULL;
		text_add(&out, str_sub(r->s, r->at, 1));
		r->line += c == '\n';
		r->at++;
	}
}

static bool
is_bare(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

static bool
read_key(struct reader *r, struct str *key)
{
	size_t from = r->at;
	if (peek(r, 0) == '"' || peek(r, 0) == '\'')
		return read_string(r, key);
	while (is_bare(peek(r, 0)))
		r->at++;
	*key = str_sub(r->s, from, r->at - from);
	return r->at > from || fail(r, "expected a key") != NULL;
}

static struct yaml *read_value(struct reader *r, struct str key);

/* Goes from MAP down one key, making a table where there is none; of an array of tables its last. */
static struct yaml *
descend(struct reader *r, struct yaml *map, struct str key)
{
	struct yaml *next = map_get(&r->keys, map, key);
	if (next == NULL)
		append(r, map, next = new_node(YAML_MAP, r->line, key));
	if (next->kind == YAML_LIST)
		next = last_of(next);
	return next != NULL && next->kind == YAML_MAP ? next : fail(r, "a key that has a value already is used as a table");
}

/* KEY.KEY.KEY: the last one in *KEY, and the map that the others lead to from MAP; NULL: malformed. */
static struct yaml *
read_path(struct reader *r, struct yaml *map, struct str *key)
{
	for (;;) {
		skip_blanks(r);
		if (!read_key(r, key))
			return NULL;
		skip_blanks(r);
		if (peek(r, 0) != '.')
			return map;
		r->at++;
		map = descend(r, map, *key);
		if (map == NULL)
			return NULL;
	}
}

/* KEY.KEY = VALUE into MAP. */
static bool
read_pair(struct reader *r, struct yaml *map)
{
	struct str key;
	map = read_path(r, map, &key);
	if (map == NULL)
		return false;
	if (peek(r, 0) != '=')
		return fail(r, "expected '=' after a key") != NULL;
	r->at++;
	if (map_get(&r->keys, map, key) != NULL)
		return fail(r, str_z(str_format("the key '%.*s' appears twice", STRF(key)))) != NULL;
	struct yaml *value = read_value(r, key);
	if (value == NULL)
		return false;
	append(r, map, value);
	return true;
}

/* An array or an inline table, behind its bracket. */
static struct yaml *
read_items(struct reader *r, struct yaml *node, char close)
{
	if (++r->depth > YAML_DEPTH)
		return fail(r, "nested too deep");
	for (;;) {
		skip_space(r);
		if (peek(r, 0) == close)
			break;
		if (node->kind == YAML_MAP) {
			if (!read_pair(r, node))
				return NULL;
		} else {
			struct yaml *item = read_value(r, (struct str){ NULL, 0 });
			if (item == NULL)
				return NULL;
			append(r, node, item);
		}
		skip_space(r);
		if (peek(r, 0) == ',')
			r->at++;
		else if (peek(r, 0) != close)
			return fail(r, close == ']' ? "expected ',' or ']' in an array" : "expected ',' or '}' in a table");
	}
	r->at++;
	r->depth--;
	return node;
}

static struct yaml *
read_value(struct reader *r, struct str key)
{
	skip_blanks(r);
	char c = peek(r, 0);
	if (c == '[' || c == '{') {
		r->at++;
		return read_items(r, new_node(c == '[' ? YAML_LIST : YAML_MAP, r->line, key), c == '[' ? ']' : '}');
	}
	struct yaml *node = new_node(YAML_SCALAR, r->line, key);
	if (c == '"' || c == '\'') {
		node->quoted = true;
		return read_string(r, &node->text) ? node : NULL;
	}
	size_t from = r->at;
	while (is_bare(peek(r, 0)) || (peek(r, 0) != '\0' && strchr("+.:", peek(r, 0)) != NULL) ||
	       (peek(r, 0) == ' ' && r->at > from + 9 && peek(r, 1) >= '0' && peek(r, 1) <= '9'))
		r->at++;
	node->text = str_sub(r->s, from, r->at - from);
	return r->at > from ? node : fail(r, "expected a value");
}

/* [a.b] or [[a.b]]: the table that the lines after it fill. */
static struct yaml *
read_header(struct reader *r, struct yaml *root)
{
	bool array = peek(r, 1) == '[';
	struct str key;
	r->at += array ? 2 : 1;
	struct yaml *map = read_path(r, root, &key);
	if (map == NULL)
		return NULL;
	if (peek(r, 0) != ']' || (array && peek(r, 1) != ']'))
		return fail(r, "expected ']' behind the name of a table");
	r->at += array ? 2 : 1;
	if (!array)
		return descend(r, map, key);
	struct yaml *list = map_get(&r->keys, map, key), *item = new_node(YAML_MAP, r->line, (struct str){ NULL, 0 });
	if (list == NULL)
		append(r, map, list = new_node(YAML_LIST, r->line, key));
	if (list->kind != YAML_LIST)
		return fail(r, "a table is used as an array of tables");
	append(r, list, item);
	return item;
}

struct yaml *
toml_parse(struct str content, struct error *error)
{
	struct reader r = { .s = content, .line = 1, .error = error };
	struct yaml *root = new_node(YAML_MAP, 1, (struct str){ NULL, 0 }), *map = root;
	*error = (struct error){ 0 };
	if (str_starts(content, STR("\xef\xbb\xbf")))
		r.at = 3;
	if (!utf8_is(content))
		return fail(&r, "not UTF-8");
	for (skip_space(&r); r.at < content.n; skip_space(&r)) {
		if (peek(&r, 0) == '[') {
			map = read_header(&r, root);
			if (map == NULL)
				return NULL;
		} else if (!read_pair(&r, map))
			return NULL;
		skip_blanks(&r);
		skip_comment(&r);
		if (r.at < content.n && !take_newline(&r))
			return fail(&r, "expected the end of the line");
	}
	return root;
}
