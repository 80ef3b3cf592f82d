"""The known mistakes as a list: what ``python -m autograder mistakes`` and the docs show."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import autograder.exercises  # noqa: F401  (fills EXERCISES)
from autograder.exercise import EXERCISES
from autograder.exercises import anywhere


@dataclass(frozen=True)
class Entry:
    """One known mistake of one exercise; ``score`` is the part of the points that it still earns."""

    lesson: int
    exercise: str
    mistake: str
    sentence: str
    score: float

    def as_dict(self) -> dict[str, Any]:
        """The entry as plain values, for JSON."""
        return asdict(self)


def entries(lesson: int | None = None, exercise: str | None = None) -> list[Entry]:
    """Every known mistake, each name once an exercise, in the order of the lessons.

    Raises
    ------
    LookupError
        If no exercise is called ``exercise``, or none belongs to ``lesson``.
    """
    if exercise is not None and exercise not in EXERCISES:
        raise LookupError(f"there is no exercise {exercise!r}; there are: {', '.join(EXERCISES)}")
    lessons = sorted({one.lesson for one in EXERCISES.values()})
    if lesson is not None and lesson not in lessons:
        raise LookupError(f"lesson {lesson} has no exercises; these have: {', '.join(map(str, lessons))}")
    chosen = [
        one
        for one in sorted(EXERCISES.values(), key=lambda one: one.lesson)
        if (lesson is None or one.lesson == lesson) and (exercise is None or one.name == exercise)
    ]
    found: dict[tuple[str, str], Entry] = {}
    for one in chosen:
        for mistake in [*one.mistakes, *anywhere.mistakes(one), anywhere.input_changed(one, set())]:
            entry = Entry(one.lesson, one.name, mistake.name, mistake.sentence, mistake.score)
            found.setdefault((one.name, mistake.name), entry)
    return list(found.values())


def as_text(shown: list[Entry]) -> str:
    """The list for a reader: an exercise, and under it its mistakes with their sentences."""
    lines: list[str] = []
    last = ""
    for entry in shown:
        if entry.exercise != last:
            lines += [""] * bool(lines) + [f"{entry.exercise} (lesson {entry.lesson})"]
            last = entry.exercise
        earns = f" [earns {entry.score:.0%}]" if entry.score else ""
        lines.append(f"  {entry.mistake}{earns}: {entry.sentence}")
    return "\n".join(lines)
