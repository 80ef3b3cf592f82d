"""What you wrote and passed in lesson 7. Later lessons import it from bpkit.mine."""

from __future__ import annotations

# === numerical_gradient
import numpy as np


def numerical_gradient(f, x, h=1e-5):
    """Slope of ``f`` in each entry of ``x``, by central differences with step ``h``.

    f: from an array to one number. x: an array of any shape. Returns an array of that shape.
    """
    x = np.array(x, dtype=float)
    gradient = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        kept = x[place]
        x[place] = kept + h
        above = f(x)
        x[place] = kept - h
        below = f(x)
        x[place] = kept
        gradient[place] = (above - below) / (2 * h)
    return gradient

# === relative_error
import numpy as np


def relative_error(a, b):
    """Largest difference over largest entry (at least 1e-12); 0.0 if empty, infinity if an entry is not finite.

    a, b: arrays of one shape; different shapes raise a ValueError. Returns a number, 0 or more.
    """
    if a.shape != b.shape:
        raise ValueError(f"shapes {a.shape} and {b.shape} differ")
    if a.size == 0:
        return 0.0
    if not (np.isfinite(a).all() and np.isfinite(b).all()):
        return np.inf
    return np.abs(a - b).max() / max(np.abs(a).max(), np.abs(b).max(), 1e-12)

# === gradient_check
import numpy as np


def relative_error(a, b):
    """Largest difference over largest entry (at least 1e-12); 0.0 if empty, infinity if an entry is not finite.

    a, b: arrays of one shape; different shapes raise a ValueError. Returns a number, 0 or more.
    """
    if a.shape != b.shape:
        raise ValueError(f"shapes {a.shape} and {b.shape} differ")
    if a.size == 0:
        return 0.0
    if not (np.isfinite(a).all() and np.isfinite(b).all()):
        return np.inf
    return np.abs(a - b).max() / max(np.abs(a).max(), np.abs(b).max(), 1e-12)


def numerical_gradient(f, x, h=1e-5):
    """Slope of ``f`` in each entry of ``x``, by central differences with step ``h``.

    f: from an array to one number. x: an array of any shape. Returns an array of that shape.
    """
    x = np.array(x, dtype=float)
    gradient = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        kept = x[place]
        x[place] = kept + h
        above = f(x)
        x[place] = kept - h
        below = f(x)
        x[place] = kept
        gradient[place] = (above - below) / (2 * h)
    return gradient


def gradient_check(forward, backward, inputs, rng, tolerance=1e-6):
    """Whether backward is right, for a random upstream gradient drawn from rng.

    inputs: a tuple of float arrays, none near a corner such as ReLU's at 0. Returns True or False; a backward that
    raises is broken, so it gives False.
    """
    output = forward(*inputs)
    upstream = rng.normal(size=np.shape(output))
    try:
        gradients = backward(upstream, output, *inputs)
    except Exception:
        return False
    if not isinstance(gradients, (tuple, list)):
        gradients = (gradients,)
    if [np.shape(gradient) for gradient in gradients] != [np.shape(x) for x in inputs]:
        return False
    for k, x in enumerate(inputs):

        def loss(moved, k=k):
            return np.sum(upstream * forward(*inputs[:k], moved, *inputs[k + 1 :]))

        if not relative_error(gradients[k], numerical_gradient(loss, x)) <= tolerance:
            return False
    return True

# === cross_entropy
import numpy as np


def cross_entropy(logits, labels):
    """Mean over the rows of -ln softmax(row)[label], safe for logits of any size.

    logits: (N, K), unitless. labels: (N,) integers from 0 to K - 1. Returns one number.
    """
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_sums = np.log(np.exp(shifted).sum(axis=1))
    return np.mean(log_sums - shifted[np.arange(len(labels)), labels])

# === cross_entropy_backward
from bpkit.mine import softmax
import numpy as np


def cross_entropy_backward(upstream, output, logits, labels):
    """Gradient of logits for ``output = cross_entropy(logits, labels)``; nothing for the labels.

    upstream, output: numbers. logits: (N, K). labels: (N,). Returns an array (N, K).
    """
    d_logits = softmax(logits)
    d_logits[np.arange(len(labels)), labels] -= 1
    return upstream * d_logits / len(labels)
