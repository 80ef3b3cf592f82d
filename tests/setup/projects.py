"""A copy of the project in a folder of its own, and a clean environment to run its commands in."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

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
        if not name.startswith(("PYTEST", "COV", "BPKIT", "JUPYTER", "JPY", "VIRTUAL_ENV", "NUMBA", "MAKE", "MFLAGS"))
    }
    own = str(Path(os.environ.get("VIRTUAL_ENV", os.devnull)) / "bin")
    ours = {own, str(ROOT / ".venv" / "bin")} | {str(ROOT / "build" / name / "bin") for name in ("oldest", "newest")}
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


@contextmanager
def running_server(command: list[str], cwd: Path, environment: dict[str, str], log: Path) -> Iterator[None]:
    """A server in a process group of its own, ended with all its kernels; its output in ``log``."""
    with log.open("wb") as output:
        server = subprocess.Popen(
            command, cwd=cwd, env=environment, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )
    try:
        yield
    finally:
        with suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGTERM)
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()


def ask(address: str, seconds: float = 60) -> Any:
    """The JSON that a server answers, which may still be starting."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:
                return json.load(answer)
        except (OSError, ValueError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def shows_lessons_and_no_news(port: int, token: str) -> None:
    """What a learner's JupyterLab must answer: the lessons, nothing of ours, and no news popup."""
    base = f"http://127.0.0.1:{port}"
    contents = ask(f"{base}/api/contents?token={token}", seconds=60)["content"]
    names = {entry["name"] for entry in contents}
    assert "00_start_here.ipynb" in names
    assert not names & {"src", "solved", "autograder", "Makefile"}
    settings = ask(f"{base}/lab/api/settings/@jupyterlab/apputils-extension:notification?token={token}")
    # What JupyterLab itself would ask for the popup: the defaults after our overrides.
    assert settings["schema"]["properties"]["fetchNews"]["default"] == "false"
    assert settings["schema"]["properties"]["checkForUpdates"]["default"] is False
