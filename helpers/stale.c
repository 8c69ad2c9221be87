/* Says whether a lock is what its inputs make. A program of its own, since each make runs it: scibids-lock loads libarchive, and that
   takes longer than all that is done here. */

#include "base/base.h"

#include <getopt.h>
#include <stdlib.h>

#include "base/die.h"
#include "base/file.h"
#include "base/options.h"
#include "base/program.h"
#include "relock/stale.h"

static const char usage[] =
	"usage: scibids-stale -s SETTINGS -q REQUIREMENTS -r RECORDS... LOCK\n"
	"Exits with 3 and a reason if the lock is stale. If it holds, prints `sources` where packages are built from files of the project.\n"
	"  -q REQUIREMENTS  the output of scibids-requirements\n"
	"  -r RECORDS       a directory of package records, first wins\n"
	"  -s SETTINGS      the settings file\n";

_Noreturn static void
stale(const char *path, struct str why)
{
	answer(STALE, "%s is stale: %.*s\n", path, STRF(why));
}

static bool
is_built_from_project(const struct lock *lock)
{
	for (size_t i = 0; i < lock->package_count; i++)
		if (lock->packages[i].source == SOURCE_DIRECTORY || lock->packages[i].file.n > 0)
			return true;
	return false;
}

int
main(int argc, char **argv)
{
	const char *settings_path = NULL, *requirements_path = NULL;
	struct str_list records = { NULL, 0, 0 }, problems = { NULL, 0, 0 };
	struct settings settings;
	struct lock lock;
	struct error error;
	struct str why;
	const struct option_place places[] = {
		{ 'q', .text = &requirements_path }, { 'r', .list = &records }, { 's', .text = &settings_path },
	};
	program_name = "scibids-stale";
	answer_help(argc, argv, usage);
	options_read(argc, argv, usage, places, COUNT(places), false);
	if (argc - optind != 1 || settings_path == NULL || requirements_path == NULL)
		wrong_call(usage);
	const char *path = argv[optind];
	settings.text = read_or_die(settings_path, SETTINGS_LIMIT);
	if (!file_exists(path))
		stale(path, STR("it does not exist yet"));
	if (!lock_parse(read_or_die(path, LOCK_LIMIT), &lock, &error))
		die_at(path, &error);
	const struct yaml *requirements = yaml_parse(read_or_die(requirements_path, LOCK_LIMIT), &error);
	if (requirements == NULL)
		die_at(requirements_path, &error);
	if (!lock_stale(&lock, &settings, yaml_get(requirements, "inputs"), &records, &why, &problems)) {
		for (size_t i = 0; i < problems.count; i++)
			warn("%.*s", STRF(problems.items[i]));
		return BAD;
	}
	if (why.n > 0)
		stale(path, why);
	answer(DONE, "%s", is_built_from_project(&lock) ? "sources\n" : "");
}
