/* Prepares an existing project for the library: looks at it, writes what is missing, says what it found. */

#include "base/base.h"

#include <errno.h>
#include <getopt.h>
#include <unistd.h>

#include "base/die.h"
#include "base/escape.h"
#include "base/file.h"
#include "base/options.h"
#include "base/program.h"
#include "init/files.h"

static const char usage[] =
	"usage: scibids-init [-n] [-i INCLUDE] [-p PYTHON] -l LIBRARY DIR\n"
	"Looks at the project in DIR and writes a Makefile, a .dockerignore, a workflow, and for a package that has none a\n"
	"requirements.txt. Existing files stay as they are: the lines that they lack are printed.\n"
	"  -i INCLUDE  what the Makefile includes, of an installed library [LIBRARY/mk/scibids.mk, relative where it is near]\n"
	"  -l LIBRARY  the directory that has mk, dockerfiles and examples\n"
	"  -n          write nothing, print all\n"
	"  -p PYTHON   the version of Python unless the project says otherwise [3.13]\n"
	"Exit: 0 done, 2 bad input.\n";

struct options {
	struct init_library library;
	struct str python;
	const char *directory;
	bool dry;
};

static struct options
read_options(int argc, char **argv)
{
	struct options o = { .python = STR("3.13") };
	const struct option_place places[] = {
		{ .letter = 'i', .text = &o.library.include },
		{ .letter = 'l', .text = &o.library.home },
		{ .letter = 'n', .flag = &o.dry },
		{ .letter = 'p', .str = &o.python },
	};
	options_read(argc, argv, usage, places, COUNT(places), false);
	if (argc - optind != 1 || o.library.home == NULL)
		wrong_call(usage);
	o.directory = argv[optind];
	if (!init_is_word(o.python))
		die(BAD, "'%.*s' is not a version of Python", STRF(o.python));
	if (access(o.directory, R_OK | X_OK) < 0)
		die(BAD, "%s: %s", o.directory, strerror(errno));
	return o;
}

static void
print_list(const char *title, const struct str_list *lines)
{
	for (size_t i = 0; i < lines->count; i++)
		printf("  %-9s%.*s\n", title, STRF(str_show(lines->items[i])));
}

static void
print_text(struct str text)
{
	for (struct str line; str_line(&text, &line);)
		printf("           | %.*s\n", STRF(line));
}

static void
make_parent(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *parent = str_z((struct str){ path, (size_t)(slash - path) });
	if (!file_make_directory(parent))
		die(BAD, "cannot make %s: %s", parent, strerror(errno));
}

/* A Makefile is completed by hand; of the other files most projects keep their own. */
static void
write_file(const struct options *o, const struct init_project *project, const struct init_file *file)
{
	const char *path = init_path(project, str_of(file->name));
	bool short_enough = strcmp(file->name, "Makefile") == 0 || strcmp(file->name, "requirements.txt") == 0;
	if (file->there)
		printf("  %-9s%s, which is there%s\n", "kept", file->name, short_enough ? "; add to it:" : "");
	else
		printf("  %-9s%s\n", o->dry ? "lacks" : "wrote", file->name);
	if (!file->there && !o->dry) {
		make_parent(path);
		if (!file_replace(path, file->text))
			die(BAD, "cannot write %s: %s", path, strerror(errno));
	}
	if (short_enough)
		print_text(file->text);
}

int
main(int argc, char **argv)
{
	struct init_project project;
	struct init_files files;
	struct error error = { 0 };
	struct str include, what;
	program_name = "scibids-init";
	answer_help(argc, argv, usage);
	struct options o = read_options(argc, argv);
	if (!init_look(o.directory, &project, &error))
		die_at(init_path(&project, STR("pyproject.toml")), &error);
	struct str python = init_python(&project, o.python);
	struct init_command command = init_command(&project);
	if (!init_include(&project, &o.library, &include, &what) || !init_plan(&project, &o.library, include, python, &command, &files, &what))
		die(BAD, "%.*s", STRF(what));
	print_list("found", &project.found);
	for (size_t i = 0; i < files.count; i++)
		write_file(&o, &project, &files.items[i]);
	print_list("note", &project.notes);
	printf("  %-9s%s\n", "next", "make image image-run; commit these files and scibids.lock");
	end_stdout();
	return DONE;
}
