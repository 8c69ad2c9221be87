# usage: summary.sh ENGINE NAME OUT LOCK
# What was made, in a table.
set -u
engine=$1 name=$2 out=$3 lock=$4
key=$(cat "$out/key")
unpacked=$($engine image ls --format '{{.Size}}' "$name:$key")
layers=$($engine image inspect --format '{{len .RootFS.Layers}}' "$name:$key")
compressed=$($engine image inspect --format '{{.Size}}' "$name:$key")
read -r files bytes _ <"$out/app"
row() { printf '  %-10s%s\n' "$1" "$2"; }
mb() { awk -v n="$1" 'BEGIN { printf "%.1f MB", n / 1e6 }'; }
echo
row image "$name:$key, $name:latest"
row size "$(mb "$compressed") compressed, $unpacked unpacked, $layers layers"
row packages "$(awk '/^packages:/ { p = 1; next } /^[a-z]/ { p = 0 } p && /^  [a-z0-9]/ { n++ } END { print n + 0 }' "$lock") Python, $(awk '/^runtime:/ { p = 1; next } p && /^  [a-z0-9.]/ { n++ } END { print n + 0 }' "$lock") apk"
row app "$files files, $(mb "$bytes")"
row seconds "$(sed -n 's/^total_seconds: *//p' "$out/image.yaml" 2>/dev/null | head -n 1)"
