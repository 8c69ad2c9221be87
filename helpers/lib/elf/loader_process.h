#ifndef SCIBIDS_ELF_LOADER_PROCESS_H
#define SCIBIDS_ELF_LOADER_PROCESS_H

#include "elf/loader_root.h"

/* What a process has loaded. loader.h fills it in; everything in it lives in the arena. */

enum { LOADER_OBJECTS = 2048 }; /* in one process */

/* One object of a process. */
struct loaded {
	struct loader_object *object;
	struct str path; /* as it was opened, from the root, without leading "/" */
	size_t needed_by; /* index; its own for the first ones */
};

struct loader {
	struct loader_root *root;
	const struct elf *machine; /* what all is for; NULL where nothing says it */
	struct loader_object *musl; /* NULL where the root has none for this machine */
	struct loader_object *program; /* with what it needs in every process, before anything else; may be NULL */
	struct str_list search; /* directories, from the root */
	struct loaded *loads;
	size_t count, capacity;
	unsigned long stamp;
	struct str large_file_names; /* see loader_symbols.h; p NULL before it was looked for */
	uint64_t probes; /* files looked for so far */
	const char *error; /* NULL, or why loading was given up */
};

#endif
