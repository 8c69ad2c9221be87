#include "base/base.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdlib.h>

#include "apk/closure.h"
#include "apk/index.h"
#include "apk/nearest.h"
#include "base/arena.h"
#include "tap.h"

static const char packages[] =
	"C:Q1abc=\nP:libpq\nV:15.5-r0\nA:x86_64\nS:10\nI:20\nT:PostgreSQL client library\nU:https://example.org/\nL:PostgreSQL\n"
	"o:postgresql15\nm:A B <a@example.org>\nt:1700000000\nc:0123abcd\nD:so:libc.musl-x86_64.so.1\n"
	"p:so:libpq.so.5=5.15 pc:libpq=15.5\nr:postgresql-libs\nq:5\nk:7\n\n"
	"P:musl\nV:1.2.4-r2\np:so:libc.musl-x86_64.so.1=1\n\n"
	"P:busybox\nV:1.36-r1\nD:so:libc.musl-x86_64.so.1\np:cmd:busybox=1.36-r1\n\n"
	"P:busybox-binsh\nV:1.36-r1\nD:busybox=1.36-r1\np:/bin/sh cmd:sh=1.36-r1\nk:100\n\n"
	"P:dash-binsh\nV:0.5-r0\np:/bin/sh cmd:sh=0.5-r0\nk:60\n\n"
	"P:docs\nV:1-r0\n\n"
	"P:libpq-doc\nV:15.5-r0\ni:docs libpq=15.5-r0\n\n"
	"P:db1\nV:1-r0\np:db-dev\n\nP:db2\nV:2-r0\np:db-dev\n\n"
	"P:single\nV:1-r0\np:only\n\n"
	"P:bison\nV:3-r0\np:cmd:yacc=3-r0\nD:!byacc\n\nP:byacc\nV:1-r0\np:cmd:yacc=1-r0\nD:!bison\n\n"
	"P:broken\nV:1-r0\nD:nosuch\n\n"
	"P:top\nV:1-r0\nD:/bin/sh cmd:yacc so:libpq.so.5>5\n\n"
	"P:newer\nV:1-r0\nX:what only a later apk knows\n\n"
	"P:wants-newer\nV:1-r0\nD:newer\n\n"
	"P:lua5.2\nV:5.2-r0\np:lua\nk:1\n\nP:lua5.4\nV:5.4-r0\np:lua\nk:9\n\nP:rocks\nV:1-r0\nD:lua lua5.2\n\n";

static const char second[] = "P:libpq\nV:16.1-r0\np:so:libpq.so.5=5.16\n\nP:musl\nV:1.2.4-r2\np:so:libc.musl-x86_64.so.1=1\n\n";

static struct apkindex
index_of(const char *text)
{
	struct apkindex index = { .tools = APK_TOOLS_2 };
	struct error error = { .what = "" };
	ok(apkindex_add_text(&index, str_of(text), false, "test", &error), "read (%s)", error.what);
	return index;
}

static void
refuses(struct str text, int line, const char *what)
{
	struct apkindex index = { .tools = APK_TOOLS_2 };
	struct error error = { .what = "" };
	ok(!apkindex_add_text(&index, text, false, "test", &error), "refused: %s", what);
	is(str_of(error.what), str_of(what), "reason: %s", what);
	ok(error.line == line, "line %d (got %d)", line, error.line);
}

/* Which package apk installs for WORD; `choice`: none by itself. */
static void
provides(struct apkindex *index, const char *word, const char *expected)
{
	struct apk_closure closure;
	struct apk_dependency d;
	struct str_list words = { NULL, 0, 0 };
	struct str got = STR("none");
	if (!apk_dependency_parse(str_of(word), &d))
		abort();
	str_list_add(&words, str_of(word));
	apkindex_closure(index, &words, &closure);
	if (closure.problems.count > 0)
		got = str_find_str(closure.problems.items[0], STR("chooses no provider")) < closure.problems.items[0].n ? STR("choice") : STR("none");
	const struct apk_name *name = apkindex_providers(index, d.name);
	for (const struct apk_provider *p = name == NULL ? NULL : name->first; p != NULL; p = p->next)
		for (size_t i = 0; i < closure.count; i++)
			if (closure.apks[i] == p->apk)
				got = str_format("%.*s-%.*s", STRF(p->apk->name), STRF(p->apk->version));
	is(got, str_of(expected), "%s is %s", word, expected);
}

