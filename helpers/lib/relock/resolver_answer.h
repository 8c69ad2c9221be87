#ifndef SCIBIDS_RELOCK_RESOLVER_ANSWER_H
#define SCIBIDS_RELOCK_RESOLVER_ANSWER_H

#include "base/str.h"

/* uv's message when it cannot resolve: "error: " and paragraphs of wrapped lines, with causes and hints. */

/* The paragraphs of ANSWER, unwrapped to a line each. */
struct str_list resolver_paragraphs(struct str answer);

/* "NAME cannot run on musl: REASON" for each package for which ANSWER finds no fitting wheel and whose record says it is unsupported; nothing
   else need be said then. False, with a line in PROBLEMS: a record is malformed. */
bool resolver_unsupported(struct str answer, struct str chains, struct str alpine, const struct str_list *record_dirs, struct str_list *reasons,
                          struct str_list *problems);

/* From CHAINS, lines "NAME<TAB>what led to it": ": it comes with A -> B: drop A, or its extra", or empty where it is required directly. */
struct str resolver_chain(struct str chains, struct str name);

#endif
