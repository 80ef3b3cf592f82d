"""Lesson 7: the heat map of gradient errors."""

from __future__ import annotations

from typing import Any

import numpy as np

from bpkit import gradcheck
from tests.explore.row import Row


def twice(f: Any, x: Any, h: float = 1e-5) -> Any:
    return 2 * gradcheck.numerical_gradient(f, x, h)


def flat(f: Any, x: Any, h: float = 1e-5) -> Any:
    return gradcheck.numerical_gradient(f, x, h).ravel()


def absolute(a: Any, b: Any) -> float:
    return float(np.abs(a - b).max())


EVERYWHERE = (
    {"bug": "a mean for a sum"},
    {"bug": "a sign lost", "name": "X", "row": 2, "column": 1},
    {"bug": "a row forgotten", "name": "W", "row": 9, "column": 9},
    {"name": "no such input"},
    {"bug": "no bug", "h": -1},
)
SAYS = "db[2]: backward says 1.8538754, measured is 1.8446521; relative error 0.005."

ROWS = [
    Row(
        "gradient_errors",
        "numerical_gradient",
        gradcheck.numerical_gradient,
        SAYS,
        {
            "twice": (twice, "measured is 3.6893043; relative error 0.5"),
            "flat": (flat, "returned shape (6,) for an x of (3, 2)"),
            "one number": (lambda f, x, h: 0.0, "returned shape ()"),
            "not finite": (lambda f, x, h: x * np.nan, "relative error ∞"),
        },
        wishes=EVERYWHERE,
    ),
    Row(
        "gradient_errors",
        "relative_error",
        gradcheck.relative_error,
        SAYS,
        {
            "absolute": (absolute, "another relative error is expected"),
            "an array": (lambda a, b: np.array([0.0, 1.0]), "one number is expected"),
            "NaN": (lambda a, b: float("nan"), "another relative error is expected"),
        },
        wishes=EVERYWHERE,
    ),
    Row(
        "gradient_errors",
        "gradient_check",
        gradcheck.gradient_check,
        "Your gradient_check says False.",
        {"always True": (lambda *given: True, "Your gradient_check says True ✗.")},
        wishes=EVERYWHERE,
    ),
]
