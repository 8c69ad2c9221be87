#ifndef SCIBIDS_REQUIREMENTS_READER_H
#define SCIBIDS_REQUIREMENTS_READER_H

#include "requirements/model.h"

/* Internal to requirements/: what the parts of the reader share. */

struct requirements_frame {
	struct str path;
	bool constraint;
	const struct requirements_frame *outer;
	int depth;
};

struct binary_choice {
	struct str name;
	size_t order;
	bool only;
};

struct reader {
	struct requirements *out;
	const char *directory; /* NULL: look at no file */
	const struct requirements_frame *frame;
	int line;
	int cut; /* the comment line that last ended a continued line, or 0 */
	struct requirements_frame *done; /* path and constraint flag of what was read */
	size_t done_count, done_capacity;
	struct binary_choice *choices; /* of --no-binary and --only-binary, resolved at the end */
	size_t choice_count, choice_capacity;
	size_t cleared[2]; /* choices before this one do not count: no-binary, only-binary */
	bool (*include)(struct reader *reader, struct str value, bool constraint); /* reads a nested file */
};

/* Records "FILE:LINE: what"; always false. */
bool reader_fail(struct reader *reader, struct str what);

/* S for a message: no user, password or query of a URL, cut when long. */
struct str reader_shown(struct str s);

/* A user and password, or a token, that stands in one of S's URLs as it is. */
bool reader_has_credential(struct str s);

/* PATH seen from the directory FROM (empty: the directory itself), `.` and `..` resolved by text; "." for nothing left. */
struct str path_join(struct str from, struct str path);
struct str path_parent(struct str path);

/* The path as the reader opens it. */
char *reader_path(const struct reader *reader, struct str path);

/* One logical line without comment and blanks around it (line.c). */
bool reader_line(struct reader *reader, struct str line);

/* Requirement text without options, or the value of -e (source.c). */
bool reader_source(struct reader *reader, struct str text, struct requirement *requirement);

/* "sha256:HEX" in lower case when it is a hash that pip knows, else empty. */
struct str reader_hash(struct str s);

/* A local file or directory of an option; PATH may be a file: URL. */
bool reader_find_links(struct reader *reader, struct str value);
/* "./pkg": what cannot be taken for the name of a package or an option. */
struct str reader_shaped(struct str path);
bool has_variable(struct str s);

#endif
