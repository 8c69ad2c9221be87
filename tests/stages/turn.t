#!/bin/sh
# dockerfiles/scripts/turn.py: builds run at the same time as far as there is memory for them.
set -u
command -v python3 >/dev/null || { echo '1..0 # skip python3 is not installed'; exit 0; }
exec python3 -B - "$PWD/dockerfiles/scripts" <<'END'
import os, signal, subprocess, sys, tempfile, time

sys.path.insert(0, sys.argv[1])
import turn

work = tempfile.mkdtemp()
sys.path.insert(0, "tests")
from tap import finish, ok


def write(name, content):
    """All at once: a build that has begun may read it."""
    with open(f"{work}/{name}.new", "w") as file:
        file.write(content)
    os.replace(f"{work}/{name}.new", f"{work}/{name}")
    return f"{work}/{name}"


def build(name, gigabytes, script):
    """A build of NAME on a machine of GIGABYTES"""
    program = (f"import sys; sys.path.insert(0, {sys.argv[1]!r}); import turn\n"
               f"turn.TURNS, turn.NEEDS = {work!r}, {work + '/needs'!r}\n"
               f"turn.REQUIREMENTS = {write('requirements-' + name, name + '==1.0 --hash=sha256:00')!r}\n"
               f"turn.MEMORY = {write('meminfo', f'MemFree: 1 kB{chr(10)}MemTotal:  {gigabytes * 1048576} kB{chr(10)}')!r}\n"
               f"turn.main(['sh', '-c', {script!r}])")
    return subprocess.Popen([sys.executable, "-B", "-c", program], stdout=subprocess.PIPE, text=True, start_new_session=True)


def most_at_once(gigabytes, seconds, names):
    """Runs a build of SECONDS for each name; how many ran at the same time, and what they said"""
    log = write("log", "")
    builds = [build(name, gigabytes, f"echo + >>{log}; sleep {seconds}; echo - >>{log}") for name in names]
    said = "".join(one.communicate()[0] for one in builds)
    now = most = 0
    for line in open(log):
        now += 1 if line[0] == "+" else -1
        most = max(most, now)
    return most, said, [one.returncode for one in builds]


write("needs", "heavy 3072\nhuge 65536\nlight 512\n")
ok(turn.needed_memory("heavy==1.0", "heavy 3072\n") == 3072 and turn.needed_memory("heavy @ file:///project", "heavy 3072\n") == 3072, "a record says how much")
ok(turn.needed_memory("other==1.0", "heavy 3072\n") == 1024 and turn.needed_memory("other", "") == 1024, "without a record it is 1 GB")

most, said, codes = most_at_once(8, 2, ["heavy", "heavy", "heavy"])
ok(most == 2, "two of 3 GB run at the same time in 8 GB", most)
ok(said.count("waits until other builds leave 3072 MB of memory\n") == 1, "the third says that it waits", said)
ok(codes == [0, 0, 0], "all end well", codes)
most, said, codes = most_at_once(4, 2, ["a", "b", "c", "d", "e"])
ok(most == 4, "four without a record in 4 GB", most, said)
most, said, codes = most_at_once(2, 0.1, ["huge", "light", "huge"])
ok(most == 1 and codes == [0, 0, 0], "what needs more than there is runs alone", most, codes)
most, said, codes = most_at_once(1, 0.1, ["x"] * 12)
ok(most == 1 and codes == [0] * 12, "twelve, one after the other", most, codes)

first = build("huge", 2, "echo runs; sleep 60")
first.stdout.readline()
second = build("light", 2, "exit 7")
time.sleep(0.5)
ok(second.poll() is None, "a build waits for one that takes all")
os.killpg(first.pid, signal.SIGKILL)
ok(second.wait(10) == 7, "until that is killed; the command's status is what comes out", second.returncode)
finish()
END
