"""The kernels of training, each loop with its NumPy twin directly above it; what only calls kernels is its own twin.

A kernel is the scalar formula in a loop, over arrays that the caller has made. All parameters of a
network lie in one flat vector, layer after layer, W then b; so do their gradients and the optimiser's
memory, and a layer is a view into them. One compilation therefore serves every depth and width.

This module imports Numba, so it is itself imported only when something is about to be trained.
"""

from __future__ import annotations

import numpy as np

from bpkit import optim
from bpkit.compiling import kernel
from bpkit.engine import Array

SMALLEST = 1.2e-38  # float32 is exact to 7 digits down to here
MEASURE, SGD, MOMENTUM, RMSPROP = 0, 1, 2, 3  # the codes of `optim`; Adam is what is left


def _gather(X: Array, rows: Array, out: Array) -> None:
    out[:] = X[rows]


@kernel(twin=_gather)
def gather(X: Array, rows: Array, out: Array) -> None:
    """``out[i] = X[rows[i]]``.

    The row is looked up once, outside the inner loop: what is left there is a plain copy, eight numbers at a time.
    """
    for i in range(len(rows)):
        source = X[rows[i]]
        for j in range(X.shape[1]):
            out[i, j] = source[j]


def _add_bias(Z: Array, b: Array) -> None:
    Z += b


@kernel(twin=_add_bias)
def add_bias(Z: Array, b: Array) -> None:
    """``Z ← Z + b``, the same bias for every row."""
    for i in range(Z.shape[0]):
        for j in range(Z.shape[1]):
            Z[i, j] += b[j]


def _add_bias_relu(Z: Array, b: Array) -> None:
    Z += b
    np.maximum(Z, 0, out=Z)


@kernel(twin=_add_bias_relu)
def add_bias_relu(Z: Array, b: Array) -> None:
    """``Z ← max(Z + b, 0)``; a NaN stays one, so that the loss can report it."""
    zero = Z.dtype.type(0)
    for i in range(Z.shape[0]):
        for j in range(Z.shape[1]):
            z = Z[i, j] + b[j]
            Z[i, j] = zero if z < 0 else z


def _relu_gate(G: Array, A: Array, sums: Array) -> None:
    G *= A > 0
    np.sum(G, axis=0, out=sums)


@kernel(twin=_relu_gate)
def relu_gate(G: Array, A: Array, sums: Array) -> None:
    """``G ← G`` where the unit was open (A > 0), else 0; ``sums[j] = Σ_i G[i, j]``, while G is at hand."""
    zero = G.dtype.type(0)
    sums[:] = 0
    for i in range(G.shape[0]):
        for j in range(G.shape[1]):
            g = G[i, j] if A[i, j] > 0 else zero
            G[i, j] = g
            sums[j] += g


def _column_sums(G: Array, out: Array) -> None:
    np.sum(G, axis=0, out=out)


@kernel(twin=_column_sums)
def column_sums(G: Array, out: Array) -> None:
    """``out[j] = Σ_i G[i, j]``."""
    out[:] = 0
    for i in range(G.shape[0]):
        for j in range(G.shape[1]):
            out[j] += G[i, j]


def _outer(g: Array, w: Array, out: Array) -> None:
    np.multiply(g, w.T, out=out)


@kernel(twin=_outer)
def outer(g: Array, w: Array, out: Array) -> None:
    """``out = g wᵀ`` of two columns, g (N, 1) and w (D, 1): ``out[i, j] = g[i] · w[j]``."""
    for i in range(out.shape[0]):
        factor = g[i, 0]
        for j in range(out.shape[1]):
            out[i, j] = factor * w[j, 0]


def _add_scaled(out: Array, source: Array, factor: float) -> None:
    out += out.dtype.type(factor) * source


@kernel(twin=_add_scaled)
def add_scaled(out: Array, source: Array, factor: float) -> None:
    """``out ← out + factor · source``."""
    c = out.dtype.type(factor)
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] += c * source[i, j]


def _mse(P: Array, Y: Array, rows: Array, G: Array) -> float:
    G[:] = P - Y[rows]
    loss = np.mean(G * G, dtype=np.float64)
    G *= G.dtype.type(2 / P.size)
    return float(loss)


@kernel(twin=_mse)
def mse(P: Array, Y: Array, rows: Array, G: Array) -> float:
    """``mean((P - Y[rows])²)``, returned, and its gradient ``2 (P - Y[rows]) / count``, into G."""
    total = 0.0
    scale = G.dtype.type(2 / P.size)
    for i in range(P.shape[0]):
        for j in range(P.shape[1]):
            difference = P[i, j] - Y[rows[i], j]
            total += difference * difference
            G[i, j] = scale * difference
    return float(total / P.size)


def _cross_entropy(P: Array, labels: Array, rows: Array, G: Array) -> float:
    shifted = P - P.max(axis=1, keepdims=True)
    np.exp(shifted, out=G)
    totals = G.sum(axis=1, keepdims=True)
    own = np.arange(len(rows)), labels[rows]
    loss = np.mean(np.log(totals[:, 0]) - shifted[own], dtype=np.float64)
    G /= totals
    G[own] -= 1
    G /= len(rows)
    return float(loss)


