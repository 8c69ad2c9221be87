"""Takes from a tree what the rules of trim.tsv name. What is taken from whom is returned, file by file."""

import fnmatch
import os
import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor

import elf
import record

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


class Tree:
    """The files below BASE as {relative path: owner}; a path may lead out of it by "../", as in RECORD."""

    def __init__(self, base, owners, keep):
        self.base, self.owners = base, owners
        self.keep = {owner: [compile_glob(glob) for glob in globs] for owner, globs in keep.items()}
        self.files = set(owners)
        self.texts = {}
        self.taken = []  # (owner, rule, bytes, path)

    def path(self, name):
        return os.path.join(self.base, name)

    def size(self, name):
        return os.lstat(self.path(name)).st_size

    def is_kept(self, name):
        # Of metadata nothing is taken: it is what scanners and importlib.metadata read.
        return name.split("/")[0].endswith(".dist-info") or any(match(name) for match in self.keep.get(self.owners[name], []))

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


def module_of(name):
    """The dotted name by which a file is imported, and whether it is a package; None for other files."""
    match = re.fullmatch(r"((?:\w+/)*\w+)(?:\.py|\.(?:[\w-]+\.)?so)", name)
    if match is None:
        return None
    dotted = match.group(1).replace("/", ".")
    return dotted.removesuffix(".__init__")


IMPORT = re.compile(
    r"^[ \t]*(?:from[ \t]+(\.*[\w.]*)[ \t]+import[ \t]*(\([^)]*\)|[^#\n]*)|import[ \t]+([^#\n]+))|[\"']([A-Za-z_]\w*(?:\.\w+)+)[\"']",
    re.MULTILINE,
)


def imports_of(name, text):
    """Dotted names that a module's text imports, or names in a string as importlib takes them."""
    package = name.split("/")[:-1]
    for source, names, modules, string in IMPORT.findall(text.decode("utf-8", "replace")):
        if string:
            yield string
        elif modules:
            for module in modules.split(","):
                yield (module.split() or [""])[0]
        else:
            dots = len(source) - len(source.lstrip("."))
            parts = package[: len(package) - dots + 1] if dots else []
            start = ".".join(parts + [part for part in source.lstrip(".").split(".") if part])
            for imported in re.findall(r"(\w+)(?:\s+as\s+\w+)?", names):
                yield f"{start}.{imported}"


def imported_by_rest(tree, rule, candidates):
    """Those of CANDIDATES that the other files import, and what these import in turn."""
    modules = {module: name for name in candidates if (module := module_of(name))}
    # Whoever imports one from outside spells one of these.
    words = [w.encode() for w in {directory_word(rule)} - {""} or {module.rpartition(".")[2] for module in modules}]
    rest = [name for name in tree.modules() if name not in candidates]
    kept, queue = set(), [name for name in rest if any(word in tree.text(name) for word in words)]
    while queue:
        name = queue.pop()
        for wanted in imports_of(name, tree.text(name)):
            while wanted:
                if (found := modules.get(wanted)) and found not in kept:
                    kept.add(found)
                    queue += [found] if found.endswith(".py") else []
                wanted = wanted.rpartition(".")[0]
    return kept


def directory_word(rule):
    """The name of the directory that a rule such as **/tests/** means; "" where it means files."""
    parts = rule.pattern.split("/")
    return parts[-2] if parts[-1] == "**" else ""


def matched_directory(rule, name):
    """That directory, for NAME somewhere below it."""
    parts = name.split("/")
    return "/".join(parts[: parts.index(directory_word(rule)) + 1])


def named_beside(tree, directory):
    """Has a module beside DIRECTORY its name in a string, as one that opens its data would?"""
    parent, word = os.path.split(directory)
    string = re.compile(rf"[\"'](?:[^\"'\n]*/)?{re.escape(word)}(?:/[^\"'\n]*)?[\"']".encode())
    beside = [name for name in tree.modules() if os.path.dirname(name) == parent]
    return any(string.search(tree.text(name)) for name in beside)


