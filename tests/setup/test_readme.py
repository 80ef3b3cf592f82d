"""What the README tells people to type is what works."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.setup.hygiene import ROOT
from tests.setup.projects import copy_of_project, outside_environment

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)


def test_every_make_command_of_the_readme_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    mentioned = set(re.findall(r"`make ([a-z-]+)", README)) | set(re.findall(r"^make ([a-z-]+)", README, re.MULTILINE))
    assert {"lab", "test", "lessons"} <= mentioned
    assert mentioned <= targets


def test_every_place_of_the_readme_exists() -> None:
    for link in re.findall(r"\]\((?!https?://)([^)#]+)\)", README):
        assert (ROOT / link).exists(), link
    for cell in re.findall(r"^\| (`.+?`.*?) \|", README, re.MULTILINE):
        for place in re.findall(r"`([^`]+/)`|`([^`]+\.py)`", cell):
            assert (ROOT / "".join(place)).exists(), place


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_three_lines_without_make(tmp_path: Path) -> None:
    lines = next(block for block in BLOCKS if "-m venv" in block).splitlines()
    assert len(lines) == 3
    project = copy_of_project(tmp_path / "course")
    start = next(block for block in BLOCKS if "bpkit start" in block).splitlines()[0]
    for line in [*lines, start]:
        typed = line.replace("\\", "/").replace("/Scripts/", "/bin/")  # as the README says for other systems
        command = [sys.executable if typed.startswith("python ") else typed.split()[0], *typed.split()[1:]]
        done = subprocess.run(
            command, cwd=project, env=outside_environment(HOME=str(tmp_path)), capture_output=True, text=True,
            timeout=600, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    assert (project / "my-course" / "00_start_here.ipynb").exists()
    assert (project / ".venv" / "bin" / "jupyter-lab").exists()
