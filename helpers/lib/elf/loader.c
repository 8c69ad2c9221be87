#include "base/base.h"

#include <dirent.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/file.h"
#include "elf/loader.h"
#include "elf/loader_symbols.h"

/* Takes some seconds; no real tree comes near. */
static const uint64_t probe_limit = 20000000;

bool
loader_is_musl(struct str name)
{
	static const char *const reserved[] = { "libc.", "libpthread.", "librt.", "libm.", "libdl.", "libutil.", "libxnet." };
	for (size_t i = 0; i < COUNT(reserved); i++)
		if (str_starts(name, str_of(reserved[i])))
			return true;
	if (str_starts(name, STR("/lib/")))
		name = str_sub(name, 5, name.n);
	return str_starts(name, STR("ld-musl-")) && str_ends(name, STR(".so.1"));
}

bool
loader_is_glibc(struct str name)
{
	static const char *const names[] = { "libc.so.6", "libm.so.6", "libpthread.so.0", "libdl.so.2", "librt.so.1", "libutil.so.1",
		                             "libresolv.so.2", "libnsl.so.1", "libmvec.so.1", "libanl.so.1", "libcrypt.so.1",
		                             "libBrokenLocale.so.1", "libthread_db.so.1", "libc.so.6.1", "libm.so.6.1" };
	for (size_t i = 0; i < COUNT(names); i++)
		if (str_eq(name, str_of(names[i])))
			return true;
	size_t slash = str_after_last(name, '/');
	name = str_sub(name, slash, name.n);
	return str_starts(name, STR("ld-linux")) || str_starts(name, STR("ld64.so.")) || str_starts(name, STR("libnss_files.so."));
}

/* Splits at ":" and line ends, and keeps absolute directories: the meaning of others depends on the process. */
static void
add_directories(struct str_list *list, struct str path)
{
	size_t from = 0;
	for (size_t i = 0; i <= path.n; i++)
		if (i == path.n || path.p[i] == ':' || path.p[i] == '\n') {
			if (i > from && path.p[from] == '/')
				str_list_add(list, str_sub(path, from + 1, i - from - 1));
			from = i + 1;
		}
}

/* The root's musl loader for this machine, lib/ld-musl-ARCH.so.1; *ARCH is set to its ARCH. */
static struct loader_object *
find_musl(struct loader *loader, const struct elf *machine, struct str *arch)
{
	struct str prefix = STR("ld-musl-"), suffix = STR(".so.1");
	struct str_list names = { NULL, 0, 0 };
	struct dirent *entry;
	struct str real;
	if (!loader_root_real(loader->root, STR("lib"), &real))
		return NULL;
	DIR *dir = opendir(str_z(loader_root_join(loader->root->directory, real)));
	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		struct str name = str_of(entry->d_name);
		if (name.n > prefix.n + suffix.n && str_starts(name, prefix) && str_ends(name, suffix))
			str_list_add(&names, str_of(str_z(name)));
	}
	if (dir != NULL)
		closedir(dir);
	str_list_sort(&names);
	for (size_t i = 0; i < names.count; i++) {
		struct loader_object *object = loader_root_find(loader->root, loader_root_join(STR("lib"), names.items[i]));
		if (object != NULL && object->is_elf && (machine == NULL || elf_same_machine(&object->elf, machine))) {
			*arch = str_sub(names.items[i], prefix.n, names.items[i].n - prefix.n - suffix.n);
			return object;
		}
	}
	return NULL;
}

static void
read_search_path(struct loader *loader, struct str arch)
{
	struct str real, path = STR("/lib:/usr/local/lib:/usr/lib");
	if (arch.n > 0 && loader_root_real(loader->root, str_format("etc/ld-musl-%.*s.path", STRF(arch)), &real)) {
		path = STR("");
		/* As in musl, the file replaces the default path even if it is empty or unreadable. */
		file_read(str_z(loader_root_join(loader->root->directory, real)), 65536, &path);
	}
	add_directories(&loader->search, path);
}

void
loader_open(struct loader *loader, struct loader_root *root, struct loader_object *program)
{
	struct str arch = STR("");
	*loader = (struct loader){ .root = root, .program = program };
	loader->musl = find_musl(loader, program == NULL ? NULL : &program->elf, &arch);
	loader->machine = program != NULL ? &program->elf : loader->musl != NULL ? &loader->musl->elf : NULL;
	read_search_path(loader, arch);
}

