"""The step of a measured slope: too large and the curve bends within it, too small and rounding wins."""

from __future__ import annotations

from typing import Any

from bpkit.explore.showing import Figure, Picture, Wish, show
from bpkit.plots.asking import Answer, Function, said_of
from bpkit.plots.differences import (
    EXPONENTS,
    FORMULA,
    HIGHEST,
    LOWEST,
    SMALLEST,
    Measured,
    Trial,
    X,
    central,
    one_sided,
    power,
    same,
    slope,
    trial,
)
from bpkit.plots.differences import step_size as twin
from bpkit.plots.words import spell

START: Wish = {"exponent": -1.0}
STILL: Wish = {"exponent": -5.0}


def step_picture(wish: Wish, tried: Trial) -> Picture:
    """The errors at the chosen step, and what they consist of."""
    exponent = min(max(round(float(wish["exponent"]), 1), SMALLEST), 0.0)
    place = EXPONENTS.index(exponent)
    two, one = central(exponent), one_sided(exponent)
    sentence = f"h = {spell(10.0**exponent)}. Central difference: off by {spell(two.error)}, mostly {cause(two)}. "
    sentence += f"One-sided: off by {spell(one.error)}, mostly {cause(one)}."
    return {
        "exponent": exponent,
        "central": two.error,
        "one_sided": one.error,
        "yours": tried.error(place),
        "sentence": f"{sentence}\n{verdict(tried, place)}",
    }


def cause(measured: Measured) -> str:
    """What the larger part of an error comes from."""
    return "the curve's bend" if measured.by_step >= measured.by_rounding else "rounding"


def verdict(tried: Trial, place: int) -> str:
    """What the learner's function does at this step."""
    value, error = tried.values[place], tried.error(place)
    if value is None or error is None:
        return said_of(Answer(None, tried.trouble))
    off = f"Your numerical_derivative: off by {spell(error)}"
    if same(value, place):
        return f"{off}, as good as the central difference."
    return f"{off}, the central difference by {spell(central(EXPONENTS[place]).error)}.  ✗"


def step_size(numerical_derivative: Function = None) -> Any:
    """Drag h, or use the arrow keys: the error of a measured slope falls, and then it rises again.

    Parameters
    ----------
    numerical_derivative : the learner's function ``(f, x, h)``, whose errors are a third curve
    """
    tried = trial(numerical_derivative)
    curves = {
        "central": [central(exponent).error for exponent in EXPONENTS],
        "one_sided": [one_sided(exponent).error for exponent in EXPONENTS],
        "yours": [tried.error(place) for place in range(len(EXPONENTS))],
    }
    limits = {"smallest": SMALLEST, "step": 0.1, "lowest": LOWEST, "highest": HIGHEST}
    words = {"x": "step h", "y": f"error of the slope of {FORMULA} at {X:g} (it is {spell(slope())})"}
    return show(
        Figure(
            script="differences",
            title="The error of a measured slope",
            wish=START,
            picture=lambda wish: step_picture(wish, tried),
            twin=lambda ax: twin(ax, STILL["exponent"], numerical_derivative),
            fixed={
                "exponents": EXPONENTS,
                "curves": curves,
                "limits": limits,
                "words": words,
                "powers": {str(k): power(k) for k in range(-15, 1, 3)},
                "right": tried.right,
                "trouble": tried.trouble,
            },
            size=(7.0, 4.6),
            still=STILL,
        )
    )
