#ifndef SCIBIDS_ELF_BUILD_H
#define SCIBIDS_ELF_BUILD_H

#include "base/arena.h"
#include "elf/symbols.h"

/* Writes small ELF files of any class and byte order: one loaded segment, whose addresses are offsets + 0x1000. */

enum { BUILD_TABLE = 64, BUILD_STRINGS = 256, BUILD_SYMBOLS = 1024, BUILD_HASH = 1536, BUILD_GNU_HASH = 1664, BUILD_RELA = 1792,
       BUILD_DYNAMIC = 2304, BUILD_SIZE = 2816, BUILD_ADDRESS = 0x1000, BUILD_NAMES = 6 };

struct build_spec {
	bool narrow, big, program, old_hash, hidden;
	unsigned machine; /* 0: x86_64 */
	const char *interp, *soname, *rpath, *runpath;
	const char *needed[BUILD_NAMES], *wants[BUILD_NAMES], *defines[BUILD_NAMES];
	unsigned weak; /* the first ones of wants are weak */
};

struct build {
	unsigned char *bytes;
	bool narrow, big;
	size_t strings, dynamic;
};

static inline void
build_put(struct build *b, size_t at, unsigned size, uint64_t value)
{
	for (unsigned i = 0; i < size; i++)
		b->bytes[at + (b->big ? size - 1 - i : i)] = (unsigned char)(value >> 8 * i);
}

/* An address-sized field; returns what follows it. */
static inline size_t
build_word(struct build *b, size_t at, uint64_t value)
{
	build_put(b, at, b->narrow ? 4 : 8, value);
	return at + (b->narrow ? 4 : 8);
}

static inline uint64_t
build_string(struct build *b, const char *text)
{
	size_t at = b->strings;
	memcpy(b->bytes + BUILD_STRINGS + at, text, strlen(text) + 1);
	b->strings += strlen(text) + 1;
	return at;
}

static inline void
build_tag(struct build *b, uint64_t tag, uint64_t value)
{
	b->dynamic = build_word(b, build_word(b, b->dynamic, tag), value);
}

static inline void
build_segment(struct build *b, size_t i, unsigned kind, uint64_t offset, uint64_t size)
{
	size_t at = BUILD_TABLE + i * (b->narrow ? 32 : 56);
	build_put(b, at, 4, kind);
	at = build_word(b, at + (b->narrow ? 4 : 8), offset);
	at = build_word(b, at, offset + BUILD_ADDRESS);
	at = build_word(b, at, 0);
	at = build_word(b, at, size);
	build_word(b, at, size);
}

static inline void
build_symbol(struct build *b, size_t i, const char *name, unsigned bind, bool defined)
{
	size_t at = BUILD_SYMBOLS + i * (b->narrow ? 16 : 24);
	build_put(b, at, 4, build_string(b, name));
	build_put(b, at + (b->narrow ? 12 : 4), 1, bind << 4);
	build_put(b, at + (b->narrow ? 14 : 6), 2, defined ? 1 : 0);
	build_put(b, at + (b->narrow ? 4 : 8), 4, defined ? 0x1234 : 0);
	if (b->big && !b->narrow && defined)
		build_put(b, at + 8, 8, 0x1234);
}

/* One bucket: all symbols in a row, or a chain through all. */
static inline void
build_hashes(struct build *b, const struct build_spec *spec, size_t wants, size_t count)
{
	size_t word = b->narrow ? 4 : 8, chain = BUILD_GNU_HASH + 16 + word + 4;
	build_put(b, BUILD_HASH, 4, 1);
	build_put(b, BUILD_HASH + 4, 4, count);
	build_put(b, BUILD_HASH + 8, 4, count - 1);
	for (size_t i = 1; i < count; i++)
		build_put(b, BUILD_HASH + 12 + i * 4, 4, i - 1);
	build_put(b, BUILD_GNU_HASH, 4, 1);
	build_put(b, BUILD_GNU_HASH + 4, 4, wants + 1);
	build_put(b, BUILD_GNU_HASH + 8, 4, 1);
	build_put(b, BUILD_GNU_HASH + 12, 4, 6);
	build_word(b, BUILD_GNU_HASH + 16, UINT64_MAX);
	build_put(b, chain - 4, 4, count > wants + 1 ? wants + 1 : 0);
	for (size_t i = wants + 1; i < count; i++) {
		uint32_t hash = elf_symbol(str_of(spec->defines[i - wants - 1])).gnu_hash;
		build_put(b, chain + (i - wants - 1) * 4, 4, (hash & ~1u) | (i + 1 == count));
	}
}

