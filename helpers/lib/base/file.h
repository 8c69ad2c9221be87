#ifndef SCIBIDS_FILE_H
#define SCIBIDS_FILE_H

#include <sys/types.h>

#include "base/str.h"

/* Whole files in, and files out that are never half written. Paths are NUL-terminated; "-" is stdin or stdout.
   Functions that return bool set errno on false; nothing is printed. */

/* Nanoseconds. A change right after a file was looked at may leave its size and times as they were: the margin covers the coarsest time
   stamps in use (2 s) and the lag of a file server's clock. */
#define FILE_RACY INT64_C(2500000000)

/* In nanoseconds since 1970: when the file's content and when anything of it last changed, and the present, 0 if there is no clock. */
struct stat;
int64_t file_mtime(const struct stat *st);
int64_t file_ctime(const struct stat *st);
int64_t file_now(void);

enum { FILE_LIMIT = 64 * 1024 * 1024 };

/* Reads a regular file, a pipe or stdin into the arena; more than LIMIT bytes is EFBIG. */
bool file_read(const char *path, size_t limit, struct str *content);

bool file_exists(const char *path);

/* All of CONTENT to FD. */
bool file_write(int fd, struct str content);

/* A file TO, which must not exist, with what the file FROM has, and this mode as far as the umask allows it. */
bool file_copy(const char *from, const char *to, mode_t mode);

/* The same without a copy, where the file system can give a file a second name: then it keeps its mode. */
bool file_link(const char *from, const char *to, mode_t mode);

/* Creates the directory PATH and its parents, as far as they are missing. */
bool file_make_directory(const char *path);

/* Replaces PATH with CONTENT by a temporary file in the same directory, fsync and rename; the old file stays on any
   failure. A file that has this content already is not touched. "-" writes to stdout and flushes it. */
bool file_replace(const char *path, struct str content);

/* The same without fsync, for a file that can be regenerated at any time. */
bool file_replace_cache(const char *path, struct str content);

/* Does the regular file begin with TEXT and a line feed? */
bool file_begins(const char *path, struct str text);

/* As file_replace() for a file that may hold a secret: only its owner can read it, whoever could read an older one. */
bool file_replace_private(const char *path, struct str content);

#endif
