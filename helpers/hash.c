/* Prints digests of what a builder would copy from a directory, and of the files and strings in a key or a setting. */

#include "base/base.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/die.h"
#include "base/escape.h"
#include "base/file.h"
#include "base/options.h"
#include "base/program.h"
#include "base/sha256.h"
#include "context/dockerignore.h"
#include "context/tree.h"
#include "context/tree_index.h"
#include "dockerfile/closure.h"

static const char usage[] =
        "usage: scibids-hash app [--ignore FILE]... [--index FILE] [--list | --summary] [--manifest FILE] [--plain-modes] DIR\n"
        "       scibids-hash files [--base DIR] FILE...\n"
        "       scibids-hash image [--ignore FILE]... [--rule LINE]... [--source FILE]... OUT APP\n"
        "       scibids-hash key [--length N] FILE...\n"
        "       scibids-hash stages PLATFORM DOCKERFILE\n"
        "       scibids-hash text STRING...\n"
        "\n"
        "app      the SHA-256 of what a builder would copy from DIR: paths, kinds, permission bits, contents, link targets\n"
        "  --ignore FILE  a .dockerignore; several: later rules follow earlier ones\n"
        "  --index FILE   caches digests there, so that unchanged files are not read again\n"
        "  --list         prints 'SIZE<TAB>PATH' for each entry instead; a directory's path ends in '/', and control\n"
        "                 characters, backslashes and bytes that are not UTF-8 are octal escapes\n"
        "  --manifest FILE  writes there the hash, and a line per entry: kind, mode, size, SHA-256 or '-', and path\n"
        "  --plain-modes  permission bits as after chmod u=rwX,go=rX: only execution counts\n"
        "  --summary      prints 'FILES<TAB>BYTES<TAB>HASH' instead\n"
        "files    the SHA-256 of names, as given, and contents; --base DIR: the files are below DIR\n"
        "image    the digests that name an image, from the files Dockerfile and labels in OUT and the directory APP. Writes into OUT:\n"
        "           Dockerfile.dockerignore, the rules of all --ignore and --rule; app, as app --plain-modes --summary prints it;\n"
        "           app.files, its manifest; app.index; key, of Dockerfile, app, every --source and labels; environment-key, of Dockerfile and every --source\n"
        "key      the first N (12) hexadecimal digits of the SHA-256 of contents\n"
        "stages   'STAGE HASH' of each that takes long or needs a mirror and can be kept: of all that it is made from\n"
        "text     the SHA-256 of all arguments that follow\n";

enum { KEY_LENGTH = 12 };

struct app {
	struct str_list ignore;
	const char *index, *manifest;
	bool list, plain_modes, summary;
};

static void
print_line(struct str line)
{
	fwrite(line.p, 1, line.n, stdout);
	putchar('\n');
}

static void
finish(void)
{
	end_stdout();
}

static void
read_ignore(struct dockerignore *rules, struct str path)
{
	struct error error;
	const char *z = str_z(path);
	if (!dockerignore_add(rules, read_or_die(z, FILE_LIMIT), &error))
		die_at(z, &error);
}

static void
print_escaped(struct str s)
{
	s = str_escape(s);
	fwrite(s.p, 1, s.n, stdout);
}

static void
print_list(const struct tree *tree)
{
	char *path = arena_take(tree->path_max + 1);
	for (size_t i = 0; i < tree->count; i++) {
		const struct tree_entry *entry = &tree->entries[i];
		if (entry->kind == TREE_GONE)
			continue;
		printf("%llu\t", (unsigned long long)entry->size);
		print_escaped(tree_path(tree, i, path));
		puts(entry->kind == TREE_DIR ? "/" : "");
	}
}

static struct str
summary(const struct tree *tree)
{
	unsigned long long files = 0, bytes = 0;
	for (size_t i = 0; i < tree->count; i++) {
		files += tree->entries[i].kind == TREE_FILE;
		bytes += tree->entries[i].size;
	}
	return str_format("%llu\t%llu\t", files, bytes);
}

