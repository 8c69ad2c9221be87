#ifndef SCIBIDS_INIT_FILES_H
#define SCIBIDS_INIT_FILES_H

#include "init/command.h"

/* The files that a project gets. */

struct init_library {
	const char *home;    /* of the library: it has mk/, dockerfiles/ and examples/ */
	const char *include; /* the include of an installed library: a name that make finds, or an absolute path; NULL: mk/scibids.mk of a checkout */
};

struct init_file {
	const char *name; /* relative to the project */
	struct str text;
	bool there; /* the project has one already, which stays */
};

struct init_files {
	struct init_file items[4];
	size_t count;
};

/* How the project includes the library: relative if that lies in the project's git tree or beside it, else as it is, with a note. False
   with *WHAT: the path has a character that make cannot have in a name. */
bool init_include(struct init_project *project, const struct init_library *library, struct str *path, struct str *what);

/* Makefile, .dockerignore, and where they are called for requirements.txt and a recipe for CI. False with *WHAT: a file of the library is
   missing. */
bool init_plan(struct init_project *project, const struct init_library *library, struct str include, struct str python,
               const struct init_command *command, struct init_files *files, struct str *what);

#endif
