"""The wave through a small network: values forward, gradients back, one sample."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from bpkit.by_hand import network
from bpkit.engine import Array
from bpkit.plots.asking import Function, ask, said_of
from bpkit.plots.style import GRADIENT, MUTED, VALUE, YOURS, ink, new_axes
from bpkit.plots.words import close, spell

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SIZES = (2, 3, 3, 1)
HALF = (0.095, 0.13)  # half the width and height of a box, in the unit of the drawing
UPSTREAM = np.array([[1.0]])


def example() -> tuple[list[tuple[Array, Array]], Array]:
    """Round weights and one sample, such that some gates are open and some are closed."""
    first = (np.array([[1.0, -0.5, 0.5], [0.5, 1.0, -1.0]]), np.array([0.5, -1.0, 0.0]))
    second = (np.array([[1.0, -1.0, 0.5], [0.5, 2.0, 1.0], [-0.5, 1.0, 1.0]]), np.array([0.0, 0.5, -1.0]))
    last = (np.array([[1.0], [-1.0], [0.5]]), np.array([0.5]))
    return [first, second, last], np.array([[1.0, -1.0]])


@dataclass
class Unit:
    """One unit of a layer: what it holds, and whether that is what it should be; None where nothing is known."""

    layer: int
    row: int
    before: float | None = None  # Z
    value: float | None = None  # A: max(Z, 0) in a hidden layer
    gradient: float | None = None  # of Z
    wrong_value: bool = False
    wrong_gradient: bool = False

    @property
    def closed(self) -> bool:
        """Whether its gate lets nothing through."""
        return 0 < self.layer < len(SIZES) - 1 and self.before is not None and self.before <= 0


@dataclass
class Wave:
    """All units and, per layer, the gradients of the weights; ``trouble`` says what could not be had."""

    units: list[list[Unit]]
    weights: list[Array]
    slopes: list[Array | None]  # dW, layer by layer
    wrong_slopes: list[Array]
    trouble: str


def wave_of(mlp_forward: Function = None, mlp_backward: Function = None) -> Wave:
    """The wave that these functions make; the course's own where there is none."""
    parameters, X = example()
    weights = [W for W, _ in parameters]
    expected_out, expected_cache = network.mlp_forward(parameters, X)
    expected = network.mlp_backward(parameters, expected_cache, UPSTREAM)
    answer = ask(mlp_forward or network.mlp_forward, "mlp_forward", parameters, X)
    cache, trouble = _cache_of(answer.value) if answer.given else (None, said_of(answer))
    values = _units(cache, expected_cache, expected_out)
    slopes: list[Array | None] = [None] * len(weights)
    wrong: list[Array] = [np.zeros_like(W, dtype=bool) for W in weights]
    if cache is not None:
        back = ask(mlp_backward or network.mlp_backward, "mlp_backward", parameters, cache, UPSTREAM)
        gradients = _gradients_of(back.value, parameters) if back.given else None
        if gradients is None:
            trouble = trouble or (said_of(back) if not back.given else _shape_trouble())
        else:
            for k, (dW, db) in enumerate(gradients):
                slopes[k], wrong[k] = dW, np.abs(dW - expected[k][0]) > 1e-6
                for unit, gradient, wanted in zip(values[k + 1], db, expected[k][1], strict=True):
                    unit.gradient, unit.wrong_gradient = float(gradient), not close(float(gradient), float(wanted))
    return Wave(values, weights, slopes, wrong, trouble)


def _shape_trouble() -> str:
    shapes = ", ".join(f"({d}, {m}) and ({m},)" for d, m in pairwise(SIZES))
    return f"Your mlp_backward should return one pair (dW, db) a layer, of shapes {shapes}."


def _cache_of(value: Any) -> tuple[list[tuple[Array, Array]] | None, str]:
    """The cache of an answer, if it has the right form, or the sentence for what is wrong with it."""
    trouble = "Your mlp_forward should return (prediction, cache), with one pair (A, Z) a layer in the cache."
    try:
        _, cache = value
        pairs = [(np.array(A, dtype=float), np.array(Z, dtype=float)) for A, Z in cache]
    except (TypeError, ValueError):
        return None, trouble
    right = [((1, d), (1, m)) for d, m in pairwise(SIZES)]
    return (pairs, "") if [(A.shape, Z.shape) for A, Z in pairs] == right else (None, trouble)


def _gradients_of(value: Any, parameters: list[tuple[Array, Array]]) -> list[tuple[Array, Array]] | None:
    try:
        pairs = [(np.array(dW, dtype=float), np.array(db, dtype=float)) for dW, db in value]
    except (TypeError, ValueError):
        return None
    right = [(W.shape, b.shape) for W, b in parameters]
    return pairs if [(dW.shape, db.shape) for dW, db in pairs] == right else None


