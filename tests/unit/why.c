/* What scibids-why makes of a log: reading it, the messages that it knows, and where it looks for what they lack. */
#include "base/base.h"

#include "tap.h"
#include "why/advice.h"

static const char index_text[] =
	"C:Q1\nP:libpq-dev\nV:15-r0\no:postgresql15\nk:15\nD:libpq=15-r0\np:pc:libpq=15 cmd:pg_config=15-r0\n\n"
	"C:Q1\nP:postgresql-bdr-dev\nV:9-r0\nD:x\np:cmd:pg_config=9-r0\n\n"
	"C:Q1\nP:krb5-dev\nV:1-r0\np:cmd:krb5-config=1-r0\n\nC:Q1\nP:heimdal-dev\nV:7-r0\np:cmd:krb5-config=7-r0\n\n"
	"C:Q1\nP:lz4-libs\nV:1-r0\np:so:liblz4.so.1=1\n\nC:Q1\nP:lz4-dev\nV:1-r0\nD:lz4-libs=1-r0\n\n"
	"C:Q1\nP:llvm9-dev\nV:9-r0\n\nC:Q1\nP:llvm16-dev\nV:16-r0\n\nC:Q1\nP:llvm-static-dev\nV:16-r0\n\n"
	"C:Q1\nP:linux-headers\nV:6-r0\np:pc:linux=6\n\nC:Q1\nP:openblas-dev\nV:0-r0\n\nC:Q1\nP:cargo\nV:1-r0\n\n"
	"C:Q1\nP:geos-dev\nV:3-r0\n\nC:Q1\nP:py3-numpy-dev\nV:1-r0\n\n";

static struct apkindex
an_index(void)
{
	struct apkindex index = { 0 };
	struct error error;
	ok(apkindex_add_text(&index, STR(index_text), false, "APKINDEX", &error), "the index of this test is read");
	return index;
}

static void
test_messages(void)
{
	static const struct {
		const char *line, *name;
		enum why_kind kind;
	} cases[] = {
		{ "Modules/common.h:15:10: fatal error: lber.h: No such file or directory", "lber.h", WHY_HEADER },
		{ "x.c:1:10: fatal error: 'sys/cdefs.h' file not found", "sys/cdefs.h", WHY_HEADER },
		{ "/usr/bin/ld: cannot find -lpq: No such file or directory", "pq", WHY_LIBRARY },
		{ "/usr/bin/ld: cannot find -lpq", "pq", WHY_LIBRARY },
		{ "ld: error: unable to find library -lpq", "pq", WHY_LIBRARY },
		{ "Package libpq was not found in the pkg-config search path.", "libpq", WHY_PKGCONFIG },
		{ "Package 'libffi', required by 'virtual:world', not found", "libffi", WHY_PKGCONFIG },
		{ "../meson.build:31:12: ERROR: Dependency \"cairo\" not found (tried pkg-config)", "cairo", WHY_PKGCONFIG },
		{ "Could NOT find ZLIB (missing: ZLIB_LIBRARY)", "ZLIB", WHY_CMAKE },
		{ "  Could not find a package configuration file provided by \"Arrow\" with any of", "Arrow", WHY_CMAKE },
		{ "FileNotFoundError: [Errno 2] No such file or directory: '/usr/bin/pg_config'", "pg_config", WHY_PROGRAM },
		{ "/bin/sh: krb5-config: not found", "krb5-config", WHY_PROGRAM },
		{ "./build.sh: line 18: cmake: not found", "cmake", WHY_PROGRAM },
		{ "Error: pg_config executable not found.", "pg_config", WHY_PROGRAM },
		{ "ModuleNotFoundError: No module named 'numpy.core'", "numpy", WHY_MODULE },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct why_finding finding;
		size_t k = 0;
		while (k < why_pattern_count && (why_patterns[k].kind != cases[i].kind ||
		                                 !why_match(&why_patterns[k], str_trim(str_of(cases[i].line)), &finding)))
			k++;
		is(k < why_pattern_count ? finding.names[0] : STR("no match"), str_of(cases[i].name), "%s", cases[i].line);
	}
}

