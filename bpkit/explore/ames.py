"""A map of Ames: point at a house, or go through the list with the keys, and see how wrong its neighbourhood is."""

from __future__ import annotations

from typing import Any

import numpy as np

from bpkit.explore.showing import Figure, Picture, Wish, show
from bpkit.plots.ames import Quarter, Town, draw, share, town_of
from bpkit.plots.asking import Function

WIDTH, HEIGHT, EDGE = 470.0, 470.0, 14.0  # of the map, in the browser's drawing


def dollars(amount: float) -> str:
    """To the nearest hundred: ``$16,300``."""
    return f"${round(abs(amount), -2):,.0f}"


def map_picture(town: Town, wish: Wish) -> Picture:
    """Which neighbourhood is chosen, and the errors in words."""
    chosen = next((quarter for quarter in town.quarters if quarter.name == wish["name"]), None)
    if town.trouble:
        said = town.trouble
    elif chosen is None:
        said = f"{whole(town)}\nPoint at a house, or choose a neighbourhood from the list with the arrow keys."
    else:
        said = f"{about(chosen)}\n{whole(town)}"
    return {"name": chosen.name if chosen else "", "useless": town.useless, "sentence": said}


def whole(town: Town) -> str:
    """How wrong the prices are in all, against one price for everybody."""
    said = f"By {town.whose}, half of the {len(town.errors)} test houses are off by less than {dollars(town.typical)}"
    if town.useless:
        return f"{said}, which is no better than one price for all: {dollars(town.guessing)}  ✗"
    return f"{said}; with one price for all it would be {dollars(town.guessing)}."


def about(quarter: Quarter) -> str:
    """One neighbourhood in words."""
    count = len(quarter.rows)
    houses = "one house" if count == 1 else f"{count} houses"
    way = "too high" if quarter.bias > 0 else "too low"
    mean = "" if count == 1 else " on average"
    return (
        f"{quarter.name}, {houses}: off by {dollars(quarter.off)}{mean}; with the signs, {dollars(quarter.bias)} {way}."
    )


def places(town: Town) -> list[dict[str, Any]]:
    """Every house as the browser draws it: where, how large, which way up, in which neighbourhood."""
    longitude, latitude = town.houses["longitude"], town.houses["latitude"]
    x = (longitude - longitude.min()) * np.cos(np.radians(latitude.mean()))
    y = latitude.max() - latitude
    scale = min((WIDTH - 2 * EDGE) / x.max(), (HEIGHT - 2 * EDGE) / y.max())
    lies_in = {int(row): number for number, quarter in enumerate(town.quarters) for row in quarter.rows}
    return [
        {
            "x": round(EDGE + scale * float(x[k]), 1),
            "y": round(EDGE + scale * float(y[k]), 1),
            "size": share(town.errors[k]),
            "high": bool(town.errors[k] > 0),
            "quarter": lies_in.get(k, -1),
        }
        for k in range(len(town.errors))
    ]


def ames_map(build_and_train: Function = None) -> Any:
    """The test houses of Ames on a map, each marked by its error; point at one to read about its neighbourhood.

    Parameters
    ----------
    build_and_train : the learner's function, which is trained here, once; None means the course's straight model
    """
    town = town_of(build_and_train)
    largest = max((quarter.off for quarter in town.quarters), default=1.0)
    bars = [
        {"name": quarter.name, "length": quarter.off / largest, "text": dollars(quarter.off)}
        for quarter in town.quarters
    ]
    return show(
        Figure(
            script="ames",
            title="Errors by neighbourhood in Ames",
            wish={"name": ""},
            picture=lambda wish: map_picture(town, wish),
            twin=lambda ax: draw(ax, town),
            fixed={
                "houses": places(town),
                "bars": bars,
                "width": WIDTH,
                "height": HEIGHT,
                "trouble": bool(town.trouble),
            },
            size=(8.4, 5.2),
            still={"name": town.quarters[0].name if town.quarters else ""},
        )
    )
