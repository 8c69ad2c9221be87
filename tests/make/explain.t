#!/bin/sh
# scibids-explain as make calls it: what made the key, what changed, and what is kept for it when an image gets its tag.
# shellcheck source=tests/make/fake/make.sh
. tests/make/fake/make.sh

history_of() { ls -A "$project/.scibids/history" 2>/dev/null; }
changes() { printf '%s\n' "$out" | sed -n '/^from /,/^$/p'; }

# From nothing
project
run image
key=$(cat "$project/.scibids/key")
is "$(history_of)" "$key" 'an image that gets its tag is remembered'
is "$(ls -A "$project/.scibids/history/$key" | tr '\n' ' ')" 'Dockerfile app.files fragments image.yaml key labels lock settings sources way ' 'with what made its key'
before=$(cd "$project" && find .scibids -printf '%p %T@\n' | grep -v '\.log' | sort)
run image
is "$status $calls" '0 image inspect app' 'nothing changed: still one look into the store'
is "$(cd "$project" && find .scibids/history .scibids/app.files -printf '%p %T@\n' | sort)" \
	"$(printf '%s\n' "$before" | grep -E '^\.scibids/(history|app\.files)')" 'and nothing is written'
run scibids-explain
is "$status $err" '0 ' 'scibids-explain, with one key'
like "$out" "^key $key: its image is not in the store\$" 'says the key'
like "$out" '^  base image +python:3\.13-alpine3\.20 +base +[0-9a-f]{12}$' 'the base image'
like "$out" '^  requirement +[a-z0-9-]+ +[0-9.]+ \(wheel\) +wheels?-[a-z0-9-]+ +[0-9a-f]{12}$' 'requirements, with stage and hash'
like "$out" '^  setting +SCIBIDS_CMD ' 'settings'
like "$out" '^  fragments +[0-9]+ +[0-9a-f]{12}$' 'fragments'
like "$out" '^  app +2 files +[0-9]+ B +app +[0-9a-f]{12}$' 'the app'
is "$(changes)" '' 'there is nothing to compare with'
like "$out" '^  [0-9]+ +rootfs +8 apks' 'and the layers'
unlike "$calls" '^(build|pull|tag|run)' 'it builds nothing'

# A line of the app
locked_project
first=$(cat "$project/.scibids/key")
echo '# changed' >>"$project/main.py"
echo new >"$project/new.py"
run scibids-explain
is "$status" 0 'before the image is built'
is "$(changes | sed 's/ -> .*//; s/[0-9a-f]\{12\}/X/g')" "from X to X:
  app           main.py                     changed: X
  app           new.py                      added" 'it says what changed since the last one'
like "$out" '^  [0-9]+ +app +3 files +app main\.py, app new\.py$' 'and which layer that is'
run image
second=$(cat "$project/.scibids/key")
is "$(history_of | sort)" "$(printf '%s\n' "$first" "$second" | sort)" 'its key is remembered beside the first'
id=$(awk -v name="app:$second" '$1 == name { print $2 }' "$FAKE_DOCKER_STATE/store")
mkdir "$FAKE_DOCKER_STATE/inspect"
printf '[{"Id": "%s", "Config": {"Labels": {"scibids.key": "%s"}}, "RootFS": {"Layers": ["sha256:1"]}}]\n' "$id" "$second" \
	>"$FAKE_DOCKER_STATE/inspect/${id#sha256:}.json"
run scibids-explain
is "$status" 0 'after it was built'
like "$out" "^key $second: its image is in the store\$" 'it finds the image'
like "$(changes)" "^from $first to $second:\$" 'and compares with the key before'
like "$out" '^  [0-9]+ +app +3 files +4\.0 kB ' 'layers have their size'

# Another version of a requirement, as a new lock has it
name=$(sed -n '/^packages:/,/^runtime:/s/^  \([a-z0-9-]*\):$/\1/p' "$project/scibids.lock" | head -n 1)
version=$(awk -v name="  $name:" '$0 == name { on = 1 } on && /version:/ { gsub(/"/, ""); print $2; exit }' "$project/scibids.lock")
awk -v name="  $name:" -v version="$version" '/^  [^ ]/ { on = $0 == name } on && (at = index($0, version)) {
	$0 = substr($0, 1, at - 1) "0.0.1" substr($0, at + length(version)) } { print }' "$project/scibids.lock" >"$work/lock"
cp "$work/lock" "$project/scibids.lock"
run scibids-explain
like "$(changes)" "^  requirement   $name +$version \\(wheel\\) -> 0\\.0\\.1 \\(wheel\\)\$" 'another version of a requirement'
like "$(changes)" '^  lock +changed: ' 'shows a different lock'

# A fragment of the user, and a setting
locked_project
mkdir "$project/fragments"
echo 'LABEL a="b"' >"$project/fragments/final.dockerfile"
run scibids-explain SCIBIDS_FRAGMENTS=fragments 'SCIBIDS_CMD=python3 -u main.py'
like "$(changes)" '^  fragment +your/final\.dockerfile +added$' "a fragment of the user's own"
like "$(changes)" '^  setting +SCIBIDS_CMD +python3 main\.py -> python3 -u main\.py$' 'and a setting'

# FROM
locked_project
for text in one two; do
	echo "# $text" >>"$project/main.py"
	run -s image
done
run scibids-explain FROM="$first"
like "$(changes)" "^from $first to " 'FROM=KEY: an older key'
run scibids-explain FROM=latest
is "$status" 0 'FROM=TAG'
run scibids-explain FROM=none
is "$status" 2 'one that does not exist'
like "$err" "^scibids-explain: FROM is 'none': no key that was built here, and no image of that tag in the store\$" 'is an error'
printf 'app:1.0 sha256:elsewhere\nregistry/other:2 sha256:elsewhere\n' >>"$FAKE_DOCKER_STATE/store"
echo '[{"Id": "x", "Config": {"Cmd": ["other"], "Labels": {"org.opencontainers.image.created": "2001-02-03T04:05:06Z"}}, "RootFS": {"Layers": []}}]' \
	>"$FAKE_DOCKER_STATE/inspect/elsewhere.json"
for from in 1.0 registry/other:2; do
	run scibids-explain FROM=$from
	like "$(changes)" '^  label +org\.opencontainers\.image\.created +2001-02-03T04:05:06Z -> ' "FROM=$from: an image from elsewhere by its labels"
	like "$(changes)" '^  unknown +requirements, ' 'with what they do not say'
done
is "$(ls -d "$project/.scibids"/explain* 2>/dev/null)" '' 'no file is left'
run -n scibids-explain
is "$status $calls" '0 ' '-n: no call of the engine'

# An image is an image also when nothing can be remembered
locked_project
rm -rf "$project/.scibids/history" && echo text >"$project/.scibids/history"
echo '# changed' >>"$project/main.py"
run image
is "$status $deeds" '0 build final' 'what cannot be remembered does not stop an image'
like "$err" '^scibids-explain: \.scibids/history: Not a directory$' 'but is said'

# V=1: the log was not followed
locked_project
echo '# changed' >>"$project/main.py"
run image V=1
is "$status $deeds" '0 build final' 'V=1'
is "$(history_of | wc -l | tr -d ' ')" 2 'is remembered as well'
finish
