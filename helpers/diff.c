/* Says what differs between two images, down to the file and the configuration's key: see usage. */

#include "base/base.h"

#include <getopt.h>
#include <locale.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/die.h"
#include "base/escape.h"
#include "base/file.h"
#include "base/options.h"
#include "base/program.h"
#include "base/yaml.h"
#include "dockerfile/read.h"
#include "image/diff.h"

static const char usage[] =
	"usage: scibids-diff [-ac] [-d DOCKERFILE] [-l LIMIT] [-n NAME,NAME] A.tar B.tar\n"
	"Compares two images, as `docker save` or an OCI layout writes them, compressed or not: - is stdin. Reports for each layer\n"
	"whether it is the same and, if not, which files differ and how: in kind, mode, owner, mtime, size, content,\n"
	"target, or presence; and which values of the configuration differ. Nothing is unpacked to disk.\n"
	"  -a             compare the last layer, the app's, by its files and not by how they are packed\n"
	"  -c             ignore how layers are compressed\n"
	"  -d DOCKERFILE  B's Dockerfile: name the layers by the stages that make its stage `final`\n"
	"  -l LIMIT       differences to list per layer and for the configuration [20]\n"
	"  -n NAME,NAME   names for the two images [their files]\n"
	"Exit: 0 the same, 1 different, 2 bad input.\n";

struct options {
	bool app_by_files, any_compression;
	const char *dockerfile;
	uint64_t limit;
	struct str names[2];
};

static void
read_image(const char *path, struct image_content *content)
{
	struct str what;
	int fd = open_or_die(path);
	if (!image_content_read(fd, content, &what))
		die(BAD, "%s: %.*s", path, STRF(what));
	if (fd != STDIN_FILENO)
		close(fd);
}

/* Names for the layers from the configuration's history, if it has one entry per layer. */
static struct str_list
names_of_history(const struct image *image)
{
	struct str_list names = { NULL, 0, 0 };
	const struct yaml *history = yaml_get(image->config, "history");
	for (const struct yaml *e = history == NULL ? NULL : history->first; e != NULL; e = e->next) {
		struct str by = yaml_text(e, "created_by");
		by.n = str_find_str(by, STR(" # buildkit"));
		if (!str_eq(yaml_text(e, "empty_layer"), STR("true")))
			str_list_add(&names, str_sub(by, 0, 30));
	}
	return names;
}

static struct str_list
names_of_stages(const char *path)
{
	struct str_list names = { NULL, 0, 0 };
	struct dockerfile_stages stages = dockerfile_read(read_or_die(path, FILE_LIMIT));
	struct dockerfile_layers layers = dockerfile_layers(&stages, STR("final"));
	for (size_t i = 0; i < layers.count; i++)
		str_list_add(&names, dockerfile_layer_name(layers.items[i]));
	return names;
}

/* A name for each layer: by B's stages, else by the history of the image with more layers. */
static struct str *
name_layers(const struct options *o, const struct image *a, const struct image *b, size_t count)
{
	struct str *names = arena_take_array(count, sizeof(*names));
	struct str_list known = names_of_history(a->layer_count == count ? a : b);
	if (known.count == count)
		for (size_t i = 0; i < known.count; i++)
			names[i] = str_escape(known.items[i]);
	if (o->dockerfile == NULL)
		return names;
	known = names_of_stages(o->dockerfile);
	size_t below = b->layer_count - known.count; /* of the base image */
	for (size_t i = 0; known.count <= b->layer_count && i < known.count; i++)
		names[below + i] = str_escape(known.items[i]);
	return names;
}

static struct str
verdict_text(const struct options *o, const struct image_layer_diff *layer)
{
	switch (layer->verdict) {
	case LAYER_SAME: return STR("same");
	case LAYER_RECOMPRESSED: return STR("same files, compressed differently");
	case LAYER_REPACKED: return STR("same files, packed differently");
	case LAYER_ONLY_A: return str_format("only in %.*s", STRF(o->names[0]));
	case LAYER_ONLY_B: return str_format("only in %.*s", STRF(o->names[1]));
	default: return STR("differs");
	}
}

static void
print_layers(const struct options *o, const struct image_diff *diff, const struct str *names)
{
	printf("  %-6s%-32s%8s%12s  %s\n", "LAYER", "WHAT", "FILES", "BYTES", "VERDICT");
	for (size_t i = 0; i < diff->layer_count; i++) {
		const struct image_layer_diff *layer = &diff->layers[i];
		printf("  %-6zu%-32.*s%8zu%12.*s  %.*s\n", i + 1, STRF(names[i]), layer->files, STRF(str_bytes(layer->bytes)),
		       STRF(verdict_text(o, layer)));
	}
}

