"""Every op, with its derivative directly below it.

Each backward function is a vector–Jacobian product in plain words: given the gradient that arrives
from above (``upstream``), it returns what each input receives. ``op_backward(upstream, output,
*inputs)`` returns one gradient per differentiable input, in input order. The learner writes functions
of the same form, under the same names.

Source of the matrix rules: I. Goodfellow, Y. Bengio, A. Courville, *Deep Learning* (2016), section 6.5.
"""

from __future__ import annotations

import numpy as np

from bpkit.engine import Array, lowered, op, summed_to

LAYER_NORM_EPSILON = 1e-5


@op
def add(a: Array, b: Array) -> Array:
    """``a + b``, elementwise, broadcasting."""
    return a + b


@add.backward
def add_backward(upstream: Array, output: Array, a: Array, b: Array) -> tuple[Array, Array]:
    """``(upstream, upstream)``, each summed back to its input's shape."""
    return summed_to(upstream, a), summed_to(upstream, b)


@op
def sub(a: Array, b: Array) -> Array:
    """``a - b``, elementwise, broadcasting."""
    return a - b


@sub.backward
def sub_backward(upstream: Array, output: Array, a: Array, b: Array) -> tuple[Array, Array]:
    """``(upstream, -upstream)``, each summed back to its input's shape."""
    return summed_to(upstream, a), summed_to(-upstream, b)


@op
def mul(a: Array, b: Array) -> Array:
    """``a * b``, elementwise, broadcasting."""
    return a * b


@mul.backward
def mul_backward(upstream: Array, output: Array, a: Array, b: Array) -> tuple[Array, Array]:
    """``(upstream * b, upstream * a)``, each summed back to its input's shape."""
    return summed_to(upstream * b, a), summed_to(upstream * a, b)


@op
def div(a: Array, b: Array) -> Array:
    """``a / b``, elementwise, broadcasting."""
    return a / b


@div.backward
def div_backward(upstream: Array, output: Array, a: Array, b: Array) -> tuple[Array, Array]:
    """``(upstream / b, -upstream * output / b)``, each summed back to its input's shape."""
    return summed_to(upstream / b, a), summed_to(-upstream * output / b, b)


@op(constants=("n",))
def pow(a: Array, n: float) -> Array:
    """``a ** n`` for a constant ``n``, elementwise."""
    return a**n


@pow.backward
def pow_backward(upstream: Array, output: Array, a: Array, n: float) -> Array:
    """``upstream * n * a ** (n - 1)``; nothing for the constant ``n``.

    ``a ** 0`` is 1 everywhere: its slope is 0 at ``a = 0``, too.
    """
    return summed_to(upstream * n * a ** lowered(n), a)


@op
def exp(a: Array) -> Array:
    """``e ** a``, elementwise."""
    return np.exp(a)


@exp.backward
def exp_backward(upstream: Array, output: Array, a: Array) -> Array:
    """``upstream * output``: the slope of exp is exp itself."""
    return upstream * output


@op
def log(a: Array) -> Array:
    """Natural logarithm, elementwise; ``a`` positive."""
    return np.log(a)


@log.backward
def log_backward(upstream: Array, output: Array, a: Array) -> Array:
    """``upstream / a``."""
    return upstream / a


@op
def relu(x: Array) -> Array:
    """``max(x, 0)``, elementwise."""
    return np.maximum(x, 0)


@relu.backward
def relu_backward(upstream: Array, output: Array, x: Array) -> Array:
    """``upstream`` where ``x > 0``, else 0; the slope at exactly 0 is 0."""
    return upstream * (x > 0)


@op
def sigmoid(x: Array) -> Array:
    """``1 / (1 + e⁻ˣ)``, elementwise, safe for any ``x``: exp only ever sees ``-|x|``."""
    shrunk = np.exp(-np.abs(x))
    return np.where(np.asarray(x) >= 0, 1 / (1 + shrunk), shrunk / (1 + shrunk))


@sigmoid.backward
def sigmoid_backward(upstream: Array, output: Array, x: Array) -> Array:
    """``upstream * output * (1 - output)``."""
    return upstream * output * (1 - output)


@op
def tanh(x: Array) -> Array:
    """Hyperbolic tangent, elementwise."""
    return np.tanh(x)


@tanh.backward
def tanh_backward(upstream: Array, output: Array, x: Array) -> Array:
    """``upstream * (1 - output²)``."""
    return upstream * (1 - output * output)


