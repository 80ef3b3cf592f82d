"""Layers for a learner's gradient checker to judge: a dozen that are right, and over thirty with a planted bug.

Each is a forward function, a backward function and inputs that are far from any kink. A planted error is
measured against the largest entry of its gradient, so that no unlucky draw makes it too small to be seen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from bpkit import ops

Array = np.ndarray[Any, Any]
Spoil = Callable[..., Any]


@dataclass(frozen=True)
class Layer:
    """``right`` says whether ``backward`` belongs to ``forward``; ``label`` follows "with"."""

    label: str
    forward: Callable[..., Any]
    backward: Callable[..., Any]
    inputs: tuple[Array, ...]
    right: bool


# ---------------------------------------------------------------- the layers themselves


def multiply(a: Array, b: Array) -> Array:
    return a * b


def weighted_softmax(x: Array) -> Array:
    """Rows of softmax, each class with its own weight, so that the rows do not add up to a constant."""
    return np.asarray(_softmax(x) * _class_weights(x))


def weighted_softmax_backward(upstream: Array, output: Array, x: Array) -> Array:
    p, arriving = _softmax(x), upstream * _class_weights(x)
    return np.asarray(p * (arriving - (arriving * p).sum(axis=1, keepdims=True)))


def _softmax(x: Array) -> Array:
    powers = np.exp(x - x.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def _class_weights(x: Array) -> Array:
    return 1.0 + np.arange(x.shape[1])


def mean_square(x: Array) -> float:
    """A loss: one number, not an array."""
    return float(np.mean(x * x))


def mean_square_backward(upstream: float, output: float, x: Array) -> Array:
    return upstream * 2 * x / x.size


def scaled(factor: float) -> tuple[Callable[..., Any], Callable[..., Any]]:
    """A product of two inputs in a very small or a very large unit."""

    def backward(upstream: Array, output: Array, a: Array, b: Array) -> tuple[Array, Array]:
        return factor * upstream * b, factor * upstream * a

    return lambda a, b: factor * a * b, backward


# ---------------------------------------------------------------- right ones


def right_layers(rng: np.random.Generator) -> list[Layer]:
    """Layers whose backward functions are right."""
    affine, pair, x, far = _affine_inputs(rng), _pair(rng), rng.normal(size=(3, 2)), _away_from_zero(rng)
    tiny, large = scaled(1e-9), scaled(1e9)

    def layer(label: str, forward: Any, backward: Any, *inputs: Array) -> Layer:
        return Layer(f"{label}, which is right", forward, backward, inputs, True)

    return [
        layer("an affine layer", ops.affine.forward, ops.affine_backward, *affine),
        layer("an affine layer of one row", ops.affine.forward, ops.affine_backward, affine[0][:1], *affine[1:]),
        layer("a sigmoid that returns a bare array", ops.sigmoid.forward, ops.sigmoid_backward, x),
        layer("a tanh that returns a tuple of one", np.tanh, lambda *g: (ops.tanh_backward(*g),), x),
        layer("a ReLU", ops.relu.forward, ops.relu_backward, far),
        layer("a product that returns a list", multiply, lambda u, o, a, b: [u * b, u * a], *pair),
        layer("a softmax layer", weighted_softmax, weighted_softmax_backward, x),
        layer("a loss, whose output is one number", mean_square, mean_square_backward, x),
        layer("a square of a single entry", lambda x: x**2, lambda u, o, x: 2 * u * x, far[:1, :1]),
        layer("a layer with very small gradients", *tiny, *pair),
        layer("a layer with very large gradients", *large, *pair),
        layer("a layer normalisation", ops.layer_norm.forward, ops.layer_norm_backward, *_norm_inputs(rng)),
    ]


# ---------------------------------------------------------------- planted bugs


def wrong_layers(rng: np.random.Generator) -> list[Layer]:
    """Layers with one bug each: gradients of the right number and shapes, with wrong numbers in them."""
    affine, pair, x, far = _affine_inputs(rng), _pair(rng), rng.normal(size=(3, 2)), _away_from_zero(rng)
    norm = _norm_inputs(rng)

    def layer(label: str, forward: Any, backward: Any, *inputs: Array) -> Layer:
        return Layer(label, forward, backward, inputs, False)

    def in_affine(label: str, spoil: Spoil) -> Layer:
        return _spoilt_affine(label, spoil, affine)

    def without_upstream(backward: Callable[..., Any]) -> Callable[..., Any]:
        return lambda upstream, *rest: backward(np.ones_like(upstream), *rest)

    return [
        layer("a loss without its upstream gradient", mean_square, without_upstream(mean_square_backward), x),
        layer(
            "a layer with very small gradients, twice too large",
            scaled(1e-9)[0],
            lambda *given: tuple(2 * d for d in scaled(1e-9)[1](*given)),
            *pair,
        ),
        in_affine("whose dX has a row of the wrong sign", lambda dX, dW, db: (dX * [[-1], [1], [1]], dW, db)),
        layer(
            "an affine layer that ignores its upstream gradient",
            ops.affine.forward,
            without_upstream(ops.affine_backward),
            *affine,
        ),
        in_affine("whose db is off by 0.5 % in its last entry", lambda dX, dW, db: (dX, dW, _off(db, 0.005))),
        in_affine("whose dX is 0", lambda dX, dW, db: (0 * dX, dW, db)),
        in_affine("whose dX is divided by N", lambda dX, dW, db: (dX / len(dX), dW, db)),
        in_affine("whose dW is 0.5 % too large", lambda dX, dW, db: (dX, 1.005 * dW, db)),
        in_affine("whose dW is off by 0.2 % in one entry", lambda dX, dW, db: (dX, _off(dW, 0.002), db)),
        in_affine("whose dW is divided by N", lambda dX, dW, db: (dX, dW / len(dX), db)),
        in_affine("whose db is a mean over the rows", lambda dX, dW, db: (dX, dW, db / len(dX))),
        in_affine("whose db is off by 0.01 % in one entry", lambda dX, dW, db: (dX, dW, _off(db, 0.0001, 0))),
        layer(
            "a sigmoid without its upstream gradient", ops.sigmoid.forward, without_upstream(ops.sigmoid_backward), x
        ),
        layer("a loss whose gradient lacks the factor 2", mean_square, lambda u, o, x: u * x / x.size, x),
        layer("a sigmoid with output · (1 + output)", ops.sigmoid.forward, lambda u, o, x: u * o * (1 + o), x),
        layer("a tanh without the square", np.tanh, lambda u, o, x: u * (1 - o), x),
        layer("a ReLU that leaks 0.3 %", ops.relu.forward, lambda u, o, x: u * np.where(x > 0, 1, 0.003), far),
        layer("a product with its gradients swapped", multiply, lambda u, o, a, b: (u * a, u * b), *pair),
        layer(
            "a product whose last gradient is off by 0.1 % in one entry",
            multiply,
            lambda u, o, a, b: (u * b, _off(u * a, 0.001)),
            *pair,
        ),
        layer(
            "a softmax layer whose classes do not compete",
            weighted_softmax,
            lambda u, o, x: u * _class_weights(x) * _softmax(x) * (1 - _softmax(x)),
            x,
        ),
        layer(
            "a layer with very large gradients, 0.01 % too large",
            scaled(1e9)[0],
            lambda *given: tuple(1.0001 * d for d in scaled(1e9)[1](*given)),
            *pair,
        ),
        layer(
            "a layer normalisation whose last gradient is off by 0.5 % in one entry",
            ops.layer_norm.forward,
            lambda *given: (*ops.layer_norm_backward(*given)[:2], _off(ops.layer_norm_backward(*given)[2], 0.005)),
            *norm,
        ),
        in_affine("whose db alone is 0.01 % too large", lambda dX, dW, db: (dX, dW, 1.0001 * db)),
        layer(
            "a sum whose small gradient is 0.5 % too large beside a large one that is right",
            lambda a, b: a + 1e5 * b,
            lambda u, o, a, b: (1.005 * u, 1e5 * u),
            *pair,
        ),
    ]


def malformed_layers(rng: np.random.Generator) -> list[Layer]:
    """Affine layers whose gradients are too few or too many, of a wrong shape, not finite, or not there at all."""
    affine = _affine_inputs(rng)

    def in_affine(label: str, spoil: Spoil) -> Layer:
        return _spoilt_affine(label, spoil, affine)

    def fail(*gradients: Array) -> Any:
        raise IndexError("planted: this backward function raises")

    return [
        in_affine("whose db has an axis too many", lambda dX, dW, db: (dX, dW, db[None, :])),
        in_affine("whose db has an axis too many and only one entry off", lambda *d: (*d[:2], _off(d[2], 0.1)[None])),
        in_affine("whose dW is transposed", lambda dX, dW, db: (dX, dW.T, db)),
        in_affine("whose db is NaN in one entry", lambda dX, dW, db: (dX, dW, _put(db, np.nan))),
        in_affine("whose dX is NaN in one entry", lambda dX, dW, db: (_put(dX, np.nan), dW, db)),
        in_affine("whose dW is infinite in one entry", lambda dX, dW, db: (dX, _put(dW, np.inf), db)),
        in_affine("that returns no db", lambda dX, dW, db: (dX, dW)),
        in_affine("that returns a gradient too many", lambda dX, dW, db: (dX, dW, db, db)),
        in_affine("that returns nothing", lambda dX, dW, db: None),
        in_affine("that raises", fail),
    ]


def _spoilt_affine(label: str, spoil: Spoil, inputs: tuple[Array, Array, Array]) -> Layer:
    """An affine layer whose gradients pass through ``spoil(dX, dW, db)``."""

    def backward(*given: Any) -> Any:
        return spoil(*ops.affine_backward(*given))

    return Layer(f"an affine layer {label}", ops.affine.forward, backward, inputs, False)


def _off(gradient: Array, share: float, place: int = -1) -> Array:
    """``gradient`` with one entry wrong by ``share`` of the largest."""
    changed = np.array(gradient, dtype=float)
    changed.flat[place] += share * np.abs(changed).max()
    return changed


def _put(gradient: Array, value: float) -> Array:
    """``gradient`` with ``value`` in its second entry."""
    changed = np.array(gradient, dtype=float)
    changed.flat[1] = value
    return changed


def _affine_inputs(rng: np.random.Generator) -> tuple[Array, Array, Array]:
    """X (3, 1), W (1, 2) and b (2,): few entries, because each costs two forward passes."""
    return rng.normal(size=(3, 1)), rng.normal(size=(1, 2)), rng.normal(size=2)


def _pair(rng: np.random.Generator) -> tuple[Array, Array]:
    return rng.normal(size=(2, 2)), rng.normal(size=(2, 2))


def _norm_inputs(rng: np.random.Generator) -> tuple[Array, Array, Array]:
    return rng.normal(size=(2, 3)), rng.normal(size=3), rng.normal(size=3)


def _away_from_zero(rng: np.random.Generator) -> Array:
    """Both signs, none nearer than 0.2 to the kink of a ReLU."""
    return np.asarray(rng.uniform(0.2, 2.0, size=(2, 3)) * [[1, -1, 1], [-1, 1, -1]])
