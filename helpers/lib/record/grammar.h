#ifndef SCIBIDS_RECORD_GRAMMAR_H
#define SCIBIDS_RECORD_GRAMMAR_H

#include "base/str.h"

/* The values that a record allows. Each record_wrong_*() returns what is wrong with S, or NULL. */

const char *record_wrong_apk(struct str s);
const char *record_wrong_build_apk(struct str s);
const char *record_wrong_requirement(struct str s);
const char *record_wrong_module(struct str s);
const char *record_wrong_glob(struct str s);
const char *record_wrong_file_glob(struct str s);
const char *record_wrong_variable(struct str s);
const char *record_wrong_setting(struct str s);

/* A line of printable ASCII. */
bool record_is_printable(struct str s);

/* Is APK in every toolbox, so that no record names it in "build"? */
bool record_in_toolbox(struct str apk);

#endif
