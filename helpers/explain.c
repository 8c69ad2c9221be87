/* Shows the inputs of an image's key, and what changed since an earlier one: see usage. */

#include "base/base.h"

#include <getopt.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/die.h"
#include "base/escape.h"
#include "base/file.h"
#include "base/options.h"
#include "base/program.h"
#include "base/sha256.h"
#include "explain/history.h"
#include "explain/image.h"

static const char usage[] =
	"usage: scibids-explain show -d DIR -l LOCK -f FRAGMENTS [OPTION]...\n"
	"       scibids-explain remember -d DIR -l LOCK -f FRAGMENTS -H HISTORY [-u USER-FRAGMENTS]\n"
	"       scibids-explain previous -d DIR -H HISTORY\n"
	"show      prints the inputs of the key in DIR with their digests, what changed since a different key, and the image's layers\n"
	"remember  keeps the inputs in HISTORY, for the last 20 keys\n"
	"previous  prints the newest key in HISTORY other than DIR's\n"
	"  -b FILE       output of `docker history` for the image, with --no-trunc --human=false and size, tab and command as format\n"
	"  -d DIR        make's directory with settings, Dockerfile, app.files, key and image.yaml\n"
	"  -f FRAGMENTS  the directory of scibids's fragments\n"
	"  -F KEY        the key to compare with, or the tag of an image\n"
	"  -H HISTORY    the directory of remembered keys\n"
	"  -i FILE       output of `docker image inspect` for the image\n"
	"  -j FILE       the same for the image to compare with\n"
	"  -l LOCK       scibids.lock\n"
	"  -u USER       the directory of the user's own fragments\n";

struct options {
	struct explain_paths paths;
	const char *history, *from, *inspect, *from_inspect, *sizes;
};

struct past {
	struct str tag, key; /* as the user gave it, and the key it stands for, if known */
	bool known;     /* its state is in the history */
	struct explain_state state;
	struct explain_image image;
};

static void
read_options(int argc, char **argv, struct options *o)
{
	const struct option_place places[] = {
		{ 'b', .text = &o->sizes },   { 'd', .text = &o->paths.dir },   { 'f', .text = &o->paths.fragments },
		{ 'F', .text = &o->from },    { 'H', .text = &o->history },     { 'i', .text = &o->inspect },
		{ 'j', .text = &o->from_inspect }, { 'l', .text = &o->paths.lock }, { 'u', .text = &o->paths.user_fragments },
	};
	options_read(argc, argv, usage, places, COUNT(places), false);
	if (argc != optind || o->paths.dir == NULL)
		wrong_call(usage);
}

/* If the engine has no such image, the file or its list is empty. */
static void
read_image(const char *path, struct explain_image *image)
{
	*image = (struct explain_image){ .there = false };
	struct str json = path == NULL ? STR("") : str_trim(read_or_die(path, EXPLAIN_LIMIT));
	if (json.n > 0 && !str_eq(json, STR("[]")) && !explain_image_read(json, image))
		die(BAD, "%s: not what `docker image inspect` prints", path);
}

static bool
read_past(const struct options *o, struct str key, struct past *past)
{
	struct str what;
	const char *dir = str_z(str_format("%s/%.*s", o->history, STRF(key)));
	const struct explain_paths paths = { .dir = dir };
	if (!explain_is_key(key) || !file_exists(dir))
		return false;
	past->key = key;
	if (!explain_read(&paths, &past->state, &what))
		die(BAD, "%.*s", STRF(what));
	return true;
}

static struct past
find_past(const struct options *o)
{
	struct past past = { .known = false };
	read_image(o->from_inspect, &past.image);
	if (o->from == NULL || o->from[0] == '\0')
		return past;
	past.tag = past.key = str_of(o->from);
	if (past.image.key.n > 0)
		past.key = str_escape(past.image.key);
	if (o->history != NULL)
		past.known = read_past(o, past.tag, &past) || read_past(o, past.image.key, &past);
	if (!past.known && !past.image.there)
		die(BAD, "FROM is '%s': no key that was built here, and no image of that tag in the store", o->from);
	return past;
}

