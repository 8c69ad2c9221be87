#include "base/base.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"

static int64_t
nanoseconds(const struct timespec *time)
{
	return time->tv_sec * INT64_C(1000000000) + time->tv_nsec;
}

#ifdef __APPLE__
#define TIME(st, which) (&(st)->st_##which##timespec)
#else
#define TIME(st, which) (&(st)->st_##which##tim)
#endif

int64_t
file_mtime(const struct stat *st)
{
	return nanoseconds(TIME(st, m));
}

int64_t
file_ctime(const struct stat *st)
{
	return nanoseconds(TIME(st, c));
}

int64_t
file_now(void)
{
	struct timespec time;
	return clock_gettime(CLOCK_REALTIME, &time) < 0 ? 0 : nanoseconds(&time);
}

static bool
read_all(int fd, size_t limit, struct str *content)
{
	struct stat st;
	size_t capacity = 64 * 1024, n = 0;
	if (fstat(fd, &st) < 0)
		return false;
	if (S_ISDIR(st.st_mode)) {
		errno = EISDIR;
		return false;
	}
	if (S_ISREG(st.st_mode) && st.st_size >= 0 && (uintmax_t)st.st_size < limit)
		capacity = (size_t)st.st_size + 1;
	char *p = arena_take(capacity);
	for (;;) {
		if (n > limit) {
			errno = EFBIG;
			return false;
		}
		if (n == capacity) {
			p = arena_grow(p, n, arena_next(capacity), 1);
			capacity = arena_next(capacity);
		}
		ssize_t got = read(fd, p + n, capacity - n);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return false;
		if (got == 0)
			break;
		n += (size_t)got;
	}
	*content = (struct str){ p, n };
	return true;
}

bool
file_read(const char *path, size_t limit, struct str *content)
{
	if (strcmp(path, "-") == 0)
		return read_all(STDIN_FILENO, limit, content);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	bool ok = read_all(fd, limit, content);
	int error = errno;
	close(fd);
	errno = error;
	return ok;
}

bool
file_exists(const char *path)
{
	return access(path, F_OK) == 0;
}

bool
file_write(int fd, struct str content)
{
	while (content.n > 0) {
		ssize_t put = write(fd, content.p, content.n);
		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return false;
		content = str_sub(content, (size_t)put, content.n);
	}
	return true;
}

bool
file_copy(const char *from, const char *to, mode_t mode)
{
	static char bytes[256 * 1024];
	int in = open(from, O_RDONLY | O_CLOEXEC), out = in < 0 ? -1 : open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	bool ok = out >= 0;
	for (ssize_t n = 1; ok && n != 0;) {
		n = read(in, bytes, sizeof(bytes));
		ok = n < 0 ? errno == EINTR : file_write(out, (struct str){ bytes, (size_t)n });
	}
	int error = errno;
	if (in >= 0)
		close(in);
	if (out >= 0 && close(out) < 0 && ok) {
		ok = false;
		error = errno;
	}
	if (out >= 0 && !ok)
		unlink(to);
	errno = error;
	return ok;
}

bool
file_link(const char *from, const char *to, mode_t mode)
{
	return linkat(AT_FDCWD, from, AT_FDCWD, to, AT_SYMLINK_FOLLOW) == 0 || file_copy(from, to, mode);
}

bool
file_begins(const char *path, struct str text)
{
	struct stat st;
	char *begin = arena_take(text.n + 1);
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	bool same = fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && read(fd, begin, text.n + 1) == (ssize_t)text.n + 1 &&
	            begin[text.n] == '\n' && str_eq((struct str){ begin, text.n }, text);
	if (fd >= 0)
		close(fd);
	return same;
}

/* Is PATH a file with this content, which others cannot read unless MODE lets them? */
static bool
is_in_place(const char *path, struct str content, mode_t mode)
{
	struct stat st;
	struct str old;
	return lstat(path, &st) == 0 && S_ISREG(st.st_mode) && ((mode & 0077) != 0 || (st.st_mode & 0077) == 0) &&
	       (uintmax_t)st.st_size == content.n && file_read(path, content.n, &old) && str_eq(old, content);
}

