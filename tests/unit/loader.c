#include "base/base.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "elf/loader.h"
#include "elf_build.h"
#include "tap.h"

/* Each test has a root file system of its own. */
static char top[] = "/tmp/scibids-loader-XXXXXX";
static struct loader_root root;
static struct loader loader;
static int roots;

static const char *
in_root(const char *path)
{
	return str_z(str_format("%s/%d/%s", top, roots, path));
}

static void
make_directories(const char *path)
{
	char *z = str_z(str_of(path));
	for (char *c = z + 1; *c != '\0'; c++)
		if (*c == '/') {
			*c = '\0';
			mkdir(z, 0755);
			*c = '/';
		}
}

static void
file(const char *path, struct str content)
{
	make_directories(in_root(path));
	FILE *to = fopen(in_root(path), "wb");
	if (to == NULL || fwrite(content.p, 1, content.n, to) != content.n || fclose(to) != 0)
		abort();
}

static void
object(const char *path, struct build_spec spec)
{
	file(path, build_elf(&spec));
}

static void
link_to(const char *path, const char *target)
{
	make_directories(in_root(path));
	if (symlink(target, in_root(path)) < 0)
		abort();
}

static void
begin(void)
{
	roots++;
	object("lib/ld-musl-x86_64.so.1", (struct build_spec){ .soname = "libc.musl-x86_64.so.1", .defines = { "malloc", "open" } });
	object("usr/bin/python", (struct build_spec){ .program = true, .interp = "/lib/ld-musl-x86_64.so.1", .rpath = "/opt/python",
	                                              .defines = { "PyList_New" } });
}

/* Loads PATHS, all shipped. */
static void
load(const char *const paths[], bool symbols)
{
	loader_root_open(&root, str_of(in_root("")), symbols);
	struct loader_object *program = loader_root_find(&root, STR("usr/bin/python"));
	loader_open(&loader, &root, program);
	for (size_t i = 0; paths[i] != NULL; i++)
		loader_root_ship(&root, str_of(paths[i]));
	loader_load_all(&loader);
}

#define LOAD(symbols, ...) load((const char *const[]){ __VA_ARGS__, NULL }, symbols)

static struct loader_need *
need_of(const char *path, size_t i)
{
	return &loader_root_find(&root, str_of(path))->needs[i];
}

static void
found(const char *path, size_t i, const char *expected)
{
	struct loader_need *need = need_of(path, i);
	const struct loader_object *at = need->bundled != NULL ? need->bundled : need->outside;
	is(at == NULL ? STR("") : at->path, str_of(expected), "%s loads %s", path, expected);
	ok(need->seen[LOADER_FOUND] == (*expected != '\0'), "and it is%s found", *expected != '\0' ? "" : " not");
}

static void
test_search(void)
{
	begin();
	object("site/a/x.so", (struct build_spec){ .runpath = "$ORIGIN/../a.libs", .needed = { "libone.so", "libsys.so", "libpy.so", "libc.so" } });
	object("site/a.libs/libone.so", (struct build_spec){ .needed = { "libtwo.so" } });
	object("site/a.libs/libtwo.so", (struct build_spec){ .needed = { "libone.so" } });
	object("usr/lib/libsys.so.1", (struct build_spec){ .soname = "libsys.so.1" });
	link_to("usr/lib/libsys.so", "libsys.so.1");
	object("opt/python/libpy.so", (struct build_spec){ .soname = "libpy.so" });
	object("site/b/y.so", (struct build_spec){ .rpath = "$LIB", .runpath = "${ORIGIN}/deep:$ORIGIN", .needed = { "libz.so", "/usr/lib/libsys.so.1", "x/y.so" } });
	object("site/b/libz.so", (struct build_spec){ .soname = NULL });
	object("site/c/z.so", (struct build_spec){ .rpath = "$ORIGIN:$LIB", .needed = { "libz.so", "libfile.so" } });
	object("site/c/libz.so", (struct build_spec){ .soname = NULL });
	object("site/c/libfile.so", (struct build_spec){ .soname = NULL });
	LOAD(false, "site/a.libs/libone.so", "site/a.libs/libtwo.so", "site/a/x.so", "site/b/y.so", "site/b/libz.so", "site/c/z.so");
	found("site/a/x.so", 0, "site/a.libs/libone.so");
	found("site/a/x.so", 1, "usr/lib/libsys.so.1");
	ok(need_of("site/a/x.so", 1)->bundled == NULL, "what is not shipped is not bundled");
	found("site/a/x.so", 2, "opt/python/libpy.so");
	ok(need_of("site/a/x.so", 3)->seen[LOADER_SELF], "libc.so is musl");
	found("site/a.libs/libone.so", 0, "site/a.libs/libtwo.so");
	found("site/a.libs/libtwo.so", 0, "site/a.libs/libone.so");
	ok(!need_of("site/a.libs/libone.so", 0)->seen[LOADER_NONE], "a library is not looked at by itself when another loads it");
	found("site/b/y.so", 0, "site/b/libz.so");
	found("site/b/y.so", 1, "usr/lib/libsys.so.1");
	found("site/b/y.so", 2, "");
	found("site/c/z.so", 0, "");
	found("site/c/z.so", 1, "");
	ok(need_of("site/b/y.so", 0)->name->loaded_as != NULL, "libz.so is known to be loaded by its name");
	ok(need_of("site/c/z.so", 1)->name->loaded_as == NULL, "libfile.so is not");
	ok(root.errors.count == 0 && loader.error == NULL, "no errors");
}

