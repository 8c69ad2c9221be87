#!/bin/sh
# The page about an image: what make gathers for it.
# shellcheck source=tests/make/fake/make.sh
. tests/make/fake/make.sh

saved() { # the project's image, as `docker save` gives it
	mkdir -p "$FAKE_DOCKER_STATE/saved"
	id=$(awk -v name="app:$(cat "$project/.scibids/key")" '$1 == name { print $2 }' "$FAKE_DOCKER_STATE/store")
	SCIBIDS=$SCIBIDS PYTHONPATH=tests/cases/report PYTHONDONTWRITEBYTECODE=1 python3 -c 'import image_of, sys; image_of.make(sys.argv[1])' \
		"$FAKE_DOCKER_STATE/saved/${id#sha256:}.tar"
}
page() { cat "$project/.scibids/report.html"; }

locked_project
saved
run scibids-report
is "$status" 0 'scibids-report' || printf '%s\n' "$err" >&2
like "$out" '^  REPORT  \.scibids/report\.html$' 'says where the page is'
like "$(page)" '<h1>app<small>:[0-9a-f]{12}</small></h1>' 'the page has the image'\''s name'
like "$(page)" '<td data-label="Licence">MIT</td>' 'licences are in it'
like "$(page)" 'The image was not audited: no advisories' 'that nothing is known of vulnerabilities, and why'
like "$(page)" 'There is no earlier lock' 'and of changes'
is "$(find "$project/.scibids" -name 'report.[0-9]*')" '' 'nothing else is left behind'
key=$(cat "$project/.scibids/key")
run image
is "$status $deeds $(cat "$project/.scibids/key")" "0  $key" 'the page makes no other image'

# The builds of the lock and the toolbox, which take no time here
for file in resolution needs toolbox; do
	sed -i 's/^total_seconds: .*/total_seconds: 5.0/' "$project/.scibids/$file.yaml" && touch -r "$project/.scibids/lock/builds" "$project/.scibids/$file.yaml"
done
run scibids-report
for build in 'lock: requirements' 'lock: runtime apks' toolbox; do
	like "$(page)" "<tr class=\"whole\"><th scope=\"row\">$build</th>" "the chart has the build of: $build"
done
touch "$project/scibids.lock"
run scibids-report
unlike "$(page)" 'lock: requirements' 'but not those of an earlier lock'

# Under version control
git=$(command -v git)
history() { "$git" -C "$project" -c user.name=t -c user.email=t@localhost "$@" >/dev/null; }
locked_project
saved
history init -q && history add scibids.lock && history commit -qm one
sed -i 's/^  pkgconf: .*/  pkgconf: "1.8.0-r0"/' "$project/scibids.lock"
history tag first && history add scibids.lock && history commit -qm two
cp "$work/locked/scibids.lock" "$project/scibids.lock"
run scibids-report
is "$status" 0 'a lock under version control'
like "$(page)" 'Since <code>HEAD</code>' 'it is compared with HEAD'
run scibids-report FROM=first
like "$(page)" 'Since <code>first</code>' 'or with FROM'
run scibids-report FROM=nowhere
is "$status" 2 'a FROM that does not exist'
like "$err" "FROM is 'nowhere': git knows no such commit here" 'is an error'
run scibids-report "FROM='; touch pwned; '"
is "$(ls "$project/pwned" 2>/dev/null)" '' 'which no shell reads'
finish
