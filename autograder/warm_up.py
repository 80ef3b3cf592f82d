"""A check to try out in lesson 0: the same judge, an exercise that earns nothing, and nothing is kept.

It is no entry of `autograder.exercise.EXERCISES`: no lesson gives points for it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from statistics import median
from typing import Any

import numpy as np

from autograder.calling import LocalCaller
from autograder.checking import CheckFailed
from autograder.exercise import Exercise, Probe
from autograder.judging import judge_caller


def mean(prices: Sequence[float]) -> float:
    """``(prices[0] + prices[1] + …) / len(prices)``."""
    return math.fsum(prices) / len(prices)


mean_price = Exercise("mean_price", lesson=0, points=0, reference=mean, returns=("price",))


@mean_price.probes
def sales(rng: np.random.Generator) -> Iterator[Probe]:
    """A few sales of houses, dollars."""
    yield Probe("the three prices of the lesson", ([120_000.0, 150_000.0, 330_000.0],))
    for houses in (1, 2, 4, 7):
        prices = [float(price) for price in rng.integers(80, 600, size=houses) * 1000]
        yield Probe(f"{houses} random price{'s' if houses > 1 else ''}", (prices,))


@mean_price.mistake("This is the sum. No single house costs as much as all of them together.")
def only_summed(prices: Sequence[float]) -> float:
    """The division is missing."""
    return math.fsum(prices)


@mean_price.mistake("This is the median, the price in the middle. The mean shares the sum out equally.")
def median_taken(prices: Sequence[float]) -> float:
    """The price in the middle."""
    return median(prices)


@mean_price.mistake("You divided by one house too many.")
def one_too_many(prices: Sequence[float]) -> float:
    """Divided by n + 1."""
    return math.fsum(prices) / (len(prices) + 1)


@mean_price.mistake("This is half-way between the cheapest and the dearest house; the others count, too.")
def half_way(prices: Sequence[float]) -> float:
    """The middle of the range."""
    return (min(prices) + max(prices)) / 2


def check(function: Callable[..., Any]) -> None:
    """Judge ``function`` as ``mean_price`` and say what the judge sees.

    Raises
    ------
    CheckFailed
        When it is wrong; its text is all that a notebook shows.
    """
    verdict = judge_caller(mean_price, LocalCaller(function))
    if not verdict.passed:
        name = f"\n[known mistake: {verdict.mistake}]" if verdict.mistake else ""
        raise CheckFailed(f"mean_price: {verdict.message}{name}")
    print("mean_price: right. There is nothing to earn here: this was to see how a check speaks.")  # noqa: T201