static void
test_no_messages(void)
{
	static const char *const lines[] = { "fatal error: ", "cannot find -l", "fatal error: ../x.h: No such file or directory", "",
		                             "ModuleNotFoundError: No module named ''", "sh: the: not found" };
	for (size_t i = 0; i < COUNT(lines); i++) {
		struct why_finding finding;
		size_t hits = 0;
		for (size_t k = 0; k < why_pattern_count; k++)
			hits += why_match(&why_patterns[k], str_of(lines[i]), &finding);
		ok(hits == 0, "nothing is made of '%s'", lines[i]);
	}
}

static void
test_patterns(void)
{
	for (size_t i = 0; i < why_pattern_count; i++) {
		const struct why_pattern *p = &why_patterns[i];
		struct why_action action;
		if (p->kind != WHY_FIXED || (p->note != NULL && p->answer != NULL && why_action_read(str_of(p->answer), &action)))
			continue;
		ok(false, "the answer of '%s' can be read", p->text);
	}
	ok(why_pattern_count > 50, "all answers can be read");
}

static struct str
first_of(enum why_kind kind, const char *name, const struct why_table *table, const struct why_contents *contents)
{
	static struct apkindex index;
	static const struct str_list none = { NULL, 0, 0 };
	struct why_candidates found;
	if (index.count == 0)
		index = an_index();
	struct why_places places = { &index, table, contents, &none };
	why_search(&places, kind, str_of(name), &found);
	return found.count > 0 ? found.at[0].apk : STR("");
}

static void
test_search(void)
{
	struct why_table table = { NULL, 0, 0 };
	struct error error;
	struct why_file files[] = { { STR("geos-dev"), STR("usr/include/geos/geom.h") } };
	struct why_contents none = { .count = 0 }, some = { files, 1, 1, 1, 0 };
	ok(why_table_read(STR("# comment\n\ncmake\tLLVM\tbuild llvm*-dev\tLLVM\nheader\tmpi/*\tbuild absent|lz4-dev\tx\n"), &table, &error),
	   "a table is read");
	is(first_of(WHY_PROGRAM, "pg_config", &table, &none), STR("libpq-dev"), "of several providers the one with a priority");
	is(first_of(WHY_PROGRAM, "krb5-config", &table, &none), STR("krb5-dev"), "of several providers the one with the likelier name");
	is(first_of(WHY_LIBRARY, "lz4", &table, &none), STR("lz4-dev"), "a library's -dev package, by the shared object and what depends on it");
	is(first_of(WHY_CMAKE, "llvm", &table, &none), STR("llvm16-dev"), "the highest of several versions");
	is(first_of(WHY_HEADER, "mpi/x.h", &table, &none), STR("lz4-dev"), "the first alternative that there is");
	is(first_of(WHY_HEADER, "openblas/cblas.h", &table, &none), STR("openblas-dev"), "a header, by its directory");
	is(first_of(WHY_HEADER, "geom.h", &table, &some), STR("geos-dev"), "a header, by a package's contents");
	is(first_of(WHY_HEADER, "eom.h", &table, &some), STR(""), "but not by a part of its name");
	is(first_of(WHY_PKGCONFIG, "linux", &table, &none), STR(""), "not what is in every toolbox");
	is(first_of(WHY_HEADER, "py3-numpy.h", &table, &none), STR(""), "not what belongs to another interpreter");
	is(first_of(WHY_WORD, "libgeos-dev", &table, &none), STR("geos-dev"), "another distribution's name");
}

