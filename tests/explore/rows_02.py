"""Lesson 2: a walk through a graph, and its order."""

from __future__ import annotations

from typing import Any

from bpkit.engine import backward, topological_order
from tests.explore.row import Row


def overwriting(root: Any, seed: float = 1.0) -> Any:
    gradients = {root: seed}
    for node in reversed(topological_order(root)):
        gradients.update(zip(node.parents, node.pull_back(gradients[node]), strict=True))
    return gradients


def leaves_only(root: Any, seed: float = 1.0) -> Any:
    return {node: gradient for node, gradient in backward(root, seed).items() if not node.parents}


def endless(root: Any, seed: float = 1.0) -> Any:
    while True:
        root.pull_back(seed)


def root_first(root: Any) -> Any:
    return topological_order(root)[::-1]


def twice(root: Any) -> Any:
    order = topological_order(root)
    return [order[0], *order]


STEPS = tuple({"step": step, "mode": mode} for step in (0, 5, 99) for mode in ("add", "overwrite"))
CLICKS = tuple({"tried": tried} for tried in ([0], [5], [5, 5], [5, 4, 3, 2, 1, 0], [5, 0]))

ROWS = [
    Row(
        "graph",
        "backprop",
        backward,
        "With your backprop, every gradient agrees with the engine's",
        {
            "=": (overwriting, "a ends with 7.39, the engine with 6.39"),
            "leaves only": (leaves_only, "L has no gradient"),
            "never ends": (endless, "pull_back was called 500 times"),
            "a list": (lambda root, seed: [1.0], "returned a list; a dict {node: gradient} is expected"),
        },
        wishes=STEPS,
    ),
    Row(
        "graph",
        "topological_order",
        topological_order,
        "every gradient agrees",
        {
            "root first": (root_first, "it lists L before"),
            "repeats": (twice, "twice"),
            "too short": (lambda root: topological_order(root)[:-1], "it leaves out L"),
            "a number": (lambda root: 3, "it returned a int; a list of nodes is expected"),
            "strangers": (lambda root: ["a"], "no node of this graph"),
        },
        wishes=STEPS,
    ),
    Row("order", wishes=CLICKS),
]
