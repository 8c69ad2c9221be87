#!/bin/sh
# What an image contains and what not, how it starts and stops, and what its labels say.
# shellcheck source=tests/e2e/lib.sh
. tests/e2e/lib.sh

contents() { # [IMAGE]: every entry of the file system as tar shows it, MODE OWNER NAME, without what a container's runtime adds
	container=$(docker create --name "$image-contents" "${1-$image}" none)
	docker export "$container" | tar tv | awk '{ name = $6; for (i = 7; i <= NF; i++) name = name " " $i; print $1, $2, name }'
	docker rm "$container" >/dev/null
}
locked_down() { # COMMAND...
	docker run --rm --read-only --network=none --cap-drop=ALL --security-opt=no-new-privileges "$image" "$@" 2>&1
}
inspect() { docker image inspect --format "$1" "${2-$image}"; }
label() { inspect "{{index .Config.Labels \"$1\"}}"; }
stops() { # TEXT EXIT-STATUS [OPTION...]: a container of the image, once it says that it is up, ends at once when it is told to
	text=$1 wanted=$2
	shift 2
	docker run -d --name "$image-stops" "$@" "$image" >/dev/null
	for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		docker logs "$image-stops" 2>&1 | grep -q up && break
		sleep 0.2
	done
	begun=$(now)
	docker stop -t 10 "$image-stops" >/dev/null
	seconds=$(printf '%s %s\n' "$(now)" "$begun" | awk '{ printf "%.2f", $1 - $2 }')
	at_most 2 "$text: ends when docker stop says so"
	is "$(docker inspect --format '{{.State.ExitCode}}' "$image-stops")" "$wanted" "$text: with the status that it should have"
	docker logs "$image-stops" 2>&1 | sed '/^up$/d' >"$work/log"
	docker rm -f "$image-stops" >/dev/null
}

project clean
printf 'six\n' >"$project/requirements.txt"
cat >"$project/main.py" <<'END'
import time
print("up", flush=True)
time.sleep(60)
END
cat >"$project/handler.py" <<'END'
import signal, sys, time
signal.signal(signal.SIGTERM, lambda *_: (print("told", flush=True), sys.exit(3)))
print("up", flush=True)
time.sleep(60)
END
makefile <<'END'
SCIBIDS_CMD = python3 main.py
SCIBIDS_LICENSES = MIT OR Apache-2.0
END
built 'an image' image || finish

# What is in it
contents >"$work/contents"
names=$(cut -d' ' -f3- "$work/contents" | sed 's|/$||; s| -> .*||; s| link to .*||')
is "$(grep -E '^-..[sS]|^.{6}[sS]' "$work/contents")" '' 'no setuid or setgid file'
is "$(awk '$1 !~ /^l/ && $1 ~ /^........w/ { print $1, $3 }' "$work/contents")" 'drwxrwxrwt tmp/' 'nothing but /tmp is writable for all, and that is sticky'
is "$(printf '%s\n' "$names" | grep -E '(^|/)s?bin/(sh|ash|bash|dash|busybox|apk|pip[0-9.]*|gcc|cc|make|wget|curl|su|sudo)$|/(pip|ensurepip)$')" '' 'no shell, no pip, no apk, no busybox'
is "$(awk '$2 != "0/0" { print $2, $3 }' "$work/contents")" '65532/0 home/nonroot/' 'all is owned by root, but for a home that the user and group 0 share'
is "$(printf '%s\n' "$names" | grep -vE '^(app|dev|etc|home|lib|proc|sys|tmp|usr|var|sbin|bin|run|\.dockerenv)(/|$)')" '' 'nothing lies where none looks'
is "$(awk '$1 ~ /^l/ { print $3, $5 }' "$work/contents" | grep '^usr/local/' | while read -r name target; do
	printf '%s\n' "$names" | grep -qxF "$(dirname "$name")/$target" || echo "$name $target"; done)" '' 'no symbolic link leads nowhere'
is "$(locked_down python3 -c '
import grp, os, pwd
user, group = pwd.getpwuid(os.getuid()), grp.getgrgid(os.getgid())
print(*user[:1], *user[2:4], *user[5:], *group[:1], group[2])')" 'nonroot 65532 65532 /home/nonroot /sbin/nologin nonroot 65532' 'its user has a name, a home and a group, and no shell'
is "$(locked_down python3 -c 'import six; print("ran")')" ran 'it runs read-only, without network, capability or new privilege'
is "$(in_image python3 -c 'import tempfile; f = tempfile.NamedTemporaryFile(); f.write(b"x"); print(f.name.startswith("/tmp/"))')" True 'temporary files go to /tmp'
is "$(docker run --rm --network=none "$image" python3 -c '
import os, pathlib
(pathlib.Path.home() / "file").write_text("x")
for place in "/app/file", "/usr/file", "/file":
	try: open(place, "w"); print(place)
	except PermissionError: pass
