"""Writes smaller ELF files: without the symbols that only a linker needs, or with nothing but what a loader reads. (System V ABI, gABI
chapters 4 and 5)"""

import elf as reader

DYNAMIC_ENTRIES = {1, 14, 15, 29}  # NEEDED, SONAME, RPATH, RUNPATH
STRINGS, STRINGS_SIZE = 5, 10
INTERP, SYMBOLS, INFO_LINK, RELOCATIONS = 3, 11, 0x40, (4, 9)


def sizes(elf):
    """Of the file header, of a program header and of a section header."""
    return (64, 56, 64) if elf.wide else (52, 32, 40)


def used_size(elf, segment):
    """The size of a loaded segment up to its last section: patchelf leaves behind tables that it has moved elsewhere."""
    if segment.kind != reader.LOAD or segment.size != segment.memory:
        return segment.size
    file, program, _ = sizes(elf)
    begin, end = segment.offset, segment.offset + segment.size
    parts = [(0, file), (elf.headers_at, elf.headers_at + program * len(elf.segments))]
    parts += [(s.offset, s.offset + s.size) for s in elf.segments if s.kind != reader.LOAD]
    parts += [(s.offset, s.offset + s.size) for s in elf.mapped_sections() if s.kind != reader.NOBITS]
    return max((min(last, end) for first, last in parts if begin <= first < end), default=end) - begin


def moved_ranges(elf):
    """[(offset, end, new offset)] of what a loader maps, closed up as far as pages allow."""
    file, program, _ = sizes(elf)
    parts = [(0, file, 1), (elf.headers_at, elf.headers_at + program * len(elf.segments), 1)]
    parts += [(s.offset, s.offset + used_size(elf, s), max(s.align, 1) if s.kind == reader.LOAD else 1) for s in elf.segments if s.size]
    merged = []
    for begin, end, align in sorted(parts):
        if merged and begin <= merged[-1][1]:
            last = merged.pop()
            begin, end, align = last[0], max(last[1], end), max(last[2], align)
        merged.append((begin, end, align))
    ranges, at = [], 0
    for begin, end, align in merged:
        at += (begin - at) % align
        ranges.append((begin, end, at))
        at += end - begin
    return ranges


def moved(ranges, offset):
    for begin, end, to in ranges:
        if begin <= offset <= end:
            return to + offset - begin
    return None


def symbol_sections(elf):
    """The sections that loaded symbols say they are in."""
    entry, at, width = (24, 6, "H") if elf.wide else (16, 14, "H")
    for section in elf.sections:
        if section.kind == SYMBOLS:
            for offset in range(section.offset, section.offset + section.size - entry + 1, entry):
                yield elf.unpack(width, offset + at)[0]


def without_symbols(elf):
    """The file without the sections that are not loaded, or None if that would change what is loaded."""
    file, program, header = sizes(elf)
    names_index = elf.unpack("H", file - 2)[0]
    if not elf.sections or not 0 < names_index < len(elf.sections):
        return None
    kept = [i for i, section in enumerate(elf.sections) if i in (0, names_index) or section.flags & reader.ALLOC]
    index = {old: new for new, old in enumerate(kept)}
    if any(index.get(i) != i for i in symbol_sections(elf) if 0 < i < 0xFF00):
        return None
    ranges = moved_ranges(elf)
    out = bytearray(ranges[-1][2] + ranges[-1][1] - ranges[-1][0])
    for begin, end, to in ranges:
        out[to : to + end - begin] = elf.data[begin:end]
    word, at_offset = ("Q", 8) if elf.wide else ("I", 4)
    for i, segment in enumerate(elf.segments):
        to = moved(ranges, segment.offset) if segment.size else segment.offset
        at = moved(ranges, elf.headers_at) + i * program
        elf.pack(out, word, at + at_offset, to)
        if used_size(elf, segment) < segment.size:
            elf.pack(out, 2 * word, at + (32 if elf.wide else 16), used_size(elf, segment), used_size(elf, segment))
    names = elf.sections[names_index]
    names_at = len(out)
    out += elf.content(names)
    out += bytes(-len(out) % 8)
    headers_at = len(out)
    headers_was = elf.unpack(word, 40 if elf.wide else 32)[0]
    for old in kept:
        out += elf.data[headers_was + old * header : headers_was + (old + 1) * header]
        at, section = len(out) - header, elf.sections[old]
        to = names_at if old == names_index else moved(ranges, section.offset) if section.kind != reader.NOBITS and section.size else section.offset
        if to is None:
            return None
        elf.pack(out, word, at + (24 if elf.wide else 16), to)
        link_at = at + (40 if elf.wide else 24)
        link, info = elf.unpack("II", headers_was + old * header + link_at - at)
        if section.kind in RELOCATIONS or section.flags & INFO_LINK:
            info = index.get(info, 0)
        elf.pack(out, "II", link_at, index.get(link, 0), info)
    elf.pack(out, word, 32 if elf.wide else 28, moved(ranges, elf.headers_at))
    elf.pack(out, word, 40 if elf.wide else 32, headers_at)
    elf.pack(out, "HH", file - 4, len(kept), index[names_index])
    return out


