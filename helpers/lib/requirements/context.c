#include "base/base.h"

#include <limits.h>
#include <unistd.h>

#include "requirements/context.h"
#include "requirements/reader.h"

enum { LINKS = 1000 };

const char requirements_always_ignored[] = "**/.git\n**/.hg\n**/.svn\n**/.venv\n**/venv\n**/node_modules\n**/__pycache__\n**/.tox\n**/.nox\n**/.scibids\n";

/* How many leading `..` a path has. */
static size_t
climbs(struct str path)
{
	size_t n = 0;
	while (str_eq(path, STR("..")) || str_starts(path, STR("../"))) {
		n++;
		path = str_sub(path, 3, path.n);
	}
	return n;
}

/* The last COUNT parts of an absolute path; p NULL if it has fewer. */
static struct str
last_parts(struct str path, size_t count)
{
	size_t at = path.n;
	for (size_t i = 0; i < count; i++) {
		while (at > 0 && path.p[at - 1] != '/')
			at--;
		if (at == 0)
			return (struct str){ NULL, 0 };
		at -= i + 1 < count;
	}
	return str_sub(path, at, path.n);
}

/* PATH, relative to DIRECTORY, which is LEVELS below the context, as seen from the context. */
static struct str
from_context(struct str path, struct str directory, size_t levels)
{
	size_t up = climbs(path);
	struct str rest = str_sub(path, up * 3, path.n), stay = directory;
	if (str_starts(rest, STR("./")))
		rest = str_sub(rest, 2, rest.n);
	if (str_eq(rest, STR(".")))
		rest = STR("");
	for (size_t i = 0; i < up; i++) {
		while (stay.n > 0 && stay.p[stay.n - 1] != '/')
			stay.n--;
		stay.n -= stay.n > 0;
	}
	if (levels == up || levels == 0)
		return rest;
	return rest.n == 0 ? stay : str_format("%.*s/%.*s", STRF(stay), STRF(rest));
}

/* Lets a path through, as a pattern that means this path only. */
static void
let_through(struct text *ignore, struct str path)
{
	text_add(ignore, STR("!"));
	for (size_t i = 0; i < path.n; i++) {
		if (strchr("*?[]\\", path.p[i]) != NULL)
			text_add(ignore, STR("\\"));
		text_add(ignore, str_sub(path, i, 1));
	}
	text_add(ignore, STR("\n"));
}

static struct str
index_options(const struct requirements *r)
{
	struct text out = { NULL, 0, 0 };
	if (r->index_url.p != NULL)
		text_addf(&out, "--index-url %.*s\n", STRF(r->index_url));
	for (size_t i = 0; i < r->extra_index_urls.count; i++)
		text_addf(&out, "--extra-index-url %.*s\n", STRF(r->extra_index_urls.items[i]));
	if (r->no_index)
		text_add(&out, STR("--no-index\n"));
	/* A directory's files are in the lock as files; only what is fetched is looked up again. */
	for (size_t i = 0; i < r->find_links.count; i++)
		if (str_find_str(r->find_links.items[i], STR("://")) < r->find_links.items[i].n)
			text_addf(&out, "--find-links %.*s\n", STRF(r->find_links.items[i]));
	/* pip and uv take these lines for comments; install-packages.sh makes a uv.toml of them. */
	for (size_t i = 0; i < r->uv_options.count; i++)
		text_addf(&out, "#uv %.*s\n", STRF(r->uv_options.items[i]));
	return text_str(&out);
}

static struct str
secrets(const struct requirements *r)
{
	struct text out = { NULL, 0, 0 };
	for (size_t i = 0; i < r->variables.count; i++)
		text_addf(&out, "%s--secret id=%.*s,env=%.*s", i > 0 ? " " : "", STRF(r->variables.items[i]), STRF(r->variables.items[i]));
	text_add(&out, r->variables.count > 0 ? STR("\n") : STR(""));
	return text_str(&out);
}

static struct str
dots(size_t levels)
{
	struct text out = { NULL, 0, 0 };
	for (size_t i = 0; i < levels; i++)
		text_add(&out, i == 0 ? STR("..") : STR("/.."));
	return levels == 0 ? STR(".") : text_str(&out);
}

/* Adds to LINKS the first symbolic link on the way to PATH, and to PATHS where that leads; false with *WHY when no context can hold it. */
static bool
follow(struct str_list *paths, struct str_list *links, struct str path, struct str directory, struct str *why)
{
	char target[PATH_MAX];
	for (size_t end = 0; end < path.n; end++) {
		end += str_find(str_sub(path, end, path.n), '/');
		struct str link = str_sub(path, 0, end);
		ssize_t n = readlink(str_z(str_format("%.*s/%.*s", STRF(directory), STRF(link))), target, sizeof(target));
		if (n <= 0 || (size_t)n >= sizeof(target))
			continue;
		if (target[0] == '/') {
			*why = str_format("'%.*s' leads to '%.*s', which cannot be given to a build: make the link relative", STRF(link), (int)n, target);
			return false;
		}
		struct str place = path_join(path_parent(link), (struct str){ str_z((struct str){ target, (size_t)n }), (size_t)n });
		struct str leads = end < path.n ? path_join(place, str_sub(path, end + 1, path.n)) : place;
		str_list_add(links, link);
		if (!str_list_has(paths, leads))
			str_list_add(paths, leads);
		return true;
	}
	return true;
}

bool
requirements_context(const struct requirements *r, struct str directory, bool whole, struct requirements_context *context,
                     struct str *why)
{
	struct str_list paths = { NULL, 0, 0 }, links = { NULL, 0, 0 };
	struct text ignore = { NULL, 0, 0 };
	size_t levels = 0;
	for (size_t i = 0; i < r->input_count; i++)
		str_list_add(&paths, r->inputs[i].path);
	for (size_t i = 0; i < r->paths.count; i++)
		str_list_add(&paths, r->paths.items[i]);
	size_t plain = paths.count;
	for (size_t i = 0; i < paths.count && paths.count < plain + LINKS; i++)
		if (!follow(&paths, &links, paths.items[i], directory, why))
			return false;
	str_list_unique(&links);
	for (size_t i = 0; i < links.count; i++)
		if (!str_list_has(&paths, links.items[i]))
			str_list_add(&paths, links.items[i]);
	for (size_t i = 0; i < paths.count; i++) {
		size_t up = climbs(paths.items[i]);
		levels = up > levels ? up : levels;
		if (str_starts(paths.items[i], STR("/")) || str_find(paths.items[i], '\n') < paths.items[i].n) {
			*why = str_format("'%.*s' cannot be given to a build: name it relative to the requirements", STRF(paths.items[i]));
			return false;
		}
	}
	struct str below = levels == 0 ? STR(".") : last_parts(directory, levels);
	if (below.p == NULL) {
		*why = STR("a path climbs above the root directory");
		return false;
	}
	text_add(&ignore, STR("*\n"));
	for (size_t i = 0; i < paths.count + whole; i++) {
		struct str path = from_context(i < paths.count ? paths.items[i] : STR("."), below, levels);
		if (path.n == 0)
			ignore.n = 0; /* all of the context */
		else if (ignore.n > 0)
			let_through(&ignore, path);
	}
	text_add(&ignore, str_of(requirements_always_ignored));
	*context = (struct requirements_context){ dots(levels), below, text_str(&ignore), index_options(r), secrets(r) };
	return true;
}