/* WORDS without and EXPECTED with the versions, or the problems. */
static void
closes(struct apkindex *index, const char *words, const char *expected)
{
	struct apk_closure closure;
	struct str_list list = { NULL, 0, 0 };
	struct str rest = str_of(words), word;
	struct text text = { NULL, 0, 0 };
	while (str_word(&rest, &word))
		str_list_add(&list, word);
	apkindex_closure(index, &list, &closure);
	for (size_t i = 0; i < closure.problems.count; i++)
		text_addf(&text, "%s%.*s", text.n == 0 ? "" : "; ", STRF(closure.problems.items[i]));
	for (size_t i = 0; closure.problems.count == 0 && i < closure.count; i++)
		text_addf(&text, "%s%.*s", text.n == 0 ? "" : " ", STRF(closure.apks[i]->name));
	is(text_str(&text), str_of(expected), "closure of %s", words);
}

static void
fields(void)
{
	struct apkindex index = index_of(packages);
	const struct apk *a = apkindex_find(&index, STR("libpq"));
	ok(a != NULL && a->line == 1 && a->size == 10 && a->installed_size == 20 && a->build_time == 1700000000, "numbers");
	ok(a->provider_priority == 7 && a->replaces_priority == 5 && !a->unsupported, "priorities");
	is(a->version, STR("15.5-r0"), "V");
	is(a->arch, STR("x86_64"), "A");
	is(a->checksum, STR("Q1abc="), "C");
	is(a->description, STR("PostgreSQL client library"), "T");
	is(a->url, STR("https://example.org/"), "U");
	is(a->license, STR("PostgreSQL"), "L");
	is(a->origin, STR("postgresql15"), "o");
	is(a->maintainer, STR("A B <a@example.org>"), "m");
	is(a->commit, STR("0123abcd"), "c");
	is(a->replaces, STR("postgresql-libs"), "r");
	is(a->provides, STR("so:libpq.so.5=5.15 pc:libpq=15.5"), "p");
	is(apkindex_find(&index, STR("libpq-doc"))->install_if, STR("docs libpq=15.5-r0"), "i");
	ok(apkindex_find(&index, STR("newer"))->unsupported, "an unknown capital letter");
	ok(apkindex_find(&index, STR("cmd:sh")) == NULL && apkindex_find(&index, STR("nosuch")) == NULL, "no package of that name");
	ok(apkindex_providers(&index, STR("cmd:sh"))->count == 2 && apkindex_providers(&index, STR("nosuch")) == NULL, "providers");
}

static void
choices(void)
{
	struct apkindex index = index_of(packages);
	struct error error;
	provides(&index, "so:libpq.so.5", "libpq-15.5-r0");
	provides(&index, "/bin/sh", "busybox-binsh-1.36-r1");
	provides(&index, "cmd:sh", "busybox-binsh-1.36-r1");
	provides(&index, "cmd:sh<1", "dash-binsh-0.5-r0");
	provides(&index, "cmd:yacc", "bison-3-r0");
	provides(&index, "db-dev", "choice");
	provides(&index, "only", "choice");
	provides(&index, "db-dev>1", "none");
	provides(&index, "newer", "none");
	provides(&index, "nosuch", "none");
	ok(apkindex_add_text(&index, STR(second), false, "second", &error), "a second index");
	provides(&index, "libpq", "libpq-16.1-r0");
	provides(&index, "libpq~15", "libpq-15.5-r0");
	provides(&index, "musl", "musl-1.2.4-r2");
	struct apk_closure closure;
	struct str_list words = { NULL, 0, 0 };
	str_list_add(&words, STR("musl"));
	apkindex_closure(&index, &words, &closure);
	ok(closure.count == 1 && closure.apks[0]->source == 0, "of equals the first index's");
	is(apkindex_find(&index, STR("libpq"))->version, STR("16.1-r0"), "the highest version");
}

