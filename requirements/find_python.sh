#!/bin/sh
# Prints the Python to use, or nothing.
#   find_python.sh           for .venv: its own again if it has one, else what `python3` is, else a newer one beside it
#   find_python.sh newest    the newest that the course knows, for `make test-all`
#   find_python.sh 3.11      that very version
# Each is really started: a name on PATH may be a shim for a version that is not there.
own=$(sed -n 's/^executable = //p' .venv/pyvenv.cfg 2>/dev/null)
case "${1:-}" in
    "")     versions="3.13 3.12 3.11"; candidates="$own python3" ;;
    newest) versions="3.13 3.12 3.11"; candidates="" ;;
    *)      versions="$1";             candidates="" ;;
esac
for version in $versions; do
    candidates="$candidates python$version $(ls -d "${PYENV_ROOT:-$HOME/.pyenv}/versions/$version".*/bin/python 2>/dev/null | tail -n 1)"
done
# One that can make environments is best; failing that, one that is new enough: install.py says what it lacks.
for needs in "sys, venv, ensurepip" "sys"; do
    for candidate in $candidates; do
        if "$candidate" -c "import $needs; sys.exit(sys.version_info < (3, 11))" >/dev/null 2>&1; then
            command -v "$candidate"
            exit
        fi
    done
done
