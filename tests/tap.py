"""TAP for tests that are written in Python, as tests/tap.sh for sh: `sys.path.insert(0, "tests")`, then `from tap import ...`."""
import sys

count = bad = 0


def ok(good, text, *details):
    """DETAILS are shown if the test fails, on stderr, which prove passes on."""
    global count, bad
    count, bad = count + 1, bad + (not good)
    print(f"{'' if good else 'not '}ok {count} - {text}", flush=True)
    if not good:
        print(f"# not ok {count} - {text}", *details, sep="\n# ", file=sys.stderr)


def is_(got, wanted, text):
    ok(got == wanted, text, f"got    {got!r}", f"wanted {wanted!r}")


def finish():
    print(f"1..{count}")
    sys.exit(bad > 0)
