#include "base/base.h"

#include <stdarg.h>
#include <stdlib.h>

#include "base/arena.h"
#include "elf/elf.h"

enum { TYPE_EXEC = 2, TYPE_DYN = 3 };
enum { SEGMENT_LOAD = 1, SEGMENT_DYNAMIC = 2, SEGMENT_INTERP = 3 };
enum { TAG_NULL, TAG_NEEDED, TAG_PLTRELSZ, TAG_HASH = 4, TAG_STRTAB, TAG_SYMTAB, TAG_RELA, TAG_RELASZ, TAG_STRSZ = 10,
       TAG_SONAME = 14, TAG_RPATH, TAG_REL = 17, TAG_RELSZ, TAG_PLTREL = 20, TAG_JMPREL = 23, TAG_RUNPATH = 29,
       TAG_COUNT = 32, TAG_GNU_HASH = TAG_COUNT, TAG_VERSYM, TAG_FLAGS_1, TAG_ALL };
static const uint64_t flag_pie = 0x08000000;

/* The dynamic section: the last value of each tag, and where that entry is. */
struct dynamic {
	uint64_t value[TAG_ALL], at[TAG_ALL];
	struct str_list needed;
};

bool
elf_fail(struct error *error, uint64_t offset, const char *format, ...)
{
	char what[256];
	va_list args;
	va_start(args, format);
	vsnprintf(what, sizeof(what), format, args);
	va_end(args);
	*error = (struct error){ .offset = offset, .what = str_z(str_of(what)) };
	return false;
}

bool
elf_is(struct str bytes)
{
	return str_starts(bytes, STR("\177ELF"));
}

uint64_t
elf_number(const struct elf *elf, uint64_t offset, unsigned size)
{
	const unsigned char *p = (const unsigned char *)elf->image.p + offset;
	uint64_t value = 0;
	for (unsigned i = 0; i < size; i++)
		value = value << 8 | p[elf->big ? i : size - 1 - i];
	return value;
}

/* A field that is an address, offset or size: 4 bytes at NARROW or 8 at WIDE. */
static uint64_t
word(const struct elf *elf, uint64_t offset, unsigned narrow, unsigned wide)
{
	return elf->wide ? elf_number(elf, offset + wide, 8) : elf_number(elf, offset + narrow, 4);
}

static bool
in_file(const struct elf *elf, uint64_t offset, uint64_t size)
{
	return offset <= elf->image.n && size <= elf->image.n - offset;
}

/* The bytes of the file from ADDRESS to the end of its segment. */
static bool
at_address(const struct elf *elf, uint64_t address, struct elf_part *part)
{
	for (size_t i = 0; i < elf->segment_count; i++) {
		const struct elf_segment *s = &elf->segments[i];
		if (address >= s->address && address - s->address < s->part.size) {
			uint64_t skip = address - s->address;
			*part = (struct elf_part){ s->part.offset + skip, s->part.size - skip };
			return true;
		}
	}
	return false;
}

/* Does ADDRESS lie in the zeros at the end of a segment? In a file of debugging information every section does. */
static bool
is_zero_filled(const struct elf *elf, uint64_t address)
{
	for (size_t i = 0; i < elf->segment_count; i++) {
		const struct elf_segment *s = &elf->segments[i];
		if (address >= s->address && address - s->address >= s->part.size && address - s->address < s->memory)
			return true;
	}
	return false;
}

bool
elf_string(const struct elf *elf, uint64_t offset, struct str *text, struct error *error)
{
	if (offset >= elf->strings.size)
		return elf_fail(error, elf->strings.offset, "name at 0x%llx of a string table of 0x%llx bytes", (unsigned long long)offset,
		                (unsigned long long)elf->strings.size);
	uint64_t at = elf->strings.offset + offset, left = elf->strings.size - offset;
	const char *p = elf->image.p + at;
	const char *end = memchr(p, '\0', left < ELF_NAME ? (size_t)left : ELF_NAME);
	if (end == NULL)
		return elf_fail(error, at, "name without an end");
	*text = (struct str){ p, (size_t)(end - p) };
	return true;
}

