"""Wrong answers to lesson 13."""

from __future__ import annotations

import numpy as np

from tests.wrong_answers.table import double, listed, unlisted

# ---------------------------------------------------------------- matmul_kernel


@listed("matmul_kernel", "kernel-returns")
def _(A, B, out):
    result = np.zeros((A.shape[0], B.shape[1]))
    for i in range(A.shape[0]):
        for j in range(B.shape[1]):
            for k in range(A.shape[1]):
                result[i, j] += A[i, k] * B[k, j]
    return result


@listed("matmul_kernel", "kernel-returns")
def _(A, B, out):
    out = np.dot(A, B)
    return out  # noqa: RET504


@unlisted("matmul_kernel", "kernel-accumulates")
def _(A, B, out):
    out = A @ B  # noqa: F841


@unlisted("matmul_kernel", "kernel-accumulates")
def _(A, B, out):
    result = np.zeros(out.shape)
    for i in range(A.shape[0]):
        for j in range(B.shape[1]):
            for k in range(A.shape[1]):
                result[i, j] += A[i, k] * B[k, j]


@listed("matmul_kernel", "kernel-returns-too")
def _(A, B, out):
    for i in range(A.shape[0]):
        for j in range(B.shape[1]):
            total = 0.0
            for k in range(A.shape[1]):
                total += A[i, k] * B[k, j]
            out[i, j] = total
    return out


@listed("matmul_kernel", "kernel-returns-too")
def _(A, B, out):
    out[...] = 0.0
    for k in range(A.shape[1]):
        out += np.outer(A[:, k], B[k])
    return out.copy()


@listed("matmul_kernel", "kernel-accumulates")
def _(A, B, out):
    for i in range(A.shape[0]):
        for j in range(B.shape[1]):
            for k in range(A.shape[1]):
                out[i, j] += A[i, k] * B[k, j]


@listed("matmul_kernel", "kernel-accumulates")
def _(A, B, out):
    for i in range(len(A)):
        for k in range(len(B)):
            out[i] = out[i] + A[i, k] * B[k]


@listed("matmul_kernel", "last-product-only")
def _(A, B, out):
    for i in range(A.shape[0]):
        for j in range(B.shape[1]):
            for k in range(A.shape[1]):
                out[i, j] = A[i, k] * B[k, j]


@listed("matmul_kernel", "last-product-only")
def _(A, B, out):
    for i in range(A.shape[0]):
        for j in range(B.shape[1]):
            for k in range(A.shape[1]):
                total = 0.0
                total += A[i, k] * B[k, j]
            out[i, j] = total


@listed("matmul_kernel", "loop-too-short")
def _(A, B, out):
    for i in range(A.shape[0]):
        for j in range(B.shape[1]):
            out[i, j] = 0.0
            for k in range(A.shape[1] - 1):
                out[i, j] += A[i, k] * B[k, j]


@listed("matmul_kernel", "loop-too-short")
def _(A, B, out):
    out.fill(0)
    k = 0
    while k + 1 < len(B):
        out += A[:, k : k + 1] * B[k]
        k += 1


@listed("matmul_kernel", "total-not-reset")
def _(A, B, out):
    total = 0.0
    for i in range(A.shape[0]):
        for j in range(B.shape[1]):
            for k in range(A.shape[1]):
                total = total + A[i, k] * B[k, j]
            out[i, j] = total


@listed("matmul_kernel", "total-not-reset")
def _(A, B, out):
    for i in range(A.shape[0]):
        total = 0.0
        for j in range(B.shape[1]):
            for k in range(A.shape[1]):
                total += A[i, k] * B[k, j]
            out[i, j] = total


@listed("matmul_kernel", "b-transposed")
def _(A, B, out):
    out[:] = A @ B.T


@listed("matmul_kernel", "b-transposed")
def _(A, B, out):
    for i in range(A.shape[0]):
        for j in range(B.shape[1]):
            total = 0.0
            for k in range(A.shape[1]):
                total += A[i, k] * B[j, k]
            out[i, j] = total


@listed("matmul_kernel", "matmul-elementwise")
def _(A, B, out):
    out[:] = A * B


@listed("matmul_kernel", "matmul-elementwise")
def _(A, B, out):
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            value = A[i, j] * B[i, j]
            out[i, j] = value


@unlisted("matmul_kernel")
def _(A, B, out):
    for i in range(A.shape[0]):
        for j in range(B.shape[1]):
            out[i, j] = 0.0
            for k in range(1, A.shape[1]):
                out[i, j] += A[i, k] * B[k, j]


@unlisted("matmul_kernel")
def _(A, B, out):
    out[:] = 0.0


@unlisted("matmul_kernel")
def _(A, B, out):
    out[:] = A @ B + 1


