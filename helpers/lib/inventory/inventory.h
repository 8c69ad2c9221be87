#ifndef SCIBIDS_INVENTORY_H
#define SCIBIDS_INVENTORY_H

#include "base/str.h"
#include "image/fs.h"
#include "python/pep440.h"

/* What is installed in an image, or will be by a lock, and what in it cannot be judged by the name and version of a package. */

enum component_kind { COMPONENT_APK, COMPONENT_PYTHON, COMPONENT_CPYTHON };

/* A dependency specifier: "Requires-Dist" of a Python package, or what the project requires. */
struct component_need {
	struct str project;         /* normalised */
	struct pep440_set versions;
	struct str specifier, text; /* as written; the text is the whole */
	bool extra;                 /* for an extra only */
	bool constraint;            /* of the project's constraints */
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
	struct component_need *needs; /* of others */
	size_t need_count, need_capacity;
	struct component_need *asked; /* what the project's requirements and constraints say of it */
	size_t asked_count, asked_capacity;
	struct str pinned;        /* Python: where it comes from if not from an index, so that there is no other; n 0: from one */
	size_t parent;            /* Python: 1 + the number of the package that requires it; see inventory_trace() */
	bool rooted;              /* Python: it, or what brought it, was asked for */
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
	bool has_asked;    /* asked says all that there is */
	struct component *items;
	size_t count, capacity;
	struct unjudged *unjudged;
	size_t unjudged_count, unjudged_capacity;
};

struct inventory_error {
	int line; /* 0: the whole */
	const char *what;
};

/* Reads a scibids.lock. A lock need not say of which sources its apks are: the caller may set their origins. */
bool inventory_read_lock(struct str content, struct inventory *inventory, struct inventory_error *error);

/* Reads an image as image_read() takes it. */
bool inventory_read_image(int fd, struct inventory *inventory, struct inventory_error *error);

/* Reads a root file system on disk; symbolic links are followed inside of it only. */
bool inventory_read_root(const char *path, struct inventory *inventory, struct inventory_error *error);

void inventory_add(struct inventory *inventory, struct component component);
void inventory_unjudged(struct inventory *inventory, struct str what, struct str why);

/* The Python package of that name, or NULL. */
const struct component *inventory_find(const struct inventory *inventory, struct str project);

/* What LOCK, which the inventory's image was made from, says of packages that are there in the same version. */
void inventory_add_requests(struct inventory *inventory, const struct inventory *lock);

/* Finds what brought each Python package: the shortest way from what was asked for, or else from what nobody requires. */
void inventory_trace(struct inventory *inventory);

/* How a component came to be there, once it is traced: "requirement numpy<3", "httpx>=0.27 > httpcore > h11",
   "so:libpq.so.5 for _psycopg.so"; n 0: not known. */
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
