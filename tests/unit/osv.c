#include "base/base.h"

#include "audit/advisory.h"
#include "audit/osv.h"
#include "base/arena.h"
#include "tap.h"

static const char *const head = "id: PYSEC-1\nmodified: 2024-10-08T19:19:01.400873Z\naliases: [CVE-2024-1]\ndetails: |\n  first\n  second\n";

static bool
read_text(const char *text, struct osv *osv, struct error *error)
{
	struct error yaml_error;
	struct yaml *root = yaml_parse(str_of(text), &yaml_error);
	ok(root != NULL, "the test's own YAML is read");
	return osv_read(root, osv, error);
}

/* An advisory of one Python package with that range; through the compiled file, as it will be read. */
static void
range(const char *affected, struct osv *osv, struct osv_affected *compiled)
{
	struct error error = { 0 };
	struct advisory_build build = { .pypi = 0 };
	struct advisories advisories;
	struct str what, line, rest;
	bool read = read_text(str_format("%saffected:\n- package: {ecosystem: PyPI, name: Jw.Util_x}\n%s", head, affected).p, osv, &error);
	ok(read, "read: %s", error.what == NULL ? "without an error" : error.what);
	advisory_add_osv(&build, osv);
	ok(advisory_parse(advisory_text(&build, STR("2024-10-10T00:00:00Z")), &advisories, &what), "compiled");
	rest = advisory_find(&advisories, STR("p jw-util-x "));
	ok(str_line(&rest, &line) && advisory_read(line, osv, compiled), "found by its normalised name");
}

static void
affects(const struct osv_affected *affected, const char *version, const char *expected)
{
	struct str fixed;
	bool got = osv_affects(affected, str_of(version), &fixed);
	is(got ? fixed.n > 0 ? fixed : STR("yes") : STR("no"), str_of(expected), "%s: %s", version, expected);
}

static void
test_ranges(void)
{
	struct osv osv;
	struct osv_affected a;
	range("  ranges:\n  - type: ECOSYSTEM\n    events:\n    - introduced: '5.1'\n    - fixed: 5.1.1\n    - introduced: 4.0\n    - fixed: 4.10\n", &osv, &a);
	affects(&a, "3.9", "no");
	affects(&a, "4.0", "4.10");
	affects(&a, "4.9", "4.10");
	affects(&a, "4.10", "no");
	affects(&a, "5.1rc1", "no");
	affects(&a, "5.1", "5.1.1");
	affects(&a, "5.1.1rc1", "5.1.1");
	affects(&a, "5.1.1.dev0", "5.1.1");
	affects(&a, "5.1.1", "no");
	affects(&a, "5.1.1+local", "no");
	affects(&a, "1!4.5", "no");
	affects(&a, "not a version", "no");
	is(osv.summary, STR("first second"), "the summary is one line");

	range("  ranges:\n  - type: ECOSYSTEM\n    events: [{introduced: '0'}, {last_affected: 1.10}]\n", &osv, &a);
	affects(&a, "0.dev1", "yes");
	affects(&a, "1.10", "yes");
	affects(&a, "1.10.post1", "no");
	affects(&a, "1.10+cu118", "yes");
	affects(&a, "1.9", "yes");
	affects(&a, "1.11", "no");

	range("  ranges:\n  - type: ECOSYSTEM\n    events: [{introduced: '1'}, {fixed: '2'}]\n"
	      "  - type: ECOSYSTEM\n    events: [{introduced: '1.5'}, {fixed: '3'}]\n  - type: GIT\n    events: [{introduced: abc}]\n"
	      "  versions: ['1.0', 7.0, 0.7.10p1, '1.10']\n", &osv, &a);
	affects(&a, "1.2", "3");
	affects(&a, "7.0.0", "yes");
	affects(&a, "0.7.10p1", "yes");
	ok(a.versions.count == 2, "versions that a range has are not listed again");

	range("  ranges:\n  - type: ECOSYSTEM\n    events: [{introduced: '0'}, {fixed: 0.2.0-n653}]\n", &osv, &a);
	affects(&a, "99", "yes");
	range("  ranges:\n  - type: ECOSYSTEM\n    events: [{introduced: '0'}, {fixed: '1'}, {introduced: '1'}]\n", &osv, &a);
	affects(&a, "1", "yes");
	affects(&a, "0.5", "yes");
}

