#ifndef SCIBIDS_ELF_LOADER_PROCESS_H
#define SCIBIDS_ELF_LOADER_PROCESS_H

#include "elf/loader_root.h"

/* The state of a process that loader.h loads objects into. All memory is the arena's. */

enum { LOADER_OBJECTS = 2048 }; /* in one process */

/* One object of a process. */
struct loaded {
	struct loader_object *object;
	struct str path; /* as it was opened, from the root, without leading "/" */
	size_t needed_by; /* index; its own for the first ones */
};

struct loader {
	struct loader_root *root;
	const struct elf *machine; /* decides which objects are loaded; NULL if unknown */
	struct loader_object *musl; /* NULL if the root has none for this machine */
	struct loader_object *program; /* loaded with its libraries at the start of every process; may be NULL */
	struct str_list search; /* directories, from the root */
	struct loaded *loads;
	size_t count, capacity;
	unsigned long stamp;
	struct str large_file_names; /* see loader_symbols.h; p NULL until it is needed */
	uint64_t probes; /* files looked for so far */
	const char *error; /* why loading was given up, or NULL */
};

#endif
