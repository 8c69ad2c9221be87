#include "base/base.h"

#include <pthread.h>
#include <unistd.h>

#include "base/parallel.h"

/* Shared by the threads. */
struct crew {
	const struct parallel *job;
	size_t next, failed;
	int error;
	pthread_mutex_t lock;
};

struct member {
	struct crew *crew;
	void *own;
	pthread_t thread;
};

size_t
parallel_threads(size_t count, size_t few)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	if (cores < 2 || count < 2 || count < few)
		return 1;
	return cores > PARALLEL_MAX ? PARALLEL_MAX : (size_t)cores;
}

/* The first item of the next batch. */
static size_t
take(struct crew *crew)
{
	const struct parallel *job = crew->job;
	pthread_mutex_lock(&crew->lock);
	size_t next = crew->error != 0 ? job->count : crew->next;
	crew->next = job->count - next > job->batch ? next + job->batch : job->count;
	pthread_mutex_unlock(&crew->lock);
	return next;
}

static void
report(struct crew *crew, int error, size_t item)
{
	pthread_mutex_lock(&crew->lock);
	if (crew->error == 0) {
		crew->error = error;
		crew->failed = item;
	}
	pthread_mutex_unlock(&crew->lock);
}

static void *
work(void *argument)
{
	struct member *member = argument;
	const struct parallel *job = member->crew->job;
	for (size_t first; (first = take(member->crew)) < job->count;) {
		for (size_t i = first; i < job->count && i - first < job->batch; i++) {
			int error = job->work(job->shared, member->own, i);
			if (error != 0) {
				report(member->crew, error, i);
				return NULL;
			}
		}
	}
	return NULL;
}

int
parallel_run(const struct parallel *job, size_t threads, size_t *failed)
{
	struct crew crew = { .job = job, .lock = PTHREAD_MUTEX_INITIALIZER };
	struct member members[PARALLEL_MAX];
	size_t started = 1;
	for (size_t i = 0; i < threads; i++)
		members[i] = (struct member){ .crew = &crew, .own = job->own[i] };
	/* Fewer threads do as well. */
	while (started < threads && pthread_create(&members[started].thread, NULL, work, &members[started]) == 0)
		started++;
	work(&members[0]);
	for (size_t i = 1; i < started; i++)
		pthread_join(members[i].thread, NULL);
	*failed = crew.failed;
	return crew.error;
}
