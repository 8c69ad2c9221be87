"""The part of Alpine's indexes that one call of apk can reach. usage: reachable.py INDEX DIRECTORY <CALLS

To read all 20,000 packages takes apk a third of a second in each call. DIRECTORY/N/x86_64/APKINDEX.tar.gz, for line N of CALLS, has the
packages that provide a word of it or a dependency of a package there, and those that install_if then adds."""

import collections
import io
import os
import re
import sys
import tarfile

Package = collections.namedtuple("Package", "place text provides depends install_if")


def names(words):
    return {re.split("[=<>~]", word)[0] for word in words.split() if not word.startswith("!")}


class Index:
    def __init__(self, path):
        self.providers, self.watchers = collections.defaultdict(list), collections.defaultdict(list)
        with open(path, encoding="utf-8") as index:
            for place, text in enumerate(index.read().split("\n\n")):
                field = {line[0]: line[2:] for line in text.splitlines() if line[1:2] == ":"}
                if "P" in field:
                    provides = names(field["P"] + " " + field.get("p", ""))
                    self.add(Package(place, text, provides, names(field.get("D", "")), names(field.get("i", ""))))

    def add(self, package):
        for name in package.provides:
            self.providers[name].append(package)
        for name in package.install_if:
            self.watchers[name].append(package)

    def reachable(self, words):
        found, provided, todo = {}, set(), [package for name in names(words) for package in self.providers[name]]
        while todo:
            package = todo.pop()
            if package.place in found:
                continue
            found[package.place] = package.text
            provided |= package.provides
            todo += (other for name in package.depends for other in self.providers[name])
            todo += (other for name in package.provides for other in self.watchers[name] if other.install_if <= provided)
        return [text for _, text in sorted(found.items())]  # of equal choices apk takes the first


def write(directory, texts):
    os.makedirs(directory)
    data = "".join(text + "\n\n" for text in texts).encode()
    with tarfile.open(os.path.join(directory, "APKINDEX.tar.gz"), "w:gz", compresslevel=1) as archive:
        member = tarfile.TarInfo("APKINDEX")
        member.size = len(data)
        archive.addfile(member, io.BytesIO(data))


def main():
    index = Index(sys.argv[1])
    for number, words in enumerate(sys.stdin, 1):
        write(os.path.join(sys.argv[2], str(number), "x86_64"), index.reachable(words))


main()
