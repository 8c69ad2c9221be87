#ifndef SCIBIDS_BUILDLOG_LINE_H
#define SCIBIDS_BUILDLOG_LINE_H

#include "base/str.h"

/* One line that `buildx build --progress=plain` writes to stderr.

   BuildKit numbers its steps and interleaves their output; every line of step N begins with "#N ":
     #7 [build-lz4 2/3] RUN make     its title: stage and which of the stage's steps; again whenever N is taken up again.
                                     "[2/3]" in a stage without a name, "[linux/arm64 build-lz4 2/3]" with several
                                     platforms, "[internal] load build context" and "exporting to image" outside a stage
     #7 0.345 text                   a line that the step printed, with the seconds since its start
     #7 exporting layers 0.3s done   how far it is
     #7 ...                          another step's turn
     #7 DONE 3.2s, CACHED, CANCELED, ERROR: text
   Lines without a number are the client's own: errors before the first step and, when a build has failed, the failed step's last
   lines, the Dockerfile's lines, and "ERROR: failed to build: failed to solve: text". */

enum buildkit_line_kind {
	BUILDKIT_CLIENT,
	BUILDKIT_OUTPUT, /* tenths, text */
	BUILDKIT_DONE,   /* tenths */
	BUILDKIT_CACHED,
	BUILDKIT_CANCELED,
	BUILDKIT_ERROR, /* text */
	BUILDKIT_FILES, /* bytes: copied to the client */
	BUILDKIT_TEXT   /* a title or progress: the caller, who knows the step, can tell */
};

struct buildkit_line {
	enum buildkit_line_kind kind;
	uint64_t number; /* of the step */
	uint64_t tenths; /* of a second */
	uint64_t bytes;
	struct str text;
};

struct buildkit_line buildkit_line_read(struct str line);

enum buildkit_kind {
	BUILDKIT_STAGE,
	BUILDKIT_EXPORT, /* writing the image, the files or the cache */
	BUILDKIT_OTHER   /* BuildKit's own: contexts, metadata */
};

enum { BUILDKIT_STEPS = 8192 /* steps of a build, at most */ };

struct buildkit_title {
	enum buildkit_kind kind;
	struct str name;     /* n 0: an unnamed stage, or the exported image */
	struct str platform; /* n 0: not named */
	unsigned steps;      /* of the stage, 1 to BUILDKIT_STEPS */
	bool from;           /* it is the stage's FROM */
};

struct buildkit_title buildkit_title_read(struct str title);

#endif
