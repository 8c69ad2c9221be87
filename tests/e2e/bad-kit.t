#!/bin/sh
# Bad kits, no engine, a full disk, a kill at any moment: one clear line, nothing half written, and the next run works.
# shellcheck source=tests/e2e/lib.sh
. tests/e2e/lib.sh
needs_apks yaml-dev
[ -n "$kit" ] || { echo "1..0 # skip no kit in $shared/kit"; exit 0; }

project kit
echo 'print("it runs")' >"$project/main.py"
echo six >"$project/requirements.txt"
built 'a project that works' image || finish
cp "$project/scibids.lock" "$work/lock"
alpine=$(printf '%s' "${branch#v}" | sed 's/\./\\./')
case $branch in v3.1? | v3.2[0-2]) cut_off='BAD archive' ;; *) cut_off='unexpected end of file' ;; esac # apk 2 and 3

# TEXT REGEX ARGUMENT...: make lock-upgrade, which always reads the kit, fails and changes nothing
refused() {
	text=$1 regex=$2
	shift 2
	before=$(untouched)
	run "$@"
	is "$status" 2 "$text: make fails"
	like "$said" "$regex" "$text: and says why"
	is "$(untouched)" "$before" "$text: no tag is moved, no file is other than it was"
	is "$(find "$project" -name '*.tmp' -o -name '*.lock.*')" '' "$text: none is half written"
}
broken_kit() { # a copy of the kit, by links
	rm -rf "$work/kit"
	cp -Rl "$kit" "$work/kit" 2>/dev/null || cp -R "$kit" "$work/kit"
	apks=$(find "$work/kit/apk" -path '*/main/*' -name APKINDEX.tar.gz)
	apks=${apks%/*}
}
replace() { # FILE COMMAND...: by what the command makes of it, and not in the kit that is linked
	file=$1
	shift
	"$@" <"$file" >"$file.new" && mv "$file.new" "$file"
}

# Kits
refused 'a kit that is not there' "\*\*\* SCIBIDS_KIT is '/no/kit': there is no such directory" lock-upgrade SCIBIDS_KIT=/no/kit
broken_kit
rm "$apks/APKINDEX.tar.gz"
refused 'a kit without an index' "^ +the mirror has no v$alpine/main/[^/]*/APKINDEX\.tar\.gz$" lock-upgrade SCIBIDS_KIT="$work/kit"
broken_kit
replace "$apks/APKINDEX.tar.gz" head -c 5000
refused 'a truncated index' "^ +the mirror's v$alpine/main/[^/]*/APKINDEX\.tar\.gz is not what one of its keys signed" lock-upgrade SCIBIDS_KIT="$work/kit"
broken_kit
for key in "$work"/kit/apk/*.rsa.pub; do
	rm "$key"
	openssl genrsa 2048 2>/dev/null | openssl rsa -pubout -out "$key" 2>/dev/null
done
refused 'another key' "^ +the mirror's v$alpine/main/[^/]*/APKINDEX\.tar\.gz is not what one of its keys signed: BAD signature" lock-upgrade SCIBIDS_KIT="$work/kit"
rm "$work"/kit/apk/*.rsa.pub
refused 'no key' "^ +the mirror's v$alpine/main/[^/]*/APKINDEX\.tar\.gz is not what one of its keys signed: UNTRUSTED" lock-upgrade SCIBIDS_KIT="$work/kit"
broken_kit
for apk in "$apks"/yaml-dev-*.apk; do replace "$apk" head -c 9000; done
printf 'six\nPyYAML\n--no-binary PyYAML\n' >"$project/requirements.txt"
refused 'a truncated apk' "^ +ERROR: yaml-dev-[^ ]*: $cut_off" image SCIBIDS_KIT="$work/kit"
like "$said" "stage 'build-pyyaml' failed .*; whole log: \.scibids/needs\.log" 'a truncated apk: and where'
echo six >"$project/requirements.txt"
broken_kit
for archive in "$work"/kit/images/python-*; do replace "$archive" head -c 100000; done
mv "$work"/kit/images/python-3.13* "$work/kit/images/python-9.9-alpine${branch#v}.tar.xz"
refused 'a truncated image' "^scibids: .*/images/python-[^ ]* does not load as python:9\.9-alpine$alpine: " lock-upgrade SCIBIDS_KIT="$work/kit" SCIBIDS_PYTHON=9.9
refused 'an image that the kit lacks' "^scibids: .*/images has no archive of python:9\.8-alpine$alpine: add one, or set SCIBIDS_BASE$" lock-upgrade SCIBIDS_PYTHON=9.8
# The kit has images of one architecture.
case $(sed -n 's/^platform: //p' "$work/lock") in linux/amd64) other=linux/arm64 ;; *) other=linux/amd64 ;; esac
refused 'another platform' "^scibids-lock: the platform is $other, but the base image .* is for [^ ]*: get the one for the platform, or set SCIBIDS_PLATFORM$" \
	lock-upgrade SCIBIDS_PLATFORM=$other