/* Names are printed, so control characters are refused. */
static bool
is_printable(struct str text)
{
	for (size_t i = 0; i < text.n; i++)
		if ((unsigned char)text.p[i] < 0x20 || text.p[i] == 0x7f)
			return false;
	return true;
}

static bool
read_name(const struct elf *elf, uint64_t offset, struct str *text, struct error *error)
{
	if (!elf_string(elf, offset, text, error))
		return false;
	return is_printable(*text) || elf_fail(error, elf->strings.offset + offset, "control character in a name");
}

static bool
read_header(struct elf *elf, struct error *error)
{
	const unsigned char *p = (const unsigned char *)elf->image.p;
	if (!elf_is(elf->image))
		return elf_fail(error, 0, "not an ELF file");
	if (elf->image.n < 52 || (p[4] == 2 && elf->image.n < 64))
		return elf_fail(error, 0, "ELF header of a file that ends after %zu bytes", elf->image.n);
	if (p[4] != 1 && p[4] != 2)
		return elf_fail(error, 4, "class %u, neither 32 nor 64 bit", p[4]);
	if (p[5] != 1 && p[5] != 2)
		return elf_fail(error, 5, "byte order %u, neither little nor big", p[5]);
	elf->wide = p[4] == 2;
	elf->big = p[5] == 2;
	if (p[6] != 1 || elf_number(elf, 20, 4) != 1)
		return elf_fail(error, p[6] != 1 ? 6 : 20, "unknown ELF version");
	elf->type = (uint16_t)elf_number(elf, 16, 2);
	elf->machine = (uint16_t)elf_number(elf, 18, 2);
	return true;
}

static bool
read_load(struct elf *elf, uint64_t at, struct elf_part part, struct error *error)
{
	uint64_t address = word(elf, at, 8, 16), memory = word(elf, at, 20, 40);
	uint64_t last = elf->wide ? UINT64_MAX : UINT32_MAX;
	if (memory < part.size)
		return elf_fail(error, at, "segment with more bytes in the file than in memory");
	if (memory > last - address)
		return elf_fail(error, at, "segment that ends after the address space");
	for (size_t i = 0; i < elf->segment_count; i++) {
		const struct elf_segment *s = &elf->segments[i];
		if (part.size > 0 && s->part.size > 0 && address < s->address + s->part.size && s->address < address + part.size)
			return elf_fail(error, at, "segment that overlaps a different one in memory");
	}
	elf->segments[elf->segment_count++] = (struct elf_segment){ address, memory, part };
	return true;
}

static bool
read_interp(struct elf *elf, uint64_t at, struct elf_part part, struct error *error)
{
	const char *p = elf->image.p + part.offset;
	const char *end = part.size == 0 ? NULL : memchr(p, '\0', (size_t)part.size);
	if (elf->interp.p != NULL)
		return elf_fail(error, at, "second PT_INTERP");
	if (end == NULL || end == p || end - p > ELF_NAME)
		return elf_fail(error, part.offset, "interpreter name that is empty or without an end");
	elf->interp = (struct str){ p, (size_t)(end - p) };
	return is_printable(elf->interp) || elf_fail(error, part.offset, "control character in a name");
}

