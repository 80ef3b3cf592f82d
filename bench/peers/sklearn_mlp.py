"""scikit-learn's MLPRegressor: `fit` when timed; an epoch a `partial_fit` when its result is verified."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPRegressor

from bench.work import Layers, Work

NAME = "scikit-learn"


class Trainer:
    """The regressor with our sizes and settings; without L2, and it does not stop early."""

    def __init__(self, work: Work) -> None:
        self.work, self.y = work, work.Y.ravel()
        self.model: Any = None

    def _make(self, epochs: int, shuffle: bool) -> Any:
        work, adam = self.work, self.work.adam
        return MLPRegressor(
            hidden_layer_sizes=[len(b) for _, b in work.layers[:-1]],
            alpha=0.0,
            batch_size=work.batch_size,
            learning_rate_init=adam["learning_rate"],
            beta_1=adam["beta1"],
            beta_2=adam["beta2"],
            epsilon=adam["epsilon"],
            max_iter=epochs,
            n_iter_no_change=10**6,
            shuffle=shuffle,
            random_state=work.seed,
        )

    def train(self, orders: list[Any]) -> None:
        """`fit` begins anew and shuffles by itself: as many epochs as there are orders."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # we ask for so many epochs, converged or not
            self._make(len(orders), shuffle=True).fit(self.work.X, self.y)

    def train_exactly(self, orders: list[Any]) -> None:
        """From our start and in our order; its weights are replaced before its optimiser has seen anything."""
        work = self.work
        self.model = self._make(1, shuffle=False)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # a batch of two rows is smaller than batch_size
            self.model.partial_fit(work.X[:2], self.y[:2])
        del self.model._optimizer
        for ours, coefficients, intercepts in zip(work.layers, self.model.coefs_, self.model.intercepts_, strict=True):
            coefficients[:], intercepts[:] = ours
        for order in orders:
            self.model.partial_fit(work.X[order], self.y[order])

    def layers(self) -> Layers:
        """What was learnt."""
        return [(np.asarray(W), np.asarray(b)) for W, b in zip(self.model.coefs_, self.model.intercepts_, strict=True)]
