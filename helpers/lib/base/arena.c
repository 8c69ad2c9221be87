#include "base/base.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/asan.h"
#include "base/status.h"

enum { CHUNK = 256 * 1024, ALIGN = 16 };

struct chunk {
	struct chunk *next;
	size_t used, size;
	_Alignas(ALIGN) unsigned char bytes[];
};

static struct chunk *chunks;
static struct chunk *spare; /* of CHUNK bytes, all zero, after arena_reset() */

void
arena_exhausted(void)
{
	fprintf(stderr, "%s: out of memory\n", program_name);
	exit(BAD);
}

static struct chunk *
chunk_new(size_t size)
{
	struct chunk *chunk = spare;
	if (size == CHUNK && chunk != NULL) {
		spare = chunk->next;
		return chunk;
	}
	chunk = calloc(1, sizeof(*chunk) + size);
	if (chunk == NULL)
		arena_exhausted();
	chunk->size = size;
	/* What is not taken may not be touched: otherwise one object could reach into the next unseen. */
	ASAN_POISON_MEMORY_REGION(chunk->bytes, size);
	return chunk;
}

void *
arena_take(size_t wanted)
{
	if (wanted > SIZE_MAX / 4)
		arena_exhausted();
	size_t size = (wanted + ALIGN) / ALIGN * ALIGN;
	if (chunks == NULL || chunks->size - chunks->used < size) {
		struct chunk *chunk = chunk_new(size > CHUNK ? size : (size_t)CHUNK);
		/* A large object gets its own chunk; small ones go on filling the current one. */
		if (chunks != NULL && size > CHUNK) {
			chunk->next = chunks->next;
			chunks->next = chunk;
			chunk->used = size;
			ASAN_UNPOISON_MEMORY_REGION(chunk->bytes, wanted);
			return chunk->bytes;
		}
		chunk->next = chunks;
		chunks = chunk;
	}
	void *p = chunks->bytes + chunks->used;
	chunks->used += size;
	ASAN_UNPOISON_MEMORY_REGION(p, wanted);
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
		struct chunk *chunk = chunks;
		chunks = chunk->next;
		if (chunk->size != CHUNK) {
			free(chunk);
			continue;
		}
		ASAN_UNPOISON_MEMORY_REGION(chunk->bytes, chunk->used);
		memset(chunk->bytes, 0, chunk->used);
		ASAN_POISON_MEMORY_REGION(chunk->bytes, chunk->used);
		chunk->used = 0;
		chunk->next = spare;
		spare = chunk;
	}
}
