"""Finds the files of the project that a resolution depends on: those that the resolver and the build backends open. No table of backends
can know them: setup.py opens what it likes, a workspace has members, `dynamic` names files. On a system without inotify it falls back to
the files that every backend reads.
"""

import ctypes
import os
import pathlib
import re
import struct
import threading

IN_OPEN, IN_Q_OVERFLOW, IN_ISDIR, IN_ONLYDIR = 0x20, 0x4000, 0x40000000, 0x01000000
NEVER = {".git", ".hg", ".svn", ".venv", "venv", "node_modules", "__pycache__", ".tox", ".nox", ".scibids"}
ALWAYS = ("pyproject.toml", "setup.py", "setup.cfg")
# Metadata quotes these files, but no dependency comes from them. Archives are inputs by their hash in the lock.
NO_MATTER = re.compile(
    r"(readme|licen[cs]e|copying|notice|authors|change|history|contribut)|^\.|\.(whl|zip|gz|tgz|bz2|xz|pyc|md|rst)$", re.IGNORECASE)


def below(root):
    for directory, names, files in os.walk(root):
        names[:] = sorted(name for name in names if name not in NEVER and not name.endswith(".egg-info"))
        yield pathlib.Path(directory), files


def refresh(root):
    """The resolver's cache keeps a directory's metadata as long as the times of these files stay the same."""
    for directory, files in below(root):
        for name in ALWAYS:
            if name in files:
                os.utime(directory / name)


class Watch:
    """Records which files below ROOT are opened within the with block."""

    def __init__(self, root):
        self.root = pathlib.Path(os.path.abspath(root))
        self.there, self.opened, self.directories = set(), set(), {}
        self.fd, self.thread = -1, None

    def __enter__(self):
        libc = ctypes.CDLL(None, use_errno=True)
        self.fd = libc.inotify_init1(os.O_CLOEXEC)
        for directory, files in below(self.root):
            self.there.update(directory / name for name in files)
            watch = libc.inotify_add_watch(self.fd, os.fsencode(directory), IN_OPEN | IN_ONLYDIR) if self.fd >= 0 else -1
            if watch >= 0:
                self.directories[watch] = directory
        # Closing the descriptor would not wake a reader: this file does.
        self.last = self.root / ".scibids-last"
        if self.directories:
            self.thread = threading.Thread(target=self.read, daemon=True)
            self.thread.start()
        return self

    def read(self):
        while True:
            events = os.read(self.fd, 65536)
            while events:
                watch, mask, _, length = struct.unpack_from("iIII", events)
                name, events = events[16:16 + length].rstrip(b"\0"), events[16 + length:]
                path = self.directories.get(watch, self.root) / os.fsdecode(name)
                if path == self.last:
                    return
                if not mask & (IN_ISDIR | IN_Q_OVERFLOW):
                    self.opened.add(path)

    def __exit__(self, *_):
        if self.thread:
            self.last.touch()
            self.thread.join(timeout=60)
            self.last.unlink()
        if self.fd >= 0:
            os.close(self.fd)

    def inputs(self, directories):
        """The opened files that decide the requirements, relative to the working directory. DIRECTORIES become packages, or are the
        project's own."""
        here = pathlib.Path.cwd()
        owners = [pathlib.Path(os.path.abspath(directory)) for directory in directories]
        above = {parent for owner in [*owners, here] for parent in [owner, *owner.parents]}
        found = {owner / name for owner in owners[:-1] for name in ALWAYS if owner / name in self.there}
        for path in self.opened & self.there:
            owner = next((owner for owner in owners if owner in path.parents), None)
            code = path.suffix == ".py" and owner and path.parent != owner and not (owner / "setup.py").exists()
            if path.name == "pyproject.toml":
                counts = path.parent in above
            else:
                counts = owner and not code and not NO_MATTER.search(path.name)
            if counts:
                found.add(path)
        return sorted(os.path.relpath(path, here) for path in found)
