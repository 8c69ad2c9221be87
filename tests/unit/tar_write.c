#include "base/base.h"

#include "base/arena.h"
#include "base/sha256.h"
#include "image/tar_write.h"
#include "tap.h"

static struct str
times(char c, size_t count)
{
	char *p = arena_take(count + 1);
	memset(p, c, count);
	return (struct str){ p, count };
}

/* The headers are those of Go's archive/tar (1.26), whose digests these are. */
static void
header(const char *what, struct tar_entry entry, const char *digest)
{
	struct text out = { NULL, 0, 0 };
	entry.mtime = 315532800;
	entry.mode = entry.type == TAR_LINK ? 0777 : entry.type == TAR_DIR ? 0755 : 0644;
	tar_add_header(&out, &entry);
	ok(out.n % TAR_BLOCK == 0, "%s: whole blocks", what);
	is(sha256_of(text_str(&out)), str_of(digest), "%s", what);
}

static void
path(const char *what, struct str path, uint64_t size, const char *digest)
{
	bool directory = path.p[path.n - 1] == '/';
	header(what, (struct tar_entry){ .path = path, .type = directory ? TAR_DIR : TAR_FILE, .size = size }, digest);
}

static void
link_to(const char *what, struct str target, const char *digest)
{
	header(what, (struct tar_entry){ .path = STR("app/link"), .type = TAR_LINK, .target = target }, digest);
}

int
main(void)
{
	struct str d90 = times('d', 90), d200 = times('d', 200), f60 = times('f', 60), f200 = times('f', 200), e99 = times('e', 99);
	path("a directory", STR("app/"), 0, "b6a6509fc184d5218a4f9716a6cd5c0b7e0dded8f2a9cd4edefe3c71aeb4199d");
	path("a file", STR("app/main.py"), 13, "a3c8fbb622bf4c8ab5ba876deb05ffe0eb00093f2141ee661d50e94761b5be9d");
	path("a name that is too long", str_format("app/%.*s", STRF(times('n', 97))), 1,
	     "f939c42e63141347ba1051bc1d67be71f3ffcc4c67458a3adca3f5be08a4a650");
	path("a path that can be cut", str_format("app/%.*s/%.*s", STRF(d90), STRF(f60)), 1,
	     "de7e5385ae408e62693bd06582bec8acce92adaf606d91075b21f7ccbc5c485e");
	path("a directory's as well", str_format("app/%.*s/%.*s/", STRF(d90), STRF(e99)), 0,
	     "2bf79ffe9fcfb9eeb9fb133170da00de5710218b88cae6c05fa2da98b5d8c049");
	path("a directory that cannot be cut", str_format("app/%.*s/", STRF(times('d', 156))), 0,
	     "d136c3811505459065a7f30c58ff1d74cbac4f29c9e73efa5002857276f42ab1");
	path("letters beyond ASCII", STR("app/\303\251/\303\274.py"), 2, "7ed6225c7ff67e6ec94cd6240c0f460c974195dc14bc5197824987e082b1a878");
	link_to("a link as long as the field", times('t', 100), "4dddd86bd8b5e59a48bd17552c6c29f8f110688fef868fdbebac4d927fc0bb1e");
	link_to("a longer one", times('t', 101), "f18eada8b949f0bbcd4f0921d8703d123f605992037e4b2bb7aa0528ea2fb327");
	link_to("one beyond ASCII", STR("\303\237"), "4a171317c92f86f71406ee76337981dc056553caf8eb9a1b2eb7fe9e6ba90fdc");
	path("the largest file of eleven digits", STR("app/large"), 8589934591, "841ab57636359f637cb3166963f054c739da6b4640ad183436f623ee5dce45b7");
	path("a larger one", STR("app/larger"), 8589934592, "8264a6d3c7538d30fd63b9c290445867cd631d5f9f2fc24ba456c95c5c46d6aa");
	path("parts that are too long", str_format("app/%.*s/%.*s", STRF(d200), STRF(f200)), 0,
	     "d9ba6060f7034460753f4a394e7baaea039d21aa828d101b2c65a39a452cc755");
	path("a line feed", STR("app/new\nline"), 3, "aaa244cd0352449ff843fc472a3bb80a1fe170b175d9ea86d216734fac2c6051");
	ok(tar_padding(0) == 0 && tar_padding(1) == 511 && tar_padding(512) == 0 && tar_padding(513) == 511, "padding");
	return tap_end();
}
