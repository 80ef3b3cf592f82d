"""Wrong answers to lesson 6."""

from __future__ import annotations

import numpy as np

from tests.wrong_answers.table import double, listed, unlisted

# ---------------------------------------------------------------- affine


def product(X, W):
    """``X W`` by loops."""
    return np.array([[sum(X[n, d] * W[d, m] for d in range(len(W))) for m in range(W.shape[1])] for n in range(len(X))])


@listed("affine", "bias-forgotten")
def _(X, W, b):
    return product(X, W)


@listed("affine", "bias-forgotten")
def _(X, W, b):
    return np.einsum("nd,dm->nm", X, W)


@listed("affine", "w-transposed")
def _(X, W, b):
    return np.einsum("nd,md->nm", X, W) + b


@listed("affine", "w-transposed")
def _(X, W, b):
    return np.dot(X, np.transpose(W)) + b


@listed("affine", "bias-summed-up")
def _(X, W, b):
    return X.dot(W) + np.sum(b)


@listed("affine", "bias-summed-up")
def _(X, W, b):
    Y = product(X, W)
    for bias in b:
        Y = Y + bias
    return Y


@listed("affine", "activation-included")
def _(X, W, b):
    Y = X @ W + b
    return Y * (Y > 0)


@listed("affine", "activation-included")
def _(X, W, b):
    return np.where(X @ W + b > 0, X @ W + b, 0.0)


@listed("affine", "bias-subtracted")
def _(X, W, b):
    return np.matmul(X, W) + (-b)


@listed("affine", "bias-subtracted")
def _(X, W, b):
    Y = product(X, W)
    for m in range(len(b)):
        Y[:, m] -= b[m]
    return Y


@listed("affine", "inputs-averaged")
def _(X, W, b):
    return (X[:, :, None] * W[None]).mean(axis=1) + b


@listed("affine", "inputs-averaged")
def _(X, W, b):
    return X @ (W / len(W)) + b


@listed("affine", "product-reversed")
def _(X, W, b):
    return np.dot(W, X) + b


@listed("affine", "product-reversed")
def _(X, W, b):
    return np.matmul(W, X) + b[None, :]


@listed("affine", "product-elementwise")
def _(X, W, b):
    return np.multiply(W, X) + b


@listed("affine", "product-elementwise")
def _(X, W, b):
    Y = W * X
    return Y + b


@listed("affine", "samples-in-columns")
def _(X, W, b):
    return (X @ W + b).T


@listed("affine", "samples-in-columns")
def _(X, W, b):
    return np.einsum("nd,dm->mn", X, W) + b.reshape(-1, 1)


@listed("affine", "bias-before-product")
def _(X, W, b):
    return np.dot(X + b, W)


@listed("affine", "bias-before-product")
def _(X, W, b):
    shifted = np.array([row + b for row in X])
    return shifted @ W


@listed("affine", "bias-down-the-rows")
def _(X, W, b):
    return np.dot(X, W) + b.reshape(len(b), 1)


@listed("affine", "bias-down-the-rows")
def _(X, W, b):
    return X @ W + np.expand_dims(b, 1)


@listed("affine", "rows-piled-up")
def _(X, W, b):
    Y, row = np.zeros((len(X), W.shape[1])), np.zeros(W.shape[1])
    for n in range(len(X)):
        for d in range(len(W)):
            row = row + X[n, d] * W[d]
        Y[n] = row + b
    return Y


@listed("affine", "rows-piled-up")
def _(X, W, b):
    return np.add.accumulate(X, axis=0) @ W + b


@unlisted("affine")
def _(X, W, b):
    return X @ W + b**2


@unlisted("affine")
def _(X, W, b):
    return np.tanh(X @ W + b)


@unlisted("affine")
def _(X, W, b):
    return (X @ W + b) / len(X)


@unlisted("affine")
def _(X, W, b):
    return X @ W * b


@unlisted("affine")
def _(X, W, b):
    return (X @ W + b).sum(axis=0)


@double("affine", "bias-forgotten", "activation-included")
def _(X, W, b):
    return np.maximum(X @ W, 0)


@double("affine", "inputs-averaged", "bias-forgotten")
def _(X, W, b):
    return X @ W / len(W)


