#ifndef SCIBIDS_LOCK_H
#define SCIBIDS_LOCK_H

#include "base/error.h"
#include "record/record.h"

/* scibids.lock: a YAML map, one fact per line, in a fixed order:

     lock-version, platform, python, alpine, created, base-image, base-digest,
     variables: [name]                        environment that the requirements use, if any
     interpreter-keeps: [rule]                what trimming leaves of the interpreter because the proof needed it, if any
     toolbox:  {apk: version}                 what the toolbox has beside the base
     inputs:   {what: hash}                   everything the lock was made from
     packages: {project name: {version, source, reason, artifact, hash, size, required: [...], requires: [...], ...}}
               one that is built has build-environment: {project name: {version, artifact, hash, size}}, or a build-time
     runtime:  {apk: {version, origin, checksum, needed-by: [...]}}   absent until it is known: the lock is then incomplete

   The only URLs are those that a requirement itself names (version control, archives). The reader checks every value against its
   grammar, so values can be emitted unquoted. Format 1, without required, constrained and requires, can be read but is stale; format 2
   knows no build-environment. A lock keeps its format until it is made anew. Format 4 is of several platforms: joint.h. */

enum { LOCK_VERSION = 3, LOCK_JOINT = 4, LOCK_OLDEST = 2, LOCK_LIMIT = 16 * 1024 * 1024 };

enum lock_source { SOURCE_WHEEL, SOURCE_SDIST, SOURCE_ARCHIVE, SOURCE_VCS, SOURCE_DIRECTORY };

struct lock_apk {
	struct str name, version;
	struct str origin;          /* the source package; n 0: unknown */
	struct str checksum;        /* as in apk's index (Q1...); n 0: unknown */
	struct str_list needed_by;  /* sorted; need.h says what they are */
	int line;                   /* where it was read, of the image's apks; 0: it was not */
};

struct lock_apks {
	struct lock_apk *items;
	size_t count, capacity;
};

/* A wheel that a build backend is run with. */
struct lock_tool {
	struct str name, version, artifact, sha256;
	uint64_t size; /* bytes; 0: unknown */
};

struct lock_tools {
	struct lock_tool *items; /* sorted by name */
	size_t count, capacity;
	bool known; /* all that a build gets; count may be 0 */
};

struct lock_package {
	struct str name;    /* normalised, PEP 503 */
	struct str version; /* PEP 440; n 0 for a directory whose version is dynamic */
	enum lock_source source;
	struct str artifact; /* file name of a wheel or an sdist */
	struct str reason;   /* why this artifact */
	struct str sha256;   /* 64 hexadecimal digits */
	uint64_t size;       /* bytes; 0: unknown */
	/* Dependency specifiers (PEP 508) without marker and URL, sorted: the project's requirements and its constraints on this package,
	   and what this package requires of others in the lock, with markers and extras evaluated. */
	struct str_list required, constrained, requires;
	struct str url;      /* archive, version control; n 0 for an archive in the project: see file */
	struct str file;     /* archive: its path, relative to the project */
	struct str commit;   /* version control: the full commit id */
	struct str path;     /* directory: relative to the project; archive, version control: the subdirectory, n 0: none */
	struct str group;    /* its stage and layer */
	struct lock_tools build_environment; /* source builds: what their build backend is run with */
	struct str build_time; /* those without: use build requirements as of this moment, RFC 3339; n 0: the newest */
	struct lock_apks build;
	struct str_list build_requires, optional_imports, import_names, run;
	struct str_list keep; /* files that trimming must leave, by the record */
	struct str untrimmed; /* why it is not trimmed: what failed when it was; n 0: it is trimmed */
	struct record_settings config_settings, env;
	int line; /* where it was read; 0: it was not */
};

struct lock_input {
	struct str name, sha256;
};

struct lock {
	struct str platform, python, alpine, created, base_image, base_digest;
	struct str_list variables; /* environment variables whose values the requirements use */
	struct str_list interpreter_keeps; /* rules of trimming that do not count for the interpreter */
	struct lock_apks toolbox;
	struct lock_input *inputs;
	size_t input_count, input_capacity;
	struct lock_package *packages; /* sorted by name; finding is fast if they were added in that order */
	size_t package_count, package_capacity;
	bool unsorted;
	uint64_t format;
	bool complete; /* has the runtime apks */
	struct lock_apks runtime;
};

/* Reads a lock's text, which must stay alive. False with *ERROR: the first thing wrong. */
bool lock_parse(struct str content, struct lock *lock, struct error *error);

/* The lock as text, which lock_parse() reads back as the same lock. */
struct str lock_text(const struct lock *lock);

/* Sorts LOCK and gives its text. False with *ERROR if it could not be read back: a malformed value, whatever its origin. */
bool lock_checked_text(struct lock *lock, struct str *text, struct error *error);

/* Does a build backend make the package, rather than a wheel that is unpacked? */
bool lock_is_built(const struct lock_package *package);

/* Does the lock record the requirements on its packages? It does not if the input was a resolution itself. */
bool lock_has_requirements(const struct lock *lock);

/* The apk of an image's first process, which passes signals on to the app. */
#define LOCK_INIT "tini"

struct lock_package *lock_find(const struct lock *lock, struct str name);
void lock_add_package(struct lock *lock, struct lock_package package);
void lock_add_input(struct lock *lock, struct str name, struct str sha256);
void lock_add_apk(struct lock_apks *apks, struct lock_apk apk);
void lock_add_tool(struct lock_tools *tools, struct lock_tool tool);
const struct lock_apk *lock_find_apk(const struct lock_apks *apks, struct str name);

/* Its creation time in seconds since 1970, as digits. */
struct str lock_epoch(const struct lock *lock);

/* Sorts inputs, packages and apks by name. */
void lock_sort(struct lock *lock);

/* "wheel", "sdist", "archive", "vcs", "directory". */
struct str lock_source_name(enum lock_source source);

#endif
