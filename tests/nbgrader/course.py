"""A class in a folder of its own, driven by nbgrader's own commands from a shell in which nothing is activated."""

from __future__ import annotations

import html
import os
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook

from autograder import build
from tests.setup.projects import outside_environment

NBGRADER = Path(sys.executable).parent / "nbgrader"
# Every lesson with points, by name. A new one is picked up as soon as its source is there.
LESSONS = {path.stem: path for path in build.sources() if '# %% check="' in path.read_text(encoding="utf-8")}


class Course:
    """``folder`` as nbgrader's course directory, with the source of one lesson in it."""

    def __init__(self, folder: Path, lesson: str) -> None:
        self.folder, self.lesson = folder, lesson
        self.source = build.read(LESSONS[lesson])
        build.write(self.source, folder / "source" / lesson / f"{lesson}.ipynb")
        self.home = folder / "settings"  # the instructor's own settings and kernels must play no part
        self.home.mkdir(parents=True, exist_ok=True)

    def nbgrader(self, command: str, *arguments: str) -> str:
        """Run one command to its end; what it said."""
        names = ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR")
        environment = outside_environment(**dict.fromkeys(names, str(self.home)))
        environment.pop("MPLBACKEND", None)  # a test's own; a notebook draws inline
        if "NUMBA_CACHE_DIR" in os.environ:  # two environments must not share one
            environment["NUMBA_CACHE_DIR"] = os.environ["NUMBA_CACHE_DIR"]
        done = subprocess.run(
            [NBGRADER, command, *arguments, f"--CourseDirectory.root={self.folder}"],
            check=False,
            cwd=build.ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=280,
        )
        said = done.stdout + done.stderr
        assert done.returncode == 0, said
        return said

    def hand_in(self, student: str, notebook: NotebookNode, mine: Path | None = None) -> None:
        """A notebook, and from ``mine`` what the student wrote in the lessons before."""
        place = self.folder / "submitted" / student / self.lesson
        build.write(notebook, place / f"{self.lesson}.ipynb")
        for kept in sorted(mine.glob("lesson_[0-9][0-9].py")) if mine else ():
            if kept.stem[-2:] < self.lesson[:2]:
                (place / "mine").mkdir(exist_ok=True)
                shutil.copy(kept, place / "mine")

    def grade(self) -> None:
        """Release, autograde and give feedback."""
        for command in ("generate_assignment", "autograde", "generate_feedback"):
            self.nbgrader(command, self.lesson)

    def marks(self, student: str) -> dict[str, float]:
        """Points for each check, by exercise, as the gradebook has them."""
        with Gradebook(f"sqlite:///{self.folder / 'gradebook.db'}", "bpkit") as book:
            grades = book.find_submission_notebook(self.lesson, self.lesson, student).grades
            checks = [grade for grade in grades if grade.name.startswith("check_")]
            return {grade.name.removeprefix("check_"): grade.score for grade in checks}

    def graded(self, student: str) -> NotebookNode:
        """The notebook as it was run for the marks."""
        path = self.folder / "autograded" / student / self.lesson / f"{self.lesson}.ipynb"
        return nbformat.read(path, as_version=4)

    def feedback(self, student: str) -> str:
        """The text of the page that the student gets."""
        page = (self.folder / "feedback" / student / self.lesson / f"{self.lesson}.html").read_text(encoding="utf-8")
        return " ".join(html.unescape(re.sub("<[^>]*>", "", page)).split())

    def full_marks(self) -> dict[str, float]:
        """Points of each check, by exercise; what a person reads is not among them."""
        cells = [cell.metadata.get("nbgrader", {}) for cell in self.source.cells]
        checks = [cell for cell in cells if cell.get("grade_id", "").startswith("check_")]
        return {cell["grade_id"].removeprefix("check_"): cell["points"] for cell in checks}


def cell_of(notebook: NotebookNode, grade_id: str) -> NotebookNode:
    """The cell that nbgrader knows under that name."""
    return next(cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == grade_id)


def answered(notebook: NotebookNode, answers: dict[str, str]) -> NotebookNode:
    """``notebook`` with other solutions in some of its cells."""
    for name, answer in answers.items():
        cell_of(notebook, name).source = textwrap.dedent(answer).strip()
    return notebook
