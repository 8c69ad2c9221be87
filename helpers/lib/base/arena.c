#include "base/base.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/die.h"

enum { CHUNK = 256 * 1024, ALIGN = 16 };

struct chunk {
	struct chunk *next;
	size_t used, size;
	_Alignas(ALIGN) unsigned char bytes[];
};

static struct chunk *chunks;
static unsigned long fail_in;

void
arena_exhausted(void)
{
	die(BAD, "out of memory");
}

static struct chunk *
chunk_new(size_t size)
{
	if (fail_in > 0 && --fail_in == 0)
		arena_exhausted();
	struct chunk *chunk = calloc(1, sizeof(*chunk) + size);
	if (chunk == NULL)
		arena_exhausted();
	chunk->size = size;
	return chunk;
}

void *
arena_take(size_t size)
{
	if (size > SIZE_MAX / 4)
		arena_exhausted();
	size = (size + ALIGN) / ALIGN * ALIGN;
	if (chunks == NULL || chunks->size - chunks->used < size) {
		struct chunk *chunk = chunk_new(size > CHUNK ? size : (size_t)CHUNK);
		/* A large object gets its own chunk; small ones go on filling the current one. */
		if (chunks != NULL && size > CHUNK) {
			chunk->next = chunks->next;
			chunks->next = chunk;
			chunk->used = size;
			return chunk->bytes;
		}
		chunk->next = chunks;
		chunks = chunk;
	}
	void *p = chunks->bytes + chunks->used;
	chunks->used += size;
	return p;
}

void *
arena_take_array(size_t count, size_t size)
{
	if (size != 0 && count > SIZE_MAX / size)
		arena_exhausted();
	return arena_take(count * size);
}

void *
arena_grow(const void *old, size_t old_count, size_t new_count, size_t size)
{
	void *new = arena_take_array(new_count, size);
	if (old_count > 0)
		memcpy(new, old, old_count * size);
	return new;
}

size_t
arena_next(size_t capacity)
{
	if (capacity > SIZE_MAX / 4)
		arena_exhausted();
	return capacity == 0 ? 4 : capacity * 2;
}

void
arena_reset(void)
{
	while (chunks != NULL) {
		struct chunk *next = chunks->next;
		free(chunks);
		chunks = next;
	}
}

void
arena_fail_at(unsigned long n)
{
	fail_in = n;
}
