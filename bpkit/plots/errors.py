"""Four houses, four guesses at their prices: every error a square, and the mean of the squares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bpkit import ops
from bpkit.engine import Array, Var, backward
from bpkit.plots.asking import Answer, Function, ask, ask_number, name_of
from bpkit.plots.style import ACCENT, GRADIENT, REFERENCE, TEXT, VALUE, YOURS, ink, new_axes
from bpkit.plots.words import close, spell

if TYPE_CHECKING:
    from matplotlib.axes import Axes

UNIT = "hundred thousand dollars"
NAMES = ("A", "B", "C", "D")
TARGETS = (1.2, 2.0, 3.1, 2.4)  # what each house sold for
GUESSES = (1.7, 1.5, 3.9, 2.4)  # what was predicted, at the start
DEAREST = 5.0
LARGEST = 5.0  # a square that is larger than the drawing is drawn as large as the drawing
APART = 1.7  # from house to house on the drawing, in the unit of the prices, so that a square is square


@dataclass(frozen=True)
class State:
    """The guesses, what the course measures of them, and what the learner's functions say.

    Attributes
    ----------
    errors : prediction - target
    loss, gradient : the mean squared error, and its slope for each prediction
    own_loss, own_gradient : the learner's, None where not given
    """

    predictions: list[float]
    errors: list[float]
    loss: float
    gradient: list[float]
    own_loss: Answer
    own_gradient: Answer

    @property
    def loss_is_right(self) -> bool:
        """Whether the learner's loss is the loss."""
        return self.own_loss.given and close(self.own_loss.value, self.loss)

    def entry_is_right(self, k: int) -> bool:
        """Whether entry ``k`` of the learner's gradient is right."""
        return self.own_gradient.given and close(self.own_gradient.value[k], self.gradient[k])

    @property
    def gradient_is_right(self) -> bool:
        """Whether the learner's gradient is the gradient."""
        return all(self.entry_is_right(k) for k in range(len(NAMES)))


def measure(predictions: Sequence[float], mse: Function = None, mse_backward: Function = None) -> State:
    """The state of the figure for these ``predictions``."""
    given, target = np.array(predictions, dtype=float), np.array(TARGETS)
    prediction = Var(given)
    loss = ops.mse(prediction, target)
    gradient = backward(loss)[prediction]
    own_gradient = ask_array(mse_backward, "mse_backward", 1.0, float(loss.data), given.copy(), target.copy())
    return State(
        given.tolist(),
        (given - target).tolist(),
        float(loss.data),
        np.asarray(gradient).tolist(),
        ask_number(mse, "mse", given.copy(), target.copy()),
        own_gradient,
    )


def ask_array(function: Function, default: str, upstream: float, output: float, *arrays: Array) -> Answer:
    """A learner's gradient as a list of floats, shaped like the first of ``arrays``."""
    answer = ask(function, default, upstream, output, *arrays)
    if not answer.given:
        return answer
    value = answer.value[0] if isinstance(answer.value, (list, tuple)) and len(answer.value) == 1 else answer.value
    try:
        numbers = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        numbers = np.empty(0)
    if numbers.shape != arrays[0].shape:
        wanted = f"one number for each of the {arrays[0].size} predictions is expected"
        return Answer(None, f"your {name_of(function, default)} returned shape {numbers.shape}; {wanted}")
    return Answer(numbers.tolist(), "")


def side(square: float) -> float:
    """The side of a square of this area, as long as it can be drawn; 0 for a negative "area"."""
    return min(float(np.sqrt(max(square, 0.0))), LARGEST) if np.isfinite(square) else LARGEST


