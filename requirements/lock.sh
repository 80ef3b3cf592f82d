#!/bin/sh
# Compiles every requirement file. They hold names, versions and hashes, and no address: any index or mirror serves.
# One resolution for Pythons 3.11 and newer; where they need different versions, markers say so.
set -eu
compile() {
    uv pip compile pyproject.toml --group build --extra lab --quiet --no-config --upgrade --universal --python-version 3.11 \
        --generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" "$@"
}
compile --extra dev -o requirements/dev.txt
compile -c requirements/dev.txt -o requirements/course.txt
compile --extra dev --resolution lowest-direct -o requirements/oldest.txt
# repo2docker rebuilds everything when its file names another local one, so Binder gets a copy.
cp requirements/course.txt binder/requirements.txt
