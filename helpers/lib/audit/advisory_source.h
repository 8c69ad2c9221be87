#ifndef SCIBIDS_AUDIT_ADVISORY_SOURCE_H
#define SCIBIDS_AUDIT_ADVISORY_SOURCE_H

#include "audit/advisory.h"

/* Where advisories come from: a directory, an archive (tar or zip, compressed or not) or a single file. Its files *.json,
   *.yaml and *.yml are read as OSV advisories, Alpine's security database or its rejections, by their content; a file
   `fetched` holds the moment, RFC 3339, when it was fetched; hidden files and all other names are passed over. */

struct advisory_source {
	struct advisory_build *build;
	struct str fetched;      /* n 0: no such file */
	size_t files;            /* that were read */
	struct str_list notes;   /* "FILE:LINE: the malformed entry and how it is read" */
	struct str_list problems; /* "FILE:LINE: what is wrong" */
};

enum { ADVISORY_FILE_LIMIT = 32 * 1024 * 1024 };

/* Adds all of PATH. A file that cannot be read is a problem; the rest is still read. */
void advisory_source_read(struct advisory_source *source, const char *path);

/* Adds one file's content; NAME is for messages. */
void advisory_source_add(struct advisory_source *source, struct str name, struct str content);

#endif
