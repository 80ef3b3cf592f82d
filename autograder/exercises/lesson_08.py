"""Lesson 8, the multilayer perceptron: small random weights, the way forward, the whole way back."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np

from autograder.exercise import Probe, exercise
from autograder.sending import Seeded
from autograder.values import as_numbers
from bpkit import ops
from bpkit.by_hand import network

# ---------------------------------------------------------------- init_parameters

WIDE = (40, 50, 50, 50)  # many weights, so that their spread can be measured; two layers of equal shape
SIGMAS = 5.0  # how far a measured spread or mean may lie from its own expectation, in its standard errors


def fault_of_parameters(arguments: tuple[Any, ...], result: Any) -> str | None:
    """None for small random weights and zero biases of the right shapes; else the first thing that is wrong."""
    sizes, scale = list(arguments[0]), arguments[2] if len(arguments) > 2 else 0.1
    shapes = list(itertools.pairwise(sizes))
    if not isinstance(result, (list, tuple)) or len(result) != len(shapes):
        return f"A list of {len(shapes)} pairs (W, b) is expected for the widths {sizes}: one pair between two widths."
    if not all(isinstance(pair, (list, tuple)) and len(pair) == 2 for pair in result):
        return "Each entry of the list should be a pair (W, b)."
    layers = [tuple(as_numbers(array) for array in pair) for pair in result]
    for k, ((W, b), shape) in enumerate(zip(layers, shapes, strict=True)):
        if W is None or b is None:
            return f"Layer {k} is no pair of arrays of numbers."
        if W.shape != shape:
            return f"W of layer {k} has shape {W.shape}; from {shape[0]} to {shape[1]} units it is {shape}."
        if b.ndim != 1:
            return "b has the wrong number of dimensions: it is a vector, with one number per unit."
        if b.shape != shape[1:]:
            return "Your b has not one number per unit: as many as W has columns."
        if b.any():
            return "Biases start at 0, one per unit."
    return _fault_of_weights([W for W, _ in layers if W is not None], scale)


def _fault_of_weights(weights: list[np.ndarray], scale: float) -> str | None:
    if any((W[:, :1] == W).all() for W in weights if W.shape[1] > 1):
        return "All hidden units are identical, and stay so."
    if any(np.array_equal(W, V) for k, W in enumerate(weights) for V in weights[:k]):
        return "Two layers hold the same numbers."
    for k, W in enumerate(weights):
        for what, lines in (("unit", W.T), ("input", W)):
            (alike,) = np.nonzero(np.ptp(lines, axis=1) == 0)
            if lines.shape[1] > 1 and alike.size:
                return f"In layer {k} all weights of {what} {alike[0]} are the same number. Each weight is drawn by itself."
    everything = np.concatenate([W.ravel() for W in weights])
    error = SIGMAS / np.sqrt(2 * everything.size)
    with np.errstate(all="ignore"):  # what was never written may hold anything
        spread = everything.std() / scale
    if abs(spread - 1) > error:
        return f"The standard deviation of your weights is {everything.std():.3g}; asked is {scale:g}."
    if abs(everything.mean()) > SIGMAS * scale / np.sqrt(everything.size):
        return f"The mean of your weights is {everything.mean():.2g}; they should scatter around 0."
    if everything.size > 2000 and np.abs(everything).max() < 2.5 * scale:
        return "The spread is right, but the weights are not normal: none is far from 0."
    return None


init_parameters = exercise(
    "init_parameters",
    lesson=8,
    points=2,
    reference=network.init_parameters,
    returns=("parameters",),
    accept=fault_of_parameters,
)


@init_parameters.probes
def widths(rng: np.random.Generator) -> Iterator[Probe]:
    first, second = (int(seed) for seed in rng.choice(10_000, size=2, replace=False))
    for seed in (first, second):
        yield Probe("the widths 40-50-50-50", (list(WIDE), Seeded(seed)), one_answer=False)
    yield Probe("a scale of 0.5", (list(WIDE), Seeded(first), 0.5), one_answer=False)
    yield Probe("two widths only", ((30, 50), Seeded(second), 2.0), one_answer=False)


def _made(sizes, weights, bias=np.zeros):
    return [(weights(d, m), bias(m)) for d, m in itertools.pairwise(sizes)]


@init_parameters.mistake("All hidden units are identical, and stay so.")
def zero_weights(sizes, rng, scale=0.1):
    return _made(sizes, lambda d, m: np.zeros((d, m)))


@init_parameters.mistake("All hidden units are identical, and stay so.", name="zero-weights")
def equal_weights(sizes, rng, scale=0.1):
    return _made(sizes, lambda d, m: np.full((d, m), scale))


@init_parameters.mistake("Biases start at 0, one per unit.")
def bias_random(sizes, rng, scale=0.1):
    return _made(sizes, lambda d, m: scale * rng.normal(size=(d, m)), lambda m: scale * rng.normal(size=m))


@init_parameters.mistake("b has the wrong number of dimensions: it is a vector, with one number per unit.")
def bias_extra_axis(sizes, rng, scale=0.1):
    return _made(sizes, lambda d, m: scale * rng.normal(size=(d, m)), lambda m: np.zeros((1, m)))


@init_parameters.mistake("Your b has not one number per unit: as many as W has columns.")
def bias_of_inputs(sizes, rng, scale=0.1):
    return [(scale * rng.normal(size=(d, m)), np.zeros(d)) for d, m in itertools.pairwise(sizes)]


@init_parameters.mistake("Same seed, different result: use the rng that you were given.")
def global_rng(sizes, rng, scale=0.1):
    return _made(sizes, lambda d, m: scale * np.random.normal(size=(d, m)))  # noqa: NPY002


@init_parameters.mistake(
    "Another seed, the same result: you made a generator of your own. Use the rng that you were given."
)
def own_seed(sizes, rng, scale=0.1):
    own = np.random.default_rng(0)
    return _made(sizes, lambda d, m: scale * own.normal(size=(d, m)))


@init_parameters.mistake("Two layers hold the same numbers.")
def shared_array(sizes, rng, scale=0.1):
    drawn: dict[tuple[int, int], np.ndarray] = {}
    return _made(sizes, lambda d, m: drawn.setdefault((d, m), scale * rng.normal(size=(d, m))))


@init_parameters.mistake("The spread of your weights does not change with scale.")
def scale_ignored(sizes, rng, scale=0.1):
    return _made(sizes, lambda d, m: 0.1 * rng.normal(size=(d, m)))


@init_parameters.mistake("The spread of your weights does not change with scale.", name="scale-ignored")
def scale_missing(sizes, rng, scale=0.1):
    return _made(sizes, lambda d, m: rng.normal(size=(d, m)))


@init_parameters.mistake("scale is the standard deviation; you used it as the variance, so its root came out.")
def scale_as_variance(sizes, rng, scale=0.1):
    return _made(sizes, lambda d, m: np.sqrt(scale) * rng.normal(size=(d, m)))


@init_parameters.mistake("Your weights are all positive: they should scatter around 0, to both sides.")
def weights_positive(sizes, rng, scale=0.1):
    return _made(sizes, lambda d, m: np.abs(scale * rng.normal(size=(d, m))))


@init_parameters.mistake(
    "rng.random draws between 0 and 1, all of it on one side of 0. Asked is a normal distribution."
)
def weights_between_zero_and_one(sizes, rng, scale=0.1):
    return _made(sizes, lambda d, m: scale * rng.random(size=(d, m)))


@init_parameters.mistake(
    "rng.random draws between 0 and 1, all of it on one side of 0. Asked is a normal distribution.",
    name="weights-between-zero-and-one",
)
def unscaled_between_zero_and_one(sizes, rng, scale=0.1):
    return _made(sizes, lambda d, m: rng.random(size=(d, m)))


@init_parameters.mistake("W has its axes swapped: a row of X, with D numbers, meets W from the left.")
def weights_transposed(sizes, rng, scale=0.1):
    return _made(sizes, lambda d, m: scale * rng.normal(size=(m, d)))


@init_parameters.variant
def by_normal_with_scale(sizes, rng, scale=0.1):
    parameters = []
    for d, m in itertools.pairwise(sizes):
        parameters.append((rng.normal(0.0, scale, (d, m)), np.zeros(m)))
    return parameters


@init_parameters.variant
def by_standard_normal(sizes, rng, scale=0.1):
    return [
        [rng.standard_normal((sizes[k], sizes[k + 1])) * scale, np.zeros((sizes[k + 1],))]
        for k in range(len(sizes) - 1)
    ]


@init_parameters.variant
def from_the_last_layer_on(sizes, rng, scale=0.1):
    layers = [
        (rng.normal(scale=scale, size=(sizes[k - 1], sizes[k])), [0.0] * sizes[k]) for k in range(len(sizes) - 1, 0, -1)
    ]
    return tuple(layers[::-1])


# ---------------------------------------------------------------- mlp_forward

mlp_forward = exercise(
    "mlp_forward", lesson=8, points=2, reference=network.mlp_forward, returns=("prediction", "cache")
)
# Rows, then widths: all sizes distinct, a square case, one row, no hidden layer at all.
NETWORKS = ((6, (3, 4, 5, 2)), (3, (3, 3, 3, 3)), (5, (2, 2, 1)), (1, (3, 4, 2)), (4, (3, 2)))


def _network(rng: np.random.Generator, rows: int, sizes: tuple[int, ...]) -> tuple[list, np.ndarray]:
    parameters = [(rng.normal(size=(d, m)), rng.normal(size=m)) for d, m in itertools.pairwise(sizes)]
    return parameters, rng.normal(size=(rows, sizes[0]))


def _label(rows: int, sizes: tuple[int, ...]) -> str:
    return f"a {'-'.join(map(str, sizes))} network and {rows} row{'s' if rows > 1 else ''}"


@mlp_forward.probes
def networks_forward(rng: np.random.Generator) -> Iterator[Probe]:
    for rows, sizes in NETWORKS:
        yield Probe(_label(rows, sizes), _network(rng, rows, sizes))


def _forward(
    parameters, X, affine=ops.affine.forward, gate=ops.relu.forward, last=lambda Z: Z, keep=lambda A, Z: (A, Z)
):
    A, cache = X, []
    for k, (W, b) in enumerate(parameters):
        Z = affine(A, W, b)
        cache.append(keep(A, Z))
        A = gate(Z) if k < len(parameters) - 1 else last(Z)
    return A, cache


@mlp_forward.mistake("Your network can never predict a negative number.")
def relu_at_output(parameters, X):
    return _forward(parameters, X, last=ops.relu.forward)


@mlp_forward.mistake("There is no ReLU between your layers, so the whole network is one straight function.")
def relu_forgotten(parameters, X):
    return _forward(parameters, X, gate=lambda Z: Z)


@mlp_forward.mistake("The biases are missing.")
def biases_forgotten(parameters, X):
    return _forward(parameters, X, affine=lambda A, W, b: A @ W)


@mlp_forward.mistake(
    "cache[k] is (A, Z): what layer k received, and what it made before the ReLU. Yours holds what came after it."
)
def cache_after_relu(parameters, X):
    return _forward(parameters, X, keep=lambda A, Z: (A, ops.relu.forward(Z)))


@mlp_forward.mistake(
    "cache[k] is (A, Z): what layer k received, and what it made before the ReLU. Yours holds what came after it.",
    name="cache-after-relu",
)
def cache_of_what_left(parameters, X):  # the last layer has no ReLU, so its Z is right
    prediction, cache = _forward(parameters, X, keep=lambda A, Z: (A, ops.relu.forward(Z)))
    return prediction, [*cache[:-1], (cache[-1][0], prediction)]


@mlp_forward.mistake("cache[k] begins with what layer k *received*; yours begins with what it passed on.")
def cache_output_first(parameters, X):
    return _forward(parameters, X, keep=lambda A, Z: (ops.relu.forward(Z), Z))


@mlp_forward.mistake(
    "cache[k] begins with what layer k *received*; yours begins with what it passed on.", name="cache-output-first"
)
def cache_prediction_first(parameters, X):  # the last layer passes its Z on as it is
    prediction, cache = _forward(parameters, X, keep=lambda A, Z: (ops.relu.forward(Z), Z))
    return prediction, [*cache[:-1], (prediction, prediction)]


@mlp_forward.mistake("In your cache A and Z have changed places.")
def cache_swapped(parameters, X):
    return _forward(parameters, X, keep=lambda A, Z: (Z, A))


@mlp_forward.mistake("Your cache ends one layer too early; the last layer has an entry, too.")
def cache_without_last(parameters, X):
    prediction, cache = _forward(parameters, X)
    return prediction, cache[:-1]


@mlp_forward.mistake(
    "Every layer of yours received X. From the second on, a layer receives what the one before it made.",
    name="input-to-all",
)
def input_to_all(parameters, X):
    cache = [(X, ops.affine.forward(X, W, b)) for W, b in parameters]
    return cache[-1][1], cache


@mlp_forward.mistake("You leave after the first round of your loop. Does `return` stand inside it?")
def return_in_the_loop(parameters, X):
    _, cache = _forward(parameters, X)
    return cache[0][1], cache[:1]


@mlp_forward.variant
def forward_by_index(parameters, X):
    cache = []
    for k in range(len(parameters)):
        W, b = parameters[k]
        A = X if k == 0 else np.maximum(cache[-1][1], 0)
        cache.append([A, A @ W + b])
    return cache[-1][1], cache


@mlp_forward.variant
def forward_by_recursion(parameters, X):
    W, b = parameters[0]
    Z = X @ W + b
    if len(parameters) == 1:
        return Z, [(X, Z)]
    prediction, rest = forward_by_recursion(parameters[1:], np.where(Z > 0, Z, 0.0))
    return prediction, [(X, Z), *rest]


@mlp_forward.variant
def forward_by_einsum(parameters, X):
    A, cache = np.array(X), []
    *hidden, last = parameters
    for W, b in hidden:
        Z = np.einsum("nd,dm->nm", A, W) + b
        cache.append((A, Z))
        A = Z * (Z > 0)
    Z = np.einsum("nd,dm->nm", A, last[0]) + last[1]
    return Z, (*cache, (A, Z))


# ---------------------------------------------------------------- mlp_backward

mlp_backward = exercise("mlp_backward", lesson=8, points=4, reference=network.mlp_backward, returns=("gradients",))


@mlp_backward.probes
def networks_backward(rng: np.random.Generator) -> Iterator[Probe]:
    for rows, sizes in NETWORKS:
        parameters, X = _network(rng, rows, sizes)
        prediction, cache = network.mlp_forward(parameters, X)
        yield Probe(_label(rows, sizes), (parameters, cache, rng.normal(size=prediction.shape)))
    # rows of zeros and no bias: every pre-activation is exactly 0
    parameters = [(W, np.zeros_like(b)) for W, b in _network(rng, 4, (3, 4, 2))[0]]
    X = np.vstack([rng.normal(size=(2, 3)), np.zeros((2, 3))])
    prediction, cache = network.mlp_forward(parameters, X)
    yield Probe("pre-activations that are exactly 0", (parameters, cache, rng.normal(size=prediction.shape)))


def _gate(dA, A, Z):
    return dA * (Z > 0)


def _backward(parameters, cache, upstream, gate=_gate, sums=lambda G: G.sum(axis=0), first=lambda G, Z: G):
    gradients = []
    upstream = first(upstream, cache[-1][1])
    for k in reversed(range(len(parameters))):
        (A, _), (W, _) = cache[k], parameters[k]
        gradients.insert(0, (A.T @ upstream, sums(upstream)))
        if k > 0:
            upstream = gate(upstream @ W.T, A, cache[k - 1][1])
    return gradients


def _off_by_one(parameters, cache, upstream, above):
    """``above`` is what the last layer takes for its input, as there is no layer k + 1."""
    gradients = []
    for k in reversed(range(len(parameters))):
        W, _ = parameters[k]
        A = above if k == len(parameters) - 1 else cache[k + 1][0]
        gradients.insert(0, (A.T @ upstream, upstream.sum(axis=0)))
        if k > 0:
            upstream = (upstream @ W.T) * (cache[k - 1][1] > 0)
    return gradients


@mlp_backward.mistake("Layer k used layer k + 1's input.")
def layer_off_by_one(parameters, cache, upstream):
    return _off_by_one(parameters, cache, upstream, cache[-1][0])


@mlp_backward.mistake("Layer k used layer k + 1's input.", name="layer-off-by-one")
def prediction_for_input(parameters, cache, upstream):
    return _off_by_one(parameters, cache, upstream, cache[-1][1])


@mlp_backward.mistake("Layer k used layer k + 1's input.", name="layer-off-by-one")
def what_left_for_input(parameters, cache, upstream):
    return _off_by_one(parameters, cache, upstream, ops.relu.forward(cache[-1][1]))


@mlp_backward.mistake("The gradient passed through closed gates: on its way back the ReLU is missing.")
def gate_forgotten(parameters, cache, upstream):
    return _backward(parameters, cache, upstream, gate=lambda dA, A, Z: dA)


@mlp_backward.mistake("After the last layer there is no ReLU, but your gradient goes through one there.")
def gate_at_output(parameters, cache, upstream):
    return _backward(parameters, cache, upstream, first=lambda G, Z: G * (Z > 0))


@mlp_backward.mistake("At exactly 0 this course uses slope 0.")
def relu_at_zero(parameters, cache, upstream):
    return _backward(parameters, cache, upstream, gate=lambda dA, A, Z: dA * (Z >= 0))


@mlp_backward.mistake("Your gate lets 1 through in place of the gradient that arrived.", name="relu-mask-only")
def mask_in_place_of_gradient(parameters, cache, upstream):
    return _backward(parameters, cache, upstream, gate=lambda dA, A, Z: (Z > 0) * 1.0)


@mlp_backward.mistake("The gradients are right, but the last layer's come first. Layer order is asked.")
def layers_reversed(parameters, cache, upstream):
    return _backward(parameters, cache, upstream)[::-1]


@mlp_backward.mistake("The same b served every row, so add their gradients up.")
def bias_not_summed(parameters, cache, upstream):
    return _backward(parameters, cache, upstream, sums=lambda G: G)


@mlp_backward.mistake("The loss already averaged over the batch.")
def batch_mean_twice(parameters, cache, upstream):
    return [(dW / len(upstream), db / len(upstream)) for dW, db in _backward(parameters, cache, upstream)]


@mlp_backward.mistake("The loss already averaged over the batch.", name="batch-mean-twice")
def batch_mean_of_weights(parameters, cache, upstream):
    return [(dW / len(upstream), db) for dW, db in _backward(parameters, cache, upstream)]


@mlp_backward.mistake("The loss already averaged over the batch.", name="batch-mean-twice")
def batch_mean_of_biases(parameters, cache, upstream):
    return [(dW, db / len(upstream)) for dW, db in _backward(parameters, cache, upstream)]


@mlp_backward.mistake("The gradient is multiplied by what passed forward; a ReLU only opens or closes.")
def gate_times_value(parameters, cache, upstream):
    return _backward(parameters, cache, upstream, gate=lambda dA, A, Z: dA * np.maximum(Z, 0))


@mlp_backward.mistake("In each pair dW comes first, then db.")
def pairs_swapped(parameters, cache, upstream):
    return [(db, dW) for dW, db in _backward(parameters, cache, upstream)]


@mlp_backward.mistake("Your gate at layer k looks at layer k's own Z. Whose ReLU made what layer k received?")
def gate_of_own_layer(parameters, cache, upstream):
    gradients = []
    for k in reversed(range(len(parameters))):
        (A, Z), (W, _) = cache[k], parameters[k]
        gradients.insert(0, (A.T @ upstream, upstream.sum(axis=0)))
        if k > 0:
            upstream = (upstream @ W.T) * (Z > 0)
    return gradients


@mlp_backward.mistake(
    "Your gate at layer k looks at layer k's own Z. Whose ReLU made what layer k received?", name="gate-of-own-layer"
)
def gate_of_own_layer_everywhere(parameters, cache, upstream):
    gradients = []
    for (A, Z), (W, _) in zip(reversed(cache), reversed(parameters), strict=True):
        gradients.insert(0, (A.T @ upstream, upstream.sum(axis=0)))
        upstream = (upstream @ W.T) * (Z > 0)
    return gradients


@mlp_backward.mistake("Layer 0 has no gate below it. There `cache[k - 1]` is `cache[-1]`, which is the last layer's.")
def gate_below_first(parameters, cache, upstream):
    gradients = []
    for k in reversed(range(len(parameters))):
        (A, _), (W, _) = cache[k], parameters[k]
        gradients.insert(0, (A.T @ upstream, upstream.sum(axis=0)))
        upstream = (upstream @ W.T) * (cache[k - 1][1] > 0)
    return gradients


@mlp_backward.mistake(
    "Every layer of yours gets the gradient of the prediction. Each should get what the one above hands down."
)
def upstream_not_handed_down(parameters, cache, upstream):
    gradients = []
    for k in reversed(range(len(parameters))):
        gradients.insert(0, (cache[k][0].T @ upstream, upstream.sum(axis=0)))
    return gradients


@mlp_backward.mistake(
    "Every layer of yours gets the gradient of the prediction. Each should get what the one above hands down.",
    name="upstream-not-handed-down",
)
def upstream_not_handed_down_with_dA(parameters, cache, upstream):
    gradients = []
    for (A, _), (W, _) in zip(cache, parameters, strict=True):
        upstream @ W.T  # computed and dropped; where the widths differ it is here that it stops
        gradients.append((A.T @ upstream, upstream.sum(axis=0)))
    return gradients


@mlp_backward.mistake(
    "You leave after the first round of your loop. Does `return` stand inside it?", name="return-in-the-loop"
)
def backward_returns_in_the_loop(parameters, cache, upstream):
    return [None] * (len(parameters) - 1) + _backward(parameters, cache, upstream)[-1:]


@mlp_backward.mistake(
    "You leave after the first round of your loop. Does `return` stand inside it?", name="return-in-the-loop"
)
def last_layer_alone(parameters, cache, upstream):
    return _backward(parameters, cache, upstream)[-1:]


@mlp_backward.variant
def backward_by_activation(parameters, cache, upstream):
    gradients = [None] * len(parameters)
    for k in range(len(parameters) - 1, -1, -1):
        A, _ = cache[k]
        gradients[k] = (A.T @ upstream, upstream.sum(0))
        upstream = (upstream @ parameters[k][0].T) * (A > 0)  # of X too, but nobody asks for that gradient
    return gradients


@mlp_backward.variant
def backward_by_recursion(parameters, cache, upstream):
    A, _ = cache[-1]
    W, _ = parameters[-1]
    own = [np.einsum("nd,nm->dm", A, upstream), np.ones(len(A), dtype=upstream.dtype) @ upstream]
    if len(parameters) == 1:
        return [own]
    below = np.where(cache[-2][1] > 0, np.einsum("nm,dm->nd", upstream, W), 0.0)
    return [*backward_by_recursion(parameters[:-1], cache[:-1], below), own]


@mlp_backward.variant
def backward_by_rows(parameters, cache, upstream):
    totals = [(np.zeros_like(W), np.zeros_like(b)) for W, b in parameters]
    for n in range(len(upstream)):
        arrived = upstream[n]
        for k in range(len(parameters) - 1, -1, -1):
            totals[k][0][...] += np.outer(cache[k][0][n], arrived)
            totals[k][1][...] += arrived
            if k:
                arrived = (parameters[k][0] @ arrived) * (cache[k - 1][1][n] > 0)
    return tuple(totals)
