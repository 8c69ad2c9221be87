#!/bin/sh
# The examples, copied and made: what they do, and what is in their images and what is not.
# shellcheck source=tests/e2e/lib.sh
. tests/e2e/lib.sh
needs_apks libpq-dev

example() { # NAME
	cp -R "$SCIBIDS/examples/$1" "$work/$id-$1"
	project "$1"
	rm -rf "$project/.scibids" "$project/scibids.lock"
	sed -i 's|^include .*mk/scibids.mk$|include scibids.mk|' "$project/Makefile"
	built "$1: make image" image && echo "# $seconds s, $(printf '%s\n' "$out" | sed -n 's/^  size *//p')"
}
# Every entry of the image's file system as tar shows it, without what a container's runtime adds
contents() {
	container=$(docker create --name "$image-contents" "$image" none)
	docker export "$container" | tar tv | awk '{ name = $6; for (i = 7; i <= NF; i++) name = name " " $i; print $1, $2, name }'
	docker rm "$container" >/dev/null
}
inspect() { docker image inspect --format "$1" "$image"; }

# service: answers on a port, as a careful host would run it
example service || finish
contents >"$work/contents"
docker run -d --name "$image-run" --read-only --cap-drop=ALL --security-opt=no-new-privileges "$image" >/dev/null
# A container of the same image asks from within the same network: it needs no port of this machine.
answer=
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	answer=$(docker run --rm --network="container:$image-run" "$image" python3 -c '
import urllib.request
print(urllib.request.urlopen("http://127.0.0.1:8000/", timeout=5).read().decode())' 2>/dev/null) && break
	sleep 0.5
done
like "$answer" '^\{"status":"ok","python":"3\.' 'service: answers, with a read-only root and no capability'
begun=$(now)
docker stop -t 10 "$image-run" >/dev/null
seconds=$(printf '%s %s\n' "$(now)" "$begun" | awk '{ printf "%.2f", $1 - $2 }')
at_most 2 'service: stops when it is told to'
# When all is closed, uvicorn ends itself by the signal that it was sent.
is "$(docker inspect --format '{{.State.ExitCode}}' "$image-run")" 143 'service: and ends as programs do that were told to'
like "$(docker logs "$image-run" 2>&1)" 'Application shutdown complete' 'service: after it has closed what it had open'
docker run -d -p 127.0.0.1::8000 --name "$image-port" "$image" >/dev/null
port=$(docker port "$image-port" 8000 | head -n 1)
# What a shell has for asking: perl, which prove runs on
answer=$(perl -MIO::Socket::INET -e '
for (1 .. 40) {
	if (my $s = IO::Socket::INET->new(PeerAddr => $ARGV[0], Timeout => 5)) {
		print $s "GET / HTTP/1.0\r\n\r\n";
		my @lines = <$s>;
		if (@lines) { print $lines[-1]; exit }
	}
	select(undef, undef, undef, 0.25);
}' "$port")
like "$answer" '^\{"status":"ok"' 'service: answers this machine on a published port'
is "$(in_image uvicorn --version | cut -d' ' -f1-2)" 'Running uvicorn' "service: a console script is on PATH and starts"

# What is in it
names=$(cut -d' ' -f3- "$work/contents" | sed 's|/$||; s| -> .*||; s| link to .*||')
is "$(printf '%s\n' "$names" | grep -E '(^|/)s?bin/(sh|ash|bash|busybox|apk|pip[0-9.]*|gcc|cc|g\+\+|ld|make|uv|wget|curl)$')" '' 'no shell, package manager, compiler or pip'
is "$(printf '%s\n' "$names" | grep -E '/site-packages/(pip|setuptools|wheel)(/|$)|/(ensurepip|idlelib)(/|$)|/python3[^/]*/test(/|$)')" '' 'no pip, ensurepip, idle or tests of Python'
is "$(printf '%s\n' "$names" | grep -E '\.a$|^usr/local/include/.*/|\.pc$' | sed 's/python3[.0-9]*/python3/')" usr/local/include/python3/pyconfig.h 'no static library, no header but the one that sysconfig reads'
is "$(grep -E '^[^ ]*[sS][^ ]* ' "$work/contents" | grep -v '^s' )" '' 'no setuid or setgid file'
is "$(awk '$1 ~ /^[-d].......w/ { print $3 }' "$work/contents")" 'tmp/' 'nothing but /tmp is writable for all'
like "$(cat "$work/contents")" '^drwxrwxrwt 0/0 tmp/$' '/tmp is sticky'
is "$(awk '$2 != "0/0" { print $2, $3 }' "$work/contents")" '65532/0 home/nonroot/' 'all is owned by root, but for a home that the user and group 0 share'
like "$names" '^lib/apk/db/installed$' "apk's database is there"
for package in fastapi uvicorn pydantic_core; do
	like "$names" "/site-packages/$package-[^/]*\.dist-info/METADATA$" "so is the .dist-info of $package"
done
like "$names" '^app/main\.py$' 'the app is there'
unlike "$names" '^app/(Makefile|scibids\.lock|\.scibids)' 'without what only building needs'
is "$(in_image python3 -c 'import os, pwd; print(os.getuid(), pwd.getpwuid(os.getuid()).pw_name, os.environ["HOME"], os.getcwd())')" \
	'65532 nonroot /home/nonroot /app' 'it runs as nonroot, in /app'
is "$(in_image python3 -c 'import ssl; print(ssl.create_default_context().cert_store_stats()["x509_ca"] > 50)')" True 'Python finds the CA bundle'
is "$(in_image python3 -c 'import sys; print(sys.stdout.encoding, sys.flags.dev_mode)')" 'utf-8 False' 'and writes UTF-8'
like "$(docker run --rm "$image" sh 2>&1)" '^\[FATAL tini \([0-9]+\)\] exec sh failed: No such file or directory$' 'a shell cannot be started'
installed=$(docker create --name "$image-db" "$image" none && docker cp "$image-db:/lib/apk/db/installed" - | tar xO | grep '^P:')
like "$installed" '^P:musl$' 'the database has musl'
unlike "$installed" '^P:(busybox|apk-tools|alpine-baselayout)$' 'and no package that only a shell needs'

# What is said of it
is "$(inspect '{{.Config.User}} {{.Config.WorkingDir}} {{json .Config.Cmd}} {{json .Config.Entrypoint}}')" \
	'65532:65532 /app ["uvicorn","main:app","--host","0.0.0.0","--port","8000"] ["/sbin/tini","--"]' 'user, directory, command'
like "$(inspect '{{range .Config.Env}}{{println .}}{{end}}')" '^PATH=/usr/local/bin:/usr/bin:/bin$' 'PATH'
like "$(inspect '{{range .Config.Env}}{{println .}}{{end}}')" '^LANG=C\.UTF-8$' 'LANG'
unlike "$(inspect '{{range .Config.Env}}{{println .}}{{end}}')" '^(UV_|PIP_|SCIBIDS_|LDFLAGS|GPG_KEY|PYTHON_SHA256)' "none of the builder's environment"
for label in title base.name created; do
	like "$(inspect "{{index .Config.Labels \"org.opencontainers.image.$label\"}}")" '.' "label $label"
done
unlike "$(docker history --no-trunc --format '{{.CreatedBy}}' "$image")" 'apk add|pip install|uv pip' 'its history installs nothing'
run image SCIBIDS_ENV='A=b "C=d e"' SCIBIDS_LABELS='org.example.team=data' SCIBIDS_ENTRYPOINT='python3 -u' SCIBIDS_CMD='-c "import os; print(os.environ[\"C\"])"'
is "$status" 0 'settings of the image'
is "$(docker run --rm "$image")" 'd e' 'ENV, ENTRYPOINT and CMD with quotes'
is "$(inspect '{{index .Config.Labels "org.example.team"}}')" data 'LABELS'

# postgres: built from source, with libpq and no compiler
example postgres && {
	like "$(in_image python3 main.py)" '^psycopg2 [0-9.]+ on libpq [0-9]+$' 'postgres: runs on a libpq'
	is "$(pin psycopg2 source)" sdist 'postgres: was built from source'
	like "$(sed -n '/^runtime:/,$p' "$project/scibids.lock" | tr -d '\n')" '  libpq:    version:.{0,200}    needed-by:      - so:libpq\.so\.5 for psycopg2/' 'postgres: the lock says who needs libpq'
	unlike "$(contents)" '(libpq-dev|pg_config|libpq-fe\.h|/gcc)' 'postgres: nothing that only building needs'
}

# dataframe: reads and writes a Parquet file
example dataframe && {
	like "$(docker run --rm --network=none --read-only --cap-drop=ALL --security-opt=no-new-privileges --tmpfs /tmp "$image" | tr -s ' \n' ' ')" \
		'north [0-9]+ .*south [0-9]+ ' 'dataframe: runs'
	is "$(pin numpy group) $(pin pandas group) $(pin pyarrow group) $(pin python-dateutil group)" 'numpy pandas pyarrow tzdata' 'dataframe: a layer for each large package, one for the small'
	run image
	is "$status$out$err" 0 'dataframe: a second time there is nothing to do'
	at_most 1 'dataframe: and that takes no time'
}

# dockerfile: a Dockerfile of the user's own that starts from the toolbox
cp -R "$SCIBIDS/examples/dockerfile" "$work/$id-dockerfile"
project dockerfile
sed -i 's|^include .*mk/scibids.mk$|include scibids.mk|' "$project/Makefile"
built 'dockerfile: make build' build && {
	like "$(in_image)" '^4600 bytes as [0-9]+, by LZ4 [0-9.]+$' 'dockerfile: what was built in the toolbox runs without it'
	is "$(docker run --rm "$image" sh -c 'command -v gcc uv')" '' 'dockerfile: which is not in the image'
}
finish
