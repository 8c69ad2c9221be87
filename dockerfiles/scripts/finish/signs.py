"""The signs by which a rule of trim.tsv knows a leftover. Each function returns those of CANDIDATES that carry its sign."""

import fnmatch
import os
import re

MODULE = re.compile(r"((?:\w+/)*\w+)(?:\.py|\.(?:[\w-]+\.)?so)")
TEST_MODULE = re.compile(r"(test_\w*|\w+_test|tests?)\.py")
BLANK = r"(?:[ \t]|\\\r?\n)"
REST_OF_LINE = r"[^#\n\\]*(?:\\\r?\n[^#\n\\]*)*"
IMPORT = re.compile(
    rf"^[ \t]*(?:from{BLANK}+(\.*[\w.]*){BLANK}+import\b{BLANK}*(\((?:[^)#]|#[^\n]*\n)*\)|{REST_OF_LINE})|import{BLANK}+({REST_OF_LINE}))"
    r"|[\"'](\.+\w+(?:\.\w+)*|[A-Za-z_]\w*(?:\.\w+)+)[\"']",
    re.MULTILINE,
)

SOURCES = (".c", ".cc", ".cpp", ".cxx", ".pyx")
INCLUDE = re.compile(rb"^[ \t]*(?:#[ \t]*)?include[ \t]*(?:\"([^\"\n]+)\"|<([^>\n]+)>|'([^'\n]+)')", re.MULTILINE)


def module_of(name):
    """The dotted name under which a file is imported; None: it is no module."""
    match = MODULE.fullmatch(name)
    return match.group(1).replace("/", ".").removesuffix(".__init__") if match else None


def absolute(package, name):
    """NAME as a module of PACKAGE, a list, writes it; each dot before it but the first is a package higher."""
    below = name.lstrip(".")
    dots = len(name) - len(below)
    parts = package[: len(package) - dots + 1] if dots else []
    return ".".join(parts + [part for part in below.split(".") if part])


def imports_of(name, text):
    """Dotted names that a module's text imports, or has in a string as importlib takes them."""
    package = name.split("/")[:-1]
    for source, names, modules, string in IMPORT.findall(text.decode("utf-8", "replace")):
        if string:
            yield absolute(package, string)
        elif modules:
            for module in modules.replace("\\", " ").split(","):
                yield (module.split() or [""])[0]
        else:
            start = absolute(package, source)
            yield start
            for imported in re.findall(r"(\w+)(?:\s+as\s+\w+)?", names):
                yield f"{start}.{imported}"


def imported_by_rest(tree, rule, candidates):
    """Those of CANDIDATES that the other files import, and what these import in turn."""
    modules = {module: name for name in candidates if (module := module_of(name))}
    # A module outside that imports one of them has to spell one of these.
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


def directory_of(rule, name):
    """The directory that the rule means, for NAME somewhere below it; for a rule that means files, the file's own."""
    word = directory_word(rule)
    if not word:
        return os.path.dirname(name)
    parts = name.split("/")
    return "/".join(parts[: parts.index(word) + 1])


def in_directories(rule, candidates, is_good):
    verdicts = {directory: is_good(directory) for directory in {directory_of(rule, name) for name in candidates}}
    return {name for name in candidates if verdicts[directory_of(rule, name)]}


def unimported(tree, rule, candidates, _):
    """No code that stays imports it. If a module of a directory stays, so does the directory's data, which the module may read."""
    kept = imported_by_rest(tree, rule, candidates)
    if directory_word(rule):
        read = {directory_of(rule, name) for name in kept}
        kept |= {name for name in candidates if not module_of(name) and directory_of(rule, name) in read}
    return candidates - kept


def importable(tree, rule, candidates, _):
    """It lies in a package, below packages: templates of projects that a program writes do not."""

    def is_package(directory):
        parts = directory.split("/") if directory else []
        if not all(part.isidentifier() for part in parts):
            return False
        regular = ["/".join(parts[:n] + ["__init__.py"]) in tree.files for n in range(1, len(parts) + 1)]
        return regular == sorted(regular) and all(regular[-1:])  # name spaces are at the top

    word = directory_word(rule)
    return in_directories(rule, candidates, lambda directory: is_package(os.path.dirname(directory) if word else directory))


def suite(tree, rule, candidates, _):
    """Test modules are in the directory."""
    suites = {directory_of(rule, name) for name in candidates if TEST_MODULE.fullmatch(os.path.basename(name))}
    return {name for name in candidates if directory_of(rule, name) in suites}


def stem(name):
    return os.path.join(os.path.dirname(name), os.path.basename(name).split(".")[0].lstrip("_"))