print(pathlib.Path.home())')" /home/nonroot 'its user can write to its home, and nowhere else'

# Locales and time zones
is "$(docker run --rm --network=none "$image" python3 -c '
import locale, os, sys
locale.setlocale(locale.LC_ALL, "")
open("/tmp/\u00e4\u65e5", "w").write("\u20ac")
print(sys.getfilesystemencoding(), sys.stdout.encoding, locale.getpreferredencoding(), os.listdir("/tmp"), open("/tmp/\u00e4\u65e5").read())')" \
	"utf-8 utf-8 UTF-8 ['ä日'] €" 'text, file names and output are UTF-8'
is "$(docker run --rm --network=none -e LANG= "$image" python3 -c 'import sys; print(sys.stdout.encoding, sys.getfilesystemencoding())')" 'utf-8 utf-8' 'also without LANG'
zone='import datetime, time, zoneinfo; print(datetime.datetime(2026, 7, 1, tzinfo=zoneinfo.ZoneInfo("Europe/Berlin")).utcoffset(), time.tzname[0])'

# Stopping
stops 'a plain script' 143
stops 'a plain script in a locked-down container' 143 --read-only --network=none --cap-drop=ALL --security-opt=no-new-privileges
run image 'SCIBIDS_CMD=python3 handler.py'
stops 'a script with a handler' 3
is "$(cat "$work/log")" told 'its handler is called once'
is "$(docker run --rm --network=none "$image" python3 -c '
import os, subprocess, sys, time
# A process whose parent ends before it is buried by the first one.
subprocess.run([sys.executable, "-c", "import subprocess; subprocess.Popen([\"/usr/local/bin/python3\", \"-c\", \"\"])"])
time.sleep(1)
print(os.getppid(), [p for p in os.listdir("/proc") if p.isdigit() and int(p) not in (1, os.getpid()) and "\nState:\tZ" in open(f"/proc/{p}/status").read()])')" \
	'1 []' 'no dead process stays'
for status in 0 7 255; do
	docker run --rm --network=none "$image" python3 -c "raise SystemExit($status)"
	is "$?" "$status" "exit status $status is the container's"
done
docker run --rm --network=none "$image" python3 -c 'import os; os.kill(os.getpid(), 9)'
is "$?" 137 "a signal's is as a shell has it"
is "$(docker run --rm --network=none "$image" none 2>&1 | sed 's/([0-9]*)//')" '[FATAL tini ] exec none failed: No such file or directory' 'a command that is not there'
docker run --rm --network=none "$image" none 2>/dev/null
is "$?" 127 'has the status that a shell gives it'
is "$(docker run --rm --network=none --entrypoint python3 "$image" -c 'import subprocess
print(subprocess.run(["/sbin/tini", "--", "python3", "-c", "print(1)"], capture_output=True))')" \
	"CompletedProcess(args=['/sbin/tini', '--', 'python3', '-c', 'print(1)'], returncode=0, stdout=b'1\\n', stderr=b'')" \
	'behind another init it says nothing'
is "$(docker run --rm --network=none --entrypoint python3 "$image" -c 'import os; print(os.getpid())')" 1 'another entrypoint takes its place'
is "$(printf 'x\n' | script -qec "docker run --rm -it --network=none $image python3 -c 'import os; print(input(), os.tcgetpgrp(0) == os.getpgrp())'" /dev/null | tr -d '\r' | tail -n 1)" \
	'x True' 'a terminal is the command'\''s'

# What is said of it
is "$(label scibids.key)" "$(cat "$project/.scibids/key")" 'label: the key'
is "$(label scibids.lock)" "sha256:$(sha256sum <"$project/scibids.lock" | cut -d' ' -f1)" "label: the lock's hash"
is "$(label org.opencontainers.image.created)" "$(sed -n 's/^created: *//p' "$project/scibids.lock" | tr -d '"')" "label: the lock's time"
is "$(label org.opencontainers.image.licenses)" 'MIT OR Apache-2.0' 'label: licences'
is "$(label org.opencontainers.image.base.name)@$(label org.opencontainers.image.base.digest)" \
	"$(sed -n 's/^base-image: *//p' "$project/scibids.lock" | tr -d '"')@$(sed -n 's/^base-digest: *//p' "$project/scibids.lock" | tr -d '"')" 'labels: the base image'
