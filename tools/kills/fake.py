"""The ways of ways.py with the engine of tests/make in the engine's place: what is killed is make, its scripts and the helpers, and a
kill takes a second."""
import os
import shutil


def ways(work):
    import ways as real

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

    return {"app": Fake, "update": Update, "cold": Cold, "lock": Lock, "source": Source, "push": Push}
