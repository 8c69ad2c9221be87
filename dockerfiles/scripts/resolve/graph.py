"""Reads from the resolver's log who requires which versions of what. That needs no second resolution, and it is what the resolver used:
markers, extras and dependency groups are evaluated, for wheels, source packages, directories and revisions alike. The log's format may
change with the resolver's version, which tools.txt fixes; tests/e2e/graph.t compares the result with the installed packages' metadata.
"""

import re

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

LOG = "uv_resolver::resolver=debug"


def next_release(release):
    return release[:-1] + (release[-1] + 1,)


def gap(upper, lower):
    """The gap between two ranges of the resolver as a specifier: <1.5.7 | >=1.5.7+ is !=1.5.7."""
    below, above = re.fullmatch(r"<([^+=]+)", upper), re.fullmatch(r">=?([^+]+)\+?", lower)
    if not below or not above:
        return []
    first, last = Version(below[1]), Version(above[1])
    if first == last:
        return [f"!={below[1]}"]
    excluded = []
    while first.is_devrelease and last.is_devrelease and len(first.release) == len(last.release) and first.release < last.release and len(excluded) < 100:
        epoch = f"{first.epoch}!" if first.epoch else ""
        excluded.append(f"!={epoch}{'.'.join(map(str, first.release))}.*")
        first = Version(f"{epoch}{'.'.join(map(str, next_release(first.release)))}.dev0")
    return excluded if first == last else []


def convert(ranges):
    ranges = [part.split(", ") for part in ranges.split(" | ")]
    gaps = [text for left, right in zip(ranges, ranges[1:]) for text in gap(left[-1], right[0])]
    lower = ranges[0][0] if ranges[0][0].startswith(">") else ""
    upper = ranges[-1][-1] if ranges[-1][-1].startswith("<") else ""
    if not lower and not upper and not gaps:
        return ranges[0][0]
    if lower and upper and len(ranges) == 1:
        from_, to = Version(lower.lstrip(">=").rstrip("+")), Version(upper.lstrip("<=").rstrip("+"))
        if lower.startswith(">=") and upper.startswith("<") and upper.endswith("+") and from_ == to:
            return f"=={lower[2:]}"
        if to.is_devrelease and to.release == next_release(from_.release) and from_.is_devrelease:
            return f"=={lower[2:].removesuffix('.dev0')}.*"
        if to.is_devrelease and len(from_.release) > 1 and to.release == next_release(from_.release[:-1]) and lower.startswith(">="):
            return f"~={lower[2:]}"
    if lower.endswith("+"):
        lower = ">" + lower.lstrip(">=").rstrip("+")
    if upper.endswith("+"):
        upper = "<=" + upper.lstrip("<=").rstrip("+")
    return ",".join(filter(None, [lower, *gaps, upper]))


def checked(text):
    SpecifierSet(text)
    return text


def specifier(ranges):
    """A set of versions as the resolver writes it, as a specifier of PEP 440. 1.0+ is 1.0 with any local part."""
    try:
        return "" if ranges == "*" else checked(convert(ranges))
    except (InvalidSpecifier, InvalidVersion):
        return ""


DEPENDENCY = re.compile(r"DEBUG Adding (?:direct|transitive) dependency(?: for ([a-z0-9-]+)==(\S+))?: ([a-z0-9-]+)(\[[^]]*\])?(?:\{.*\})?(.*)")


def read_log(lines):
    """Each (who, version, project, extras, specifier) that the resolver considered, a list for each resolution: source builds have
    their own."""
    resolutions = []
    for line in lines:
        if line.startswith("DEBUG Solving with target Python version"):
            resolutions.append([])
        match = DEPENDENCY.match(line)
        if not match or not resolutions:
            continue
        who, version, project, extras, ranges = match.groups()
        if who != project:
            resolutions[-1].append((who, version, project, extras or "", specifier(ranges.strip() or "*")))
    return resolutions


def without_constraints(dependencies, constraints):
    """Splits off constraints, which the resolver logs after each requirement of the same project."""
    required, constrained, last = [], {}, None
    for who, version, project, extras, text in dependencies:
        same = last == (who, project)
        last = (who, project)
        if same and SpecifierSet(text) in constraints.get(project, []):
            constrained.setdefault(project, set()).add(text)
        else:
            required.append((who, version, project, extras + text))
    return required, constrained


