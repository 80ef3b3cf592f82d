"""The scalar engines on micrograd's own demonstration: a small network, a hinge loss, an L2 term."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from functools import partial
from itertools import pairwise
from statistics import median
from typing import Any

from bench.timing import in_turn
from bench.work import CASES
from bpkit.scalar import Value


def network(number: Any, sizes: list[int]) -> list[Any]:
    """``[[(weights, bias), … a neuron], … a layer]``, uniform in -1 … 1; ``number`` makes a leaf."""
    rng = random.Random(0)
    return [
        [([number(rng.uniform(-1, 1)) for _ in range(d)], number(0.0)) for _ in range(m)] for d, m in pairwise(sizes)
    ]


def points(count: int) -> tuple[list[list[float]], list[float]]:
    """Two coordinates and a label of -1 or 1 each."""
    rng = random.Random(1)
    X = [[rng.gauss(0, 1), rng.gauss(0, 1)] for _ in range(count)]
    return X, [1.0 if x * y > 0 else -1.0 for x, y in X]


def loss(model: list[Any], X: list[list[float]], labels: list[float]) -> Any:
    """Mean of ``max(0, 1 - label · score)``, plus 1e-4 times the sum of the squared parameters."""
    losses = []
    for x, label in zip(X, labels, strict=True):
        A: list[Any] = list(x)
        for layer in model:
            A = [sum((w * a for w, a in zip(weights, A, strict=True)), bias) for weights, bias in layer]
            if layer is not model[-1]:
                A = [z.relu() for z in A]
        losses.append((1 + -label * A[0]).relu())
    parameters = [p for layer in model for weights, bias in layer for p in (*weights, bias)]
    return sum(losses) * (1.0 / len(losses)) + 1e-4 * sum(p * p for p in parameters)


def engines() -> tuple[dict[str, Any], dict[str, str]]:
    """What makes a leaf, by engine, and what is missing."""
    here: dict[str, Any] = {"bpkit": Value}
    missing = {}
    try:
        from micrograd.engine import Value as Micrograd
    except ImportError as error:
        missing["micrograd"] = str(error)
    else:
        here["micrograd"] = Micrograd
        sys.setrecursionlimit(10**6)  # it recurses
    return here, missing


def pytorch() -> dict[str, Any]:
    """PyTorch's leaf, where it is installed: each number a tensor."""
    try:
        import torch
    except ImportError:
        return {}
    return {"PyTorch scalars": lambda x: torch.tensor(x, dtype=torch.float64, requires_grad=True)}


def nodes(count: int) -> int:
    """Operations in the graph of so many points."""
    return int(loss(network(Value, CASES["scalar"]["sizes"]), *points(count)).compile().nodes)


def verify() -> dict[str, float]:
    """Largest difference of a gradient from ours, relative to our largest; raises above 1e-10."""
    gradients = {}
    for name, number in (engines()[0] | pytorch()).items():
        model = network(number, CASES["scalar"]["sizes"])
        loss(model, *points(5)).backward()
        gradients[name] = [float(p.grad) for layer in model for w, b in layer for p in (*w, b)]
    ours = gradients["bpkit"]
    scale = max(map(abs, ours))
    worst = {
        name: max(abs(a - b) for a, b in zip(ours, theirs, strict=True)) / scale for name, theirs in gradients.items()
    }
    if not max(worst.values()) <= 1e-10:
        raise AssertionError(f"the scalar engines' gradients differ: {worst}")
    return worst


def step(number: Any, sizes: list[int], data: Any) -> None:
    """A fresh network, its loss, and backward."""
    loss(network(number, sizes), *data).backward()


def here(turns: int) -> dict[str, float]:
    """Seconds a node in this process, which should hold no peer's imports: the collector walks all of them."""
    case = CASES["scalar"]
    data, size = points(case["points"]), nodes(case["points"])
    works: dict[str, Any] = {}
    for name, number in engines()[0].items():
        works[name] = works[f"{name}, collector on"] = partial(step, number, case["sizes"], data)
    replay, again = loss(network(Value, case["sizes"]), *data).compile(), case["replays_a_turn"]
    works["bpkit replay"] = lambda: [replay() for _ in range(again)]
    collector = {title: "collector on" in title for title in works}
    seconds = {name: median(times) / size for name, times in in_turn(works, turns, collector).items()}
    return seconds | {"bpkit replay": seconds["bpkit replay"] / again}


def seconds_a_node(turns: int) -> dict[str, float]:
    """Forward + backward of one step, for every operation in the graph: `here`, in a fresh process; and PyTorch."""
    program = f"import json; from bench import scalars; print(json.dumps(scalars.here({turns})))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    case = CASES["scalar"]
    few = case["torch_points"]
    works = {name: partial(step, number, case["sizes"], points(few)) for name, number in pytorch().items()}
    theirs = {name: median(times) / nodes(few) for name, times in in_turn(works, turns).items()}
    return {**json.loads(done.stdout), **theirs}
