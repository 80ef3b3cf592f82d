"""Derivatives by measuring: nudge an input, look at what the output does."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from bpkit.engine import Array


def numerical_derivative(f: Callable[[Array], Array], x: Array, h: float = 1e-5) -> Array:
    """Central difference ``(f(x + h) - f(x - h)) / (2h)``, elementwise for arrays.

    Its error shrinks like h², until the subtraction has lost its digits (about h = 1e-5 in float64).
    """
    x = np.asarray(x, dtype=float)[()]
    return (f(x + h) - f(x - h)) / (2 * h)


def numerical_gradient(f: Callable[[Array], float], x: Array, h: float = 1e-5) -> Array:
    """Gradient of ``f(x)``, a number, with respect to the array ``x``: one central difference an entry."""
    x = np.array(x, dtype=float)
    gradient = np.empty_like(x)
    for place in np.ndindex(x.shape):
        kept = x[place]
        x[place] = kept + h
        above = f(x.copy())
        x[place] = kept - h
        below = f(x.copy())
        x[place] = kept
        gradient[place] = (above - below) / (2 * h)
    return gradient


def relative_error(a: Array, b: Array) -> float:
    """``max|a - b| / max(max|a|, max|b|, 1e-12)``; 0 if empty, infinity if an entry is not finite.

    Raises
    ------
    ValueError
        If the shapes differ: broadcasting would hide it.
    """
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    if a.shape != b.shape:
        raise ValueError(f"relative_error: shapes {a.shape} and {b.shape} differ; compare equal shapes only")
    if a.size == 0:
        return 0.0
    if not (np.isfinite(a).all() and np.isfinite(b).all()):
        return float("inf")
    return float(np.abs(a - b).max() / max(np.abs(a).max(), np.abs(b).max(), 1e-12))


def gradient_check(
    forward: Callable[..., Array],
    backward: Callable[..., Array],
    inputs: Sequence[Array],
    rng: np.random.Generator,
    tolerance: float = 1e-6,
) -> bool:
    """Whether ``backward`` agrees with central differences of ``forward``.

    The output is reduced to one number by a random upstream gradient, ``Σ upstream · forward(inputs)``,
    because an upstream gradient of ones would hide a backward function that ignores it.

    Parameters
    ----------
    inputs : float arrays, all differentiable, none within 10 h of a kink

    Returns
    -------
    False also for a wrong number of gradients, a wrong shape, a NaN, or an exception in ``backward``
    """
    inputs = [np.array(value, dtype=float) for value in inputs]

    def call_forward(arguments: Sequence[Array]) -> Array:
        return forward(*(argument.copy() for argument in arguments))

    output = call_forward(inputs)
    upstream = rng.normal(size=np.shape(output))
    try:  # with copies: a function that writes into its arguments must not change what it is compared with
        gradients = backward(np.array(upstream), np.array(output), *(value.copy() for value in inputs))
        gradients = gradients if isinstance(gradients, (tuple, list)) else (gradients,)
        gradients = [np.asarray(gradient, dtype=float) for gradient in gradients]
    except Exception:
        return False
    if [gradient.shape for gradient in gradients] != [value.shape for value in inputs]:
        return False
    for place, (gradient, value) in enumerate(zip(gradients, inputs, strict=True)):

        def loss(moved: Array, place: int = place) -> float:
            return float(np.sum(upstream * call_forward([*inputs[:place], moved, *inputs[place + 1 :]])))

        if not relative_error(gradient, numerical_gradient(loss, value)) <= tolerance:
            return False
    return True
