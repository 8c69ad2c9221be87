/* Writes a page about an image: sizes, packages, licences, vulnerabilities, changes, times. */

#include "base/base.h"

#include <errno.h>
#include <getopt.h>
#include <locale.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/die.h"
#include "base/file.h"
#include "base/options.h"
#include "base/program.h"
#include "image/tar.h"
#include "report/report.h"

static const char usage[] =
	"usage: scibids-report -t DIR [OPTION]... IMAGE.tar\n"
	"Writes one page of HTML about an image, as `docker save` or an OCI layout writes it; - is stdin. It needs no other file.\n"
	"  -a FILE        what scibids-audit -f json says of the image; a file that is no JSON says why there is none\n"
	"  -c FILE        what scibids-lock diff says, behind a line with the name of what it is compared with\n"
	"  -d DOCKERFILE  the image's Dockerfile: names of the layers\n"
	"  -k KEY         the image's key\n"
	"  -l LOCK        the lock that it was built from\n"
	"  -n NAME        the image's name\n"
	"  -o OUT         where to write [-]\n"
	"  -r RULES       trim.tsv, the rules of trimming\n"
	"  -s SUMMARY     the times of a build, from scibids-progress --summary: image.yaml, or those of its lock and toolbox\n"
	"  -t DIR         the directory of page.html, style.css and script.js\n"
	"  -x CUTS        what trimming left out: lines of package, rule, bytes and path\n"
	"Exit: 0 done, 2 bad input, 3 a file is missing.\n";

enum { CUTS_LIMIT = 256 * 1024 * 1024 };

struct options {
	const char *audit, *changes, *dockerfile, *lock, *out, *rules, *directory, *cuts, *path;
	struct str key, name;
	struct str_list summaries;
};

static struct options
read_options(int argc, char **argv)
{
	struct options o = { .out = "-" };
	const struct option_place places[] = {
		{ .letter = 'a', .text = &o.audit },    { .letter = 'c', .text = &o.changes }, { .letter = 'd', .text = &o.dockerfile },
		{ .letter = 'k', .str = &o.key },       { .letter = 'l', .text = &o.lock },    { .letter = 'n', .str = &o.name },
		{ .letter = 'o', .text = &o.out },      { .letter = 'r', .text = &o.rules },   { .letter = 's', .list = &o.summaries },
		{ .letter = 't', .text = &o.directory }, { .letter = 'x', .text = &o.cuts },
	};
	options_read(argc, argv, usage, places, COUNT(places), false);
	if (argc - optind != 1 || o.directory == NULL)
		wrong_call(usage);
	o.path = argv[optind];
	return o;
}

static struct str
content_of(const char *path)
{
	return path == NULL ? STR("") : read_or_die(path, CUTS_LIMIT);
}

static int
by_beginning(const void *a, const void *b)
{
	const struct report_build *x = a, *y = b;
	int order = str_cmp(yaml_text(x->times, "began"), yaml_text(y->times, "began"));
	return order != 0 ? order : str_cmp(x->name, y->name);
}

static void
read_summaries(const struct str_list *paths, struct report *report)
{
	struct error error = { 0 };
	report->builds = arena_take_array(paths->count + 1, sizeof(*report->builds));
	for (size_t i = 0; i < paths->count; i++) {
		struct str path = paths->items[i], name = str_sub(path, str_after_last(path, '/'), path.n);
		struct report_build build = { str_cut(&name, '.'), yaml_parse(read_or_die(path.p, FILE_LIMIT), &error) };
		if (build.times == NULL)
			die_at(path.p, &error);
		report->builds[report->build_count++] = build;
	}
	if (paths->count > 1)
		qsort(report->builds, paths->count, sizeof(*report->builds), by_beginning);
}

static void
read_audit(const char *path, struct report *report)
{
	struct error error;
	report->audit_missing = STR("The image was not audited.");
	if (path == NULL)
		return;
	struct str content = read_or_die(path, FILE_LIMIT);
	if (!str_starts(content, STR("{")))
		report->audit_missing = str_trim(content);
	else if ((report->audit = yaml_parse(content, &error)) == NULL)
		die_at(path, &error);
}

static void
read_lock(const char *path, struct report *report, struct lock *lock)
{
	struct error error = { 0 };
	struct inventory made_from;
	struct str content = content_of(path);
	if (path != NULL) {
		if (!lock_parse(content, lock, &error) || !inventory_read_lock(content, &made_from, &error))
			die_at(path, &error);
		inventory_add_requests(report->inventory, &made_from);
		report->lock = lock;
	}
	inventory_trace(report->inventory);
}

static void
read_image(const char *path, struct image *image, struct inventory *inventory)
{
	struct error error;
	struct str what;
	int fd = open_or_die(path);
	if (!image_read(fd, &inventory_content, false, image, &what))
		die(BAD, "%s: %.*s", path, STRF(what));
	if (!inventory_collect(&image->fs, inventory, &error))
		die(BAD, "%s: %s", path, error.what);
}

static struct str
own_file(const struct options *o, const char *name)
{
	return read_or_die(str_z(str_format("%s/%s", o->directory, name)), FILE_LIMIT);
}

int
main(int argc, char **argv)
{
	struct image image;
	struct inventory inventory = { .kind = INVENTORY_IMAGE };
	struct lock lock;
	struct str page, what;
	int line;
	program_name = "scibids-report";
	answer_help(argc, argv, usage);
	/* libarchive decodes names by the locale; images have UTF-8. */
	if (setlocale(LC_CTYPE, "C.UTF-8") == NULL)
		setlocale(LC_CTYPE, "");
	struct options o = read_options(argc, argv);
	read_image(o.path, &image, &inventory);
	struct report report = { .image = &image, .inventory = &inventory, .key = o.key };
	report.name = o.name.n > 0 ? o.name : image.name.n > 0 ? image.name : str_of(o.path);
	read_lock(o.lock, &report, &lock);
	read_audit(o.audit, &report);
	report.dockerfile = content_of(o.dockerfile);
	report.rules = content_of(o.rules);
	report.cuts = content_of(o.cuts);
	read_summaries(&o.summaries, &report);
	report.changes = content_of(o.changes);
	if (!str_line(&report.changes, &report.from))
		report.from = STR("Nothing is known to compare it with.");
	report_measure(&report);
	if (!report_page(&report, own_file(&o, "page.html"), own_file(&o, "style.css"), own_file(&o, "script.js"), &page, &line, &what))
		die(BAD, "%s/page.html:%d: %.*s", o.directory, line, STRF(what));
	if (!file_replace(o.out, page))
		die(BAD, "cannot write %s: %s", o.out, strerror(errno));
	return DONE;
}
