#include "base/base.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/die.h"
#include "base/escape.h"

#ifndef SCIBIDS_VERSION
#define SCIBIDS_VERSION "development"
#endif

const char *program_name = "scibids";

/* A diagnostic stays one line, whatever texts from a file it holds. */
static void
print_line(const char *format, va_list args)
{
	char text[4096];
	int n = vsnprintf(text, sizeof(text), format, args);
	struct str shown = str_show(str_of(text));
	fprintf(stderr, "%s: %.*s%s\n", program_name, STRF(shown), n >= (int)sizeof(text) ? " ..." : "");
}

void
warn(const char *format, ...)
{
	va_list args;
	va_start(args, format);
	print_line(format, args);
	va_end(args);
}

void
die(enum status status, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	print_line(format, args);
	va_end(args);
	exit(status);
}

void
end_stdout(void)
{
	char path[1024];
	struct stat st;
	if (!ferror(stdout) && fflush(stdout) == 0)
		return;
	int error = errno;
	ssize_t n = fstat(STDOUT_FILENO, &st) == 0 && S_ISREG(st.st_mode) ? readlink("/proc/self/fd/1", path, sizeof(path)) : 0;
	die(BAD, "cannot write to stdout%s%.*s: %s", n > 0 ? ", " : "", n > 0 ? (int)n : 0, path, strerror(error));
}

void
answer(enum status status, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	end_stdout();
	exit(status);
}

void
answer_help(int argc, char **argv, const char *usage)
{
	if (argc < 2)
		return;
	bool help = strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0;
	bool version = strcmp(argv[1], "--version") == 0;
	if (!help && !version)
		return;
	if (help)
		answer(DONE, "%s", usage);
	answer(DONE, "%s %s\n", program_name, SCIBIDS_VERSION);
}

void
wrong_call(const char *usage)
{
	fputs(usage, stderr);
	exit(BAD);
}
