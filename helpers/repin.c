/* Moves the Alpine packages of a lock that the branch no longer has, and lists them. */

#include "base/base.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>

#include "audit/alpine_fixes.h"
#include "base/die.h"
#include "base/file.h"
#include "base/program.h"
#include "relock/repin.h"

static const char usage[] =
	"usage: scibids-repin [-a ADVISORIES] -i INDEX... [-u | -U NAME...] [-o OUT] LOCK\n"
	"Prints a line for each Alpine package of LOCK whose version the indexes no longer have, and with -o writes the lock with\n"
	"these packages moved; all else stays as it is. Without -o it exits with 1 where there is such a package.\n"
	"  -a ADVISORIES  compiled advisories: say which vulnerabilities a move fixes\n"
	"  -i INDEX       an APKINDEX of the branch\n"
	"  -o OUT         where to write the lock\n"
	"  -u             move all Alpine packages to the newest version, -U NAME that one\n";

struct options {
	const char *advisories, *out;
	struct str_list indexes, names;
	enum repin which;
};

static void
read_options(int argc, char **argv, struct options *o)
{
	int c;
	while ((c = getopt(argc, argv, "U:a:i:o:u")) != -1)
		switch (c) {
		case 'U': str_list_add(&o->names, str_of(optarg)); o->which = REPIN_NAMED; break;
		case 'a': o->advisories = optarg; break;
		case 'i': str_list_add(&o->indexes, str_of(optarg)); break;
		case 'o': o->out = optarg; break;
		case 'u': o->which = REPIN_ALL; break;
		default: wrong_call(usage);
		}
	if (argc - optind != 1 || o->indexes.count == 0)
		wrong_call(usage);
}

static void
read_indexes(const struct options *o, struct apkindex *index)
{
	struct error error;
	for (size_t i = 0; i < o->indexes.count; i++)
		if (!apkindex_add(index, o->indexes.items[i].p, &error))
			die_at(NULL, &error);
}

static void
check_names(const struct options *o, const struct lock *lock, const char *path)
{
	for (size_t i = 0; i < o->names.count; i++) {
		struct str name = o->names.items[i];
		bool found = lock_find_apk(&lock->toolbox, name) != NULL || lock_find_apk(&lock->runtime, name) != NULL;
		for (size_t k = 0; k < lock->package_count; k++)
			found = found || lock_find_apk(&lock->packages[k].build, name) != NULL;
		if (!found)
			die(BAD, "%s: it has no apk '%.*s'", path, STRF(name));
	}
}

static void
print_moves(const struct options *o, const struct lock *lock, const struct apk_moves *moves)
{
	struct advisories advisories;
	struct str why;
	if (o->advisories != NULL && !advisory_open(o->advisories, &advisories, &why))
		die(errno == ENOENT ? STALE : BAD, "%s: %.*s", o->advisories, STRF(why));
	for (size_t i = 0; i < moves->count; i++) {
		const struct apk_move *move = &moves->items[i];
		struct str origin = move->origin.n > 0 ? move->origin : move->name;
		if (move->is.n == 0)
			printf("%.*s %.*s -> gone", STRF(move->name), STRF(move->was));
		else if (str_eq(move->was, move->is))
			printf("%.*s %.*s -> another package under the same version", STRF(move->name), STRF(move->was));
		else
			printf("%.*s %.*s -> %.*s", STRF(move->name), STRF(move->was), STRF(move->is));
		if (o->advisories != NULL && move->is.n > 0) {
			struct str_list ids = alpine_fixes(&advisories, str_format("v%.*s", STRF(lock->alpine)), origin, move->was, move->is);
			for (size_t k = 0; k < ids.count; k++)
				printf("%s%.*s", k == 0 ? ", fixes " : ", ", STRF(ids.items[k]));
		}
		putchar('\n');
	}
	if (fflush(stdout) != 0)
		die(BAD, "cannot write: %s", strerror(errno));
}

static void
write_lock(const struct options *o, struct lock *lock)
{
	struct str text;
	struct error error;
	if (!lock_checked_text(lock, &text, &error))
		die(BAD, "the lock would not be valid: line %d: %s", error.line, error.what);
	if (!file_replace(o->out, text))
		die(BAD, "cannot write %s: %s", o->out, strerror(errno));
}

int
main(int argc, char **argv)
{
	struct options options = { .which = REPIN_GONE };
	struct apkindex index = { .tools = APK_TOOLS_3 };
	struct apk_moves moves = { NULL, 0, 0 };
	struct str_list problems = { NULL, 0, 0 };
	struct lock lock;
	struct error error;
	program_name = "scibids-repin";
	answer_help(argc, argv, usage);
	read_options(argc, argv, &options);
	const char *path = argv[optind];
	if (!lock_parse(read_or_die(path, LOCK_LIMIT), &lock, &error))
		die_at(path, &error);
	check_names(&options, &lock, path);
	read_indexes(&options, &index);
	bool ok = lock_repin(&lock, &index, options.which, &options.names, &moves, &problems);
	print_moves(&options, &lock, &moves);
	for (size_t i = 0; i < problems.count; i++)
		warn("%s: %.*s", path, STRF(problems.items[i]));
	if (!ok)
		return options.out == NULL ? FINDINGS : STALE;
	if (options.out == NULL)
		return moves.count > 0 ? FINDINGS : DONE;
	write_lock(&options, &lock);
	return DONE;
}
