#ifndef SCIBIDS_RELOCK_RESOLVER_ANSWER_H
#define SCIBIDS_RELOCK_RESOLVER_ANSWER_H

#include "base/str.h"

/* What uv says when requirements cannot be met: "error: " and paragraphs of folded lines, causes and hints among them. */

/* The paragraphs of ANSWER, a line each, without what only the layout is for. */
struct str_list resolver_paragraphs(struct str answer);

/* "NAME cannot run on musl: what its record says" for each package that ANSWER finds no fitting wheel for and whose
   record calls it unsupported: that is then all there is to say. False: a record is malformed, and PROBLEMS says so. */
bool resolver_unsupported(struct str answer, struct str alpine, const struct str_list *record_dirs, struct str_list *reasons,
                          struct str_list *problems);

#endif
