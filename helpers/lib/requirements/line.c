/* Requirements files: one logical line, that is a requirement with its options, or options alone. */

#include "base/base.h"

#include "base/arena.h"
#include "requirements/reader.h"
#include "requirements/url.h"

enum action {
	INDEX_URL,
	EXTRA_INDEX_URL,
	FIND_LINKS,
	NO_INDEX,
	NO_BINARY,
	ONLY_BINARY,
	PREFER_BINARY,
	PRE,
	REQUIRE_HASHES,
	NO_REQUIRE_HASHES,
	NOTHING,
	REFUSED,
	REQUIREMENT,
	CONSTRAINT,
	EDITABLE,
	HASH,
	CONFIG_SETTINGS
};

enum scope { ANY_LINE, ALONE, WITH_REQUIREMENT };

struct option {
	const char *name;
	char letter;
	bool value;
	enum scope scope;
	enum action action;
};

static const struct option options[] = {
	{ "all-releases", 0, true, ANY_LINE, REFUSED },
	{ "config-setting", 0, true, WITH_REQUIREMENT, CONFIG_SETTINGS },
	{ "config-settings", 'C', true, WITH_REQUIREMENT, CONFIG_SETTINGS },
	{ "constraint", 'c', true, ALONE, CONSTRAINT },
	{ "editable", 'e', true, ALONE, EDITABLE },
	{ "extra-index-url", 0, true, ANY_LINE, EXTRA_INDEX_URL },
	{ "find-links", 'f', true, ANY_LINE, FIND_LINKS },
	{ "global-option", 0, true, WITH_REQUIREMENT, REFUSED },
	{ "hash", 0, true, WITH_REQUIREMENT, HASH },
	{ "index-url", 'i', true, ANY_LINE, INDEX_URL },
	{ "no-binary", 0, true, ANY_LINE, NO_BINARY },
	{ "no-index", 0, false, ANY_LINE, NO_INDEX },
	{ "no-require-hashes", 0, false, ANY_LINE, NO_REQUIRE_HASHES },
	{ "only-binary", 0, true, ANY_LINE, ONLY_BINARY },
	{ "only-final", 0, true, ANY_LINE, REFUSED },
	{ "pre", 0, false, ANY_LINE, PRE },
	{ "prefer-binary", 0, false, ANY_LINE, PREFER_BINARY },
	{ "pypi-url", 0, true, ANY_LINE, INDEX_URL },
	{ "require-hashes", 0, false, ANY_LINE, REQUIRE_HASHES },
	{ "requirement", 'r', true, ALONE, REQUIREMENT },
	{ "trusted-host", 0, true, ANY_LINE, REFUSED },
	{ "use-feature", 0, true, ANY_LINE, NOTHING },
};

/* A word as a POSIX shell splits it, and where it lies in the line. */
struct token {
	struct str text; /* without quotes and backslashes */
	size_t from, to;
};

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Reads the word at *AT; false at the end, or with *OPEN when a quote is not closed. */
static bool
next_token(struct str s, size_t *at, struct token *token, bool *open)
{
	char quote = 0, *p;
	size_t n = 0, i = *at;
	while (i < s.n && is_blank(s.p[i]))
		i++;
	if (i == s.n)
		return false;
	size_t end = i;
	for (char in = 0; end < s.n && (in != 0 || !is_blank(s.p[end])); end++) {
		if (s.p[end] == '\\' && in != '\'' && end + 1 < s.n)
			end++;
		else if (in == 0 ? s.p[end] == '"' || s.p[end] == '\'' : s.p[end] == in)
			in = in == 0 ? s.p[end] : 0;
	}
	token->from = i;
	for (p = arena_take(end - i + 1); i < end; i++) {
		char c = s.p[i];
		bool escapes = c == '\\' && quote != '\'' && i + 1 < end && (quote == 0 || s.p[i + 1] == '"' || s.p[i + 1] == '\\');
		if (escapes)
			p[n++] = s.p[++i];
		else if (quote == 0 ? c == '"' || c == '\'' : c == quote)
			quote = quote == 0 ? c : 0;
		else
			p[n++] = c;
	}
	*open = quote != 0;
	*at = token->to = end;
	token->text = (struct str){ p, n };
	return !*open;
}

static bool
is_option(const struct token *token, struct str line)
{
	return token->from < line.n && line.p[token->from] == '-';
}

/* The option that WORD names; *VALUE is what is attached to it (--name=value, -nvalue), p NULL when nothing is. */
static const struct option *
find_option(struct str word, struct str *value)
{
	struct str name = str_sub(word, 2, word.n);
	bool has_value = str_find(name, '=') < name.n, is_long = str_starts(word, STR("--"));
	if (is_long) {
		*value = name;
		name = str_cut(value, '=');
		if (has_value && value->p == NULL)
			*value = STR("");
	} else
		*value = word.n > 2 ? name : (struct str){ NULL, 0 };
	for (size_t i = 0; i < COUNT(options); i++)
		if (is_long ? str_eq(name, str_of(options[i].name)) : word.n > 1 && options[i].letter == word.p[1])
			return &options[i];
	return NULL;
}

