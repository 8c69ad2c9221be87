#!/bin/sh
# Compiles real advisories, and measures how long it takes to match a machine and an image of 200 MB with all of them.
set -u
PYTHONPATH=tests/cases/audit PYTHONDONTWRITEBYTECODE=1
export PYTHONPATH PYTHONDONTWRITEBYTECODE
# shellcheck source=tests/oracles/audit/advisories.sh
. tests/oracles/audit/advisories.sh
is "$compiled" 0 'real advisories are compiled'
is "$(grep -c '^p ' "$work/adv")" 2651 '2,661 advisories, without the ten that were withdrawn'
"$helpers/scibids-advisories" -d 2024-10-10T00:00:00Z "$alpine" "$data/secdb" "$pypa" 2>/dev/null | cmp - "$work/adv"
ok "$?" 'in any order to the same bytes'

# A machine of 310 apks and packages of Python: 300 and more, against all of it
real_machine "$work/root"
"$helpers/scibids-audit" -a "$work/adv" -n 2024-10-11T00:00:00Z -f json "$work/root" >"$work/json"
like "$(cat "$work/json")" '^  "packages": 310,' '310 packages'
measure() { # ROUNDS COMMAND...: the best of them in milliseconds of processor time and of the clock
	python3 - "$@" <<'END'
import resource, subprocess, sys, time
cpu, wall = [], []
for _ in range(int(sys.argv[1])):
    before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    subprocess.run(sys.argv[2:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    wall.append(1000 * (time.monotonic() - begin))
    cpu.append(1000 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime))
print("%.1f %.1f" % (min(cpu), min(wall)))
END
}
best=$(measure 9 "$helpers/scibids-audit" -a "$work/adv" -n 2024-10-11T00:00:00Z "$work/root")
ok "$(python3 -c "print(int(min(map(float, '$best'.split())) > 30 * (10 if '${helpers##*/}' == 'sanitize' else 1)))")" \
	"310 packages against all of it in at most 30 ms: $best ms of processor and clock"

# An image of 200 MB takes no longer than reading and unpacking it, and 0.2 s
python3 - "$work" <<'END'
import random, sys
from image import *
random.seed(7)
words = [b"%032x " % random.getrandbits(128) for _ in range(4000)]
body = b"".join(random.choices(words, k=60000))
files = {"usr/lib/%d/%d" % (i % 50, i): body[i * 900:i * 900 + 20000] for i in range(2100)}
parts = [layer({**alpine(("musl", "1.2.5-r0", "musl")), **files}), *(layer({"data": random.randbytes(82000000)}) for _ in range(2))]
docker(sys.argv[1] + "/big.tar", parts)
gzip.compress = lambda data, mtime: __import__("zlib").compress(data, 1, 31)
docker(sys.argv[1] + "/big-gzip.tar", parts, how="gzip")
END
for name in big big-gzip; do
	rm -rf "$work/blobs"
	tar -xf "$work/$name.tar" -C "$work"
	unpack="cat '$work/$name.tar' | cat >/dev/null"
	[ $name = big ] || unpack="$unpack; for blob in '$work'/blobs/sha256/*; do gzip -dc <\"\$blob\" >/dev/null; done"
	audited=$(measure 5 "$helpers/scibids-audit" -a "$work/adv" -n 2024-10-11T00:00:00Z "$work/$name.tar")
	unpacked=$(measure 3 sh -c "$unpack")
	ok "$([ "${helpers##*/}" = sanitize ] && echo 0 || python3 -c "print(int(${audited% *} > ${unpacked% *} + 200))")" \
		"$name.tar of $(($(wc -c <"$work/$name.tar") / 1000000)) MB: ${audited% *} ms of processor, reading and unpacking ${unpacked% *} ms"
done
rm -rf "$work"/big*.tar "$work/blobs"
finish
