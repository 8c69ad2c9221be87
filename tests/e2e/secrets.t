#!/bin/sh
# Logins of a package index and the CA bundle reach a build and stay out of layers, history, lock, logs and files.
# shellcheck source=tests/e2e/lib.sh
. tests/e2e/lib.sh

project first
echo six >"$project/requirements.txt"
built 'a project that finds out what the base image is' lock || finish
base=$(sed -n 's/^base-image: //p' "$project/scibids.lock")

# An index that wants a login: one wheel, and one sdist whose own backend builds it without any other package
mkdir "$work/index"
cat >"$work/index/server.py" <<'END'
import base64, hashlib, http.server, io, json, os, tarfile, zipfile

def wheel(name):
    info, out = f"{name}-1.0.dist-info", io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path, text in {f"{name}.py": f"name = {name!r}\n", f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n",
                           f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
                           f"{info}/RECORD": f"{name}.py,,\n{info}/METADATA,,\n{info}/WHEEL,,\n{info}/RECORD,,\n"}.items():
            archive.writestr(zipfile.ZipInfo(path), text)
    return out.getvalue()

def sdist(name):
    backend = f"import base64, pathlib\ndef build_wheel(directory, *_):\n    file = '{name}-1.0-py3-none-any.whl'\n" \
              f"    pathlib.Path(directory, file).write_bytes(base64.b64decode({base64.b64encode(wheel(name))!r}))\n    return file\n"
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for path, text in {"PKG-INFO": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n", "backend.py": backend,
                           "pyproject.toml": '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'}.items():
            member = tarfile.TarInfo(f"{name}-1.0/{path}")
            member.size = len(text)
            archive.addfile(member, io.BytesIO(text.encode()))
    return out.getvalue()

files = {"inhouse-1.0-py3-none-any.whl": wheel("inhouse"), "fromsource-1.0.tar.gz": sdist("fromsource")}
login = "Basic " + base64.b64encode(os.environ["LOGIN"].encode()).decode()

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        parts = [part for part in self.path.split("/") if part]
        if self.headers.get("Authorization") != login:
            self.send_response(401)
            self.send_header("WWW-Authenticate", 'Basic realm="index"')
            return self.end_headers()
        if len(parts) == 2 and parts[0] == "simple":
            links = {name: hashlib.sha256(data).hexdigest() for name, data in files.items() if name.startswith(parts[1] + "-")}
            body = "".join(f'<a href="/files/{name}#sha256={digest}">{name}</a>' for name, digest in links.items()).encode()
        else:
            links, body = True, files.get(parts[-1] if parts else "", b"")
        self.send_response(200 if links and body else 404)
        self.send_header("Content-Type", "text/html" if parts[0] == "simple" else "application/octet-stream")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_HEAD = do_GET

http.server.ThreadingHTTPServer(("", 8080), Handler).serve_forever()
END
user=somebody password=S3cr3tOfTheIndex$$ mark=MarkOfTheBundle$$
docker run -d --name "$id-index" -e LOGIN="$user:$password" -v "$work/index:/index:ro" "$base" python3 /index/server.py >/dev/null
address=$(docker inspect --format '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}' "$id-index")
encoded=$(printf '%s:%s' "$user" "$password" | base64)
{ echo "# $mark"; cat "$ca"; } >"$work/ca.pem"
export SSL_CERT_FILE="$work/ca.pem"

finds() { grep -aqE "$password|$mark|$encoded"; }
holds_no_secret() { # TEXT: all that the project's image, lock, output and files are
	found=
	mkdir "$work/save"
	docker save "$image:latest" | tar xC "$work/save"
	blobs=0
	for blob in $(find "$work/save" -type f); do
		blobs=$((blobs + 1))
		if gzip -t "$blob" 2>/dev/null; then gzip -dc "$blob" | finds && found="$found layer $blob"
		else finds <"$blob" && found="$found $blob"; fi
	done
	rm -r "$work/save"
	docker history --no-trunc "$image" | finds && found="$found history"
	docker image inspect "$image" | finds && found="$found inspect"
	finds <"$project/scibids.lock" && found="$found scibids.lock"
	printf '%s\n' "$out$err" | finds && found="$found output"
	found="$found$(grep -rlaE "$password|$mark|$encoded" "$project/.scibids" | grep -v '/context/options$')"
	is "$found" '' "$1: no secret in any of $blobs blobs, the history, the lock, the output, the files"
	is "$(find "$project/.scibids/context/options" -perm 600)" "$project/.scibids/context/options" "$1: the one file that may hold one is nobody else's to read"
}
works() { # TEXT
	is "$(docker run --rm "$image" python3 -c 'import inhouse, fromsource; print(inhouse.name, fromsource.name)')" 'inhouse fromsource' "$1: the packages are from that index"
}
no_cache() { # builds must ask for the secret, and not find what another project left
	for name in requirements.txt Makefile; do echo "# $1 $$" >>"$project/$name"; done
}

# In the address
project url
printf 'inhouse\nfromsource\n' >"$project/requirements.txt"
no_cache url
export SCIBIDS_INDEX_URL="http://$user:$password@$address:8080/simple/"
built 'a login in SCIBIDS_INDEX_URL, V=1' image V=1 && {
	works 'a login in SCIBIDS_INDEX_URL'
	holds_no_secret 'a login in SCIBIDS_INDEX_URL'
	unlike "$said" 'not pinned in the lock' 'whose login the build tools of a source are looked for with, too'
	is "$(pin fromsource source)" sdist 'one was built from source'
	unlike "$(cat "$project/scibids.lock")" "$address" "nor is the index's address in the lock"
}
SCIBIDS_INDEX_URL="http://$user:wrong$password@$address:8080/simple/"
run lock-upgrade
is "$status" 2 'a wrong password: make fails'
unlike "$err$out$(cat "$project"/.scibids/*.log)" "$password" 'and is not told to anybody'

# In a netrc
project netrc
printf 'inhouse\nfromsource\n' >"$project/requirements.txt"
no_cache netrc
printf 'machine %s\nlogin %s\npassword %s\n' "$address" "$user" "$password" >"$work/netrc"
SCIBIDS_INDEX_URL="http://$address:8080/simple/"
built 'a login in SCIBIDS_NETRC' image SCIBIDS_NETRC="$work/netrc" && {
	works 'a login in SCIBIDS_NETRC'
	holds_no_secret 'a login in SCIBIDS_NETRC'
}
unset SCIBIDS_INDEX_URL

# In the requirements, by variables; the other packages are from the usual index
project variables
printf -- '--extra-index-url http://${INDEX_USER}:${INDEX_PASSWORD}@%s:8080/simple/\ninhouse\nfromsource\nsix\n' "$address" >"$project/requirements.txt"
no_cache variables
export INDEX_USER=$user INDEX_PASSWORD=$password
built 'a login in variables of the requirements' image && {
	works 'a login in variables of the requirements'
	holds_no_secret 'a login in variables of the requirements'
}
unset INDEX_USER INDEX_PASSWORD

# In the requirements themselves, which are not the app
project literal
mkdir "$project/app"
printf -- '--extra-index-url http://%s:%s@%s:8080/simple/\ninhouse\nfromsource\n' "$user" "$password" "$address" >"$project/requirements.txt"
no_cache literal
built 'a login in the requirements' image SCIBIDS_APP=app && {
	works 'a login in the requirements'
	holds_no_secret 'a login in the requirements'
	like "$said" 'requirements\.txt:1: a URL holds a password or token: keep it in a netrc file \(SCIBIDS_NETRC\)' 'and a warning'
}
finish