bool
loader_takes(const struct loader *loader, const struct loader_object *object)
{
	return loader->machine == NULL || elf_same_machine(&object->elf, loader->machine);
}

/* The run path of a load with $ORIGIN replaced, which is cached since it rarely differs between loads of an object. */
static const struct str_list *
run_path(const struct loaded *load)
{
	struct loader_object *object = load->object;
	struct str path = elf_search_path(&object->elf);
	size_t slash = str_after_last(load->path, '/');
	struct str origin = str_sub(load->path, 0, slash == 0 ? 0 : slash - 1);
	if (path.p == NULL || (object->origin.p != NULL && str_eq(object->origin, origin)))
		return &object->search;
	object->origin = origin;
	object->search = (struct str_list){ NULL, 0, 0 };
	struct text text = { NULL, 0, 0 };
	while (path.n > 0) {
		size_t at = str_find(path, '$');
		text_add(&text, str_sub(path, 0, at));
		path = str_sub(path, at, path.n);
		bool plain = str_starts(path, STR("$ORIGIN")), braced = str_starts(path, STR("${ORIGIN}"));
		if (path.n > 0 && !plain && !braced)
			return &object->search;
		if (path.n > 0) {
			text_add(&text, STR("/"));
			text_add(&text, origin);
		}
		path = str_sub(path, plain ? 7 : 9, path.n);
	}
	add_directories(&object->search, text_str(&text));
	return &object->search;
}

static struct loader_object *
search(struct loader *loader, const struct str_list *directories, struct str name, struct str *path)
{
	for (size_t i = 0; i < directories->count; i++) {
		struct str directory = directories->items[i];
		*path = loader_root_join(directory, name);
		if (directory.n == 0)
			*path = name;
		if (++loader->probes > probe_limit)
			loader->error = "search of more than 20 million places";
		struct loader_object *found = loader->error == NULL ? loader_root_find(loader->root, *path) : NULL;
		if (found != NULL)
			return found;
	}
	return NULL;
}

/* Adds OBJECT to the process unless it is loaded already. */
static size_t
place(struct loader *loader, struct loader_object *object, struct str path, size_t needed_by)
{
	if (object->stamp == loader->stamp)
		return object->loaded;
	if (loader->count >= LOADER_OBJECTS) {
		loader->error = "process of more than 2048 objects";
		return 0;
	}
	arena_reserve(&loader->loads, loader->count, &loader->capacity);
	object->stamp = loader->stamp;
	object->loaded = loader->count;
	loader->loads[loader->count] = (struct loaded){ object, path, needed_by == SIZE_MAX ? loader->count : needed_by };
	return loader->count++;
}

/* Searches for NAME on behalf of the object at INDEX; *PATH is set to where it was found. */
static struct loader_object *
search_up(struct loader *loader, size_t index, struct str name, struct str *path)
{
	if (str_find(name, '/') < name.n) {
		*path = str_sub(name, 1, name.n);
		return name.p[0] == '/' ? loader_root_find(loader->root, *path) : NULL;
	}
	if (name.n > 255)
		return NULL;
	for (;;) {
		struct loader_object *found = search(loader, run_path(&loader->loads[index]), name, path);
		size_t up = loader->loads[index].needed_by;
		if (found != NULL)
			return found;
		if (up == index)
			return search(loader, &loader->search, name, path);
		index = up;
	}
}

static enum loader_answer
load_name(struct loader *loader, size_t index, struct loader_name *name, struct loader_object **target)
{
	struct loader_object *asking = loader->loads[index].object;
	struct str path;
	*target = NULL;
	if (loader_is_musl(name->text)) {
		if (loader->musl != NULL)
			place(loader, loader->musl, loader->musl->path, index);
		return LOADER_SELF;
	}
	if (name->stamp == loader->stamp) {
		*target = loader->loads[name->loaded].object;
		return LOADER_FOUND;
	}
	struct loader_object *found = search_up(loader, index, name->text, &path);
	if (found == NULL)
		return LOADER_NONE;
	*target = found;
	if (!found->is_elf || !elf_same_machine(&found->elf, &asking->elf))
		return LOADER_BLOCKED;
	size_t at = place(loader, found, path, index);
	if (str_find(name->text, '/') == name->text.n) {
		name->stamp = loader->stamp;
		name->loaded = at;
		if (found->shipped)
			name->loaded_as = found;
	}
	return LOADER_FOUND;
}