refused 'a platform that is none' "^scibids-lock: SCIBIDS_PLATFORM is 'linux/riscv9', for which there is no Alpine$" lock-upgrade SCIBIDS_PLATFORM=linux/riscv9

# Engines
echo '# changed' >>"$project/main.py"
rm -rf "$work/kit"
mkdir "$work/bin"
printf '#!/bin/sh\nDOCKER_HOST=unix:///nonexistent exec docker "$@"\n' >"$work/bin/noengine"
chmod +x "$work/bin/noengine"
refused 'no engine' 'no (docker )?engine answers' image SCIBIDS_ENGINE="$work/bin/noengine"
refused 'no engine, for a lock' 'no (docker )?engine answers' lock-upgrade SCIBIDS_ENGINE="$work/bin/noengine"
refused 'no such command' "'?nosuchdocker'?.*: .*install.*or set SCIBIDS_ENGINE" image SCIBIDS_ENGINE=nosuchdocker
cat >"$work/bin/nobuildx" <<END
#!/bin/sh
[ "\$1" != buildx ] || { echo "docker: 'buildx' is not a docker command." >&2; exit 1; }
exec docker "\$@"
END
chmod +x "$work/bin/nobuildx"
refused 'an engine without buildx' "has no buildx: install docker-buildx" image SCIBIDS_CMD=true SCIBIDS_ENGINE="$work/bin/nobuildx"
refused 'a builder that is not there' 'no builder "no-such-builder"|no-such-builder' image SCIBIDS_BUILDER=no-such-builder
like "$said" 'no-such-builder' 'is named'

# A full disk: where a small file system can be mounted
if mkdir "$work/small" && mount -t tmpfs -o size=64k tmpfs "$work/small" 2>/dev/null; then
	for size in 8k 32k 64k; do
		mount -o "remount,size=$size" "$work/small" 2>/dev/null || continue
		before=$(untouched)
		run lock-upgrade SCIBIDS_OUT="$work/small/out"
		is "$status" 2 "a full disk ($size)"
		like "$said" '[Nn]o space left|cannot write|full' "a full disk ($size): make fails and says why"
		is "$(untouched)" "$before" "a full disk ($size): the lock and the tags are as they were"
		rm -rf "$work/small/out"
	done
	umount "$work/small"
else
	skip 'a full disk' 'no file system can be mounted here'
fi
[ -c /dev/full ] && {
	"$helpers/scibids-lock" get "$project/scibids.lock" epoch >/dev/full 2>"$work/err"
	is "$? $(cat "$work/err")" '2 scibids-lock: cannot write -: No space left on device' 'a helper whose output is full says so'
}

# Kills: of make and all that it started, at several moments of the time that it takes
killed_at() { # PART TARGET
	moment=$(printf '%s %s\n' "$1" "$whole" | awk '{ printf "%.2f", $1 * $2 }')
	(cd "$project" && exec setsid make -I "$work/include" "$2") >"$work/out" 2>"$work/err" </dev/null &
	maker=$!
	sleep "$moment"
	kill -s KILL -- "-$maker" 2>/dev/null
	wait "$maker" 2>/dev/null
	echo "# exit status $?"
}
echo '# again' >>"$project/requirements.txt"
built 'a lock' lock
whole=$seconds
for part in 0.02 0.1 0.3 0.5 0.8; do
	echo "# $part" >>"$project/requirements.txt"
	killed_at "$part" lock
	is "$(cut -d: -f2- "$project/scibids.lock" | grep -c .) $("$helpers/scibids-lock" get "$project/scibids.lock" python)" \
		"$(cut -d: -f2- "$work/lock" | grep -c .) $("$helpers/scibids-lock" get "$work/lock" python)" "make lock killed after $moment s of $whole: the lock is whole"
done
built 'the next run makes a lock' lock
echo '# again' >>"$project/main.py"
built 'an image' image
whole=$seconds
for part in 0.02 0.1 0.3 0.5 0.8; do
	echo "# $part" >>"$project/main.py"
	before=$(id_of "$image")
	killed_at "$part" image
	after=$(id_of "$image")
	[ "$after" = "$before" ] || echo '# the tag has moved'
	is "$(docker run --rm "$image" python3 /app/main.py)" 'it runs' "make image killed after $moment s of $whole: latest is an image that works"
done
built 'the next run makes an image' image
is "$(docker run --rm "$image" python3 /app/main.py)" 'it runs' 'that runs'
is "$(find "$project" -name '*.tmp')" '' 'and nothing half written is left'
finish
