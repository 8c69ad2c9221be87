"""Records what a layer's ELF files ask a loader for, as a tree of small ELF files at the same paths, with the layer's links to libraries.
scibids-needed reads it as it would read the layer."""

import os
import shutil

import elf
import elf_write

NO_ELF = (".py", ".pyc", ".pyi", ".h", ".pxd", ".txt", ".json", ".csv", ".html", ".js", ".typed")


def note(path, to):
    with open(path, "rb") as file:
        if file.read(4) != b"\x7fELF":
            return
    os.makedirs(os.path.dirname(to), exist_ok=True)
    try:
        read = elf.Elf(path)
        content = elf_write.for_loader(read) if read.kind in (elf.EXEC, elf.DYN) else None
    except (ValueError, IndexError, TypeError):
        shutil.copyfile(path, to)  # its reader says what is wrong with it
        return
    if content is not None:
        with open(to, "wb") as file:
            file.write(content)


def note_all(tree, facts):
    for parent, directories, names in os.walk(tree):
        for name in directories + names:
            path = os.path.join(parent, name)
            to = os.path.join(facts, os.path.relpath(path, tree))
            if os.path.islink(path):
                if ".so" in name or name in directories:
                    os.makedirs(os.path.dirname(to), exist_ok=True)
                    os.symlink(os.readlink(path), to)
            elif name not in directories and not name.endswith(NO_ELF):
                note(path, to)
