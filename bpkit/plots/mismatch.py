"""A heat map of gradient errors: backward against the measured gradient, entry by entry."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from bpkit.plots.asking import Function
from bpkit.plots.planted import TOLERANCE, Compared, Inspection, inspect
from bpkit.plots.style import ACCENT, GRADIENT, MUTED, REFERENCE, TEXT, YOURS, ink, new_axes
from bpkit.plots.words import power_of_ten, spell

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FAINTEST, STRONGEST = -12.0, 0.0  # powers of ten: from no colour at all to the full one


def power(error: float) -> str:
    """The order of an error, short enough for a cell: ``10⁻¹¹``."""
    if math.isnan(error):
        return "·"
    if error == 0 or math.isinf(error):
        return "0" if error == 0 else "∞"
    return power_of_ten(math.floor(math.log10(abs(error)) + 1e-9))


def strength(error: float) -> float:
    """How much colour an error gets, 0 to 1, by its order."""
    if math.isnan(error) or error == 0:
        return 0.0
    order = STRONGEST if math.isinf(error) else math.log10(abs(error))
    return min(max((order - FAINTEST) / (STRONGEST - FAINTEST), 0.0), 1.0)


def title(part: Compared) -> str:
    """What stands above a grid: ``dW: error 4 × 10⁻¹¹``."""
    if part.whole is None:
        return f"d{part.name}"
    return f"d{part.name}: error {spell(part.whole, 2)}"


def verdict(now: Inspection, yours: bool) -> tuple[str, bool]:
    """What the checker says, and whether it is right."""
    whose = "your gradient_check" if yours else "gradient_check"
    if now.verdict is None:
        return f"{whose} gave no verdict  ✗", False
    right = now.verdict == now.right
    return f"{whose} says {now.verdict}" + ("" if right else "  ✗"), right


def gradient_errors(
    ax: Axes | None = None,
    bug: str = "one entry off by 0.5 %",
    h: float = 1e-5,
    numerical_gradient: Function = None,
    relative_error: Function = None,
    gradient_check: Function = None,
) -> Axes:
    """Draw the relative error of each entry of dX, dW and db of a small layer with a planted bug.

    Parameters
    ----------
    bug : a key of `bpkit.plots.planted.BUGS`
    h : step of the numerical gradient
    numerical_gradient, relative_error, gradient_check : the learner's functions; None means the course's
    """
    ax = new_axes(ax, width=7.4, height=3.4)
    now = inspect(bug, h, numerical_gradient, relative_error, gradient_check)
    left = 0.0
    for part in now.parts:
        ax.text(left, -0.25, title(part), color=ink(GRADIENT), fontsize=9.5, va="bottom")
        left += _draw_grid(ax, part, left) + 1.6
    said, right = verdict(now, gradient_check is not None)
    colour = YOURS if not right else REFERENCE
    ax.text(0, -1.3, f"Planted: {bug}.   h = {power(h)}", color=TEXT, fontsize=11)
    ax.text(left - 1.6, -1.3, said, color=ink(colour), fontsize=11, ha="right")
    ax.text(0, 3.75, f"A thick frame and ✗: error above {power(TOLERANCE)}.", color=TEXT, fontsize=9)
    ax.set(xlim=(-0.2, left - 1.4), ylim=(4.0, -1.8))
    ax.set_aspect("equal")
    ax.set_axis_off()
    return ax


def _draw_grid(ax: Axes, part: Compared, left: float) -> int:
    """One gradient as squares, y downwards; returns its width."""
    from matplotlib.patches import Rectangle

    table, marks = part.errors.reshape(-1, part.errors.shape[-1]), part.doubtful.reshape(-1, part.errors.shape[-1])
    for r, row in enumerate(table):
        for c, error in enumerate(row):
            large = not error <= TOLERANCE and not math.isnan(error)
            corner = (left + c + 0.04, r + 0.04)
            ax.add_patch(Rectangle(corner, 0.92, 0.92, facecolor=GRADIENT, alpha=0.75 * strength(error)))
            edge, line = (YOURS, "--") if marks[r, c] else (ACCENT, "-") if large else (MUTED, "-")
            width = 2.6 if large or marks[r, c] else 0.6
            frame = Rectangle(corner, 0.92, 0.92, fill=False, edgecolor=edge, linewidth=width, linestyle=line)
            ax.add_patch(frame)
            text = power(error) + ("\n✗" if large or marks[r, c] else "")
            ax.text(
                left + c + 0.5,
                r + 0.5,
                text,
                color="black",
                ha="center",
                va="center",
                fontsize=9,
            )
    return int(table.shape[1])
