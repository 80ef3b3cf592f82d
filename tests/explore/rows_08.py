"""Lesson 8: the wave through a network."""

from __future__ import annotations

from typing import Any

from bpkit.by_hand.network import mlp_backward, mlp_forward
from tests.explore.row import Row


def first_layer_doubled(parameters: Any, cache: Any, upstream: Any) -> Any:
    (dW, db), *rest = mlp_backward(parameters, cache, upstream)
    return [(2 * dW, 2 * db), *rest]


STEPS = tuple({"step": step} for step in range(9))

ROWS = [
    Row(
        "wave",
        "mlp_forward",
        mlp_forward,
        "At the input nobody asks for a gradient.",
        {
            "a prediction alone": (lambda parameters, X: X, "should return (prediction, cache)"),
            "no last layer": (lambda parameters, X: (X, mlp_forward(parameters, X)[1][:-1]), "one pair (A, Z) a layer"),
        },
        wishes=STEPS,
    ),
    Row(
        "wave",
        "mlp_backward",
        mlp_backward,
        "At the input nobody asks for a gradient.",
        {
            "twice": (first_layer_doubled, "4 of your 6 dW differ from the course's"),
            "one pair": (lambda *given: mlp_backward(*given)[:1], "should return one pair (dW, db) a layer"),
        },
        wishes=STEPS,
    ),
]
