"""Naming, measured on answers that autograder has never seen: all rejected, known mistakes named, no false name."""

from __future__ import annotations

import importlib
import inspect
import os
from collections import Counter
from pathlib import Path

import pytest

import autograder.exercises  # noqa: F401  (fills EXERCISES)
from autograder import judge
from autograder.exercise import EXERCISES
from tests.wrong_answers.table import TABLE, Wrong

HERE = Path(__file__).parent
LESSONS = sorted(int(path.stem[-2:]) for path in HERE.glob("lesson_[0-9][0-9].py"))
for _lesson in LESSONS:
    importlib.import_module(f"tests.wrong_answers.lesson_{_lesson:02d}")

MOST = int(os.environ.get("BPKIT_TEST_SEEDS", "1000"))  # on other packages a few are enough: the probes are the same
SEEDS, SLOW_SEEDS = 10, 200
NAMED = 0.98  # of the listed ones, over all seeds
GENERAL = {"upstream-forgotten", "input-changed"}
# What trains or takes derivatives by measuring is asked with fewer seeds.
LONGER = {"minimise": (2, 200), "gradient_check": (1, 200), "train": (1, 200), "build_and_train": (1, 2)}

OF_EXERCISE = {name: [one for one in TABLE if one.exercise == name] for name in {one.exercise for one in TABLE}}
# What takes longest begins first: two workers then end together.
every_exercise = pytest.mark.parametrize("name", sorted(OF_EXERCISE, key=lambda name: (name not in LONGER, name)))


# ---------------------------------------------------------------- the table


def test_every_known_mistake_has_two_spellings() -> None:
    spellings = Counter((one.exercise, one.names[0]) for one in TABLE if one.kind == "listed")
    wanted = {(exercise.name, mistake.name) for exercise in EXERCISES.values() for mistake in exercise.mistakes}
    missing = [f"{pair[0]}: {pair[1]} ({spellings[pair]})" for pair in sorted(wanted) if spellings[pair] < 2]
    assert not missing, f"fewer than two spellings in tests/wrong_answers (how many there are): {missing}"


def test_every_name_is_one_that_the_exercise_knows() -> None:
    for one in TABLE:
        known = {mistake.name for mistake in EXERCISES[one.exercise].mistakes} | GENERAL
        assert set(one.names) <= known, one.where


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_lesson_has_doubles_and_unlisted_ones(lesson: int) -> None:
    kinds = Counter(one.kind for one in TABLE if EXERCISES[one.exercise].lesson == lesson)
    assert kinds["double"] >= 4
    assert kinds["unlisted"] >= 4


def test_no_two_are_written_alike() -> None:
    def spelling(one: Wrong) -> str:
        lines = [line for line in inspect.getsource(one.function).splitlines() if not line.startswith("@")]
        return "\n".join([one.exercise, *lines])

    assert [code for code, count in Counter(map(spelling, TABLE)).items() if count > 1] == []


def test_autograder_and_these_know_nothing_of_each_other() -> None:
    for path in (HERE.parent.parent / "autograder").rglob("*.py"):
        assert "wrong_answers" not in path.read_text(encoding="utf-8"), path
    for path in HERE.glob("lesson_*.py"):
        text = path.read_text(encoding="utf-8")
        assert "import autograder" not in text, path
        assert "from autograder" not in text, path
        assert "bpkit" not in text, path


# ---------------------------------------------------------------- the verdicts


def measured(name: str, seeds: int) -> tuple[list[str], int, int]:
    """Complaints; and how often a listed one was named rightly, of how many times."""
    complaints: list[str] = []
    right = asked = 0
    for seed in (None, *range(seeds - 1)):
        for one in OF_EXERCISE[name]:
            verdict = judge(name, one.function, seed)
            if verdict.passed:
                complaints.append(f"{one.where} passed, seed {seed}")
            elif one.kind == "listed":
                asked += 1
                right += verdict.mistake in one.names
                if verdict.mistake not in (*one.names, None):
                    complaints.append(f"{one.where} ({one.names[0]}) was called {verdict.mistake}, seed {seed}")
            elif verdict.mistake is not None and verdict.mistake not in one.names:
                complaints.append(f"{one.where} ({one.kind} {one.names}) was called {verdict.mistake}, seed {seed}")
    return complaints, right, asked


def unnamed(name: str) -> list[str]:
    """Listed ones that self-study's seed does not name, for the message of a failing test."""
    listed = [one for one in OF_EXERCISE[name] if one.kind == "listed"]
    return [f"{one.where} ({one.names[0]}): {_verdict(one)}" for one in listed if _mistake(one) not in one.names]


def _mistake(one: Wrong) -> str | None:
    return judge(one.exercise, one.function).mistake


def _verdict(one: Wrong) -> str:
    return judge(one.exercise, one.function).message


@every_exercise
def test_all_are_rejected_and_no_name_is_false(name: str) -> None:
    seeds, _ = LONGER.get(name, (SEEDS, SLOW_SEEDS))
    complaints, right, asked = measured(name, min(seeds, MOST))
    assert complaints == []
    assert right >= NAMED * asked, unnamed(name)


@pytest.mark.seeds
@pytest.mark.timeout(3600)
@every_exercise
def test_all_are_rejected_and_no_name_is_false_over_many_seeds(name: str) -> None:
    _, seeds = LONGER.get(name, (SEEDS, SLOW_SEEDS))
    complaints, right, asked = measured(name, seeds)
    assert complaints == []
    assert right >= NAMED * asked
