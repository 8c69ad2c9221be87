/* Compiles advisories, as their databases write them, into the one file that scibids-audit searches. */

#include "base/base.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "audit/advisory_source.h"
#include "base/die.h"
#include "base/file.h"
#include "base/grammar.h"
#include "base/options.h"

static const char usage[] =
	"usage: scibids-advisories [-v] [-d DATE] [-o OUT] SOURCE...\n"
	"Compiles OSV advisories, Alpine's security database and its rejections into one file for scibids-audit.\n"
	"  SOURCE   a directory, an archive (tar, zip) or a file; *.json, *.yaml and *.yml in it are read\n"
	"  -d DATE  when the sources were fetched, such as 2026-01-31T23:59:59Z [the oldest source's: what its file `fetched`\n"
	"           says, else the newest `modified` in it]\n"
	"  -o OUT   where to write [-]\n"
	"  -v       list malformed entries and how they were taken\n";

struct options {
	struct str date;
	const char *out;
	bool verbose;
};

static void
read_options(int argc, char **argv, struct options *options)
{
	const struct option_place places[] = { { 'd', .str = &options->date }, { 'o', .text = &options->out }, { 'v', .flag = &options->verbose } };
	options_read(argc, argv, usage, places, COUNT(places), false);
	if (optind == argc)
		wrong_call(usage);
	if (options->date.n > 0 && !is_timestamp(options->date))
		die(BAD, "'%.*s' is not a timestamp such as 2026-01-31T23:59:59Z", STRF(options->date));
}

/* Reads one source; DATE becomes the older of DATE and the source's own date. */
static size_t
read_source(struct advisory_build *build, const char *path, const struct options *options, struct str *date)
{
	struct advisory_source source = { .build = build };
	build->newest = (struct str){ NULL, 0 };
	if (!file_exists(path))
		die(STALE, "%s: %s", path, strerror(ENOENT));
	advisory_source_read(&source, path);
	for (size_t i = 0; i < source.problems.count; i++)
		warn("%.*s", STRF(source.problems.items[i]));
	for (size_t i = 0; options->verbose && i < source.notes.count; i++)
		warn("%.*s", STRF(source.notes.items[i]));
	if (!options->verbose && source.notes.count > 0)
		warn("%s: malformed entries, taken as far as possible: %zu; -v lists them", path, source.notes.count);
	if (source.files == 0 && source.problems.count == 0)
		die(STALE, "%s: no advisories in it", path);
	struct str own = source.fetched.n > 0 ? source.fetched : build->newest;
	if (options->date.n == 0 && own.n == 0 && source.problems.count == 0)
		die(BAD, "%s: its date is unknown: add a file `fetched`, or give -d DATE", path);
	if (date->n == 0 || str_cmp(own, *date) < 0)
		*date = own;
	return source.problems.count;
}

int
main(int argc, char **argv)
{
	struct options options = { .out = "-" };
	struct advisory_build build = { .pypi = 0 };
	struct str date = { NULL, 0 };
	size_t problems = 0;
	program_name = "scibids-advisories";
	answer_help(argc, argv, usage);
	read_options(argc, argv, &options);
	for (int i = optind; i < argc; i++)
		problems += read_source(&build, argv[i], &options, &date);
	if (problems > 0)
		return BAD;
	struct str file = advisory_text(&build, options.date.n > 0 ? options.date : date);
	if (!file_replace(options.out, file))
		die(BAD, "cannot write %s: %s", options.out, strerror(errno));
	return DONE;
}
