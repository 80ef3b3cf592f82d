"""Lesson 6, a layer for a whole batch: affine, its backward function, and the reverse of broadcasting."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from autograder.exercise import Probe, exercise
from bpkit import engine, ops

# Distinct sizes show a transposed or swapped axis as a shape; a square shows what only shapes would show;
# one row is a batch, too.
LAYERS = ((5, 3, 4), (5, 3, 3), (2, 4, 3), (1, 3, 4), (3, 3, 3))
NARROW = ((5, 3, 1), (4, 1, 3))  # what broadcasts here hides mistakes that show elsewhere, so these come last


def _layers(rng: np.random.Generator, sizes: Sequence[tuple[int, int, int]] = LAYERS) -> Iterator[tuple[str, tuple]]:
    for N, D, M in sizes:
        X, W, b = rng.normal(size=(N, D)), rng.normal(size=(D, M)), rng.normal(size=M)
        yield f"N = {N}, D = {D}, M = {M}", (X, W, b)


# ---------------------------------------------------------------- affine

affine = exercise("affine", lesson=6, points=1, reference=ops.affine.forward, returns=("Y",))


@affine.probes
def layers(rng: np.random.Generator) -> Iterator[Probe]:
    for label, inputs in _layers(rng):
        yield Probe(label, inputs)
    for label, inputs in _layers(rng, NARROW):
        yield Probe(label, inputs, heavy=True)


@affine.mistake("The bias is missing.")
def bias_forgotten(X, W, b):
    return X @ W


@affine.mistake("W is used transposed: only a square W hides it. Which of its sizes meets a row of X?")
def w_transposed(X, W, b):
    return X @ W.T + b


@affine.mistake("You added the whole of b to every entry. Each output unit has its own bias.")
def bias_summed_up(X, W, b):
    return X @ W + b.sum()


@affine.mistake("There is an activation in it. This layer ends with the sum; negative numbers may leave it.")
def activation_included(X, W, b):
    return np.maximum(X @ W + b, 0)


@affine.mistake("You subtracted the bias.")
def bias_subtracted(X, W, b):
    return X @ W - b


@affine.mistake("Every output is divided by the number of inputs. A weighted sum is not a mean.")
def inputs_averaged(X, W, b):
    return X @ W / X.shape[1] + b


@affine.mistake("W stands on the wrong side: rows of X meet columns of W, so X comes first.")
def product_reversed(X, W, b):
    return W @ X + b


@affine.mistake("You multiplied entry by entry; a whole row of X meets a whole column of W.")
def product_elementwise(X, W, b):
    return X * W + b


@affine.mistake("Your samples lie in columns. Here each row is a sample, on the way in and on the way out.")
def samples_in_columns(X, W, b):
    return W.T @ X.T + b[:, None]


@affine.mistake("The bias was added before the product; it comes after, one for each unit.")
def bias_before_product(X, W, b):
    return (X + b) @ W


@affine.mistake("The bias runs down the rows. It belongs to the units, and they are the columns.")
def bias_down_the_rows(X, W, b):
    return X @ W + b[:, None]


@affine.mistake("Each row also holds what the rows before it gave. Every sample goes through the layer alone.")
def rows_piled_up(X, W, b):
    return np.cumsum(X @ W, axis=0) + b


@affine.mistake("The bias was added before the product; it comes after, one for each unit.", name="bias-before-product")
def bias_added_to_weights(X, W, b):
    return X @ (W + b)


@affine.variant
def affine_in_two_lines(X, W, b):
    Y = np.dot(X, W)
    Y += b
    return Y


@affine.variant
def affine_by_einsum(X, W, b):
    return np.einsum("nd,dm->nm", X, W) + b


@affine.variant
def affine_by_loops(X, W, b):
    return [
        [sum(x * w for x, w in zip(row, column, strict=True)) + bias for column, bias in zip(W.T, b, strict=True)]
        for row in X
    ]


@affine.variant
def affine_by_bias_column(X, W, b):
    return np.hstack([X, np.ones((len(X), 1))]) @ np.vstack([W, b])


# ---------------------------------------------------------------- affine_backward

affine_backward = exercise(
    "affine_backward", lesson=6, points=3, reference=ops.affine_backward, returns=("dX", "dW", "db")
)


@affine_backward.probes
def layers_backward(rng: np.random.Generator) -> Iterator[Probe]:
    for sizes in (LAYERS, NARROW):
        for label, (X, W, b) in _layers(rng, sizes):
            output = X @ W + b
            yield Probe(label, (rng.normal(size=output.shape), output, X, W, b), heavy=sizes is NARROW)


@affine_backward.mistake("The same b served every row, so add their gradients up.")
def bias_not_summed(upstream, output, X, W, b):
    return upstream @ W.T, X.T @ upstream, upstream


@affine_backward.mistake("Right numbers, one dimension too many.")
def bias_extra_axis(upstream, output, X, W, b):
    return upstream @ W.T, X.T @ upstream, upstream.sum(axis=0, keepdims=True)


@affine_backward.mistake("Summed along the wrong axis.")
def bias_wrong_axis(upstream, output, X, W, b):
    return upstream @ W.T, X.T @ upstream, upstream.sum(axis=1)


@affine_backward.mistake("You added up everything into one number; each of the biases has its own gradient.")
def bias_one_number(upstream, output, X, W, b):
    return upstream @ W.T, X.T @ upstream, upstream.sum()


@affine_backward.mistake("dW must have W's shape.")
def dw_transposed(upstream, output, X, W, b):
    return upstream @ W.T, upstream.T @ X, upstream.sum(axis=0)


@affine_backward.mistake("There is no trace of the upstream gradient in dW.")
def dw_no_upstream(upstream, output, X, W, b):
    return upstream @ W.T, X.T, upstream.sum(axis=0)


@affine_backward.mistake("There is no trace of the upstream gradient in dX.")
def dx_no_upstream(upstream, output, X, W, b):
    return W.T, X.T @ upstream, upstream.sum(axis=0)


@affine_backward.mistake("There is no trace of the upstream gradient in db.")
def db_no_upstream(upstream, output, X, W, b):
    return upstream @ W.T, X.T @ upstream, np.ones_like(b)


@affine_backward.mistake("The output stands where the upstream gradient belongs: what arrived, not what was computed.")
def output_for_upstream(upstream, output, X, W, b):
    return output @ W.T, X.T @ output, output.sum(axis=0)


@affine_backward.mistake("You multiplied entry by entry; each weight meets every row of the batch.")
def dw_elementwise(upstream, output, X, W, b):
    return upstream @ W.T, X * upstream, upstream.sum(axis=0)


@affine_backward.mistake(
    "You multiplied entry by entry; each weight meets every row of the batch.", name="dw-elementwise"
)
def dw_elementwise_transposed(upstream, output, X, W, b):
    return upstream @ W.T, X.T * upstream, upstream.sum(axis=0)


@affine_backward.mistake("You multiplied entry by entry; each input meets all the weights that it went through.")
def dx_elementwise(upstream, output, X, W, b):
    return upstream * W, X.T @ upstream, upstream.sum(axis=0)


@affine_backward.mistake("In dX the factors stand the wrong way round: what arrived comes first.")
def dx_product_reversed(upstream, output, X, W, b):
    return W.T @ upstream, X.T @ upstream, upstream.sum(axis=0)


@affine_backward.mistake("dX must have X's shape.")
def dx_transposed(upstream, output, X, W, b):
    return W @ upstream.T, X.T @ upstream, upstream.sum(axis=0)


@affine_backward.mistake("Only a square W hides it: the transpose is missing.")
def dx_w_not_transposed(upstream, output, X, W, b):
    return upstream @ W, X.T @ upstream, upstream.sum(axis=0)


@affine_backward.mistake("Only a square batch hides it: in dW, the transpose of X is missing.")
def dw_x_not_transposed(upstream, output, X, W, b):
    return upstream @ W.T, X @ upstream, upstream.sum(axis=0)


@affine_backward.mistake(
    "Only a square batch hides it: in dW, the transpose of X is missing.", name="dw-x-not-transposed"
)
def dw_x_not_transposed_by_einsum(upstream, output, X, W, b):
    return upstream @ W.T, np.einsum("ij,jk->ik", X, upstream), upstream.sum(axis=0)  # a single row is stretched here


@affine_backward.mistake("The loss already averaged over the batch.")
def batch_mean_twice(upstream, output, X, W, b):
    return upstream @ W.T, X.T @ upstream / len(X), upstream.mean(axis=0)


@affine_backward.mistake("The gradient of the input is divided by N.")
def dx_batch_mean(upstream, output, X, W, b):
    return upstream @ W.T / len(X), X.T @ upstream, upstream.sum(axis=0)


@affine_backward.mistake("This is the share of the last row alone: every row of the batch adds its own.")
def last_row_only(upstream, output, X, W, b):
    return upstream @ W.T, np.outer(X[-1], upstream[-1]), upstream[-1].copy()


@affine_backward.mistake("This is the share of the first row alone: every row of the batch adds its own.")
def first_row_only(upstream, output, X, W, b):
    return upstream @ W.T, np.outer(X[0], upstream[0]), upstream[0].copy()


@affine_backward.mistake(
    "You closed a gate where the output is negative. This layer ends with the sum; it has no ReLU."
)
def relu_included(upstream, output, X, W, b):
    upstream = upstream * (output > 0)
    return upstream @ W.T, X.T @ upstream, upstream.sum(axis=0)


@affine_backward.mistake("dX and dW are swapped.", whole=True)
def gradients_swapped(upstream, output, X, W, b):
    return X.T @ upstream, upstream @ W.T, upstream.sum(axis=0)


@affine_backward.mistake("Input order is X, W, b: dX comes first, db last.", whole=True)
def gradients_reversed(upstream, output, X, W, b):
    return upstream.sum(axis=0), X.T @ upstream, upstream @ W.T


@affine_backward.mistake("W changed during the backward pass; gradients only, please.")
def weights_updated(upstream, output, X, W, b):
    dX, dW = upstream @ W.T, X.T @ upstream
    W -= 0.1 * dW
    return dX, dW, upstream.sum(axis=0)


@affine_backward.mistake("∂(XW + b)/∂b does not contain X.")
def bias_times_input(upstream, output, X, W, b):
    return upstream @ W.T, X.T @ upstream, (X.T @ upstream).sum(axis=0)


@affine_backward.mistake("The slope of XW + b along b is 1, however large b itself is.")
def bias_times_itself(upstream, output, X, W, b):
    return upstream @ W.T, X.T @ upstream, upstream.sum(axis=0) * b


@affine_backward.variant
def backward_by_einsum(upstream, output, X, W, b):
    return np.einsum("nm,dm->nd", upstream, W), np.einsum("nd,nm->dm", X, upstream), np.einsum("nm->m", upstream)


@affine_backward.variant
def backward_by_rows(upstream, output, X, W, b):
    dX, dW, db = np.zeros_like(X), np.zeros_like(W), np.zeros_like(b)
    for n in range(len(X)):
        dX[n] = W @ upstream[n]
        dW += np.outer(X[n], upstream[n])
        db += upstream[n]
    return [dX, dW, db]


@affine_backward.variant
def backward_by_transposing(upstream, output, X, W, b):
    return (W @ upstream.T).T, (upstream.T @ X).T, np.ones(len(X), dtype=X.dtype) @ upstream


@affine_backward.variant
def backward_by_weights(upstream, output, X, W, b):
    dW = np.empty(W.shape)
    for d in range(W.shape[0]):
        for m in range(W.shape[1]):
            dW[d, m] = (X[:, d] * upstream[:, m]).sum()
    return upstream.dot(W.T), dW, upstream.sum(0)


# ---------------------------------------------------------------- unbroadcast

unbroadcast = exercise("unbroadcast", lesson=6, points=2, reference=engine.unbroadcast, returns=("gradient",))
STRETCHED = (
    ((5, 3), (3,)),
    ((5, 3), (5, 1)),
    ((5, 3), (1, 3)),
    ((5, 3), (5, 3)),
    ((4, 5, 3), (3,)),
    ((4, 5, 3), (5, 1)),
    ((4, 5, 3), (4, 1, 3)),
    ((3, 3), (3,)),
    ((5, 3), (1, 1)),
    ((5, 1), (1,)),
    ((2, 4, 5, 3), (4, 1, 3)),
    ((4,), ()),
    ((5, 3), ()),
    ((1, 3), (1, 3)),
)


@unbroadcast.probes
def stretched(rng: np.random.Generator) -> Iterator[Probe]:
    for big, small in STRETCHED:
        yield Probe(f"{big} back to {small}", (rng.normal(size=big), small))


def _summed(gradient, shape, reduce):
    """The reference with another reduction."""
    made = gradient.ndim - len(shape)
    axes = (*range(made), *(made + axis for axis, size in enumerate(shape) if size == 1))
    return reduce(gradient, axes).reshape(shape)


@unbroadcast.mistake("The gradient still has the broadcast shape.")
def unbroadcast_leading(gradient, shape):
    made = gradient.ndim - len(shape)
    stretched_axes = tuple(made + axis for axis, size in enumerate(shape) if size == 1)
    return gradient.sum(axis=stretched_axes, keepdims=True)


@unbroadcast.mistake("The gradient still has the broadcast shape.", name="unbroadcast-leading")
def unbroadcast_nothing(gradient, shape):
    return gradient.copy()


@unbroadcast.mistake("An axis of size 1 was lost.")
def unbroadcast_size_one(gradient, shape):
    return np.squeeze(engine.unbroadcast(gradient, shape))


@unbroadcast.mistake("An axis of size 1 was lost.", name="unbroadcast-size-one")
def unbroadcast_not_kept(gradient, shape):
    gradient = gradient.sum(axis=tuple(range(gradient.ndim - len(shape))))
    return gradient.sum(axis=tuple(axis for axis, size in enumerate(shape) if size == 1 != gradient.shape[axis]))


@unbroadcast.mistake("Axes of size 1 are still stretched: they, too, were used several times.")
def unbroadcast_only_leading(gradient, shape):
    return gradient.sum(axis=tuple(range(gradient.ndim - len(shape))))


@unbroadcast.mistake("You sum a single axis, and only where the number of axes differs. How many axes were stretched?")
def unbroadcast_one_axis(gradient, shape):
    return gradient.sum(axis=0) if gradient.ndim > len(shape) else gradient


@unbroadcast.mistake("The operand was used several times: contributions add.")
def unbroadcast_mean(gradient, shape):
    return _summed(gradient, shape, lambda array, axes: array.mean(axis=axes, keepdims=True))


@unbroadcast.mistake("You kept one of the contributions and dropped the others; they add.")
def unbroadcast_first(gradient, shape):
    return _summed(
        gradient,
        shape,
        lambda array, axes: array[tuple(slice(0, 1) if axis in axes else slice(None) for axis in range(array.ndim))],
    )


@unbroadcast.mistake("You kept the largest contribution and dropped the others; they add.")
def unbroadcast_max(gradient, shape):
    return _summed(gradient, shape, lambda array, axes: array.max(axis=axes, keepdims=True))


@unbroadcast.mistake("Nothing is added up here, and several numbers have to become one.")
def unbroadcast_reshaped(gradient, shape):
    return gradient.reshape(shape)


@unbroadcast.mistake("NumPy lines shapes up from the right, so the axes that it made are the first ones.")
def unbroadcast_from_the_left(gradient, shape):
    while gradient.ndim > len(shape):
        gradient = gradient.sum(axis=-1)
    return gradient.sum(axis=tuple(axis for axis, size in enumerate(shape) if size == 1), keepdims=True)


@unbroadcast.mistake("Everything became one number. An axis that was not stretched keeps its entries apart.")
def unbroadcast_everything(gradient, shape):
    return gradient.sum()


@unbroadcast.mistake("You always sum the first axis. Which axes were stretched? The two shapes side by side say it.")
def unbroadcast_first_axis(gradient, shape):
    return gradient.sum(axis=0)


@unbroadcast.mistake("An axis of size 1 was lost.", name="unbroadcast-size-one")
def unbroadcast_not_kept_in_a_loop(gradient, shape):
    while gradient.ndim > len(shape):
        gradient = gradient.sum(axis=0)
    for axis, size in enumerate(shape):
        if size == 1:
            gradient = gradient.sum(axis=axis)
    return gradient


@unbroadcast.mistake("Only one of the new axes in front was summed away. There may be several.")
def unbroadcast_one_leading(gradient, shape):
    if gradient.ndim > len(shape):
        gradient = gradient.sum(axis=0)
    for axis, size in enumerate(shape):
        if size == 1:
            gradient = gradient.sum(axis=axis, keepdims=True)
    return gradient


@unbroadcast.variant
def unbroadcast_in_two_loops(gradient, shape):
    while gradient.ndim > len(shape):
        gradient = gradient.sum(axis=0)
    for axis, size in enumerate(shape):
        if size == 1:
            gradient = gradient.sum(axis=axis, keepdims=True)
    return gradient


@unbroadcast.variant
def unbroadcast_by_padding(gradient, shape):
    padded = (1,) * (gradient.ndim - len(shape)) + tuple(shape)
    for axis in range(gradient.ndim):
        if padded[axis] != gradient.shape[axis]:
            gradient = np.add.reduce(gradient, axis=axis, keepdims=True)
    return gradient.reshape(shape)


@unbroadcast.variant
def unbroadcast_by_counting(gradient, shape):
    result = np.zeros(shape)
    for place in np.ndindex(gradient.shape):
        own = place[gradient.ndim - len(shape) :]
        result[tuple(0 if size == 1 else i for i, size in zip(own, shape, strict=True))] += gradient[place]
    return result
