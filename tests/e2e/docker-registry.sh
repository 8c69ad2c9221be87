# Sourced behind lib.sh by tests that push to a registry of this machine; the file is skipped where there is none.
#   serve [LINE...]   starts it on a free port, with these lines in its configuration; leaves $registry and $server, its process
#   storage           such a line, without its closing brace: it keeps what it has in $work/registry
#   digest TAG        of $image there
# shellcheck shell=sh disable=SC2034,SC2154 # the tests use what is set here; lib.sh sets the rest
docker_registry=$(tools/registry 2>/dev/null) || { echo '1..0 # skip no docker-registry, and Debian has none to give'; exit 0; }
command -v python3 >/dev/null || { echo '1..0 # skip no python3'; exit 0; }

serve() {
	port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
	registry=127.0.0.1:$port/team
	{
		printf 'version: 0.1\nlog: {level: error}\nhttp: {addr: "127.0.0.1:%s"}\n' "$port"
		printf '%s\n' "$@"
	} >"$work/registry.yml"
	"$docker_registry" serve "$work/registry.yml" >"$work/registry.log" 2>&1 &
	server=$!
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		docker buildx imagetools inspect "$registry/none:none" 2>&1 | grep -q refused || return 0
		sleep 0.5
	done
}
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; remove_all' EXIT
storage="storage: {filesystem: {rootdirectory: $work/registry}"
digest() { docker buildx imagetools inspect "$registry/$image:$1" | awk '$1 == "Digest:" { print $2 }'; }
