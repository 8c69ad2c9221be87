#ifndef SCIBIDS_ELF_LOADER_H
#define SCIBIDS_ELF_LOADER_H

#include "elf/loader_process.h"

/* Loads objects as musl's dynamic loader does (musl 1.2, ldso/dynlink.c: load_library, load_deps, find_sym), without
   running anything:
   - libc., libpthread., librt., libm., libdl., libutil., libxnet. and the loader's file all mean the loader itself;
   - a name with "/" is a path; any other name means the object that was loaded by this name before, or is searched for in the run
     path of the object that needs it, of the one that needed that, and so on up to the program, then in the directories of
     /etc/ld-musl-ARCH.path or in /lib:/usr/local/lib:/usr/lib;
   - DT_RUNPATH and DT_RPATH mean the same; a run path with a "$" other than $ORIGIN or ${ORIGIN} is ignored;
   - the first file that exists ends the search, whatever it is;
   - SONAME is ignored: an object that was opened by its path does not answer to a name later.
   LD_LIBRARY_PATH and relative paths are ignored, since they depend on the process. */

/* The machine is that of PROGRAM or, if PROGRAM is NULL, of the first musl in lib/. */
void loader_open(struct loader *loader, struct loader_root *root, struct loader_object *program);

/* Loads each shipped object of the root in its own process: by dlopen of its path, or as the program if it is one. An object that a
   shipped one loads is judged only in the processes of those, since a library in X.libs/ inherits the run path of its users. The
   results are in the objects' needs and, if the root keeps files mapped, in `wanted`: the symbols that no process defines. False
   with loader->error; broken files add to the root's errors. */
bool loader_load_all(struct loader *loader);

/* Is OBJECT for this machine? Others are not loaded. */
bool loader_takes(const struct loader *loader, const struct loader_object *object);

/* Alpine's name for the loader that OBJECT needs as NAME: libc.musl-ARCH.so.1. */
struct str loader_musl_name(const struct loader *loader, const struct loader_object *object, struct str name);

/* Does NAME mean the loader itself? */
bool loader_is_musl(struct str name);

/* Is NAME a part of glibc, which musl's loader replaces or lacks? */
bool loader_is_glibc(struct str name);

#endif
