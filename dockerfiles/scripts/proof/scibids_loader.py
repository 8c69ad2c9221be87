"""Loads the shared libraries and programs of a distribution with the loader alone."""

import ctypes
import os
import re
import struct
import subprocess
import sys

INTERP, EXEC_OR_DYN = 3, (2, 3)
SECONDS = 20


def header(path):
    """(machine, the interpreter that the program names or None) of an ELF program or library; None: it is not for this machine."""
    try:
        with open(path, "rb") as file:
            head = file.read(64)
            order = "<>"[head[5] - 1] if head[:4] == b"\x7fELF" and len(head) == 64 and head[5] in (1, 2) else None
            if order is None:
                return None
            wide = head[4] == 2
            kind, machine = struct.unpack_from(order + "HH", head, 16)
            at = struct.unpack_from(order + ("Q" if wide else "I"), head, 32 if wide else 28)[0]
            size, count = struct.unpack_from(order + "HH", head, 54 if wide else 42)
            if kind not in EXEC_OR_DYN or count > 64 or size < (56 if wide else 32):
                return None
            file.seek(at)
            table = file.read(size * count)
            for n in range(count):
                entry = table[n * size : (n + 1) * size]
                if struct.unpack_from(order + "I", entry)[0] != INTERP:
                    continue
                layout, places = (order + "QQQQ", 8) if wide else (order + "IIII", 4)
                offset, _, _, length = struct.unpack_from(layout, entry, places)
                file.seek(offset)
                return wide, machine, os.fsdecode(file.read(min(length, 4096)).rstrip(b"\0"))
            return wide, machine, None
    except (OSError, struct.error):
        return None


def load(path):
    try:
        ctypes.CDLL(path, mode=os.RTLD_NOW)
    except OSError as error:
        return error
    return None


def shared_libraries(distribution):
    return [str(distribution.locate_file(p)) for p in distribution.files or [] if re.search(r"\.so(\.\d+)*$", p.name)]


class Programs:
    """The programs of a distribution, and the libraries that they find where they lie."""

    def __init__(self, distribution):
        self.loader = header(sys.executable)
        self.found = {}  # {path: what the loader lacks, or None}
        self.foreign = {}  # {path: the interpreter that it names}
        self.libraries = set()
        for file in distribution.files or []:
            if "." not in file.name or "bin" in file.parts:
                self.look_at(os.path.realpath(distribution.locate_file(file)))

    def look_at(self, path):
        if not os.path.isfile(path) or not os.access(path, os.X_OK):
            return
        found = header(path)
        if found is None or found[2] is None or self.loader is None or found[:2] != self.loader[:2]:
            return
        if os.path.realpath(found[2]) != os.path.realpath(self.loader[2]):
            self.foreign[path] = found[2]
        else:
            self.found[path] = self.trace(path)

    def trace(self, path):
        """Has the loader bind the program's symbols, without running it. musl's loader says on stderr what it lacks."""
        run = subprocess.run([self.loader[2], "--list", path], capture_output=True, text=True, errors="replace", timeout=SECONDS, check=False)
        errors = [line for line in run.stderr.splitlines() if "Error" in line]
        if errors or run.returncode != 0:
            return OSError((errors or run.stderr.splitlines() or [f"the loader ended with {run.returncode}"])[0])
        self.libraries |= {os.path.realpath(name) for name in re.findall(r"=> (\S+) \(0x", run.stdout)}
        return None
