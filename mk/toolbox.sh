# usage: toolbox.sh OUT MODE
# Sees to it that the store has the toolbox and the interpreter.
# shellcheck source=mk/lib/settings.sh
. "${0%/*}/lib/settings.sh"
# shellcheck source=mk/lib/all.sh
. "${0%/*}/lib/all.sh"
take_turn
ready_toolbox
