"""Lesson 3: from scores to probabilities, and from a probability to a loss; one row at a time or many."""

from __future__ import annotations

import math

import numpy as np

from bpkit.engine import Array


def softmax(logits: Array) -> Array:
    """``e^z / Σ e^z`` over the last axis: positive, and each row sums to 1.

    Parameters
    ----------
    logits : (K,) or (N, K), unitless, any size

    Returns
    -------
    Probabilities, shaped like ``logits``

    Notes
    -----
    Each row's largest logit is subtracted first. It cancels in the fraction, and no exponent is above 0.
    Source: I. Goodfellow, Y. Bengio, A. Courville, *Deep Learning* (2016), section 4.1.
    """
    powers = np.exp(logits - np.max(logits, axis=-1, keepdims=True))
    return powers / np.sum(powers, axis=-1, keepdims=True)


def negative_log_likelihood(probabilities: Array, label: int) -> float:
    """``-ln(probabilities[label])``, in nats; infinity where that probability is 0.

    Parameters
    ----------
    probabilities : (K,), of one row
    label : the class that it is, 0 … K - 1
    """
    probability = float(probabilities[label])
    return -math.log(probability) if probability > 0 else math.inf
