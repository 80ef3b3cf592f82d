"""A map of Ames: where prices were met, and where they were missed, in dollars."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from bpkit.encoding import Encoder
from bpkit.engine import Array
from bpkit.houses import Houses, load
from bpkit.plots.asking import Function, ask, said_of
from bpkit.plots.style import ACCENT, MUTED, TEXT, VALUE, YOURS, new_axes
from bpkit.pricing import ridge

if TYPE_CHECKING:
    from matplotlib.axes import Axes

STRENGTH = 10.0  # of the course's ridge; chosen on the validation rows
SEED = 0
LARGEST = 60_000.0  # dollars; a larger error gets no larger mark
SHORTER = {"South_and_West_of_Iowa_State_University": "South of Iowa State"}  # in a list of short names
NAMED = 12  # neighbourhoods with a bar on paper


@dataclass(frozen=True)
class Quarter:
    """A neighbourhood: which houses lie in it, and their errors in dollars.

    Attributes
    ----------
    off : mean of |predicted - paid|
    bias : mean of predicted - paid; above 0 where houses were priced too high
    """

    name: str
    rows: Array
    off: float
    bias: float


@dataclass(frozen=True, eq=False)
class Town:
    """The 585 test houses with an error each, in dollars, predicted minus paid; or ``trouble``, and no errors."""

    houses: Houses
    errors: Array
    quarters: tuple[Quarter, ...]
    typical: float
    guessing: float
    whose: str
    trouble: str = ""

    @property
    def useless(self) -> bool:
        """Whether one price for all houses would have done better."""
        return not self.trouble and not self.typical < self.guessing


def straight(houses: Houses, new_houses: Houses, seed: int) -> Array:
    """The prices of the best straight model, in dollars; nothing in it is drawn from ``seed``."""
    encoder = Encoder.fit(houses, "all")
    W, b = ridge(encoder.transform(houses), encoder.target(houses), STRENGTH)
    return encoder.to_dollars(encoder.transform(new_houses) @ W + b)[:, 0]


@cache
def _sales() -> tuple[Houses, Houses]:
    """The sales that are given, train and val rows of the fixed split, and the test rows."""
    every = load()
    test = every["split"] == "test"
    return every.take(~test).without("split"), every.take(test).without("split")


def town_of(build_and_train: Function) -> Town:
    """Price the test rows with the learner's function, or with the course's straight model."""
    given, new = _sales()
    whose = "the course's straight model" if build_and_train is None else "your build_and_train"
    answer = ask(build_and_train or straight, "build_and_train", given, new.without("price"), SEED)
    constant = np.exp(np.mean(np.log(given["price"])))
    guessing = float(np.median(np.abs(constant - new["price"])))
    try:
        prices = np.asarray(answer.value, dtype=float) if answer.given else np.empty(0)
    except (TypeError, ValueError):
        prices = np.empty(0)
    trouble = "" if answer.given else said_of(answer)
    if answer.given and (prices.shape != (len(new),) or not np.isfinite(prices).all()):
        trouble = f"Your build_and_train should return one price a house: {len(new)} finite numbers."
    if trouble:
        return Town(new, np.zeros(len(new)), (), 0.0, guessing, whose, trouble)
    errors = prices - new["price"]
    typical = float(np.median(np.abs(errors)))
    return Town(new, errors, quarters_of(new["neighborhood"], errors), typical, guessing, whose)


def quarters_of(neighbourhoods: Array, errors: Array) -> tuple[Quarter, ...]:
    """The neighbourhoods, the one with the largest errors first."""
    found = []
    for level in np.unique(neighbourhoods):
        rows = np.flatnonzero(neighbourhoods == level)
        of = errors[rows]
        name = SHORTER.get(str(level), str(level).replace("_", " "))
        found.append(Quarter(name, rows, float(np.abs(of).mean()), float(of.mean())))
    return tuple(sorted(found, key=lambda quarter: -quarter.off))


def share(error: float) -> float:
    """How large the mark of an error is, 0 to 1."""
    return min(abs(float(error)) / LARGEST, 1.0)


def ames_map(ax: Axes | None = None, build_and_train: Function = None) -> Axes:
    """The test houses where they stand, marked by their error, and the worst neighbourhoods as bars.

    Parameters
    ----------
    build_and_train : the learner's function; None means the course's straight model
    """
    return draw(ax, town_of(build_and_train))


def draw(ax: Axes | None, town: Town) -> Axes:
    """``town`` as a map and bars."""
    ax = new_axes(ax, width=8.4, height=4.8)
    ax.set_axis_off()
    place = new_axes(ax.inset_axes((0.09, 0.12, 0.5, 0.84)))
    _points(place, town)
    bars = new_axes(ax.inset_axes((0.77, 0.12, 0.22, 0.84)))
    shown = town.quarters[:NAMED][::-1]
    colour = YOURS if town.useless else ACCENT
    bars.barh(range(len(shown)), [quarter.off / 1000 for quarter in shown], color=colour, height=0.6)
    bars.set_yticks(range(len(shown)), [quarter.name for quarter in shown])
    bars.tick_params(labelsize=8)
    bars.set_xlabel("mean |error| (thousand dollars)", fontsize=8.5)
    return ax


def _points(ax: Axes, town: Town) -> None:
    longitude, latitude = town.houses["longitude"], town.houses["latitude"]
    size = np.array([6 + 60 * share(error) for error in town.errors])
    if town.trouble:
        ax.plot(longitude, latitude, ".", color=MUTED, markersize=2.5)
    else:
        for which, marker, colour, label in (
            (town.errors > 0, "^", ACCENT, "priced too high"),
            (town.errors <= 0, "v", VALUE, "priced too low"),
        ):
            spot = (longitude[which], latitude[which], size[which])
            ax.scatter(*spot, marker=marker, color=colour, alpha=0.75, linewidths=0, label=label)
        ax.legend(frameon=False, labelcolor=TEXT, fontsize=8.5, loc="lower left", bbox_to_anchor=(0, 1), ncols=2)
    ax.set_aspect(1 / np.cos(np.radians(np.mean(latitude))))  # a degree of longitude is shorter than one of latitude
    ax.set(xlabel="longitude (degrees)", ylabel="latitude (degrees)")
    ax.ticklabel_format(useOffset=False)
    ax.tick_params(labelsize=8)
