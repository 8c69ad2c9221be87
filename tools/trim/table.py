#!/usr/bin/env python3
"""usage: table.py [--paths] WHEEL...
What trimming takes of each wheel, by rule, as a table in Markdown: bytes, of how many. --paths lists the files instead,
but for those that are stripped, linked or shared, which stay. The wheels of a platform can be had with
`pip download --no-deps --only-binary :all: --platform musllinux_1_2_x86_64 --python-version 3.13 NAME`."""

import os
import re
import sys
import tempfile
import zipfile

FINISH = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../dockerfiles/scripts/finish")
sys.path.insert(0, FINISH)
sys.dont_write_bytecode = True
import trim  # noqa: E402

STAYS = ("link", "share", "strip")


def unpack(wheel, site):
    """As an installer does; the paths below SITE."""
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
        for info in archive.infolist():
            if info.external_attr >> 16 & 0o111:
                os.chmod(os.path.join(site, info.filename), 0o755)
        return [name for name in archive.namelist() if not name.endswith("/")]


def taken(wheel, work):
    """(the wheel's bytes, [(rule, bytes, path)], what stays in a word)"""
    site = os.path.join(work, os.path.basename(wheel), "site-packages")
    names = unpack(wheel, site)
    size = sum(os.path.getsize(os.path.join(site, name)) for name in names)
    tree = trim.Tree(site, dict.fromkeys(names, "it"), trim.Keep([]))
    rules = trim.read_rules(os.path.join(FINISH, "trim.tsv"), "packages", "safe")
    trim.trim(tree, rules, os.path.join(work, os.path.basename(wheel), "shared"))
    return size, tree.taken, {rule.name: rule.action for rule in rules}


def main():
    paths = sys.argv[1:2] == ["--paths"]
    rows, order = [], []
    for wheel in sys.argv[2:] if paths else sys.argv[1:]:
        name = "-".join(os.path.basename(wheel).split("-")[:2])
        with tempfile.TemporaryDirectory() as work:
            size, files, actions = taken(wheel, work)
        order = order or list(dict.fromkeys(actions))
        sums = {}
        for _, rule, saved, path in files:
            sums[rule] = sums.get(rule, 0) + saved
            if paths and actions[rule] not in STAYS:
                print(name, rule, saved, path, sep="\t")
        rows.append((name, size, sums))
    if paths:
        return
    kilobytes = lambda n: f"{n / 1e3:,.0f}" if n else ""  # noqa: E731
    print("| package, kB | of |", *(f" {rule} |" for rule in order), sep="")
    print("|---|--:|" + "--:|" * len(order))
    for name, size, sums in rows:
        print(f"| {name} | {kilobytes(size)} |", *(f" {kilobytes(sums.get(rule))} |" for rule in order), sep="")
    total = {rule: sum(sums.get(rule, 0) for _, _, sums in rows) for rule in order}
    print(f"| all | {kilobytes(sum(size for _, size, _ in rows))} |", *(f" {kilobytes(total[rule])} |" for rule in order), sep="")


main()
