"""Chooses the artifact of a release: by hashes, by what fits this image, and by whether an older release has a wheel."""

import functools
import pathlib
import sys
import sysconfig

from packaging.tags import sys_tags
from packaging.utils import InvalidWheelFilename, canonicalize_name, parse_wheel_filename

import artifacts
import project
from refusal import Refused, Unresolvable

ROUNDS = 8


def this_image():
    return f"Python {sys.version_info[0]}.{sys.version_info[1]}", "musl", sysconfig.get_platform()


def tags_of(name):
    try:
        return parse_wheel_filename(name)[-1]
    except InvalidWheelFilename:
        return frozenset()


@functools.cache
def tags_here():
    """Those of this interpreter and platform, the best first."""
    return tuple(sys_tags())


def fits_here(names):
    here = frozenset(tags_here())
    return any(tags_of(name) & here for name in names)


def wheel_name(wheel):
    return wheel.get("name") or (wheel.get("url") or wheel.get("path", "")).rsplit("/", 1)[-1]


def platform_of(names):
    """The platforms of the wheels, in words and as tags."""
    names = list(names)
    platforms = sorted({tag.platform for name in names for tag in tags_of(name)})
    interpreters = sorted({tag.interpreter for name in names for tag in tags_of(name)})
    if platforms and all(platform.startswith(("manylinux", "linux")) for platform in platforms):
        what = "glibc"
    elif platforms and all(platform.startswith("win") for platform in platforms):
        what = "Windows"
    elif platforms and all(platform.startswith("macosx") for platform in platforms):
        what = "macOS"
    elif platforms and all(platform.startswith("musllinux") for platform in platforms):
        what = "musl, but a different interpreter or processor"
    else:
        what = "other systems"
    shown = platforms[:2] if what != "musl, but a different interpreter or processor" else interpreters[:2] + platforms[:1]
    return f"{what} ({', '.join(shown)})"


def allowed_elsewhere(pylock, name, hashes):
    """File names of wheels for any platform that one of the hashes allows."""
    return [wheel_name(wheel) for package in pylock.get("packages", []) if canonicalize_name(package["name"]) == name
            for wheel in package.get("wheels", []) if any(f"{kind}:{value}" in hashes for kind, value in wheel.get("hashes", {}).items())]


def keep_allowed_hashes(pylock, request, everywhere=None):
    """Drops the artifacts that the requirements' --hash options do not allow, and returns the names of packages that lose their wheel
    by that. EVERYWHERE gives the resolution with the wheels of all platforms, for the message."""
    lost = set()
    for package in pylock.get("packages", []):
        name = canonicalize_name(package["name"])
        hashes = request["hashes"].get(name)
        if not hashes:
            continue

        def fits(artifact):
            return any(f"{kind}:{value}" in hashes for kind, value in artifact.get("hashes", {}).items())

        wheels, sdist = package.get("wheels", []), package.get("sdist")
        kept = [wheel for wheel in wheels if fits(wheel)]
        if fits_here(map(wheel_name, wheels)) and not fits_here(map(wheel_name, kept)):
            lost.add(name)
        package["wheels"] = kept
        if not kept:
            del package["wheels"]
        if sdist and not fits(sdist):
            del package["sdist"]
        place = request.get("places", {}).get(name, request["requirements"])
        who = f"{place}: {name} {package.get('version', '')}"
        if "sdist" in package or fits_here(map(wheel_name, kept)) or not (wheels or sdist):
            continue
        elsewhere = list(map(wheel_name, kept)) or (allowed_elsewhere(everywhere(), name, hashes) if everywhere else [])
        if elsewhere:
            raise Refused(f"{who}: the hashes allow only a file for {platform_of(elsewhere)}, none for musl: make them for all platforms, "
                          "as `uv pip compile --generate-hashes --universal` does")
        raise Refused(f"{who}: no file of it has one of the hashes that the requirements allow")
    return lost


def check_wheels(source, lock, environment):
    """Checks that each package has a file that fits, or one to build from."""
    for package in lock.packages:
        if package.marker and not package.marker.evaluate(environment, context="lock_file"):
            continue
        if package.vcs or package.directory or package.archive or package.sdist or not package.wheels:
            continue
        names = [wheel.filename for wheel in package.wheels]
        if fits_here(names):
            continue
        count = "its only file is" if len(names) == 1 else f"its {len(names)} files are"
        cure = "make the lock on Alpine or with uv, which lists the files of all platforms, or take a requirements.txt"
        if source.name == "pyproject.toml":
            cure = "run `uv lock` without `environments`, or choose a version that has one"
        raise Refused(f"{source}: {package.name} {package.version or ''}: {count} for {platform_of(names)}, and no sdist is listed: {cure}")


