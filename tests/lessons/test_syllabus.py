"""lessons/README.md lists what is there: every lesson with its title, every exercise with its points, in order."""

from __future__ import annotations

import re

from autograder.build import ROOT, read, sources
from autograder.judging import find_exercise

TEXT = (ROOT / "lessons" / "README.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (\d+) \| \[(.+?)\]\((.+?)\.ipynb\):? .*? \| (.*) \|$", re.MULTILINE)
ROWS = {int(number): tuple(rest) for number, *rest in ROW.findall(TEXT)}


def test_every_lesson_has_its_row() -> None:
    there = [path.stem for path in sources()]
    assert [stem for _, stem, _ in ROWS.values()] == there, "lessons/README.md has one row for each lesson, in order"
    assert list(ROWS) == [int(stem[:2]) for stem in there]


def test_titles_are_the_lessons_own() -> None:
    for number, path in enumerate(sources()):
        assert number in ROWS, f"lessons/README.md has no row {number} for {path.name}"
        first = read(path).cells[0].source.splitlines()[0]
        assert ROWS[number][0] == first.removeprefix("# ").removeprefix(f"{number} · ")


def test_what_is_written_and_its_points_are_the_exercises() -> None:
    for number, path in enumerate(sources()):
        assert number in ROWS, f"lessons/README.md has no row {number} for {path.name}"
        solved = re.findall(r'^# %% solution="(\w+)"', path.read_text(encoding="utf-8"), re.MULTILINE)
        listed = re.findall(r"`(\w+)` \((\d+)\)", ROWS[number][2])
        assert listed == [(name, f"{find_exercise(name).points:g}") for name in solved], (
            f"lessons/README.md: {path.stem}"
        )
