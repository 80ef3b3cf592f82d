"""Whole trainings: first that everybody learns the same, then how long an epoch takes."""

from __future__ import annotations

from statistics import median
from typing import Any

import numpy as np

from bench.peers import found
from bench.timing import in_turn
from bench.work import CASES, final_loss, make


def verify() -> dict[str, float]:
    """Each trainer's final loss in float64, relative to ours; raises where one differs by more than is allowed."""
    case = CASES["verification"]
    work = make(np.float64, epsilon=case["epsilon"])
    orders = work.orders(case["epochs"])
    losses = {}
    for name, peer in found()[0].items():
        trainer = peer.Trainer(work)
        getattr(trainer, "train_exactly", trainer.train)(orders)
        losses[name] = final_loss(work, trainer.layers())
    ours = losses["bpkit"]
    differences = {name: abs(loss - ours) / ours for name, loss in losses.items()}
    wrong = {name: losses[name] for name, difference in differences.items() if not difference <= case["tolerance"]}
    if wrong:
        raise AssertionError(f"not the same work: final losses {wrong}, ours {ours}")
    return differences


def seconds_an_epoch(turns: int) -> dict[str, float]:
    """The median time of an epoch, in cases.toml's precision."""
    case = CASES["training"]
    work = make(np.dtype(case["dtype"]))
    works: dict[str, Any] = {}
    counts = {}
    for name, peer in found()[0].items():
        counts[name] = case["epochs_a_turn"].get(name, case["epochs_a_turn"]["default"])
        orders, trainer = work.orders(counts[name]), peer.Trainer(work)
        works[name] = lambda trainer=trainer, orders=orders: trainer.train(orders)
    return {name: median(times) / counts[name] for name, times in in_turn(works, turns).items()}