static void
print_differences(const struct image_differences *list, const char *title, struct str name)
{
	size_t width = 0;
	if (list->count == 0)
		return;
	for (size_t i = 0; i < list->shown; i++)
		width = list->items[i].where.n > width && list->items[i].where.n <= 60 ? list->items[i].where.n : width;
	printf("%s%.*s: %zu difference%s\n", title, STRF(name), list->count, list->count == 1 ? "" : "s");
	for (size_t i = 0; i < list->shown; i++)
		printf("  %-*.*s  %.*s\n", (int)width, STRF(list->items[i].where), STRF(list->items[i].what));
	if (list->shown < list->count)
		printf("  and %zu more\n", list->count - list->shown);
}

/* Does a layer count as the same? */
static bool
passes(const struct options *o, const struct image_diff *diff, size_t i)
{
	enum image_verdict verdict = diff->layers[i].verdict;
	bool by_files = o->app_by_files && i + 1 == diff->layer_count;
	return verdict == LAYER_SAME || (o->any_compression && verdict == LAYER_RECOMPRESSED) || (by_files && (verdict == LAYER_RECOMPRESSED || verdict == LAYER_REPACKED));
}

static struct str
layer_title(const struct str *names, size_t i)
{
	return names[i].n == 0 ? str_format("%zu", i + 1) : str_format("%zu (%.*s)", i + 1, STRF(names[i]));
}

/* The first layer that does not pass, preferably one whose files differ; layer_count: none. */
static size_t
first_layer(const struct options *o, const struct image_diff *diff)
{
	size_t first = diff->layer_count;
	for (size_t i = diff->layer_count; i-- > 0;)
		if (!passes(o, diff, i) && (first == diff->layer_count || diff->layers[i].differences.count > 0 || diff->layers[first].differences.count == 0))
			first = i;
	return first;
}

/* The first difference in one line; n 0: none. */
static struct str
first_difference(const struct options *o, const struct image_diff *diff, const struct str *names)
{
	size_t i = first_layer(o, diff);
	if (i < diff->layer_count) {
		const struct image_layer_diff *layer = &diff->layers[i];
		const struct image_difference *first = &layer->differences.first;
		struct str title = layer_title(names, i);
		if (layer->differences.count == 0)
			return str_format("layer %.*s: %.*s", STRF(title), STRF(verdict_text(o, layer)));
		return str_format("layer %.*s: %.*s: %.*s", STRF(title), STRF(first->where), STRF(first->what));
	}
	bool config = diff->config.count > 0;
	const struct image_differences *list = config ? &diff->config : &diff->manifest;
	if (list->shown == 0)
		return (struct str){ NULL, 0 };
	return str_format("%s: %.*s: %.*s", config ? "configuration" : "manifest", STRF(list->items[0].where), STRF(list->items[0].what));
}

static enum status
report(const struct options *o, const struct image_diff *diff, const struct str *names)
{
	struct str first = first_difference(o, diff, names);
	if (first.n == 0)
		puts("same");
	else
		printf("first difference: %.*s\n", STRF(first));
	print_layers(o, diff, names);
	for (size_t i = 0; i < diff->layer_count; i++)
		print_differences(&diff->layers[i].differences, "layer ", layer_title(names, i));
	print_differences(&diff->config, "configuration", STR(""));
	print_differences(&diff->manifest, "manifest", STR(""));
	end_stdout();
	return first.n == 0 ? DONE : FINDINGS;
}

static void
read_options(int argc, char **argv, struct options *o)
{
	const char *limit = "20", *names = NULL;
	const struct option_place places[] = {
		{ 'a', .flag = &o->app_by_files }, { 'c', .flag = &o->any_compression }, { 'd', .text = &o->dockerfile }, { 'l', .text = &limit }, { 'n', .text = &names },
	};
	options_read(argc, argv, usage, places, COUNT(places), false);
	if (!str_u64(str_of(limit), &o->limit) || o->limit == 0)
		die(BAD, "'%s' is not a number of differences", limit);
	if (names != NULL) {
		o->names[1] = str_of(names);
		o->names[0] = str_cut(&o->names[1], ',');
		if (o->names[0].n == 0 || o->names[1].n == 0)
			die(BAD, "'%s' is not two names with a comma between", names);
	}
	if (argc - optind != 2)
		wrong_call(usage);
}

int
main(int argc, char **argv)
{
	struct options o = { 0 };
	struct image_content a, b;
	program_name = "scibids-diff";
	answer_help(argc, argv, usage);
	/* libarchive decodes names by the locale; images have UTF-8. */
	if (setlocale(LC_CTYPE, "C.UTF-8") == NULL)
		setlocale(LC_CTYPE, "");
	read_options(argc, argv, &o);
	for (int i = 0; i < 2 && o.names[1].n == 0; i++)
		o.names[i] = str_of(argv[optind + i]);
	read_image(argv[optind], &a);
	read_image(argv[optind + 1], &b);
	struct image_diff diff = image_diff(&a, &b, o.names, (size_t)o.limit);
	return (int)report(&o, &diff, name_layers(&o, &a.image, &b.image, diff.layer_count));
}
