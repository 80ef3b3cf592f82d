"""Gradient descent, drawn: a bowl with several learning rates, and two valleys with several starts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bpkit.plots.asking import Function
from bpkit.plots.roads import Land, Road, course_of, round_bowl, seen, travel, two_valleys
from bpkit.plots.style import ACCENT, GRADIENT, TEXT, VALUE, YOURS, ink, new_axes
from bpkit.plots.words import spell

if TYPE_CHECKING:
    from matplotlib.axes import Axes

RATES = (0.01, 0.3, 0.9, 1.05)  # creep, converge, zigzag, blow up
STARTS = (-0.6, 1.2)  # one on each side of the ridge


def bowl(
    ax: Axes | None = None,
    rates: Sequence[float] = RATES,
    start: float = -1.0,
    steepness: float = 1.0,
    minimise: Function = None,
) -> Axes:
    """Draw the same bowl with several learning rates, a panel each.

    Parameters
    ----------
    rates : learning rates η
    start : w at the beginning
    steepness : the loss is steepness · (w - 3)²
    minimise : the learner's; its steps are rings, and where they go another way it is marked
    """
    ax = new_axes(ax, width=8.0, height=4.6)
    ax.set_axis_off()
    land = round_bowl(steepness)
    width = 1 / len(rates)
    for k, rate in enumerate(rates):
        panel = new_axes(ax.inset_axes((k * width + 0.03, 0.12, width - 0.05, 0.74)))
        road = travel(land, start, rate)
        draw_road(panel, land, road, travel(land, start, rate, minimise) if minimise else None)
        panel.set_title(f"η = {rate:g}\n{course_of(road)}", color=TEXT, fontsize=10)
        panel.set(xlabel="w", ylabel="loss" if k == 0 else "")
        panel.set_yticks(range(0, 41, 10), [str(y) for y in range(0, 41, 10)] if k == 0 else [])
    return ax


def valleys(
    ax: Axes | None = None, starts: Sequence[float] = STARTS, rate: float = 0.1, minimise: Function = None
) -> Axes:
    """Draw two valleys, and a descent from each of ``starts``.

    Parameters
    ----------
    starts : w at the beginning of each descent
    rate : learning rate η
    minimise : the learner's; its steps are rings, and where they go another way it is marked
    """
    ax = new_axes(ax, width=7.0, height=3.6)
    land = two_valleys()
    for start in starts:
        road = travel(land, start, rate)
        draw_road(ax, land, road, travel(land, start, rate, minimise) if minimise else None)
        ax.annotate(
            f"from {spell(start)}",
            (start, land.height(start)),
            (0, 10),
            textcoords="offset points",
            color=TEXT,
            ha="center",
        )
    ax.set(xlabel="w", ylabel="loss")
    return ax


def draw_road(ax: Axes, land: Land, road: Road, own: Road | None) -> None:
    """The curve, the start, every step on it, and the learner's steps as rings."""
    ax.plot(*zip(*land.curve(), strict=True), color=VALUE, linewidth=1.6)
    inside = seen(land, road)
    if len(inside) > 1:
        ax.plot(*zip(*inside, strict=True), color=GRADIENT, linewidth=1.0, alpha=0.8)
    ax.plot(*zip(*inside, strict=True), "o", color=GRADIENT, markersize=4)
    ax.plot(*inside[0], "o", color=ACCENT, markersize=9)
    if own is not None and own.places:
        right = own.same(road)
        ax.plot(*zip(*seen(land, own), strict=True), "o", color=YOURS, markersize=9, fillstyle="none")
        said = "○ your minimise" + ("" if right else "  ✗")
        ax.text(0.5, 0.97, said, color=ink(YOURS), fontsize=9, ha="center", va="top", transform=ax.transAxes)
    ax.set(xlim=(land.left, land.right), ylim=(-0.04 * land.top, land.top))
