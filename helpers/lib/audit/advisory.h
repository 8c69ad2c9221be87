#ifndef SCIBIDS_AUDIT_ADVISORY_H
#define SCIBIDS_AUDIT_ADVISORY_H

#include "audit/osv.h"
#include "audit/secdb.h"
#include "base/str.h"

/* The compiled advisories: one file that is mapped and searched, not read. A header line

     scibids-advisories 1 DATE LENGTH SHA256

   (DATE of the sources, RFC 3339; LENGTH in bytes and SHA-256 of what follows), then lines in the order of their bytes,
   of fields between tabs, the first a letter and the words that are searched for:

     a BRANCH ORIGIN   VERSION ID...  ...            what Alpine fixed in which version, see secdb.h; an ID may be A+B+C
     b SOURCE          COUNT                         what there are advisories of: pypi, cpython, v3.20/main
     c cpython ID      ALIASES SEVERITY INTERVALS VERSIONS SUMMARY        as for p
     o BRANCH ORIGIN ID  ...                         Alpine's packages in OSV, as for p
     p NAME ID         ALIASES SEVERITY INTERVALS VERSIONS SUMMARY        a Python package, see osv.h
     r ORIGIN          ID...                         Alpine's rejections
     s ID              VECTOR                        the severity of a CVE
     v cpython ID      ALIASES                       an advisory of CPython that says no version

   ALIASES, INTERVALS, VERSIONS are words between blanks; an interval is FROM<END, FROM<=END, FROM<?END with a malformed
   END, or FROM<; FROM is empty for the first version. */

enum { ADVISORY_FORMAT = 1 };

struct advisory_build {
	struct str_list lines;
	struct str newest; /* of the `modified` met; n 0: none */
	size_t pypi, cpython, withdrawn, vague; /* advisories; those left out as withdrawn, and as saying no version */
};

void advisory_add_osv(struct advisory_build *build, const struct osv *osv);
void advisory_add_secdb(struct advisory_build *build, const struct secdb *secdb);

/* The file. DATE is RFC 3339 to the second. */
struct str advisory_text(struct advisory_build *build, struct str date);

struct advisories {
	struct str date; /* RFC 3339 */
	struct str body; /* lines */
};

/* Checks the header against the bytes, which must stay alive. False with *WHAT: what is wrong with it. */
bool advisory_parse(struct str file, struct advisories *advisories, struct str *what);

/* The same for a file, which is mapped until the process ends. False with *WHAT, and errno ENOENT where it is missing. */
bool advisory_open(const char *path, struct advisories *advisories, struct str *what);

/* The lines that begin with PREFIX. Loop: for (rest = advisory_find(...); str_line(&rest, &line);). */
struct str advisory_find(const struct advisories *advisories, struct str prefix);

/* Whether there is a line `b SOURCE`. */
bool advisory_has(const struct advisories *advisories, struct str source);

/* Reads a line of the kinds c, o and p, whose first field's words behind the letter are KEY. False: malformed. */
bool advisory_read(struct str line, struct osv *osv, struct osv_affected *affected);

#endif
