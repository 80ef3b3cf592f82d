"""``nbgrader validate``, which is the Validate button, says the same as the marks."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder import build
from tests.nbgrader.answers import WRONG
from tests.nbgrader.course import LESSONS, Course, answered

LESSON = next(name for name in reversed(WRONG) if name in LESSONS)
SHOWN = 60  # characters of a line that the command always shows; it cuts long lines


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return Course(tmp_path / "a class", LESSON)  # a blank in the path must not matter


def test_a_solved_notebook_passes(course: Course) -> None:
    build.write(build.solved(course.source), course.folder / "mine" / "right.ipynb")
    said = course.nbgrader("validate", str(course.folder / "mine" / "right.ipynb"))
    assert "Success! Your notebook passes all the tests." in said


def test_a_notebook_with_mistakes_fails_on_each_of_them(course: Course) -> None:
    wrong = {name: row.answer for name, row in WRONG[LESSON].items()}
    build.write(answered(build.solved(course.source), wrong), course.folder / "wrong.ipynb")
    said = course.nbgrader("validate", str(course.folder / "wrong.ipynb"))
    assert f"VALIDATION FAILED ON {len(wrong)} CELL(S)" in said
    for name, row in WRONG[LESSON].items():
        assert f"check({name})" in said
        assert (row.says[:SHOWN] if row.earns == 0 else "Partial credit") in said
