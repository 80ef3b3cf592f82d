"""Lesson 1: along a path rates multiply, between paths effects add."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any


def chain_rates(rates: Sequence[float]) -> float:
    """``rates[0] · rates[1] · …``; 1.0 for an empty chain."""
    return math.prod(rates, start=1.0)


def total_derivative(paths: Sequence[Sequence[float]]) -> float:
    """The products of all chains, added: ``[]`` → 0.0, ``[[]]`` → 1.0."""
    return float(sum(chain_rates(chain) for chain in paths))


def compose_derivative(
    functions: Sequence[Callable[[float], float]], derivatives: Sequence[Callable[[float], float]], x: float
) -> float:
    """The product of each derivative at what its function receives; 1.0 for no function."""
    slope = 1.0
    for function, derivative in zip(functions, derivatives, strict=True):
        slope = slope * derivative(x)
        x = function(x)
    return slope


def one_sided_derivative(f: Callable[[Any], Any], x: Any, h: Any) -> Any:
    """``(f(x + h) − f(x)) / h``; its error shrinks like h. A negative ``h`` looks back. Fractions stay exact."""
    return (f(x + h) - f(x)) / h
