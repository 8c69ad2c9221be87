#include "base/base.h"

#include "replay.h"

#include "lock/conflict.h"
#include "lock/lock.h"
#include "lock/merge.h"

/* What is read as a lock is written as text that reads as the same, and so is what a merge makes of two. */
static void
fuzz_one(struct str input)
{
	struct lock lock, again;
	struct error error;
	if (!(conflict_line(input) > 0 ? lock_merge(input, &lock, &error) : lock_parse(input, &lock, &error))) {
		if (error.what == NULL)
			abort();
		return;
	}
	lock_sort(&lock);
	struct str text = lock_text(&lock);
	if (!lock_parse(text, &again, &error) || !str_eq(lock_text(&again), text))
		abort();
}
