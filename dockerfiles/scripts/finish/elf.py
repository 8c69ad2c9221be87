"""Does the loader map the same from two ELF files? (System V ABI, gABI chapters 4 and 5)"""

import collections
import hashlib
import mmap
import struct

EXEC, DYN = 2, 3
LOAD, DYNAMIC, PHDR = 1, 2, 6
NOBITS, ALLOC = 8, 2

Segment = collections.namedtuple("Segment", "kind offset address size memory flags align")
Section = collections.namedtuple("Section", "kind flags address offset size")

# Entries of the dynamic section that are addresses: PLTGOT to RELA, INIT, FINI, REL, JMPREL, INIT_ARRAY, FINI_ARRAY,
# PREINIT_ARRAY, GNU_HASH, VERSYM, VERDEF, VERNEED
ADDRESS_TAGS = {3, 4, 5, 6, 7, 12, 13, 17, 23, 25, 26, 32, 0x6FFFFEF5, 0x6FFFFFF0, 0x6FFFFFFC, 0x6FFFFFFE}


class Elf:
    """Raises ValueError if the file breaks the ABI."""

    def __init__(self, path):
        # Mapped, not read: only the parts of a large library that are used are loaded, and nothing is copied.
        with open(path, "rb") as file:
            self.data = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        ident = bytes(self.data[:16])
        if len(ident) < 16 or ident[:4] != b"\x7fELF" or ident[4] not in (1, 2) or ident[5] not in (1, 2):
            raise ValueError("not ELF")
        self.wide, self.order = ident[4] == 2, "<>"[ident[5] - 1]
        fields = self.unpack("HHIQQQIHHHHHH" if self.wide else "HHIIIIIHHHHHH", 16)
        self.kind, self.headers_at = fields[0], fields[4]
        self.segments = [self.segment(fields[4] + i * fields[8]) for i in range(fields[9])]
        self.sections = [self.section(fields[5] + i * fields[10]) for i in range(fields[11])]
        self.headers_end = fields[5] + fields[10] * fields[11]

    def unpack(self, layout, offset):
        try:
            return struct.unpack_from(self.order + layout, self.data, offset)
        except struct.error as error:
            raise ValueError("truncated") from error

    def pack(self, out, layout, offset, *values):
        struct.pack_into(self.order + layout, out, offset, *values)

    def segment(self, at):
        if self.wide:
            kind, flags, offset, address, _, size, memory, align = self.unpack("IIQQQQQQ", at)
        else:
            kind, offset, address, _, size, memory, flags, align = self.unpack("IIIIIIII", at)
        return Segment(kind, offset, address, size, memory, flags, align)

    def section(self, at):
        _, kind, flags, address, offset, size = self.unpack("IIQQQQ" if self.wide else "IIIIII", at)
        return Section(kind, flags, address, offset, size)

    def mapped_sections(self):
        return [section for section in self.sections if section.flags & ALLOC and section.size > 0]

    def content(self, part):
        return self.data[part.offset : part.offset + part.size]

    def carries_more(self):
        """Does anything follow the last part that a header describes, such as the archive of a program that unpacks itself? Tools
        that patch libraries leave zeros there."""
        ends = [part.offset + part.size for part in self.segments + [s for s in self.sections if s.kind != NOBITS]]
        return any(self.data[max(self.headers_end, *ends) :])

    def is_covered(self, section):
        """Does a segment put it where its address says?"""
        return any(
            segment.kind == LOAD
            and segment.address <= section.address
            and section.address + section.size <= segment.address + segment.memory
            and (section.kind == NOBITS or section.address - segment.address == section.offset - segment.offset)
            for segment in self.segments
        )

    def addresses(self):
        """What the dynamic section points to."""
        layout = "qQ" if self.wide else "iI"
        for segment in self.segments:
            for at in range(0, segment.size if segment.kind == DYNAMIC else 0, struct.calcsize(layout)):
                tag, value = self.unpack(layout, segment.offset + at)
                if tag == 0:
                    break
                if tag in ADDRESS_TAGS and value:
                    yield value


def read(path):
    """The file as Elf, or None if it is neither a program nor a library."""
    with open(path, "rb") as file:
        if file.read(4) != b"\x7fELF":
            return None
    try:
        elf = Elf(path)
    except ValueError:
        return None
    return elf if elf.kind in (EXEC, DYN) and elf.sections and any(segment.kind == LOAD for segment in elf.segments) else None


def shape(elf):
    """Segments without their place in the file and, if they are loaded, without their size: tools that patch libraries leave unused
    bytes between and after the sections."""
    for segment in elf.segments:
        offset = segment.offset % segment.align if segment.align > 1 else 0
        sizes = None if segment.kind == LOAD else (segment.size, segment.memory)
        yield segment.kind, segment.address, segment.flags, segment.align, offset, sizes


def contents(elf):
    for section in sorted(elf.mapped_sections(), key=lambda s: (s.address, s.size)):
        # A dynamic section may say where section headers are to find it; sections are compared by what they hold.
        digest = None if section.kind == NOBITS else hashlib.sha256(elf.content(section)).digest()
        yield section.kind, section.flags, section.address, section.size, digest


def is_sound(elf):
    sections = [section for section in elf.mapped_sections() if section.kind != NOBITS or not section.flags & 0x400]
    return (
        all(elf.is_covered(section) for section in sections)
        and all(any(s.address <= value <= s.address + s.size for s in sections) for value in elf.addresses())
        and all(segment.offset == elf.headers_at for segment in elf.segments if segment.kind == PHDR)
    )


def is_mapped_alike(first, second):
    return is_sound(first) and is_sound(second) and list(shape(first)) == list(shape(second)) and list(contents(first)) == list(contents(second))
