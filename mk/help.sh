# usage: help.sh DIRECTORY
# The `## NAME: text` lines of the make files in DIRECTORY: targets first, then variables.
set -eu
list() { sed -n 's/^## //p' "$1"*.mk | grep -E "$2" | LC_ALL=C sort | awk -F': ' '{ name = $1; sub(/^[^:]*: /, ""); printf "  %-22s%s\n", name, $0 }'; }
echo 'Targets:'
list "$1" '^[a-z]'
echo
echo 'Variables, in the Makefile, the environment or on the command line:'
list "$1" '^[A-Z]'
