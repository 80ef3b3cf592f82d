"""Binder's steps without Docker: its packages, postBuild, start, the first lesson in a kernel of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.setup.hygiene import ROOT
from tests.setup.projects import (
    copy_of_project,
    free_port,
    outside_environment,
    python_of_version,
    running_server,
    shows_lessons_and_no_news,
)

RUN_LESSON = """
import sys
import nbformat
from nbclient import NotebookClient
notebook = nbformat.read(sys.argv[1], as_version=4)
NotebookClient(notebook, timeout=300, resources={"metadata": {"path": "."}}).execute()
print(sum(cell.cell_type == "code" for cell in notebook.cells), "cells ran")
"""


def test_repo2docker_renders() -> None:
    """No Docker is needed to see what it would build."""
    done = subprocess.run(
        [sys.executable, "-m", "repo2docker", "--no-build", "--debug", "."],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    rendered = done.stdout + done.stderr
    assert done.returncode == 0, rendered
    version = (ROOT / "binder" / "runtime.txt").read_text(encoding="utf-8").strip().replace("-", "=")
    assert f"Building conda environment for {version}" in rendered
    packages, sources = (rendered.index(text) for text in ('-r "binder/requirements.txt"', "COPY --chown=0:0 src/ "))
    assert packages < sources  # else every commit would download all packages again
    assert "RUN ./binder/postBuild" in rendered
    assert "/binder/start" in rendered


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_binders_steps(tmp_path: Path) -> None:
    repository = copy_of_project(tmp_path / "repository")
    version = (repository / "binder" / "runtime.txt").read_text(encoding="utf-8").strip().removeprefix("python-")
    venv = tmp_path / "environment"
    environment = outside_environment(HOME=str(tmp_path))
    environment["PATH"] = f"{venv / 'bin'}:{environment['PATH']}"

    def step(*command: str) -> str:
        done = subprocess.run(
            command, cwd=repository, env=environment, capture_output=True, text=True, timeout=600, check=False
        )
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
        return done.stdout

    # The lock serves every Python from 3.11 on: without Binder's own version this one stands in.
    step(python_of_version(version) or sys.executable, "-m", "venv", str(venv))
    step("pip", "install", "-q", "-r", "binder/requirements.txt")
    step("binder/postBuild")

    installed = Path(step("python", "-c", "import os; os.chdir('/'); import bpkit; print(bpkit.__file__)").strip())
    assert not installed.is_relative_to(repository)
    warmed = set(installed.parent.rglob("__pycache__/*.nb?"))
    assert warmed
    # What start runs finds every kernel compiled, for a processor that all hosts have.
    step("binder/start", "python", "-c", "import bpkit.train; bpkit.train.warm()")
    assert set(installed.parent.rglob("__pycache__/*.nb?")) == warmed

    port, token = free_port(), "word"
    server = [
        "binder/start",
        "jupyter",
        "lab",
        "--no-browser",
        f"--port={port}",
        f"--IdentityProvider.token={token}",
    ]
    # Containers run as jovyan; a test may run as root.
    with running_server([*server, "--allow-root"], repository, environment, tmp_path / "server.log"):
        shows_lessons_and_no_news(port, token)

    solved = next((repository / "lessons" / "solved").glob("01_*.ipynb"))
    assert "cells ran" in step("binder/start", "python", "-c", RUN_LESSON, str(solved))