/* Writes it only if it is out of date: for an unchanged app, one stat() tells. */
static void
write_manifest(const char *path, const struct tree *tree, struct str hash)
{
	struct text text = { NULL, 0, 0 };
	char *buffer = arena_take(tree->path_max + 1);
	if (file_begins(path, hash))
		return;
	text_add(&text, hash);
	text_add(&text, STR("\n"));
	for (size_t i = 0; i < tree->count; i++) {
		const struct tree_entry *e = &tree->entries[i];
		if (e->kind == TREE_GONE)
			continue;
		struct str sum = e->kind == TREE_FILE ? sha256_hex(e->digest) : e->kind == TREE_LINK ? sha256_of(e->target) : STR("-");
		text_addf(&text, "%c %04o %llu ", e->kind, (unsigned)e->mode, e->kind == TREE_FILE ? (unsigned long long)e->size : 0ULL);
		text_add(&text, sum);
		text_add(&text, STR(" "));
		text_add(&text, str_escape(tree_path(tree, i, buffer)));
		text_add(&text, STR("\n"));
	}
	if (!file_replace_cache(path, text_str(&text)))
		die(BAD, "cannot write '%s': %s", path, strerror(errno));
}

static void
print_hash(const struct app *app, struct tree *tree, struct tree_index *index)
{
	struct str error;
	if (app->index != NULL)
		tree_index_apply(index, tree);
	if (!tree_read(tree, &error))
		die(BAD, "%s", error.p);
	if (app->index != NULL && !tree_index_save(index, app->index, tree))
		die(BAD, "cannot write '%s': %s", app->index, strerror(errno));
	struct str hash = tree_hash(tree);
	if (app->manifest != NULL)
		write_manifest(app->manifest, tree, hash);
	if (app->summary)
		printf("%.*s", STRF(summary(tree)));
	print_line(hash);
}

static void
run_app(int argc, char **argv)
{
	struct app app = { .index = NULL };
	const struct option_place places[] = {
		{ .name = "ignore", .list = &app.ignore },     { .name = "index", .text = &app.index },
		{ .name = "list", .flag = &app.list },         { .name = "manifest", .text = &app.manifest },
		{ .name = "plain-modes", .flag = &app.plain_modes }, { .name = "summary", .flag = &app.summary },
	};
	options_read(argc, argv, usage, places, COUNT(places), false);
	if (optind + 1 != argc || (app.list && (app.summary || app.manifest != NULL)))
		wrong_call(usage);
	struct dockerignore *rules = dockerignore_new();
	struct tree tree;
	struct tree_index index;
	struct str error;
	for (size_t k = 0; k < app.ignore.count; k++)
		read_ignore(rules, app.ignore.items[k]);
	if (app.index != NULL && !app.list)
		tree_index_load(&index, app.index);
	if (!tree_walk(&tree, argv[optind], rules, &error) || !tree_stat(&tree, &error))
		die(BAD, "%s", error.p);
	if (app.plain_modes)
		tree_plain_modes(&tree);
	if (app.list)
		print_list(&tree);
	else
		print_hash(&app, &tree, &index);
}

static struct str
must_read(const char *base, const char *name)
{
	return read_or_die(base == NULL ? name : str_z(str_format("%s/%s", base, name)), FILE_LIMIT);
}

static void
run_files(int argc, char **argv)
{
	const char *base = NULL;
	const struct option_place places[] = { { .name = "base", .text = &base } };
	options_read(argc, argv, usage, places, COUNT(places), false);
	if (optind >= argc)
		wrong_call(usage);
	struct sha256 *sum = sha256_begin();
	for (int i = optind; i < argc; i++) {
		sha256_add_part(sum, str_of(argv[i]));
		sha256_add_part(sum, must_read(base, argv[i]));
	}
	print_line(sha256_end(sum));
}

static void
run_key(int argc, char **argv)
{
	struct str digits = { NULL, 0 };
	uint64_t length = KEY_LENGTH;
	const struct option_place places[] = { { .name = "length", .str = &digits } };
	options_read(argc, argv, usage, places, COUNT(places), false);
	if (optind >= argc || (digits.p != NULL && !str_u64(digits, &length)) || length == 0 || length > 2 * SHA256_BYTES)
		wrong_call(usage);
	struct sha256 *sum = sha256_begin();
	for (int i = optind; i < argc; i++)
		sha256_add_part(sum, read_or_die(argv[i], FILE_LIMIT));
	print_line(str_sub(sha256_end(sum), 0, (size_t)length));
}

static void
must_write(struct str path, struct str content)
{
	if (!file_replace_cache(str_z(path), content))
		die(BAD, "cannot write '%.*s': %s", STRF(path), strerror(errno));
}

static struct str
key_of(const struct str *parts, size_t count)
{
	struct sha256 *sum = sha256_begin();
	for (size_t i = 0; i < count; i++)
		sha256_add_part(sum, parts[i]);
	struct str digest = sha256_end(sum);
	return str_format("%.*s\n", KEY_LENGTH, digest.p);
}

