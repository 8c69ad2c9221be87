#ifndef SCIBIDS_RECORD_H
#define SCIBIDS_RECORD_H

#include "record/receipt.h"

/* Package records: NAME.yaml says what the Python package NAME (normalised as in PEP 503) needs from Alpine to be built
   from its sdist, and what it needs to run that no ELF header shows. A map whose keys, all optional, are sorted:

     build: [apk, ...]              to build, in addition to the toolbox's own
     build-requires: [PEP 508, ...] Python packages in addition to those of its pyproject.toml, without extras and markers
     config-settings: {name: value or [value, ...]}  for its build backend (PEP 517)
     env: {NAME: value}             environment of its build
     import-names: [module, ...]    where the wheel does not tell them (name as in PEP 794)
     keep: [glob, ...]              files below site-packages that trimming keeps, as RECORD writes paths; ** spans directories
     memory: 4G                     minimum for one build: a whole number with M or G
     optional-imports: [glob, ...]  modules that may fail to import
     run: [apk, ...]                to run: dlopen, programs, data
     unsupported: text              why no build works, and what to use instead; matters only if no wheel fits
     variants: [{versions: PEP 440 specifiers, alpine: range, any key above}, ...]
     receipts: [{version: PEP 440, alpine: X.Y, arch: apk's name, python: X.Y.Z, date: YYYY-MM-DD, seconds: of the build,
                 build: [apk=version], needs: [so:NAME], apks: [apk=version]}, ...]
     minutes: N                     of a build on two cores, estimated, where there are no receipts
     unproven: text                 why there are none

   A receipt states that the record, as it was then, built the package from its sdist and that the image passed its proof. It lists
   the apks of the build, the libraries that the package and its requirements need from Alpine (except musl's), and the runtime
   apks that provide them or that records name, with their dependencies unless the interpreter needs those anyway.
   Receipts, or an estimate and the reason why there are none, stand at the end of the file. They change neither the meaning of a record nor its
   hash in a lock.

   The first variant that fits replaces, key by key, the values above it; an empty list, map or text removes a value.
   An Alpine range is "3.20", "3.18 - 3.19" (both included) or comparisons ">=3.18, <3.20". Lists and maps are sorted
   without repeats, except the values of one config setting.

   Values are safe to emit: apk names, modules and setting names need no quotes anywhere. Environment values, config settings and
   build requirements are printable ASCII without quotes, backslash, "$" and backtick, so that they are literal in double quotes in
   a Dockerfile, a shell and TOML. "unsupported" and "unproven" are printable ASCII, for messages only. */

enum { RECORD_LIMIT = 64 * 1024 }; /* bytes of one record */

enum record_key {
	RECORD_BUILD,
	RECORD_BUILD_REQUIRES,
	RECORD_CONFIG_SETTINGS,
	RECORD_ENV,
	RECORD_IMPORT_NAMES,
	RECORD_KEEP,
	RECORD_MEMORY,
	RECORD_OPTIONAL_IMPORTS,
	RECORD_RUN,
	RECORD_UNSUPPORTED,
	RECORD_KEYS
};

struct record_setting {
	struct str name;
	struct str_list values; /* exactly one in "env" */
};

struct record_settings {
	struct record_setting *items;
	size_t count, capacity;
};

struct record_needs {
	unsigned given; /* bits 1 << enum record_key: the record has the key, perhaps with an empty value */
	struct str_list build, build_requires, import_names, keep, optional_imports, run;
	struct record_settings config_settings, env;
	uint64_t memory;        /* bytes; 0: absent */
	struct str unsupported; /* n 0: supported */
	const struct yaml *map; /* the source, for line numbers */
};

struct record_variant {
	struct str versions, alpine; /* p NULL: any */
	struct record_needs needs;
};

struct record {
	struct str name;
	struct record_needs needs;
	struct record_variant *variants;
	size_t variant_count;
	struct receipts receipts;
};

/* Reads the record at PATH, whose last component gives its name. Everything lives in the arena. */
bool record_read(const char *path, struct record *record, struct error *error);

/* The same from CONTENT, which RECORD points into. PATH serves as its name. */
bool record_parse(const char *path, struct str content, struct record *record, struct error *error);

/* NEEDS as the text of a record that record_parse() reads back; empty when it says nothing. */
struct str record_text(const struct record_needs *needs);

#endif
