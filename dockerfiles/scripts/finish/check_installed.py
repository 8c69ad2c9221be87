"""usage: check_installed.py LAYER
Checks an untrimmed LAYER: do its files match the RECORD of their packages, and can they lie in an image? Prints one line per
problem and exits with 1 if there are any. RECORD: PEP 376 and 627."""

import collections
import concurrent.futures
import glob
import hashlib
import os
import re
import stat
import sys

import record

# The interpreter's own files: no package may replace them.
INTERPRETER = re.compile(r"usr/local/(bin/python[\d.]*|lib/libpython.*|lib/python3\.\d+/(?!site-packages/).*)")
# Top-level names that several packages install by mistake; prove.py has the same.
STRAY = re.compile(r"(tests?|testing|conftest|examples?|benchmarks?|docs?|scripts?|setup|tools|licen[cs]es?|readme|changelog|changes|notice|authors)(\.\w+)?(/|$)", re.I)
NAMESPACE = re.compile(rb"extend_path|declare_namespace")
SHOWN = 10


def clean(text):
    return text if text.isprintable() else "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def name_of(site, info):
    """The distribution's name; None: METADATA has none."""
    try:
        with open(os.path.join(site, info, "METADATA"), encoding="utf-8", errors="replace") as file:
            for line in file:
                if not line.strip():
                    break
                if line.lower().startswith("name:"):
                    return line[5:].strip()
    except OSError:
        pass
    return None


def differs(path, digest, size):
    """"size" or "hash", whichever differs from RECORD first; "": neither."""
    bytes_there = os.stat(path).st_size
    if size and size != str(bytes_there):
        return "size"
    algorithm, _, wanted = digest.partition("=")
    if not digest or algorithm not in hashlib.algorithms_guaranteed or algorithm.startswith("shake"):
        return ""
    return "" if record.written(record.digest(path, algorithm)) == wanted else "hash"


def agree(digests):
    return len(set(digests)) == 1 and all(digests)


class Check:
    def __init__(self, layer, interpreter="/"):
        self.layer, self.interpreter = os.path.normpath(layer), interpreter
        self.site = glob.glob(os.path.join(layer, "usr/local/lib/python3*/site-packages"))[0]
        self.records = {}  # dist-info: rows of its RECORD
        self.owners = collections.defaultdict(dict)  # path in the layer: {distribution: hash}
        self.mixed = set()  # paths in the layer of which distributions have different files
        self.problems, self.remarks = [], []

    def in_layer(self, name):
        return os.path.relpath(os.path.normpath(os.path.join(self.site, name)), self.layer)

    def short(self, path):
        return clean(path.partition("/site-packages/")[2] or path)

    def read_records(self):
        """Notes the owners of files; returns (distribution, path, hash, size) for each file to compare."""
        rows = []
        for info in sorted(name for name in os.listdir(self.site) if name.endswith(".dist-info")):
            name = name_of(self.site, info)
            if name is None:
                self.problems.append(f"{clean(info)}: no distribution: its METADATA has no name")
                continue
            if not os.path.exists(os.path.join(self.site, info, "RECORD")):
                self.problems.append(f"{clean(name)}: it has no RECORD of its files")
                continue
            self.records[info] = record.read(self.site, info)
            for path, (digest, size) in self.records[info].items():
                place = self.in_layer(path)
                if place.startswith("..") or not place.startswith("usr/local/"):
                    self.problems.append(f"{clean(name)}: its RECORD names {clean(path)}, which is outside the packages' directory")
                elif os.path.isfile(os.path.join(self.layer, place)) and not place.endswith(".pyc"):
                    self.owners[place][name] = digest
                    rows.append((name, place, digest, size))
        return rows

    def compare(self, rows):
        self.mixed = {place for place, owners in self.owners.items() if len(owners) > 1 and not agree(owners.values())}
        rows = [row for row in rows if row[1] not in self.mixed and (row[2] or row[3])]
        paths = [os.path.join(self.layer, row[1]) for row in rows]
        with concurrent.futures.ThreadPoolExecutor() as pool:
            jobs = {n: pool.submit(differs, path, *rows[n][2:]) for n, path in enumerate(paths) if os.stat(path).st_size >= record.BIG}
            for n, (name, place, digest, size) in enumerate(rows):
                what = jobs[n].result() if n in jobs else differs(paths[n], digest, size)
                if what:
                    self.problems.append(f"{clean(name)}: {self.short(place)} differs from its RECORD in {what}")
        for place in sorted(self.mixed):
            self.meet(place, self.owners[place])

    def meet(self, place, owners):
        """Several distributions have different files of one name."""
        names, path = " and ".join(sorted(map(clean, owners))), os.path.join(self.layer, place)
        with open(path, "rb") as file:
            harmless = "/site-packages/" not in place or STRAY.match(self.short(place)) or NAMESPACE.search(file.read(65536))
        line = f"{names}: each has its own {self.short(place)}, and only one can be installed"
        (self.remarks if harmless else self.problems).append(line if harmless else line + ": require one of them")

    def owner(self, place):
        return " and ".join(sorted(map(clean, self.owners.get(place, {})))) or "a package"

    def look_at_files(self):
        for parent, directories, names in os.walk(self.layer):
            for name in directories + names:
                path = f"{parent}/{name}"
                self.look_at(path[len(self.layer) + 1 :], path, os.lstat(path).st_mode)

    def look_at(self, place, path, mode):
        who = self.owner(place)
        if not place.isprintable():
            self.problems.append(f"{who}: {clean(place)} has characters in its name that cannot be printed")
        if stat.S_ISLNK(mode):
            target = os.path.normpath(os.path.join(os.path.dirname("/" + place), os.readlink(path)))
            if not target.startswith("/usr/local/"):
                self.problems.append(f"{who}: {self.short(place)} is a symbolic link to {clean(os.readlink(path))}, which is outside the packages' directory")
        elif not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
            self.problems.append(f"{who}: {self.short(place)} is neither a file nor a directory")
        elif mode & (stat.S_ISUID | stat.S_ISGID):
            self.problems.append(f"{who}: {self.short(place)} would run as another user")
        elif mode & stat.S_IWOTH:
            self.problems.append(f"{who}: {self.short(place)} is writable by everyone")
        if INTERPRETER.fullmatch(place) and not stat.S_ISDIR(mode) and os.path.lexists(os.path.join(self.interpreter, place)):
            self.problems.append(f"{who}: {clean(place)} would replace the interpreter's own file")

    def run(self):
        self.compare(self.read_records())
        self.look_at_files()
        for remark in self.remarks[:SHOWN]:
            print(f"scibids: note: {remark}", file=sys.stderr)
        for problem in self.problems[:SHOWN]:
            print(f"scibids: {problem}", file=sys.stderr)
        if len(self.problems) > SHOWN:
            print(f"scibids: and {len(self.problems) - SHOWN} more such problems", file=sys.stderr)
        return not self.problems


def main():
    sys.exit(0 if Check(sys.argv[1]).run() else 1)


if __name__ == "__main__":
    main()
