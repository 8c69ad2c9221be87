"""Rewrites the resolver's messages for the person who has to act on them."""

import os
import re
import urllib.parse

from refusal import printable

# Signs of a backend that asks version control, which a build does not have.
FROM_VCS = re.compile(r"unable to detect version|git describe|not a git repository|PRETEND_VERSION|No version control", re.IGNORECASE)


def warnings(lines):
    """Each warning once, on one line."""
    found, begun = [], False
    for line in lines:
        if line.startswith("warning: "):
            found.append(line.removeprefix("warning: "))
            begun = True
        elif begun and line[:1].isspace() and line.strip():
            found[-1] += " " + line.strip()
        else:
            begun = False
    return list(dict.fromkeys(printable(" ".join(text.split())) for text in found))


def local_paths(said):
    """The resolver's message with the project's paths as the user knows them."""
    return re.sub(r"file://(/[^\s`'\"]+)", lambda url: os.path.relpath(urllib.parse.unquote(url[1])), said)


def failed_build(said):
    """The name of the package whose build backend failed, and the backend's last line; None if something else failed."""
    if "[stderr]" not in said and "Traceback (most recent call last)" not in said:
        return None
    name = re.search(r"[Ff]ailed to (?:build|download and build|prepare distributions|parse metadata)[^`]*`([A-Za-z0-9._-]+)", said)
    behind = said.split("[stderr]")[-1]
    # In a chain of exceptions the last one raised counts; its name is followed by a colon or the end of the line.
    raised = re.findall(r"^\s*([A-Za-z_][\w.]*(?:Error|Exception|Exit|Interrupt|Failure)(?::.*)?)$", behind, re.MULTILINE)
    lines = [line.strip() for line in behind.splitlines() if line.strip() and not line.lstrip().startswith(("hint:", "File ", "^"))]
    last = raised[-1] if raised else lines[0] if lines else "its build backend failed"
    return (name[1] if name else "", printable(last)[:300])


def unknown_package(said, places, requirements):
    """One line with the place of a requirement that no index has, or not in that version; None if something else is wrong."""
    found = re.search(r"Because (?:(?P<name>[\w.-]+) was not found in the (?:package registry|provided package locations)"
                      r"|there is no version of (?P<known>[\w.-]+)(?P<versions>[=<>~!]\S+)) and you require \S+, "
                      r"we can conclude that your requirements are unsatisfiable\.$", " ".join(said.split()))
    if not found:
        return None
    name = found["name"] or found["known"]
    what = f"no package index has '{name}'" if found["name"] else f"no package index has {name} in version {found['versions'].removeprefix('==')}"
    return f"{places.get(name, requirements)}: {what}: correct the requirement, or set SCIBIDS_INDEX_URL to an index that has it"


def build_failure(said, log):
    """One line for a failed build backend, or nothing."""
    failed = failed_build(said)
    if not failed:
        return None
    name, last = failed
    who = name or "the project"
    if FROM_VCS.search(said):
        record = f"SCIBIDS_RECORDS=DIR and DIR/{name or 'NAME'}.yaml: `env: {{SETUPTOOLS_SCM_PRETEND_VERSION: 1.2.3}}`"
        return f"{who} takes its version from version control, which a build is not given: set it in a package record ({record}): {last}"
    return f"{who} cannot report its requirements: {last}: see {log}; add what its build lacks to a package record (SCIBIDS_RECORDS: build, env)"
