#!/bin/sh
# A password in the index's address reaches the builder, and neither a command line nor a file nor the terminal.
# shellcheck source=tests/make/fake/make.sh
. tests/make/fake/make.sh

url='https://user:pa%24s$w0rd@index.invalid/simple/'
written=$(printf '%s\n' "$url" | sed 's/\$/$$/g') # as a Makefile and make's command line have it
secret='w0rd'

# TEXT ARGUMENT...: makes an image with them
keeps_the_secret() {
	text=$1
	shift
	: >"$FAKE_DOCKER_STATE/store"
	rm -rf "$project/.scibids" "$project/scibids.lock" "$FAKE_DOCKER_STATE/secrets"
	run image "$@"
	is "$status" 0 "$text: an image"
	is "$(sort "$FAKE_DOCKER_STATE/secrets" | uniq -c | tr -s ' ')" " 3 $url" "$text: every build has the address as it was written"
	is "$(grep -c -e '--secret id=index,env=' "$FAKE_DOCKER_LOG")" 3 "$text: by the environment"
	unlike "$(cat "$FAKE_DOCKER_LOG")" "$secret" "$text: no password in a command line"
	unlike "$out$err" "$secret" "$text: nor on the terminal"
	is "$(grep -rl -- "$secret" "$project/.scibids" "$project/scibids.lock")" '' "$text: nor in a file"
}

project
keeps_the_secret 'from the command line' "SCIBIDS_INDEX_URL=$written"
keeps_the_secret 'with V=1' "SCIBIDS_INDEX_URL=$written" V=1
export SCIBIDS_INDEX_URL="$url"
keeps_the_secret 'from the environment'
unset SCIBIDS_INDEX_URL
export PASSWORD='pa%24s$w0rd'
printf 'include scibids.mk\nSCIBIDS_ALPINE = 3.20\nSCIBIDS_INDEX_URL = https://user:%s@index.invalid/simple/\n' '$(value PASSWORD)' | makefile
keeps_the_secret 'from the Makefile, with a variable'
unset PASSWORD
printf 'SCIBIDS_INDEX_URL := %s\ninclude scibids.mk\nSCIBIDS_ALPINE = 3.20\n' "$written" | makefile
keeps_the_secret 'from the Makefile, before the include'

# The targets that build something else
for target in scibids-trim scibids-drift image-debug image-verify; do
	locked_project
	echo '# changed' >>"$project/main.py"
	run -s image SCIBIDS_INDEX_URL="$written"
	rm -f "$FAKE_DOCKER_STATE/secrets"
	run -s "$target" SCIBIDS_INDEX_URL="$written"
	is "$(sort -u "$FAKE_DOCKER_STATE/secrets")" "$url" "$target: the build has the address"
	unlike "$(cat "$FAKE_DOCKER_LOG")$out$err" "$secret" "$target: and no command line has the password"
done

# A netrc and a CA bundle are named, and not read by make
printf -- '-----BEGIN CERTIFICATE-----\n%s\n' "$secret" >"$work/ca.pem"
project
printf 'machine index.invalid login user password %s\n' "$secret" >"$project/netrc"
printf 'netrc\n' >"$project/.dockerignore"
run image SCIBIDS_INDEX_URL= SCIBIDS_NETRC=netrc SCIBIDS_CA="$work/ca.pem" V=1
is "$status" 0 'a netrc and a CA bundle: an image'
is "$(grep -c "^buildx build .*--secret id=ca,src=$work/ca.pem --secret id=netrc,src=netrc " "$FAKE_DOCKER_LOG")" 3 'are secrets of every build'
unlike "$out$err$(cat "$FAKE_DOCKER_LOG")" "$secret" 'and not shown'
is "$(grep -rl -- "$secret" "$project/.scibids" "$project/scibids.lock")" '' 'nor copied'

# A proxy is named to every build, and its login stays in the environment
project
HTTPS_PROXY=http://user:$secret@proxy.invalid:3128 no_proxy=.invalid run image SCIBIDS_NETRC= SCIBIDS_CA= V=1
is "$status" 0 'a proxy: an image'
is "$(grep -c '^buildx build .*--build-arg no_proxy --build-arg HTTPS_PROXY ' "$FAKE_DOCKER_LOG")" "$(grep -c '^buildx build .*--target ' "$FAKE_DOCKER_LOG")" \
	'each build has the proxy'
unlike "$out$err$(cat "$FAKE_DOCKER_LOG")" "$secret" 'and not shown'
is "$(grep -rl -- "$secret" "$project/.scibids" "$project/scibids.lock")" '' 'nor written down'
finish
