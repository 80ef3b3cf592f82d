"""What you wrote and passed in lesson 5. Later lessons import it from bpkit.mine."""

from __future__ import annotations

# === relu
import numpy as np


def relu(x):
    """max(x, 0), entry by entry. x: an array of any shape, unitless. Returns an array of that shape."""
    return np.maximum(x, 0)

# === relu_backward
def relu_backward(upstream, output, x):
    """Gradient of x for ``output = relu(x)``. All three arrays have one shape; so has the result."""
    return upstream * (x > 0)

# === sigmoid
import numpy as np


def sigmoid(x):
    """1 / (1 + exp(-x)), entry by entry, safe for any size. x: an array, unitless. Returns numbers from 0 to 1."""
    shrunk = np.exp(-np.abs(x))
    return np.where(x >= 0, 1, shrunk) / (1 + shrunk)

# === sigmoid_backward
def sigmoid_backward(upstream, output, x):
    """Gradient of x for ``output = sigmoid(x)``. All three arrays have one shape; so has the result."""
    return upstream * output * (1 - output)

# === tanh_backward
def tanh_backward(upstream, output, x):
    """Gradient of x for ``output = np.tanh(x)``. All three arrays have one shape; so has the result."""
    return upstream * (1 - output**2)

# === train_neuron
import numpy as np
from bpkit.mine import mse
from bpkit.mine import mse_backward


def sigmoid(x):
    """1 / (1 + exp(-x)), entry by entry, safe for any size. x: an array, unitless. Returns numbers from 0 to 1."""
    shrunk = np.exp(-np.abs(x))
    return np.where(x >= 0, 1, shrunk) / (1 + shrunk)


def sigmoid_backward(upstream, output, x):
    """Gradient of x for ``output = sigmoid(x)``. All three arrays have one shape; so has the result."""
    return upstream * output * (1 - output)


def train_neuron(x, y, w, b, learning_rate, steps):
    """Gradient descent on the mean squared error of ``sigmoid(w * x + b)``, all rows at once.

    x, y: arrays (N,). w, b, learning_rate: numbers. Returns (w, b, losses) with steps + 1 losses.
    """
    losses = []
    for step in range(steps + 1):
        z = w * x + b
        prediction = sigmoid(z)
        losses.append(mse(prediction, y))
        if step < steps:
            d_prediction = mse_backward(1.0, losses[-1], prediction, y)
            d_z = sigmoid_backward(d_prediction, prediction, z)
            w, b = w - learning_rate * np.sum(d_z * x), b - learning_rate * np.sum(d_z)
    return w, b, losses
