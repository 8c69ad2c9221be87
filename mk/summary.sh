# usage: summary.sh ENGINE NAME OUT LOCK
# What was made, in a table.
set -u
engine=$1 name=$2 out=$3 lock=$4
key=$(cat "$out/key")
row() { printf '  %-10s%s\n' "$1" "$2"; }
mb() { awk -v n="$1" 'BEGIN { if (n < 1e5) printf "%.1f kB", n / 1e3; else printf "%.1f MB", n / 1e6 }'; }
entries() { awk -v section="$1:" '/^[a-z]/ { in_it = $1 == section } in_it && /^  [a-z0-9.]/ { n++ } END { print n + 0 }' "$lock"; }
unpacked=$($engine history --human=false --format '{{.Size}}' "$name:$key" | awk '{ n += $1 } END { print n + 0 }')
layers=$($engine image inspect --format '{{len .RootFS.Layers}}' "$name:$key")
stored=$($engine image inspect --format '{{.Size}}' "$name:$key")
read -r files bytes _ <"$out/app"
echo
row image "$name:$key, $name:latest"
# Where the store keeps layers compressed, an image's size there is less than what a container sees.
if [ "$stored" -lt "$unpacked" ]; then
	row size "$(mb "$unpacked"), compressed $(mb "$stored"), $layers layers"
else
	row size "$(mb "$unpacked"), $layers layers"
fi
row packages "$(entries packages) Python, $(entries runtime) apk"
row app "$files files, $(mb "$bytes")"
[ ! -s "$out/image.yaml" ] || row seconds "$(sed -n 's/^total_seconds: *//p' "$out/image.yaml")"
