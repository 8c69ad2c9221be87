#!/bin/sh
# Two makes in one project: one waits for the other. And what one make does at once under -j.
# shellcheck source=tests/make/fake/make.sh
. tests/make/fake/make.sh

# An engine whose builds of the image last until $work/go is there
mkdir "$work/bin"
cat >"$work/bin/docker" <<END
#!/bin/sh
case "\$*" in *' --target final '*)
	echo \$\$ >>"$work/building"
	until [ -e "$work/go" ]; do sleep 0.05; done ;;
esac
exec "$SCIBIDS/tests/make/fake/docker" "\$@"
END
chmod +x "$work/bin/docker"
PATH=$work/bin:$PATH
wait_for() { # FILE
	for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30; do [ -s "$1" ] && return; sleep 0.2; done
}
: >"$work/go"
locked_project

# Two at once
changed() {
	locked_project
	echo '# changed' >>"$project/main.py"
	rm -f "$work/go" "$work/building"
	: >"$FAKE_DOCKER_LOG"
}
start() { # NAME ARGUMENT...: make in the background; leaves $make
	name=$1
	shift
	(cd "$project" && exec make -I "$work/include" "$@") >"$work/$name.out" 2>"$work/$name.err" </dev/null &
	make=$!
}
changed
start first -s image
first=$make
wait_for "$work/building"
start second image
second=$make
wait_for "$work/second.err"
is "$(sed 's/process [0-9]*/process N/' "$work/second.err")" \
	'scibids-turn: waiting for process N, which is at work here (.scibids/make.turn)' 'a second make waits, and says so'
ok "$(grep -q "process $first," "$work/second.err"; echo $?)" 'for whom'
: >"$work/go"
wait "$first"
is "$? $(cat "$work/first.out" "$work/first.err")" '0 ' 'the first one is not disturbed'
wait "$second"
is "$? $(cat "$work/second.out")" '0 ' 'and the second one has nothing to do'
is "$(grep -c ' --target final ' "$FAKE_DOCKER_LOG")" 1 'the image was built once'

# Started at the same moment
changed
: >"$work/go"
start first -s image SCIBIDS_LABELS=a=1
first=$make
start second -s image SCIBIDS_LABELS=a=2
wait "$first" && wait "$make"
is "$? $(cat "$work/first.err" "$work/second.err")" '0 ' 'two makes of other settings at the same moment'
is "$(sed -n 's/.*\.scibids\/Dockerfile.*/x/p' "$FAKE_DOCKER_LOG" | wc -l | tr -d ' ')" 2 'make an image each'
is "$(awk '/^app:/ { print $2 }' "$FAKE_DOCKER_STATE/store" | sort -u | wc -l | tr -d ' ')" 3 'of their own'

# What a killed make leaves
changed
start first -s image
wait_for "$work/building"
kill -KILL "$make"
wait "$make" 2>/dev/null
kill "$(cat "$work/building")" && : >"$work/go"
run -s image
is "$status $deeds" '0 build final' 'after a kill the turn is free'
unlike "$err" waiting 'without a wait'
mkdir "$project/.scibids/environment.new"
run -s image
is "$status $(ls -d "$project/.scibids/environment.new" 2>/dev/null)" '0 ' 'what it had begun to note goes away'
echo "$$ 1" >"$project/.scibids/make.turn"
run image
is "$status $err" '0 ' "a process that only has a dead one's number is nobody"

changed
start first -s image
first=$make
wait_for "$work/building"
start second image
wait_for "$work/second.err"
like "$(cat "$work/second.err")" 'waiting for process' 'a make that waits'
kill -KILL "$first"
wait "$first" 2>/dev/null
kill "$(cat "$work/building")" && : >"$work/go"
wait "$make"
is "$? $(grep -c ' --target final ' "$FAKE_DOCKER_LOG")" '0 1' 'goes on when the one that it waits for is killed, and makes the image'

# A make that goes on with something else is not in the way
changed
: >"$work/go"
printf 'serve: image\n\t@echo serving >%s/serving; sleep 60\n' "$work" >>"$project/Makefile"
start first -s serve
wait_for "$work/serving"
run image
is "$status $err" '0 ' "a make that has our part behind it is not waited for"
kill "$make"
wait "$make" 2>/dev/null

# A shell that does not become its last command stands between make and a script.
"$helpers/scibids-turn" "$work/owned" $$
is "$(timeout 5 sh -c '"$1" "$2" $$; echo $?; :' shell "$helpers/scibids-turn" "$work/owned")" 0 "a process's turn is its children's"
is "$(cut -d' ' -f1 "$work/owned")" $$ 'and stays its own'

# -j
locked_project
sed -i '/^scibids:/d; /^app:/d' "$FAKE_DOCKER_STATE/store"
run -s -j4 image-debug
is "$status $(grep -c ' --target toolbox ' "$FAKE_DOCKER_LOG") $deeds" "0 0 build final${newline}build debug" '-j4 image-debug: a build each, and no toolbox'
locked_project
sed -i '/^scibids:/d; /^app:/d' "$FAKE_DOCKER_STATE/store"
run -s -j4 toolbox image lock image-debug
is "$status $err $(grep -c ' --target toolbox ' "$FAKE_DOCKER_LOG") $(grep -c ' --target final ' "$FAKE_DOCKER_LOG")" '0  1 1' \
	'-j4 toolbox image lock image-debug: one toolbox and one image'
finish
