#!/bin/sh
# image-verify: what it builds and leaves behind, and what it says if the image differs.
# shellcheck source=tests/make/fake/make.sh
. tests/make/fake/make.sh

store() { cat "$FAKE_DOCKER_STATE/store"; }

# The image is not in the store
locked_project
key=$(cat "$project/.scibids/key")
echo '# changed' >>"$project/main.py"
before=$(store)
run image-verify
is "$status $deeds" '2 ' 'an image that is not in the store: nothing is built'
like "$err" '^scibids: app:[0-9a-f]+ is not in the store: there is nothing to compare with; make image$' 'and it says so'
is "$(store)" "$before" 'nor any tag moved'

# The same image
locked_project
run image-verify
id=$(awk -v name="app:$key" '$1 == name { print $2 }' "$FAKE_DOCKER_STATE/store")
is "$status" 0 'an image that is built the same again'
is "$(printf "%s\n" "$deeds" | sed "s,-[0-9]*\$,-N,")" "build final${newline}image rm app:verify-N" 'is one build, and its tag goes again'
is "$(store)" "$before" 'all tags are as they were'
build=$(grep '^buildx build ' "$FAKE_DOCKER_LOG")
like "$build" '^buildx build .*--target final .*--no-cache ' 'it takes nothing from the cache'
like "$build" ' --tag app:verify-[0-9]+ ' 'and has a tag of its own'
unlike "$build" ' --tag app:(latest|[0-9a-f]{12})( |$)' 'no other'
like "$build" " --label scibids.key=$key " 'and the labels of the image'
is "$(printf '%s\n' "$out" | sed 's/^\(  seconds  *\)[0-9]*$/\1N/')" "  image     app:$key
  stored    $id
  rebuilt   $id
  layers    9
  seconds   N
  verdict   the same image" 'it is shown in a table'
is "$(cd "$project/.scibids" && ls -d verify*)" "verify.log${newline}verify.yaml" 'the log is kept, and no other file'
run -s image-verify
is "$status $err" '0 ' '-s: without a word on the build'
like "$out" '^  verdict   the same image$' 'but with the verdict'
run image-verify SCIBIDS_BUILDER=known
is "$status" 0 'another builder'
like "$(cat "$FAKE_DOCKER_LOG")" '^buildx build .*--builder known .*--output type=docker,' 'builds and loads it'
run -n image-verify
is "$status $calls" '0 ' '-n: no call of the engine'

# A tag that a killed run has left
echo 'app:verify-999999999 sha256:left' >>"$FAKE_DOCKER_STATE/store"
echo "app:verify-$$ sha256:running" >>"$FAKE_DOCKER_STATE/store"
echo 'app:verify-me sha256:mine' >>"$FAKE_DOCKER_STATE/store"
run image-verify
is "$status" 0 'a tag that a killed run has left'
is "$(store | grep -c '^app:verify-999999999 ')" 0 'goes'
is "$(store | grep -c '^app:verify-')" 2 "not one of a run that goes on, or of the user's"

# A build that fails
locked_project
FAKE_DOCKER_FAIL=final run image-verify
is "$status" 2 'a build that fails'
like "$err" 'cannot do it' 'says what the builder said'
is "$(store)" "$before" 'and leaves no tag'

