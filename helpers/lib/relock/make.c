#include "base/base.h"

#include "apk/nearest.h"
#include "base/arena.h"
#include "base/grammar.h"
#include "base/sha256.h"
#include "base/yaml.h"
#include "record/find.h"
#include "relock/make.h"
#include "relock/resolver_answer.h"

static const char *const toolbox_apks[] = { "build-base", "linux-headers", "pkgconf" };

static bool
problem(struct str_list *problems, struct str what)
{
	str_list_add(problems, what);
	return false;
}

bool
lock_make_start(struct lock *lock, const struct settings *settings, struct str facts, const struct lock *old,
                struct str_list *problems)
{
	struct error error;
	struct yaml *root = yaml_parse(facts, &error);
	struct str alpine = settings_get(settings, "SCIBIDS_ALPINE"), platform = settings_get(settings, "SCIBIDS_PLATFORM"), arch = yaml_text(root, "arch");
	lock->python = yaml_text(root, "python");
	lock->alpine = yaml_text(root, "alpine");
	lock->platform = yaml_text(root, "platform");
	lock->created = old != NULL ? old->created : yaml_text(root, "time");
	if (platform.n > 0 && alpine_arch(platform).n == 0)
		return problem(problems, str_format("SCIBIDS_PLATFORM is '%.*s', for which there is no Alpine", STRF(platform)));
	if (root == NULL || lock->python.n == 0 || lock->alpine.n == 0 || !is_platform(lock->platform) || !is_timestamp(lock->created))
		return problem(problems, STR("the base image does not say what Python, Alpine and platform it is"));
	/* A builder uses an image for a different architecture if its store has no other. */
	if (!str_eq(arch, alpine_arch(lock->platform)))
		return problem(problems, str_format("the platform is %.*s, but the base image %.*s is for %.*s: get the one for the platform, "
		                                    "or set SCIBIDS_PLATFORM", STRF(lock->platform), STRF(lock->base_image), STRF(arch)));
	if (!str_eq(alpine, lock->alpine))
		return problem(problems, str_format("the base image %.*s is Alpine %.*s: set SCIBIDS_ALPINE to it (it says %.*s)",
		                                    STRF(lock->base_image), STRF(lock->alpine), STRF(alpine)));
	return true;
}

static bool
unknown_apk(struct str name, const struct apkindex *index, struct str wanted_by, struct str_list *problems)
{
	if (!is_apk_name(name))
		return problem(problems, str_format("%.*s: '%.*s' is not an apk name", STRF(wanted_by), STRF(name)));
	struct str hint = apkindex_hint(index, name);
	return problem(problems, str_format("%.*s: the branch's index has no apk '%.*s'%s%.*s", STRF(wanted_by), STRF(name),
	                                    hint.n > 0 ? ": " : "", STRF(hint)));
}

/* Adds APK with the branch's current version. */
static bool
pin(struct lock_apks *apks, struct str name, const struct apkindex *index, struct str wanted_by, struct str_list *problems)
{
	const struct apk *apk = is_apk_name(name) ? apkindex_find(index, name) : NULL;
	if (apk == NULL)
		return unknown_apk(name, index, wanted_by, problems);
	if (lock_find_apk(apks, name) == NULL)
		lock_add_apk(apks, (struct lock_apk){ .name = name, .version = apk->version });
	return true;
}

/* Checks an apk for the image. Its version is unknown until apk has installed all of them into one root. */
static bool
expect_apk(struct str name, const struct apkindex *index, struct str wanted_by, struct str_list *problems)
{
	return (is_apk_name(name) && apkindex_providers(index, name) != NULL) || unknown_apk(name, index, wanted_by, problems);
}

bool
lock_make_toolbox(struct lock *lock, const struct settings *settings, const struct apkindex *index, bool vcs,
                  struct str_list *problems)
{
	bool ok = true;
	struct str_list extra = { NULL, 0, 0 };
	struct str rest = settings_get(settings, "SCIBIDS_TOOLBOX_APKS"), word;
	for (size_t i = 0; i < COUNT(toolbox_apks); i++)
		ok = pin(&lock->toolbox, str_of(toolbox_apks[i]), index, STR("the toolbox"), problems) && ok;
	if (vcs)
		ok = pin(&lock->toolbox, STR("git"), index, STR("requirements from version control"), problems) && ok;
	while (str_word(&rest, &word))
		str_list_add(&extra, word);
	for (size_t i = 0; i < extra.count; i++)
		ok = pin(&lock->toolbox, extra.items[i], index, STR("SCIBIDS_TOOLBOX_APKS"), problems) && ok;
	for (rest = settings_get(settings, "SCIBIDS_RUNTIME_APKS"); str_word(&rest, &word);)
		ok = expect_apk(word, index, STR("SCIBIDS_RUNTIME_APKS"), problems) && ok;
	return ok;
}

/* What a record says, and what the project says, which has the last word; sorted. */
static struct record_settings
merged(const struct record_settings *record, const struct record_settings *project)
{
	struct record_settings out = { NULL, 0, 0 };
	for (size_t i = 0, k = 0; i < record->count || k < project->count;) {
		int order = i == record->count ? 1 : k == project->count ? -1 : str_cmp(record->items[i].name, project->items[k].name);
		arena_reserve(&out.items, out.count, &out.capacity);
		out.items[out.count++] = order < 0 ? record->items[i] : project->items[k];
		i += order <= 0;
		k += order >= 0;
	}
	return out;
}

