/* Says what a kit must have for a lock, and whether it has it. */

#include "base/base.h"

#include <errno.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/die.h"
#include "base/file.h"
#include "base/grammar.h"
#include "base/program.h"
#include "base/sha256.h"
#include "verb.h"
#include "kit/wanted.h"

/* Sets HEAD to the line by which a kit records the lock. */
static void
read_lock(const char *path, struct lock *lock, struct kit_artifacts *artifacts, struct str *head)
{
	struct error error;
	struct str why, text = read_or_die(path, LOCK_LIMIT);
	*head = str_format("lock %.*s", STRF(sha256_of(text)));
	if (!lock_parse(text, lock, &error))
		die_at(path, &error);
	if (!kit_artifacts(lock, artifacts, &why))
		die(BAD, "%s: %.*s", path, STRF(why));
	if (!lock->complete)
		die(STALE, "%s: it has no runtime apks yet: run `make lock`", path);
	if (lock->base_digest.n == 0)
		die(STALE, "%s: it has no digest of %.*s: use an engine that knows digests, and run `make lock-upgrade`", path, STRF(lock->base_image));
}

static void
list_apks(struct text *out, struct str purpose, const struct lock_apks *apks)
{
	for (size_t i = 0; i < apks->count; i++)
		text_addf(out, "apk %.*s %.*s=%.*s %.*s\n", STRF(purpose), STRF(apks->items[i].name), STRF(apks->items[i].version),
		          STRF(apks->items[i].checksum));
}

int
kit_list(char **arguments)
{
	struct lock lock = { 0 };
	struct kit_artifacts artifacts = { NULL, 0, 0 };
	struct text out = { NULL, 0, 0 };
	struct str head;
	read_lock(arguments[0], &lock, &artifacts, &head);
	text_addf(&out, "%.*s\n", STRF(head));
	text_addf(&out, "base %.*s %.*s\n", STRF(lock.base_digest), STRF(kit_base_path(&lock)));
	text_addf(&out, "branch v%.*s %.*s\n", STRF(lock.alpine), STRF(alpine_arch(lock.platform)));
	for (size_t i = 0; i < artifacts.count; i++)
		text_addf(&out, "wheel %.*s %.*s %.*s\n", STRF(artifacts.items[i].name), STRF(artifacts.items[i].file), STRF(artifacts.items[i].sha256));
	list_apks(&out, STR("rootfs"), &lock.runtime);
	if (lock_has_builds(&lock))
		list_apks(&out, STR("toolbox"), &lock.toolbox);
	for (size_t i = 0; i < lock.package_count; i++)
		list_apks(&out, str_format("build-%.*s", STRF(lock.packages[i].name)), &lock.packages[i].build);
	if (!file_replace("-", text_str(&out)))
		die(BAD, "cannot write -: %s", strerror(errno));
	return DONE;
}

/* If the kit has a record of this very lock, it lists everything that the build takes; otherwise take what the lock names. */
static void
paths_of_project(const char *kit, const struct manifest *manifest, struct str head, struct str_list *paths)
{
	struct str text, line;
	for (size_t i = 0; i < manifest->count; i++) {
		struct str path = manifest_path(manifest, i);
		const char *file = str_z(str_format("%s/%.*s", kit, STRF(path)));
		if (!str_starts(path, STR("projects/")) || !file_begins(file, head) || !file_read(file, MANIFEST_LIMIT, &text))
			continue;
		while (str_line(&text, &line))
			if (str_starts(line, STR("file ")))
				str_list_add(paths, str_sub(line, 5, line.n));
		return;
	}
}

int
kit_check(char **arguments)
{
	const char *kit = arguments[0], *path = arguments[1];
	struct lock lock = { 0 };
	struct kit_artifacts artifacts = { NULL, 0, 0 };
	struct manifest manifest;
	struct str_list paths = { NULL, 0, 0 };
	struct str why, sum, head;
	read_lock(path, &lock, &artifacts, &head);
	if (!manifest_read(read_or_die(str_z(str_format("%s/MANIFEST", kit)), MANIFEST_LIMIT), &manifest, &why))
		die(BAD, "%s/%.*s", kit, STRF(why));
	why = kit_lacks(&lock, &artifacts, &manifest, &paths);
	if (why.n > 0)
		die(STALE, "%s: %.*s: run `make scibids-kit KIT=%s` where there is a network", kit, STRF(why), kit);
	paths_of_project(kit, &manifest, head, &paths);
	str_list_unique(&paths);
	for (size_t i = 0; i < paths.count; i++) {
		struct str wanted = manifest_find(&manifest, paths.items[i]);
		if (wanted.n == 0 || !sha256_of_file(str_z(str_format("%s/%.*s", kit, STRF(paths.items[i]))), &sum) || !str_eq(sum, wanted))
			die(STALE, "%s: %.*s does not match MANIFEST: run `make scibids-kit KIT=%s` where there is a network", kit,
			    STRF(paths.items[i]), kit);
	}
	return DONE;
}
