"""What you wrote and passed in lesson 3. Later lessons import it from bpkit.mine."""

from __future__ import annotations

# === mse
import numpy as np


def mse(prediction, target):
    """Mean squared error over all elements: a float, in target's unit squared.

    prediction, target: arrays of one shape. Raises ValueError if their shapes differ.
    """
    if prediction.shape != target.shape:
        raise ValueError(f"prediction has shape {prediction.shape}, target has shape {target.shape}")
    return np.mean((prediction - target) ** 2)

# === mse_backward
def mse_backward(upstream, output, prediction, target):
    """Gradient of prediction for ``output = mse(prediction, target)``, shaped like prediction.

    upstream, output: numbers. Raises ValueError if the shapes of prediction and target differ.
    """
    if prediction.shape != target.shape:
        raise ValueError(f"prediction has shape {prediction.shape}, target has shape {target.shape}")
    return upstream * 2 * (prediction - target) / prediction.size

# === softmax
import numpy as np


def softmax(logits):
    """Probabilities along the last axis: positive, and each row sums to 1.

    logits: (K,) or (N, K), any size. Returns an array of the same shape.
    """
    powers = np.exp(logits - np.max(logits, axis=-1, keepdims=True))
    return powers / np.sum(powers, axis=-1, keepdims=True)

# === negative_log_likelihood
import numpy as np


def negative_log_likelihood(probabilities, label):
    """Minus the natural logarithm of the label's probability, in nats; infinity where that is 0.

    probabilities: (K,). label: an int, 0 … K − 1. Returns a number.
    """
    probability = probabilities[label]
    return -np.log(probability) if probability > 0 else np.inf
