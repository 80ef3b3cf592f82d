"""The network and the rows that every trainer gets."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

CASES: dict[str, Any] = tomllib.loads((Path(__file__).parent / "cases.toml").read_text(encoding="utf-8"))
Layers = list[tuple[Any, Any]]


@dataclass
class Work:
    """Rows to learn from, a start to learn from there, and how.

    Attributes
    ----------
    X, Y : (rows, sizes[0]) and (rows, sizes[-1]), the features standard normal, the target a kinked function of them
    layers : ``[(W, b), …]``, W (D, M), b (M,)
    adam : learning_rate, beta1, beta2, epsilon
    """

    X: Any
    Y: Any
    layers: Layers
    batch_size: int
    adam: dict[str, float]
    seed: int

    def orders(self, epochs: int) -> list[Any]:
        """The rows' order in each epoch, drawn as `bpkit.train.fit` draws it."""
        rng = np.random.default_rng(self.seed)
        return [rng.permutation(len(self.X)) for _ in range(epochs)]


def make(dtype: Any, sizes: list[int] | None = None, rows: int | None = None, **adam: float) -> Work:
    """The work of cases.toml, in this precision; sizes, rows and Adam's settings can be others."""
    case = CASES["training"]
    sizes, rows = sizes or case["sizes"], rows or case["rows"]
    rng = np.random.default_rng(case["seed"])
    X = rng.normal(size=(rows, sizes[0]))
    kinks = np.maximum(X @ rng.normal(size=(sizes[0], 8)), 0) @ rng.normal(size=(8, sizes[-1])) / 8
    Y = kinks + 0.1 * rng.normal(size=kinks.shape)
    layers = [(rng.normal(0, np.sqrt(2 / d), (d, m)).astype(dtype), np.zeros(m, dtype)) for d, m in pairwise(sizes)]
    settings = {name: value for name, value in case["optimizer"].items() if name != "name"}
    return Work(X.astype(dtype), Y.astype(dtype), layers, case["batch_size"], settings | adam, case["seed"])


def final_loss(work: Work, layers: Layers) -> float:
    """Mean squared error of these layers on all rows, in float64, the same few lines for everybody."""
    A = work.X.astype(np.float64)
    for number, (W, b) in enumerate(layers):
        A = A @ np.asarray(W, np.float64) + np.asarray(b, np.float64)
        if number < len(layers) - 1:
            A = np.maximum(A, 0)
    return float(np.mean((A - work.Y) ** 2))
