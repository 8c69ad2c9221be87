#include "base/base.h"

#include "replay.h"

#include "lock/lock.h"

/* What is read as a lock is written as text that reads as the same. */
static void
fuzz_one(struct str input)
{
	struct lock lock, again;
	struct error error;
	if (!lock_parse(input, &lock, &error)) {
		if (error.what == NULL)
			abort();
		return;
	}
	lock_sort(&lock);
	struct str text = lock_text(&lock);
	if (!lock_parse(text, &again, &error) || !str_eq(lock_text(&again), text))
		abort();
}
