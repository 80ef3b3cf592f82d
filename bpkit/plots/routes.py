"""Two ways from a heater to a room: along a path rates multiply, between paths effects add."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from bpkit.by_hand.rates import chain_rates, total_derivative
from bpkit.plots.asking import Answer
from bpkit.plots.style import MUTED, REFERENCE, TEXT, VALUE, YOURS, ink, new_axes
from bpkit.plots.words import close, spell

if TYPE_CHECKING:
    from matplotlib.axes import Axes

NODES = {"heater": (0.0, 0.5), "radiator": (0.5, 0.0), "cat": (0.5, 1.0), "room": (1.0, 0.5)}
# Each rate: its edge, its unit, the range of its slider.
RATES = {
    "radiator": ("heater", "radiator", "°C for each step", 0.0, 10.0, 1.0),
    "room_radiator": ("radiator", "room", "°C for each °C", 0.0, 0.5, 0.05),
    "cat": ("heater", "cat", "h for each step", -4.0, 4.0, 0.5),
    "room_cat": ("cat", "room", "°C for each hour", 0.0, 0.5, 0.05),
}
START = {"radiator": 8.0, "room_radiator": 0.25, "cat": 2.0, "room_cat": 0.3}
LOWEST, HIGHEST = -3.0, 8.0  # °C: the ends of the scale
LANES = ("through the radiator", "through the cat", "together")
UNIT = "°C for each step"
HALF = (0.1, 0.17)  # half a box


def chains(rates: Mapping[str, float]) -> list[list[float]]:
    """The two chains of rates, as the lesson's ``total_derivative`` takes them."""
    return [[rates["radiator"], rates["room_radiator"]], [rates["cat"], rates["room_cat"]]]


def effects(rates: Mapping[str, float]) -> list[float]:
    """What each path does to the room, and both together, °C for each step of the heater."""
    both = chains(rates)
    return [*(chain_rates(chain) for chain in both), total_derivative(both)]


def bars(values: list[float]) -> list[tuple[float, float]]:
    """Where the bar of each effect begins and ends: the second path goes on where the first has come to."""
    first, second, total = values
    return [(0.0, first), (first, first + second), (0.0, total)]


def moves(rates: Mapping[str, float]) -> dict[str, str]:
    """What every thing does when the heater is turned up by one step."""
    room = effects(rates)[-1]
    found = {"radiator": (rates["radiator"], "°C"), "cat": (rates["cat"], "h"), "room": (room, "°C")}
    return {"heater": "+1 step", **{name: f"{signed(value)} {unit}" for name, (value, unit) in found.items()}}


def signed(value: float) -> str:
    """A change, with its sign."""
    return spell(value) if value < 0 else f"+{spell(value)}"


def written(rates: Mapping[str, float]) -> list[str]:
    """Each effect as a product, and their sum."""
    products = [" × ".join(bracket(rate) for rate in chain) for chain in chains(rates)]
    first, second, total = effects(rates)
    said = [f"{product} = {spell(effect)}" for product, effect in zip(products, (first, second), strict=True)]
    return [*said, f"{spell(first)} + {bracket(second)} = {spell(total)}"]


def bracket(value: float) -> str:
    """A number in a formula: a negative one in brackets."""
    return f"({spell(value)})" if value < 0 else spell(value)


def paths(ax: Axes | None = None, rates: Mapping[str, float] = START, answer: Answer | None = None) -> Axes:
    """Draw the two paths with their rates, the effect of each, and both together.

    Parameters
    ----------
    rates : the four rates by name, as in ``START``
    answer : what the learner's ``total_derivative`` gave, °C for each step
    """
    ax = new_axes(ax, width=7.0, height=4.6)
    ax.set_axis_off()
    draw_graph(ax.inset_axes((0.0, 0.5, 1.0, 0.5)), rates)
    draw_bars(new_axes(ax.inset_axes((0.21, 0.09, 0.78, 0.36))), rates, answer)
    return ax


def draw_graph(ax: Axes, rates: Mapping[str, float]) -> None:
    """Four boxes and four arrows; y runs downwards."""
    from matplotlib.patches import FancyBboxPatch

    for name, (start, end, unit, *_) in RATES.items():
        (x1, y1), (x2, y2) = NODES[start], NODES[end]
        ends = ((x2 - HALF[0], y2), (x1 + HALF[0], y1))
        ax.annotate("", *ends, arrowprops={"arrowstyle": "->", "color": MUTED, "linewidth": 1.4})
        above = (y1 + y2) / 2 < 0.5
        x, y = (x1 + x2) / 2, -0.06 if above else 1.06
        ax.text(x, y, f"{spell(rates[name])} {unit}", color=ink(VALUE), fontsize=9.5, ha="center", va="center")
    for name, (x, y) in NODES.items():
        corner = (x - HALF[0], y - HALF[1])
        style = "round,pad=0,rounding_size=0.03"
        ax.add_patch(
            FancyBboxPatch(corner, 2 * HALF[0], 2 * HALF[1], boxstyle=style, fill=False, edgecolor=MUTED, linewidth=1.4)
        )
        ax.text(x, y - 0.07, name, color=TEXT, fontsize=10, ha="center", va="center", weight="bold")
        ax.text(x, y + 0.08, moves(rates)[name], color=ink(VALUE), fontsize=10, ha="center", va="center")
    ax.set(xlim=(-0.13, 1.13), ylim=(1.25, -0.25))
    ax.set_axis_off()
    ax.patch.set_alpha(0.0)


def draw_bars(ax: Axes, rates: Mapping[str, float], answer: Answer | None) -> None:
    """A bar for each path, one for both, and the learner's number as an arrow."""
    values = effects(rates)
    for lane, ((start, end), text) in enumerate(zip(bars(values), written(rates), strict=True)):
        colour = REFERENCE if lane == 2 else VALUE
        ax.barh(-lane, end - start, left=start, height=0.5, color=colour, alpha=0.75)
        ax.text(max(start, end, 0.0) + 0.15, -lane, text, color=TEXT, fontsize=9.5, va="center")
    ax.axvline(0.0, color=MUTED, linewidth=0.8)
    said = "total_derivative is not written yet" if answer is None else answer.sentence
    place = 0.0
    if answer is not None and answer.given:
        right = close(answer.value, values[-1])
        said = f"your total_derivative: {spell(answer.value)}" + ("" if right else "  ✗")
        place = min(max(answer.value, LOWEST), HIGHEST) if answer.value == answer.value else HIGHEST
        arrow = {"arrowstyle": "->", "color": YOURS, "linewidth": 2, "linestyle": "-" if right else ":"}
        ax.annotate("", (place, -2.2), (place, -2.95), arrowprops=arrow)
    side = "right" if place > 0.5 * HIGHEST else "left"
    ax.text(place, -2.75, f"  {said}  ", color=ink(YOURS), fontsize=10, ha=side, va="center")
    ax.set(xlim=(LOWEST, HIGHEST), ylim=(-3.0, 0.45), xlabel=f"effect on the room ({UNIT} of the heater)")
    ax.set_yticks([0, -1, -2], LANES)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