def text_at(elf, offset):
    data = elf.data
    end = offset
    while data[end]:
        end += 1
    return bytes(data[offset : end + 1])


def file_offset(elf, address):
    for segment in elf.segments:
        if segment.kind == reader.LOAD and segment.address <= address < segment.address + segment.size:
            return segment.offset + address - segment.address
    raise ValueError("an address that no segment has")


def dynamic_entries(elf):
    layout, step = ("qQ", 16) if elf.wide else ("iI", 8)
    for segment in elf.segments:
        for at in range(0, segment.size - step + 1 if segment.kind == reader.DYNAMIC else 0, step):
            tag, value = elf.unpack(layout, segment.offset + at)
            if tag == 0:
                return
            yield tag, value


def for_loader(elf):
    """A small ELF file with the same needs as this one: its kind, machine, interpreter, SONAME, NEEDED and run paths."""
    file, program, _ = sizes(elf)
    dynamic = list(dynamic_entries(elf))
    strings = next((file_offset(elf, value) for tag, value in dynamic if tag == STRINGS), None)
    table, entries = bytearray(1), []
    for tag, value in dynamic:
        if tag in DYNAMIC_ENTRIES:
            entries.append((tag, len(table)))
            table += text_at(elf, strings + value)
    interpreters = [elf.content(segment) for segment in elf.segments if segment.kind == INTERP]
    count = 1 + len(interpreters[:1]) + bool(dynamic)
    strings_at = file + count * program
    interpreter_at = strings_at + len(table)
    interpreter = bytes(interpreters[0]) if interpreters else b""
    dynamic_at = interpreter_at + len(interpreter) + -(interpreter_at + len(interpreter)) % 8
    layout, step = ("qQ", 16) if elf.wide else ("iI", 8)
    rows = [*entries, (STRINGS, strings_at), (STRINGS_SIZE, len(table)), (0, 0)] if dynamic else []
    size = dynamic_at + step * len(rows)
    out = bytearray(size)
    out[:file] = elf.data[:file]
    out[strings_at:interpreter_at] = table
    out[interpreter_at : interpreter_at + len(interpreter)] = interpreter
    for i, row in enumerate(rows):
        elf.pack(out, layout, dynamic_at + i * step, *row)
    parts = [(reader.LOAD, 0, size)]
    parts += [(INTERP, interpreter_at, len(interpreter))] if interpreters else []
    parts += [(reader.DYNAMIC, dynamic_at, step * len(rows))] if dynamic else []
    for i, (kind, offset, length) in enumerate(parts):
        if elf.wide:
            elf.pack(out, "IIQQQQQQ", file + i * program, kind, 5, offset, offset, offset, length, length, 8)
        else:
            elf.pack(out, "IIIIIIII", file + i * program, kind, offset, offset, offset, length, length, 5, 8)
    word = "Q" if elf.wide else "I"
    elf.pack(out, word, 32 if elf.wide else 28, file)
    elf.pack(out, word, 40 if elf.wide else 32, 0)
    elf.pack(out, "HHHH", file - 8, len(parts), 0, 0, 0)
    return out
