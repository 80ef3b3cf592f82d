"""What a slider does: the whole house network, trained anew from its start."""

from __future__ import annotations

from statistics import median
from typing import Any

import numpy as np

from bench.timing import in_turn
from bench.work import CASES
from bpkit import houses
from bpkit.nn import MLP
from bpkit.train import fit


def training() -> Any:
    """A function that trains it once: Ames's training rows, scored on its validation rows each epoch, float32."""
    case, data = CASES["house"], houses.prepare(CASES["house"]["features"])
    rows, validation = (data.X_train, data.y_train), (data.X_val, data.y_val)

    def retrain() -> None:
        model = MLP([data.X_train.shape[1], *case["hidden"], 1], dtype=np.float32)
        fit(model, *rows, validation=validation, epochs=case["epochs"], progress=False)

    return retrain


def milliseconds(turns: int) -> float:
    """The median time of a retraining."""
    return 1e3 * median(in_turn({"house": training()}, turns)["house"])
