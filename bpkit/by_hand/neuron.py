"""Lesson 5: one neuron with one input, trained by plain gradient descent."""

from __future__ import annotations

from bpkit.engine import Array
from bpkit.ops import mse, mse_backward, sigmoid, sigmoid_backward


def train_neuron(
    x: Array, y: Array, w: float, b: float, learning_rate: float, steps: int
) -> tuple[float, float, list[float]]:
    """``steps`` of ``w ← w − η ∂L/∂w`` and ``b ← b − η ∂L/∂b`` for the loss ``L = mean((sigmoid(w x + b) − y)²)``.

    Parameters
    ----------
    x : (N,) one feature, unitless
    y : (N,) targets, from 0 to 1
    w, b : the weight and the bias to start from
    learning_rate : η
    steps : how many updates, each on all rows at once

    Returns
    -------
    w, b, losses : the last weight and bias, and ``steps + 1`` losses, the first of them at the start
    """
    losses = []
    for step in range(steps + 1):
        z = w * x + b
        prediction = sigmoid.forward(z)
        losses.append(float(mse.forward(prediction, y)))
        if step < steps:
            d_prediction = mse_backward(1.0, losses[-1], prediction, y)
            d_z = sigmoid_backward(d_prediction, prediction, z)
            w, b = w - learning_rate * float((d_z * x).sum()), b - learning_rate * float(d_z.sum())
    return w, b, losses
