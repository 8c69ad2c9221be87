#include "base/base.h"

#include "why/patterns.h"

#define FIXED(text, answer, note) { WHY_FIXED, WHY_CERTAIN, text, answer, note }
const struct why_pattern why_patterns[] = {
	/* gcc, clang, MSVC-like front ends of clang; the preprocessor alone; Fortran's include. */
	{ WHY_HEADER, WHY_ERROR, "fatal error: %: No such file or directory", NULL, NULL },
	{ WHY_HEADER, WHY_ERROR, "fatal error: '%' file not found", NULL, NULL },
	{ WHY_HEADER, WHY_ERROR, "Cannot open include file: '%'", NULL, NULL },
	{ WHY_HEADER, WHY_PROBE, "that provides `%` for `", NULL, NULL },
	{ WHY_HEADER, WHY_ASKED, "header file <%> not found", NULL, NULL },
	{ WHY_HEADER, WHY_ASKED, "header file <%> is not found", NULL, NULL },
	{ WHY_HEADER, WHY_ERROR, "ERROR: C header '%' not found", NULL, NULL },
	{ WHY_HEADER, WHY_ASKED, "header '%' not found", NULL, NULL },
	{ WHY_HEADER, WHY_ASKED, "Could not find header %", NULL, NULL },
	{ WHY_HEADER, WHY_ASKED, "could not find %.h", NULL, NULL },

	/* GNU ld, gold, lld, mold; the loader of musl, by way of ctypes. */
	{ WHY_LIBRARY, WHY_CERTAIN, "ld: cannot find -l%: ", NULL, NULL },
	{ WHY_LIBRARY, WHY_CERTAIN, "ld: cannot find -l%", NULL, NULL },
	{ WHY_LIBRARY, WHY_CERTAIN, "unable to find library -l%", NULL, NULL },
	{ WHY_LIBRARY, WHY_CERTAIN, "library not found for -l%", NULL, NULL },
	{ WHY_LIBRARY, WHY_ASKED, "Error loading shared library lib%.so", NULL, NULL },
	{ WHY_LIBRARY, WHY_ASKED, "lib%.so: cannot open shared object file", NULL, NULL },
	{ WHY_LIBRARY, WHY_ERROR, "library '%' not found", NULL, NULL },
	{ WHY_LIBRARY, WHY_ERROR, "could not find native static library `%`", NULL, NULL },

	/* pkg-config and pkgconf; meson; CMake's and Rust's callers of them; autoconf. */
	{ WHY_PKGCONFIG, WHY_ASKED, "Package % was not found in the pkg-config search path", NULL, NULL },
	{ WHY_PKGCONFIG, WHY_ASKED, "Package '%', required by '~', not found", NULL, NULL },
	{ WHY_PKGCONFIG, WHY_ASKED, "No package '%' found", NULL, NULL },
	{ WHY_PKGCONFIG, WHY_PROBE, "pkg-config --exists %' returned non-zero", NULL, NULL },
	{ WHY_PKGCONFIG, WHY_ERROR, "Unable to find % using pkgconfig", NULL, NULL },
	{ WHY_PKGCONFIG, WHY_ASKED, "Command '['pkg-config', '--~', '%']' returned non-zero", NULL, NULL },
	{ WHY_PKGCONFIG, WHY_ERROR, "ERROR: Dependency \"%\" not found", NULL, NULL },
	{ WHY_PKGCONFIG, WHY_ERROR, "ERROR: Dependency '%' is required but not found", NULL, NULL },
	{ WHY_PKGCONFIG, WHY_ERROR, "ERROR: Dependency lookup for % with method", NULL, NULL },
	{ WHY_PKGCONFIG, WHY_HINT, "Run-time dependency % found: NO", NULL, NULL },
	{ WHY_PKGCONFIG, WHY_ERROR, "The system library `%` required by crate `", NULL, NULL },
	{ WHY_PKGCONFIG, WHY_ERROR, "Package requirements (%) were not met", NULL, NULL },

	/* CMake. */
	{ WHY_CMAKE, WHY_ERROR, "Could not find a package configuration file provided by \"%\"", NULL, NULL },
	{ WHY_CMAKE, WHY_ERROR, "By not providing \"Find%.cmake\"", NULL, NULL },
	{ WHY_CMAKE, WHY_ERROR, "^Could NOT find % (", NULL, NULL },
	{ WHY_CMAKE, WHY_PROBE, "-- Could NOT find % (", NULL, NULL },
	{ WHY_CMAKE, WHY_PROBE, "-- Could NOT find %", NULL, NULL },

	/* Shells, subprocess, distutils, meson, CMake, cargo. */
	{ WHY_PROGRAM, WHY_ASKED, "/sh: %: not found", NULL, NULL },
	{ WHY_PROGRAM, WHY_ASKED, "sh: 1: %: not found", NULL, NULL },
	{ WHY_PROGRAM, WHY_ASKED, "^%: command not found", NULL, NULL },
	{ WHY_PROGRAM, WHY_ASKED, ": %: command not found", NULL, NULL },
	{ WHY_PROGRAM, WHY_ASKED, ".sh: line ~: %: not found", NULL, NULL },
	{ WHY_PROGRAM, WHY_ASKED, "No such file or directory: '%'", NULL, NULL },
	{ WHY_PROGRAM, WHY_ASKED, "No such file or directory: \"%\"", NULL, NULL },
	{ WHY_PROGRAM, WHY_ERROR, "error: command '%' failed: No such file or directory", NULL, NULL },
	{ WHY_PROGRAM, WHY_ERROR, "unable to execute '%'", NULL, NULL },
	{ WHY_PROGRAM, WHY_ERROR, "ERROR: Program '%' not found", NULL, NULL },
	{ WHY_PROGRAM, WHY_ERROR, "ERROR: Program \"%\" not found", NULL, NULL },
	{ WHY_PROGRAM, WHY_HINT, "Program % found: NO", NULL, NULL },
	{ WHY_PROGRAM, WHY_ERROR, "error: could not find % for clone of", NULL, NULL },
	{ WHY_PROGRAM, WHY_ERROR, "% executable not found", NULL, NULL },
	{ WHY_PROGRAM, WHY_ERROR, "Could not find `%` executable", NULL, NULL },
	{ WHY_PROGRAM, WHY_ASKED, "Command '% ~' returned non-zero exit status 127", NULL, NULL },
	{ WHY_PROGRAM, WHY_ASKED, "Did not find executable % on", NULL, NULL },
	{ WHY_PROGRAM, WHY_ERROR, "make: %: No such file or directory", NULL, NULL },
	{ WHY_PROGRAM, WHY_ERROR, "failed to execute command: No such file or directory (os error 2) `%", NULL, NULL },
	{ WHY_PROGRAM, WHY_ERROR, "is `%` not installed?", NULL, NULL },
	{ WHY_PROGRAM, WHY_ERROR, "Could not find ~ using the following names: %", NULL, NULL },
	{ WHY_PROGRAM, WHY_ASKED, "Exception: Unable to find %", NULL, NULL },
	{ WHY_PROGRAM, WHY_ASKED, "specify a working % or add it to PATH", NULL, NULL },

	/* Messages of setup scripts. */
	{ WHY_WORD, WHY_CERTAIN, "make sure the % and % development packages are installed", NULL, NULL },
	{ WHY_WORD, WHY_CERTAIN, "headers or library files could not be found for %,", NULL, NULL },
	{ WHY_WORD, WHY_CERTAIN, "Unable to load dependency %, make sure", NULL, NULL },
	{ WHY_WORD, WHY_CERTAIN, "Did not find % version ~ headers", NULL, NULL },
	{ WHY_WORD, WHY_ERROR, "configure: error: % not found", NULL, NULL },
	{ WHY_WORD, WHY_ERROR, "configure: error: cannot find %", NULL, NULL },
	{ WHY_WORD, WHY_ERROR, "configure: error: no %", NULL, NULL },
	{ WHY_WORD, WHY_ASKED, "A % API version must be specified", NULL, NULL },
	{ WHY_WORD, WHY_ASKED, "ould not find % library", NULL, NULL },
	{ WHY_WORD, WHY_ASKED, "ould not find % headers", NULL, NULL },
	{ WHY_WORD, WHY_ERROR, "% is not installed or not in path", NULL, NULL },
	{ WHY_WORD, WHY_ERROR, "need to install % development headers", NULL, NULL },
	{ WHY_WORD, WHY_ERROR, "need to install the % development", NULL, NULL },
	{ WHY_WORD, WHY_ASKED, "% development files not found", NULL, NULL },
	{ WHY_WORD, WHY_ASKED, "lease install %-dev", NULL, NULL },
	{ WHY_WORD, WHY_HINT, "apt-get install %", NULL, NULL },
	{ WHY_WORD, WHY_HINT, "apt install %", NULL, NULL },

	/* Python. */
	{ WHY_MODULE, WHY_ERROR, "ModuleNotFoundError: No module named '%'", NULL, NULL },
	{ WHY_MODULE, WHY_ERROR, "ImportError: No module named %", NULL, NULL },
	{ WHY_MODULE, WHY_ERROR, "ImportError: cannot import name '~' from '%' (unknown location)", NULL, NULL },

	/* The proof of an image, as prove.py prints it. */
	{ WHY_IMPORT, WHY_CERTAIN, "proof: %: import %: ModuleNotFoundError: No module named '%'", NULL, NULL },
	{ WHY_SONAME, WHY_CERTAIN, "proof: %: ~: Error loading shared library %: No such file", NULL, NULL },

	FIXED("use_2to3 is invalid", "build-requires setuptools<58", "it needs 2to3, which setuptools 58 removed"),
	FIXED("has no attribute 'FancyURLopener'", "none", "its build scripts use what newer Python versions removed"),
	FIXED("module 'pkgutil' has no attribute 'ImpImporter'", "build-requires setuptools>=66.1", "an old setuptools does not run on Python 3.12 and later"),
	FIXED("No module named 'pkg_resources'", "build-requires setuptools<81", "it uses pkg_resources, which newer versions of setuptools do not have"),
	FIXED("No module named 'distutils.msvccompiler'", "build-requires setuptools<74", "it uses distutils.msvccompiler, which setuptools 74 removed"),
	FIXED("No module named 'distutils", "build-requires setuptools", "it uses distutils, which Python 3.12 removed and setuptools has"),
	FIXED("AttributeError: cython_sources", "build-requires cython<3", "its build does not work with Cython 3"),
	FIXED("'cython_sources'", "build-requires cython<3", "its build does not work with Cython 3"),
	FIXED("Cython.Compiler.Errors.CompileError", "build-requires cython<3", "Cython refuses its sources: they may be written for Cython 0.29"),
	FIXED("Compatibility with CMake < 3.5 has been removed", "env CMAKE_POLICY_VERSION_MINIMUM=3.5", "it asks for a CMake before 3.5, which CMake 4 refuses"),

	/* Compilers. Maturin downloads Rust where it is missing, but not for musl. */
	FIXED("/rustup/dist/", "build cargo", "it needs Rust, and what it would download is not there for musl"),
	FIXED("Rust not found, installing into a temporary directory", "build cargo", "it needs Rust"),
	FIXED("can't find Rust compiler", "build cargo", "it needs Rust"),
	FIXED("rustc, the Rust compiler, is not installed", "build cargo", "it needs Rust"),
	FIXED("cargo, the Rust package manager, is not installed", "build cargo", "it needs Rust"),
	FIXED("cargo: not found", "build cargo", "it needs Rust"),
	FIXED("No such file or directory: 'cargo'", "build cargo", "it needs Rust"),
	FIXED("Unknown compiler(s): [['gfortran'", "build gfortran", "it needs a Fortran compiler"),
	FIXED("No CMAKE_Fortran_COMPILER could be found", "build gfortran", "it needs a Fortran compiler"),
	FIXED("Could not find a Fortran compiler", "build gfortran", "it needs a Fortran compiler"),
	FIXED("error: no Fortran compiler found", "build gfortran", "it needs a Fortran compiler"),
	FIXED("requires rustc %", "unsupported", "needs Rust %, which this Alpine release does not have; take an older version"),
	FIXED("maximum supported version (3.~) is", "env PYO3_USE_ABI3_FORWARD_COMPATIBILITY=1", "its PyO3 does not know this Python version"),
	FIXED("newer than PyO3's maximum supported version", "env PYO3_USE_ABI3_FORWARD_COMPATIBILITY=1", "its PyO3 does not know this Python version"),

	/* Memory: the kernel's words, as gcc, make, ninja and cargo pass them on. */
	FIXED("Killed signal terminated program", "memory", "a compiler was killed: most likely out of memory"),
	FIXED("virtual memory exhausted", "memory", "a compiler had too little memory"),
	FIXED("cc1plus: out of memory", "memory", "a compiler had too little memory"),
	FIXED("failed with exit code -9", "memory", "a compiler was killed: most likely out of memory"),
	FIXED("(signal: 9, SIGKILL: kill)", "memory", "a compiler was killed: most likely out of memory"),
	FIXED("LLVM ERROR: out of memory", "memory", "a compiler had too little memory"),
	FIXED("ld terminated with signal 9", "memory", "the linker was killed: most likely out of memory"),
	FIXED("did not complete successfully: exit code: 137", "memory", "the build was killed: most likely out of memory"),

	/* Python versions. */
	FIXED("Cannot install on Python version", "unsupported", "does not support this version of Python; take a newer version of it, or an older Python"),
	FIXED("requires a different Python", "unsupported", "does not support this version of Python; take a newer version of it, or an older Python"),
	FIXED("fatal error: longintrepr.h", "unsupported", "its generated C code is too old for this Python; take a newer version of it"),

	{ WHY_FIXED, WHY_PROBE, "Name does not resolve", "none", "its build downloads something, and could not" },
	{ WHY_FIXED, WHY_PROBE, "Could not resolve host", "none", "its build downloads something, and could not" },

	FIXED("IBM_DB_HOME", "unsupported", "needs IBM's client library, which there is for glibc only"),

	/* gcc 13's headers include fewer others. */
	{ WHY_FIXED, WHY_ERROR, "is defined in header '<%>'; did you forget", "env CXXFLAGS=-include %", "its C++ sources do not include <%>, which newer compilers ask for" },

	/* Since 1.2.4, musl has no large-file aliases; it never had glibc's own functions. */
	FIXED("unknown type name 'off64_t'", "env CFLAGS=-D_LARGEFILE64_SOURCE", "it uses off64_t, which musl has for _LARGEFILE64_SOURCE only"),
	FIXED("implicit declaration of function 'lseek64'", "env CFLAGS=-D_LARGEFILE64_SOURCE", "it uses lseek64, which musl has for _LARGEFILE64_SOURCE only"),
	FIXED("ld: cannot find -lpython3", "none", "the base image has no libpython to link with: the official python images have one"),
};
#undef FIXED

const size_t why_pattern_count = COUNT(why_patterns);
