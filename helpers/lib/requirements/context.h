#ifndef SCIBIDS_REQUIREMENTS_CONTEXT_H
#define SCIBIDS_REQUIREMENTS_CONTEXT_H

#include "requirements/requirements.h"

/* Rules of a .dockerignore for what is never wanted from a directory that is built as a package. */
extern const char requirements_always_ignored[];

/* What the stage that resolves requirements must be given: the directory that is its context, and what of it. */
struct requirements_context {
	struct str context;   /* relative to the requirements' directory: "." or "../.." */
	struct str directory; /* the requirements' directory, relative to the context: "." or "projects/mine" */
	struct str ignore;    /* a .dockerignore that lets through just the files and directories that are needed */
	struct str options;   /* a requirements file of the index options alone; may hold a login: for a secret only */
	struct str secrets;   /* one line of words: a --secret option for each ${NAME} that is used */
};

/* DIRECTORY is the requirements' directory as an absolute path; WHOLE lets all of it through, as a pyproject.toml may
   name any of it. False with *WHY: a path that no context can hold. Everything lies in the arena. */
bool requirements_context(const struct requirements *requirements, struct str directory, bool whole,
                          struct requirements_context *context, struct str *why);

#endif