/* Loadable segments and the interpreter; *DYNAMIC gets PT_DYNAMIC, size 0 if absent. */
static bool
read_segments(struct elf *elf, struct elf_segment *dynamic, struct error *error)
{
	uint64_t table = word(elf, 0, 28, 32), entry = elf_number(elf, elf->wide ? 54 : 42, 2), count = elf_number(elf, elf->wide ? 56 : 44, 2);
	if (count == 0)
		return true;
	if (entry != (elf->wide ? 56 : 32))
		return elf_fail(error, elf->wide ? 54 : 42, "program headers of %u bytes each", (unsigned)entry);
	if (count > ELF_SEGMENTS)
		return elf_fail(error, elf->wide ? 56 : 44, "%u program headers, more than %d", (unsigned)count, ELF_SEGMENTS);
	if (table < (elf->wide ? 64 : 52))
		return elf_fail(error, elf->wide ? 32 : 28, "program headers that overlap the ELF header");
	if (!in_file(elf, table, entry * count))
		return elf_fail(error, table, "program headers that end after the file, which has %zu bytes", elf->image.n);
	elf->segments = arena_take_array((size_t)count, sizeof(*elf->segments));
	for (uint64_t i = 0, at = table; i < count; i++, at += entry) {
		uint64_t kind = elf_number(elf, at, 4);
		struct elf_part part = { word(elf, at, 4, 8), word(elf, at, 16, 32) };
		if (kind != SEGMENT_LOAD && kind != SEGMENT_DYNAMIC && kind != SEGMENT_INTERP)
			continue;
		if (!in_file(elf, part.offset, part.size))
			return elf_fail(error, at, "segment that ends after the file, which has %zu bytes", elf->image.n);
		if (kind == SEGMENT_DYNAMIC) {
			if (dynamic->part.size > 0)
				return elf_fail(error, at, "second PT_DYNAMIC");
			*dynamic = (struct elf_segment){ word(elf, at, 8, 16), part.size, part };
		} else if (!(kind == SEGMENT_LOAD ? read_load(elf, at, part, error) : read_interp(elf, at, part, error)))
			return false;
	}
	return true;
}

static unsigned
tag_index(uint64_t tag)
{
	switch (tag) {
	case 0x6ffffef5: return TAG_GNU_HASH;
	case 0x6ffffff0: return TAG_VERSYM;
	case 0x6ffffffb: return TAG_FLAGS_1;
	default: return tag < TAG_COUNT ? (unsigned)tag : TAG_NULL;
	}
}

/* DT_NEEDED is kept as offsets at first, since the string table may come later. */
static bool
read_entries(const struct elf *elf, struct elf_part part, struct dynamic *dynamic, uint64_t *needed, size_t *needed_count,
             struct error *error)
{
	unsigned width = elf->wide ? 8 : 4;
	for (uint64_t at = part.offset; part.size >= 2 * width; at += 2 * width, part.size -= 2 * width) {
		uint64_t tag = elf_number(elf, at, width), value = elf_number(elf, at + width, width);
		if (tag == TAG_NULL)
			return true;
		if (tag == TAG_NEEDED) {
			if (*needed_count == ELF_NEEDED)
				return elf_fail(error, at, "more than %d needed libraries", ELF_NEEDED);
			needed[(*needed_count)++] = value;
		}
		unsigned i = tag_index(tag);
		dynamic->value[i] = value;
		dynamic->at[i] = at;
	}
	return elf_fail(error, part.offset, "dynamic section without an end");
}

/* The table at the address of TAG: SIZE bytes, or up to the end of its segment if SIZE is UINT64_MAX. */
static bool
find_part(const struct elf *elf, const struct dynamic *dynamic, unsigned tag, uint64_t size, struct elf_part *part,
          struct error *error)
{
	if (dynamic->at[tag] == 0 || size == 0)
		return true;
	if (!at_address(elf, dynamic->value[tag], part))
		return elf_fail(error, dynamic->at[tag], "address 0x%llx that no segment of the file has", (unsigned long long)dynamic->value[tag]);
	if (size == UINT64_MAX)
		return true;
	if (size > part->size)
		return elf_fail(error, dynamic->at[tag], "table that ends after its segment");
	part->size = size;
	return true;
}

