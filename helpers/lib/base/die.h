#ifndef SCIBIDS_DIE_H
#define SCIBIDS_DIE_H

#include "base/status.h"

/* The diagnostics of programs, on stderr: "scibids-x: message". */

/* Prints one line, "program: message". */
void warn(const char *format, ...) PRINTF_LIKE(1, 2);

/* Prints one line like warn() and exits with STATUS. Only programs call it. */
_Noreturn void die(enum status status, const char *format, ...) PRINTF_LIKE(2, 3);

/* Answers --help (usage on stdout) and --version, then exits; returns if the first argument is something else. */
void answer_help(int argc, char **argv, const char *usage);

/* Sees to it that all that was printed is written. Otherwise one line, with the name of the file that stdout is, and exit 2. */
void end_stdout(void);

/* Prints the answer to stdout as it is, and exits with STATUS once it is written. */
_Noreturn void answer(enum status status, const char *format, ...) PRINTF_LIKE(2, 3);

/* USAGE on stderr, exit 2. */
_Noreturn void wrong_call(const char *usage);

#endif
