"""Lesson 13, make it fast: kernels, which write into ``out`` and return nothing.

They run as plain Python first and in machine code where that was right; see `autograder.calling`. Each variant costs
a compilation for each layout, some 0.1 s with loops and 1 s with ``@``: so there are few with whole arrays.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from autograder.exercise import Exercise, Probe, exercise
from autograder.sending import Out
from bpkit.by_hand import loops

RETURNS = ("out", "returned")
INTO_OUT = "Write into `out`."
RETURNS_TOO = "`out` is right. Return nothing as well: whoever called your kernel holds `out` already."
OLD_NUMBERS = (
    "`out` still held old numbers: is each of its entries set once, before anything is added to it? "
    "A line `out = …` sets none of them: it gives the name to another array."
)
GAPS = "Where the gate is closed, `out` still holds old numbers. It was not full of zeros when it came."
LAST_PRODUCT = "Each entry of `out` holds its last product alone. The products have to be added up."
ONE_SHORT = "One product is missing from each sum. At which number does your `range` stop?"


def _kernel(name: str, points: float, reference: object) -> Exercise:
    return exercise(
        name,
        lesson=13,
        points=points,
        reference=reference,  # type: ignore[arg-type]
        returns=RETURNS,
        compiled=True,
        slow="does each of your loops end?",
    )


# ---------------------------------------------------------------- matmul_kernel

# D = 1 is left out: there the last product is the sum.
SIZES = ((5, 3, 4), (3, 3, 3), (2, 6, 3), (1, 4, 5))

matmul_kernel = _kernel("matmul_kernel", 2, loops.matmul_kernel)


def _sizes(N: int, D: int, M: int) -> str:
    return f"A of shape ({N}, {D}) and B of shape ({D}, {M})"


@matmul_kernel.probes
def products(rng: np.random.Generator) -> Iterator[Probe]:
    for N, D, M in SIZES:
        arguments = (rng.normal(size=(N, D)), rng.normal(size=(D, M)), Out((N, M)))
        yield Probe(_sizes(N, D, M), arguments, layouts=N > 1)  # one row lies the same way in every layout


@matmul_kernel.mistake(INTO_OUT, name="kernel-returns")
def matmul_returns(A, B, out):
    return A @ B


@matmul_kernel.mistake(RETURNS_TOO, name="kernel-returns-too", score=0.5)
def matmul_returns_too(A, B, out):
    out[:] = A @ B
    return out


@matmul_kernel.mistake(OLD_NUMBERS, name="kernel-accumulates")
def matmul_accumulates(A, B, out):
    out += A @ B


@matmul_kernel.mistake(LAST_PRODUCT)
def last_product_only(A, B, out):
    out[:] = np.outer(A[:, -1], B[-1])


@matmul_kernel.mistake(ONE_SHORT)
def loop_too_short(A, B, out):
    out[:] = A[:, :-1] @ B[:-1]


NOT_RESET = "The products of the entries before it are in each of your sums, too: where does your total start again?"


@matmul_kernel.mistake(NOT_RESET)
def total_not_reset(A, B, out):
    out[:] = np.cumsum(A @ B).reshape(out.shape)


@matmul_kernel.mistake(NOT_RESET, name="total-not-reset")
def total_reset_each_row(A, B, out):
    out[:] = np.cumsum(A @ B, axis=1)


@matmul_kernel.mistake("You read B along its rows. Entry (i, j) of the product meets *column* j of B.")
def b_transposed(A, B, out):
    for i in range(A.shape[0]):
        for j in range(B.shape[1]):
            out[i, j] = 0.0
            for k in range(A.shape[1]):
                out[i, j] += A[i, k] * B[j, k]


@matmul_kernel.mistake("You multiplied entry by entry; each entry of the product meets a whole row and a whole column.")
def matmul_elementwise(A, B, out):
    for i in range(A.shape[0]):
        for j in range(B.shape[1]):
            out[i, j] = A[i, j] * B[i, j]


@matmul_kernel.mistake(
    "You multiplied entry by entry; each entry of the product meets a whole row and a whole column.",
    name="matmul-elementwise",
)
def matmul_star(A, B, out):
    out[:] = A * B


@matmul_kernel.variant
def matmul_entry_by_entry(A, B, out):
    for i in range(A.shape[0]):
        for j in range(B.shape[1]):
            total = 0.0
            for k in range(A.shape[1]):
                total += A[i, k] * B[k, j]
            out[i, j] = total


@matmul_kernel.variant
def matmul_row_by_row(A, B, out):
    N, D = A.shape
    M = B.shape[1]
    out[:, :] = 0
    for i in range(N):
        for k in range(D):
            for j in range(M):
                out[i, j] = out[i, j] + A[i, k] * B[k, j]


@matmul_kernel.variant
def matmul_by_rows_of_b(A, B, out):
    out.fill(0.0)
    for k in range(len(B)):
        for i in range(len(A)):
            out[i] += A[i, k] * B[k]


# ---------------------------------------------------------------- relu_backward_kernel

relu_backward_kernel = _kernel("relu_backward_kernel", 1, loops.relu_backward_kernel)


@relu_backward_kernel.probes
def gates(rng: np.random.Generator) -> Iterator[Probe]:
    for shape in ((4, 3), (3, 3), (2, 5), (1, 4)):
        x = rng.permutation(np.linspace(-2, 2, shape[0] * shape[1])).reshape(shape)
        yield Probe(f"x of shape {shape}", (rng.normal(size=shape), x, Out(shape)), layouts=shape[0] > 1)
    x = np.array([[0.0, 1.0, -1.0], [-2.0, 0.0, 3.0]])
    yield Probe("zeros in x", (rng.normal(size=x.shape), x, Out(x.shape)))


@relu_backward_kernel.mistake(INTO_OUT, name="kernel-returns")
def gate_returns(upstream, x, out):
    return np.where(x > 0, upstream, 0.0)


@relu_backward_kernel.mistake(RETURNS_TOO, name="kernel-returns-too", score=0.5)
def gate_returns_too(upstream, x, out):
    out[:] = np.where(x > 0, upstream, 0.0)
    return out


@relu_backward_kernel.mistake("At exactly 0 this course uses slope 0.")
def relu_at_zero(upstream, x, out):
    out[:] = np.where(x >= 0, upstream, 0.0)


@relu_backward_kernel.mistake("You wrote the gate; let the gradient through it.")
def relu_mask_only(upstream, x, out):
    out[:] = x > 0


@relu_backward_kernel.mistake(GAPS)
def kernel_gaps(upstream, x, out):
    out[x > 0] = upstream[x > 0]


@relu_backward_kernel.mistake("`out` still holds old numbers: nothing was written into its entries.")
def out_untouched(upstream, x, out):
    out = np.where(x > 0, upstream, 0.0)  # noqa: F841  (that is the mistake)


@relu_backward_kernel.mistake(
    "This is the forward step, max(x, 0). On the way back the upstream gradient comes through."
)
def relu_forward(upstream, x, out):
    out[:] = np.maximum(x, 0.0)


@relu_backward_kernel.mistake(
    "You multiplied by x. Where the gate is open the gradient comes through as it is: the slope is 1."
)
def gate_times_x(upstream, x, out):
    out[:] = upstream * np.maximum(x, 0.0)


@relu_backward_kernel.mistake("Whether the gate is open is decided by x, not by the sign of the gradient that arrives.")
def gate_of_upstream(upstream, x, out):
    out[:] = np.where(upstream > 0, upstream, 0.0)


@relu_backward_kernel.mistake("Your gate is open where it should be closed, and closed where it should be open.")
def gate_reversed(upstream, x, out):
    out[:] = np.where(x > 0, 0.0, upstream)


@relu_backward_kernel.mistake(
    "Your gate is open where it should be closed, and closed where it should be open.", name="gate-reversed"
)
def gate_reversed_closed_at_zero(upstream, x, out):
    out[:] = np.where(x < 0, upstream, 0.0)


@relu_backward_kernel.mistake(
    "You overwrote the caller's gradient: `upstream` is for reading, `out` for writing.", name="relu-in-place"
)
def gate_in_place(upstream, x, out):
    upstream[x <= 0] = 0.0
    out[:] = upstream


@relu_backward_kernel.variant
def gate_by_ifs(upstream, x, out):
    N, M = x.shape
    for i in range(N):
        for j in range(M):
            if x[i, j] > 0:
                out[i, j] = upstream[i, j]
            else:
                out[i, j] = 0


@relu_backward_kernel.variant
def gate_by_product(upstream, x, out):
    for i in range(len(x)):
        for j in range(len(x[0])):
            out[i, j] = upstream[i, j] * (x[i, j] > 0)


@relu_backward_kernel.variant
def gate_cleared_first(upstream, x, out):
    out[:, :] = 0.0
    for j in range(x.shape[1]):
        for i in range(x.shape[0]):
            if x[i, j] > 0.0:
                out[i, j] += upstream[i, j]


# ---------------------------------------------------------------- affine_relu_kernel

affine_relu_kernel = _kernel("affine_relu_kernel", 2, loops.affine_relu_kernel)


@affine_relu_kernel.probes
def layers(rng: np.random.Generator) -> Iterator[Probe]:
    for N, D, M in SIZES:
        X, W, b = rng.normal(size=(N, D)), rng.normal(size=(D, M)), rng.normal(size=M)
        b[:2] = -0.3, 0.4  # of both signs, so that a bias on the wrong side of the gate shows
        X[0] = np.abs(X[0])
        W[:, 0], W[:, 1] = np.abs(W[:, 0]), -np.abs(W[:, 1])  # a gate that is open, and one that is closed
        yield Probe(f"X of shape ({N}, {D}) and W of shape ({D}, {M})", (X, W, b, Out((N, M))), layouts=N > 1)


@affine_relu_kernel.mistake(INTO_OUT, name="kernel-returns")
def layer_returns(X, W, b, out):
    return np.maximum(X @ W + b, 0.0)


@affine_relu_kernel.mistake(RETURNS_TOO, name="kernel-returns-too", score=0.5)
def layer_returns_too(X, W, b, out):
    out[:] = np.maximum(X @ W + b, 0.0)
    return out


@affine_relu_kernel.mistake(OLD_NUMBERS, name="kernel-accumulates")
def layer_accumulates(X, W, b, out):
    out += X @ W + b
    np.maximum(out, 0.0, out=out)


@affine_relu_kernel.mistake("Negative numbers come through: nothing closes the gate.")
def relu_forgotten(X, W, b, out):
    out[:] = X @ W + b


@affine_relu_kernel.mistake(GAPS, name="kernel-gaps")
def layer_gaps(X, W, b, out):
    Z = X @ W + b
    out[Z > 0] = Z[Z > 0]


@affine_relu_kernel.mistake("There is no trace of b in `out`.")
def bias_forgotten(X, W, b, out):
    out[:] = np.maximum(X @ W, 0.0)


@affine_relu_kernel.mistake("You added b behind the gate. It comes first: the gate acts on the finished sum.")
def bias_after_gate(X, W, b, out):
    out[:] = np.maximum(X @ W, 0.0) + b


@affine_relu_kernel.mistake("b was added once for every k. Each entry of `out` gets its bias once.")
def bias_every_step(X, W, b, out):
    out[:] = np.maximum(X @ W + X.shape[1] * b, 0.0)


@affine_relu_kernel.mistake("The gate acted on unfinished sums. Let it wait for the last product.")
def gate_too_early(X, W, b, out):
    out[:] = b
    for k in range(X.shape[1]):
        out[:] = np.maximum(out + np.outer(X[:, k], W[k]), 0.0)


@affine_relu_kernel.mistake(
    "The gate acted on unfinished sums. Let it wait for the last product.", name="gate-too-early"
)
def gate_on_products(X, W, b, out):
    out[:] = 0.0
    for k in range(X.shape[1]):
        out += np.maximum(np.outer(X[:, k], W[k]), 0.0)
    out[:] = np.maximum(out + b, 0.0)


@affine_relu_kernel.mistake(
    "The gate acted on unfinished sums. Let it wait for the last product.", name="gate-too-early"
)
def gate_before_bias(X, W, b, out):
    out[:] = 0.0
    for k in range(X.shape[1]):
        out[:] = np.maximum(out + np.outer(X[:, k], W[k]), 0.0)
    out[:] = np.maximum(out + b, 0.0)


@affine_relu_kernel.mistake(
    "The gate acted on unfinished sums. Let it wait for the last product.", name="gate-too-early"
)
def gate_on_products_over_bias(X, W, b, out):
    out[:] = b
    for k in range(X.shape[1]):
        out += np.maximum(np.outer(X[:, k], W[k]), 0.0)
    np.maximum(out, 0.0, out=out)


@affine_relu_kernel.mistake(LAST_PRODUCT, name="last-product-only")
def layer_of_last_product(X, W, b, out):
    out[:] = np.maximum(np.outer(X[:, -1], W[-1]) + b, 0.0)


@affine_relu_kernel.mistake(ONE_SHORT, name="loop-too-short")
def layer_too_short(X, W, b, out):
    out[:] = np.maximum(X[:, :-1] @ W[:-1] + b, 0.0)


@affine_relu_kernel.variant
def layer_entry_by_entry(X, W, b, out):
    for i in range(X.shape[0]):
        for j in range(W.shape[1]):
            total = b[j]
            for k in range(X.shape[1]):
                total += X[i, k] * W[k, j]
            out[i, j] = total if total > 0 else 0


@affine_relu_kernel.variant
def layer_dot_then_loop(X, W, b, out):
    out[:] = X @ W
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = max(out[i, j] + b[j], 0)


@affine_relu_kernel.variant
def layer_row_by_row(X, W, b, out):
    for i in range(len(X)):
        out[i] = b
        for k in range(len(W)):
            out[i] += X[i, k] * W[k]
        out[i] = np.maximum(out[i], 0.0)
