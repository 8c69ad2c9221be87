#ifndef SCIBIDS_ELF_LOADER_SYMBOLS_H
#define SCIBIDS_ELF_LOADER_SYMBOLS_H

#include "elf/loader_process.h"

/* Internal to elf/: binds symbols for loader.c. */

/* Drops from OBJECT's `wanted` every symbol that an object of the present process defines. A broken table adds to the
   root's errors. Where there is no program, Python's own names (Py..., _Py...) count as defined.
   musl since 1.2.4 has no open64, stat64 ... for linkers, but its loader answers a name of at most 16 bytes that ends in
   64 from a list of its own without that ending, which is read from the musl of the root. */
void loader_bind(struct loader *loader, struct loader_object *object);

#endif
