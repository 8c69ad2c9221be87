#include "base/base.h"

#include <stdlib.h>

#include "apk/index.h"
#include "apk/installed.h"
#include "base/arena.h"
#include "tap.h"

static const char database[] =
	"C:Q1abc=\nP:a\nV:1-r0\nL:MIT\no:a-src\np:so:liba.so.1=1.2 cmd:a=1-r0\nF:etc\nM:0:42:2750\nR:a.conf\na:0:0:600\nZ:Q1xyz=\nF:\nR:top\n"
	"F:usr/lib\n\nP:.virtual\nV:0\nD:a\n\nP:b\nV:2-r3\nt:12\n\n";

static void
refuses(const char *files, int line, const char *what)
{
	struct apkindex index = { .tools = APK_TOOLS_2 };
	struct error error;
	struct apk_file file;
	struct str text = str_format("P:a\nV:1\n%s\n\n", files);
	int got = 1;
	if (!apkindex_add_text(&index, text, true, "db", &error)) {
		ok(0, "%s: read (%s)", what, error.what);
		return;
	}
	struct apk_files it = apk_files_of(index.apks[0], "db");
	while (got > 0)
		got = apk_files_next(&it, &file, &error);
	ok(got < 0, "refused: %s", what);
	is(str_of(got < 0 ? error.what : ""), str_of(what), "reason: %s", what);
	ok(got < 0 && error.line == line, "line %d (got %d)", line, got < 0 ? error.line : 0);
}

static void
real(const char *name, size_t packages, size_t files)
{
	struct apkindex index = { .tools = APK_TOOLS_2 };
	const char *shared = getenv("SCIBIDS_SHARED");
	struct str path = str_format("%s/data/installed/%s", shared == NULL ? "../shared" : shared, name);
	struct error error;
	struct apk_file file;
	size_t count = 0;
	if (!apkindex_add_installed(&index, path.p, &error)) {
		ok(error.missing, "%s # skip no %s", name, path.p);
		return;
	}
	for (size_t i = 0; i < index.count; i++) {
		struct apk_files it = apk_files_of(index.apks[i], path.p);
		int got;
		while ((got = apk_files_next(&it, &file, &error)) > 0)
			count += file.name.p != NULL;
		if (got < 0)
			ok(0, "%s:%d: %s", error.path, error.line, error.what);
	}
	ok(index.count == packages, "%s: %zu packages", name, index.count);
	ok(count == files, "%s: %zu files", name, count);
}

int
main(void)
{
	struct apkindex index = { .tools = APK_TOOLS_2 };
	struct error error;
	struct apk_file file;
	ok(apkindex_add_text(&index, STR(database), true, "db", &error) && index.count == 3, "three packages");
	const struct apk *a = apkindex_find(&index, STR("a"));
	ok(a != NULL && a->files_line == 7, "files begin in line 7");
	is(a->origin, STR("a-src"), "origin");
	is(a->license, STR("MIT"), "license");
	is(a->checksum, STR("Q1abc="), "checksum");
	is(apkindex_providers(&index, STR("so:liba.so.1"))->first->version, STR("1.2"), "a provided name");
	ok(apkindex_find(&index, STR("b"))->build_time == 12 && apkindex_find(&index, STR("b"))->files.p == NULL, "one without files");
	struct apk_files it = apk_files_of(a, "db");
	ok(apk_files_next(&it, &file, &error) == 1 && file.name.p == NULL && file.owned && file.gid == 42 && file.mode == 02750, "a directory");
	is(file.directory, STR("etc"), "its name");
	ok(apk_files_next(&it, &file, &error) == 1 && file.owned && file.mode == 0600, "a file with its mode");
	is(file.name, STR("a.conf"), "its name");
	is(file.directory, STR("etc"), "its directory");
	is(file.checksum, STR("Q1xyz="), "its checksum");
	ok(apk_files_next(&it, &file, &error) == 1 && file.directory.n == 0 && !file.owned, "the root");
	ok(apk_files_next(&it, &file, &error) == 1 && file.checksum.p == NULL, "a file without a checksum");
	ok(apk_files_next(&it, &file, &error) == 1 && apk_files_next(&it, &file, &error) == 0, "the last directory, and the end");
	it = apk_files_of(apkindex_find(&index, STR("b")), "db");
	ok(apk_files_next(&it, &file, &error) == 0, "no files");

	refuses("F:../etc", 3, "'../etc' is no directory below the root");
	refuses("F:/etc", 3, "'/etc' is no directory below the root");
	refuses("F:etc/", 3, "'etc/' is no directory below the root");
	refuses("F:etc\nR:a/b", 4, "'a/b' is no file name");
	refuses("F:etc\nR:..", 4, "'..' is no file name");
	refuses("F:etc\nR:", 4, "'' is no file name");
	refuses("F:etc\nM:0:0:9", 4, "'0:0:9' is not UID:GID:MODE");
	refuses("F:etc\nR:x\na:0:0", 5, "'0:0' is not UID:GID:MODE");
	refuses("F:etc\na:0:0:644", 4, "a line that belongs to no file: F: or R: comes before M:, a: and Z:");
	refuses("F:etc\nR:x\nnonsense", 5, "a line that belongs to no file: F: or R: comes before M:, a: and Z:");
	real("minirootfs-3.20.3-x86_64.installed", 14, 107);
	real("alpine-3.18-proot-x86_64.installed", 310, 8392);
	arena_reset();
	return tap_end();
}
