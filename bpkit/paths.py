"""Two ways through the same steps: the kernels, and the op table.

The kernels are the fast way. The op table is the open one: it calls whatever backward functions are
active, so inside ``bpkit.use(…)`` a learner's own function trains the network.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from functools import cache
from math import isfinite
from time import perf_counter
from typing import Any, Protocol

import numpy as np

from bpkit import ops
from bpkit.backend import backend
from bpkit.engine import OPS, Array, Op, overridden
from bpkit.interrupts import interrupts_postponed
from bpkit.nn import MLP
from bpkit.optim import Optimizer

MEASURE = 0  # a rule code that leaves the parameters alone
MEASURE_ROWS = 256  # rows at once where nothing is learnt
SLICE_SECONDS = 0.03  # compiled work between two looks at Ctrl-C


@dataclass
class Rows:
    """X (N, D) with Y (N, M), or with labels (N,) when the outputs are classes; the other one is empty."""

    X: Array
    Y: Array
    labels: Array

    def __len__(self) -> int:
        return len(self.X)


class Path(Protocol):
    """What `fit` needs: batches of one epoch that learn, and the mean loss of some rows."""

    def learn(self, order: Array) -> tuple[float, int]:
        """Train on ``order``; Σ rows × loss and -1, or the loss that is not finite and its batch."""

    def loss(self, rows: Rows) -> float:
        """The mean loss of ``rows``; nothing is learnt."""


class KernelPath:
    """Whole slices of an epoch in one compiled call."""

    def __init__(self, model: MLP, rows: Rows, batch_size: int, optimizer: Optimizer, l2: float) -> None:
        from bpkit import kernels

        self.kernels = kernels
        self.model, self.rows, self.batch_size = model, rows, min(batch_size, max(len(rows), 1))
        self.optimizer, self.l2 = optimizer, l2
        self.sizes = np.array(model.sizes, dtype=np.int64)
        self.gradient = np.zeros_like(model.parameters)
        room = max(self.batch_size, MEASURE_ROWS) * sum(model.sizes)
        self.activations, self.upstreams = np.zeros((2, room), dtype=model.dtype)
        self.pace = {"learn": 1, "measure": 1}  # batches in the next call: what fits into SLICE_SECONDS

    def learn(self, order: Array) -> tuple[float, int]:
        """Train on ``order``; Σ rows × loss and -1, or the loss that is not finite and its batch."""
        return self._run("learn", self.rows, order, self.batch_size, self.optimizer.code)

    def loss(self, rows: Rows) -> float:
        """The mean loss of ``rows``; nothing is learnt."""
        total, bad = self._run("measure", rows, np.arange(len(rows)), MEASURE_ROWS, MEASURE)
        return total / len(rows) if bad < 0 else total

    def _run(self, pace: str, rows: Rows, order: Array, batch_size: int, rule: int) -> tuple[float, int]:
        total, start, batches = 0.0, 0, -(-len(order) // batch_size)
        optimizer, rates = self.optimizer, self.optimizer.rates()
        while start < batches:
            stop = min(start + self.pace[pace], batches)
            began = perf_counter()
            part, bad = self.kernels.run_batches(
                self.model.parameters, self.gradient, self.sizes,
                rows.X, rows.Y, rows.labels, order, batch_size, start, stop,
                rule, optimizer.first, optimizer.second, optimizer.t, rates, self.l2,
                self.activations, self.upstreams, total,
            )  # fmt: skip
            if rule != MEASURE:
                optimizer.t += (stop if bad < 0 else bad) - start
            if bad >= 0:
                return part, bad
            self._set_pace(pace, stop - start, perf_counter() - began)
            total, start = part, stop
        return total, -1

    def _set_pace(self, pace: str, batches: int, seconds: float) -> None:
        # grow slowly: the first call also compiles, and a clock can hiccup
        fits = int(batches * SLICE_SECONDS / max(seconds, 1e-7))
        self.pace[pace] = max(1, min(fits, 8 * batches))


def own_functions(model: MLP, loss: str) -> list[str]:
    """Names of the backward functions that `bpkit.use` has put in place and a training of ``model`` calls."""
    called = {"affine_backward", f"{loss}_backward"} | ({"relu_backward"} if len(model.sizes) > 2 else set())
    return sorted(called & set(overridden()))


class OpPath:
    """Each batch through the ops and their active backward functions."""

    def __init__(self, model: MLP, rows: Rows, batch_size: int, optimizer: Optimizer, l2: float, loss: str) -> None:
        self.model, self.rows, self.batch_size = model, rows, batch_size
        self.optimizer, self.l2 = optimizer, l2
        self.criterion = OPS[loss]
        self.gradient = np.zeros_like(model.parameters)
        self.layers, self.gradient_layers = model.layers, _layers_of(model, self.gradient)
        self.affine_backward, self.relu_backward = _checked(OPS["affine"]), _checked(OPS["relu"])
        self.loss_backward = _checked(self.criterion)

    def learn(self, order: Array) -> tuple[float, int]:
        """Train on ``order``; Σ rows × loss and -1, or the loss that is not finite and its batch."""
        total, size = 0.0, self.batch_size
        X, target = self.rows.X[order], self._target(self.rows, order)
        for batch in range(-(-len(order) // size)):
            part = slice(batch * size, (batch + 1) * size)
            loss = self._step(X[part], target[part])
            if not isfinite(loss):
                return loss, batch
            total += len(X[part]) * loss
        return total, -1

    def loss(self, rows: Rows) -> float:
        """The mean loss of ``rows``; nothing is learnt."""
        total = 0.0
        for start in range(0, len(rows), MEASURE_ROWS):
            part = slice(start, start + MEASURE_ROWS)
            X = rows.X[part]
            total += len(X) * float(self.criterion(self._forward(X)[-1][-1], self._target(rows, part)))
        return total / len(rows)

    def _target(self, rows: Rows, part: Any) -> Array:
        return rows.labels[part] if len(rows.labels) else rows.Y[part]

    def _forward(self, X: Array) -> list[tuple[Array, Array]]:
        """``(A, Z)`` a layer: its input and what comes out before the ReLU."""
        cache: list[tuple[Array, Array]] = []
        for W, b in self.layers:
            A = ops.relu.forward(cache[-1][1]) if cache else X
            cache.append((A, ops.affine.forward(A, W, b)))
        return cache

    def _step(self, X: Array, target: Array) -> float:
        """Forward, loss, backward, one update; returns the loss before the update."""
        cache = self._forward(X)
        prediction = cache[-1][1]
        loss = self.criterion.forward(prediction, target)
        if not isfinite(loss):
            return float(loss)
        (upstream,) = self.loss_backward(1.0, loss, (prediction, target))
        for k in range(len(self.layers) - 1, -1, -1):
            (A, Z), (W, b), (dW, db) = cache[k], self.layers[k], self.gradient_layers[k]
            dA, dW[:], db[:] = self.affine_backward(upstream, Z, (A, W, b))
            if self.l2 > 0:
                dW += self.model.dtype.type(self.l2) * W
            if k > 0:
                (upstream,) = self.relu_backward(dA, A, (cache[k - 1][1],))
        self.optimizer.step(self.model.parameters, self.gradient)
        return float(loss)


def _checked(op: Op) -> Callable[..., tuple[Array, ...]]:
    """The op's active backward function as ``(upstream, output, values) -> gradients``.

    A learner's is checked for the number and the shapes of its gradients at every call; our own need
    no check, and without it a training takes a third less time.
    """
    own = op.own_backward
    if own is None or op.backward_function is not own:
        return copy(op).pull_back  # a copy keeps this function when the `use` block ends before the training

    def pull_back(upstream: Array, output: Array, values: tuple[Array, ...]) -> tuple[Array, ...]:
        gradients = own(upstream, output, *values)
        return gradients if isinstance(gradients, tuple) else (gradients,)

    return pull_back


def _layers_of(model: MLP, flat: Array) -> list[tuple[Array, Array]]:
    """Views into ``flat`` that match the model's layers."""
    shadow = object.__new__(MLP)
    shadow.sizes, shadow.parameters = model.sizes, flat
    return shadow.layers


@contextmanager
def one_blas_thread() -> Iterator[None]:
    """One BLAS thread inside, the former number after: at these sizes a second thread costs time."""
    controller = _blas_controller(backend())
    if controller is None:
        yield
    else:
        with controller.limit(limits=1, user_api="blas"):
            yield


@cache
def _blas_controller(ran_on: str) -> Any:
    """Threadpoolctl's view of the BLAS libraries; made once, because looking for them takes 5 ms."""
    try:
        from threadpoolctl import ThreadpoolController
    except ImportError:  # a browser's Python has one thread anyway
        return None
    if ran_on == "numba":
        import scipy.linalg.cython_blas  # noqa: F401  (the BLAS that Numba's np.dot calls, loaded before we look)
    with interrupts_postponed():
        return ThreadpoolController()
