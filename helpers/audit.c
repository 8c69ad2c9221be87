/* Finds known vulnerabilities in a lock, an image or a root file system, by compiled advisories, without a network. */

#include "base/base.h"

#include <errno.h>
#include <getopt.h>
#include <locale.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "apk/index.h"
#include "audit/audit.h"
#include "audit/report.h"
#include "audit/sarif.h"
#include "base/arena.h"
#include "base/die.h"
#include "base/file.h"
#include "base/grammar.h"
#include "base/options.h"
#include "base/program.h"
#include "lock/lock.h"

#ifndef SCIBIDS_VERSION
#define SCIBIDS_VERSION "development"
#endif

enum { DAY = 24 * 60 * 60 }; /* seconds */

static const char usage[] =
	"usage: scibids-audit -a ADVISORIES [OPTION]... LOCK | IMAGE.tar | ROOTFS-DIR\n"
	"Finds known vulnerabilities in a scibids.lock, an image (as `docker save` or an OCI layout writes it; - is stdin) or\n"
	"the root of a file system, and lists what cannot be judged.\n"
	"  -a ADVISORIES    the output of scibids-advisories\n"
	"  -d DAYS          the advisories' age limit [7]\n"
	"  -f FORMAT        table, json, sarif or openvex [table]\n"
	"  -i INDEX         an APKINDEX of the branch: tells whether a fix can be had, and the sources of apks\n"
	"  -l LEVEL         the lowest severity that counts: none, low, medium, high or critical; an unknown one always does [low]\n"
	"  -n NOW           the current time, such as 2026-01-31T23:59:59Z [the clock]\n"
	"  -o OUT           where to write [-]\n"
	"  -q LOCK          the lock an image was built from: tells what was required\n"
	"  -u LOCK          the lock after an upgrade: tells whether a fix can be had\n"
	"  -x VEX           statements on vulnerabilities without effect here: scibids.vex.yaml, or OpenVEX\n"
	"Exit: 0 no finding that counts, 1 findings, 2 bad input, 3 advisories missing or too old.\n";

struct options {
	const char *advisories, *out, *made_from, *upgraded, *path;
	struct str_list indexes, vex;
	struct str format, now;
	enum cvss_rating level;
	uint64_t days;
};

static struct str
clock_now(void)
{
	time_t now = time(NULL);
	struct tm tm;
	char text[32];
	if (gmtime_r(&now, &tm) == NULL || strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &tm) == 0)
		die(BAD, "the clock cannot be read");
	return str_of(str_z(str_of(text)));
}

static void
read_options(int argc, char **argv, struct options *o)
{
	static const char *const formats[] = { "table", "json", "sarif", "openvex" };
	const char *days = "7", *level = "low";
	const struct option_place places[] = {
		{ 'a', .text = &o->advisories }, { 'd', .text = &days },        { 'f', .str = &o->format }, { 'i', .list = &o->indexes },
		{ 'l', .text = &level },         { 'n', .str = &o->now },       { 'o', .text = &o->out },   { 'q', .text = &o->made_from },
		{ 'u', .text = &o->upgraded },   { 'x', .list = &o->vex },
	};
	bool known = false;
	options_read(argc, argv, usage, places, COUNT(places), false);
	if (!str_u64(str_of(days), &o->days) || o->days > 100000)
		die(BAD, "'%s' is not a number of days", days);
	if (!cvss_rating_parse(str_of(level), &o->level))
		die(BAD, "'%s' is not a level: none, low, medium, high or critical", level);
	if (o->now.n > 0 && !is_timestamp(o->now))
		die(BAD, "'%.*s' is not a timestamp such as 2026-01-31T23:59:59Z", STRF(o->now));
	for (size_t i = 0; i < COUNT(formats); i++)
		known |= str_eq(o->format, str_of(formats[i]));
	if (argc - optind != 1 || o->advisories == NULL)
		wrong_call(usage);
	if (!known)
		die(BAD, "'%.*s' is not a format: table, json, sarif or openvex", STRF(o->format));
	o->path = argv[optind];
	if (o->now.n == 0)
		o->now = clock_now();
}

/* A lock has its format in its first lines; any other file is an image. */
static bool
is_lock(int fd)
{
	char head[4096];
	ssize_t n = pread(fd, head, sizeof(head), 0);
	struct str text = { head, n < 0 ? 0 : (size_t)n };
	return str_starts(text, STR("lock-version:")) || str_find_str(text, STR("\nlock-version:")) < text.n;
}

static void
read_lock(const char *path, struct inventory *inventory)
{
	struct error error;
	if (!inventory_read_lock(read_or_die(path, LOCK_LIMIT), inventory, &error))
		die_at(path, &error);
}

