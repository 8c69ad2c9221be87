/* Says why a build failed and what to add to which package record, and why a lock has a package as it has it: see usage. */
#include "base/base.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/die.h"
#include "base/file.h"
#include "base/options.h"
#include "base/program.h"
#include "python/pep508.h"
#include "record/alpine.h"
#include "record/find.h"
#include "why/advice.h"
#include "why/package.h"

static const char usage[] =
	"usage: scibids-why log [-l] [-a X.Y] [-c DIR] [-i INDEX]... [-p NAME] [-r DIR]... [-t TABLE] LOG\n"
	"       scibids-why package -L LOCK [-n NEEDED] [-r DIR]... [-s SUMMARY]... [-t TABLE] NAME\n"
	"Reads the log of a failed build (BuildKit's plain progress, or what uv or pip wrote) and prints a package record that\n"
	"adds what was missing, with the line it rests on; or explains a package's entry in a lock.\n"
	"  -a, --alpine X.Y     the release, for records whose variants differ by it [edge]\n"
	"  -c, --contents DIR   .apk files: headers are looked for in the -dev packages below it\n"
	"  -i, --index FILE     APKINDEX.tar.gz of the release; may be repeated\n"
	"  -L, --lock FILE      scibids.lock\n"
	"  -l, --line           one line only\n"
	"  -n, --needed FILE    output of scibids-needed: which files need which library\n"
	"  -p, --package NAME   the package whose build failed [what the log says]\n"
	"  -r, --records DIR    package records to extend by the suggestion; may be repeated, the first that has one counts\n"
	"  -s, --summary FILE   seconds of each stage, as scibids-progress writes them; may be repeated, the last one counts\n"
	"  -t, --table FILE     answers that an index cannot give (headers.tsv)\n"
	"Exit: 0 done, or no known failure; 1 a suggestion; 2 bad input; 3 a file is missing.\n";

struct options {
	struct str alpine;
	const char *contents, *lock, *needed, *table;
	struct apkindex index;
	struct str_list records, summaries;
	struct str package;
	bool line;
};

static void
read_options(int argc, char **argv, struct options *options)
{
	struct error error;
	struct str_list indexes = { NULL, 0, 0 };
	const struct option_place places[] = {
		{ 'a', "alpine", .str = &options->alpine },    { 'c', "contents", .text = &options->contents }, { 'i', "index", .list = &indexes },
		{ 'L', "lock", .text = &options->lock },       { 'l', "line", .flag = &options->line },         { 'n', "needed", .text = &options->needed },
		{ 'p', "package", .str = &options->package },  { 'r', "records", .list = &options->records },   { 's', "summary", .list = &options->summaries },
		{ 't', "table", .text = &options->table },
	};
	options_read(argc, argv, usage, places, COUNT(places), false);
	if (!apkindex_add_all(&options->index, &indexes, &error))
		die_at(NULL, &error);
	if (options->package.n > 0 && !pep503_is_name(options->package))
		die(BAD, "'%.*s' is not a package's name", STRF(options->package));
	if (options->package.n > 0)
		options->package = pep503_normalise(options->package);
	if (record_alpine(options->alpine) == 0)
		die(BAD, "'%.*s' is not an Alpine release, write X.Y", STRF(options->alpine));
	options->index.tools = apk_tools_of(options->alpine);
}

static void
put(struct str s)
{
	fwrite(s.p, 1, s.n, stdout);
	end_stdout();
}

static struct why_table
read_table(const char *path)
{
	struct why_table table = { NULL, 0, 0 };
	struct error error;
	if (path != NULL && !why_table_read(read_or_die(path, FILE_LIMIT), &table, &error))
		die_at(path, &error);
	return table;
}

/* Reads the record of PACKAGE; *PATH is NULL if there is none. */
static struct record_needs
read_record(const struct options *options, struct str package, struct str version, struct str alpine, const char **path)
{
	struct record_needs needs = { 0 };
	struct error error;
	*path = NULL;
	if (options->records.count > 0 && package.n > 0 &&
	    !record_for(&options->records, package, version, alpine, &needs, path, &error))
		die_at(NULL, &error);
	return needs;
}

