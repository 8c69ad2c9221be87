#ifndef SCIBIDS_CHILD_H
#define SCIBIDS_CHILD_H

#include "base/str.h"

/* Runs a command and passes on its output as it comes. */

struct child_end {
	int error;  /* errno if it could not be started, otherwise 0 */
	int status; /* as waitpid() gives it */
	int signal; /* SIGHUP, SIGINT or SIGTERM that this process got and passed on; 0 if none */
};

/* Runs ARGV, looked up in PATH, with nothing on stdin, and calls HEARD with each piece of its stderr as it comes; unless TICK is 0,
   also with an empty one when TICK milliseconds passed without. Returns when the command has ended. The third signal kills it. */
struct child_end child_watch(char **argv, unsigned tick, void (*heard)(void *context, struct str bytes), void *context);

enum { CHILD_OUTPUT = 1024 * 1024 };

/* Runs ARGV in the same way with the file descriptor INPUT as its stdin, and appends its stdout and stderr to OUTPUT, up to about
   CHILD_OUTPUT bytes. */
struct child_end child_feed(char **argv, int input, struct text *output);

#endif
