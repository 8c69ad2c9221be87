"""usage: prove.py KNOWN.json TRIMMED PROVED
Imports every installed distribution, loads every shared library and program with all its symbols bound, and starts every
console script with --help. Says what each failure lacks, and whether it was trimmed: TRIMMED is a directory that says what was removed;
programs.json in it names the programs that the image's command begins with. PROVED is made if nothing failed: an empty directory, so that a
stage that waits for it copies nothing.
KNOWN.json has {distribution: {"import-names": [module], "optional-imports": [glob]}} from package records."""

import csv
import fnmatch
import functools
import importlib
import importlib.metadata
import importlib.util
import json
import os
import re
import signal
import sys
import sysconfig
import time
import warnings

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.append(HERE)
from scibids_blame import Trimmed, missing_module, normalized  # noqa: E402
from scibids_command import check  # noqa: E402
from scibids_loader import Programs, load, shared_libraries  # noqa: E402
from scibids_words import Cures, Reported  # noqa: E402

sys.path.remove(HERE)  # packages must not find our modules

# Top-level names that packages install by mistake and no program imports.
STRAY_NAMES = re.compile(r"(tests?|conftest|examples?|benchmarks?|docs?|setup)$")
# Those that several packages install: check_installed.py has the same for the files of a layer.
STRAY = re.compile(r"(tests?|testing|conftest|examples?|benchmarks?|docs?|scripts?|setup|tools|licen[cs]es?|readme|changelog|changes|notice|authors)(\.\w+)?(/|$)", re.I)
SECONDS_FOR_HELP = 10


class Installed(importlib.metadata.PathDistribution):
    """Parses RECORD and METADATA once each."""

    files = functools.cached_property(importlib.metadata.PathDistribution.files.fget)
    metadata = functools.cached_property(importlib.metadata.PathDistribution.metadata.fget)


def import_names(distribution):
    """Top-level modules that RECORD and top_level.txt name; of a namespace package those modules that lie in it."""
    modules, packages = set(), set()
    for path in distribution.files or []:
        match = re.fullmatch(r"((?:\w+/)*\w+)(?:\.pyc?|\.(?:[\w-]+\.)?so)", str(path))
        if match is None or STRAY_NAMES.match(path.parts[0].split(".")[0]):
            continue
        parts = match.group(1).split("/")
        if "__pycache__" in parts:
            continue
        if parts[-1] == "__init__":
            packages.add(tuple(parts[:-1]))
        else:
            modules.add(tuple(parts))
    names = set()
    for parts in packages | modules:
        regular = next((parts[:n] for n in range(1, len(parts)) if parts[:n] in packages), parts)
        if all(part.isidentifier() for part in regular) and regular[-1] != "__main__":
            names.add(".".join(regular))
    declared = {name for name in (distribution.read_text("top_level.txt") or "").split() if name.isidentifier()}
    tops = {name.split(".")[0] for name in names}
    return sorted(names | {name for name in declared - tops if os.path.exists(distribution.locate_file(name))})


def conflicts(distributions):
    """Modules that several distributions install with different content. Those of one layer all have a RECORD of the file that is there."""
    owners = {}
    for distribution in distributions:
        for name, digest, *_ in csv.reader((distribution.read_text("RECORD") or "").splitlines()):
            top, below, _ = name.partition("/")
            is_code = below or name.endswith((".py", ".so"))
            if is_code and digest and not name.endswith(".pyc") and top != ".." and not STRAY.match(name):
                owners.setdefault(name, {}).setdefault(digest, distribution)
    for name, by_hash in sorted(owners.items()):
        if len(by_hash) > 1 and os.path.isfile(path := next(iter(by_hash.values())).locate_file(name)):
            with open(path, "rb") as file:
                if not re.search(rb"extend_path|declare_namespace", file.read(65536)):
                    names = " and ".join(sorted(d.name for d in by_hash.values()))
                    yield f"{names}: each has its own {name}, and only one can be installed: require one of them"


def extension_module(path, site):
    """The dotted name under which Python would import this file, or None for a plain library."""
    match = re.fullmatch(r"(.+?)\.(?:cpython-\d+[\w-]*|abi3)?\.?so", os.path.relpath(path, site))
    if match is None:
        return None
    name = match.group(1).replace("/", ".")
    return name if all(part.isidentifier() for part in name.split(".")) else None