static void
closures(void)
{
	struct apkindex index = index_of(packages);
	closes(&index, "libpq", "libpq musl");
	closes(&index, "so:libpq.so.5", "libpq musl");
	closes(&index, "libpq docs", "docs libpq libpq-doc musl");
	closes(&index, "libpq docs !libpq-doc", "docs libpq musl");
	closes(&index, "top", "bison busybox busybox-binsh libpq musl top");
	closes(&index, "top byacc", "busybox busybox-binsh byacc libpq musl top");
	closes(&index, "rocks", "lua5.2 rocks");
	closes(&index, "lua", "lua5.4");
	closes(&index, "", "");
	closes(&index, "nosuch", "nosuch: no package provides it (asked for)");
	closes(&index, "db-dev", "db-dev: apk chooses no provider by itself, name one of db1, db2 (asked for)");
	closes(&index, "db-dev db2", "db2");
	closes(&index, "db-dev>1", "db1-1-r0: excluded by db-dev>1 (asked for)");
	closes(&index, "only", "only: apk chooses no provider by itself, name one of single (asked for)");
	closes(&index, "only single", "single");
	closes(&index, "broken", "broken-1-r0: its dependency nosuch cannot be met; nosuch: no package provides it (needed by broken-1-r0)");
	closes(&index, "wants-newer", "newer: no package provides it (needed by wants-newer-1-r0); wants-newer-1-r0: its dependency newer cannot be met");
	closes(&index, "libpq>99", "libpq-15.5-r0: excluded by libpq>99 (asked for)");
	closes(&index, "bison byacc", "bison-3-r0: conflicts with byacc; byacc-1-r0: conflicts with bison; "
	                              "byacc-1-r0: conflicts with bison-3-r0, both provide cmd:yacc");
	closes(&index, "libpq !musl", "libpq-15.5-r0: its dependency so:libc.musl-x86_64.so.1 cannot be met; musl-1.2.4-r2: excluded by !musl (asked for)");
	closes(&index, "a=;b", "'a=;b' is neither a package nor a dependency");
}

/* Records of Alpine 3.18 as they are. */
static void
real(void)
{
	struct apkindex index = { .tools = APK_TOOLS_2 };
	struct error error;
	ok(apkindex_add(&index, "tests/fuzz/seeds/apkindex/subset.APKINDEX", &error), "Alpine's own records");
	provides(&index, "so:libpq.so.5", "libpq-15.5-r0");
	provides(&index, "cmd:psql", "postgresql15-client-15.5-r0");
	provides(&index, "pc:libpq", "libpq-dev-15.5-r0");
	provides(&index, "/bin/sh", "busybox-binsh-1.36.1-r5");
	provides(&index, "postgresql-dev", "postgresql15-dev-15.5-r0");
	provides(&index, "lua", "lua5.4-5.4.6-r0");
	provides(&index, "libpq>15", "libpq-15.5-r0");
	closes(&index, "libpq docs", "docs libcrypto3 libpq libssl3 man-pages mandoc mandoc-doc musl zlib zlib-doc");
	closes(&index, "bison byacc no-such-thing !musl",
	       "bison-3.8.2-r1: conflicts with byacc-20230219-r1, both provide cmd:yacc; bison-3.8.2-r1: its dependency so:libc.musl-x86_64.so.1 cannot be met; "
	       "byacc-20230219-r1: conflicts with bison; m4-1.4.19-r3: its dependency so:libc.musl-x86_64.so.1 cannot be met; "
	       "musl-1.2.4-r2: excluded by !musl (asked for); no-such-thing: no package provides it (asked for)");
}

