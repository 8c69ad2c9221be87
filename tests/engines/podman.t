#!/bin/sh
engine=podman
# shellcheck source=tests/engines/ways.sh
. tests/engines/ways.sh
