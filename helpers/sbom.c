/* Tells which package claims each file of an image, and checks the bills of materials in the image. */

#include "base/base.h"

#include <errno.h>
#include <getopt.h>
#include <locale.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/die.h"
#include "base/escape.h"
#include "base/file.h"
#include "base/options.h"
#include "base/program.h"
#include "image/tar.h"
#include "sbom/sbom.h"

static const char usage[] =
	"usage: scibids-sbom [OPTION]... IMAGE.tar | ROOTFS-DIR\n"
	"Tells which package claims each file of an image (as `docker save` or an OCI layout writes it; - is stdin) or of the\n"
	"root of a file system, and checks the bills of materials in it: /usr/share/sbom/image.spdx.json and image.cdx.json.\n"
	"  --format FORMAT  table, or the image's own document: spdx or cyclonedx [table]\n"
	"  --records        also check every RECORD: each listed file has its hash, each file is listed\n"
	"  --write PREFIX   write the image's documents to PREFIX.spdx.json and PREFIX.cdx.json as well\n"
	"Exit: 0 all files are claimed and listed, 1 findings, 2 bad input, 3 the image has no document of that format.\n";

struct options {
	struct str format;
	const char *prefix, *path;
	bool records;
};

static struct options
read_options(int argc, char **argv)
{
	struct options o = { .format = STR("table") };
	const struct option_place places[] = {
		{ .name = "format", .str = &o.format }, { .name = "records", .flag = &o.records }, { .name = "write", .text = &o.prefix },
	};
	options_read(argc, argv, usage, places, COUNT(places), false);
	if (argc - optind != 1)
		wrong_call(usage);
	if (!str_eq(o.format, STR("table")) && !str_eq(o.format, STR("spdx")) && !str_eq(o.format, STR("cyclonedx")))
		die(BAD, "'%.*s' is not a format: table, spdx or cyclonedx", STRF(o.format));
	o.path = argv[optind];
	return o;
}

/* The image's files, each with its hash. */
static struct fs *
read_files(const char *path)
{
	struct image *image = arena_take(sizeof(*image));
	struct str what = { NULL, 0 };
	struct stat st;
	bool ok;
	int fd = open_or_die(path);
	if (fstat(fd, &st) < 0)
		die(BAD, "%s: %s", path, strerror(errno));
	if (S_ISDIR(st.st_mode)) {
		fs_begin(&image->fs, &inventory_content, true);
		ok = fs_read_root(&image->fs, path, &what);
	} else
		ok = image_read(fd, &inventory_content, true, image, &what);
	if (!ok)
		die(BAD, "%s: %.*s", path, STRF(what));
	return &image->fs;
}

/* A document in the image; n 0: none. */
static struct str
document(struct fs *fs, const char *path)
{
	struct str content = { NULL, 0 };
	bool loop = false;
	struct fs_node *node = fs_find(fs, str_of(path));
	return node != NULL && node->present && fs_content(fs, node, &content, &loop) ? content : (struct str){ NULL, 0 };
}

static enum status
print_document(struct fs *fs, const struct options *o)
{
	const char *path = str_eq(o->format, STR("spdx")) ? SBOM_SPDX : SBOM_CYCLONEDX;
	struct str content = document(fs, path);
	if (content.n == 0)
		die(STALE, "%s: it has no %s", o->path, path);
	if (!file_replace("-", content))
		die(BAD, "cannot write: %s", strerror(errno));
	return DONE;
}

static void
write_documents(struct fs *fs, const char *prefix)
{
	static const char *const names[][2] = { { SBOM_SPDX, "spdx" }, { SBOM_CYCLONEDX, "cdx" } };
	for (size_t i = 0; i < COUNT(names); i++) {
		struct str content = document(fs, names[i][0]);
		const char *path = str_z(str_format("%s.%s.json", prefix, names[i][1]));
		if (content.n > 0 && !file_replace(path, content))
			die(BAD, "cannot write %s: %s", path, strerror(errno));
	}
}

