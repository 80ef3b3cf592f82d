"""Lesson 5: the gate."""

from __future__ import annotations

from typing import Any

import numpy as np

from bpkit import ops
from tests.explore.row import Row


def mask_only(upstream: Any, output: Any, x: Any) -> Any:
    return (x > 0) * 1.0


def in_place(upstream: Any, output: Any, x: Any) -> Any:
    upstream[x <= 0] = 0
    return upstream


def in_a_tuple(upstream: Any, output: Any, x: Any) -> Any:
    return (ops.tanh_backward(upstream, output, x),)


EVERYWHERE = (
    {"x": -4.0},
    {"x": 0.0, "upstream": -2.0},
    {"kind": "sigmoid", "x": 4.0},
    {"kind": "tanh", "upstream": 0.0},
    {"kind": "no such gate"},
)
NO_GATES = {
    "one number": (lambda *given: 0.5, "returned shape ()"),
    "text": (lambda *given: "uphill", "returned no array of numbers"),
    "not finite": (lambda upstream, *rest: upstream * np.nan, "lets NaN through; its curve is dotted"),
}

ROWS = [
    Row(
        "gate",
        "relu_backward",
        ops.relu_backward,
        "Your relu_backward lets 1.5 through, and is right in the whole picture.",
        {"the mask": (mask_only, "Your relu_backward lets 1 through; its curve is dotted"), **NO_GATES},
        wishes=EVERYWHERE,
    ),
    Row("gate", "relu_backward", in_place, "is right in the whole picture.", wishes=EVERYWHERE),
    Row(
        "gate",
        "sigmoid_backward",
        ops.sigmoid_backward,
        "Your sigmoid_backward lets 0.295 through, and is right in the whole picture.",
        {
            "half of it": (lambda upstream, output, x: upstream * output, "lets 1.1 through; its curve is dotted"),
            **NO_GATES,
        },
        wishes=EVERYWHERE,
    ),
    Row(
        "gate",
        "tanh_backward",
        ops.tanh_backward,
        "Your tanh_backward lets 0.63 through, and is right in the whole picture.",
        {
            "of x": (lambda upstream, output, x: upstream * (1 - x * x), "lets 0 through; its curve is dotted"),
            **NO_GATES,
        },
        wishes=EVERYWHERE,
    ),
    Row("gate", "tanh_backward", in_a_tuple, "is right in the whole picture."),
]