# Another image
command -v python3 >/dev/null || { skip 'another image' 'no python3'; finish; }
locked_project
mkdir "$FAKE_DOCKER_STATE/saved"
sed -i "s/^app:$key .*/app:$key sha256:other/" "$FAKE_DOCKER_STATE/store"
before=$(store)
images() { # CODE: makes other.tar, the store's, and the rebuild's
	(cd "$FAKE_DOCKER_STATE/saved" && rm -f ./*.tar && { echo 'from images import *'; cat; } |
		PYTHONPATH="$SCIBIDS/tests/cases/diff" PYTHONDONTWRITEBYTECODE=1 python3 - && mv new.tar "${id#sha256:}.tar")
}
images <<'END'
layers = [layer({"usr/%d" % n: "x"}) for n in range(7)]
docker("other.tar", [*layers, layer({"usr/lib/six.py": "evil"}), layer({"app/main.py": "x"})])
docker("new.tar", [*layers, layer({"usr/lib/six.py": "good"}), layer({"app/main.py": "x"})])
END
run image-verify
is "$status" 2 'another image'
like "$out" '^  verdict   differs: layer 8( \([a-z-]*\))?: usr/lib/six.py: content [0-9a-f]{12} -> [0-9a-f]{12}$' 'the first file that differs is named'
like "$out" '^  8 .* differs$' 'the layer marked'
is "$(store)" "$before" 'and no tag is left or moved'
is "$(cd "$project/.scibids" && ls -d verify*)" "verify.log${newline}verify.yaml" 'nor a file'
images <<'END'
docker("other.tar", [], config={"User": "0"})
docker("new.tar", [], config={"User": "65532"})
END
run image-verify
like "$out" '^  verdict   differs: configuration: config.User: "0" -> "65532"$' 'a value of the configuration is named'
images <<'END'
layers = [layer({"usr/%d" % n: "x"}) for n in range(3)]
docker("other.tar", layers, level=1)
docker("new.tar", layers, level=9)
END
run image-verify
is "$status" 2 'layers that are compressed otherwise differ'
images <<'END'
layers = [layer({"usr/%d" % n: "x"}) for n in range(3)]
docker("other.tar", layers, levels=[9, 9, 1])
docker("new.tar", layers, levels=[9, 9, 9])
END
run image-verify
is "$status" 0 'but for that of the app, which may be made without the builder'
like "$out" '^  verdict   the same layers and configuration; how they are compressed differs$' 'which it says'
printf '%s\tapp-layer\tx\n' "$key" >>"$project/.scibids/way"
run image-verify
like "$out" "^  verdict   the same layers and configuration; the app's layer was added without the builder\$" 'and where it is known, that it was'
images <<'END'
docker("new.tar", [])
open("other.tar", "w").close()
END
run image-verify
is "$status" 2 'an image that cannot be read'
like "$err" 'scibids-diff: /dev/fd/3: not a tar file' 'is said to be so'
is "$(store)" "$before" 'and again no tag is left'

# On a base image layers may be compressed in any way
locked_project
run image SCIBIDS_FINAL=base
key=$(cat "$project/.scibids/key")
id=$(awk -v name="app:$key" '$1 == name { print $2 }' "$FAKE_DOCKER_STATE/store")
sed -i "s/^app:$key .*/app:$key sha256:other/" "$FAKE_DOCKER_STATE/store"
images <<'END'
layers = [layer({"usr/%d" % n: "x"}) for n in range(3)]
docker("other.tar", layers, levels=[9, 1, 9])
docker("new.tar", layers, levels=[9, 9, 9])
END
run image-verify SCIBIDS_FINAL=base
is "$status" 0 'SCIBIDS_FINAL=base: layers that are compressed otherwise are the same'
like "$out" '^  verdict   the same layers and configuration; how they are compressed differs$' 'but are told'
images <<'END'
layers = [layer({"usr/%d" % n: "x"}) for n in range(3)]
oci("other.tar", layers, annotations={"a": "b"})
oci("new.tar", layers, annotations={"a": "b"})
END
run image-verify SCIBIDS_FINAL=base
like "$out" '^  verdict   the same layers and configuration; what is attached to them differs$' 'and so is what is attached to an image'

# Killed while it builds
locked_project
before=$(store)
mkdir "$work/bin"
cat >"$work/bin/docker" <<END
#!/bin/sh
case "\$*" in *' --no-cache '*)
	"$SCIBIDS/tests/make/fake/docker" "\$@"
	echo \$\$ >"$work/building"
	exec sleep 60 ;;
esac
exec "$SCIBIDS/tests/make/fake/docker" "\$@"
END
chmod +x "$work/bin/docker"
(cd "$project" && PATH=$work/bin:$PATH exec make -I "$work/include" image-verify) >/dev/null 2>&1 &
make=$!
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do [ -s "$work/building" ] && break; sleep 0.5; done
like "$(store)" '^app:verify-' 'while it builds there is a tag'
kill -TERM $make
wait $make
is "$(store)" "$before" 'killed, it takes its tag away'
ok "$(kill -0 "$(cat "$work/building")" 2>/dev/null && echo 1 || echo 0)" 'and stops the build'
is "$(cd "$project/.scibids" && ls -d verify.[0-9]* 2>/dev/null)" '' 'and leaves no file'
finish