@unlisted("matmul_kernel")
def _(A, B, out):
    for i in range(A.shape[0] - 1):
        for j in range(B.shape[1]):
            out[i, j] = 0.0
            for k in range(A.shape[1]):
                out[i, j] += A[i, k] * B[k, j]


@unlisted("matmul_kernel")
def _(A, B, out):
    out[:] = np.abs(A) @ np.abs(B)


@double("matmul_kernel", "kernel-accumulates", "kernel-returns-too")
def _(A, B, out):
    for i in range(A.shape[0]):
        for j in range(B.shape[1]):
            for k in range(A.shape[1]):
                out[i, j] += A[i, k] * B[k, j]
    return out


@double("matmul_kernel", "loop-too-short", "kernel-returns-too")
def _(A, B, out):
    out[:] = A[:, :-1] @ B[:-1]
    return out


@double("matmul_kernel", "loop-too-short", "kernel-accumulates")
def _(A, B, out):
    for k in range(len(B) - 1):
        out += np.outer(A[:, k], B[k])


# ---------------------------------------------------------------- relu_backward_kernel


@listed("relu_backward_kernel", "kernel-returns")
def _(upstream, x, out):
    return upstream * (x > 0)


@listed("relu_backward_kernel", "kernel-returns")
def _(upstream, x, out):
    result = np.zeros(x.shape)
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            if x[i, j] > 0:
                result[i, j] = upstream[i, j]
    return result


@listed("relu_backward_kernel", "kernel-returns-too")
def _(upstream, x, out):
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            out[i, j] = upstream[i, j] if x[i, j] > 0 else 0.0
    return out


@listed("relu_backward_kernel", "kernel-returns-too")
def _(upstream, x, out):
    np.multiply(upstream, x > 0, out=out)
    return out[:]


@listed("relu_backward_kernel", "relu-at-zero")
def _(upstream, x, out):
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            if x[i, j] < 0:
                out[i, j] = 0.0
            else:
                out[i, j] = upstream[i, j]


@listed("relu_backward_kernel", "relu-at-zero")
def _(upstream, x, out):
    out[:] = upstream * (x >= 0)


@listed("relu_backward_kernel", "relu-mask-only")
def _(upstream, x, out):
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            out[i, j] = 1.0 if x[i, j] > 0 else 0.0


@listed("relu_backward_kernel", "relu-mask-only")
def _(upstream, x, out):
    out[...] = np.heaviside(x, 0.0)


@listed("relu_backward_kernel", "kernel-gaps")
def _(upstream, x, out):
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            if x[i, j] > 0:
                out[i, j] = upstream[i, j]


@listed("relu_backward_kernel", "kernel-gaps")
def _(upstream, x, out):
    np.copyto(out, upstream, where=x > 0)


@listed("relu_backward_kernel", "out-untouched")
def _(upstream, x, out):
    out = upstream * (x > 0)  # noqa: F841


@listed("relu_backward_kernel", "out-untouched")
def _(upstream, x, out):
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            value = out[i, j]
            value = upstream[i, j] if x[i, j] > 0 else 0.0  # noqa: F841


@listed("relu_backward_kernel", "relu-forward")
def _(upstream, x, out):
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            out[i, j] = max(x[i, j], 0.0)


@listed("relu_backward_kernel", "relu-forward")
def _(upstream, x, out):
    out[:] = x * (x > 0)


@listed("relu_backward_kernel", "gate-of-upstream")
def _(upstream, x, out):
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            out[i, j] = upstream[i, j] if upstream[i, j] > 0 else 0.0


@listed("relu_backward_kernel", "gate-of-upstream")
def _(upstream, x, out):
    out[:] = np.maximum(upstream, 0)


@listed("relu_backward_kernel", "gate-reversed")
def _(upstream, x, out):
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            if x[i, j] > 0:
                out[i, j] = 0.0
            else:
                out[i, j] = upstream[i, j]


@listed("relu_backward_kernel", "gate-reversed")
def _(upstream, x, out):
    out[:] = upstream * (x < 0)


@listed("relu_backward_kernel", "relu-in-place")
def _(upstream, x, out):
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            if x[i, j] <= 0:
                upstream[i, j] = 0.0
            out[i, j] = upstream[i, j]


@listed("relu_backward_kernel", "relu-in-place")
def _(upstream, x, out):
    upstream *= x > 0
    out[:, :] = upstream


@unlisted("relu_backward_kernel")
def _(upstream, x, out):
    out[:] = upstream


@listed("relu_backward_kernel", "gate-times-x")
def _(upstream, x, out):
    out[:] = upstream * np.maximum(x, 0)


@unlisted("relu_backward_kernel")
def _(upstream, x, out):
    out[:] = np.where(x > 0, upstream, 0.01 * upstream)


