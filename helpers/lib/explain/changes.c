#include "base/base.h"

#include "base/arena.h"
#include "base/escape.h"
#include "explain/explain.h"

enum { SHORT = 12, NAMED = 3, LINE_SHOWN = 60, DEPTH = 100 };

/* Does this state record such items? If not, a missing one is unknown, not absent. */
static bool
knows(const struct explain_state *state, struct str kind)
{
	if (str_eq(kind, STR("app")))
		return state->has_app;
	if (str_eq(kind, STR("fragment")))
		return state->has_fragments;
	if (str_eq(kind, STR("setting")) || str_eq(kind, STR("label")))
		return state->has_settings;
	return state->has_lock;
}

struct explain_changes
explain_compare(const struct explain_state *from, const struct explain_state *to)
{
	struct explain_changes changes = { NULL, 0, 0 };
	for (size_t i = 0, k = 0; i < from->items.count || k < to->items.count;) {
		const struct explain_item *a = i < from->items.count ? &from->items.items[i] : NULL;
		const struct explain_item *b = k < to->items.count ? &to->items.items[k] : NULL;
		int order = a == NULL ? 1 : b == NULL ? -1 : str_cmp(a->kind, b->kind);
		if (order == 0)
			order = str_cmp(a->name, b->name);
		struct explain_change change = { order <= 0 ? a : NULL, order >= 0 ? b : NULL };
		struct str kind = order <= 0 ? a->kind : b->kind;
		bool same = order == 0 && str_eq(a->value, b->value) && str_eq(a->hash, b->hash);
		if (!same && knows(from, kind) && knows(to, kind)) {
			arena_reserve(&changes.items, changes.count, &changes.capacity);
			changes.items[changes.count++] = change;
		}
		i += order <= 0;
		k += order >= 0;
	}
	return changes;
}

struct str
explain_change_text(const struct explain_change *c)
{
	const struct explain_item *a = c->from, *b = c->to;
	bool is_file = str_eq((b != NULL ? b : a)->kind, STR("app"));
	if (a == NULL)
		return is_file || b->value.n == 0 ? STR("added") : str_format("added: %.*s", STRF(b->value));
	if (b == NULL)
		return is_file || a->value.n == 0 ? STR("removed") : str_format("removed: %.*s", STRF(a->value));
	if (!str_eq(a->value, b->value))
		return str_format("%.*s -> %.*s", STRF(a->value), STRF(b->value));
	return str_format("changed: %.*s -> %.*s", STRF(str_sub(a->hash, 0, SHORT)), STRF(str_sub(b->hash, 0, SHORT)));
}

struct str
explain_change_name(const struct explain_change *c)
{
	const struct explain_item *item = c->to != NULL ? c->to : c->from;
	return item->name.n == 0 ? item->kind : str_format("%.*s %.*s", STRF(item->kind), STRF(item->name));
}

/* Is it a script that the stage with this text mounts, by its own name or by its directory's? */
static bool
is_mounted(const struct explain_change *c, struct str text)
{
	static const struct str scripts = { "scripts/", 8 };
	struct str name = c->to != NULL ? c->to->name : c->from->name;
	if (!str_starts(name, scripts))
		return false;
	name = str_sub(name, scripts.n, name.n);
	name.n = str_find(name, '/');
	return str_find_str(text, str_format("from=scibids,source=%.*s,", STRF(name))) < text.n;
}

static bool
acts_on(const struct explain_change *c, struct str stage)
{
	struct str pattern = c->to != NULL ? c->to->stage : c->from->stage;
	if (str_ends(pattern, STR("*")))
		return str_starts(stage, str_sub(pattern, 0, pattern.n - 1));
	return str_eq(pattern, stage);
}

/* Does the change act without showing in the stage's text? */
static bool
is_outside(const struct explain_change *c)
{
	struct str kind = c->to != NULL ? c->to->kind : c->from->kind;
	return str_eq(kind, STR("app")) || str_eq(kind, STR("label"));
}

static bool
text_differs(const struct explain_state *from, const struct explain_state *to, struct str stage)
{
	const struct dockerfile_stage *a = dockerfile_stage(&from->stages, stage), *b = dockerfile_stage(&to->stages, stage);
	return b != NULL && (a == NULL || !str_eq(a->text, b->text));
}

static struct str
join(const struct str_list *names)
{
	struct text text = { NULL, 0, 0 };
	for (size_t i = 0; i < names->count && i < NAMED; i++)
		text_addf(&text, "%s%.*s", i > 0 ? ", " : "", STRF(names->items[i]));
	if (names->count > NAMED)
		text_addf(&text, " and %zu more", names->count - NAMED);
	return text_str(&text);
}

