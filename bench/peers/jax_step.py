"""JAX with one compiled step, called for every batch."""

from __future__ import annotations

from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from bench.work import Layers, Work

NAME = "JAX step"
jax.config.update("jax_enable_x64", True)  # for the verification; the data's own dtype decides


def loss(layers: Any, X: Any, Y: Any) -> Any:
    """Mean squared error of a batch."""
    A = X
    for W, b in layers[:-1]:
        A = jax.nn.relu(A @ W + b)
    W, b = layers[-1]
    return jnp.mean((A @ W + b - Y) ** 2)


def adam_step(state: Any, X: Any, Y: Any, adam: dict[str, float]) -> Any:
    """One batch: gradients, then algorithm 1 of the paper."""
    layers, m, v, t = state
    dtype = X.dtype
    rate, beta1, beta2, epsilon = (jnp.asarray(adam[k], dtype) for k in ("learning_rate", "beta1", "beta2", "epsilon"))
    gradients = jax.grad(loss)(layers, X, Y)
    t = t + 1
    m = jax.tree.map(lambda m, g: beta1 * m + (1 - beta1) * g, m, gradients)
    v = jax.tree.map(lambda v, g: beta2 * v + (1 - beta2) * g * g, v, gradients)
    fix_m, fix_v = 1 / (1 - beta1**t), 1 / (1 - beta2**t)
    layers = jax.tree.map(lambda p, m, v: p - rate * (m * fix_m) / (jnp.sqrt(v * fix_v) + epsilon), layers, m, v)
    return layers, m, v, t


class Trainer:
    """A compiled step, and its state."""

    def __init__(self, work: Work) -> None:
        self.size = work.batch_size
        self.X, self.Y = jnp.asarray(work.X), jnp.asarray(work.Y)
        layers = [(jnp.asarray(W), jnp.asarray(b)) for W, b in work.layers]
        zeros = jax.tree.map(jnp.zeros_like, layers)
        self.state = (layers, zeros, jax.tree.map(jnp.zeros_like, layers), jnp.asarray(0, work.X.dtype))
        self.adam = work.adam
        self.step = jax.jit(partial(adam_step, adam=work.adam), donate_argnums=0)

    def train(self, orders: list[Any]) -> None:
        """The rows are put in order once an epoch; then a call a batch."""
        for order in orders:
            X, Y = self.X[order], self.Y[order]
            for start in range(0, len(order), self.size):
                self.state = self.step(self.state, X[start : start + self.size], Y[start : start + self.size])
        jax.block_until_ready(self.state)

    def layers(self) -> Layers:
        """What was learnt."""
        return [(np.asarray(W), np.asarray(b)) for W, b in self.state[0]]
