#ifndef SCIBIDS_TOML_H
#define SCIBIDS_TOML_H

#include "base/error.h"
#include "base/yaml.h"

/* A TOML 1.0 document as a tree of the same nodes as YAML: tables are maps, arrays lists, everything else a scalar whose text is
   the value; strings are `quoted`. Tables that stand inline, in brackets or as dotted keys look alike. Stricter and laxer than TOML:
   numbers and dates are not told from other bare words, and a table that dotted keys made may be opened again by a header. */

/* The root, a map, or NULL with *ERROR: line and what. CONTENT must stay alive. */
struct yaml *toml_parse(struct str content, struct error *error);

#endif
