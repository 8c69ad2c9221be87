#include "base/base.h"

#include <stdlib.h>

#include "base/arena.h"
#include "lock/need.h"
#include "python/pep508.h"
#include "why/package.h"

double
why_stage_seconds(const struct yaml *summary, struct str package)
{
	const struct yaml *stage = yaml_get(yaml_get(summary, "stages"), str_z(str_format("build-%.*s", STRF(package))));
	struct str seconds = yaml_text(stage, "seconds");
	if (seconds.n == 0 || seconds.n > 12 || !str_all_in(seconds, "0123456789.") || str_eq(yaml_text(stage, "cached"), STR("true")))
		return 0;
	return strtod(str_z(seconds), NULL);
}

static struct str
below_site_packages(struct str file)
{
	static const struct str marker = { "/site-packages/", 15 };
	size_t at = str_find_str(file, marker);
	return at < file.n ? str_sub(file, at + marker.n, file.n) : file;
}

static bool
is_import_name(const struct str_list *names, struct str top)
{
	for (size_t i = 0; i < names->count; i++)
		if (str_eq(str_sub(names->items[i], 0, str_find(names->items[i], '.')), top))
			return true;
	return false;
}

/* Does FILE, relative to site-packages, belong to the package? Decided by its import names, or the project's own name. */
static bool
is_of(const struct why_facts *facts, const struct lock_package *package, struct str file)
{
	struct str top = below_site_packages(file);
	top = str_sub(top, 0, str_find(top, '/'));
	top = str_sub(top, 0, str_find(top, '.'));
	if (top.n == 0)
		return false;
	if (is_import_name(&package->import_names, top) || (facts->needs != NULL && is_import_name(&facts->needs->import_names, top)))
		return true;
	const struct why_entry *entry = why_table_find(facts->table, WHY_MODULE, top);
	if (entry != NULL && str_eq(entry->action.value, package->name))
		return true;
	return pep503_is_name(top) && str_eq(pep503_normalise(top), package->name);
}

struct asks {
	struct lock_need *items;
	size_t count, capacity;
};

static void
add_ask(struct asks *list, struct str so, struct str file)
{
	for (size_t i = 0; i < list->count; i++)
		if (str_eq(list->items[i].name, so)) {
			list->items[i].others++;
			return;
		}
	arena_reserve(&list->items, list->count, &list->capacity);
	list->items[list->count++] = (struct lock_need){ NEED_LIBRARY, so, file, 0 };
}

/* The needs of the package's files by scibids-needed, "so:NAME<TAB>FILE", or else by the lock. */
static void
read_asks(const struct why_facts *facts, const struct lock_package *package, struct asks *list)
{
	struct str rest = facts->needed, line;
	while (str_line(&rest, &line)) {
		struct str file = line, so = str_cut(&file, '\t');
		if (str_starts(so, STR("so:")) && file.p != NULL && is_of(facts, package, file))
			add_ask(list, so, below_site_packages(file));
	}
	for (size_t i = 0; facts->needed.n == 0 && i < facts->lock->runtime.count; i++) {
		const struct str_list *by = &facts->lock->runtime.items[i].needed_by;
		for (size_t k = 0; k < by->count; k++) {
			struct lock_need need = lock_need_parse(by->items[k]);
			if (is_of(facts, package, need.file))
				add_ask(list, need.name, need.file);
		}
	}
}

static void
fact(struct text *text, const char *name, struct str value)
{
	text_addf(text, "  %-13s%.*s\n", name, STRF(value));
}

static struct str
size_text(uint64_t bytes)
{
	if (bytes >= 1000000)
		return str_format("%.1f MB", (double)bytes / 1e6);
	return str_format("%.1f kB", (double)bytes / 1e3);
}

/* Does the lock have APK for the library NAME? */
static bool
has_library(const struct lock_apk *apk, struct str name)
{
	for (size_t i = 0; i < apk->needed_by.count; i++) {
		struct lock_need need = lock_need_parse(apk->needed_by.items[i]);
		if (need.kind == NEED_LIBRARY && str_eq(need.name, name))
			return true;
	}
	return false;
}

