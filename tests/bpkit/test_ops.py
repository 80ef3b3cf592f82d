"""Every op: its gradient against two ways of measuring it, what it leaves alone, and what it refuses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import BroadcastableShapes, array_shapes, mutually_broadcastable_shapes

from bpkit import Var, backward, ops, unbroadcast
from bpkit.engine import OPS, Op
from bpkit.gradcheck import numerical_gradient, relative_error
from tests.bpkit.op_cases import CASES, Case

COURSE_OPS = {name: op for name, op in OPS.items() if op.forward.__module__ == "bpkit.ops"}
BROADCASTING = {"add", "sub", "mul", "div"}
# What a complex step cannot pass through: sigmoid is written with |x|; others refuse complex numbers altogether.
NOT_ANALYTIC = {"sigmoid"}

every_case = pytest.mark.parametrize("case", CASES, ids=str)


def test_every_op_has_rows_for_distinct_and_square_shapes() -> None:
    missing = sorted(set(COURSE_OPS) - {case.op for case in CASES})
    assert not missing, f"no rows in tests/bpkit/op_cases.py for: {missing}"
    unknown = sorted({case.op for case in CASES} - set(COURSE_OPS))
    assert not unknown, f"tests/bpkit/op_cases.py has rows for what is no op of bpkit/ops.py: {unknown}"
    for name in COURSE_OPS:
        labels = {case.label for case in CASES if case.op == name}
        assert {"distinct", "square"} <= labels, f"{name} needs a row 'distinct' and a row 'square'"
        rows = any(label.startswith("broadcast") for label in labels)
        assert (name in BROADCASTING) == rows, f"{name}: BROADCASTING lists the ops that have rows 'broadcast-…'"
    assert len({str(case) for case in CASES}) == len(CASES)


def pulled_back(op: Op, upstream: Any, inputs: tuple[Any, ...]) -> tuple[Any, ...]:
    """The gradients that the op's backward function returns, one per differentiable input."""
    output = op.forward(*inputs)
    assert np.shape(upstream) == np.shape(output)
    return op.pull_back(upstream, output, inputs)


def differentiable(op: Op) -> list[int]:
    return [place for place, yes in enumerate(op.differentiable) if yes]


def loss_of(op: Op, upstream: Any, inputs: tuple[Any, ...], place: int) -> Callable[[Any], Any]:
    """``Σ upstream · op(inputs)`` as a function of one input."""
    return lambda moved: np.sum(upstream * op.forward(*inputs[:place], moved, *inputs[place + 1 :]))


@every_case
@pytest.mark.parametrize("seed", range(3))
def test_gradient_against_central_differences(case: Case, seed: int) -> None:
    rng, op = np.random.default_rng(seed), OPS[case.op]
    inputs = case.inputs(rng)
    upstream = rng.normal(size=np.shape(op.forward(*inputs)))
    for place, gradient in zip(differentiable(op), pulled_back(op, upstream, inputs), strict=True):
        measured = numerical_gradient(loss_of(op, upstream, inputs, place), inputs[place])
        assert relative_error(gradient, measured) < 1e-7, op.inputs[place]


@pytest.mark.parametrize("case", [case for case in CASES if case.op not in NOT_ANALYTIC], ids=str)
def test_gradient_against_a_complex_step(case: Case, rng: np.random.Generator) -> None:
    """``Im f(x + ih) / h``: nothing is subtracted, so nothing is lost."""
    op = OPS[case.op]
    inputs = case.inputs(rng)
    upstream = rng.normal(size=np.shape(op.forward(*inputs)))
    for place, gradient in zip(differentiable(op), pulled_back(op, upstream, inputs), strict=True):
        loss = loss_of(op, upstream, inputs, place)
        measured = np.empty(np.shape(inputs[place]))
        for entry in np.ndindex(measured.shape):
            moved = np.array(inputs[place], dtype=complex)
            moved[entry] += 1e-30j
            try:
                measured[entry] = loss(moved).imag / 1e-30
            except TypeError as error:
                pytest.fail(f"{case.op} takes no complex numbers: add it to NOT_ANALYTIC in {__name__} ({error})")
        assert relative_error(gradient, measured) < 1e-13, op.inputs[place]


