#ifndef SCIBIDS_APK_RECORD_H
#define SCIBIDS_APK_RECORD_H

#include "base/error.h"

/* Alpine's package records: the text of an APKINDEX (apk-index(5)) and of the database of installed packages,
   lib/apk/db/installed. A record consists of lines "X:value", X a letter, and ends with an empty line. */

/* A package. Slices point into the text that was read; p is NULL if the record lacks the field. */
struct apk {
	struct str name;        /* P, required */
	struct str version;     /* V, required */
	struct str arch;        /* A */
	struct str checksum;    /* C: "Q1" and the SHA-1 of the control segment in base64 */
	struct str description; /* T */
	struct str url;         /* U */
	struct str license;     /* L */
	struct str origin;      /* o: the source package */
	struct str maintainer;  /* m */
	struct str commit;      /* c: of the aports tree */
	struct str depends;     /* D, p, i, r: lists of words, see depend.h; each word was checked */
	struct str provides;
	struct str install_if;
	struct str replaces;
	struct str files;           /* of an installed package: its lines F: M: R: a: Z: */
	uint64_t size;              /* S: bytes of the .apk file */
	uint64_t installed_size;    /* I: bytes */
	uint64_t build_time;        /* t: seconds since 1970 */
	uint64_t provider_priority; /* k: of several providers of a name the highest is preferred; 0 if absent */
	uint64_t replaces_priority; /* q */
	int line;                   /* 1-based, of the record's first line */
	size_t source;              /* index of its file in apkindex.paths */
	size_t number;              /* position in an apkindex */
	bool unsupported;           /* has an unknown field with a capital letter: apk refuses to install it */
};

/* Reads records from a text, one after the other. */
struct apk_reader {
	const char *path; /* for errors */
	struct str rest;
	int line; /* lines read */
	bool installed;
};

/* Reads the next record into *APK. 1; 0 at the end; -1 with *ERROR: a malformed line, name, version or number, a missing or repeated
   field. A NUL is refused by apk_text_of(), not here. */
int apk_reader_next(struct apk_reader *reader, struct apk *apk, struct error *error);

enum { APK_TEXT_LIMIT = 256 * 1024 * 1024 }; /* bytes of unpacked text */

/* The text of an index file: APKINDEX itself, or the member APKINDEX of an APKINDEX.tar.gz (gzip members, the signature's
   first, that together unpack to one tar). The signature is not verified: apk did, or whoever fetched the file. */
bool apk_text_read(const char *path, struct str *text, struct error *error);

/* The same from BYTES, the content of a file; PATH appears in errors. */
bool apk_text_of(struct str bytes, const char *path, struct str *text, struct error *error);

/* Sets *ERROR, returns false. */
bool apk_fail(struct error *error, const char *path, int line, struct str what);

#endif
