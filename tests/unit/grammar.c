#include "base/base.h"

#include "base/grammar.h"
#include "tap.h"

static void
check(bool (*valid)(struct str), const char *what, const char *const *good, size_t good_count, const char *const *bad, size_t bad_count)
{
	for (size_t i = 0; i < good_count; i++)
		ok(valid(str_of(good[i])), "%s: good %zu", what, i);
	for (size_t i = 0; i < bad_count; i++)
		ok(!valid(str_of(bad[i])), "%s: bad %zu", what, i);
	ok(!valid((struct str){ "a\0b", 3 }), "%s: a NUL", what);
}

#define CHECK(valid, what) check(valid, what, good, COUNT(good), bad, COUNT(bad))

static void
images(void)
{
	static const char *const good[] = { "python", "python:3.13-alpine3.20", "host:5000/a/b:t",
		                            "a@sha256:0ef61441fb194e91b0f3a6412cf92f33cd7083ae5a157cfd5975e7f846089974" };
	static const char *const bad[] = { "", "-x", "a b", "a:", "a/", "a//b", "a/../b", "a@sha256:12", "a$(id)", "a\nFROM b", "a;b" };
	CHECK(is_image, "image");
}

static void
paths(void)
{
	static const char *const good[] = { ".", "a", "a/b.whl", "pkg_1/+x@2" };
	static const char *const bad[] = { "", "/a", "../a", "a/../b", "a//b", "a/", "-a", "a b", "a\"b", "a,b", "./a", "a\\b" };
	CHECK(is_plain_path, "path");
}

static void
urls(void)
{
	static const char *const good[] = { "https://example.org/a.whl", "ssh://git@example.org/x.git", "http://localhost:8080/a?b=c" };
	static const char *const bad[] = { "", "https://", "ftp://a/b", "https://user:secret@example.org/", "https://a b", "javascript://x",
		                           "https://a\"b", "https://a$(id)" };
	CHECK(is_public_url, "URL");
}

static void
names(void)
{
	static const char *const good[] = { "build-base", "R-dev", "g++", "libstdc++", "7zip", ".python-rundeps", "py3.11" };
	static const char *const bad[] = { "", "-x", "a b", "a;b", "a=1", "--root", "a$b", "so:libx" };
	CHECK(is_apk_name, "apk name");
}

static void
times(void)
{
	static const char *const good[] = { "2026-11-24T23:47:40Z", "2016-12-31T23:59:60Z" };
	static const char *const bad[] = { "", "2026-11-24", "2026-11-24T23:47:40+01:00", "2026-11-24T23:47:40Z ", "x026-11-24T23:47:40Z",
		                           "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-01-32T00:00:00Z", "2026-01-00T00:00:00Z",
		                           "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z", "2026-01-01T00:00:61Z", "2026-01-01 00:00:00Z" };
	CHECK(is_timestamp, "time");
}

static void
projects(void)
{
	static const char *const good[] = { "a", "scikit-learn", "7zip" };
	static const char *const bad[] = { "", "-a", "a-", "a--b", "A", "a_b", "a.b", "x; rm -rf /" };
	CHECK(is_project_name, "normalised name");
}

int
main(void)
{
	images();
	paths();
	urls();
	names();
	times();
	projects();
	is(alpine_arch(STR("linux/arm64")), STR("aarch64"), "Alpine's name of an architecture");
	is(alpine_arch(STR("windows/amd64")), STR(""), "and none for what it does not run on");
	ok(timestamp_seconds(STR("1970-01-01T00:00:00Z")) == 0, "seconds: the epoch");
	ok(timestamp_seconds(STR("2000-02-29T23:59:59Z")) == 951868799, "seconds: a leap day");
	ok(timestamp_seconds(STR("2026-03-01T00:00:00Z")) == 1772323200, "seconds: the first of March");
	ok(timestamp_seconds(STR("2100-03-01T00:00:00Z")) == 4107542400, "seconds: a century without a leap day");
	ok(timestamp_seconds(STR("1969-12-31T23:59:59Z")) == -1, "seconds: before the epoch");
	static const char *const local[] = { ".", "pkg", "../up", "../../a/b", "b\xc3\xbc" "cher", "my lib", "my~lib", "a,b\"c" };
	static const char *const foreign[] = { "", "/etc", "a/../b", "a//b", "./a", "a/.", "a\nb", "a\x7f", "\xff", "a\xc2\x85" };
	for (size_t i = 0; i < COUNT(local); i++)
		ok(is_local_path(str_of(local[i])), "a path of the project: %s", local[i]);
	for (size_t i = 0; i < COUNT(foreign); i++)
		ok(!is_local_path(str_of(foreign[i])), "none: %zu", i);
	return tap_end();
}