@every_case
def test_the_engine_gives_the_same_gradients(case: Case, rng: np.random.Generator) -> None:
    op = OPS[case.op]
    inputs = case.inputs(rng)
    upstream = rng.normal(size=np.shape(op.forward(*inputs)))
    nodes = [Var(value) if yes else value for value, yes in zip(inputs, op.differentiable, strict=True)]
    found = backward(op(*nodes), seed=upstream)
    for place, gradient in zip(differentiable(op), pulled_back(op, upstream, inputs), strict=True):
        assert np.shape(found[nodes[place]]) == np.shape(inputs[place])
        assert np.array_equal(found[nodes[place]], gradient)


@every_case
def test_inputs_and_upstream_stay_as_they_were(case: Case, rng: np.random.Generator) -> None:
    """Read-only ones in Fortran order: a function that writes into them raises here."""
    op = OPS[case.op]
    inputs = tuple(locked(value) for value in case.inputs(rng))
    upstream = locked(rng.normal(size=np.shape(op.forward(*inputs))))
    plain = case.inputs(np.random.default_rng(20261122))
    for one, other in zip(pulled_back(op, upstream, inputs), pulled_back(op, upstream, plain), strict=True):
        assert relative_error(one, other) < 1e-14


def locked(value: Any) -> Any:
    if not isinstance(value, np.ndarray):
        return value
    value = np.array(value, order="F")
    value.setflags(write=False)
    return value


@every_case
def test_float32_stays_float32(case: Case, rng: np.random.Generator) -> None:
    op = OPS[case.op]
    inputs = case.inputs(rng)
    small = tuple(np.float32(value) if yes else value for value, yes in zip(inputs, op.differentiable, strict=True))
    small = tuple(v.astype(np.float32) if getattr(v, "dtype", None) == np.float64 else v for v in small)
    output = op.forward(*small)
    assert output.dtype == np.float32
    upstream = np.asarray(rng.normal(size=np.shape(output)), dtype=np.float32)[()]
    pairs = zip(pulled_back(op, upstream, small), pulled_back(op, np.float64(upstream), inputs), strict=True)
    for gradient, exact in pairs:
        assert np.asarray(gradient).dtype == np.float32
        assert relative_error(gradient, exact) < 1e-4


