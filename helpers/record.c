/* Checks package records, shows what one says for a version and a release, writes receipts into them, and prints them all
   as a table. */
#include "base/base.h"

#include <dirent.h>
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "apk/index.h"
#include "base/arena.h"
#include "base/die.h"
#include "base/file.h"
#include "base/grammar.h"
#include "base/options.h"
#include "base/program.h"
#include "record/alpine.h"
#include "record/find.h"
#include "record/record.h"
#include "relock/receipt_make.h"

static const char usage[] = "usage: scibids-record check [-i INDEX]... [--alpine X.Y] FILE...\n"
                            "       scibids-record show [-d DIR]... --alpine X.Y NAME[==VERSION]\n"
                            "       scibids-record receipt -l LOCK -n NEEDED -p PROGRESS FILE\n"
                            "       scibids-record receipt -u REASON FILE\n"
                            "       scibids-record table DIR...\n";

struct options {
	struct str_list dirs;
	struct apkindex index;
	const char *alpine, *lock, *needed, *progress, *unproven;
};

static void
read_options(int argc, char **argv, struct options *options)
{
	struct error error;
	struct str_list indexes = { NULL, 0, 0 };
	const struct option_place places[] = {
		{ 'a', "alpine", .text = &options->alpine }, { 'd', "directory", .list = &options->dirs },    { 'i', "index", .list = &indexes },
		{ 'l', "lock", .text = &options->lock },     { 'n', "needed", .text = &options->needed },     { 'p', "progress", .text = &options->progress },
		{ 'u', "unproven", .text = &options->unproven },
	};
	options_read(argc, argv, usage, places, COUNT(places), false);
	if (!apkindex_add_all(&options->index, &indexes, &error))
		die_at(NULL, &error);
	if (options->alpine != NULL && record_alpine(str_of(options->alpine)) == 0)
		die(BAD, "'%s' is not an Alpine release, write X.Y", options->alpine);
	if (optind == argc)
		wrong_call(usage);
}

static void
put(struct str s)
{
	fwrite(s.p, 1, s.n, stdout);
	end_stdout();
}

/* Do all packages in the list KEY exist? */
static bool
in_index(const struct options *options, const char *file, const struct record_needs *needs, const char *key)
{
	const struct yaml *list = yaml_get(needs->map, key);
	bool all = true;
	for (const struct yaml *e = list == NULL ? NULL : list->first; e != NULL; e = e->next) {
		if (apkindex_find(&options->index, e->text) != NULL)
			continue;
		const struct apk_name *name = apkindex_providers(&options->index, e->text);
		all = false;
		if (name == NULL || name->first == NULL)
			warn("%s:%d: Alpine %s has no package '%.*s', add a variant for it", file, e->line, options->alpine, STRF(e->text));
		else
			warn("%s:%d: '%.*s' is not a package of Alpine %s, name one that provides it, such as '%.*s'", file, e->line,
			     STRF(e->text), options->alpine, STRF(name->first->apk->name));
	}
	return all;
}

/* Does the release have every package that RECORD may name? A variant for all versions hides what it replaces. */
static bool
check_names(const struct options *options, const char *file, const struct record *record)
{
	static const struct {
		enum record_key key;
		const char *name;
	} lists[] = { { RECORD_BUILD, "build" }, { RECORD_RUN, "run" } };
	unsigned release = record_alpine(str_of(options->alpine)), hidden = 0;
	bool all = true;
	for (size_t i = 0; i < record->variant_count; i++) {
		const struct record_variant *v = &record->variants[i];
		if (!record_alpine_in(v->alpine, release))
			continue;
		for (size_t k = 0; k < COUNT(lists); k++)
			all = in_index(options, file, &v->needs, lists[k].name) && all;
		if (v->versions.p != NULL)
			continue;
		hidden = v->needs.given;
		break;
	}
	for (size_t k = 0; k < COUNT(lists); k++)
		if ((hidden & 1u << lists[k].key) == 0)
			all = in_index(options, file, &record->needs, lists[k].name) && all;
	return all;
}

