#include "base/base.h"

#include "base/arena.h"
#include "elf/symbols.h"

enum { BIND_GLOBAL = 1, BIND_WEAK = 2, BIND_UNIQUE = 10 };
enum { KIND_NONE = 0, KIND_OBJECT = 1, KIND_FUNCTION = 2, KIND_COMMON = 5, KIND_TLS = 6 };
enum { MACHINE_MIPS = 8, VERSION_HIDDEN = 0x8000 };

struct entry {
	uint64_t at, name, value;
	unsigned bind, kind, section;
};

struct elf_symbol
elf_symbol(struct str name)
{
	uint32_t gnu = 5381, old = 0;
	for (size_t i = 0; i < name.n; i++) {
		unsigned char c = (unsigned char)name.p[i];
		gnu = gnu * 33 + c;
		old = (old << 4) + c;
		old ^= old >> 24 & 0xf0;
		old &= 0x0fffffff;
	}
	return (struct elf_symbol){ name, gnu, old };
}

static uint64_t
symbol_size(const struct elf *elf)
{
	return elf->wide ? 24 : 16;
}

static bool
read_symbol(const struct elf *elf, uint64_t index, struct entry *entry, struct error *error)
{
	uint64_t size = symbol_size(elf);
	if (index >= elf->symbols.size / size)
		return elf_fail(error, elf->symbols.offset, "symbol %llu of a table that ends before it", (unsigned long long)index);
	uint64_t at = elf->symbols.offset + index * size;
	unsigned info = (unsigned)elf_number(elf, at + (elf->wide ? 4 : 12), 1);
	*entry = (struct entry){ .at = at,
		                 .name = elf_number(elf, at, 4),
		                 .value = elf->wide ? elf_number(elf, at + 8, 8) : elf_number(elf, at + 4, 4),
		                 .bind = info >> 4,
		                 .kind = info & 15,
		                 .section = (unsigned)elf_number(elf, at + (elf->wide ? 6 : 14), 2) };
	return true;
}

/* Sets the bit of each symbol that a relocation in PART names. */
static bool
mark_part(const struct elf *elf, struct elf_part part, bool rela, unsigned char *marks, struct error *error)
{
	uint64_t width = elf->wide ? 8 : 4, size = width * (rela ? 3 : 2), limit = elf->symbols.size / symbol_size(elf);
	for (uint64_t at = part.offset; part.size >= size; at += size, part.size -= size) {
		uint64_t info = elf_number(elf, at + width, (unsigned)width);
		uint64_t index = elf->wide ? info >> 32 : info >> 8;
		if (index == 0)
			continue;
		if (index >= limit)
			return elf_fail(error, at, "relocation of symbol %llu, which the table does not have", (unsigned long long)index);
		marks[index / 8] |= (unsigned char)(1u << index % 8);
	}
	return true;
}

static bool
add_wanted(const struct elf *elf, uint64_t index, struct elf_symbols *wanted, uint64_t *budget, struct error *error)
{
	struct entry entry;
	struct str name;
	if (!read_symbol(elf, index, &entry, error))
		return false;
	if (entry.section != 0 || (entry.bind != BIND_GLOBAL && entry.bind != BIND_UNIQUE))
		return true;
	if (!elf_string(elf, entry.name, &name, error))
		return false;
	if (name.n + 1 > *budget)
		return elf_fail(error, entry.at, "symbol names that overlap too much");
	*budget -= name.n + 1;
	for (size_t i = 0; i < name.n; i++)
		if ((unsigned char)name.p[i] <= 0x20 || name.p[i] == 0x7f)
			return elf_fail(error, elf->strings.offset + entry.name, "control character in a symbol name");
	if (name.n == 0)
		return true;
	arena_reserve(&wanted->items, wanted->count, &wanted->capacity);
	wanted->items[wanted->count++] = elf_symbol(name);
	return true;
}

bool
elf_wanted(const struct elf *elf, struct elf_symbols *wanted, struct error *error)
{
	uint64_t limit = elf->symbols.size / symbol_size(elf);
	/* Names that share their ends add up to little in real files; without a bound a small file could expand to a huge list. */
	uint64_t budget = elf->strings.size * 8 + 65536;
	*wanted = (struct elf_symbols){ NULL, 0, 0 };
	if (elf->machine == MACHINE_MIPS)
		return true;
	unsigned char *marks = arena_take((size_t)(limit / 8 + 1));
	if (!mark_part(elf, elf->rel, false, marks, error) || !mark_part(elf, elf->rela, true, marks, error) ||
	    !mark_part(elf, elf->plt, elf->plt_rela, marks, error))
		return false;
	for (uint64_t byte = 0; byte <= limit / 8; byte++)
		for (unsigned bit = 0; marks[byte] != 0 && bit < 8; bit++)
			if ((marks[byte] >> bit & 1) != 0 && !add_wanted(elf, byte * 8 + bit, wanted, &budget, error))
				return false;
	return true;
}