static void
two_indexes(void)
{
	static const char main_index[] = "P:app\nV:1-r0\nD:so:lib.so.1\n\nP:lib\nV:1-r0\np:so:lib.so.1=1\n\n";
	static const char community[] = "P:lib-fork\nV:9-r0\np:so:lib.so.1=1\n\n";
	struct error error;
	struct apkindex index = index_of(main_index), other = index_of(community);
	ok(apkindex_add_text(&index, STR(community), false, "community", &error), "main, then community");
	closes(&index, "app", "app lib");
	ok(apkindex_add_text(&other, STR(main_index), false, "main", &error), "the other way round");
	closes(&other, "app", "app lib-fork");
}

static void
cycle_and_chain(void)
{
	struct apkindex index = index_of("P:a\nV:1\nD:b\n\nP:b\nV:1\nD:c !x\n\nP:c\nV:1\nD:a\n\nP:x\nV:1\n\n");
	closes(&index, "a", "a b c");
	/* What install_if adds has its say before another package's dependency is decided. */
	index = index_of("P:browser\nV:1\nD:libs\n\nP:icu\nV:1\nD:libs\n\nP:libs\nV:1\nD:data=1\n\nP:data-en\nV:1\nk:100\np:data=1\n\n"
	                 "P:data-full\nV:1\nk:10\np:data=1\n\nP:intl\nV:1\ni:browser=1 icu\nD:data-full\n\n");
	closes(&index, "browser", "browser data-en libs");
	closes(&index, "browser icu", "browser data-full icu intl libs");
	struct text text = { NULL, 0, 0 };
	for (int i = 0; i < 100000; i++)
		text_addf(&text, "P:p%d\nV:1\nD:p%d\n\n", i, i + 1);
	text_addf(&text, "P:p100000\nV:1\n\n");
	struct apk_closure closure;
	struct str_list words = { NULL, 0, 0 };
	struct apkindex chain = { .tools = APK_TOOLS_2 };
	struct error error;
	str_list_add(&words, STR("p0"));
	ok(apkindex_add_text(&chain, text_str(&text), false, "chain", &error), "a chain");
	apkindex_closure(&chain, &words, &closure);
	ok(closure.count == 100001 && closure.problems.count == 0, "of 100,001 packages (got %zu)", closure.count);
}

/* Every package provides what every package needs: gives up, soon. */
static void
entangled(void)
{
	struct text text = { NULL, 0, 0 };
	for (int i = 0; i < 5000; i++)
		text_addf(&text, "P:p%d\nV:1\np:x=%d c%d=1 c=2\nD:x>0 c%d y\ni:x p%d\n\n", i, i, i % 3, i % 5, i / 2);
	struct apkindex index = { .tools = APK_TOOLS_2 };
	struct error error;
	struct apk_closure closure;
	struct str_list words = { NULL, 0, 0 };
	str_list_add(&words, STR("x"));
	ok(apkindex_add_text(&index, text_str(&text), false, "test", &error), "a tangle");
	apkindex_closure(&index, &words, &closure);
	ok(str_list_has(&closure.problems, STR("too many packages that exclude each other")), "is given up");
}

