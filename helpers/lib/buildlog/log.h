#ifndef SCIBIDS_BUILDLOG_LOG_H
#define SCIBIDS_BUILDLOG_LOG_H

#include "base/tail.h"
#include "buildlog/line.h"

/* Follows a build by its log, in memory that does not grow with the log. Some steps of a stage are never shown (COPY --link), so a
   stage ends with its last step or when the export begins. */

enum { BUILDKIT_STAGES = 2048 /* stages known by name; steps of further ones are ignored */ };

struct buildkit_stage {
	struct str name; /* as in the Dockerfile, with " (PLATFORM)" where there are several */
	enum buildkit_kind kind;
	bool ran;        /* something in it was not cached */
	uint64_t tenths; /* of a second, the sum of its steps so far */
	uint64_t bytes;  /* exported; 0: not shown */
	unsigned open;   /* steps running now */
	double since;    /* start of the running steps, on the caller's clock */
	double begun, ended_at; /* of its first and its last step, likewise; ended_at 0: none has ended */
	char last[TAIL_TEXT], share[32]; /* of a running step: the last line that it printed, and how far it is, without a NUL */
	size_t last_n, share_n;
	unsigned steps, ended;
	bool listed, broken;
};

/* Errors of a client that never reaches the first step. */
enum buildkit_trouble { BUILDKIT_NO_TROUBLE, BUILDKIT_NO_ENGINE, BUILDKIT_NOT_ALLOWED, BUILDKIT_NO_BUILDX };

/* Why a build failed, as far as its log shows. Texts are in the arena and hold no control characters. */
struct buildkit_failure {
	enum buildkit_trouble trouble;
	const struct buildkit_stage *stage; /* NULL: no step failed */
	struct str reason;                  /* the step's error, or else the client's; n 0: none */
	struct str image;                   /* the image that cannot be had, if that is why; else n 0 */
	bool disk_full;
	struct str_list own;  /* the failed step's lines that begin with "scibids: " */
	struct str_list tail; /* its last lines, or the client's if no step failed, without blank ones and uv's progress */
};

struct buildkit_log;

/* TITLE names unnamed stages and the exported image. */
struct buildkit_log *buildkit_log_new(struct str title);

/* Reads more of the log. NOW is in seconds since any fixed moment. */
void buildkit_log_feed(struct buildkit_log *log, struct str bytes, double now);

/* The log has ended; after SUCCESS, all stages count as ended. */
void buildkit_log_end(struct buildkit_log *log, bool success, double now);

/* The I-th stage by first appearance, or by end; NULL after the last. */
const struct buildkit_stage *buildkit_log_stage(const struct buildkit_log *log, size_t i);
const struct buildkit_stage *buildkit_log_ended(const struct buildkit_log *log, size_t i);

struct buildkit_failure buildkit_log_failure(struct buildkit_log *log);

#endif
