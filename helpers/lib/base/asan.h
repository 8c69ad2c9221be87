#ifndef SCIBIDS_ASAN_H
#define SCIBIDS_ASAN_H

/* Memory that nobody may touch, in a build with the address sanitizer; otherwise nothing. */

#ifndef __has_feature
#define __has_feature(name) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
#define SCIBIDS_ASAN 1
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(address, size) ((void)(address), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(address, size) ((void)(address), (void)(size))
#endif

#endif
