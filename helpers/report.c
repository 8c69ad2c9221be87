/* Writes a page about an image: sizes, packages, licences, vulnerabilities, changes, times. */

#include "base/base.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <locale.h>
#include <unistd.h>

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
	"  -s SUMMARY     the times of its build, from scibids-progress --summary\n"
	"  -t DIR         the directory of page.html, style.css and script.js\n"
	"  -x CUTS        what trimming left out: lines of package, rule, bytes and path\n"
	"Exit: 0 done, 2 bad input, 3 a file is missing.\n";

enum { CUTS_LIMIT = 256 * 1024 * 1024 };

struct options {
	const char *audit, *changes, *dockerfile, *lock, *out, *rules, *summary, *directory, *cuts, *path;
	struct str key, name;
};

static struct options
read_options(int argc, char **argv)
{
	struct options o = { .out = "-" };
	const struct option_place places[] = {
		{ .letter = 'a', .text = &o.audit },    { .letter = 'c', .text = &o.changes }, { .letter = 'd', .text = &o.dockerfile },
		{ .letter = 'k', .str = &o.key },       { .letter = 'l', .text = &o.lock },    { .letter = 'n', .str = &o.name },
		{ .letter = 'o', .text = &o.out },      { .letter = 'r', .text = &o.rules },   { .letter = 's', .text = &o.summary },
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

static const struct yaml *
read_summary(const char *path)
{
	struct error error = { 0 };
	if (path == NULL)
		return NULL;
	const struct yaml *root = yaml_parse(read_or_die(path, FILE_LIMIT), &error);
	if (root == NULL)
		die_at(path, &error);
	return root;
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
	int fd = strcmp(path, "-") == 0 ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		die(errno == ENOENT ? STALE : BAD, "%s: %s", path, strerror(errno));
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
	report.times = read_summary(o.summary);
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