@kernel(twin=_cross_entropy)
def cross_entropy(P: Array, labels: Array, rows: Array, G: Array) -> float:
    """Mean of ``-ln softmax(row)[label]``, returned, and ``(softmax(P) - one_hot) / N``, into G."""
    loss = 0.0
    for i in range(P.shape[0]):
        label = labels[rows[i]]
        largest = P[i, 0]
        for j in range(1, P.shape[1]):
            largest = max(largest, P[i, j])
        total = 0.0
        for j in range(P.shape[1]):
            G[i, j] = np.exp(P[i, j] - largest)
            total += G[i, j]
        loss += np.log(total) - (P[i, label] - largest)
        for j in range(P.shape[1]):
            G[i, j] /= total
        G[i, label] -= 1
        for j in range(P.shape[1]):
            G[i, j] /= P.shape[0]
    return float(loss / P.shape[0])


def _sgd_update(w: Array, g: Array, rate: float) -> None:
    w[:] = optim.gradient_step(w, g, rate)


@kernel(twin=_sgd_update)
def sgd_update(w: Array, g: Array, rate: float) -> None:
    """``w ← w - η g``."""
    eta = w.dtype.type(rate)
    for i in range(len(w)):
        w[i] -= eta * g[i]


def _normal(x: Array, smallest: float) -> Array:
    return np.where(np.abs(x) < smallest, 0, x)


@kernel(twin=_normal)
def normal(x: float, smallest: float) -> float:
    """``x``, or 0 where it is nearer to 0 than ``smallest``; a NaN stays one.

    A unit that has died sends gradients of 0, and its memory fades: 0.9, 0.81, … down to 1e-38 and beyond. Below
    that a float32 loses its digits one by one, and the processor its speed: an Adam step took 1.5 times as long on
    an AMD, and other makes suffer more.
    """
    return x if abs(x) >= smallest else x - x


def _momentum_update(w: Array, g: Array, velocity: Array, rate: float, momentum: float) -> None:
    w[:], v = optim.momentum_step(w, g, velocity, rate, momentum)
    velocity[:] = _normal(v, SMALLEST)


@kernel(twin=_momentum_update)
def momentum_update(w: Array, g: Array, velocity: Array, rate: float, momentum: float) -> None:
    """``v ← momentum · v + g``, ``w ← w - η v``."""
    eta, mu, smallest = w.dtype.type(rate), w.dtype.type(momentum), w.dtype.type(SMALLEST)
    for i in range(len(w)):
        velocity[i] = normal(mu * velocity[i] + g[i], smallest)
        w[i] -= eta * velocity[i]


def _rmsprop_update(w: Array, g: Array, square: Array, rate: float, decay: float, epsilon: float) -> None:
    w[:], s = optim.rmsprop_step(w, g, square, rate, decay, epsilon)
    square[:] = _normal(s, SMALLEST)


@kernel(twin=_rmsprop_update)
def rmsprop_update(w: Array, g: Array, square: Array, rate: float, decay: float, epsilon: float) -> None:
    """``s ← decay · s + (1 - decay) g²``, ``w ← w - η g / (√s + ε)``."""
    eta, keep, rest = w.dtype.type(rate), w.dtype.type(decay), w.dtype.type(1 - decay)
    eps, smallest = w.dtype.type(epsilon), w.dtype.type(SMALLEST)
    for i in range(len(w)):
        square[i] = normal(keep * square[i] + rest * g[i] * g[i], smallest)
        w[i] -= eta * g[i] / (np.sqrt(square[i]) + eps)


def _adam_update(
    w: Array, g: Array, m: Array, v: Array, t: int, rate: float, beta1: float, beta2: float, epsilon: float
) -> None:
    w[:], memory = optim.adam_step(w, g, (m, v, t - 1), rate, beta1, beta2, epsilon)
    m[:], v[:] = _normal(memory[0], SMALLEST), _normal(memory[1], SMALLEST)


@kernel(twin=_adam_update)
def adam_update(
    w: Array, g: Array, m: Array, v: Array, t: int, rate: float, beta1: float, beta2: float, epsilon: float
) -> None:
    """``m ← β₁ m + (1 - β₁) g``, ``v ← β₂ v + (1 - β₂) g²``, ``w ← w - η m̂ / (√v̂ + ε)``; t counts from 1."""
    number = w.dtype.type
    keep_m, rest_m, keep_v, rest_v = number(beta1), number(1 - beta1), number(beta2), number(1 - beta2)
    eta, eps, smallest = number(rate), number(epsilon), number(SMALLEST)
    correct_m, correct_v = number(1 / (1 - beta1**t)), number(1 / (1 - beta2**t))
    for i in range(len(w)):
        m[i] = normal(keep_m * m[i] + rest_m * g[i], smallest)
        v[i] = normal(keep_v * v[i] + rest_v * g[i] * g[i], smallest)
        w[i] -= eta * (m[i] * correct_m) / (np.sqrt(v[i] * correct_v) + eps)


