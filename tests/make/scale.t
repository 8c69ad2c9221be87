#!/bin/sh
# The helpers that every `make` runs, for 250 and 500 packages: instructions, counted by callgrind, grow as the packages do
# and stay below a ceiling, and so does the memory. Unlike times, these figures do not depend on how busy the machine is.
set -u
command -v valgrind >/dev/null || { echo '1..0 # skip valgrind is not installed'; exit 0; }
command -v python3 >/dev/null || { echo '1..0 # skip python3 is not installed'; exit 0; }
root=$PWD answers=$PWD/tests/make/fake/answers
PATH=$SCIBIDS_HELPERS:$PATH
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# shellcheck source=tests/tap.sh
. tests/tap.sh
at_most() { # MOST GOT TEXT
	[ "$2" -le "$1" ]
	ok $? "$3: $2, of $1 at most"
}

instructions() { # COMMAND...
	valgrind --tool=callgrind --callgrind-out-file=/dev/null "$@" 2>"$work/said" >/dev/null
	sed -n 's/.*Collected : \([0-9]*\).*/\1/p' "$work/said"
}
# In kilobytes: of the largest process, this interpreter among them
memory() {
	python3 -c 'import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)' "$@"
}
call() { # COUNT MEASURE STEP
	cd "$work/$1" || exit
	step=$3
	set -- "$2"
	case $step in
	packages) "$@" scibids-lock packages -s settings -q requirements.yaml -l scibids.lock -r "$root/dockerfiles/packages" \
		-i "$answers/index/1.APKINDEX.tar.gz" -i "$answers/index/2.APKINDEX.tar.gz" -o packages.lock toolbox.lock resolution ;;
	runtime) "$@" scibids-lock runtime -s settings -i "$answers/index/1.APKINDEX.tar.gz" -i "$answers/index/2.APKINDEX.tar.gz" -o scibids.lock packages.lock \
		"$answers/../needed.tsv" ;;
	check) "$@" scibids-stale -s settings -q requirements.yaml -r "$root/dockerfiles/packages" scibids.lock ;;
	request) "$@" scibids-lock request -s settings -q requirements.yaml -l scibids.lock -o request.json ;;
	stitch) "$@" scibids-stitch -s settings -f "$root/dockerfiles" -o Dockerfile scibids.lock ;;
	esac
	cd "$root" || exit
}

for count in 250 500; do
	mkdir -p "$work/$count/resolution"
	cp tests/cases/stitch/image/settings "$work/$count/settings"
	printf 'inputs:\n  requirements.txt: %064d\n' 1 >"$work/$count/requirements.yaml"
	awk -v n="$count" -f tests/make/many.awk >"$work/$count/resolution/resolution.json"
	(cd "$work/$count" && scibids-lock toolbox -s settings -q requirements.yaml -f "$answers/index/facts.yaml" -b python:3.13-alpine3.20 \
		-i "$answers/index/1.APKINDEX.tar.gz" -i "$answers/index/2.APKINDEX.tar.gz" -o toolbox.lock)
	# The second time there is an old lock, as there mostly is.
	for step in packages runtime; do call "$count" command "$step"; done
done
(cd "$work/500" && scibids-stale -s settings -q requirements.yaml -r "$root/dockerfiles/packages" scibids.lock >&2)
ok $? 'the lock of 500 packages holds'
while read -r step ceiling; do
	half=$(call 250 instructions "$step")
	whole=$(call 500 instructions "$step")
	at_most "$ceiling" "$((whole / 1000))" "$step: thousands of instructions for 500 packages"
	at_most 230 "$((whole * 100 / half))" "$step: percent of those for 250"
	at_most 20480 "$(call 500 memory "$step")" "$step: kilobytes for 500 packages"
done <<'END'
packages 200000
runtime 150000
check 75000
request 66000
stitch 105000
END
finish