static void
keep_answer(struct loader_need *need, enum loader_answer answer, struct loader_object *target)
{
	need->seen[answer] = true;
	if (answer == LOADER_BLOCKED)
		need->blocked = target;
	else if (target != NULL && target->shipped)
		need->bundled = target;
	else if (target != NULL)
		need->outside = target;
}

/* Loads the libraries that the objects from FIRST on need, breadth first; with RECORD, keeps the results. False if one is missing. */
static bool
load_needs(struct loader *loader, size_t first, bool record)
{
	bool complete = true;
	for (size_t i = first; i < loader->count && loader->error == NULL; i++) {
		struct loader_object *object = loader->loads[i].object;
		for (size_t k = 0; k < object->elf.needed.count; k++) {
			struct loader_object *target;
			enum loader_answer answer = load_name(loader, i, object->needs[k].name, &target);
			/* A library of glibc never exists, and neither do its symbols. */
			bool there = answer == LOADER_SELF || answer == LOADER_FOUND || loader_is_glibc(object->needs[k].name->text);
			complete = complete && there;
			if (record)
				keep_answer(&object->needs[k], answer, target);
		}
	}
	return complete;
}

/* Starts a process with the loader and, for an object that dlopen loads, the program. The object's index, or SIZE_MAX. */
static size_t
start(struct loader *loader, const struct loader_object *object, bool *complete)
{
	size_t program = SIZE_MAX;
	loader->count = 0;
	loader->stamp++;
	*complete = loader->musl != NULL;
	if (loader->musl != NULL)
		place(loader, loader->musl, loader->musl->path, SIZE_MAX);
	if (!object->elf.program && loader->program != NULL) {
		program = place(loader, loader->program, loader->program->path, SIZE_MAX);
		*complete = load_needs(loader, program, false) && *complete;
	}
	return program;
}

/* Loads OBJECT in a new process; without RECORD, only marks the objects that it loads as dependencies. */
static void
load_object(struct loader *loader, struct loader_object *object, bool record)
{
	bool complete;
	size_t program = start(loader, object, &complete);
	/* An object that the program loads anyway is tried without the program. */
	if (object->stamp == loader->stamp) {
		struct loader_object *kept = loader->program;
		loader->program = NULL;
		program = start(loader, object, &complete);
		loader->program = kept;
	}
	size_t first = object->stamp == loader->stamp ? object->loaded : place(loader, object, object->path, program);
	complete = load_needs(loader, first, record) && complete;
	for (size_t i = first; i < loader->count && loader->error == NULL; i++) {
		struct loader_object *loaded = loader->loads[i].object;
		if (!record)
			loaded->dependency = loaded->dependency || i > first;
		else if (loaded->shipped && loader->root->keep_mapped && complete)
			loader_bind(loader, loaded);
		loaded->recorded = loaded->recorded || record;
		loaded->incomplete = loaded->incomplete || (record && !complete);
	}
}

static int
compare_objects(const void *a, const void *b)
{
	return str_cmp((*(struct loader_object *const *)a)->path, (*(struct loader_object *const *)b)->path);
}

bool
loader_load_all(struct loader *loader)
{
	struct loader_root *root = loader->root;
	/* First find out who loads whom, then load the objects that no other loads, then those that only load each other. */
	enum { SURVEY, TOP, CYCLES, PASSES };
	if (root->shipped_count > 1)
		qsort(root->shipped, root->shipped_count, sizeof(struct loader_object *), compare_objects);
	for (int pass = SURVEY; pass < PASSES; pass++)
		for (size_t i = 0; i < root->shipped_count && loader->error == NULL; i++) {
			struct loader_object *object = root->shipped[i];
			bool skip = (pass == TOP && object->dependency) || (pass == CYCLES && object->recorded);
			if (loader_takes(loader, object) && !skip)
				load_object(loader, object, pass != SURVEY);
		}
	return loader->error == NULL;
}

struct str
loader_musl_name(const struct loader *loader, const struct loader_object *object, struct str name)
{
	if (loader->musl != NULL && str_starts(loader->musl->elf.soname, STR("libc.musl-")))
		return loader->musl->elf.soname;
	if (str_starts(name, STR("libc.musl-")))
		return name;
	return str_format("libc.musl-%.*s.so.1", STRF(elf_machine(&object->elf)));
}