static enum status
check(const struct options *options, char **files)
{
	enum status status = DONE;
	for (char **file = files; *file != NULL; file++) {
		struct record record;
		struct error error;
		if (!record_read(*file, &record, &error)) {
			warn("%.*s", STRF(error_str(&error)));
			status = BAD;
		} else if (options->index.count > 0 && !check_names(options, *file, &record) && status == DONE)
			status = FINDINGS;
	}
	return status;
}

static enum status
show(const struct options *options, const char *what)
{
	struct str version = str_of(what), name = str_cut(&version, '=');
	struct record_needs needs;
	struct error error;
	const char *path;
	if (version.p != NULL && (version.n < 2 || version.p[0] != '='))
		die(BAD, "'%s' is not NAME or NAME==VERSION", what);
	version = version.p == NULL ? version : str_sub(version, 1, version.n);
	if (!record_for(&options->dirs, name, version, str_of(options->alpine), &needs, &path, &error))
		die_at(NULL, &error);
	if (path == NULL) {
		warn("no record for '%.*s'", STRF(name));
		return FINDINGS;
	}
	put(str_format("# %s\n", path));
	put(record_text(&needs));
	return DONE;
}

static struct receipt
make_receipt(const struct options *options, struct str name)
{
	struct lock lock;
	struct error error;
	struct receipt receipt;
	if (!lock_parse(read_or_die(options->lock, LOCK_LIMIT), &lock, &error))
		die_at(options->lock, &error);
	const struct yaml *progress = yaml_parse(read_or_die(options->progress, LOCK_LIMIT), &error);
	if (progress == NULL)
		die_at(options->progress, &error);
	const char *problem = receipt_make(&lock, name, read_or_die(options->needed, LOCK_LIMIT), progress, &receipt);
	if (problem != NULL)
		die(BAD, "%s: %s", options->lock, problem);
	return receipt;
}

/* Reads the new text back before it replaces the record. */
static enum status
receipt(const struct options *options, const char *path)
{
	struct record record, again;
	struct error error;
	struct str content = read_or_die(path, RECORD_LIMIT), text;
	if (!record_parse(path, content, &record, &error))
		die_at(NULL, &error);
	if (options->unproven != NULL && !is_plain_value(str_of(options->unproven)))
		die(BAD, "the reason '%s' holds more than printable ASCII without quotes, \\, $ and `", options->unproven);
	if (options->unproven != NULL)
		text = receipt_add_reason(content, &record.receipts, str_of(options->unproven));
	else {
		struct receipt new = make_receipt(options, record.name);
		text = receipt_add(content, &record.receipts, &new);
	}
	if (text.n > RECORD_LIMIT || !record_parse(path, text, &again, &error) || again.variant_count != record.variant_count ||
	    !str_eq(record_text(&again.needs), record_text(&record.needs)))
		die(BAD, "%s: has no room for a receipt: write each of its keys on a line of its own", path);
	if (!file_replace(path, text))
		die(BAD, "cannot write %s: %s", path, strerror(errno));
	return DONE;
}

struct entry {
	struct str file; /* NAME.yaml */
	const char *dir;
};

struct entries {
	struct entry *items;
	size_t count, capacity;
};

static int
compare_entries(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	return str_cmp(x->file, y->file);
}

/* Adds DIR's records, except those that an earlier directory has. */
static void
list_records(const char *path, struct entries *entries)
{
	size_t before = entries->count;
	DIR *dir = opendir(path);
	if (dir == NULL)
		die(BAD, "%s: cannot read the directory: %s", path, strerror(errno));
	for (struct dirent *found; (found = readdir(dir)) != NULL;) {
		struct entry entry = { str_of(str_z(str_of(found->d_name))), path };
		if (!str_ends(entry.file, STR(".yaml")) ||
		    (before > 0 && bsearch(&entry, entries->items, before, sizeof(entry), compare_entries) != NULL))
			continue;
		arena_reserve(&entries->items, entries->count, &entries->capacity);
		entries->items[entries->count++] = entry;
	}
	closedir(dir);
	if (entries->count > 1)
		qsort(entries->items, entries->count, sizeof(*entries->items), compare_entries);
}

