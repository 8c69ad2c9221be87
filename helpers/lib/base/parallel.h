#ifndef SCIBIDS_PARALLEL_H
#define SCIBIDS_PARALLEL_H

#include <stddef.h>

/* The same work for many items, on as many threads as there are cores, at most PARALLEL_MAX. The work must not use the arena, nor
   die: what it needs is taken before. */

enum { PARALLEL_MAX = 8 };

struct parallel {
	/* The work for item I; OWN is the thread's own. Not 0: an error (an errno, say), and no further item is begun. */
	int (*work)(void *shared, void *own, size_t i);
	void *shared;
	void *own[PARALLEL_MAX]; /* of each thread, as many as parallel_threads() says */
	size_t count;
	size_t batch; /* items that a thread takes at a time */
};

/* How many threads COUNT items deserve if one thread is right for fewer than FEW. */
size_t parallel_threads(size_t count, size_t few);

/* Does all of it on THREADS threads, this one among them. The first error, and the item in *FAILED; 0 if all went well. */
int parallel_run(const struct parallel *job, size_t threads, size_t *failed);

#endif
