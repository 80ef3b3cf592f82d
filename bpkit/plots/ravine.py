"""Four update rules in one ravine, drawn: once along the axes, and once turned."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from bpkit.plots.asking import Function
from bpkit.plots.racing import MOST_STEPS, RULES, STEEP, Run, course_runs, descend, directions
from bpkit.plots.style import ACCENT, MUTED, REFERENCE, TEXT, VALUE, YOURS, ink, new_axes
from bpkit.plots.words import spell

if TYPE_CHECKING:
    from matplotlib.axes import Axes

TURNS = (0.0, 45.0)  # degrees
LEFT, RIGHT, LOW, HIGH = -5.0, 2.0, -4.0, 2.0  # of the map
LEVELS = (0.5, 2.0, 8.0, 25.0, 60.0)  # of the loss, one contour each
# line and mark of a rule, told apart without colour as well
LOOKS = {
    "SGD": (MUTED, "-", "o"),
    "momentum": (VALUE, "-", "s"),
    "RMSProp": (ACCENT, "--", "^"),
    "Adam": (REFERENCE, "-.", "D"),
}


def race(
    ax: Axes | None = None,
    momentum_step: Function = None,
    rmsprop_step: Function = None,
    adam_step: Function = None,
    turns: tuple[float, ...] = TURNS,
) -> Axes:
    """Draw the race in one ravine after the other, each turned by so many degrees.

    Parameters
    ----------
    momentum_step, rmsprop_step, adam_step : the learner's; a ring where it ends as the course's does, else its own path
    turns : degrees
    """
    given = {"momentum_step": momentum_step, "rmsprop_step": rmsprop_step, "adam_step": adam_step}
    ax = new_axes(ax, width=8.6, height=4.4)
    ax.set_axis_off()
    width = 1 / len(turns)
    for k, turn in enumerate(turns):
        panel = new_axes(ax.inset_axes((k * width + 0.06, 0.1, width - 0.09, 0.8)))
        draw_map(panel, turn)
        said = draw_runs(panel, turn, given)
        panel.set_title(f"turned by {turn:g}°", color=TEXT, fontsize=10)
        panel.set(xlabel="w₁", ylabel="w₂" if k == 0 else "")
        if k == 0:
            panel.legend(frameon=False, labelcolor=TEXT, fontsize=8, loc="lower left")
        if said:
            panel.text(
                0.98, 0.02, said, color=ink(YOURS), fontsize=8.5, ha="right", va="bottom", transform=panel.transAxes
            )
    return ax


def draw_map(ax: Axes, turn: float) -> None:
    """The ravine from above: contours, and its lowest point."""
    x, y = np.meshgrid(np.linspace(LEFT, RIGHT, 141), np.linspace(LOW, HIGH, 131))
    u, v = np.einsum("ij,jab->iab", directions(turn), np.array([x, y]))
    ax.contour(x, y, (u**2 + STEEP * v**2) / 2, levels=LEVELS, colors=[MUTED], linewidths=0.7, alpha=0.6)
    ax.plot(0, 0, "+", color=MUTED, markersize=11)
    ax.set(xlim=(LEFT, RIGHT), ylim=(LOW, HIGH), aspect="equal")


def draw_runs(ax: Axes, turn: float, given: Mapping[str, Function]) -> str:
    """All descents; returns what is said beside them of the learner's."""
    said = []
    for rule, run in zip(RULES, course_runs(1.0, turn), strict=True):
        color, line, mark = LOOKS[rule.name]
        places = seen(run)
        ax.plot(*zip(*places, strict=True), line, color=color, linewidth=1.5)
        ax.plot(*places[-1], mark, color=color, markersize=6.5, label=f"{rule.name}, η = {spell(rule.rate)}")
        step = given.get(rule.argument)
        if step is None:
            continue
        own = descend(rule, step, 1.0, turn)
        if own.same(run):
            ax.plot(*places[-1], "o", color=YOURS, markersize=12, fillstyle="none")
            said.append(f"○ your {rule.argument}")
        else:
            ax.plot(*zip(*seen(own), strict=True), ":", color=YOURS, linewidth=2.0)
            ax.plot(*seen(own)[-1], "x", color=YOURS, markersize=9)
            said.append(f"✗ your {rule.argument}")
    return "\n".join(said)


def seen(run: Run, steps: int = MOST_STEPS) -> list[tuple[float, float]]:
    """The places of the first steps, those outside of the map drawn at its edge."""
    inside = np.clip(run.places[: steps + 1], (LEFT, LOW), (RIGHT, HIGH))
    return [(float(x), float(y)) for x, y in inside]
