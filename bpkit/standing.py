"""How far a learner has come, read from the saved notebooks; nothing is sent anywhere.

A lesson's notebook says it all: its check cells carry their points, and the last output of each says how it went.
"""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

REVIEW = re.compile(r'^\s*review\("(\d+\.\d+)"', re.MULTILINE)
BAR = 20  # characters


@dataclass
class Lesson:
    """One notebook: points earned and possible, and what is still to do.

    Attributes
    ----------
    points : function → (earned, possible); earned is None where its check has not been run
    questions : review question → True (right), False (not yet) or None (not answered)
    """

    name: str
    points: dict[str, tuple[float | None, float]] = field(default_factory=dict)
    questions: dict[str, bool | None] = field(default_factory=dict)

    @property
    def earned(self) -> float:
        """Points so far."""
        return sum(earned or 0.0 for earned, _ in self.points.values())

    @property
    def possible(self) -> float:
        """Points that the lesson has."""
        return sum(possible for _, possible in self.points.values())

    @property
    def begun(self) -> bool:
        """Whether any check was run or any question answered."""
        return any(earned is not None for earned, _ in self.points.values()) or any(
            right is not None for right in self.questions.values()
        )

    def to_review(self) -> list[str]:
        """What a begun lesson still asks for, in words."""
        if not self.begun:
            return []
        undone = [name for name, (earned, possible) in self.points.items() if (earned or 0.0) < possible]
        wrong = [number for number, right in self.questions.items() if right is False]
        unanswered = [number for number, right in self.questions.items() if right is None]
        parts = [("write", undone), ("look again at question", wrong), ("answer question", unanswered)]
        return [f"{what} {', '.join(names)}" for what, names in parts if names]


@dataclass
class Standing:
    """All lessons of a folder; a notebook shows a table, a terminal shows lines."""

    folder: Path
    lessons: list[Lesson]

    def __str__(self) -> str:
        if not self.lessons:
            return f"No lessons in {self.folder}: run python -m bpkit start {self.folder}"
        rows = [self._row(lesson) for lesson in self.lessons]
        todo = [f"  {lesson.name}: {'; '.join(parts)}" for lesson in self.lessons if (parts := lesson.to_review())]
        earned, possible = (sum(getattr(one, what) for one in self.lessons) for what in ("earned", "possible"))
        total = f"{'all lessons':32}{'':{BAR + 2}}{earned:6g} of {possible:g} points"
        return "\n".join([*rows, total, *(["", "To look at next:", *todo] if todo else [])])

    __repr__ = __str__

    def _row(self, lesson: Lesson) -> str:
        share = lesson.earned / lesson.possible if lesson.possible else 0.0
        bar = "█" * round(BAR * share) + "·" * (BAR - round(BAR * share))
        right = sum(answer is True for answer in lesson.questions.values())
        asked = f", {right} of {len(lesson.questions)} questions" if lesson.questions else ""
        if not lesson.possible:
            return f"{lesson.name:32}{'':{BAR + 2}}no points to earn"
        return f"{lesson.name:32}{bar}  {lesson.earned:6g} of {lesson.possible:g} points{asked}"

    def _repr_html_(self) -> str:
        return f"<pre style='line-height: 1.3'>{html.escape(str(self))}</pre>"


def progress(folder: str | Path = ".") -> Standing:
    """What is done, the points, and what to look at next, from the lessons saved in ``folder``.

    A notebook that is open and not yet saved counts as it was last saved.
    """
    place = Path(folder)
    lessons = [_read(path) for path in sorted(place.glob("[0-9][0-9]_*.ipynb")) if ".backup-" not in path.name]
    return Standing(place, lessons)


def _read(path: Path) -> Lesson:
    lesson = Lesson(path.stem)
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    except (OSError, ValueError, KeyError, TypeError):
        lesson.name += " (cannot be read)"
        return lesson
    for cell in cells:
        marks = cell.get("metadata", {}).get("nbgrader", {})
        name = str(marks.get("grade_id", ""))
        if name.startswith("check_"):
            possible = float(marks.get("points", 0))
            lesson.points[name.removeprefix("check_")] = (_earned(cell.get("outputs", []), possible), possible)
        elif cell.get("cell_type") == "code" and (asked := REVIEW.search(_text(cell.get("source", "")))):
            lesson.questions[asked[1]] = _answered(cell.get("outputs", []))
    return lesson


def _earned(outputs: list[dict[str, Any]], possible: float) -> float | None:
    """Points that the outputs of a check cell stand for; None where it has not been run."""
    for output in outputs:
        if output.get("output_type") == "error":
            return 0.0
        if output.get("output_type") == "execute_result":
            try:
                return float(_text(output["data"]["text/plain"]))
            except (KeyError, ValueError):
                return 0.0
    said = "".join(_text(output.get("text", "")) for output in outputs)
    return possible if ": right, " in said else None


def _answered(outputs: list[dict[str, Any]]) -> bool | None:
    said = "".join(_text(output.get("data", {}).get("text/markdown", "")) for output in outputs)
    return True if "**Right.**" in said else False if "**Not yet.**" in said else None


def _text(value: Any) -> str:
    return "".join(value) if isinstance(value, list) else str(value)
