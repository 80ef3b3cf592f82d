"""The loss of the house network after some epochs against the learning rate, a curve for each update rule."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from bpkit import ops
from bpkit.by_hand.network import Layers, init_parameters, mlp_backward, mlp_forward
from bpkit.by_hand.training import minibatches
from bpkit.houses import Prepared, prepare
from bpkit.nn import MLP
from bpkit.plots.asking import Answer, Function
from bpkit.plots.racing import RULES, Rule, one_step
from bpkit.plots.ravine import LOOKS
from bpkit.plots.style import MUTED, TEXT, YOURS, new_axes
from bpkit.train import fit

if TYPE_CHECKING:
    from matplotlib.axes import Axes

RATES = (1e-4, 3e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3, 1.0)
TRIED = (0.001, 0.01, 0.1)  # learning rates at which the learner's function trains
LOW, HIGH = 0.2, 2.0  # of the drawing: mean squared error of the standardised log price; the mean price has 1
SIZES = (6, 32, 32, 1)
GOOD = 1.25  # times the best of all: what is called a good rate
BATCH, EPOCHS = 32, 10


@cache
def houses() -> Prepared:
    """The six features of the houses."""
    return prepare("six")


@cache
def losses(rule: Rule, batch: int, epochs: int) -> tuple[float, ...]:
    """The course's validation loss after the last epoch, for each of `RATES`; infinity where it blows up."""
    data, found = houses(), []
    for rate in RATES:
        model = MLP(list(SIZES), rng=0, init="small")
        options: dict[str, Any] = {"optimizer": rule.name.lower(), "learning_rate": rate, "rng": 1, "progress": False}
        try:
            history = fit(
                model, data.X_train, data.y_train,
                validation=(data.X_val, data.y_val), epochs=epochs, batch_size=batch, **options,
            )  # fmt: skip
            found.append(history.validation[-1])
        except FloatingPointError:
            found.append(math.inf)
    return tuple(found)


def train_by(rule: Rule, step: Function, rate: float, batch: int, epochs: int) -> Answer:
    """The same training through ``step``, array by array: the validation loss after each epoch, or a sentence."""
    data, rng = houses(), np.random.default_rng(1)
    arrays = [array for layer in init_parameters(SIZES, np.random.default_rng(0)) for array in layer]
    memories = [rule.memory(array) for array in arrays]
    history: list[float] = []
    for _ in range(epochs):
        for rows in minibatches(len(data.X_train), batch, rng):
            gradients = _gradients(arrays, data.X_train[rows], data.y_train[rows])
            for k, gradient in enumerate(gradients):
                answer = one_step(rule, step, arrays[k], gradient, memories[k], rate)
                if not answer.given:
                    return answer
                arrays[k], memories[k] = answer.value
            if not np.isfinite(arrays[0]).all():
                return Answer([*history, math.inf], "")
        prediction, _ = mlp_forward(_layers(arrays), data.X_val)
        loss = float(ops.mse.forward(prediction, data.y_val))
        history.append(loss if math.isfinite(loss) else math.inf)
    return Answer(history, "")


def _layers(arrays: list[Any]) -> Layers:
    return list(zip(arrays[0::2], arrays[1::2], strict=True))


def _gradients(arrays: list[Any], X: Any, y: Any) -> list[Any]:
    prediction, cached = mlp_forward(_layers(arrays), X)
    upstream = ops.mse_backward(1.0, ops.mse.forward(prediction, y), prediction, y)
    return [one for layer in mlp_backward(_layers(arrays), cached, upstream) for one in layer]


