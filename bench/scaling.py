"""How the time grows: with rows, width and depth of the training, and with the size of a scalar graph."""

from __future__ import annotations

from functools import partial
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np

from bench.peers import found
from bench.scalars import engines, pytorch
from bench.work import CASES, make

SHOWN = ("bpkit", "JAX scan", "NumPy layers", "scikit-learn", "PyTorch fused")
Curves = dict[str, list[tuple[int, float]]]  # name → (size, seconds), as far as the time allowed


def seconds(work: Any, budget: float) -> float:
    """Median of what fits into the budget, after a first time that also compiles; at least one."""
    began = perf_counter()
    work()
    times = []
    while not times or perf_counter() - began < budget:
        start = perf_counter()
        work()
        times.append(perf_counter() - start)
    return median(times)


def trainings(axis: str) -> Curves:
    """Seconds of an epoch along ``"rows"``, ``"width"`` or ``"depth"``; the other two as in cases.toml."""
    budget = CASES["scaling"]["seconds_a_point"]
    curves: Curves = {name: [] for name in SHOWN if name in found()[0]}
    for size in CASES["scaling"][axis]:
        sizes = {"width": [40, size, size, 1], "depth": [40, *[64] * size, 1]}.get(axis)
        rows = size // 32 * 32 if axis == "rows" else None
        work = make(np.float32, sizes, rows)
        orders = work.orders(1)
        for name, curve in curves.items():
            if not curve or curve[-1][1] < budget:
                trainer = found()[0][name].Trainer(work)
                curve.append((size, seconds(lambda t=trainer, orders=orders: t.train(orders), budget)))
    return curves


def graphs() -> Curves:
    """Seconds of forward + backward of a scalar graph of so many nodes."""
    budget = CASES["scaling"]["seconds_a_point"]
    here = engines()[0] | pytorch()
    curves: Curves = {name: [] for name in [*here, "bpkit replay"]}
    for size in CASES["scaling"]["nodes"]:
        for name, curve in curves.items():
            number = here[name.removesuffix(" replay")]
            if curve and curve[-1][1] > budget:
                continue
            replay = name.endswith("replay")
            work = dot_product(number, size).compile() if replay else partial(_there_and_back, number, size)
            curve.append((size, seconds(work, budget)))
    return curves


def _there_and_back(number: Any, nodes: int) -> None:
    dot_product(number, nodes).backward()


def dot_product(number: Any, nodes: int) -> Any:
    """``Σ w x``, ten terms a sum so that no engine has to go deep, of about so many operations."""
    w, x = [number(0.1 * i) for i in range(10)], [number(0.2 * i) for i in range(10)]
    sums = [sum(a * b for a, b in zip(w, x, strict=True)) for _ in range(max(nodes // 21, 1))]
    while len(sums) > 1:
        sums = [a + b for a, b in zip(sums[::2], sums[1::2], strict=False)] + sums[len(sums) & ~1 :]
    return sums[0]
