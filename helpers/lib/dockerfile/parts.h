#ifndef SCIBIDS_DOCKERFILE_PARTS_H
#define SCIBIDS_DOCKERFILE_PARTS_H

#include "dockerfile/target.h"

/* The texts that fill a fragment's placeholders. All of them lie in the arena; what comes from a lock was checked when
   it was read, what comes from the settings is checked here. */

/* name=version of each, blank between. */
struct str dockerfile_apks(const struct lock_apks *apks);
struct str dockerfile_base(const struct lock *lock); /* by its digest, where the lock has one */

/* "name=version checksum" of each, a line each. */
struct str dockerfile_locked_apks(const struct lock_apks *apks);

/* The RUN that adds them from the mirror; empty when there are none. */
struct str dockerfile_apk_add(const struct lock_apks *apks);

/* ENV instructions, a line each. */
struct str dockerfile_env(const struct record_settings *env);

/* A uv.toml with the requirements of the build that the package does not name itself, and an environment.txt with all that its build
   gets; empty when there are none. */
struct str dockerfile_build_requires(const struct lock_package *package);

/* One line of a requirements file: pinned, with its hash. */
struct str dockerfile_requirement(const struct lock_package *package);

/* The --mount of the project's files that the package is built from; empty if there are none. */
struct str dockerfile_project_mount(const struct lock_package *package);

/* The first command of a source build, followed by &&; empty if there is none. */
struct str dockerfile_prepare(const struct lock_package *package);

/* A --mount for each environment variable that the requirements use. */
struct str dockerfile_variables(const struct lock *lock);

/* SCIBIDS_TRIM, or its default. dockerfile_stitch() checks it. */
struct str dockerfile_trim(const struct settings *settings);

/* The arguments of install-packages for a source build. */
struct str dockerfile_build_options(const struct lock_package *package);

/* Apks that the image gets whatever the ELF headers say. */
struct str dockerfile_requested_apks(const struct lock *lock, const struct settings *settings);

/* The directory of the time zones that a Python package has, as an additional word; n 0 if the branch has its own, or no package has any. */
struct str dockerfile_zones(const struct lock *lock);

/* The instruction that puts the image's allocator before musl's, from the proof on; n 0 where there is none. */
struct str dockerfile_preload(const struct lock *lock, const struct settings *settings);

/* JSON for the proof: {name: {"import-names": [...], "optional-imports": [...]}} of packages whose record says so. */
struct str dockerfile_imports(const struct lock *lock);

/* JSON for the bill of materials: {name, created, platform, base-image, base-digest, apks: {name: checksum}, packages:
   {name: {source, version, artifact, sha256, url, commit}}}, without what is not known. */
struct str dockerfile_facts(const struct lock *lock, const struct settings *settings);

/* LIST with SEPARATOR between. */
struct str dockerfile_words(const struct str_list *list, const char *separator);

/* A COPY with FLAGS, each with a blank behind it, of DIRECTORY of each stage from BEGIN on, before END, to the root. */
struct str dockerfile_copies(const char *flags, const struct str_list *stages, size_t begin, size_t end, const char *directory);

/* The names of STAGES, in lines of a comment. */
struct str dockerfile_stage_list(const struct str_list *stages);

/* Instructions of the final stage; empty where nothing is set. */
struct final_settings {
	struct str env, labels, entrypoint, cmd;
};

/* False with *WHY: a setting that no instruction can hold. */
bool dockerfile_final(const struct dockerfile *d, struct final_settings *final, struct str *why);

/* WORDS as a JSON array of strings, the exec form of CMD and ENTRYPOINT. */
struct str dockerfile_exec_form(const struct str_list *words);

/* VALUE in double quotes as ENV and LABEL read it back unchanged; false: it holds a control character. */
bool dockerfile_quote(struct str value, struct str *quoted);

/* TEXT with a blank line after each here-document, which some readers of Dockerfiles want. */
struct str dockerfile_spaced(struct str text);

#endif
