#include "base/base.h"

#include <errno.h>
#include <string.h>

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