@op
def matmul(A: Array, B: Array) -> Array:
    """Matrix product ``A B`` of A (N, D) and B (D, M).

    Raises
    ------
    ValueError
        If one is no matrix or the inner sizes differ.
    """
    _require_matrices("matmul", A=A, B=B)
    _require_inner("matmul", "A", A, "B", B)
    return A @ B


@matmul.backward
def matmul_backward(upstream: Array, output: Array, A: Array, B: Array) -> tuple[Array, Array]:
    """``dA = G Bᵀ``, ``dB = Aᵀ G``."""
    return upstream @ B.T, A.T @ upstream


@op
def affine(X: Array, W: Array, b: Array) -> Array:
    """Affine layer ``Y = X W + b``.

    Parameters
    ----------
    X : (N, D) standardised features, unitless
    W : (D, M)
    b : (M,)

    Returns
    -------
    Y : (N, M), in the unit of the next layer's input

    Raises
    ------
    ValueError
        If the sizes do not fit; the message names the shapes and the remedy.
    """
    _require_matrices("affine", X=X, W=W)
    _require_inner("affine", "X", X, "W", W)
    if np.shape(b) != (np.shape(W)[1],):
        raise ValueError(
            f"affine: b has shape {np.shape(b)}; W has shape {np.shape(W)}, so b needs shape ({np.shape(W)[1]},): "
            "one bias per column of W"
        )
    return X @ W + b


@affine.backward
def affine_backward(upstream: Array, output: Array, X: Array, W: Array, b: Array) -> tuple[Array, Array, Array]:
    """``dX = G Wᵀ``, ``dW = Xᵀ G``, ``db = Σ_rows G``, where ``G`` is ``upstream`` (N, M)."""
    return upstream @ W.T, X.T @ upstream, upstream.sum(axis=0)


@op(constants=("axis",))
def sum(a: Array, axis: int | tuple[int, ...] | None = None) -> Array:
    """Sum over ``axis``, or of everything."""
    return np.sum(a, axis=axis)


@sum.backward
def sum_backward(upstream: Array, output: Array, a: Array, axis: int | tuple[int, ...] | None = None) -> Array:
    """``upstream``, repeated over what was summed: each entry counted once."""
    return _restore_axes(upstream, axis) * np.ones_like(a)


@op(constants=("axis",))
def mean(a: Array, axis: int | tuple[int, ...] | None = None) -> Array:
    """Mean over ``axis``, or of everything."""
    return np.mean(a, axis=axis)


@mean.backward
def mean_backward(upstream: Array, output: Array, a: Array, axis: int | tuple[int, ...] | None = None) -> Array:
    """``upstream / count``, repeated over what was averaged."""
    count = np.size(a) / max(np.size(output), 1)
    return _restore_axes(upstream, axis) / count * np.ones_like(a)


@op(constants=("target",))
def mse(prediction: Array, target: Array) -> Array:
    """Mean squared error ``mean((prediction - target)²)`` over all elements, in target's unit squared.

    Raises
    ------
    ValueError
        If the shapes differ: NumPy would broadcast a column against a row to a square.
    """
    _require_same_shape("mse", prediction, target)
    return np.mean((prediction - target) ** 2)


@mse.backward
def mse_backward(upstream: Array, output: Array, prediction: Array, target: Array) -> Array:
    """``upstream * 2 (prediction - target) / count``, shaped like ``prediction``."""
    _require_same_shape("mse_backward", prediction, target)
    return upstream * 2 * (prediction - target) / np.size(prediction)


@op(constants=("labels",))
def cross_entropy(logits: Array, labels: Array) -> Array:
    """Mean over the rows of ``-ln softmax(row)[label]``, in nats.

    Parameters
    ----------
    logits : (N, K), any size: the row's largest is subtracted first, which changes no probability
    labels : (N,) integers in 0 … K-1

    Raises
    ------
    ValueError
        If the shapes do not fit or a label is no class.
    """
    rows = _require_labels("cross_entropy", logits, labels)
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_totals = np.log(np.exp(shifted).sum(axis=1))
    return np.mean(log_totals - shifted[rows, labels])


@cross_entropy.backward
def cross_entropy_backward(upstream: Array, output: Array, logits: Array, labels: Array) -> Array:
    """``upstream * (softmax(logits) - one_hot(labels)) / N``, shape (N, K)."""
    rows = _require_labels("cross_entropy_backward", logits, labels)
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    gradient = powers / powers.sum(axis=1, keepdims=True)
    gradient[rows, labels] -= 1
    return upstream * gradient / len(rows)


