"""What a lesson's cell calls: ``check(function)``.

Right: one line is printed. Partly right: an object is returned that a notebook shows as a sentence and
nbgrader reads as points. Wrong: `CheckFailed`, which a notebook shows as its sentence alone.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from bpkit import mine

if TYPE_CHECKING:
    from autograder.exercise import Exercise
    from autograder.judging import Verdict


class CheckFailed(Exception):
    """A wrong answer; the notebook shows its message and no traceback."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


class PartlyRight:
    """Some of the points, and the sentence that says what is missing."""

    def __init__(self, points: float, sentence: str) -> None:
        self.points = points
        self.sentence = sentence

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/plain": f"{self.points:g}", "text/markdown": self.sentence}

    def __repr__(self) -> str:
        return self.sentence


def check(function: Callable[..., Any], name: str | None = None) -> PartlyRight | None:
    """Judge ``function`` and say what the judge sees.

    Parameters
    ----------
    function : what the learner wrote
    name : the exercise, where the function bears another name

    Returns
    -------
    None when it is right; an object that shows the points and a sentence when it is partly right

    Raises
    ------
    CheckFailed
        When it is wrong; its text is all that a notebook shows.
    """
    from autograder.limits import judge_within  # with the judge: when a check is made, not when check is imported
    from autograder.seeds import handed_over

    exercise = _find(function, name)
    if str(getattr(function, "__module__", "")).startswith(("bpkit", "autograder")) and not mine.is_own(function):
        raise CheckFailed(f"{exercise.name}: this is the course's own function. The exercise is to write one yourself.")
    with _mute(sys.stdout, sys.stderr):
        verdict = judge_within(exercise, function, handed_over(exercise.name))
        kept = _save(exercise, function) if verdict.passed else ""
    if verdict.passed:
        print(f"{exercise.name}: right, {_points(exercise.points)}. {kept}".rstrip())
        return None
    sentence = f"{exercise.name}: {verdict.message}"
    if verdict.score > 0:
        earned = verdict.score * exercise.points
        return PartlyRight(earned, f"{sentence} That earns {earned:g} of {_points(exercise.points)}.")
    raise CheckFailed(sentence + _name_of(verdict)) from None


@contextlib.contextmanager
def _mute(*streams: Any) -> Iterator[None]:
    """Nothing that a learner's code writes reaches the cell: in nbgrader a single line on stderr costs all points.

    Redirecting is not enough: a logging handler made in an earlier cell holds the kernel's stream itself, and a forked
    child's copy of that stream still writes into the notebook.
    """
    muted = []
    for stream in {id(stream): stream for stream in streams}.values():
        with contextlib.suppress(AttributeError):  # a terminal's stream cannot be changed; there it does no harm
            stream.write = len
            muted.append(stream)
    try:
        yield
    finally:
        for stream in muted:
            del stream.write


def _find(function: Callable[..., Any], name: str | None) -> Exercise:
    if not callable(function):
        raise CheckFailed(f"check needs the function itself, like check(mul_backward); this is {function!r:.80}")
    from autograder.exercise import EXERCISES
    from autograder.judging import find_exercise

    asked = str(name or getattr(function, "__name__", ""))
    try:
        return find_exercise(asked)
    except KeyError:
        raise CheckFailed(
            f"No exercise is called {asked or type(function).__name__!r}. Give the name as well, "
            f"check(function, name=…), with one of: {', '.join(sorted(EXERCISES))}."
        ) from None


def _save(exercise: Exercise, function: Callable[..., Any]) -> str:
    """Keep the function for later lessons; a sentence about it."""
    try:
        path = mine.save(exercise.name, exercise.lesson, function)
    except mine.NotKept as reason:
        return f"(Not kept for later lessons: {reason})"
    return f"Kept in {path.parent.name}/{path.name}." if path else ""


def _points(points: float) -> str:
    return f"{points:g} point{'' if points == 1 else 's'}"


def _name_of(verdict: Verdict) -> str:
    return f"\n[known mistake: {verdict.mistake}]" if verdict.mistake else ""