enum { VALUE_WIDTH = 44, SHOWN = 40 /* changes of one kind */ };

static struct str
cut(struct str s)
{
	return s.n <= VALUE_WIDTH ? s : str_format("%.*s...", VALUE_WIDTH - 3, s.p);
}

static struct str
end_trimmed(struct str s)
{
	while (s.n > 0 && s.p[s.n - 1] == ' ')
		s.n--;
	return s;
}

/* Cells that are too wide push the following ones to the right. */
static void
add_cell(struct text *out, struct str cell, size_t width)
{
	text_add(out, cell);
	text_addf(out, "%*s", cell.n + 2 <= width ? (int)(width - cell.n) : 2, "");
}

static void
print_row(struct str kind, struct str name, struct str value, struct str stage, struct str hash)
{
	struct text out = { NULL, 0, 0 };
	text_add(&out, STR("  "));
	add_cell(&out, kind, 14);
	add_cell(&out, name, 28);
	add_cell(&out, cut(value), VALUE_WIDTH + 2);
	add_cell(&out, stage, 22);
	text_add(&out, str_sub(hash, 0, 12));
	printf("%.*s\n", STRF(end_trimmed(text_str(&out))));
}

static bool
is_kind(const struct explain_item *item, const char *kind)
{
	return str_eq(item->kind, str_of(kind));
}

/* Items that say little by themselves share a row, with a digest of all. */
static void
print_sum(const struct explain_items *items, const char *kind, const char *title, bool names)
{
	struct sha256 *sum = sha256_begin();
	struct text text = { NULL, 0, 0 };
	struct str stage = STR("");
	size_t count = 0;
	for (size_t i = 0; i < items->count; i++) {
		const struct explain_item *item = &items->items[i];
		if (!is_kind(item, kind))
			continue;
		sha256_add_part(sum, item->name);
		sha256_add_part(sum, item->value);
		sha256_add_part(sum, item->hash);
		text_addf(&text, "%s%.*s", count++ > 0 ? " " : "", STRF(item->name));
		stage = names ? item->stage : stage;
	}
	struct str hash = sha256_end(sum);
	if (count > 0)
		print_row(str_of(title), str_format("%zu", count), names ? text_str(&text) : STR(""), stage, hash);
}

static void
print_each(const struct explain_items *items, const char *kind)
{
	for (size_t i = 0; i < items->count; i++) {
		const struct explain_item *item = &items->items[i];
		if (is_kind(item, kind))
			print_row(item->kind, item->name, item->value, item->stage, item->hash);
	}
}

static void
print_inputs(const struct explain_state *state)
{
	static const char *const kinds[] = { "requirement", "record", "setting", "label" };
	const struct explain_items *items = &state->items;
	print_row(STR("INPUT"), STR("NAME"), STR("VALUE"), STR("STAGE"), STR("HASH"));
	print_each(items, "base image");
	print_each(items, "platform");
	print_each(items, "created");
	print_each(items, "lock");
	print_sum(items, "toolbox apk", "toolbox apks", true);
	print_sum(items, "apk", "apks", true);
	for (size_t i = 0; i < COUNT(kinds); i++)
		print_each(items, kinds[i]);
	print_sum(items, "fragment", "fragments", false);
	if (state->has_app)
		print_row(STR("app"), str_format("%ju file%s", (uintmax_t)state->app_files, state->app_files == 1 ? "" : "s"),
		          str_bytes(state->app_bytes), STR("app"), state->app_hash);
}

static void
print_change(const struct explain_change *c)
{
	const struct explain_item *item = c->to != NULL ? c->to : c->from;
	struct text out = { NULL, 0, 0 };
	text_add(&out, STR("  "));
	add_cell(&out, item->kind, 14);
	add_cell(&out, item->name, 28);
	text_add(&out, explain_change_text(c));
	printf("%.*s\n", STRF(text_str(&out)));
}