static enum status
explain_log(const struct options *options, const char *path)
{
	struct why_table table = read_table(options->table);
	struct why_contents contents = { .count = 0 };
	struct why_log log;
	struct why_findings findings;
	if (options->contents != NULL && !why_contents_read(options->contents, &contents))
		die(errno == ENOENT ? STALE : BAD, "%s: cannot read the directory: %s", options->contents, strerror(errno));
	why_log_read(read_or_die(path, FILE_LIMIT), options->package, &log);
	why_find(&log, &findings);
	struct why_places places = { &options->index, &table, &contents, &log.installed };
	struct why_advice advice = why_advise(&places, &log, &findings);
	if (advice.finding == NULL)
		return DONE;
	if (advice.package.n > 0) {
		log.package = advice.package;
		log.version = (struct str){ NULL, 0 };
	}
	const char *file;
	struct record_needs record = read_record(options, log.package, log.version, options->alpine, &file);
	if (options->line)
		put(STR("scibids-why: "));
	put((options->line ? why_advice_line : why_advice_text)(&advice, &log, &record, path));
	return FINDINGS;
}

/* The stage's time, from the last summary that has it. */
static void
read_seconds(const struct options *options, struct str package, struct why_facts *facts)
{
	for (size_t i = 0; i < options->summaries.count; i++) {
		const char *path = options->summaries.items[i].p;
		struct error error;
		struct yaml *summary = yaml_parse(read_or_die(path, FILE_LIMIT), &error);
		if (summary == NULL)
			die_at(path, &error);
		double seconds = why_stage_seconds(summary, package);
		if (seconds > 0) {
			facts->seconds = seconds;
			facts->seconds_from = options->summaries.items[i];
		}
	}
}

static enum status
explain_package(const struct options *options, const char *name)
{
	struct lock lock;
	struct error error;
	struct why_table table = read_table(options->table);
	struct why_facts facts = { .lock = &lock, .table = &table, .looked = options->records.count > 0 };
	if (!pep503_is_name(str_of(name)))
		die(BAD, "'%s' is not a package's name", name);
	if (!lock_parse(read_or_die(options->lock, FILE_LIMIT), &lock, &error))
		die_at(options->lock, &error);
	const struct lock_package *package = lock_find(&lock, pep503_normalise(str_of(name)));
	if (package == NULL)
		die(BAD, "%s: no package '%s' in it", options->lock, name);
	if (options->needed != NULL)
		facts.needed = read_or_die(options->needed, FILE_LIMIT);
	struct str version = package->version.n > 0 ? package->version : (struct str){ NULL, 0 };
	struct record_needs needs = read_record(options, package->name, version, lock.alpine, &facts.record);
	facts.needs = &needs;
	struct record record;
	struct error record_error;
	if (facts.record != NULL && record_read(facts.record, &record, &record_error) && record.receipts.count > 0)
		facts.receipt = &record.receipts.items[record.receipts.count - 1];
	read_seconds(options, package->name, &facts);
	put(why_package_text(&facts, package));
	return DONE;
}

int
main(int argc, char **argv)
{
	struct options options = { .alpine = STR("edge") };
	program_name = "scibids-why";
	answer_help(argc, argv, usage);
	if (argc < 2)
		wrong_call(usage);
	read_options(argc - 1, argv + 1, &options);
	char **rest = argv + 1 + optind;
	if (strcmp(argv[1], "log") == 0 && rest[0] != NULL && rest[1] == NULL)
		return (int)explain_log(&options, rest[0]);
	if (strcmp(argv[1], "package") == 0 && options.lock != NULL && rest[0] != NULL && rest[1] == NULL)
		return (int)explain_package(&options, rest[0]);
	wrong_call(usage);
}
