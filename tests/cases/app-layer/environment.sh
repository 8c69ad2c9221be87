# environment DIR TYPE [LABEL...]: what is known of an image of two layers
sha() { sha256sum | cut -d' ' -f1; }
environment() {
	dir=$1 type=$2 one=$(echo 1 | sha) two=$(echo 2 | sha)
	mkdir -p "$dir"
	printf '{"architecture":"amd64","config":{"Cmd":["x"],"Labels":{"a":"b","scibids.key":"old"}},"created":"2026-01-01T00:00:00Z","os":"linux","rootfs":{"type":"layers","diff_ids":["sha256:%s","sha256:%s"]}}' \
		"$one" "$two" >"$dir/config.json"
	cat >"$dir/manifest.json" <<-END
	{
	  "schemaVersion": 2,
	  "mediaType": "application/vnd.oci.image.manifest.v1+json",
	  "config": {
	    "mediaType": "application/vnd.oci.image.config.v1+json",
	    "digest": "sha256:$(sha <"$dir/config.json")",
	    "size": $(wc -c <"$dir/config.json")
	  },
	  "layers": [
	    {
	      "mediaType": "$type",
	      "digest": "sha256:$one",
	      "size": 100000
	    },
	    {
	      "mediaType": "$type",
	      "digest": "sha256:$two",
	      "size": 100
	    }
	  ]
	}
	END
	printf 'scibids.key=old\n' >"$dir/labels"
	facts "$dir"
}
facts() { printf 'key: 0123\ndigest: sha256:%s\nunpacked: 500000\n' "$(sha <"$1/manifest.json")" >"$1/facts"; }
cat >Dockerfile <<'END'
FROM base AS toolbox
FROM base AS app-files
COPY . /layer/app/
RUN --network=none chmod -R a-s,u+rwX,go+rX,go-w /layer && find /layer -exec touch -h -d @315532800 {} +
FROM base AS app-imports
RUN --network=none --mount=type=bind,from=trimmed,target=/trimmed --mount=type=bind,from=app-files,source=/layer/app,target=/app \
    --mount=type=bind,from=scibids,source=proof,target=/mnt python3 -IB /mnt/app_imports.py /trimmed /app /proved
FROM app-files AS app
COPY --from=proved / /layer/
COPY --from=app-imports /proved/ /layer/
FROM packages AS final
COPY --link --from=app /layer/ /
CMD ["x"]
END
printf '*.log\n' >ignore
umask 022
mkdir -p app/package/empty
printf 'print(1)\n' >app/main.py
chmod 700 app/main.py
: >app/package/__init__.py
printf 'not this\n' >app/x.log
ln -s main.py app/link
layer() { # OPTION... APP [COMMAND...]
	scibids-app-layer -e env -f Dockerfile -i ignore -k 0123 -n app -t abcd -t latest -l scibids.key=abcd "$@"
}
hash() { scibids-hash app --plain-modes --ignore ignore "$1"; }
oci=application/vnd.oci.image.layer.v1.tar
