/* Makes an image in which only the app has changed: a new layer on top of the environment of a built image. */

#include "base/base.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/child.h"
#include "base/die.h"
#include "base/options.h"
#include "base/program.h"
#include "base/file.h"
#include "base/grammar.h"
#include "base/sha256.h"
#include "context/dockerignore.h"
#include "dockerfile/app.h"
#include "image/archive.h"

static const char usage[] =
        "usage: scibids-app-layer -e DIR -k KEY -f DOCKERFILE -i IGNORE -s HASH -n NAME -t TAG...\n"
        "                         [-c COMPRESSION] [-l NAME=VALUE]... [-p PLATFORM] -o ARCHIVE APP\n"
        "       scibids-app-layer ... APP COMMAND...\n"
        "Writes the parts of the image NAME:TAG that its environment lacks, as an OCI image layout in a tar: the layer with the files\n"
        "of APP, configuration, manifest. With COMMAND (docker load), the archive is its stdin. Prints\n"
        "'UNPACKED<TAB>STORED<TAB>LAYERS<TAB>SECONDS<TAB>ID': bytes of the image in a container and in the store, and its id there.\n"
        "  -c COMPRESSION the layer's compression: gzip or zstd\n"
        "  -e DIR         the environment: facts, manifest.json, config.json and labels of a built image\n"
        "  -f DOCKERFILE  the Dockerfile it was built from\n"
        "  -i IGNORE      the .dockerignore\n"
        "  -k KEY         the key that the environment must have\n"
        "  -l NAME=VALUE  a label, replacing those in the file labels\n"
        "  -n NAME        the image's name\n"
        "  -o ARCHIVE     where to write the archive\n"
        "  -p PLATFORM    the platform the image must be for\n"
        "  -s HASH        output of 'scibids-hash app --plain-modes' for APP\n"
        "  -t TAG         a tag; at least one\n"
        "Exit: 0 done, 1 only the builder can make it, 2 usage, bad input or a failed write, 3 COMMAND failed;\n"
        "with 1 and 3 stdout says why.\n";

struct options {
	const char *environment, *key, *dockerfile, *ignore, *hash, *archive, *compression, *platform, *app;
	struct image_names names;
	char **command;
};

static double
now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void
read_options(int argc, char **argv, struct options *o)
{
	struct str_list labels = { NULL, 0, 0 };
	const struct option_place places[] = {
		{ 'c', .text = &o->compression }, { 'e', .text = &o->environment }, { 'f', .text = &o->dockerfile }, { 'i', .text = &o->ignore },
		{ 'k', .text = &o->key },         { 'l', .list = &labels },         { 'n', .str = &o->names.name },  { 'o', .text = &o->archive },
		{ 'p', .text = &o->platform },    { 's', .text = &o->hash },        { 't', .list = &o->names.tags },
	};
	options_read(argc, argv, usage, places, COUNT(places), true);
	if (optind < argc)
		o->app = argv[optind++];
	if (optind < argc)
		o->command = argv + optind;
	if (o->environment == NULL || o->dockerfile == NULL || o->ignore == NULL || o->key == NULL || o->names.name.n == 0 || o->hash == NULL ||
	    o->app == NULL || o->names.tags.count == 0 || (o->archive == NULL) == (o->command == NULL))
		wrong_call(usage);
	struct text lines = { NULL, 0, 0 };
	for (size_t i = 0; i < labels.count; i++)
		text_addf(&lines, "%.*s\n", STRF(labels.items[i]));
	o->names.labels = text_str(&lines);
	for (size_t i = 0; i < o->names.tags.count; i++) {
		struct str image = str_format("%.*s:%.*s", STRF(o->names.name), STRF(o->names.tags.items[i]));
		if (!is_image(image) || str_find(image, '@') < image.n)
			die(BAD, "'%.*s' is not an image's name", STRF(image));
	}
}

/* Not read_or_die(): for the caller, STALE means that the store lacks the environment. */
static struct str
must_read(const char *path)
{
	struct str content;
	if (!file_read(path, FILE_LIMIT, &content))
		die(BAD, "%s: %s", path, strerror(errno));
	return content;
}

