"""Where a classifier of two features says what: the plane, coloured by its answer, with the samples on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from bpkit.engine import Array
from bpkit.plots.style import ACCENT, MUTED, TEXT, VALUE, new_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FINENESS = 160  # points of the plane along each axis


def regions(score: Callable[[Array], Array], X: Array, labels: Array, ax: Axes | None = None) -> Axes:
    """Shade where ``score`` is positive; draw the samples, each class with its own colour and mark.

    Parameters
    ----------
    score : from (n, 2) points to (n,) numbers; positive means class 1, 0 is the border
    X : (N, 2) samples
    labels : (N,) 0 or 1
    """
    ax = new_axes(ax, width=5.6, height=3.6)
    low, high = X.min(axis=0) - 0.4, X.max(axis=0) + 0.4
    across, up = (np.linspace(low[k], high[k], FINENESS) for k in range(2))
    plane = np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2)
    scores = np.asarray(score(plane), dtype=float).reshape(FINENESS, FINENESS)
    bounds = [-np.inf, 0.0, np.inf]
    ax.contourf(across, up, np.clip(scores, -1e9, 1e9), bounds, colors=[VALUE, ACCENT], alpha=0.18)
    if scores.min() < 0 < scores.max():
        ax.contour(across, up, scores, [0.0], colors=MUTED, linewidths=1.6)
    for label, colour, mark in ((0, VALUE, "o"), (1, ACCENT, "^")):
        mine = np.asarray(labels) == label
        ax.plot(X[mine, 0], X[mine, 1], mark, color=colour, markersize=4, label=f"class {label}")
    ax.set(xlabel="first feature", ylabel="second feature")
    ax.legend(frameon=False, labelcolor=TEXT, loc="upper right")
    return ax
