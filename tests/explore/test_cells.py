"""The shape tracker: equal small numbers mark what is multiplied; the lesson works with the figure's numbers."""

from __future__ import annotations

import ast

import numpy as np
import pytest

from autograder.build import ROOT
from bpkit.explore.cells import START, shapes_picture
from bpkit.plots.tracker import MOST, RESULTS, counted, grids, layer, lit_cells, table_shape

SIZES = [(4, 3, 2), (1, 3, 4), (5, 1, 1), (MOST, MOST, MOST)]


@pytest.mark.parametrize("name", RESULTS)
@pytest.mark.parametrize("sizes", SIZES)
def test_products_of_equal_numbers_add_up_to_the_entry(name: str, sizes: tuple[int, int, int]) -> None:
    found, _ = grids(layer(sizes))
    tables = {key: np.array(grid.table(), dtype=float) for key, grid in found.items()}
    for cell in np.ndindex(*table_shape(found[name].shape)):
        lit = lit_cells(name, (cell[0], cell[1]), found, sizes)
        products: dict[int, float] = {}
        for key, cells in lit.items():
            for place, number in cells.items():
                products[number] = products.get(number, 1.0) * tables[key][place]
        # the bias of Y has the number 0 and stands alone
        assert sum(products.values()) == tables[name][cell]
        assert (0 in products) == (name == "Y")


def test_the_picture_says_the_numbers_of_what_is_lit() -> None:
    drawn = {grid["name"]: grid["cells"] for grid in shapes_picture(START)["grids"]}
    pairs = {name: {cell["pair"] for row in rows for cell in row if cell["lit"]} for name, rows in drawn.items()}
    assert {name: found for name, found in pairs.items() if found} == {"X": {1, 2, 3, 4}, "upstream": {1, 2, 3, 4}}
    assert all(cell["pair"] == 0 for rows in drawn.values() for row in rows for cell in row if not cell["lit"])


def test_one_is_counted_in_the_singular() -> None:
    assert counted(1, "sample") == "the 1 sample"
    assert counted(4, "sample") == "the 4 samples"


def test_the_lesson_has_the_numbers_of_the_figure() -> None:
    source = (ROOT / "lessons" / "src" / "06_layer_for_a_batch.py").read_text(encoding="utf-8")
    arrays = layer((START["N"], START["D"], START["M"]))
    written = {
        node.targets[0].id: np.array(ast.literal_eval(node.value.args[0]))
        for node in ast.parse(source).body
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and node.targets[0].id in ("X", "W", "b", "G")
        and isinstance(node.value, ast.Call)
    }
    for name, key in {"X": "X", "W": "W", "b": "b", "G": "upstream"}.items():
        np.testing.assert_array_equal(written[name], arrays[key], err_msg=name)
