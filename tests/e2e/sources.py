"""Writes small source packages and their build backends to a directory, which serves as an index without dates.

usage: sources.py DIRECTORY sdist|setuptools|helper [--changed] VERSION...
  sdist       `tiny`, which wants setuptools and says with what it was built
  setuptools  a build backend of that name, which asks for `helper` when it is asked
"""

import io
import pathlib
import sys
import tarfile
import zipfile

BACKEND = '''
import zipfile

version = {version!r}


def get_requires_for_build_wheel(config_settings=None):
    return ["helper"]


def build_wheel(directory, config_settings=None, metadata_directory=None):
    import helper
    files = {{"tiny.py": f"made_with = 'setuptools', {{version!r}}, 'helper', {{helper.version!r}}\\n",
              "tiny-1.dist-info/METADATA": "Metadata-Version: 2.2\\nName: tiny\\nVersion: 1\\n",
              "tiny-1.dist-info/WHEEL": "Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n"}}
    name = "tiny-1-py3-none-any.whl"
    with zipfile.ZipFile(f"{{directory}}/{{name}}", "w") as wheel:
        for path, text in files.items():
            wheel.writestr(zipfile.ZipInfo(path), text)
        wheel.writestr(zipfile.ZipInfo("tiny-1.dist-info/RECORD"), "".join(f"{{path}},,\\n" for path in [*files, "tiny-1.dist-info/RECORD"]))
    return name
'''


def wheel(directory, name, version, files):
    info = f"{name}-{version}.dist-info"
    files |= {f"{info}/METADATA": f"Metadata-Version: 2.2\nName: {name}\nVersion: {version}\n",
              f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"}
    with zipfile.ZipFile(directory / f"{name}-{version}-py3-none-any.whl", "w") as archive:
        for path, text in files.items():
            archive.writestr(zipfile.ZipInfo(path), text)
        archive.writestr(zipfile.ZipInfo(f"{info}/RECORD"), "".join(f"{path},,\n" for path in [*files, f"{info}/RECORD"]))


def sdist(directory, version):
    files = {"PKG-INFO": f"Metadata-Version: 2.2\nName: tiny\nVersion: {version}\n",
             "setup.cfg": "[options]\nsetup_requires = helper\n",
             "pyproject.toml": f'[project]\nname = "tiny"\nversion = "{version}"\n'
                               '[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n'}
    with tarfile.open(directory / f"tiny-{version}.tar.gz", "w:gz") as archive:
        for path, text in files.items():
            member = tarfile.TarInfo(f"tiny-{version}/{path}")
            member.size = len(text)
            archive.addfile(member, io.BytesIO(text.encode()))


def main():
    directory, what, *versions = sys.argv[1:]
    note = "\n# Another file" if versions[0] == "--changed" else ""
    for version in versions[bool(note):]:
        if what == "sdist":
            sdist(pathlib.Path(directory), version)
        elif what == "helper":
            wheel(pathlib.Path(directory), "helper", version, {"helper.py": f"version = {version!r}\n"})
        else:
            wheel(pathlib.Path(directory), "setuptools", version,
                  {"setuptools/__init__.py": note, "setuptools/build_meta.py": BACKEND.format(version=version) + note})


main()
