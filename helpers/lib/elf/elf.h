#ifndef SCIBIDS_ELF_H
#define SCIBIDS_ELF_H

#include "base/error.h"

/* What a dynamic loader reads of an ELF file: System V ABI, chapters 4 (ELF header), 5 (program headers, dynamic section,
   DT_HASH); 32 and 64 bit, both byte orders. Section headers are not looked at, as a loader does not.

   Nothing is believed: every offset and size is checked against the file before it is used, and a file that a linker
   cannot have written (segments that end after the file or overlap, strings without an end, more program headers than
   ELF_SEGMENTS) is refused with the offset. */

enum { ELF_SEGMENTS = 256, ELF_NEEDED = 1024, ELF_NAME = 64 * 1024 };
enum { ELF_386 = 3, ELF_PPC64 = 21, ELF_S390 = 22, ELF_ARM = 40, ELF_X86_64 = 62, ELF_AARCH64 = 183, ELF_RISCV = 243,
       ELF_LOONGARCH = 258 };

/* A part of the file, already within its bounds; size 0 where the file has none. */
struct elf_part {
	uint64_t offset, size;
};

struct elf_segment {
	uint64_t address, memory; /* bytes in memory; zeros after those of the file */
	struct elf_part part;
};

/* All slices point into the image; their p is NULL where the file does not say. */
struct elf {
	struct str image;
	bool wide, big; /* 64 bit; most significant byte first */
	uint16_t type, machine;
	bool program; /* started by the kernel, not loaded by another object */
	struct str interp, soname, rpath, runpath;
	struct str_list needed; /* DT_NEEDED in the order of the file, none empty */
	struct elf_segment *segments;
	size_t segment_count;
	struct elf_part strings, symbols, hash, gnu_hash, versions, rel, rela, plt;
	bool plt_rela;
};

/* BYTES begin as an ELF file does. */
bool elf_is(struct str bytes);

/* Reads IMAGE, a whole file, which must stay where it is. A relocatable object, a core dump and a static program have no
   dynamic part: true with nothing needed. False with *ERROR set. */
bool elf_parse(struct str image, struct elf *elf, struct error *error);

/* Where musl looks for what ELF needs: DT_RUNPATH, else DT_RPATH; both are inherited alike. */
struct str elf_search_path(const struct elf *elf);

/* Objects can be loaded into one process: same class, byte order and machine. */
bool elf_same_machine(const struct elf *a, const struct elf *b);

/* As Alpine names it (x86_64, x86, aarch64, armv7 ...), or "machine 0x...". */
struct str elf_machine(const struct elf *elf);

/* For the other files that read ELF: the unsigned number of SIZE 1, 2, 4 or 8 bytes at OFFSET, which is in bounds. */
uint64_t elf_number(const struct elf *elf, uint64_t offset, unsigned size);

/* The NUL-terminated text at OFFSET of DT_STRTAB, at most ELF_NAME bytes. False with *ERROR set. */
bool elf_string(const struct elf *elf, uint64_t offset, struct str *text, struct error *error);

/* Sets *ERROR, printf style, and returns false. */
bool elf_fail(struct error *error, uint64_t offset, const char *format, ...) PRINTF_LIKE(3, 4);

#endif