static bool
find_parts(struct elf *elf, const struct dynamic *d, struct error *error)
{
	elf->plt_rela = d->value[TAG_PLTREL] == TAG_RELA;
	return find_part(elf, d, TAG_STRTAB, d->value[TAG_STRSZ], &elf->strings, error) &&
	       find_part(elf, d, TAG_SYMTAB, UINT64_MAX, &elf->symbols, error) &&
	       find_part(elf, d, TAG_HASH, UINT64_MAX, &elf->hash, error) &&
	       find_part(elf, d, TAG_GNU_HASH, UINT64_MAX, &elf->gnu_hash, error) &&
	       find_part(elf, d, TAG_VERSYM, UINT64_MAX, &elf->versions, error) &&
	       find_part(elf, d, TAG_REL, d->value[TAG_RELSZ], &elf->rel, error) &&
	       find_part(elf, d, TAG_RELA, d->value[TAG_RELASZ], &elf->rela, error) &&
	       find_part(elf, d, TAG_JMPREL, d->value[TAG_PLTRELSZ], &elf->plt, error);
}

static bool
read_dynamic(struct elf *elf, const struct elf_segment *segment, struct error *error)
{
	struct dynamic d = { 0 };
	struct elf_part part;
	uint64_t needed[ELF_NEEDED];
	size_t needed_count = 0;
	if (is_zero_filled(elf, segment->address))
		return true;
	/* The loader uses the address, other tools the offset: they must agree. */
	if (!at_address(elf, segment->address, &part) || part.offset != segment->part.offset || part.size < segment->part.size)
		return elf_fail(error, segment->part.offset, "dynamic section outside the loaded segments");
	if (!read_entries(elf, part, &d, needed, &needed_count, error) || !find_parts(elf, &d, error))
		return false;
	for (size_t i = 0; i < needed_count; i++) {
		struct str name;
		if (!read_name(elf, needed[i], &name, error))
			return false;
		if (name.n == 0)
			return elf_fail(error, elf->strings.offset + needed[i], "needed library with an empty name");
		str_list_add(&elf->needed, name);
	}
	if ((d.at[TAG_SONAME] != 0 && !read_name(elf, d.value[TAG_SONAME], &elf->soname, error)) ||
	    (d.at[TAG_RPATH] != 0 && !read_name(elf, d.value[TAG_RPATH], &elf->rpath, error)) ||
	    (d.at[TAG_RUNPATH] != 0 && !read_name(elf, d.value[TAG_RUNPATH], &elf->runpath, error)))
		return false;
	elf->program = elf->type == TYPE_EXEC || (d.value[TAG_FLAGS_1] & flag_pie) != 0;
	return true;
}

bool
elf_parse(struct str image, struct elf *elf, struct error *error)
{
	struct elf_segment dynamic = { 0, 0, { 0, 0 } };
	*elf = (struct elf){ .image = image };
	*error = (struct error){ 0 };
	if (!read_header(elf, error))
		return false;
	if (elf->type != TYPE_EXEC && elf->type != TYPE_DYN)
		return true;
	if (!read_segments(elf, &dynamic, error))
		return false;
	elf->program = elf->type == TYPE_EXEC;
	if (dynamic.part.size > 0 && !read_dynamic(elf, &dynamic, error))
		return false;
	if (elf->interp.p != NULL && elf->soname.p == NULL)
		elf->program = true;
	return true;
}

struct str
elf_search_path(const struct elf *elf)
{
	return elf->runpath.p != NULL ? elf->runpath : elf->rpath;
}

bool
elf_same_machine(const struct elf *a, const struct elf *b)
{
	return a->wide == b->wide && a->big == b->big && a->machine == b->machine;
}

struct str
elf_machine(const struct elf *elf)
{
	switch (elf->machine) {
	case ELF_386: return STR("x86");
	case ELF_PPC64: return elf->big ? STR("ppc64") : STR("ppc64le");
	case ELF_S390: return elf->wide ? STR("s390x") : STR("s390");
	case ELF_ARM: return STR("armv7");
	case ELF_X86_64: return elf->wide ? STR("x86_64") : STR("x32");
	case ELF_AARCH64: return STR("aarch64");
	case ELF_RISCV: return elf->wide ? STR("riscv64") : STR("riscv32");
	case ELF_LOONGARCH: return STR("loongarch64");
	default: return str_format("machine 0x%x", elf->machine);
	}
}
