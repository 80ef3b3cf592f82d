"""The whole way of a learner on a new machine: a clone, make lab, an edit, a newer version of the course."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.setup.projects import (
    copy_of_project,
    free_port,
    outside_environment,
    python_of_version,
    running_server,
    shows_lessons_and_no_news,
)

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

# Of the Pythons that the course promises, those on this machine; its own is always one.
PYTHONS = [python for version in ("3.11", "3.12", "3.13") if (python := python_of_version(version))] or [sys.executable]


def test_make_lab_twice_with_an_edit_between(tmp_path: Path) -> None:
    project = copy_of_project(tmp_path / "my projects" / "course")  # a blank in the path must not matter
    environment = outside_environment(HOME=str(tmp_path))
    token = "word"

    def make(*arguments: str) -> str:
        done = subprocess.run(
            ["make", *arguments],
            cwd=project,
            env=environment,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
        return done.stdout

    def lab() -> float:
        port = free_port()
        options = f"--no-browser --IdentityProvider.token={token}"
        began = time.perf_counter()
        command = ["make", "lab", f"PORT={port}", f"LAB_ARGS={options}"]
        with running_server(command, project, environment, tmp_path / "lab.log"):
            shows_lessons_and_no_news(port, token)
            seconds = time.perf_counter() - began
        printed = (tmp_path / "lab.log").read_text(encoding="utf-8")
        assert f":{port}/lab/tree/00_start_here.ipynb" in printed  # where there is no browser to open it
        return seconds

    make("setup")
    lab()
    lesson = project / "my-course" / "00_start_here.ipynb"
    notebook = json.loads(lesson.read_text(encoding="utf-8"))
    notebook["cells"][0]["source"] = ["my own words"]
    lesson.write_text(json.dumps(notebook), encoding="utf-8")
    edited = lesson.read_bytes()

    shipped = project / "lessons" / lesson.name
    shipped.write_text(shipped.read_text(encoding="utf-8") + "\n", encoding="utf-8")  # as a git pull would
    seconds = lab()
    assert lesson.read_bytes() == edited
    assert "Making" not in (tmp_path / "lab.log").read_text(encoding="utf-8")
    assert seconds < 15

    make("clean")
    assert lesson.read_bytes() == edited
    assert (project / ".venv").exists()


@pytest.mark.parametrize("base", PYTHONS)
def test_the_course_on_each_python(base: str, tmp_path: Path) -> None:
    """Set up, doctor, lessons, the main job; then a change of settings, which installs no package."""
    project = copy_of_project(tmp_path / "course")
    environment = outside_environment(HOME=str(tmp_path))
    command = [base, "requirements/install.py", "course"]

    def run(*command: str) -> str:
        done = subprocess.run(
            command, cwd=project, env=environment, capture_output=True, text=True, timeout=600, check=False
        )
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
        return done.stdout

    assert "Ready" in run(*command)
    assert run(*command) == ""
    python = str(project / ".venv" / "bin" / "python")
    assert "All is well." in run(python, "-m", "bpkit", "doctor")
    assert "00_start_here.ipynb: new" in run(python, "-m", "bpkit", "start", "my-course")
    priced = run(python, "-m", "bpkit", "houses", "--features", "six", "--epochs", "2", "--json")
    assert json.loads(priced)["features"] == "six"
    pyproject = project / "pyproject.toml"
    pyproject.write_text(pyproject.read_text(encoding="utf-8") + "\n# changed\n", encoding="utf-8")
    again = run(*command)
    assert "the course itself" in again
    assert "packages of" not in again
