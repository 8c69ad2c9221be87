#ifndef SCIBIDS_WHY_LOG_H
#define SCIBIDS_WHY_LOG_H

#include "base/str.h"

/* The log of a failed build as its failed step tells it: what `buildx build --progress=plain` wrote (buildkit_line.h), or
   the plain output of uv or pip, which then counts as one step. */

enum { WHY_LINE_LIMIT = 2048 /* bytes of a line that are looked at */ };

struct why_line {
	struct str text; /* clean (tail.h), without blanks at both ends */
	size_t number;   /* 1-based, in the log */
};

struct why_log {
	struct why_line *lines;
	size_t count, capacity;
	bool failed;                /* the log itself says that a step failed */
	struct str package;         /* normalised; n 0: not known */
	struct str version;         /* p NULL: not known */
	struct str inner;           /* what failed inside that build, a build requirement; n 0: the package itself */
	struct str_list installed;  /* apks that the failed stage was given */
};

/* Reads CONTENT, which must stay alive. Of several failed steps the first counts, or that of PACKAGE (n 0: any). */
void why_log_read(struct str content, struct str package, struct why_log *log);

#endif
