#!/bin/sh
# test_in.sh oldest|newest [pytest's arguments]: the tests in an environment of their own, build/oldest or build/newest.
set -eu
which=$1
shift
if [ "$which" = oldest ]; then
    requirements=oldest
    python=$(sh requirements/find_python.sh 3.11)
    python=${python:-$(sh requirements/find_python.sh 3.12)}
    if [ -z "$python" ]; then
        echo "The oldest packages need Python 3.11 or 3.12, and none was found: install one, or run make test alone."
        exit 1
    fi
else
    requirements=dev
    python=$(sh requirements/find_python.sh newest)
    version='import sys; print("%d.%d" % sys.version_info[:2])'
    if [ "$("$python" -c "$version")" = "$(.venv/bin/python -c "$version")" ]; then
        # The locks hold the newest packages for each Python, so make test has just run exactly this.
        echo "No Python other than .venv's was found: make test has run on the newest packages already."
        exit 0
    fi
fi
"$python" requirements/install.py "$requirements" --venv "build/$which"
# Fewer seeds, and no mutants and foreign wrong answers: how well the judge tells answers apart is no matter of packages.
# Numba's cache is not keyed by Numba's version: without a folder of its own two environments would undo each other's.
PATH="$PWD/build/$which/bin:$PATH" JUPYTER_PREFER_ENV_PATH=1 NUMBA_CACHE_DIR="$PWD/build/$which/numba-cache" BPKIT_TEST_SEEDS=5 \
    pytest -n 2 --dist loadgroup -p no:cacheprovider --ignore=tests/mutants --ignore=tests/wrong_answers "$@"
