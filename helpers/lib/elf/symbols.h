#ifndef SCIBIDS_ELF_SYMBOLS_H
#define SCIBIDS_ELF_SYMBOLS_H

#include "base/error.h"
#include "elf/elf.h"

/* Dynamic symbols as musl's loader binds them: a reference is a relocation that names an undefined symbol, a definition
   is found through DT_GNU_HASH or else DT_HASH, which needs no count of symbols. System V ABI chapter 5 ("Hash
   Table"); DT_GNU_HASH is defined only by what linkers write: buckets, first hashed symbol, Bloom words and shift, then
   the Bloom filter, the buckets, and the hash of each symbol with its lowest bit set at the end of a bucket.
   Symbol versions: as in musl, only a hidden version is skipped. MIPS, whose GOT binds without relocations, is not read. */

/* No linker makes a bucket this long. */
enum { ELF_BUCKET = 4096 };

struct elf_symbol {
	struct str name;
	uint32_t gnu_hash, hash;
};

struct elf_symbol elf_symbol(struct str name);

/* The undefined symbols that loading ELF needs, without weak ones and repeats, in the order of the symbol table. */
struct elf_symbols {
	struct elf_symbol *items;
	size_t count, capacity;
};

bool elf_wanted(const struct elf *elf, struct elf_symbols *wanted, struct error *error);

/* Sets *DEFINES: does ELF export a definition of SYMBOL? False with *ERROR if a table is broken. */
bool elf_defines(const struct elf *elf, const struct elf_symbol *symbol, bool *defines, struct error *error);

#endif
