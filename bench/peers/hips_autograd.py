"""HIPS autograd: the loss in its NumPy, its gradient, and the NumPy layers' Adam."""

from __future__ import annotations

from typing import Any

import autograd.numpy as anp
from autograd import grad

from bench.peers.numpy_layers import Adam
from bench.work import Layers, Work

NAME = "HIPS autograd"


def loss(parameters: list[Any], X: Any, Y: Any) -> Any:
    """Mean squared error of a batch."""
    A = X
    for k in range(0, len(parameters), 2):
        A = anp.dot(A, parameters[k]) + parameters[k + 1]
        if k < len(parameters) - 2:
            A = anp.maximum(A, 0)
    return anp.mean((A - Y) ** 2)


class Trainer:
    """Its gradient of the whole loss, batch by batch."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.parameters = [p.copy() for layer in work.layers for p in layer]
        self.adam = Adam(self.parameters, work.adam)
        self.gradient = grad(loss)

    def train(self, orders: list[Any]) -> None:
        """Gradient, step."""
        work, size = self.work, self.work.batch_size
        for order in orders:
            for start in range(0, len(order), size):
                rows = order[start : start + size]
                self.adam.step(self.gradient(self.parameters, work.X[rows], work.Y[rows]))

    def layers(self) -> Layers:
        """What was learnt."""
        return list(zip(self.parameters[::2], self.parameters[1::2], strict=True))
