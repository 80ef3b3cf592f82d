"""Lesson 0: the house network. With a wrong function it learns worse; no sentence could know that it is wrong."""

from __future__ import annotations

from typing import Any

from bpkit.ops import relu_backward
from tests.explore.row import Row


def no_gate(upstream: Any, output: Any, x: Any) -> Any:
    return upstream


def wrong_shape(upstream: Any, output: Any, x: Any) -> Any:
    return upstream[:1]


ROWS = [
    Row(
        figure="training",
        argument="functions",
        right=relu_backward,
        says_right="Running on your relu_backward",
        wrong={
            "no gate": (no_gate, "Running on your relu_backward"),
            "a wrong shape": (wrong_shape, "relu_backward"),
        },
        says_raised="Your relu_backward raised ValueError: of mine.",
        wishes=({"rate": -3.0, "width": 4, "batch": 1755, "epochs": 5},),
    )
]
