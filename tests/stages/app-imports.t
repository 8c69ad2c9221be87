#!/bin/sh
# What an app imports and trimming has taken: by import, by a name for importlib, in a notebook; and what does not count.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# shellcheck source=tests/tap.sh
. tests/tap.sh
script=$PWD/dockerfiles/scripts/proof/app_imports.py
mkdir "$work/trimmed"
{
	printf 'pandas\ttests\t10\tpandas/tests/__init__.py\npandas\ttests\t10\tpandas/tests/io/common.py\n'
	printf 'numpy\tsymbols\t10\tnumpy/core.so\nmarkupsafe\tpython\t10\tmarkupsafe/__init__.py\n'
	printf 'python\ttests\t10\tlib/python3.13/test/support/__init__.py\npython\tdesktop\t10\tlib/python3.13/tkinter/__init__.py\n'
	printf 'python\tlibrary\t10\tlib/python3.13/json/__init__.py\n'
} >"$work/trimmed/small.tsv"

imports() { # NAME TEXT: a module of the app
	mkdir -p "$(dirname "$work/app/$1")"
	printf '%b' "$2" >"$work/app/$1"
}
look() { # EXPECTED-STATUS: leaves $said
	status=0
	said=$(python3 -IB "$script" "$work/trimmed" "$work/app" "$work/proved" 2>&1) || status=$?
	rm -rf "$work/app" "$work/proved"
}
imports main.py 'import json, numpy, markupsafe\nimport pandas.api\n'
look
is "$status $said" '0 ' 'what is there may be imported'
imports sub/data.py 'import os\nfrom pandas.tests.io import common\n'
look
is "$status $said" '1 scibids: proof: app: sub/data.py:2 imports pandas.tests.io.common, which was trimmed
scibids: untrim pandas: the app imports pandas.tests.io.common (sub/data.py:2)' 'a part that was taken is given back'
imports main.py 'import importlib\nm = importlib.import_module("pandas.tests")\n'
look
like "$status $said" '^1 .*main\.py:2 imports pandas\.tests,' 'so is one that importlib is told'
imports settings.py 'PLUGINS = ["os", "pandas.tests.io.common"]\n'
look
like "$said" '^scibids: untrim pandas: ' 'and one that a string names'
imports a.ipynb '{"cells": [{"cell_type": "code", "source": ["%matplotlib inline\\n", "from test import support"]}]}'
look
like "$said" '^scibids: untrim python:tests: the app imports test.support \(a\.ipynb:2\)$' "a notebook's import, of the interpreter"
imports main.py 'import test.support\nimport pandas.tests\n'
imports test/support.py ''
imports pandas.py ''
look
is "$status $said" '0 ' 'what the app has itself is its own'
imports main.py 'try:\n    import pandas.tests\nexcept ImportError:\n    pandas = None\n'
look
is "$status $said" '0 ' 'nor does an import count that may fail'
imports gui.py 'import tkinter.ttk\n'
look
is "$status $said" '0 scibids: note: app: gui.py:1 imports tkinter, and the image does not have it: it needs Tk: set SCIBIDS_RUNTIME_APKS=tk' \
	'what cannot be given back is a note'
imports latin.py '# -*- coding: latin-1 -*-\nx = "\344"\nimport pandas.tests\n'
look
like "$said" '^scibids: untrim pandas: ' 'a file is read in its own encoding'
imports broken.py 'print "two"\n'
imports latin.py '# \344\nimport pandas.tests\n'
look
is "$status $said" '0 ' 'files that are not Python are skipped'
finish
