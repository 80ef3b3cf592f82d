"""Wrong answers as learners type them, and words of the sentence that answers each: at least three for a lesson."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Wrong:
    """A wrong answer: its lesson, the function, words of the sentence that must come, and what is typed."""

    lesson: int
    function: str
    says: str
    typed: str


WRONG = [
    Wrong(
        1,
        "numerical_derivative",
        "you looked to one side only",
        """
def numerical_derivative(f, x, h=1e-5):
    return (f(x + h) - f(x)) / h
""",
    ),
    Wrong(
        1,
        "numerical_derivative",
        "Exactly twice the slope",
        """
def numerical_derivative(f, x, h=1e-5):
    return (f(x + h) - f(x - h)) / h
""",
    ),
    Wrong(
        1,
        "numerical_derivative",
        "the sign is what tells us which way is down",
        """
def numerical_derivative(f, x, h=1e-5):
    return abs(f(x + h) - f(x - h)) / (2 * h)
""",
    ),
    Wrong(
        2,
        "pow_backward",
        "to n?",
        """
def pow_backward(upstream, output, a, n):
    return upstream * a ** (n - 1)
""",
    ),
    Wrong(
        2,
        "pow_backward",
        "down by one",
        """
def pow_backward(upstream, output, a, n):
    return upstream * n * a**n
""",
    ),
    Wrong(
        2,
        "pow_backward",
        "local slope",
        """
def pow_backward(upstream, output, a, n):
    return n * a ** (n - 1)
""",
    ),
    Wrong(
        3,
        "mse_backward",
        "Exactly half of what is expected",
        """
def mse_backward(upstream, output, prediction, target):
    return upstream * (prediction - target) / prediction.size
""",
    ),
    Wrong(
        3,
        "mse_backward",
        "this step would climb",
        """
def mse_backward(upstream, output, prediction, target):
    return upstream * 2 * (target - prediction) / prediction.size
""",
    ),
    Wrong(
        3,
        "mse_backward",
        "the loss is a mean",
        """
def mse_backward(upstream, output, prediction, target):
    return upstream * 2 * (prediction - target)
""",
    ),
    Wrong(
        4,
        "gradient_step",
        "which way does the gradient point",
        """
def gradient_step(w, gradient, learning_rate):
    return w + learning_rate * gradient
""",
    ),
    Wrong(
        4,
        "gradient_step",
        "does not scale with η",
        """
def gradient_step(w, gradient, learning_rate):
    return w - gradient
""",
    ),
    Wrong(
        4,
        "gradient_step",
        "Every step has the same length",
        """
import numpy as np

def gradient_step(w, gradient, learning_rate):
    return w - learning_rate * np.sign(gradient)
""",
    ),
    Wrong(
        5,
        "sigmoid_backward",
        "applied the sigmoid to its own output",
        """
import numpy as np

def sigmoid_backward(upstream, output, x):
    s = 1 / (1 + np.exp(-output))
    return upstream * s * (1 - s)
""",
    ),
    Wrong(
        5,
        "sigmoid_backward",
        "never steeper than 1 in 4",
        """
def sigmoid_backward(upstream, output, x):
    return upstream * output * (1 + output)
""",
    ),
    Wrong(
        5,
        "sigmoid_backward",
        "a sigmoid never falls",
        """
def sigmoid_backward(upstream, output, x):
    return upstream * x * (1 - x)
""",
    ),
    Wrong(
        6,
        "affine_backward",
        "db: The same b served every row, so add their gradients up.",
        """
def affine_backward(upstream, output, X, W, b):
    return upstream @ W.T, X.T @ upstream, upstream
""",
    ),
    Wrong(
        6,
        "affine_backward",
        "dW and db: The loss already averaged over the batch.",
        """
def affine_backward(upstream, output, X, W, b):
    N = len(X)
    return upstream @ W.T, X.T @ upstream / N, upstream.sum(axis=0) / N