def reach(roots, edges):
    found, new = set(), set(roots)
    while new:
        found |= new
        new = {project for name in new for project in edges.get(name, ())} - found
    return found


def add_from_log(packages, lines, constraints):
    chosen = {package["name"]: package for package in packages}
    constraints = {canonicalize_name(name): [SpecifierSet(text) for text in texts] for name, texts in constraints.items()}
    resolutions = [without_constraints(resolution, constraints) for resolution in read_log(lines)]
    edges = {}
    for required, _ in resolutions:
        for who, version, project, text in required:
            # Versions that were considered and dropped again do not count.
            if who in chosen and project in chosen and chosen[who]["version"] in ("", version):
                edges.setdefault(who, {}).setdefault(project, set()).add(project + text)
    for required, _ in resolutions:
        direct = {}
        for who, _, project, text in required:
            if who is None:
                direct.setdefault(project, set()).add(project + text)
        # The resolution that is not a source build's reaches all packages and nothing else.
        if reach(direct, edges) != set(chosen):
            continue
        for name, package in chosen.items():
            package["required"] = sorted(direct.get(name, ()))
            package["requires"] = sorted(text for texts in edges.get(name, {}).values() for text in texts)
        break
    for _, constrained in resolutions:
        for name, texts in constrained.items():
            if name in chosen:
                chosen[name]["constrained"] = sorted(name + text for text in texts)


def add_from_pylock(packages, pylock):
    """A pylock.toml does not say which versions it would allow."""
    names = {package["name"] for package in packages}
    said = {canonicalize_name(package["name"]): package.get("dependencies") for package in pylock.get("packages", [])}
    for package in packages:
        dependencies = said.get(package["name"]) or []
        package["requires"] = sorted({canonicalize_name(dependency["name"]) for dependency in dependencies} & names)


def add(packages, pylock, lines, constraints):
    """Gives each package what it `requires` here, and what is `required` of it and `constrained` for it by the project itself."""
    if lines:
        add_from_log(packages, lines, constraints)
    else:
        add_from_pylock(packages, pylock)


def add_from_uv_lock(packages, lock, about):
    """A uv.lock has the names that each package requires, and specifiers for the project's own requirements only."""
    names = {package["name"] for package in packages}
    own = about.toml.get("project", {}).get("name", "")
    for entry in lock.get("package", []):
        name = canonicalize_name(entry["name"])
        package = next((package for package in packages if package["name"] == name), None)
        requires = {canonicalize_name(dependency["name"]) for dependency in entry.get("dependencies", [])} & names
        if package and package["version"] in ("", entry.get("version", "")):
            package["requires"] = sorted(requires)
        if canonicalize_name(own or "-") != name:
            continue
        groups = entry.get("metadata", {}).get("requires-dev", {})
        listed = entry.get("metadata", {}).get("requires-dist", []) + [one for group in about.groups for one in groups.get(group, [])]
        for dependency in listed:
            chosen = next((package for package in packages if package["name"] == canonicalize_name(dependency["name"])), None)
            extras = f"[{','.join(dependency['extras'])}]" if dependency.get("extras") else ""
            if chosen:
                chosen.setdefault("required", []).append(chosen["name"] + extras + dependency.get("specifier", ""))
    for package in packages:
        if "required" in package:
            package["required"] = sorted(set(package["required"]))


def chains(lines, places):
    """For each project that was considered, the chain of requirements that leads to it from the project's own."""
    above, direct = {}, {}
    for resolution in read_log(lines):
        for who, _, project, extras, _ in resolution:
            if who is None:
                place = places.get(project)
                direct.setdefault(project, f"{project}{extras}" + (f" ({place})" if place else ""))
            else:
                above.setdefault(project, who)
    found = {}
    for project in above:
        chain, seen = [project], {project}
        while chain[-1] not in direct and chain[-1] in above and above[chain[-1]] not in seen:
            chain.append(above[chain[-1]])
            seen.add(chain[-1])
        if chain[-1] in direct:
            found[project] = " -> ".join([direct[chain[-1]], *reversed(chain[:-1])])
    return found
