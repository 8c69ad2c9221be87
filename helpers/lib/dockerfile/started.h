#ifndef SCIBIDS_DOCKERFILE_STARTED_H
#define SCIBIDS_DOCKERFILE_STARTED_H

#include "base/str.h"

/* Internal to dockerfile/: what the arguments of a command name that must be there for it to start. */

enum started_kind { STARTS_SOMETHING, STARTS_FILE, STARTS_MODULE };

struct started {
	enum started_kind kind;
	struct str name; /* a path, or a dotted name */
};

/* The script or the module that WORDS give to Python, to a server of applications, to flask, celery, streamlit or fastapi.
   STARTS_SOMETHING if that is unknown, or is looked up in a directory other than the one where the program starts. */
struct started started_by(const struct str_list *words);

#endif
