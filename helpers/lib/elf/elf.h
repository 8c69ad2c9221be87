#ifndef SCIBIDS_ELF_H
#define SCIBIDS_ELF_H

#include "base/error.h"

/* The parts of an ELF file that a dynamic loader reads: System V ABI, chapters 4 (ELF header) and 5 (program headers, dynamic
   section, DT_HASH), for 32 and 64 bits and both byte orders. Section headers are ignored, as a loader ignores them.

   Input is hostile: every offset and size is checked against the file before use, and a file that no linker writes (segments that
   overlap or end after the file, strings without an end, more program headers than ELF_SEGMENTS) is refused with the offset. */

enum { ELF_SEGMENTS = 256, ELF_NEEDED = 1024, ELF_NAME = 64 * 1024 };
enum { ELF_386 = 3, ELF_PPC64 = 21, ELF_S390 = 22, ELF_ARM = 40, ELF_X86_64 = 62, ELF_AARCH64 = 183, ELF_RISCV = 243,
       ELF_LOONGARCH = 258 };

/* A part of the file, within its bounds; size 0 if it is absent. */
struct elf_part {
	uint64_t offset, size;
};

struct elf_segment {
	uint64_t address, memory; /* memory: bytes, padded with zeros after those of the file */
	struct elf_part part;
};

/* Slices point into the image; p is NULL if the entry is absent. */
struct elf {
	struct str image;
	bool wide, big; /* 64 bit; most significant byte first */
	uint16_t type, machine;
	bool program; /* started by the kernel, not loaded by an object */
	struct str interp, soname, rpath, runpath;
	struct str_list needed; /* DT_NEEDED in the order of the file, none empty */
	struct elf_segment *segments;
	size_t segment_count;
	struct elf_part strings, symbols, hash, gnu_hash, versions, rel, rela, plt;
	bool plt_rela;
};

/* Do BYTES begin like an ELF file? */
bool elf_is(struct str bytes);

/* Parses IMAGE, a whole file, which ELF points into. Relocatable objects, core dumps and static programs have no dynamic section: true
   with nothing needed. False with ERROR->offset and ->what. */
bool elf_parse(struct str image, struct elf *elf, struct error *error);

/* The search path for the libraries that ELF needs: DT_RUNPATH or else DT_RPATH, which musl treats alike. */
struct str elf_search_path(const struct elf *elf);

/* Can A and B be loaded into one process? They have the same class, byte order and machine. */
bool elf_same_machine(const struct elf *a, const struct elf *b);

/* Alpine's name of the machine (x86_64, x86, aarch64, armv7 ...), or "machine 0x...". */
struct str elf_machine(const struct elf *elf);

/* The unsigned number of SIZE 1, 2, 4 or 8 bytes at OFFSET, which the caller has checked. */
uint64_t elf_number(const struct elf *elf, uint64_t offset, unsigned size);

/* The NUL-terminated text at OFFSET in DT_STRTAB, at most ELF_NAME bytes. False with *ERROR. */
bool elf_string(const struct elf *elf, uint64_t offset, struct str *text, struct error *error);

/* Sets *ERROR in the style of printf and returns false. */
bool elf_fail(struct error *error, uint64_t offset, const char *format, ...) PRINTF_LIKE(3, 4);

#endif
