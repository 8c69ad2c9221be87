# Sourced by tests/engines/*.t with $engine: a project's life with that engine.
# shellcheck shell=sh disable=SC2154
command -v "${engine%% *}" >/dev/null && $engine info >/dev/null 2>&1 || { echo "1..0 # skip no engine answers to '$engine'"; exit 0; }
# shellcheck source=tests/user.sh
. tests/user.sh
use_kit
image=scibids-test-$$-engine
remove_all() {
	[ -z "${registry-}" ] || kill "$registry" 2>/dev/null
	$engine image ls --format '{{.Repository}}:{{.Tag}}' | grep "$image:" | while read -r tag; do $engine image rm -f "$tag" >/dev/null; done
	rm -rf "$work"
}
trap remove_all EXIT
trap 'exit 1' HUP INT TERM

mkdir "$work/app"
cat >"$work/app/Makefile" <<-END
	SCIBIDS_NAME = $image
	SCIBIDS_CMD = python3 main.py
	include scibids.mk
END
echo 'markupsafe==3.0.2' >"$work/app/requirements.txt"
echo 'import markupsafe; print("first", markupsafe.escape("<"))' >"$work/app/main.py"
run() { # ARGUMENT...: make there; leaves $status, $out, $err
	status=0
	(cd "$work/app" && exec make -I "$work/include" "SCIBIDS_ENGINE=$engine" "$@") >"$work/out" 2>"$work/err" </dev/null || status=$?
	out=$(cat "$work/out") err=$(cat "$work/err")
}
built() { # TEXT ARGUMENT...
	text=$1
	shift
	run "$@"
	ok "$status" "$text" || printf '%s\n' "$err" | remark
}
id_of() { $engine image inspect --format '{{.Id}}' "$1" 2>/dev/null; }
answer() { $engine run --rm --network=none --read-only --cap-drop=ALL "$image"; }

built 'doctor' scibids-doctor
built 'make lock' -s lock
built 'make image' -s image
is "$(answer)" 'first &lt;' 'the image runs'
first=$(id_of "$image")
built 'a second run' -s image
is "$(id_of "$image")" "$first" 'leaves the image'
echo 'import markupsafe; print("second", markupsafe.escape("<"))' >"$work/app/main.py"
built 'a line of the app' -s image
is "$(answer)" 'second &lt;' 'is in the next image'
built 'image-debug' -s image-debug
is "$($engine run --rm --entrypoint sh "$image:debug" -c 'echo shell')" shell 'has a shell'
built 'scibids-sbom' scibids-sbom
like "$out" '  0  nobody' 'every file of the image belongs to somebody'
built 'scibids-explain' scibids-explain
like "$out" 'main.py  *changed' 'says what made the key'
built 'image-verify' image-verify
like "$out" 'verdict  *the same' 'a rebuild without the cache is the same image'
if command -v docker-registry >/dev/null; then
	cat >"$work/registry.yml" <<-END
		version: 0.1
		storage: { filesystem: { rootdirectory: $work/registry } }
		http: { addr: localhost:5077 }
	END
	# Skopeo and podman take a registry without TLS only where they are told to.
	export HOME="$work/home"
	mkdir -p "$HOME/.config/containers"
	printf '[[registry]]\nlocation = "localhost:5077"\ninsecure = true\n' >"$HOME/.config/containers/registries.conf"
	docker-registry serve "$work/registry.yml" >"$work/registry.log" 2>&1 &
	registry=$!
	sleep 2
	built 'image-push' image-push SCIBIDS_REGISTRY=localhost:5077 SCIBIDS_TAGS=one
	like "$(cat "$work/app/.scibids/pushed" 2>/dev/null)" "^localhost:5077/$image@sha256:" '.scibids/pushed has the digest'
	built 'image-push again' image-push SCIBIDS_REGISTRY=localhost:5077 SCIBIDS_TAGS=two
	like "$out" '^  THERE  ' 'only tags what is there'
	if [ -n "${joins-}" ]; then
		rm "$work/app/scibids.lock"
		built 'image-push of two platforms' image-push SCIBIDS_REGISTRY=localhost:5077 SCIBIDS_PLATFORM=linux/amd64,linux/arm64 SCIBIDS_TAGS=both
		is "$(skopeo inspect --raw "docker://localhost:5077/$image:both" | tr -d ' \n' | grep -o '"architecture":"[^"]*"' | paste -sd ' ')" \
			'"architecture":"amd64" "architecture":"arm64"' 'makes an index of both'
	fi
fi
built 'image-clean' -s image-clean
is "$(id_of "$image")" '' 'leaves nothing in the store'
finish
