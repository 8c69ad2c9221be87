/* Reads a root file system on disk without following its links. */

#include "base/base.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/sha256.h"
#include "image/fs.h"

struct walk {
	struct fs *fs;
	struct str what;
};

static bool
fail(struct walk *w, struct str path, struct str why)
{
	w->what = str_format("'%.*s': %.*s", STRF(path), STRF(why));
	return false;
}

/* Closes FD. */
static bool
sum_content(struct walk *w, int fd, struct str path, struct fs_entry *entry)
{
	static char block[256 * 1024];
	struct sha256 *sum = sha256_begin();
	ssize_t got;
	while ((got = read(fd, block, sizeof(block))) > 0)
		sha256_add(sum, (struct str){ block, (size_t)got });
	entry->sha256 = sha256_end(sum);
	close(fd);
	return got == 0 || fail(w, path, str_of(strerror(errno)));
}

static bool
read_content(struct walk *w, int directory, const char *name, struct str path, uint64_t size, struct fs_entry *entry)
{
	int fd = openat(directory, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return fail(w, path, str_of(strerror(errno)));
	if (!fs_wants(w->fs, path))
		return sum_content(w, fd, path, entry);
	if (size > FS_FILE_LIMIT || w->fs->kept + size > FS_KEPT_LIMIT) {
		close(fd);
		return fail(w, path, STR("larger than such a file can be"));
	}
	char *p = arena_take((size_t)size + 1);
	size_t n = 0;
	ssize_t got = 1;
	while (n < size && got > 0) {
		got = read(fd, p + n, (size_t)size - n);
		n += got > 0 ? (size_t)got : 0;
	}
	close(fd);
	if (got < 0)
		return fail(w, path, str_of(strerror(errno)));
	fs_keep(w->fs, path, (struct str){ p, n }, entry);
	return true;
}

static bool
read_link(struct walk *w, int directory, const char *name, struct str path, struct str *link)
{
	char target[FS_PATH_LIMIT];
	ssize_t n = readlinkat(directory, name, target, sizeof(target));
	if (n < 0)
		return fail(w, path, str_of(strerror(errno)));
	*link = str_of(str_z((struct str){ target, (size_t)n }));
	return true;
}

static bool read_directory(struct walk *w, int fd, struct str path);

static bool
read_entry(struct walk *w, int directory, const char *name, struct str path)
{
	struct stat st;
	struct fs_entry entry = { .kind = FS_OTHER };
	struct str why;
	if (fstatat(directory, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return fail(w, path, str_of(strerror(errno)));
	if (S_ISREG(st.st_mode))
		entry.kind = FS_FILE;
	else if (S_ISDIR(st.st_mode))
		entry.kind = FS_DIRECTORY;
	else if (S_ISLNK(st.st_mode))
		entry.kind = FS_SYMLINK;
	entry.size = S_ISREG(st.st_mode) ? (uint64_t)st.st_size : 0;
	if (entry.kind == FS_FILE && (w->fs->sums || fs_wants(w->fs, path)) &&
	    !read_content(w, directory, name, path, (uint64_t)st.st_size, &entry))
		return false;
	if (entry.kind == FS_SYMLINK && !read_link(w, directory, name, path, &entry.link))
		return false;
	if (!fs_add(w->fs, 0, path, entry, &why))
		return fail(w, path, why);
	if (entry.kind != FS_DIRECTORY)
		return true;
	int fd = openat(directory, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	return fd < 0 ? fail(w, path, str_of(strerror(errno))) : read_directory(w, fd, path);
}

/* Takes over FD. */
static bool
read_directory(struct walk *w, int fd, struct str path)
{
	DIR *dir = fdopendir(fd);
	struct dirent *entry;
	bool ok = true;
	if (dir == NULL) {
		close(fd);
		return fail(w, path, str_of(strerror(errno)));
	}
	while (ok && (entry = readdir(dir)) != NULL) {
		struct str name = str_of(entry->d_name);
		if (!str_eq(name, STR(".")) && !str_eq(name, STR("..")))
			ok = read_entry(w, dirfd(dir), entry->d_name, path.n == 0 ? str_of(str_z(name)) : str_format("%.*s/%.*s", STRF(path), STRF(name)));
	}
	closedir(dir);
	return ok;
}

bool
fs_read_root(struct fs *fs, const char *path, struct str *what)
{
	struct walk w = { .fs = fs };
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		w.what = str_of(strerror(errno));
	else if (read_directory(&w, fd, (struct str){ NULL, 0 })) {
		fs_settle(fs, (const int[]){ 0 });
		return true;
	}
	*what = w.what;
	return false;
}