# ---------------------------------------------------------------- affine_backward


def right(G, X, W):
    """The right gradients, row by row."""
    dX, dW, db = np.zeros(X.shape), np.zeros(W.shape), np.zeros(W.shape[1])
    for n in range(len(X)):
        for m in range(W.shape[1]):
            dX[n] += G[n, m] * W[:, m]
            dW[:, m] += G[n, m] * X[n]
            db[m] += G[n, m]
    return dX, dW, db


@listed("affine_backward", "bias-not-summed")
def _(upstream, output, X, W, b):
    dX, dW, _db = right(upstream, X, W)
    return dX, dW, np.array(upstream)


@listed("affine_backward", "bias-not-summed")
def _(upstream, output, X, W, b):
    return upstream @ W.T, X.T @ upstream, upstream * np.ones_like(b)


@listed("affine_backward", "bias-extra-axis")
def _(upstream, output, X, W, b):
    dX, dW, db = right(upstream, X, W)
    return dX, dW, db[None]


@listed("affine_backward", "bias-extra-axis")
def _(upstream, output, X, W, b):
    return upstream @ W.T, X.T @ upstream, np.ones((1, len(X)), dtype=X.dtype) @ upstream


@listed("affine_backward", "bias-wrong-axis")
def _(upstream, output, X, W, b):
    dX, dW, _db = right(upstream, X, W)
    return dX, dW, np.array([row.sum() for row in upstream])


@listed("affine_backward", "bias-wrong-axis")
def _(upstream, output, X, W, b):
    return np.einsum("nm,dm->nd", upstream, W), X.T @ upstream, np.einsum("nm->n", upstream)


@listed("affine_backward", "bias-one-number")
def _(upstream, output, X, W, b):
    return upstream @ W.T, X.T @ upstream, np.sum(upstream)


@listed("affine_backward", "bias-one-number")
def _(upstream, output, X, W, b):
    dX, dW, db = right(upstream, X, W)
    return dX, dW, float(sum(db))


@listed("affine_backward", "dw-transposed")
def _(upstream, output, X, W, b):
    dX, dW, db = right(upstream, X, W)
    return dX, dW.T, db


@listed("affine_backward", "dw-transposed")
def _(upstream, output, X, W, b):
    return upstream @ W.T, np.einsum("nd,nm->md", X, upstream), upstream.sum(0)


@listed("affine_backward", "dw-no-upstream")
def _(upstream, output, X, W, b):
    dX, _dW, db = right(upstream, X, W)
    return dX, np.transpose(X), db


@listed("affine_backward", "dw-no-upstream")
def _(upstream, output, X, W, b):
    return upstream @ W.T, np.swapaxes(X, 0, 1).copy(), upstream.sum(axis=0)


@listed("affine_backward", "dx-no-upstream")
def _(upstream, output, X, W, b):
    _dX, dW, db = right(upstream, X, W)
    return np.transpose(W), dW, db


@listed("affine_backward", "dx-no-upstream")
def _(upstream, output, X, W, b):
    return np.swapaxes(W, 0, 1).copy(), X.T @ upstream, upstream.sum(axis=0)


@listed("affine_backward", "db-no-upstream")
def _(upstream, output, X, W, b):
    return upstream @ W.T, X.T @ upstream, np.ones(W.shape[1])


@listed("affine_backward", "db-no-upstream")
def _(upstream, output, X, W, b):
    dX, dW, db = right(upstream, X, W)
    return dX, dW, [1.0 for _ in db]


@listed("affine_backward", "output-for-upstream")
def _(upstream, output, X, W, b):
    return right(output, X, W)


@listed("affine_backward", "output-for-upstream")
def _(upstream, output, X, W, b):
    Y = X @ W + b
    return Y @ W.T, X.T @ Y, Y.sum(axis=0)


@listed("affine_backward", "dw-elementwise")
def _(upstream, output, X, W, b):
    dX, _dW, db = right(upstream, X, W)
    return dX, np.multiply(upstream, X), db


@listed("affine_backward", "dw-elementwise")
def _(upstream, output, X, W, b):
    return upstream @ W.T, np.multiply(X.T, upstream), upstream.sum(axis=0)