@kernel()
def block(flat: Array, start: int, rows: int, columns: int) -> Array:
    """``rows × columns`` numbers of ``flat`` from ``start`` on, as a matrix: a view, nothing is copied."""
    return flat[start : start + rows * columns].reshape(rows, columns)


@kernel()
def forward(parameters: Array, sizes: Array, activations: Array, rows: int) -> int:
    """``A ← max(A W + b, 0)`` layer by layer, no ReLU after the last; returns where the last layer's block starts.

    ``activations`` holds one block after the other: (rows, sizes[0]) is there already, the rest is written.
    """
    w, a = 0, 0
    for k in range(len(sizes) - 1):
        d, m = sizes[k], sizes[k + 1]
        Z = block(activations, a + rows * d, rows, m)
        np.dot(block(activations, a, rows, d), block(parameters, w, d, m), Z)
        b = parameters[w + d * m : w + d * m + m]
        if k < len(sizes) - 2:
            add_bias_relu(Z, b)
        else:
            add_bias(Z, b)
        w += d * m + m
        a += rows * d
    return a


@kernel()
def backward(
    parameters: Array,
    gradient: Array,
    sizes: Array,
    activations: Array,
    upstreams: Array,
    last: int,
    rows: int,
    l2: float,
) -> None:
    """``dW = Aᵀ G + l2 · W``, ``db = Σ_rows G``, ``dA = G Wᵀ`` where A > 0: from the last layer to the first.

    ``upstreams`` is laid out like ``activations``; the block at ``last`` holds the gradient of the prediction.
    """
    w, a = len(parameters), last + rows * sizes[-1]
    column_sums(block(upstreams, last, rows, sizes[-1]), gradient[w - sizes[-1] :])
    for k in range(len(sizes) - 2, -1, -1):
        d, m = sizes[k], sizes[k + 1]
        w -= d * m + m
        a -= rows * m
        G = block(upstreams, a, rows, m)
        A = block(activations, a - rows * d, rows, d)
        W = block(parameters, w, d, m)
        dW = block(gradient, w, d, m)
        np.dot(A.T, G, dW)
        if l2 > 0:
            add_scaled(dW, W, l2)
        if k > 0:
            dA = block(upstreams, a - rows * d, rows, d)
            if m == 1:
                outer(G, W, dA)
            else:
                np.dot(G, W.T, dA)
            relu_gate(dA, A, gradient[w - d : w])  # the bias of the layer below lies just before this W


@kernel()
def update(rule: int, w: Array, g: Array, first: Array, second: Array, t: int, rates: Array) -> None:
    """One step of the rule with this code; ``rates`` is ``[η, β₁, β₂, ε]``, ``t`` counts from 1."""
    if rule == SGD:
        sgd_update(w, g, rates[0])
    elif rule == MOMENTUM:
        momentum_update(w, g, first, rates[0], rates[1])
    elif rule == RMSPROP:
        rmsprop_update(w, g, first, rates[0], rates[1], rates[3])
    else:
        adam_update(w, g, first, second, t, rates[0], rates[1], rates[2], rates[3])


@kernel()
def run_batches(
    parameters: Array,
    gradient: Array,
    sizes: Array,
    X: Array,
    Y: Array,
    labels: Array,
    order: Array,
    batch_size: int,
    start: int,
    stop: int,
    rule: int,
    first: Array,
    second: Array,
    t: int,
    rates: Array,
    l2: float,
    activations: Array,
    upstreams: Array,
    total: float,
) -> tuple[float, int]:
    """Batches ``start`` … ``stop - 1`` of an epoch: forward, loss, backward, step. The whole of training.

    Parameters
    ----------
    X : (N, sizes[0]); Y : (N, sizes[-1]), or empty when ``labels`` (N,) are classes, and the other way round
    order : (N,) the rows in this epoch's order; batch k is ``order[k·batch_size : (k + 1)·batch_size]``
    rule : code of the optimiser; MEASURE leaves the parameters alone
    first, second, t, rates : the optimiser's memory, its steps so far, its settings
    activations, upstreams : room for ``batch_size · Σ sizes`` numbers each
    total : what the batches before ``start`` summed to; so where an epoch is cut changes no digit of its loss

    Returns
    -------
    Σ rows × batch loss and -1; or the loss that is not finite, and its batch (nothing was updated by it)
    """
    for batch in range(start, stop):
        rows = order[batch * batch_size : (batch + 1) * batch_size]
        n = len(rows)
        gather(X, rows, block(activations, 0, n, sizes[0]))
        last = forward(parameters, sizes, activations, n)
        P, G = block(activations, last, n, sizes[-1]), block(upstreams, last, n, sizes[-1])
        loss = mse(P, Y, rows, G) if len(labels) == 0 else cross_entropy(P, labels, rows, G)
        if not np.isfinite(loss):
            return loss, batch
        total += n * loss
        if rule != MEASURE:
            backward(parameters, gradient, sizes, activations, upstreams, last, n, l2)
            update(rule, parameters, gradient, first, second, t + batch - start + 1, rates)
    return total, -1
