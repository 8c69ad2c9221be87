#!/bin/sh
# image-push: what is built, pushed and tagged, and what a registry's refusal looks like.
# shellcheck source=tests/make/fake/make.sh
. tests/make/fake/make.sh

registry=registry.test:5000/team
# What is kept beside the image is in store.t.
pushed() { printf '%s\n' "$deeds" | grep -vE '^build (kept-|toolbox)'; }
in_registry() { awk -v name="$registry/app:$1" '$1 == name { id = $2 } END { print id }' "$FAKE_DOCKER_STATE/registry" 2>/dev/null; }
stored() { awk -v name="$1" '$1 == name { print $2 }' "$FAKE_DOCKER_STATE/store"; }
without() { # DIRECTORY: files below it that name the registry
	(cd "$1" && grep -rl registry.test . | grep -vE '^\./\.scibids/(settings(\.sh)?|history/[^/]*/settings(\.sh)?|push\.log|pushed)$')
}

# An image that nobody has
locked_project
key=$(cat "$project/.scibids/key")
sed -i '/^app:/d' "$FAKE_DOCKER_STATE/store"
run -s image-push SCIBIDS_REGISTRY=$registry 'SCIBIDS_TAGS=latest v1.0'
is "$status $out$err" '0 ' 'image-push'
is "$(pushed)" "build final${newline}tag${newline}push${newline}image rm $registry/app:$key${newline}create $registry/app:latest${newline}create $registry/app:v1.0" \
	'builds the image, pushes it and tags it there'
id=$(stored "app:$key")
is "$(in_registry "$key") $(in_registry latest) $(in_registry v1.0)" "$id $id $id" 'one image by all names'
is "$(cat "$project/.scibids/pushed")" "$registry/app@$id" '.scibids/pushed has its digest'
is "$(stored "$registry/app:$key")$(cat "$project/.scibids/key")" "$key" 'the store has no such name, and the key is what it was'
is "$(without "$project")" '' 'and no file of the image names the registry'
unlike "$(grep -e '--target final' "$FAKE_DOCKER_LOG")" 'registry\.test' 'nor does the build'

# It is there already
sed -i '/^app:/d; /^scibids:/d' "$FAKE_DOCKER_STATE/store"
run image-push SCIBIDS_REGISTRY=$registry SCIBIDS_TAGS=v1.1
is "$status $deeds" "0 create $registry/app:v1.1" 'an image that the registry has is tagged, not built'
is "$out" "  THERE   $registry/app:$key$newline  TAG     $registry/app:v1.1" 'as two lines say'
is "$(in_registry v1.1) $(cat "$project/.scibids/pushed")" "$id $registry/app@$id" 'the same image'
like "$(cat "$FAKE_DOCKER_LOG")" 'imagetools create --prefer-index=false ' 'as it is'
run -s image-push SCIBIDS_REGISTRY=$registry
is "$status $deeds" '0 ' 'without SCIBIDS_TAGS nothing is done'

# An image that the store has, and the registry's name for it as well
: >"$FAKE_DOCKER_STATE/registry"
cp "$work/store" "$FAKE_DOCKER_STATE/store"
echo "$registry/app:$key $(stored "app:$key")" >>"$FAKE_DOCKER_STATE/store"
run -s image-push SCIBIDS_REGISTRY=$registry
is "$status $(pushed)" "0 tag${newline}push" 'a name of the user in the store stays'

# Killed while it pushes: the next one removes the name, whether the registry has the image by then or not
mkdir "$work/bin"
printf '#!/bin/sh\n"%s/docker" "$@" || exit\n[ "$1" != push ] || kill -KILL "$PPID"\n' "$SCIBIDS/tests/make/fake" >"$work/bin/docker"
chmod +x "$work/bin/docker"
for there in yes no; do
	: >"$FAKE_DOCKER_STATE/registry"
	cp "$work/store" "$FAKE_DOCKER_STATE/store"
	PATH=$work/bin:$PATH run -s image-push SCIBIDS_REGISTRY=$registry
	is "$status $(stored "$registry/app:$key")" "2 $id" 'killed while it pushes: the store has the name'
	[ $there = yes ] || : >"$FAKE_DOCKER_STATE/registry"
	run -s image-push SCIBIDS_REGISTRY=$registry
	is "$status $(stored "$registry/app:$key")$(ls "$project/.scibids/pushing" 2>/dev/null)" '0 ' "the next one ends well and removes it, if the registry has the image: $there"
done

