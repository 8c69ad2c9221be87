/* Stitches a lock and fragments to a Dockerfile. */

#include "base/base.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>

#include "base/die.h"
#include "base/options.h"
#include "base/program.h"
#include "base/file.h"
#include "base/grammar.h"
#include "base/sha256.h"
#include "base/yaml.h"
#include "dockerfile/dockerfile.h"
#include "dockerfile/parts.h"

static const char usage[] =
	"usage: scibids-stitch -s SETTINGS -f FRAGMENTS [-u USER-FRAGMENTS] [-p PYPROJECT]\n"
	"                      [-c SCRIPTS] [-t TARGET] [-o OUT] LOCK\n"
	"       scibids-stitch -s SETTINGS -f FRAGMENTS -t resolution -b BASE -q REQUIREMENTS [-o OUT]\n"
	"Writes the Dockerfile that builds TARGET: toolbox, resolution, kit, needs, image or debug [image].\n"
	"  -b BASE            before there is a lock: the base image, NAME or NAME@DIGEST\n"
	"  -c SCRIPTS         what its first lines call the directory of the scripts [SCRIPTS]\n"
	"  -f FRAGMENTS       the directory of scibids's fragments\n"
	"  -o OUT             where to write [-]\n"
	"  -p PYPROJECT       a pyproject.toml, for the licence where the settings name none\n"
	"  -q REQUIREMENTS    what scibids-requirements wrote\n"
	"  -s SETTINGS        the settings file\n"
	"  -u USER-FRAGMENTS  a directory of STAGE.dockerfile, each appended to the stage of that name\n";

static const char *const targets[] = { "toolbox", "resolution", "kit", "needs", "image", "debug" };

static enum dockerfile_target
target_of(const char *name)
{
	for (size_t i = 0; i < COUNT(targets); i++)
		if (strcmp(name, targets[i]) == 0)
			return (enum dockerfile_target)i;
	wrong_call(usage);
}

/* What docker takes as a repository's name: lower-case parts, the last one without a tag. */
static bool
is_repository(struct str name)
{
	size_t last = str_after_last(name, '/');
	for (size_t i = 0; i < name.n; i++)
		if (name.p[i] >= 'A' && name.p[i] <= 'Z')
			return false;
	return is_image(name) && str_find(name, '@') == name.n && str_find(str_sub(name, last, name.n), ':') == name.n - last;
}

static void
read_lock(const char *path, struct lock *lock, struct str *hash)
{
	struct str content = read_or_die(path, LOCK_LIMIT);
	struct error error;
	if (!lock_parse(content, lock, &error))
		die_at(path, &error);
	*hash = sha256_of(content);
}

/* As much of a lock as resolving needs. */
static void
begin_lock(const char *base, const char *requirements, struct lock *lock)
{
	struct error error;
	if (!is_image(str_of(base)))
		die(BAD, "'%s' is not an image name", base);
	const struct yaml *yaml = yaml_parse(read_or_die(requirements, LOCK_LIMIT), &error);
	if (yaml == NULL)
		die_at(requirements, &error);
	lock->base_image = str_of(base);
	const struct yaml *variables = yaml_get(yaml, "variables");
	for (const struct yaml *e = variables == NULL ? NULL : variables->first; e != NULL; e = e->next) {
		if (!is_variable_name(e->text))
			die(BAD, "%s:%d: '%.*s' is not a variable name", requirements, e->line, STRF(e->text));
		str_list_add(&lock->variables, e->text);
	}
}

int
main(int argc, char **argv)
{
	const char *settings_path = NULL, *pyproject = NULL, *out = "-", *base = NULL, *requirements = NULL, *target_name = "image";
	struct settings settings;
	struct lock lock = { 0 };
	struct dockerfile d = { .lock = &lock, .settings = &settings, .scripts = STR("SCRIPTS") };
	const struct option_place places[] = {
		{ 'b', .text = &base },      { 'c', .str = &d.scripts },       { 'f', .text = &d.fragments }, { 'o', .text = &out },
		{ 'p', .text = &pyproject }, { 'q', .text = &requirements }, { 's', .text = &settings_path }, { 't', .text = &target_name },
		{ 'u', .text = &d.user_fragments },
	};
	program_name = "scibids-stitch";
	answer_help(argc, argv, usage);
	options_read(argc, argv, usage, places, COUNT(places), false);
	enum dockerfile_target target = target_of(target_name);
	bool first = base != NULL && requirements != NULL && target == TARGET_RESOLUTION;
	if (argc - optind != !first || settings_path == NULL || d.fragments == NULL)
		wrong_call(usage);
	settings.text = read_or_die(settings_path, SETTINGS_LIMIT);
	struct str name = settings_get(&settings, "SCIBIDS_NAME");
	if (!is_repository(name))
		die(BAD, "SCIBIDS_NAME is '%.*s': an image's name has lower-case letters, digits and ._-/ only", STRF(name));
	if (first)
		begin_lock(base, requirements, &lock);
	else
		read_lock(argv[optind], &lock, &d.lock_hash);
	if (pyproject != NULL)
		d.pyproject = read_or_die(pyproject, LOCK_LIMIT);
	if (target >= TARGET_IMAGE && !lock.complete)
		die(STALE, "%s: it has no runtime apks yet: run `make lock`", argv[optind]);
	if (target >= TARGET_IMAGE && lock_find_apk(&lock.runtime, str_of(LOCK_INIT)) == NULL)
		die(STALE, "%s: its runtime apks have no %s, which starts the app: run `make lock`", argv[optind], LOCK_INIT);
	d.output = str_of(out);
	if (!dockerfile_stitch(&d, target))
		die(BAD, "%.*s", STRF(d.problem));
	if (!file_replace(out, dockerfile_spaced(text_str(&d.text))))
		die(BAD, "cannot write %s: %s", out, strerror(errno));
	return DONE;
}