static void
check_environment(const struct options *o, struct image_environment *environment)
{
	struct str why, config, any = str_format("sha256:%064d", 0);
	if (!image_environment_read(o->environment, environment, &why))
		answer(FINDINGS, "%.*s\n", STRF(why));
	if (!str_eq(environment->key, str_of(o->key)))
		answer(FINDINGS, "more than the app has changed\n");
	if (!image_layer_compresses(environment->compression) ||
	    (o->compression != NULL && !str_eq(environment->compression, str_of(o->compression))))
		answer(FINDINGS, "the last image's layers are compressed by %.*s\n", STRF(environment->compression));
	if (o->platform != NULL && !str_eq(environment->config.platform, str_of(o->platform)))
		answer(FINDINGS, "the last image is for %.*s\n", STRF(environment->config.platform));
	if (!image_config_change(&environment->config, any, environment->labels, o->names.labels, &config, &why))
		answer(FINDINGS, "%.*s\n", STRF(why));
	if (!dockerfile_app_is_layer(must_read(o->dockerfile), o->dockerfile, &why))
		answer(FINDINGS, "%.*s\n", STRF(why));
}

static void
walk_app(const struct options *o, struct tree *tree)
{
	struct dockerignore *rules = dockerignore_new();
	struct error wrong;
	struct str error;
	if (!dockerignore_add(rules, must_read(o->ignore), &wrong))
		die_at(o->ignore, &wrong);
	if (!tree_walk(tree, o->app, rules, &error) || !tree_stat(tree, &error))
		die(BAD, "%s", error.p);
	tree_plain_modes(tree);
	if (!image_layer_can(tree, &error))
		answer(FINDINGS, "%.*s\n", STRF(error));
}

/* Opens a file beside PATH, unnamed if a command is to read it. */
static int
open_archive(const char *path, bool keep, char **temporary)
{
	*temporary = str_z(str_format("%s.XXXXXX", path));
	int fd = mkstemp(*temporary);
	if (fd < 0 || (!keep && unlink(*temporary) < 0))
		die(BAD, "cannot write %s: %s", path, strerror(errno));
	return fd;
}

static void
write_archive(const struct options *o, const struct image_environment *environment, struct tree *tree, int fd, const char *temporary,
              struct image_archive *archive)
{
	struct str error;
	bool ok = image_archive_write(environment, tree, STR("app"), &o->names, fd, archive, &error);
	if (ok && !str_eq(tree_hash(tree), str_of(o->hash))) {
		ok = false;
		error = str_format("'%s' changed while it was read: try again", o->app);
	}
	if (ok && o->archive != NULL && (fchmod(fd, 0644) < 0 || close(fd) < 0 || rename(temporary, o->archive) < 0)) {
		ok = false;
		error = str_format("cannot write %s: %s", o->archive, strerror(errno));
	}
	if (!ok) {
		if (o->archive != NULL)
			unlink(temporary);
		die(BAD, "%.*s", STRF(error));
	}
}

/* The engine exits with 0 even if it could not unpack the image. */
static void
load(const struct options *o, int fd)
{
	struct text output = { NULL, 0, 0 };
	size_t loaded = 0;
	struct child_end end = child_feed(o->command, fd, &output);
	struct str rest = text_str(&output), line, said = STR("the engine did not load the image"), complaint = { NULL, 0 };
	bool failed = !WIFEXITED(end.status) || WEXITSTATUS(end.status) != 0;
	if (end.error != 0)
		die(BAD, "cannot run '%s': %s", o->command[0], strerror(end.error));
	if (end.signal != 0)
		exit(128 + end.signal);
	while (str_line(&rest, &line)) {
		loaded += str_starts(line, STR("Loaded image"));
		if (str_starts(line, STR("Error")))
			complaint = str_trim(line);
		else if (failed && str_trim(line).n > 0)
			said = str_trim(line);
	}
	if (failed || complaint.n > 0 || loaded != o->names.tags.count)
		answer(STALE, "%.*s\n", STRF(complaint.n > 0 ? complaint : said));
}

int
main(int argc, char **argv)
{
	struct options o = { .app = NULL };
	struct image_environment environment;
	struct image_archive archive;
	struct tree tree;
	char *temporary;
	program_name = "scibids-app-layer";
	answer_help(argc, argv, usage);
	double begun = now();
	read_options(argc, argv, &o);
	check_environment(&o, &environment);
	walk_app(&o, &tree);
	int fd = open_archive(o.archive == NULL ? str_z(str_format("%s/archive", o.environment)) : o.archive, o.archive != NULL, &temporary);
	write_archive(&o, &environment, &tree, fd, temporary, &archive);
	if (o.command != NULL)
		load(&o, fd);
	printf("%llu\t%llu\t%zu\t%.1f\t%.*s\n", (unsigned long long)(environment.unpacked + archive.layer.unpacked),
	       (unsigned long long)archive.size, environment.layer_count, now() - begun, STRF(archive.id));
	end_stdout();
	return DONE;
}
