#include "base/base.h"

#include "replay.h"

#include "lock/conflict.h"
#include "lock/joint.h"
#include "lock/lock.h"
#include "lock/merge.h"

/* What is read as the locks of several platforms is written as a text that is read as the same. */
static void
fuzz_joint(struct str input)
{
	struct str_list platforms = { NULL, 0, 0 };
	struct lock locks[4];
	struct error error;
	struct str text;
	if (!lock_platforms(input, &platforms, &error)) {
		if (error.what == NULL)
			abort();
		return;
	}
	for (size_t i = 0; i < platforms.count && i < 4; i++)
		if (!lock_parse_platform(input, platforms.items[i], &locks[i], &error)) {
			if (error.what == NULL)
				abort();
			return;
		}
	for (size_t i = 0; i < platforms.count && i < 4; i++)
		lock_sort(&locks[i]);
	if (platforms.count > 1 && platforms.count <= 4 && !lock_checked_joint_text(locks, platforms.count, &text, &error))
		abort();
}

/* What is read as a lock is written as text that reads as the same, and so is what a merge makes of two. */
static void
fuzz_one(struct str input)
{
	struct lock lock, again;
	struct error error;
	fuzz_joint(input);
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
