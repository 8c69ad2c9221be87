#ifndef SCIBIDS_ELF_LOADER_H
#define SCIBIDS_ELF_LOADER_H

#include "elf/loader_process.h"

/* Loads objects as musl's dynamic loader does (musl 1.2, ldso/dynlink.c: load_library, load_deps, find_sym), without
   running anything:
   - libc., libpthread., librt., libm., libdl., libutil., libxnet. and the loader's own file are the loader itself;
   - a name with "/" is a path; any other is one that was loaded by this name before, or is searched in the run path of
     the object that needs it, of the one that needed that, and so on up to the program, then in
     /etc/ld-musl-ARCH.path, or /lib:/usr/local/lib:/usr/lib;
   - DT_RUNPATH and DT_RPATH are the same; a run path with "$" that is not $ORIGIN or ${ORIGIN} counts for nothing;
   - the first file that exists ends the search, whatever it is;
   - SONAME counts for nothing: what was opened by its path does not answer a later name.
   Not followed, since they depend on the process: LD_LIBRARY_PATH, relative paths. */

/* PROGRAM, which may be NULL, says what machine all is for; else the first musl in lib/ does. */
void loader_open(struct loader *loader, struct loader_root *root, struct loader_object *program);

/* Loads each shipped object of the root in a process of its own: by dlopen of its path, or as the program where it is
   one. What another shipped object loads is seen only in the processes of those, since a library in X.libs/ has the run
   path of its users. Then the needs say what became of them and, where the root keeps files mapped, `wanted` holds what
   no process defines. False with loader->error; broken files add to the root's errors. */
bool loader_load_all(struct loader *loader);

/* OBJECT is for this machine. Others are not loaded. */
bool loader_takes(const struct loader *loader, const struct loader_object *object);

/* The name by which Alpine provides the loader that OBJECT asked for as NAME: libc.musl-ARCH.so.1. */
struct str loader_musl_name(const struct loader *loader, const struct loader_object *object, struct str name);

/* NAME is the loader itself. */
bool loader_is_musl(struct str name);

/* NAME is a part of glibc that musl's loader takes for itself or does not have. */
bool loader_is_glibc(struct str name);

#endif
