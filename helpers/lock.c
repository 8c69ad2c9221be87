/* Writes scibids.lock step by step, checks whether it still holds, and says what differs from an older one. */

#include "base/base.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>

#include "apk/index.h"
#include "base/arena.h"
#include "base/die.h"
#include "base/file.h"
#include "base/program.h"
#include "base/yaml.h"
#include "explain/locks.h"
#include "lock/allocator.h"
#include "python/pep508.h"
#include "relock/groups.h"
#include "relock/make.h"
#include "relock/request.h"
#include "relock/resolver_answer.h"
#include "relock/stale.h"

static const char usage[] =
	"usage: scibids-lock toolbox -s SETTINGS -q REQUIREMENTS -f FACTS -b IMAGE [-d DIGEST] -i INDEX... [-l OLD] [-u] [-o OUT]\n"
	"       scibids-lock request -s SETTINGS -q REQUIREMENTS [-r RECORDS]... [-l OLD] [-u] [-U NAME]... [-o OUT]\n"
	"       scibids-lock packages -s SETTINGS -q REQUIREMENTS -l OLD [-u] [-U NAME]... -r RECORDS... -i INDEX... [-o OUT] TOOLBOX RESOLUTION\n"
	"       scibids-lock runtime -s SETTINGS -i INDEX... [-o OUT] PACKAGES NEEDED\n"
	"       scibids-lock untrim [-o OUT] LOCK LOG\n"
	"       scibids-lock check -s SETTINGS -q REQUIREMENTS -r RECORDS... [-p PLATFORM] LOCK\n"
	"       scibids-lock diff [-a ADVISORIES] OLD NEW\n"
	"       scibids-lock get LOCK KEY\n"
	"The steps of `make lock`, in order: the toolbox, the request to the resolver, the packages with their\n"
	"records, and the runtime apks unless `packages` could keep those of OLD. `untrim` marks the packages that the proof in a\n"
	"build's log found trimmed too much, and exits with 1 if all are marked already. `check` exits with 3 and a reason if the\n"
	"lock is stale. `diff` says in Markdown what differs.\n"
	"  -a ADVISORIES    the output of scibids-advisories: tells which known vulnerabilities the difference fixes and brings\n"
	"  -b IMAGE         the base image          -d DIGEST  and its digest\n"
	"  -f FACTS         what the base image states about itself\n"
	"  -i INDEX         an APKINDEX\n"
	"  -l OLD           the lock whose pins to keep; it may be missing\n"
	"  -o OUT           where to write [-]\n"
	"  -p PLATFORM      the platform to build for: a lock for a different one is an error\n"
	"  -q REQUIREMENTS  the output of scibids-requirements\n"
	"  -r RECORDS       a directory of package records, first wins\n"
	"  -s SETTINGS      the settings file\n"
	"  -U NAME          move this pin           -u  move all pins\n";

struct options {
	const char *advisories, *settings, *facts, *base, *digest, *old, *out, *platform, *requirements;
	struct str_list indexes, records, upgrades;
	bool upgrade;
	char **arguments;
	int count;
};

static struct lock *
read_lock(const char *path)
{
	struct error error;
	struct lock *lock = arena_take(sizeof(*lock));
	if (!lock_parse(read_or_die(path, LOCK_LIMIT), lock, &error))
		die_at(path, &error);
	return lock;
}

/* The lock whose pins are kept, or NULL if there is no file. */
static struct lock *
read_old(const struct options *o)
{
	return o->old == NULL || !file_exists(o->old) ? NULL : read_lock(o->old);
}

static struct settings
read_settings(const struct options *o)
{
	struct settings settings;
	if (o->settings == NULL)
		wrong_call(usage);
	if (!settings_read(o->settings, &settings))
		die(BAD, "%s: %s", o->settings, strerror(errno));
	return settings;
}

static struct yaml *
read_yaml(const char *path)
{
	struct error error;
	if (path == NULL)
		wrong_call(usage);
	struct yaml *root = yaml_parse(read_or_die(path, LOCK_LIMIT), &error);
	if (root == NULL)
		die_at(path, &error);
	return root;
}

static void
read_indexes(const struct options *o, struct apkindex *index)
{
	struct error error;
	for (size_t i = 0; i < o->indexes.count; i++) {
		if (!apkindex_add(index, o->indexes.items[i].p, &error))
			die_at(NULL, &error);
	}
	if (index->count == 0)
		die(STALE, "no index of the Alpine branch was given");
}

_Noreturn static void
die_of(const struct str_list *problems)
{
	for (size_t i = 0; i < problems->count; i++)
		warn("%.*s", STRF(problems->items[i]));
	exit(BAD);
}

static void
write_out(const struct options *o, struct str text)
{
	const char *path = o->out == NULL ? "-" : o->out;
	if (!file_replace(path, text))
		die(BAD, "cannot write %s: %s", path, strerror(errno));
}

