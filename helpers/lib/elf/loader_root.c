#include "base/base.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "elf/loader_root.h"

enum { LINKS = 40, PATH_LIMIT = 4096 };

/* The entry of KEY, which is copied if it is new. */
static struct map_entry *
entry_of(struct map *map, struct str key)
{
	struct map_entry *entry = map_at(map, NULL, key);
	if (entry->value == NULL)
		entry->key.p = str_z(key);
	return entry;
}

static struct loader_name *
name_of(struct loader_root *root, struct str text)
{
	struct map_entry *entry = entry_of(&root->names, text);
	if (entry->value == NULL) {
		struct loader_name *name = entry->value = arena_take(sizeof(*name));
		name->text = entry->key;
	}
	return entry->value;
}

void
loader_root_open(struct loader_root *root, struct str directory, bool keep_mapped)
{
	while (directory.n > 0 && directory.p[directory.n - 1] == '/')
		directory.n--;
	*root = (struct loader_root){ .directory = directory, .keep_mapped = keep_mapped };
}

void
loader_root_refuse(struct loader_root *root, struct str file, const char *what)
{
	str_list_add(&root->errors, str_format("%.*s: %s", STRF(file), what));
}

void
loader_root_error(struct loader_root *root, const struct loader_object *object, const struct error *error)
{
	loader_root_refuse(root, object->path, str_z(str_format("offset 0x%llx: %s", (unsigned long long)error->offset, error->what)));
}

static struct str
kept(struct str text)
{
	return text.p == NULL ? text : (struct str){ str_z(text), text.n };
}

/* Copies the texts of the image to the arena, so that the image can be unmapped. */
static void
keep_text(struct elf *elf)
{
	elf->interp = kept(elf->interp);
	elf->soname = kept(elf->soname);
	elf->rpath = kept(elf->rpath);
	elf->runpath = kept(elf->runpath);
	for (size_t i = 0; i < elf->needed.count; i++)
		elf->needed.items[i] = kept(elf->needed.items[i]);
}

static void
read_image(struct loader_root *root, struct loader_object *object, struct str image)
{
	struct error error;
	if (!elf_parse(image, &object->elf, &error)) {
		loader_root_error(root, object, &error);
		return;
	}
	keep_text(&object->elf);
	object->is_elf = true;
	object->needs = arena_take_array(object->elf.needed.count, sizeof(*object->needs));
	for (size_t i = 0; i < object->elf.needed.count; i++)
		object->needs[i].name = name_of(root, object->elf.needed.items[i]);
}

static void
read_open(struct loader_root *root, struct loader_object *object, int fd)
{
	char magic[4];
	struct stat st;
	ssize_t got = pread(fd, magic, sizeof(magic), 0);
	if (got < 0)
		loader_root_refuse(root, object->path, strerror(errno));
	if (got != sizeof(magic) || !elf_is((struct str){ magic, sizeof(magic) }))
		return;
	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode) || (uintmax_t)st.st_size > SIZE_MAX / 2)
		return;
	size_t size = (size_t)st.st_size;
	void *p = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (p == MAP_FAILED) {
		loader_root_refuse(root, object->path, strerror(errno));
		return;
	}
	read_image(root, object, (struct str){ p, size });
	if (object->is_elf && root->keep_mapped)
		object->mapped = (struct str){ p, size };
	else {
		object->elf.image = (struct str){ NULL, 0 };
		munmap(p, size);
	}
}

struct str
loader_root_join(struct str directory, struct str rest)
{
	if (rest.n == 0)
		return directory.p == NULL ? STR("") : directory;
	char *p = arena_take(directory.n + rest.n + 2);
	if (directory.n > 0)
		memcpy(p, directory.p, directory.n);
	p[directory.n] = '/';
	memcpy(p + directory.n + 1, rest.p, rest.n);
	return (struct str){ p, directory.n + rest.n + 1 };
}

