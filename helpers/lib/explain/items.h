#ifndef SCIBIDS_EXPLAIN_ITEMS_H
#define SCIBIDS_EXPLAIN_ITEMS_H

#include "explain/explain.h"

/* Internal to explain/: adds an item, and those of settings and labels, of fragments, and of the app. */

void explain_add(struct explain_items *items, struct explain_item item);
void explain_add_settings(struct explain_items *items, struct str settings, struct str labels);
void explain_add_fragments(struct explain_items *items, struct str text);
bool explain_add_app(struct explain_state *state, struct str text);

#endif
