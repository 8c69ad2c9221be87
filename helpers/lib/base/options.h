#ifndef SCIBIDS_OPTIONS_H
#define SCIBIDS_OPTIONS_H

#include "base/str.h"

/* For programs only. An option has a letter, a name, or both, and one place: `flag` takes no value, all others do. */
struct option_place {
	char letter;      /* 0: none */
	const char *name; /* NULL: none */
	bool *flag;
	const char **text;
	struct str *str;
	struct str_list *list; /* may be given more than once */
};

/* Puts the values of COUNT options where they belong; getopt's optind is then that of the first argument. An unknown option, or one that
   lacks its value, prints USAGE, exit 2. If a COMMAND follows, its options are its own. */
void options_read(int argc, char **argv, const char *usage, const struct option_place *places, size_t count, bool command);

#endif
