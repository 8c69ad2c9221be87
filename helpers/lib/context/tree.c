#include "base/base.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/sha256.h"
#include "context/tree.h"

/* Systems without d_type, and file systems that leave it 0, need a stat(). */
#if defined(_DIRENT_HAVE_D_TYPE) || defined(__APPLE__)
#define TYPE_OF(dirent) ((unsigned)(dirent)->d_type << 12)
#else
#define TYPE_OF(dirent) 0u
#endif

struct child {
	struct tree_entry entry;
	bool excluded;
};

/* A directory being walked. The next one of the same depth reuses the array of children. */
struct frame {
	struct child *children;
	size_t count, capacity, next;
	unsigned char *memory; /* its results of dockerignore_excludes() */
	size_t path_length;    /* including the "/" after it */
	int64_t index;         /* in the tree's entries */
	const struct tree_entry *self;
};

enum { NOT_ADDED = TREE_TOP - 1 };

struct walk {
	struct tree *tree;
	struct dockerignore *rules;
	struct frame *frames;
	size_t depth, capacity;
	char *path;
	size_t path_capacity;
	unsigned char *scratch;
	struct str *error;
};

static struct str
complaint(const struct tree *tree, struct str path, int error)
{
	const char *why = error == TREE_CHANGED ? "it changed meanwhile, try again" : strerror(error);
	return str_format("cannot read '%s%s%.*s': %s", tree->dir, path.n > 0 ? "/" : "", STRF(path), why);
}

struct str
tree_complaint(const struct tree *tree, size_t i, int error)
{
	return complaint(tree, tree_path(tree, i, arena_take(tree->path_max + 1)), error);
}

static bool
fail(struct walk *w, size_t path_length)
{
	*w->error = complaint(w->tree, (struct str){ w->path, path_length }, errno);
	return false;
}

static int
close_keeping_errno(int fd, int result)
{
	int error = errno;
	close(fd);
	errno = error;
	return result;
}

