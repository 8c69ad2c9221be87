#!/bin/sh
# mk/drift.sh with a builder whose result depends on the apks in the Dockerfile.
set -u
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/out/lock/needs" "$work/context"
cat >"$work/out/Dockerfile" <<'END'
FROM base AS toolbox
RUN apk add --no-cache gcc=1
FROM toolbox AS build-one
RUN --mount=type=bind,from=mirror,target=/mirror \
    apk add --no-cache vital=1 optional=2 idle=3 brought=4 bytes=5
RUN install-packages one
FROM toolbox AS build-two
RUN apk add --no-cache vital=1
FROM scratch AS final
END
: >"$work/out/Dockerfile.dockerignore"
cat >"$work/lock" <<'END'
runtime:
  libone:
    needed-by:
      - so:libone.so.1 for one/x.so
      - the record of one
  libtwo:
    needed-by:
      - the record of two
  musl:
    needed-by:
      - so:libc.so for one/x.so
END
cat >"$work/build" <<'END'
#!/bin/sh
# buildx build ... --target drift --output type=local,dest=DIR -f DOCKERFILE CONTEXT; the image store has everything
[ "$1 $2" = 'buildx build' ] || { case $1 in image) printf 'linux/amd64\nbase@sha256:0\n' ;; version) echo linux/amd64 ;; esac; exit 0; }
while [ $# -gt 1 ]; do
	case $1 in
	--target) target=$2 ;;
	--output) dest=${2#type=local,dest=} ;;
	-f) file=$2 ;;
	esac
	shift
done
[ "$target" = drift ] && [ -d "$1" ] || exit 9
stage=$(sed -n 's/^COPY --from=build-\([a-z]*\) .*/\1/p' "$file")
apks=$(awk -v stage="build-$stage" '/^FROM / { on = $NF == stage } on && /apk add/ { print }' "$file")
has() { case $apks in *" $1="*) return 0 ;; esac; return 1; }
has vital || exit 1
mkdir -p "$dest/layer/one"
echo code >"$dest/layer/one/x.py"
if [ "$stage" = one ]; then
	! has optional || echo more >"$dest/layer/one/extra.py"
	if has bytes; then echo a; else echo b; fi >"$dest/layer/one/y.py"
fi
: >"$dest/brought"
if ! has brought && grep 'apk info -e "brought"' "$file" >/dev/null; then echo brought >"$dest/brought"; fi
END
chmod +x "$work/build"
# Helpers that do nothing but what is tested here needs
mkdir "$work/helpers"
for helper in needed stitch hash turn; do printf '#!/bin/sh\n' >"$work/helpers/scibids-$helper"; done
printf '#!/bin/sh\nwhile [ "$1" != -- ]; do shift; done\nshift\nexec "$@"\n' >"$work/helpers/scibids-progress"
chmod +x "$work/helpers"/*
for setting in NAME=x PYTHON=3.13 ALPINE=3.20 BASE=base APP="$work/context" FINAL=scratch PLATFORM= LOCK="$work/lock" RECORDS= FRAGMENTS= KIT= CA= \
	NETRC= COMPRESSION=zstd ENGINE="$work/build" BUILDER= CACHE= ATTEST=; do
	echo "SCIBIDS_$setting"
done >"$work/out/settings.sh"
printf '%s\n' "_scibids_home=$PWD" "_scibids_helpers=$work/helpers" >>"$work/out/settings.sh"
unset BUILDX_BUILDER
export BUILDX_CONFIG="$work"

n=0 bad=0
is() { # GOT WANTED TEXT
	n=$((n + 1))
	if [ "$1" = "$2" ]; then
		printf 'ok %d - %s\n' "$n" "$3"
	else
		bad=$((bad + 1))
		printf 'not ok %d - %s\n' "$n" "$3"
		printf 'got:\n%s\nwanted:\n%s\n' "$1" "$2" | sed 's/^/# /' >&2
	fi
}
drift() { # PACKAGE
	status=0
	out=$(sh mk/drift.sh "$work/out" normal "$1" 2>"$work/err") || status=$?
	out=$(printf '%s\n' "$out" | tr -s ' ')
}

drift one
is "$out" 'one build vital needed: without it the build fails
one build optional needed: without it there is no one/extra.py
one build idle not needed: without it the build gives the same bytes
one build brought redundant: a different apk of the record depends on it
one build bytes perhaps needed: without it 1 files have other bytes, and link with the same
one run libone redundant: its files ask for so:libone.so.1 by themselves' 'what each apk is good for'
is "$status" 1 'exit 1: some could go'

drift two
is "$out" 'two build vital needed: without it the build fails' 'one package only'
is "$status" 0 'exit 0: all are needed'

drift three
is "$status $(cat "$work/err")" "2 scibids-drift: $work/lock: no build of three in it" 'a package that is not built'

printf 'missing\tlibx.so\tone/x.so\n' >"$work/out/lock/needs/needed.tsv"
drift two
is "$status $(printf '%s\n' "$out" | tail -n 1)" '1 one/x.so run libx.so no apk provides it' 'a library that nothing provides'

printf '1..%d\n' "$n"
[ "$bad" = 0 ]
