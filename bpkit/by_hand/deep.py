"""Lesson 12: how large the gradients of a deep network are, and how to keep them in bounds."""

from __future__ import annotations

import numpy as np

from bpkit.by_hand.network import Layers


def gradient_norms(gradients: Layers) -> list[float]:
    """Per layer, ``√(Σ dW² + Σ db²)``: the L2 norm of all entries of dW and db together."""
    return [float(np.sqrt(np.sum(np.square(dW)) + np.sum(np.square(db)))) for dW, db in gradients]


def clip_by_global_norm(gradients: Layers, max_norm: float) -> Layers:
    """Every array times ``max_norm / norm`` where the norm over all layers exceeds ``max_norm``; else unchanged.

    One factor for all, so that the direction stays what it was.
    Source: R. Pascanu, T. Mikolov, Y. Bengio, "On the difficulty of training recurrent neural networks",
    ICML 2013, algorithm 1.
    """
    norm = float(np.linalg.norm(gradient_norms(gradients)))
    factor = max_norm / norm if norm > max_norm else 1.0
    return [(factor * np.asarray(dW), factor * np.asarray(db)) for dW, db in gradients]