@listed("affine_backward", "dx-elementwise")
def _(upstream, output, X, W, b):
    _dX, dW, db = right(upstream, X, W)
    return np.multiply(W, upstream), dW, db


@listed("affine_backward", "dx-elementwise")
def _(upstream, output, X, W, b):
    dX = W * upstream
    return dX, X.T @ upstream, upstream.sum(axis=0)


@listed("affine_backward", "dx-product-reversed")
def _(upstream, output, X, W, b):
    return np.dot(W.T, upstream), np.dot(X.T, upstream), upstream.sum(axis=0)


@listed("affine_backward", "dx-product-reversed")
def _(upstream, output, X, W, b):
    dX = np.matmul(np.transpose(W), upstream)
    return dX, X.T @ upstream, upstream.sum(axis=0)


@listed("affine_backward", "dx-transposed")
def _(upstream, output, X, W, b):
    dX, dW, db = right(upstream, X, W)
    return dX.T, dW, db


@listed("affine_backward", "dx-transposed")
def _(upstream, output, X, W, b):
    return np.einsum("nm,dm->dn", upstream, W), X.T @ upstream, upstream.sum(axis=0)


@listed("affine_backward", "dx-w-not-transposed")
def _(upstream, output, X, W, b):
    return np.dot(upstream, W), np.dot(X.T, upstream), np.sum(upstream, axis=0)


@listed("affine_backward", "dx-w-not-transposed")
def _(upstream, output, X, W, b):
    return np.einsum("nm,md->nd", upstream, W), X.T @ upstream, upstream.sum(axis=0)


@listed("affine_backward", "dw-x-not-transposed")
def _(upstream, output, X, W, b):
    return np.dot(upstream, W.T), np.dot(X, upstream), np.sum(upstream, axis=0)


@listed("affine_backward", "dw-x-not-transposed")
def _(upstream, output, X, W, b):
    return upstream @ W.T, np.einsum("dn,nm->dm", X, upstream), upstream.sum(axis=0)


@listed("affine_backward", "batch-mean-twice")
def _(upstream, output, X, W, b):
    dX, dW, db = right(upstream, X, W)
    return dX, dW / X.shape[0], db / X.shape[0]


@listed("affine_backward", "batch-mean-twice")
def _(upstream, output, X, W, b):
    return upstream @ W.T, (X[:, :, None] * upstream[:, None, :]).mean(axis=0), upstream.mean(axis=0)


@listed("affine_backward", "batch-mean-twice")
def _(upstream, output, X, W, b):
    return upstream @ W.T, X.T @ upstream / len(upstream), upstream.sum(axis=0)


@listed("affine_backward", "dx-batch-mean")
def _(upstream, output, X, W, b):
    dX, dW, db = right(upstream, X, W)
    return dX / len(dX), dW, db


@listed("affine_backward", "dx-batch-mean")
def _(upstream, output, X, W, b):
    return (upstream / len(upstream)) @ W.T, X.T @ upstream, upstream.sum(axis=0)


@listed("affine_backward", "last-row-only")
def _(upstream, output, X, W, b):
    dX, dW, db = np.zeros(X.shape), np.zeros(W.shape), np.zeros(b.shape)
    for n in range(len(X)):
        dX[n] = W @ upstream[n]
        dW = np.outer(X[n], upstream[n])
        db = upstream[n]
    return dX, dW, db


@listed("affine_backward", "last-row-only")
def _(upstream, output, X, W, b):
    return upstream @ W.T, X[-1:].T @ upstream[-1:], upstream[-1:].sum(axis=0)


@listed("affine_backward", "first-row-only")
def _(upstream, output, X, W, b):
    return upstream @ W.T, X[:1].T @ upstream[:1], upstream[:1].sum(axis=0)


@listed("affine_backward", "first-row-only")
def _(upstream, output, X, W, b):
    dX, _dW, _db = right(upstream, X, W)
    _dX, dW, db = right(upstream[:1], X[:1], W)
    return dX, dW, db


@listed("affine_backward", "relu-included")
def _(upstream, output, X, W, b):
    return right(np.where(output > 0, upstream, 0.0), X, W)


@listed("affine_backward", "relu-included")
def _(upstream, output, X, W, b):
    gated = upstream * np.heaviside(output, 0.0)
    return gated @ W.T, X.T @ gated, gated.sum(axis=0)