static void
test_documents(void)
{
	struct osv osv;
	struct error error;
	ok(read_text("id: X-1\nwithdrawn: 2024-01-01T00:00:00Z\naffected: []\n", &osv, &error) && osv.withdrawn, "withdrawn");
	ok(read_text("{\"id\": \"GHSA-1\", \"affected\": null, \"database_specific\": {\"severity\": \"MODERATE\"}}", &osv, &error), "JSON");
	is(osv.label, STR("medium"), "and the severity's name");
	ok(read_text("id: X-1\nseverity:\n- {type: CVSS_V2, score: 'AV:N/AC:L/Au:N/C:P/I:P/A:P'}\n"
	             "- {type: CVSS_V4, score: CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H}\n- {score: CVSS:9/x}\naffected: []\n",
	             &osv, &error), "several severities");
	ok(str_starts(osv.vector, STR("CVSS:4.0/")) && osv.notes.count == 1, "the newest counts, another is noted");
	ok(read_text("id: BIT-1\naffected:\n- package: {ecosystem: Bitnami, name: libpython}\n  ranges: [{type: SEMVER, events: [{introduced: '0'}, {fixed: 3.13.1}]}]\n"
	             "- package: {ecosystem: Bitnami, name: nginx}\n  ranges: [{type: SEMVER, events: [{introduced: '0'}]}]\n", &osv, &error) &&
	   osv.count == 1 && osv.affected[0].ecosystem == OSV_CPYTHON && str_eq(osv.affected[0].name, STR("cpython")) && !osv.affected[0].vague,
	   "CPython as Bitnami has it");
	ok(read_text("id: PSF-1\naffected:\n- ranges:\n  - {type: GIT, repo: 'https://example.org/python/cpython.git', events: [{introduced: '0'}]}\n"
	             "  versions: [v3.13.4, v3.13.5]\n", &osv, &error) && osv.count == 1, "of CPython");
	struct str fixed;
	ok(osv_affects(&osv.affected[0], STR("3.13.5"), &fixed) && !osv_affects(&osv.affected[0], STR("3.13.6"), &fixed), "by the tags of its releases");
	ok(read_text("id: A-1\naffected:\n- package: {ecosystem: 'Alpine:v3.20', name: zlib}\n  ranges:\n"
	             "  - {type: ECOSYSTEM, events: [{introduced: '0'}, {fixed: 1.2.12-r2}]}\n", &osv, &error) &&
	       osv_affects(&osv.affected[0], STR("1.2.12-r1"), &fixed) && !osv_affects(&osv.affected[0], STR("1.2.12-r2"), &fixed), "of Alpine, in apk's order");
	ok(read_text("id: X-1\naffected:\n- package: {ecosystem: npm, name: x}\n", &osv, &error) && osv.count == 0, "other ecosystems are passed over");
	ok(!read_text("id: ''\naffected: []\n", &osv, &error), "no id: refused");
	ok(!read_text("id: X\naffected:\n- package: {ecosystem: PyPI, name: x}\n  ranges: [{type: ECOSYSTEM}]\n", &osv, &error), "a range without events: refused");
	is(str_of(error.what), STR("a range must have a list 'events'"), "with the reason");
	ok(error.line == 4, "and the line");
}

static void
test_file(void)
{
	struct advisory_build build = { .pypi = 0 };
	struct advisories advisories;
	struct str what, line, rest;
	for (int i = 0; i < 50; i++)
		str_list_add(&build.lines, str_format("p name%d X-%d\t\t\t0<\t\t", i / 2, i));
	struct str file = advisory_text(&build, STR("2024-10-10T00:00:00Z"));
	ok(advisory_parse(file, &advisories, &what), "a file of one's own");
	is(advisories.date, STR("2024-10-10T00:00:00Z"), "has its date");
	int found = 0;
	for (rest = advisory_find(&advisories, STR("p name7 ")); str_line(&rest, &line);)
		found++;
	ok(found == 2, "a look-up finds all lines of a name (%d)", found);
	ok(advisory_find(&advisories, STR("p name ")).n == 0 && advisory_find(&advisories, STR("q")).n == 0, "and none of another");
	char *changed = str_z(file);
	changed[file.n - 3] ^= 1;
	ok(!advisory_parse((struct str){ changed, file.n }, &advisories, &what), "one bit: refused");
	ok(!advisory_parse(str_sub(file, 0, file.n - 1), &advisories, &what), "cut short: refused");
	ok(!advisory_parse(STR(""), &advisories, &what), "empty: refused");
	struct str newer = str_format("scibids-advisories 2 %.*s", STRF(str_sub(file, 21, file.n)));
	ok(!advisory_parse(newer, &advisories, &what) && str_starts(what, STR("has format 2")), "a newer format: refused as such");
}

int
main(void)
{
	test_ranges();
	test_documents();
	test_file();
	return tap_end();
}