def squares(ax: Axes | None = None, state: State | None = None) -> Axes:
    """Draw each error as a square, the mean of the squares as one more, and the gradient as arrows.

    Parameters
    ----------
    state : see `measure`; None means the guesses of the start, and no function of the learner's
    """
    state = state or measure(GUESSES)
    ax = new_axes(ax, width=8.0, height=4.2)
    for k, (name, target) in enumerate(zip(NAMES, TARGETS, strict=True)):
        draw_house(ax, k, name, target, state)
    left = APART * len(NAMES) + 0.5
    draw_square(ax, left, 0.0, side(state.loss), VALUE, "-")
    ax.text(left, -0.12, f"mean of the squares\nMSE = {spell(state.loss)}", color=TEXT, fontsize=9.5, va="top")
    if state.own_loss.given:
        right = state.loss_is_right
        draw_square(ax, left, 0.0, side(state.own_loss.value), YOURS, "-" if right else ":", fill=False)
        said = f"your mse: {spell(state.own_loss.value)}" + ("" if right else "  ✗")
        ax.text(left, side(max(state.loss, state.own_loss.value)) + 0.12, said, color=ink(YOURS), fontsize=9.5)
    for row, (mark, colour, word) in enumerate(
        (("o", REFERENCE, "sold for"), ("D", ACCENT, "predicted"), (r"$\uparrow$", GRADIENT, "gradient"))
    ):
        ax.plot(left, DEAREST - 0.2 - 0.45 * row, marker=mark, color=colour, markersize=9 if row == 2 else 6)
        ax.text(left + 0.25, DEAREST - 0.2 - 0.45 * row, word, color=TEXT, fontsize=9.5, va="center")
    ax.set(xlim=(-0.75, left + 2.0), ylim=(-0.75, DEAREST), yticks=range(6), aspect="equal")
    ax.set_xticks([])
    ax.set_ylabel(f"price ({UNIT})")
    ax.spines["bottom"].set_visible(False)
    return ax


def draw_house(ax: Axes, k: int, name: str, target: float, state: State) -> None:
    """One house: what it sold for, the prediction, the square between them, and the gradient."""
    x, guess, error, slope = APART * k, state.predictions[k], state.errors[k], state.gradient[k]
    draw_square(ax, x, min(target, guess), abs(error), VALUE, "-")
    ax.plot([x, x], [target, guess], color=VALUE, linewidth=2)
    ax.plot(x, target, "o", color=REFERENCE, markersize=7)
    ax.plot(x, guess, "D", color=ACCENT, markersize=7)
    ax.text(x, -0.12, f"{name}: {spell(error * error)}", color=TEXT, fontsize=9.5, ha="center", va="top")
    draw_arrow(ax, x - 0.22, guess, slope, GRADIENT, "-")
    if state.own_gradient.given and not state.entry_is_right(k):
        own = state.own_gradient.value[k]
        draw_arrow(ax, x - 0.42, guess, own, YOURS, ":")
        ax.text(x - 0.56, guess, "✗", color=ink(YOURS), fontsize=11, ha="center", va="center")


def draw_arrow(ax: Axes, x: float, start: float, slope: float, colour: str, line: str) -> None:
    """The gradient of one prediction: it points to where the loss rises, as long as it is steep."""
    reach = float(np.clip(slope, -DEAREST, DEAREST)) if np.isfinite(slope) else 0.0
    if abs(reach) < 0.02:
        return
    style = {"arrowstyle": "->", "color": colour, "linewidth": 2, "linestyle": line, "shrinkA": 0, "shrinkB": 0}
    ax.annotate("", (x, start + reach), (x, start), arrowprops=style)


def draw_square(ax: Axes, x: float, y: float, length: float, colour: str, line: str, fill: bool = True) -> None:
    """A square with its lower left corner at ``(x, y)``."""
    from matplotlib.patches import Rectangle

    if fill:
        ax.add_patch(Rectangle((x, y), length, length, facecolor=colour, alpha=0.25, linewidth=0))
    ax.add_patch(Rectangle((x, y), length, length, fill=False, edgecolor=colour, linewidth=1.6, linestyle=line))
