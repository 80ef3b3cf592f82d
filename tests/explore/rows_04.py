"""Lesson 4: a bowl and two valleys."""

from __future__ import annotations

import math
from typing import Any

from bpkit.by_hand.descent import minimise
from tests.explore.row import Row


def uphill(loss: Any, gradient: Any, w0: Any, rate: Any, max_steps: int = 1000, tolerance: float = 1e-10) -> Any:
    return minimise(loss, lambda w: -gradient(w), w0, rate, max_steps, tolerance)


def start_left_out(loss: Any, gradient: Any, w0: Any, rate: Any, max_steps: int = 1000, tolerance: float = 0) -> Any:
    w, losses = minimise(loss, gradient, w0, rate, max_steps, tolerance)
    return w, losses[1:]


def endless(loss: Any, gradient: Any, w0: Any, rate: Any, max_steps: int = 1000, tolerance: float = 1e-10) -> Any:
    w = w0
    while True:
        w = w - rate * gradient(w)


def never_raises(loss: Any, gradient: Any, w0: Any, rate: Any, max_steps: int = 1000, tolerance: float = 0) -> Any:
    w, losses = w0, [loss(w0)]
    for _ in range(max_steps):
        w = w - rate * gradient(w)
        losses.append(loss(w))
        if abs(losses[-1] - losses[-2]) < tolerance:
            break
    return w, losses


def always_raises(*given: Any) -> Any:
    raise FloatingPointError("of mine")


WRONG = {
    "uphill": (uphill, "Your minimise goes another way"),
    "no start": (start_left_out, "Your minimise goes another way"),
    "endless": (endless, "more than 80 steps where max_steps is 40"),
    "w alone": (lambda *given: 3.0, "should return two things"),
    "words": (lambda *given: ("left", []), "should return two things"),
    "nothing": (lambda *given: None, "returned None: is there a return?"),
    "not finite": (lambda *given: (math.inf, [math.nan]), "Your minimise goes another way"),
    "refuses": (always_raises, "Your minimise raised FloatingPointError"),
}
FARTHEST = ({"rate": 1.2, "steepness": 4.0, "start": -3.0}, {"start": 9.0}, {"start": 3.0}, {"rate": 1.0})
STARTS = ({"start": -3.6, "rate": 1.2}, {"start": 3.6, "rate": 1.2}, {"start": 0.3}, {"start": 3.6, "rate": 0.5})

ROWS = [
    Row("bowl", "minimise", minimise, "Your minimise goes the same way.", WRONG, wishes=FARTHEST),
    Row("bowl", "minimise", never_raises, "Your minimise goes the same way.", wishes=FARTHEST),
    Row("valleys", "minimise", minimise, "Your minimise goes the same way.", WRONG, wishes=STARTS),
]
