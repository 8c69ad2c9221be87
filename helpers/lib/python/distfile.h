#ifndef SCIBIDS_PYTHON_DISTFILE_H
#define SCIBIDS_PYTHON_DISTFILE_H

#include "base/str.h"
#include "python/pep440.h"

/* File names of wheels (PEP 427, "Binary distribution format") and source distributions (PEP 625, and the older
   spellings that indexes still serve). Strict, since these names come from lock files and reach command lines: at most
   255 bytes of [A-Za-z0-9._+!~-], no leading dot or dash. */

enum { DISTFILE_LIMIT = 255 };

struct distfile {
	bool wheel;           /* NAME-VERSION[-BUILD]-PYTHON-ABI-PLATFORM.whl, else NAME-VERSION.tar.gz or .zip */
	struct str project;   /* normalised, in the arena */
	struct str version;   /* as written */
	struct pep440 parsed; /* the version, parsed */
	struct str build;     /* of a wheel; empty when absent */
	struct str python, abi, platform; /* of a wheel: tags, several joined by dots */
};

/* FILE points into NAME. On false *WHY says what is wrong: "is not the name of a wheel or sdist: ...", in the arena. */
bool distfile_parse(struct str name, struct distfile *file, struct str *why);

/* Is FILE a distribution of PROJECT, normalised, in VERSION (equal by PEP 440)? */
bool distfile_is_of(const struct distfile *file, struct str project, struct str version);

#endif
