"""A tracker of shapes: point at an entry of a result and see which entries feed it."""

from __future__ import annotations

from typing import Any

from bpkit.explore.showing import Figure, Picture, Wish, show
from bpkit.plots.asking import Function
from bpkit.plots.cells import shapes as twin
from bpkit.plots.tracker import GRADIENTS, MOST, RESULTS, grids, layer, lit_cells, table_shape, written_out
from bpkit.plots.words import spell

START: Wish = {"N": 4, "D": 3, "M": 2, "name": "dW", "row": 1, "column": 0}
SLIDERS = [
    {"name": "N", "label": "N samples:", "unit": "", "min": 1, "max": MOST, "step": 1},
    {"name": "D", "label": "D features:", "unit": "", "min": 1, "max": MOST, "step": 1},
    {"name": "M", "label": "M units:", "unit": "", "min": 1, "max": MOST, "step": 1},
]


def shapes_picture(wish: Wish, affine_backward: Function = None) -> Picture:
    """Every grid with its numbers, what is wrong and what is lit, and the sum behind the chosen entry."""
    sizes = (int(wish["N"]), int(wish["D"]), int(wish["M"]))
    found, trouble = grids(layer(sizes), affine_backward)
    name = str(wish["name"]) if wish["name"] in RESULTS else "dW"
    rows, columns = table_shape(found[name].shape)
    cell = (min(int(wish["row"]), rows - 1), min(int(wish["column"]), columns - 1))
    lit = lit_cells(name, cell, found, sizes)
    drawn = []
    for key, grid in found.items():
        marks = grid.marks()
        table = [
            [
                {
                    "text": "·" if value is None else spell(value, 2),
                    "wrong": marks[r][c],
                    "lit": (r, c) in lit.get(key, {}),
                    "pair": lit.get(key, {}).get((r, c), 0),
                    "chosen": key == name and (r, c) == cell,
                }
                for c, value in enumerate(row)
            ]
            for r, row in enumerate(grid.table())
        ]
        shape = ", ".join(str(size) for size in grid.shape) + ("," if len(grid.shape) == 1 else "")
        drawn.append(
            {
                "name": key,
                "label": f"{key} ({shape})" + ("  ✗" if grid.note else ""),
                "kind": "yours" if grid.note else "gradient" if key in (*GRADIENTS, "upstream") else "value",
                "points": key in RESULTS,
                "cells": table,
            }
        )
    said = written_out(name, cell, found, sizes) if lit else ""
    whose = "" if affine_backward is not None else "\nThe gradients are the course's."
    return {
        "sizes": list(sizes),
        "grids": drawn,
        "sentence": f"{trouble}\n{said}".strip() + whose,
    }


def shapes(affine_backward: Function = None) -> Any:
    """Point at an entry of Y, dX, dW or db, and see what it is the sum of.

    Parameters
    ----------
    affine_backward : the learner's function, whose gradients are then shown; None shows the course's
    """
    focus = (START["name"], START["row"], START["column"])
    sizes = (START["N"], START["D"], START["M"])
    return show(
        Figure(
            script="cells",
            title="Which entries feed an entry of the gradient",
            wish=START,
            picture=lambda wish: shapes_picture(wish, affine_backward),
            twin=lambda ax: twin(ax, sizes, focus, affine_backward),
            fixed={"sliders": SLIDERS},
            size=(7.4, 5.0),
        )
    )