static void
add_runtime(struct text *text, const struct why_facts *facts, const struct lock_package *package)
{
	struct asks asks = { NULL, 0, 0 };
	const char *name = "runtime apks";
	struct str record = lock_need_str((struct lock_need){ .kind = NEED_RECORD, .name = package->name });
	read_asks(facts, package, &asks);
	for (size_t i = 0; i < facts->lock->runtime.count; i++) {
		const struct lock_apk *apk = &facts->lock->runtime.items[i];
		struct text why = { NULL, 0, 0 };
		for (size_t k = 0; k < asks.count; k++)
			if (has_library(apk, asks.items[k].name) && !str_eq(apk->name, STR("musl")))
				text_addf(&why, "%s%.*s", why.n > 0 ? "; " : "", STRF(lock_need_str(asks.items[k])));
		if (str_list_has(&apk->needed_by, record))
			text_addf(&why, "%sits record", why.n > 0 ? "; " : "");
		if (why.n == 0)
			continue;
		fact(text, name, str_format("%.*s %.*s: %.*s", STRF(apk->name), STRF(apk->version), STRF(text_str(&why))));
		name = "";
	}
	if (name[0] != '\0')
		fact(text, name, facts->lock->complete ? STR("none beside musl and what Python itself needs") : STR("unknown: the lock is not complete"));
}

static void
add_build(struct text *text, const struct lock_package *package)
{
	struct text apks = { NULL, 0, 0 }, rest = { NULL, 0, 0 };
	for (size_t i = 0; i < package->build.count; i++)
		text_addf(&apks, "%s%.*s %.*s", i > 0 ? ", " : "", STRF(package->build.items[i].name), STRF(package->build.items[i].version));
	fact(text, "build apks", apks.n > 0 ? text_str(&apks) : STR("none beside the toolbox's own"));
	for (size_t i = 0; i < package->build_requires.count; i++)
		text_addf(&rest, "%s%.*s", rest.n > 0 ? ", " : "", STRF(package->build_requires.items[i]));
	for (size_t i = 0; i < package->env.count; i++)
		text_addf(&rest, "%s%.*s=%.*s", rest.n > 0 ? ", " : "", STRF(package->env.items[i].name), STRF(package->env.items[i].values.items[0]));
	if (rest.n > 0)
		fact(text, "built with", text_str(&rest));
}

struct str
why_package_text(const struct why_facts *facts, const struct lock_package *package)
{
	struct text text = { NULL, 0, 0 };
	bool built = lock_is_built(package);
	text_addf(&text, "%.*s %.*s\n", STRF(package->name), STRF(package->version.n > 0 ? package->version : STR("(its version is dynamic)")));
	struct str artifact = package->artifact.n > 0 ? package->artifact : package->url.n > 0 ? package->url : package->path;
	struct str size = package->size > 0 ? str_format(", %.*s", STRF(size_text(package->size))) : STR("");
	fact(&text, "artifact", str_format("%.*s (%.*s%.*s)", STRF(artifact), STRF(lock_source_name(package->source)), STRF(size)));
	if (package->reason.n > 0)
		fact(&text, "because", package->reason);
	if (package->source == SOURCE_SDIST)
		fact(&text, "tried first", STR("a wheel, which needs no build"));
	else if (package->source == SOURCE_WHEEL)
		fact(&text, "tried first", STR("this: a wheel needs no build"));
	if (facts->looked && (built || facts->record != NULL))
		fact(&text, "record", facts->record == NULL ? STR("none") : str_of(facts->record));
	if (built)
		add_build(&text, package);
	add_runtime(&text, facts, package);
	fact(&text, "layer", package->group);
	if (built && facts->seconds > 0)
		fact(&text, "build time", str_format("%.1f s (%.*s)", facts->seconds, STRF(facts->seconds_from)));
	else if (built)
		fact(&text, "build time", STR("unknown: it was not built here since the last change"));
	const struct receipt *r = facts->receipt;
	if (built && r != NULL)
		fact(&text, "receipt", str_format("%.*s was built in %.*s s and proved on Alpine %.*s, %.*s, Python %.*s, on %.*s", STRF(r->version),
		                                  STRF(r->seconds), STRF(r->alpine), STRF(r->arch), STRF(r->python), STRF(r->date)));
	return text_str(&text);
}
