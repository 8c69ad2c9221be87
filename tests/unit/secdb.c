#include "base/base.h"

#include "audit/secdb.h"
#include "base/arena.h"
#include "tap.h"

static void
ids(const char *text, const char *expected)
{
	struct str_list list = { NULL, 0, 0 };
	struct text joined = { NULL, 0, 0 };
	secdb_ids(str_of(text), &list);
	for (size_t i = 0; i < list.count; i++)
		text_addf(&joined, "%s%.*s", i > 0 ? " " : "", STRF(list.items[i]));
	is(text_str(&joined), str_of(expected), "ids of '%s'", text);
}

static void
affects(const char *version, const char *fixed, int expected)
{
	int got = secdb_affects(str_of(fixed), str_of(version));
	ok(got == expected, "%s, fixed in %s: %d (got %d)", version, fixed, expected, got);
}

static struct secdb
read_text(const char *text, bool rejections, bool expected)
{
	struct secdb secdb;
	struct error error = { .what = "" };
	struct error yaml_error;
	struct yaml *root = yaml_parse(str_of(text), &yaml_error);
	ok(root != NULL && secdb_is_rejections(root) == rejections && secdb_is(root) != rejections, "recognised");
	ok((rejections ? secdb_read_rejections : secdb_read)(root, &secdb, &error) == expected, "read: %s", error.what);
	return secdb;
}

int
main(void)
{
	/* As real files have them. */
	ids("CVE-2019-14904", "CVE-2019-14904");
	ids("CVE-2017-12122 TALOS-2017-0488", "CVE-2017-12122+TALOS-2017-0488");
	ids("CVE-2018-3620   XSA-273", "CVE-2018-3620+XSA-273");
	ids("CVE-2017-5753 CVE-2017-5715 CVE-2017-5754 XSA-254 XPTI", "CVE-2017-5715+XSA-254 CVE-2017-5753+XSA-254 CVE-2017-5754+XSA-254");
	ids("CVE-2024-22195 GHSA-h5c8-rqwp-cp95", "CVE-2024-22195+GHSA-h5c8-rqwp-cp95");
	ids("CVE-2018-10103 (SMB - partially fixed, but SMB printing disabled)", "CVE-2018-10103");
	ids("CVE_2019-2426", "CVE-2019-2426");
	ids("CVE 2018-16859", "CVE-2018-16859");
	ids("CVE2025-48379", "CVE-2025-48379");
	ids("CVE-2019-19451.patch", "CVE-2019-19451");
	ids("CVE-2017-17434-1", "CVE-2017-17434");
	ids("CVE-\?\?\?\?-\?\?\?\?\?  XSA-284", "XSA-284");
	ids("wnpa-sec-2017-18", "wnpa-sec-2017-18");
	ids("ALPINE-13661", "ALPINE-13661");
	ids("", "");
	ids("fixed, at last", "");

	affects("1.2.11-r3", "1.2.11-r4", 1);
	affects("1.2.11-r4", "1.2.11-r4", 0);
	affects("1.2.11_rc1-r9", "1.2.11-r0", 1);
	affects("0.1-r0", "0", 0);
	affects("18.09.6-r5", "18.09.7", 1);
	affects("0.8.21-r1", "0.8.21.r2", 1);
	affects("0.8.21-r2", "0.8.21.r2", 0);
	affects("4.8.0-r0", "4.8.0.-r1", 1);
	affects("1.10-r0", "1.11-20-r0", 1);
	affects("1.12-r0", "1.11-20-r0", 0);
	affects("1.11.20-r0", "1.11-20-r0", -1);
	affects("nonsense", "1.0-r0", -1);
	affects("1.2_foo-r0", "1.3-r0", 1);
	affects("1.2_foo-r0", "1.2-r0", -1);

	struct secdb s = read_text("distroversion: v3.6\nreponame: main\npackages:\n- pkg:\n    name: heimdal\n    secfixes:\n      7.4.0-r0:\n"
	                           "      '0': [CVE-2017-1]\n      7.4.0-r2:\n      - CVE-2017-17439\n      - nothing\n"
	                           "- pkg: {name: empty, secfixes: null}\n", false, true);
	ok(s.count == 1 && s.packages[0].count == 2, "lists that are null are empty");
	is(s.packages[0].fixes[0].version, STR("0"), "version 0 is kept");
	ok(s.notes.count == 1, "what names no vulnerability is noted");
	s = read_text("{\"packages\": null, \"distroversion\": \"edge\", \"reponame\": \"community\"}", false, true);
	is(s.branch, STR("edge"), "no packages at all");
	read_text("distroversion: v3.6\nreponame: main\npackages: [{pkg: {name: x, secfixes: {1-r0: CVE-2017-1}}}]\n", false, false);
	read_text("distroversion: v3.6\nreponame: main\npackages: [{pkg: {name: 'x; y', secfixes: {}}}]\n", false, false);
	read_text("distroversion: v3.6\nreponame: main\npackages: [{pkg: {name: x, secfixes: {'1 2': []}}}]\n", false, false);
	s = read_text("openssl:\n  - CVE-2007-5536\n  - CVE-2018-16395\nlibressl:\n", true, true);
	ok(s.count == 2 && s.branch.n == 0 && s.packages[0].fixes[0].ids.count == 2, "rejections are of all branches");
	return tap_end();
}
