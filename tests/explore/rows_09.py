"""Lesson 9: a leak under switches, and two bowls, raw and scaled."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np

from bpkit.encoding import apply_scaler, fit_scaler
from bpkit.plots.leaks import BLOCKS, CONDITIONS, SCALERS
from bpkit.plots.scales import UNITS
from tests.explore.row import Row

EXPECTED = "0 and 1 are expected.  ✗"
FIT_WRONG = {
    "no mean": (lambda X: (0 * X.mean(axis=0), X.std(axis=0)), EXPECTED),
    "variance": (lambda X: (X.mean(axis=0), X.var(axis=0)), EXPECTED),
    "one for all": (lambda X: (X.mean(), X.std()), EXPECTED),
    "along the rows": (lambda X: (X.mean(axis=1), X.std(axis=1)), "raised ValueError"),
    "zero": (lambda X: (X.mean(axis=0), np.zeros(2)), "infinity, NaN or enormous numbers"),
    "the mean only": (lambda X: X.mean(axis=0), "two arrays: mean and std"),
    "words": (lambda X: ("mean", "std"), "two arrays: mean and std"),
    "nothing": (lambda X: None, "returned None: is there a return?"),
}
APPLY_WRONG = {
    "not divided": (lambda X, mean, std: X - mean, EXPECTED),
    "not moved": (lambda X, mean, std: X / std, EXPECTED),
    "turned round": (lambda X, mean, std: (mean - X) / std, "changed places or signs.  ✗"),
    "transposed": (lambda X, mean, std: ((X - mean) / std).T, "your scaled table has shape".capitalize()),
    "a sum": (lambda X, mean, std: float(X.sum()), "has shape ()"),
    "all alike": (lambda X, mean, std: np.ones_like(X), EXPECTED),
    "words": (lambda X, mean, std: "scaled", "has shape ()"),
    "nothing": (lambda X, mean, std: None, "returned None: is there a return?"),
}
RIGHT = "Your scaler: both columns have mean 0 and standard deviation 1."
WISHES: tuple[dict[str, Any], ...] = tuple(
    {"unit": unit, "rate": rate} for unit, rate in product(UNITS, (-4.0, -1.0, 0.0))
)

ROWS = [
    Row(
        "leak",
        wishes=tuple(
            {"block": block, "scaler": scaler, "condition": condition}
            for block, scaler, condition in product(BLOCKS, SCALERS, CONDITIONS)
        ),
    ),
    Row("scaling", "fit_scaler", fit_scaler, RIGHT, FIT_WRONG, wishes=WISHES),
    Row("scaling", "apply_scaler", apply_scaler, RIGHT, APPLY_WRONG, wishes=WISHES),
]
