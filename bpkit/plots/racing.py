"""Four update rules in one ravine: where each step lands, and what the loss is there."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np

from bpkit import optim
from bpkit.engine import Array, Var, backward
from bpkit.plots.asking import Answer, Function, ask, name_of
from bpkit.plots.words import close

STEEP = 50.0  # across the ravine the loss bends so many times as much as along it
BEGIN = (-4.0, 1.0)  # along the ravine, and across
MOST_STEPS = 60
FAR = 1e6  # who is so far away does not come back


def plain_step(w: Array, gradient: Array, memory: Any, learning_rate: float) -> tuple[Array, Any]:
    """Gradient descent, which remembers nothing, in the form of the others."""
    return optim.gradient_step(w, gradient, learning_rate), memory


@dataclass(frozen=True)
class Rule:
    """An update rule: its name, the learner's name for its step, the step, its first memory, and a good η here."""

    name: str
    argument: str
    step: Callable[..., Any]
    memory: Callable[[Array], Any]
    rate: float


RULES = (
    Rule("SGD", "", plain_step, lambda w: 0, 0.03),
    Rule("momentum", "momentum_step", optim.momentum_step, np.zeros_like, 0.01),
    Rule("RMSProp", "rmsprop_step", optim.rmsprop_step, np.zeros_like, 0.1),
    Rule("Adam", "adam_step", optim.adam_step, lambda w: (0, 0, 0), 0.3),
)


@dataclass(frozen=True)
class Run:
    """One descent: every place and every loss, the start included; ``trouble`` says why it broke off, if it did."""

    places: list[tuple[float, float]] = field(default_factory=list)
    losses: list[float] = field(default_factory=list)
    trouble: str = ""

    def same(self, other: Run) -> bool:
        """Whether two descents went the same way, up to rounding."""
        if self.trouble or len(self.places) != len(other.places):
            return False
        pairs = zip(self.places, other.places, strict=True)
        return all(close(x, right_x) and close(y, right_y) for (x, y), (right_x, right_y) in pairs)


def directions(turn: float) -> Array:
    """The ravine's own directions, along and across, as rows, when it is turned by ``turn`` degrees."""
    c, s = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    return np.array([[c, s], [-s, c]])


def loss_and_gradient(w: Array, turn: float) -> tuple[float, Array]:
    """``(u² + 50 v²) / 2``, u along the ravine and v across, and the engine's gradient of it."""
    (along_x, along_y), (across_x, across_y) = directions(turn).tolist()
    x, y = Var(float(w[0])), Var(float(w[1]))
    u, v = x * along_x + y * along_y, x * across_x + y * across_y
    loss = u**2 * 0.5 + v**2 * (0.5 * STEEP)
    gradients = backward(loss)
    return float(loss.data), np.array([float(gradients[x]), float(gradients[y])])


@cache
def course_runs(factor: float, turn: float) -> tuple[Run, ...]:
    """The course's four descents; ``factor`` multiplies every learning rate."""
    return tuple(descend(rule, rule.step, factor, turn) for rule in RULES)


def descend(rule: Rule, step: Function, factor: float, turn: float) -> Run:
    """Let ``step`` go down for `MOST_STEPS` steps, or until it is far away."""
    w = directions(turn).T @ np.array(BEGIN)
    memory, rate = rule.memory(w), rule.rate * factor
    run = Run([(float(w[0]), float(w[1]))], [loss_and_gradient(w, turn)[0]])
    for _ in range(MOST_STEPS):
        _, gradient = loss_and_gradient(w, turn)
        answer = one_step(rule, step, w, gradient, memory, rate)
        if not answer.given:
            return Run(run.places, run.losses, answer.sentence)
        w, memory = answer.value
        if not (np.abs(w) < FAR).all():
            break
        run.places.append((float(w[0]), float(w[1])))
        run.losses.append(loss_and_gradient(w, turn)[0])
    return run


def one_step(rule: Rule, step: Function, w: Array, gradient: Array, memory: Any, rate: float) -> Answer:
    """``(w, memory)`` after a step, w as an array of the shape that it had; or why there is none."""
    with np.errstate(all="ignore"):
        answer = ask(step, rule.argument or "step", w.copy(), gradient, memory, rate)
    if not answer.given:
        return answer
    try:
        moved, memory = answer.value
        moved = np.asarray(moved, dtype=float)
    except (TypeError, ValueError):
        moved = None
    if np.shape(moved) != w.shape:
        name = name_of(step, rule.argument)
        return Answer(None, f"your {name} should return two things: w, of the shape that it got, and its memory")
    return Answer((moved, memory), "")
