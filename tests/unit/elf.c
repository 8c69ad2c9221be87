#include "base/base.h"

#include "elf_build.h"
#include "tap.h"

static void
reads(const struct build_spec *spec, const char *what)
{
	struct elf elf;
	struct error error;
	ok(elf_parse(build_elf(spec), &elf, &error), "%s is read", what);
	ok(elf.wide == !spec->narrow && elf.big == spec->big, "%s: class and byte order", what);
	is(elf.soname, STR("libx.so.1"), "%s: SONAME", what);
	is(elf.interp, STR("/lib/ld.so"), "%s: interpreter", what);
	is(elf_search_path(&elf), STR("$ORIGIN/run"), "%s: RUNPATH before RPATH", what);
	is(elf.rpath, STR("/r"), "%s: RPATH", what);
	ok(elf.needed.count == 2, "%s: two libraries", what);
	is(elf.needed.items[1], STR("liba.so"), "%s: in the order of the file", what);
	struct elf_symbols wanted;
	ok(elf_wanted(&elf, &wanted, &error) && wanted.count == 1, "%s: a weak reference is not wanted", what);
	is(wanted.items[0].name, STR("strong"), "%s: a strong one is", what);
	const char *const names[] = { "first", "second", "strong", "third" };
	for (size_t i = 0; i < COUNT(names); i++) {
		struct elf_symbol symbol = elf_symbol(str_of(names[i]));
		bool defines;
		ok(elf_defines(&elf, &symbol, &defines, &error), "%s: %s is looked up", what, names[i]);
		ok(defines == (i < 2 && !spec->hidden), "%s: %s is %sdefined", what, names[i], i < 2 ? "" : "not ");
	}
}

static void
reads_all(void)
{
	static const char *const machines[] = { "64 bit little", "32 bit little", "64 bit big", "32 bit big" };
	for (unsigned i = 0; i < 4; i++)
		for (unsigned k = 0; k < 3; k++) {
			struct build_spec spec = { .narrow = i & 1, .big = i >> 1, .old_hash = k == 1, .hidden = k == 2, .soname = "libx.so.1",
				                   .interp = "/lib/ld.so", .rpath = "/r", .runpath = "$ORIGIN/run", .weak = 1,
				                   .needed = { "libz.so", "liba.so" }, .wants = { "weak", "strong" },
				                   .defines = { "first", "second" } };
			reads(&spec, machines[i]);
		}
}

/* A valid file with SIZE bytes at AT set to VALUE is refused. */
static void
refuses(size_t at, unsigned size, uint64_t value, uint64_t offset, const char *what)
{
	struct build_spec spec = { .soname = "libx.so.1", .needed = { "liba.so" }, .interp = "/lib/ld.so" };
	struct str image = build_elf(&spec);
	struct build b = { .bytes = (unsigned char *)(uintptr_t)image.p };
	struct elf elf;
	struct error error;
	build_put(&b, at, size, value);
	ok(!elf_parse(image, &elf, &error), "refused: %s", what);
	is(str_of(error.what == NULL ? "" : error.what), str_of(what), "reason: %s", what);
	ok(error.offset == offset, "offset 0x%llx: %s (got 0x%llx)", (unsigned long long)offset, what, (unsigned long long)error.offset);
}

