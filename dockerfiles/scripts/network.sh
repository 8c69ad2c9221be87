# usage: network.sh TIME
# Asks for the first mirror of the base image: its name, and its index. TIME makes a new build of it each time.
set -u
mirror=$(sed -n 's|^\(https*://[^ ]*\).*|\1|p' /etc/apk/repositories | head -n 1)
host=${mirror#*://} && host=${host%%[:/]*}
fail() { echo "scibids: $*" >&2; exit 1; }
[ -n "$mirror" ] || fail "the base image's /etc/apk/repositories names no mirror"
proxy=${https_proxy-}${http_proxy-}${HTTPS_PROXY-}${HTTP_PROXY-}
if [ -z "$proxy" ] && ! timeout 6 getent hosts "$host" >/dev/null 2>&1; then
	fail "no name server knows $host: set \"dns\" in the engine's daemon.json, or SCIBIDS_KIT"
fi
why=$(wget -q -T 6 -O /dev/null "$mirror/$(apk --print-arch)/APKINDEX.tar.gz" 2>&1) && exit 0
case $why in
*certificate* | *TLS* | *SSL*) fail "$host shows a certificate that is not trusted: set SCIBIDS_CA to your network's bundle" ;;
*429*) fail "$host refuses because of too many requests: wait, or set SCIBIDS_KIT" ;;
*407*) fail "the proxy wants a login: set HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT" ;;
esac
fail "$host does not answer: ${why:-no reason was given}: behind a proxy, set HTTPS_PROXY"
