# Sourced by the scripts beside it. Standard input has a line for each apk that the lock names: "name=version checksum".
#   $apks                     what to ask apk for
#   installed DATABASE        "name checksum" of each apk in apk's DATABASE
#   add_user DIRECTORY        who the app runs as, in a root file system
#   add_start DIRECTORY       what each Python in it begins with
#   refuse                    says that an apk's checksum is not the lock's, and ends
# shellcheck shell=sh
cat >/tmp/locked
apks=$(cut -d' ' -f1 /tmp/locked)
sed -i 's/=[^ ]*//' /tmp/locked
installed() { awk -F: '$1 == "C" { sum = $2 } $1 == "P" { print $2, sum }' "$1"; }
refuse() {
	echo 'scibids: the mirror has other packages than the lock under the same versions: run make lock' >&2
	exit 1
}
# A platform that gives the app a user of its own makes that one of group 0.
add_user() {
	echo 'nonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin' >>"$1/etc/passwd"
	echo 'nonroot:x:65532:' >>"$1/etc/group"
	mkdir -p "$1/home/nonroot"
	chown 65532:0 "$1/home/nonroot"
	chmod 770 "$1/home/nonroot"
}
add_start() {
	site=$(echo /usr/local/lib/python3.*/site-packages)
	mkdir -p "$1$site"
	cp /opt/_scibids.pth /opt/_scibids_start.py "$1$site/"
	# -S: where this is Python's own site-packages, it would start with the file and write bytecode that holds its time.
	python3 -S -m compileall -q -f --invalidation-mode unchecked-hash -s "${1%/}" "$1$site/_scibids_start.py"
}
