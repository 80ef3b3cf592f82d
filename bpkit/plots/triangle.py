"""Three classes in a triangle: softmax turns three logits into a point of it, and -ln p into a loss."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bpkit.by_hand import losses
from bpkit.plots.asking import Answer, Function, ask, name_of
from bpkit.plots.style import ACCENT, MUTED, REFERENCE, TEXT, VALUE, YOURS, ink, new_axes
from bpkit.plots.words import close, spell

if TYPE_CHECKING:
    from matplotlib.axes import Axes

CLASSES = ("bungalow", "terrace", "villa")
# Corners of a triangle with sides of length 1, y upwards: bungalow left, terrace right, villa on top.
CORNERS = ((0.0, 0.0), (1.0, 0.0), (0.5, math.sqrt(3) / 2))
LOGITS = (1.0, 2.0, 3.0)
LABEL = 1
WORST = 5.0  # as far up as the curve of the loss is drawn, nats
# Where the curve of the loss is drawn: densely where it is steep.
PLACES = [round(float(p), 5) for p in np.geomspace(math.exp(-WORST), 1.0, 60)]
CURVE = [(p, losses.negative_log_likelihood(np.array([p]), 0)) for p in PLACES]


@dataclass(frozen=True)
class State:
    """The probabilities, the loss, and what the learner's softmax says (None where nothing)."""

    probabilities: list[float]
    loss: float
    own: Answer

    @property
    def right(self) -> bool:
        """Whether the learner's probabilities are the probabilities."""
        pairs = zip(self.own.value or [], self.probabilities, strict=False)
        return self.own.given and all(close(found, wanted) for found, wanted in pairs)

    @property
    def own_is_a_point(self) -> bool:
        """Whether the learner's numbers can be drawn in the plane at all."""
        return self.own.given and all(math.isfinite(p) for p in self.own.value)


def measure(logits: Sequence[float], shift: float, label: int, softmax: Function = None) -> State:
    """The state of the figure: ``shift`` is added to each of the three ``logits``."""
    shifted = np.array(logits, dtype=float) + shift
    probabilities = losses.softmax(shifted)
    loss = losses.negative_log_likelihood(probabilities, label)
    return State(probabilities.tolist(), loss, ask_row(softmax, shifted))


def ask_row(softmax: Function, logits: np.ndarray) -> Answer:
    """What the learner's softmax makes of one row, as three floats."""
    with np.errstate(all="ignore"):
        answer = ask(softmax, "softmax", logits.copy())
    if not answer.given:
        return answer
    try:
        numbers = np.asarray(answer.value, dtype=float)
    except (TypeError, ValueError):
        numbers = np.empty(0)
    if numbers.shape != logits.shape:
        said = f"your {name_of(softmax, 'softmax')} returned shape {numbers.shape}; {logits.shape} is expected"
        return Answer(None, said)
    return Answer(numbers.tolist(), "")


def point(probabilities: Sequence[float]) -> tuple[float, float]:
    """Where three probabilities lie: the corners, weighted by them."""
    x, y = (sum(p * corner[axis] for p, corner in zip(probabilities, CORNERS, strict=True)) for axis in (0, 1))
    return x, y


def simplex(
    ax: Axes | None = None,
    logits: Sequence[float] = LOGITS,
    shift: float = 0.0,
    label: int = LABEL,
    softmax: Function = None,
) -> Axes:
    """Draw the probabilities of three classes as a point in a triangle, and the loss of the label beside it.

    Parameters
    ----------
    logits : one for each class, unitless
    shift : is added to all three
    label : the class that it is, 0, 1 or 2
    softmax : the learner's, whose point is drawn as well
    """
    state = measure(logits, shift, label, softmax)
    ax = new_axes(ax, width=8.0, height=3.8)
    ax.set_axis_off()
    triangle(new_axes(ax.inset_axes((0.0, 0.02, 0.5, 0.96))), state, label)
    curve(new_axes(ax.inset_axes((0.62, 0.16, 0.36, 0.78))), state, label)
    return ax


def triangle(ax: Axes, state: State, label: int) -> None:
    """The triangle, the point of the probabilities, and the learner's."""
    xs, ys = zip(*CORNERS, CORNERS[0], strict=True)
    ax.plot(xs, ys, color=MUTED, linewidth=1.2)
    for k, (name, (x, y)) in enumerate(zip(CLASSES, CORNERS, strict=True)):
        here = k == label
        ax.plot(x, y, "s" if here else "o", color=REFERENCE if here else MUTED, markersize=9 if here else 4)
        text = f"{name}{' (label)' if here else ''}\np = {spell(state.probabilities[k])}"
        place = (x, y + 0.05) if k == 2 else (x, y - 0.05)
        ax.text(*place, text, color=TEXT, fontsize=10, ha="center", va="bottom" if k == 2 else "top")
    px, py = point(state.probabilities)
    for x, y in CORNERS:
        ax.plot([px, x], [py, y], color=VALUE, linewidth=0.8, alpha=0.5)
    ax.plot(px, py, "o", color=VALUE, markersize=9)
    if state.own_is_a_point:
        x, y = point(state.own.value)  # a wrong point may lie far outside
        x, y = float(np.clip(x, -0.2, 1.2)), float(np.clip(y, -0.1, 1.0))
        ax.plot(x, y, "o", color=YOURS, markersize=15, fillstyle="none", markeredgewidth=1.8)
        if not state.right:
            ax.text(x, y - 0.07, "your softmax  ✗", color=ink(YOURS), fontsize=10, ha="center", va="top")
    ax.set(xlim=(-0.35, 1.35), ylim=(-0.25, 1.12), aspect="equal")
    ax.set_axis_off()


def curve(ax: Axes, state: State, label: int) -> None:
    """−ln p, with the label's probability on it."""
    ax.plot(*zip(*CURVE, strict=True), color=VALUE, linewidth=1.6)
    p, loss = state.probabilities[label], min(state.loss, WORST)
    ax.plot([p, p], [0, loss], color=ACCENT, linewidth=1.2, linestyle=":")
    ax.plot(p, loss, "o", color=ACCENT, markersize=8)
    ax.annotate(
        f"−ln {spell(p)} = {spell(state.loss)}", (p, loss), (8, 6), textcoords="offset points", color=TEXT, fontsize=10
    )
    ax.set(xlim=(0, 1.02), ylim=(0, WORST + 0.2), xlabel="probability of the label", ylabel="loss −ln p (nats)")
