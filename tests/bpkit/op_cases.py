"""One row a case: an op, and how to draw its inputs inside the domain where it has a slope."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

Draw = Callable[[np.random.Generator], Any]


@dataclass(frozen=True)
class Case:
    """``label`` says which shapes: every op has a distinct and a square row."""

    op: str
    label: str
    draws: tuple[Draw, ...]

    def inputs(self, rng: np.random.Generator) -> tuple[Any, ...]:
        """All inputs of the op, constants too, in order."""
        return tuple(draw(rng) for draw in self.draws)

    def __str__(self) -> str:
        return f"{self.op}-{self.label}"


def normal(*shape: int) -> Draw:
    return lambda rng: rng.normal(size=shape) if shape else float(rng.normal())


def away(*shape: int) -> Draw:
    """No nearer to 0 than 0.2: far from a kink and from a division by zero."""
    return lambda rng: rng.uniform(0.2, 2.0, size=shape) * rng.choice([-1.0, 1.0], size=shape)


def positive(*shape: int) -> Draw:
    return lambda rng: rng.uniform(0.3, 3.0, size=shape)


def constant(value: Any) -> Draw:
    return lambda rng: value


def labels(rows: int, classes: int) -> Draw:
    """Every class occurs when there are rows enough."""
    return lambda rng: rng.permutation(np.arange(rows) % classes)


def case(op: str, label: str, *draws: Draw) -> Case:
    return Case(op, label, draws)


PAIRS = {
    "distinct": ((5, 3), (5, 3)),
    "square": ((3, 3), (3, 3)),
    "broadcast-row": ((5, 3), (3,)),
    "broadcast-column": ((5, 1), (5, 3)),
    "broadcast-both": ((5, 1), (1, 3)),
    "broadcast-leading": ((4, 5, 3), (5, 1)),
    "broadcast-scalar": ((), (5, 3)),
    "broadcast-square": ((3, 3), (3,)),
    "numbers": ((), ()),
}
SHAPES = {"distinct": (5, 3), "square": (3, 3), "number": (), "cube": (2, 3, 4)}
ELEMENTWISE = {
    "exp": normal, "log": positive, "relu": away, "sigmoid": normal, "tanh": normal,
}  # fmt: skip
AXES = {"distinct": None, "distinct-0": 0, "distinct-1": 1, "distinct-last": -1, "distinct-both": (0, 1)}

CASES = [
    *(case(op, label, normal(*a), normal(*b)) for op in ("add", "sub", "mul") for label, (a, b) in PAIRS.items()),
    *(case("div", label, normal(*a), away(*b)) for label, (a, b) in PAIRS.items()),
    *(case(op, label, draw(*shape)) for op, draw in ELEMENTWISE.items() for label, shape in SHAPES.items()),
    case("pow", "distinct", normal(5, 3), constant(2)),
    case("pow", "square", normal(3, 3), constant(3.0)),
    case("pow", "inverse", away(5, 3), constant(-1)),
    case("pow", "root", positive(5, 3), constant(0.5)),
    case("pow", "n-0", away(5, 3), constant(0)),
    case("pow", "n-0-at-0", constant(np.array([0.0, 2.0])), constant(0)),
    case("pow", "n-mixed", away(3), constant(np.array([0.0, 1.0, 2.0]))),
    case("pow", "n-1", away(5, 3), constant(1)),
    case("pow", "number", positive(), constant(2.5)),
    case("matmul", "distinct", normal(5, 3), normal(3, 4)),
    case("matmul", "square", normal(3, 3), normal(3, 3)),
    case("matmul", "one-row", normal(1, 3), normal(3, 4)),
    case("affine", "distinct", normal(5, 3), normal(3, 4), normal(4)),
    case("affine", "square", normal(3, 3), normal(3, 3), normal(3)),
    case("affine", "square-weights", normal(5, 3), normal(3, 3), normal(3)),
    case("affine", "one-row", normal(1, 3), normal(3, 1), normal(1)),
    *(case(op, label, normal(5, 3), constant(axis)) for op in ("sum", "mean") for label, axis in AXES.items()),
    *(case(op, "square", normal(3, 3), constant(0)) for op in ("sum", "mean")),
    *(case(op, "cube", normal(2, 3, 4), constant((0, 2))) for op in ("sum", "mean")),
    *(case(op, "number", normal(), constant(None)) for op in ("sum", "mean")),
    case("mse", "distinct", normal(5, 3), normal(5, 3)),
    case("mse", "square", normal(3, 3), normal(3, 3)),
    case("mse", "column", normal(5, 1), normal(5, 1)),
    case("mse", "one-row", normal(1, 3), normal(1, 3)),
    case("cross_entropy", "distinct", normal(5, 3), labels(5, 3)),
    case("cross_entropy", "square", normal(3, 3), labels(3, 3)),
    case("cross_entropy", "one-row", normal(1, 4), labels(1, 4)),
    case("layer_norm", "distinct", normal(5, 4), normal(4), normal(4)),
    case("layer_norm", "square", normal(4, 4), normal(4), normal(4)),
    case("layer_norm", "one-row", normal(1, 3), normal(3), normal(3)),
]
