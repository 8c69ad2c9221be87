#include "base/base.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "explain/history.h"

/* The files of a state. Those that make replaces by renaming can be linked. */
static const struct { const char *name; bool linked; } parts[] = {
	{ "Dockerfile", true }, { "app.files", true }, { "key", true },    { "labels", true },
	{ "settings", true },   { "sources", true },   { "image.yaml", true },
};

struct entry {
	struct str name;
	int64_t written; /* nanoseconds since 1970 */
};

struct entries {
	struct entry *items;
	size_t count, capacity;
};

bool
explain_is_key(struct str s)
{
	return s.n >= 12 && s.n <= 64 && str_all_in(s, "0123456789abcdef");
}

static const char *
path_of(const char *dir, struct str name)
{
	return str_z(str_format("%s/%.*s", dir, STRF(name)));
}

static int64_t
written(const char *path)
{
	struct stat st;
	if (stat(path, &st) < 0)
		return -1;
	return file_mtime(&st);
}

static bool
fail(struct str *what, const char *path)
{
	*what = str_format("%s: %s", path, strerror(errno));
	return false;
}

/* Files only: a state has no directories. */
static void
remove_state(const char *dir)
{
	DIR *handle = opendir(dir);
	struct dirent *entry;
	while (handle != NULL && (entry = readdir(handle)) != NULL)
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			unlink(path_of(dir, str_of(entry->d_name)));
	if (handle != NULL)
		closedir(handle);
	rmdir(dir);
}

static bool
write_file(const char *path, struct str content, struct str *what)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	bool ok = fd >= 0 && file_write(fd, content);
	/* Without fsync: the history is worth less than the wait. */
	if ((fd >= 0 && close(fd) < 0) || !ok)
		return fail(what, path);
	return true;
}

/* A missing file is skipped. */
static bool
copy(const char *from, const char *to, bool linked, struct str *what)
{
	bool copied = linked ? file_link(from, to, 0644) : file_copy(from, to, 0644);
	return copied || errno == ENOENT || fail(what, str_z(str_format("%s, copied to %s", from, to)));
}

/* How KEY last got its tag, from the notes in FROM. */
static bool
copy_way(const char *from, const char *to, struct str key, struct str *what)
{
	struct str notes, line, last = { NULL, 0 };
	if (!file_read(from, EXPLAIN_LIMIT, &notes))
		return errno == ENOENT || fail(what, from);
	while (str_line(&notes, &line))
		if (str_starts(line, key) && line.n > key.n && line.p[key.n] == '\t')
			last = line;
	return last.n == 0 || write_file(to, last, what);
}

static bool
write_state(const char *dir, const struct explain_paths *paths, struct str key, struct str *what)
{
	struct str fragments;
	/* If the builder's output was not followed, its summary is an older build's. */
	bool followed = written(path_of(paths->dir, STR("image.yaml"))) >= written(path_of(paths->dir, STR("key")));
	if (!explain_fragments(paths, &fragments, what) || !write_file(path_of(dir, STR("fragments")), fragments, what) ||
	    !copy(paths->lock, path_of(dir, STR("lock")), false, what) ||
	    !copy_way(path_of(paths->dir, STR("way")), path_of(dir, STR("way")), key, what))
		return false;
	for (size_t i = 0; i < COUNT(parts); i++) {
		struct str name = str_of(parts[i].name);
		if ((followed || !str_eq(name, STR("image.yaml"))) &&
		    !copy(path_of(paths->dir, name), path_of(dir, name), parts[i].linked, what))
			return false;
	}
	return true;
}

static int
newest_first(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int order = (x->written < y->written) - (x->written > y->written);
	return order != 0 ? order : str_cmp(x->name, y->name);
}

static struct entries
list(const char *history)
{
	struct entries entries = { NULL, 0, 0 };
	DIR *handle = opendir(history);
	struct dirent *entry;
	while (handle != NULL && (entry = readdir(handle)) != NULL) {
		if (entry->d_name[0] == '.' && (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0))
			continue;
		struct str name = str_of(str_z(str_of(entry->d_name)));
		arena_reserve(&entries.items, entries.count, &entries.capacity);
		entries.items[entries.count++] = (struct entry){ name, written(path_of(history, name)) };
	}
	if (handle != NULL)
		closedir(handle);
	if (entries.count > 0)
		qsort(entries.items, entries.count, sizeof(*entries.items), newest_first);
	return entries;
}

/* Removes the oldest states, and leftovers of killed runs that are older than a minute. */
static void
prune(const char *history)
{
	struct entries entries = list(history);
	size_t kept = 0;
	for (size_t i = 0; i < entries.count; i++) {
		const struct entry *e = &entries.items[i];
		bool is_state = explain_is_key(e->name);
		bool is_left = str_starts(e->name, STR(".")) && e->written < entries.items[0].written - INT64_C(60000000000);
		if ((is_state && ++kept > EXPLAIN_KEPT) || is_left)
			remove_state(path_of(history, e->name));
	}
}

bool
explain_remember(const char *history, const struct explain_paths *paths, struct str *what)
{
	struct str text, key = { NULL, 0 };
	const char *key_path = path_of(paths->dir, STR("key"));
	if (!file_read(key_path, 4096, &text))
		return fail(what, key_path);
	if (!str_word(&text, &key) || !explain_is_key(key)) {
		*what = str_format("%s: no key", key_path);
		return false;
	}
	const char *dir = path_of(history, key), *temporary = str_z(str_format("%s/.%.*s.%ld", history, STRF(key), (long)getpid()));
	if ((mkdir(history, 0755) < 0 && errno != EEXIST) || mkdir(temporary, 0755) < 0)
		return fail(what, history);
	bool ok = write_state(temporary, paths, key, what);
	if (ok) {
		remove_state(dir);
		ok = rename(temporary, dir) == 0 || fail(what, dir);
	}
	if (!ok)
		remove_state(temporary);
	else
		prune(history);
	return ok;
}

struct str
explain_previous(const char *history, struct str key)
{
	struct entries entries = list(history);
	for (size_t i = 0; i < entries.count; i++)
		if (explain_is_key(entries.items[i].name) && !str_eq(entries.items[i].name, key))
			return entries.items[i].name;
	return (struct str){ NULL, 0 };
}
