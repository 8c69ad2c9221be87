#include "base/base.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/die.h"
#include "base/file.h"
#include "base/program.h"

struct str
read_or_die(const char *path, size_t limit)
{
	struct str content;
	if (!file_read(path, limit, &content))
		die(errno == ENOENT ? STALE : BAD, "%s: %s", path, strerror(errno));
	return content;
}

int
open_or_die(const char *path)
{
	int fd = strcmp(path, "-") == 0 ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		die(errno == ENOENT ? STALE : BAD, "%s: %s", path, strerror(errno));
	return fd;
}

void
die_at(const char *path, const struct error *error)
{
	struct error whole = *error;
	if (whole.path == NULL)
		whole.path = path;
	die(whole.missing ? STALE : BAD, "%.*s", STRF(error_str(&whole)));
}
