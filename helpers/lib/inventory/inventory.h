#ifndef SCIBIDS_INVENTORY_H
#define SCIBIDS_INVENTORY_H

#include "base/error.h"
#include "image/fs.h"
#include "python/pep440.h"

/* What an image has installed, or a lock would install, and the files that no package's name and version accounts for. */

enum component_kind { COMPONENT_APK, COMPONENT_PYTHON, COMPONENT_CPYTHON };

/* A dependency specifier: a Python package's Requires-Dist, or a requirement of the project. */
struct component_need {
	struct str project;         /* normalised */
	struct pep440_set versions;
	struct str specifier, text; /* as written: the version part, and all of it */
	bool extra;                 /* applies to an extra only */
	bool constraint;            /* one of the project's constraints */
};

struct component {
	enum component_kind kind;
	struct str name, version; /* a Python package's name is normalised */
	struct str origin;        /* apk: its source package; n 0: unknown */
	struct str arch;          /* apk */
	struct str location;      /* path of the metadata; of a lock n 0 */
	int line;                 /* of a lock */
	struct str via;           /* apk of a lock: what needs it */
	size_t owner;             /* Python: 1 + the number of the apk that installed it or of the package that vendors it; 0: neither */
	bool requested;           /* asked for directly */
	struct component_need *needs; /* what it requires */
	size_t need_count, need_capacity;
	struct component_need *asked; /* the project's requirements and constraints on it */
	size_t asked_count, asked_capacity;
	struct str pinned;        /* Python: its source if that is not an index, so that no other version exists; else n 0 */
	size_t parent;            /* Python: 1 + the number of a package that requires it; see inventory_trace() */
	bool rooted;              /* Python: something asked for it, directly or through other packages */
};

/* Something that cannot be judged, and why. */
struct unjudged {
	struct str what, why;
};

enum { INVENTORY_LIMIT = 20000 }; /* components */

#define OWNER_APK_TOOLS SIZE_MAX

enum inventory_kind { INVENTORY_LOCK, INVENTORY_IMAGE, INVENTORY_ROOT };

struct inventory {
	enum inventory_kind kind;
	struct str what;   /* an image's own name, if it has one; programs set it to the path as given */
	struct str distro; /* ID of os-release; of a lock "alpine"; n 0: unknown */
	struct str branch; /* "v3.20", "edge"; n 0: unknown */
	bool has_requests; /* components state whether they were requested */
	bool has_needs;    /* components state what they need */
	bool has_asked;    /* asked is complete */
	struct component *items;
	size_t count, capacity;
	struct unjudged *unjudged;
	size_t unjudged_count, unjudged_capacity;
};

/* Reads a scibids.lock. A lock may leave out the source packages of its apks: the caller may set their origins. */
bool inventory_read_lock(struct str content, struct inventory *inventory, struct error *error);

/* Reads an image; see image_read(). */
bool inventory_read_image(int fd, struct inventory *inventory, struct error *error);

/* Reads a root file system on disk; symbolic links are followed within it only. */
bool inventory_read_root(const char *path, struct inventory *inventory, struct error *error);

void inventory_add(struct inventory *inventory, struct component component);
void inventory_unjudged(struct inventory *inventory, struct str what, struct str why);

/* The Python package of that name, not a vendored copy; or NULL. */
const struct component *inventory_find(const struct inventory *inventory, struct str project);

/* Adds what LOCK, from which the inventory's image was built, says about packages of the same version. */
void inventory_add_requests(struct inventory *inventory, const struct inventory *lock);

/* Finds why each Python package is there: the shortest path from one that was asked for, or else from one that nobody requires. */
void inventory_trace(struct inventory *inventory);

/* Why a component is there; trace first. "requirement numpy<3", "httpx>=0.27 > httpcore > h11", "so:libpq.so.5 for _psycopg.so",
   "setuptools (copy in setuptools/_vendor)"; n 0: unknown. */
struct str inventory_via(const struct inventory *inventory, const struct component *component);

/* The Python package that carries the component as a vendored copy, or NULL. */
const struct component *inventory_vendor(const struct inventory *inventory, const struct component *component);

/* "django 4.2.15" */
struct str inventory_title(const struct component *component);

/* Package URL ("purl" specification): pkg:pypi/django@4.2.15, pkg:apk/alpine/musl@1.2.5-r0?arch=x86_64&distro=alpine-3.20. */
struct str inventory_purl(const struct inventory *inventory, const struct component *component);

/* What the inventory needs of a file system's content: pass it to fs_begin() or image_read(). */
extern const struct fs_content_rule inventory_content;

/* Fills the inventory from a settled file system, and sets its nodes' owner and interpreter: owner is 1 + the number of the component
   that has the file, OWNER_APK_TOOLS for apk's own database, or 0. */
bool inventory_collect(struct fs *fs, struct inventory *inventory, struct error *error);

/* The source of a bytecode file, or NODE itself. */
struct fs_node *inventory_source(struct fs *fs, struct fs_node *node);

/* Whether a component of that kind has the file. */
bool inventory_owns(const struct inventory *inventory, const struct fs_node *node, enum component_kind kind);

#endif