@listed("affine_backward", "gradients-swapped")
def _(upstream, output, X, W, b):
    dX, dW, db = right(upstream, X, W)
    return dW, dX, db


@listed("affine_backward", "gradients-swapped")
def _(upstream, output, X, W, b):
    return np.dot(X.T, upstream), np.dot(upstream, W.T), np.sum(upstream, axis=0)


@listed("affine_backward", "gradients-reversed")
def _(upstream, output, X, W, b):
    return right(upstream, X, W)[::-1]


@listed("affine_backward", "gradients-reversed")
def _(upstream, output, X, W, b):
    dX, dW, db = upstream @ W.T, X.T @ upstream, upstream.sum(axis=0)
    return [db, dW, dX]


@listed("affine_backward", "weights-updated")
def _(upstream, output, X, W, b):
    dX, dW, db = right(upstream, X, W)
    W -= 0.01 * dW
    return dX, dW, db


@listed("affine_backward", "weights-updated")
def _(upstream, output, X, W, b):
    dX, dW, db = upstream @ W.T, X.T @ upstream, upstream.sum(axis=0)
    for d in range(W.shape[0]):
        W[d] = W[d] - 0.5 * dW[d]
    return dX, dW, db


@listed("affine_backward", "bias-times-input")
def _(upstream, output, X, W, b):
    dX, dW, _db = right(upstream, X, W)
    return dX, dW, dW.sum(axis=0)


@listed("affine_backward", "bias-times-input")
def _(upstream, output, X, W, b):
    return upstream @ W.T, X.T @ upstream, np.einsum("nd,nm->m", X, upstream)


@listed("affine_backward", "bias-times-itself")
def _(upstream, output, X, W, b):
    return upstream @ W.T, X.T @ upstream, (upstream * b).sum(axis=0)


@listed("affine_backward", "bias-times-itself")
def _(upstream, output, X, W, b):
    dX, dW, db = right(upstream, X, W)
    return dX, dW, [one * other for one, other in zip(db, b, strict=True)]


@listed("affine_backward", "upstream-forgotten")
def _(upstream, output, X, W, b):
    return right(np.ones(output.shape), X, W)


@listed("affine_backward", "upstream-forgotten")
def _(upstream, output, X, W, b):
    N, M = output.shape
    return np.tile(W.sum(axis=1), (N, 1)), np.tile(X.sum(axis=0)[:, None], (1, M)), np.full(M, float(N))


@listed("affine_backward", "input-changed")
def _(upstream, output, X, W, b):
    gradients = right(upstream, X, W)
    upstream *= 0
    return gradients


@listed("affine_backward", "input-changed")
def _(upstream, output, X, W, b):
    dX, dW, db = upstream @ W.T, X.T @ upstream, upstream.sum(axis=0)
    X[:] = dX
    return dX, dW, db


@unlisted("affine_backward")
def _(upstream, output, X, W, b):
    return upstream @ W.T + X, X.T @ upstream, upstream.sum(axis=0)


@unlisted("affine_backward")
def _(upstream, output, X, W, b):
    return upstream @ W.T, X.T @ upstream + W, upstream.sum(axis=0)


@unlisted("affine_backward")
def _(upstream, output, X, W, b):
    return upstream @ W.T, X.T @ upstream, upstream.max(axis=0)


@unlisted("affine_backward")
def _(upstream, output, X, W, b):
    return upstream @ W.T, X.T @ upstream / X.shape[1], upstream.sum(axis=0)


@unlisted("affine_backward")
def _(upstream, output, X, W, b):
    return np.zeros_like(X), np.zeros_like(W), np.zeros_like(b)


@unlisted("affine_backward")
def _(upstream, output, X, W, b):
    return -(upstream @ W.T), -(X.T @ upstream), -upstream.sum(axis=0)


@unlisted("affine_backward")
def _(upstream, output, X, W, b):
    upstream = upstream * output
    return upstream @ W.T, X.T @ upstream, upstream.sum(axis=0)


@double("affine_backward", "dx-batch-mean", "bias-not-summed")
def _(upstream, output, X, W, b):
    return upstream @ W.T / len(X), X.T @ upstream, upstream


