# shellcheck shell=sh
# usage: compile.sh libraries SOURCES | python SOURCES VERSION
# Compiles tini and CPython in a container of Alpine's root with the kit's compiler. SOURCES has the sources, a pip wheel, and
# of Debian's packages headers of OpenSSL and a make; /python has the source of CPython VERSION, such as 3.13. What Alpine's root
# lacks is linked statically. /made gets the results.
set -eu
part=$1 sources=$2 version=${3-} built=/built
jobs=$(nproc)
# Tests wait for the compiler more than for what it makes. Nothing here is C++, for which zig would first compile a library.
export CC=cc CXX=cc CXXCPP='cc -E' AR=ar RANLIB=ranlib CFLAGS=-O1 PATH="/debian:$PATH"
mkdir -p "$built/include" "$built/lib" /debian

# Debian's make on Debian's C library: it only starts commands of this root.
ln -sf "$sources/debian/usr/bin/make" /debian/make
for loader in "$sources"/debian/usr/lib*/ld-linux-*.so.*; do
	path=${loader#"$sources/debian/usr"}
	mkdir -p "${path%/*}"
	ln -sf "$loader" "$path"
done
for directory in "$sources"/debian/usr/lib/*-linux-gnu; do ln -sfn "$directory" /usr/lib/; done

# For a different machine, whose programs an emulator starts slowly, the shell and its tools are this machine's; but they must not say so.
if [ -d "$sources/native" ]; then
	cp "$sources"/native/lib/* /lib/
	cp "$sources/native/bin/busybox" /bin/busybox.native
	printf '#!/bin/sh\nbusybox uname "$@" | sed s/%s/%s/\n' "$(busybox.native uname -m)" "$(uname -m)" >/debian/uname
	chmod 755 /debian/uname
	mv /bin/busybox.native "$(readlink -f /bin/busybox)"
fi

enter() { # NAME [ARCHIVE]: unpack and go there
	mkdir -p "/build/$1"
	tar -xf "${2:-$(ls "$sources/$1".tar.*)}" -C "/build/$1" --strip-components 1
	cd "/build/$1"
}
library() { # NAME CONFIGURE-OPTION...
	enter "$1"
	shift
	./configure --quiet --prefix="$built" --disable-shared --enable-static --with-pic "$@" && make -s install >/dev/null
}
# A package with a library for all to use, under the name that Alpine's has
shared() { # PACKAGE LIBRARY CC-ARGUMENT...
	directory=/made/$1/usr/lib library=$2
	mkdir -p "$directory"
	shift 2
	cc -O2 -w -DNDEBUG -fPIC -shared -fvisibility=hidden "-Wl,-soname,$library" -o "$directory/$library" "$@"
}
headers() { # PACKAGE LIBRARY HEADER...
	mkdir -p "/made/$1/usr/include" "/made/$1/usr/lib"
	ln -s "$2" "/made/$1/usr/lib/${2%.so.*}.so"
	package=$1
	shift 2
	cp "$@" "/made/$package/usr/include/"
}
packages() {
	(enter lz4 && cd lib && shared lz4-libs liblz4.so.1 -DXXH_NAMESPACE=LZ4_ lz4.c lz4hc.c lz4frame.c lz4file.c xxhash.c &&
		headers lz4-dev liblz4.so.1 lz4*.h)
	(
		enter libyaml
		numbers=$(sed -n 's/^m4_define(\[YAML_\([A-Z]*\)\], *\([0-9]*\))$/-DYAML_VERSION_\1=\2/p' configure.ac)
		text=$(printf '%s\n' "$numbers" | sed 's/.*=//' | paste -s -d . -)
		# shellcheck disable=SC2086 # options
		shared yaml libyaml-0.so.2 -fvisibility=default -Iinclude $numbers "-DYAML_VERSION_STRING=\"$text\"" src/*.c
		headers yaml-dev libyaml-0.so.2 include/yaml.h
	)
	# As Alpine builds it, with checks of the heap and without
	(
		enter mimalloc
		for pair in secure:4 insecure:0; do
			shared "mimalloc-${pair%:*}" "libmimalloc-${pair%:*}.so.2" -ftls-model=initial-exec -Iinclude -DMI_SECURE="${pair#*:}" \
				-DMI_SHARED_LIB -DMI_SHARED_LIB_EXPORT -DMI_MALLOC_OVERRIDE src/static.c
		done
	)
}

libraries() {
	library libffi --disable-docs --disable-exec-static-tramp &
	libffi=$!
	(
		enter bzip2
		make -s CFLAGS='-O1 -fPIC -D_FILE_OFFSET_BITS=64' CC=cc AR=ar RANLIB=ranlib libbz2.a
		cp bzlib.h "$built/include" && cp libbz2.a "$built/lib"
		cp "$sources/sqlite3.h" "$built/include"
		cc -O1 -fPIC -DSQLITE_ENABLE_FTS5 -DSQLITE_ENABLE_RTREE -c -o /build/sqlite3.o "$sources/sqlite3.c"
		ar rcs "$built/lib/libsqlite3.a" /build/sqlite3.o
	) &
	others=$!
	(library xz-utils --disable-xz --disable-xzdec --disable-lzmadec --disable-lzmainfo --disable-scripts --disable-doc --disable-nls)
	wait "$libffi" || { echo "libffi: not built" >&2; exit 1; }
	wait "$others" || { echo "bzip2 or sqlite3: not built" >&2; exit 1; }
	(enter zlib && cp zlib.h zconf.h "$built/include" && headers zlib-dev libz.so.1 zlib.h zconf.h)
	packages
	cp -R "$sources/debian/usr/include/openssl" "$built/include/"
	cp "$sources"/debian/usr/include/*-linux-gnu/openssl/* "$built/include/openssl/"
	# Debian's has compression, Alpine's does not.
	printf '%s\n' '#ifndef OPENSSL_NO_COMP' '#define OPENSSL_NO_COMP' '#endif' >>"$built/include/openssl/configuration.h"
	# Headers are the sources', libraries Alpine's: a link under the name that the linker looks for.
	for pair in z:libz.so.1 crypto:libcrypto.so.3 ssl:libssl.so.3; do
		ln -s "/usr/lib/${pair#*:}" "$built/lib/lib${pair%%:*}.so"
	done
	(
		enter tini
		# CMake would write this header.
		printf '#define TINI_VERSION "0.19.0"\n#define TINI_GIT ""\n' >src/tiniConfig.h
		mkdir -p /made/tini/sbin
		cc -O2 -include libgen.h -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 -DPR_SET_CHILD_SUBREAPER=36 -DPR_GET_CHILD_SUBREAPER=37 -Isrc -o /made/tini/sbin/tini src/tini.c
	)
}

python() {
	enter python "$(ls /python/*.orig.tar.*)"
	OPT='-DNDEBUG -fwrapv -O1' ./configure --quiet --prefix=/usr/local --enable-shared --without-ensurepip --disable-test-modules --with-openssl="$built" \
		--enable-loadable-sqlite-extensions=no CPPFLAGS="-I$built/include" LDFLAGS="-L$built/lib" PKG_CONFIG=false \
		LIBFFI_CFLAGS="-I$built/include" LIBFFI_LIBS="-L$built/lib -lffi" \
		LIBLZMA_CFLAGS="-I$built/include" LIBLZMA_LIBS="-L$built/lib -llzma" \
		BZIP2_CFLAGS="-I$built/include" BZIP2_LIBS="-L$built/lib -lbz2" \
		LIBSQLITE3_CFLAGS="-I$built/include" LIBSQLITE3_LIBS="-L$built/lib -lsqlite3 -lm" \
		ZLIB_CFLAGS="-I$built/include" ZLIB_LIBS="-L$built/lib -lz" \
		py_cv_module__dbm=n/a py_cv_module__gdbm=n/a py_cv_module__tkinter=n/a py_cv_module__curses=n/a \
		py_cv_module__curses_panel=n/a py_cv_module_readline=n/a py_cv_module_nis=n/a
	# musl's stacks of threads are too small for deep recursion. Zig links no library of libraries alone, as the stable ABI's is.
	make -s -j "$jobs" PY3LIBRARY= EXTRA_CFLAGS=-DTHREAD_STACK_SIZE=0x100000
	# Bytecode, three times over, would go at once.
	sed -i 's/.*compileall\.py/\t\ttrue/' Makefile
	make -s install PY3LIBRARY= DESTDIR=/made/python >/dev/null
	cd /made/python/usr/local
	ln -s python3 bin/python
	rm -rf "lib/python$version/idlelib" "lib/python$version/turtledemo"
	find . -name __pycache__ -prune -exec rm -rf {} +
	find . -name '*.a' -delete
	# What is built for this interpreter must not look for this build's libraries.
	sed -i "s| *-[IL]$built/[a-z]*||g" "lib/python$version"/_sysconfigdata*.py "lib/python$version"/config-*/Makefile
	export LD_LIBRARY_PATH="$PWD/lib"
	bin/python3 -B -m zipfile -e "$(ls "$sources"/pip-*.whl)" "lib/python$version/site-packages"
	for name in pip pip3; do
		printf '%s\n' '#!/usr/local/bin/python3' 'import sys' 'from pip._internal.cli.main import main' 'sys.exit(main())' >bin/$name
		chmod 755 bin/$name
	done
	bin/python3 -B -c 'import bz2, ctypes, decimal, hashlib, lzma, sqlite3, ssl, zlib; print(ssl.OPENSSL_VERSION)'
}

"$part"
