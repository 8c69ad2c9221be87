#ifndef SCIBIDS_TAP_H
#define SCIBIDS_TAP_H

#include <stdio.h>
#include <string.h>

#include "base/str.h"

/* Test Anything Protocol for one program: ok() per fact, return tap_end() from main. */

static int tap_count, tap_failed;

#define ok(condition, ...) tap_ok((condition), __FILE__, __LINE__, __VA_ARGS__)
#define is(got, expected, ...) tap_is((got), (expected), __FILE__, __LINE__, __VA_ARGS__)

static void tap_ok(int passed, const char *file, int line, const char *format, ...) PRINTF_LIKE(4, 5);
static void tap_is(struct str got, struct str expected, const char *file, int line, const char *format, ...) PRINTF_LIKE(5, 6);

#include <stdarg.h>

static void
tap_line(int passed, const char *file, int line, const char *format, va_list args)
{
	printf("%s %d - ", passed ? "ok" : "not ok", ++tap_count);
	vprintf(format, args);
	putchar('\n');
	if (!passed) {
		tap_failed++;
		fflush(stdout);
		fprintf(stderr, "# %s:%d: not ok %d\n", file, line, tap_count);
	}
}

static void
tap_ok(int passed, const char *file, int line, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	tap_line(passed, file, line, format, args);
	va_end(args);
}

static void
tap_is(struct str got, struct str expected, const char *file, int line, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	tap_line(str_eq(got, expected), file, line, format, args);
	va_end(args);
	if (!str_eq(got, expected))
		fprintf(stderr, "# got      '%.*s'\n# expected '%.*s'\n", STRF(got), STRF(expected));
}

static inline int
tap_end(void)
{
	(void)tap_ok;
	(void)tap_is;
	printf("1..%d\n", tap_count);
	return tap_failed != 0;
}

#endif
