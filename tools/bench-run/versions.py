"""Prints what this interpreter is, and how it was built."""

import os
import platform
import sys
import sysconfig

arguments = sysconfig.get_config_var("CONFIG_ARGS") or ""
optimised = [word for word in ("--enable-optimizations", "--with-lto", "--enable-shared") if word in arguments]
print(sys.version.replace("\n", " "), sysconfig.get_config_var("OPT"), *(optimised or ["without PGO and LTO, static"]), *platform.libc_ver(), sep=", ")
print("  preloaded:", os.environ.get("LD_PRELOAD") or "nothing", end="")
