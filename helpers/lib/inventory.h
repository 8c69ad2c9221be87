#ifndef SCIBIDS_INVENTORY_H
#define SCIBIDS_INVENTORY_H

#include "inventory_fs.h"
#include "pep440.h"
#include "str.h"

/* What is installed in an image, or will be by a lock, and what in it cannot be judged by the name and version of a package. */

enum component_kind { COMPONENT_APK, COMPONENT_PYTHON, COMPONENT_CPYTHON };

/* "Requires-Dist" of a Python package. */
struct component_need {
	struct str project;         /* normalised */
	struct pep440_set versions;
	struct str specifier;       /* as written */
	bool extra;                 /* for an extra only */
};

struct component {
	enum component_kind kind;
	struct str name, version; /* a Python package's name is normalised */
	struct str origin;        /* apk: its source package; n 0: not known */
	struct str arch;          /* apk */
	struct str location;      /* the path of what says so; of a lock n 0 */
	int line;                 /* of a lock */
	struct str via;           /* apk of a lock: what needs it */
	size_t owner;             /* Python package that an apk installed: 1 + its number; else 0 */
	bool requested;           /* it was asked for by itself */
	struct component_need *needs;
	size_t need_count, need_capacity;
};

/* What cannot be judged, and why. */
struct unjudged {
	struct str what, why;
};

enum { INVENTORY_LIMIT = 20000 }; /* components */

enum inventory_kind { INVENTORY_LOCK, INVENTORY_IMAGE, INVENTORY_ROOT };

struct inventory {
	enum inventory_kind kind;
	struct str what;   /* the path as it was given; before that an image's own name, if it has one */
	struct str distro; /* ID of os-release; of a lock "alpine"; n 0: not known */
	struct str branch; /* "v3.20", "edge"; n 0: not known */
	bool has_requests; /* requested says something */
	bool has_needs;    /* the components say what they need */
	struct component *items;
	size_t count, capacity;
	struct unjudged *unjudged;
	size_t unjudged_count, unjudged_capacity;
};

struct inventory_error {
	int line; /* 0: the whole */
	const char *what;
};

/* Reads a scibids.lock. The lock names apks, not their sources: the caller may set their origins. */
bool inventory_read_lock(struct str content, struct inventory *inventory, struct inventory_error *error);

/* Reads an image as image_read() takes it. */
bool inventory_read_image(int fd, struct inventory *inventory, struct inventory_error *error);

/* Reads a root file system on disk; symbolic links are followed inside of it only. */
bool inventory_read_root(const char *path, struct inventory *inventory, struct inventory_error *error);

void inventory_add(struct inventory *inventory, struct component component);
void inventory_unjudged(struct inventory *inventory, struct str what, struct str why);

/* The Python package of that name, or NULL. */
const struct component *inventory_find(const struct inventory *inventory, struct str project);

/* How a component came to be there: "required", "httpx > httpcore > h11", "libpq.so.5 of psycopg2"; n 0: not known. */
struct str inventory_via(const struct inventory *inventory, const struct component *component);

/* "django 4.2.15" */
struct str inventory_title(const struct component *component);

/* Package URL ("purl" specification): pkg:pypi/django@4.2.15, pkg:apk/alpine/musl@1.2.5-r0?arch=x86_64&distro=alpine-3.20. */
struct str inventory_purl(const struct inventory *inventory, const struct component *component);

/* For inventory_fs users: fills the inventory from a settled file system. */
bool inventory_collect(struct fs *fs, struct inventory *inventory, struct inventory_error *error);

/* For inventory_collect(): Python packages, then what no package has. */
bool inventory_collect_python(struct fs *fs, struct inventory *inventory, struct inventory_error *error);
void inventory_collect_rest(struct fs *fs, struct inventory *inventory);
bool inventory_fail(struct inventory_error *error, int line, struct str what);

#endif
