"""From a lesson source to its notebooks: the same bytes again, what they hold, and no solution in a student's."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import nbformat
import numpy as np
import pytest

import autograder.exercises  # noqa: F401  (fills EXERCISES)
from autograder import build, judge, stock
from autograder.exercise import EXERCISES
from autograder.lesson_source import BEGIN
from tests.autograder.small_lessons import contents, lesson, says

SOURCES = {path.stem: path for path in build.sources()}
every_lesson = pytest.mark.parametrize("name", SOURCES)


# ---------------------------------------------------------------- the same bytes


def test_committed_student_notebooks_are_what_the_sources_give(tmp_path: Path) -> None:
    build.build_students(tmp_path)
    built, committed = contents(tmp_path), contents(build.ROOT / "lessons")
    assert list(built) == list(committed), "make lessons, and commit"
    assert [name for name in built if built[name] != committed[name]] == [], "make lessons, and commit"


def test_nbgraders_source_is_the_same_twice(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    build.build_course(first)
    build.build_course(second)
    assert contents(first, "source/*/*.ipynb") == contents(second, "source/*/*.ipynb")
    assert len(contents(first, "source/*/*.ipynb")) > 1


def test_a_rebuild_writes_nothing_that_is_as_it_should_be(tmp_path: Path) -> None:
    (path,) = [path for path in build.build_students(tmp_path) if path.stem.startswith("01")]
    before = path.stat().st_mtime_ns
    build.build_students(tmp_path)
    assert path.stat().st_mtime_ns == before


@every_lesson
def test_cell_ids_are_unique_and_say_where_the_cell_stands(name: str) -> None:
    ids = [cell["id"] for cell in build.read(SOURCES[name]).cells]
    assert ids == [f"{name[:2]}-{place:03d}" for place in range(len(ids))]


# ---------------------------------------------------------------- what a notebook holds


@every_lesson
def test_a_lesson_holds_its_exercises_once_each_under_their_names(name: str) -> None:
    cells = build.read(SOURCES[name]).cells
    written = [says(cell).grade_id for cell in cells if says(cell).solution and cell.cell_type == "code"]
    checked = [says(cell).grade_id for cell in cells if says(cell).grade and cell.cell_type == "code"]
    exercises = [exercise.name for exercise in EXERCISES.values() if exercise.lesson == int(name[:2])]
    assert Counter(written) == Counter(exercises)
    assert checked == [f"check_{function}" for function in written]


@every_lesson
def test_grade_ids_points_and_locks(name: str) -> None:
    for cell in build.student(build.read(SOURCES[name])).cells:
        told = says(cell)
        if told.solution and cell.cell_type == "code":
            assert re.search(rf"^def {told.grade_id}\(", cell.source, re.MULTILINE)
            assert cell.metadata.get("editable", True)
        elif told.grade and cell.cell_type == "code":
            function = told.grade_id.removeprefix("check_")
            assert cell.source == f"from autograder import check\n\ncheck({function})"
            assert told.points == EXERCISES[function].points
            assert cell.metadata["editable"] is False


@every_lesson
def test_a_student_notebook_holds_stubs_and_no_outputs(name: str) -> None:
    source = build.read(SOURCES[name])
    for full, cell in zip(source.cells, build.student(source).cells, strict=True):
        assert not cell.get("outputs")
        assert not cell.get("execution_count")
        if BEGIN in full.source:
            stub = stock.STUB.splitlines()[-1] if cell.cell_type == "code" else stock.TEXT_STUB
            assert cell.source.count(stub) == full.source.count(BEGIN)


@every_lesson
def test_an_untouched_function_earns_nothing(name: str) -> None:
    for cell in build.student(build.read(SOURCES[name])).cells:
        if says(cell).solution and cell.cell_type == "code":
            space: dict[str, object] = {"np": np}
            exec(cell.source, space)
            verdict = judge(says(cell).grade_id, space[says(cell).grade_id])  # type: ignore[arg-type]
            assert verdict.score == 0, says(cell).grade_id


def test_cells_that_are_not_compared_are_few() -> None:
    tagged = [
        cell["id"]
        for path in SOURCES.values()
        for cell in build.read(path).cells
        if "nbval-ignore-output" in cell.metadata.get("tags", ())
    ]
    assert len(tagged) <= 12, tagged


# ---------------------------------------------------------------- no solution leaks

SHAPES = '''
# %% [markdown]
# Functions of every shape that a solution may have.

# %% solution="add_backward"
def add_backward(upstream, output, a, b):
    """Indented, with a block in it."""
    ### BEGIN SOLUTION
    for twice in range(2):
        if twice:

            def inner():
                return upstream

            return inner(), inner()
    ### END SOLUTION

# %% check="add_backward"

# %% solution="mul_backward"
class Gate:
    """A method of a class, and a second part below."""

    def pull(self, upstream, a, b):
        if True:
            ### BEGIN SOLUTION
            return upstream * b, upstream * a
            ### END SOLUTION


def mul_backward(upstream, output, a, b):
    ### BEGIN SOLUTION
    return Gate().pull(upstream, a, b)
    ### END SOLUTION

# %% check="mul_backward"

# %% solution="pow_backward"
### BEGIN SOLUTION
def pow_backward(upstream, output, a, n): return upstream * n * a ** (n - 1)
### END SOLUTION

# %% check="pow_backward"

# %% solution="exp_backward"
def exp_backward(upstream, output, a):
    """One line."""
    ### BEGIN SOLUTION
    return upstream * output
    ### END SOLUTION

# %% check="exp_backward"

# %% [markdown] explain="explain_2"
# An introduction stays.
#
# ### BEGIN SOLUTION
# In words, over
#
# two paragraphs.
# ### END SOLUTION
'''


def planted(text: str, marker: str) -> tuple[str, list[str]]:
    """``text`` with a marker of its own at the start and at the end of every solution; and the markers."""
    markers: list[str] = []

    def plant(found: re.Match[str]) -> str:
        indent, which = found["indent"], found["which"]
        markers.append(f"{marker}_{len(markers)}_X")
        here = f"{indent}{markers[-1]} = 0"
        return f"{found[0]}\n{here}" if which == "BEGIN" else f"{here}\n{found[0]}"

    pattern = r"^(?P<indent>(?:# )?[ ]*)### (?P<which>BEGIN|END) SOLUTION$"
    return re.sub(pattern, plant, text, flags=re.MULTILINE), markers


def test_no_solution_leaks(tmp_path: Path) -> None:
    texts = {path.name: path.read_text(encoding="utf-8") for path in SOURCES.values()} | {"99_shapes.py": SHAPES}
    expected: dict[str, list[str]] = {}
    for number, (name, text) in enumerate(texts.items()):
        poisoned, expected[name] = planted(text, f"LEAK_{number}")
        assert len(expected[name]) == text.count("### BEGIN SOLUTION") + text.count("### END SOLUTION")
        lesson(tmp_path, poisoned, name)
    build.build_students(tmp_path / "students", tmp_path)
    for name, markers in expected.items():
        source = nbformat.writes(build.read(tmp_path / name))
        assert all(marker in source for marker in markers)  # they were planted
        released = (tmp_path / "students" / name).with_suffix(".ipynb").read_text(encoding="utf-8")
        assert [marker for marker in markers if marker in released] == []
        assert "LEAK" not in released
        assert "SOLUTION" not in released
    assert sum(len(markers) for name, markers in expected.items() if name == "99_shapes.py") == 12


def test_the_shapes_are_right_answers(tmp_path: Path) -> None:
    notebook = build.execute(build.solved(build.read(lesson(tmp_path, SHAPES))), tmp_path)
    said = [output.text for cell in notebook.cells if says(cell).points for output in cell.outputs]
    assert [line.partition(",")[0] for line in said] == [
        f"{name}_backward: right" for name in ("add", "mul", "pow", "exp")
    ]
    assert "An introduction stays." in notebook.cells[-1].source
