"""Lesson 14: a map of Ames with errors by neighbourhood."""

from __future__ import annotations

import numpy as np

from bpkit.plots.ames import straight
from tests.explore.row import Row

ROWS = [
    Row(
        "ames_map",
        "build_and_train",
        straight,
        "By your build_and_train, half of the 585 test houses are off by less than",
        {
            "the log": (lambda *given: np.log(straight(*given)), "no better than one price for all: $39,200  ✗"),
            "a column": (lambda *given: straight(*given)[:, None], "one price a house: 585 finite numbers"),
            "not a number": (lambda *given: np.full(585, np.nan), "one price a house: 585 finite numbers"),
            "words": (lambda *given: "dear", "one price a house: 585 finite numbers"),
        },
        wishes=tuple({"name": name} for name in ("North Ames", "Landmark", "no such place", "")),
    ),
]