static void
malformed(void)
{
	refuses(STR("P:a\nV:1\n\nP:b\nfoo\n"), 5, "'foo' is not a field of a package record");
	refuses(STR("P:a\n\n"), 1, "a record without a version (V:)");
	refuses(STR("\n\nV:1\nT:x\n\n"), 3, "a record without a name (P:)");
	refuses(STR("P:a\nP:b\nV:1\n"), 2, "field 'P:' twice in one record");
	refuses(STR("P:a\nV:1\nD:x\nD:y\n"), 4, "field 'D:' twice in one record");
	refuses(STR("P:a;b\nV:1\n"), 1, "'a;b' is not a package name");
	refuses(STR("P:-a\nV:1\n"), 1, "'-a' is not a package name");
	refuses(STR("P:\nV:1\n"), 1, "'' is not a package name");
	refuses(STR("P:a\nV:1 2\n"), 2, "'1 2' is not a version");
	refuses(STR("P:a\nV:1\nS:-1\n"), 3, "'-1' is not a number");
	refuses(STR("P:a\nV:1\nk:18446744073709551616\n"), 3, "'18446744073709551616' is not a number");
	refuses(STR("P:a\nV:1\nD:b <1\n"), 3, "'<1' is not a dependency");
	refuses(STR("P:a\nV:1\np:b>1\n"), 3, "'b>1' is not a name that a package can provide");
	refuses(STR("P:a\nV:1\np:!b\n"), 3, "'!b' is not a name that a package can provide");
	size_t n = (size_t)8 * 1024 * 1024;
	char *gigantic = arena_take(n);
	memset(gigantic, 'x', n);
	memcpy(gigantic, "P:", 2);
	struct apkindex index = { .tools = APK_TOOLS_2 };
	struct error error;
	ok(!apkindex_add_text(&index, (struct str){ gigantic, n }, false, "test", &error), "a line of 8 MB");
}

/* Writes bytes through libarchive into the arena. */
static struct str
written(struct str bytes, const char *member, bool compressed)
{
	size_t room = bytes.n + 65536, used = 0;
	char *p = arena_take(room);
	struct archive *a = archive_write_new();
	struct archive_entry *entry = archive_entry_new();
	if (compressed) {
		archive_write_set_format_raw(a);
		archive_write_add_filter_gzip(a);
	} else
		archive_write_set_format_ustar(a);
	archive_write_set_bytes_in_last_block(a, 1);
	archive_write_open_memory(a, p, room, &used);
	archive_entry_set_filetype(entry, AE_IFREG);
	archive_entry_set_perm(entry, 0644);
	archive_entry_set_pathname(entry, member);
	archive_entry_set_size(entry, (la_int64_t)bytes.n);
	archive_write_header(a, entry);
	archive_write_data(a, bytes.p, bytes.n);
	archive_write_close(a);
	archive_write_free(a);
	archive_entry_free(entry);
	return (struct str){ p, used };
}

/* An APKINDEX.tar.gz, whose tar header says SIZE bytes whatever there is. */
static struct str
archive_of(struct str text, const char *member, uint64_t size)
{
	struct str tar = written(text, member, false);
	char *header = str_z(str_sub(tar, 0, 512));
	unsigned sum = 0;
	memcpy(header + 124, str_format("%011llo", (unsigned long long)size).p, 12);
	memset(header + 148, ' ', 8);
	for (size_t i = 0; i < 512; i++)
		sum += (unsigned char)header[i];
	memcpy(header + 148, str_format("%06o", sum).p, 7);
	struct text whole = { NULL, 0, 0 };
	text_add(&whole, (struct str){ header, 512 });
	text_add(&whole, str_sub(tar, 512, tar.n));
	return written(text_str(&whole), "tar", true);
}

static void
refuses_archive(struct str bytes, const char *what)
{
	struct error error = { .what = "" };
	struct str text;
	ok(!apk_text_of(bytes, "test", &text, &error), "refused: %s", what);
	ok(str_starts(str_of(error.what), str_of(what)), "reason: %s (got %s)", what, error.what);
}

