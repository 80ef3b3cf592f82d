"""Gradients by measuring: exactly what the syllabus says, and a checker that no wrong function gets past."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from bpkit import ops
from bpkit.engine import OPS
from bpkit.gradcheck import gradient_check, numerical_derivative, numerical_gradient, relative_error

# ---- numerical_derivative


DERIVATIVES: dict[str, tuple[Callable[[Any], Any], Any, Any]] = {
    "a float": (lambda x: x**2, 3.0, 6.0),
    "an int": (lambda x: x**3, 2, 12.0),
    "a NumPy integer": (lambda x: x**3, np.int64(2), 12.0),
    "a 0-d array": (np.sin, np.array(0.0), 1.0),
    "an array": (np.exp, np.array([0.0, 1.0]), np.exp([0.0, 1.0])),
    "an integer array": (lambda x: x**2, np.array([1, -2, 3]), [2.0, -4.0, 6.0]),
    "a matrix": (lambda x: 5 * x, np.ones((2, 3)), np.full((2, 3), 5.0)),
    "both sides of a kink": (np.abs, 0.0, 0.0),
    "downhill": (lambda x: -4 * x, 1.0, -4.0),
}


@pytest.mark.parametrize(("f", "x", "expected"), DERIVATIVES.values(), ids=list(DERIVATIVES))
def test_numerical_derivative(f: Callable[[Any], Any], x: Any, expected: Any) -> None:
    slope = numerical_derivative(f, x)
    assert np.shape(slope) == np.shape(x)
    assert np.allclose(slope, expected, rtol=1e-8, atol=1e-8)


def test_the_derivative_is_central_and_its_error_shrinks_like_h_squared() -> None:
    seen: list[float] = []

    def cube(x: float) -> float:
        seen.append(x)
        return x**3

    assert np.isclose(numerical_derivative(cube, 2.0, h=0.5), 12.0 + 0.5**2)  # x³: off by exactly h²
    assert sorted(seen) == [1.5, 2.5]


# ---- numerical_gradient


def weighted(x: Any) -> float:
    """Σ k · x_k²: each entry has a slope of its own, 2 k x_k."""
    return float(np.sum(np.arange(1, np.size(x) + 1).reshape(np.shape(x)) * x**2))


GRADIENT_INPUTS = {
    "vector": np.array([1.0, -2.0, 0.5]),
    "matrix": np.array([[1.0, -2.0, 0.5], [0.0, 3.0, -1.0]]),
    "integers": np.array([[1, 2], [3, -4]]),
    "float32": np.float32([1.0, -2.0]),
    "Fortran order": np.asfortranarray([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]),
    "every second": np.arange(8.0)[::2],
    "one number": np.array(3.0),
    "empty": np.zeros((0, 3)),
}


@pytest.mark.parametrize("x", GRADIENT_INPUTS.values(), ids=list(GRADIENT_INPUTS))
def test_numerical_gradient(x: Any) -> None:
    kept = x.copy()
    x.setflags(write=False)
    gradient = numerical_gradient(weighted, x)
    x.setflags(write=True)
    assert gradient.shape == x.shape
    assert gradient.dtype == np.float64
    assert np.array_equal(x, kept)
    expected = 2 * np.arange(1, x.size + 1).reshape(x.shape) * x
    assert np.allclose(gradient, expected, rtol=1e-8, atol=1e-8)


def test_a_function_may_keep_and_change_what_it_gets() -> None:
    def careless(x: Any) -> float:
        total = float(np.sum(x**2))
        x[:] = 99.0
        return total

    assert np.allclose(numerical_gradient(careless, np.array([1.0, 2.0])), [2.0, 4.0])


def test_numerical_gradient_takes_h() -> None:
    assert np.allclose(numerical_gradient(lambda x: float(x[0] ** 3), np.array([2.0]), h=0.5), 12.25)


# ---- relative_error


INF, NAN = float("inf"), float("nan")
ERRORS: dict[str, tuple[Any, Any, float]] = {
    "equal": ([1.0, 2.0], [1.0, 2.0], 0.0),
    "relative to the largest entry": ([1.0, 100.0], [2.0, 100.0], 0.01),
    "of either array": ([0.0, 1.0], [0.0, 4.0], 0.75),
    "opposite signs": ([1.0], [-1.0], 2.0),
    "small ones count as much": ([1e-9], [2e-9], 0.5),
    "nearly nothing": ([0.0], [1e-15], 1e-3),
    "both zero": ([0.0, 0.0], [0.0, 0.0], 0.0),
    "empty": (np.zeros((0, 3)), np.zeros((0, 3)), 0.0),
    "NaN": ([1.0, NAN], [1.0, 2.0], INF),
    "NaN in both": ([NAN], [NAN], INF),
    "infinity": ([INF], [1.0], INF),
    "the same infinity": ([1.0, INF], [1.0, INF], INF),
    "numbers": (1.0, 2.0, 0.5),
    "integers": ([3], [4], 0.25),
}


@pytest.mark.parametrize(("a", "b", "expected"), ERRORS.values(), ids=list(ERRORS))
def test_relative_error(a: Any, b: Any, expected: float) -> None:
    for one, other in ((a, b), (b, a)):
        error = relative_error(np.array(one), np.array(other))
        assert isinstance(error, float)
        assert error == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(("a", "b"), [((1, 4), (4,)), ((4, 1), (4,)), ((), (1,)), ((0,), (0, 1)), ((2, 3), (3, 2))])
def test_shapes_that_differ_are_refused(a: tuple[int, ...], b: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="compare equal shapes only"):
        relative_error(np.ones(a), np.ones(b))


# ---- gradient_check


def affine_inputs(rng: np.random.Generator) -> tuple[Any, ...]:
    return rng.normal(size=(5, 3)), rng.normal(size=(3, 4)), rng.normal(size=4)


RIGHT: dict[str, Callable[[np.random.Generator], tuple[Any, ...]]] = {
    "affine": affine_inputs,
    "mul": lambda rng: (rng.normal(size=(5, 3)), rng.normal(size=3)),
    "tanh": lambda rng: (rng.normal(size=(3, 3)),),
    "exp": lambda rng: (np.array(0.3),),
    "layer_norm": lambda rng: (rng.normal(size=(5, 4)), rng.normal(size=4), rng.normal(size=4)),
    "matmul": lambda rng: (rng.normal(size=(5, 3)), rng.normal(size=(3, 2))),
}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(("name", "draw"), RIGHT.items(), ids=list(RIGHT))
def test_a_right_function_passes(name: str, draw: Callable[..., Any], seed: int) -> None:
    rng = np.random.default_rng(seed)
    op = OPS[name]
    assert op.backward_function is not None
    assert gradient_check(op.forward, op.backward_function, draw(rng), rng) is True


def good(g: Any, X: Any, W: Any) -> tuple[Any, Any, Any]:
    return g @ W.T, X.T @ g, g.sum(axis=0)


def raising(g: Any, y: Any, X: Any, W: Any, b: Any) -> Any:
    raise IndexError("out of range")


def changing_upstream(g: Any, y: Any, X: Any, W: Any, b: Any) -> Any:
    g *= 2  # were the checker's own upstream changed, twice the gradient would look right
    return good(g, X, W)


def changing_inputs(g: Any, y: Any, X: Any, W: Any, b: Any) -> Any:
    X *= 2
    return good(g, X, W)


WRONG: dict[str, Callable[..., Any]] = {
    "factor": lambda g, y, X, W, b: (2 * (g @ W.T), X.T @ g, g.sum(axis=0)),
    "sign in the last input": lambda g, y, X, W, b: (g @ W.T, X.T @ g, -g.sum(axis=0)),
    "one part in a million and a half": lambda g, y, X, W, b: (g @ W.T, X.T @ g, g.sum(axis=0) * (1 + 1.5e-6)),
    "upstream ignored": lambda g, y, X, W, b: good(np.ones_like(g), X, W),
    "mean for sum": lambda g, y, X, W, b: (g @ W.T, X.T @ g, g.mean(axis=0)),
    "one too few": lambda g, y, X, W, b: good(g, X, W)[:2],
    "one too many": lambda g, y, X, W, b: (*good(g, X, W), g),
    "none": lambda g, y, X, W, b: None,
    "an empty tuple": lambda g, y, X, W, b: (),
    "a row for a vector": lambda g, y, X, W, b: (g @ W.T, X.T @ g, g.sum(axis=0, keepdims=True)),
    "transposed": lambda g, y, X, W, b: (g @ W.T, g.T @ X, g.sum(axis=0)),
    "a number": lambda g, y, X, W, b: (g @ W.T, X.T @ g, 1.0),
    "None in its place": lambda g, y, X, W, b: (g @ W.T, X.T @ g, None),
    "words": lambda g, y, X, W, b: ("dX", "dW", "db"),
    "ragged": lambda g, y, X, W, b: (g @ W.T, X.T @ g, [[1.0], 2.0]),
    "NaN": lambda g, y, X, W, b: (g @ W.T, X.T @ g, g.sum(axis=0) * NAN),
    "an exception": raising,
    "upstream changed in place": changing_upstream,
    "input changed in place": changing_inputs,
}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("wrong", WRONG.values(), ids=list(WRONG))
def test_a_wrong_function_does_not(wrong: Callable[..., Any], seed: int) -> None:
    rng = np.random.default_rng(seed)
    inputs = affine_inputs(rng)
    kept = [value.copy() for value in inputs]
    assert gradient_check(ops.affine.forward, wrong, inputs, rng) is False
    assert all(np.array_equal(value, before) for value, before in zip(inputs, kept, strict=True))


@pytest.mark.parametrize("kind", [tuple, list])
def test_the_upstream_gradient_is_random_and_from_rng(kind: type) -> None:
    seen: list[Any] = []

    def backward(upstream: Any, output: Any, X: Any, W: Any, b: Any) -> Any:
        seen.append(upstream.copy())
        return kind(good(upstream, X, W))

    for seed in (1, 1, 2):
        inputs = affine_inputs(np.random.default_rng(0))
        assert gradient_check(ops.affine.forward, backward, inputs, np.random.default_rng(seed))
    assert np.array_equal(seen[0], seen[1])
    assert not np.array_equal(seen[0], seen[2])
    assert len(np.unique(seen[0])) == seen[0].size
    assert (seen[0] < 0).any()
    assert (seen[0] > 0).any()


def test_inputs_may_be_read_only_integers_or_float32(rng: np.random.Generator) -> None:
    X, W, b = (np.arange(1, size + 1).reshape(shape) for size, shape in ((6, (2, 3)), (12, (3, 4)), (4, (4,))))
    for kind in (np.int64, np.float32):
        inputs = tuple(value.astype(kind) for value in (X, W, b))
        for value in inputs:
            value.setflags(write=False)
        assert gradient_check(ops.affine.forward, ops.affine_backward, inputs, rng)


def test_the_tolerance_counts(rng: np.random.Generator) -> None:
    def nearly(g: Any, y: Any, x: Any) -> Any:
        return g * y * 1.001

    x = rng.normal(size=(4, 2))
    assert not gradient_check(np.exp, nearly, (x,), rng)
    assert gradient_check(np.exp, nearly, (x,), rng, tolerance=0.01)
    assert not gradient_check(np.exp, nearly, (x,), rng, tolerance=0.0005)
