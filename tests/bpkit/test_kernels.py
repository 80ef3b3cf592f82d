"""Every kernel against its loop in plain Python and against its NumPy twin; the whole step against slopes."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from time import process_time
from typing import Any

import numpy as np
import pytest

from bpkit import kernels, optim, tape_kernels
from bpkit.compiling import KERNELS
from bpkit.nn import MLP
from bpkit.paths import KernelPath
from bpkit.train import fit

Arguments = Callable[[np.random.Generator, Any], tuple[Any, ...]]
SIZES = np.array([4, 5, 3, 1])
COUNT = sum(d * m + m for d, m in pairwise(SIZES))


def network(rng: np.random.Generator, dtype: Any, rows: int) -> tuple[Any, Any, Any]:
    """Parameters and room for activations and upstreams; the first block holds the input."""
    room = rng.normal(size=(2, rows * int(SIZES.sum()))).astype(dtype)
    return (0.5 * rng.normal(size=COUNT)).astype(dtype), room[0], room[1]


def filled(rng: np.random.Generator, dtype: Any, rows: int) -> tuple[Any, Any, Any, int]:
    """A network after its forward pass, with a gradient of its prediction, and where that stands."""
    parameters, activations, upstreams = network(rng, dtype, rows)
    last = kernels.forward(parameters, SIZES, activations, rows)
    return parameters, activations, upstreams, last


def epoch(rng: np.random.Generator, dtype: Any, labels: bool) -> tuple[Any, ...]:
    """Seven rows in batches of three, the last one short; two of the batches are run, with Adam."""
    sizes = np.array([4, 5, 3]) if labels else SIZES
    parameters = (0.5 * rng.normal(size=43 if labels else COUNT)).astype(dtype)
    X, Y = rng.normal(size=(7, 4)).astype(dtype), rng.normal(size=(7, 1)).astype(dtype)
    classes = rng.integers(0, 3, 7) if labels else np.empty(0, np.int64)
    memory = np.zeros((2, len(parameters)), dtype)
    rates, room = np.array([0.01, 0.9, 0.999, 1e-8]), np.zeros((2, 3 * int(sizes.sum())), dtype)
    return (
        parameters, np.zeros_like(parameters), sizes, X, Y[:0] if labels else Y, classes, rng.permutation(7),
        3, 1, 3, 4, memory[0], memory[1], 10, rates, 0.1, room[0], room[1], 2.5,
    )  # fmt: skip


def arrays(*shapes: tuple[int, ...]) -> Arguments:
    """Normal numbers in these shapes."""
    return lambda rng, dtype: tuple(rng.normal(size=shape).astype(dtype) for shape in shapes)


def optimiser(memories: int, *settings: float) -> Arguments:
    """w, g, the memories (positive), and the settings."""

    def make(rng: np.random.Generator, dtype: Any) -> tuple[Any, ...]:
        return *arrays((9,), (9,))(rng, dtype), *np.abs(rng.normal(size=(memories, 9))).astype(dtype), *settings

    return make


def tape_columns(rng: np.random.Generator, *_: Any) -> tuple[Any, ...]:
    """Two leaves and every operation, each on what stands before it."""
    codes = np.array([0, 0, 9, 10, 9, *range(1, 11)], np.uint8)  # exp makes both positive; log undoes one
    lefts = np.array([0, 1, 0, 2, 1, 2, 5, 6, 7, 2, 9, 10, 11, 12, 2], np.int32)
    rights = np.array([0, 1, 0, 2, 1, 4, 2, 4, 4, 1, 9, 10, 11, 12, 2], np.int32)
    return codes, lefts, rights, np.concatenate([rng.uniform(0.5, 1.5, 2), np.zeros(13)])


def computed_tape(rng: np.random.Generator, *_: Any) -> tuple[Any, ...]:
    columns = tape_columns(rng)
    assert tape_kernels.tape_forward(*columns) == -1
    gradients = np.zeros(len(columns[3]))
    gradients[-2:] = 1.0
    return *columns, gradients


def ready_to_go(rng: np.random.Generator, dtype: Any) -> tuple[Any, ...]:
    parameters, activations, _ = network(rng, dtype, 6)
    return parameters, SIZES, activations, 6


def ready_to_return(l2: float) -> Arguments:
    def make(rng: np.random.Generator, dtype: Any) -> tuple[Any, ...]:
        parameters, activations, upstreams, last = filled(rng, dtype, 6)
        return parameters, np.zeros_like(parameters), SIZES, activations, upstreams, last, 6, l2

    return make


ROWS: dict[str, list[Arguments]] = {
    "gather": [lambda rng, dtype: (arrays((6, 3))(rng, dtype)[0], np.array([4, 0, 4]), np.zeros((3, 3), dtype))],
    "add_bias": [arrays((4, 3), (3,))],
    "add_bias_relu": [arrays((4, 3), (3,))],
    "relu_gate": [arrays((4, 3), (4, 3), (3,))],
    "column_sums": [arrays((4, 3), (3,))],
    "outer": [arrays((4, 1), (3, 1), (4, 3))],
    "add_scaled": [lambda rng, dtype: (*arrays((4, 3), (4, 3))(rng, dtype), 0.3)],
    "mse": [
        lambda rng, dtype: (*arrays((3, 2), (6, 2))(rng, dtype), np.array([5, 0, 2]), np.zeros((3, 2), dtype)),
    ],
    "cross_entropy": [
        lambda rng, dtype: (
            arrays((3, 4))(rng, dtype)[0] * dtype(100), np.array([3, 0, 1, 2]), np.array([2, 0, 1]),
            np.zeros((3, 4), dtype),
        ),
    ],
    "sgd_update": [optimiser(0, 0.1)],
    "momentum_update": [optimiser(1, 0.1, 0.9)],
    "rmsprop_update": [optimiser(1, 0.1, 0.9, 1e-8)],
    "adam_update": [optimiser(2, 3, 0.1, 0.9, 0.999, 1e-8)],
    "normal": [lambda rng, dtype: (dtype(1e-40), dtype(1.2e-38)), lambda rng, dtype: (dtype(-0.5), dtype(1.2e-38))],
    "block": [lambda rng, dtype: (*arrays((20,))(rng, dtype), 3, 4, 2)],
    "forward": [ready_to_go],
    "backward": [ready_to_return(l2=0.0), ready_to_return(l2=0.1)],
    "update": [
        lambda rng, dtype, rule=rule: (
            rule, *optimiser(2)(rng, dtype), 3, np.array([0.1, 0.9, 0.999, 1e-8]),
        )
        for rule in range(1, 5)
    ],
    "run_batches": [
        lambda rng, dtype: epoch(rng, dtype, labels=False),
        lambda rng, dtype: epoch(rng, dtype, labels=True),
    ],
    "reach": [lambda rng, dtype: (*tape_columns(rng)[1:3], np.arange(15) == 7)],
    "tape_forward": [tape_columns],
    "tape_backward": [computed_tape],
}  # fmt: skip
CASES = [(name, number) for name, rows in ROWS.items() for number in range(len(rows))]


def test_every_kernel_has_a_row() -> None:
    assert set(ROWS) == set(KERNELS)
    codes = {rule.name: rule.code for rule in optim.OPTIMIZERS.values()}
    assert codes == {"sgd": kernels.SGD, "momentum": kernels.MOMENTUM, "rmsprop": kernels.RMSPROP, "adam": 4}


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(("name", "number"), CASES)
def test_a_kernel_its_loop_and_its_twin_agree(name: str, number: int, dtype: Any) -> None:
    loop, twin = KERNELS[name]
    kernel = getattr(kernels if hasattr(kernels, name) else tape_kernels, name)
    outcomes = []
    for function in (kernel, loop, twin):
        arguments = ROWS[name][number](np.random.default_rng(4), dtype)
        result = function(*arguments)
        outcomes.append([value for value in (*arguments, result) if value is not None])
    tolerance = 3e-6 if dtype == np.float32 else 1e-14
    for other in outcomes[1:]:
        for ours, theirs in zip(outcomes[0], other, strict=True):
            np.testing.assert_allclose(ours, theirs, rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("name", [name for name in ROWS if name not in ("block", "normal", "reach")])
def test_a_kernel_does_something(name: str) -> None:
    """What agrees because nothing was done would agree above as well."""
    before, after = (ROWS[name][0](np.random.default_rng(4), np.float64) for _ in range(2))
    KERNELS[name][0](*after)
    assert any(not np.array_equal(a, b) for a, b in zip(before, after, strict=True))


def loss_of(parameters: Any, X: Any, Y: Any) -> Any:
    """The mean squared error as a formula; complex numbers pass through."""
    A, start = X.astype(parameters.dtype), 0
    for k, (d, m) in enumerate(pairwise(SIZES)):
        A = A @ parameters[start : start + d * m].reshape(d, m) + parameters[start + d * m : start + d * m + m]
        start += d * m + m
        A = A * (A.real > 0) if k < len(SIZES) - 2 else A
    return np.mean((A - Y) ** 2)


def test_the_gradient_of_the_network_is_that_of_the_formula() -> None:
    rng, rows = np.random.default_rng(0), 6
    parameters, activations, upstreams = network(rng, np.float64, rows)
    X, Y = activations[: rows * 4].reshape(rows, 4).copy(), rng.normal(size=(rows, 1))
    last, order = kernels.forward(parameters, SIZES, activations, rows), np.arange(rows)
    P, G = kernels.block(activations, last, rows, 1), kernels.block(upstreams, last, rows, 1)
    assert kernels.mse(P, Y, order, G) == pytest.approx(loss_of(parameters, X, Y), rel=1e-14)
    gradient = np.zeros_like(parameters)
    kernels.backward(parameters, gradient, SIZES, activations, upstreams, last, rows, 0.0)
    for place in range(COUNT):
        nudge = np.zeros(COUNT)
        nudge[place] = 1.0
        exact = loss_of(parameters + 1e-30j * nudge, X, Y).imag / 1e-30
        central = (loss_of(parameters + 1e-5 * nudge, X, Y) - loss_of(parameters - 1e-5 * nudge, X, Y)) / 2e-5
        assert gradient[place] == pytest.approx(exact, rel=1e-10, abs=1e-14)
        assert gradient[place] == pytest.approx(central, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("name", ["add_bias_relu", "normal"])
def test_a_nan_stays_one(name: str) -> None:
    if name == "normal":
        assert np.isnan(kernels.normal(np.float32(np.nan), np.float32(1e-38)))
        return
    Z = np.array([[np.nan, -1.0, 1.0]])
    kernels.add_bias_relu(Z, np.zeros(3))
    np.testing.assert_array_equal(Z, [[np.nan, 0.0, 1.0]])


@pytest.mark.parametrize("bad", [1, 2])
def test_a_batch_whose_loss_is_not_finite_changes_nothing(bad: int) -> None:
    arguments = list(epoch(np.random.default_rng(4), np.float64, labels=False))
    parameters, Y, order = arguments[0], arguments[4], arguments[6]
    Y[order[3 * bad]] = np.inf
    before = parameters.copy()
    loss, batch = kernels.run_batches(*arguments)
    assert (loss, batch) == (np.inf, bad)
    assert np.array_equal(parameters, before) == (bad == 1)  # the batch before it has taught something
    assert np.isfinite(parameters).all()


@pytest.mark.parametrize("rule", ["momentum", "rmsprop", "adam"])
def test_the_memory_of_a_dead_unit_fades_to_zero_and_not_to_a_crawl(rule: str) -> None:
    optimizer = optim.OPTIMIZERS[rule]()
    w, g = np.ones(4, np.float32), np.array([1e-3, 0, 0, 0], np.float32)
    optimizer.prepare(w)
    for name, start in (("first", 1e-3), ("second", 1e-38)):
        if len(getattr(optimizer, name)):
            getattr(optimizer, name)[:] = start
    for _ in range(2_000):
        optimizer.step(w, g)
    for memory in (optimizer.first, optimizer.second):
        tiny = (memory != 0) & (np.abs(memory) < np.finfo(np.float32).tiny)
        assert not tiny.any()
    assert (optimizer.first[1:] == 0).all()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_training_repeats_to_the_bit(dtype: Any) -> None:
    rng = np.random.default_rng(0)
    X, Y = rng.normal(size=(100, 4)), rng.normal(size=(100, 1))

    def train() -> bytes:
        model = MLP([4, 8, 8, 1], rng=1, dtype=dtype)
        losses = fit(model, X, Y, epochs=20, rng=2, progress=False).train
        return model.parameters.tobytes() + np.array(losses).tobytes()

    assert train() == train()


def test_a_compiled_call_returns_within_a_tenth_of_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise Ctrl-C would wait. CPU seconds, so that a busy machine does not count against it."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(200_000, 8)).astype(np.float32)
    fit(MLP([8, 32, 1], dtype=np.float32), X[:64], X[:64, :1], epochs=1, progress=False)  # compiled before we look
    run_batches, seconds = kernels.run_batches, []

    def timed(*arguments: Any) -> Any:
        began = process_time()
        try:
            return run_batches(*arguments)
        finally:
            seconds.append(process_time() - began)

    monkeypatch.setattr(kernels, "run_batches", timed)
    fit(MLP([8, 32, 1], dtype=np.float32), X, X[:, :1], validation=(X, X[:, :1]), epochs=2, progress=False)
    assert max(seconds) < 0.1
    assert len(seconds) < 400  # and not at every batch either: there are 14,000


@pytest.mark.parametrize("pace", [1, 2, 5])
def test_where_an_epoch_is_cut_changes_no_digit(pace: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """How many batches one call gets depends on the clock; the losses must not."""
    rng = np.random.default_rng(0)
    X, Y = rng.normal(size=(1_000, 4)), rng.normal(size=(1_000, 1))

    def losses(batches: int) -> list[float]:
        monkeypatch.setattr(KernelPath, "_set_pace", lambda self, kind, *_: self.pace.update({kind: batches}))
        history = fit(MLP([4, 8, 1], rng=1), X, Y, validation=(X, Y), epochs=4, rng=2, progress=False)
        return history.train + history.validation

    assert losses(pace) == losses(1_000)
