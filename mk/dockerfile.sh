# usage: dockerfile.sh OUT MODE TO
# Writes the image's Dockerfile into the directory TO, and beside it its .dockerignore and the scripts of its stages.
# shellcheck source=mk/lib/settings.sh
. "${0%/*}/lib/settings.sh"
end_turn_at_exit
to=$3${_scibids_whole:+/${out##*/}}
mkdir -p "$to/scripts" && stitch image "$to/Dockerfile" "$lock" -c "$to/scripts" &&
	cp "$out/Dockerfile.dockerignore" "$to/Dockerfile.dockerignore" && cp -R "$fragments/scripts/." "$to/scripts" || exit 2
say WRITE "$to/Dockerfile"
