"""What a slider does: the whole house network, trained anew from its start, by kernels or on a learner's functions."""

from __future__ import annotations

from statistics import median
from typing import Any

import numpy as np

from bench.timing import in_turn
from bench.work import CASES
from bpkit import houses, use
from bpkit.nn import MLP
from bpkit.train import fit


def retrain(data: houses.Prepared) -> None:
    """Train it once: Ames's training rows, scored on its validation rows each epoch, float32."""
    model = MLP([data.X_train.shape[1], *CASES["house"]["hidden"], 1], dtype=np.float32)
    validation = (data.X_val, data.y_val)
    fit(model, data.X_train, data.y_train, validation=validation, epochs=CASES["house"]["epochs"], progress=False)


# As a learner writes them in lessons 3, 5 and 6.


def relu_backward(upstream: Any, output: Any, x: Any) -> Any:
    """The gradient where the unit was open."""
    return upstream * (x > 0)


def affine_backward(upstream: Any, output: Any, X: Any, W: Any, b: Any) -> Any:
    """``dX = G Wᵀ``, ``dW = Xᵀ G``, ``db = Σ_rows G``."""
    return upstream @ W.T, X.T @ upstream, upstream.sum(axis=0)


def mse_backward(upstream: Any, output: Any, prediction: Any, target: Any) -> Any:
    """``2 (prediction - target) / count``."""
    return upstream * 2 * (prediction - target) / prediction.size


def milliseconds(turns: int) -> dict[str, float]:
    """The median time of a retraining: on bpkit's kernels, and on NumPy functions that a learner could have written."""
    data = houses.prepare(CASES["house"]["features"])

    def on_own_functions() -> None:
        with use(relu_backward=relu_backward, affine_backward=affine_backward, mse_backward=mse_backward):
            retrain(data)

    seconds = in_turn({"kernels": lambda: retrain(data), "own functions": on_own_functions}, turns)
    return {name: 1e3 * median(times) for name, times in seconds.items()}