def try_import(name):
    try:
        importlib.import_module(name)
    except SystemExit:  # a program at heart: it was found and ran
        return None
    except BaseException as error:
        return error
    return None


class Proof:
    """The results of one process."""

    def __init__(self, site, known, trimmed, cures):
        self.site, self.known, self.trimmed, self.cures = site, known, trimmed, cures
        self.modules, self.libraries, self.programs, self.scripts, self.failures, self.suspects, self.notes = {}, 0, 0, {}, [], {}, []

    def fail(self, distribution, what, error, module=""):
        said = self.cures.explain(error, distribution.name, module)
        self.failures.append(f"{distribution.name}: {what}: {said}")
        for name in self.trimmed.blame(distribution, error):
            self.suspects.setdefault(name, f"{what}: {said}")

    def prove(self, distribution):
        known = self.known.get(normalized(distribution.name), {})

        def is_optional(module):
            return any(fnmatch.fnmatchcase(module or "", pattern) for pattern in known.get("optional-imports", []))

        modules = [module for module in known.get("import-names") or import_names(distribution) if not is_optional(module)]
        self.modules[distribution.name] = modules
        for module in modules:
            if (error := try_import(module)) is not None:
                self.fail(distribution, f"import {module}", error, module)
        self.load_libraries(distribution, is_optional)
        if not self.failures:
            self.start_scripts(distribution)

    def load_libraries(self, distribution, is_optional):
        programs = Programs(distribution)
        self.programs += len(programs.found)
        for path, error in programs.found.items():
            if error is not None:
                self.fail(distribution, os.path.relpath(path, self.site), error)
        for path, loader in programs.foreign.items():
            self.notes.append(f"{distribution.name}: {os.path.relpath(path, self.site)} cannot run: it wants {loader}")
        for path in shared_libraries(distribution):
            self.libraries += 1
            # A program may find by its own path what the library needs.
            if (error := load(path)) is None or os.path.realpath(path) in programs.libraries:
                continue
            # An extension may rely on libraries that its package loads first: then only an import tests it.
            module = extension_module(path, self.site)
            retry = load(path) if module is None else try_import(module)
            if retry is not None and not is_optional(module):
                self.fail(distribution, os.path.relpath(path, self.site), retry)

    def start_scripts(self, distribution):
        """Each runs in a process of its own. Only a script that cannot be loaded is a failure: what it does with --help is its own
        business."""
        for entry in distribution.entry_points.select(group="console_scripts"):
            if entry.extras:
                continue
            said, saying = os.pipe()
            child = os.fork()
            if child == 0:
                os.close(said)
                start_script(entry, saying)
            os.close(saying)
            with os.fdopen(said, encoding="utf-8", errors="replace") as pipe:
                error = pipe.read()
            _, status = os.waitpid(child, 0)
            self.scripts[entry.name] = os.waitstatus_to_exitcode(status)
            if error:
                self.judge(distribution, entry, Reported(*json.loads(error)))

    def judge(self, distribution, entry, error):
        """Something that the image lacks is a failure; something that its packages lack on any machine is worth a note."""
        whole = normalized(distribution.name) not in self.trimmed.owners.values()
        unwritten = str(error).startswith("AttributeError: ") and whole
        top = (error.name or "").partition(".")[0]
        foreign = top and top not in self.trimmed.tops and importlib.util.find_spec(top) is None
        if unwritten or foreign:
            self.notes.append(f"{distribution.name}: script {entry.name} cannot start: {self.cures.explain(error)}")
        else:
            self.fail(distribution, f"script {entry.name}", error)

    def result(self):
        return {name: getattr(self, name) for name in ("modules", "libraries", "programs", "scripts", "failures", "suspects", "notes")}

    def add(self, result):
        self.libraries += result["libraries"]
        self.programs += result["programs"]
        self.failures += result["failures"]
        self.notes += result["notes"]
        for name in ("modules", "scripts", "suspects"):
            getattr(self, name).update(result[name])


