"""Lesson 8: the multilayer perceptron as a list of layers, ``[(W, b), …]``."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from bpkit import ops
from bpkit.engine import Array

Layers = list[tuple[Array, Array]]


def init_parameters(sizes: Sequence[int], rng: np.random.Generator, scale: float = 0.1) -> Layers:
    """``[(W, b), …]``: W normal with standard deviation ``scale``, b zeros.

    Parameters
    ----------
    sizes : widths, input first, output last; layer k has W (sizes[k], sizes[k+1]) and b (sizes[k+1],)
    rng : where the weights come from
    """
    return [(scale * rng.normal(size=(d, m)), np.zeros(m)) for d, m in pairwise(sizes)]


def mlp_forward(parameters: Layers, X: Array) -> tuple[Array, list[tuple[Array, Array]]]:
    """``Z = A W + b`` layer by layer, ``A = max(Z, 0)`` between layers, nothing after the last.

    Parameters
    ----------
    X : (N, D) standardised features, unitless

    Returns
    -------
    The last Z, (N, M), and ``cache[k] = (A, Z)``: layer k's input and its pre-activation
    """
    A, cache = X, []
    for W, b in parameters:
        Z = ops.affine.forward(A, W, b)
        cache.append((A, Z))
        A = ops.relu.forward(Z)
    return cache[-1][1], cache


def mlp_backward(parameters: Layers, cache: list[tuple[Array, Array]], upstream: Array) -> Layers:
    """``[(dW, db), …]`` in layer order, for the gradient ``upstream`` (N, M) of the prediction.

    From the last layer to the first: back through the affine layer, then through the ReLU below it.
    """
    gradients: Layers = []
    for k in reversed(range(len(parameters))):
        (A, Z), (W, b) = cache[k], parameters[k]
        dA, dW, db = ops.affine_backward(upstream, Z, A, W, b)
        gradients.insert(0, (dW, db))
        if k > 0:
            upstream = ops.relu_backward(dA, A, cache[k - 1][1])
    return gradients