/* What people change comes first, then what follows from it. */
static void
print_changes(const struct explain_changes *changes)
{
	static const char *const kinds[] = { "requirement", "app", "setting", "fragment", "record", "apk", "toolbox apk", "base image", "platform", "label", "created", "lock" };
	for (size_t k = 0; k < COUNT(kinds); k++) {
		size_t count = 0;
		for (size_t i = 0; i < changes->count; i++) {
			const struct explain_change *c = &changes->items[i];
			if (is_kind(c->to != NULL ? c->to : c->from, kinds[k]) && count++ < SHOWN)
				print_change(c);
		}
		if (count > SHOWN)
			printf("  %-14sand %zu more\n", kinds[k], count - SHOWN);
	}
}

static struct explain_changes
print_comparison(const struct past *past, const struct explain_state *to)
{
	struct explain_changes changes = { NULL, 0, 0 };
	if (past->key.n == 0)
		return changes;
	struct str tag = str_eq(past->tag, past->key) ? STR("") : str_format("%.*s, ", STRF(str_escape(past->tag)));
	printf("\nfrom %.*s%.*s to %.*s:\n", STRF(tag), STRF(past->key), STRF(to->key));
	if (past->known) {
		changes = explain_compare(&past->state, to);
		print_changes(&changes);
		struct str_list rest = explain_unexplained(&past->state, to, &changes);
		for (size_t i = 0; i < rest.count; i++)
			printf("  %-14s%.*s\n", "Dockerfile", STRF(rest.items[i]));
		if (changes.count + rest.count == 0)
			puts(str_eq(past->key, to->key) ? "  it is the same key" : "  no recorded input changed");
		return changes;
	}
	changes = explain_image_compare(&past->image, to);
	print_changes(&changes);
	puts("  unknown       requirements, apks, records, fragments and the app's files: that image was built elsewhere, or long ago,\n"
	     "                and its labels do not say");
	return changes;
}

static void
show(const struct options *o)
{
	struct explain_state to;
	struct explain_image image;
	struct str what;
	if (o->paths.lock == NULL || o->paths.fragments == NULL)
		wrong_call(usage);
	if (!explain_read(&o->paths, &to, &what))
		die(BAD, "%.*s", STRF(what));
	read_image(o->inspect, &image);
	if (o->sizes != NULL)
		explain_image_sizes(read_or_die(o->sizes, EXPLAIN_LIMIT), &image);
	struct past past = find_past(o), now = { .known = false };
	/* The summary of the image in the store was kept with its key. */
	to.summary = NULL;
	to.loaded = false;
	if (o->history != NULL && read_past(o, to.key, &now)) {
		to.summary = now.state.summary;
		to.loaded = now.state.loaded;
	}
	printf("key %.*s: %s\n\n", STRF(to.key), image.there ? "its image is in the store" : "its image is not in the store");
	print_inputs(&to);
	struct explain_changes changes = print_comparison(&past, &to);
	struct str layers = explain_layers(past.known ? &past.state : NULL, &to, &changes, &image, &past.image);
	printf("\n%.*s", STRF(layers));
}

static void
remember(const struct options *o)
{
	struct str what;
	if (o->paths.lock == NULL || o->paths.fragments == NULL || o->history == NULL)
		wrong_call(usage);
	if (!explain_remember(o->history, &o->paths, &what))
		die(BAD, "%.*s", STRF(what));
}

static void
previous(const struct options *o)
{
	struct str key;
	if (o->history == NULL)
		wrong_call(usage);
	struct str text = read_or_die(str_z(str_format("%s/key", o->paths.dir)), EXPLAIN_LIMIT);
	if (str_word(&text, &key) && (key = explain_previous(o->history, key)).n > 0)
		printf("%.*s\n", STRF(key));
}

int
main(int argc, char **argv)
{
	static const struct { const char *name; void (*run)(const struct options *); } verbs[] = {
		{ "previous", previous }, { "remember", remember }, { "show", show }
	};
	struct options o = { .history = NULL };
	program_name = "scibids-explain";
	answer_help(argc, argv, usage);
	for (size_t i = 0; argc > 1 && i < COUNT(verbs); i++)
		if (strcmp(argv[1], verbs[i].name) == 0) {
			read_options(argc - 1, argv + 1, &o);
			verbs[i].run(&o);
			end_stdout();
			return DONE;
		}
	wrong_call(usage);
}
