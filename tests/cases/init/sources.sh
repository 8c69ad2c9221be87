# Sourced by the cases: a library as a checkout has it, and projects beside it.
mkdir -p scibids/mk scibids/dockerfiles scibids/examples/ci
: >scibids/mk/scibids.mk
printf '# What no image should hold\n**/.git\nMakefile\n' >scibids/dockerfiles/default.dockerignore
echo 'name: image' >scibids/examples/ci/github.yml
echo 'image: docker' >scibids/examples/ci/gitlab-ci.yml
init() { # DIRECTORY OPTION...
	directory=$1
	shift
	status=0
	scibids-init "$@" -l scibids "$directory" || status=$?
	[ "$status" = 0 ] || echo "status $status"
}
