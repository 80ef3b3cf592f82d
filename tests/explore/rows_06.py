"""Lesson 6: which entries feed an entry of a layer's gradient."""

from __future__ import annotations

from typing import Any

from bpkit.ops import affine_backward
from tests.explore.row import Row


def bias_with_an_axis(upstream: Any, output: Any, X: Any, W: Any, b: Any) -> Any:
    dX, dW, db = affine_backward(upstream, output, X, W, b)
    return dX, dW, db[None]


def weights_doubled(upstream: Any, output: Any, X: Any, W: Any, b: Any) -> Any:
    dX, dW, db = affine_backward(upstream, output, X, W, b)
    return dX, 2 * dW, db


FOCUS = tuple({"name": name, "row": row, "column": 9} for name in ("Y", "dX", "dW", "db", "X") for row in (0, 9))

ROWS = [
    Row(
        "shapes",
        "affine_backward",
        affine_backward,
        "= −5",
        {
            "an axis more": (bias_with_an_axis, "Your db has shape (1, 2), expected is (2,)"),
            "twice": (weights_doubled, "Yours is −10"),
            "two of three": (lambda *given: affine_backward(*given)[:2], "should return three arrays: dX, dW, db"),
            "words": (lambda *given: ("a", "b", "c"), "Your dX is no array of numbers"),
        },
        wishes=FOCUS,
    )
]