# A builder that is not docker's own
locked_project
: >"$FAKE_DOCKER_STATE/registry"
sed -i '/^app:/d' "$FAKE_DOCKER_STATE/store"
run -s image-push SCIBIDS_REGISTRY=$registry SCIBIDS_TAGS=latest SCIBIDS_BUILDER=known
is "$status $(pushed)" "0 build final${newline}create $registry/app:latest" 'another builder pushes by itself'
like "$(cat "$FAKE_DOCKER_LOG")" "^buildx build .*--builder known .*--tag $registry/app:$key --output type=image,push=true,compression=zstd," '(so)'
is "$(stored "app:$key")" '' 'and the store gets nothing'
is "$(cat "$project/.scibids/pushed")" "$registry/app@$(in_registry "$key")" '.scibids/pushed has its digest'

# SCIBIDS_LOCKED holds
project
run -s image-push SCIBIDS_REGISTRY=$registry SCIBIDS_LOCKED=1
is "$status $deeds" '2 ' 'without a lock SCIBIDS_LOCKED=1 pushes nothing'

# What a registry refuses
refused() { # TEXT LINE ARGUMENT...
	text=$1 line=$2
	shift 2
	project
	run -s image-push "$@"
	is "$status $calls" '2 ' "$text: refused before anything is done"
	is "$(printf '%s\n' "$err" | grep -v '^make: ')" "scibids: $line" 'in one line'
}
no_tag='a tag is 1 to 128 letters, digits and ._- and begins with none of .-'
where='write HOST[:PORT][/PATH], the path in lower case, without https:// and login'
refused 'no registry' 'SCIBIDS_REGISTRY is not set: it says where to push to, such as registry.example:5000/team'
for word in https://registry.test/team registry.test/Team Team/app registry.test/ registry.test//a u:p@registry.test/a 'registry.test/a b' \
	registry.test:port/a registry.test/a@b '-x' registry.test/a_-b 'registry.test/;id'; do
	refused "registry '$word'" "SCIBIDS_REGISTRY is '$word': $where" SCIBIDS_REGISTRY="$word"
done
for word in a/b .x -x a:b 'é' "$(printf %0129d 0)"; do
	refused "tag '$word'" "SCIBIDS_TAGS has '$word': $no_tag" SCIBIDS_REGISTRY=$registry SCIBIDS_TAGS="ok $word"
done
refused 'a name' "SCIBIDS_NAME is 'a--_b': a registry takes lower-case letters and digits, with single . or _ or - between them" \
	SCIBIDS_REGISTRY=$registry SCIBIDS_NAME=a--_b
refused 'a name too long' 'SCIBIDS_REGISTRY/SCIBIDS_NAME has 264 characters: a registry takes 255 at most' \
	SCIBIDS_REGISTRY="registry.test/$(printf %0246d 0)" SCIBIDS_NAME=app

# A registry that does not take it
cannot() { # STATE DEEDS ADVICE
	locked_project
	: >"$FAKE_DOCKER_STATE/registry"
	export FAKE_DOCKER_REGISTRY="$1"
	run -s image-push SCIBIDS_REGISTRY=$registry
	unset FAKE_DOCKER_REGISTRY
	is "$status $deeds" "2 $2" "a registry that is: $1"
	like "$(printf '%s\n' "$err" | grep -v '^make: ')" "^scibids: cannot push $registry/app:$key: [^\`]*: $3\$" 'one line says what to do'
	is "$(printf '%s\n' "$err" | grep -vc '^make: ') $(ls "$project/.scibids/pushed" 2>/dev/null)" '1 ' 'and .scibids/pushed is not there'
}
tried="tag${newline}push${newline}image rm $registry/app:$key"
cannot away '' 'no registry answers there: set SCIBIDS_REGISTRY, or try again'
cannot login '' "log in with 'docker login registry.test:5000', as somebody who may push there"
cannot readonly "$tried" 'that registry is read-only'
cannot full "$tried" 'the registry cannot store it: see its disk and its log'

# scibids-attach calls oras, behind a push
locked_project
mkdir -p "$work/oras"
cat >"$work/oras/oras" <<'END'
#!/bin/sh
echo "oras $*" >>"$FAKE_DOCKER_LOG"
echo 'Error response from registry: unauthorized' >&2
exit 1
END
chmod +x "$work/oras/oras"
PATH=$work/oras:$PATH run -s scibids-attach SCIBIDS_REGISTRY=$registry
id=$(stored "app:$key")
is "$status $(grep -c '^oras ' "$FAKE_DOCKER_LOG")" '2 1' 'scibids-attach: what oras refuses ends it'
like "$(cat "$FAKE_DOCKER_LOG")" "^oras copy --no-tty --to-oci-layout $registry/app@$id " 'it reads what was pushed, by its digest'
is "$(printf '%s\n' "$err" | grep -v '^make: ')" "scibids: cannot attach documents to $registry/app:$key: Error response from registry: unauthorized: \
log in with 'docker login registry.test:5000', as somebody who may push there" 'one line says what to do'
all_but oras
PATH=$others run -s scibids-attach SCIBIDS_REGISTRY=$registry
like "$status $err" '^2 scibids: scibids-attach needs oras' 'without oras a line says so'
finish
