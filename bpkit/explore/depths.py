"""Depth against initialisation: choose a network in the map, see the gradients of its layers."""

from __future__ import annotations

import math
from typing import Any

from bpkit.explore.showing import Figure, Picture, Wish, show
from bpkit.plots.asking import Function
from bpkit.plots.depths import DEPTHS, SPREADS, norms_of, power_of, said_of_spread, spell_power, table, tint
from bpkit.plots.depths import depth_map as twin
from bpkit.plots.words import spell

START: Wish = {"row": DEPTHS.index(10), "column": SPREADS.index(1.0)}


def depth_picture(wish: Wish, gradient_norms: Function = None) -> Picture:
    """The chosen cell, its layers' norms, and what becomes of the gradient on its way down."""
    row = min(max(int(wish["row"]), 0), len(DEPTHS) - 1)
    column = min(max(int(wish["column"]), 0), len(SPREADS) - 1)
    depth, spread = DEPTHS[row], SPREADS[column]
    norms = norms_of(depth, spread, gradient_norms)
    power = power_of(norms.values)
    if power == -math.inf:
        fate = "dies on the way to the first layer"
    else:
        size = f"arrives at the first layer with norm {spell(norms.values[0], 2)}"
        verdict = ": it vanishes" if power < -2 else ": it explodes" if power > 2 else ", in good health"
        fate = size + verdict
    said = f"{depth} layers, weights with {said_of_spread(spread)} standard deviation: a gradient of norm 1 {fate}."
    return {
        "row": row,
        "column": column,
        "norms": [value if value > 0 else None for value in norms.values],
        "wrong": norms.wrong,
        "sentence": f"{said} {norms.trouble}".strip(),
    }


def depth_map(gradient_norms: Function = None) -> Any:
    """A map of depth against initialisation; choose a cell by pointing or with the arrow keys.

    Parameters
    ----------
    gradient_norms : the learner's, which then measures the layers of the chosen network
    """
    cells = [
        [{"text": spell_power(power), "colour": tint(power)[0], "opacity": tint(power)[1]} for power in row]
        for row in table()
    ]
    fixed = {"cells": cells, "depths": list(DEPTHS), "spreads": [f"{spread:g}" for spread in SPREADS]}
    return show(
        Figure(
            script="depths",
            title="Depth against initialisation",
            wish=START,
            picture=lambda wish: depth_picture(wish, gradient_norms),
            twin=lambda ax: twin(ax, gradient_norms=gradient_norms),
            fixed=fixed,
            size=(8.0, 4.6),
        )
    )
