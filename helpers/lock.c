/* Makes scibids.lock step by step, changes it, and answers questions about it. The verbs are in lock/. */

#include "base/base.h"

#include <getopt.h>
#include <string.h>

#include "base/die.h"
#include "base/options.h"
#include "lock/verb.h"

const char usage[] =
	"usage: scibids-lock toolbox -s SETTINGS -q REQUIREMENTS -f FACTS -b IMAGE [-d DIGEST] -i INDEX... [-l OLD] [-u] [-o OUT]\n"
	"       scibids-lock request -s SETTINGS -q REQUIREMENTS [-r RECORDS]... [-l OLD] [-k FIRST] [-u] [-U NAME]... [-o OUT]\n"
	"       scibids-lock packages -s SETTINGS -q REQUIREMENTS -l OLD [-u] [-U NAME]... -r RECORDS... -i INDEX... [-o OUT] TOOLBOX RESOLUTION\n"
	"       scibids-lock runtime -s SETTINGS -i INDEX... [-o OUT] PACKAGES NEEDED\n"
	"       scibids-lock untrim [-o OUT] LOCK LOG\n"
	"       scibids-lock repin -i INDEX... [-a ADVISORIES] [-u | -U NAME...] [-o OUT] LOCK\n"
	"       scibids-lock diff [-a ADVISORIES] OLD NEW\n"
	"       scibids-lock get LOCK KEY\n"
	"       scibids-lock platforms LOCK\n"
	"       scibids-lock select -p PLATFORM [-o OUT] LOCK\n"
	"       scibids-lock join -o OUT LOCK LOCK...\n"
	"The steps of `make lock`, in order: the toolbox, the request to the resolver, the packages with their\n"
	"records, and the runtime apks unless `packages` could keep those of OLD. `untrim` marks the packages that the proof in a\n"
	"build's log found trimmed too much, and exits with 1 if all are marked already. `repin` prints a line for each Alpine package\n"
	"that the indexes no longer have, and with -o moves it; without -o it exits with 1 if there are any.\n"
	"`diff` says in Markdown what differs. `join` makes one lock of those of several platforms and prints a line for each package whose\n"
	"version is not the same for all; `select` writes the part for one, and exits with 1 if there is none.\n"
	"  -a ADVISORIES    the output of scibids-advisories: to say which known vulnerabilities are fixed or added\n"
	"  -b IMAGE         the base image          -d DIGEST  and its digest\n"
	"  -f FACTS         what the base image states about itself\n"
	"  -i INDEX         an APKINDEX\n"
	"  -k FIRST         the lock of another platform, whose versions are preferred\n"
	"  -l OLD           the lock whose pins to keep; it may be missing\n"
	"  -o OUT           where to write [-]      -p PLATFORM  such as linux/arm64\n"
	"  -q REQUIREMENTS  the output of scibids-requirements\n"
	"  -r RECORDS       a directory of package records, first wins\n"
	"  -s SETTINGS      the settings file\n"
	"  -U NAME          move this pin           -u  move all pins\n";

static void
read_options(int argc, char **argv, struct options *o)
{
	const struct option_place places[] = {
		{ 'U', .list = &o->upgrades }, { 'a', .text = &o->advisories }, { 'b', .text = &o->base },         { 'd', .text = &o->digest },
		{ 'f', .text = &o->facts },    { 'i', .list = &o->indexes },    { 'k', .text = &o->first },        { 'l', .text = &o->old },
		{ 'o', .text = &o->out },      { 'p', .text = &o->platform },   { 'q', .text = &o->requirements }, { 'r', .list = &o->records },
		{ 's', .text = &o->settings }, { 'u', .flag = &o->upgrade },
	};
	options_read(argc, argv, usage, places, COUNT(places), false);
	o->arguments = argv + optind;
}

int
main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*run)(const struct options *);
		int arguments; /* -1: any number */
	} verbs[] = { { "toolbox", verb_toolbox, 0 },   { "request", verb_request, 0 }, { "packages", verb_packages, 2 },
		      { "runtime", verb_runtime, 2 }, { "untrim", verb_untrim, 2 },   { "repin", verb_repin, 1 },
		      { "diff", verb_diff, 2 },       { "get", verb_get, 2 },         { "platforms", verb_platforms, 1 },
		      { "select", verb_select, 1 },   { "join", verb_join, -1 } };
	struct options options = { 0 };
	program_name = "scibids-lock";
	answer_help(argc, argv, usage);
	if (argc < 2)
		wrong_call(usage);
	read_options(argc - 1, argv + 1, &options);
	for (size_t i = 0; i < COUNT(verbs); i++)
		if (strcmp(argv[1], verbs[i].name) == 0 && (verbs[i].arguments < 0 || argc - 1 - optind == verbs[i].arguments)) {
			verbs[i].run(&options);
			return DONE;
		}
	wrong_call(usage);
}