@double("affine_backward", "dw-transposed", "bias-extra-axis")
def _(upstream, output, X, W, b):
    return upstream @ W.T, upstream.T @ X, upstream.sum(axis=0, keepdims=True)


@double("affine_backward", "dw-no-upstream", "db-no-upstream")
def _(upstream, output, X, W, b):
    return upstream @ W.T, X.T, np.ones(len(b))


@double("affine_backward", "batch-mean-twice", "dx-batch-mean")
def _(upstream, output, X, W, b):
    return tuple(gradient / len(X) for gradient in right(upstream, X, W))


@double("affine_backward", "dx-w-not-transposed", "bias-wrong-axis")
def _(upstream, output, X, W, b):
    return upstream @ W, X.T @ upstream, upstream.sum(axis=1)


@double("affine_backward", "dw-elementwise", "bias-not-summed")
def _(upstream, output, X, W, b):
    return upstream @ W.T, X * upstream, upstream


@double("affine_backward", "weights-updated", "bias-not-summed")
def _(upstream, output, X, W, b):
    dX, dW = upstream @ W.T, X.T @ upstream
    W -= 0.1 * dW
    return dX, dW, upstream


@double("affine_backward", "dx-no-upstream", "bias-one-number")
def _(upstream, output, X, W, b):
    return W.T, X.T @ upstream, upstream.sum()


@double("affine_backward", "last-row-only", "dx-transposed")
def _(upstream, output, X, W, b):
    return W @ upstream.T, np.outer(X[-1], upstream[-1]), upstream[-1]


# ---------------------------------------------------------------- unbroadcast


def sizes(gradient, shape):
    """``shape`` with ones in front, as long as the gradient's."""
    return [1] * (gradient.ndim - len(shape)) + list(shape)


def reduced(gradient, shape, how):
    """The right answer, with ``how`` in place of the sum over each stretched axis."""
    for axis, size in enumerate(sizes(gradient, shape)):
        if (size == 1 and axis < gradient.ndim - len(shape)) or size != gradient.shape[axis]:
            gradient = how(gradient, axis)
    return gradient.reshape(shape)


@listed("unbroadcast", "unbroadcast-leading")
def _(gradient, shape):
    for axis, size in enumerate(sizes(gradient, shape)):
        if size == 1 and axis >= gradient.ndim - len(shape):
            gradient = gradient.sum(axis=axis, keepdims=True)
    return gradient


@listed("unbroadcast", "unbroadcast-leading")
def _(gradient, shape):
    return 1.0 * gradient


@listed("unbroadcast", "unbroadcast-size-one")
def _(gradient, shape):
    result = gradient
    for axis in reversed(range(gradient.ndim)):
        if sizes(gradient, shape)[axis] == 1:
            result = result.sum(axis=axis)
    return result


@listed("unbroadcast", "unbroadcast-size-one")
def _(gradient, shape):
    right = reduced(gradient, shape, lambda array, axis: array.sum(axis=axis, keepdims=True))
    return right.reshape([size for size in shape if size != 1])


@listed("unbroadcast", "unbroadcast-only-leading")
def _(gradient, shape):
    while gradient.ndim > len(shape):
        gradient = gradient.sum(axis=0)
    return gradient


@listed("unbroadcast", "unbroadcast-only-leading")
def _(gradient, shape):
    extra = gradient.ndim - len(shape)
    return gradient.reshape(-1, *gradient.shape[extra:]).sum(axis=0)


@listed("unbroadcast", "unbroadcast-one-axis")
def _(gradient, shape):
    if gradient.ndim == len(shape):
        return gradient
    return np.add.reduce(gradient)


@listed("unbroadcast", "unbroadcast-one-axis")
def _(gradient, shape):
    if len(gradient.shape) > len(shape):
        gradient = np.sum(gradient, 0)
    return gradient


@listed("unbroadcast", "unbroadcast-mean")
def _(gradient, shape):
    return reduced(gradient, shape, lambda array, axis: array.mean(axis=axis, keepdims=True))


@listed("unbroadcast", "unbroadcast-mean")
def _(gradient, shape):
    total = reduced(gradient, shape, lambda array, axis: array.sum(axis=axis, keepdims=True))
    return total * (total.size / gradient.size)


