/* Checks a requirements file and all it includes, and prints what the build needs to know about them. */

#include "base/base.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/die.h"
#include "base/file.h"
#include "base/options.h"
#include "base/sums.h"
#include "base/yaml.h"
#include "requirements/context.h"
#include "requirements/inputs.h"
#include "requirements/project.h"
#include "requirements/requirements.h"

static const char usage[] =
        "usage: scibids-requirements [-C DIR] [-o OUT] [-s SUMS] [-x CONTEXT] FILE\n"
        "Checks a pip requirements file and the files it includes, and prints as YAML which files it depends on, which hashes\n"
        "it allows, and what else a build must know. Of pyproject.toml and pylock.toml only the files are printed.\n"
        "  -C DIR  FILE and every path in it are relative to DIR [the directory of FILE]\n"
        "  -o OUT  where to write [-]; an unchanged file is not touched\n"
        "  -s SUMS  a file that keeps what large files hash to, for the next run\n"
        "  -x CONTEXT  a directory, made if need be, that gets what the resolving stage is given: context, directory, ignore, options, secrets\n"
        "Exit: 0 done, 2 usage or bad input (every bad line is reported, nothing is printed).\n";

static void
add_list(struct text *out, const char *key, const struct str_list *list)
{
	text_addf(out, "%s: [", key);
	for (size_t i = 0; i < list->count; i++) {
		text_add(out, i == 0 ? STR("") : STR(", "));
		text_add(out, yaml_quote(list->items[i]));
	}
	text_add(out, STR("]\n"));
}

static int
compare_inputs(const void *a, const void *b)
{
	return str_cmp(((const struct requirements_input *)a)->path, ((const struct requirements_input *)b)->path);
}

static void
add_inputs(struct text *out, struct requirements *r)
{
	qsort(r->inputs, r->input_count, sizeof(*r->inputs), compare_inputs);
	text_add(out, STR("inputs:\n"));
	for (size_t i = 0; i < r->input_count; i++) {
		text_add(out, STR("  "));
		text_add(out, yaml_quote(r->inputs[i].path));
		text_addf(out, ": %.*s\n", STRF(yaml_quote(r->inputs[i].sha256)));
	}
}

static void
add_hashes(struct text *out, const struct requirements_hashes *hashes, size_t count)
{
	text_add(out, count == 0 ? STR("hashes: {}\n") : STR("hashes:\n"));
	for (size_t i = 0; i < count; i++) {
		text_addf(out, "  %.*s:\n", STRF(yaml_quote(hashes[i].project)));
		for (size_t k = 0; k < hashes[i].allowed.count; k++)
			text_addf(out, "    - %.*s\n", STRF(yaml_quote(hashes[i].allowed.items[k])));
	}
}

/* Version constraints by project, which the resolver's log does not distinguish from requirements. */
static void
add_constraints(struct text *out, const struct requirements *r)
{
	struct str_list lines = { NULL, 0, 0 };
	struct str last = { NULL, 0 };
	for (size_t i = 0; i < r->count; i++) {
		const struct pep508 *spec = &r->items[i].spec;
		if (r->items[i].constraint && spec->specifier.n > 0)
			str_list_add(&lines, str_format("%.*s %.*s", STRF(spec->project), STRF(spec->specifier)));
	}
	str_list_unique(&lines);
	text_add(out, lines.count == 0 ? STR("constraints: {}\n") : STR("constraints:\n"));
	for (size_t i = 0; i < lines.count; i++) {
		struct str rest = lines.items[i], project = str_cut(&rest, ' ');
		if (!str_eq(project, last))
			text_addf(out, "  %.*s:\n", STRF(yaml_quote(project)));
		text_addf(out, "    - %.*s\n", STRF(yaml_quote(rest)));
		last = project;
	}
}

static void
add_flag(struct text *out, const char *key, bool value)
{
	text_addf(out, "%s: %s\n", key, value ? "true" : "false");
}

