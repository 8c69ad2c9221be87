#ifndef SCIBIDS_ELF_LOADER_SYMBOLS_H
#define SCIBIDS_ELF_LOADER_SYMBOLS_H

#include "elf/loader_process.h"

/* Internal to elf/: binds symbols for loader.c. */

/* Removes from OBJECT's `wanted` every symbol that an object of the current process defines. A broken table adds to the
   root's errors. Without a program, Python's own names (Py..., _Py...) count as defined.
   musl since 1.2.4 has no open64, stat64 ... for linkers, but its loader looks a name of at most 16 bytes that ends
   in 64 up without that ending, if it is in a list, which is read from the root's musl. */
void loader_bind(struct loader *loader, struct loader_object *object);

#endif