@unlisted("relu_backward_kernel")
def _(upstream, x, out):
    out[:] = np.where(x > 1, upstream, 0.0)


@unlisted("relu_backward_kernel")
def _(upstream, x, out):
    out[:] = -upstream * (x > 0)


@double("relu_backward_kernel", "relu-at-zero", "kernel-gaps")
def _(upstream, x, out):
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            if x[i, j] >= 0:
                out[i, j] = upstream[i, j]


@double("relu_backward_kernel", "relu-at-zero", "relu-mask-only")
def _(upstream, x, out):
    out[:] = x >= 0


@double("relu_backward_kernel", "relu-mask-only", "kernel-returns-too")
def _(upstream, x, out):
    out[:] = x > 0
    return out


# ---------------------------------------------------------------- affine_relu_kernel


@listed("affine_relu_kernel", "kernel-returns")
def _(X, W, b, out):
    Z = X @ W + b
    return Z * (Z > 0)


@listed("affine_relu_kernel", "kernel-returns")
def _(X, W, b, out):
    result = np.empty((len(X), len(b)))
    for i in range(X.shape[0]):
        for j in range(W.shape[1]):
            total = b[j]
            for k in range(X.shape[1]):
                total += X[i, k] * W[k, j]
            result[i, j] = max(total, 0.0)
    return result


@unlisted("affine_relu_kernel", "kernel-accumulates")
def _(X, W, b, out):
    out = np.maximum(X @ W + b, 0)  # noqa: F841


@unlisted("affine_relu_kernel", "kernel-accumulates")
def _(X, W, b, out):
    for i in range(X.shape[0]):
        row = out[i].copy()
        for j in range(W.shape[1]):
            total = b[j]
            for k in range(X.shape[1]):
                total += X[i, k] * W[k, j]
            row[j] = max(total, 0.0)


@listed("affine_relu_kernel", "kernel-returns-too")
def _(X, W, b, out):
    for i in range(X.shape[0]):
        for j in range(W.shape[1]):
            total = b[j]
            for k in range(X.shape[1]):
                total += X[i, k] * W[k, j]
            out[i, j] = max(total, 0.0)
    return out


@listed("affine_relu_kernel", "kernel-returns-too")
def _(X, W, b, out):
    np.dot(X, W, out)
    out += b
    return np.maximum(out, 0, out=out)


@listed("affine_relu_kernel", "kernel-accumulates")
def _(X, W, b, out):
    for i in range(X.shape[0]):
        for j in range(W.shape[1]):
            for k in range(X.shape[1]):
                out[i, j] += X[i, k] * W[k, j]
            out[i, j] = max(out[i, j] + b[j], 0.0)


@listed("affine_relu_kernel", "kernel-accumulates")
def _(X, W, b, out):
    for k in range(X.shape[1]):
        out += np.outer(X[:, k], W[k])
    out[:] = np.maximum(out + b, 0.0)


@listed("affine_relu_kernel", "relu-forgotten")
def _(X, W, b, out):
    for i in range(X.shape[0]):
        for j in range(W.shape[1]):
            out[i, j] = b[j]
            for k in range(X.shape[1]):
                out[i, j] += X[i, k] * W[k, j]


@listed("affine_relu_kernel", "relu-forgotten")
def _(X, W, b, out):
    np.matmul(X, W, out=out)
    out += b


@listed("affine_relu_kernel", "bias-forgotten")
def _(X, W, b, out):
    for i in range(X.shape[0]):
        for j in range(W.shape[1]):
            total = 0.0
            for k in range(X.shape[1]):
                total += X[i, k] * W[k, j]
            out[i, j] = max(total, 0.0)


@listed("affine_relu_kernel", "bias-forgotten")
def _(X, W, b, out):
    Z = np.einsum("nd,dm->nm", X, W)
    out[:] = Z * (Z > 0)


@listed("affine_relu_kernel", "bias-after-gate")
def _(X, W, b, out):
    for i in range(X.shape[0]):
        for j in range(W.shape[1]):
            total = 0.0
            for k in range(X.shape[1]):
                total += X[i, k] * W[k, j]
            out[i, j] = max(total, 0.0) + b[j]


@listed("affine_relu_kernel", "bias-after-gate")
def _(X, W, b, out):
    np.matmul(X, W, out=out)
    out[out < 0] = 0.0
    out += b


@listed("affine_relu_kernel", "bias-every-step")
def _(X, W, b, out):
    for i in range(X.shape[0]):
        for j in range(W.shape[1]):
            total = 0.0
            for k in range(X.shape[1]):
                total += X[i, k] * W[k, j] + b[j]
            out[i, j] = max(total, 0.0)


@listed("affine_relu_kernel", "bias-every-step")
def _(X, W, b, out):
    out[:] = 0.0
    for k in range(X.shape[1]):
        out += np.outer(X[:, k], W[k])
        out += b
    out[:] = np.where(out > 0, out, 0.0)


