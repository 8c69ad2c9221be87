/* Takes a lock of several platforms apart, and puts it together. */

#include "base/base.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/die.h"
#include "base/file.h"
#include "base/program.h"
#include "lock/conflict.h"
#include "lock/joint.h"
#include "verb.h"

void
verb_platforms(const struct options *o)
{
	struct str_list platforms = { NULL, 0, 0 };
	struct text out = { NULL, 0, 0 };
	struct error error;
	if (!lock_platforms(read_or_die(o->arguments[0], LOCK_LIMIT), &platforms, &error))
		die_at(o->arguments[0], &error);
	for (size_t i = 0; i < platforms.count; i++)
		text_addf(&out, "%.*s\n", STRF(platforms.items[i]));
	write_out(o, text_str(&out));
}

/* The part for the platform; false with *ERROR, whose `what` is NULL where there is none. */
static bool
part_text(struct str content, struct str platform, struct str *text, struct error *error)
{
	struct str_list platforms = { NULL, 0, 0 };
	struct lock lock;
	if (!lock_platforms(content, &platforms, error) || !str_list_has(&platforms, platform) || !lock_parse_platform(content, platform, &lock, error))
		return false;
	return lock_checked_text(&lock, text, error);
}

/* A merge's conflicts stay: each side has its part. */
static struct str
conflict_text(const struct options *o, struct str content)
{
	struct str platform = str_of(o->platform), sides[2];
	struct error error;
	for (int i = 0; i < 2; i++)
		if (!part_text(conflict_side(content, i == 0 ? CONFLICT_OURS : CONFLICT_THEIRS), platform, &sides[i], &error))
			exit(FINDINGS);
	return str_format("<<<<<<< ours\n%.*s=======\n%.*s>>>>>>> theirs\n", STRF(sides[0]), STRF(sides[1]));
}

void
verb_select(const struct options *o)
{
	struct str text, content = read_or_die(o->arguments[0], LOCK_LIMIT);
	struct error error;
	if (o->platform == NULL)
		wrong_call(usage);
	if (conflict_line(content) > 0)
		text = conflict_text(o, content);
	else if (!part_text(content, str_of(o->platform), &text, &error)) {
		if (error.what == NULL)
			exit(FINDINGS);
		die_at(o->arguments[0], &error);
	}
	write_out(o, text);
}

void
verb_join(const struct options *o)
{
	size_t count = 0;
	while (o->arguments[count] != NULL)
		count++;
	struct lock *locks = arena_take_array(count, sizeof(*locks));
	struct str_list platforms = { NULL, 0, 0 }, lines = { NULL, 0, 0 };
	struct str text;
	struct error error;
	for (size_t i = 0; i < count; i++) {
		locks[i] = *read_lock(o->arguments[i]);
		lock_sort(&locks[i]);
		if (str_list_has(&platforms, locks[i].platform))
			die(BAD, "%s: the platform %.*s a second time", o->arguments[i], STRF(locks[i].platform));
		str_list_add(&platforms, locks[i].platform);
	}
	if (count < 2 || o->out == NULL)
		wrong_call(usage);
	if (!lock_checked_joint_text(locks, count, &text, &error))
		die(BAD, "the lock would not be valid: line %d: %s", error.line, error.what);
	write_out(o, text);
	lock_partings(locks, count, &lines);
	for (size_t i = 0; i < lines.count; i++)
		printf("%.*s\n", STRF(lines.items[i]));
	end_stdout();
}
