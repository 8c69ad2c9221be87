#ifndef SCIBIDS_WHY_LOG_H
#define SCIBIDS_WHY_LOG_H

#include "base/str.h"

/* The failed step of a build's log: the output of `buildx build --progress=plain` (buildlog/line.h), or the plain output of uv or pip,
   which counts as one step. */

enum { WHY_LINE_LIMIT = 2048 /* bytes of a line to look at */ };

struct why_line {
	struct str text; /* clean (tail.h) and trimmed */
	size_t number;   /* 1-based, in the log */
};

struct why_log {
	struct why_line *lines;
	size_t count, capacity;
	bool failed;                /* the log reports a failed step */
	struct str package;         /* normalised; n 0: unknown */
	struct str version;         /* p NULL: unknown */
	struct str inner;           /* the build requirement that failed in that build; n 0: the package itself failed */
	struct str_list installed;  /* apks installed in the failed stage */
};

/* Reads CONTENT, which must stay alive. Among several failed steps, the first counts, or that of PACKAGE (n 0: any). */
void why_log_read(struct str content, struct str package, struct why_log *log);

#endif
