# usage: toolbox.sh OUT MODE
# Makes sure that the store has the lock's toolbox, under three names; without a lock, one of what the Alpine branch has now.
# shellcheck source=mk/lib/settings.sh
. "${0%/*}/lib/settings.sh"
# shellcheck source=mk/lib/all.sh
. "${0%/*}/lib/all.sh"
take_turn
if [ -n "$builder" ]; then
	say NOTE "no toolbox is stored: the builder $builder makes it where a package is compiled"
	exit
fi
if [ -e "$lock" ]; then
	base_ready build
	toolbox_of "$lock" || exit
else
	start_toolbox
fi
make_toolbox
read -r image <"$out/toolbox" && for tag in "$SCIBIDS_PYTHON-alpine$SCIBIDS_ALPINE" latest; do run $engine tag "$image" "scibids:$tag$suffix" || exit; done
