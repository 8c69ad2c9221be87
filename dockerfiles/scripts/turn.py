"""turn COMMAND...: runs COMMAND as soon as the other builds of this machine leave it the memory that its package's record asks for.

The builder starts all stages at once, and forty compilers may want more memory than there is. Each build locks as many files of
/run/turns, a cache mount that builds share, as it needs units of memory. Its locks go when it ends, in whatever way. NEEDS is a secret,
"NAME MEGABYTES" a line. It is in no key, so a better record rebuilds nothing.
"""

import fcntl
import os
import re
import sys
import time

TURNS, NEEDS, REQUIREMENTS, MEMORY = "/run/turns", "/run/secrets/memory", "/build/requirements.txt", "/proc/meminfo"
UNIT = 512  # MB
WITHOUT_RECORD = 1024  # MB: a compiler of C++


def read(path):
    try:
        with open(path) as file:
            return file.read()
    except OSError:
        return ""


def needed_memory(requirements, needs):
    name = re.match(r"\s*([A-Za-z0-9._-]*)", requirements)[1]
    return int(dict(line.split() for line in needs.splitlines()).get(name, WITHOUT_RECORD))


def lock(path, wait):
    """A lock on PATH that a program started from here inherits, or None if another process has it."""
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(file)
        return None
    os.set_inheritable(file, True)
    return file


def take_turn(turns, wanted, units):
    """Locks WANTED of UNITS files. Only the first in the queue takes any, so no two builds wait for each other."""
    queue = lock(f"{turns}/queue", wait=True)
    mine, said = {}, False
    while len(mine) < wanted:
        for unit in range(units):
            if unit not in mine and len(mine) < wanted:
                file = lock(f"{turns}/{unit}", wait=False)
                if file is not None:
                    mine[unit] = file
        if len(mine) < wanted:
            if not said:
                print(f"waits until other builds leave {wanted * UNIT} MB of memory", flush=True)
                said = True
            time.sleep(0.2)
    os.close(queue)


def main(command):
    total = re.search(r"^MemTotal: +(\d+) kB$", read(MEMORY), re.M)
    if total:
        # A build that needs more than the machine has may still succeed alone.
        units = max(1, int(total[1]) // 1024 // UNIT)
        wanted = -(-needed_memory(read(REQUIREMENTS), read(NEEDS)) // UNIT)
        take_turn(TURNS, min(wanted, units), units)
    os.execvp(command[0], command)


if __name__ == "__main__":
    main(sys.argv[1:])
