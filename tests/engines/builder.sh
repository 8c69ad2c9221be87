# Sourced by tests with builders that cannot see the engine's store: tests/e2e/lib.sh, a registry, and
#   start_builder NAME   an empty buildkitd in place of the last one, as buildx's builder NAME; it reaches the $registry, if that serves
#   run_builder NAME, wait_for_builder NAME  the same builder once more, with what it had, after it was killed
# shellcheck shell=sh disable=SC2034,SC2154
# shellcheck source=tests/e2e/lib.sh
. tests/e2e/lib.sh
if ! command -v buildkitd >/dev/null || [ "$(id -u)" != 0 ]; then echo '1..0 # skip no buildkitd, or not root' && exit; fi
# shellcheck source=tests/e2e/docker-registry.sh
. tests/e2e/docker-registry.sh
export BUILDX_CONFIG="$work/buildx"
daemon='' registry=''
stop_builder() { [ -z "$daemon" ] || { kill "$daemon" && wait "$daemon"; daemon=; } 2>/dev/null; }
# What a killed builder had mounted stays so.
unmount() { awk -v below="$work/" 'index($2, below) == 1 { print $2 }' /proc/mounts | sort -r | xargs -r umount -l; }
trap 'stop_builder; [ -z "$server" ] || kill "$server" 2>/dev/null; unmount; remove_all' EXIT
run_builder() { # NAME: again, with what it had
	TMPDIR=$work buildkitd --config "$work/buildkitd.toml" --root "$work/$1" --addr "unix://$work/$1.sock" >"$work/$1.log" 2>&1 &
	daemon=$!
}
wait_for_builder() { for _ in $(seq 50); do ! docker buildx inspect "$1" 2>/dev/null | grep -q '^Status: *running' || break; sleep 0.2; done; }
start_builder() {
	stop_builder
	[ -z "$registry" ] || printf '[registry."%s"]\n  http = true\n' "${registry%/*}" >"$work/buildkitd.toml"
	: >>"$work/buildkitd.toml"
	run_builder "$1"
	docker buildx create --name "$1" --driver remote "unix://$work/$1.sock" >/dev/null
	wait_for_builder "$1"
}
