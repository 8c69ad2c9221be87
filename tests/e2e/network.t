#!/bin/sh
# A project without a kit: its base image comes from a registry, its apks from the mirrors that the base names, its wheels from an index,
# all served by this machine, by TLS of a CA of the test's own and behind logins. Each of them fails in the ways that such servers do.
# shellcheck source=tests/e2e/lib.sh
. tests/e2e/lib.sh
# shellcheck source=tests/e2e/docker-registry.sh
. tests/e2e/docker-registry.sh
command -v openssl >/dev/null || { echo '1..0 # skip no openssl'; exit 0; }
[ -n "$kit" ] || { echo '1..0 # skip no kit, whose image and mirror could be served'; exit 0; }
here=$(docker network inspect bridge --format '{{(index .IPAM.Config 0).Gateway}}' 2>/dev/null)
[ -n "$here" ] || { echo '1..0 # skip no address of this machine that a build reaches'; exit 0; }
load_base "$kit"

# The servers: the registry behind one that asks for logins and fails, and files and index once with TLS
net=$work/net tls=$work/tls
mkdir -p "$net/wheels" "$tls" "$work/base" "$work/docker"
ln -s "$kit/apk" "$net/apk"
for name in apk wheels faults requests; do ln -s "$net/$name" "$tls/$name"; done
: >"$net/faults"
: >"$net/requests"
# Python asks for all that the standard says of certificates, and apk 2 looks for an address in the subject alone.
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -keyout "$work/ca.key" -out "$work/ca.pem" -subj /CN=scibids-test \
	-addext keyUsage=critical,keyCertSign 2>/dev/null
printf '%s\n' basicConstraints=CA:FALSE "subjectAltName=IP:$here" authorityKeyIdentifier=keyid subjectKeyIdentifier=hash >"$work/extensions"
openssl req -newkey rsa:2048 -nodes -keyout "$work/key" -subj "/CN=$here" 2>/dev/null |
	openssl x509 -req -days 2 -CA "$work/ca.pem" -CAkey "$work/ca.key" -CAcreateserial -extfile "$work/extensions" -out "$work/certificate" 2>/dev/null
servers=
serve_network() { # DIRECTORY ADDRESS ...: tests/e2e/network.py with these arguments; $network_port
	python3 tests/e2e/network.py "$@" 2>"$1/log" &
	servers="$servers $!"
	for _ in $(seq 100); do [ ! -s "$1/port" ] || break; sleep 0.1; done
	network_port=$(cat "$1/port") || { echo 'Bail out! no server'; exit 1; }
}
serve "$storage}"
pushed=127.0.0.1:$port/$id/python:1
serve_network "$net" 0.0.0.0 "$port"
http=$here:$network_port registry=127.0.0.1:$network_port
serve_network "$tls" "$here" "$work/certificate" "$work/key"
https=$here:$network_port
trap 'kill $server $servers 2>/dev/null; docker image ls --format "{{.Repository}}:{{.Tag}} {{.ID}}" | sed -n "s|^127[^ ]*/$id/[^ ]* ||p" | sort -u | xargs -r docker image rm -f >/dev/null; remove_all' EXIT