/* Where each project is required first, for messages. */
static void
add_places(struct text *out, const struct requirements *r)
{
	size_t count;
	const struct requirement **first = requirements_first(r, &count);
	text_add(out, count == 0 ? STR("places: {}\n") : STR("places:\n"));
	for (size_t i = 0; i < count; i++)
		text_addf(out, "  %.*s: %.*s\n", STRF(yaml_quote(first[i]->spec.project)),
		          STRF(yaml_quote(str_format("%.*s:%d", STRF(first[i]->file), first[i]->line))));
}

static void
add_config_settings(struct text *out, const struct requirements *r)
{
	size_t count;
	const struct requirement **first = requirements_first(r, &count);
	text_add(out, STR("config-settings:"));
	size_t before = out->n;
	for (size_t i = 0; i < count; i++) {
		if (first[i]->config_settings.count == 0)
			continue;
		text_addf(out, "\n  %.*s:", STRF(yaml_quote(first[i]->spec.project)));
		for (size_t k = 0; k < first[i]->config_settings.count; k++)
			text_addf(out, "\n    - %.*s", STRF(yaml_quote(first[i]->config_settings.items[k])));
	}
	text_add(out, out->n == before ? STR(" {}\n") : STR("\n"));
}

static size_t
count_required(const struct requirements *r)
{
	size_t count = 0;
	for (size_t i = 0; i < r->count; i++)
		count += !r->items[i].constraint;
	return count;
}

static bool
needs_vcs(const struct requirements *r)
{
	bool vcs = r->vcs;
	for (size_t i = 0; i < r->count; i++)
		vcs = vcs || r->items[i].kind == REQUIREMENT_VCS;
	return vcs;
}

static void
write_out(const char *path, const struct text *out)
{
	if (!file_replace_cache(path, text_str(out)))
		die(BAD, "cannot write to %s: %s", strcmp(path, "-") == 0 ? "stdout" : path, strerror(errno));
}

/* Where the program would open it. */
static struct str
place_of(const char *directory, struct str file)
{
	if (strcmp(directory, ".") == 0 || file.p[0] == '/')
		return file;
	return str_format("%s%s%.*s", directory, str_ends(str_of(directory), STR("/")) ? "" : "/", STRF(file));
}

static void
write_context_file(const char *into, const char *name, struct str content, bool private)
{
	const char *path = str_z(str_format("%s/%s", into, name));
	if (!(private ? file_replace_private(path, content) : file_replace(path, content)))
		die(BAD, "cannot write %s: %s", path, strerror(errno));
}

static void
write_context(const struct requirements *r, const char *directory, struct str name, bool whole, const char *into)
{
	struct requirements_context context;
	struct str why;
	if (!file_make_directory(into))
		die(BAD, "cannot make %s: %s", into, strerror(errno));
	char *resolved = realpath(directory, NULL);
	if (resolved == NULL)
		die(BAD, "%s: %s", directory, strerror(errno));
	struct str absolute = str_of(str_z(str_of(resolved)));
	free(resolved);
	if (!requirements_context(r, absolute, whole, &context, &why))
		die(BAD, "%.*s: %.*s", STRF(place_of(directory, name)), STRF(why));
	write_context_file(into, "context", context.context, false);
	write_context_file(into, "directory", context.directory, false);
	write_context_file(into, "ignore", context.ignore, false);
	write_context_file(into, "options", context.options, true);
	write_context_file(into, "secrets", context.secrets, false);
}

/* False: there are errors, and all are said. */
static bool
report(const struct requirements *r, const char *directory)
{
	for (size_t i = 0; i < r->errors.count; i++)
		if (i == 0 || !str_eq(r->errors.items[i], r->errors.items[i - 1]))
			warn("%.*s", STRF(r->errors.items[i]));
	for (size_t i = 0; r->errors.count == 0 && i < r->credentials.count; i++)
		warn("%.*s: a URL holds a password or token: keep it in a netrc file (SCIBIDS_NETRC)",
		     STRF(place_of(directory, r->credentials.items[i])));
	return r->errors.count == 0;
}

