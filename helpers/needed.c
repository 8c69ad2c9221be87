/* Prints what the ELF files of a tree need from Alpine, and what nobody has: see usage. */
#include "base/base.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/die.h"
#include "base/file.h"
#include "base/options.h"
#include "base/program.h"
#include "elf/loader.h"

static const char usage[] =
	"usage: scibids-needed [--program FILE] [--provides FILE] [--root DIR] [--symbols] [--verbose] PATH...\n"
	"       scibids-needed --dump FILE...\n"
	"Loads every ELF file below the PATHs, which will be shipped, as musl would. Prints a line per library and file:\n"
	"  so:NAME  FILE            Alpine must provide NAME\n"
	"  missing  NAME FILE [AT]  nothing provides it; AT: a file of that name that the loader does not reach, or that is not shipped\n"
	"  glibc    NAME FILE       a part of glibc: FILE was not built for musl\n"
	"  symbol   NAME FILE       no library that FILE loads defines it\n"
	"  --dump           print SONAME, NEEDED, RPATH, RUNPATH and the interpreter of each FILE\n"
	"  --program FILE   the interpreter that loads the libraries, such as usr/local/bin/python3.13\n"
	"  --provides FILE  Alpine's so: names, one per line; without it, any name counts as provided\n"
	"  --root DIR       root of the file system that has the PATHs [/]\n"
	"  --symbols        also look for undefined symbols\n"
	"  --verbose        also print bundled, preloaded and foreign (for a different machine): NAME FILE [AT]\n"
	"Exit: 0 all is provided, 1 missing, glibc or symbol lines, 2 bad input.\n";

struct tool {
	struct loader_root root;
	struct loader loader;
	struct map base_names; /* file name -> shipped object */
	struct str_list provides, lines;
	bool has_provides, verbose, findings;
};

static void
line(struct tool *tool, const char *kind, struct str name, struct str file, struct str at)
{
	struct text text = { NULL, 0, 0 };
	text_add(&text, str_of(kind));
	text_add(&text, name);
	text_add(&text, STR("\t"));
	text_add(&text, file);
	if (at.n > 0) {
		text_add(&text, STR("\t"));
		text_add(&text, at);
	}
	text_add(&text, STR("\n"));
	str_list_add(&tool->lines, text_str(&text));
}

static void
finding(struct tool *tool, const char *kind, struct str name, const struct loader_object *asks, const struct loader_object *at)
{
	tool->findings = true;
	line(tool, kind, name, asks->path, at == NULL ? STR("") : at->path);
}

static struct str
base_name(struct str path)
{
	size_t slash = str_after_last(path, '/');
	return str_sub(path, slash, path.n);
}

static void
read_provides(struct tool *tool, const char *path)
{
	struct str content = read_or_die(path, FILE_LIMIT), one;
	for (int number = 1; str_line(&content, &one); number++) {
		if (str_trim(one).n == 0)
			continue;
		if (!str_starts(one, STR("so:")))
			die(BAD, "%s:%d: not a 'so:' name: '%.*s'", path, number, STRF(one));
		str_list_add(&tool->provides, str_sub(str_trim(one), 3, str_find(one, '=') - 3));
	}
	str_list_unique(&tool->provides);
	tool->has_provides = true;
}

static bool
alpine_has(const struct tool *tool, struct str name)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._+-@";
	if (!str_all_in(name, letters))
		return false;
	return !tool->has_provides ||
	       bsearch(&name, tool->provides.items, tool->provides.count, sizeof(name), str_compare) != NULL;
}

/* NAME has to come from Alpine; AT is an unshipped file of that name, or NULL. */
static void
from_alpine(struct tool *tool, struct str name, const struct loader_object *asks, const struct loader_object *at)
{
	/* No apk owns a file there, so the path has to be shipped. */
	bool local = at != NULL && str_starts(at->path, STR("usr/local/"));
	if (local || !alpine_has(tool, name))
		finding(tool, "missing\t", name, asks, at);
	else
		line(tool, "so:", name, asks->path, STR(""));
}

/* Does the root have the glibc loader that starts the program, as with gcompat? */
static bool
has_other_loader(struct tool *tool, const struct loader_object *object)
{
	return object->elf.interp.p != NULL && !loader_is_musl(object->elf.interp) &&
	       loader_root_find(&tool->root, object->elf.interp) != NULL;
}

/* Answers for a NAME that no load of ASKS has found. */
static void
answer_none(struct tool *tool, const struct loader_name *name, const struct loader_object *asks)
{
	const struct loader_object *same = map_get(&tool->base_names, NULL, base_name(name->text));
	if (name->loaded_as != NULL) {
		if (tool->verbose)
			line(tool, "preloaded\t", name->text, asks->path, name->loaded_as->path);
	} else if (loader_is_glibc(name->text))
		finding(tool, "glibc\t", name->text, asks, NULL);
	else if (same != NULL && !(tool->has_provides && alpine_has(tool, name->text)))
		finding(tool, "missing\t", name->text, asks, same);
	else
		from_alpine(tool, name->text, asks, NULL);
}

static void
answer_need(struct tool *tool, const struct loader_need *need, const struct loader_object *asks)
{
	struct str name = need->name->text;
	if (need->seen[LOADER_SELF]) {
		if (loader_is_glibc(name) && !has_other_loader(tool, asks))
			finding(tool, "glibc\t", name, asks, NULL);
		else
			from_alpine(tool, loader_musl_name(&tool->loader, asks, name), asks, NULL);
		return;
	}
	if (need->bundled != NULL && tool->verbose)
		line(tool, "bundled\t", name, asks->path, need->bundled->path);
	if (need->outside != NULL)
		from_alpine(tool, base_name(name), asks, need->outside);
	if (need->bundled != NULL || need->outside != NULL)
		return;
	if (need->blocked != NULL)
		finding(tool, "missing\t", name, asks, need->blocked);
	else
		answer_none(tool, need->name, asks);
}

