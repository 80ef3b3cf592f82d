"""Depth against initialisation: how large a gradient of norm 1 is when it reaches the first layer."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from bpkit.by_hand import deep, network
from bpkit.nn import he_std
from bpkit.plots.asking import Function, ask, said_of
from bpkit.plots.style import ACCENT, GRADIENT, TEXT, VALUE, YOURS, ink, new_axes
from bpkit.plots.words import close

if TYPE_CHECKING:
    from matplotlib.axes import Axes

DEPTHS = tuple(range(2, 21, 2))
SPREADS = tuple(round(2 ** (k / 2), 2) for k in range(-4, 5))  # standard deviation of the weights, in units of He's
WIDTH, ROWS = 32, 64
MOST = 6  # powers of ten at which a colour is full


def said_of_spread(spread: float) -> str:
    """Whose start it is: He's, Xavier's (He's / √2 where all widths are equal), or a multiple of He's."""
    return {1.0: "He's", 0.71: "Xavier's"}.get(spread, f"{spread:g} times He's")


@cache
def gradients_of(depth: int, spread: float) -> network.Layers:
    """The gradients of a ReLU network with equal widths, for one fixed batch and an upstream gradient of norm 1."""
    rng = np.random.default_rng(12)
    X, upstream = rng.normal(size=(ROWS, WIDTH)) / math.sqrt(WIDTH), rng.normal(size=(ROWS, WIDTH))
    parameters = network.init_parameters([WIDTH] * (depth + 1), rng, spread * he_std(WIDTH))
    _, cached = network.mlp_forward(parameters, X)
    return network.mlp_backward(parameters, cached, upstream / np.linalg.norm(upstream))


@dataclass
class Norms:
    """One number a layer, as a function gives them; ``trouble`` where they could not be had or are not right."""

    values: list[float]
    wrong: list[bool]
    trouble: str


def norms_of(depth: int, spread: float, gradient_norms: Function = None) -> Norms:
    """The gradient norms of this network, by the learner's function or the course's."""
    gradients = gradients_of(depth, spread)
    expected = deep.gradient_norms(gradients)
    if gradient_norms is None:
        return Norms(expected, [False] * depth, "")
    answer = ask(gradient_norms, "gradient_norms", [(dW.copy(), db.copy()) for dW, db in gradients])
    if not answer.given:
        return Norms(expected, [False] * depth, said_of(answer) + " These are the course's.")
    try:
        values = [float(value) for value in answer.value]
    except (TypeError, ValueError):
        values = []
    if len(values) != depth:
        return Norms(
            expected,
            [False] * depth,
            f"Your gradient_norms should return one number a layer, {depth} of them. These are the course's.",
        )
    wrong = [not close(value, right) for value, right in zip(values, expected, strict=True)]
    trouble = f"{sum(wrong)} of your {depth} norms differ from the course's  ✗" if any(wrong) else ""
    return Norms(values, wrong, trouble)


def power_of(norms: list[float]) -> float:
    """The power of ten of the first layer's norm."""
    first = norms[0]
    return math.log10(first) if 0 < first < math.inf else -math.inf


def spell_power(power: float) -> str:
    """``−7``, ``0``, ``+3``: a whole number with its sign."""
    return f"{power:+.0f}".replace("-0", "0").replace("+0", "0").replace("-", "−")


def tint(power: float) -> tuple[str, float]:
    """Colour and opacity of a cell: blue where gradients vanish, vermilion where they explode."""
    return (VALUE if power < 0 else GRADIENT), min(abs(power) / MOST, 1.0) * 0.85


@cache
def table() -> tuple[tuple[float, ...], ...]:
    """A row for each depth, a column for each spread: see `power_of`."""
    rows = [[power_of(deep.gradient_norms(gradients_of(depth, spread))) for spread in SPREADS] for depth in DEPTHS]
    return tuple(tuple(row) for row in rows)


def depth_map(ax: Axes | None = None, depth: int = 10, spread: float = 1.0, gradient_norms: Function = None) -> Axes:
    """The heat map, and beside it the layers of the chosen network."""
    ax = new_axes(ax, width=8.0, height=4.2)
    ax.set_axis_off()
    _map(new_axes(ax.inset_axes((0.08, 0.16, 0.5, 0.76))), depth, spread)
    _bars(new_axes(ax.inset_axes((0.7, 0.16, 0.3, 0.76))), norms_of(depth, spread, gradient_norms))
    return ax


def _map(ax: Axes, depth: int, spread: float) -> None:
    from matplotlib.patches import Rectangle

    for row, layers in enumerate(DEPTHS):
        for column, width in enumerate(SPREADS):
            power = table()[row][column]
            colour, opacity = tint(power)
            ax.add_patch(Rectangle((column, row), 1, 1, facecolor=colour, alpha=opacity, edgecolor="none"))
            ax.text(
                column + 0.5, row + 0.5, spell_power(power), color="black",
                fontsize=8.5, ha="center", va="center",
            )  # fmt: skip
            if (layers, width) == (depth, spread):
                ax.add_patch(Rectangle((column, row), 1, 1, fill=False, edgecolor=ACCENT, linewidth=2.6, zorder=3))
    ax.set(xlim=(0, len(SPREADS)), ylim=(0, len(DEPTHS)), ylabel="depth (layers)")
    ax.set_xlabel("standard deviation of the weights (in units of He's)")
    ax.set_title("norm of the first layer's gradient, power of ten", color=TEXT, fontsize=10)
    ax.set_yticks([k + 0.5 for k in range(len(DEPTHS))], [str(layers) for layers in DEPTHS])
    ax.set_xticks([k + 0.5 for k in range(len(SPREADS))], [f"{width:g}" for width in SPREADS])
    ax.tick_params(length=0, labelsize=9)


def _bars(ax: Axes, norms: Norms) -> None:
    layers = np.arange(len(norms.values))
    colours = [YOURS if wrong else GRADIENT for wrong in norms.wrong]
    smallest = min((value for value in norms.values if value > 0), default=1.0)
    floor = 10.0 ** (math.floor(math.log10(smallest)) - 1)  # whole powers, so that the axis has labels
    ax.bar(layers, np.maximum(norms.values, floor), color=colours, width=0.7)
    for layer, wrong in enumerate(norms.wrong):
        if wrong:
            ax.text(layer, max(norms.values[layer], floor), "✗", color=ink(YOURS), ha="center", va="bottom")
    ax.set(yscale="log", ylim=(floor, None), xlabel="layer", ylabel="norm of the gradient (unitless)")
    ax.set_title(f"{len(layers)} layers", color=TEXT, fontsize=10)
    ax.set_xticks(layers[:: max(1, len(layers) // 5)])
