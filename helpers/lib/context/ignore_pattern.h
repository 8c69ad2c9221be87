#ifndef SCIBIDS_CONTEXT_IGNORE_PATTERN_H
#define SCIBIDS_CONTEXT_IGNORE_PATTERN_H

#include "base/str.h"

/* One pattern of a .dockerignore against one path, with the result that BuildKit's client (moby/patternmatcher) comes to:

       ?         one character other than "/"
       *         any number of them
       [a-z]     one character of the class, [^a-z] one outside it, "/" among them
       **        in the middle: nothing, or any number of directories; "text**" is a prefix, "**text" a suffix
       \c        the character c, which is neither letter nor digit

   BuildKit turns the pattern into a regular expression of Go, and escapes only some of the characters that are special there. A pattern whose
   meaning depends on the rest is refused: "^", "|" and "{2}" beside a wildcard, "\d", a wildcard or "[:" inside brackets. */

struct ignore_pattern;

/* PATTERN is valid UTF-8, cleaned and without its "!"; it must outlive the result. NULL with *PROBLEM, lower case, if it is refused. */
struct ignore_pattern *ignore_pattern_compile(struct str pattern, const char **problem);

/* Does all of PATH match? It is relative and has no "." or ".."; a byte of it that is not UTF-8 counts as one character. Takes at
   most the length of the path times that of the pattern. Not thread-safe: uses memory of PATTERN. */
bool ignore_pattern_match(struct ignore_pattern *pattern, struct str path);

#endif