@listed("unbroadcast", "unbroadcast-first")
def _(gradient, shape):
    return reduced(gradient, shape, lambda array, axis: np.take(array, [0], axis=axis))


@listed("unbroadcast", "unbroadcast-first")
def _(gradient, shape):
    gradient = gradient[(0,) * (gradient.ndim - len(shape))]
    return np.array(gradient[tuple(slice(size) for size in shape)])


@listed("unbroadcast", "unbroadcast-max")
def _(gradient, shape):
    return reduced(gradient, shape, lambda array, axis: np.amax(array, axis=axis, keepdims=True))


@listed("unbroadcast", "unbroadcast-max")
def _(gradient, shape):
    result = np.full(shape, -np.inf)
    for place in np.ndindex(gradient.shape):
        own = tuple(0 if size == 1 else i for i, size in zip(place[gradient.ndim - len(shape) :], shape, strict=True))
        result[own] = max(result[own], gradient[place])
    return result


@listed("unbroadcast", "unbroadcast-reshaped")
def _(gradient, shape):
    return np.reshape(gradient, shape)


@listed("unbroadcast", "unbroadcast-reshaped")
def _(gradient, shape):
    return np.array(gradient.ravel()).reshape(tuple(shape))


@listed("unbroadcast", "unbroadcast-from-the-left")
def _(gradient, shape):
    for _ in range(gradient.ndim - len(shape)):
        gradient = np.sum(gradient, axis=gradient.ndim - 1)
    for axis, size in enumerate(shape):
        if size == 1:
            gradient = gradient.sum(axis=axis, keepdims=True)
    return gradient


@listed("unbroadcast", "unbroadcast-from-the-left")
def _(gradient, shape):
    extra = tuple(range(len(shape), gradient.ndim))
    return np.add.reduce(gradient.sum(axis=extra), axis=tuple(np.flatnonzero(np.array(shape) == 1)), keepdims=True)


@listed("unbroadcast", "unbroadcast-everything")
def _(gradient, shape):
    return float(np.sum(gradient))


@listed("unbroadcast", "unbroadcast-everything")
def _(gradient, shape):
    total = 0.0
    for value in gradient.ravel():
        total += value
    return total


@listed("unbroadcast", "unbroadcast-first-axis")
def _(gradient, shape):
    return np.add.reduce(gradient, axis=0)


@listed("unbroadcast", "unbroadcast-first-axis")
def _(gradient, shape):
    return sum(row for row in gradient)


@listed("unbroadcast", "unbroadcast-one-leading")
def _(gradient, shape):
    result = np.add.reduce(gradient, 0) if len(gradient.shape) != len(shape) else gradient
    for place in range(len(shape)):
        if shape[place] == 1:
            result = np.sum(result, axis=place, keepdims=True)
    return result


@listed("unbroadcast", "unbroadcast-one-leading")
def _(gradient, shape):
    extra = gradient.ndim - len(shape)
    if extra >= 1:
        gradient = sum(gradient)
    ones = tuple(axis for axis in range(len(shape)) if shape[axis] == 1)
    return gradient.sum(axis=ones, keepdims=True) if ones else gradient


@unlisted("unbroadcast")
def _(gradient, shape):
    return np.zeros(shape)


@unlisted("unbroadcast")
def _(gradient, shape):
    return reduced(gradient, shape, lambda array, axis: np.abs(array).sum(axis=axis, keepdims=True))


@unlisted("unbroadcast")
def _(gradient, shape):
    return reduced(gradient, shape, lambda array, axis: array.prod(axis=axis, keepdims=True))


@unlisted("unbroadcast")
def _(gradient, shape):
    return reduced(gradient, shape, lambda array, axis: array.min(axis=axis, keepdims=True))


@double("unbroadcast", "unbroadcast-size-one", "unbroadcast-mean")
def _(gradient, shape):
    return np.squeeze(reduced(gradient, shape, lambda array, axis: array.mean(axis=axis, keepdims=True)))


@double("unbroadcast", "unbroadcast-size-one", "unbroadcast-max")
def _(gradient, shape):
    return np.squeeze(reduced(gradient, shape, lambda array, axis: array.max(axis=axis, keepdims=True)))