/* Packages in code style, without their versions. */
static void
add_joined(struct text *out, const struct str_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		struct str rest = list->items[i], name = str_cut(&rest, '=');
		text_addf(out, "%s`%.*s`", i == 0 ? "" : " ", STRF(name));
	}
	text_add(out, STR(" | "));
}

static void
add_row(struct text *out, const struct record *record)
{
	static const struct receipt none = { .version = { NULL, 0 } };
	const struct record_needs *needs = &record->needs;
	const struct receipt *newest = record->receipts.count > 0 ? &record->receipts.items[record->receipts.count - 1] : &none;
	struct str_list notes = { NULL, 0, 0 };
	if (needs->unsupported.n > 0)
		str_list_add(&notes, str_format("no build for musl: %.*s", STRF(needs->unsupported)));
	if (needs->memory != 0)
		str_list_add(&notes, str_format("takes %llu MB", (unsigned long long)(needs->memory >> 20)));
	if (record->receipts.minutes != 0)
		str_list_add(&notes, str_format("takes about %llu minutes", (unsigned long long)record->receipts.minutes));
	if (record->variant_count > 0)
		str_list_add(&notes, STR("differs by version or release"));
	if (record->receipts.unproven.n > 0)
		str_list_add(&notes, str_format("not proved: %.*s", STRF(record->receipts.unproven)));
	text_addf(out, "| %.*s | ", STRF(record->name));
	add_joined(out, &needs->build);
	add_joined(out, &needs->run);
	text_addf(out, "%.*s | %.*s | %.*s | ", STRF(newest->version), STRF(newest->alpine), STRF(newest->seconds));
	add_joined(out, &newest->apks);
	for (size_t i = 0; i < notes.count; i++)
		text_addf(out, "%s%.*s", i == 0 ? "" : "; ", STRF(notes.items[i]));
	text_add(out, STR(" |\n"));
}

static enum status
table(char **dirs)
{
	struct entries entries = { NULL, 0, 0 };
	struct text out = { NULL, 0, 0 };
	enum status status = DONE;
	for (char **dir = dirs; *dir != NULL; dir++)
		list_records(*dir, &entries);
	text_add(&out, STR("| Package | To build | To run | Proved | Alpine | Seconds | Runtime apks found | Notes |\n"
	               "|---|---|---|---|---|---|---|---|\n"));
	for (size_t i = 0; i < entries.count; i++) {
		struct record record;
		struct error error;
		if (record_read(str_z(str_format("%s/%.*s", entries.items[i].dir, STRF(entries.items[i].file))), &record, &error))
			add_row(&out, &record);
		else {
			warn("%.*s", STRF(error_str(&error)));
			status = BAD;
		}
	}
	if (status == DONE)
		put(text_str(&out));
	return status;
}

int
main(int argc, char **argv)
{
	struct options options = { .alpine = NULL };
	program_name = "scibids-record";
	answer_help(argc, argv, usage);
	if (argc < 2)
		wrong_call(usage);
	read_options(argc - 1, argv + 1, &options);
	char **rest = argv + 1 + optind;
	if (strcmp(argv[1], "check") == 0 && (options.index.count == 0 || options.alpine != NULL))
		return (int)check(&options, rest);
	if (strcmp(argv[1], "show") == 0 && options.alpine != NULL && rest[1] == NULL)
		return (int)show(&options, rest[0]);
	bool evidence = options.lock != NULL && options.needed != NULL && options.progress != NULL;
	if (strcmp(argv[1], "receipt") == 0 && evidence == (options.unproven == NULL) && rest[1] == NULL)
		return (int)receipt(&options, rest[0]);
	if (strcmp(argv[1], "table") == 0)
		return (int)table(rest);
	wrong_call(usage);
}
