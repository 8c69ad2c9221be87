#ifndef SCIBIDS_CHILD_H
#define SCIBIDS_CHILD_H

#include "base/str.h"

/* A command whose output is listened to. */

struct child_end {
	int error;  /* errno why it could not be run; 0: it was */
	int status; /* as waitpid() gives it */
	int signal; /* SIGHUP, SIGINT or SIGTERM that came meanwhile and was passed on; 0: none */
};

/* Runs ARGV, looked up in PATH, with nothing on stdin, and calls HEARD with each piece of its stderr as it comes; with
   TICK also five times a second with an empty one. Returns when it has ended. The third signal kills it. */
struct child_end child_watch(char **argv, bool tick, void (*heard)(void *context, struct str bytes), void *context);

enum { CHILD_OUTPUT = 1024 * 1024 };

/* Runs ARGV likewise with INPUT, a file's descriptor, as its stdin; what it writes to stdout and stderr is added to OUTPUT, no more
   than about CHILD_OUTPUT bytes of it. */
struct child_end child_feed(char **argv, int input, struct text *output);

#endif
