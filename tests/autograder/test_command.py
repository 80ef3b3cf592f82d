"""python -m autograder: the list of known mistakes, for people and for programs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from autograder import measuring, mistake_pages
from autograder.__main__ import main
from autograder.exercise import EXERCISES
from autograder.mistake_pages import Lesson


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def listed(*arguments: str) -> list[dict[str, object]]:
    done = run("mistakes", "--json", *arguments)
    assert done.exit_code == 0
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def test_every_known_mistake_is_listed_with_its_sentence() -> None:
    found = {(one["exercise"], one["mistake"]): one for one in listed()}
    for exercise in EXERCISES.values():
        for mistake in exercise.mistakes:
            entry = found[exercise.name, mistake.name]
            assert (entry["lesson"], entry["sentence"]) == (exercise.lesson, mistake.sentence)


def test_the_list_follows_the_lessons_and_repeats_nothing() -> None:
    found = listed()
    assert [one["lesson"] for one in found] == sorted(one["lesson"] for one in found)  # type: ignore[type-var]
    assert len({(one["exercise"], one["mistake"]) for one in found}) == len(found)


def test_general_mistakes_are_listed_where_they_can_be_made() -> None:
    names = {(one["exercise"], one["mistake"]) for one in listed("--lesson", "6")}
    assert ("affine_backward", "upstream-forgotten") in names
    assert ("affine", "upstream-forgotten") not in names
    assert {("affine", "input-changed"), ("affine_backward", "input-changed")} <= names


def test_a_lesson_and_an_exercise_limit_the_list() -> None:
    assert {one["exercise"] for one in listed("--exercise", "affine")} == {"affine"}
    assert {one["lesson"] for one in listed("--lesson", "1")} == {1}
    assert {one["exercise"] for one in listed("--lesson", "6", "--exercise", "affine")} == {"affine"}


def test_what_a_mistake_still_earns_is_told() -> None:
    assert "  order-recursion [earns 75%]: Python's recursion limit" in run("mistakes", "--lesson", "2").stdout
    scores = {one["mistake"]: one["score"] for one in listed("--exercise", "topological_order")}
    assert scores["order-recursion"] == 0.75
    assert scores["order-preorder"] == 0.0


def test_a_text_for_people() -> None:
    lines = run("mistakes", "--exercise", "chain_rates").stdout.splitlines()
    assert lines[0] == "chain_rates (lesson 1)"
    assert lines[1] == "  rates-added: You added the rates. Each link *scales* the one before it."


REFUSED = {
    "an unknown exercise": (
        ("mistakes", "--exercise", "nonsense"),
        "there is no exercise 'nonsense'; there are: chain",
    ),
    "an unknown lesson": (("mistakes", "--lesson", "99"), "lesson 99 has no exercises; these have: 1, 2"),
    "no number": (("mistakes", "--lesson", "one"), "'one' is not a valid integer"),
    "an exercise of another lesson": (
        ("mistakes", "--lesson", "1", "--exercise", "affine"),
        "affine does not belong to lesson 1",
    ),
    "pages of one lesson": (("mistakes", "--lesson", "1", "--out", "x"), "--out writes every page: leave out --lesson"),
    "pages of one exercise": (("mistakes", "--exercise", "affine", "--out", "x"), "--out writes every page"),
    "pages as JSON": (("mistakes", "--json", "--out", "x"), "--out writes every page"),
    "pages below a file": (("mistakes", "--out", "pyproject.toml/x"), "pyproject.toml/x cannot be written"),
    "an unknown option": (("mistakes", "--nonsense"), "No such option"),
    "an unknown command": (("nonsense",), "No such command 'nonsense'"),
    "results that are not there": (
        ("table", "--seeds", "1", "--mutants", "nowhere.json"),
        "nowhere.json cannot be read",
    ),
}


@pytest.mark.parametrize(("arguments", "words"), REFUSED.values(), ids=list(REFUSED))
def test_a_clear_error_and_exit_code_2(arguments: tuple[str, ...], words: str) -> None:
    done = run(*arguments)
    assert done.exit_code == 2
    assert words in done.output
    assert "Traceback" not in done.output


@pytest.mark.parametrize("arguments", [("--help",), ("mistakes", "--help"), ("table", "-h")])
def test_help(arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert done.exit_code == 0
    assert done.stdout.startswith("Usage: ")


def test_the_pages_are_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    few = [Lesson(1, (EXERCISES["chain_rates"],)), Lesson(6, (EXERCISES["affine"],))]
    monkeypatch.setattr(mistake_pages, "lessons", lambda: few)
    out = tmp_path / "new" / "known"
    done = run("mistakes", "--out", str(out))
    assert (done.exit_code, done.stdout) == (0, f"3 pages written: {out}.md and {out}{os.sep}lesson_*.md\n")
    assert sorted(path.name for path in out.iterdir()) == ["lesson_01.md", "lesson_06.md"]
    index = out.with_suffix(".md").read_text(encoding="utf-8")
    count = len({mistake.name for mistake in EXERCISES["affine"].mistakes})
    assert f"| [lesson 6, a layer for a whole batch](known/lesson_06.md) | `affine` | {count} |\n" in index


def test_as_a_module() -> None:
    command = [sys.executable, "-m", "autograder", "mistakes", "--exercise", "nonsense"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("Usage: python -m autograder mistakes")
    assert done.stdout == ""


def test_the_table_has_a_row_for_each_exercise(monkeypatch: pytest.MonkeyPatch) -> None:
    few = {name: EXERCISES[name] for name in ("chain_rates", "affine")}
    monkeypatch.setattr(measuring, "EXERCISES", few)
    page = measuring.page(2, {"affine": {"made": 40, "rejected": 40}})
    rows = [line for line in page.splitlines() if line.startswith("| ")][2:]
    assert len(rows) == 2
    known, variants = (len(few["affine"].mistakes), len(few["affine"].variants))
    probes = few["affine"].draw(0)
    calls = sum(1 if probe.heavy else 6 for probe in probes)  # in every layout, or plain alone
    assert rows[1] == (
        f"| 6 | `affine` | {len(probes)} | {calls} | {known} of {known} | {known} of {known} "
        f"| {variants} of {variants} | 40 of 40 |"
    )
    assert rows[0].endswith("| not measured |")
