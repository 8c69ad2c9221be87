#ifndef SCIBIDS_LOCK_NEED_H
#define SCIBIDS_LOCK_NEED_H

#include "base/str.h"

/* Why an image has an apk: an entry of needed-by in a lock.

     so:NAME for FILE[ and N more]   a library, the first file that needs it and the number of the others
     the record of PACKAGE           a package record asks for it
     apk NAME                        a different apk depends on it
     anything else                   who asks for it: a setting, the root file system */
enum lock_need_kind { NEED_LIBRARY, NEED_RECORD, NEED_APK, NEED_OTHER };

struct lock_need {
	enum lock_need_kind kind;
	struct str name; /* "so:NAME", PACKAGE, NAME, or the text */
	struct str file; /* a library's: relative to site-packages, or to the root */
	size_t others;
};

struct lock_need lock_need_parse(struct str text);
struct str lock_need_str(struct lock_need need);

#endif