static void
archives(void)
{
	struct error error;
	struct str text, good = archive_of(STR(packages), "APKINDEX", sizeof(packages) - 1);
	ok(apk_text_of(good, "test", &text, &error) && str_eq(text, STR(packages)), "an archive");
	refuses_archive(archive_of(STR(packages), "OTHER", sizeof(packages) - 1), "no member APKINDEX in it");
	refuses_archive(archive_of(STR(packages), "APKINDEX", (uint64_t)300 << 20), "unpacks to more than 256 MB");
	refuses_archive(archive_of(STR(packages), "OTHER", (uint64_t)300 << 20), "more than 256 MB before the member APKINDEX");
	refuses_archive(str_sub(good, 0, good.n / 2), "not an APKINDEX.tar.gz: ");
	refuses_archive(STR("\x1f\x8b"), "not an APKINDEX.tar.gz: ");
	refuses_archive(STR("ADBd\x01"), "an index in the format of apk-tools 3 (ADB)");
	refuses_archive((struct str){ "P:a\n\0", 5 }, "a NUL byte");
	ok(!apk_text_read("/nonexistent/APKINDEX.tar.gz", &text, &error) && error.missing, "a file that is not there");
	ok(!apk_text_read("/", &text, &error) && !error.missing, "a directory");
}

static void
hints(void)
{
	struct apkindex index = index_of("P:libpq-dev\nV:1\np:so:libpq.so.5=5\n\nP:yaml-dev\nV:1\n\nP:postgresql\nV:1\n\nP:ab\nV:1\n\nP:ac\nV:1\n\nP:aaaaaaaa\nV:1\n\n");
	is(apkindex_hint(&index, STR("lipbq-dev")), STR("did you mean libpq-dev?"), "swapped letters");
	is(apkindex_hint(&index, STR("libyaml-dev")), STR("did you mean yaml-dev?"), "another distribution's lib");
	is(apkindex_hint(&index, STR("postgres")), STR("did you mean postgresql?"), "the end is missing");
	is(apkindex_hint(&index, STR("so:libpq.so.6")), STR("did you mean so:libpq.so.5?"), "another SONAME");
	is(apkindex_hint(&index, STR("ad")), STR("did you mean ab or ac?"), "two are as near");
	is(apkindex_hint(&index, STR("quite-different")), STR(""), "nothing is near");
	is(apkindex_hint(&index, STR("")), STR(""), "nothing at all");
	char longest[300];
	memset(longest, 'a', sizeof(longest));
	is(apkindex_hint(&index, (struct str){ longest, sizeof(longest) }), STR(""), "no name is that long");
}

static void
installed(void)
{
	static const char database[] = "C:Q1abc=\nP:a\nV:1-r0\nL:MIT\no:a-src\np:so:liba.so.1=1.2 cmd:a=1-r0\nF:etc\nM:0:42:2750\nR:a.conf\na:0:0:600\n"
	                               "Z:Q1xyz=\nF:\nR:top\nF:usr/lib\n\nP:.virtual\nV:0\nD:a\n\nP:b\nV:2-r3\nt:12\n\n";
	struct apkindex index = { .tools = APK_TOOLS_2 };
	struct error error;
	ok(apkindex_add_text(&index, STR(database), true, "db", &error) && index.count == 3, "installed: three packages");
	const struct apk *a = apkindex_find(&index, STR("a"));
	is(a->origin, STR("a-src"), "installed: origin");
	is(a->license, STR("MIT"), "installed: license");
	is(a->checksum, STR("Q1abc="), "installed: checksum");
	ok(str_starts(a->files, STR("F:etc\nM:0:42:2750\n")) && str_ends(str_trim(a->files), STR("F:usr/lib")), "installed: the lines of its files");
	is(apkindex_providers(&index, STR("so:liba.so.1"))->first->version, STR("1.2"), "installed: a provided name");
	ok(apkindex_find(&index, STR("b"))->build_time == 12 && apkindex_find(&index, STR("b"))->files.p == NULL, "installed: one without files");
}

int
main(void)
{
	installed();
	fields();
	choices();
	closures();
	real();
	two_indexes();
	cycle_and_chain();
	entangled();
	malformed();
	archives();
	hints();
	arena_reset();
	return tap_end();
}
