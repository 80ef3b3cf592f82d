"""An activation function as a gate: its value, its slope, and what it lets through of an upstream gradient."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from bpkit import ops
from bpkit.plots.asking import Answer, Function, ask, said_of
from bpkit.plots.style import ACCENT, GRADIENT, MUTED, TEXT, VALUE, YOURS, ink, new_axes
from bpkit.plots.words import close, spell

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Array = np.ndarray[Any, Any]

REACH = 4.0  # x runs from -REACH to REACH
STRONGEST = 2.0  # the largest upstream gradient
XS = np.sort(np.append(np.linspace(-REACH, REACH, 81), 1e-9))  # the step of a ReLU's slope stands upright
GATES = {
    "relu": (ops.relu.forward, ops.relu_backward),
    "sigmoid": (ops.sigmoid.forward, ops.sigmoid_backward),
    "tanh": (ops.tanh.forward, ops.tanh_backward),
}
NAMES = {"relu": "ReLU", "sigmoid": "sigmoid", "tanh": "tanh"}


@dataclass(frozen=True)
class Gate:
    """One gate at work: curves over ``xs``, and the same three numbers at the chosen x.

    ``yours`` and ``yours_here`` are what the learner's backward function lets through; None where it gave nothing.
    """

    xs: Array
    values: Array
    through: Array
    value: float
    slope: float
    let_through: float
    yours: Array | None
    yours_here: float | None
    right: bool
    sentence: str


def work(kind: str, x: float, upstream: float, backward: Function = None, given: bool = True) -> Gate:
    """The gate ``kind`` at ``x`` for one upstream gradient; ``backward`` is the learner's, where ``given``."""
    forward, own = GATES[kind]
    xs = np.append(XS, x)
    values, arriving = forward(xs), np.full(xs.size, upstream)
    through, slopes = own(arriving, values, xs), own(np.ones(xs.size), values, xs)
    sentence = (
        f"x = {spell(x)}: {NAMES[kind]} gives {spell(values[-1])}, and its slope is {spell(slopes[-1])}. "
        f"Of the upstream gradient {spell(upstream)} it lets {spell(through[-1])} through."
    )
    answer = _ask_curve(backward, f"{kind}_backward", arriving, values, xs) if given else Answer(None, "")
    yours, right = answer.value, True
    if yours is not None:
        right = all(close(a, b) for a, b in zip(yours, through, strict=True))
        sentence += f"\nYour {kind}_backward lets {spell(yours[-1])} through" + (
            ", and is right in the whole picture." if right else "; its curve is dotted: it is not right everywhere."
        )
    else:
        sentence += f"\n{said_of(answer)}" if given else "\nThe gradient is the course's."
    return Gate(
        xs[:-1],
        values[:-1],
        through[:-1],
        float(values[-1]),
        float(slopes[-1]),
        float(through[-1]),
        None if yours is None else yours[:-1],
        None if yours is None else float(yours[-1]),
        right,
        sentence,
    )


def _ask_curve(backward: Function, name: str, upstream: Array, output: Array, x: Array) -> Answer:
    """What a learner's backward function lets through, one number for each x; a tuple of one will do."""
    answer = ask(backward, name, upstream.copy(), output.copy(), x.copy())
    if not answer.given:
        return answer
    value = answer.value[0] if isinstance(answer.value, (tuple, list)) and len(answer.value) == 1 else answer.value
    try:
        numbers = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        return Answer(None, f"your {name} returned no array of numbers")
    if numbers.shape != x.shape:
        return Answer(None, f"your {name} returned shape {numbers.shape} for an x of shape {x.shape}")
    return Answer(numbers, "")


def limits(kind: str) -> tuple[float, float]:
    """The lowest and highest y that the picture shows."""
    return (-STRONGEST - 0.3, REACH + 0.2 if kind == "relu" else STRONGEST + 0.3)


