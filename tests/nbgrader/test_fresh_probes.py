"""While grading, a check asks with probes that nobody could have known, and with the same ones at a regrade."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder import build, judge
from autograder.exercise import EXERCISES
from autograder.seeds import FILE
from tests.nbgrader.course import Course, answered

LESSON = "02_forward_and_backward"
# No known mistake: its verdict quotes numbers, and so tells which probes were drawn.
ODD = """
def exp_backward(upstream, output, x):
    return upstream * output + 0.125 * upstream * upstream
"""


def learned_by_heart(name: str) -> str:
    """A function that knows what to answer to the public probes, and to nothing else."""
    probes = [probe for probe in EXERCISES[name].draw(None) if probe.raises is None]
    answers = {tuple(map(float, probe.arguments)): EXERCISES[name].reference(*probe.arguments) for probe in probes}
    table = {asked: tuple(map(float, answer)) for asked, answer in answers.items()}
    return f"def {name}(*asked):\n    return {table}[tuple(map(float, asked))]\n"


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    course = Course(tmp_path_factory.mktemp("course"), LESSON)
    handed_in = answered(
        build.solved(course.source), {"mul_backward": learned_by_heart("mul_backward"), "exp_backward": ODD}
    )
    for student in ("ada", "bob"):
        course.hand_in(student, handed_in)
    course.grade()
    return course


def sentence(course: Course, student: str) -> str:
    """What the verdict on `ODD` says."""
    _, found, rest = course.feedback(student).partition("exp_backward: ")
    assert found
    return rest.split("In [")[0].split("Score")[0]


@pytest.mark.xdist_group("fresh probes")
def test_answers_learned_by_heart_pass_in_self_study_and_earn_nothing(course: Course) -> None:
    names: dict[str, object] = {}
    exec(learned_by_heart("mul_backward"), names)
    assert judge("mul_backward", names["mul_backward"]).passed  # type: ignore[arg-type]
    assert course.marks("ada") == course.full_marks() | {"mul_backward": 0, "exp_backward": 0}


@pytest.mark.xdist_group("fresh probes")
def test_each_student_has_other_probes_and_a_regrade_the_same(course: Course) -> None:
    first = {student: sentence(course, student) for student in ("ada", "bob")}
    assert first["ada"] != first["bob"]
    course.nbgrader("autograde", LESSON, "--force")
    course.nbgrader("generate_feedback", LESSON, "--force")
    assert {student: sentence(course, student) for student in ("ada", "bob")} == first


@pytest.mark.xdist_group("fresh probes")
def test_a_students_kernel_is_not_given_the_secret(course: Course, tmp_path: Path) -> None:
    asking = Course(tmp_path, LESSON)
    asks = "import os; print(sorted(os.environ.items()))\n\n" + ODD
    asking.hand_in("curious", answered(build.solved(asking.source), {"exp_backward": asks}))
    asking.grade()
    seen = str(asking.graded("curious"))
    assert "BPKIT_SEEDS" in seen
    assert (tmp_path / FILE).read_text().strip() not in seen
