"""Lesson 3: errors as squares, and three classes in a triangle."""

from __future__ import annotations

from typing import Any

import numpy as np

from bpkit import ops
from bpkit.by_hand.losses import softmax
from tests.explore.row import Row


def summed(prediction: Any, target: Any) -> Any:
    return np.sum((prediction - target) ** 2)


def wrong_sign(upstream: Any, output: Any, prediction: Any, target: Any) -> Any:
    return upstream * 2 * (target - prediction) / prediction.size


def one_entry_wrong(upstream: Any, output: Any, prediction: Any, target: Any) -> Any:
    gradient = ops.mse_backward(upstream, output, prediction, target)
    gradient[2] = 0.0
    return gradient


def in_a_tuple(upstream: Any, output: Any, prediction: Any, target: Any) -> Any:
    return (ops.mse_backward(upstream, output, prediction, target).tolist(),)


def naive(logits: Any) -> Any:
    powers = np.exp(logits)
    return powers / 10


def overwriting(logits: Any) -> Any:
    logits -= logits.max()
    return softmax(logits)


EVERYWHERE = ({"A": 0.0, "B": 5.0}, {"C": 3.1, "D": 2.4, "A": 1.2, "B": 2.0})
FAR = (
    {"z0": -5.0, "z1": 5.0, "label": 0, "shift": 1000.0},
    {"label": 2},
    {"label": 99},
    {"label": -1},
)

ROWS = [
    Row(
        "squares",
        "mse",
        ops.mse.forward,
        "Your mse agrees.",
        {
            "a sum": (summed, "Your mse says something else"),
            "below 0": (lambda prediction, target: -1.0, "Your mse says something else"),
            "no number": (lambda prediction, target: np.nan, "Your mse says something else"),
            "not finite": (lambda prediction, target: np.inf, "Your mse says something else"),
            "one for each": (lambda prediction, target: (prediction - target) ** 2, "one number is expected"),
        },
        wishes=EVERYWHERE,
    ),
    Row(
        "squares",
        "mse_backward",
        ops.mse_backward,
        "Your mse_backward agrees.",
        {
            "sign": (wrong_sign, "It says −0.25, 0.25, −0.4, 0"),
            "one entry": (one_entry_wrong, "It says 0.25, −0.25, 0, 0"),
            "one number": (lambda *given: 0.1, "returned shape ()"),
            "text": (lambda *given: "uphill", "one number for each of the 4 predictions is expected"),
            "not finite": (lambda *given: np.full(4, np.nan), "It says NaN, NaN, NaN, NaN"),
        },
        beside={"mse": ops.mse.forward},
        wishes=EVERYWHERE,
    ),
    Row("squares", "mse_backward", in_a_tuple, "Your mse_backward agrees."),
    Row(
        "simplex",
        "softmax",
        softmax,
        "Your softmax agrees.",
        {
            "not divided": (naive, "add up to 3.02"),
            "not finite": (lambda logits: logits * np.nan, "NaN, NaN, NaN"),
            "two": (lambda logits: logits[:2], "returned shape (2,); (3,) is expected"),
            "a word": (lambda logits: "villa", "(3,) is expected"),
        },
        wishes=FAR,
    ),
    Row("simplex", "softmax", overwriting, "Your softmax agrees.", wishes=FAR),
]
