"""Removes from a tree the files that the rules of trim.tsv match, and notes each with its owner."""

import os
import re
import shutil
import stat

import elf
import elf_write
import record
import signs

LEAST = 512  # bytes: for less no file is changed
LEVELS = {"always": 0, "safe": 1, "hard": 2}


class Rule:
    def __init__(self, line):
        self.level, self.tree, self.name, self.action, self.pattern, condition, self.reason = line.rstrip("\n").split("\t")
        self.matches = compile_glob(self.pattern)
        self.conditions = [] if condition == "-" else [part.partition("=")[::2] for part in condition.split(",")]


def compile_glob(pattern):
    """** spans directories, * and ? do not."""
    parts = []
    for token in re.findall(r"\*\*/|\*\*|\*|\?|[^*?]+", pattern):
        parts.append({"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}.get(token) or re.escape(token))
    return re.compile("".join(parts)).fullmatch


def read_rules(path, tree, level):
    with open(path, encoding="utf-8") as file:
        rules = [Rule(line) for line in file if not line.startswith("#")]
    return [rule for rule in rules if rule.tree == tree and LEVELS[rule.level] <= LEVELS.get(level, 0)]


class Keep:
    """Files that stay whatever a rule says: words OWNER:RULE and OWNER:GLOB, where the owner * means every package."""

    def __init__(self, words):
        self.rules, self.globs = {}, {}
        for word in words:
            owner, _, what = word.partition(":")
            if re.fullmatch(r"[a-z]+", what):
                self.rules.setdefault(owner, set()).add(what)
            else:
                self.globs.setdefault(owner, []).append(compile_glob(what))

    def stays(self, owner, name, rule):
        return any(rule.name in self.rules.get(o, ()) or any(match(name) for match in self.globs.get(o, ())) for o in (owner, "*"))


class Tree:
    """The files below BASE as {relative path: owner}; a path may lead out of it by "../", as in RECORD."""

    def __init__(self, base, owners, keep):
        self.base, self.owners, self.keep = base, owners, keep
        self.files = set(owners)
        self.texts = {}
        self.taken = []  # (owner, rule, bytes, path)

    def path(self, name):
        return os.path.join(self.base, name)

    def size(self, name):
        return os.lstat(self.path(name)).st_size

    def is_kept(self, name, rule):
        # Metadata stays: scanners and importlib.metadata read it.
        return name.split("/")[0].endswith(".dist-info") or self.keep.stays(self.owners[name], name, rule)

    def is_executable(self, name):
        return bool(os.stat(self.path(name)).st_mode & stat.S_IXUSR)

    def begins(self, name, magic):
        with open(self.path(name), "rb") as file:
            return file.read(len(magic)) == magic

    def is_plain(self, name):
        return os.path.isfile(self.path(name)) and not os.path.islink(self.path(name))

    def text(self, name):
        if name not in self.texts:
            with open(self.path(name), "rb") as file:
                self.texts[name] = file.read()
        return self.texts[name]

    def modules(self):
        return [name for name in self.files if name.endswith(".py")]

    def take(self, name, rule, size):
        self.taken.append((self.owners[name], rule.name, size, name))

    def remove(self, name, rule):
        self.take(name, rule, self.size(name))
        os.unlink(self.path(name))
        self.files.discard(name)
        directory = os.path.dirname(self.path(name))
        while os.path.realpath(directory) != os.path.realpath(self.base) and not os.listdir(directory):
            os.rmdir(directory)
            directory = os.path.dirname(directory)


def link_duplicates(tree, rule, candidates):
    """Keeps the first of an owner's equal files, and makes the others symbolic links to it."""
    sizes = {}
    for name in sorted(candidates):
        sizes.setdefault((tree.owners[name], tree.size(name)), []).append(name)
    for names in sizes.values():
        first = {}
        for name in names if len(names) > 1 else []:
            original = first.setdefault(record.digest(tree.path(name)), name)
            if original != name:
                tree.take(name, rule, tree.size(name))
                os.unlink(tree.path(name))
                os.symlink(os.path.relpath(original, os.path.dirname(name)), tree.path(name))


def share(tree, rule, candidates, shared):
    """Moves files below SHARED, to a path named after their content, so that equal files of other packages link to the same one."""
    for name in candidates:
        place = os.path.join("bundled", record.digest(tree.path(name)).hex()[:16], os.path.basename(name))
        os.makedirs(os.path.dirname(os.path.join(shared, place)), exist_ok=True)
        tree.take(name, rule, tree.size(name))
        shutil.move(tree.path(name), os.path.join(shared, place))
        os.symlink(os.path.relpath(tree.path(os.path.join("../..", place)), os.path.dirname(tree.path(name))), tree.path(name))


def strip(tree, rule, candidates):
    """Removes symbols if that leaves the mapped bytes unchanged."""
    for name in candidates:
        path = tree.path(name)
        before = elf.read(path)
        content = None if before is None or before.carries_more() else elf_write.without_symbols(before)
        if content is None or len(before.data) - len(content) < LEAST:
            continue
        stripped = path + ".stripped"
        with open(stripped, "wb") as file:
            file.write(content)
        shutil.copymode(path, stripped)
        after = elf.read(stripped)
        if after is not None and elf.is_mapped_alike(before, after):
            tree.take(name, rule, len(before.data) - len(content))
            os.rename(stripped, path)
        else:
            os.unlink(stripped)


def trim(tree, rules, shared):
    """Applies RULES in order, except `compile`, which is left to the step that writes bytecode."""
    groups = {}
    links = [name for name in tree.files if os.path.islink(tree.path(name))]
    for rule in rules:
        groups.setdefault((rule.name, rule.action), []).append(rule)
    for (_, action), members in groups.items():
        candidates = set()
        for rule in members:
            found = {name for name in tree.files if rule.matches(name) and not tree.is_kept(name, rule) and tree.is_plain(name)}
            found = signs.holds(tree, rule, found)
            if action == "remove":  # before the next rule asks who imports what
                for name in found:
                    tree.remove(name, rule)
            candidates |= found
        if action == "remove":
            # Remove links that led to it.
            for name in links:
                if name in tree.files and candidates and not os.path.exists(tree.path(name)):
                    tree.remove(name, members[-1])
        elif action == "link":
            link_duplicates(tree, members[0], candidates)
        elif action == "share":
            share(tree, members[0], sorted(candidates), shared)
        elif action == "strip":
            strip(tree, members[0], sorted(candidates))
