"""Make .venv and install the course into it: what make, CI and people without make use.

python requirements/install.py course          what JupyterLab and the lessons need
python requirements/install.py dev             that and the tools of its authors
python requirements/install.py dev --venv DIR  into another folder

Run it as often as you like: it does only what is missing, and starts afresh after an interrupted run.

This file and environment.py must be *read* by Pythons that are too old to run them (2.7 as well), so that
they can say so. Hence no f-strings, no annotations, no pathlib, and plain ASCII.
"""

import argparse
import glob
import hashlib
import os
import sys

from environment import ROOT, Environment, Refusal, say

OLDEST_PYTHON = (3, 11)
INCLUDED_IN = {"course": ["course"], "dev": ["course", "dev"], "oldest": ["oldest"]}


def check_python():
    """Refuse a Python that is too old, or one that cannot make environments."""
    if sys.version_info < OLDEST_PYTHON:
        raise Refusal(
            "This is Python %s (%s), and the course needs 3.11 or newer: install one (from python.org or "
            "with your system's packages) and name it, for example: make setup PYTHON=python3.12"
            % (sys.version.split()[0], sys.executable)
        )
    from importlib.util import find_spec

    if find_spec("venv") is None or find_spec("ensurepip") is None:
        raise Refusal(
            "This Python (%s) cannot make environments (it has no venv module): on Debian or Ubuntu run, as "
            "root, 'apt install python3-venv' or 'apt install python%d.%d-venv'; elsewhere install Python "
            "from python.org; then run the same command again." % ((sys.executable,) + sys.version_info[:2])
        )


def digest(*names):
    """One hash over files of the project, by name and content."""
    total = hashlib.sha256()
    for name in names:
        with open(os.path.join(ROOT, name), "rb") as file:
            total.update(name.encode() + b"\0" + file.read().replace(b"\r\n", b"\n") + b"\0")
    return total.hexdigest()


def shared_files():
    """The files that an install copies out of the project: when one changes, they must be copied again."""
    found = glob.glob(os.path.join(ROOT, "share", "**", "*.json"), recursive=True)
    return sorted(os.path.relpath(name, ROOT).replace(os.sep, "/") for name in found)


def install_locked(environment, which, done):
    """Install a lock, by its hashes, and from ready-made files only: nothing compiles at a learner's."""
    lock = "requirements/%s.txt" % which
    with open(os.path.join(ROOT, lock)) as file:
        expected = len({line.split("==")[0] for line in file if "==" in line and not line.startswith("#")})
    try:
        options = ["--require-hashes", "--only-binary", ":all:"]
        environment.pip(options + ["-r", lock], "packages of " + lock, expected)
    except Refusal:
        # While pip only tried to download, the environment stays what it was: the next run goes on with it.
        if not environment.log_has(b"Installing collected packages"):
            environment.write("ready", done)
        raise


def install(which, folder):
    """Bring the environment in ``folder`` to the requirement set ``which``; do nothing if it is there."""
    check_python()
    environment = Environment(folder)
    wanted = {name: digest("requirements/%s.txt" % name) for name in INCLUDED_IN[which]}
    project = digest("pyproject.toml", *shared_files())
    done = environment.prepare()
    has_all = all(done["installed"].get(name) == value for name, value in wanted.items())
    if has_all and done["project"] == project:
        return
    environment.write("installing", done)
    if not has_all:
        install_locked(environment, which, done)
    # A call of its own: pip refuses a folder among hashed requirements.
    environment.pip(["--no-deps", "--no-build-isolation", "-e", "."], "the course itself")
    environment.write("ready", dict(done, installed=dict(done["installed"], **wanted), project=project))
    say("Ready: %s holds what requirements/%s.txt lists." % (environment.folder, which))


def main():
    """Read the command line; turn a refusal into one sentence and exit code 1."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("which", choices=sorted(INCLUDED_IN), help="the set of packages to install")
    parser.add_argument(
        "--venv", default=os.path.join(ROOT, ".venv"), help="the folder (default: .venv in the project)"
    )
    arguments = parser.parse_args()
    try:
        install(arguments.which, arguments.venv)
    except Refusal as refusal:
        sys.stderr.write("\n%s\n" % refusal)
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped. The next run starts afresh.\n")
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
