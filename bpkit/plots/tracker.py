"""The numbers of the shape tracker: a small layer, its gradients, and what feeds an entry of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from bpkit import ops
from bpkit.plots.asking import Function, ask, said_of
from bpkit.plots.words import close, spell

Cell = tuple[int, int]
NAMES = ("X", "W", "b", "Y", "upstream", "dX", "dW", "db")
RESULTS = ("Y", "dX", "dW", "db")
GRADIENTS = ("dX", "dW", "db")
MOST = 6  # rows or columns of a grid that can still be read


@dataclass
class Grid:
    """One array: what it holds, which entries are wrong, which are lit, and a note under its name."""

    name: str
    values: np.ndarray | None
    shape: tuple[int, ...]
    wrong: np.ndarray | None = None
    note: str = ""

    def table(self) -> list[list[float | None]]:
        """The numbers as rows; a vector is one row, what is not there is None."""
        rows, columns = table_shape(self.shape)
        if self.values is None:
            return [[None] * columns for _ in range(rows)]
        return [[float(value) for value in row] for row in self.values.reshape(rows, columns)]

    def marks(self) -> list[list[bool]]:
        """Which of the numbers are not as expected."""
        rows, columns = table_shape(self.shape)
        wrong = np.zeros(self.shape, dtype=bool) if self.wrong is None else self.wrong
        return [[bool(mark) for mark in row] for row in wrong.reshape(rows, columns)]


def table_shape(shape: tuple[int, ...]) -> Cell:
    """Rows and columns of the drawing: a vector lies as one row."""
    return (1, *shape)[-2:] if len(shape) == 1 else (shape[0], shape[1])


def layer(sizes: tuple[int, int, int], seed: int = 0) -> dict[str, np.ndarray]:
    """Small whole numbers for a layer of ``sizes`` N, D, M, its output and its upstream gradient."""
    n, d, m = sizes
    rng = np.random.default_rng(seed)
    # drawn at full size and cut, so that a number stays where it is when a size changes
    full = {"X": (n, d), "W": (d, m), "b": (1, m), "upstream": (n, m)}
    drawn = {
        name: rng.integers(-3, 4, (MOST, MOST))[:rows, :columns].astype(float) for name, (rows, columns) in full.items()
    }
    drawn["b"] = drawn["b"][0]
    return {**drawn, "Y": ops.affine(drawn["X"], drawn["W"], drawn["b"])}


def grids(arrays: dict[str, np.ndarray], affine_backward: Function = None) -> tuple[dict[str, Grid], str]:
    """The eight arrays, the gradients from ``affine_backward`` (None: the course's), and what went wrong."""
    given = [arrays[name] for name in ("upstream", "Y", "X", "W", "b")]
    expected = dict(zip(GRADIENTS, ops.affine_backward(*given), strict=True))
    found = {name: Grid(name, arrays[name], arrays[name].shape) for name in ("X", "W", "b", "Y", "upstream")}
    if affine_backward is None:
        found.update({name: Grid(name, value, value.shape) for name, value in expected.items()})
        return found, ""
    answer = ask(affine_backward, "affine_backward", *[array.copy() for array in given])
    trouble = "" if answer.given else said_of(answer)
    parts = answer.value if isinstance(answer.value, (tuple, list)) else ()
    if answer.given and len(parts) != 3:
        trouble = "Your affine_backward should return three arrays: dX, dW, db."
        parts = ()
    for k, name in enumerate(GRADIENTS):
        found[name] = judged(name, parts[k] if parts else None, expected[name])
    notes = [grid.note for grid in found.values() if grid.note]
    return found, trouble or " ".join(notes)


def judged(name: str, value: Any, expected: np.ndarray) -> Grid:
    """A learner's gradient as a grid: in its own shape, each entry that is not as expected marked."""
    if value is None:
        return Grid(name, None, expected.shape)
    try:
        array = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        return Grid(name, None, expected.shape, note=f"Your {name} is no array of numbers.")
    if array.shape != expected.shape:
        note = f"Your {name} has shape {array.shape}, expected is {expected.shape}."
        drawable = array.ndim in (1, 2) and array.size > 0 and max(array.shape) <= MOST
        if not drawable:
            return Grid(name, None, expected.shape, note=note)
        return Grid(name, array, array.shape, np.ones(array.shape, dtype=bool), note)
    flat = [not close(a, b) for a, b in zip(array.ravel(), expected.ravel(), strict=True)]
    return Grid(name, array, array.shape, np.array(flat, dtype=bool).reshape(array.shape))


def feeds(name: str, cell: Cell, sizes: tuple[int, int, int]) -> tuple[list[tuple[str, Cell, str, Cell]], str]:
    """The pairs of entries whose products add up to ``name[cell]``, and what the sum runs over."""
    n, d, m = sizes
    row, column = cell
    if name == "Y":
        return [("X", (row, k), "W", (k, column)) for k in range(d)], counted(d, "feature")
    if name == "dX":
        return [("upstream", (row, k), "W", (column, k)) for k in range(m)], counted(m, "unit")
    if name == "dW":
        return [("X", (k, row), "upstream", (k, column)) for k in range(n)], counted(n, "sample")
    return [("upstream", (k, column), "", (0, 0)) for k in range(n)], counted(n, "sample")


def counted(size: int, what: str) -> str:
    """``the 4 samples``, ``the 1 sample``."""
    return f"the {size} {what}{'' if size == 1 else 's'}"


def written_out(name: str, cell: Cell, found: dict[str, Grid], sizes: tuple[int, int, int]) -> str:
    """``dW[0, 1] = Σ over the 4 samples X[n, 0] × upstream[n, 1] = … = total``, in numbers."""
    row, column = cell
    pairs, over = feeds(name, cell, sizes)
    formulas = {
        "Y": f"X[{row}, d] × W[d, {column}] + b[{column}]",
        "dX": f"upstream[{row}, m] × W[{column}, m]",
        "dW": f"X[n, {row}] × upstream[n, {column}]",
        "db": f"upstream[n, {column}]",
    }
    tables = {key: grid.table() for key, grid in found.items() if key not in GRADIENTS}
    number = {key: lambda at, table=table: bracket(table[at[0]][at[1]]) for key, table in tables.items()}
    terms = [number[left](at) + (f" × {number[right](other)}" if right else "") for left, at, right, other in pairs]
    if name == "Y":
        terms.append(number["b"]((0, column)))
    index = f"{column}" if name == "db" else f"{row}, {column}"
    arrays = {key: np.asarray(found[key].values) for key in ("upstream", "Y", "X", "W", "b")}
    expected = dict(zip(GRADIENTS, ops.affine_backward(*arrays.values()), strict=True))
    total = float({"Y": arrays["Y"], **expected}[name].reshape(-1, sizes[2] if name != "dX" else sizes[1])[cell])
    said = f"{name}[{index}] = Σ over {over} of {formulas[name]}\n= {' + '.join(terms)} = {spell(total)}"
    table = found[name].table()
    if found[name].values is not None and found[name].marks()[row][column]:
        said += f". Yours is {spell(float(table[row][column] or 0.0))}  ✗"
    return said


def bracket(value: float | None) -> str:
    """A number in a sum: a negative one in brackets."""
    text = spell(value or 0.0)
    return f"({text})" if text.startswith("−") else text


def lit_cells(name: str, cell: Cell, found: dict[str, Grid], sizes: tuple[int, int, int]) -> dict[str, dict[Cell, int]]:
    """Per grid, the entries that feed ``name[cell]``, each with the number of its product in the sum, from 1.

    The bias of Y is multiplied by nothing and has 0; all is empty where the shape is wrong and has no such entry.
    """
    n, d, m = sizes
    expected = {"Y": (n, m), "dX": (n, d), "dW": (d, m), "db": (m,)}[name]
    if found[name].shape != expected:
        return {}
    lit: dict[str, dict[Cell, int]] = {}
    for number, (left, at, right, other) in enumerate(feeds(name, cell, sizes)[0], start=1):
        lit.setdefault(left, {})[at] = number
        if right:
            lit.setdefault(right, {})[other] = number
    if name == "Y":
        lit["b"] = {(0, cell[1]): 0}
    return lit