static void
test_default_path(void)
{
	begin();
	object("x.so", (struct build_spec){ .needed = { "libp.so" } });
	object("usr/lib/libp.so", (struct build_spec){ .soname = NULL });
	object("data/lib/libp.so", (struct build_spec){ .soname = NULL });
	file("etc/ld-musl-x86_64.path", STR("/none\nrelative:/data/lib\n"));
	LOAD(false, "x.so");
	found("x.so", 0, "data/lib/libp.so");
	unlink(in_root("etc/ld-musl-x86_64.path"));
	file("etc/ld-musl-x86_64.path", STR(""));
	LOAD(false, "x.so");
	found("x.so", 0, "");
	unlink(in_root("etc/ld-musl-x86_64.path"));
	LOAD(false, "x.so");
	found("x.so", 0, "usr/lib/libp.so");
}

static void
test_links(void)
{
	begin();
	object("x.so", (struct build_spec){ .runpath = "/alias", .needed = { "libin.so", "libout.so", "libloop.so", "libup.so" } });
	link_to("alias", "/usr/lib/sub");
	object("usr/lib/sub/libreal.so", (struct build_spec){ .soname = NULL });
	link_to("usr/lib/sub/libin.so", "/usr/lib/../lib/./sub/libreal.so");
	link_to("usr/lib/sub/libout.so", "/etc/passwd");
	link_to("usr/lib/sub/libloop.so", "libloop.so");
	link_to("usr/lib/sub/libup.so", "../../../../../../../../usr/lib/sub/libreal.so");
	LOAD(false, "x.so");
	found("x.so", 0, "usr/lib/sub/libreal.so");
	found("x.so", 1, "");
	found("x.so", 2, "");
	found("x.so", 3, "usr/lib/sub/libreal.so");
}

static void
test_blocked(void)
{
	begin();
	object("x.so", (struct build_spec){ .runpath = "/one:/two", .needed = { "libarm.so", "libtext.so", "libdir.so" } });
	object("one/libarm.so", (struct build_spec){ .machine = ELF_AARCH64 });
	object("two/libarm.so", (struct build_spec){ .soname = NULL });
	file("one/libtext.so", STR("INPUT(libreal.so)\n"));
	object("two/libtext.so", (struct build_spec){ .soname = NULL });
	LOAD(false, "x.so");
	ok(need_of("x.so", 0)->seen[LOADER_BLOCKED], "an object of another machine ends the search");
	is(need_of("x.so", 0)->blocked->path, STR("one/libarm.so"), "and is known");
	ok(need_of("x.so", 1)->seen[LOADER_BLOCKED], "a linker script as well");
	ok(need_of("x.so", 2)->seen[LOADER_NONE], "nothing there");
}

static size_t
wanted_of(const char *path, struct str *first)
{
	const struct loader_object *o = loader_root_find(&root, str_of(path));
	*first = o->wanted.count > 0 && !o->incomplete ? o->wanted.items[0].name : STR("");
	return o->incomplete ? 99 : o->wanted.count;
}

