#include "base/base.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "elf/loader_root.h"

enum { DEPTH = 128 };

static void
ship(struct loader_root *root, struct str path)
{
	for (size_t i = 0; i < path.n; i++)
		if ((unsigned char)path.p[i] < 0x20 || path.p[i] == 0x7f) {
			loader_root_refuse(root, path, "control character in a file name");
			return;
		}
	struct loader_object *object = loader_root_object(root, path);
	if (!object->is_elf || object->shipped)
		return;
	object->shipped = true;
	arena_reserve(&root->shipped, root->shipped_count, &root->shipped_capacity);
	root->shipped[root->shipped_count++] = object;
}

/* Reads four bytes first, since most files are not ELF. */
static void
look_at(struct loader_root *root, int dir, const char *name, struct str path)
{
	char magic[4];
	int fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	ssize_t got = fd < 0 ? -1 : pread(fd, magic, sizeof(magic), 0);
	if (got < 0)
		loader_root_refuse(root, path, strerror(errno));
	if (fd >= 0)
		close(fd);
	if (got == sizeof(magic) && elf_is((struct str){ magic, sizeof(magic) }))
		ship(root, path);
}

static void walk(struct loader_root *root, int fd, struct str path, int depth);

static void
look_into(struct loader_root *root, int fd, const char *name, struct str path, int depth)
{
	struct stat st;
	if (fstatat(fd, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		loader_root_refuse(root, path, strerror(errno));
	else if (S_ISREG(st.st_mode))
		look_at(root, fd, name, path);
	else if (S_ISDIR(st.st_mode))
		walk(root, openat(fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC), path, depth + 1);
}

/* Owns FD, the directory at PATH, and closes it. */
static void
walk(struct loader_root *root, int fd, struct str path, int depth)
{
	struct dirent *entry;
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	if (dir == NULL || depth > DEPTH) {
		loader_root_refuse(root, path, dir == NULL ? strerror(errno) : "more than 128 directories deep");
		if (dir != NULL)
			closedir(dir);
		return;
	}
	while ((entry = readdir(dir)) != NULL)
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
			struct str name = str_of(entry->d_name);
			look_into(root, fd, entry->d_name, path.n == 0 ? str_of(str_z(name)) : loader_root_join(path, name), depth);
		}
	closedir(dir);
}

void
loader_root_ship(struct loader_root *root, struct str path)
{
	struct str real;
	struct stat st;
	if (!loader_root_real(root, path, &real)) {
		loader_root_refuse(root, path, "no such file below the root");
		return;
	}
	const char *z = root->directory.n == 0 && real.n == 0 ? "/" : str_z(loader_root_join(root->directory, real));
	if (lstat(z, &st) == 0 && S_ISDIR(st.st_mode))
		walk(root, open(z, O_RDONLY | O_DIRECTORY | O_CLOEXEC), real, 0);
	else
		look_at(root, AT_FDCWD, z, real);
}
