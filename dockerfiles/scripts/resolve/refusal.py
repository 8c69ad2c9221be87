"""Exceptions that end a resolution: the resolver's failure, or something in the project that cannot be done."""

import re


class Unresolvable(Exception):
    """The resolver's own words."""

    lacking = ()  # packages about which the toolbox would say more


class Refused(Exception):
    """One line, with its place."""


def line_of(path, pattern):
    """The first line of the file that the pattern matches: "FILE:LINE", or "FILE" where none does."""
    for number, line in enumerate(path.read_text(encoding="utf-8-sig", errors="replace").splitlines(), 1):
        if re.search(pattern, line):
            return f"{path}:{number}"
    return str(path)


def printable(text):
    return "".join(c if c.isprintable() else " " for c in text).strip()


def words(names):
    return ", ".join(names) if names else "none"
