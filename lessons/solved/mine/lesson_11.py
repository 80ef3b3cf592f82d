"""What you wrote and passed in lesson 11. Later lessons import it from bpkit.mine."""

from __future__ import annotations

# === momentum_step
def momentum_step(w, gradient, velocity, learning_rate, momentum=0.9):
    """One step with momentum; returns (w, velocity).

    w, gradient: numbers, or arrays of one shape. velocity: of that shape, or 0 at the start.
    """
    velocity = momentum * velocity + gradient
    return w - learning_rate * velocity, velocity

# === rmsprop_step
import numpy as np


def rmsprop_step(w, gradient, mean_square, learning_rate, decay=0.9, epsilon=1e-8):
    """One step, divided by the recent size of each gradient; returns (w, mean_square).

    w, gradient: numbers, or arrays of one shape. mean_square: of that shape, or 0 at the start.
    """
    mean_square = decay * mean_square + (1 - decay) * gradient**2
    return w - learning_rate * gradient / (np.sqrt(mean_square) + epsilon), mean_square

# === adam_step
import numpy as np


def adam_step(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """One step of Adam; returns (w, state).

    w, gradient: numbers, or arrays of one shape. state: (m, v, t), (0, 0, 0) at the start.
    """
    m, v, t = state
    t = t + 1
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon), (m, v, t)

# === decayed_rate
def decayed_rate(initial_rate, epoch, half_life):
    """The learning rate in an epoch, when it halves every half_life epochs, smoothly.

    epoch: counted from 0. half_life: in epochs.
    """
    return initial_rate * 0.5 ** (epoch / half_life)
