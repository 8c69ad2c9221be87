"""Writes a wheel with something wrong.   usage: bad_wheel.py KIND... DIRECTORY"""

import base64
import hashlib
import os
import sys
import zipfile

NAME, VERSION = "badwheel", "1"


class Wheel:
    def __init__(self, name=NAME):
        self.name, self.info = name, f"{name}-{VERSION}.dist-info"
        self.files = {
            f"{name}/__init__.py": b"x = 1\n",
            f"{self.info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {VERSION}\n".encode(),
            f"{self.info}/WHEEL": b"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        }
        self.modes = {}
        self.record = {}  # path: (hash, size), other than true; None: not listed

    def row(self, path):
        data = self.files[path]
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        return f"sha256={digest}", str(len(data))

    def write(self, directory):
        rows = {path: self.row(path) for path in self.files}
        rows.update(self.record)
        rows[f"{self.info}/RECORD"] = ("", "")
        record = "".join(f'"{path}",{row[0]},{row[1]}\n' for path, row in rows.items() if row is not None)
        with zipfile.ZipFile(os.path.join(directory, f"{self.name}-{VERSION}-py3-none-any.whl"), "w") as archive:
            for path, data in [*self.files.items(), (f"{self.info}/RECORD", record.encode())]:
                info = zipfile.ZipInfo(path, (2020, 1, 1, 0, 0, 0))
                info.external_attr = self.modes.get(path, 0o100644) << 16
                archive.writestr(info, data)


def good(wheel):
    wheel.files[f"{NAME}/data.txt"] = b"data"


def wrong_hash(wheel):
    wheel.record[f"{NAME}/__init__.py"] = ("sha256=" + "A" * 43, "6")


def wrong_size(wheel):
    wheel.record[f"{NAME}/__init__.py"] = (wheel.row(f"{NAME}/__init__.py")[0], "7")


def missing_file(wheel):
    wheel.record[f"{NAME}/gone.py"] = ("sha256=" + "A" * 43, "6")


def extra_file(wheel):
    wheel.files[f"{NAME}/extra.py"] = b"y = 1\n"
    wheel.record[f"{NAME}/extra.py"] = None


def extra_module(wheel):
    wheel.files["elsewhere.py"] = b"y = 1\n"
    wheel.record["elsewhere.py"] = None


def absolute_path(wheel):
    wheel.files["/etc/badwheel.conf"] = b"y = 1\n"


def parent_path(wheel):
    wheel.files["../../../../../etc/badwheel.conf"] = b"y = 1\n"


def parent_record(wheel):
    wheel.record["../../../../../etc/passwd"] = ("", "")


def symlink(wheel):
    wheel.files[f"{NAME}/link"] = b"/etc/passwd"
    wheel.modes[f"{NAME}/link"] = 0o120777


def case(wheel):
    wheel.files[f"{NAME}/Data.txt"] = b"A"
    wheel.files[f"{NAME}/data.txt"] = b"B"


def many_files(wheel):
    for i in range(30000):
        wheel.files[f"{NAME}/d{i // 1000}/f{i}.txt"] = b"%d" % i


def script_python3(wheel):
    wheel.files[f"{wheel.info}/entry_points.txt"] = f"[console_scripts]\npython3 = {NAME}:main\n".encode()


def data_over_interpreter(wheel):
    wheel.files[f"{NAME}-{VERSION}.data/data/lib/python3.13/os.py"] = b"y = 1\n"


def scripts_over_interpreter(wheel):
    wheel.files[f"{NAME}-{VERSION}.data/scripts/python3"] = b"#!python\ny = 1\n"


def no_metadata(wheel):
    del wheel.files[f"{wheel.info}/METADATA"]


def no_name(wheel):
    wheel.files[f"{wheel.info}/METADATA"] = b"Metadata-Version: 2.1\n"


def control_character(wheel):
    wheel.files[f"{NAME}/a\tb.txt"] = b"x"


def setuid(wheel):
    wheel.files[f"{NAME}/tool"] = b"x"
    wheel.modes[f"{NAME}/tool"] = 0o104755


def writable(wheel):
    wheel.files[f"{NAME}/tool"] = b"x"
    wheel.modes[f"{NAME}/tool"] = 0o100777


def other_info(wheel):
    wheel.files["six-1.17.0.dist-info/METADATA"] = b"Metadata-Version: 2.1\nName: six\nVersion: 1.17.0\n"


def twin(wheel):
    """Another distribution with a file of the good one."""
    wheel.__init__("badtwin")
    wheel.files[f"{NAME}/data.txt"] = b"other data"


def main():
    *kinds, directory = sys.argv[1:]
    wheel = Wheel()
    for kind in kinds:
        globals()[kind](wheel)
    wheel.write(directory)


main()