@op
def layer_norm(X: Array, gain: Array, shift: Array) -> Array:
    """Each row of X to mean 0 and variance 1, then ``gain · row + shift``.

    Parameters
    ----------
    X : (N, D)
    gain, shift : (D,)

    Notes
    -----
    ``(x - μ) / √(var + 1e-5)`` with the population variance (ddof 0).
    Source: J. L. Ba, J. R. Kiros, G. E. Hinton, "Layer Normalization", arXiv:1607.06450 (2016), section 3.

    Raises
    ------
    ValueError
        If X is no matrix, or gain or shift has not one number per column; the message names the shapes.
    """
    _require_matrices("layer_norm", X=X)
    for name, value in (("gain", gain), ("shift", shift)):
        if np.shape(value) != np.shape(X)[1:]:
            raise ValueError(
                f"layer_norm: {name} has shape {np.shape(value)}; X has shape {np.shape(X)}, "
                f"so {name} needs shape {np.shape(X)[1:]}: one number per column of X"
            )
    normalised, _ = _normalise_rows(X)
    return gain * normalised + shift


@layer_norm.backward
def layer_norm_backward(
    upstream: Array, output: Array, X: Array, gain: Array, shift: Array
) -> tuple[Array, Array, Array]:
    """``dX = (H - mean(H) - Z · mean(H · Z)) / s`` with ``H = G · gain``, means over each row.

    ``Z`` are the normalised rows and ``s`` their √(var + ε). The two subtracted terms are what a shift
    and a scaling of the row cannot change. ``dgain = Σ_rows G · Z``, ``dshift = Σ_rows G``.
    """
    normalised, scale = _normalise_rows(X)
    inner = upstream * gain
    centred = inner - inner.mean(axis=1, keepdims=True)
    dX = (centred - normalised * (inner * normalised).mean(axis=1, keepdims=True)) / scale
    return dX, (upstream * normalised).sum(axis=0), upstream.sum(axis=0)


def _normalise_rows(X: Array) -> tuple[Array, Array]:
    """``Z`` and ``s``: the normalised rows, and the √(var + ε) that each was divided by, (N, 1)."""
    centred = X - X.mean(axis=1, keepdims=True)
    scale = np.sqrt((centred * centred).mean(axis=1, keepdims=True) + LAYER_NORM_EPSILON)
    return centred / scale, scale


def _restore_axes(upstream: Array, axis: int | tuple[int, ...] | None) -> Array:
    """Give ``upstream`` the axes of size 1 that a sum over ``axis`` took away."""
    return upstream if axis is None else np.expand_dims(upstream, axis)


def _require_matrices(name: str, **arrays: Array) -> None:
    for argument, value in arrays.items():
        if np.ndim(value) != 2:
            raise ValueError(f"{name}: {argument} has shape {np.shape(value)}; a matrix (rows, columns) is needed")


def _require_inner(name: str, left_name: str, left: Array, right_name: str, right: Array) -> None:
    if np.shape(left)[1] != np.shape(right)[0]:
        raise ValueError(
            f"{name}: {left_name} has shape {np.shape(left)} and {right_name} has shape {np.shape(right)}; "
            f"the columns of {left_name} must be as many as the rows of {right_name}"
        )


def _require_same_shape(name: str, prediction: Array, target: Array) -> None:
    if np.shape(prediction) != np.shape(target):
        raise ValueError(
            f"{name}: prediction has shape {np.shape(prediction)}, target has shape {np.shape(target)}; "
            "reshape one so that they agree"
        )


def _require_labels(name: str, logits: Array, labels: Array) -> Array:
    """The row numbers 0 … N-1, once logits and labels fit together."""
    if np.ndim(logits) != 2 or np.shape(labels) != np.shape(logits)[:1]:
        raise ValueError(
            f"{name}: logits have shape {np.shape(logits)}, labels {np.shape(labels)}; (N, classes) and (N,) are needed"
        )
    if not np.issubdtype(np.asarray(labels).dtype, np.integer):
        raise ValueError(f"{name}: labels are {np.asarray(labels).dtype}; integers are needed, one class a row")
    classes = np.shape(logits)[1]
    wrong = (np.asarray(labels) < 0) | (np.asarray(labels) >= classes)
    if wrong.any():
        row = int(np.argmax(wrong))
        raise ValueError(f"{name}: labels[{row}] is {labels[row]}; the classes are 0 … {classes - 1}")
    return np.arange(np.shape(logits)[0])
