#ifndef SCIBIDS_YAML_H
#define SCIBIDS_YAML_H

#include "base/error.h"

/* A YAML 1.1 document (JSON is read as well) as a tree whose nodes know their line, read by libyaml.
   Stricter than YAML: one document; no anchors, aliases or tags; no duplicate keys; keys are scalars; at most
   YAML_DEPTH levels. Values are text; the caller interprets them. */

enum { YAML_DEPTH = 32 };

enum yaml_kind { YAML_SCALAR, YAML_LIST, YAML_MAP };

struct yaml {
	enum yaml_kind kind;
	int line;           /* 1-based; in a map, of the key */
	bool quoted;        /* a scalar in quotes or a block: "~" is then no null */
	struct str key;     /* in a map: the entry's key */
	struct str text;    /* a scalar's value, in the arena */
	struct yaml *first; /* of a list or a map */
	struct yaml *next;  /* the sibling after this one */
	size_t count;       /* of entries */
};

/* The document's root, or NULL with *ERROR set. An empty document is an error. CONTENT must stay alive. */
struct yaml *yaml_parse(struct str content, struct error *error);

/* The entry KEY of a map, or NULL (also when MAP is NULL or no map). */
struct yaml *yaml_get(const struct yaml *map, const char *key);

/* The text of the scalar entry KEY, or an empty str whose p is NULL. */
struct str yaml_text(const struct yaml *map, const char *key);

/* A null scalar: empty, ~ or null without quotes. */
bool yaml_is_null(const struct yaml *node);

/* S as a YAML scalar that reads back as the same text: plain where that is certain, else in double quotes. In the arena. */
struct str yaml_quote(struct str s);

#endif
