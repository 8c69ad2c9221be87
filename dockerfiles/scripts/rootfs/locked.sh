# Sourced by the scripts beside it. Standard input has a line for each apk that the lock names: "name=version checksum".
#   $apks                     what to ask apk for
#   installed DATABASE        "name checksum" of each apk in apk's DATABASE
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
# Who the app runs as, in the root file system DIRECTORY.
add_user() { # DIRECTORY
	echo 'nonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin' >>"$1/etc/passwd"
	echo 'nonroot:x:65532:' >>"$1/etc/group"
	mkdir -p "$1/home/nonroot"
	chown 65532:65532 "$1/home/nonroot"
}