/* Where the last NEEDLE begins in S, or NULL. */
static const char *
last_of(struct str s, struct str needle)
{
	for (size_t i = s.n; i-- > 0;)
		if (str_starts(str_sub(s, i, s.n), needle))
			return s.p + i;
	return NULL;
}

/* NAMES is what --no-binary and its like take: names by commas, ":all:" and ":none:", which begin anew. */
static bool
add_choices(struct reader *reader, struct str names, bool only, const char *option)
{
	const char *last_none = last_of(names, STR(":none:"));
	while (names.p != NULL) {
		struct str name = str_trim(str_cut(&names, ','));
		bool all = str_eq(name, STR(":all:")), none = str_eq(name, STR(":none:"));
		if (!all && !none && !pep503_is_name(name))
			return reader_fail(reader, str_format("--%s: expected the name of a package, ':all:' or ':none:' instead of '%.*s'", option,
			                                      STRF(reader_shown(name))));
		if (all || none)
			reader->cleared[only] = reader->choice_count;
		if (all)
			reader->cleared[!only] = reader->choice_count;
		if (none)
			continue;
		arena_reserve(&reader->choices, reader->choice_count, &reader->choice_capacity);
		struct binary_choice choice = { all ? name : pep503_normalise(name), reader->choice_count, only };
		reader->choices[reader->choice_count++] = choice;
		/* pip stops at ":all:" unless ":none:" follows it. */
		if (all && (last_none == NULL || names.p == NULL || names.p > last_none))
			return true;
	}
	return true;
}

static bool
check_index(struct reader *reader, const struct option *option, struct str url)
{
	return is_remote_url(url) || has_variable(url) ||
	       reader_fail(reader, str_format("--%s: expected a URL of http or https instead of '%.*s' (--find-links takes a directory)",
	                                      option->name, STRF(reader_shown(url))));
}

/* Options that neither the resolver nor a build can take. */
static bool
refuse(struct reader *reader, const struct option *option)
{
	static const struct {
		const char *name, *instead;
	} reasons[] = { { "all-releases", "write a pre-release into the requirement's versions, or use --pre" },
		        { "global-option", "write what the build backend takes as --config-settings KEY=VALUE" },
		        { "only-final", "leave it out: pre-releases are taken only where nothing else fits" },
		        { "trusted-host", "give the certificate of the index with SCIBIDS_CA" } };
	const char *instead = "leave it out";
	for (size_t i = 0; i < COUNT(reasons); i++)
		if (strcmp(reasons[i].name, option->name) == 0)
			instead = reasons[i].instead;
	return reader_fail(reader, str_format("option --%s is not heeded in an image: %s", option->name, instead));
}

static bool
apply_global(struct reader *reader, const struct option *option, struct str value)
{
	struct requirements *out = reader->out;
	switch (option->action) {
	case INDEX_URL: out->index_url = value; return check_index(reader, option, value);
	case EXTRA_INDEX_URL: str_list_add(&out->extra_index_urls, value); return check_index(reader, option, value);
	case FIND_LINKS: return reader_find_links(reader, value);
	case NO_INDEX: out->no_index = true; break;
	case NO_BINARY: return add_choices(reader, value, false, option->name);
	case ONLY_BINARY: return add_choices(reader, value, true, option->name);
	case PREFER_BINARY: out->prefer_binary = true; break;
	case PRE: out->pre = true; break;
	case REQUIRE_HASHES: out->require_hashes = true; break;
	case NO_REQUIRE_HASHES: out->require_hashes = false; break;
	case REFUSED: return refuse(reader, option);
	case REQUIREMENT: return reader->include(reader, value, false);
	case CONSTRAINT: return reader->include(reader, value, true);
	default: break;
	}
	return true;
}

/* The build finds it by the package's name. */
static bool
add_config_setting(struct reader *reader, struct str value, struct requirement *r)
{
	if (str_find(value, '=') == value.n || value.p[0] == '=')
		return reader_fail(reader, str_format("--config-settings: expected KEY=VALUE instead of '%.*s'", STRF(reader_shown(value))));
	if (r->spec.project.n == 0)
		return reader_fail(reader, STR("--config-settings needs a named requirement: write 'NAME @ ./PATH' or a package record"));
	str_list_add(&r->config_settings, value);
	return true;
}

static bool
apply_to_requirement(struct reader *reader, const struct option *option, struct str value, struct requirement *r)
{
	if (option->action == REFUSED)
		return refuse(reader, option);
	if (option->action == CONFIG_SETTINGS)
		return add_config_setting(reader, value, r);
	struct str hash = reader_hash(value);
	if (hash.n == 0)
		return reader_fail(reader, str_format("not a hash: '%.*s' (expected sha256:, sha384: or sha512: and its hexadecimal digits)",
		                                      STRF(reader_shown(value))));
	str_list_add(&r->hashes, hash);
	return true;
}