struct loader_object *
loader_root_object(struct loader_root *root, struct str real)
{
	struct map_entry *entry = entry_of(&root->objects, real);
	if (entry->value != NULL)
		return entry->value;
	struct loader_object *object = entry->value = arena_take(sizeof(*object));
	object->path = entry->key;
	/* The path may have been replaced meanwhile: do not wait for a FIFO, do not follow a link. */
	int fd = open(str_z(loader_root_join(root->directory, real)), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		loader_root_refuse(root, real, strerror(errno));
	else {
		read_open(root, object, fd);
		close(fd);
	}
	return object;
}

/* A path being resolved: REAL is done, the top of REST comes next. */
struct walk {
	char real[PATH_LIMIT];
	size_t n, base;
	struct str rest[LINKS + 2];
	size_t depth;
	unsigned links;
};

static bool
follow(struct walk *walk)
{
	char target[PATH_LIMIT];
	ssize_t n = readlink(walk->real, target, sizeof(target));
	if (n <= 0 || n == sizeof(target) || ++walk->links > LINKS)
		return false;
	walk->rest[walk->depth++] = (struct str){ str_z((struct str){ target, (size_t)n }), (size_t)n };
	return true;
}

/* Resolves one component; false if it does not exist. */
static bool
step(struct walk *walk, struct str part, struct stat *st)
{
	size_t before = walk->n;
	if (part.n == 0 || str_eq(part, STR(".")))
		return true;
	if (str_eq(part, STR(".."))) {
		while (walk->n > walk->base && walk->real[--walk->n] != '/')
			;
		walk->real[walk->n] = '\0';
		st->st_mode = S_IFDIR;
		return true;
	}
	if (part.n + 2 > sizeof(walk->real) - walk->n || !S_ISDIR(st->st_mode))
		return false;
	walk->real[walk->n] = '/';
	memcpy(walk->real + walk->n + 1, part.p, part.n);
	walk->n += part.n + 1;
	walk->real[walk->n] = '\0';
	if (lstat(walk->real, st) < 0)
		return false;
	if (!S_ISLNK(st->st_mode))
		return true;
	if (!follow(walk))
		return false;
	walk->n = walk->rest[walk->depth - 1].p[0] == '/' ? walk->base : before;
	walk->real[walk->n] = '\0';
	st->st_mode = S_IFDIR;
	return true;
}

/* Resolves PATH from FROM, a real directory in the root. */
static bool
walk_path(const struct loader_root *root, struct str from, struct str path, struct str *real, mode_t *mode)
{
	struct walk walk = { .n = 0 };
	struct stat st = { .st_mode = S_IFDIR };
	struct str start = loader_root_join(root->directory, from);
	if (start.n + path.n + 2 > sizeof(walk.real) || (path.n > 0 && memchr(path.p, '\0', path.n) != NULL))
		return false;
	memcpy(walk.real, start.p, start.n);
	walk.n = start.n;
	walk.base = root->directory.n;
	walk.rest[walk.depth++] = path;
	while (walk.depth > 0) {
		struct str *rest = &walk.rest[walk.depth - 1];
		if (rest->p == NULL || rest->n == 0) {
			walk.depth--;
			continue;
		}
		struct str part = str_cut(rest, '/');
		if (!step(&walk, part, &st))
			return false;
	}
	size_t skip = walk.n > walk.base ? walk.base + 1 : walk.base;
	*real = (struct str){ str_z((struct str){ walk.real + skip, walk.n - skip }), walk.n - skip };
	*mode = st.st_mode;
	return true;
}

bool
loader_root_real(struct loader_root *root, struct str path, struct str *real)
{
	mode_t mode;
	return walk_path(root, STR(""), path, real, &mode);
}

/* The real path of a directory, resolved once for all the files looked up in it. */
static struct str *
directory_of(struct loader_root *root, struct str path)
{
	static struct str none;
	struct map_entry *entry = entry_of(&root->directories, path);
	if (entry->value == NULL) {
		struct str *real = arena_take(sizeof(*real));
		mode_t mode;
		entry->value = walk_path(root, STR(""), path, real, &mode) && S_ISDIR(mode) ? real : &none;
	}
	return entry->value;
}

struct loader_object *
loader_root_find(struct loader_root *root, struct str path)
{
	static struct loader_object none;
	if (path.n >= PATH_LIMIT)
		return NULL;
	struct map_entry *entry = entry_of(&root->places, path);
	if (entry->value != NULL)
		return entry->value == &none ? NULL : entry->value;
	size_t slash = str_after_last(path, '/');
	struct str *directory = directory_of(root, str_sub(path, 0, slash)), real;
	mode_t mode = 0;
	entry->value = &none;
	if (directory->p != NULL && walk_path(root, *directory, str_sub(path, slash, path.n), &real, &mode) && S_ISREG(mode))
		entry->value = loader_root_object(root, real);
	return entry->value == &none ? NULL : entry->value;
}
