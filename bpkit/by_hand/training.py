"""Lesson 10: epochs of mini-batches, validation, early stopping, for a list of layers."""

from __future__ import annotations

import numpy as np

from bpkit import ops, optim
from bpkit.by_hand.network import Layers, mlp_backward, mlp_forward
from bpkit.engine import Array

Data = tuple[Array, Array, Array, Array]
Losses = dict[str, list[float]]


def minibatches(n: int, batch_size: int, rng: np.random.Generator) -> list[Array]:
    """The rows 0 … n - 1 in a fresh random order, cut into index arrays of ``batch_size``; the last may be short."""
    order = rng.permutation(n)
    return [order[start : start + batch_size] for start in range(0, n, batch_size)]


def train(
    parameters: Layers,
    data: Data,
    learning_rate: float,
    batch_size: int,
    epochs: int,
    patience: int,
    rng: np.random.Generator,
) -> tuple[Layers, Losses]:
    """Plain SGD on the mean squared error; the parameters of the best validation epoch, and the losses.

    Parameters
    ----------
    parameters : ``[(W, b), …]``, left as they are
    data : ``(X_train, y_train, X_val, y_val)``, X (N, D) and y (N, M)
    patience : stop after this many epochs without a strictly better validation loss

    Returns
    -------
    parameters, ``{"train": […], "validation": […]}``: per epoch, Σ rows × batch loss before its step / N, and
    the validation loss after the epoch's last step, both in y's unit squared

    Raises
    ------
    FloatingPointError
        If a loss is not finite.
    """
    X_train, y_train, X_val, y_val = data
    parameters = _copied(parameters)
    best, lowest, waited = _copied(parameters), np.inf, 0
    losses: Losses = {"train": [], "validation": []}
    for epoch in range(epochs):
        total = 0.0
        for rows in minibatches(len(X_train), batch_size, rng):
            loss, gradients = _loss_and_gradients(parameters, X_train[rows], y_train[rows])
            _require_finite(loss, epoch)
            total += len(rows) * loss
            parameters = [
                (optim.gradient_step(W, dW, learning_rate), optim.gradient_step(b, db, learning_rate))
                for (W, b), (dW, db) in zip(parameters, gradients, strict=True)
            ]
        validation = float(ops.mse.forward(mlp_forward(parameters, X_val)[0], y_val))
        _require_finite(validation, epoch)
        losses["train"].append(total / len(X_train))
        losses["validation"].append(validation)
        waited += 1
        if validation < lowest:
            best, lowest, waited = _copied(parameters), validation, 0
        if waited >= patience:
            break
    return best, losses


def evaluate(parameters: Layers, X: Array, y: Array) -> float:
    """Root mean squared error ``√mean((prediction - y)²)``, a float in y's unit."""
    prediction, _ = mlp_forward(parameters, X)
    return float(np.sqrt(ops.mse.forward(prediction, y)))


def _loss_and_gradients(parameters: Layers, X: Array, y: Array) -> tuple[float, Layers]:
    prediction, cache = mlp_forward(parameters, X)
    loss = float(ops.mse.forward(prediction, y))
    return loss, mlp_backward(parameters, cache, ops.mse_backward(1.0, loss, prediction, y))


def _copied(parameters: Layers) -> Layers:
    return [(np.array(W), np.array(b)) for W, b in parameters]


def _require_finite(loss: float, epoch: int) -> None:
    if not np.isfinite(loss):
        raise FloatingPointError(f"the loss is {loss} in epoch {epoch + 1}: try a smaller learning_rate")
