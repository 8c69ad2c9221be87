#ifndef SCIBIDS_ERROR_H
#define SCIBIDS_ERROR_H

#include "base/str.h"

/* What is wrong with an input, and where. Code of the library fills it in and returns false; the program prints it. */
struct error {
	const char *path;   /* NULL: the caller knows it */
	int line;           /* 1-based; 0: the input as a whole */
	uint64_t offset;    /* of a byte, where the input has no lines: an ELF file, a version specifier, a requirement */
	const char *what;   /* lower case, in the arena or static; NULL: no error */
	const char *advice; /* what to do; NULL if unknown */
	bool missing;       /* the file does not exist: exit status STALE, not BAD */
};

/* Sets *ERROR to LINE and WHAT, clears the other fields and returns false. */
bool error_at(struct error *error, int line, struct str what);

/* "PATH:LINE: what: advice", without the parts that are not set. */
struct str error_str(const struct error *error);

#endif
