#include "base/base.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/sha256.h"
#include "context/tree_index.h"
#include "tap.h"

/* Everything happens in a directory of its own, which is also the working directory. */
static char home[] = "/tmp/scibids-tree-XXXXXX";

static void
put(const char *path, const char *content)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
	size_t n = strlen(content);
	if (fd < 0 || write(fd, content, n) != (ssize_t)n || close(fd) < 0)
		ok(0, "write %s: %s", path, strerror(errno));
}

static bool
read_tree(struct tree *tree, const char *dir, const char *ignore, struct tree_index *index, struct str *error)
{
	struct error wrong;
	struct dockerignore *rules = dockerignore_new();
	bool good = dockerignore_add(rules, str_of(ignore), &wrong) && tree_walk(tree, dir, rules, error) && tree_stat(tree, error);
	if (good && index != NULL)
		tree_index_apply(index, tree);
	good = good && tree_read(tree, error);
	close(tree->fd);
	return good;
}

static struct str
hash(const char *dir, const char *ignore)
{
	struct tree tree;
	struct str error = STR("?");
	return read_tree(&tree, dir, ignore, NULL, &error) ? tree_hash(&tree) : error;
}

/* With an index, as a run would that begins AFTER nanoseconds from now. */
static struct str
hash_indexed(int64_t after)
{
	struct tree tree;
	struct tree_index index;
	struct str error = STR("?");
	tree_index_load(&index, "index");
	index.start += after;
	if (!read_tree(&tree, "t", "", &index, &error) || !tree_index_save(&index, "index", &tree))
		return error;
	return tree_hash(&tree);
}

static struct str
listing(const char *dir, const char *ignore)
{
	struct tree tree;
	struct text text = { .p = NULL };
	struct str error = STR("?");
	if (!read_tree(&tree, dir, ignore, NULL, &error))
		return error;
	char *path = arena_take(tree.path_max + 1);
	for (size_t i = 0; i < tree.count; i++)
		text_addf(&text, "%c %s\n", tree.entries[i].kind, tree_path(&tree, i, path).p);
	return text_str(&text);
}

static struct str last;

static void
changes(bool expected, const char *what)
{
	struct str now = hash("t", "*.log");
	ok(sha256_is(now) && str_eq(now, last) != expected, "%s %s the hash", what, expected ? "changes" : "does not change");
	last = now;
}

static void
make_link(const char *target, const char *path)
{
	if (symlink(target, path) < 0)
		ok(0, "a link at %s", path);
}

static void
test_hash(void)
{
	struct timespec times[2] = { { 1000000000, 0 }, { 1000000000, 0 } };
	mkdir("t", 0755);
	mkdir("t/d", 0755);
	put("t/a", "one");
	put("t/d/b", "two");
	put("t/x.log", "three");
	make_link("a", "t/link");
	last = hash("t", "*.log");
	changes(false, "nothing");
	changes((chmod("t/a", 0755), true), "a file's mode");
	changes((chmod("t/d", 0700), true), "a directory's mode");
	changes((rename("t/d/b", "t/d/c"), true), "a rename");
	changes((rename("t/d/c", "t/c"), true), "a move");
	changes((unlink("t/link"), make_link("c", "t/link"), true), "a link's target");
	changes((unlink("t/link"), put("t/link", "c"), true), "a file instead of a link");
	changes((put("t/a", "eno"), true), "a content of the same size");
	changes((put("t/a", ""), true), "an emptied file");
	changes((mkdir("t/e", 0755), true), "an empty directory");
	changes((utimensat(AT_FDCWD, "t/a", times, 0), false), "a touched file");
	changes((put("t/x.log", "four"), false), "an ignored file's content");
	changes((put("t/y.log", ""), false), "another ignored file");
	changes((chmod("t", 0700), chmod("t", 0755), false), "the directory's own mode");
	if (geteuid() == 0)
		changes(chown("t/a", 1, 1) != 0, "an owner");
	put("u", "");
	ok(str_starts(hash("u", ""), STR("cannot read 'u': ")) && str_starts(hash("none", ""), STR("cannot read 'none': ")), "what is no directory is refused");
}

