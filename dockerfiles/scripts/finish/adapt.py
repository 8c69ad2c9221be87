"""Gives an interpreter what glibc has and musl leaves out: the default stack of threads, and finding libraries by name."""

import glob
import os
import struct

import elf

STACK = 8 << 20  # what glibc takes from `ulimit -s`; musl's own is 128 KiB, and it takes no more than this
GNU_STACK = 0x6474E551

# Python asks ldconfig, gcc and ld, which an image does not have. What they would find is where musl looks.
FIND_LIBRARY = '''

def find_library(name, _directories=("/lib", "/usr/local/lib", "/usr/lib")):
    """The file name of the library NAME as musl's loader finds it, or None."""
    if name in ("c", "crypt", "dl", "m", "pthread", "resolv", "rt", "util"):
        name = "c.musl-*"
    import glob
    paths = os.environ.get("LD_LIBRARY_PATH", "").split(":")
    for directory in [path for path in paths if path] + list(_directories):
        base = os.path.join(glob.escape(directory), "lib" + (name if name == "c.musl-*" else glob.escape(name)) + ".so")
        for path in sorted(glob.glob(base) + glob.glob(base + ".[0-9]*"), key=len):
            with open(path, "rb") as file:
                if file.read(4) == b"\\x7fELF":
                    return os.path.basename(path)
    return None
'''


def set_thread_stack(path):
    """musl takes the stack of threads from the program's own header: p_memsz of PT_GNU_STACK."""
    program = elf.read(path)
    if program is None:
        return
    for i, segment in enumerate(program.segments):
        if segment.kind == GNU_STACK and segment.memory < STACK:
            layout, field = ("Q", 40) if program.wide else ("I", 20)
            size = 56 if program.wide else 32
            with open(path, "r+b") as file:
                file.seek(program.headers_at + i * size + field)
                file.write(struct.pack(program.order + layout, STACK))


def adapt(prefix):
    for path in glob.glob(os.path.join(prefix, "bin/python3.*")):
        if not os.path.islink(path):
            set_thread_stack(path)
    for path in glob.glob(os.path.join(prefix, "lib/python3*/ctypes/util.py")):
        with open(path, "a", encoding="utf-8") as file:
            file.write(FIND_LIBRARY)
