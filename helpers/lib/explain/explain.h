#ifndef SCIBIDS_EXPLAIN_H
#define SCIBIDS_EXPLAIN_H

#include "base/str.h"
#include "base/yaml.h"
#include "dockerfile/read.h"
#include "lock/lock.h"

/* What made an image's key, and what of it changed since another one. All memory is the arena's.

   A state is a directory with what a build was made from: settings, labels, Dockerfile and sources as make writes them, key, the
   lock, app.files (scibids-hash app --manifest), fragments (a line "SHA-256 NAME" each, sorted by name, "your/NAME" for the
   user's own), way (a line KEY, tab, how it was made, tab, more, as
   mk/image.sh writes it), and image.yaml (scibids-progress --summary) where the builder ran. The history keeps one for each of the last keys:
   HISTORY/KEY/. What a state lacks is unknown. */

enum { EXPLAIN_KEPT = 20 /* states in the history */, EXPLAIN_LIMIT = 64 * 1024 * 1024 /* bytes of one file */ };

/* One thing that the key depends on. */
struct explain_item {
	struct str kind;  /* "requirement", "apk", "setting", "fragment", "app" ... */
	struct str name;  /* unique in its kind */
	struct str value; /* fit to be printed; n 0: only the digest tells it from another */
	struct str hash;  /* SHA-256; n 0: the value is all */
	struct str stage; /* of the Dockerfile, that it acts on; a last "*" stands for any end; n 0: any */
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
	bool loaded;                /* the app's layer was put on those of another image, without the builder */
	struct explain_items items;
};

struct explain_paths {
	const char *dir;            /* of the state */
	const char *lock;           /* NULL: DIR/lock */
	const char *fragments;      /* directory of scibids's own; NULL: DIR/fragments says what they were */
	const char *user_fragments; /* NULL: none */
};

/* False with *WHAT: a file that is there cannot be read. */
bool explain_read(const struct explain_paths *paths, struct explain_state *state, struct str *what);

/* "SHA-256 NAME" of each fragment, a line each. False with *WHAT. */
bool explain_fragments(const struct explain_paths *paths, struct str *text, struct str *what);

/* For explain_read(): adds an item; and all that the lock, the settings, the labels, the fragments and the app say, then sorts. */
void explain_add(struct explain_items *items, struct explain_item item);
void explain_add_lock(struct explain_items *items, const struct lock *lock);
void explain_add_settings(struct explain_items *items, struct str settings, struct str labels);
void explain_add_fragments(struct explain_items *items, struct str text);
bool explain_add_app(struct explain_state *state, struct str text);
void explain_sort(struct explain_items *items);

/* One thing that is another than it was. */
struct explain_change {
	const struct explain_item *from, *to; /* NULL: not there */
};

struct explain_changes {
	struct explain_change *items;
	size_t count, capacity;
};

/* What changed; where one of the two does not know a kind of thing at all, that kind is passed over. */
struct explain_changes explain_compare(const struct explain_state *from, const struct explain_state *to);

/* "1.0 -> 1.1", "added", "removed", "changed, 1a2b -> 3c4d". */
struct str explain_change_text(const struct explain_change *change);

/* "requirement idna". */
struct str explain_change_name(const struct explain_change *change);

/* Why STAGE of TO is made again: the changes that act on it, or on what it is made from. n 0: nothing of it changed. */
struct str explain_why(const struct explain_state *from, const struct explain_state *to, const struct explain_changes *changes, struct str stage);

/* The stages of TO whose text differs and which no change accounts for, with their first line that does: "STAGE: LINE". */
struct str_list explain_unexplained(const struct explain_state *from, const struct explain_state *to, const struct explain_changes *changes);

#endif
