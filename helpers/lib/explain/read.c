#include "base/base.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/sha256.h"
#include "explain/items.h"

static bool
fail(struct str *what, struct str reason)
{
	*what = reason;
	return false;
}

static const char *
path_of(const char *dir, const char *name)
{
	return str_z(str_format("%s/%s", dir, name));
}

/* TEXT's p is NULL if there is no such file. */
static bool
read_part(const char *path, struct str *text, struct str *what)
{
	*text = (struct str){ NULL, 0 };
	return file_read(path, EXPLAIN_LIMIT, text) || errno == ENOENT || fail(what, str_format("%s: %s", path, strerror(errno)));
}

static struct str
first_word(struct str text)
{
	struct str word = { NULL, 0 };
	str_word(&text, &word);
	return word;
}

/* A lock in the history may have a format that is no longer read. It is unknown then. */
static bool
read_lock(const struct explain_paths *paths, struct explain_state *state, struct str *what)
{
	const char *path = paths->lock != NULL ? paths->lock : path_of(paths->dir, "lock");
	struct str text;
	struct error error;
	if (!read_part(path, &text, what))
		return false;
	state->has_lock = text.p != NULL && lock_parse(text, &state->lock, &error);
	if (text.p != NULL && !state->has_lock && paths->lock != NULL) {
		error.path = path;
		return fail(what, error_str(&error));
	}
	if (!state->has_lock)
		return true;
	explain_add_lock(&state->items, &state->lock);
	explain_add(&state->items, (struct explain_item){ STR("lock"), STR(""), STR(""), sha256_of(text), STR("final") });
	return true;
}

static bool
read_app(const char *dir, struct explain_state *state, struct str *what)
{
	const char *path = path_of(dir, "app.files");
	struct str text;
	if (!read_part(path, &text, what))
		return false;
	state->has_app = text.p != NULL;
	return !state->has_app || explain_add_app(state, text) || fail(what, str_format("%s: not what scibids-hash writes", path));
}

static bool
read_settings(const char *dir, struct explain_state *state, struct str *what)
{
	struct str settings;
	if (!read_part(path_of(dir, "settings"), &settings, what) || !read_part(path_of(dir, "labels"), &state->labels, what))
		return false;
	state->has_settings = settings.p != NULL;
	if (state->has_settings)
		explain_add_settings(&state->items, settings, state->labels);
	return true;
}

static bool
read_summary(const char *dir, struct explain_state *state, struct str *what)
{
	struct str text;
	struct error error;
	if (!read_part(path_of(dir, "image.yaml"), &text, what))
		return false;
	if (text.p != NULL && text.n > 0)
		state->summary = yaml_parse(text, &error);
	if (!read_part(path_of(dir, "way"), &text, what))
		return false;
	str_cut(&text, '\t');
	state->loaded = text.p != NULL && str_eq(str_cut(&text, '\t'), STR("app-layer"));
	return true;
}

static bool
read_fragments(const struct explain_paths *paths, struct explain_state *state, struct str *what)
{
	struct str text;
	if (paths->fragments != NULL ? !explain_fragments(paths, &text, what) : !read_part(path_of(paths->dir, "fragments"), &text, what))
		return false;
	state->has_fragments = text.p != NULL;
	if (state->has_fragments)
		explain_add_fragments(&state->items, text);
	return true;
}

bool
explain_read(const struct explain_paths *paths, struct explain_state *state, struct str *what)
{
	struct str text;
	*state = (struct explain_state){ .has_lock = false };
	if (!read_part(path_of(paths->dir, "key"), &text, what))
		return false;
	state->key = first_word(text);
	if (!read_part(path_of(paths->dir, "Dockerfile"), &text, what))
		return false;
	if (text.p != NULL)
		state->stages = dockerfile_read(text);
	if (!read_lock(paths, state, what) || !read_app(paths->dir, state, what) ||
	    !read_settings(paths->dir, state, what) || !read_summary(paths->dir, state, what) || !read_fragments(paths, state, what))
		return false;
	explain_sort(&state->items);
	return true;
}

/* Adds the regular files in DIR, and in its directories down to DEPTH, except `packages`, which the lock covers. */
static bool
add_files(struct str_list *lines, const char *dir, const char *prefix, int depth, struct str *what)
{
	DIR *handle = opendir(dir);
	struct dirent *entry;
	bool ok = handle != NULL || fail(what, str_format("%s: %s", dir, strerror(errno)));
	while (ok && (entry = readdir(handle)) != NULL) {
		const char *path = path_of(dir, entry->d_name);
		struct str content;
		if (entry->d_name[0] == '.' || strcmp(entry->d_name, "__pycache__") == 0 || strchr(entry->d_name, '\n') != NULL)
			continue;
		if (file_read(path, EXPLAIN_LIMIT, &content))
			str_list_add(lines, str_format("%s%s %.*s", prefix, entry->d_name, STRF(sha256_of(content))));
		else if (errno == EISDIR && depth > 0 && strcmp(entry->d_name, "packages") != 0)
			ok = add_files(lines, path, str_z(str_format("%s%s/", prefix, entry->d_name)), depth - 1, what);
		else if (errno != EISDIR)
			ok = fail(what, str_format("%s: %s", path, strerror(errno)));
	}
	if (handle != NULL)
		closedir(handle);
	return ok;
}

bool
explain_fragments(const struct explain_paths *paths, struct str *text, struct str *what)
{
	struct str_list lines = { NULL, 0, 0 };
	struct text out = { NULL, 0, 0 };
	if (!add_files(&lines, paths->fragments, "", 2, what) ||
	    (paths->user_fragments != NULL && !add_files(&lines, paths->user_fragments, "your/", 0, what)))
		return false;
	str_list_sort(&lines);
	for (size_t i = 0; i < lines.count; i++) {
		struct str line = lines.items[i];
		text_addf(&out, "%.*s %.*s\n", STRF(str_sub(line, line.n - 64, 64)), STRF(str_sub(line, 0, line.n - 65)));
	}
	*text = out.n == 0 ? STR("") : text_str(&out);
	return true;
}