@dataclass(frozen=True)
class Trial:
    """What the learner's function reached at each of `TRIED`; ``trouble`` says why it broke off, if it did.

    Attributes
    ----------
    found : validation losses after the last epoch
    early, expected : after the first epoch, the learner's and the course's
    """

    rule: Rule
    found: tuple[float, ...] = ()
    early: tuple[float, ...] = ()
    expected: tuple[float, ...] = ()
    trouble: str = ""

    @property
    def right(self) -> bool:
        """Whether the first epoch is the course's. Later ones are no judge: where the rate is high, rounding grows."""
        pairs = zip(self.early, self.expected, strict=True)
        return not self.trouble and all(a == b or math.isclose(a, b, rel_tol=1e-3) for a, b in pairs)


def try_out(rule: Rule, step: Callable[..., Any], batch: int, epochs: int) -> Trial:
    """Train by the learner's ``step`` at a few learning rates."""
    histories: list[list[float]] = []
    with np.errstate(all="ignore"):
        for rate in TRIED:
            answer = train_by(rule, step, rate, batch, epochs)
            if not answer.given:
                return Trial(rule, trouble=answer.sentence)
            histories.append(answer.value)
    found, early = (tuple(history[place] for history in histories) for place in (-1, 0))
    course = losses(rule, batch, 1)
    return Trial(rule, found, early, tuple(course[RATES.index(rate)] for rate in TRIED))


def trials(given: Mapping[str, Function], batch: int, epochs: int) -> list[Trial]:
    """One trial for each function that is there."""
    pairs = [(rule, given.get(rule.argument)) for rule in RULES]
    return [try_out(rule, step, batch, epochs) for rule, step in pairs if step is not None]


def good_rates(rule: Rule, batch: int, epochs: int) -> list[float]:
    """The rates that end within `GOOD` times the lowest loss of all rules."""
    limit = GOOD * min(min(losses(one, batch, epochs)) for one in RULES)
    return [rate for rate, loss in zip(RATES, losses(rule, batch, epochs), strict=True) if loss <= limit]


def sensitivity(
    ax: Axes | None = None,
    momentum_step: Function = None,
    rmsprop_step: Function = None,
    adam_step: Function = None,
    batch: int = BATCH,
    epochs: int = EPOCHS,
) -> Axes:
    """Draw the loss after ``epochs`` against the learning rate, both axes logarithmic.

    Parameters
    ----------
    momentum_step, rmsprop_step, adam_step : the learner's; rings on the curves, or crosses beside them
    batch : rows in a batch
    """
    given = {"momentum_step": momentum_step, "rmsprop_step": rmsprop_step, "adam_step": adam_step}
    ax = new_axes(ax, width=7.6, height=3.8)
    for rule in RULES:
        color, line, mark = LOOKS[rule.name]
        drawn = np.clip(losses(rule, batch, epochs), LOW, HIGH)
        ax.plot(RATES, drawn, line, marker=mark, color=color, linewidth=1.6, markersize=5, label=rule.name)
    for trial in trials(given, batch, epochs):
        marks: dict[str, Any] = {"marker": "o", "markersize": 11, "fillstyle": "none"}
        if not trial.right:
            marks = {"marker": "x", "markersize": 9, "markeredgewidth": 2}
        found = np.clip(trial.found or (HIGH,), LOW, HIGH)
        label = f"your {trial.rule.argument}{'' if trial.right else '  ✗'}"
        ax.plot(TRIED[: len(found)], found, linestyle="none", color=YOURS, label=label, clip_on=False, **marks)
    ax.axhline(1.0, color=MUTED, linewidth=1, linestyle=":")
    ax.text(0.01, 1.03, "always the mean price", color=TEXT, fontsize=9, va="bottom", ha="center")
    ax.set(xscale="log", yscale="log", ylim=(LOW * 0.97, HIGH * 1.03))
    ax.set(xlabel="learning rate η", ylabel="validation loss (unitless)")
    ax.set_yticks([0.2, 0.3, 0.5, 1.0, 2.0], ["0.2", "0.3", "0.5", "1", "2 or more"])
    ax.set_yticks([], minor=True)
    ax.legend(frameon=False, labelcolor=TEXT, fontsize=9, loc="center left", bbox_to_anchor=(1.0, 0.5))
    return ax