# The kit's base image, with mirrors as its sources of packages: one by each protocol
project network
printf 'six\nmarkupsafe\n' >"$project/requirements.txt"
cp "$kit/apk"/*.pub "$work/base/"
printf '%s\n' "FROM $base" 'COPY *.pub /etc/apk/keys/' \
	"RUN printf '%s\\n' https://$https/apk/$branch/main http://$http/apk/$branch/community >/etc/apk/repositories" >"$work/base/Dockerfile"
{ docker buildx build --quiet --provenance=false --tag "$pushed" "$work/base" && docker push --quiet "$pushed"; } >"$work/log" 2>&1 ||
	{ remark <"$work/log"; echo 'Bail out! the base image does not reach the registry'; exit 1; }
digest=$(docker buildx imagetools inspect "$pushed" | awk '$1 == "Digest:" { print $2 }')
docker image rm -f "$pushed" >/dev/null
cp dockerfiles/scripts/tools/tools.txt "$net/wheels/"
# shellcheck disable=SC2016 # for that shell
in_base "$net/wheels" sh -c 'for what in "-r tools.txt" "six markupsafe"; do pip download --quiet --no-deps --disable-pip-version-check $what || exit; done' \
	>"$work/log" 2>&1 || { remark <"$work/log"; echo '1..0 # skip no package index can be reached'; exit 0; }

# The user: no kit, and a CA of the company's own
unset SCIBIDS_KIT
cat "$ca" "$work/ca.pem" >"$work/ca"
export SCIBIDS_BASE="$registry/$id/python:1" SCIBIDS_CA="$work/ca" SCIBIDS_INDEX_URL="https://$https/simple/" DOCKER_CONFIG="$work/docker"
echo 'import markupsafe, six; print("it runs")' >"$project/main.py"
makefile <<END2
SCIBIDS_ALPINE = ${branch#v}
SCIBIDS_CMD = python3 main.py
END2

faults() { printf '%s\n' "$@" >"$net/faults"; : >"$net/requests"; }
asked() { grep -c -- "$1" "$net/requests"; }
keep() { cp "$project/scibids.lock" "$work/kept.lock" 2>/dev/null || : >"$work/kept.lock"; }
# refused TEXT REGEX ARGUMENT...: make fails with one line of ours, like REGEX, and leaves lock and images as they were
refused() {
	text=$1 regex=$2
	shift 2
	keep
	run "$@"
	is "$status" 2 "$text: make fails"
	like "$said" "$regex" "$text: and says why"
	is "$(cat "$project/scibids.lock" 2>/dev/null)" "$(cat "$work/kept.lock")" "$text: the lock is as it was"
	is "$(images | grep "^$image:")" '' "$text: no tag"
	is "$(find "$project" -name '*.tmp' -o -name '*.part')" '' "$text: nothing half written"
}

# The registry
faults '^/v2/ login'
refused 'a registry that asks for a login' '^scibids: cannot pull .*: .*(no basic auth|unauthorized|401).*: set SCIBIDS_BASE, or SCIBIDS_KIT$' image
faults '^/v2/.*/manifests/ 404'
refused 'a registry without that image' '^scibids: cannot pull .*: .*not found.*: set SCIBIDS_BASE, or SCIBIDS_KIT$' image

# The mirror of apks
no_index="the mirrors in the base image's /etc/apk/repositories give no index:"
printf '{"auths": {"%s": {"auth": "c29tZWJvZHk6c2VjcmV0"}}}\n' "$registry" >"$work/docker/config.json"
faults '^/v2/ login' '/manifests/ 429 6' '/APKINDEX 404'
refused 'a mirror without an index' "^ +$no_index WARNING: .*/apk/$branch/(main|community)" lock
like "$(docker image inspect --format '{{.RepoDigests}}' "$SCIBIDS_BASE" 2>&1)" "${SCIBIDS_BASE%:*}@$digest" \
	'the base image came nevertheless, with a login, from a registry that had limited its answers' || finish
faults
refused 'a certificate that nobody here trusts' "^ +${no_index%:} \(a certificate is not trusted: set SCIBIDS_CA to your network's bundle\): WARNING: .*https://$https" \
	lock SCIBIDS_CA="$ca"

# The index of wheels
faults '/simple/six/ 404'
refused 'an index that lacks a requirement' "^scibids-lock: requirements\.txt:1: no package index has 'six': " lock
faults '/simple/ login'
refused 'an index that asks for a login' '401' lock
faults '/wheels/six other'
refused 'a wheel that is none' 'six.* invalid' lock
export SCIBIDS_INDEX_URL="https://somebody:secret@$https/simple/"
faults '/simple/six/ 503 1' '/simple/ login' '/wheels/markupsafe 503 1' '/main/.*APKINDEX 503 1' '/community/.*/APKINDEX slow 1'
built 'a lock, from servers that are slow or busy at first' lock
is "$(grep -oE '(APKINDEX|simple|wheels).* (503|half|slow)$' "$net/requests" | sed 's|/.* | |' | sort | uniq -c | awk '{ print $1, $2, $3 }' | paste -s -d ,)" \
	'1 APKINDEX.tar.gz 503,1 APKINDEX.tar.gz slow,1 simple 503,1 wheels 503' 'which were asked again'
unlike "$(cat "$project/scibids.lock")" "$here|secret" 'and it names none of them'
unlike "$(cat "$project"/.scibids/*.log)" 'somebody:secret' 'nor does a log hold the login'

# What the lock names
faults '/simple/ login' '/main/.*\.apk 503 1' '/musl-[^/]*\.apk half 1'
built 'an image, from servers that are busy at first' image
is "$(asked '\.apk 503$') $(asked '\.apk half$')" '1 1' 'which were asked again'
is "$(in_image python3 main.py)" 'it runs' 'it runs'

# By its digest, through a proxy, and an index in HTML
faults
export SCIBIDS_BASE="$registry/$id/python@$digest" SCIBIDS_INDEX_URL="https://$https/html/simple/" HTTPS_PROXY="http://$http"
rm "$project/scibids.lock"
built 'a base image by its digest, through a proxy, and an index in HTML' image
is "$([ "$(asked CONNECT)" -gt 0 ] && echo yes)" yes 'the proxy is asked'
is "$(in_image)" 'it runs' 'it runs'
finish
