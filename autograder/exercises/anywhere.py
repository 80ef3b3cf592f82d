"""Mistakes that can be made in any exercise; an exercise's own, more specific ones are tried first."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.exercise import Exercise, Mistake


def mistakes(exercise: Exercise) -> list[Mistake]:
    """The general mistakes that this exercise admits and that a wrong function shows."""
    return [upstream_forgotten(exercise)] if exercise.arguments[0] == "upstream" else []


def upstream_forgotten(exercise: Exercise) -> Mistake:
    """The local slope alone: what the reference returns for an upstream gradient of ones."""

    def local_slope(upstream: Any, *inputs: Any) -> Any:
        return exercise.reference(np.ones_like(upstream), *inputs)

    return Mistake(
        "upstream-forgotten", "This is the local slope; multiply it by what arrived from above.", local_slope
    )


def input_changed(exercise: Exercise, changed: set[int], by_rounding: bool = False) -> Mistake:
    """Wrote into the arguments at the places ``changed``; ``by_rounding``: put back, but for the last digits."""
    names = " and ".join(exercise.arguments[place] for place in sorted(changed))
    where = f": look at {names}" if names else ""
    sentence = f"After your function ran, its input is no longer what it was{where}."
    if by_rounding:
        sentence = (
            f"After your function ran, {names} differs in the last digit: adding and subtracting does not lead back to the "
            f"very same number. Keep the old number in a variable and put it back, or change a copy."
        )
    return Mistake("input-changed", sentence, exercise.reference)