def holds(tree, rule, candidates):
    """Those of CANDIDATES for which the rule's conditions hold."""
    for condition, value in rule.conditions:
        if condition == "unimported":
            candidates = candidates - imported_by_rest(tree, rule, candidates)
        elif condition == "unmentioned":
            tops = {name.split("/")[0] for name in candidates}
            tops = {top for name in tree.modules() if (top := name.split("/")[0]) in tops and value.encode() in tree.text(name)}
            candidates = {name for name in candidates if name.split("/")[0] not in tops}
        else:
            directories = {matched_directory(rule, name) for name in candidates}
            if condition == "beside":
                names = {(os.path.dirname(name), os.path.basename(name)) for name in tree.files}
                good = {d for d in directories if any(at == d and fnmatch.fnmatch(base, value) for at, base in names)}
            elif condition == "unnamed":
                good = {d for d in directories if not named_beside(tree, d)}
                # Modules are known by what imports them; a string can only mean data.
                candidates = {n for n in candidates if n.endswith(".py") or matched_directory(rule, n) in good}
                continue
            else:
                raise SystemExit(f"scibids: trim: {condition}: no such condition")
            candidates = {name for name in candidates if matched_directory(rule, name) in good}
    return candidates


def link_duplicates(tree, rule, candidates):
    """Of equal files of one owner the first stays, and the others become symbolic links to it."""
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
    """Moves files below SHARED, to a place that their content names: whoever else brings the same links to the same."""
    for name in candidates:
        place = os.path.join("bundled", record.digest(tree.path(name)).hex()[:16], os.path.basename(name))
        os.makedirs(os.path.dirname(os.path.join(shared, place)), exist_ok=True)
        tree.take(name, rule, tree.size(name))
        shutil.move(tree.path(name), os.path.join(shared, place))
        os.symlink(os.path.relpath(tree.path(os.path.join("../..", place)), os.path.dirname(tree.path(name))), tree.path(name))


def strip(tree, rule, candidates):
    """Without symbols, where that leaves what the loader maps as it was, byte for byte."""

    def saved(name):
        path = tree.path(name)
        before = elf.read(path)
        if before is None:
            return 0
        stripped = path + ".stripped"
        try:
            done = subprocess.run(["strip", "-o", stripped, path], capture_output=True, check=False)
            size = os.path.getsize(path) - os.path.getsize(stripped) if done.returncode == 0 else 0
            after = elf.read(stripped) if size > 0 else None
            if after is not None and elf.is_mapped_alike(before, after):
                os.rename(stripped, path)
                return size
        finally:
            if os.path.exists(stripped):
                os.unlink(stripped)
        return 0

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for name, size in zip(candidates, pool.map(saved, candidates)):
            if size > 0:
                tree.take(name, rule, size)


def trim(tree, rules, shared):
    """Applies RULES in their order; compile is left to who makes the bytecode."""
    groups = {}
    links = [name for name in tree.files if os.path.islink(tree.path(name))]
    for rule in rules:
        groups.setdefault((rule.name, rule.action), []).append(rule)
    for (_, action), members in groups.items():
        candidates = set()
        for rule in members:
            found = {name for name in tree.files if rule.matches(name) and not tree.is_kept(name) and tree.is_plain(name)}
            found = holds(tree, rule, found) if found else found
            if action == "remove":  # before the next rule asks who imports what
                for name in found:
                    tree.remove(name, rule)
            candidates |= found
        if action == "remove":
            # What led to it leads nowhere now.
            for name in links:
                if name in tree.files and candidates and not os.path.exists(tree.path(name)):
                    tree.remove(name, members[-1])
        elif action == "link":
            link_duplicates(tree, members[0], candidates)
        elif action == "share":
            share(tree, members[0], sorted(candidates), shared)
        elif action == "strip":
            strip(tree, members[0], sorted(candidates))