@listed("affine_relu_kernel", "gate-too-early")
def _(X, W, b, out):
    for i in range(X.shape[0]):
        for j in range(W.shape[1]):
            total = b[j]
            for k in range(X.shape[1]):
                total = max(total + X[i, k] * W[k, j], 0.0)
            out[i, j] = total


@listed("affine_relu_kernel", "gate-too-early")
def _(X, W, b, out):
    for i in range(X.shape[0]):
        for j in range(W.shape[1]):
            total = 0.0
            for k in range(X.shape[1]):
                total = max(total + X[i, k] * W[k, j], 0.0)
            out[i, j] = max(total + b[j], 0.0)


@listed("affine_relu_kernel", "gate-too-early")
def _(X, W, b, out):
    for i in range(X.shape[0]):
        for j in range(W.shape[1]):
            total = b[j]
            for k in range(X.shape[1]):
                total += max(X[i, k] * W[k, j], 0.0)
            out[i, j] = max(total, 0.0)


@listed("affine_relu_kernel", "last-product-only")
def _(X, W, b, out):
    for i in range(X.shape[0]):
        for j in range(W.shape[1]):
            for k in range(X.shape[1]):
                out[i, j] = max(X[i, k] * W[k, j] + b[j], 0.0)


@listed("affine_relu_kernel", "last-product-only")
def _(X, W, b, out):
    for k in range(X.shape[1]):
        Z = X[:, k : k + 1] * W[k] + b
    out[:] = np.clip(Z, 0, None)


@listed("affine_relu_kernel", "loop-too-short")
def _(X, W, b, out):
    for i in range(X.shape[0]):
        for j in range(W.shape[1]):
            out[i, j] = b[j]
            for k in range(X.shape[1] - 1):
                out[i, j] += X[i, k] * W[k, j]
            out[i, j] = max(out[i, j], 0.0)


@listed("affine_relu_kernel", "loop-too-short")
def _(X, W, b, out):
    out[:] = b
    for k in range(len(W) - 1):
        out += X[:, k : k + 1] * W[k]
    out *= out > 0


@unlisted("affine_relu_kernel", "kernel-accumulates")
def _(X, W, b, out):
    for i in range(X.shape[0]):
        for j in range(W.shape[1]):
            for k in range(X.shape[1]):
                out[i, j] += X[i, k] * W[k, j]
            out[i, j] = max(0.0, out[i, j] + b[j])


@unlisted("affine_relu_kernel")
def _(X, W, b, out):
    out[:] = 0.0


@unlisted("affine_relu_kernel")
def _(X, W, b, out):
    out[:] = np.maximum(X @ W - b, 0.0)


@unlisted("affine_relu_kernel")
def _(X, W, b, out):
    out[:] = np.abs(X @ W + b)


@unlisted("affine_relu_kernel")
def _(X, W, b, out):
    out[:] = np.minimum(X @ W + b, 0.0)


@unlisted("affine_relu_kernel")
def _(X, W, b, out):
    out[:] = np.maximum(X @ W + b[0], 0.0)


@double("affine_relu_kernel", "bias-forgotten", "relu-forgotten")
def _(X, W, b, out):
    out[:] = X @ W


@double("affine_relu_kernel", "bias-forgotten", "last-product-only")
def _(X, W, b, out):
    for i in range(X.shape[0]):
        for j in range(W.shape[1]):
            for k in range(X.shape[1]):
                out[i, j] = max(X[i, k] * W[k, j], 0.0)


@double("affine_relu_kernel", "relu-forgotten", "kernel-returns-too")
def _(X, W, b, out):
    out[:] = X @ W + b
    return out


@double("affine_relu_kernel", "relu-forgotten", "kernel-accumulates")
def _(X, W, b, out):
    out += X @ W + b


@listed("affine_relu_kernel", "kernel-gaps")
def _(X, W, b, out):
    for i in range(X.shape[0]):
        for j in range(W.shape[1]):
            total = b[j]
            for k in range(X.shape[1]):
                total += X[i, k] * W[k, j]
            if total > 0:
                out[i, j] = total


@listed("affine_relu_kernel", "kernel-gaps")
def _(X, W, b, out):
    for i in range(len(X)):
        row = X[i] @ W + b
        for j in range(len(b)):
            if row[j] <= 0:
                continue
            out[i, j] = row[j]


@listed("relu_backward_kernel", "gate-times-x")
def _(upstream, x, out):
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            out[i, j] = upstream[i, j] * max(x[i, j], 0.0)


@listed("relu_backward_kernel", "gate-times-x")
def _(upstream, x, out):
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            out[i, j] = x[i, j] * upstream[i, j] if x[i, j] > 0 else 0.0