def _units(
    cache: list[tuple[Array, Array]] | None, expected: list[tuple[Array, Array]], prediction: Array
) -> list[list[Unit]]:
    """Layer 0 is the input; layer k + 1 holds Z of cache[k] and A of cache[k + 1]."""
    units = [[Unit(layer, row) for row in range(size)] for layer, size in enumerate(SIZES)]
    source = cache or expected
    for row, unit in enumerate(units[0]):
        unit.value = float(expected[0][0][0, row])
        unit.wrong_value = not close(float(source[0][0][0, row]), unit.value)
    if cache is None:
        return units
    for k, (_, Z) in enumerate(cache):
        A = cache[k + 1][0] if k + 1 < len(cache) else Z
        wanted = expected[k + 1][0] if k + 1 < len(cache) else prediction
        for row, unit in enumerate(units[k + 1]):
            unit.before, unit.value = float(Z[0, row]), float(A[0, row])
            right = close(unit.before, float(expected[k][1][0, row])) and close(unit.value, float(wanted[0, row]))
            unit.wrong_value = not right
    return units


def place(unit: Unit) -> tuple[float, float]:
    """Where a unit stands, from 0 to 1; y runs downwards."""
    return unit.layer / (len(SIZES) - 1), (unit.row + 0.5) / SIZES[unit.layer]


def texts_of(unit: Unit) -> list[tuple[str, str]]:
    """The lines in a unit's box, each with the kind that sets its colour."""
    lines = []
    if unit.before is not None and 0 < unit.layer < len(SIZES) - 1:
        lines.append((f"Z {spell(unit.before)}", "yours" if unit.wrong_value else "value"))
    if unit.value is not None:
        name = "x" if unit.layer == 0 else "A" if unit.layer < len(SIZES) - 1 else "Z"
        lines.append(
            (f"{name} {spell(unit.value)}" + "  ✗" * unit.wrong_value, "yours" if unit.wrong_value else "value")
        )
    if unit.gradient is not None:
        kind = "yours" if unit.wrong_gradient else "gradient"
        lines.append((f"gradient {spell(unit.gradient)}" + "  ✗" * unit.wrong_gradient, kind))
    return lines


def wave(ax: Axes | None = None, mlp_forward: Function = None, mlp_backward: Function = None) -> Axes:
    """Draw both passes at their end: values and gradients in the units, dW as the width of each edge."""
    ax = new_axes(ax, width=7.4, height=4.4)
    state = wave_of(mlp_forward, mlp_backward)
    for k, W in enumerate(state.weights):
        dW, wrong = state.slopes[k], state.wrong_slopes[k]
        for (d, m), _ in np.ndenumerate(W):
            (x1, y1), (x2, y2) = place(state.units[k][d]), place(state.units[k + 1][m])
            size = 0.0 if dW is None else abs(float(dW[d, m]))
            colour = MUTED if size == 0 else YOURS if wrong[d, m] else GRADIENT
            style = ":" if size == 0 else "--" if wrong[d, m] else "-"
            ax.plot(
                [x1 + HALF[0], x2 - HALF[0]],
                [y1, y2],
                style,
                color=colour,
                linewidth=0.8 + min(size, 4.0),
                alpha=0.8,
                zorder=1,
            )
    for unit in (unit for layer in state.units for unit in layer):
        _box(ax, unit)
    ax.set(xlim=(-0.14, 1.14), ylim=(1.02, -0.02))
    ax.set_axis_off()
    return ax


def _box(ax: Axes, unit: Unit) -> None:
    from matplotlib.patches import FancyBboxPatch

    x, y = place(unit)
    wrong = unit.wrong_value or unit.wrong_gradient
    ax.add_patch(
        FancyBboxPatch(
            (x - HALF[0], y - HALF[1]),
            2 * HALF[0],
            2 * HALF[1],
            boxstyle="round,pad=0,rounding_size=0.02",
            facecolor=(0.5, 0.5, 0.5, 0.12 if unit.closed else 0.0),
            edgecolor=YOURS if wrong else MUTED,
            linestyle=":" if unit.closed else "-",
            linewidth=1.6,
            zorder=2,
        )
    )
    lines = texts_of(unit)
    colours = {"value": VALUE, "gradient": GRADIENT, "yours": YOURS}
    for k, (text, kind) in enumerate(lines):
        offset = 0.075 * (k - (len(lines) - 1) / 2)
        ax.text(x, y + offset, text, color=ink(colours[kind]), fontsize=8.5, ha="center", va="center", zorder=3)