# What an op gives, worked out by hand.
BY_HAND = {
    "relu's slope at 0 is 0": (lambda: ops.relu_backward(np.ones(3), None, np.array([-1.0, 0.0, 2.0])), [0, 0, 1]),
    "sigmoid at ±1000": (lambda: ops.sigmoid(np.array([-1000.0, 0.0, 1000.0])), [0, 0.5, 1]),
    "sigmoid of a small chance": (lambda: ops.sigmoid(-100.0), 3.720075976020836e-44),
    "mse": (lambda: ops.mse(np.array([[1.0], [5.0]]), np.array([[2.0], [2.0]])), 5.0),
    "mse over all columns": (lambda: ops.mse(np.array([[1.0, 2.0, 4.0]]), np.zeros((1, 3))), 7.0),
    "cross_entropy, no idea": (lambda: ops.cross_entropy(np.zeros((2, 4)), np.array([0, 3])), np.log(4)),
    "cross_entropy, sure and right": (lambda: ops.cross_entropy(np.array([[1000.0, -1000.0]]), np.array([0])), 0.0),
    "cross_entropy, sure and wrong": (lambda: ops.cross_entropy(np.array([[1000.0, -1000.0]]), np.array([1])), 2000.0),
    "cross_entropy, rows far apart": (
        lambda: ops.cross_entropy(np.array([[-1000.0, -1000.0], [1000.0, 1000.0]]), np.array([0, 1])),
        np.log(2),
    ),
    "layer_norm": (
        lambda: ops.layer_norm(np.array([[1.0, 3.0]]), np.array([2.0, 2.0]), np.array([0.0, 1.0])),
        [[-2 / np.sqrt(1 + 1e-5), 1 + 2 / np.sqrt(1 + 1e-5)]],
    ),
    "mean over an axis": (lambda: ops.mean(np.array([[1.0, 3.0], [5.0, 7.0]]), axis=0), [3, 5]),
    "the slope of a ** 0 at 0": (lambda: ops.pow_backward(1.0, 1.0, np.float64(0.0), 0), 0),
    "the slope of a ** 0 of integers": (lambda: ops.pow_backward(np.ones(2), np.ones(2), np.array([0, 2]), 0), [0, 0]),
    "the slope of a ** 0 at infinity": (lambda: ops.pow_backward(np.ones(1), np.ones(1), np.array([np.inf]), 0.0), [0]),
    "slopes of several powers": (
        lambda: ops.pow_backward(np.ones(3), np.ones(3), np.array([0.0, 0.0, 3.0]), np.array([0, 1, 2])),
        [0, 1, 6],
    ),
    "affine": (lambda: ops.affine(np.array([[1.0, 2.0]]), np.array([[3.0], [4.0]]), np.array([5.0])), [[16]]),
}


@pytest.mark.parametrize(("call", "expected"), BY_HAND.values(), ids=list(BY_HAND))
def test_by_hand(call: Callable[[], Any], expected: Any) -> None:
    with np.errstate(over="raise", divide="raise", invalid="raise"):
        assert np.allclose(call(), expected, rtol=1e-12, atol=1e-12)


def test_gradients_are_safe_where_the_values_are() -> None:
    logits, labels = np.array([[1000.0, -1000.0, 0.0], [-1000.0, -1000.0, -999.0]]), np.array([1, 2])
    with np.errstate(over="raise", divide="raise", invalid="raise"):
        gradient = ops.cross_entropy_backward(1.0, ops.cross_entropy(logits, labels), logits, labels)
        x = np.array([-1000.0, 1000.0])
        assert np.array_equal(ops.sigmoid_backward(np.ones(2), ops.sigmoid(x), x), [0, 0])
    assert np.allclose(gradient[0], [0.5, -0.5, 0])
    assert np.allclose(gradient.sum(axis=1), 0)


