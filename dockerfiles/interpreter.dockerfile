
# The interpreter without what an image at run time has no use for.
FROM base AS interpreter
RUN <<'END'
set -eu
mkdir -p /layer/usr
cp -a /usr/local /layer/usr/local
cd /layer/usr/local
rm -rf include share src lib/pkgconfig lib/*.a bin/idle* bin/pip* bin/pydoc* bin/2to3* bin/python*-config
cd lib/python3.*
rm -rf config-* ensurepip idlelib lib2to3 pydoc_data test tkinter turtle.py turtledemo site-packages/* lib-dynload/_tkinter.* \
	lib-dynload/_test* lib-dynload/xxlimited* lib-dynload/_xx* unittest/test distutils/tests sqlite3/test ctypes/test
find . -name __pycache__ -prune -exec rm -rf {} +
python3 -m compileall -qq -j 0 --invalidation-mode unchecked-hash -s /layer -p / . || true
find /layer -exec touch -h -d @315532800 {} +
END