/* Takes from the record what applies to this artifact: for a wheel, only run time matters. */
static void
keep_relevant(struct lock_package *p, const struct record_needs *needs)
{
	p->import_names = needs->import_names;
	p->keep = needs->keep;
	p->optional_imports = needs->optional_imports;
	p->run = needs->run;
	if (!lock_is_built(p))
		return;
	for (size_t i = 0; i < needs->build_requires.count; i++)
		str_list_add(&p->build_requires, needs->build_requires.items[i]);
	str_list_unique(&p->build_requires);
	p->config_settings = merged(&needs->config_settings, &p->config_settings);
	p->env = merged(&needs->env, &p->env);
}

/* The first line of a record with this text. */
static int
line_of(const struct yaml *node, struct str text)
{
	int line = node->kind == YAML_SCALAR && str_eq(node->text, text) ? node->line : 0;
	for (const struct yaml *e = node->first; e != NULL && line == 0; e = e->next)
		line = line_of(e, text);
	return line;
}

static bool
check_record_apks(struct lock_package *p, const struct record_needs *needs, const char *path, const struct apkindex *index,
                  struct str_list *problems)
{
	bool ok = true;
	for (size_t i = 0; lock_is_built(p) && i < needs->build.count; i++) {
		struct str name = needs->build.items[i], place = str_format("%s:%d", path, line_of(needs->map, name));
		ok = pin(&p->build, name, index, place, problems) && ok;
	}
	for (size_t i = 0; i < needs->run.count; i++) {
		struct str name = needs->run.items[i], place = str_format("%s:%d", path, line_of(needs->map, name));
		ok = expect_apk(name, index, place, problems) && ok;
	}
	return ok;
}

static bool
join_record(struct lock *lock, struct lock_package *p, struct str chains, const struct str_list *record_dirs,
            const struct apkindex *index, struct str_list *problems)
{
	struct record_needs needs;
	struct error error;
	const char *path;
	if (!record_for(record_dirs, p->name, p->version, lock->alpine, &needs, &path, &error))
		return problem(problems, error_str(&error));
	if (path == NULL)
		return true;
	if (needs.unsupported.n > 0 && lock_is_built(p))
		return problem(problems, str_format("%.*s cannot run on musl: %.*s%.*s", STRF(p->name), STRF(needs.unsupported),
		                                    STRF(resolver_chain(chains, p->name))));
	keep_relevant(p, &needs);
	lock_add_input(lock, str_format("record %.*s", STRF(p->name)), sha256_of(record_text(&needs)));
	return check_record_apks(p, &needs, path, index, problems);
}

static bool
same_source(const struct lock_package *a, const struct lock_package *b)
{
	return a->source == b->source && str_eq(a->sha256, b->sha256) && str_eq(a->commit, b->commit) && str_eq(a->path, b->path);
}

/* What the old lock learnt about the same artifact still holds. */
static void
keep_untrimmed(struct lock_package *p, const struct lock *old)
{
	const struct lock_package *before = old == NULL ? NULL : lock_find(old, p->name);
	if (before != NULL && same_source(before, p))
		p->untrimmed = before->untrimmed;
}

static bool
same_list(const struct str_list *a, const struct str_list *b)
{
	for (size_t i = 0; i < a->count && i < b->count; i++)
		if (!str_eq(a->items[i], b->items[i]))
			return false;
	return a->count == b->count;
}

static bool
same_minor(struct str a, struct str b)
{
	return str_eq(str_sub(a, 0, str_after_last(a, '.')), str_sub(b, 0, str_after_last(b, '.')));
}

/* The resolver does not repeat what the old lock knew: as long as its source and additions stay the same, a build gets what it got before. */
static void
set_build_environment(const struct lock *lock, struct lock_package *p, const struct lock *old)
{
	const struct lock_package *before = old == NULL ? NULL : lock_find(old, p->name);
	bool same = before != NULL && lock_is_built(before) && same_source(before, p);
	bool holds = same && p->source != SOURCE_DIRECTORY && str_eq(old->platform, lock->platform) && same_minor(old->python, lock->python);
	if (!lock_is_built(p))
		p->build_environment = (struct lock_tools){ 0 };
	else if (holds && !p->build_environment.known && same_list(&before->build_requires, &p->build_requires))
		p->build_environment = before->build_environment;
	if (!lock_is_built(p) || p->build_environment.known)
		p->build_time = STR("");
	else if (same && before->build_time.n > 0)
		p->build_time = before->build_time;
}

bool
lock_make_packages(struct lock *lock, const struct resolution *resolution, const struct lock *old,
                   const struct str_list *record_dirs, const struct apkindex *index, struct str_list *problems)
{
	bool ok = true;
	if (old != NULL && str_eq(old->python, lock->python))
		lock->interpreter_keeps = old->interpreter_keeps;
	for (size_t i = 0; i < resolution->count; i++) {
		lock_add_package(lock, resolution->packages[i]);
		struct lock_package *p = &lock->packages[lock->package_count - 1];
		keep_untrimmed(p, old);
		ok = join_record(lock, p, resolution->chains, record_dirs, index, problems) && ok;
		set_build_environment(lock, p, old);
	}
	return ok;
}
