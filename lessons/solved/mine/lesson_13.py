"""What you wrote and passed in lesson 13. Later lessons import it from bpkit.mine."""

from __future__ import annotations

# === relu_backward_kernel
def relu_backward_kernel(upstream, x, out):
    """out <- upstream where x > 0, else 0; all three of shape (N, M). Returns nothing."""
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            out[i, j] = upstream[i, j] if x[i, j] > 0 else 0.0

# === matmul_kernel
def matmul_kernel(A, B, out):
    """out <- A B for A (N, D), B (D, M) and out (N, M), which holds old numbers. Returns nothing."""
    for i in range(A.shape[0]):
        for j in range(B.shape[1]):
            out[i, j] = 0.0
        for k in range(A.shape[1]):
            a = A[i, k]
            for j in range(B.shape[1]):
                out[i, j] += a * B[k, j]

# === affine_relu_kernel
def affine_relu_kernel(X, W, b, out):
    """out <- max(X W + b, 0) for X (N, D), W (D, M), b (M,) and out (N, M). Returns nothing."""
    for i in range(X.shape[0]):
        for j in range(W.shape[1]):
            out[i, j] = b[j]
        for k in range(X.shape[1]):
            x = X[i, k]
            for j in range(W.shape[1]):
                out[i, j] += x * W[k, j]
        for j in range(W.shape[1]):
            out[i, j] = max(out[i, j], 0.0)
