# usage: attach.sh OUT MODE
# Attaches documents to the pushed image as OCI referrers: the bills of materials that lie in it and, if there are advisories, what they
# mean for it now, as OpenVEX. Attaching the same document again changes nothing.
# shellcheck source=mk/lib/settings.sh
. "${0%/*}/lib/settings.sh"
# shellcheck source=mk/lib/registry.sh
. "${0%/*}/lib/registry.sh"
check_names
end_turn_at_exit
command -v oras >/dev/null 2>&1 || fail 2 "scibids-attach needs oras, which is not in PATH: install it, from https://oras.land"
# shellcheck source=mk/lib/builder.sh
. "${0%/*}/lib/builder.sh"
answer=$out/attach.log attached=$out/attached deed="attach documents to"
# As docker does, a registry on this machine is asked over http.
case $repository in 127.* | localhost[:/]*) plain=--plain-http ;; *) plain='' ;; esac

read -r key <"$out/key" || exit 2
reference=$repository:$key
# A part of an index that was there already has no OUT/pushed.
digest=$(digest_of "$reference" 2>"$answer") || registry_fails "$reference"

# What was pushed, whoever built it: the store may have no such image, or there may be no store.
fetch() {
	rm -rf "$attached" && mkdir -p "$attached" || exit 2
	run oras copy --no-tty ${plain:+--from-plain-http} --to-oci-layout "$repository@$digest" "$attached/image" >"$answer" 2>&1 || registry_fails "$reference"
	tar -cf "$attached/image.tar" -C "$attached/image" . && rm -rf "$attached/image" || exit 2
}
attach() { # FILE TYPE CREATED
	(cd "$attached" && run oras attach --no-tty $plain --artifact-type "$2" --annotation "org.opencontainers.image.created=$3" \
		"$repository@$digest" "$1:$2") >"$answer" 2>&1 || registry_fails "$reference"
	say ATTACH "$1 $(sed -n 's/^Digest: *//p' "$answer")"
}

now=$(date -u +%Y-%m-%dT%H:%M:%SZ)
fetch
helper sbom --write "$attached/image" "$attached/image.tar" >/dev/null || [ $? = 1 ] || exit 2
if [ -n "$SCIBIDS_ADVISORIES" ]; then
	sh "${0%/*}/audit.sh" "$out" "$mode" saved "$attached/image.tar" openvex "$now" >"$attached/image.openvex.json" || { status=$? && [ "$status" = 1 ]; } || exit "$status"
fi
created=$("$helpers/scibids-lock" get "$lock" created) || exit 2
attach image.spdx.json application/spdx+json "$created"
attach image.cdx.json application/vnd.cyclonedx+json "$created"
[ -z "$SCIBIDS_ADVISORIES" ] || attach image.openvex.json application/vnd.openvex+json "$now"
rm -rf "$attached"
