"""Three coupled movers, drawn on one scale."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, TypeAlias

from bpkit.plots.style import ACCENT, MUTED, TEXT, VALUE, YOURS, ink, new_axes
from bpkit.plots.words import close, spell

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Stroke: TypeAlias = list[tuple[float, ...]]

WALK = 2.0  # km: as far as the man can be made to walk
MOVERS = ("man on foot", "bicycle", "car")
# Strokes in points, standing on y = 0; a single triple is a circle (x, y, radius).
ICONS: tuple[list[Stroke], ...] = (
    [
        [(0, 25, 3.5)],
        [(0, 21), (0, 11), (-5, 1)],
        [(0, 11), (3, 6), (6, 1)],
        [(-6, 12), (0, 18), (6, 13)],
    ],
    [
        [(-10, 7, 6)],
        [(10, 7, 6)],
        [(-10, 7), (-4, 17), (7, 17), (0, 7), (-10, 7)],
        [(-4, 17), (0, 7)],
        [(10, 7), (6, 21), (10, 21)],
        [(-7, 20), (-2, 20)],
    ],
    [
        [(-18, 5), (-18, 11), (-11, 12), (-6, 19), (6, 19), (12, 12), (18, 10), (18, 5), (-18, 5)],
        [(-9, 12), (10, 12)],
        [(-10, 4, 4)],
        [(10, 4, 4)],
    ],
)


def distances(rates: tuple[float, float], walked: float) -> list[float]:
    """How far each of the three has come, km: move the man, and the others move with him."""
    places = [walked]
    for rate in rates:
        places.append(rate * places[-1])
    return places


def reach(rates: tuple[float, float]) -> float:
    """The end of the scale, km: a round number that nobody gets beyond with these rates."""
    farthest = max(distances(rates, WALK))
    step = 10.0 ** math.floor(math.log10(farthest))
    return next(step * k for k in (1.0, 1.2, 1.6, 2.0, 2.4, 3.2, 4.0, 5.0, 6.0, 8.0, 10.0) if step * k >= farthest)


def ticks(end: float) -> list[float]:
    """Five round places on the scale, from 0 to ``end`` km."""
    return [round(end * k / 4, 6) for k in range(5)]


def movers(
    ax: Axes | None = None,
    rates: tuple[float, float] = (4.0, 2.0),
    walked: float = 1.0,
    answer: float | None = None,
) -> Axes:
    """Draw where the three are after the man has walked ``walked`` km.

    Parameters
    ----------
    rates : km by bicycle for each km on foot, km by car for each km by bicycle
    walked : km
    answer : the learner's rate of the whole chain, km by car for each km on foot; None if not written yet
    """
    ax = new_axes(ax, width=7.0)
    places = distances(rates, walked)
    end = reach(rates)
    for lane, km in enumerate(places):
        y = -float(lane)
        colour = ACCENT if lane == 0 else VALUE
        ax.plot([0, end], [y, y], color=MUTED, linewidth=0.8)
        ax.plot([0, km], [y, y], color=VALUE, linewidth=3, solid_capstyle="round")
        draw_icon(ax, lane, km, y, colour)
        ax.annotate(f"{spell(km)} km", (km, y), (23, 6), textcoords="offset points", color=TEXT, fontsize=11)
        if lane:
            link = f"{spell(rates[lane - 1])} km for each\nkm {('on foot', 'by bicycle')[lane - 1]}"
            ax.text(end * 1.02, y + 0.5, link, color=TEXT, fontsize=9, va="center")
    said = "chain_rates is not written yet"
    if answer is not None:
        km = answer * walked
        right = close(km, places[-1])
        said = f"your chain_rates: {spell(km)} km" + ("" if right else "  ✗")
        place = min(max(km, -0.06 * end), 1.06 * end)
        ax.annotate(
            "",
            (place, -2.02),
            (place, -2.45),
            arrowprops={
                "arrowstyle": "->",
                "color": YOURS,
                "linewidth": 2,
                "linestyle": "-" if right else ":",
            },
        )
    else:
        place = 0.0
    side = "right" if place > 0.6 * end else "left"
    pad = "  "
    ax.text(place, -2.45, pad + said + pad, color=ink(YOURS), fontsize=10, ha=side, va="center")
    ax.set(xlim=(-0.06 * end, 1.06 * end), ylim=(-2.7, 0.75), xticks=ticks(end), xlabel="distance (km)")
    ax.set_yticks([0, -1, -2], MOVERS)
    ax.tick_params(axis="y", length=0, labelsize=11)
    ax.spines["left"].set_visible(False)
    return ax


def draw_icon(ax: Axes, lane: int, x: float, y: float, colour: str) -> None:
    """One mover, in points, so that it keeps its form on every scale."""
    from matplotlib.patches import Circle
    from matplotlib.transforms import Affine2D, ScaledTranslation

    figure = ax.get_figure()
    assert figure is not None
    stand = Affine2D().scale(1 / 72) + figure.dpi_scale_trans + ScaledTranslation(x, y, ax.transData)  # type: ignore[arg-type]
    for stroke in ICONS[lane]:
        if len(stroke) == 1:
            cx, cy, radius = stroke[0]
            circle = Circle((cx, cy), radius, fill=False, edgecolor=colour, linewidth=1.8, transform=stand)
            circle.set_clip_on(False)
            ax.add_artist(circle)
        else:
            xs, ys = zip(*stroke, strict=True)
            ax.plot(xs, ys, color=colour, linewidth=1.8, transform=stand, clip_on=False)
