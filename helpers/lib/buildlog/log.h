#ifndef SCIBIDS_BUILDLOG_LOG_H
#define SCIBIDS_BUILDLOG_LOG_H

#include "buildlog/line.h"

/* A build as its log tells it, read as it comes, in memory that does not grow with the log.
   Some steps of a stage are never shown (COPY --link): a stage ends with its last step, or when the export begins. */

enum { BUILDKIT_STAGES = 2048 /* stages known by name; steps of more are left out */ };

struct buildkit_stage {
	struct str name; /* as in the Dockerfile, with " (PLATFORM)" where there are several */
	enum buildkit_kind kind;
	bool ran;        /* something in it was not cached */
	uint64_t tenths; /* of a second, the sum of its steps so far */
	uint64_t bytes;  /* exported; 0: not shown */
	unsigned open;   /* steps that run now */
	double since;    /* the start of what runs, on the caller's clock */
	unsigned steps, ended;
	bool listed, broken;
};

/* What a client says that never gets as far as a step. */
enum buildkit_trouble { BUILDKIT_NO_TROUBLE, BUILDKIT_NO_ENGINE, BUILDKIT_NOT_ALLOWED, BUILDKIT_NO_BUILDX };

/* Why a build failed, as far as its log says. Texts are in the arena and hold no control characters. */
struct buildkit_failure {
	enum buildkit_trouble trouble;
	const struct buildkit_stage *stage; /* NULL: no step failed */
	struct str reason;                  /* the step's or else the client's error; n 0: it gave none */
	struct str image;                   /* an image that cannot be had; n 0: it is not that */
	bool disk_full;
	struct str_list own;  /* the failed step's lines that begin with "scibids: " */
	struct str_list tail; /* its last lines, without blank ones and uv's progress; without a failed step the client's */
};

struct buildkit_log;

/* TITLE names stages that have no name, and the image that is exported. */
struct buildkit_log *buildkit_log_new(struct str title);

/* Reads on. NOW in seconds, from any fixed moment. */
void buildkit_log_feed(struct buildkit_log *log, struct str bytes, double now);

/* The log's end; after a SUCCESS all stages count as ended. */
void buildkit_log_end(struct buildkit_log *log, bool success, double now);

/* The I-th stage in order of appearance, or in order of their end; NULL behind the last. */
const struct buildkit_stage *buildkit_log_stage(const struct buildkit_log *log, size_t i);
const struct buildkit_stage *buildkit_log_ended(const struct buildkit_log *log, size_t i);

struct buildkit_failure buildkit_log_failure(struct buildkit_log *log);

#endif
