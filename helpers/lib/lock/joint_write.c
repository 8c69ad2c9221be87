#include "base/base.h"

#include "base/arena.h"
#include "base/yaml.h"
#include "lock/joint.h"

/* A line of a lock's text without its indentation, and the lines that are indented below it. */
struct line {
	struct str text;
	struct line *first, *next;
	enum { OWN, ALIKE, PARTLY } is; /* in the lock of one platform, of all, or some of what is below it of all */
};

/* The lines from *REST on that are indented by DEPTH. */
static struct line *
lines_of(struct str *rest, size_t depth)
{
	struct line *first = NULL, **link = &first;
	struct str after = *rest, text;
	while (str_line(&after, &text) && str_leading(text, ' ') == depth) {
		struct line *line = arena_take(sizeof(*line));
		*line = (struct line){ .text = str_sub(text, depth, text.n) };
		*rest = after;
		struct str below = after, next;
		if (str_line(&below, &next) && str_leading(next, ' ') > depth) {
			line->first = lines_of(rest, str_leading(next, ' '));
			after = *rest;
		}
		*link = line;
		link = &line->next;
	}
	return first;
}

static bool
same(const struct line *a, const struct line *b)
{
	for (; a != NULL && b != NULL; a = a->next, b = b->next)
		if (!str_eq(a->text, b->text) || !same(a->first, b->first))
			return false;
	return a == b;
}

/* Both have their lines in the same order, so that the next one is usually the one that is sought. */
static struct line *
find(struct line *all, struct line *from, struct str text)
{
	for (struct line *line = from; line != NULL; line = line->next)
		if (str_eq(line->text, text))
			return line;
	for (struct line *line = all; line != from; line = line->next)
		if (str_eq(line->text, text))
			return line;
	return NULL;
}

static bool
is_map(const struct line *line)
{
	return line->first != NULL && !str_starts(line->first->text, STR("- "));
}

/* Marks what COUNT locks have alike. Returns whether there is any. */
static bool
compare(struct line *const *all, size_t count)
{
	struct line **from = arena_take_array(count, sizeof(*from)), **found = arena_take_array(count, sizeof(*found)), **below = arena_take_array(count, sizeof(*below));
	bool any = false;
	memcpy(from, all, count * sizeof(*from));
	for (struct line *line = all[0]; line != NULL; line = line->next) {
		bool everywhere = true, alike = true, maps = is_map(line);
		found[0] = line;
		for (size_t i = 1; i < count && everywhere; i++) {
			found[i] = find(all[i], from[i], line->text);
			everywhere = found[i] != NULL;
			if (!everywhere)
				break;
			from[i] = found[i]->next;
			alike = alike && same(line->first, found[i]->first);
			maps = maps && is_map(found[i]);
		}
		if (!everywhere || (!alike && !maps))
			continue;
		for (size_t i = 0; i < count; i++)
			below[i] = found[i]->first;
		if (!alike && !compare(below, count))
			continue;
		for (size_t i = 0; i < count; i++)
			found[i]->is = alike ? ALIKE : PARTLY;
		any = true;
	}
	return any;
}

static void
add_line(struct text *out, const struct line *line, int depth)
{
	text_addf(out, "%*s%.*s\n", depth, "", STRF(line->text));
	for (const struct line *e = line->first; e != NULL; e = e->next)
		add_line(out, e, depth + 2);
}

static void
add_alike(struct text *out, const struct line *line, int depth)
{
	for (; line != NULL; line = line->next) {
		if (line->is == ALIKE)
			add_line(out, line, depth);
		if (line->is != PARTLY)
			continue;
		text_addf(out, "%*s%.*s\n", depth, "", STRF(line->text));
		add_alike(out, line->first, depth + 2);
	}
}

static void
add_own(struct text *out, const struct line *line, int depth)
{
	for (; line != NULL; line = line->next) {
		if (line->is == OWN)
			add_line(out, line, depth);
		if (line->is != PARTLY)
			continue;
		struct text below = { NULL, 0, 0 };
		add_own(&below, line->first, depth + 2);
		if (below.n > 0)
			text_addf(out, "%*s%.*s\n%.*s", depth, "", STRF(line->text), STRF(text_str(&below)));
	}
}

static struct line *
lock_lines(const struct lock *lock)
{
	struct str text = lock_text(lock), line;
	str_line(&text, &line);
	struct line *first = lines_of(&text, 0), **link = &first;
	/* The format of one platform is only said where it is not that of all. */
	while (*link != NULL)
		if (str_starts((*link)->text, STR("platform: ")) ||
		    (str_starts((*link)->text, STR("lock-version: ")) && (lock->format == 0 || lock->format == LOCK_VERSION)))
			*link = (*link)->next;
		else
			link = &(*link)->next;
	return first;
}

static struct str
joint_text(const struct lock *locks, size_t count)
{
	struct line **all = arena_take_array(count, sizeof(*all));
	struct text out = { NULL, 0, 0 };
	for (size_t i = 0; i < count; i++)
		all[i] = lock_lines(&locks[i]);
	compare(all, count);
	text_add(&out, STR("# Written by `make lock`: commit it. `make lock-upgrade` moves what it pins.\n"));
	text_addf(&out, "lock-version: %d\n", LOCK_JOINT);
	for (size_t i = 0; i < count; i++)
		for (struct line *line = all[i]; line != NULL; line = line->next)
			if (str_starts(line->text, STR("lock-version: ")))
				line->is = OWN;
	add_alike(&out, all[0], 0);
	text_add(&out, STR("platforms:\n"));
	for (size_t i = 0; i < count; i++) {
		struct text own = { NULL, 0, 0 };
		add_own(&own, all[i], 4);
		text_addf(&out, "  %.*s:%s\n%.*s", STRF(locks[i].platform), own.n > 0 ? "" : " {}", STRF(text_str(&own)));
	}
	return text_str(&out);
}

bool
lock_checked_joint_text(const struct lock *locks, size_t count, struct str *text, struct error *error)
{
	*text = joint_text(locks, count);
	for (size_t i = 0; i < count; i++) {
		struct lock again;
		if (!lock_parse_platform(*text, locks[i].platform, &again, error))
			return false;
		if (!str_eq(lock_text(&again), lock_text(&locks[i])))
			return error_at(error, 0, str_format("the part for %.*s does not read back as its lock", STRF(locks[i].platform)));
	}
	return true;
}
