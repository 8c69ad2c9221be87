# usage: debug.sh OUT MODE
# Builds the image and a shell, under tags of their own: NAME:KEY-debug and NAME:debug, with the platform if there are several.
# shellcheck source=mk/lib/settings.sh
. "${0%/*}/lib/settings.sh"
# shellcheck source=mk/lib/all.sh
. "${0%/*}/lib/all.sh"
take_turn
stitch debug "$out/debug.dockerfile" "$lock" && cp "$out/Dockerfile.dockerignore" "$out/debug.dockerfile.dockerignore" || exit
ready_stages "$out/debug.dockerfile"
read -r key <"$out/key" || exit 2
find_kept "$out/debug.dockerfile"
with_kept build_final debug debug "$out/debug.dockerfile" --tag "$name:$key-debug" --tag "$name:debug$suffix" || end_build debug $?
say TAG "$name:debug$suffix"