static void
refuses_headers(void)
{
	enum { LOAD = BUILD_TABLE, DYNAMIC = BUILD_TABLE + 56, INTERP = BUILD_TABLE + 112 };
	refuses(4, 1, 3, 4, "class 3, neither 32 nor 64 bit");
	refuses(5, 1, 0, 5, "byte order 0, neither little nor big");
	refuses(20, 4, 2, 20, "unknown ELF version");
	refuses(54, 2, 64, 54, "program headers of 64 bytes each");
	refuses(56, 2, 65535, 56, "65535 program headers, more than 256");
	refuses(56, 2, 200, BUILD_TABLE, "program headers that end after the file, which has 2816 bytes");
	refuses(32, 8, UINT64_MAX, UINT64_MAX, "program headers that end after the file, which has 2816 bytes");
	refuses(32, 8, 8, 32, "program headers that overlap the ELF header");
	refuses(LOAD + 32, 8, BUILD_SIZE + 1, LOAD, "segment that ends after the file, which has 2816 bytes");
	refuses(LOAD + 8, 8, UINT64_MAX, LOAD, "segment that ends after the file, which has 2816 bytes");
	refuses(LOAD + 40, 8, 1, LOAD, "segment with more bytes in the file than in memory");
	refuses(LOAD + 16, 8, UINT64_MAX - 5, LOAD, "segment that ends after the address space");
	refuses(INTERP, 4, 1, INTERP, "segment that overlaps a different one in memory");
	refuses(INTERP, 4, 2, INTERP, "second PT_DYNAMIC");
	refuses(DYNAMIC, 4, 3, BUILD_DYNAMIC, "control character in a name");
	refuses(INTERP + 32, 8, 0, BUILD_STRINGS + 9, "interpreter name that is empty or without an end");
	refuses(INTERP + 32, 8, 3, BUILD_STRINGS + 9, "interpreter name that is empty or without an end");
	refuses(DYNAMIC + 16, 8, 0x100000, BUILD_DYNAMIC, "dynamic section outside the loaded segments");
	refuses(DYNAMIC + 16, 8, BUILD_ADDRESS + 256, BUILD_DYNAMIC, "dynamic section outside the loaded segments");
}

static void
refuses_dynamic(void)
{
	/* The entries: NEEDED, SONAME, SYMTAB, GNU_HASH, RELA, RELASZ, STRTAB, STRSZ. */
	enum { ENTRY = 16, NEEDED = BUILD_DYNAMIC, SONAME = NEEDED + ENTRY, SYMTAB = NEEDED + 2 * ENTRY, RELASZ = NEEDED + 5 * ENTRY,
	       STRTAB = NEEDED + 6 * ENTRY, STRSZ = NEEDED + 7 * ENTRY };
	refuses(NEEDED + 8, 8, 5000, BUILD_STRINGS, "name at 0x1388 of a string table of 0x1e bytes");
	refuses(NEEDED + 8, 8, 8, BUILD_STRINGS + 8, "needed library with an empty name");
	refuses(SONAME + 8, 8, UINT64_MAX, BUILD_STRINGS, "name at 0xffffffffffffffff of a string table of 0x1e bytes");
	refuses(SYMTAB + 8, 8, 7, SYMTAB, "address 0x7 that no segment of the file has");
	refuses(RELASZ + 8, 8, 1 << 20, NEEDED + 4 * ENTRY, "table that ends after its segment");
	refuses(STRTAB + 8, 8, 7, STRTAB, "address 0x7 that no segment of the file has");
	refuses(STRSZ + 8, 8, UINT64_MAX - 1, STRTAB, "table that ends after its segment");
	refuses(STRSZ + 8, 8, 4, BUILD_STRINGS + 1, "name without an end");
	refuses(STRSZ + 8, 8, 0, 0, "name at 0x1 of a string table of 0x0 bytes");
	refuses(BUILD_STRINGS + 2, 1, '\n', BUILD_STRINGS + 1, "control character in a name");
	struct build_spec spec = { .soname = "libx.so.1" };
	struct str image = build_elf(&spec);
	struct elf elf;
	struct error error;
	struct build b = { .bytes = (unsigned char *)(uintptr_t)image.p };
	for (size_t at = BUILD_DYNAMIC; at < BUILD_SIZE; at += ENTRY)
		build_put(&b, at, 8, 100);
	ok(!elf_parse(image, &elf, &error), "no DT_NULL");
	is(str_of(error.what), STR("dynamic section without an end"), "is said");
	for (size_t at = BUILD_DYNAMIC; at < BUILD_SIZE; at += ENTRY)
		build_put(&b, at, 8, 1);
	ok(!elf_parse(image, &elf, &error), "the same with DT_NEEDED");
}

/* A lookup in a valid file with SIZE bytes at AT set to VALUE ends in an error, not in a loop or outside the file. */
static void
refuses_lookup(bool old_hash, size_t at, unsigned size, uint64_t value, const char *what)
{
	struct build_spec spec = { .old_hash = old_hash, .defines = { "first", "second", "third" } };
	struct str image = build_elf(&spec);
	struct build b = { .bytes = (unsigned char *)(uintptr_t)image.p };
	struct elf elf;
	struct error error = { 0 };
	struct elf_symbol symbol = elf_symbol(STR("third")), other = elf_symbol(STR("other"));
	bool defines;
	build_put(&b, at, size, value);
	ok(elf_parse(image, &elf, &error), "parsed: %s", what);
	ok(!elf_defines(&elf, &symbol, &defines, &error) || !elf_defines(&elf, &other, &defines, &error), "refused: %s", what);
	is(str_of(error.what == NULL ? "" : error.what), str_of(what), "reason: %s", what);
}

