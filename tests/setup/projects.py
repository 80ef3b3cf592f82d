"""A copy of the project in a folder of its own, and a clean environment to run its commands in."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from pathlib import Path

from tests.setup.hygiene import ROOT, files

# Where nobody listens: a machine without a network, as far as pip can tell.
OFFLINE = {
    "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
    "PIP_EXTRA_INDEX_URL": "",
    "PIP_FIND_LINKS": "",
    "PIP_CONFIG_FILE": os.devnull,
    "PIP_RETRIES": "0",
    "NO_PROXY": "127.0.0.1",
    "no_proxy": "127.0.0.1",
}


def copy_of_project(folder: Path) -> Path:
    """What a clone of this state of the project would hold."""
    for path in files():
        target = folder / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, target)
    return folder


def outside_environment(**changes: str) -> dict[str, str]:
    """This process's environment, as it would be in a shell where nothing of ours is activated."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(
            ("PYTEST", "COV", "BPKIT", "JUPYTER", "JPY", "VIRTUAL_ENV", "NUMBA", "MAKE", "MFLAGS")
        )
    }
    own = str(Path(os.environ.get("VIRTUAL_ENV", os.devnull)) / "bin")
    ours = {own, str(ROOT / ".venv" / "bin")} | {
        str(ROOT / "build" / name / "bin") for name in ("oldest", "newest")
    }
    environment["PATH"] = os.pathsep.join(p for p in environment["PATH"].split(os.pathsep) if p not in ours)
    return environment | changes


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
    return port


def python_of_version(version: str) -> str | None:
    """The interpreter that find_python.sh finds for ``version``, or None."""
    script = ROOT / "requirements" / "find_python.sh"
    found = subprocess.run(
        ["sh", str(script), version],
        cwd=ROOT,
        env=outside_environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    return found.stdout.strip() or None