/* Reads the rules and walks what a builder copies by them. */
static struct str
summary_of(const char *out, const char *app, struct str rules, const char *rules_path)
{
	struct dockerignore *ignore = dockerignore_new();
	struct error wrong;
	struct tree tree;
	struct tree_index index;
	struct str error;
	const char *index_path = str_z(str_format("%s/app.index", out));
	tree_index_load(&index, index_path);
	if (!dockerignore_add(ignore, rules, &wrong))
		die_at(rules_path, &wrong);
	if (!tree_walk(&tree, app, ignore, &error) || !tree_stat(&tree, &error))
		die(BAD, "%s", error.p);
	if (!tree_names(&tree, &error))
		die(BAD, "%.*s, or name it in .dockerignore", STRF(error));
	tree_plain_modes(&tree);
	tree_index_apply(&index, &tree);
	if (!tree_read(&tree, &error))
		die(BAD, "%s", error.p);
	if (!tree_index_save(&index, index_path, &tree))
		die(BAD, "cannot write '%s': %s", index_path, strerror(errno));
	struct str counts = summary(&tree), hash = tree_hash(&tree);
	write_manifest(str_z(str_format("%s/app.files", out)), &tree, hash);
	return str_format("%.*s%.*s\n", STRF(counts), STRF(hash));
}

static struct text
contents_of(const struct str_list *files)
{
	struct text text = { NULL, 0, 0 };
	for (size_t i = 0; i < files->count; i++)
		text_add(&text, read_or_die(files->items[i].p, FILE_LIMIT));
	return text;
}

static void
run_image(int argc, char **argv)
{
	struct str_list ignored = { NULL, 0, 0 }, lines = { NULL, 0, 0 }, sources = { NULL, 0, 0 };
	const struct option_place places[] = {
		{ .name = "ignore", .list = &ignored }, { .name = "rule", .list = &lines }, { .name = "source", .list = &sources },
	};
	options_read(argc, argv, usage, places, COUNT(places), false);
	if (optind + 2 != argc)
		wrong_call(usage);
	const char *out = argv[optind], *app = argv[optind + 1];
	struct text rules = contents_of(&ignored), source = contents_of(&sources);
	text_add(&rules, STR("\n"));
	for (size_t i = 0; i < lines.count; i++)
		text_addf(&rules, "%.*s\n", STRF(lines.items[i]));
	struct str ignore = str_format("%s/Dockerfile.dockerignore", out);
	must_write(ignore, text_str(&rules));
	struct str summary = summary_of(out, app, text_str(&rules), str_z(ignore));
	struct str dockerfile = must_read(out, "Dockerfile");
	const struct str image[] = { dockerfile, summary, text_str(&source), must_read(out, "labels") };
	const struct str environment[] = { dockerfile, text_str(&source) };
	must_write(str_format("%s/app", out), summary);
	must_write(str_format("%s/environment-key", out), key_of(environment, COUNT(environment)));
	must_write(str_format("%s/key", out), key_of(image, COUNT(image)));
}

static void
run_text(int argc, char **argv)
{
	if (argc < 2)
		wrong_call(usage);
	struct sha256 *sum = sha256_begin();
	for (int i = 1; i < argc; i++)
		sha256_add_part(sum, str_of(argv[i]));
	print_line(sha256_end(sum));
}

static bool
is_kept(struct str stage)
{
	return str_eq(stage, STR("toolbox")) || str_eq(stage, STR("rootfs")) || str_starts(stage, STR("build-"));
}

static void
run_stages(int argc, char **argv)
{
	struct str hash;
	if (argc != 3)
		wrong_call(usage);
	struct str text = read_or_die(argv[2], FILE_LIMIT);
	struct dockerfile_stages stages = dockerfile_read(text);
	for (size_t i = 0; i < stages.count; i++)
		if (is_kept(stages.items[i].name) && dockerfile_closure_hash(text, &stages, str_of(argv[1]), stages.items[i].name, &hash))
			print_line(str_format("%.*s %.*s", STRF(stages.items[i].name), STRF(hash)));
}

int
main(int argc, char **argv)
{
	static const struct { const char *name; void (*run)(int argc, char **argv); } verbs[] = {
		{ "app", run_app }, { "files", run_files }, { "image", run_image }, { "key", run_key }, { "stages", run_stages },
		{ "text", run_text },
	};
	program_name = "scibids-hash";
	answer_help(argc, argv, usage);
	for (size_t i = 0; argc > 1 && i < COUNT(verbs); i++)
		if (strcmp(argv[1], verbs[i].name) == 0) {
			verbs[i].run(argc - 1, argv + 1);
			finish();
			return DONE;
		}
	wrong_call(usage);
}
