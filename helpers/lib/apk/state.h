#ifndef SCIBIDS_APK_STATE_H
#define SCIBIDS_APK_STATE_H

#include "apk/closure.h"

/* Inside of apkclosure.c and apksolve.c: what they know of the names and packages that were met. */

struct name_state;
struct package_state;

/* A word of D:, i: or p: with its name looked up. */
struct need {
	struct apk_dependency dependency;
	struct name_state *name;
};

struct needs {
	struct need *items;
	size_t count;
};

/* Why a package is excluded: a dependency of BY (NULL: of what was asked for), or RIVAL, chosen for the same name. */
struct reason {
	const struct need *need;
	const struct apk *by, *rival;
};

struct package_state {
	const struct apk *apk;
	bool seen, excluded, expanded, triggered, listed;
	struct needs needs, conditions, grants; /* D:, i:, and what it provides, its own name first */
	struct reason reason;
	size_t chain; /* how far its dependencies go down */
};

struct package_list {
	struct package_state *package;
	struct package_list *next;
};

/* A provider of a name. */
struct candidate {
	struct package_state *package;
	const struct apk_provider *provider;
};

struct name_state {
	const struct apk_name *name;
	bool seen, demanded, triggered, decided, queued, open;
	bool recheck; /* a condition of one of its packages was decided */
	bool forced;    /* one candidate is left, and whatever depends on the name is decided */
	size_t opened;  /* when it was to be decided first; the newest is decided first of equals */
	bool is_virtual; /* one of its candidates provides it without a version */
	struct candidate *candidates;
	size_t count;
	const struct candidate *chosen; /* once decided; NULL: nothing */
	const struct apk *demanded_by;  /* NULL: what was asked for */
	struct package_list *dependents, *conditional; /* packages that have it in D:, in i: */
	size_t chain;
	size_t stamp, shared; /* how many candidates of the name that is looked at have this one in common */
	bool unversioned;     /* and one of them without a version */
	struct name_state *next; /* in the queue */
};

/* A heap of names: the one to decide first on top. A name may be there more than once; decided ones are skipped. */
struct heap_entry {
	bool demanded; /* when it was put there: the place must not change later */
	struct name_state *name;
};

struct name_heap {
	struct heap_entry *items;
	size_t count, capacity;
	int (*compare)(const struct heap_entry *, const struct heap_entry *);
};

struct solver {
	struct apkindex *index;
	struct package_state **packages; /* by number; NULL: not met */
	struct name_state **names;       /* by number; NULL: not met */
	size_t name_capacity;
	struct name_state *queue, *queue_last; /* to be looked at again */
	struct name_heap open;                 /* to be decided */
	struct name_heap first;                /* those of them that are forced, or added by install_if: before the others */
	size_t opened;
	size_t stamp;
	uint64_t steps;
	size_t explained; /* problems that the solver had */
	struct apk_closure *closure;
};

/* Begins with nothing seen but which packages have an install_if. */
void solver_begin(struct solver *s, struct apkindex *index, struct apk_closure *closure);

struct name_state *solver_name(struct solver *s, struct str name);
struct package_state *solver_package(struct solver *s, const struct apk *apk);

/* Looks up everything that can be reached from the name: its candidates, their dependencies, what install_if adds. */
void solver_discover(struct solver *s, struct name_state *name);

/* The words of a list. */
struct needs solver_needs(struct solver *s, struct str list);

void name_heap_push(struct name_heap *heap, struct name_state *name);

/* The topmost name, taken off; NULL: the heap is empty. */
struct name_state *name_heap_pop(struct name_heap *heap);

/* Decides every name that is demanded, and what install_if adds. */
void solver_solve(struct solver *s, const struct needs *asked);

/* Does what was chosen (NULL: nothing) satisfy the dependency? */
bool solver_matches(const struct solver *s, const struct need *need, const struct candidate *chosen);

/* Adds a problem: no provider can be chosen for a demanded name (BEST is excluded, or NULL); two chosen packages provide one. */
void solver_explain(struct solver *s, const struct name_state *name, const struct candidate *best);
void solver_clash(struct solver *s, const struct name_state *name, const struct apk *a, const struct apk *b);

#endif
