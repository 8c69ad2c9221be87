/* Gathers the sources of a lock's packages that lie in the project or beside it, each in a directory of its own. A builder then sees them
   whole, whatever the app's .dockerignore says, under names that need no quoting. */

#include "base/base.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/die.h"
#include "base/escape.h"
#include "base/file.h"
#include "base/options.h"
#include "base/program.h"
#include "base/sums.h"
#include "context/tree.h"
#include "lock/lock.h"
#include "requirements/context.h"

static const char usage[] =
	"usage: scibids-sources [-d DIR] [-e PATH] [-s SUMS] LOCK\n"
	"Prints a line for each package of LOCK that is built from a directory or file of the project: its name, and the hash of what\n"
	"it is built from. Paths are relative to the working directory.\n"
	"  -d DIR   a directory that must not exist gets that: DIR/NAME/ with a package's directory, DIR/NAME/FILE with its file\n"
	"  -e PATH  is no part of any, as in a .dockerignore: where DIR lies\n"
	"  -s SUMS  a file that keeps what large files hash to, for the next run\n";

static const char *into;

static _Noreturn void
cannot(const char *what, const char *path)
{
	die(BAD, "cannot %s '%s': %s", what, path, strerror(errno));
}

static void
make_directory(const char *path, mode_t mode)
{
	if (mkdir(path, (mode & 0777) | 0700) < 0)
		cannot("make", path);
}

static void
give(const char *from, const char *to, mode_t mode)
{
	if (!file_link(from, to, mode & 0777))
		die(BAD, "cannot write '%s' from '%s': %s", to, from, strerror(errno));
}

static void
give_tree(const struct tree *tree, const char *from, const char *to)
{
	char *path = arena_take(tree->path_max + 1);
	make_directory(to, 0755);
	for (size_t i = 0; i < tree->count; i++) {
		const struct tree_entry *e = &tree->entries[i];
		struct str name = tree_path(tree, i, path);
		const char *target = str_z(str_format("%s/%.*s", to, STRF(name)));
		if (e->kind == TREE_DIR)
			make_directory(target, e->mode);
		else if (e->kind == TREE_FILE)
			give(str_z(str_format("%s/%.*s", from, STRF(name))), target, e->mode);
		else if (e->kind == TREE_LINK && symlink(str_z(e->target), target) < 0)
			cannot("make", target);
	}
}

static struct str
take_directory(const struct lock_package *p, const char *to, const char *excluded)
{
	struct tree tree;
	struct str why;
	struct error error;
	struct dockerignore *rules = dockerignore_new();
	struct str more = excluded == NULL || !str_eq(p->path, STR(".")) ? STR("") : str_format("%s\n", excluded);
	if (!dockerignore_add(rules, str_format("%s%.*s", requirements_always_ignored, STRF(more)), &error))
		die(BAD, "-e: %s", error.what);
	const char *from = str_z(p->path);
	if (!tree_walk(&tree, from, rules, &why) || !tree_stat(&tree, &why))
		die(BAD, "%.*s", STRF(why));
	if (!tree_names(&tree, &why))
		die(BAD, "%s/%.*s", from, STRF(why));
	if (!tree_read(&tree, &why))
		die(BAD, "%.*s", STRF(why));
	if (to != NULL)
		give_tree(&tree, from, to);
	return tree_hash(&tree);
}

static struct str
take_file(const struct lock_package *p, const char *to)
{
	struct str hash;
	const char *from = str_z(p->file);
	if (!sums_of_file(from, &hash))
		cannot("read", from);
	if (to != NULL) {
		make_directory(to, 0755);
		give(from, str_z(str_format("%s/%.*s", to, STRF(p->artifact))), 0644);
	}
	return hash;
}

int
main(int argc, char **argv)
{
	const char *excluded = NULL, *sums = NULL;
	struct lock lock;
	struct error error;
	program_name = "scibids-sources";
	answer_help(argc, argv, usage);
	const struct option_place places[] = { { 'd', .text = &into }, { 'e', .text = &excluded }, { 's', .text = &sums } };
	options_read(argc, argv, usage, places, COUNT(places), false);
	if (argc - optind != 1)
		wrong_call(usage);
	if (!lock_parse(read_or_die(argv[optind], LOCK_LIMIT), &lock, &error))
		die_at(argv[optind], &error);
	if (into != NULL)
		make_directory(into, 0755);
	if (sums != NULL)
		sums_open(sums);
	for (size_t i = 0; i < lock.package_count; i++) {
		const struct lock_package *p = &lock.packages[i];
		bool directory = p->source == SOURCE_DIRECTORY;
		if (!directory && p->file.n == 0)
			continue;
		const char *to = into == NULL ? NULL : str_z(str_format("%s/%.*s", into, STRF(p->name)));
		struct str hash = directory ? take_directory(p, to, excluded) : take_file(p, to);
		printf("%.*s %.*s\n", STRF(p->name), STRF(hash));
	}
	sums_close();
	end_stdout();
	return DONE;
}
