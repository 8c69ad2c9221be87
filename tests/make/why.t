#!/bin/sh
# scibids-why as make calls it: after a failed build, and on a package of the lock.
. tests/make/fake/make.sh

# An engine whose builds of the target in WHY_FAIL fail for want of a program.
mkdir "$work/bin"
cat >"$work/bin/docker" <<'END'
#!/bin/sh
case " $* " in
*" build "*" --target ${WHY_FAIL:-none} "*)
	cat >&2 <<'LOG'
#5 [build-psycopg2 2/2] RUN install-packages --no-cache --no-binary psycopg2
#5 0.9 error: Failed to build `psycopg2==2.9.13`
#5 1.0          FileNotFoundError: [Errno 2] No such file or directory: 'pg_config'
#5 ERROR: process "/bin/sh -c install-packages" did not complete successfully: exit code: 1
LOG
	exit 1 ;;
esac
END
printf 'exec "%s/tests/make/fake/docker" "$@"\n' "$SCIBIDS" >>"$work/bin/docker"
chmod +x "$work/bin/docker"
PATH=$work/bin:$PATH
export WHY_FAIL

# Before anything was built
project
run scibids-why
is "$status" 2 'without a build there is nothing to explain'
like "$err" '^scibids-why: no build was here yet: make image' 'and it says so'

# A build that fails
locked_project
cat >"$work/APKINDEX" <<'END'
C:Q1
P:libpq-dev
V:15.5-r0
p:cmd:pg_config=15.5-r0

END
rm -rf "$project/.scibids/lock/index" && mkdir -p "$project/.scibids/lock/index"
tar -C "$work" -czf "$project/.scibids/lock/index/main.tar.gz" APKINDEX
: >"$FAKE_DOCKER_STATE/store"
WHY_FAIL=final
run image
is "$status" 2 'a build that fails fails make'
like "$err" '^scibids-why: .scibids/image.log:3: program pg_config is missing: write `build: \[libpq-dev\]` to psycopg2.yaml in SCIBIDS_RECORDS' \
	'and says in a line what may help'
run scibids-why
is "$status" 0 'which scibids-why explains'
like "$out" '^# psycopg2 2.9.13: program pg_config is missing' 'what is missing'
like "$out" '^# libpq-dev provides cmd:pg_config' 'what has it'
like "$out" '^build: \[libpq-dev\]' 'and the record'
mkdir "$project/records"
printf 'env: {A: b}\n' >"$project/records/psycopg2.yaml"
run scibids-why SCIBIDS_RECORDS=records
like "$out" '^  A: b' 'with what a record says already'
printf '#5 [build-x 1/1] RUN x\n#5 DONE 0.1s\n' >"$project/.scibids/image.log"
run scibids-why
is "$status" 0 'a log without a failure'
like "$err" '^scibids-why: .scibids/image.log: no failure in it that can be explained' 'and it says so'

# The last build that failed, whatever was built
WHY_FAIL=toolbox
run toolbox
is "$status" 2 'a toolbox that fails'
run scibids-why
like "$status $out" '^0 # psycopg2 2.9.13: program pg_config is missing' 'is explained too'
touch "$project/.scibids/image.log"
run scibids-why
like "$status $out" '^0 # psycopg2 2.9.13: program pg_config is missing' 'also where a build that ended well came later'

# A package of the lock
WHY_FAIL=
locked_project
name=$(sed -n '/^packages:/,/^runtime:/s/^  \([a-z0-9-]*\):$/\1/p' "$project/scibids.lock" | head -n 1)
run scibids-why PKG="$name"
is "$status" 0 "PKG=$name says why the lock has it so"
like "$out" "^$name [0-9]" 'its version'
like "$out" '^  artifact     .*(whl|tar.gz)' 'its artifact'
like "$out" '^  because      ' 'and why that one'
run scibids-why PKG=absent
is "$status" 2 'a package that the lock lacks is an error'
like "$err" "no package 'absent' in it" 'and it says so'

finish