/* Reads the option at *AT with its value. */
static bool
read_option(struct reader *reader, struct str line, size_t *at, const struct option **option, struct token *value)
{
	struct token token = { { NULL, 0 }, 0, 0 };
	bool open = false;
	if (!next_token(line, at, &token, &open))
		return reader_fail(reader, STR("a quote that is not closed"));
	if (!is_option(&token, line))
		return reader_fail(reader, str_format("unexpected '%.*s' after an option: put it on a line of its own", STRF(reader_shown(token.text))));
	*value = token;
	*option = find_option(token.text, &value->text);
	struct str shown = reader_shown(str_sub(token.text, 0, str_find(token.text, '=')));
	if (*option == NULL)
		return reader_fail(reader, str_format("unknown option '%.*s'", STRF(shown)));
	if (!(*option)->value)
		return value->text.p == NULL || reader_fail(reader, str_format("option --%s takes no value", (*option)->name));
	if (value->text.p == NULL && (!next_token(line, at, value, &open) || is_option(value, line)))
		return reader_fail(reader, open ? STR("a quote that is not closed") : str_format("option --%s needs a value", (*option)->name));
	return value->text.n > 0 || reader_fail(reader, str_format("option --%s needs a value", (*option)->name));
}

/* Index of the first word that begins with a dash at or after AT, or line.n. */
static size_t
options_begin(struct str line, size_t at)
{
	for (size_t i = at; i < line.n; i++)
		if (line.p[i] == '-' && (i == 0 || is_blank(line.p[i - 1])))
			return i;
	return line.n;
}

/* The rest of -e's value behind its first word: "@ URL", a marker. */
static struct str
editable_value(struct str line, size_t *at, struct str first)
{
	size_t end = options_begin(line, *at);
	struct str rest = str_trim(str_sub(line, *at, end - *at));
	struct text value = { NULL, 0, 0 };
	text_add(&value, str_trim(first));
	text_add(&value, rest.n > 0 ? STR(" ") : rest);
	text_add(&value, rest);
	*at = end;
	return text_str(&value);
}

static bool
check_constraint(struct reader *reader, const struct requirement *r)
{
	if (!r->constraint)
		return true;
	if (r->editable)
		return reader_fail(reader, STR("a constraint cannot be editable"));
	if (r->spec.project.n == 0)
		return reader_fail(reader, STR("a constraint needs a name: write 'NAME @ URL'"));
	return r->spec.extras.count == 0 || reader_fail(reader, STR("a constraint cannot have extras"));
}

static bool
read_requirement(struct reader *reader, struct str line, size_t at, struct str text, bool editable)
{
	struct requirement r = { .file = reader->frame->path, .line = reader->line, .editable = editable, .constraint = reader->frame->constraint };
	const struct option *option;
	struct token value;
	r.location = r.vcs = r.revision = r.subdirectory = r.spec.specifier = STR("");
	if (!reader_source(reader, text, &r) || !check_constraint(reader, &r))
		return false;
	for (at = options_begin(line, at); at < line.n;) {
		if (!read_option(reader, line, &at, &option, &value))
			return false;
		if (option->scope != WITH_REQUIREMENT)
			return reader_fail(reader, str_format("option --%s does not belong to a requirement: put it on a line of its own", option->name));
		if (!apply_to_requirement(reader, option, value.text, &r))
			return false;
	}
	struct requirements *out = reader->out;
	if (out->count >= REQUIREMENTS_LIMIT)
		return reader_fail(reader, str_format("more than %d requirements", REQUIREMENTS_LIMIT));
	arena_reserve(&out->items, out->count, &out->capacity);
	out->items[out->count++] = r;
	return true;
}

bool
reader_line(struct reader *reader, struct str line)
{
	size_t at = options_begin(line, 0);
	if (at > 0)
		return read_requirement(reader, line, at, str_trim(str_sub(line, 0, at)), false);
	for (bool first = true; at < line.n; first = false) {
		const struct option *option;
		struct token value;
		if (!read_option(reader, line, &at, &option, &value))
			return false;
		if (option->scope == WITH_REQUIREMENT) {
			bool cut = reader->cut > 0 && reader->cut == reader->line - 1;
			struct str why = cut ? str_format(": the comment in line %d ends the continued line", reader->cut) : STR("");
			return reader_fail(reader, str_format("option --%s without a requirement before it%.*s", option->name, STRF(why)));
		}
		if (option->action == EDITABLE && first) {
			struct str text = editable_value(line, &at, value.text);
			return read_requirement(reader, line, at, text, true);
		}
		if (option->scope == ALONE && (!first || at < line.n))
			return reader_fail(reader, str_format("option --%s needs a line of its own", option->name));
		if (!apply_global(reader, option, value.text))
			return false;
	}
	return true;
}
