#include "base/base.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/escape.h"
#include "base/file.h"
#include "base/parallel.h"
#include "base/utf8.h"
#include "context/tree.h"

enum { BATCH = 256, FEW = 2 * BATCH };

static int
stat_path(int fd, char *path, size_t n, struct stat *st)
{
	if (fstatat(fd, path, st, AT_SYMLINK_NOFOLLOW) == 0)
		return 0;
	if (errno != ENAMETOOLONG)
		return errno;
	while (n > 0 && path[n] != '/')
		n--;
	path[n] = '\0';
	int dir = tree_open(fd, path, O_RDONLY | O_DIRECTORY);
	int error = dir < 0 || fstatat(dir, path + n + 1, st, AT_SYMLINK_NOFOLLOW) < 0 ? errno : 0;
	if (dir >= 0)
		close(dir);
	return error;
}

static int
stat_entry(void *shared, void *own, size_t i)
{
	struct tree *tree = shared;
	struct tree_entry *entry = &tree->entries[i];
	struct stat st;
	int error = stat_path(tree->fd, own, tree_path(tree, i, own).n, &st);
	if (error == ENOENT)
		entry->kind = TREE_GONE;
	if (error != 0)
		return error == ENOENT ? 0 : error;
	if (tree_kind_of(st.st_mode) != entry->kind)
		return TREE_CHANGED;
	entry->mode = entry->kind == TREE_LINK ? 0 : (uint16_t)(st.st_mode & 07777);
	entry->size = S_ISREG(st.st_mode) ? (uint64_t)st.st_size : 0;
	entry->device = (uint64_t)st.st_dev;
	entry->inode = (uint64_t)st.st_ino;
	entry->mtime = file_mtime(&st);
	entry->ctime = file_ctime(&st);
	entry->special = entry->kind == TREE_CHAR || entry->kind == TREE_BLOCK ? (uint64_t)st.st_rdev : 0;
	return 0;
}

bool
tree_stat(struct tree *tree, struct str *error)
{
	struct parallel job = { .work = stat_entry, .shared = tree, .count = tree->count, .batch = BATCH };
	size_t threads = parallel_threads(tree->count, FEW), failed;
	for (size_t i = 0; i < threads; i++)
		job.own[i] = arena_take(tree->path_max + 1);
	int number = parallel_run(&job, threads, &failed);
	if (number != 0)
		*error = tree_complaint(tree, failed, number);
	return number == 0;
}

void
tree_plain_modes(struct tree *tree)
{
	for (size_t i = 0; i < tree->count; i++) {
		struct tree_entry *entry = &tree->entries[i];
		if (entry->kind == TREE_LINK)
			continue;
		bool executable = entry->kind == TREE_DIR || (entry->mode & 0111) != 0;
		entry->mode = (uint16_t)((executable ? 0755 : 0644) | (entry->mode & 01000));
	}
}

bool
tree_names(const struct tree *tree, struct str *error)
{
	char *path = arena_take(tree->path_max + 1);
	for (size_t i = 0; i < tree->count; i++)
		if (tree->entries[i].kind != TREE_GONE && !utf8_is(tree->entries[i].name)) {
			*error = str_format("%.*s: the name is not UTF-8, and builders refuse it: rename it", STRF(str_escape(tree_path(tree, i, path))));
			return false;
		}
	return true;
}
