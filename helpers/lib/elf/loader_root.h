#ifndef SCIBIDS_ELF_LOADER_ROOT_H
#define SCIBIDS_ELF_LOADER_ROOT_H

#include "base/error.h"
#include "base/map.h"
#include "elf/elf.h"
#include "elf/symbols.h"

/* Files below a directory that is, or will be, the root of a file system: paths and symbolic links are followed as if it were "/", so
   that nothing outside is read. Each file is read once. */

/* A needed library name. Names are unique, so pointers can be compared. */
struct loader_name {
	struct str text;
	struct loader_object *loaded_as; /* a shipped object that a load found by this name, or NULL */
	unsigned long stamp;
	size_t loaded; /* in the load of that stamp */
};

/* How one needed name was answered. */
enum loader_answer {
	LOADER_NONE, /* nothing on the search path */
	LOADER_SELF, /* musl's loader, which is also libc, libm, libpthread ... */
	LOADER_FOUND,
	LOADER_BLOCKED, /* the first file on the search path is not an object of this machine: the load ends there */
};

/* A needed name of an object, with the results of all loads that included the object. */
struct loader_need {
	struct loader_name *name;
	struct loader_object *bundled, *outside, *blocked; /* what answered: shipped, not shipped, LOADER_BLOCKED */
	bool seen[LOADER_BLOCKED + 1];
};

struct loader_object {
	struct str path; /* from the root, without links and leading "/" */
	struct str mapped; /* the whole file if symbols are bound, otherwise p NULL */
	struct elf elf; /* text in the arena */
	bool is_elf, shipped;
	bool dependency, recorded; /* a shipped object loads it; its needs have their results */
	struct loader_need *needs; /* as many as elf.needed */
	struct str origin; /* the $ORIGIN that search was expanded with */
	struct str_list search;
	struct elf_symbols wanted; /* undefined in every load so far */
	bool wanted_read, incomplete; /* a library was missing in a load */
	unsigned long stamp;
	size_t loaded;
};

struct loader_root {
	struct str directory; /* no trailing "/" */
	bool keep_mapped;
	struct map objects, places, names, directories;
	struct loader_object **shipped; /* sorted by path once loading begins */
	size_t shipped_count, shipped_capacity;
	struct str_list errors; /* "FILE: offset 0x...: what" of every file that is broken or cannot be read */
};

void loader_root_open(struct loader_root *root, struct str directory, bool keep_mapped);

/* The regular file at PATH, which begins at the root; NULL if there is none. */
struct loader_object *loader_root_find(struct loader_root *root, struct str path);

/* Marks every ELF file at or below PATH as shipped, whatever its mode, without following links below PATH. A path that
   does not exist or cannot be read adds to the errors. */
void loader_root_ship(struct loader_root *root, struct str path);

/* Adds "FILE: WHAT" to the errors. */
void loader_root_refuse(struct loader_root *root, struct str file, const char *what);

/* Adds "FILE: offset 0x...: what" to the errors. */
void loader_root_error(struct loader_root *root, const struct loader_object *object, const struct error *error);

/* The file at REAL, a path without links; never NULL. is_elf is false if it is not an ELF file. */
struct loader_object *loader_root_object(struct loader_root *root, struct str real);

/* PATH without links, "." and ".." (".." stays in the root). False if it does not exist. */
bool loader_root_real(struct loader_root *root, struct str path, struct str *real);

/* DIRECTORY "/" REST, NUL-terminated; only DIRECTORY if REST is empty. */
struct str loader_root_join(struct str directory, struct str rest);

#endif
