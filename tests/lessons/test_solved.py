"""The solved notebooks: they run, give the outputs that they hold, and hold nothing of the machine that ran them.

Each is validated by nbval in a learner's folder of its own, with what the lessons before it left in ``mine``.
"""

from __future__ import annotations

import base64
import os
import re
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from packaging.requirements import Requirement

from autograder import build
from autograder.solving import NOT_WITH, RUN_WITH
from tests.marks import needs_numba

SOLVED = build.ROOT / "lessons" / "solved"
PYTEST = [sys.executable, "-m", "pytest", "-q", "-c", os.devnull, "--rootdir", ".", "-p", "no:cacheprovider"]
LESSONS = [path.stem for path in build.sources()]
every_lesson = pytest.mark.parametrize("name", LESSONS)
MACHINE = {
    "a path": r"(?<![\w/.:])(?:~/[\w.]|[A-Z]:\\|/(?:home|root|Users|tmp|work|usr|opt|var|private)/\w)",
    "an address": r"\b0x[0-9a-fA-F]{6,}\b",
    "a date": r"\b20\d\d-[01]\d-[0-3]\d\b",
    "a time of day": r"\b[0-2]\d:[0-5]\d:[0-5]\d\b",
    "a version": r"(?i)\b(?:python|numpy|numba|scipy|pandas|matplotlib|jupyterlab|torch)[ =v]*\d+\.\d+",
}
INSTALLED = ("a version",)  # what a cell that is not compared may show: lesson 0 says what is installed


def read(name: str) -> NotebookNode:
    return nbformat.read(SOLVED / f"{name}.ipynb", as_version=4)


def outputs(cell: NotebookNode) -> str:
    """All that a cell shows, as text; its pictures left out."""
    shown = [{**output, "data": {**output.get("data", {}), "image/png": ""}} for output in cell.get("outputs", ())]
    return "\n".join(str(output).replace("\\n", "\n") for output in shown)


def packages_of_the_lock() -> bool:
    """Whether the packages here are those that made the notebooks; with others a last digit may differ."""
    lines = (build.ROOT / "requirements" / "dev.txt").read_text(encoding="utf-8").splitlines()
    pins = [Requirement(line.rstrip(" \\")) for line in lines if re.match(r"(numpy|scipy|pandas|ipython)==", line)]
    here = [pin for pin in pins if pin.marker is None or pin.marker.evaluate()]
    assert {pin.name for pin in here} == {"numpy", "scipy", "pandas", "ipython"}
    return all(pin.specifier.contains(version(pin.name)) for pin in here)


# Without Numba the doctor of lesson 0 rightly misses it, and lesson 13 is about it.
@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=needs_numba) if name[:2] in ("00", "13") else name for name in LESSONS]
)
def test_nbval(name: str, tmp_path: Path) -> None:
    shutil.copy(SOLVED / f"{name}.ipynb", tmp_path)
    (tmp_path / "mine").mkdir()
    for kept in (SOLVED / "mine").glob("lesson_[0-9][0-9].py"):
        if kept.stem[-2:] < name[:2]:
            shutil.copy(kept, tmp_path / "mine")
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST")}
    environment = {key: value for key, value in environment.items() if key not in NOT_WITH} | RUN_WITH
    how = "--nbval" if packages_of_the_lock() else "--nbval-lax"
    done = subprocess.run(
        [*PYTEST, how, "--nbval-current-env", "--nbval-cell-timeout", "200", f"{name}.ipynb"],
        check=False,
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=280,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"\d+ passed", done.stdout)


@every_lesson
def test_solved_is_the_students_notebook_with_answers(name: str) -> None:
    source = build.solved(build.read(next(path for path in build.sources() if path.stem == name)))
    assert [cell.source for cell in read(name).cells] == [cell.source for cell in source.cells]


@every_lesson
def test_every_check_and_every_review_question_is_answered_rightly(name: str) -> None:
    for cell in read(name).cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id", "").startswith("check_"):
            assert re.match(r"\w+: right, [\d.]+ points?\. Kept in mine/lesson_\d\d\.py\.\n$", cell.outputs[0].text)
        if cell.source.startswith('review("'):
            assert "**Right.**" in cell.outputs[0].data["text/markdown"]


@every_lesson
def test_every_code_cell_was_run_in_order_and_none_wrote_to_stderr(name: str) -> None:
    cells = [cell for cell in read(name).cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    assert [cell["id"] for cell in cells for output in cell.outputs if output.get("name") == "stderr"] == []


@every_lesson
def test_nothing_of_a_machine(name: str) -> None:
    for cell in read(name).cells:
        for kind, pattern in MACHINE.items():
            if kind not in INSTALLED or "nbval-ignore-output" not in cell.metadata.get("tags", ()):
                assert re.search(pattern, outputs(cell)) is None, f"{cell['id']} shows {kind}"
        for output in cell.get("outputs", ()):
            assert "application/vnd.jupyter.widget-view+json" not in output.get("data", {})
            assert b"tEXt" not in base64.b64decode(output.get("data", {}).get("image/png", ""))
    assert "execution" not in str([cell.metadata for cell in read(name).cells])


def test_the_patterns_find_what_they_look_for() -> None:
    examples = {
        "a path": 'File "/opt/somewhere/lesson.py"',
        "an address": "<function f at 0x7f3a2c1b0d30>",
        "a date": "2026-11-25",
        "a time of day": "at 12:30:00",
        "a version": "NumPy 2.4.6",
    }
    assert {kind for kind, text in examples.items() if re.search(MACHINE[kind], text)} == set(MACHINE)


@pytest.mark.slow
def test_two_builds_give_the_same_bytes(tmp_path: Path) -> None:
    def build_once(folder: Path) -> dict[str, NotebookNode]:
        notebooks = {path.stem: nbformat.read(path, as_version=4) for path in build.build_solved(folder)}
        for cell in (cell for notebook in notebooks.values() for cell in notebook.cells):
            if "nbval-ignore-output" in cell.metadata.get("tags", ()):
                cell.outputs = []
        return notebooks

    first, second = build_once(tmp_path / "first"), build_once(tmp_path / "second")
    assert [name for name in first if first[name] != second[name]] == []
    folders = [tmp_path / name / "mine" for name in ("first", "second")]
    mine = [{path.name: path.read_bytes() for path in folder.glob("*.*")} for folder in folders]
    assert mine[0] == mine[1]
