#ifndef SCIBIDS_EXPLAIN_H
#define SCIBIDS_EXPLAIN_H

#include "base/str.h"
#include "base/yaml.h"
#include "dockerfile/read.h"
#include "lock/lock.h"

/* The inputs of an image's key, and what changed since a different key. All memory is the arena's.

   A state is a directory with a build's inputs: settings, labels, Dockerfile and sources as make writes them, key, the lock, app.files
   (scibids-hash app --manifest), fragments (lines "SHA-256 NAME" sorted by name, "your/NAME" for the user's own), way (lines of key,
   how its image was made, and details, between tabs, as mk/image.sh writes them) and, if the builder ran, image.yaml
   (scibids-progress --summary). The history keeps the states of the last keys in HISTORY/KEY/. What a state lacks is unknown. */

enum { EXPLAIN_KEPT = 20 /* states in the history */, EXPLAIN_LIMIT = 64 * 1024 * 1024 /* bytes of one file */ };

/* One thing that the key depends on. */
struct explain_item {
	struct str kind;  /* "requirement", "apk", "setting", "fragment", "app" ... */
	struct str name;  /* unique in its kind */
	struct str value; /* printable; n 0: only the digest identifies it */
	struct str hash;  /* SHA-256; n 0: there is only the value */
	struct str stage; /* the stage it acts on; a final "*" matches any end; n 0: any stage */
};

struct explain_items {
	struct explain_item *items; /* sorted by kind and name */
	size_t count, capacity;
};

struct explain_state {
	struct str key, labels;
	struct str app_hash;
	uint64_t app_files, app_bytes;
	bool has_lock, has_app, has_settings, has_fragments;
	struct lock lock;
	struct dockerfile_stages stages;
	const struct yaml *summary; /* NULL: none */
	bool loaded;                /* the app's layer was put on the layers of an earlier image, without the builder */
	struct explain_items items;
};

struct explain_paths {
	const char *dir;            /* of the state */
	const char *lock;           /* NULL: DIR/lock */
	const char *fragments;      /* directory of scibids's own; NULL: DIR/fragments lists them */
	const char *user_fragments; /* NULL: none */
};

/* False with *WHAT: a file that exists cannot be read. */
bool explain_read(const struct explain_paths *paths, struct explain_state *state, struct str *what);

/* A line "SHA-256 NAME" per fragment. False with *WHAT. */
bool explain_fragments(const struct explain_paths *paths, struct str *text, struct str *what);

/* Adds what a lock contributes to the key; and sorts the items, once all are there. */
void explain_add_lock(struct explain_items *items, const struct lock *lock);
void explain_sort(struct explain_items *items);

/* An item that changed. */
struct explain_change {
	const struct explain_item *from, *to; /* NULL: added, removed */
};

struct explain_changes {
	struct explain_change *items;
	size_t count, capacity;
};

/* All changes, except of kinds that either state does not record. */
struct explain_changes explain_compare(const struct explain_state *from, const struct explain_state *to);

/* "1.0 -> 1.1", "added", "removed", "changed: 1a2b -> 3c4d". */
struct str explain_change_text(const struct explain_change *change);

/* "requirement idna". */
struct str explain_change_name(const struct explain_change *change);

/* Why STAGE of TO is built again: the changes that act on it or on the stages it uses. n 0: nothing changed. */
struct str explain_why(const struct explain_state *from, const struct explain_state *to, const struct explain_changes *changes, struct str stage);

/* Stages of TO whose text differs although no change accounts for it, with the first line that differs: "STAGE: LINE". */
struct str_list explain_unexplained(const struct explain_state *from, const struct explain_state *to, const struct explain_changes *changes);

#endif
