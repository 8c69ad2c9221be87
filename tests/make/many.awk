# awk -v n=COUNT: a resolution of so many packages as the resolver writes it: each tenth is required by the project, each other one by two
# before it. -v built=M: the first M are built from source.
BEGIN {
	print "{\"time\": \"2026-01-01T00:00:00Z\", \"packages\": ["
	for (i = 0; i < n; i++) {
		name = sprintf("package-%03d", i)
		source = i < built ? "sdist" : "wheel"
		printf "{\"name\": \"%s\", \"version\": \"1.%d\", \"source\": \"%s\", \"reason\": \"%s\", ", name, i, source,
			i < built ? "no wheel fits" : "a wheel fits"
		printf "\"artifact\": \"package_%03d-1.%d%s\", \"sha256\": \"%064d\", \"size\": %d, ", i, i,
			i < built ? ".tar.gz" : "-py3-none-any.whl", i, i * 7919 % 5000000
		printf "\"required\": [%s], \"requires\": [", i % 10 ? "" : "\"" name "\""
		if (i > 1)
			printf "\"package-%03d>=1,<2\", \"package-%03d\"", i / 2, i / 3
		print "]}" (i < n - 1 ? "," : "")
	}
	print "]}"
}
