#!/bin/sh
# A lock whose mirror moves five times: apks that are gone are named and moved alone, or refused if the lock must not change.
# shellcheck source=tests/e2e/lib.sh
. tests/e2e/lib.sh
[ -n "$kit" ] || { echo "1..0 # skip no kit in $shared/kit"; exit 0; }

own_mirror
version() { # APK of the image
	awk -v name="  $1:" '/^runtime:/ { on = 1 } on && $0 == name { getline; print $2; exit }' "$project/scibids.lock" | tr -d '"'
}
packages() { sed -n '/^packages:/,/^runtime:/p' "$project/scibids.lock"; }
keep() { cp "$project/scibids.lock" "$work/kept.lock"; }
same_lock() { # TEXT
	cmp "$project/scibids.lock" "$work/kept.lock"
	ok $? "$1"
}

project moves
printf 'six\nmarkupsafe\n' >"$project/requirements.txt"
echo 'import markupsafe; print("it runs")' >"$project/main.py"
makefile <<'END'
SCIBIDS_CMD = python3 main.py
END
built 'a lock, an image' image || finish
keep
packages >"$work/packages"
wheels=$(layers)
zlib=$(version zlib)

# 1. A fix of what the image holds
mirror move zlib 9.1.3-r1
built 'the image is there: nothing to do' image
is "$said" '' 'and nothing to say'
same_lock 'nor does the lock change'
run lock SCIBIDS_LOCKED=1
is "$status" 2 'a lock that must not change: make lock refuses'
like "$said" "^scibids: scibids\.lock: moved in the Alpine branch: zlib $zlib -> 9\.1\.3-r1 \(SCIBIDS_LOCKED=1\): run make lock and commit the lock$" 'in a line'
is "$(printf '%s\n' "$said" | grep -c '^scibids: ')" 1 'for the one apk'
same_lock 'and keeps the lock'
built 'make lock' lock
like "$out" "^  REPIN +zlib $zlib -> 9\.1\.3-r1$" 'says what it moves'
is "$(version zlib)" 9.1.3-r1 'and moves it'
packages | cmp - "$work/packages"
ok $? 'what the lock says of Python packages is as it was'
is "$(diff "$work/kept.lock" "$project/scibids.lock" | grep -c '^>')" 2 'a version and a checksum are all that changed'
run lock
is "$status $(printf '%s\n' "$out$err" | grep -c REPIN)" '0 0' 'once'

# 2. While a clone is built
forget
mirror move openssl 9.3.9-r0
keep
run image SCIBIDS_LOCKED=1
is "$status" 2 'an image of a lock that must not change: make fails'
like "$said" '^scibids: scibids\.lock: moved in the Alpine branch: libcrypto3 [^ ]* -> 9\.3\.9-r0 ' 'in a line that names the apk'
same_lock 'the lock is as it was'
is "$(images)" '' 'no image got a tag'
built 'and of one that may' image
like "$out" '^  REPIN +libcrypto3 [^ ]* -> 9\.3\.9-r0$' 'says what it moves'
is "$(version libcrypto3) $(version zlib)" '9.3.9-r0 9.1.3-r1' 'moves these alone'
packages | cmp - "$work/packages"
ok $? 'and no Python package'
is "$(layers | grep -cxF "$wheels")" "$(($(printf '%s\n' "$wheels" | wc -l) - 2))" 'the layers but the root file system and the bill of materials are as they were'
is "$(docker run --rm --network=none "$image")" 'it runs' 'and it runs'

# 3. The same version, but a different package
forget
mirror replace zlib
built 'the same version, a different package' image
like "$out" '^  REPIN +zlib 9\.1\.3-r1 -> a different package under the same version$' 'says so'
forget
mirror replace zlib
keep
for goal in image lock; do
	run $goal SCIBIDS_LOCKED=1
	is "$status" 2 "the same of a lock that must not change: make $goal fails"
	like "$said" '^scibids: scibids\.lock: moved in the Alpine branch: zlib 9\.1\.3-r1 -> a different package under the same version \(SCIBIDS_LOCKED=1\)' 'and says so'
done
same_lock 'the lock is as it was'
is "$(images)" '' 'no image got a tag'

# 4. Half synchronised: the index names a file that is not there
forget
mirror move zlib 9.1.3-r2
mirror drop zlib
keep
run image
is "$status" 2 'an index that is newer than the packages: make fails'
like "$err" "scibids: the mirror's index names zlib-9\.1\.3-r2, which it does not have: it is being synchronised: try again later" 'and says what to do'
is "$(images)" '' 'no image got a tag'

# 5. All keys new, and a fix of a compiler that nothing here needs
own_mirror
mirror rekey
mirror move binutils 9.42-r0
cp "$work/kept.lock" "$project/scibids.lock"
built 'a mirror with other keys, that has gone back' image
is "$(version zlib)" "$zlib" 'the lock follows it'
run lock-upgrade PKG='apk:zlob'
is "$status" 2 'an apk that the lock does not have'
like "$said" "^scibids-lock: scibids\.lock: it has no apk 'zlob'$" 'is named'
run lock-upgrade PKG='apk:z;touch x'
is "$status $(ls "$project/x" 2>/dev/null)" '2 ' 'nor is one taken for a command'

# Between two stages of one build: compilers before they are added, then what the image holds
if [ -n "$(find "$kit/apk" -name 'lz4-dev-[0-9]*.apk')" ]; then
	mkdir "$work/bin"
	cat >"$work/bin/moving" <<END
#!/bin/sh
moved() {
	mkdir "$work/bin/\$1" 2>/dev/null && python3 "$SCIBIDS/tests/e2e/mirror.py" "$work/kit/apk" "$branch" "$(uname -m)" move "\$@"
}
case "\$1 \$2 \$*" in
'buildx build '*'--target needs '*) moved build-base 0.9-r9 || { docker "\$@" && moved zlib 9.1.4-r1; exit; } ;;
esac
exec docker "\$@"
END
	chmod +x "$work/bin/moving"
	project between
	echo lz4 >"$project/requirements.txt"
	echo 'import lz4.frame; print("it runs")' >"$project/main.py"
	makefile <<'END'
SCIBIDS_CMD = python3 main.py
END
	built 'a mirror that moves twice while a lock and an image are made' image SCIBIDS_ENGINE="$work/bin/moving"
	like "$out" '^  NOTE +the Alpine branch has moved since its index was read: trying again$' 'the index is read again'
	like "$out" '^  REPIN +zlib [^ ]* -> 9\.1\.4-r1$' 'and what has moved after that is moved alone'
	is "$(version zlib) $(grep -c '0\.9-r9' "$project/scibids.lock")" '9.1.4-r1 1' 'the lock has the last of both'
	is "$(docker run --rm --network=none "$image")" 'it runs' 'and it runs'
else
	skip 'a mirror that moves within one build' "the kit's mirror has no lz4-dev"
fi
finish