static void
test_table(void)
{
	static const char *const wrong[] = { "header\tx.h\tbuild x\n", "thing\tx\tbuild x\ty\n", "header\tx.h\tadd x\ty\n",
		                             "header\tx.h\tbuild\ty\n", "header\tx.h\tnone x\ty\n", "header\t\tnone\ty\n",
		                             "header\tx.h\tnone\ty\tz\n", "header" };
	for (size_t i = 0; i < COUNT(wrong); i++) {
		struct why_table table = { NULL, 0, 0 };
		struct error error = { .what = "nothing" };
		ok(!why_table_read(str_of(wrong[i]), &table, &error) && error.line == 1, "refused: %s", error.what);
	}
}

static const char build_log[] = "#1 [internal] load build definition\n#1 DONE 0.0s\n"
				"#5 [build-lz4 1/3] RUN --mount=type=bind apk add --no-cache lz4-dev=1-r0 swig=4-r1\n#5 DONE 1.0s\n"
				"#6 [build-other 2/3] RUN make\n#6 0.1 fatal error: other.h: No such file or directory\n#6 CANCELED\n"
				"#7 [build-lz4 3/3] RUN install-packages\n#7 1.234 error: Failed to build `lz4==4.4.5`\n"
				"#7 2.5   \x1b[31mx.c:1: fatal error: libpq-fe.h: No such file or directory\x1b[0m\n"
				"#7 ERROR: process \"/bin/sh -c install-packages\" did not complete successfully: exit code: 1\n";

static void
test_log(void)
{
	struct why_log log;
	struct why_findings findings;
	why_log_read(STR(build_log), STR(""), &log);
	ok(log.failed, "a failed step is seen");
	is(log.package, STR("lz4"), "its package");
	is(log.version, STR("4.4.5"), "and version");
	ok(log.installed.count == 2 && str_list_has(&log.installed, STR("swig")), "what its stage was given");
	why_find(&log, &findings);
	ok(findings.count == 1, "other steps' lines do not count (%zu)", findings.count);
	is(findings.count == 0 ? STR("") : findings.items[0].names[0], STR("libpq-fe.h"), "escape sequences do not hide the message");
	ok(findings.count == 1 && findings.items[0].line->number == 10, "its line is known");
	why_log_read(STR("  Building wheel for x\n  ERROR: Failed building wheel for Foo_Bar\n"), STR(""), &log);
	is(log.package, STR("foo-bar"), "pip's words are understood");
	why_log_read(STR("error: Failed to build `a==1`\ncause: Failed to build `b==2`\n"), STR(""), &log);
	is(log.package, STR("a"), "the outer build has the record");
	is(log.inner, STR("b"), "what failed inside is told");
}

static void
test_advice(void)
{
	struct apkindex index = an_index();
	struct why_table table = { NULL, 0, 0 };
	struct why_contents none = { .count = 0 };
	struct why_log log;
	struct why_findings findings;
	struct record_needs record = { 0 };
	str_list_add(&record.build, STR("swig"));
	record.given = 1u << RECORD_BUILD;
	why_log_read(STR(build_log), STR(""), &log);
	why_find(&log, &findings);
	struct why_places places = { &index, &table, &none, &log.installed };
	struct why_advice advice = why_advise(&places, &log, &findings);
	is(advice.what, STR("header libpq-fe.h is missing"), "what is missing is said");
	struct str line = why_advice_line(&advice, &log, &record, "x.log");
	ok(str_find_str(line, STR("`build: [libpq-dev, swig]`")) < line.n, "what the record had stays: %.*s", STRF(line));
}

static void
test_names(void)
{
	is(why_apk_name(STR("x/libxml2-dev-2.9.14-r0.apk")), STR("libxml2-dev"), "the name in a file's name");
	is(why_apk_name(STR("a-r0.apk")), STR(""), "no version, no name");
	is(why_apk_name(STR("a-1-r0.tar")), STR(""), "no .apk, no name");
}

int
main(void)
{
	test_messages();
	test_no_messages();
	test_patterns();
	test_search();
	test_table();
	test_log();
	test_advice();
	test_names();
	return tap_end();
}