def twin(tree, rule, candidates, _):
    """An extension module of the same name is beside it."""
    compiled = {stem(name) for name in tree.files if name.endswith(".so")}
    return {name for name in candidates if stem(name) in compiled}


def included(tree, rule, candidates, _):
    """The source of an extension module beside it includes it, directly or not."""
    compiled = {stem(name) for name in tree.files if name.endswith(".so")}
    queue = [name for name in tree.files if name.endswith(SOURCES) and stem(name) in compiled]
    reached = set(queue)
    while queue:
        name = queue.pop()
        for words in INCLUDE.findall(tree.text(name)):
            for word in filter(None, words):
                path = os.path.normpath(os.path.join(os.path.dirname(name), os.fsdecode(word)))
                if path in tree.files and path not in reached:
                    reached.add(path)
                    queue.append(path)
    return candidates & reached


def module(tree, rule, candidates, _):
    """The module that the stub describes is beside it."""
    modules = {found for name in tree.files if (found := module_of(name))}
    return {name for name in candidates if name.removesuffix(".pyi").removesuffix("/__init__").replace("/", ".") in modules}


def archive(tree, rule, candidates, _):
    """It is an archive of object files."""
    return {name for name in candidates if tree.begins(name, b"!<arch>\n")}


def program(tree, rule, candidates, _):
    """It can be loaded or run: other ELF files are data of a program."""
    return {name for name in candidates if re.search(r"\.so(\.\w+)*$", name) or tree.is_executable(name)}


def names_in_strings(tree, modules, suffixes):
    """File names with one of SUFFIXES at the end of a string in one of MODULES; "*" and the suffix where a string is a pattern or
    suffix."""
    found = set()
    for name in modules:
        text = tree.text(name)
        for suffix in suffixes:
            if suffix + b'"' in text or suffix + b"'" in text:
                found.update(word.lstrip(b"*") for word in re.findall(rb"([\w.*+-]*" + re.escape(suffix) + rb")[\"']", text))
    return {os.fsdecode(word) for word in found}


def named_beside(tree, directory):
    """Does a module beside DIRECTORY have its name in a string, as a module that opens its data would?"""
    parent, word = os.path.split(directory)
    string = re.compile(rf"[\"'](?:[^\"'\n]*/)?{re.escape(word)}(?:/[^\"'\n]*)?[\"']".encode())
    beside = [name for name in tree.modules() if os.path.dirname(name) == parent]
    return any(string.search(tree.text(name)) for name in beside)


def unnamed(tree, rule, candidates, _):
    """No module of its owner has its name in a string, and no module beside its directory has the directory's. Modules are found by
    imports, so a string can only mean data."""
    data = {name for name in candidates if not name.endswith(".py")}
    stays = candidates - data
    if directory_word(rule):
        data = in_directories(rule, data, lambda directory: not named_beside(tree, directory))
    owners = {tree.owners[name] for name in data}
    for owner in owners:
        own = {name for name in data if tree.owners[name] == owner}
        suffixes = {os.fsencode(suffix) for name in own if (suffix := os.path.splitext(name)[1])}
        rest = [name for name in tree.modules() if name not in candidates and tree.owners[name] == owner]
        named = names_in_strings(tree, rest, suffixes)
        patterns = set() if directory_word(rule) else named
        stays |= {name for name in own if os.path.basename(name) not in named and os.path.splitext(name)[1] not in patterns}
    return stays


def unmentioned(tree, rule, candidates, value):
    """No module of the package holds the text VALUE."""
    tops = {name.split("/")[0] for name in candidates}
    tops = {top for name in tree.modules() if (top := name.split("/")[0]) in tops and value.encode() in tree.text(name)}
    return {name for name in candidates if name.split("/")[0] not in tops}


def other_than(tree, rule, candidates, value):
    """Its own name does not match VALUE."""
    return {name for name in candidates if not fnmatch.fnmatchcase(os.path.basename(name), value)}


SIGNS = {
    "archive": archive,
    "except": other_than,
    "importable": importable,
    "included": included,
    "module": module,
    "program": program,
    "suite": suite,
    "twin": twin,
    "unimported": unimported,
    "unmentioned": unmentioned,
    "unnamed": unnamed,
}


def holds(tree, rule, candidates):
    """Those of CANDIDATES that carry all of the rule's signs."""
    for sign, value in rule.conditions:
        if sign not in SIGNS:
            raise SystemExit(f"scibids: trim: {sign}: no such sign")
        if candidates:
            candidates = SIGNS[sign](tree, rule, candidates, value)
    return candidates
