/* What makes a directory a kit: signed indexes for the packages in it, and a manifest of all files. The verbs are in kit/. */

#include "base/base.h"

#include <getopt.h>
#include <string.h>

#include "base/die.h"
#include "base/options.h"
#include "kit/verb.h"

static const char usage[] =
	"usage: scibids-kit index -i INDEX... MIRROR BRANCH ARCH\n"
	"       scibids-kit manifest KIT\n"
	"       scibids-kit verify KIT\n"
	"       scibids-kit list LOCK\n"
	"       scibids-kit check KIT LOCK\n"
	"       scibids-kit carry KIT NEW\n"
	"       scibids-kit swap NEW KIT\n"
	"index: writes an index for the packages in MIRROR/BRANCH/main/ARCH, and an empty one for community, from the records that\n"
	"the INDEXes have of them, and signs both with a new key, whose public half lies in MIRROR. Where these packages are indexed\n"
	"already it does nothing. manifest: writes KIT/MANIFEST with the SHA-256 of each file. verify: exits with 1 after naming each\n"
	"file that is missing, is not what MANIFEST says or is not in it. list: what a kit must have for LOCK. check: exits with 3 if KIT\n"
	"lacks something that LOCK needs, or it is not what MANIFEST says. carry: links the files of MANIFEST into NEW, with a MANIFEST of\n"
	"them, names those that are not what it says and exits with 1. swap: NEW becomes KIT, and KIT, if there is one, NEW.\n";

int
main(int argc, char **argv)
{
	static const struct {
		const char *name;
		int (*run)(char **arguments);
		int count;
	} verbs[] = { { "manifest", kit_manifest, 1 }, { "verify", kit_verify, 1 }, { "list", kit_list, 1 },
		      { "check", kit_check, 2 },       { "carry", kit_carry, 2 },   { "swap", kit_swap, 2 } };
	struct str_list indexes = { NULL, 0, 0 };
	const struct option_place places[] = { { .letter = 'i', .list = &indexes } };
	program_name = "scibids-kit";
	answer_help(argc, argv, usage);
	const char *verb = argc > 1 ? argv[1] : "";
	argc -= argc > 1, argv += argc > 0;
	options_read(argc, argv, usage, places, COUNT(places), false);
	argc -= optind, argv += optind;
	if (strcmp(verb, "index") == 0 && argc == 3 && indexes.count > 0) {
		kit_index(&indexes, argv);
		return DONE;
	}
	for (size_t i = 0; i < COUNT(verbs); i++)
		if (strcmp(verb, verbs[i].name) == 0 && argc == verbs[i].count && indexes.count == 0)
			return verbs[i].run(argv);
	wrong_call(usage);
}
