# Sourced by the cases: where images.py is, and scibids-diff with its exit status.
export PYTHONPATH="$SCIBIDS/tests/cases/diff" PYTHONDONTWRITEBYTECODE=1
differ() {
	echo "\$ scibids-diff $*"
	scibids-diff "$@" 2>&1 || echo "exit $?"
}
