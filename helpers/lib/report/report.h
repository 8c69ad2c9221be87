#ifndef SCIBIDS_REPORT_REPORT_H
#define SCIBIDS_REPORT_REPORT_H

#include "image/image.h"
#include "inventory/inventory.h"
#include "lock/lock.h"

/* A page about an image: one HTML file that needs nothing else. */

enum report_kind { REPORT_PYTHON, REPORT_APK, REPORT_INTERPRETER, REPORT_APP, REPORT_OTHER, REPORT_KINDS };

/* What an image consists of: a component of its inventory, or files that belong to none. */
struct report_part {
	enum report_kind kind;
	struct str name, version, licence;
	struct str why;    /* why it is there; n 0: unknown */
	uint64_t bytes, files;
	size_t component;  /* 1 + its number in the inventory; 0: none */
	size_t layer;      /* of most of its bytes */
	size_t id;         /* its place in the page */
};

/* The bytes of a part in a layer. */
struct report_share {
	size_t part;
	uint64_t bytes;
};

struct report_layer {
	struct str name;     /* the stage it comes from, or what made it */
	uint64_t bytes, files, stored; /* of its files that are seen; as stored, 0: unknown */
	struct report_share *shares;   /* the largest first */
	size_t share_count, share_capacity;
};

struct report_size {
	struct report_part *parts; /* the largest first */
	size_t part_count;
	struct report_layer *layers; /* the lowest first */
	size_t layer_count;
	uint64_t bytes, files, stored;
};

/* Bytes that are not in the image, of one rule and package. */
struct report_cut {
	struct str rule, package;
	uint64_t bytes, files;
};

struct report_cuts {
	struct report_cut *items; /* by rule, then by package */
	size_t count, capacity;
};

/* A build that the image is the result of. */
struct report_build {
	struct str name;          /* of its log: "resolution", "needs", "toolbox", "image" */
	const struct yaml *times; /* scibids-progress --summary */
};

struct report {
	struct image *image;
	struct inventory *inventory;
	const struct lock *lock;     /* NULL: not known */
	struct str name, key;
	struct str dockerfile;       /* n 0: layers have the names of the image's history */
	struct str cuts, rules;      /* lines of scibids-trim, and trim.tsv; n 0: not known */
	const struct yaml *audit;    /* NULL: not audited */
	struct str audit_missing;    /* why not */
	struct str changes, from;    /* Markdown of what changed, and since when */
	struct report_build *builds; /* as far as they are known, in the order of their beginning */
	size_t build_count;
	struct report_size size;
};

/* Fills report->size from the image, its inventory and the lock. */
void report_measure(struct report *report);

/* The page. TEMPLATE has @name@ for each section, STYLE and SCRIPT are put into it. False with *LINE and *WHAT. */
bool report_page(const struct report *report, struct str template, struct str style, struct str script, struct str *page, int *line,
                 struct str *what);

#endif
