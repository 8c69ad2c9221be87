/* Requirements files: texts for messages, credentials in URLs, and paths. */

#include "base/base.h"

#include "base/arena.h"
#include "requirements/inputs.h"
#include "requirements/reader.h"

enum { SHOWN_LIMIT = 200 };

/* The parts of a word with a URL that may be secret: [user, host) with its @, and [query, end). */
struct url_parts {
	struct str scheme; /* the word's bytes before :// */
	size_t user, host; /* equal when there is no user */
	size_t query, end;
};

static bool
is_word_byte(char c)
{
	return c != ' ' && c != '\t' && c != '"' && c != '\'';
}

/* A port, or no colon. */
static bool
is_plain_authority(struct str authority)
{
	struct str after = str_sub(authority, str_find(authority, ':') + 1, authority.n);
	return str_all_in(after, "0123456789");
}

/* Index behind the last @ in S[from, to), or FROM. */
static size_t
behind_at(struct str s, size_t from, size_t to)
{
	while (to > from && s.p[to - 1] != '@')
		to--;
	return to;
}

/* The next word with :// in S from *AT on; moves *AT behind it. */
static bool
next_url(struct str s, size_t *at, struct url_parts *url)
{
	size_t mark = *at + str_find_str(str_sub(s, *at, s.n), STR("://")), start = mark;
	if (mark >= s.n)
		return false;
	while (start > *at && is_word_byte(s.p[start - 1]))
		start--;
	url->scheme = str_sub(s, start, mark - start);
	url->user = mark + 3;
	size_t slash = url->user;
	for (url->end = url->user; url->end < s.n && is_word_byte(s.p[url->end]); url->end++)
		;
	while (slash < url->end && memchr("/?#", s.p[slash], 3) == NULL)
		slash++;
	url->host = behind_at(s, url->user, slash);
	/* A password with a slash in it ends the authority early. */
	if (url->host == url->user && !is_plain_authority(str_sub(s, url->user, slash - url->user)))
		url->host = behind_at(s, url->user, url->end);
	url->query = slash + str_find(str_sub(s, slash, url->end - slash), '?');
	*at = url->end;
	return true;
}

struct str
reader_shown(struct str s)
{
	struct text out = { NULL, 0, 0 };
	struct url_parts url;
	size_t from = 0, at = 0;
	while (next_url(s, &at, &url)) {
		text_add(&out, str_sub(s, from, url.user - from));
		if (url.host > url.user)
			text_add(&out, STR("***@"));
		size_t query = url.query < url.host ? url.host : url.query;
		text_add(&out, str_sub(s, url.host, query - url.host));
		if (query < url.end)
			text_add(&out, STR("?***"));
		from = url.end;
	}
	text_add(&out, str_sub(s, from, s.n));
	struct str shown = text_str(&out);
	if (shown.n <= SHOWN_LIMIT)
		return shown;
	size_t cut = SHOWN_LIMIT;
	while (cut > 0 && (shown.p[cut] & 0xc0) == 0x80)
		cut--;
	return str_format("%.*s ...", STRF(str_sub(shown, 0, cut)));
}

/* ${NAME} and nothing else: the secret itself is elsewhere. */
static bool
is_variable(struct str s)
{
	return s.n > 3 && str_starts(s, STR("${")) && str_find(s, '}') == s.n - 1;
}

static bool
is_secret(struct str s)
{
	return s.n > 0 && !is_variable(s);
}

bool
reader_has_credential(struct str s)
{
	struct url_parts url;
	for (size_t at = 0; next_url(s, &at, &url);) {
		if (url.host == url.user)
			continue;
		struct str user = str_sub(s, url.user, url.host - 1 - url.user), password = user;
		user = str_cut(&password, ':');
		bool web = str_ends(url.scheme, STR("http")) || str_ends(url.scheme, STR("https"));
		/* A token alone takes the user's place; git@ is what git URLs say when they mean nobody. */
		if (is_secret(password) || (web && password.n == 0 && is_secret(user) && !str_eq(user, STR("git"))))
			return true;
	}
	return false;
}

bool
has_variable(struct str s)
{
	return str_find_str(s, STR("${")) < s.n;
}

/* Adds PART to the N bytes of a path at P; the new length. */
static size_t
path_add(char *p, size_t n, struct str part)
{
	bool absolute = n > 0 && p[0] == '/';
	if (part.n == 0 || str_eq(part, STR(".")))
		return n;
	size_t last = n;
	while (last > 0 && p[last - 1] != '/')
		last--;
	struct str top = { p + last, n - last };
	if (str_eq(part, STR("..")) && (top.n > 0 || absolute) && !str_eq(top, STR("..")))
		return last > 1 ? last - 1 : last;
	if (n > 0 && p[n - 1] != '/')
		p[n++] = '/';
	memcpy(p + n, part.p, part.n);
	return n + part.n;
}

struct str
path_join(struct str from, struct str path)
{
	bool absolute = path.n > 0 && path.p[0] == '/';
	char *p = arena_take(from.n + path.n + 3);
	size_t n = 0;
	if (absolute || (from.n > 0 && from.p[0] == '/'))
		p[n++] = '/';
	while (!absolute && from.p != NULL)
		n = path_add(p, n, str_cut(&from, '/'));
	while (path.p != NULL)
		n = path_add(p, n, str_cut(&path, '/'));
	return n == 0 ? STR(".") : (struct str){ p, n };
}

struct str
path_parent(struct str path)
{
	size_t n = str_after_last(path, '/');
	return n > 1 ? str_sub(path, 0, n - 1) : str_sub(path, 0, n);
}

char *
reader_path(const struct reader *reader, struct str path)
{
	return requirements_path(reader->directory, path);
}

bool
reader_fail(struct reader *reader, struct str what)
{
	struct str_list *errors = &reader->out->errors;
	struct str file = str_of(reader_path(reader, reader->frame->path));
	if (errors->count >= REQUIREMENTS_ERRORS)
		return false;
	if (errors->count == REQUIREMENTS_ERRORS - 1)
		what = STR("there are more errors, which are not shown");
	struct str place = reader->line > 0 ? str_format("%.*s:%d", STRF(file), reader->line) : file;
	str_list_add(errors, str_format("%.*s: %.*s", STRF(place), STRF(what)));
	return false;
}

struct str
reader_shaped(struct str path)
{
	bool clear = str_eq(path, STR(".")) || path.p[0] == '/' || str_eq(path, STR("..")) || str_starts(path, STR("../"));
	return clear ? path : str_format("./%.*s", STRF(path));
}

struct str
reader_hash(struct str s)
{
	static const struct {
		const char *name;
		size_t digits;
	} kinds[] = { { "sha256:", 64 }, { "sha384:", 96 }, { "sha512:", 128 } };
	for (size_t i = 0; i < COUNT(kinds); i++) {
		struct str hex = str_sub(s, 7, s.n);
		if (!str_starts(s, str_of(kinds[i].name)) || hex.n != kinds[i].digits || !str_all_in(hex, "0123456789abcdefABCDEF"))
			continue;
		char *p = str_z(s);
		for (size_t k = 7; k < s.n; k++)
			p[k] = (char)(p[k] >= 'A' && p[k] <= 'F' ? p[k] - 'A' + 'a' : p[k]);
		return (struct str){ p, s.n };
	}
	return STR("");
}