static void
refuses_symbols(void)
{
	enum { CHAIN = BUILD_GNU_HASH + 28 };
	refuses_lookup(true, BUILD_HASH, 4, 1 << 30, "DT_HASH table that ends after its segment");
	refuses_lookup(true, BUILD_HASH + 4, 4, UINT32_MAX, "DT_HASH table that ends after its segment");
	refuses_lookup(true, BUILD_HASH + 8, 4, 77, "DT_HASH chain to symbol 77 of 4");
	refuses_lookup(true, BUILD_HASH + 12 + 4, 4, 3, "hash bucket that is cyclic or has more than 4096 symbols");
	refuses_lookup(false, BUILD_GNU_HASH, 4, UINT32_MAX, "DT_GNU_HASH table that ends after its segment or has no Bloom filter");
	refuses_lookup(false, BUILD_GNU_HASH + 8, 4, 0, "DT_GNU_HASH table that ends after its segment or has no Bloom filter");
	refuses_lookup(false, BUILD_GNU_HASH + 8, 4, 3, "DT_GNU_HASH table that ends after its segment or has no Bloom filter");
	refuses_lookup(false, BUILD_GNU_HASH + 4, 4, 9, "DT_GNU_HASH bucket of a symbol that is not hashed");
	refuses_lookup(false, CHAIN - 4, 4, 1 << 20, "DT_GNU_HASH bucket that ends after its segment");
	refuses_lookup(false, BUILD_SYMBOLS + 3 * 24, 4, 1 << 20, "symbol name outside the string table");
	struct build_spec spec = { .wants = { "a", "b" } };
	struct str image = build_elf(&spec);
	struct build b = { .bytes = (unsigned char *)(uintptr_t)image.p };
	struct elf elf;
	struct error error;
	struct elf_symbols wanted;
	build_put(&b, BUILD_RELA + 8, 8, (uint64_t)5000 << 32);
	ok(elf_parse(image, &elf, &error) && !elf_wanted(&elf, &wanted, &error), "a relocation of no symbol");
	is(str_of(error.what), STR("relocation of symbol 5000, which the table does not have"), "is said");
}

static void
accepts_others(void)
{
	struct build_spec spec = { .needed = { "liba.so" }, .program = true };
	struct str image = build_elf(&spec);
	struct build b = { .bytes = (unsigned char *)(uintptr_t)image.p };
	struct elf elf;
	struct error error;
	ok(elf_parse(image, &elf, &error) && elf.program, "DF_1_PIE makes a program");
	size_t accepted = 0;
	for (size_t n = 0; n < image.n; n++)
		accepted += elf_parse(str_sub(image, 0, n), &elf, &error);
	ok(accepted == 0, "every shorter file is refused");
	build_put(&b, BUILD_TABLE + 32, 8, 100);
	ok(elf_parse(image, &elf, &error) && elf.needed.count == 0, "a file for debuggers, without the bytes, needs nothing");
	build_put(&b, 16, 2, 1);
	ok(elf_parse(image, &elf, &error) && elf.needed.count == 0, "a relocatable object needs nothing");
	build_put(&b, 16, 2, 2);
	build_put(&b, 56, 2, 1);
	ok(elf_parse(image, &elf, &error) && elf.needed.count == 0 && elf.program, "a static program needs nothing");
	build_put(&b, 56, 2, 0);
	ok(elf_parse(image, &elf, &error), "no program headers");
	ok(!elf_parse(STR("\177ELF"), &elf, &error), "four bytes are no file");
	ok(!elf_parse(STR("#!/bin/sh"), &elf, &error), "nor is a script");
	struct build_spec arm = { .narrow = true, .machine = ELF_ARM };
	ok(elf_parse(build_elf(&arm), &elf, &error), "ARM");
	is(elf_machine(&elf), STR("armv7"), "has Alpine's name");
}

int
main(void)
{
	reads_all();
	refuses_headers();
	refuses_dynamic();
	refuses_symbols();
	accepts_others();
	return tap_end();
}
