"""What you wrote and passed in lesson 8. Later lessons import it from bpkit.mine."""

from __future__ import annotations

# === init_parameters
import numpy as np


def init_parameters(sizes, rng, scale=0.1):
    """Parameters of a network: a list of (W, b), one pair for each layer.

    sizes: widths, input first, output last. W (from, to) is normal around 0 with standard deviation
    scale; b (to,) is zeros. rng: a NumPy generator.
    """
    parameters = []
    for d, m in zip(sizes[:-1], sizes[1:]):
        parameters.append((scale * rng.normal(size=(d, m)), np.zeros(m)))
    return parameters

# === mlp_forward
from bpkit.mine import affine
from bpkit.mine import relu


def mlp_forward(parameters, X):
    """Send X (N, D) through the network; returns (prediction, cache).

    parameters: a list of (W, b). prediction: (N, M), no ReLU after the last layer.
    cache[k] is (A, Z): the input of layer k, and A W + b before the ReLU.
    """
    A, cache = X, []
    for W, b in parameters:
        Z = affine(A, W, b)
        cache.append((A, Z))
        A = relu(Z)
    return cache[-1][1], cache

# === mlp_backward
from bpkit.mine import affine_backward
from bpkit.mine import relu_backward


def mlp_backward(parameters, cache, upstream):
    """Gradients of all parameters: a list of (dW, db) in layer order.

    cache: from mlp_forward, cache[k] is (A, Z) of layer k. upstream (N, M): the gradient of the prediction.
    """
    gradients = [None] * len(parameters)
    for k in reversed(range(len(parameters))):
        (A, Z), (W, b) = cache[k], parameters[k]
        dA, dW, db = affine_backward(upstream, Z, A, W, b)
        gradients[k] = (dW, db)
        if k > 0:
            upstream = relu_backward(dA, A, cache[k - 1][1])
    return gradients
