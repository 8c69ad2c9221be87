# Makes small objects with the C compiler. The root is ./root, with a musl in it that is one by name only.
ROOT=root

so() { # FILE SOURCE [LINKER-OPTION...]
	file=$ROOT/$1 source=$2
	shift 2
	mkdir -p "${file%/*}"
	printf '%s\n' "$source" | ${CC:-cc} -x c -w -shared -nostdlib -fPIC -fno-stack-protector -o "$file" - -x none -Wl,--no-as-needed "$@"
	chmod 0644 "$file"
}

program() { # FILE SOURCE [LINKER-OPTION...]
	file=$ROOT/$1 source=$2
	shift 2
	mkdir -p "${file%/*}"
	printf '%s\n' "$source" | ${CC:-cc} -x c -w -pie -nostdlib -fPIE -fno-stack-protector -o "$file" - -x none -Wl,--no-as-needed -Wl,--export-dynamic \
		-Wl,-dynamic-linker,/lib/ld-musl-x86_64.so.1 "$@"
}

needs() { # NAME...: makes empty libraries of these names outside the root and prints what links them
	for name; do
		mkdir -p elsewhere
		echo | ${CC:-cc} -x c -shared -nostdlib -fPIC -Wl,-soname,"$name" -o "elsewhere/$name" -
		printf 'elsewhere/%s\n' "$name"
	done
}

so lib/ld-musl-x86_64.so.1 'void *malloc(unsigned long n) { return 0; } int open(const char *p, int f) { return 0; }' -Wl,-soname,libc.musl-x86_64.so.1
so usr/lib/libpq.so.5 'int PQping(void) { return 0; }' -Wl,-soname,libpq.so.5
program usr/local/bin/python3.13 'void *PyList_New(long n) { return 0; } void _start(void) { }' $(needs libc.musl-x86_64.so.1)
site=usr/local/lib/python3.13/site-packages