static void
read_inventory(const char *path, struct inventory *inventory)
{
	struct error error;
	struct stat st;
	bool ok, standard = strcmp(path, "-") == 0;
	int fd = open_or_die(path);
	if (fstat(fd, &st) < 0)
		die(BAD, "%s: %s", path, strerror(errno));
	if (S_ISREG(st.st_mode) && is_lock(fd)) {
		read_lock(path, inventory);
		inventory->what = str_of(path);
		return;
	}
	ok = S_ISDIR(st.st_mode) ? inventory_read_root(path, inventory, &error) : inventory_read_image(fd, inventory, &error);
	if (!ok)
		die(BAD, "%s: %s", path, error.what);
	if (!standard || inventory->what.n == 0)
		inventory->what = standard ? STR("image") : str_of(path);
}

/* A lock may leave out the sources of its apks: the index has them. Without an index, a source of the apk's own name is taken if it has
   advisories. Returns the first apk that stays without one, n 0 if none does. */
static struct str
set_origins(struct inventory *inventory, const struct apkindex *index, const struct advisories *advisories)
{
	const struct str why = STR("the lock does not state its source package: give -i INDEX");
	struct str missing = { NULL, 0 };
	for (size_t i = 0; i < inventory->count; i++) {
		struct component *c = &inventory->items[i];
		if (c->kind != COMPONENT_APK || c->origin.n > 0)
			continue;
		const struct apk *apk = index->count > 0 ? apkindex_find(index, c->name) : NULL;
		if (apk != NULL)
			c->origin = apk->origin.n > 0 ? apk->origin : apk->name;
		else if (advisory_find(advisories, str_format("a %.*s %.*s\t", STRF(inventory->branch), STRF(c->name))).n > 0)
			c->origin = c->name;
		else {
			inventory_unjudged(inventory, inventory_title(c), why);
			if (missing.n == 0)
				missing = str_format("%.*s: %.*s", STRF(inventory_title(c)), STRF(why));
		}
	}
	return missing;
}

static void
read_vex(const struct str_list *paths, struct vex *vex)
{
	struct error error;
	for (size_t i = 0; i < paths->count; i++)
		if (!vex_read(read_or_die(paths->items[i].p, FILE_LIMIT), paths->items[i].p, vex, &error))
			die_at(paths->items[i].p, &error);
}

static bool
is_too_old(const struct options *o, const struct advisories *advisories)
{
	int64_t now = timestamp_seconds(o->now), date = timestamp_seconds(advisories->date);
	if (now - date <= (int64_t)o->days * DAY)
		return false;
	warn("%s: the advisories are of %.*s, %lld days old, and %llu is the limit: fetch them, then `make scibids-advisories`", o->advisories,
	     STRF(advisories->date), (long long)(now / DAY - date / DAY), (unsigned long long)o->days);
	return true;
}

static struct str
render(const struct options *o, const struct report *report)
{
	if (str_eq(o->format, STR("json")))
		return report_json(report);
	if (str_eq(o->format, STR("sarif")))
		return sarif_text(report->audit, report->vex, SCIBIDS_VERSION);
	return str_eq(o->format, STR("openvex")) ? vex_text(report->audit, o->now) : report_table(report);
}

int
main(int argc, char **argv)
{
	struct options o = { .out = "-", .format = STR("table") };
	struct advisories advisories;
	struct inventory inventory, made_from, upgraded;
	struct apkindex index = { .tools = APK_TOOLS_3 };
	struct vex vex = { NULL, 0, 0 };
	struct str what;
	struct error error;
	program_name = "scibids-audit";
	answer_help(argc, argv, usage);
	/* libarchive decodes names by the locale; images have UTF-8. */
	if (setlocale(LC_CTYPE, "C.UTF-8") == NULL)
		setlocale(LC_CTYPE, "");
	read_options(argc, argv, &o);
	if (!advisory_open(o.advisories, &advisories, &what))
		die(errno == ENOENT ? STALE : BAD, "%s: %.*s%s", o.advisories, STRF(what), errno == ENOENT ? ": run `make scibids-advisories`" : "");
	read_inventory(o.path, &inventory);
	if (!apkindex_add_all(&index, &o.indexes, &error))
		die_at(NULL, &error);
	read_vex(&o.vex, &vex);
	if (o.made_from != NULL) {
		read_lock(o.made_from, &made_from);
		inventory_add_requests(&inventory, &made_from);
	}
	if (o.upgraded != NULL)
		read_lock(o.upgraded, &upgraded);
	struct audit audit = { .advisories = &advisories, .inventory = &inventory, .index = index.count > 0 ? &index : NULL,
		               .upgraded = o.upgraded != NULL ? &upgraded : NULL };
	audit.missing = set_origins(&inventory, &index, &advisories);
	audit_run(&audit);
	vex_apply(&vex, &audit, str_sub(o.now, 0, 10));
	struct report report = { &audit, &vex, o.level };
	if (!file_replace(o.out, render(&o, &report)))
		die(BAD, "cannot write %s: %s", o.out, strerror(errno));
	if (is_too_old(&o, &advisories))
		return STALE;
	for (size_t i = 0; i < audit.count; i++)
		if (finding_counts(&audit.findings[i], o.level))
			return FINDINGS;
	if (audit.missing.n == 0)
		return DONE;
	warn("%.*s: not all of it could be judged: %.*s", STRF(inventory.what), STRF(audit.missing));
	return STALE;
}
