# shellcheck shell=sh
export PYTHONPATH="$SCIBIDS/tests/cases/sbom" PYTHONDONTWRITEBYTECODE=1
sbom() { # with its exit status in the output
	status=0
	scibids-sbom "$@" || status=$?
	echo "exit $status"
}
