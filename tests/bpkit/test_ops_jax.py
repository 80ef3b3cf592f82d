"""Every op against JAX's own derivatives, where it is installed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from bpkit.engine import OPS
from bpkit.gradcheck import relative_error
from tests.bpkit.op_cases import CASES, Case

jax = pytest.importorskip("jax", reason="JAX is not installed: a peer to compare with, never needed")

CLOSE = 1e-10


def _log_likelihood(logits: Any, labels: Any) -> Any:
    return jax.nn.log_softmax(logits)[np.arange(len(labels)), labels]


def _layer_norm(X: Any, gain: Any, shift: Any) -> Any:
    return gain * jax.nn.standardize(X, axis=-1, epsilon=1e-5) + shift


# Written as mathematics, in JAX's own functions: which formula our op uses is not their business.
SAME: dict[str, Callable[..., Any]] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b,
    "pow": lambda a, n: a**n,
    "exp": jax.numpy.exp,
    "log": jax.numpy.log,
    "relu": jax.nn.relu,
    "sigmoid": jax.nn.sigmoid,
    "tanh": jax.numpy.tanh,
    "matmul": lambda A, B: A @ B,
    "affine": lambda X, W, b: X @ W + b,
    "sum": lambda a, axis: jax.numpy.sum(a, axis=axis),
    "mean": lambda a, axis: jax.numpy.mean(a, axis=axis),
    "mse": lambda prediction, target: jax.numpy.mean((prediction - target) ** 2),
    "cross_entropy": lambda logits, labels: -jax.numpy.mean(_log_likelihood(logits, labels)),
    "layer_norm": _layer_norm,
}


@pytest.fixture(autouse=True)
def _double_precision() -> Iterator[None]:
    with jax.enable_x64(True):
        yield


def test_every_op_has_a_peer() -> None:
    assert set(SAME) == {case.op for case in CASES}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_an_op(case: Case, rng: np.random.Generator) -> None:
    op = OPS[case.op]
    inputs = case.inputs(rng)
    free = [place for place, yes in enumerate(op.differentiable) if yes]

    def theirs(*values: Any) -> Any:
        filled = list(inputs)
        for place, value in zip(free, values, strict=True):
            filled[place] = value
        return SAME[case.op](*filled)

    value, pull_back = jax.vjp(theirs, *(jax.numpy.asarray(inputs[place], dtype=float) for place in free))
    output = op.forward(*inputs)
    assert relative_error(output, np.asarray(value)) < CLOSE
    upstream = rng.normal(size=np.shape(output))
    expected = pull_back(jax.numpy.asarray(upstream))
    for gradient, their_gradient in zip(op.pull_back(upstream, output, inputs), expected, strict=True):
        assert relative_error(gradient, np.asarray(their_gradient)) < CLOSE
