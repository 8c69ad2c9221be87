#ifndef SCIBIDS_APK_DEPEND_H
#define SCIBIDS_APK_DEPEND_H

#include "apk/version.h"

/* The words of the lists D: (depends), p: (provides), i: (install_if) and r: (replaces) of a package, of /etc/apk/world
   and of the apk command line (apk-world(5)):

       [!]NAME[@TAG][OPERATOR VERSION]      without the spaces

   NAME is a package, or so:SONAME, cmd:PROGRAM, pc:PKGCONFIG, /PATH, or any name that a package provides: printable
   ASCII without < = > ~ @, at most 255 bytes. It may hold characters that are special to a shell: apk_name_valid() says whether it
   does. OPERATOR is made of < = > ~; ~ takes versions that begin with VERSION; >< takes the package with that checksum. */

enum apk_operator {
	APK_LESS = 1,
	APK_EQUAL = 2,
	APK_GREATER = 4,
	APK_FUZZY = 8,
	APK_ANY = APK_LESS | APK_EQUAL | APK_GREATER, /* no operator */
	APK_CHECKSUM = APK_LESS | APK_GREATER
};

struct apk_dependency {
	bool conflict; /* "!": must not be installed */
	struct str name;
	struct str tag;     /* p NULL: none */
	struct str version; /* p NULL: none */
	unsigned operator;  /* enum apk_operator bits */
};

/* Reads WORD, which DEPENDENCY points into; false if it does not have this form. The version is checked only for its bytes (letters,
   digits and . _ ~ + -), since real indexes have invalid ones: pc:jemalloc=5.3.0_. */
bool apk_dependency_parse(struct str word, struct apk_dependency *dependency);

/* Does a package that provides the name as VERSION (p NULL: without a version) satisfy the dependency, or, if the dependency is a
   conflict, violate it? CHECKSUM is the package's C: field. */
bool apk_dependency_matches(const struct apk_dependency *dependency, struct str version, struct str checksum, enum apk_tools tools);

/* A package name, [A-Za-z0-9._][A-Za-z0-9._+-]* of at most 255 bytes: safe in a Dockerfile or a command line without quotes. */
bool apk_name_valid(struct str name);

#endif
