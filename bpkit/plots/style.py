"""One look for every figure of the course.

The colours are Okabe and Ito's, chosen so that people with any colour vision can tell them apart
(M. Okabe, K. Ito, "Color Universal Design", 2008). A value, a gradient, yours and the reference
have the same colour everywhere, in pictures and in the figures that a hand moves.

A picture brings its own white paper. No colour reaches the contrast that small text needs, 4.5 to 1, on white
and on JupyterLab's dark page at once (4.3 is the most there is), and a picture cannot know where it will lie.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes

VALUE = "#0072B2"  # blue: what flows forward
GRADIENT = "#D55E00"  # vermilion: what flows back
YOURS = "#CC79A7"  # purple: what the learner's own function says
REFERENCE = "#009E73"  # green: what is expected
ACCENT = "#E69F00"  # orange: the one thing to look at
MUTED = "#888888"  # grey: frames, axes and what is only for comparison
TEXT = "#555555"  # dark grey: the words of a picture
PAPER = "#FFFFFF"  # white: what a picture is drawn on
READABLE = 5.5  # contrast of words: WCAG 2 asks for 4.5, and some stand on a tinted ground


def luminance(colour: str) -> float:
    """The brightness of ``"#RRGGBB"``, from 0 to 1 (WCAG 2, relative luminance)."""
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(colour: str, paper: str = PAPER) -> float:
    """``(lighter + 0.05) / (darker + 0.05)`` of two luminances, from 1 to 21 (WCAG 2, success criterion 1.4.3)."""
    darker, lighter = sorted((luminance(colour), luminance(paper)))
    return (lighter + 0.05) / (darker + 0.05)


@cache
def ink(colour: str) -> str:
    """``colour`` for words on `PAPER`: darkened, as little as it takes to read them."""
    if colour == MUTED:
        return TEXT
    parts = [int(colour[k : k + 2], 16) for k in (1, 3, 5)]
    steps = (f"#{''.join(f'{part * share // 100:02X}' for part in parts)}" for share in range(100, -1, -1))
    return next(darker for darker in steps if contrast(darker) >= READABLE)


def new_axes(ax: Axes | None = None, *, width: float = 6.0, height: float = 3.6) -> Axes:
    """``ax`` itself, or the axes of a new figure of ``width`` by ``height`` inches, on `PAPER`."""
    if ax is None:
        import matplotlib.pyplot as plt

        _, ax = plt.subplots(figsize=(width, height), layout="constrained")
    ax.figure.patch.set(facecolor=PAPER, alpha=1.0)
    ax.patch.set_alpha(0.0)
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    for spine in ax.spines.values():
        spine.set_color(MUTED)
    ax.tick_params(color=MUTED, labelcolor=TEXT, which="both")
    for text in (ax.xaxis.label, ax.yaxis.label, ax.title):
        text.set_color(TEXT)
    return ax