X, W, b = np.ones((5, 3)), np.ones((3, 4)), np.ones(4)
REFUSED: dict[str, tuple[Callable[[], Any], str]] = {
    "matmul of a vector": (lambda: ops.matmul(np.ones(3), W), r"matmul: A has shape \(3,\); a matrix"),
    "matmul, inner sizes": (lambda: ops.matmul(W, W), r"columns of A must be as many as the rows of B"),
    "affine, one row as a vector": (lambda: ops.affine(np.ones(3), W, b), r"affine: X has shape \(3,\)"),
    "affine, inner sizes": (lambda: ops.affine(X.T, W, b), r"X has shape \(3, 5\) and W has shape \(3, 4\)"),
    "affine, bias per row": (lambda: ops.affine(X, W, np.ones(5)), r"b needs shape \(4,\): one bias per column"),
    "affine, bias as a row": (lambda: ops.affine(X, W, b[None]), r"b has shape \(1, 4\)"),
    "mse, a column against a row": (lambda: ops.mse(np.ones((5, 1)), np.ones(5)), r"\(5, 1\), target has shape \(5,\)"),
    "mse_backward, the same": (lambda: ops.mse_backward(1.0, 1.0, np.ones((5, 1)), np.ones(5)), "mse_backward: pred"),
    "cross_entropy, labels as a column": (
        lambda: ops.cross_entropy(X, np.zeros((5, 1), int)),
        r"logits have shape \(5, 3\), labels \(5, 1\)",
    ),
    "cross_entropy, one row as a vector": (lambda: ops.cross_entropy(np.ones(3), np.array(0)), "are needed"),
    "cross_entropy, labels that are floats": (lambda: ops.cross_entropy(X, np.zeros(5)), "float64; integers"),
    "cross_entropy, a label too large": (
        lambda: ops.cross_entropy(X, np.array([0, 1, 3, 0, 9])),
        r"labels\[2\] is 3; the classes are 0 … 2",
    ),
    "cross_entropy, a negative label": (lambda: ops.cross_entropy(X, np.array([0, 1, 2, 0, -1])), r"labels\[4\] is -1"),
    "cross_entropy_backward, the same": (
        lambda: ops.cross_entropy_backward(1.0, 1.0, X, np.array([0, 1, 2, 0, -1])),
        "cross_entropy_backward: labels",
    ),
    "layer_norm of a vector": (lambda: ops.layer_norm(np.ones(3), np.ones(3), np.ones(3)), r"X has shape \(3,\)"),
    "layer_norm, gain per row": (lambda: ops.layer_norm(X, np.ones(5), np.ones(3)), r"gain needs shape \(3,\)"),
    "layer_norm, one shift for all": (lambda: ops.layer_norm(X, np.ones(3), 0.0), r"shift has shape \(\)"),
    "unbroadcast, too few entries": (lambda: unbroadcast(np.ones((5, 3)), (5, 4)), r"\(5, 4\) does not broadcast"),
    "unbroadcast, transposed": (lambda: unbroadcast(np.ones((5, 3)), (3, 5)), r"shape \(3, 5\)"),
    "unbroadcast, as many entries": (lambda: unbroadcast(np.ones((2, 6)), (3, 4)), r"\(2, 6\) cannot be summed back"),
    "unbroadcast, more axes": (lambda: unbroadcast(np.ones(4), (2, 2)), r"shape \(4,\) cannot"),
}


@pytest.mark.parametrize(("call", "words"), REFUSED.values(), ids=list(REFUSED))
def test_what_does_not_fit_is_refused_in_words(call: Callable[[], Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        call()


def test_no_op_writes_over_its_gradients() -> None:
    """A sum passes one upstream gradient on to many: each gets its own, writable array."""
    for backward_function in (ops.sum_backward, ops.mean_backward):
        gradient = backward_function(np.ones(3), np.ones(3), np.ones((5, 3)), 0)
        gradient[0] = 7.0
        assert gradient[1, 0] != 7.0


@settings(deadline=None)
@given(mutually_broadcastable_shapes(num_shapes=2, max_dims=4, max_side=4, min_side=0), st.integers(0, 2**32 - 1))
def test_unbroadcast_sums_each_entry_once(shapes: BroadcastableShapes, seed: int) -> None:
    shape, result = shapes.input_shapes[0], shapes.result_shape
    gradient = np.random.default_rng(seed).integers(-9, 9, result).astype(float)
    size = int(np.prod(shape))
    came_from = np.broadcast_to(np.arange(size).reshape(shape), result)  # which entry of the operand was used
    expected = np.bincount(came_from.ravel(), weights=gradient.ravel(), minlength=size).reshape(shape)
    summed = unbroadcast(gradient, shape)
    assert summed.shape == shape
    assert np.array_equal(summed, expected)


@settings(deadline=None)
@given(array_shapes(max_dims=3, max_side=4), array_shapes(min_dims=0, max_dims=3, max_side=4))
def test_unbroadcast_accepts_exactly_what_broadcasts(made: tuple[int, ...], shape: tuple[int, ...]) -> None:
    try:
        fits = np.broadcast_shapes(made, shape) == made
    except ValueError:
        fits = False
    if fits:
        assert unbroadcast(np.ones(made), shape).shape == shape
    else:
        with pytest.raises(ValueError, match="does not broadcast to"):
            unbroadcast(np.ones(made), shape)
