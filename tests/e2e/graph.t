#!/bin/sh
# Which package requires which: the lock against the metadata of the installed packages.
# shellcheck source=tests/e2e/lib.sh
. tests/e2e/lib.sh

# The lists of a package in the lock, in one line: requirements PACKAGE KEY
requirements() {
	awk -v name="  $1:" -v key="    $2:" '$0 == name { on = 1; next } /^  [^ ]/ || /^[^ ]/ { on = 0 } on && /^    [^ ]/ { list = $0 == key; next }
		on && list { gsub(/^ *- |"/, ""); printf "%s%s", n++ ? " | " : "", $0 } END { print "" }' "$project/scibids.lock"
}

project wide
mkdir -p "$project/local/src/localpkg"
cat >"$project/local/pyproject.toml" <<'END'
[project]
name = "Local.Pkg"
version = "0.5"
dependencies = ["toolz~=1.0", "attrs>=22,<26,!=23.1.*,!=23.2.0", "pluggy<=1.5.0", "click>8", "six===1.16.0", "tomli; python_version<'3'"]
[project.optional-dependencies]
x = ["h2==4.*", "local.pkg[y]"]
y = ["hpack>=4.0.0rc1"]
z = ["iniconfig"]
[build-system]
requires = ["setuptools"]
build-backend = "setuptools.build_meta"
END
echo >"$project/local/src/localpkg/__init__.py"
cat >"$project/requirements.txt" <<'END'
-c constraints.txt
-e ./local[x]
idna<4
idna>2; python_version > "3.1"
idna; python_version < "3.1"
Sphinx
celery[redis]
jsonschema[format]
httpx[socks]~=0.27
requests
docopt
END
printf 'idna<3.8\nurllib3!=2.2.0\n' >"$project/constraints.txt"
built 'a project of many packages' image || finish
is "$(requirements idna required)" 'idna<4 | idna>2' 'a package is required as often as the requirements say, where their markers hold'
is "$(requirements idna constrained)" 'idna<3.8' 'a constraint is one, and no requirement'
is "$(requirements urllib3 required) $(requirements urllib3 constrained)" ' urllib3!=2.2.0' 'also of what others require'
like "$(requirements requests requires)" '^certifi[^|]* \| charset-normalizer[^|]* \| idna<4,>=2\.5 \| urllib3|idna>=2\.5,<4 \| urllib3' 'and is not said to be theirs'
is "$(requirements local-pkg required) / $(requirements local-pkg requires)" \
	'local-pkg[x] / attrs>=22,!=23.1.*,!=23.2.0,<26 | click>8 | h2==4.* | hpack>=4.0.0rc1 | pluggy<=1.5.0 | six==1.16.0 | toolz~=1.0' \
	'the requirements of a directory, with its extras'
is "$(requirements docopt required)" docopt 'a source package that has to be built to tell what it requires'
is "$(requirements setuptools required)$(requirements wheel required)" '' 'what building it requires is nothing of the project'

container=$(docker create "$image" python3)
mkdir "$work/installed"
docker cp -q "$container:/usr/local/lib/python3.13/site-packages" - | tar -xC "$work/installed" # whose links lead out of it
docker rm "$container" >/dev/null
cat >"$work/compare.py" <<'END'
import importlib.metadata, pathlib, re, sys
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

lock, name, key = {}, None, None
for line in pathlib.Path("scibids.lock").read_text().split("\npackages:\n")[1].split("\nruntime:")[0].splitlines():
    if re.match("  [a-z]", line):
        name = line.strip(" :")
        lock[name] = {"required": [], "requires": [], "constrained": []}
    elif match := re.match("    ([a-z-]+):", line):
        key = match[1]
    elif key in lock[name]:
        lock[name][key].append(Requirement(line.strip(' -"')))
metadata = {canonicalize_name(d.metadata["Name"]): [Requirement(r) for r in d.requires or []] for d in importlib.metadata.distributions(path=[sys.argv[1]])}
extras = {name: {""} for name in lock}
for name, entry in lock.items():
    for requirement in entry["required"]:
        extras[name] |= {canonicalize_name(e) for e in requirement.extras}
while True:
    before = sum(map(len, extras.values()))
    holds = {name: [r for r in metadata[name] if not r.marker or any(r.marker.evaluate(default_environment() | {"extra": e}) for e in extras[name])]
             for name in lock}
    for requirements in holds.values():
        for requirement in requirements:
            extras[canonicalize_name(requirement.name)] |= {canonicalize_name(e) for e in requirement.extras}
    if before == sum(map(len, extras.values())):
        break
texts = {re.sub(r"[^0-9a-z.!]", "", s.version.removesuffix(".*")) for rs in metadata.values() for r in rs for s in r.specifier}
versions = sorted({v + tail for v in texts for tail in ("", ".1", ".dev0", "rc1", ".post1")} | {str(n) for n in range(40)})
edges = 0
for name, requirements in sorted(holds.items()):
    theirs, ours = {}, {}
    for into, list_ in (theirs, requirements), (ours, lock[name]["requires"]):
        for requirement in list_:
            if canonicalize_name(requirement.name) != name:
                into[canonicalize_name(requirement.name)] = into.get(canonicalize_name(requirement.name), SpecifierSet()) & requirement.specifier
    if set(theirs) != set(ours):
        print(name, "requires", sorted(set(theirs) ^ set(ours)), "by one of both")
    for project in set(theirs) & set(ours):
        edges += 1
        differ = [v for v in versions if theirs[project].contains(v, prereleases=True) != ours[project].contains(v, prereleases=True)]
        if differ:
            print(name, "requires", project, str(theirs[project]), "and in the lock", str(ours[project]), "such as", differ[:5])
if set(metadata) != set(lock):
    print("packages", sorted(set(metadata) ^ set(lock)))
print("%d packages, %d requirements" % (len(lock), edges), file=sys.stderr)
END
run_toolbox
compared=$(docker run --rm -v "$work:$work:ro" -w "$project" "$toolbox" python3 "$work/compare.py" "$work/installed/site-packages" 2>"$work/said")
is "$? $compared" '0 ' "the metadata of all says the same: $(cat "$work/said")"

# pyproject.toml, with an extra and a group
project pyproject
cat >"$project/pyproject.toml" <<'END'
[project]
name = "mine"
version = "1"
dependencies = ["idna>=3", "mine[third]"]
[project.optional-dependencies]
web = ["six>=1"]
other = ["colorama"]
third = ["toolz>0.1"]
[dependency-groups]
base = ["colorama"]
dev = [{include-group = "base"}, "iniconfig!=1.0"]
END
makefile <<'END'
SCIBIDS_EXTRAS = web
SCIBIDS_GROUPS = dev
END
built 'pyproject.toml' lock || finish
is "$(for name in idna six toolz colorama iniconfig; do requirements $name required; done | tr '\n' ' ')" \
	'idna>=3 six>=1 toolz>0.1 colorama iniconfig!=1.0 ' 'its extras and groups are required'

# A lock of before has none of this: it is stale, and its pins stay.
cp "$project/scibids.lock" "$work/now"
awk '/^    (required|constrained|requires):$/ { skip = 1; next } skip && /^      - / { next } { skip = 0; sub(/^lock-version: .*/, "lock-version: 1"); print }' \
	"$work/now" >"$project/scibids.lock"
run lock SCIBIDS_LOCKED=1
like "$said" 'scibids\.lock is stale: it is of format 1' 'a lock of the format before is stale'
built 'and made anew' lock
is "$(grep -v -e '^created' -e time: "$project/scibids.lock")" "$(grep -v -e '^created' -e time: "$work/now")" 'with all that it had'

# A resolution says what it says.
project pylock
printf 'anyio\n' >"$project/requirements.in"
docker run --rm -v "$project:/project" -v "$ca:/etc/ssl/certs/ca-certificates.crt:ro" -w /project "$toolbox" \
	uv pip compile -q --format pylock.toml -o pylock.toml requirements.in >"$work/pylock.out" 2>&1 || sed 's/^/# /' "$work/pylock.out"
built 'a pylock.toml without dependencies' lock
is "$(grep -c -e 'required:' -e 'requires:' "$project/scibids.lock")" 0 'says nothing of what requires what'
sed -i 's/^name = "anyio"$/&\ndependencies = [{ name = "idna" }]/' "$project/pylock.toml"
built 'one with them' lock
is "$(requirements anyio requires)" idna 'says it'
finish