def check_hashes(who, hashes, facts, artifact):
    """--hash of what a requirement names: the resolver passes it over."""
    if facts["source"] in ("directory", "vcs"):
        what = "directory" if facts["source"] == "directory" else "repository"
        raise Refused(f"{who}: a hash is that of a file, and the requirement names a {what}: remove the hash")
    if facts["source"] == "archive" and not artifacts.has_one_of(artifact, hashes):
        raise Refused(f"{who}: {facts['artifact']} has none of the hashes that the requirement allows")


def check_named(request, facts, artifact):
    """Checks files and directories that a requirement names: the resolver accepts those for any platform and Python."""
    who = f"{request.get('places', {}).get(facts['name'], request['requirements'])}: {facts['name']}"
    if facts["source"] == "archive" and facts["artifact"].endswith(".whl") and not fits_here([facts["artifact"]]):
        raise Refused(f"{who}: {facts['artifact']} is for {platform_of([facts['artifact']])}, and this image is {' '.join(this_image())}: "
                      "name a file for it, or the source")
    if facts["name"] in request["hashes"]:
        check_hashes(who, request["hashes"][facts["name"]], facts, artifact)
    toml = pathlib.Path(facts["path"]) / "pyproject.toml" if facts["source"] == "directory" else None
    if toml and toml.is_file():
        project.check_python(toml, project.table(project.read(toml), "project").get("requires-python"))


def reason(facts, lost):
    """Why it is built."""
    if facts["source"] == "sdist" and facts["name"] in lost and not facts["reason"].startswith("--no-binary"):
        return {"reason": "the hashes allow no wheel for musl"}
    return {}


def require_hashes(source, request, packages):
    """As in pip: with --require-hashes, or a single --hash, everything that is installed must have a hash."""
    if not request.get("require-hashes"):
        return
    for package in packages:
        if package["name"] not in request["hashes"]:
            raise Refused(f"{source}: --require-hashes: no --hash for {package['name']} {package['version']}")


def built(pylock):
    """Packages from an index with a source archive but no wheel for this image, by name."""
    return {canonicalize_name(package["name"]): package.get("version", "") for package in pylock.get("packages", [])
            if "sdist" in package and not fits_here(map(wheel_name, package.get("wheels", [])))}


def version_in(pylock, name):
    return next((package.get("version", "") for package in pylock.get("packages", []) if canonicalize_name(package["name"]) == name), None)


def try_wheel(compiler, names):
    try:
        return compiler.compile(sorted(names))
    except Unresolvable:
        return None


def wheels(request, compiler, pylock, log):
    """Applies SCIBIDS_WHEELS. Returns the resolution, its log, and notes for the user."""
    policy, said, settled = request.get("wheels") or "newest", [], set()
    explicit = {canonicalize_name(name) for name in request["no-binary"]}
    for _ in range(ROUNDS):
        new = {name: version for name, version in built(pylock).items() if name not in settled and name not in explicit}
        if not new or ":all:" in explicit:
            break
        asked = {name for name in settled if name not in built(pylock)} if policy != "newest" else set()
        for name, version in sorted(new.items()):
            settled.add(name)
            found = try_wheel(compiler, asked | {name})
            older = found and version_in(found[0], name)
            if policy == "newest":
                if older:
                    said.append(f"{name} {version} has no wheel for this image and is built from source; {older} has one: pin {name}=={older}, "
                                "or set SCIBIDS_WHEELS=prefer")
            elif found:
                pylock, log = found
                asked.add(name)
                text = f"{name} {older} is taken for its wheel: {version} has none (SCIBIDS_WHEELS={policy})"
                said += [text] if older else [f"{name} is not needed any more (SCIBIDS_WHEELS={policy})"]
            elif policy == "only":
                raise Refused(f"{request.get('places', {}).get(name, request['requirements'])}: {name} {version} has no wheel for this image, and no other version that "
                              "fits has one: SCIBIDS_WHEELS=only allows none that is built from source")
        if policy == "newest":
            break
    return pylock, log, said
