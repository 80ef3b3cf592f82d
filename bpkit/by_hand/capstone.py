"""Lesson 14: from the sales that are known to the prices of other houses."""

from __future__ import annotations

import numpy as np

from bpkit.by_hand.network import init_parameters, mlp_forward
from bpkit.by_hand.training import train
from bpkit.encoding import Encoder, split_rows
from bpkit.engine import Array
from bpkit.houses import Houses


def build_and_train(houses: Houses, new_houses: Houses, seed: int) -> Array:
    """Prices for ``new_houses``, (len(new_houses),) in dollars: a network that has learnt from ``houses`` alone.

    85 of 100 sales are learnt from, the rest say when to stop. Scaler and levels come from the rows that are learnt
    from, so that a price depends on no other house of ``new_houses``.

    Parameters
    ----------
    houses : sales with their ``price``, in dollars
    new_houses : houses without one
    seed : of the split, of the first weights and of the batches
    """
    rng = np.random.default_rng(seed)
    learn, watch = (houses.take(rows) for rows in split_rows(len(houses), (0.85, 0.15), rng))
    encoder = Encoder.fit(learn, "all")
    X, y = encoder.transform(learn), encoder.target(learn)
    parameters = init_parameters([X.shape[1], 32, 1], rng)
    data = (X, y, encoder.transform(watch), encoder.target(watch))
    best, _ = train(parameters, data, learning_rate=0.02, batch_size=32, epochs=60, patience=10, rng=rng)
    return encoder.to_dollars(mlp_forward(best, encoder.transform(new_houses))[0])[:, 0]
