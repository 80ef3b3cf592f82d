"""What you wrote and passed in lesson 10. Later lessons import it from bpkit.mine."""

from __future__ import annotations

# === minibatches
def minibatches(n, batch_size, rng):
    """The row numbers 0 … n - 1 in a fresh random order, cut into arrays of `batch_size`; the last may be short."""
    order = rng.permutation(n)
    return [order[start : start + batch_size] for start in range(0, n, batch_size)]

# === train
import numpy as np
from bpkit.mine import mlp_forward
from bpkit.mine import mse
from bpkit.mine import mse_backward
from bpkit.mine import mlp_backward
from bpkit.mine import gradient_step


def minibatches(n, batch_size, rng):
    """The row numbers 0 … n - 1 in a fresh random order, cut into arrays of `batch_size`; the last may be short."""
    order = rng.permutation(n)
    return [order[start : start + batch_size] for start in range(0, n, batch_size)]


def train(parameters, data, learning_rate, batch_size, epochs, patience, rng):
    """Plain SGD on the mean squared error; returns (parameters of the best validation epoch, losses).

    data: (X_train, y_train, X_val, y_val). losses: {"train": [...], "validation": [...]}, one entry an epoch.
    Stops after `patience` epochs without a better validation loss. FloatingPointError on a loss that is not finite.
    """
    X_train, y_train, X_val, y_val = data
    parameters = [(W.copy(), b.copy()) for W, b in parameters]
    best, lowest, waited = parameters, np.inf, 0
    losses = {"train": [], "validation": []}
    for epoch in range(epochs):
        total = 0.0
        for rows in minibatches(len(X_train), batch_size, rng):
            prediction, cache = mlp_forward(parameters, X_train[rows])
            loss = float(mse(prediction, y_train[rows]))
            if not np.isfinite(loss):
                raise FloatingPointError(f"the loss is {loss} in epoch {epoch + 1}")
            total += len(rows) * loss
            upstream = mse_backward(1.0, loss, prediction, y_train[rows])
            gradients = mlp_backward(parameters, cache, upstream)
            parameters = [
                (gradient_step(W, dW, learning_rate), gradient_step(b, db, learning_rate))
                for (W, b), (dW, db) in zip(parameters, gradients)
            ]
        losses["train"].append(total / len(X_train))
        validation = float(mse(mlp_forward(parameters, X_val)[0], y_val))
        if not np.isfinite(validation):
            raise FloatingPointError(f"the validation loss is {validation} after epoch {epoch + 1}")
        losses["validation"].append(validation)
        waited += 1
        if validation < lowest:
            best, lowest, waited = parameters, validation, 0
        if waited >= patience:
            break
    return best, losses

# === evaluate
from bpkit.mine import mlp_forward
import numpy as np
from bpkit.mine import mse


def evaluate(parameters, X, y):
    """Root mean squared error of the network on X (N, D) and y (N, M): a float, in y's unit."""
    prediction, _ = mlp_forward(parameters, X)
    return float(np.sqrt(mse(prediction, y)))