static void
test_kinds(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX, .sun_path = "k/sock" };
	mkdir("k", 0755);
	int s = socket(AF_UNIX, SOCK_STREAM, 0);
	ok(bind(s, (struct sockaddr *)&address, sizeof(address)) == 0 && mkfifo("k/fifo", 0644) == 0, "a socket and a pipe");
	close(s);
	make_link(".", "k/loop");
	make_link("nowhere", "k/dangling");
	put("k/new\nline", "");
	put("k/\xff", "");
	char name[256 + 2] = "k/";
	memset(name + 2, 'n', 255);
	put(name, "");
	name[257] = '\0';
	is(listing("k", "n*"), STR("l dangling\np fifo\nl loop\nf sock\nf \xff\n"), "kinds, links not followed, bytewise order");
	ok(str_eq(listing("k", "[^n]*"), str_format("f new\nline\nf %s\n", name + 2)), "names with a line feed, and of 255 bytes");
}

static void
test_ignored(void)
{
	mkdir("i", 0755);
	mkdir("i/a", 0755);
	mkdir("i/a/b", 0755);
	mkdir("i/a/c", 0755);
	put("i/a/b/f", "");
	put("i/a/b/g", "");
	put("i/a/c/f", "");
	is(listing("i", "a\n!a/b/f"), STR("d a\nd a/b\nf a/b/f\n"), "an excluded directory is there for what is included in it");
	is(listing("i", "*"), STR(""), "nothing at all");
	is(listing("i", "**\n!**/f"), STR("d a\nd a/b\nf a/b/f\nd a/c\nf a/c/f\n"), "only what is included again");
	if (geteuid() != 0) {
		chmod("i/a/c", 0);
		is(listing("i", "a\n!**/g"), STR("d a\nd a/b\nf a/b/g\n"), "an excluded directory need not be readable");
		ok(str_starts(listing("i", ""), STR("cannot read 'i/a/c'")), "an included one must be");
		chmod("i/a/c", 0755);
	}
}

static void
test_deep(void)
{
	char name[101];
	memset(name, 'd', 100);
	name[100] = '\0';
	mkdir("deep", 0755);
	int fd = open("deep", O_RDONLY | O_DIRECTORY), next;
	for (int i = 0; i < 2000; i++, fd = next) {
		mkdirat(fd, i < 100 ? name : "d", 0755);
		next = openat(fd, i < 100 ? name : "d", O_RDONLY | O_DIRECTORY);
		close(fd);
	}
	int file = openat(fd, "file", O_WRONLY | O_CREAT, 0644);
	ok(file >= 0 && write(file, "deep", 4) == 4, "2,000 levels, and a path of more than 10,000 bytes");
	close(file);
	struct tree tree;
	struct str error = STR("?");
	ok(read_tree(&tree, "deep", "", NULL, &error) && tree.count == 2001, "are read: %s", error.p);
	ok(tree.entries[2000].size == 4 && tree.entries[2000].known, "with the file at their end");
	/* Not every rm can take that away. */
	unlinkat(fd, "file", 0);
	for (int i = 1999; i >= 0; i--, fd = next) {
		next = openat(fd, "..", O_RDONLY | O_DIRECTORY);
		close(fd);
		unlinkat(next, i < 100 ? name : "d", AT_REMOVEDIR);
	}
	close(fd);
}

static void
test_many(void)
{
	mkdir("m", 0755);
	for (int i = 0; i < 1500; i++)
		put(str_format("m/%d", i).p, i % 3 == 0 ? "" : str_format("%d", i).p);
	struct str one = hash("m", "");
	ok(sha256_is(one) && str_eq(one, hash("m", "")), "threads give the same hash each time");
	put("m/1400", "!");
	ok(!str_eq(one, hash("m", "")), "and see each file");
}

