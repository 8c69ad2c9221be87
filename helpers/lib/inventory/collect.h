#ifndef SCIBIDS_INVENTORY_COLLECT_H
#define SCIBIDS_INVENTORY_COLLECT_H

#include "base/error.h"
#include "inventory/inventory.h"

/* Internal to inventory/: the steps of inventory_collect(). */

/* Python packages; apks come before them. */
bool inventory_collect_python(struct fs *fs, struct inventory *inventory, struct error *error);

/* Interpreters, then files that no package accounts for. */
void inventory_collect_rest(struct fs *fs, struct inventory *inventory);

/* Whether the path is that of an interpreter's program or library. */
bool inventory_is_interpreter(struct str path);

/* Sets *ERROR for a path whose links are circular, and returns false. */
bool inventory_fail_circle(struct error *error, struct str path);

#endif
