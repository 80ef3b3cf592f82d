"""Gradient descent on a curve of one parameter: where each step lands, and how the loss went."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from bpkit.by_hand import descent
from bpkit.engine import Var, backward
from bpkit.plots.asking import Function, ask, name_of
from bpkit.plots.words import close

MOST_STEPS = 40
LOWEST_PLACE = 3.0  # w at the bottom of the bowl


@dataclass(frozen=True)
class Land:
    """A loss of one parameter, the part of it that is drawn, and how small a change of the loss ends a descent."""

    loss: Callable[[Any], Any]
    left: float
    right: float
    top: float
    tolerance: float

    def height(self, w: float) -> float:
        """The loss at ``w``."""
        return float(self.loss(np.float64(w)))

    def slope(self, w: float) -> float:
        """Its gradient there, asked of the engine."""
        place = Var(float(w))
        return float(backward(self.loss(place))[place])

    def curve(self) -> list[tuple[float, float]]:
        """Points of it, as far as they are drawn."""
        places = np.linspace(self.left, self.right, 145)
        return [(round(float(w), 4), self.height(w)) for w in places if self.height(w) <= self.top]


def round_bowl(steepness: float = 1.0) -> Land:
    """``steepness · (w - 3)²``."""
    return Land(lambda w: (w - LOWEST_PLACE) ** 2 * steepness, -3.0, 9.0, 40.0, 1e-3)


def two_valleys() -> Land:
    """``w⁴/16 - w²/2 + 0.3 w + 2``: the valley on the left is the deeper one."""
    return Land(lambda w: w**4 * (1 / 16) - w**2 * 0.5 + w * 0.3 + 2.0, -3.6, 3.6, 8.0, 1e-5)


@functools.cache
def bottoms() -> tuple[float, float]:
    """Where the two valleys are lowest."""
    land = two_valleys()
    left, right = (descent.minimise(land.height, land.slope, side, 0.1, 1000, 1e-14)[0] for side in (-2.0, 2.0))
    return left, right


@dataclass(frozen=True)
class Road:
    """One descent: every w on the way, every loss, and whether it ended in a FloatingPointError."""

    places: list[float] = field(default_factory=list)
    losses: list[float] = field(default_factory=list)
    burst: bool = False
    trouble: str = ""

    def same(self, other: Road) -> bool:
        """Whether two descents went the same way, up to rounding."""
        if self.trouble or self.burst != other.burst:
            return False
        pairs = [(self.places, other.places), (self.losses, other.losses)]
        return all(len(a) == len(b) and all(map(close, a, b)) for a, b in pairs)


def travel(land: Land, start: float, rate: float, minimise: Function = descent.minimise) -> Road:
    """Let ``minimise`` go down, and write down where it asked for the gradient."""
    places: list[float] = []

    def gradient(w: Any) -> float:
        places.append(float(w))
        if len(places) > 2 * MOST_STEPS:
            raise RuntimeError(f"more than {2 * MOST_STEPS} steps where max_steps is {MOST_STEPS}")
        return land.slope(w)

    def guarded(*arguments: Any) -> Any:
        try:
            return minimise(*arguments) if minimise else None
        except FloatingPointError:
            return (math.nan, [])  # the right answer when the loss is no number any more

    guarded.__name__ = name_of(minimise, "minimise")
    with np.errstate(all="ignore"):
        answer = ask(
            guarded if minimise else None, "minimise", land.height, gradient, start, rate, MOST_STEPS, land.tolerance
        )
    if not answer.given:
        if minimise is descent.minimise:
            raise RuntimeError(f"the course's own descent failed: {answer.sentence}")
        return Road(places, trouble=answer.sentence)
    try:
        w, losses = answer.value
        w, losses = float(w), [float(loss) for loss in losses]
    except (TypeError, ValueError):
        return Road(places, trouble=f"your {guarded.__name__} should return two things: w, and the list of losses")
    burst = math.isnan(w) and not losses
    return Road(places if burst else [*places, w], losses, burst)


def course_of(road: Road) -> str:
    """What a descent did, in a word or two."""
    if road.burst or (road.losses and not road.losses[-1] <= road.losses[0] * (1 + 1e-9)):
        return "blows up"
    if len(road.losses) > 1 and math.isclose(road.losses[-1], road.losses[0], rel_tol=1e-6):
        return "jumps to and fro" if road.places[-1] != road.places[0] else "stands still"
    moves = np.diff(road.places)
    if len(moves) > 1 and (moves[1:] * moves[:-1] < 0).all():
        return "zigzags"
    return "creeps" if len(road.losses) > MOST_STEPS else "converges"


def seen(land: Land, road: Road) -> list[tuple[float, float]]:
    """The steps of a descent as points, up to the first that leaves the drawing, which is drawn at its edge."""
    points: list[tuple[float, float]] = []
    for w in road.places:
        inside = land.left <= w <= land.right and land.height(w) <= land.top
        edge = min(max(w, land.left), land.right) if math.isfinite(w) else land.right
        points.append((w, land.height(w)) if inside else (edge, min(land.height(edge), land.top)))
        if not inside:
            break
    return points