def gate(
    ax: Axes | None = None,
    kind: str = "sigmoid",
    x: float = 2.0,
    upstream: float = 1.5,
    backward: Function = None,
    given: bool = True,
) -> Axes:
    """Draw the gate ``kind``: the function, the gradient that it lets through at each x, and the flow at ``x``.

    Parameters
    ----------
    kind : ``"relu"``, ``"sigmoid"`` or ``"tanh"``
    x : where the gate stands, -4 to 4
    upstream : the gradient that arrives from above, -2 to 2
    backward : the learner's backward function
    given : False where no function was handed over at all
    """
    ax = new_axes(ax, width=7.4, height=3.8)
    now = work(kind, x, upstream, backward, given)
    low, high = limits(kind)
    ax.axhline(0, color=MUTED, linewidth=0.6, xmax=0.66)
    ax.axvline(x, color=ACCENT, linewidth=1, linestyle="--")
    ax.plot(now.xs, now.values, color=VALUE, linewidth=2, label=NAMES[kind])
    let = f"gradient let through, of {spell(upstream)}"
    ax.plot(now.xs, now.through, color=GRADIENT, linewidth=2, linestyle=(0, (5, 2)), label=let)
    if now.yours is not None:
        style = {"linestyle": "-", "linewidth": 1.2} if now.right else {"linestyle": ":", "linewidth": 3.0}
        label = f"your {kind}_backward" + ("" if now.right else "  ✗")
        ax.plot(now.xs, np.clip(now.yours, low, high), color=YOURS, label=label, **style)  # type: ignore[arg-type]
    ax.plot([x], [now.value], "o", color=VALUE, markersize=8)
    ax.plot([x], [now.let_through], "s", color=GRADIENT, markersize=7)
    _draw_flow(ax, kind, upstream, now, low, high)
    ax.set(xlim=(-REACH, 2 * REACH), ylim=(low, high), xlabel="x", ylabel="value, gradient")
    ax.set_xticks(np.arange(-REACH, REACH + 1, 2))
    ax.spines["bottom"].set_bounds(-REACH, REACH)
    ax.xaxis.set_label_coords(0.33, -0.12)
    ax.legend(loc="upper left", fontsize=8.5, frameon=False, labelcolor=TEXT)
    return ax


def _draw_flow(ax: Axes, kind: str, upstream: float, now: Gate, low: float, high: float) -> None:
    """The gate itself: what arrives from above, and what goes on below; the thicker the arrow, the more."""
    from matplotlib.patches import Rectangle

    middle, span = 1.5 * REACH, high - low
    top, bottom = low + 0.62 * span, low + 0.42 * span
    ax.add_patch(Rectangle((middle - 1.1, bottom), 2.2, top - bottom, fill=False, edgecolor=VALUE, linewidth=2))
    ax.text(middle, (top + bottom) / 2, NAMES[kind], color=ink(VALUE), ha="center", va="center", fontsize=11)
    ax.text(middle, high, f"upstream\n{spell(upstream)}", color=ink(GRADIENT), ha="center", va="top", fontsize=10)
    _draw_arrow(ax, middle, low + 0.83 * span, top, upstream, GRADIENT, "-")
    wrong = now.yours_here is not None and not close(now.yours_here, now.let_through)
    shown = now.yours_here if now.yours_here is not None and wrong else now.let_through
    colour = YOURS if wrong else GRADIENT
    _draw_arrow(ax, middle, bottom, low + 0.2 * span, shown, colour, ":" if wrong else "-")
    said = f"yours: {spell(shown)}  ✗" if wrong else f"let through\n{spell(shown)}"
    ax.text(middle, low + 0.16 * span, said, color=ink(colour), ha="center", va="top", fontsize=10)


def _draw_arrow(ax: Axes, x: float, start: float, end: float, amount: float, colour: str, line: str) -> None:
    if not abs(amount) > 1e-3:  # nothing flows, or NaN
        ax.text(x, (start + end) / 2, "nothing", color=TEXT, ha="center", va="center", fontsize=9)
        return
    width = 0.8 + 4.0 * min(abs(amount) / STRONGEST, 2.0)
    arrow = {"arrowstyle": "-|>", "color": colour, "linewidth": width, "linestyle": line, "mutation_scale": 14}
    ax.annotate("", (x, end), (x, start), arrowprops=arrow)
