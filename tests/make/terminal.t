#!/bin/sh
# What a terminal shows while the builder works: a real one, drawn by tmux.
command -v tmux >/dev/null || { echo '1..0 # skip no tmux'; exit 0; }
# shellcheck source=tests/make/fake/make.sh
. tests/make/fake/make.sh

# An engine whose build of the image says what is written to $work/feed, until `end` comes
mkdir "$work/bin"
cat >"$work/bin/docker" <<END
#!/bin/sh
case "\$*" in *' --target final '*)
	echo \$\$ >"$work/building"
	while IFS= read -r line && [ "\$line" != end ]; do printf '%s\n' "\$line" >&2; done <"$work/feed" ;;
esac
exec "$SCIBIDS/tests/make/fake/docker" "\$@"
END
chmod +x "$work/bin/docker"
locked_project
PATH=$work/bin:$PATH
mkfifo "$work/feed"
exec 7<>"$work/feed"
terminal() { tmux -L "scibids-test-$$" -f /dev/null "$@"; }
# shellcheck disable=SC2154
trap 'terminal kill-server 2>/dev/null; rm -rf "$work"' EXIT
terminal new-session -d -x 100 -y 12 -s it "cd '$project' && PS1='ready ' exec sh" || { echo '1..0 # skip tmux does not start'; exit 0; }

type_in() { terminal send-keys -t it "$1" ${2+"$2"}; }
screen() { terminal capture-pane -t it -p | sed 's/ *$//'; }
shows() { # EXTENDED-REGEX TEXT: sooner or later
	for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30; do
		shown=$(screen)
		! printf '%s\n' "$shown" | grep -qE -e "$1" || break
		sleep 0.3
	done
	like "$shown" "$1" "$2"
}
builds() { printf '%s\n' "$1" >&7; }
build_again() { # MAKE'S ARGUMENTS
	cp "$work/store" "$FAKE_DOCKER_STATE/store"
	echo "# $1 $n" >>"$project/main.py"
	rm -f "$work/building"
	type_in "clear; echo above; make -I '$work/include' $1; echo status \$?" Enter
}

printf 'stages:\n  build-duckdb: {seconds: 520.3, cached: false}\n' >"$project/.scibids/needs.yaml"
build_again image
builds '#1 [build-duckdb 1/2] RUN make'
builds '#1 192.0 [345/1203] Building CXX object a.cpp.o'
shows '^  BUILD   build-duckdb 19[2-9] s \(520 s last time\) 345/1203: Building CXX object a\.cpp\.o$' 'what runs, for how long, how long last time, how far it is'
builds "$(printf '#1 193.0 \033[2J\033[31mwarning: \033]0;title\007 a \377 is not\b UTF-8\033[0m')"
shows '345/1203: warning:  a \? is not UTF-8$' 'the last line without what would move the cursor'
like "$(screen)" '^above$' 'and the rest of the screen stays'
builds "#1 194.0 $(printf '%0500d' 7)"
shows ' last time\) 345/1203: 0+ \.\.\.$' 'a long line is cut'
is "$(screen | awk 'length($0) > 99' | grep -c build-duckdb)" 0 'before the last column'
terminal resize-window -t it -x 60
sleep 0.7
shows '^  BUILD   build-duckdb .{20,38}$' 'a terminal that becomes narrower'
is "$(screen | grep -cE 'build-duckdb|0000')" 1 'has one line as before'
terminal resize-window -t it -x 100
builds '#2 [wheel-numpy 1/1] RUN uv'
shows 'build-duckdb .*, wheel-numpy [0-9]+ s: 0' 'what runs beside it'
builds '#2 DONE 2.5s'
builds '#1 195.0 ready'
shows '^  INSTALL wheel-numpy                    2\.5 s$' 'what ended has a line of its own'
shows '^  BUILD   build-duckdb [^,]*: ready$' 'above the live one'
builds '#1 DONE 196.0s'
builds '#3 [build-duckdb 2/2] RUN'
builds '#3 DONE 0.5s'
builds end
shows '^status 0$' 'the image is built'
shown=$(screen)
like "$shown" '^  BUILD   build-duckdb                 196\.5 s$' 'the stage has its line'
unlike "$shown" 'last time|: ready' 'and the live one is gone'

build_again image
builds '#1 [build-duckdb 1/1] RUN make'
builds '#1 7.0 halfway'
shows ': halfway$' 'another build'
type_in C-c
shows 'stopped by signal' 'interrupted'
type_in 'echo status $?' Enter
shows 'status [1-9]' 'make ends'
shown=$(screen)
unlike "$shown" halfway 'leaves no live line'
like "$shown" '^scibids-progress: stopped by signal 2$' 'and says so at the start of a line'
like "$shown" 'status (2|130)$' 'make has failed'

build_again '-s image'
builds '#1 [build-duckdb 1/1] RUN make'
builds '#1 7.0 halfway'
builds '#1 DONE 8.0s'
for _ in 1 2 3 4 5 6 7 8 9 10; do [ -s "$work/building" ] && break; sleep 0.3; done
sleep 1
unlike "$(screen)" 'duckdb|halfway' '-s: nothing'
builds end
shows '^status 0$' 'to the end'

build_again 'V=1 image'
builds '#1 [build-duckdb 1/1] RUN make'
builds '#1 7.0 halfway'
shows '^#1 7\.0 halfway$' "V=1: the builder's own words"
builds end
shows '^status 0$' 'to the end'
finish
