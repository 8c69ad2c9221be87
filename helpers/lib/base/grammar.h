#ifndef SCIBIDS_GRAMMAR_H
#define SCIBIDS_GRAMMAR_H

#include "base/str.h"

/* Grammars that text must match before it reaches a Dockerfile, a shell or a command line. Accepted text has no blank, quote,
   backslash, `$`, newline or control character unless the comment says so. */

/* [A-Za-z0-9.][A-Za-z0-9._+-]*, the names of apk-tools; at most 128 bytes. */
bool is_apk_name(struct str s);

/* PEP 503 normalised: [a-z0-9]+(-[a-z0-9]+)*. */
bool is_project_name(struct str s);

/* An image reference of the OCI distribution spec: [host[:port]/]path[:tag][@sha256:digest]. */
bool is_image(struct str s);

/* sha256: and 64 hexadecimal digits. */
bool is_digest(struct str s);

/* 2026-01-31. */
bool is_day(struct str s);

/* RFC 3339 in UTC to the second: 2026-01-31T23:59:59Z. */
bool is_timestamp(struct str s);

/* Seconds from 1970-01-01T00:00:00Z to S, which is_timestamp() accepts. */
int64_t timestamp_seconds(struct str s);

/* A relative path without empty, `.` or `..` parts, of letters, digits and ._+@- between the slashes; `.` alone is one. */
bool is_plain_path(struct str s);

/* 1 to 900 bytes of UTF-8 without control characters. */
bool is_line(struct str s);

/* A path that is quoted wherever it goes: UTF-8 without control characters, relative; ".." only at its beginning. */
bool is_local_path(struct str s);

/* A pattern of paths: letters, digits, "._-+/" and the wildcards "*" and "?". Single quotes are enough in a shell. */
bool is_path_glob(struct str s);

/* https, http, ssh or file URL without blanks, quotes, control characters, and without a password. */
bool is_public_url(struct str s);

/* At most 900 bytes of printable ASCII without quotes, backslash, `$` and backtick; blanks allowed. */
bool is_plain_value(struct str s);

/* [A-Za-z_][A-Za-z0-9_]* */
bool is_variable_name(struct str s);

/* A stage, group or tag part: [a-z0-9][a-z0-9._-]*. */
bool is_stage_name(struct str s);

/* linux/amd64, linux/arm64, ...: OS/ARCH[/VARIANT]. */
bool is_platform(struct str s);

/* Alpine's name of a platform's architecture (x86_64, aarch64, ...); empty if Alpine does not support it. */
struct str alpine_arch(struct str platform);

#endif