/* The names of the changes that act on STAGE itself: on its text, if DIFFERS, or from outside. */
static struct str
direct(const struct explain_changes *changes, struct str stage, struct str text, bool differs)
{
	struct str_list names = { NULL, 0, 0 };
	for (size_t i = 0; i < changes->count; i++)
		if (is_mounted(&changes->items[i], text) || ((differs || is_outside(&changes->items[i])) && acts_on(&changes->items[i], stage)))
			str_list_add(&names, explain_change_name(&changes->items[i]));
	return join(&names);
}

/* Changes that can act on any stage: settings in fragments' placeholders. */
static struct str
general(const struct explain_changes *changes)
{
	struct str_list names = { NULL, 0, 0 };
	for (size_t i = 0; i < changes->count; i++) {
		const struct explain_change *c = &changes->items[i];
		if ((c->to != NULL ? c->to : c->from)->stage.n == 0)
			str_list_add(&names, explain_change_name(c));
	}
	return join(&names);
}

/* Breadth first, to find the nearest stage that changed itself. */
struct walk {
	struct str *names;
	size_t count, capacity;
};

static void
visit(struct walk *walk, struct str name)
{
	for (size_t i = 0; i < walk->count; i++)
		if (str_eq(walk->names[i], name))
			return;
	arena_reserve(&walk->names, walk->count, &walk->capacity);
	walk->names[walk->count++] = name;
}

/* The first pair of lines in which two texts differ; p NULL: that text has ended. */
static void
first_difference(struct str a, struct str b, struct str *x, struct str *y)
{
	bool more_a, more_b;
	do {
		*x = *y = (struct str){ NULL, 0 };
		more_a = str_line(&a, x);
		more_b = str_line(&b, y);
	} while (more_a && more_b && str_eq(*x, *y));
}

/* The names of the changes that the first differing line of a stage's text mentions. */
static struct str
mentioned(const struct explain_changes *changes, struct str x, struct str y)
{
	struct str_list names = { NULL, 0, 0 };
	for (size_t i = 0; i < changes->count; i++) {
		struct str name = (changes->items[i].to != NULL ? changes->items[i].to : changes->items[i].from)->name;
		if (name.n > 0 && (str_find_str(x, name) < x.n || str_find_str(y, name) < y.n))
			str_list_add(&names, explain_change_name(&changes->items[i]));
	}
	return join(&names);
}

/* Why the stage itself changed; n 0: it did not. *LINE.n > 0: no change accounts for that line of its text. */
static struct str
own_why(const struct explain_state *from, const struct explain_state *to, const struct explain_changes *changes, struct str stage,
        struct str *line)
{
	const struct dockerfile_stage *a = dockerfile_stage(&from->stages, stage), *b = dockerfile_stage(&to->stages, stage);
	struct str x = { NULL, 0 }, y = { NULL, 0 };
	bool differs = text_differs(from, to, stage);
	struct str why = direct(changes, stage, b == NULL ? STR("") : b->text, differs);
	if (why.n > 0 || !differs)
		return why;
	first_difference(a == NULL ? STR("") : a->text, b->text, &x, &y);
	if ((why = mentioned(changes, x, y)).n > 0 || (why = general(changes)).n > 0)
		return why;
	*line = str_trim(y.n > 0 ? y : x);
	return STR("its text in the Dockerfile");
}

struct str
explain_why(const struct explain_state *from, const struct explain_state *to, const struct explain_changes *changes, struct str stage)
{
	struct walk walk = { NULL, 0, 0 };
	visit(&walk, stage);
	for (size_t i = 0; i < walk.count && i < DEPTH; i++) {
		struct str line, why = own_why(from, to, changes, walk.names[i], &line);
		if (why.n > 0)
			return i == 0 ? why : str_format("%.*s: %.*s", STRF(str_escape(walk.names[i])), STRF(why));
		const struct dockerfile_stage *at = dockerfile_stage(&to->stages, walk.names[i]);
		for (size_t k = 0; at != NULL && k < at->uses.count; k++)
			if (dockerfile_stage(&to->stages, at->uses.items[k]) != NULL)
				visit(&walk, at->uses.items[k]);
	}
	return (struct str){ NULL, 0 };
}

struct str_list
explain_unexplained(const struct explain_state *from, const struct explain_state *to, const struct explain_changes *changes)
{
	struct str_list lines = { NULL, 0, 0 };
	for (size_t i = 0; from->stages.count > 0 && i < to->stages.count; i++) {
		struct str name = to->stages.items[i].name, line = { NULL, 0 };
		own_why(from, to, changes, name, &line);
		if (name.n > 0 && line.n > 0)
			str_list_add(&lines, str_format("%.*s: %.*s%s", STRF(str_escape(name)), STRF(str_escape(str_sub(line, 0, LINE_SHOWN))),
			                                line.n > LINE_SHOWN ? "..." : ""));
	}
	return lines;
}
