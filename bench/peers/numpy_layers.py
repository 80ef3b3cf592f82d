"""Layers as a good course writes them in plain NumPy: each keeps its input, and Adam works in place."""

from __future__ import annotations

from typing import Any

import numpy as np

from bench.work import Layers, Work

NAME = "NumPy layers"


class Affine:
    """``X W + b`` and its three gradients."""

    def __init__(self, W: Any, b: Any) -> None:
        self.W, self.b = W.copy(), b.copy()

    def forward(self, X: Any) -> Any:
        """Keep the input, return the output."""
        self.X = X
        return X @ self.W + self.b

    def backward(self, G: Any) -> Any:
        """Keep dW and db, return dX."""
        self.dW, self.db = self.X.T @ G, G.sum(axis=0)
        return G @ self.W.T


class ReLU:
    """``max(Z, 0)``."""

    def forward(self, Z: Any) -> Any:
        """Keep where it was open."""
        self.open = Z > 0
        return np.maximum(Z, 0)

    def backward(self, G: Any) -> Any:
        """Let through where it was open."""
        return G * self.open


class Adam:
    """One m and one v for each array."""

    def __init__(self, parameters: list[Any], settings: dict[str, float]) -> None:
        self.parameters, self.settings, self.t = parameters, settings, 0
        self.m = [np.zeros_like(p) for p in parameters]
        self.v = [np.zeros_like(p) for p in parameters]

    def step(self, gradients: list[Any]) -> None:
        """Algorithm 1 of the paper."""
        rate, beta1, beta2, epsilon = (self.settings[k] for k in ("learning_rate", "beta1", "beta2", "epsilon"))
        self.t += 1
        fix_m, fix_v = 1 - beta1**self.t, 1 - beta2**self.t
        for p, g, m, v in zip(self.parameters, gradients, self.m, self.v, strict=True):
            m[:] = beta1 * m + (1 - beta1) * g
            v[:] = beta2 * v + (1 - beta2) * g * g
            p[:] -= rate * (m / fix_m) / (np.sqrt(v / fix_v) + epsilon)


class Trainer:
    """A list of layers and a loop."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.affine = [Affine(W, b) for W, b in work.layers]
        self.all: list[Any] = [layer for affine in self.affine for layer in (affine, ReLU())][:-1]
        self.adam = Adam([p for layer in self.affine for p in (layer.W, layer.b)], work.adam)

    def train(self, orders: list[Any]) -> None:
        """Forward, loss, backward, step."""
        work, size = self.work, self.work.batch_size
        for order in orders:
            for start in range(0, len(order), size):
                rows = order[start : start + size]
                A = work.X[rows]
                for layer in self.all:
                    A = layer.forward(A)
                G = (2 / A.size) * (A - work.Y[rows])
                for layer in reversed(self.all):
                    G = layer.backward(G)
                self.adam.step([g for layer in self.affine for g in (layer.dW, layer.db)])

    def layers(self) -> Layers:
        """What was learnt."""
        return [(layer.W, layer.b) for layer in self.affine]
