#ifndef SCIBIDS_REQUIREMENTS_H
#define SCIBIDS_REQUIREMENTS_H

#include "requirements/model.h"

/* Requirements files of pip ("Requirements File Format" in pip's documentation): comments, continuations, markers,
   extras, hashes, nested files and constraints, index options, paths, URLs and version control.
   Stricter than pip, which ignores in silence: options that do not belong on a line, words after options, shortened
   option names, a second -r on a line. Files are UTF-8 without control characters. ${NAME} is noted, not replaced.
   All paths are relative to one directory, given by the caller, in the shape that `..` and `.` parts leave when they are
   resolved by text; a nested file is looked for beside the file that names it, a requirement's path in the directory. */

/* Reads NAME, a path relative to DIRECTORY, and what it includes. False when there are errors. */
bool requirements_read(const char *directory, struct str name, struct requirements *requirements);

/* Reads CONTENT as if it were the file NAME, and looks at no file: nothing nested is read, no path is checked. For tests and fuzz targets. */
bool requirements_parse(struct str name, struct str content, struct requirements *requirements);

struct requirements_hashes {
	struct str project;
	struct str_list allowed; /* sorted */
};

/* The hashes by project, sorted: those of the requirements; where constraints give some as well, those in both.
   An empty list allows nothing. Sets *COUNT. */
struct requirements_hashes *requirements_hashes(const struct requirements *requirements, size_t *count);

/* The first requirement of each project that is required by name, sorted by project; constraints are none. Sets *COUNT. */
const struct requirement **requirements_first(const struct requirements *requirements, size_t *count);

#endif
