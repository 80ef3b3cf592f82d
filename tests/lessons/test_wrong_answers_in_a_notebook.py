"""Wrong answers, typed into the student's notebook as a learner types them: each is answered with its own sentence.

The judge's tests call functions. Here everything lies in between: the notebook as it is released, a kernel, the cell
with `check`, and what the learner sees below it. One kernel for a lesson; it runs the untouched notebook first, as a
learner who clicks "Run All Cells" does.
"""

from __future__ import annotations

import importlib
import inspect
import os
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode

import autograder.exercises  # noqa: F401  (fills EXERCISES)
from autograder.build import ROOT, read, sources, student
from autograder.exercise import EXERCISES, Exercise
from tests.lessons.wrong_answers import WRONG
from tests.wrong_answers.table import TABLE, Wrong

LEAST = 3  # wrong answers for a lesson
# Lessons whose source exists and that check something.
LESSONS = {int(path.stem[:2]): path for path in sources() if 'check="' in path.read_text(encoding="utf-8")}


class Desk:
    """A learner's notebook, open beside a running kernel."""

    def __init__(self, client: NotebookClient) -> None:
        self.client = client

    def run(self, cell: NotebookNode) -> list[NotebookNode]:
        """Run one cell and return what stands below it."""
        self.client.execute_cell(cell, self.client.nb.cells.index(cell))
        return list(cell.outputs)

    def cell(self, grade_id: str) -> NotebookNode:
        return next(
            cell for cell in self.client.nb.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == grade_id
        )

    def answer(self, function: str, source: str) -> list[NotebookNode]:
        """Type ``source`` in place of what is there, run it, and run the check below it."""
        typed = self.cell(function)
        typed.source = source
        assert self.run(typed) == []
        return self.run(self.cell(f"check_{function}"))


@contextmanager
def opened(lesson: Path, folder: Path) -> Iterator[Desk]:
    """The student's notebook of a lesson, run from top to bottom without an answer in it."""
    client = NotebookClient(
        student(read(lesson)),
        timeout=120,
        kernel_name="python3",
        allow_errors=True,
        record_timing=False,
        resources={"metadata": {"path": str(folder)}},
        extra_arguments=["--Application.log_level=ERROR"],
    )
    environment = os.environ | {"BPKIT_STATIC": "1", "BPKIT_SEED": "0", "PYTHONPATH": str(ROOT)}
    environment.pop("BPKIT_MINE", None)
    with client.setup_kernel(env=environment):
        desk = Desk(client)
        for cell in client.nb.cells:
            if cell.cell_type == "code":
                desk.run(cell)
        yield desk


def sentence(outputs: list[NotebookNode]) -> str:
    """All that a learner reads below a check that found something wrong: one error, and no traceback in it."""
    assert [output.output_type for output in outputs] == ["error"], outputs
    assert outputs[0].ename == "CheckFailed", outputs[0].evalue
    shown = "\n".join(outputs[0].traceback)
    assert shown == outputs[0].evalue
    return shown


@pytest.mark.parametrize("lesson", LESSONS)
def test_wrong_answers_are_answered(lesson: int, tmp_path: Path) -> None:
    rows = [row for row in WRONG if row.lesson == lesson]
    said: list[str] = []
    with opened(LESSONS[lesson], tmp_path) as desk:
        for function in dict.fromkeys(row.function for row in rows):
            assert "Not written yet" in sentence(desk.run(desk.cell(f"check_{function}")))
        for row in rows:
            said.append(sentence(desk.answer(row.function, row.typed.strip())))
            assert said[-1].startswith(f"{row.function}: ")
            assert row.says in said[-1]
    assert len(set(said)) == len(rows)
    assert not (tmp_path / "mine" / f"lesson_{lesson:02d}.py").exists(), "a wrong answer was kept for later lessons"


def typed(one: Wrong) -> str:
    """A wrong answer of tests/wrong_answers as a learner would write it: its helpers first, then its own lines."""
    lines = textwrap.dedent(inspect.getsource(one.function)).splitlines()
    start = next(place for place, line in enumerate(lines) if line.startswith("def "))  # after the decorators
    name = one.function.__name__
    body = "\n".join([lines[start].replace(f"def {name}(", f"def {one.exercise}(", 1), *lines[start + 1 :]])
    return f"from {one.function.__module__} import *\n\n\n{body}"


def three_of(exercise: Exercise) -> Iterator[tuple[Wrong, str]]:
    """The first spellings of three known mistakes, each with its sentence."""
    sentences = {mistake.name: mistake.sentence for mistake in exercise.mistakes if mistake.score == 0}
    for one in TABLE:
        if one.kind == "listed" and one.exercise == exercise.name and one.names[0] in sentences:
            yield one, sentences.pop(one.names[0])


@pytest.mark.parametrize("lesson", LESSONS)
def test_three_known_mistakes_of_every_function_are_called_by_their_sentences(lesson: int, tmp_path: Path) -> None:
    importlib.import_module(f"tests.wrong_answers.lesson_{lesson:02d}")
    exercises = [exercise for exercise in EXERCISES.values() if exercise.lesson == lesson]
    with opened(LESSONS[lesson], tmp_path) as desk:
        for exercise in exercises:
            wrong = list(islice(three_of(exercise), LEAST))
            assert len(wrong) == LEAST, exercise.name
            for one, words in wrong:
                assert words in sentence(desk.answer(exercise.name, typed(one))), one.where


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_lesson_has_wrong_answers(lesson: int) -> None:
    rows = [row for row in WRONG if row.lesson == lesson]
    assert len(rows) >= LEAST, (
        f"lesson {lesson}: type at least {LEAST} wrong answers into tests/lessons/wrong_answers.py"
    )
    assert len({row.typed.strip() for row in rows}) == len(rows)
