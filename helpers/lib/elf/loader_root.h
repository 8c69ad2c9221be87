#ifndef SCIBIDS_ELF_LOADER_ROOT_H
#define SCIBIDS_ELF_LOADER_ROOT_H

#include "base/error.h"
#include "elf/elf.h"
#include "elf/symbols.h"

/* Files below a directory that is to become, or is, the root of a file system: paths and symbolic links are followed as
   if it were "/", so nothing outside is ever read. Each file is read once. */

/* A library name that some object needs, unique: compare pointers. */
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

/* One needed name of an object: what the loads in which it took part came to. */
struct loader_need {
	struct loader_name *name;
	struct loader_object *bundled, *outside, *blocked; /* what answered: shipped, not shipped, LOADER_BLOCKED */
	bool seen[LOADER_BLOCKED + 1];
};

struct loader_object {
	struct str path; /* from the root, without links and leading "/" */
	struct str mapped; /* the whole file where symbols are wanted, else p NULL */
	struct elf elf; /* text in the arena */
	bool is_elf, shipped;
	bool dependency, recorded; /* another object loads it; its needs are answered */
	struct loader_need *needs; /* as many as elf.needed */
	struct str origin; /* of which search is the expansion */
	struct str_list search;
	struct elf_symbols wanted; /* not found in any load so far */
	bool wanted_read, incomplete; /* not everything it is loaded with was there */
	unsigned long stamp;
	size_t loaded;
};

struct loader_map {
	struct loader_slot {
		struct str key;
		void *value;
	} *slots;
	size_t count, capacity;
};

struct loader_root {
	struct str directory; /* no trailing "/" */
	bool keep_mapped;
	struct loader_map objects, places, names, directories;
	struct loader_object **shipped; /* sorted by path once loading begins */
	size_t shipped_count, shipped_capacity;
	struct str_list errors; /* "FILE: offset 0x...: what" of every file that is broken or cannot be read */
};

void loader_root_open(struct loader_root *root, struct str directory, bool keep_mapped);

/* The regular file that PATH, from the root, leads to; NULL where there is none. */
struct loader_object *loader_root_find(struct loader_root *root, struct str path);

/* Marks every ELF file at or below PATH as shipped, whatever its mode; links below PATH are not followed. What does not
   exist or cannot be read is an error of the root. */
void loader_root_ship(struct loader_root *root, struct str path);

/* Adds "FILE: WHAT" to the errors. */
void loader_root_refuse(struct loader_root *root, struct str file, const char *what);

/* Adds "FILE: offset 0x...: what" to the errors. */
void loader_root_error(struct loader_root *root, const struct loader_object *object, const struct error *error);

/* The file at REAL, a path without links; never NULL. Not an ELF file: is_elf false. */
struct loader_object *loader_root_object(struct loader_root *root, struct str real);

/* PATH without links, "." and ".." (".." stays in the root). False where it does not exist. */
bool loader_root_real(struct loader_root *root, struct str path, struct str *real);

/* DIRECTORY "/" REST, NUL-terminated; only DIRECTORY where REST is empty. */
struct str loader_root_join(struct str directory, struct str rest);

struct loader_name *loader_root_name(struct loader_root *root, struct str text);

/* The value of KEY, a place for one that is not there yet (NULL in it). KEY is copied. */
void **loader_map_at(struct loader_map *map, struct str key);

#endif
