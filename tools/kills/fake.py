"""The ways of ways.py with the fake engine of tests/make: only make, its scripts and the helpers are killed, and a kill takes a second."""
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import tarfile

import ways as real


def ways(work):
    root, state = real.ROOT, os.path.join(work, "state")
    os.mkdir(state)
    open(os.path.join(state, "store"), "w").close()
    os.environ.update(PATH=f"{root}/tests/make/fake:{os.environ['PATH']}", FAKE_DOCKER_LOG=os.path.join(work, "calls"),
                      FAKE_DOCKER_STATE=state, FAKE_DOCKER_CONTAINERD="1", BUILDX_CONFIG=os.path.join(work, "buildx"))
    os.environ.pop("SCIBIDS_KIT", None)

    class Fake(real.Case):
        """Of the project that the engine has answers for; a comment is enough to make a lock stale."""

        comment = ""

        def write(self, name, text):
            super().write(name, text + ("SCIBIDS_ALPINE = 3.20\n" if name == "Makefile" else ""))

        def write_inputs(self):
            for name in ("main.py", "requirements.txt"):
                with open(f"{root}/tests/make/fake/project/{name}") as file:
                    self.write(name, file.read() + f"# {self.line if name == 'main.py' else self.comment}\n")
            self.new = "this is " + f"{self.image}:latest"

        def old_or_new(self):
            """Each call takes time, and the store of this engine cannot be half there."""
            self.seen = self.id_of("latest")
            return self.lock_problems()

        def clean(self):
            pass

    class Update(Fake):
        def alter(self):
            self.comment = str(self.line)

    class Cold(Update):
        def alter(self):
            super().alter()
            for name in (".scibids", "scibids.lock"):
                path = os.path.join(self.project, name)
                shutil.rmtree(path) if os.path.isdir(path) else os.path.exists(path) and os.remove(path)

    class Lock(Update):
        goal = "lock"

        def result(self):
            return self.lock_problems() or [] if self.read("scibids.lock") else ["no lock"]

    class Source(Update):
        """The toolbox is not in the store."""

        def alter(self):
            super().alter()
            with open(os.path.join(state, "store")) as file:
                lines = [line for line in file if not line.startswith("scibids:")]
            with open(os.path.join(state, "store"), "w") as file:
                file.writelines(lines)

        def command(self):
            return super().command() + ["toolbox"]

    class Push(Fake):
        goal = "image-push"

        def command(self):
            return super().command() + ["SCIBIDS_REGISTRY=registry.test/team", "SCIBIDS_TAGS=stable"]

        def result(self):
            pushed = self.read(".scibids/pushed")
            return super().result() + ([] if pushed.startswith("registry.test/team/") and pushed.endswith("\n") else ["no .scibids/pushed"])

    class Kit(real.Kit, Fake):
        """Of a lock that is there already, with another release of certifi each time. Of files only names and hashes matter."""

        version, versions = "2026.10.19.post1", [f"2026.10.19.post{number}" for number in range(1, 7)]

        def __init__(self, name, work, helpers, chance):
            super().__init__(name, work, helpers, chance)
            subprocess.run(["make", "-s", "lock"], cwd=self.project, env=self.environment, check=True, capture_output=True)
            # What psycopg2 is built with
            self.lock = re.sub(r"build-time: .*", "build-environment: {}", self.read("scibids.lock"))
            self.write("scibids.lock", self.lock)
            listed = real.out_of(f"{helpers}/scibids-kit", "list", f"{self.project}/scibids.lock")
            self.wheels = re.findall(r"^wheel (\S+) (\S+) (\S+)$", listed, re.M)
            self.apks = [f"{name}-{version}.apk" for name, version in re.findall(r"^apk \S+ ([^ =]+)=(\S+)", listed, re.M)]
            for project, _, digest in self.wheels:
                self.lock = self.lock.replace(digest, hashlib.sha256(project.encode()).hexdigest())
            self.save_base(*re.search(r"^base (sha256:(\S+))", listed, re.M).groups())

        def save_base(self, digest, name):
            index = json.dumps({"manifests": [{"digest": digest, "annotations": {"a": "b"}}]}, separators=(",", ":")).encode()
            os.mkdir(os.path.join(state, "saved"))
            with tarfile.open(os.path.join(state, "saved", f"{name}.tar"), "w") as tar:
                member = tarfile.TarInfo("index.json")
                member.size = len(index)
                tar.addfile(member, io.BytesIO(index))

        def alter(self):
            """The lock, and what the engine's build answers to it."""
            super().alter()
            self.write("scibids.lock", self.lock.replace(Kit.version, self.version))
            answers = os.path.join(state, "answers/kit")
            shutil.rmtree(answers, ignore_errors=True)
            shutil.copytree(f"{root}/tests/make/fake/answers/index", os.path.join(answers, "index"))
            files = {f"wheels/{file.replace(Kit.version, self.version)}": project for project, file, _ in self.wheels}
            files |= {f"apk/{apk}": apk for apk in self.apks} | {"wheels/uv-1.whl": "tool", "tools": "uv-1.whl\n", "apks": "\n".join(self.apks) + "\n"}
            for name, text in files.items():
                os.makedirs(os.path.dirname(os.path.join(answers, name)), exist_ok=True)
                with open(os.path.join(answers, name), "w") as file:
                    file.write(text)

    return {"app": Fake, "update": Update, "cold": Cold, "lock": Lock, "source": Source, "push": Push, "kit": Kit}
