#include "base/base.h"

#include "base/arena.h"
#include "base/asan.h"
#include "tap.h"

enum { SMALL = 100, MANY = 5000, LARGE = 1000 * 1000 };

static bool
is_zero(const char *bytes, size_t size)
{
	while (size > 0 && bytes[size - 1] == '\0')
		size--;
	return size == 0;
}

/* What a round of SMALL objects and a LARGE one finds in its memory, which it fills. */
static bool
fill(void)
{
	bool zero = true;
	for (int i = 0; i <= MANY; i++) {
		size_t size = i == MANY / 2 ? LARGE : SMALL;
		char *bytes = arena_take(size);
		zero = zero && is_zero(bytes, size);
		memset(bytes, 'x', size);
	}
	return zero;
}

#ifdef SCIBIDS_ASAN
static void
guards(size_t size)
{
	const char *bytes = arena_take(size);
	ok(size == 0 || !__asan_address_is_poisoned(bytes + size - 1), "of %zu bytes the last can be touched", size);
	ok(__asan_address_is_poisoned(bytes + size), "and the next cannot");
}
#else
static void
guards(size_t size)
{
	ok(arena_take(size) != arena_take(size), "two objects of %zu bytes are two", size);
}
#endif

int
main(void)
{
	ok(fill(), "memory is zero");
	arena_reset();
	ok(fill(), "memory that was taken back is zero again");
	arena_reset();
	for (size_t size = 0; size < 34; size += 11)
		guards(size);
	guards(LARGE);
	return tap_end();
}
