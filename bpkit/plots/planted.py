"""A small layer with a bug planted in its backward function, for the heat map of gradient errors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from bpkit import gradcheck, ops
from bpkit.plots.asking import Answer, Function, ask, ask_number, said_of
from bpkit.plots.words import close

Array = np.ndarray[Any, Any]

TOLERANCE = 1e-6  # what gradient_check allows
NAMES = ("X", "W", "b")
# What happens to the three right gradients on their way out.
BUGS: dict[str, Callable[[Array, Array, Array], tuple[Array, Array, Array]]] = {
    "no bug": lambda dX, dW, db: (dX, dW, db),
    "one entry off by 0.5 %": lambda dX, dW, db: (dX, dW, _off(db)),
    "a mean for a sum": lambda dX, dW, db: (dX, dW / len(dX), db / len(dX)),
    "a sign lost": lambda dX, dW, db: (dX * np.where(np.arange(dX.shape[1]) == 1, -1, 1), dW, db),
    "a row forgotten": lambda dX, dW, db: (np.where(np.arange(len(dX))[:, None] == 2, 0, dX), dW, db),
}


def _off(db: Array) -> Array:
    return np.where(np.arange(db.size) == 2, 1.005 * db, db)


def inputs() -> tuple[Array, Array, Array]:
    """X (3, 2), W (2, 4) and b (4,): small, of both signs, none near 0."""
    rng = np.random.default_rng(3)
    shapes = ((3, 2), (2, 4), (4,))
    X, W, b = (rng.uniform(0.3, 1.2, shape) * rng.choice([-1, 1], shape) for shape in shapes)
    return X, W, b


def forward(X: Array, W: Array, b: Array) -> Array:
    """``tanh(X W + b)``."""
    return np.asarray(ops.tanh.forward(ops.affine.forward(X, W, b)))


def backward_with(bug: str) -> Callable[..., tuple[Array, Array, Array]]:
    """The layer's backward function, with ``bug`` planted."""

    def backward(upstream: Array, output: Array, X: Array, W: Array, b: Array) -> tuple[Array, Array, Array]:
        inner = ops.tanh_backward(upstream, output, ops.affine.forward(X, W, b))
        return BUGS[bug](*ops.affine_backward(inner, None, X, W, b))

    return backward


@dataclass
class Compared:
    """One input's gradients from both sides; ``errors`` hold NaN where there is no number.

    ``doubtful`` marks errors that are not what the course's relative_error says of the same two numbers.
    """

    name: str
    found: Array
    measured: Array | None
    errors: Array
    whole: float | None
    doubtful: Array


@dataclass
class Inspection:
    """The three inputs compared, the checker's verdict and the right one, and what is to be said of the functions."""

    parts: list[Compared]
    verdict: bool | None
    right: bool
    notes: list[str] = field(default_factory=list)


def inspect(
    bug: str = "no bug",
    h: float = 1e-5,
    numerical_gradient: Function = None,
    relative_error: Function = None,
    gradient_check: Function = None,
) -> Inspection:
    """Compare the layer's backward function with the measured gradient, entry by entry, by the learner's functions."""
    given = inputs()
    output = forward(*given)
    upstream = np.random.default_rng(11).normal(size=output.shape)
    gradients = backward_with(bug)(upstream, output, *given)
    notes: list[str] = []
    parts = []
    for place, (name, x, found) in enumerate(zip(NAMES, given, gradients, strict=True)):

        def loss(moved: Array, place: int = place) -> float:
            now = [*given[:place], moved, *given[place + 1 :]]
            return float(np.sum(upstream * forward(*now)))

        answer = _measure(numerical_gradient or gradcheck.numerical_gradient, loss, x, h)
        parts.append(_compare(name, found, answer, relative_error or gradcheck.relative_error, notes))
    call = (forward, backward_with(bug), given)
    right = gradcheck.gradient_check(*call, np.random.default_rng(5))
    said = ask(gradient_check or gradcheck.gradient_check, "gradient_check", *call, np.random.default_rng(5))
    if not said.given:
        notes.append(said_of(said))
    return Inspection(parts, bool(said.value) if said.given else None, right, list(dict.fromkeys(notes)))


def _measure(function: Function, loss: Function, x: Array, h: float) -> Answer:
    answer = ask(function, "numerical_gradient", loss, x.copy(), h)
    if answer.given and np.shape(answer.value) != x.shape:
        return Answer(None, f"your numerical_gradient returned shape {np.shape(answer.value)} for an x of {x.shape}")
    return answer


def _compare(name: str, found: Array, answer: Answer, relative_error: Function, notes: list[str]) -> Compared:
    """One input: the error of each entry by itself, and of the whole."""
    errors, doubtful = np.full(found.shape, np.nan), np.zeros(found.shape, dtype=bool)
    if not answer.given:
        notes.append(said_of(answer))
        return Compared(name, found, None, errors, None, doubtful)
    measured = np.asarray(answer.value, dtype=float)
    for place in np.ndindex(found.shape):
        one, other = np.array([found[place]]), np.array([measured[place]])
        said = ask_number(relative_error, "relative_error", one, other)
        if said.given:
            errors[place] = said.value
            doubtful[place] = not close(said.value, gradcheck.relative_error(one, other))
        else:
            notes.append(said_of(said))
    if doubtful.any():
        notes.append("Dashed: for these two numbers another relative error is expected.")
    whole = ask_number(relative_error, "relative_error", found, measured)
    return Compared(name, found, measured, errors, whole.value, doubtful)
