"""What you wrote and passed in lesson 12. Later lessons import it from bpkit.mine."""

from __future__ import annotations

# === he_std
import numpy as np


def he_std(fan_in):
    """Standard deviation of the weights before a ReLU, such that the size of a signal stays what it is."""
    return np.sqrt(2 / fan_in)

# === xavier_std
import numpy as np


def xavier_std(fan_in, fan_out):
    """Standard deviation of the weights of a layer without ReLU: a compromise between the way forward and back."""
    return np.sqrt(2 / (fan_in + fan_out))

# === gradient_norms
import numpy as np


def gradient_norms(gradients):
    """Per layer the L2 norm of all entries of dW and db together; gradients is a list of (dW, db)."""
    return [float(np.sqrt(np.sum(dW**2) + np.sum(db**2))) for dW, db in gradients]

# === clip_by_global_norm
import numpy as np


def gradient_norms(gradients):
    """Per layer the L2 norm of all entries of dW and db together; gradients is a list of (dW, db)."""
    return [float(np.sqrt(np.sum(dW**2) + np.sum(db**2))) for dW, db in gradients]


def clip_by_global_norm(gradients, max_norm):
    """Scale all arrays of [(dW, db), ...] by one factor so that their global L2 norm is at most max_norm."""
    norm = np.sqrt(np.sum(np.square(gradient_norms(gradients))))
    factor = max_norm / norm if norm > max_norm else 1.0
    return [(factor * dW, factor * db) for dW, db in gradients]

# === layer_norm
import numpy as np


def layer_norm(X, gain, shift):
    """Each row of X (N, D) to mean 0 and variance 1, then gain * row + shift; gain, shift (D,)."""
    centred = X - X.mean(axis=1, keepdims=True)
    s = np.sqrt((centred**2).mean(axis=1, keepdims=True) + 1e-5)
    return gain * (centred / s) + shift

# === layer_norm_backward
import numpy as np


def layer_norm_backward(upstream, output, X, gain, shift):
    """Gradients of X (N, D), gain (D,) and shift (D,) for output = layer_norm(X, gain, shift)."""
    centred = X - X.mean(axis=1, keepdims=True)
    s = np.sqrt((centred**2).mean(axis=1, keepdims=True) + 1e-5)
    z = centred / s
    H = upstream * gain
    dX = (H - H.mean(axis=1, keepdims=True) - z * (H * z).mean(axis=1, keepdims=True)) / s
    return dX, (upstream * z).sum(axis=0), upstream.sum(axis=0)
