"""Six sick loss curves: real trainings of the house network, each with one thing wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from bpkit.houses import Prepared, prepare
from bpkit.nn import MLP
from bpkit.plots.style import ACCENT, TEXT, VALUE, new_axes
from bpkit.train import History, fit

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FEW = 60  # houses, for those who have too few
LOW, HIGH = 0.02, 5.0  # of the drawing: mean squared error of the standardised log price


@dataclass(frozen=True)
class Patient:
    """One sick training.

    Attributes
    ----------
    illness : the diagnosis, as a button names it
    sign : what in the curve shows it
    remedy : what to do about it
    history : its losses, mean squared errors of the standardised log price
    """

    illness: str
    sign: str
    remedy: str
    history: History


def _train(data: Prepared, model: MLP | None = None, rows: int | None = None, **changes: Any) -> History:
    options: dict[str, Any] = {"optimizer": "sgd", "learning_rate": 0.03, "epochs": 40, "rng": 0, "progress": False}
    options["validation"] = (data.X_val, data.y_val)
    y = changes.pop("y", data.y_train)
    network = model or MLP([data.X_train.shape[1], 32, 32, 1], rng=0)
    return fit(network, data.X_train[:rows], y[:rows], **(options | changes))


def _closed(data: Prepared) -> MLP:
    """A network whose hidden biases start so low that every gate is closed."""
    model = MLP([data.X_train.shape[1], 32, 32, 1], rng=0)
    for _, b in model.layers[:-1]:
        b[:] = -20.0
    return model


def _few(data: Prepared, **changes: Any) -> History:
    return _train(data, rows=FEW, optimizer="adam", learning_rate=0.005, epochs=120, **changes)


def _shuffled(y: Any) -> Any:
    return y[np.random.default_rng(1).permutation(len(y))]


WARDS: tuple[tuple[str, str, str, Callable[[Prepared], History]], ...] = (
    (
        "learning rate too low",
        "Both curves creep down side by side and are still falling when the training ends.",
        "A larger learning rate, or many more epochs.",
        lambda data: _train(data, learning_rate=1e-4),
    ),
    (
        "overfitting",
        "The training loss goes on falling; the validation loss has its lowest point early and stays far above.",
        "More data, a smaller network, or stop early.",
        _few,
    ),
    (
        "every gate closed",
        "Two level lines from the first epoch on: not one weight below the output ever gets a gradient.",
        "Look at the start: how many hidden units are above 0?",
        lambda data: _train(data, model=_closed(data)),
    ),
    (
        "learning rate too high",
        "The first epoch throws it far out, and then it stays as bad as the mean price.",
        "A learning rate ten times smaller.",
        lambda data: _train(data, learning_rate=0.3),
    ),
    (
        "X and y shuffled apart",
        "The training loss sinks a little, by learning by heart; the validation loss stays as bad as the mean price.",
        "One permutation for both: row 7's price belongs to row 7's house.",
        lambda data: _train(data, y=_shuffled(data.y_train)),
    ),
    (
        "validation rows seen in training",
        "The validation loss follows the training loss to the last wiggle, although there are few houses.",
        "Split first; then train on one part only.",
        lambda data: _few(data, validation=(data.X_train[:FEW], data.y_train[:FEW])),
    ),
)
ILLNESSES = tuple(sorted(illness for illness, *_ in WARDS))


@cache
def patients() -> tuple[Patient, ...]:
    """The six, trained once."""
    data = prepare("six")
    return tuple(Patient(illness, sign, remedy, train(data)) for illness, sign, remedy, train in WARDS)


def sick_curves(ax: Axes | None = None) -> Axes:
    """All six side by side, numbered, without their diagnosis."""
    ax = new_axes(ax, width=8.0, height=4.6)
    ax.set_axis_off()
    for k, patient in enumerate(patients()):
        column, row = k % 3, k // 3
        small = new_axes(ax.inset_axes((0.06 + 0.335 * column, 0.58 - 0.52 * row, 0.27, 0.36)))
        draw(small, patient.history)
        small.set_title(f"patient {k + 1}", color=TEXT, fontsize=10)
        small.set_ylabel("loss (unitless)" if column == 0 else "", fontsize=8.5)
        small.set_xlabel("epoch" if row == 1 else "", fontsize=8.5)
        small.tick_params(labelsize=8)
    return ax


def draw(ax: Axes, history: History) -> None:
    """Both losses over the epochs, on a logarithmic axis."""
    epochs = np.arange(1, len(history.train) + 1)
    ax.plot(epochs, history.train, color=VALUE, linewidth=1.6, label="train")
    ax.plot(epochs, history.validation, "--", color=ACCENT, linewidth=1.8, label="validation")
    ax.set(yscale="log", ylim=(LOW, HIGH), xlim=(0, len(epochs)))
    ax.set_yticks([0.1, 1.0], ["0.1", "1"])
    ax.set_yticks([], minor=True)
    ax.legend(frameon=False, labelcolor=TEXT, fontsize=7.5, loc="upper right")
