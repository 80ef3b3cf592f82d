"""How often a matrix product fetches from memory: a small cache counts its reads and writes, one after the other.

Nothing here is timed, so the counts are the same on every machine. Memory comes in lines of eight numbers; the cache
keeps the few that were used last. A real one keeps more of them, and real matrices are larger.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from bpkit.by_hand.loops import matmul_kernel as row_by_row
from bpkit.engine import Array
from bpkit.plots.asking import Function, ask, said_of
from bpkit.plots.words import close

SIZE = 24  # rows and columns of A, B and out
LINE = 8  # numbers in one line of memory: 64 bytes
LINES = 24  # that the cache holds
LEAST = 3 * SIZE * SIZE // LINE  # every line of A, B and out once
PRODUCTS = SIZE**3
UNCOUNTED = "Your matmul_kernel works on whole arrays: its single steps cannot be counted."


def entry_by_entry(A: Array, B: Array, out: Array) -> None:
    """``out ← A B``, the order of the definition: the innermost loop goes down a column of B."""
    for i in range(A.shape[0]):
        for j in range(B.shape[1]):
            total = 0.0
            for k in range(A.shape[1]):
                total += A[i, k] * B[k, j]
            out[i, j] = total


def in_blocks(A: Array, B: Array, out: Array) -> None:
    """``out ← A B``, two rows of A and four of B at a time: what was read is used again at once.

    The rows of A have to be an even number, those of B a multiple of four.
    """
    out[:] = 0.0
    for i in range(0, A.shape[0], 2):
        for k in range(0, A.shape[1], 4):
            a, b, c, d = A[i, k], A[i, k + 1], A[i, k + 2], A[i, k + 3]
            e, f, g, h = A[i + 1, k], A[i + 1, k + 1], A[i + 1, k + 2], A[i + 1, k + 3]
            for j in range(B.shape[1]):
                p, q, r, s = B[k, j], B[k + 1, j], B[k + 2, j], B[k + 3, j]
                out[i, j] += a * p + b * q + c * r + d * s
                out[i + 1, j] += e * p + f * q + g * r + h * s


class Cache:
    """Keeps the lines that were used last, and counts those that it had to fetch."""

    def __init__(self) -> None:
        self.lines: OrderedDict[int, None] = OrderedDict()
        self.fetched = 0

    def touch(self, line: int) -> None:
        """Use ``line``, and let go of the one that has been unused longest."""
        if line in self.lines:
            self.lines.move_to_end(line)
            return
        self.fetched += 1
        self.lines[line] = None
        if len(self.lines) > LINES:
            self.lines.popitem(last=False)


class Watched:
    """A matrix, for a kernel: each entry that is read or written is noted."""

    def __init__(self, values: Array, start: int, cached: Cache) -> None:
        self.values, self.cache = values, cached
        self.shape, self.ndim, self.size, self.dtype = values.shape, values.ndim, values.size, values.dtype
        self.lines = (start + np.arange(values.size)).reshape(values.shape) // LINE

    def __len__(self) -> int:
        return len(self.values)

    def __getitem__(self, place: Any) -> Any:
        self._note(place)
        return np.copy(self.values[place])[()]

    def __setitem__(self, place: Any, value: Any) -> None:
        self._note(place)
        self.values[place] = value

    def fill(self, value: float) -> None:
        """As NumPy's."""
        self[:] = value

    def _note(self, place: Any) -> None:
        for line in np.ravel(self.lines[place]):
            self.cache.touch(int(line))


@dataclass(frozen=True)
class Count:
    """Lines that a kernel fetched, None where that could not be counted; ``trouble`` says why, or what is wrong."""

    lines: int | None
    trouble: str = ""
    wrong: bool = False


def matrices(size: int = SIZE) -> tuple[Array, Array, Array]:
    """A, B and an ``out`` full of NaN, always with the same numbers."""
    rng = np.random.default_rng(13)
    return rng.normal(size=(size, size)), rng.normal(size=(size, size)), np.full((size, size), np.nan)


@cache
def count(kernel: Any) -> int:
    """Lines that a kernel of the course fetches."""
    lines = _watch(kernel)
    assert lines is not None, kernel
    return lines


def count_yours(kernel: Function) -> Count:
    """Lines that the learner's kernel fetches, if its product is right."""
    python = getattr(kernel, "py_func", kernel)  # what Numba made cannot be watched
    A, B, out = matrices()

    def matmul_kernel(A: Array, B: Array, out: Array) -> Any:
        python(A, B, out)  # type: ignore[misc]
        return out

    answer = ask(python and matmul_kernel, "matmul_kernel", A.copy(), B.copy(), out)
    if not answer.given:
        return Count(None, said_of(answer))
    if np.isnan(out).all():
        return Count(None, "Your matmul_kernel left out as it was.  ✗", wrong=True)
    if not all(map(close, out.ravel(), (A @ B).ravel())):
        return Count(_watch(python), "The product of your matmul_kernel is wrong.  ✗", wrong=True)
    lines = _watch(python)
    return Count(lines, "" if lines else UNCOUNTED)


def _watch(kernel: Any) -> int | None:
    """Lines fetched; None where the kernel asks for what only a real array can do."""
    A, B, out = matrices()
    cached = Cache()
    watched = [Watched(array, place * array.size, cached) for place, array in enumerate((A, B, out))]
    try:
        kernel(*watched)
    except Exception:
        return None
    return cached.fetched if not np.isnan(out).any() else None


ORDERS = {  # name → a kernel of the course
    "entry by entry (i, j, k)": entry_by_entry,
    "row by row (i, k, j)": row_by_row,
    "in blocks": in_blocks,
}
