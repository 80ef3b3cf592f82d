"""A straight line through real sales: price against size."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bpkit.engine import Array
from bpkit.plots.style import ACCENT, REFERENCE, TEXT, VALUE, new_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def price_line(
    size: Array,
    price: Array,
    slope: float,
    start: float,
    ax: Axes | None = None,
    exact: tuple[float, float] | None = None,
) -> Axes:
    """One point a sale, and the line ``price = slope · size + start``.

    Parameters
    ----------
    size : (N,) living area, square feet
    price : (N,) thousand US dollars
    slope : thousand US dollars for each square foot
    start : thousand US dollars at size 0
    exact : slope and start of another line to hold it against, dashed
    """
    ax = new_axes(ax, width=6.4, height=4.0)
    ends = np.array([np.min(size), np.max(size)])
    ax.plot(size, price, "o", color=VALUE, markersize=3, alpha=0.5, markeredgewidth=0, label="a sale")
    ax.plot(ends, slope * ends + start, color=ACCENT, linewidth=2.6, label="your line")
    if exact is not None:
        ax.plot(ends, exact[0] * ends + exact[1], color=REFERENCE, linewidth=1.6, linestyle=":", label="least squares")
    ax.set(xlabel="living area (square feet)", ylabel="price (thousand US dollars)")
    ax.legend(frameon=False, labelcolor=TEXT, loc="upper left")
    return ax
