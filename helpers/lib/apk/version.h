#ifndef SCIBIDS_APK_VERSION_H
#define SCIBIDS_APK_VERSION_H

#include "base/str.h"

/* Versions of Alpine packages and their order (apk-package(5), "PKGVER"):

       NUMBER{.NUMBER}[LETTER]{_SUFFIX[NUMBER]}[~HASH][-rREVISION]

   LETTER is a to z; HASH is lower-case hexadecimal. The suffixes alpha, beta, pre, rc sort before the release, in this order; cvs, svn,
   git, hg, p after it. Of two versions that are equal up to the end of one, the longer is greater, unless it goes on with alpha to rc. */

/* The version of apk-tools whose rules apply: 2 up to Alpine 3.22, 3 from Alpine 3.23 on. Versions that are valid for both
   have the same order, except NUMBERs after a dot that begin with 0: apk-tools 3 compares such a pair as text
   (1.2.0 < 1.2.001, 1.2.0015 < 1.2.002), apk-tools 2 calls the one with fewer zeros greater, then compares what follows
   the zeros as numbers (both the other way round). ~HASH is no version for apk-tools 2, which ignores what begins there. */
enum apk_tools { APK_TOOLS_2, APK_TOOLS_3 };

/* That of an Alpine release, as X.Y or "edge". */
enum apk_tools apk_tools_of(struct str release);

/* Does VERSION match the grammar above, which is apk-tools 3's? That of apk-tools 2 has no HASH, at most 17 digits in a row, and
   allows numbers after LETTER, as in "3.2p4-r0" of real indexes. (apk-tools 2 also accepts versions that packages never have: "1.",
   ".1", "1-r" and the empty one.) */
bool apk_version_valid(struct str version, enum apk_tools tools);
bool apk_version_valid_for_any(struct str version);

/* < 0, 0, > 0: a total preorder of valid versions, in which "1-r01" and "1-r1" are equal. Invalid versions are compared up to the
   first invalid part. */
int apk_version_compare(struct str a, struct str b, enum apk_tools tools);

/* The same, but 0 where the parts of PREFIX are the first parts of VERSION: 3.11.8-r0 for the prefix 3.11, not for 3.1. */
int apk_version_compare_prefix(struct str version, struct str prefix, enum apk_tools tools);

#endif
