"""The floor: a training step's matrix products alone, by the same BLAS, on the same shapes, from compiled code."""

from __future__ import annotations

from statistics import median
from typing import Any

import numpy as np

from bench.timing import in_turn
from bench.work import CASES, make
from bpkit import kernels
from bpkit.optim import Adam
from bpkit.paths import one_blas_thread


def products(parameters: Any, gradient: Any, sizes: Any, A: Any, G: Any, n: int, steps: int) -> None:
    """Every ``A W``, ``Aᵀ G`` and ``G Wᵀ`` of a step, in a step's order, and nothing between them."""
    for _ in range(steps):
        w, a = 0, 0
        for k in range(len(sizes) - 1):
            d, m = sizes[k], sizes[k + 1]
            W = kernels.block(parameters, w, d, m)
            np.dot(kernels.block(A, a, n, d), W, kernels.block(A, a + n * d, n, m))
            w, a = w + d * m + m, a + n * d
        for k in range(len(sizes) - 2, -1, -1):
            d, m = sizes[k], sizes[k + 1]
            w, a = w - d * m - m, a - n * d
            upstream = kernels.block(G, a + n * d, n, m)
            np.dot(kernels.block(A, a, n, d).T, upstream, kernels.block(gradient, w, d, m))
            if k > 0:
                np.dot(upstream, kernels.block(parameters, w, d, m).T, kernels.block(G, a, n, d))


def case_name(case: dict[str, Any]) -> str:
    """As the figures of cases.toml call it."""
    return f"{'-'.join(map(str, case['sizes']))}, batch {case['batch']}"


def step_and_floor(turns: int) -> dict[str, tuple[float, float]]:
    """Seconds of a training step and of its products, per case."""
    import numba

    compiled = numba.njit(error_model="numpy")(products)
    return {case_name(case): _measure(compiled, case, turns) for case in CASES["floor"]["cases"]}


def _measure(compiled: Any, case: dict[str, Any], turns: int) -> tuple[float, float]:
    n, steps = case["batch"], case["steps"]
    work = make(np.float32, case["sizes"], rows=n * steps)
    sizes = np.array(case["sizes"], np.int64)
    parameters = np.concatenate([p.ravel() for layer in work.layers for p in layer])
    optimizer = Adam(**work.adam)
    optimizer.prepare(parameters)
    gradient, order = np.zeros_like(parameters), work.orders(1)[0]
    A, G = np.zeros((2, n * int(sizes.sum())), np.float32)
    still = [array.copy() for array in (parameters, gradient)]
    ones = np.full((2, len(A)), 0.01, np.float32)

    def train() -> None:
        kernels.run_batches(
            parameters, gradient, sizes, work.X, work.Y, np.empty(0, np.int64), order, n, 0, steps,
            optimizer.code, optimizer.first, optimizer.second, optimizer.t, optimizer.rates(), 0.0, A, G, 0.0,
        )  # fmt: skip
        optimizer.t += steps

    def multiply() -> None:
        ones.fill(0.01)
        compiled(*still, sizes, *ones, n, steps)

    with one_blas_thread():
        seconds = in_turn({"step": train, "floor": multiply}, turns)
    return median(seconds["step"]) / steps, median(seconds["floor"]) / steps
