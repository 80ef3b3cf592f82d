"""Lesson 0: it runs, keeps nothing, its solved notebook names no machine, and its check speaks."""

from __future__ import annotations

import math
import re
import statistics
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder import build, warm_up
from autograder.checking import CheckFailed
from autograder.exercise import EXERCISES
from bpkit import diagnosis
from tests.marks import needs_numba

SOURCE = build.SOURCES / "00_start_here.py"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("learner")


@pytest.fixture(scope="module")
def executed(folder: Path) -> Any:
    return build.execute(build.solved(build.read(SOURCE)), folder)


def said(cell: Any) -> str:
    """All text that a cell's outputs show."""
    parts = []
    for output in cell.get("outputs", ()):
        parts += [output.get("text", ""), output.get("evalue", ""), "\n".join(output.get("traceback", ()))]
        parts += [text for kind, text in output.get("data", {}).items() if kind.startswith("text/")]
    return "\n".join(parts)


def test_nothing_is_graded_and_nothing_is_kept(executed: Any, folder: Path) -> None:
    assert not any("nbgrader" in cell.metadata for cell in build.read(SOURCE).cells)
    assert not list(folder.rglob("*.py"))


# what would differ on another machine or another day
PERSONAL = {
    "a path": re.escape(sys.prefix) + r"|/(?:home|root|tmp|usr|work|Users)/|[A-Z]:\\",
    "a version": r"\d+\.\d+\.\d+",
    "a duration": r"\d (?:s|seconds)\b",
    "a size": r"\d [MG]B\b",
}


@pytest.mark.parametrize("pattern", PERSONAL.values(), ids=list(PERSONAL))
def test_the_solved_notebook_names_no_machine(pattern: str, executed: Any) -> None:
    assert [found.group() for cell in executed.cells for found in re.finditer(pattern, said(cell))] == []


def test_the_first_figure_stands_in_the_first_code_cell(executed: Any) -> None:
    first = next(cell for cell in executed.cells if cell.cell_type == "code")
    assert "explore.training()" in first.source
    assert first.outputs[0].data["image/png"]


def test_every_number_of_the_text_is_what_the_figure_shows(executed: Any) -> None:
    text = "\n".join(cell.source for cell in executed.cells if cell.cell_type == "markdown")
    figure = said(next(cell for cell in executed.cells if cell.cell_type == "code"))
    assert "about 36,500" in text
    assert "test error $36,500" in figure


@pytest.mark.parametrize("path", build.sources(), ids=lambda path: path.stem)
def test_no_price_is_taken_for_a_formula(path: Path) -> None:
    """In Markdown, what stands between two dollar signs is set as mathematics."""
    prose = [cell.source for cell in build.read(path).cells if cell.cell_type == "markdown"]
    assert [found.group() for text in prose for found in re.finditer(r"(?<!\\)\$\d{1,3},\d{3}", text)] == []


@needs_numba
def test_the_doctor_of_a_notebook_for_everybody_says_subjects_only(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BPKIT_STATIC", "1")
    diagnosis.doctor()
    lines = capsys.readouterr().out.splitlines()
    assert len([line for line in lines if re.fullmatch(r"ok       [A-Za-z ]+", line)]) == len(diagnosis.QUESTIONS)
    monkeypatch.setenv("BPKIT_STATIC", "0")
    diagnosis.doctor()
    assert sys.prefix in capsys.readouterr().out


def test_a_problem_is_told_whole_even_there(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BPKIT_STATIC", "1")
    monkeypatch.setattr(diagnosis, "OLDEST_PYTHON", (4, 0))
    monkeypatch.setattr(diagnosis, "QUESTIONS", (diagnosis.python_version,))
    diagnosis.doctor()
    assert "the course needs 3.11 or newer" in capsys.readouterr().out


# ---------------------------------------------------------------- the check that earns nothing


def test_it_is_no_exercise_of_the_course() -> None:
    assert "mean_price" not in EXERCISES


@pytest.mark.parametrize("mistake", warm_up.mean_price.mistakes, ids=lambda mistake: mistake.name)
def test_a_wrong_answer_gets_its_sentence(mistake: Any) -> None:
    with pytest.raises(CheckFailed) as caught:
        warm_up.check(mistake.function)
    assert str(caught.value) == f"mean_price: {mistake.sentence}\n[known mistake: {mistake.name}]"
    assert caught.value._render_traceback_() == [str(caught.value)]


def raising(prices: Any) -> Any:
    raise ZeroDivisionError


def not_returned(prices: Any) -> None:
    mean = sum(prices) / len(prices)  # noqa: F841


# an answer that is no known mistake → words of the sentence
OTHERS: list[tuple[Callable[..., Any], str]] = [
    (raising, "ZeroDivisionError"),
    (not_returned, "return"),
    (lambda prices: -sum(prices) / len(prices), "sign"),
]


@pytest.mark.parametrize(("function", "words"), OTHERS)
def test_any_other_wrong_answer_is_described(function: Callable[..., Any], words: str) -> None:
    with pytest.raises(CheckFailed, match=words) as caught:
        warm_up.check(function)
    assert "known mistake" not in str(caught.value)


@pytest.mark.parametrize("function", [np.mean, statistics.fmean, lambda prices: math.fsum(prices) / len(prices)])
def test_a_right_answer_is_told_so(function: Callable[..., Any], capsys: pytest.CaptureFixture[str]) -> None:
    warm_up.check(function)
    assert capsys.readouterr().out.startswith("mean_price: right.")
