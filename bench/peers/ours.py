"""`bpkit.train.fit`, as a learner calls it."""

from __future__ import annotations

from typing import Any

from bench.work import Layers, Work
from bpkit.nn import MLP
from bpkit.optim import Adam
from bpkit.train import fit

NAME = "bpkit"


class Trainer:
    """The compiled epochs."""

    def __init__(self, work: Work) -> None:
        self.work, self.rng = work, work.seed
        self.model = MLP.from_layers(work.layers, dtype=work.X.dtype)
        self.optimizer = Adam(**work.adam)

    def train(self, orders: list[Any]) -> None:
        """`fit` draws the orders itself, from the seed that they come from."""
        work = self.work
        options: dict[str, Any] = {"batch_size": work.batch_size, "optimizer": self.optimizer, "rng": work.seed}
        fit(self.model, work.X, work.Y, epochs=len(orders), progress=False, **options)

    def layers(self) -> Layers:
        """What was learnt."""
        return self.model.layers
