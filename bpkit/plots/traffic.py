"""The same product in several orders: how each goes through memory, and how often it has to fetch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpkit.plots.asking import Function
from bpkit.plots.fetching import LEAST, LINE, LINES, ORDERS, PRODUCTS, SIZE, Count, count, count_yours
from bpkit.plots.style import MUTED, REFERENCE, TEXT, VALUE, YOURS, ink, new_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes

OLDER, NEWER = ORDERS["entry by entry (i, j, k)"], ORDERS["row by row (i, k, j)"]


def bars_of(yours: Count | None) -> list[tuple[str, int | None, str]]:
    """Name, lines fetched, and kind of each bar; the learner's comes before the last."""
    bars: list[tuple[str, int | None, str]] = [(name, count(kernel), "value") for name, kernel in ORDERS.items()]
    if yours is not None:
        bars.append(("your matmul_kernel" + ("  ✗" if yours.wrong else ""), yours.lines, "yours"))
    return [*bars, ("each line once: the least there is", LEAST, "reference")]


def said_of_lines(yours: Count | None) -> str:
    """What was counted, in words."""
    said = (
        f"{PRODUCTS:,} products, {SIZE} × {SIZE} matrices, a cache of {LINES} lines: entry by entry fetches "
        f"{count(OLDER):,} lines of memory, row by row {count(NEWER):,}, in blocks {count(ORDERS['in blocks']):,}."
    )
    if yours is None:
        return said
    own = "" if yours.lines is None or yours.wrong else f"Your matmul_kernel fetches {yours.lines:,}."
    return f"{said} {own}{yours.trouble}"


def speed(ax: Axes | None = None, matmul_kernel: Function = None) -> Axes:
    """Two ways through B, and the lines that each order of the loops fetches; nothing is timed here."""
    ax = new_axes(ax, width=8.0, height=3.8)
    ax.set_axis_off()
    yours = None if matmul_kernel is None else count_yours(matmul_kernel)
    _way(new_axes(ax.inset_axes((0.0, 0.1, 0.2, 0.74))), down=True)
    _way(new_axes(ax.inset_axes((0.23, 0.1, 0.2, 0.74))), down=False)
    _bars(new_axes(ax.inset_axes((0.53, 0.14, 0.44, 0.8))), bars_of(yours))
    return ax


def _way(ax: Axes, down: bool) -> None:
    """The innermost loop's first steps through B; a row of squares is one line of memory."""
    from matplotlib.patches import Rectangle

    ax.set_axis_off()
    for row in range(LINE):
        for column in range(LINE):
            stepped = column == 0 if down else row == 0
            fetched = down or row == 0
            shade = 1.0 if stepped else 0.3 if fetched else 0.15
            colour = VALUE if fetched else MUTED
            square = Rectangle((column + 0.06, row + 0.06), 0.88, 0.88, linewidth=0, facecolor=colour, alpha=shade)
            ax.add_patch(square)
    end = (0.5, LINE - 0.3) if down else (LINE - 0.3, 0.5)
    ax.annotate("", end, (0.5, 0.5), arrowprops={"arrowstyle": "->", "color": "white", "linewidth": 1.6})
    loop, lines = ("k", f"{LINE} lines") if down else ("j", "1 line")
    ax.set(xlim=(0, LINE), ylim=(LINE, 0), aspect="equal")
    ax.set_title(f"B, {loop} innermost:\n{LINE} steps, {lines} fetched", color=TEXT, fontsize=10)


def _bars(ax: Axes, bars: list[tuple[str, int | None, str]]) -> None:
    colours = {"value": VALUE, "yours": YOURS, "reference": REFERENCE}
    most = max(lines for _, lines, _ in bars if lines is not None)
    for place, (name, lines, kind) in enumerate(bars):
        ax.barh(place, lines or 0, height=0.42, color=colours[kind], hatch="//" if "✗" in name else None)
        ax.text((lines or 0) + 0.01 * most, place, "not counted" if lines is None else f"{lines:,}", color=TEXT,
                fontsize=9.5, va="center")  # fmt: skip
        ax.text(
            0.012 * most, place - 0.28, name, color=ink(YOURS if kind == "yours" else MUTED), fontsize=9.5, va="bottom"
        )
    ax.set(ylim=(len(bars) - 0.6, -0.75), xlim=(0, 1.14 * most), xlabel="lines of memory fetched (8 numbers each)")
    ax.set_yticks([])
