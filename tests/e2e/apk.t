#!/bin/sh
# Our solver, which chooses the runtime apks of a lock, answers as apk itself does, with Alpine's own signed 3.18 indexes: the closure
# of some 300 names and groups of names, some of which cannot be installed, and the order of versions. apk.c asks it.
# apk gets the part of the indexes that a call can reach, and the whole, signed ones in every 20th call; our solver has the whole.
# No difference is known. SCIBIDS_APK_EVERY=20 takes every 20th package instead of every 100th.
set -u
skip_all() { echo "1..0 # skip $1"; exit 0; }
image=python:3.13-alpine3.20
helpers=$(cd "${SCIBIDS_HELPERS:-helpers/build}" && pwd)
data=$(cd "${SCIBIDS_SHARED:-../shared}/data" 2>/dev/null && pwd) || skip_all 'no shared data beside the checkout'
docker info >/dev/null 2>&1 || skip_all 'no docker engine'
command -v python3 >/dev/null || skip_all 'no python3'
docker image inspect "$image" >/dev/null 2>&1 || skip_all "no image $image"
for file in apkindex/v3.18-main-x86_64.APKINDEX.tar.gz apkindex/v3.18-community-x86_64.APKINDEX.tar.gz alpine-keys; do
	[ -e "$data/$file" ] || skip_all "no $file in the shared data"
done
LC_ALL=C
export LC_ALL
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
chmod 755 "$work"

# shellcheck source=tests/tap.sh
. tests/tap.sh
[ -x "$helpers/e2e/apk" ] || make -s helpers/build/e2e/apk || exit
every() { awk -v step="$1" 'NR % step == 1'; }

for repository in main community; do
	mkdir -p "$work/repo/$repository/x86_64"
	cp "$data/apkindex/v3.18-$repository-x86_64.APKINDEX.tar.gz" "$work/repo/$repository/x86_64/APKINDEX.tar.gz"
	tar -xzOf "$work/repo/$repository/x86_64/APKINDEX.tar.gz" APKINDEX
done >"$work/index" 2>/dev/null

# One call of apk a line: names, provided names, names that nobody provides with a version, pairs that exclude each other
sed -n 's/^P://p' "$work/index" | sort -u >"$work/packages"
{
	every "${SCIBIDS_APK_EVERY:-100}" <"$work/packages"
	sed -n 's/^p://p' "$work/index" | tr ' ' '\n' | sort -u >"$work/provided"
	for class in so: cmd: pc:; do grep "^$class" "$work/provided" | cut -d= -f1 | sort -u | every 400; done
	grep -v '[=:]' "$work/provided" | every 12
	awk '/^P:/ { name = substr($0, 3) } /^D:.*!/ { for (i = 1; i <= NF; i++) if ($i ~ /^(D:)?!/) { sub(/.*!/, "", $i); print name, $i } }' \
		"$work/index" | every 5
	cat <<-'END'
		postgresql-dev
		docs git
		firefox icu
		libpq docs !libpq-doc
		libpq !musl
		bison byacc
		libpq>99
		libpq=15.5-r0
		python3~3.11
		python3~3.1
		python3>3.11 py3-lxml
		busybox<1
		no-such-package
		so:libno-such.so.1
		mariadb-connector-c-dev libpq-dev
	END
} >"$work/calls"

sed -n 's/^V://p' "$work/index" | sort -u >"$work/versions"
sed 1d "$work/versions" | paste -d' ' "$work/versions" - | awk 'NF == 2' | every 11 >"$work/pairs"

python3 tests/e2e/reachable.py "$work/index" "$work/reachable" <"$work/calls"
ok $? 'what each call can reach is known'

cat >"$work/inside" <<'END'
mkdir -p /root-of-apk/etc/apk
cp -r /keys /root-of-apk/etc/apk/keys
printf '%s\n' /work/repo/main /work/repo/community >/whole
apk -q --root /root-of-apk --arch x86_64 --initdb add || exit
cat >/call <<'CALL'
if [ $(($1 % 20)) = 0 ]; then set -- "$2" --repositories-file /whole; else set -- "$2" --allow-untrusted --repositories-file /dev/null -X "/work/reachable/$1"; fi
words=$1
shift
out=$(apk --root /root-of-apk --arch x86_64 --no-network "$@" add --simulate $words 2>&1) && status=ok || status=refused
printf '%s\t%s' "$words" "$status"
printf '%s\n' "$out" | sed -n 's/^([0-9/]*) Installing \([^ ]*\) (\(.*\))$/ \1-\2/p' | sort | tr -d '\n'
echo
CALL
awk '{ print NR "\t" $0 }' /work/calls | tr '\t\n' '\0\0' | xargs -0 -n 2 -P 2 sh -c 'line=$(sh /call "$1" "$2"); printf "%s\n" "$line"' - >/tmp/closures || exit
sort /tmp/closures
echo --
while read -r a b; do echo "$a $(apk version -t "$a" "$b") $b"; done </work/pairs
echo --
apk --version
END
: >"$work/apk.closures"
docker run --rm -v "$work:/work:ro" -v "$data/alpine-keys:/keys:ro" "$image" sh /work/inside >"$work/said" 2>"$work/errors"
ok $? 'apk runs with the indexes' "$(head -n 40 "$work/errors")"
awk -v dir="$work" 'BEGIN { split("closures orders version", name) } /^--$/ { part++; next } { print >(dir "/apk." name[part + 1]) }' "$work/said"

"$helpers/e2e/apk" "$work/repo/main/x86_64/APKINDEX.tar.gz" "$work/repo/community/x86_64/APKINDEX.tar.gz" <"$work/calls" | sort >"$work/our.closures"

by_lines() { # A B: a line for each line that differs, with what only one of them has
	awk -F '\t' 'NR == FNR { theirs[$1] = $2; next } theirs[$1] != $2 {
		split("", in_a); split("", in_b); text = $1 ":"
		count = split(theirs[$1], a, " "); for (i = 1; i <= count; i++) in_a[a[i]]
		count = split($2, b, " "); for (i = 1; i <= count; i++) { in_b[b[i]]; if (!(b[i] in in_a)) text = text " +" b[i] }
		for (word in in_a) if (!(word in in_b)) text = text " -" word
		print text }' "$1" "$2"
}
by_lines "$work/apk.closures" "$work/our.closures" >"$work/differences"
calls=$(wc -l <"$work/calls") refused=$(grep -c '	refused' "$work/apk.closures" 2>/dev/null)
[ "$calls" -ge 200 ] && [ "$(wc -l <"$work/apk.closures")" -eq "$calls" ]
ok $? "apk answered each of $calls calls; it refuses $refused"
[ ! -s "$work/differences" ]
ok $? 'the closures are those of apk: + is ours only, - is only apk'"'"'s' "$(head -n 40 "$work/differences")"

"$helpers/e2e/apk" <"$work/pairs" >"$work/our.orders"
diff -u "$work/apk.orders" "$work/our.orders" >"$work/differences"
ok $? "$(wc -l <"$work/pairs") pairs of versions are ordered as by $(cut -d, -f1 "$work/apk.version")" "$(head -n 40 "$work/differences")"
finish