""",
    ),
    Wrong(
        6,
        "affine_backward",
        "dW: dW must have W's shape.",
        """
def affine_backward(upstream, output, X, W, b):
    dX = upstream @ W.T
    dW = upstream.T @ X
    db = upstream.sum(axis=0)
    return dX, dW, db
""",
    ),
    Wrong(
        6,
        "affine_backward",
        "the transpose is missing",
        """
def affine_backward(upstream, output, X, W, b):
    dX = upstream @ W
    dW = X.T @ upstream
    db = upstream.sum(axis=0)
    return dX, dW, db
""",
    ),
    Wrong(
        6,
        "unbroadcast",
        "contributions add",
        """
def unbroadcast(gradient, shape):
    while gradient.ndim > len(shape):
        gradient = gradient.mean(axis=0)
    for axis, size in enumerate(shape):
        if size == 1:
            gradient = gradient.mean(axis=axis, keepdims=True)
    return gradient
""",
    ),
    Wrong(
        7,
        "cross_entropy_backward",
        "no trace of the labels",
        """
import numpy as np

def cross_entropy_backward(upstream, output, logits, labels):
    p = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = p / p.sum(axis=1, keepdims=True)
    return upstream * p / len(labels)
""",
    ),
    Wrong(
        7,
        "cross_entropy_backward",
        "Pair each row with its own label",
        """
import numpy as np

def cross_entropy_backward(upstream, output, logits, labels):
    p = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = p / p.sum(axis=1, keepdims=True)
    p[:, labels] -= 1
    return upstream * p / len(labels)
""",
    ),
    Wrong(
        7,
        "cross_entropy_backward",
        "Exactly N times too large",
        """
import numpy as np

def cross_entropy_backward(upstream, output, logits, labels):
    p = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = p / p.sum(axis=1, keepdims=True)
    p[np.arange(len(labels)), labels] -= 1
    return upstream * p
""",
    ),
    Wrong(
        8,
        "init_parameters",
        "All hidden units are identical",
        """
import numpy as np

def init_parameters(sizes, rng, scale=0.1):
    return [(np.zeros((d, m)), np.zeros(m)) for d, m in zip(sizes, sizes[1:])]
""",
    ),
    Wrong(
        8,
        "init_parameters",
        "use the rng that you were given",
        """
import numpy as np

def init_parameters(sizes, rng, scale=0.1):
    return [(np.random.normal(0, scale, (d, m)), np.zeros(m)) for d, m in zip(sizes, sizes[1:])]
""",
    ),
    Wrong(
        8,
        "init_parameters",
        "Biases start at 0",
        """
def init_parameters(sizes, rng, scale=0.1):
    return [(rng.normal(0, scale, (d, m)), rng.normal(0, scale, m)) for d, m in zip(sizes, sizes[1:])]
""",
    ),
    Wrong(
        8,
        "mlp_forward",
        "can never predict a negative number",
        """
import numpy as np

def mlp_forward(parameters, X):
    A, cache = X, []
    for W, b in parameters:
        Z = A @ W + b
        cache.append((A, Z))
        A = np.maximum(Z, 0)
    return A, cache
""",
    ),
    Wrong(
        9,
        "split_rows",
        "shuffle before you split",
        """
import numpy as np

def split_rows(n, fractions, rng):
    ends = np.cumsum([int(f * n) for f in fractions])[:-1]
    return np.split(np.arange(n), ends)
""",
    ),
    Wrong(
        9,
        "split_rows",
        "use the rng that you were given",
        """
import numpy as np

def split_rows(n, fractions, rng):
    ends = np.cumsum([int(f * n) for f in fractions])[:-1]
    return np.split(np.random.permutation(n), ends)
""",
    ),
    Wrong(
        9,
        "apply_scaler",
        "Use the training mean and std",
        """
def apply_scaler(X, mean, std):
    return (X - X.mean(axis=0)) / X.std(axis=0)
