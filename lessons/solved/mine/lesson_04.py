"""What you wrote and passed in lesson 4. Later lessons import it from bpkit.mine."""

from __future__ import annotations

# === gradient_step
def gradient_step(w, gradient, learning_rate):
    """Where one step against the gradient leads from w.

    w, gradient: numbers, or arrays of one shape. Returns a new number or array of that shape.
    """
    return w - learning_rate * gradient

# === minimise
import numpy as np


def gradient_step(w, gradient, learning_rate):
    """Where one step against the gradient leads from w.

    w, gradient: numbers, or arrays of one shape. Returns a new number or array of that shape.
    """
    return w - learning_rate * gradient


def minimise(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    """Gradient descent from w0: (the last w, [loss at w0, loss after step 1, …]).

    loss(w) is a number, gradient(w) is shaped like w. Raises FloatingPointError if a loss is not finite.
    """
    w, losses = w0, []
    for step in range(max_steps + 1):
        losses.append(loss(w))
        if not np.isfinite(losses[-1]):
            raise FloatingPointError(f"the loss is {losses[-1]} after {step} steps; take a smaller learning rate")
        if step == max_steps or (step > 0 and abs(losses[-1] - losses[-2]) < tolerance):
            break
        w = gradient_step(w, gradient(w), learning_rate)
    return w, losses
