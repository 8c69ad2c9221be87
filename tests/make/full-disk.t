#!/bin/sh
# A disk that is full, at every place where a make writes: a directory of the project is a file system that has room for so many files,
# a few more each time until it is enough. A line names the file and says why, and what was there before is whole.
# shellcheck source=tests/make/fake/make.sh
. tests/make/fake/make.sh
[ "$(id -u)" = 0 ] && unshare -m sh -c 'mount -t tmpfs none /mnt' 2>/dev/null ||
	{ echo '1..0 # skip nobody but root may mount a file system'; exit 0; }
FAKE_DOCKER_CONTAINERD=1
export FAKE_DOCKER_CONTAINERD

page=$(getconf PAGESIZE)
# on_disk PAGES DIRECTORY ARGUMENT...: make in a project whose DIRECTORY has that room, with its files; $work/after gets what is there then
on_disk() {
	size=$(($1 * page)) full=$project/$2 status=0
	shift 2
	rm -rf "$work/before" "$work/after"
	mkdir -p "$full" && cp -Rp "$full" "$work/before"
	# shellcheck disable=SC2016
	(cd "$project" && exec unshare -m sh -c '
		mount -t tmpfs -o "size=$1" none "$2" && cp -Rp "$3/before/." "$2" || exit 99
		size=$1 full=$2 work=$3
		shift 3
		status=0
		make -s -I "$work/include" "$@" || status=$?
		cp -Rp "$full" "$work/after"
		exit $status' sh "$size" "$full" "$work" "$@") >"$work/out" 2>"$work/err" </dev/null || status=$?
	said=$(grep -vE '^make(\[[0-9]+\])?: |no apk .mimalloc2.' "$work/err")
}
lines() { printf '%s\n' "$said" | grep -c .; }

# A first image: each place at which its make can stop
project
pages=1 places=0
while [ "$pages" -le 90 ]; do
	rm -rf "$project/.scibids" "$project/scibids.lock"
	on_disk "$pages" .scibids image
	[ "$status" != 0 ] || break
	places=$((places + 1))
	like "$said" '[: ][^ ]*\.scibids/.*: No space left on device$' "room for $pages files: a line says which is one too many, and why"
	unlike "$said" 'I/O error|engine.s disk' 'and no other says something else'
	is "$(find "$work/after" -name '*.tmp' -o -name '*.??????' ! -name '*.*.*')" '' 'nothing is half there'
	pages=$((pages + 3))
done
is "$status" 0 "with room for $pages it is made"
ok "$((places < 17))" "$places places"

# The lock
locked_project
mkdir "$project/locks"
mv "$project/scibids.lock" "$project/locks/scibids.lock"
cp "$project/locks/scibids.lock" "$work/old"
echo '# changed' >>"$project/requirements.txt"
on_disk "$(du --apparent-size -B "$page" "$project/locks/scibids.lock" | cut -f1)" locks lock SCIBIDS_LOCK=locks/scibids.lock
is "$status $said" '2 scibids: cannot write locks/scibids.lock: No space left on device' 'no room for a new lock: a line, and no other'
same "$work/after/scibids.lock" "$work/old" 'the old one is whole'
is "$(ls "$work/after")" scibids.lock 'and alone'
finish
