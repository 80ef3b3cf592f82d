"""Lesson 4: gradient descent, one step after the other, until the loss hardly changes."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TypeVar

from bpkit.engine import Array
from bpkit.optim import gradient_step

Parameters = TypeVar("Parameters", float, Array)


def minimise(
    loss: Callable[[Parameters], float],
    gradient: Callable[[Parameters], Parameters],
    w0: Parameters,
    learning_rate: float,
    max_steps: int = 1000,
    tolerance: float = 1e-10,
) -> tuple[Parameters, list[float]]:
    """``w ← w - η ∂L/∂w`` from ``w0``, until two losses in a row differ by less than ``tolerance``.

    Parameters
    ----------
    loss, gradient : functions of w; the gradient is shaped like w
    w0 : a number or an array; it is not changed
    learning_rate : η, in w's unit squared for each unit of the loss
    max_steps : the most steps that are made
    tolerance : in the loss's unit

    Returns
    -------
    ``(w, losses)``: the last w, and the loss at ``w0`` and after each step, steps + 1 numbers at most

    Raises
    ------
    FloatingPointError
        As soon as a loss is infinite or not a number: the steps were too large.
    """
    w, losses = w0, [_finite(loss(w0), 0)]
    for step in range(1, max_steps + 1):
        w = gradient_step(w, gradient(w), learning_rate)
        losses.append(_finite(loss(w), step))
        if abs(losses[-1] - losses[-2]) < tolerance:
            break
    return w, losses


def _finite(loss: float, step: int) -> float:
    """``loss``, as long as it is a finite number."""
    if not math.isfinite(loss):
        raise FloatingPointError(f"the loss is {loss} after {step} steps; take a smaller learning_rate")
    return float(loss)