#if !defined(O_TMPFILE) && defined(__O_TMPFILE)
#define O_TMPFILE __O_TMPFILE
#endif

/* A file in PATH's directory that has no name yet, so that nothing of it stays if the process is killed. -1 where there are no such. */
static int
open_unnamed(const char *path)
{
#ifdef O_TMPFILE
	const char *slash = strrchr(path, '/');
	size_t n = slash == NULL ? 0 : (size_t)(slash - path) + 1;
	if (access("/proc/self/fd", X_OK) == 0)
		return open(str_z(str_format("%.*s.", (int)n, path)), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
#endif
	(void)path;
	return -1;
}

static bool
take_place(const char *temporary, const char *path)
{
	if (rename(temporary, path) == 0)
		return true;
	int error = errno;
	unlink(temporary);
	errno = error;
	return false;
}

/* Gives it the name PATH by way of one that no file has. A process killed in between leaves that name behind. */
static bool
name_file(int fd, const char *path)
{
	const char *unnamed = str_z(str_format("/proc/self/fd/%d", fd));
	for (int number = (int)getpid(), last = number + 100; number < last; number++) {
		const char *temporary = str_z(str_format("%s.%d.tmp", path, number));
		if (linkat(AT_FDCWD, unnamed, AT_FDCWD, temporary, AT_SYMLINK_FOLLOW) == 0)
			return take_place(temporary, path);
		if (errno != EEXIST)
			return false;
	}
	return false;
}

static bool
write_whole(int fd, struct str content, mode_t mode, bool sync)
{
	return file_write(fd, content) && fchmod(fd, mode) == 0 && (!sync || fsync(fd) == 0);
}

static bool
replace_by_unnamed(int fd, const char *path, struct str content, mode_t mode, bool sync)
{
	bool ok = write_whole(fd, content, mode, sync) && name_file(fd, path);
	int error = errno;
	close(fd);
	errno = error;
	return ok;
}

static bool
replace(const char *path, struct str content, mode_t mode, bool sync)
{
	if (strcmp(path, "-") == 0)
		return file_write(STDOUT_FILENO, content);
	struct stat st;
	/* A device or a pipe cannot be replaced by rename: /dev/stdout, /dev/full. */
	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode)) {
		int fd = open(path, O_WRONLY | O_CLOEXEC);
		bool ok = fd >= 0 && file_write(fd, content);
		return fd >= 0 && close(fd) == 0 && ok;
	}
	if (is_in_place(path, content, mode))
		return true;
	int unnamed = open_unnamed(path);
	if (unnamed >= 0)
		return replace_by_unnamed(unnamed, path, content, mode, sync);
	char *temporary = str_z(str_format("%s.XXXXXX", path));
	int fd = mkstemp(temporary);
	if (fd < 0)
		return false;
	bool ok = write_whole(fd, content, mode, sync);
	int error = errno;
	if (close(fd) < 0 && ok) {
		ok = false;
		error = errno;
	}
	if (ok)
		return take_place(temporary, path);
	unlink(temporary);
	errno = error;
	return false;
}

bool
file_replace(const char *path, struct str content)
{
	return replace(path, content, 0644, true);
}

bool
file_replace_cache(const char *path, struct str content)
{
	return replace(path, content, 0644, false);
}

bool
file_replace_private(const char *path, struct str content)
{
	return replace(path, content, 0600, true);
}

bool
file_make_directory(const char *path)
{
	char *part = str_z(str_of(path));
	if (mkdir(part, 0777) == 0 || errno == EEXIST)
		return true;
	for (char *slash = part; errno == ENOENT && (slash = strchr(slash + 1, '/')) != NULL;) {
		*slash = '\0';
		if (mkdir(part, 0777) < 0 && errno != EEXIST)
			return false;
		errno = ENOENT;
		*slash = '/';
	}
	return errno == ENOENT && (mkdir(part, 0777) == 0 || errno == EEXIST);
}
