"""The figures of issue 3, from what was measured: a value, the bound, and whether it holds."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Any

from bench.work import CASES


@dataclass
class Figure:
    """One row of the table; ``value`` is None where a peer is missing."""

    name: str
    value: float | None
    least: float | None
    most: float | None

    @property
    def holds(self) -> bool | None:
        """Whether the bound is kept; None where nothing was measured."""
        if self.value is None:
            return None
        return self.value >= self.least if self.least is not None else self.value <= (self.most or 0.0)

    def row(self) -> str:
        """As the table prints it."""
        value = "not measured" if self.value is None else f"{self.value:.3g}"
        bound = f"at least {self.least:g}" if self.least is not None else f"at most {self.most:g}"
        return f"{self.name:52s} {value:>12s}   {bound:14s} {({True: 'yes', False: 'NO', None: ''})[self.holds]}"


def values(measured: dict[str, Any]) -> dict[str, float | None]:
    """Every figure that cases.toml bounds."""
    epoch, node, start = measured["epoch"], measured["node"], measured["startup"]
    floors, ops = measured["floor"], measured["op"]
    ratios = [times["PyTorch"] / times["bpkit"] for times in ops.values() if "PyTorch" in times]

    def over(times: dict[str, float], name: str, ours: str) -> float | None:
        return times[name] / times[ours] if name in times else None

    peers = ("PyTorch eager", "PyTorch fused", "scikit-learn", "NumPy layers", "HIPS autograd", "JAX scan")
    return {
        **{f"training: {peer}": over(epoch, peer, "bpkit") for peer in peers},
        **{f"floor: {case}": step / floor for case, (step, floor) in floors.items()},
        "scalar: micrograd, collector off": over(node, "micrograd", "bpkit"),
        "scalar: micrograd, collector on": over(node, "micrograd, collector on", "bpkit, collector on"),
        "scalar: replay, ns a node": 1e9 * node["bpkit replay"],
        "scalar: replay against micrograd": over(node, "micrograd", "bpkit replay"),
        "array: PyTorch, per op": sorted(ratios)[len(ratios) // 2] if ratios else None,
        "house: retraining, ms": measured["house_ms"]["kernels"],
        "house: on a learner's NumPy functions, ms": measured["house_ms"]["own functions"],
        "start-up: import bpkit over import numpy": start["import bpkit"] / start["import numpy"],
        "start-up: first epoch, warm, over importing Numba": start["first epoch, warm"]
        / start["import Numba and its BLAS"],
        "start-up: first epoch, cold, s": start["first epoch, cold"],
    }


def figures(measured: dict[str, Any]) -> list[Figure]:
    """The table, in the order of cases.toml."""
    found = values(measured)
    rows = []
    for name, bound in CASES["figures"].items():
        least = bound.get("least_on_3_11") if sys.version_info < (3, 12) else None
        rows.append(Figure(name, found[name], least or bound.get("least"), bound.get("most")))
    return rows