def start_script(entry, saying):
    """Ends this process. Writes to SAYING why the script cannot be loaded."""
    signal.alarm(SECONDS_FOR_HELP)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    with open(os.devnull, "r+b") as null:
        for number in range(3):
            os.dup2(null.fileno(), number)
    os.closerange(3, saying)
    try:
        main = entry.load()
    except SystemExit:  # a program at heart, as above
        os._exit(0)
    except BaseException as error:
        text = f"{type(error).__name__}: {error}"[:4000]
        os.write(saying, json.dumps([text, missing_module(error), getattr(error, "filename", None)], default=str).encode())
        os._exit(1)
    os.close(saying)
    sys.argv = [entry.name, "--help"]
    status = 1
    try:
        status = main()
    except SystemExit as error:
        status = error.code
    finally:
        os._exit(status if isinstance(status, int) else int(status is not None))


def work(proof, distributions, tasks, results):
    """Proves the distributions whose numbers come out of TASKS. Writes to RESULTS which one it is at, and at the end the results of all."""
    while number := os.read(tasks, 4):
        distribution = distributions[int.from_bytes(number, "little")]
        results.write(json.dumps({"at": distribution.name}) + "\n")
        results.flush()
        proof.prove(distribution)
    results.write(json.dumps(proof.result()) + "\n")
    results.flush()


def prove_all(proof, distributions):
    """One process per core: importing keeps the processor busy, not the disk."""
    tasks, giving = os.pipe()
    workers = []
    for _ in range(min(len(os.sched_getaffinity(0)), len(distributions))):
        hearing, saying = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(giving)
            os.close(hearing)
            status = 1
            try:
                with os.fdopen(saying, "w", encoding="utf-8") as results:
                    work(proof, distributions, tasks, results)
                status = 0
            finally:
                # Threads and exit handlers of what was imported must not change the verdict.
                os._exit(status)
        os.close(saying)
        workers.append((child, hearing))
    # Less than a pipe takes without anybody reading
    os.write(giving, b"".join(number.to_bytes(4, "little") for number in range(len(distributions))))
    os.close(giving)
    for child, hearing in workers:
        at = None
        with os.fdopen(hearing, encoding="utf-8") as pipe:
            for line in pipe:
                result = json.loads(line)
                if "at" in result:
                    at = result["at"]
                else:
                    proof.add(result)
                    at = None
        _, status = os.waitpid(child, 0)
        if at is not None:
            code = os.waitstatus_to_exitcode(status)
            proof.failures.append(f"{at}: importing it ended the interpreter ({f'signal {-code}' if code < 0 else f'exit code {code}'})")
            proof.suspects.setdefault(normalized(at), "importing it ended the interpreter")


def main():
    warnings.simplefilter("ignore")
    started = time.monotonic()
    os.environ["HOME"] = "/tmp"
    os.chdir("/tmp")
    known_path, trimmed, proved = sys.argv[1:4]
    with open(known_path, encoding="utf-8") as file:
        known = json.load(file)
    site = sysconfig.get_path("platlib")
    proof = Proof(site, known, Trimmed(trimmed), Cures(os.path.join(HERE, "gone.tsv")))
    distributions = []
    for distribution in (Installed(found._path) for found in importlib.metadata.distributions(path=[site])):
        if distribution.metadata["Name"] is None:
            proof.failures.append(f"{os.path.basename(distribution._path)}: a distribution without a name")
        else:
            distributions.append(distribution)
    distributions.sort(key=lambda d: d.name)
    proof.failures += [*conflicts(distributions), *check(os.path.join(trimmed, "programs.json"))]
    if distributions:
        # Those with the most files first: they take longest.
        prove_all(proof, sorted(distributions, key=lambda d: (-len(d.files or []), d.name)))
    for note in sorted(proof.notes):
        print(f"scibids: note: {note}", file=sys.stderr)
    for failure in sorted(proof.failures):
        print(f"scibids: proof: {failure}", file=sys.stderr)
    for name, reason in sorted(proof.suspects.items()):
        print(f"scibids: untrim {name}: {reason}", file=sys.stderr)
    if proof.failures:
        return 1
    seconds = time.monotonic() - started
    print(
        f"proof: {len(proof.modules)} distributions, {sum(map(len, proof.modules.values()))} modules, {proof.libraries} libraries,"
        f" {proof.programs} programs, {len(proof.scripts)} scripts, {seconds:.1f} s",
        file=sys.stderr,
    )
    os.mkdir(proved)
    return 0


if __name__ == "__main__":
    sys.exit(main())
