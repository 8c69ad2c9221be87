#!/bin/sh
# Proves a few records again: three packages are built from source, and their image needs what their receipts say.
# shellcheck source=tests/e2e/lib.sh
. tests/e2e/lib.sh
needs_apks libpq-dev
packages='lz4 mysqlclient psycopg2'
records=$SCIBIDS/dockerfiles/packages

# Names in the list KEY of the newest receipts of FILEs, without versions: a line each
list() { # KEY FILE...
	key=$1
	shift
	for file; do tail -n 1 "$file"; done | sed -n "s/.* $key: \[\([^]]*\)\].*/\1/p" | tr -d '",' | tr ' ' '\n' | sed 's/=.*//' | grep . | sort -u
}

project receipts
echo 'import MySQLdb, lz4.frame, psycopg2; print(lz4.frame.decompress(lz4.frame.compress(b"it runs")).decode())' >"$project/main.py"
makefile <<'END'
SCIBIDS_PYTHON = 3.13
SCIBIDS_ALPINE = 3.20
SCIBIDS_CMD = python3 main.py
END
# shellcheck disable=SC2086 # words
{ printf '%s\n' $packages; printf -- '--no-binary %s\n' $packages; } >"$project/requirements.txt"
# Another test may have built the same just before, and what comes out of the cache tells no time.
mkdir "$work/bin"
cat >"$work/bin/docker" <<END
#!/bin/sh
case "\$*" in 'buildx build '*' --target needs '*) set -- "\$@" $(printf -- '--no-cache-filter build-%s ' $packages) ;; esac
exec $(command -v docker) "\$@"
END
chmod +x "$work/bin/docker"
PATH=$work/bin:$PATH
built 'three packages are built from source, and proved' image || finish
echo "# $seconds s"
is "$(in_image python3 main.py)" 'it runs' 'what was built works'

files=
for name in $packages; do
	is "$(pin "$name" source)" sdist "$name is built"
	cp "$records/$name.yaml" "$work/$name.yaml"
	"$helpers/scibids-record" receipt -l "$project/scibids.lock" -n "$project/.scibids/lock/needs/needed.tsv" \
		-p "$project/.scibids/needs.yaml" "$work/$name.yaml" 2>"$work/err"
	ok $? "its build gives a receipt for $name" || sed 's/^/# /' "$work/err"
	"$helpers/scibids-record" check "$work/$name.yaml" 2>"$work/err"
	ok $? 'which the record takes' || sed 's/^/# /' "$work/err"
	is "$(sed '/^receipts:/,$d' "$work/$name.yaml")" "$(sed '/^receipts:/,$d' "$records/$name.yaml")" 'and says what it said'
	is "$(list build "$work/$name.yaml")" "$(list build "$records/$name.yaml")" 'the apks to build are those of the receipt that is shipped'
	files="$files $records/$name.yaml"
done

# An image's libraries are of all its packages: each of the new receipts has them all
# shellcheck disable=SC2086 # words
for key in needs apks; do
	unlike "$(list $key $files)" '^$' "the shipped receipts have $key"
	is "$(list $key "$work/psycopg2.yaml")" "$(list $key $files)" "and the image has just these $key"
done
finish
