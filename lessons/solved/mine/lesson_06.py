"""What you wrote and passed in lesson 6. Later lessons import it from bpkit.mine."""

from __future__ import annotations

# === affine
def affine(X, W, b):
    """A layer for a whole batch: ``X W + b``.

    X: (N, D), a row for each sample. W: (D, M). b: (M,). Returns Y: (N, M).
    """
    return X @ W + b

# === affine_backward
def affine_backward(upstream, output, X, W, b):
    """Gradients of ``X W + b``: returns (dX, dW, db).

    upstream, output: (N, M). X: (N, D). W: (D, M). b: (M,). Changes none of them.
    Each gradient has the shape of its input.
    """
    dX = upstream @ W.T
    dW = X.T @ upstream
    db = upstream.sum(axis=0)
    return dX, dW, db

# === unbroadcast
def unbroadcast(gradient, shape):
    """``gradient`` summed back to ``shape``.

    gradient: an array, in the stretched shape. shape: a tuple, the operand's own shape.
    Returns an array of the operand's shape.
    """
    while gradient.ndim > len(shape):
        gradient = gradient.sum(axis=0)
    for axis, size in enumerate(shape):
        if size == 1:
            gradient = gradient.sum(axis=axis, keepdims=True)
    return gradient
