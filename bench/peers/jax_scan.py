"""JAX with a whole epoch in one compiled `lax.scan`."""

from __future__ import annotations

from typing import Any

import jax

from bench.peers import jax_step
from bench.work import Work

NAME = "JAX scan"


class Trainer(jax_step.Trainer):
    """The same step, scanned over the batches; the rows are whole batches."""

    def __init__(self, work: Work) -> None:
        super().__init__(work)

        def epoch(state: Any, X: Any, Y: Any, order: Any) -> Any:
            batches = order.reshape(-1, self.size)

            def body(state: Any, rows: Any) -> tuple[Any, None]:
                return jax_step.adam_step(state, X[rows], Y[rows], work.adam), None

            return jax.lax.scan(body, state, batches)[0]

        self.epoch = jax.jit(epoch, donate_argnums=0)

    def train(self, orders: list[Any]) -> None:
        """A call an epoch."""
        for order in orders:
            self.state = self.epoch(self.state, self.X, self.Y, order)
        jax.block_until_ready(self.state)
