"""Draw docs/figures/mistakes.png: the gradient dW of a small layer, right and as six known mistakes have it.

The numbers are those of docs/mistakes/lesson_06.md: each function of the exercise gets the page's own example.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import matplotlib as mpl

mpl.use("agg")

import matplotlib.pyplot as plt
import numpy as np
from figures import HERE, on_white

import autograder.exercises  # noqa: F401  (fills EXERCISES)
from autograder.calling import LocalCaller
from autograder.exercise import EXERCISES
from autograder.mistake_pages import named
from autograder.outcomes import spell
from autograder.sheets import SHEETS
from bpkit.plots.style import ACCENT, GRADIENT, TEXT, new_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SHOWN = (
    "dw-transposed",
    "output-for-upstream",
    "batch-mean-twice",
    "last-row-only",
    "relu-included",
    "gradients-swapped",
)


def gradient(function: Any) -> np.ndarray[Any, Any]:
    """The dW that ``function`` gives for the example."""
    reply = LocalCaller(function)(SHEETS["affine_backward"].example)
    return np.asarray(reply.result[1])


def draw(ax: Axes, name: str, found: np.ndarray[Any, Any], right: np.ndarray[Any, Any], largest: float) -> None:
    """One matrix as squares with its numbers; what differs from ``right`` has a thick frame and a mark."""
    from matplotlib.patches import Rectangle

    for (r, c), value in np.ndenumerate(found):
        off = found.shape != right.shape or not np.isclose(value, right[r, c])
        strength = 0.75 * abs(value) / largest
        ax.add_patch(Rectangle((c + 0.04, r + 0.04), 0.92, 0.92, facecolor=GRADIENT, alpha=strength))
        edge, width = (ACCENT, 2.6) if off else (TEXT, 0.6)
        ax.add_patch(Rectangle((c + 0.04, r + 0.04), 0.92, 0.92, fill=False, edgecolor=edge, linewidth=width))
        ax.text(
            c + 0.5,
            r + 0.5,
            spell(float(value), 3).replace("-", "−") + "\n✗" * off,
            ha="center",
            va="center",
            fontsize=10,
        )
    ax.set_title(name, fontsize=9.5, color=TEXT)
    ax.set(xlim=(-0.1, 2.1), ylim=(3.1, -0.1))
    ax.set_aspect("equal")
    ax.set_axis_off()


def main() -> None:
    """Draw them side by side, and write the file."""
    exercise = EXERCISES["affine_backward"]
    right = gradient(exercise.reference)
    shown = {"dW, right": right} | {name: gradient(named(exercise)[name].function) for name in SHOWN}
    largest = max(float(np.abs(found).max()) for found in shown.values())
    figure, axes = plt.subplots(1, len(shown), figsize=(11.2, 2.4), layout="constrained")
    for ax, (name, found) in zip(axes, shown.items(), strict=True):
        draw(new_axes(ax), name, found, right, largest)
    written = io.BytesIO()
    figure.savefig(written, format="png", dpi=110, bbox_inches="tight", pad_inches=0.1)
    on_white(written.getvalue()).quantize(64).save(HERE / "figures" / "mistakes.png", optimize=True)


if __name__ == "__main__":
    main()
