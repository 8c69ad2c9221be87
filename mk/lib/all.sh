# Sourced behind settings.sh by scripts that may call the builder.
# shellcheck shell=sh
# shellcheck source=mk/lib/builder.sh
. "${0%/*}/lib/builder.sh"
# shellcheck source=mk/lib/archive.sh
. "${0%/*}/lib/archive.sh"
# shellcheck source=mk/lib/base.sh
. "${0%/*}/lib/base.sh"
# shellcheck source=mk/lib/toolbox.sh
. "${0%/*}/lib/toolbox.sh"
# shellcheck source=mk/lib/repin.sh
. "${0%/*}/lib/repin.sh"
# shellcheck source=mk/lib/final.sh
. "${0%/*}/lib/final.sh"
# shellcheck source=mk/lib/registry.sh
. "${0%/*}/lib/registry.sh"
# shellcheck source=mk/lib/store.sh
. "${0%/*}/lib/store.sh"
