"""Plant a bug in a layer, and see in which entries its gradient parts from the measured one."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from bpkit.explore.showing import Figure, Picture, Wish, show
from bpkit.plots.asking import Function
from bpkit.plots.mismatch import gradient_errors as twin
from bpkit.plots.mismatch import power, strength, title, verdict
from bpkit.plots.planted import BUGS, TOLERANCE, Compared, inspect
from bpkit.plots.words import spell

START: Wish = {"bug": "one entry off by 0.5 %", "h": -5, "name": "b", "row": 0, "column": 2}
SLIDERS = [
    {"name": "bug", "label": "Planted:", "unit": "", "min": 0, "max": len(BUGS) - 1, "step": 1, "choices": [*BUGS]},
    {"name": "h", "label": "Step h:", "unit": "", "min": -12, "max": -1, "step": 1, "log": True},
]


def errors_picture(
    wish: Wish, numerical_gradient: Function, relative_error: Function, gradient_check: Function
) -> Picture:
    """Three grids of errors, the checker's verdict, and the two numbers behind the chosen entry."""
    bug, h = str(wish["bug"]), 10.0 ** float(wish["h"])
    now = inspect(bug, h, numerical_gradient, relative_error, gradient_check)
    part = next((one for one in now.parts if one.name == wish["name"]), now.parts[0])
    rows, columns = _rows(part.errors).shape
    cell = (min(int(wish["row"]), rows - 1), min(int(wish["column"]), columns - 1))
    said, right = verdict(now, gradient_check is not None)
    functions = (numerical_gradient, relative_error, gradient_check)
    whose = "\nThe checking is the course's." if not any(functions) else ""
    return {
        "bug": wish["bug"],
        "h": wish["h"],
        "grids": [
            {
                "name": one.name,
                "label": title(one),
                "cells": [
                    [_cell(one, (r, c), one is part and (r, c) == cell) for c in range(_rows(one.errors).shape[1])]
                    for r in range(_rows(one.errors).shape[0])
                ],
            }
            for one in now.parts
        ],
        "verdict": {"text": said, "right": right},
        "legend": f"A thick frame and ✗: error above {power(TOLERANCE)}.",
        "sentence": "\n".join([_two_numbers(part, cell), _capital(said), *now.notes]) + whose,
    }


def _capital(said: str) -> str:
    """A verdict as a sentence of its own; a function's name keeps its case."""
    return (said[0].upper() + said[1:] if said.startswith("your ") else said).replace("  ", " ") + "."


def _rows(values: Any) -> Any:
    """A vector lies as one row."""
    return np.reshape(values, (-1, np.shape(values)[-1]))


def _cell(part: Compared, place: tuple[int, int], chosen: bool) -> dict[str, Any]:
    error, doubtful = float(_rows(part.errors)[place]), bool(_rows(part.doubtful)[place])
    return {
        "text": power(error),
        "strength": strength(error),
        "large": not math.isnan(error) and not error <= TOLERANCE,
        "doubtful": doubtful,
        "chosen": chosen,
    }


def _two_numbers(part: Compared, cell: tuple[int, int]) -> str:
    """The chosen entry in words: what backward says, what was measured, and their error."""
    index = f"{cell[1]}" if part.errors.ndim == 1 else f"{cell[0]}, {cell[1]}"
    found = float(_rows(part.found)[cell])
    said = f"d{part.name}[{index}]: backward says {spell(found, 8)}"
    if part.measured is None:
        return f"{said}; there is no measured value."
    measured, error = float(_rows(part.measured)[cell]), float(_rows(part.errors)[cell])
    tail = "" if math.isnan(error) else f"; relative error {spell(error, 2)}"
    return f"{said}, measured is {spell(measured, 8)}{tail}."


def gradient_errors(
    numerical_gradient: Function = None, relative_error: Function = None, gradient_check: Function = None
) -> Any:
    """Choose a bug and a step, and point at an entry to see both of its numbers.

    Parameters
    ----------
    numerical_gradient, relative_error, gradient_check : the learner's functions; where one is missing, the course's
        works
    """
    functions = (numerical_gradient, relative_error, gradient_check)
    return show(
        Figure(
            script="mismatch",
            title="Where a gradient is wrong",
            wish=START,
            picture=lambda wish: errors_picture(wish, *functions),
            twin=lambda ax: twin(ax, START["bug"], 10.0 ** START["h"], *functions),
            fixed={"sliders": SLIDERS},
            size=(7.4, 3.8),
        )
    )
