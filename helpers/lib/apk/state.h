#ifndef SCIBIDS_APK_STATE_H
#define SCIBIDS_APK_STATE_H

#include "apk/index.h"

/* Internal to apk/: the names and packages that the solver has met. All memory is the arena's. */

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

/* Why a package is excluded: by a dependency of BY (NULL: of the words asked for), or by RIVAL, chosen for the same name. */
struct reason {
	const struct need *need;
	const struct apk *by, *rival;
};

struct package_state {
	const struct apk *apk;
	bool seen, excluded, expanded, triggered, listed;
	struct needs needs, conditions, grants; /* D:, i:, and the names it provides, its own first */
	struct reason reason;
	size_t chain; /* length of the longest chain of its dependencies */
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
	bool seen, demanded, triggered, decided, queued;
	bool recheck; /* a condition of one of its packages was decided */
	bool forced;    /* one candidate is left, and all that depends on the name is decided */
	size_t opened;  /* when it was first queued to be decided; of equals the newest goes first */
	bool is_virtual; /* one of its candidates provides it without a version */
	struct candidate *candidates;
	size_t count;
	const struct candidate *chosen; /* once decided; NULL: nothing */
	const struct apk *demanded_by;  /* NULL: the words asked for */
	struct package_list *dependents, *conditional; /* packages with the name in D:, in i: */
	size_t chain;
	size_t stamp, shared; /* how many candidates of the current name share this one */
	bool unversioned;     /* and one of them provides it without a version */
	struct name_state *next; /* in the queue */
};

/* A heap of names, the first to decide on top. A name may be in it more than once; decided ones are skipped. */
struct heap_entry {
	bool demanded; /* as of its insertion, since its place must not change */
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
	struct name_state *queue, *queue_last; /* to be examined again */
	struct name_heap open;                 /* to be decided */
	struct name_heap first;                /* those of them to decide before the others: forced ones, or added by install_if */
	size_t opened;
	size_t stamp;
	uint64_t steps;
	struct str_list problems; /* one line each */
};

/* Begins with nothing met; indexes which packages have an install_if. */
void solver_begin(struct solver *s, struct apkindex *index);

struct name_state *solver_name(struct solver *s, struct str name);

/* Looks up everything reachable from NAME: its candidates, their dependencies, and packages that install_if adds. */
void solver_discover(struct solver *s, struct name_state *name);

/* The words of a list. */
struct needs solver_needs(struct solver *s, struct str list);

void name_heap_push(struct name_heap *heap, struct name_state *name);

/* Removes and returns the topmost name; NULL if the heap is empty. */
struct name_state *name_heap_pop(struct name_heap *heap);

#endif
