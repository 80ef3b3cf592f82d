"""How fast a matrix product is on this machine, in GFLOP/s: compiled loops, a Python loop, and NumPy.

Only a figure under a hand measures. On paper and while grading nothing is timed.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from bpkit.backend import backend
from bpkit.nopython import why_not
from bpkit.paths import one_blas_thread
from bpkit.plots.fetching import ORDERS, matrices

ENOUGH, FEWEST = 0.03, 6  # seconds of measuring for each bar, and runs
BY_PYTHON = 16  # rows and columns of what a Python loop multiplies; its speed does not depend on the size


def gflops(kernel: Callable[..., Any], size: int) -> float:
    """Thousand million multiplications and additions a second, of the best run."""
    A, B, out = matrices(size)
    kernel(A, B, out)  # the first call compiles, and brings the matrices into the cache
    best, runs, began = float("inf"), 0, time.perf_counter()
    while runs < FEWEST or time.perf_counter() - began < ENOUGH:
        start = time.perf_counter()
        kernel(A, B, out)
        best, runs = min(best, time.perf_counter() - start), runs + 1
    return 2 * size**3 / best / 1e9


def compiled(kernel: Any) -> Any:
    """``kernel`` as machine code; itself where there is no Numba, and where it is machine code already."""
    return kernel if backend() == "numpy" or hasattr(kernel, "py_func") else _compile(kernel)


@cache
def _compile(kernel: Any, boundscheck: bool = False) -> Any:
    from numba import njit

    return njit(boundscheck=boundscheck)(kernel)


def _try(kernel: Any, size: int) -> str:
    """Why a learner's kernel is not timed at this size, or "": machine code writes past an array's end in silence."""
    A, B, out = matrices(size)
    numba = backend() == "numba"
    try:
        (_compile(getattr(kernel, "py_func", kernel), boundscheck=True) if numba else kernel)(A, B, out)
    except IndexError:
        return f"At {size} × {size} your matmul_kernel reaches past the end of a matrix, so it was not timed."
    except Exception as error:
        if not numba:
            return f"At {size} × {size} your matmul_kernel raises {type(error).__name__}."
        return f"Numba cannot make machine code of your matmul_kernel: {why_not(str(error))[0]}."
    return "" if np.allclose(out, A @ B) else f"At {size} × {size} the product of your matmul_kernel is wrong."


def measure(size: int, yours: Any = None) -> tuple[list[tuple[str, float, str]], str]:
    """Name, GFLOP/s and kind of each bar; and a sentence where something could not be measured.

    NumPy gets one core, as the loops do: a fair comparison, and a steady one on a machine that has other work to do.
    """
    entry_by_entry = ORDERS["entry by entry (i, j, k)"]
    bars = [("a loop in Python, not compiled", gflops(entry_by_entry, BY_PYTHON), "gradient")]
    trouble = ""
    numba = backend() == "numba"
    if numba:
        bars += [(name, gflops(compiled(kernel), size), "value") for name, kernel in ORDERS.items()]
    else:
        trouble = "There is no Numba here, so nothing is compiled."
    if yours is not None:
        own_size = size if numba else BY_PYTHON
        refusal = _try(yours, own_size)
        trouble = f"{trouble} {refusal}".strip()
        if not refusal:
            bars.append(("your matmul_kernel", gflops(compiled(yours), own_size), "yours"))
    with one_blas_thread():
        bars.append(("NumPy, and with it bpkit", gflops(np.dot, size), "reference"))
    return bars, trouble
