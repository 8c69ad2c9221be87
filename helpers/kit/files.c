/* A kit as files: listed, verified, carried into the next one, which takes its place. */

#include "base/base.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#ifdef __linux__
#include <sys/syscall.h>
long syscall(long number, ...);
#endif
#include <unistd.h>

#include "base/die.h"
#include "base/file.h"
#include "base/program.h"
#include "base/sha256.h"
#include "kit/manifest.h"
#include "verb.h"

static struct str
read_tree(const char *kit)
{
	struct str text, error;
	if (!manifest_text(kit, &text, &error))
		die(BAD, "%s: %.*s", kit, STRF(error));
	return text;
}

static struct str
read_manifest(const char *kit)
{
	return read_or_die(str_z(str_format("%s/MANIFEST", kit)), MANIFEST_LIMIT);
}

int
kit_manifest(char **arguments)
{
	const char *path = str_z(str_format("%s/MANIFEST", arguments[0]));
	if (!file_replace(path, read_tree(arguments[0])))
		die(BAD, "cannot write %s: %s", path, strerror(errno));
	return DONE;
}

int
kit_verify(char **arguments)
{
	const char *kit = arguments[0];
	struct str_list findings = { NULL, 0, 0 };
	struct str error, wanted = read_manifest(kit);
	if (!manifest_compare(wanted, read_tree(kit), &findings, &error))
		die(BAD, "%s/%.*s", kit, STRF(error));
	for (size_t i = 0; i < findings.count; i++)
		warn("%s: %.*s", kit, STRF(findings.items[i]));
	return findings.count > 0 ? FINDINGS : DONE;
}

/* A hard link is enough: nobody writes into a file of a kit. */
static void
carry_file(const char *kit, const char *new, struct str path)
{
	const char *from = str_z(str_format("%s/%.*s", kit, STRF(path))), *to = str_z(str_format("%s/%.*s", new, STRF(path)));
	size_t name = str_after_last(str_of(to), '/');
	if (!file_make_directory(str_z(str_sub(str_of(to), 0, name - 1))) || !file_link(from, to, 0644))
		die(BAD, "cannot write %s: %s", to, strerror(errno));
}

int
kit_carry(char **arguments)
{
	const char *kit = arguments[0];
	struct manifest manifest;
	struct text carried = { NULL, 0, 0 };
	struct str error, sum;
	int status = DONE;
	if (!manifest_read(read_manifest(kit), &manifest, &error))
		die(BAD, "%s/%.*s", kit, STRF(error));
	for (size_t i = 0; i < manifest.count; i++) {
		struct str path = manifest_path(&manifest, i);
		if (sha256_of_file(str_z(str_format("%s/%.*s", kit, STRF(path))), &sum) && str_eq(sum, manifest_sum(&manifest, i))) {
			carry_file(kit, arguments[1], path);
			text_addf(&carried, "%.*s  %.*s\n", STRF(sum), STRF(path));
			continue;
		}
		warn("%s: %.*s does not match MANIFEST: it is left out", kit, STRF(path));
		status = FINDINGS;
	}
	const char *list = str_z(str_format("%s/MANIFEST", arguments[1]));
	if (!file_make_directory(arguments[1]) || !file_replace(list, text_str(&carried)))
		die(BAD, "cannot write %s: %s", list, strerror(errno));
	return status;
}

/* Where the system can exchange two names, there is a kit at every moment. */
static bool
exchange(const char *a, const char *b)
{
#if defined(__linux__) && defined(SYS_renameat2)
	return syscall(SYS_renameat2, AT_FDCWD, a, AT_FDCWD, b, 2 /* RENAME_EXCHANGE */) == 0;
#else
	(void)a, (void)b;
	errno = ENOSYS;
	return false;
#endif
}

static _Noreturn void
cannot_move(const char *from, const char *to, int error)
{
	die(BAD, "cannot move %s to %s: %s", from, to, strerror(error));
}

static void
must_move(const char *from, const char *to)
{
	if (rename(from, to) != 0)
		cannot_move(from, to, errno);
}

/* By way of a third name. If the new kit cannot take its place, the old one comes back. */
static void
exchange_slowly(const char *new, const char *kit)
{
	const char *old = str_z(str_format("%s.old", kit));
	must_move(kit, old);
	if (rename(new, kit) != 0) {
		int error = errno;
		must_move(old, kit);
		cannot_move(new, kit, error);
	}
	must_move(old, new);
}

int
kit_swap(char **arguments)
{
	const char *new = arguments[0], *kit = arguments[1];
	if (exchange(new, kit))
		return DONE;
	if (errno == EINVAL || errno == ENOSYS)
		exchange_slowly(new, kit);
	else if (errno == ENOENT)
		must_move(new, kit);
	else
		cannot_move(new, kit, errno);
	return DONE;
}
