#include "base/base.h"

#include "apk/problems.h"

static struct str
full_name(const struct apk *apk)
{
	return str_format("%.*s-%.*s", STRF(apk->name), STRF(apk->version));
}

static struct str
asked_by(const struct apk *apk)
{
	return apk == NULL ? STR("asked for") : str_format("needed by %.*s", STRF(full_name(apk)));
}

static struct str
word_of(const struct apk_dependency *d)
{
	if (d->version.p == NULL)
		return str_format("%s%.*s", d->conflict ? "!" : "", STRF(d->name));
	return str_format("%s%.*s%.*s", d->conflict ? "!" : "", STRF(d->name),
	                  STRF(((struct str){ d->name.p + d->name.n, (size_t)(d->version.p + d->version.n - d->name.p) - d->name.n })));
}

static struct str
providers_of(const struct name_state *name)
{
	struct str_list names = { NULL, 0, 0 };
	struct text text = { NULL, 0, 0 };
	for (size_t i = 0; i < name->count; i++)
		str_list_add(&names, name->candidates[i].package->apk->name);
	str_list_unique(&names);
	for (size_t i = 0; i < names.count && i < 10; i++)
		text_addf(&text, "%s%.*s", i == 0 ? "" : ", ", STRF(names.items[i]));
	if (names.count > 10)
		text_add(&text, STR(", ..."));
	return text_str(&text);
}

/* The first candidate if all are excluded: to name one of them would not help. */
static const struct candidate *
excluded_one(const struct name_state *name)
{
	for (size_t i = 0; i < name->count; i++)
		if (!name->candidates[i].package->excluded)
			return NULL;
	return name->count == 0 ? NULL : &name->candidates[0];
}

void
solver_explain(struct solver *s, const struct name_state *name, const struct candidate *best)
{
	if (best == NULL)
		best = excluded_one(name);
	struct str by = asked_by(name->demanded_by), wanted = name->name->name;
	if (best == NULL && name->count == 0) {
		str_list_add(&s->problems, str_format("%.*s: no package provides it (%.*s)", STRF(wanted), STRF(by)));
		return;
	}
	if (best == NULL) {
		str_list_add(&s->problems, str_format("%.*s: apk chooses no provider by itself, name one of %.*s (%.*s)", STRF(wanted), STRF(providers_of(name)), STRF(by)));
		return;
	}
	const struct apk *apk = best->package->apk;
	const struct reason *why = &best->package->reason;
	struct apk_dependency d = why->need == NULL ? (struct apk_dependency){ .conflict = false } : why->need->dependency;
	if (why->rival != NULL)
		str_list_add(&s->problems, str_format("%.*s: conflicts with %.*s", STRF(full_name(apk)), STRF(full_name(why->rival))));
	else if (why->by != apk)
		str_list_add(&s->problems, str_format("%.*s: excluded by %.*s (%.*s)", STRF(full_name(apk)), STRF(word_of(&d)), STRF(asked_by(why->by))));
	else if (d.conflict)
		str_list_add(&s->problems, str_format("%.*s: conflicts with %.*s", STRF(full_name(apk)), STRF(str_sub(word_of(&d), 1, SIZE_MAX))));
	else
		str_list_add(&s->problems, str_format("%.*s: its dependency %.*s cannot be met", STRF(full_name(apk)), STRF(word_of(&d))));
}

void
solver_clash(struct solver *s, const struct name_state *name, const struct apk *a, const struct apk *b)
{
	str_list_add(&s->problems, str_format("%.*s: conflicts with %.*s, both provide %.*s", STRF(full_name(b)), STRF(full_name(a)), STRF(name->name->name)));
}

void
solver_unmet(struct solver *s, const struct need *need, const struct apk *by)
{
	str_list_add(&s->problems, str_format("%.*s: not met (%.*s)", STRF(word_of(&need->dependency)), STRF(asked_by(by))));
}
