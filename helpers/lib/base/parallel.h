#ifndef SCIBIDS_PARALLEL_H
#define SCIBIDS_PARALLEL_H

#include <stddef.h>

/* Does the same work for many items, on one thread per core, at most PARALLEL_MAX. The work must neither use the arena nor die:
   allocate what it needs before. */

enum { PARALLEL_MAX = 8 };

struct parallel {
	/* Does item I; OWN belongs to the calling thread. Any result but 0 is an error, such as an errno, and stops the threads. */
	int (*work)(void *shared, void *own, size_t i);
	void *shared;
	void *own[PARALLEL_MAX]; /* one per thread; parallel_threads() says how many */
	size_t count;
	size_t batch; /* items that a thread claims at a time */
};

/* How many threads to use for COUNT items, if fewer than FEW are not worth a second one. */
size_t parallel_threads(size_t count, size_t few);

/* Runs JOB on THREADS threads, including the calling one. 0, or the first error with its item in *FAILED. */
int parallel_run(const struct parallel *job, size_t threads, size_t *failed);

#endif
