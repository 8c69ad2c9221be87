#!/bin/sh
# The image at run time: its allocator, CPUs, threads, users, zones and libraries, where musl or a container would be a surprise.
# shellcheck source=tests/e2e/lib.sh
. tests/e2e/lib.sh

project runtime
echo tzdata >"$project/requirements.txt"
cat >"$project/main.py" <<'END'
import sys
def libraries():
    with open("/proc/self/maps") as maps:
        return sorted({line.split()[-1].split("/")[-1].split(".so")[0] for line in maps if "malloc" in line})
def threads():
    import json, threading
    def nested(n):
        value = []
        for _ in range(n):
            value = [value]
        return value
    def by_key(n):
        return 0 if n == 0 else sorted([1], key=lambda x: by_key(n - 1) or x)[0]
    def work():
        print(len(json.dumps(nested(900))), len(repr(nested(900))), by_key(400))
    threading.stack_size()
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
def preloaded():
    import multiprocessing, subprocess
    print(*libraries())
    print(subprocess.check_output([sys.executable, __file__, "print(*libraries())"], text=True).strip())
    for method in "fork", "spawn", "forkserver":
        with multiprocessing.get_context(method).Pool(1) as pool:
            print(method, *pool.apply(libraries))
if __name__ == "__main__":
    exec(sys.argv[1])
END
makefile <<'END'
SCIBIDS_CMD = python3 main.py
END
built 'an image' image || finish
in_it() { # CODE [OPTION...]
	code=$1
	shift
	docker run --rm --network=none "$@" "$image" python3 main.py "$code" 2>&1
}

# The allocator
like "$(pin mimalloc2 needed-by; awk '/^  mimalloc2:/ { on = 1 } on' "$project/scibids.lock")" 'SCIBIDS_MALLOC' 'its apk is in the lock'
is "$(in_it 'preloaded()')" "libmimalloc-secure
libmimalloc-secure
fork libmimalloc-secure
spawn libmimalloc-secure
forkserver libmimalloc-secure" 'it reaches the program, its children and its workers'
is "$(in_it 'preloaded()' -e LD_PRELOAD= | xargs)" 'fork spawn forkserver' 'and can be taken away'
like "$(docker run --rm "$image" python3 -c 'print(open("/usr/share/sbom/image.spdx.json").read())')" 'mimalloc2' 'the bill of materials has it'
in_it 'bytearray(1 << 30)' --memory=256m >/dev/null
is $? 137 'a program that takes more memory than it may is killed, as anywhere'
is "$(in_it 'bytearray(150 << 20); print("done")' --memory=256m)" 'done' 'and not before'
run image-debug
is "$status $(docker run --rm --entrypoint sh "$image:debug" -c 'echo $LD_PRELOAD; sed -n s/.*mimalloc.*/loaded/p /proc/self/maps | head -n 1')" \
	"0 /usr/lib/libmimalloc-secure.so.2${newline}loaded" 'the shell of image-debug runs with it'

# CPUs
counts='import os; print(os.cpu_count(), os.environ.get("OMP_NUM_THREADS"))'
is "$(in_it "$counts" --cpus=1)" '1 1' 'as many CPUs as the container has'
is "$(in_it "$counts" --cpus=1 -e OMP_NUM_THREADS=3 -e PYTHON_CPU_COUNT=4)" '4 3' 'or as it is told'
is "$(in_it "$counts")" "$(nproc) None" "or as the host's"

# Threads
is "$(in_it 'threads()')" '1802 1802 1' 'deep recursion in a thread'

# Users, zones, libraries
read_only=$(grep -o -- '--tmpfs /home/[^`]*' "$SCIBIDS/README.md")
for user in '' '-u 12345:0'; do
	# shellcheck disable=SC2086
	is "$(in_it 'import os; open(os.path.expanduser("~/x"), "w"); open("/tmp/x", "w"); print("written")' --read-only $read_only $user)" written \
		"with --read-only and what README adds to it, home and /tmp can be written to${user:+ by another user}"
done
is "$(in_it 'import getpass, os; open(os.path.expanduser("~/x"), "w"); print(getpass.getuser(), os.getuid())' -u 12345:0)" 'nonroot 12345' \
	'a user of the platform, of group 0: it has a name, and a home to write in'
is "$(in_it 'import time; print(*time.tzname)' -e TZ=Europe/Berlin)" 'CET CEST' 'TZ works by the zones of PyPI'
is "$(in_it 'import zoneinfo, datetime; print(datetime.datetime(2026, 7, 1, tzinfo=zoneinfo.ZoneInfo("Europe/Berlin")).tzname())')" CEST 'and zoneinfo'
like "$(in_it 'import ctypes.util as u; print(u.find_library("c"), u.find_library("crypto"), u.find_library("none"))')" \
	'^libc\.musl-[a-z0-9_]*\.so\.1 libcrypto\.so\.3 None$' 'find_library() finds what is there'

# Other choices; the base image's shell and apk beside them
makefile <<'END'
SCIBIDS_CMD = python3 main.py
SCIBIDS_FINAL = base
SCIBIDS_MALLOC = mimalloc-insecure
END
built 'on the base image, with another allocator' image
is "$(in_it 'print(*libraries()); threads()')" "libmimalloc-insecure${newline}1802 1802 1" 'which is the one that runs there'
is "$(in_it "$counts" --cpus=1)" '1 1' 'as many CPUs as the container has'
built 'an allocator that the branch lacks' image SCIBIDS_MALLOC=jemalloc
like "$said" "^scibids-lock: Alpine [0-9.]* has no apk 'jemalloc': the image runs with musl's allocator$" 'is said, and no error'
is "$(in_it 'print(*libraries())')" '' "the image runs with musl's"
run image SCIBIDS_MALLOC=tcmalloc
is "$status" 2 'one that nobody knows is refused'
like "$said" "SCIBIDS_MALLOC is 'tcmalloc': it can be mimalloc or mimalloc-insecure or jemalloc or musl" 'with what there is'
finish
