#ifndef SCIBIDS_ARENA_H
#define SCIBIDS_ARENA_H

#include <stddef.h>

/* Memory that lives until the process ends. */

/* SIZE zeroed bytes, aligned for any type; SIZE 0 gives a valid pointer. Out of memory or a size that no object
   can have ends the process with exit status 2 and one line. */
void *arena_take(size_t size);

/* COUNT * SIZE zeroed bytes, the product checked. */
void *arena_take_array(size_t count, size_t size);

/* The OLD_COUNT elements at OLD, moved to an array of NEW_COUNT (larger) zero-filled elements of SIZE bytes. */
void *arena_grow(const void *old, size_t old_count, size_t new_count, size_t size);

/* Ends the process as if memory were out: for a library, such as libcrypto, that fails for no other reason. */
_Noreturn void arena_exhausted(void);

/* Makes room for one more element in the array *ITEMS of COUNT elements: doubles it when it is full. Sets *CAPACITY. */
#define arena_reserve(items, count, capacity)                                                                       \
	((count) < *(capacity)                                                                                      \
	         ? (void)0                                                                                          \
	         : (void)(*(items) = arena_grow(*(items), (count), arena_next(*(capacity)), sizeof(**(items))),     \
	                  *(capacity) = arena_next(*(capacity))))
size_t arena_next(size_t capacity);

/* Takes back everything that was taken, and keeps the memory for what is taken next. For tests and fuzz targets. */
void arena_reset(void);

#endif
