# usage: compile.sh SOURCES ROOT
# Compiles GNU make, tini and CPython, in a container of Alpine's root with the kit's compiler. SOURCES has the sources, an
# unpacked libssl-dev and a pip wheel. ROOT gets tools/ and python/. Libraries that Alpine's root lacks are linked statically.
set -eu
sources=$1 root=$2 built=/built
jobs=$(nproc)
export CC=cc AR=ar RANLIB=ranlib CFLAGS=-O2
mkdir -p "$built/include" "$built/lib" "$root/tools/usr/bin" "$root/tools/sbin"

say() { echo "compile: $*"; }
enter() { # NAME: unpack and go there
	say "$1"
	mkdir -p "/build/$1"
	tar -xf "$sources/$1".tar.* -C "/build/$1" --strip-components 1
	cd "/build/$1"
}
library() { # CONFIGURE-OPTION...
	./configure --quiet --prefix="$built" --disable-shared --enable-static "$@"
	make -s -j "$jobs" install >/dev/null
}

enter make-dfsg
./configure --quiet --disable-nls --without-guile
sh build.sh >/dev/null
install -m 755 make "$root/tools/usr/bin/make"
install -m 755 make /usr/bin/make

enter tini
# Its CMake writes this header.
printf '#define TINI_VERSION "0.19.0"\n#define TINI_GIT ""\n' >src/tiniConfig.h
cc -O2 -D_FILE_OFFSET_BITS=64 -DPR_SET_CHILD_SUBREAPER=36 -DPR_GET_CHILD_SUBREAPER=37 -Isrc -o "$root/tools/sbin/tini" src/tini.c

enter libffi
library --disable-docs --with-pic
enter xz-utils
library --disable-xz --disable-xzdec --disable-lzmadec --disable-lzmainfo --disable-scripts --disable-doc --disable-nls --with-pic
enter bzip2
make -s CC=cc AR=ar RANLIB=ranlib CFLAGS='-O2 -fPIC -D_FILE_OFFSET_BITS=64' libbz2.a
cp bzlib.h "$built/include" && cp libbz2.a "$built/lib"
say sqlite3
cp "$sources/sqlite3.h" "$built/include"
cc -O2 -fPIC -DSQLITE_ENABLE_FTS5 -DSQLITE_ENABLE_RTREE -c -o /build/sqlite3.o "$sources/sqlite3.c"
ar rcs "$built/lib/libsqlite3.a" /build/sqlite3.o
enter zlib
cp zlib.h zconf.h "$built/include"
cp -R "$sources/openssl" "$built/include/"
# Headers are the source's, libraries Alpine's: a link under the name that the linker looks for.
for pair in z:libz.so.1 crypto:libcrypto.so.3 ssl:libssl.so.3; do ln -s "/usr/lib/${pair#*:}" "$built/lib/lib${pair%%:*}.so"; done

enter python3.13
./configure --quiet --prefix=/usr/local --enable-shared --without-ensurepip --disable-test-modules --with-openssl="$built" \
	--enable-loadable-sqlite-extensions=no CPPFLAGS="-I$built/include" LDFLAGS="-L$built/lib" PKG_CONFIG=false \
	LIBFFI_CFLAGS="-I$built/include" LIBFFI_LIBS="-L$built/lib -lffi" \
	LIBLZMA_CFLAGS="-I$built/include" LIBLZMA_LIBS="-L$built/lib -llzma" \
	BZIP2_CFLAGS="-I$built/include" BZIP2_LIBS="-L$built/lib -lbz2" \
	LIBSQLITE3_CFLAGS="-I$built/include" LIBSQLITE3_LIBS="-L$built/lib -lsqlite3 -lm" \
	ZLIB_CFLAGS="-I$built/include" ZLIB_LIBS="-L$built/lib -lz" \
	py_cv_module__dbm=n/a py_cv_module__gdbm=n/a py_cv_module__tkinter=n/a py_cv_module__curses=n/a \
	py_cv_module__curses_panel=n/a py_cv_module_readline=n/a py_cv_module_nis=n/a
# musl's stacks of threads are too small for deep recursion.
make -s -j "$jobs" EXTRA_CFLAGS=-DTHREAD_STACK_SIZE=0x100000
make -s install DESTDIR="$root/python" >/dev/null
cd "$root/python/usr/local"
ln -s python3 bin/python
rm -rf lib/python3.13/test lib/python3.13/idlelib lib/python3.13/turtledemo
find . -name __pycache__ -prune -exec rm -rf {} +
find . -name '*.a' -delete
# What is built in this interpreter's name finds no library of this build.
sed -i "s| *-[IL]$built/[a-z]*||g" lib/python3.13/_sysconfigdata*.py lib/python3.13/config-*/Makefile
LD_LIBRARY_PATH=$PWD/lib bin/python3 -c 'import zipfile, sys; zipfile.ZipFile(sys.argv[1]).extractall(sys.argv[2])' \
	"$(ls "$sources"/pip-*.whl)" lib/python3.13/site-packages
for name in pip pip3; do
	printf '%s\n' '#!/usr/local/bin/python3' 'import sys' 'from pip._internal.cli.main import main' 'sys.exit(main())' >bin/$name
	chmod 755 bin/$name
done
LD_LIBRARY_PATH=$PWD/lib bin/python3 -B -c 'import bz2, ctypes, decimal, hashlib, lzma, sqlite3, ssl, zlib; print(ssl.OPENSSL_VERSION)'
