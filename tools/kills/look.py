"""The processes of a session: what they do, and how to end them."""
import os
import signal
import time

# What ran, the most telling first: (part of a command line, name)
TELLING = (
    ("buildx build", "builder"), ("imagetools", "registry"), (" push ", "push"), (" load", "load"), (" tag ", "tag"),
    ("image inspect", "look into the store"), ("history inspect", "note of the image"), ("scibids-", ""), (".sh ", ""), ("make ", "make"),
)


def command(pid):
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as file:
            return file.read().replace(b"\0", b" ").decode(errors="replace") + " "
    except OSError:
        return ""


def members(session):
    """The living processes of the session."""
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat") as file:
                    fields = file.read().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[3]) == session and fields[0] not in "ZX":
                yield int(name)


def where(session):
    lines = [command(pid) for pid in members(session)]
    for part, name in TELLING:
        for line in lines:
            if part in line and not (part == "scibids-" and ("scibids-progress" in line or "/sh " in line[:8])):
                words = [os.path.basename(word) for word in line.split()]
                return name or next((w for w in words if w.startswith("scibids-") or w.endswith(".sh")), part)
    return "make"


def clients(session):
    """Clients of the builder or the engine, and no process of ours."""
    names = {"docker", "docker-buildx", "buildx"}
    return [pid for pid in members(session) if names & {os.path.basename(word) for word in command(pid).split(" ")[:2]}]


def send(pid, number):
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        pass


def send_all(session, number):
    """As a terminal or a machine does: to the whole group, and with SIGKILL to those that left it, too."""
    try:
        os.killpg(session, number)
    except ProcessLookupError:
        pass
    if number == signal.SIGKILL:
        for pid in members(session):
            send(pid, number)


def survivors(session):
    """Processes that still run a while after the end: a client may take a moment to notice it."""
    for _ in range(40):
        alive = [command(pid) for pid in members(session)]
        if not alive:
            return []
        time.sleep(0.25)
    return [os.path.basename(line.split(" ")[0]) for line in alive]