/* Changes one byte of the index, and its sum if it is to look whole. */
static void
spoil(size_t at, bool whole)
{
	struct str text;
	ok(file_read("index", FILE_LIMIT, &text) && text.n > at, "an index is there");
	((char *)text.p)[at] ^= 1;
	if (whole)
		memcpy((char *)text.p + text.n - 64, sha256_of(str_sub(text, 0, text.n - 64)).p, 64);
	file_replace("index", text);
}

static void
test_index(void)
{
	const int64_t later = INT64_C(10000000000);
	struct str text, again;
	put("t/a", "one");
	struct str plain = hash("t", "");
	is(hash_indexed(later), plain, "the hash is the same with an index that is made");
	is(hash_indexed(later), plain, "and with one that is there");
	file_read("index", FILE_LIMIT, &text);
	hash_indexed(later);
	ok(file_read("index", FILE_LIMIT, &again) && str_eq(text, again), "which stays as it is");
	spoil(16 + 16 + 32, true);
	ok(!str_eq(hash_indexed(later), plain), "its digests are used, not the files");
	spoil(16 + 16 + 32, true);
	spoil(16 + 16 + 32, false);
	is(hash_indexed(later), plain, "those of a damaged one are not");
	spoil(16 + 16 + 32, true);
	spoil(16, true);
	is(hash_indexed(later), plain, "nor those of another directory");
	file_read("index", FILE_LIMIT, &text);
	for (size_t n = 0; n < text.n; n += 13) {
		file_replace("index", str_sub(text, 0, n));
		if (!str_eq(hash_indexed(later), plain))
			ok(0, "an index cut at byte %zu", n);
	}
	file_replace("index", STR("something else\n"));
	is(hash_indexed(later), plain, "nor those of what is no index");
	put("t/a", "eno");
	ok(!str_eq(hash_indexed(later), plain), "a changed file is read");
	is(hash_indexed(later), hash("t", ""), "once more, too");
	unlink("t/a");
	is(hash_indexed(later), hash("t", ""), "a removed file is forgotten");
}

static size_t
remembered(int64_t after)
{
	struct str text = { NULL, 0 };
	unlink("index");
	hash_indexed(after);
	file_read("index", FILE_LIMIT, &text);
	return (text.n - 32 - 64) / 64;
}

/* The same file again and again within one tick of the clock that stamps it. */
static void
test_racy(void)
{
	struct timespec times[2] = { { 4000000000, 0 }, { 4000000000, 0 } };
	int stale = 0;
	put("t/a", "B");
	size_t all = remembered(INT64_C(10000000000));
	ok(all > 0 && remembered(0) < all, "what was changed just now is not remembered");
	utimensat(AT_FDCWD, "t/a", times, 0);
	ok(remembered(INT64_C(10000000000)) == all - 1, "nor is what was changed in the future");
	put("t/a", "B");
	struct str b = hash("t", "");
	put("t/a", "A");
	struct str a = hash("t", "");
	for (int i = 0; i < 200; i++) {
		put("t/a", i % 2 == 0 ? "A" : "B");
		stale += !str_eq(hash_indexed(0), i % 2 == 0 ? a : b);
	}
	ok(!str_eq(a, b) && stale == 0, "no write is missed for being in the same tick (%d were)", stale);
}

int
main(void)
{
	if (mkdtemp(home) == NULL || chdir(home) < 0) {
		printf("1..0 # skip no directory to work in\n");
		return 0;
	}
	test_hash();
	test_kinds();
	test_ignored();
	test_deep();
	test_many();
	test_index();
	test_racy();
	ok(chdir("/") == 0 && system(str_format("rm -rf %s", home).p) == 0, "cleaned up");
	return tap_end();
}
