#ifndef SCIBIDS_DIE_H
#define SCIBIDS_DIE_H

/* Exit statuses of the helpers, and their diagnostics on stderr: "scibids-x: message". */

enum status { DONE = 0, FINDINGS = 1, BAD = 2, STALE = 3 };

/* The name that diagnostics begin with; programs set it first. */
extern const char *program_name;

/* Prints one line, "program: message". */
void warn(const char *format, ...) PRINTF_LIKE(1, 2);

/* Prints one line like warn() and exits with STATUS. Only programs call it, and the arena when memory is exhausted. */
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
