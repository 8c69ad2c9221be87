/* What musl's memcpy() costs: one that needs no microcode for a few bytes. musl's begins with `rep movsq`, which takes some
   30 cycles to start; most copies of an interpreter are of less than 64 bytes. Preloaded by run, for x86_64; in no image. */
#include <stddef.h>
#include <string.h>

typedef long long block __attribute__((vector_size(16), aligned(1), may_alias));
typedef unsigned long long eight __attribute__((aligned(1), may_alias));
typedef unsigned four __attribute__((aligned(1), may_alias));
typedef unsigned short two __attribute__((aligned(1), may_alias));

enum { LONG = 2048 }; /* bytes: from here on the processor's own loop is faster */

/* The first and the last of it, which may overlap: read before either is written. */
#define BOTH_ENDS(type) \
	do { \
		type first = *(const type *)from, last = *(const type *)(from + n - sizeof(type)); \
		*(type *)to = first; \
		*(type *)(to + n - sizeof(type)) = last; \
		return target; \
	} while (0)

static void
copy_64(unsigned char *to, const unsigned char *from)
{
	const block *b = (const block *)from;
	block b0 = b[0], b1 = b[1], b2 = b[2], b3 = b[3], *a = (block *)to;
	a[0] = b0, a[1] = b1, a[2] = b2, a[3] = b3;
}

void *
memmove(void *target, const void *source, size_t n)
{
	unsigned char *to = target;
	const unsigned char *from = source;
	if (n > 64) {
		struct { block b[4]; } end;
		if ((size_t)(to - from) >= n) { /* no byte is written before it is read */
			if (n >= LONG) {
				__asm__ volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(n) : : "memory");
				return target;
			}
			copy_64((unsigned char *)&end, from + n - 64);
			unsigned char *last = to + n - 64;
			for (; n > 64; n -= 64, to += 64, from += 64)
				copy_64(to, from);
			copy_64(last, (unsigned char *)&end);
			return target;
		}
		copy_64((unsigned char *)&end, from);
		for (; n > 64; n -= 64)
			copy_64(to + n - 64, from + n - 64);
		copy_64(to, (unsigned char *)&end);
		return target;
	}
	if (n > 32) {
		block first = *(const block *)from, second = *(const block *)(from + 16);
		from += n - 32;
		block third = *(const block *)from, last = *(const block *)(from + 16);
		*(block *)to = first, *(block *)(to + 16) = second;
		to += n - 32;
		*(block *)to = third, *(block *)(to + 16) = last;
		return target;
	}
	if (n >= 16)
		BOTH_ENDS(block);
	if (n >= 8)
		BOTH_ENDS(eight);
	if (n >= 4)
		BOTH_ENDS(four);
	if (n >= 2)
		BOTH_ENDS(two);
	if (n == 1)
		*to = *from;
	return target;
}

void *
memcpy(void *restrict target, const void *restrict source, size_t n)
{
	return memmove(target, source, n);
}
