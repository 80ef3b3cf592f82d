"""Lesson 13: loops that Numba turns into machine code. They write into ``out`` and return nothing."""

from __future__ import annotations

from bpkit.engine import Array


def matmul_kernel(A: Array, B: Array, out: Array) -> None:
    """``out ← A B`` for A (N, D), B (D, M), out (N, M).

    The innermost loop runs along a row of B and of ``out``: neighbours in memory, one after the other.
    """
    for i in range(A.shape[0]):
        for j in range(B.shape[1]):
            out[i, j] = 0.0
        for k in range(A.shape[1]):
            a = A[i, k]
            for j in range(B.shape[1]):
                out[i, j] += a * B[k, j]


def relu_backward_kernel(upstream: Array, x: Array, out: Array) -> None:
    """``out ← upstream`` where ``x > 0``, else 0; all (N, M)."""
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            out[i, j] = upstream[i, j] if x[i, j] > 0 else 0.0


def affine_relu_kernel(X: Array, W: Array, b: Array, out: Array) -> None:
    """``out ← max(X W + b, 0)`` for X (N, D), W (D, M), b (M,), in one pass over ``out``."""
    for i in range(X.shape[0]):
        for j in range(W.shape[1]):
            out[i, j] = b[j]
        for k in range(X.shape[1]):
            x = X[i, k]
            for j in range(W.shape[1]):
                out[i, j] += x * W[k, j]
        for j in range(W.shape[1]):
            out[i, j] = max(out[i, j], 0.0)
