#!/bin/sh
# What each Python of an image begins with, and what is done to an interpreter that lacks it.
for tool in python3 cc readelf; do
	command -v "$tool" >/dev/null || { echo "1..0 # skip no $tool"; exit 0; }
done
. tests/tap.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
scripts=$PWD/dockerfiles/scripts
unset OMP_NUM_THREADS PYTHON_CPU_COUNT

# The container's CPUs
begin() { # CODE: python that has begun as in an image
	PYTHONPATH=$scripts/start PYTHONDONTWRITEBYTECODE=1 python3 -S -c "import _scibids_start as s, os, sys, _thread; $1" 2>&1
}
quota() { # V2 V1 PERIOD
	printf %s "$1" >"$work/max"
	printf %s "$2" >"$work/quota"
	printf %s "$3" >"$work/period"
	[ -n "$1" ] || rm -f "$work/max"
	begin "print(s.quota('$work/max', '$work/quota', '$work/period'))"
}
is "$(quota '200000 100000' '' '')" 2 'two CPUs by cgroup v2'
is "$(quota '150000 100000' '' '')" 2 'a part of one counts as one'
is "$(quota '5000 100000' '' '')" 1 'at least one'
is "$(quota 'max 100000' '' '')" None 'no limit'
is "$(quota '' 300000 100000)" 3 'three CPUs by cgroup v1'
is "$(quota '' -1 100000)" None 'no limit there'
is "$(quota '' '' '')" None 'no cgroup at all'
is "$(quota '1 0' '' '')$(quota 'a b' '' '')$(quota 1 '' '')" NoneNoneNone 'nor what no kernel writes'
is "$(begin "print(s.quota('$work', '$work/none', '$work/none'))")" None 'a directory in its place is none'
echo '100000 100000' >"$work/max"
limited="os.sched_getaffinity = lambda pid: range(64); s.start(('$work/max', '', ''));"
is "$(begin "$limited print(os.cpu_count(), os.environ['PYTHON_CPU_COUNT'], os.environ['OMP_NUM_THREADS'])")" '1 1 1' 'they are what Python and its children count'
is "$(OMP_NUM_THREADS=7 begin "$limited print(os.environ['OMP_NUM_THREADS'])")" 7 'a number of threads that is set stays'
is "$(PYTHON_CPU_COUNT=5 begin "os.cpu_count = lambda: 5; $limited print(os.cpu_count(), os.environ['PYTHON_CPU_COUNT'])")" '5 5' 'a number of CPUs too'
is "$(begin "os.sched_getaffinity = lambda pid: {3}; s.start(('$work/max', '', '')); print('OMP_NUM_THREADS' in os.environ)")" False \
	'where there are no more CPUs nothing is set'

# Thread stacks
size='import ctypes
def size():
    attributes, low, high = (ctypes.c_char * 64)(), ctypes.c_void_p(), ctypes.c_size_t()
    c = ctypes.CDLL(None)
    c.pthread_self.restype = ctypes.c_void_p
    c.pthread_getattr_np(ctypes.c_void_p(c.pthread_self()), attributes)
    c.pthread_attr_getstack(attributes, ctypes.byref(low), ctypes.byref(high))
    print(high.value >> 20)
import threading
def ask():
    thread = threading.Thread(target=size)
    thread.start()
    thread.join()
'
is "$(begin "$size
threading.stack_size(2 << 20); ask(); threading.stack_size(); ask()" | xargs)" '2 8' 'a thread has the stack that the program says, or one of 8 MiB'
is "$(begin 'import threading; print(threading.stack_size())')" 0 'which is the default for it'
is "$(begin 'print(_thread.stack_size(1 << 20), _thread.stack_size(), _thread.stack_size(1 << 21), _thread.stack_size())')" "0 1048576 0 2097152" 'a program may set others'

# The interpreter
prefix=$work/usr/local
mkdir -p "$prefix/bin" "$prefix/lib/python3.13/ctypes"
echo 'int main(void) { return 0; }' >"$work/a.c"
cc -o "$prefix/bin/python3.13" "$work/a.c"
ln -s python3.13 "$prefix/bin/python3.1"
echo '#!/bin/sh' >"$prefix/bin/python3.13-config"
printf 'import os\ndef find_library(name):\n    return None\n' >"$prefix/lib/python3.13/ctypes/util.py"
stack() { readelf -lW "$prefix/bin/python3.13" | awk '$1 == "GNU_STACK" { print $6, $7 }'; }
before=$(stack)
adapt() { PYTHONPATH=$scripts/finish PYTHONDONTWRITEBYTECODE=1 python3 -c "import adapt; adapt.adapt('$prefix')"; }
adapt || ok 1 'the interpreter is adapted'
is "$before, $(stack)" '0x000000 RW, 0x800000 RW' 'its header asks for stacks of 8 MiB'
"$prefix/bin/python3.13"
ok $? 'it runs'
is "$(cat "$prefix/bin/python3.13-config")" '#!/bin/sh' 'a file that is not a program is left alone'
mkdir "$work/lib"
cp "$prefix/bin/python3.13" "$work/lib/libfound.so.1"
cp "$prefix/bin/python3.13" "$work/lib/libfound.so.1.2.3"
cp "$prefix/bin/python3.13" "$work/lib/libc.musl-x86_64.so.1"
echo 'INPUT(libfound.so.1)' >"$work/lib/libscript.so"
find_library() {
	LD_LIBRARY_PATH=$work/lib python3 -B -c "
import runpy
find = runpy.run_path('$prefix/lib/python3.13/ctypes/util.py')['find_library']
print(*(find(name, ()) for name in '$1'.split()))"
}
is "$(find_library 'found c pthread script none fou* ../lib/found')" \
	'libfound.so.1 libc.musl-x86_64.so.1 libc.musl-x86_64.so.1 None None None None' 'find_library() finds what the loader does'
finish