is "$(label org.opencontainers.image.revision)" '' 'outside of git no revision'
layers >"$work/layers"
printf '.scibids\n' >"$project/.gitignore"
git_() { git -C "$project" -c user.name=x -c user.email=x@example.com "$@"; }
git_ init -q && git_ remote add origin https://user:secret@example.com/team/app.git && git_ add -A && git_ commit -q -m one
run image 'SCIBIDS_CMD=python3 handler.py'
is "$(label org.opencontainers.image.revision)" "$(git_ rev-parse HEAD)" 'label: the revision, in git'
is "$(label org.opencontainers.image.source)" https://example.com/team/app.git 'label: where that is, without the password'
git_ commit -q --allow-empty -m two
run image 'SCIBIDS_CMD=python3 handler.py'
at_most 5 'a commit alone writes labels'
is "$(label org.opencontainers.image.revision)" "$(git_ rev-parse HEAD)" 'of that commit'
is "$(layers)" "$(cat "$work/layers")" 'and leaves all layers as they were'
rm -rf "$project/.git"

# A shell for who looks for an error
built 'image-debug' image-debug
is "$(docker run --rm --network=none --entrypoint sh "$image:debug" -c 'echo "$(id -u) $(ls / | grep -c app)"; which ps vi ip wget | wc -l')" "65532 1${newline}4" 'has a shell and its tools'
is "$(layers "$image:debug" | sed '$d')" "$(layers "$image:latest")" 'above the same layers'
is "$(inspect '{{.Id}}' "$image:debug")" "$(inspect '{{.Id}}' "$image:$(cat "$project/.scibids/key")-debug")" 'under two names'
is "$(docker run --rm --network=none "$image:debug" awk -F: '/^P:busybox$/ { print $2 }' /lib/apk/db/installed)" busybox "and apk's database says so"
like "$(docker run --rm "$image:latest" sh 2>&1)" 'exec sh failed: No such file or directory' 'latest has none still'

# On the base image
cp "$project/scibids.lock" "$work/lock"
built 'SCIBIDS_FINAL=base' image SCIBIDS_FINAL=base
is "$(cat "$project/scibids.lock")" "$(cat "$work/lock")" 'the lock is the same'
base=$(label org.opencontainers.image.base.name)
is "$(layers | head -n "$(layers "$base" | wc -l)")" "$(layers "$base")" 'the layers of the base image are below'
is "$(locked_down sh -c 'id -un; command -v apk; command -v pip; python3 -c "import six; print(six.__name__)"' | tr '\n' ' ')" 'nonroot /sbin/apk /usr/local/bin/pip six ' 'it has a shell, apk and pip, and the packages'
is "$(docker run --rm --network=none "$image" cat /lib/apk/db/installed | awk -F: '$1 == "P" { p = $2 } $1 == "V" { print p "=" $2 }' | sort >"$work/installed"
	sed -n '/^runtime:/,$p' "$work/lock" | awk '/^  [a-z]/ { sub(/:$/, "", $1); p = $1 } /^    version:/ { gsub(/"/, "", $2); print p "=" $2 }' | sort | comm -23 - "$work/installed")" '' \
	"it has the lock's runtime apks"
stops 'a plain script on the base' 143
built 'image-verify: built again, it is the same' image-verify SCIBIDS_FINAL=base

# Time zones: a package's, or Alpine's where the branch has them
printf 'six\ntzdata\n' >"$project/requirements.txt"
built 'with the tzdata package' image SCIBIDS_CMD=python3
like "$(docker run --rm --network=none "$image" python3 -c "$zone" 2>&1)" '^2:00:00 ' 'zoneinfo knows zones'
if [ -n "$kit" ] && [ -r /usr/share/zoneinfo/Europe/Berlin ] && command -v python3 openssl >/dev/null; then
	project zones
	printf 'six\n' >"$project/requirements.txt"
	own_mirror
	mirror add-zone /usr/share/zoneinfo/Europe/Berlin
	# Another toolbox: that of the other tests does not know the key of this mirror, nor does one that an earlier run left.
	run toolbox SCIBIDS_TOOLBOX_APKS=lz4-dev
	docker image rm -f "$(cat "$project/.scibids/toolbox")" >/dev/null
	built 'with tzdata in the mirror' image SCIBIDS_TOOLBOX_APKS=lz4-dev
	docker image rm -f "$(cat "$project/.scibids/toolbox")" >/dev/null
	is "$(docker run --rm --network=none -e TZ=Europe/Berlin "$image" python3 -c "$zone" 2>&1)" '2:00:00 CET' 'zoneinfo and TZ know zones'
	like "$(sed -n '/^  tzdata:/,/^  [^ ]/p' "$project/scibids.lock")" '^ +- the root file system$' 'and the lock says why'
else
	skip 'time zones from a mirror' 'no kit, zone file, python3 or openssl'
fi
finish
