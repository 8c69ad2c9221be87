#ifndef SCIBIDS_DOCKERFILE_H
#define SCIBIDS_DOCKERFILE_H

#include "dockerfile/keep.h"
#include "lock/lock.h"
#include "lock/settings.h"

/* Stitches fragments (FRAGMENT-DIR/NAME.dockerfile, with @placeholders@) and a lock to one Dockerfile. */

enum dockerfile_target {
	TARGET_TOOLBOX,     /* the toolbox */
	TARGET_INTERPRETER, /* and the interpreter as images get it */
	TARGET_RESOLUTION,  /* the toolbox, and the stages that fetch the branch's index and resolve requirements */
	TARGET_NEEDS,       /* all that is shipped, and the stage that finds out which apks it needs */
	TARGET_IMAGE,       /* the image, proved */
	TARGET_DEBUG        /* the image and a shell */
};

struct dockerfile {
	const struct lock *lock;
	const struct settings *settings;
	const char *fragments, *user_fragments; /* directories; user_fragments NULL: none */
	struct str output, scripts;             /* paths of the Dockerfile and of the scripts, for its first lines */
	struct str lock_hash;                   /* the lock file's SHA-256 */
	struct str pyproject;                   /* the text of a pyproject.toml, for its licence; n 0: none */
	struct keep keep;                       /* what trimming leaves */
	struct str_list stages;                 /* names, in the order they were written */
	struct text text;
	struct str problem; /* "FILE:LINE: what", n 0 while all is well */
};

/* Fills D->text. False with D->problem. */
bool dockerfile_stitch(struct dockerfile *d, enum dockerfile_target target);

/* TEXT with a blank line behind each here-document, which some readers of Dockerfiles want. */
struct str dockerfile_spaced(struct str text);

/* WORDS as a JSON array of strings, the exec form of CMD and ENTRYPOINT. */
struct str dockerfile_exec_form(const struct str_list *words);

/* VALUE in double quotes as ENV and LABEL read it back unchanged; false: it holds a control character. */
bool dockerfile_quote(struct str value, struct str *quoted);

#endif
