#ifndef SCIBIDS_DOCKERFILE_TARGET_H
#define SCIBIDS_DOCKERFILE_TARGET_H

#include "lock/lock.h"
#include "lock/settings.h"

/* What a Dockerfile is made for, and from. */

/* What trimming leaves, as words OWNER:RULE and OWNER:GLOB, where the owner * is each package and
   "python" the interpreter. */
struct keep {
	struct str_list words;   /* from the settings, from scripts/finish/keep.tsv for installed packages, and from the proof */
	struct str_list reasons; /* "WORD: NAME REASON" of each word from keep.tsv */
};

enum dockerfile_target {
	TARGET_TOOLBOX,    /* the toolbox */
	TARGET_RESOLUTION, /* the stages that fetch the branch's index and resolve requirements, in the toolbox if the lock has one */
	TARGET_KIT,        /* the stages that fetch what a kit lacks */
	TARGET_NEEDS,      /* all packages, and what their ELF files ask for */
	TARGET_IMAGE,      /* the image, proved */
	TARGET_DEBUG       /* the image and a shell */
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

#endif
