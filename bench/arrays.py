"""The array engine, op by op: a graph of many ops on small arrays, forward and backward, against PyTorch."""

from __future__ import annotations

from functools import partial
from statistics import median
from typing import Any

import numpy as np

from bench.timing import in_turn
from bench.work import CASES
from bpkit import Var, backward, ops

UNARY = {"relu", "tanh", "sigmoid"}


def chain(name: str, table: Any, x: Any, y: Any, length: int) -> Any:
    """``f(f(… f(x)))`` or ``f(… f(f(x, y), y) …, y)``, summed to a number."""
    f = getattr(table, name)
    for _ in range(length):
        x = f(x) if name in UNARY else f(x, y)
    return table.sum(x)


def start(name: str, shape: list[int]) -> tuple[Any, Any]:
    """Two arrays on which a long chain stays finite."""
    rng = np.random.default_rng(3)
    x, y = rng.uniform(0.5, 1.5, shape), rng.uniform(0.99, 1.01, shape)
    return x, y / shape[0] if name == "matmul" else y


def ours(name: str, x: Any, y: Any, length: int) -> list[Any]:
    """The gradients, by `bpkit.backward`."""
    leaves = [Var(x), Var(y)]
    gradients = backward(chain(name, ops, *leaves, length))
    return [gradients[leaf] for leaf in leaves if leaf in gradients]


def pytorchs(name: str, x: Any, y: Any, length: int) -> list[Any]:
    """The gradients, by ``.backward()``."""
    import torch

    leaves = [torch.tensor(array, requires_grad=True) for array in (x, y)]
    chain(name, torch, *leaves, length).backward()
    return [leaf.grad.numpy() for leaf in leaves if leaf.grad is not None]


def _again(times: int, work: Any, *arguments: Any) -> None:
    for _ in range(times):
        work(*arguments)


def seconds_an_op(turns: int) -> dict[str, dict[str, float]]:
    """``{op: {"bpkit": …, "PyTorch": …}}``, forward + backward; gradients are compared first."""
    case = CASES["array"]
    try:
        import torch

        torch.set_num_threads(1)
        engines = {"bpkit": ours, "PyTorch": pytorchs}
    except ImportError:
        engines = {"bpkit": ours}
    works = {}
    for name in case["ops"]:
        data = start(name, case["shape"])
        for engine, gradients in engines.items():
            for mine, theirs in zip(ours(name, *data, 5), gradients(name, *data, 5), strict=True):
                np.testing.assert_allclose(mine, theirs, rtol=1e-10, atol=1e-300)
            works[f"{name}/{engine}"] = partial(_again, case["graphs_a_turn"], gradients, name, *data, case["length"])
    seconds, ops_done = in_turn(works, turns), case["graphs_a_turn"] * case["length"]
    return {
        name: {engine: median(seconds[f"{name}/{engine}"]) / ops_done for engine in engines} for name in case["ops"]
    }
