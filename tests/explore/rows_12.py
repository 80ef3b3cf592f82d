"""Lesson 12: depth against initialisation."""

from __future__ import annotations

from bpkit.by_hand.deep import gradient_norms
from bpkit.plots.depths import DEPTHS, SPREADS
from tests.explore.row import Row

ROWS = [
    Row(
        "depth_map",
        "gradient_norms",
        gradient_norms,
        "in good health",
        {
            "twice": (lambda gradients: [2 * norm for norm in gradient_norms(gradients)], "10 of your 10 norms differ"),
            "one": (lambda gradients: gradient_norms(gradients)[-1:], "should return one number a layer, 10 of them"),
            "words": (lambda gradients: "ten", "should return one number a layer"),
        },
        wishes=tuple({"row": row, "column": column} for row in (0, len(DEPTHS)) for column in (0, 4, len(SPREADS))),
    ),
]
