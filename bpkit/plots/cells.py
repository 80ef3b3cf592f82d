"""Which samples feed an entry: the affine layer and its backward pass as grids of numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpkit.plots.asking import Function
from bpkit.plots.style import ACCENT, GRADIENT, MUTED, TEXT, VALUE, YOURS, ink, new_axes
from bpkit.plots.tracker import GRADIENTS, Cell, Grid, grids, layer, lit_cells, table_shape
from bpkit.plots.words import spell

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def shapes(
    ax: Axes | None = None,
    sizes: tuple[int, int, int] = (4, 3, 2),
    focus: tuple[str, int, int] = ("dW", 1, 0),
    affine_backward: Function = None,
) -> Axes:
    """Draw a layer's arrays as grids; the entry ``focus`` and all entries that feed it are lit.

    Parameters
    ----------
    sizes : N samples, D features, M units, each 1 to 6
    focus : name of a result (``"Y"``, ``"dX"``, ``"dW"``, ``"db"``), row, column
    affine_backward : whose gradients to show; None means the course's
    """
    ax = new_axes(ax, width=7.4, height=4.4)
    found, _ = grids(layer(sizes), affine_backward)
    name, *cell = focus
    lit = lit_cells(name, (cell[0], cell[1]), found, sizes)
    rows = (("X", "W", "b", "Y"), ("dX", "dW", "db", "upstream"))
    widths = [max(table_shape(found[row[k]].shape)[1] for row in rows) for k in range(4)]
    top = 0.0
    for row, signs in zip(rows, (("@", "+", "="), ("", "", "←")), strict=True):
        left = 0.0
        for k, key in enumerate(row):
            draw_grid(ax, found[key], left, top, lit.get(key, {}), (name, (cell[0], cell[1])))
            left += widths[k] + 1.3
            if k < 3:
                ax.text(left - 0.65, top + 0.5, signs[k], color=TEXT, fontsize=12, ha="center", va="center")
        top += max(table_shape(found[key].shape)[0] for key in row) + 1.7
    ax.set(xlim=(-0.3, sum(widths) + 4.4), ylim=(top - 0.9, -1.1))
    ax.set_aspect("equal")
    ax.set_axis_off()
    return ax


def draw_grid(ax: Axes, grid: Grid, left: float, top: float, lit: dict[Cell, int], focus: tuple[str, Cell]) -> None:
    """One array at ``left``, ``top``: a square for each entry, y downwards; what is multiplied bears one number."""
    from matplotlib.patches import Rectangle

    colour = GRADIENT if grid.name in (*GRADIENTS, "upstream") else VALUE
    trouble = bool(grid.note)
    title = f"{grid.name} {grid.shape}" + ("  ✗" if trouble else "")
    ax.text(left, top - 0.22, title, color=ink(YOURS if trouble else colour), fontsize=9.5, va="bottom")
    for r, (row, marks) in enumerate(zip(grid.table(), grid.marks(), strict=True)):
        for c, (value, wrong) in enumerate(zip(row, marks, strict=True)):
            here = (r, c) in lit
            chosen = focus == (grid.name, (r, c))
            edge = ACCENT if chosen else YOURS if wrong else MUTED
            face = colour if here else "none"
            box = Rectangle((left + c + 0.04, top + r + 0.04), 0.92, 0.92, facecolor=face, alpha=0.3 if here else 1.0)
            border = Rectangle(
                (left + c + 0.04, top + r + 0.04),
                0.92,
                0.92,
                fill=False,
                edgecolor=edge,
                linewidth=2.6 if chosen else 1.6 if wrong else 0.6,
                linestyle="--" if wrong and not chosen else "-",
            )
            ax.add_patch(box)
            ax.add_patch(border)
            text = "·" if value is None else spell(value, 2)
            ax.text(
                left + c + 0.5,
                top + r + 0.5,
                text,
                color=ink(YOURS) if wrong and not here else "black" if here else TEXT,
                fontsize=9.5 if len(text) < 4 else 7.5,
                ha="center",
                va="center",
            )
            if lit.get((r, c)):
                number = str(lit[r, c])
                ax.text(left + c + 0.1, top + r + 0.1, number, color=TEXT, fontsize=6.5, ha="left", va="top")
