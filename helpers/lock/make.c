/* The steps of `make lock`. */

#include "base/base.h"

#include <stdlib.h>

#include "base/die.h"
#include "base/file.h"
#include "base/program.h"
#include "lock/allocator.h"
#include "python/pep508.h"
#include "relock/groups.h"
#include "relock/make.h"
#include "relock/request.h"
#include "relock/resolver_answer.h"
#include "relock/stale.h"
#include "verb.h"

void
verb_toolbox(const struct options *o)
{
	struct settings settings = settings_or_die(o);
	struct str_list problems = { NULL, 0, 0 };
	struct lock lock = { .base_image = str_of(o->base), .base_digest = str_of(o->digest) };
	if (o->base == NULL || o->facts == NULL)
		wrong_call(usage);
	if (!lock_make_start(&lock, &settings, read_or_die(o->facts, LOCK_LIMIT), o->upgrade ? NULL : read_old(o), &problems))
		die_of(&problems);
	struct apkindex index = { .tools = apk_tools_of(lock.alpine) };
	const struct yaml *requirements = read_yaml(o->requirements), *variables = yaml_get(requirements, "variables");
	for (const struct yaml *e = variables == NULL ? NULL : variables->first; e != NULL; e = e->next)
		str_list_add(&lock.variables, e->text);
	read_indexes(o, &index);
	if (!lock_make_toolbox(&lock, &settings, &index, str_eq(yaml_text(requirements, "vcs"), STR("true")), &problems))
		die_of(&problems);
	write_lock(o, &lock);
}

static struct str
path_beside(struct str path, const char *name)
{
	size_t n = str_after_last(path, '/');
	return str_format("%.*s%s", STRF(str_sub(path, 0, n)), name);
}

void
verb_request(const struct options *o)
{
	struct settings settings = settings_or_die(o);
	const struct lock *old = read_old(o);
	for (size_t i = 0; old != NULL && i < o->upgrades.count; i++)
		if (lock_find(old, pep503_normalise(o->upgrades.items[i])) == NULL)
			die(BAD, "PKG: %s has no package '%.*s'", o->old, STRF(o->upgrades.items[i]));
	struct str log = path_beside(str_of(o->settings), "resolution.log");
	const struct lock_request r = { &settings, read_yaml(o->requirements), old, o->first == NULL ? NULL : read_lock(o->first), o->upgrade, &o->upgrades, &o->records, log };
	write_out(o, lock_request(&r));
}

_Noreturn static void
die_of_refusal(struct str lines)
{
	struct str line;
	while (str_line(&lines, &line))
		warn("%.*s", STRF(line));
	exit(BAD);
}

_Noreturn static void
die_of_resolver(const struct options *o, struct str answer, struct str chains, struct str requirements, struct str alpine)
{
	struct str_list reasons = { NULL, 0, 0 }, problems = { NULL, 0, 0 };
	if (!resolver_unsupported(answer, chains, alpine, &o->records, &reasons, &problems))
		die_of(&problems);
	if (reasons.count == 0)
		reasons = resolver_paragraphs(answer);
	for (size_t i = 0; i < reasons.count; i++)
		warn("%.*s: %.*s", STRF(requirements), STRF(reasons.items[i]));
	exit(BAD);
}

void
verb_packages(const struct options *o)
{
	struct settings settings = settings_or_die(o);
	struct str_list problems = { NULL, 0, 0 };
	struct resolution resolution;
	struct error error;
	struct lock *lock = read_lock(o->arguments[0]);
	struct apkindex index = { .tools = apk_tools_of(lock->alpine) };
	const char *refused = str_z(str_format("%s/refused.txt", o->arguments[1]));
	if (file_exists(refused))
		die_of_refusal(read_or_die(refused, LOCK_LIMIT));
	const char *led = str_z(str_format("%s/chains.txt", o->arguments[1]));
	struct str chains = file_exists(led) ? read_or_die(led, LOCK_LIMIT) : STR("");
	const char *unresolvable = str_z(str_format("%s/error.txt", o->arguments[1]));
	if (file_exists(unresolvable))
		die_of_resolver(o, read_or_die(unresolvable, LOCK_LIMIT), chains, settings_get(&settings, "SCIBIDS_REQUIREMENTS"), lock->alpine);
	const char *path = str_z(str_format("%s/resolution.json", o->arguments[1]));
	if (!resolution_parse(read_or_die(path, LOCK_LIMIT), &resolution, &error))
		die_at(path, &error);
	resolution.chains = chains;
	const struct yaml *requirements = read_yaml(o->requirements), *notes = yaml_get(requirements, "notes");
	for (const struct yaml *e = notes == NULL ? NULL : notes->first; e != NULL; e = e->next)
		warn("%.*s", STRF(e->text));
	for (size_t i = 0; i < resolution.warnings.count; i++)
		warn("%.*s", STRF(resolution.warnings.items[i]));
	read_indexes(o, &index);
	lock_add_inputs(lock, &settings, yaml_get(requirements, "inputs"), &resolution.inputs);
	const struct lock *old = read_old(o);
	size_t layers;
	if (!lock_make_packages(lock, &resolution, old, &o->records, &index, &problems) || !lock_layers(&settings, &layers, &problems))
		die_of(&problems);
	struct str_list prices = { NULL, 0, 0 };
	lock_add_prices(lock, old, &o->records, &prices);
	for (size_t i = 0; i < prices.count; i++)
		warn("%.*s", STRF(prices.items[i]));
	lock_cut_groups(lock, o->upgrade ? NULL : old, layers);
	if (!o->upgrade && o->upgrades.count == 0)
		lock_keep_runtime(lock, old, &index);
	write_lock(o, lock);
}

void
verb_runtime(const struct options *o)
{
	struct settings settings = settings_or_die(o);
	struct str_list problems = { NULL, 0, 0 };
	struct lock *lock = read_lock(o->arguments[0]);
	struct apkindex index = { .tools = apk_tools_of(lock->alpine) };
	read_indexes(o, &index);
	if (!lock_make_runtime(lock, read_or_die(o->arguments[1], LOCK_LIMIT), &index, &settings, &problems))
		die_of(&problems);
	struct str missing = allocator_missing(&settings, lock);
	if (missing.n > 0)
		warn("%.*s", STRF(missing));
	write_lock(o, lock);
}
