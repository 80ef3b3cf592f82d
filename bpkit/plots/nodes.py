"""Small graphs: a box for each node, with its value and its gradient."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from bpkit import ops
from bpkit.engine import Var, backward
from bpkit.plots.layout import layout
from bpkit.plots.style import ACCENT, GRADIENT, MUTED, VALUE, YOURS, ink, new_axes
from bpkit.plots.words import close, spell

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes

    from bpkit.plots.layout import Place

HALF = (0.12, 0.16)  # half the width and height of a box, in the unit of the drawing


def two_shared() -> Any:
    """A graph with two shared nodes: u feeds v and w, and a feeds u and w."""
    a, b = Var(2.0), Var(-1.0)
    u = a * b
    return ops.exp(u) * (u + a)


def short(value: Any) -> str:
    """A number as it stands in a box; of an array its shape."""
    return spell(float(value)) if np.shape(value) == () else f"array {np.shape(value)}"


def graph(
    root: Var,
    gradients: Mapping[Var, Any] | None = None,
    ax: Axes | None = None,
    names: Mapping[Var, str] | None = None,
) -> Axes:
    """Draw the graph under ``root``, with values and, where they are given, gradients.

    Parameters
    ----------
    gradients : ``{node: gradient of root}``; one that differs from the engine's is marked with a cross,
        and each edge then says local slope × upstream = contribution (scalars only)
    names : letters of the leaves
    """
    ax = new_axes(ax, width=7.0)
    places = layout(root, names)
    expected = backward(root) if gradients is not None and np.shape(root.data) == () else {}
    for node, place in places.items():
        for which, parent in enumerate(node.parents):
            edge(ax, places[parent], place, bend(node, which))
            if gradients is not None and gradients.get(node) is not None:
                write_contribution(ax, places, node, which, gradients[node])
    for node, place in places.items():
        lines = [(f"value {short(node.data)}", VALUE)]
        wrong = False
        if gradients is not None:
            gradient = gradients.get(node)
            wrong = gradient is None or bool(expected and not close(float(gradient), float(expected[node])))
            text = "no gradient" if gradient is None else f"gradient {short(gradient)}"
            lines.append((text + ("  ✗" if wrong else ""), YOURS if wrong else GRADIENT))
        box(ax, place, lines, YOURS if wrong else MUTED)
    return finish(ax)


def order(ax: Axes | None = None, root: Var | None = None, chosen: Sequence[Var] = ()) -> Axes:
    """Draw the graph under ``root`` with the turn of each node of ``chosen`` in the backward pass."""
    root = two_shared() if root is None else root
    ax = new_axes(ax, width=7.0)
    places = layout(root)
    for node, place in places.items():
        for which, parent in enumerate(node.parents):
            edge(ax, places[parent], place, bend(node, which))
    for node, place in places.items():
        turn = chosen.index(node) + 1 if node in chosen else None
        said = ("turn ?", MUTED) if turn is None else (f"turn {turn}", GRADIENT)
        box(ax, place, [said], MUTED if turn is None else ACCENT)
    return finish(ax)


def bend(node: Var, which: int) -> float:
    """How far an edge bows out: a node that is used twice has two edges side by side."""
    same = [k for k, parent in enumerate(node.parents) if parent is node.parents[which]]
    return 0.0 if len(same) == 1 else 2.0 * same.index(which) / (len(same) - 1) - 1.0


def edge(ax: Axes, start: Place, end: Place, bow: float) -> None:
    """An arrow from a node to the node that uses it."""
    ax.annotate(
        "",
        (end.x - HALF[0], end.y),
        (start.x + HALF[0], start.y),
        arrowprops={
            "arrowstyle": "->",
            "color": MUTED,
            "linewidth": 1.4,
            "shrinkA": 0,
            "shrinkB": 0,
            "connectionstyle": f"arc3,rad={0.35 * bow}",
        },
    )


def write_contribution(ax: Axes, places: Mapping[Var, Place], node: Var, which: int, upstream: Any) -> None:
    """Beside an edge: local slope × upstream = contribution, both asked of the engine's node."""
    if np.shape(node.data) != () or np.shape(upstream) != ():
        return
    slope = float(node.pull_back(1.0)[which])
    sent = float(node.pull_back(float(upstream))[which])
    start, end = places[node.parents[which]], places[node]
    x, y = (start.x + end.x) / 2, (start.y + end.y) / 2 + 0.13 * bend(node, which)
    # above a level edge; to the free side of a sloping one, since a text hides no line
    side = 0 if abs(end.y - start.y) < 0.1 else 1 if end.y > start.y else -1
    text = f"{spell(slope)} × {spell(float(upstream))} = {spell(sent)}"
    where = {0: "center", 1: "left", -1: "right"}[side]
    ax.text(x + 0.015 * side, y - 0.03, text, color=ink(GRADIENT), fontsize=9.5, ha=where, va="bottom")


def box(ax: Axes, place: Place, lines: list[tuple[str, str]], border: str) -> None:
    """A node: its name and formula, then one line for each entry of ``lines`` (text, colour)."""
    from matplotlib.patches import FancyBboxPatch

    corner = (place.x - HALF[0], place.y - HALF[1])
    style = "round,pad=0,rounding_size=0.03"
    ax.add_patch(
        FancyBboxPatch(corner, 2 * HALF[0], 2 * HALF[1], boxstyle=style, fill=False, edgecolor=border, linewidth=1.4)
    )
    head = f"{place.name} = {place.formula}" if place.formula else place.name
    rows = [(head, MUTED), *lines]
    for k, (text, colour) in enumerate(rows):
        y = place.y + 0.1 * (k - (len(rows) - 1) / 2)
        weight = "bold" if k == 0 else "normal"
        ax.text(place.x, y, text, color=ink(colour), fontsize=9.5, ha="center", va="center", weight=weight)


def finish(ax: Axes) -> Axes:
    """Room around the boxes; no axes, since places in a graph have no unit. y runs downwards."""
    ax.set(xlim=(-0.14, 1.14), ylim=(1.22, -0.22))
    ax.set_axis_off()
    return ax