static int
print_requirements(const char *directory, struct str name, const char *context, const char *to)
{
	struct requirements r;
	struct text out = { NULL, 0, 0 };
	size_t hash_count;
	struct str instead = project_instead(name);
	if (instead.n > 0)
		die(BAD, "%.*s: no requirements file: %.*s", STRF(place_of(directory, name)), STRF(instead));
	requirements_read(directory, name, &r);
	project_add_config(&r, directory, STR(""));
	project_add_notes(&r, directory, name);
	str_list_unique(&r.variables);
	str_list_unique(&r.paths);
	if (!report(&r, directory))
		return BAD;
	struct requirements_hashes *hashes = requirements_hashes(&r, &hash_count);
	for (size_t i = 0; i < hash_count; i++)
		if (hashes[i].allowed.count == 0)
			die(BAD, "%.*s: no hash of '%.*s' is in both the requirements and the constraints", STRF(place_of(directory, name)),
			    STRF(hashes[i].project));
	add_inputs(&out, &r);
	add_hashes(&out, hashes, hash_count);
	add_constraints(&out, &r);
	add_places(&out, &r);
	add_config_settings(&out, &r);
	text_addf(&out, "count: %zu\n", count_required(&r));
	add_flag(&out, "require-hashes", r.require_hashes);
	add_flag(&out, "pre", r.pre);
	add_flag(&out, "prefer-binary", r.prefer_binary);
	add_list(&out, "no-binary", &r.no_binary);
	add_flag(&out, "vcs", needs_vcs(&r));
	add_list(&out, "variables", &r.variables);
	add_list(&out, "notes", &r.notes);
	if (context != NULL)
		write_context(&r, directory, name, false, context);
	write_out(to, &out);
	return DONE;
}

/* The resolver reads these itself. */
static int
print_toml(const char *directory, struct str name, bool project, const char *context, const char *to)
{
	struct requirements r = { .count = 0 };
	struct text out = { NULL, 0, 0 };
	if (!requirements_add_input(&r, directory, name))
		die(BAD, "%.*s: %s", STRF(place_of(directory, name)), strerror(errno));
	if (project)
		project_add(&r, directory, name);
	else
		project_add_pylock(&r, directory, name);
	if (!report(&r, directory))
		return BAD;
	if (project)
		project_add_notes(&r, directory, name);
	add_inputs(&out, &r);
	add_flag(&out, "vcs", r.vcs);
	add_list(&out, "variables", &r.variables);
	add_list(&out, "notes", &r.notes);
	if (context != NULL)
		write_context(&r, directory, name, project, context);
	write_out(to, &out);
	return DONE;
}

static bool
is_pylock(struct str name)
{
	struct str middle = str_sub(name, 7, name.n);
	if (str_eq(name, STR("pylock.toml")))
		return true;
	return str_starts(name, STR("pylock.")) && str_ends(middle, STR(".toml")) && str_find(middle, '.') == middle.n - 5 && middle.n > 5;
}

int
main(int argc, char **argv)
{
	program_name = "scibids-requirements";
	answer_help(argc, argv, usage);
	const char *directory = NULL, *context = NULL, *sums = NULL, *to = "-";
	const struct option_place places[] = { { 'C', .text = &directory }, { 'o', .text = &to }, { 's', .text = &sums }, { 'x', .text = &context } };
	options_read(argc, argv, usage, places, COUNT(places), false);
	if (argc - optind != 1 || argv[optind][0] == '\0')
		wrong_call(usage);
	struct str file = str_of(argv[optind]), name = file;
	size_t slash = str_after_last(file, '/');
	name = str_sub(file, slash, file.n);
	bool project = str_eq(name, STR("pyproject.toml")), toml = project || is_pylock(name);
	if (directory == NULL)
		directory = slash == 0 ? "." : str_z(str_sub(file, 0, slash));
	else
		name = file;
	if (sums != NULL)
		sums_open(sums);
	int status = toml ? print_toml(directory, name, project, context, to) : print_requirements(directory, name, context, to);
	sums_close();
	return status;
}