int
tree_open(int fd, char *path, int flags)
{
	int at = fd;
	while (strlen(path) >= PATH_MAX) {
		size_t cut = PATH_MAX - 1;
		while (cut > 0 && path[cut] != '/')
			cut--;
		if (cut == 0)
			errno = ENAMETOOLONG;
		path[cut] = '\0';
		int next = cut == 0 ? -1 : openat(at, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		path[cut] = '/';
		if (at != fd)
			close_keeping_errno(at, 0);
		if (next < 0)
			return -1;
		at = next;
		path += cut + 1;
	}
	int opened = openat(at, path, flags | O_CLOEXEC);
	return at == fd ? opened : close_keeping_errno(at, opened);
}

/* Appends NAME to the first LENGTH bytes of the path. */
static size_t
set_path(struct walk *w, size_t length, struct str name)
{
	size_t need = length + name.n + 2;
	if (need > w->path_capacity) {
		w->path = arena_grow(w->path, length, 2 * need, 1);
		w->path_capacity = 2 * need;
	}
	memcpy(w->path + length, name.p, name.n);
	w->path[length + name.n] = '\0';
	return length + name.n;
}

static bool
read_link(int fd, struct tree_entry *entry)
{
	char target[PATH_MAX + 1];
	ssize_t n = readlinkat(fd, entry->name.p, target, sizeof(target));
	if (n < 0)
		return false;
	if ((size_t)n == sizeof(target)) {
		errno = ENAMETOOLONG;
		return false;
	}
	entry->target = str_of(str_z((struct str){ target, (size_t)n }));
	return true;
}

char
tree_kind_of(unsigned mode)
{
	switch (mode & S_IFMT) {
	case S_IFDIR: return TREE_DIR;
	case S_IFLNK: return TREE_LINK;
	case S_IFIFO: return TREE_FIFO;
	case S_IFCHR: return TREE_CHAR;
	case S_IFBLK: return TREE_BLOCK;
	default: return TREE_FILE;
	}
}

static bool
fill_child(int fd, struct tree_entry *entry, unsigned mode)
{
	struct stat st;
	if (mode == 0 && fstatat(fd, entry->name.p, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return false;
	entry->kind = tree_kind_of(mode == 0 ? st.st_mode : mode);
	return entry->kind != TREE_LINK || read_link(fd, entry);
}

/* Adds NAME to the directory's children, unless it is excluded and so is everything in it. */
static bool
read_child(struct walk *w, struct frame *frame, int fd, struct str name, unsigned mode)
{
	size_t n = set_path(w, frame->path_length, name);
	struct str path = { w->path, n };
	const unsigned char *parent = frame->index == TREE_TOP ? NULL : frame->memory;
	bool excluded = dockerignore_excludes(w->rules, path, parent, w->scratch);
	if (excluded && !dockerignore_enters(w->rules, path))
		return true;
	struct child child = { .entry.name = str_of(str_z(name)), .excluded = excluded };
	if (!fill_child(fd, &child.entry, mode))
		return errno == ENOENT || (excluded && errno == EACCES) || fail(w, n);
	if (excluded && child.entry.kind != TREE_DIR)
		return true;
	arena_reserve(&frame->children, frame->count, &frame->capacity);
	frame->children[frame->count++] = child;
	return true;
}

static int
compare_children(const void *a, const void *b)
{
	return str_cmp(((const struct child *)a)->entry.name, ((const struct child *)b)->entry.name);
}

static bool
read_names(struct walk *w, struct frame *frame, DIR *dir)
{
	struct dirent *dirent;
	for (errno = 0; (dirent = readdir(dir)) != NULL; errno = 0) {
		struct str name = str_of(dirent->d_name);
		if (!str_eq(name, STR(".")) && !str_eq(name, STR("..")) && !read_child(w, frame, dirfd(dir), name, TYPE_OF(dirent)))
			return false;
	}
	return errno == 0 || fail(w, frame->path_length);
}

static bool
read_frame(struct walk *w, struct frame *frame, bool excluded)
{
	char top[] = ".";
	size_t n = frame->path_length == 0 ? 0 : frame->path_length - 1;
	frame->count = frame->next = 0;
	w->path[n] = '\0';
	int fd = tree_open(w->tree->fd, n == 0 ? top : w->path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
	if (fd < 0)
		return errno == ENOENT || (excluded && errno == EACCES) || fail(w, n);
	w->path[n] = '/';
	DIR *dir = fdopendir(fd);
	if (dir == NULL)
		return fail(w, n);
	bool ok = read_names(w, frame, dir);
	closedir(dir);
	if (ok && frame->count > 0)
		qsort(frame->children, frame->count, sizeof(*frame->children), compare_children);
	return ok;
}

static int64_t
add_entry(struct tree *tree, struct tree_entry entry, int64_t parent, size_t depth)
{
	entry.parent = parent;
	entry.depth = (uint32_t)depth;
	arena_reserve(&tree->entries, tree->count, &tree->capacity);
	tree->entries[tree->count] = entry;
	return (int64_t)tree->count++;
}

/* Adds an included child, and the excluded directories above it, which exist for its sake. */
static int64_t
add_child(struct walk *w, const struct child *child, size_t path_length)
{
	for (size_t i = 1; i < w->depth; i++) {
		struct frame *frame = &w->frames[i];
		if (frame->index == NOT_ADDED)
			frame->index = add_entry(w->tree, *frame->self, w->frames[i - 1].index, i);
	}
	if (path_length > w->tree->path_max)
		w->tree->path_max = path_length;
	return add_entry(w->tree, child->entry, w->frames[w->depth - 1].index, w->depth);
}

static struct frame *
push(struct walk *w)
{
	arena_reserve(&w->frames, w->depth, &w->capacity);
	struct frame *frame = &w->frames[w->depth++];
	if (frame->memory == NULL)
		frame->memory = arena_take(dockerignore_memory(w->rules));
	return frame;
}

static bool
enter_directory(struct walk *w, const struct child *child, size_t path_length, int64_t index)
{
	const struct frame *above = &w->frames[w->depth - 1];
	const unsigned char *parent = above->index == TREE_TOP ? NULL : above->memory;
	struct frame *frame = push(w);
	dockerignore_excludes(w->rules, (struct str){ w->path, path_length }, parent, frame->memory);
	frame->self = &child->entry;
	frame->index = index;
	frame->path_length = set_path(w, path_length, STR("/"));
	return read_frame(w, frame, child->excluded);
}

bool
tree_walk(struct tree *tree, const char *dir, struct dockerignore *rules, struct str *error)
{
	struct walk w = { .tree = tree, .rules = rules, .error = error };
	struct stat st;
	*tree = (struct tree){ .dir = dir, .fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC) };
	w.scratch = arena_take(dockerignore_memory(rules));
	set_path(&w, 0, STR("."));
	if (tree->fd < 0 || fstat(tree->fd, &st) < 0)
		return fail(&w, 0);
	tree->device = (uint64_t)st.st_dev;
	tree->inode = (uint64_t)st.st_ino;
	push(&w)->index = TREE_TOP;
	if (!read_frame(&w, w.frames, false))
		return false;
	while (w.depth > 0) {
		struct frame *frame = &w.frames[w.depth - 1];
		if (frame->next == frame->count) {
			w.depth--;
			continue;
		}
		const struct child *child = &frame->children[frame->next++];
		size_t n = set_path(&w, frame->path_length, child->entry.name);
		int64_t index = child->excluded ? NOT_ADDED : add_child(&w, child, n);
		if (child->entry.kind == TREE_DIR && !enter_directory(&w, child, n, index))
			return false;
	}
	return true;
}

struct str
tree_path(const struct tree *tree, size_t i, char *path)
{
	size_t n = 0, end;
	for (int64_t k = (int64_t)i; k != TREE_TOP; k = tree->entries[k].parent)
		n += tree->entries[k].name.n + (k == (int64_t)i ? 0 : 1);
	path[end = n] = '\0';
	for (int64_t k = (int64_t)i; k != TREE_TOP; k = tree->entries[k].parent) {
		struct str name = tree->entries[k].name;
		memcpy(path + (end -= name.n), name.p, name.n);
		if (end > 0)
			path[--end] = '/';
	}
	return (struct str){ path, n };
}

static void
put_number(struct text *text, uint64_t value, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++)
		text->p[text->n++] = (char)(value >> (8 * i));
}

static void
put_bytes(struct text *text, const void *p, size_t n)
{
	memcpy(text->p + text->n, p, n);
	text->n += n;
}

struct str
tree_hash(const struct tree *tree)
{
	struct str title = STR("scibids tree 1\n");
	size_t size = title.n;
	for (size_t i = 0; i < tree->count; i++)
		size += 1 + 4 + 2 + 4 + tree->entries[i].name.n + 4 + tree->entries[i].target.n + TREE_DIGEST + 8;
	struct text text = { .p = arena_take(size) };
	put_bytes(&text, title.p, title.n);
	for (size_t i = 0; i < tree->count; i++) {
		const struct tree_entry *entry = &tree->entries[i];
		if (entry->kind == TREE_GONE)
			continue;
		put_bytes(&text, &entry->kind, 1);
		put_number(&text, entry->depth, 4);
		put_number(&text, entry->mode, 2);
		put_number(&text, entry->name.n, 4);
		put_bytes(&text, entry->name.p, entry->name.n);
		if (entry->kind == TREE_FILE) {
			put_bytes(&text, entry->digest, TREE_DIGEST);
		} else if (entry->kind == TREE_LINK) {
			put_number(&text, entry->target.n, 4);
			put_bytes(&text, entry->target.p, entry->target.n);
		} else if (entry->kind != TREE_DIR) {
			put_number(&text, entry->special, 8);
		}
	}
	return sha256_of(text_str(&text));
}
