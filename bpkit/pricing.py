"""The main job in one call: train a network on the Ames sales and say how wrong its prices are.

Beside it stand the two figures that make an error mean something: what a constant price would get, and
what the best straight model would. Every hyperparameter below was chosen on the validation rows; the
test rows only ever score.
"""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter
from typing import Any

import numpy as np

from bpkit.engine import Array
from bpkit.houses import Prepared, prepare
from bpkit.nn import MLP
from bpkit.optim import Adam
from bpkit.train import History, fit

HIDDEN = (64, 64)
EPOCHS = 300
PATIENCE = 40
BATCH_SIZE = 32
LEARNING_RATE = 0.003
L2 = {"six": 0.003, "all": 0.01}  # more features, more to hold back
RIDGE_STRENGTHS = tuple(10.0**power for power in range(-3, 4))


@dataclass(frozen=True, eq=False)
class Result:
    """Errors on the test rows: ``…_log`` is the RMSE of ln(price), ``…_dollars`` that of the price.

    Attributes
    ----------
    actual, predicted : (585,) prices of the test houses, in dollars
    """

    features: str
    hidden: tuple[int, ...]
    seed: int
    rmse_log: float
    rmse_dollars: float
    mean_rmse_log: float
    mean_rmse_dollars: float
    ridge_rmse_log: float
    ridge_rmse_dollars: float
    seconds: float
    history: History
    actual: Array
    predicted: Array

    def to_dict(self) -> dict[str, Any]:
        """The figures, without the arrays and the history: fit for JSON."""
        kept = {name: value for name, value in vars(self).items() if isinstance(value, (str, int, float))}
        return {
            **kept,
            "hidden": list(self.hidden),
            "epochs": len(self.history.train),
            "best_epoch": self.history.best_epoch,
            "stopped": self.history.stopped,
        }


def price_houses(
    features: str = "all",
    hidden: tuple[int, ...] = HIDDEN,
    epochs: int = EPOCHS,
    seed: int = 0,
    progress: bool = True,
) -> Result:
    """Load, train, and score on the test rows.

    Parameters
    ----------
    features : ``"six"`` or ``"all"``
    hidden : widths of the hidden layers
    epochs : at most; training stops after 40 without a better validation loss
    seed : of the initial weights and of the order of rows
    progress : a progress bar on stderr
    """
    began = perf_counter()
    data = prepare(features)
    rng = np.random.default_rng(seed)
    model = MLP([data.X_train.shape[1], *hidden, 1], rng)
    history = fit(
        model,
        data.X_train,
        data.y_train,
        validation=(data.X_val, data.y_val),
        epochs=epochs,
        batch_size=BATCH_SIZE,
        optimizer=Adam(LEARNING_RATE),
        l2=L2[features],
        patience=PATIENCE,
        rng=rng,
        progress=progress,
    )
    z = model.predict(data.X_test)
    network, mean, straight = (errors(data, guess) for guess in (z, np.zeros_like(z), _ridge_guess(data)))
    return Result(
        features=features,
        hidden=tuple(hidden),
        seed=seed,
        rmse_log=network[0],
        rmse_dollars=network[1],
        mean_rmse_log=mean[0],
        mean_rmse_dollars=mean[1],
        ridge_rmse_log=straight[0],
        ridge_rmse_dollars=straight[1],
        seconds=perf_counter() - began,
        history=history,
        actual=data.encoder.to_dollars(data.y_test)[:, 0],
        predicted=data.encoder.to_dollars(z)[:, 0],
    )


def errors(data: Prepared, z: Array) -> tuple[float, float]:
    """RMSE of ln(price) and of the price in dollars, for standardised predictions ``z`` of the test rows."""
    in_logs = _rmse(z, data.y_test) * data.encoder.price_std
    return in_logs, _rmse(data.encoder.to_dollars(z), data.encoder.to_dollars(data.y_test))


def ridge(X: Array, y: Array, strength: float) -> tuple[Array, Array]:
    """``W = (XᵀX + strength · 1)⁻¹ Xᵀ y`` on centred columns, and the ``b`` that undoes the centring.

    The best straight model, for X (N, D) and y (N, 1): what a network must beat to be worth its trouble.
    Source: T. Hastie, R. Tibshirani, J. Friedman, *The Elements of Statistical Learning*, 2nd edition (2009),
    section 3.4.1.
    """
    x_mean, y_mean = X.mean(axis=0), y.mean(axis=0)
    centred = X - x_mean
    W = np.linalg.solve(centred.T @ centred + strength * np.eye(X.shape[1]), centred.T @ (y - y_mean))
    return W, y_mean - x_mean @ W


def _ridge_guess(data: Prepared) -> Array:
    """The test predictions of the ridge whose strength did best on the validation rows."""
    models = [ridge(data.X_train, data.y_train, strength) for strength in RIDGE_STRENGTHS]
    W, b = min(models, key=lambda model: _rmse(data.X_val @ model[0] + model[1], data.y_val))
    return data.X_test @ W + b


def _rmse(a: Array, b: Array) -> float:
    return float(np.sqrt(np.mean((a - b) ** 2)))