""",
    ),
    Wrong(
        10,
        "minibatches",
        "Some rows are never used",
        """
def minibatches(n, batch_size, rng):
    rows = rng.permutation(n)
    return [rows[k : k + batch_size] for k in range(0, n - batch_size + 1, batch_size)]
""",
    ),
    Wrong(
        10,
        "minibatches",
        "use the rng that you were given",
        """
import numpy as np

def minibatches(n, batch_size, rng):
    rows = np.random.permutation(n)
    return [rows[k : k + batch_size] for k in range(0, n, batch_size)]
""",
    ),
    Wrong(
        10,
        "minibatches",
        "in the order of the file",
        """
import numpy as np

def minibatches(n, batch_size, rng):
    return [np.arange(k, min(k + batch_size, n)) for k in range(0, n, batch_size)]
""",
    ),
    Wrong(
        11,
        "momentum_step",
        "Your first step climbs",
        """
def momentum_step(w, gradient, velocity, learning_rate, momentum=0.9):
    velocity = momentum * velocity + gradient
    return w + learning_rate * velocity, velocity
""",
    ),
    Wrong(
        11,
        "momentum_step",
        "the velocity is not remembered",
        """
def momentum_step(w, gradient, velocity, learning_rate, momentum=0.9):
    return w - learning_rate * gradient, gradient
""",
    ),
    Wrong(
        11,
        "momentum_step",
        "You average",
        """
def momentum_step(w, gradient, velocity, learning_rate, momentum=0.9):
    velocity = momentum * velocity + (1 - momentum) * gradient
    return w - learning_rate * velocity, velocity
""",
    ),
    Wrong(
        12,
        "he_std",
        "half of the signal is cut",
        """
def he_std(fan_in):
    return (1 / fan_in) ** 0.5
""",
    ),
    Wrong(
        12,
        "he_std",
        "its root is asked",
        """
def he_std(fan_in):
    return 2 / fan_in
""",
    ),
    Wrong(
        12,
        "clip_by_global_norm",
        "A small gradient must stay as it is",
        """
import numpy as np

def clip_by_global_norm(gradients, max_norm):
    norm = np.sqrt(sum((dW**2).sum() + (db**2).sum() for dW, db in gradients))
    return [(dW * max_norm / norm, db * max_norm / norm) for dW, db in gradients]
""",
    ),
    Wrong(
        13,
        "matmul_kernel",
        "Write into `out`",
        """
def matmul_kernel(A, B, out):
    return A @ B
""",
    ),
    Wrong(
        13,
        "matmul_kernel",
        "still held old numbers",
        """
def matmul_kernel(A, B, out):
    for i in range(A.shape[0]):
        for j in range(B.shape[1]):
            for k in range(A.shape[1]):
                out[i, j] += A[i, k] * B[k, j]
""",
    ),
    Wrong(
        13,
        "affine_relu_kernel",
        "Write into `out`",
        """
import numpy as np

def affine_relu_kernel(X, W, b, out):
    return np.maximum(X @ W + b, 0.0)
""",
    ),
    Wrong(
        14,
        "build_and_train",
        "your function does not look at the houses",
        """
def build_and_train(houses, new_houses, seed):
    return np.full(len(new_houses), np.mean(houses["price"]))
""",
    ),
    Wrong(
        14,
        "build_and_train",
        "Undo the scaling and the log",
        """
def build_and_train(houses, new_houses, seed):
    slope, start = np.polyfit(np.log(houses["living_area"]), np.log(houses["price"]), 1)
    return start + slope * np.log(new_houses["living_area"])
""",
    ),
    Wrong(
        14,
        "build_and_train",
        "removing one changed the others' prices",
        """
def build_and_train(houses, new_houses, seed):
    size = new_houses["living_area"] - np.mean(new_houses["living_area"])
    return np.exp(np.mean(np.log(houses["price"])) + 0.0005 * size)
""",
    ),
]
