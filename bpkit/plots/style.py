"""One look for every figure of the course.

The colours are Okabe and Ito's, chosen so that people with any colour vision can tell them apart
(M. Okabe, K. Ito, "Color Universal Design", 2008). A value, a gradient, yours and the reference
have the same colour everywhere, in pictures and in the figures that a hand moves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes

VALUE = "#0072B2"  # blue: what flows forward
GRADIENT = "#D55E00"  # vermilion: what flows back
YOURS = "#CC79A7"  # purple: what the learner's own function says
REFERENCE = "#009E73"  # green: what is expected
ACCENT = "#E69F00"  # orange: the one thing to look at
MUTED = "#888888"  # grey: readable on white and on black


def new_axes(ax: Axes | None = None, *, width: float = 6.0, height: float = 3.6) -> Axes:
    """``ax`` itself, or the axes of a new transparent figure of ``width`` by ``height`` inches."""
    if ax is None:
        import matplotlib.pyplot as plt

        _, ax = plt.subplots(figsize=(width, height), layout="constrained")
    ax.figure.patch.set_alpha(0.0)
    ax.patch.set_alpha(0.0)
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    for spine in ax.spines.values():
        spine.set_color(MUTED)
    ax.tick_params(colors=MUTED, which="both")
    for text in (ax.xaxis.label, ax.yaxis.label, ax.title):
        text.set_color(MUTED)
    return ax
