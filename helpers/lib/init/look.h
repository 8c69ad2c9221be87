#ifndef SCIBIDS_INIT_LOOK_H
#define SCIBIDS_INIT_LOOK_H

#include "base/yaml.h"

/* What an existing project says about itself. Nothing of it is run, and whatever is taken over matches its grammar. */

enum { INIT_LIMIT = 2 * 1024 * 1024 /* bytes of a file that is read */ };

struct init_project {
	const char *directory;
	const struct yaml *pyproject; /* NULL: none, or it cannot be read */
	struct str setup;             /* setup.py and setup.cfg; n 0: neither */
	struct str listed;            /* requirements.txt and Pipfile */
	bool has_requirements;        /* a file that SCIBIDS_REQUIREMENTS takes by itself */
	bool has_other_lock;          /* requirements in a file that is not read */
	bool is_package;              /* a build backend makes a wheel of it */
	struct str_list found;        /* lines for people */
	struct str_list notes;        /* what the user must do by hand */
};

/* Reads the files at the top of DIRECTORY. False with *ERROR: pyproject.toml is no TOML. */
bool init_look(const char *directory, struct init_project *project, struct error *error);

/* "DIRECTORY/NAME", NUL-terminated. */
const char *init_path(const struct init_project *project, struct str name);

/* The content of the file NAME in the project, n 0 if there is none. */
struct str init_content(const struct init_project *project, struct str name);

/* Is the distribution NAME asked for? *EXTRA gets the extra of the project that does it; n 0: none is needed. */
bool init_asks_for(const struct init_project *project, const char *name, struct str *extra);

/* The Python of the project, "3.12": its .python-version, or FALLBACK if its requires-python allows that, or else the newest that it
   allows. n 0: no version of Python that we know fits. */
struct str init_python(struct init_project *project, struct str fallback);

/* Letters, digits and "._:/=@,+-": one word of make, of a shell and of a command. */
bool init_is_word(struct str s);

#endif
