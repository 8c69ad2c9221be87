#!/bin/sh
# What the bench does with its measurements, its package index, and the study of layers, all without an engine.
set -u
command -v python3 >/dev/null || { echo '1..0 # skip python3 is not installed'; exit 0; }
bench=$PWD/tools/bench
PATH=$SCIBIDS_HELPERS:$PATH
export SCIBIDS_HELPERS
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$work"' EXIT
n=0 bad=0
is() { # GOT WANTED TEXT
	n=$((n + 1))
	if [ "$1" = "$2" ]; then printf 'ok %d - %s\n' "$n" "$3"; return; fi
	bad=$((bad + 1))
	printf 'not ok %d - %s\n' "$n" "$3"
	printf '%s\n' "got      '$1'" "expected '$2'" | sed 's/^/# /' >&2
}

tr ' ' '\t' >"$work/bench.tsv" <<'END'
p small uv 1 9
p small expert 2 4
p small uv 2 30
p small scibids 1 0.7
p small uv 3 10
p small expert 1 5
p small scibids 2 0.9
p small scibids 3 0.8
p small expert 3 6
p same uv 1 0.3
p same scibids 1 0.09
p store scibids 1 0.05
p small-push expert 1 2000000
p small-push scibids 1 90000
q cold scibids 1 3
dataframe fresh scibids 1 8
dataframe fresh uv 1 10
END
printf 'p\tsame\t11\t12\t1\t3\t5\t2\n' >"$work/processes.tsv"
table=$(awk -f "$bench/medians.awk" -v goals="$bench/goals.tsv" -v processes="$work/processes.tsv" -f "$bench/report.awk" "$work/bench.tsv")
line() { printf '%s\n' "$table" | grep "^$1"; }
is "$(line '| |' | head -n 1)" "| | uv's guide | uv by an expert | scibids | goal |" 'ways in their own order'
is "$(line '| one small requirement')" '| one small requirement | 10.0 s (2.00) | 5.0 s (1.00) | 0.800 s (0.16) | 0.6: reached |' \
	'medians, and ratios to the best of the others'
is "$(line '| nothing changed' | head -n 1)" '| nothing changed | 0.300 s (1.00) | | 0.090 s (0.30) | 0.2: missed |' 'a goal that is missed, a way not measured'
is "$(line '| to push after one small')" '| to push after one small requirement | | 2.0 MB (1.00) | 90.0 kB (0.045) | 0.05: reached |' 'bytes'
is "$(line '| cold')" '| cold, toolbox in the store | | | 3.0 s | |' 'no ratio where there is nothing beside it'
is "$(line '| fresh')" '| fresh machine: base image and lock | 10.0 s (1.00) | | 8.0 s (0.80) | 0.7: missed |' "a project's own goal"
is "$(line 'Of the')" "Of the 90 ms where nothing changed, 50 ms are the engine's answer whether the image is in its store; 40 ms are scibids' own." \
	'whose time it is'
is "$(line '| nothing changed' | tail -n 1)" '| nothing changed | 11 | 12 | 1 | 3 | 5 | 2 |' 'processes'
awk -f "$bench/medians.awk" -f "$bench/plot.awk" "$work/bench.tsv" >"$work/bench.svg"
is "$(python3 -c 'import sys, xml.etree.ElementTree as x
root = x.parse(sys.argv[1]).getroot()
bars = [e for e in root.iter("{http://www.w3.org/2000/svg}rect") if e.get("width") == "14"]
print(len(bars), all(0 <= float(b.get("x")) <= float(root.get("width")) and 0 <= float(b.get("y")) + float(b.get("height")) <= float(root.get("height")) for b in bars))' \
	"$work/bench.svg")" '8 True' 'a plot with a bar for each median, all of them in the picture'

mkdir "$work/wheels"
(cd "$work" && python3 -c 'import zipfile
with zipfile.ZipFile("wheels/Small_Thing-1.0-py3-none-any.whl", "w") as wheel:
    wheel.writestr("small_thing-1.0.dist-info/METADATA", "Name: small-thing\nVersion: 1.0\nRequires-Python: >=3.9\n")')
python3 "$bench/index.py" "$work/wheels" 127.0.0.1 >"$work/url" &
server=$!
for _ in $(seq 50); do [ ! -s "$work/url" ] || break; sleep 0.1; done
is "$(python3 - "$(cat "$work/url")" <<'END'
import hashlib, json, sys, urllib.error, urllib.parse, urllib.request
url = sys.argv[1] + "/small-thing/"
page = urllib.request.urlopen(url)
[entry] = json.load(page)["files"]
file = urllib.parse.urljoin(url, entry["url"])
wheel, facts = urllib.request.urlopen(file), urllib.request.urlopen(file + ".metadata").read()
data = wheel.read()
print(page.headers["Content-Type"], entry["requires-python"], entry["size"] == len(data), "immutable" in wheel.headers["Cache-Control"],
      entry["hashes"]["sha256"] == hashlib.sha256(data).hexdigest(), entry["core-metadata"]["sha256"] == hashlib.sha256(facts).hexdigest())
try:
    urllib.request.urlopen(sys.argv[1] + "/other/")
except urllib.error.HTTPError as error:
    print(error.code)
END
)" 'application/vnd.pypi.simple.v1+json >=3.9 True True True True
404' 'an index of wheels, as tools read it'

if command -v strace >/dev/null && strace -f true 2>/dev/null; then
	is "$("$bench/processes" sh -c 'ls / >/dev/null; (exit 0) | cat; true')" "$(printf '4\t3\t0\t1\t0\t0')" 'processes and programs of a command'
else
	n=$((n + 1))
	echo "ok $n - processes and programs of a command # skip strace cannot trace here"
fi

"$bench/layers" | sed '1,2d' >"$work/layers"
is "$(wc -l <"$work/layers" | tr -d ' ')" 10 'ten sets of requirements'
is "$(awk -F '|' '$4 + 0 > 24 || $11 !~ /^ 0 $/' "$work/layers")" '' 'in each the budget holds, and a new package moves no other'
is "$(awk -F '|' '$6 + 0 > $5 / 10 || $9 + 0 > $8 / 10' "$work/layers")" '' 'in each an upgrade moves less than a tenth of one layer for all'
is "$("$bench/layers" -v sets/web.tsv 2>/dev/null | wc -l | tr -d ' ')" 0 'no set of that name: nothing'
printf '1..%d\n' "$n"
[ "$bad" = 0 ]
