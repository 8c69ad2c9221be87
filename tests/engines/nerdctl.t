#!/bin/sh
engine=nerdctl
# shellcheck source=tests/engines/ways.sh
. tests/engines/ways.sh