static void
answer_interp(struct tool *tool, const struct loader_object *object)
{
	struct str interp = object->elf.interp;
	if (loader_is_musl(interp)) {
		from_alpine(tool, loader_musl_name(&tool->loader, object, interp), object, NULL);
		return;
	}
	const struct loader_object *found = loader_root_find(&tool->root, interp);
	if (found != NULL && found->shipped) {
		if (tool->verbose)
			line(tool, "bundled\t", interp, object->path, found->path);
	} else if (found != NULL)
		from_alpine(tool, base_name(interp), object, found);
	else
		finding(tool, loader_is_glibc(interp) ? "glibc\t" : "missing\t", base_name(interp), object, NULL);
}

static void
print_needs(struct tool *tool, const struct loader_object *object)
{
	if (!loader_takes(&tool->loader, object)) {
		if (tool->verbose)
			line(tool, "foreign\t", elf_machine(&object->elf), object->path, STR(""));
		return;
	}
	if (object->elf.program && object->elf.interp.p != NULL)
		answer_interp(tool, object);
	for (size_t i = 0; i < object->elf.needed.count; i++)
		answer_need(tool, &object->needs[i], object);
	for (size_t i = 0; !object->incomplete && i < object->wanted.count; i++)
		finding(tool, "symbol\t", object->wanted.items[i].name, object, NULL);
}

/* Among several files of the same name, the first counts. */
static void
name_files(struct tool *tool)
{
	for (size_t i = tool->root.shipped_count; i-- > 0;)
		map_at(&tool->base_names, NULL, base_name(tool->root.shipped[i]->path))->value = tool->root.shipped[i];
}

static void
print_lines(struct str_list *lines)
{
	str_list_unique(lines);
	for (size_t i = 0; i < lines->count; i++)
		fwrite(lines->items[i].p, 1, lines->items[i].n, stdout);
	end_stdout();
}

/* If files are broken, reports all of them and nothing else. */
static void
refuse_errors(struct tool *tool)
{
	str_list_unique(&tool->root.errors);
	for (size_t i = 0; i < tool->root.errors.count; i++)
		warn("%.*s", STRF(tool->root.errors.items[i]));
	if (tool->root.errors.count > 0)
		exit(BAD);
}

static void
dump_file(struct tool *tool, const char *path)
{
	struct elf elf;
	struct error error;
	struct stat st;
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st) < 0)
		die(BAD, "%s: %s", path, strerror(errno));
	void *p = !S_ISREG(st.st_mode) || st.st_size == 0 ? MAP_FAILED : mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (p == MAP_FAILED)
		die(BAD, "%s: not an ELF file", path);
	if (!elf_parse((struct str){ p, (size_t)st.st_size }, &elf, &error))
		die(BAD, "%s: offset 0x%llx: %s", path, (unsigned long long)error.offset, error.what);
	const struct {
		const char *kind;
		struct str value;
	} all[] = { { "soname\t", elf.soname }, { "rpath\t", elf.rpath }, { "runpath\t", elf.runpath }, { "interp\t", elf.interp } };
	for (size_t i = 0; i < COUNT(all); i++)
		if (all[i].value.p != NULL)
			line(tool, all[i].kind, all[i].value, str_of(path), STR(""));
	for (size_t i = 0; i < elf.needed.count; i++)
		line(tool, "needed\t", elf.needed.items[i], str_of(path), STR(""));
	munmap(p, (size_t)st.st_size);
	close(fd);
}

static _Noreturn void
dump(struct tool *tool, char **paths)
{
	while (*paths != NULL)
		dump_file(tool, *paths++);
	print_lines(&tool->lines);
	exit(DONE);
}

static struct loader_object *
open_program(struct tool *tool, const char *path)
{
	struct loader_object *program = loader_root_find(&tool->root, str_of(path));
	refuse_errors(tool);
	if (program == NULL || !program->is_elf)
		die(BAD, "%s: not an ELF file below %s", path, tool->root.directory.n == 0 ? "/" : str_z(tool->root.directory));
	return program;
}

int
main(int argc, char **argv)
{
	static struct tool tool;
	const char *program_path = NULL, *provides = NULL, *directory = "/";
	struct loader_object *program = NULL;
	bool dumps = false, symbols = false;
	const struct option_place places[] = {
		{ .name = "dump", .flag = &dumps },       { .name = "program", .text = &program_path }, { .name = "provides", .text = &provides },
		{ .name = "root", .text = &directory },   { .name = "symbols", .flag = &symbols },      { .name = "verbose", .flag = &tool.verbose },
	};
	program_name = "scibids-needed";
	answer_help(argc, argv, usage);
	options_read(argc, argv, usage, places, COUNT(places), false);
	if (optind == argc)
		wrong_call(usage);
	if (provides != NULL)
		read_provides(&tool, provides);
	if (dumps)
		dump(&tool, argv + optind);
	loader_root_open(&tool.root, str_of(directory), symbols);
	if (program_path != NULL)
		program = open_program(&tool, program_path);
	for (int i = optind; i < argc; i++)
		loader_root_ship(&tool.root, str_of(argv[i]));
	refuse_errors(&tool);
	loader_open(&tool.loader, &tool.root, program);
	if (!loader_load_all(&tool.loader))
		die(BAD, "%s", tool.loader.error);
	refuse_errors(&tool);
	name_files(&tool);
	for (size_t i = 0; i < tool.root.shipped_count; i++)
		print_needs(&tool, tool.root.shipped[i]);
	print_lines(&tool.lines);
	return tool.findings ? FINDINGS : DONE;
}