/* Sets *DEFINES: does the symbol at INDEX have this name, and is it an exported definition? */
static bool
matches(const struct elf *elf, uint64_t index, const struct elf_symbol *symbol, bool *defines, struct error *error)
{
	struct entry entry;
	*defines = false;
	if (!read_symbol(elf, index, &entry, error))
		return false;
	bool kind = entry.kind == KIND_NONE || entry.kind == KIND_OBJECT || entry.kind == KIND_FUNCTION ||
	            entry.kind == KIND_COMMON || entry.kind == KIND_TLS;
	bool bind = entry.bind == BIND_GLOBAL || entry.bind == BIND_WEAK || entry.bind == BIND_UNIQUE;
	if (!kind || !bind || entry.section == 0 || (entry.value == 0 && entry.kind != KIND_TLS))
		return true;
	if (index < elf->versions.size / 2 && (elf_number(elf, elf->versions.offset + index * 2, 2) & VERSION_HIDDEN) != 0)
		return true;
	if (entry.name >= elf->strings.size)
		return elf_fail(error, entry.at, "symbol name outside the string table");
	struct str rest = { elf->image.p + elf->strings.offset + entry.name, (size_t)(elf->strings.size - entry.name) };
	*defines = rest.n > symbol->name.n && rest.p[symbol->name.n] == '\0' && str_starts(rest, symbol->name);
	return true;
}

static bool
too_long(uint64_t steps, uint64_t at, struct error *error)
{
	return steps >= ELF_BUCKET && !elf_fail(error, at, "hash bucket that is cyclic or has more than %d symbols", ELF_BUCKET);
}

static bool
find_gnu(const struct elf *elf, const struct elf_symbol *symbol, bool *defines, struct error *error)
{
	uint64_t at = elf->gnu_hash.offset, size = elf->gnu_hash.size, width = elf->wide ? 8 : 4;
	if (size < 16)
		return elf_fail(error, at, "DT_GNU_HASH table that is cut");
	uint64_t buckets = elf_number(elf, at, 4), first = elf_number(elf, at + 4, 4), words = elf_number(elf, at + 8, 4);
	unsigned shift = (unsigned)elf_number(elf, at + 12, 4) & 31;
	uint64_t bucket_at = 16 + words * width, chain_at = bucket_at + buckets * 4;
	if (chain_at > size || words == 0 || (words & (words - 1)) != 0)
		return elf_fail(error, at, "DT_GNU_HASH table that ends after its segment or has no Bloom filter");
	if (buckets == 0)
		return true;
	uint64_t hash = symbol->gnu_hash, bits = width * 8;
	uint64_t filter = elf_number(elf, at + 16 + (hash / bits & (words - 1)) * width, (unsigned)width);
	if ((filter >> hash % bits & filter >> (hash >> shift) % bits & 1) == 0)
		return true;
	uint64_t index = elf_number(elf, at + bucket_at + hash % buckets * 4, 4);
	if (index == 0)
		return true;
	if (index < first)
		return elf_fail(error, at, "DT_GNU_HASH bucket of a symbol that is not hashed");
	for (uint64_t steps = 0;; steps++, index++) {
		uint64_t link = chain_at + (index - first) * 4;
		if (link > size - 4)
			return elf_fail(error, at, "DT_GNU_HASH bucket that ends after its segment");
		uint64_t found = elf_number(elf, at + link, 4);
		if ((found | 1) == (hash | 1) && !matches(elf, index, symbol, defines, error))
			return false;
		if (*defines || (found & 1) != 0)
			return true;
		if (too_long(steps, at + link, error))
			return false;
	}
}

static bool
find_old(const struct elf *elf, const struct elf_symbol *symbol, bool *defines, struct error *error)
{
	/* The only machine of Alpine whose entries have 8 bytes. */
	unsigned width = elf->wide && elf->machine == ELF_S390 ? 8 : 4;
	uint64_t at = elf->hash.offset, entries = elf->hash.size / width;
	uint64_t buckets = entries < 2 ? 0 : elf_number(elf, at, width), chains = entries < 2 ? 0 : elf_number(elf, at + width, width);
	if (entries < 2 || buckets > entries - 2 || chains > entries - 2 - buckets)
		return elf_fail(error, at, "DT_HASH table that ends after its segment");
	if (buckets == 0)
		return true;
	uint64_t index = elf_number(elf, at + (2 + symbol->hash % buckets) * width, width);
	for (uint64_t steps = 0; index != 0; steps++) {
		if (index >= chains)
			return elf_fail(error, at, "DT_HASH chain to symbol %llu of %llu", (unsigned long long)index, (unsigned long long)chains);
		if (!matches(elf, index, symbol, defines, error))
			return false;
		if (*defines)
			return true;
		uint64_t link = at + (2 + buckets + index) * width;
		if (too_long(steps, link, error))
			return false;
		index = elf_number(elf, link, width);
	}
	return true;
}

bool
elf_defines(const struct elf *elf, const struct elf_symbol *symbol, bool *defines, struct error *error)
{
	*defines = false;
	if (elf->gnu_hash.size > 0)
		return find_gnu(elf, symbol, defines, error);
	return elf->hash.size == 0 || find_old(elf, symbol, defines, error);
}
