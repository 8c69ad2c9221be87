"""Checks that everything is installed that the distributions require, as `pip check` does, with the extras that they ask of each other."""

import functools

from packaging.markers import default_environment
from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version


@functools.cache
def requirement(text):
    try:
        return Requirement(text)
    except InvalidRequirement:
        return None


def requirements_of(component):
    return [found for found in map(requirement, component.requires) if found is not None]


def holds(requirement, extra, environment):
    return requirement.marker is None or requirement.marker.evaluate({**environment, "extra": extra})


def allows(requirement, version):
    try:
        return requirement.specifier.contains(Version(version), prereleases=True)
    except InvalidVersion:
        return True  # what no specifier can be compared with


def unmet(distributions):
    """(who requires, what, the version that is there or "") of each requirement that is not met."""
    environment = default_environment()
    by_name = {canonicalize_name(d.name): d for d in distributions}
    queue = [(name, "") for name in sorted(by_name)]
    asked, found = set(queue), {}
    while queue:
        name, extra = queue.pop(0)
        for requirement in requirements_of(by_name[name]):
            # Requirements that hold without an extra are checked without it.
            if not holds(requirement, extra, environment) or (extra and holds(requirement, "", environment)):
                continue
            other = by_name.get(canonicalize_name(requirement.name))
            if other is None or not allows(requirement, other.version):
                wanted = f"{requirement.name}{requirement.specifier}"
                found[name, wanted] = (by_name[name], wanted, other.version if other else "")
                continue
            for further in {(canonicalize_name(other.name), canonicalize_name(e)) for e in requirement.extras} - asked:
                asked.add(further)
                queue.append(further)
    return [found[key] for key in sorted(found)]


def tell(tree, distributions):
    """(failures, notes), a line each. A directory's requirements were locked as they were then; those of a package from an index may
    have been overridden on purpose."""
    failures, notes = [], []
    for component, wanted, version in unmet(distributions):
        line = f"{component.name} requires {wanted}, and {f'{version} is installed' if version else 'it is not installed'}"
        if '"dir_info"' in (tree.text(f"{component.path}/direct_url.json") or ""):
            failures.append(f"scibids: proof: {line}: the lock is older than its metadata: run make lock")
        else:
            notes.append(f"scibids: note: {line}")
    return failures, notes