static void
test_symbols(void)
{
	struct str name;
	begin();
	struct build_spec musl = { .soname = "libc.musl-x86_64.so.1", .defines = { "malloc", "open", "stat" } };
	struct text bytes = { NULL, 0, 0 };
	text_add(&bytes, build_elf(&musl));
	text_add(&bytes, (struct str){ "aio_cancel\0aio_error\0aio_fsync\0open\0fstat\0\0", 43 });
	file("lib/ld-musl-x86_64.so.1", text_str(&bytes));
	object("x.so", (struct build_spec){ .runpath = "/", .needed = { "libd.so" }, .wants = { "PyList_New", "malloc", "open64", "mine", "late" } });
	object("libd.so", (struct build_spec){ .wants = { "late" }, .defines = { "mine" }, .old_hash = true });
	object("late.so", (struct build_spec){ .runpath = "/", .needed = { "libd.so" }, .defines = { "late" } });
	object("chk.so", (struct build_spec){ .wants = { "stat64", "PyGone", "__memcpy_chk" } });
	object("lost.so", (struct build_spec){ .needed = { "libnone.so" }, .wants = { "anything" } });
	object("glibc.so", (struct build_spec){ .needed = { "ld-linux-x86-64.so.2" }, .wants = { "anything" } });
	LOAD(true, "x.so", "libd.so", "late.so", "chk.so", "lost.so", "glibc.so");
	ok(wanted_of("x.so", &name) == 1, "all but one are defined by program, musl and library");
	is(name, STR("late"), "this one is not");
	ok(wanted_of("libd.so", &name) == 0, "one of its users defines what the library wants");
	ok(wanted_of("chk.so", &name) == 3, "nobody defines these");
	is(name, STR("stat64"), "not even musl, whose list lacks stat");
	ok(wanted_of("lost.so", &name) == 99, "with a library missing nothing is said");
	ok(wanted_of("glibc.so", &name) == 1, "but glibc would be no help");
	ok(root.errors.count == 0, "no errors");
}

static void
test_limits(void)
{
	begin();
	for (int i = 0; i < LOADER_OBJECTS + 10; i++)
		object(str_z(str_format("many/lib%d.so", i)), (struct build_spec){ .runpath = "$ORIGIN", .needed = { str_z(str_format("lib%d.so", i + 1)) } });
	LOAD(false, "many/lib0.so");
	is(str_of(loader.error), STR("process of more than 2048 objects"), "a chain without an end is given up");
	begin();
	object("x.so", (struct build_spec){ .runpath = "/", .needed = { "libbad.so" } });
	file("libbad.so", STR("\177ELF\2\1\1"));
	LOAD(false, "x.so");
	ok(root.errors.count == 1, "a broken library is an error");
	is(root.errors.items[0], STR("libbad.so: offset 0x0: ELF header of a file that ends after 7 bytes"), "with file and offset");
}

static void
test_names(void)
{
	static const char *const musl[] = { "libc.so", "libc.musl-x86_64.so.1", "libm.so.6", "libpthread.so.0", "libxnet.so", "ld-musl-armhf.so.1",
		                            "/lib/ld-musl-x86_64.so.1" };
	static const char *const others[] = { "libcrypto.so.3", "libmagic.so.1", "librtmp.so.1", "libutil-1.so", "lib.so", "libp.so", "ld-linux.so.2",
		                              "/usr/lib/libc.so" };
	static const char *const glibc[] = { "libc.so.6", "ld-linux-x86-64.so.2", "/lib64/ld-linux-x86-64.so.2", "libresolv.so.2" };
	for (size_t i = 0; i < COUNT(musl); i++)
		ok(loader_is_musl(str_of(musl[i])), "%s is musl", musl[i]);
	for (size_t i = 0; i < COUNT(others); i++)
		ok(!loader_is_musl(str_of(others[i])), "%s is not musl", others[i]);
	for (size_t i = 0; i < COUNT(glibc); i++)
		ok(loader_is_glibc(str_of(glibc[i])), "%s is glibc's", glibc[i]);
	ok(!loader_is_glibc(STR("libc.so")) && !loader_is_glibc(STR("libz.so.1")), "libc.so and libz.so.1 are not");
}

int
main(void)
{
	if (mkdtemp(top) == NULL)
		return 1;
	test_names();
	test_search();
	test_default_path();
	test_links();
	test_blocked();
	test_symbols();
	test_limits();
	char *remove = str_z(str_format("rm -rf '%s'", top));
	return system(remove) != 0 || tap_end() != 0;
}
