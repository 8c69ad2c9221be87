"""Ways to make something, which are killed: each has a small project, a change, and the result that must come of it."""
import os
import re
import shutil
import socket
import subprocess
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def out_of(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    return done.stdout.strip() if done.returncode == 0 else ""


class Case:
    goal = "image"
    versions = ("1.12.0", "1.13.0", "1.14.0", "1.15.0", "1.16.0", "1.17.0")
    package, options = "six", ""

    def __init__(self, name, work, helpers, chance):
        self.name, self.chance, self.helpers = name, chance, helpers
        self.image = f"scibids-kills-{os.getpid()}-{name}"
        self.project, self.temporary, self.log = (os.path.join(work, name, part) for part in ("project", "tmp", "log"))
        os.makedirs(self.project)
        os.makedirs(self.temporary)
        self.environment = {**{k: v for k, v in os.environ.items() if not k.startswith(("SCIBIDS_", "MAKE", "MFLAGS"))},
                            "TMPDIR": self.temporary, "LC_ALL": "C",
                            "SCIBIDS_BUILT": f"{self.temporary}-built"}
        kit = os.environ.get("SCIBIDS_KIT")
        if kit:
            self.environment["SCIBIDS_KIT"] = kit
        self.line = 0
        self.version = self.versions[0]
        self.old = self.new = None
        self.old_id = self.seen = ""
        self.normal = set()
        self.write("Makefile", f"_scibids_home := {ROOT}\n_scibids_helpers := {helpers}\ninclude {ROOT}/mk/scibids.mk\n"
                   f"SCIBIDS_NAME = {self.image}\nSCIBIDS_CMD = python3 main.py\n")
        self.write_inputs()

    def write(self, name, text):
        with open(os.path.join(self.project, name), "w") as file:
            file.write(text)

    def write_inputs(self):
        self.write("main.py", f"from importlib.metadata import version\nprint({self.line}, version({self.package!r}))\n")
        self.write("requirements.txt", f"{self.package}=={self.version}\n{self.options}")
        self.new = f"{self.line} {self.version}"

    def change(self):
        """Keeps what the image says as old, and asks for something else."""
        self.old, self.old_id = self.new, self.id_of("latest")
        self.line += 1
        self.alter()
        self.write_inputs()

    def alter(self):
        pass

    def another_version(self):
        self.version = self.chance.choice([v for v in self.versions if v != self.version])

    def command(self):
        return ["make", "--no-print-directory", self.goal]

    def read(self, name):
        try:
            with open(os.path.join(self.project, name)) as file:
                return file.read()
        except FileNotFoundError:
            return ""

    def said(self):
        with open(self.log) as file:
            return " | ".join(line.strip() for line in file.read().splitlines()[-3:])

    def waited(self):
        with open(self.log) as file:
            return "waiting for process" in file.read()

    def id_of(self, tag):
        return out_of("docker", "image", "inspect", "--format", "{{.Id}}", f"{self.image}:{tag}")

    def speaks(self):
        """What the image says, or what went wrong; empty if there is none."""
        if not self.id_of("latest"):
            return ""
        done = subprocess.run(["docker", "run", "--rm", "--network=none", f"{self.image}:latest"], capture_output=True, text=True)
        return done.stdout.strip() if done.returncode == 0 else f"broken: {done.stderr.strip()[-200:]}"

    def lock_problems(self):
        """A lock is old or new: either way a program can read it, to its end."""
        if not self.read("scibids.lock"):
            return []
        lock = os.path.join(self.project, "scibids.lock")
        good = out_of(os.path.join(self.helpers, "scibids-lock"), "get", lock, "epoch") and "\nruntime:" in self.read("scibids.lock")
        return [] if good else ["the lock is not whole"]

    def old_or_new(self):
        said, self.seen = self.speaks(), self.id_of("latest")
        return self.lock_problems() + ([] if said in ("", self.old, self.new) else [f"the image is neither old nor new: {said}"])

    def result(self):
        """What is wrong with what was made."""
        problems = self.lock_problems()
        said = self.speaks()
        if said != self.new:
            problems.append(f"the image says {said!r}, and not {self.new!r}")
        key = self.read(".scibids/key").strip()
        ids = {self.id_of("latest"), self.id_of(key)}
        if len(ids) != 1:
            problems.append("latest is not the image of its key")
        if self.seen not in {"", self.old_id} | ids:
            problems.append("what it was after the kill is neither the image before nor the one after")
        return problems

    def names(self):
        """Files of the project and of TMPDIR, with hashes replaced, and containers."""
        found = set()
        for top in (self.project, self.temporary):
            for directory, _, files in os.walk(top):
                found.update(os.path.relpath(os.path.join(directory, file), top) for file in files)
        found.update("container " + name for name in out_of("docker", "ps", "-a", "--filter", f"name={self.image}", "--format",
                                                            "{{.Names}}").split())
        return {re.sub(r"[0-9a-f]{12,}", "HASH", name) for name in found}

    def note_normal(self):
        self.normal |= self.names()

    def left_over(self):
        return sorted(self.names() - self.normal)

    def clean(self):
        names = out_of("docker", "image", "ls", "--format", "{{.Repository}}:{{.Tag}}").split()
        mine = [name for name in names if re.search(rf"(^|/){self.image}:", name)]
        if mine:
            subprocess.run(["docker", "image", "rm", "-f", *mine], capture_output=True)


class Update(Case):
    def alter(self):
        self.another_version()


class Cold(Case):
    """A fresh clone without a lock; the store still has the image before."""

    def alter(self):
        self.another_version()
        shutil.rmtree(os.path.join(self.project, ".scibids"), ignore_errors=True)
        if self.read("scibids.lock"):
            os.remove(os.path.join(self.project, "scibids.lock"))


class Lock(Update):
    goal = "lock"

    def old_or_new(self):
        pins = re.findall(r'^  six:\n(?:    .*\n)*?    version: "?([0-9.]+)', self.read("scibids.lock"), re.M)
        good = not pins or pins[0] in (self.old.split()[1], self.version)
        return self.lock_problems() + ([] if good else [f"the lock has {pins}"])

    def result(self):
        pinned = f'version: "{self.version}"' in self.read("scibids.lock")
        return self.lock_problems() + ([] if pinned else [f"the lock does not have {self.version}"])


class Source(Update):
    package, options = "markupsafe", "--no-binary markupsafe\n"
    versions = ("3.0.1", "3.0.2", "3.0.3")


class Push(Case):
    goal = "image-push"

    def __init__(self, name, work, helpers, chance):
        super().__init__(name, work, helpers, chance)
        program = out_of(os.path.join(ROOT, "tools/registry"))
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.registry = f"127.0.0.1:{free.getsockname()[1]}"
        configuration = os.path.join(work, name, "registry.yml")
        with open(configuration, "w") as file:
            file.write(f'version: 0.1\nlog: {{level: error}}\nhttp: {{addr: "{self.registry}"}}\n'
                       f"storage: {{filesystem: {{rootdirectory: {work}/{name}/registry}}}}\n")
        self.server = subprocess.Popen([program, "serve", configuration], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(1)

    def command(self):
        return super().command() + [f"SCIBIDS_REGISTRY={self.registry}/team", "SCIBIDS_TAGS=stable"]

    def pulled(self):
        name = f"{self.registry}/team/{self.image}:stable"
        if not out_of("docker", "buildx", "imagetools", "inspect", name):
            return ""
        done = subprocess.run(["docker", "run", "--rm", "--pull=always", "--quiet", name], capture_output=True, text=True)
        subprocess.run(["docker", "image", "rm", "-f", name], capture_output=True)
        return done.stdout.strip() if done.returncode == 0 else f"broken: {done.stderr.strip()[-200:]}"

    def old_or_new(self):
        said = self.pulled()
        return super().old_or_new() + ([] if said in ("", self.old, self.new) else [f"the registry has neither old nor new: {said}"])

    def result(self):
        said = self.pulled()
        pushed = re.fullmatch(rf"{self.registry}/team/{self.image}@sha256:[0-9a-f]{{64}}\n", self.read(".scibids/pushed"))
        return super().result() + ([] if said == self.new else [f"the registry says {said!r}"]) + ([] if pushed else ["no .scibids/pushed"])

    def names(self):
        """And no name of the registry in the store."""
        images = out_of("docker", "image", "ls", "--format", "{{.Repository}}:{{.Tag}}").split()
        return super().names() | {"image NAME of the registry" for name in images if name.startswith(self.registry)}

    def clean(self):
        super().clean()
        self.server.terminate()
        self.server.wait()


class Kit(Update):
    """A directory beside the project, which is replaced as a whole."""
    goal = "scibids-kit"

    def __init__(self, name, work, helpers, chance):
        super().__init__(name, work, helpers, chance)
        self.beside = os.path.dirname(self.project)
        self.kit = os.path.join(self.beside, "kit")

    def command(self):
        return super().command() + [f"KIT={self.kit}"]

    def kit_problems(self):
        if not os.path.exists(os.path.join(self.kit, "MANIFEST")):
            return [] if not os.path.isdir(self.kit) or not os.listdir(self.kit) else ["the kit has files and no MANIFEST"]
        done = subprocess.run([os.path.join(self.helpers, "scibids-kit"), "verify", self.kit], capture_output=True, text=True)
        return [f"the kit: {line}" for line in done.stderr.splitlines()] if done.returncode else []

    def old_or_new(self):
        return self.lock_problems() + self.kit_problems()

    def result(self):
        wheel = os.path.isdir(os.path.join(self.kit, "wheels")) and any(
            f"-{self.version}-" in wheel for wheel in os.listdir(os.path.join(self.kit, "wheels")))
        return self.lock_problems() + self.kit_problems() + ([] if wheel else [f"the kit has no wheel of {self.version}"])

    def names(self):
        return super().names() | {f"beside: {name}" for name in os.listdir(self.beside) if name not in ("project", "tmp", "log", "kit")}


WAYS = {"app": Case, "update": Update, "cold": Cold, "lock": Lock, "source": Source, "push": Push, "kit": Kit}