static inline void
build_tables(struct build *b, const struct build_spec *spec)
{
	size_t count = 1, wants = 0, at = BUILD_RELA, word = b->narrow ? 4 : 8;
	for (; wants < BUILD_NAMES && spec->wants[wants] != NULL; wants++, count++) {
		build_symbol(b, count, spec->wants[wants], wants < spec->weak ? 2 : 1, false);
		at = build_word(b, at, BUILD_ADDRESS);
		at = build_word(b, at, b->narrow ? count << 8 | 1 : (uint64_t)count << 32 | 1);
		at = build_word(b, at, 0);
	}
	for (size_t i = 0; i < BUILD_NAMES && spec->defines[i] != NULL; i++)
		build_symbol(b, count++, spec->defines[i], 1, true);
	build_hashes(b, spec, wants, count);
	build_tag(b, 6, BUILD_ADDRESS + BUILD_SYMBOLS);
	build_tag(b, spec->old_hash ? 4 : 0x6ffffef5, BUILD_ADDRESS + (spec->old_hash ? BUILD_HASH : BUILD_GNU_HASH));
	build_tag(b, 7, BUILD_ADDRESS + BUILD_RELA);
	build_tag(b, 8, wants * 3 * word);
	if (spec->hidden) {
		memset(b->bytes + BUILD_SIZE - 64, 0xff, 64);
		build_tag(b, 0x6ffffff0, BUILD_ADDRESS + BUILD_SIZE - 64);
	}
}

static inline void
build_header(struct build *b, const struct build_spec *spec, unsigned segments)
{
	memcpy(b->bytes, "\177ELF", 4);
	b->bytes[4] = b->narrow ? 1 : 2;
	b->bytes[5] = b->big ? 2 : 1;
	b->bytes[6] = 1;
	build_put(b, 16, 2, 3);
	build_put(b, 18, 2, spec->machine == 0 ? (unsigned)ELF_X86_64 : spec->machine);
	build_put(b, 20, 4, 1);
	build_word(b, b->narrow ? 28 : 32, BUILD_TABLE);
	build_put(b, b->narrow ? 42 : 54, 2, b->narrow ? 32 : 56);
	build_put(b, b->narrow ? 44 : 56, 2, segments);
}

static inline struct str
build_elf(const struct build_spec *spec)
{
	struct build b = { arena_take(BUILD_SIZE), spec->narrow, spec->big, 1, BUILD_DYNAMIC };
	build_header(&b, spec, spec->interp == NULL ? 2 : 3);
	build_segment(&b, 0, 1, 0, BUILD_SIZE);
	build_segment(&b, 1, 2, BUILD_DYNAMIC, 448);
	for (size_t i = 0; i < BUILD_NAMES && spec->needed[i] != NULL; i++)
		build_tag(&b, 1, build_string(&b, spec->needed[i]));
	if (spec->interp != NULL)
		build_segment(&b, 2, 3, BUILD_STRINGS + build_string(&b, spec->interp), strlen(spec->interp) + 1);
	if (spec->soname != NULL)
		build_tag(&b, 14, build_string(&b, spec->soname));
	if (spec->rpath != NULL)
		build_tag(&b, 15, build_string(&b, spec->rpath));
	if (spec->runpath != NULL)
		build_tag(&b, 29, build_string(&b, spec->runpath));
	build_tables(&b, spec);
	if (spec->program)
		build_tag(&b, 0x6ffffffb, 0x08000000);
	build_tag(&b, 5, BUILD_ADDRESS + BUILD_STRINGS);
	build_tag(&b, 10, b.strings);
	return (struct str){ (const char *)b.bytes, BUILD_SIZE };
}

#endif
