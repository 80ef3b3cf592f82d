"""Stock nbgrader, its own commands, on our lessons: everybody gets the marks that the answers deserve."""

from __future__ import annotations

import ast
import csv
from pathlib import Path

import pytest
from nbformat import NotebookNode

from autograder import build
from tests.nbgrader.answers import ABOVE, BROKEN, FLOOD, INSIDE, WRONG
from tests.nbgrader.course import LESSONS, Course, answered, cell_of

ALL_FOUR = [name for name in WRONG if name in LESSONS]  # lessons in which known mistakes are handed in as well
THE_OTHERS = [name for name in LESSONS if name not in WRONG]
BROKEN_IN = "02_forward_and_backward"


def one_worker(names: list[str]) -> list[object]:
    """A lesson is graded once, by one worker."""
    return [pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in names]


def noisy(notebook: NotebookNode, names: list[str]) -> NotebookNode:
    """Right answers that warn on stderr at every call."""
    for name in names:
        cell = cell_of(notebook, name)
        tree = ast.parse(cell.source)
        function = next(part for part in tree.body if isinstance(part, ast.FunctionDef) and part.name == name)
        function.body[1:1] = ast.parse(INSIDE).body  # after the docstring
        cell.source = f"{ABOVE}\n{ast.unparse(tree)}"
    return notebook


@pytest.fixture(scope="module", params=one_worker(ALL_FOUR))
def course(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A lesson released, handed in by four learners, autograded, with feedback."""
    course = Course(tmp_path_factory.mktemp("course"), request.param)
    wrong = {name: row.answer for name, row in WRONG[course.lesson].items()}
    course.hand_in("solved", build.solved(course.source))
    course.hand_in("untouched", build.student(course.source))
    course.hand_in("mistaken", answered(build.solved(course.source), wrong))
    course.hand_in("noisy", noisy(build.solved(course.source), list(course.full_marks())))
    course.grade()
    return course


def test_release_is_our_student_notebook_to_the_byte(course: Course, tmp_path: Path) -> None:
    build.write(build.student(course.source), tmp_path / "ours.ipynb")
    released = course.folder / "release" / course.lesson / f"{course.lesson}.ipynb"
    assert released.read_bytes() == (tmp_path / "ours.ipynb").read_bytes()


def test_a_solved_notebook_gets_full_marks(course: Course) -> None:
    assert course.marks("solved") == course.full_marks()


def test_an_untouched_notebook_gets_none(course: Course) -> None:
    assert course.marks("untouched") == dict.fromkeys(course.full_marks(), 0)


def test_known_mistakes_get_the_marks_that_they_deserve(course: Course) -> None:
    deserved = {name: row.earns for name, row in WRONG[course.lesson].items()}
    assert course.marks("mistaken") == course.full_marks() | deserved


def test_the_feedback_names_every_mistake_and_praises_no_wrong_answer(course: Course) -> None:
    page = course.feedback("mistaken")
    for name, row in WRONG[course.lesson].items():
        assert row.says in page
        assert f"{name}: right" not in page
    assert page.count(": right, ") == len(course.full_marks()) - len(WRONG[course.lesson])


def test_right_answers_that_warn_on_stderr_get_full_marks(course: Course) -> None:
    assert course.marks("noisy") == course.full_marks()


def test_the_noise_was_there(course: Course) -> None:
    """The lesson's own cells call the same functions, and show what they write; else the test above shows nothing."""
    written = ""
    for cell in course.graded("noisy").cells:
        if not cell.metadata.get("nbgrader", {}).get("grade"):
            written += "".join(output.text for output in cell.get("outputs", ()) if output.get("name") == "stderr")
    assert "WARNING:learner:careful" in written
    assert "UserWarning: careful" in written


def test_no_widget_runs_while_grading(course: Course) -> None:
    graded = str(course.graded("solved"))
    assert "application/vnd.jupyter.widget-view+json" not in graded
    assert "image/png" in graded


def test_export_writes_a_row_for_each_student(course: Course, tmp_path: Path) -> None:
    course.nbgrader("export", "--to", str(tmp_path / "grades.csv"))
    with (tmp_path / "grades.csv").open(encoding="utf-8") as file:
        scores = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    full = sum(course.full_marks().values())
    lost = sum(course.full_marks()[name] - row.earns for name, row in WRONG[course.lesson].items())
    assert scores == {"solved": full, "noisy": full, "untouched": 0, "mistaken": full - lost}


# A class's own folder may have settings of its own: here, less patience.
IMPATIENT = """
from autograder import stock

stock.CELL_SECONDS = 4.0
c = get_config()
c.Execute.iopub_timeout = 4
"""


@pytest.mark.xdist_group("broken")
def test_a_broken_cell_costs_its_own_marks_alone(tmp_path: Path) -> None:
    course = Course(tmp_path, BROKEN_IN)
    (tmp_path / "nbgrader_config.py").write_text(IMPATIENT, encoding="utf-8")
    course.hand_in("broken", answered(build.solved(course.source), BROKEN | FLOOD))
    course.grade()
    assert course.marks("broken") == course.full_marks() | dict.fromkeys(BROKEN, 0)
    assert "Stopped after 5 seconds" in course.feedback("broken")


@pytest.mark.slow
@pytest.mark.parametrize("lesson", one_worker(THE_OTHERS))
def test_every_other_lesson_solved_and_untouched(lesson: str, tmp_path: Path) -> None:
    course = Course(tmp_path, lesson)
    course.hand_in("solved", build.solved(course.source), mine=build.ROOT / "lessons" / "solved" / "mine")
    course.hand_in("untouched", build.student(course.source))
    course.grade()
    assert course.marks("solved") == course.full_marks()
    assert course.marks("untouched") == dict.fromkeys(course.full_marks(), 0)