static void
write_lock(const struct options *o, struct lock *lock)
{
	struct str text;
	struct error error;
	if (!lock_checked_text(lock, &text, &error))
		die(BAD, "the lock would not be valid: line %d: %s", error.line, error.what);
	write_out(o, text);
}

static void
toolbox(const struct options *o)
{
	struct settings settings = read_settings(o);
	struct apkindex index = { .tools = APK_TOOLS_3 };
	struct str_list problems = { NULL, 0, 0 };
	struct lock lock = { .base_image = str_of(o->base), .base_digest = str_of(o->digest) };
	if (o->base == NULL || o->facts == NULL)
		wrong_call(usage);
	if (!lock_make_start(&lock, &settings, read_or_die(o->facts, LOCK_LIMIT), o->upgrade ? NULL : read_old(o), &problems))
		die_of(&problems);
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

static void
request(const struct options *o)
{
	struct settings settings = read_settings(o);
	const struct lock *old = read_old(o);
	for (size_t i = 0; old != NULL && i < o->upgrades.count; i++)
		if (lock_find(old, pep503_normalise(o->upgrades.items[i])) == NULL)
			die(BAD, "PKG: %s has no package '%.*s'", o->old, STRF(o->upgrades.items[i]));
	struct str log = path_beside(str_of(o->settings), "resolution.log");
	const struct lock_request r = { &settings, read_yaml(o->requirements), old, o->upgrade, &o->upgrades, &o->records, log };
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

static void
packages(const struct options *o)
{
	struct settings settings = read_settings(o);
	struct apkindex index = { .tools = APK_TOOLS_3 };
	struct str_list problems = { NULL, 0, 0 };
	struct resolution resolution;
	struct error error;
	if (o->count != 2)
		wrong_call(usage);
	struct lock *lock = read_lock(o->arguments[0]);
	const char *refused = str_z(str_format("%s/refused.txt", o->arguments[1]));
	if (file_exists(refused))
		die_of_refusal(read_or_die(refused, LOCK_LIMIT));
	const char *brought = str_z(str_format("%s/chains.txt", o->arguments[1]));
	struct str chains = file_exists(brought) ? read_or_die(brought, LOCK_LIMIT) : STR("");
	const char *unresolvable = str_z(str_format("%s/error.txt", o->arguments[1]));
	if (file_exists(unresolvable))
		die_of_resolver(o, read_or_die(unresolvable, LOCK_LIMIT), chains, settings_get(&settings, "SCIBIDS_REQUIREMENTS"), lock->alpine);
	const char *path = str_z(str_format("%s/resolution.json", o->arguments[1]));
	if (!resolution_parse(read_or_die(path, LOCK_LIMIT), &resolution, &error))
		die_at(path, &error);
	resolution.chains = chains;
	const struct yaml *notes = yaml_get(read_yaml(o->requirements), "notes");
	for (const struct yaml *e = notes == NULL ? NULL : notes->first; e != NULL; e = e->next)
		warn("%.*s", STRF(e->text));
	for (size_t i = 0; i < resolution.warnings.count; i++)
		warn("%.*s", STRF(resolution.warnings.items[i]));
	read_indexes(o, &index);
	lock_add_inputs(lock, &settings, yaml_get(read_yaml(o->requirements), "inputs"), &resolution.inputs);
	const struct lock *old = read_old(o);
	size_t layers;
	if (!lock_make_packages(lock, &resolution, old, &o->records, &index, &problems) || !lock_layers(&settings, &layers, &problems))
		die_of(&problems);
	lock_cut_groups(lock, o->upgrade ? NULL : old, layers);
	if (!o->upgrade && o->upgrades.count == 0)
		lock_keep_runtime(lock, old, &index);
	write_lock(o, lock);
}

static void
runtime(const struct options *o)
{
	struct settings settings = read_settings(o);
	struct str_list problems = { NULL, 0, 0 };
	if (o->count != 2)
		wrong_call(usage);
	struct lock *lock = read_lock(o->arguments[0]);
	struct apkindex index = { .tools = lock_apk_tools(lock) };
	read_indexes(o, &index);
	if (!lock_make_runtime(lock, read_or_die(o->arguments[1], LOCK_LIMIT), &index, &settings, &problems))
		die_of(&problems);
	struct str missing = allocator_missing(&settings, lock);
	if (missing.n > 0)
		warn("%.*s", STRF(missing));
	write_lock(o, lock);
}

static void
untrim(const struct options *o)
{
	if (o->count != 2)
		wrong_call(usage);
	struct lock *lock = read_lock(o->arguments[0]);
	struct str_list names = { NULL, 0, 0 };
	lock_untrim(lock, read_or_die(o->arguments[1], LOCK_LIMIT), &names);
	if (names.count == 0)
		exit(FINDINGS);
	for (size_t i = 0; i < names.count; i++)
		warn("no longer trimmed: %.*s: the lock says why", STRF(names.items[i]));
	write_lock(o, lock);
}

_Noreturn static void
stale(const char *path, struct str why)
{
	printf("%s is stale: %.*s\n", path, STRF(why));
	exit(fflush(stdout) == 0 ? STALE : BAD);
}

/* The setting asks for a new lock. Without it, the lock comes from another machine, and to replace it is the user's decision. */
static void
check_platform(const char *path, const struct lock *lock, struct str setting, struct str builder)
{
	if (setting.n == 0 && builder.n > 0 && !str_eq(builder, lock->platform))
		die(BAD, "%s: the lock is for %.*s, and this build is for %.*s: set SCIBIDS_PLATFORM=%.*s, or remove the lock and run `make lock`", path,
		    STRF(lock->platform), STRF(builder), STRF(lock->platform));
}

static void
check(const struct options *o)
{
	struct settings settings = read_settings(o);
	struct str_list problems = { NULL, 0, 0 };
	struct str why;
	if (o->count != 1)
		wrong_call(usage);
	const char *path = o->arguments[0];
	if (!file_exists(path))
		stale(path, STR("it does not exist yet"));
	const struct lock *lock = read_lock(path);
	check_platform(path, lock, settings_get(&settings, "SCIBIDS_PLATFORM"), str_of(o->platform));
	if (!lock_stale(lock, &settings, yaml_get(read_yaml(o->requirements), "inputs"), &o->records, &why, &problems))
		die_of(&problems);
	if (why.n > 0)
		stale(path, why);
}

static void
diff(const struct options *o)
{
	struct explain_lock locks[2];
	struct advisories advisories;
	struct error error;
	struct str what;
	if (o->count != 2)
		wrong_call(usage);
	for (int i = 0; i < 2; i++) {
		locks[i].text = read_or_die(o->arguments[i], LOCK_LIMIT);
		if (!lock_parse(locks[i].text, &locks[i].lock, &error))
			die_at(o->arguments[i], &error);
	}
	if (o->advisories != NULL && !advisory_open(o->advisories, &advisories, &what))
		die(errno == ENOENT ? STALE : BAD, "%s: %.*s", o->advisories, STRF(what));
	write_out(o, explain_locks(&locks[0], &locks[1], o->advisories != NULL ? &advisories : NULL));
}

static void
get(const struct options *o)
{
	if (o->count != 2)
		wrong_call(usage);
	const struct lock *lock = read_lock(o->arguments[0]);
	const struct {
		const char *key;
		struct str value;
	} facts[] = { { "platform", lock->platform },     { "python", lock->python },           { "alpine", lock->alpine },
		      { "created", lock->created },       { "base-image", lock->base_image }, { "base-digest", lock->base_digest },
		      { "epoch", lock_epoch(lock) } };
	for (size_t i = 0; i < COUNT(facts); i++)
		if (strcmp(o->arguments[1], facts[i].key) == 0) {
			write_out(o, str_format("%.*s\n", STRF(facts[i].value)));
			return;
		}
	wrong_call(usage);
}

static void
read_options(int argc, char **argv, struct options *o)
{
	int c;
	while ((c = getopt(argc, argv, "U:a:b:d:f:i:l:o:p:q:r:s:u")) != -1) {
		switch (c) {
		case 'U': str_list_add(&o->upgrades, str_of(optarg)); break;
		case 'a': o->advisories = optarg; break;
		case 'b': o->base = optarg; break;
		case 'd': o->digest = optarg; break;
		case 'f': o->facts = optarg; break;
		case 'i': str_list_add(&o->indexes, str_of(optarg)); break;
		case 'l': o->old = optarg; break;
		case 'o': o->out = optarg; break;
		case 'p': o->platform = optarg; break;
		case 'q': o->requirements = optarg; break;
		case 'r': str_list_add(&o->records, str_of(optarg)); break;
		case 's': o->settings = optarg; break;
		case 'u': o->upgrade = true; break;
		default: wrong_call(usage);
		}
	}
	o->arguments = argv + optind;
	o->count = argc - optind;
}

int
main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*run)(const struct options *);
	} commands[] = { { "toolbox", toolbox }, { "request", request }, { "packages", packages },
		         { "runtime", runtime }, { "untrim", untrim },   { "check", check },
		         { "diff", diff },       { "get", get } };
	struct options options = { 0 };
	program_name = "scibids-lock";
	answer_help(argc, argv, usage);
	if (argc < 2)
		wrong_call(usage);
	read_options(argc - 1, argv + 1, &options);
	for (size_t i = 0; i < COUNT(commands); i++)
		if (strcmp(argv[1], commands[i].name) == 0) {
			commands[i].run(&options);
			return DONE;
		}
	wrong_call(usage);
}