static bool
read_document(struct fs *fs, const char *path, bool (*read)(struct str, struct sbom *, struct str *), struct sbom *sbom, struct str_list *findings)
{
	struct str content = document(fs, path), what;
	*sbom = (struct sbom){ NULL, 0, 0 };
	if (content.n == 0)
		str_list_add(findings, str_format("%s: it is missing", path));
	else if (!read(content, sbom, &what))
		str_list_add(findings, str_format("%s: %.*s", path, STRF(what)));
	else
		return true;
	return false;
}

static struct str
claimant(const struct inventory *inventory, size_t i)
{
	static const char *const others[] = { "the image's root (listed by the bill of materials)", "the app", "the bill of materials", "nobody" };
	static const char *const kinds[] = { "apk", "python", "interpreter" };
	if (i >= inventory->count)
		return str_of(others[i - inventory->count]);
	const struct component *c = &inventory->items[i];
	return str_format("%s %.*s", kinds[c->kind], STRF(inventory_title(c)));
}

static void
add_table(struct text *out, const struct inventory *inventory, const struct sbom_claims *claims)
{
	text_add(out, STR("  files  claimed by\n"));
	for (size_t i = 0; i < inventory->count + CLAIM_OTHERS; i++)
		text_addf(out, "%7zu  %.*s\n", claims->counts[i], STRF(claimant(inventory, i)));
}

static void
add_lines(struct text *out, const struct str_list *lines)
{
	for (size_t i = 0; i < lines->count; i++) {
		text_add(out, i == 0 ? STR("\n") : STR(""));
		text_add(out, str_show(lines->items[i]));
		text_add(out, STR("\n"));
	}
}

static enum status
report(struct fs *fs, const struct options *o)
{
	struct inventory inventory = { .kind = INVENTORY_IMAGE };
	struct error error;
	struct sbom cyclonedx, spdx;
	struct sbom_claims claims = { .counts = NULL };
	struct str_list findings = { NULL, 0, 0 }, notes = { NULL, 0, 0 };
	struct text out = { NULL, 0, 0 };
	if (!inventory_collect(fs, &inventory, &error))
		die(BAD, "%s: %s", o->path, error.what);
	sbom_follow_links(fs);
	bool said = read_document(fs, SBOM_CYCLONEDX, sbom_read_cyclonedx, &cyclonedx, &findings);
	bool said_twice = read_document(fs, SBOM_SPDX, sbom_read_spdx, &spdx, &findings);
	if (said)
		sbom_check(fs, &inventory, &cyclonedx, &findings);
	if (said && said_twice)
		sbom_compare(&cyclonedx, &spdx, &findings);
	sbom_claim(fs, &inventory, &cyclonedx, &claims);
	for (size_t i = 0; i < claims.unclaimed.count; i++)
		str_list_add(&findings, str_format("%.*s: no package claims it", STRF(claims.unclaimed.items[i])));
	if (o->records)
		sbom_check_records(fs, &inventory, &findings, &notes);
	add_table(&out, &inventory, &claims);
	add_lines(&out, &notes);
	add_lines(&out, &findings);
	if (!file_replace("-", text_str(&out)))
		die(BAD, "cannot write: %s", strerror(errno));
	return findings.count > 0 ? FINDINGS : DONE;
}

int
main(int argc, char **argv)
{
	program_name = "scibids-sbom";
	answer_help(argc, argv, usage);
	/* libarchive decodes names by the locale; images have UTF-8. */
	if (setlocale(LC_CTYPE, "C.UTF-8") == NULL)
		setlocale(LC_CTYPE, "");
	struct options o = read_options(argc, argv);
	struct fs *fs = read_files(o.path);
	if (o.prefix != NULL)
		write_documents(fs, o.prefix);
	return (int)(str_eq(o.format, STR("table")) ? report(fs, &o) : print_document(fs, &o));
}
