"""What you wrote and passed in lesson 9. Later lessons import it from bpkit.mine."""

from __future__ import annotations

# === split_rows
import numpy as np


def split_rows(n, fractions, rng):
    """The row numbers 0 … n - 1, shuffled by rng and cut into len(fractions) index arrays.

    fractions: sizes of the parts, together 1. A part has int(fraction * n) rows, the last takes the rest.
    """
    sizes = [int(fraction * n) for fraction in fractions[:-1]]
    return np.split(rng.permutation(n), np.cumsum(sizes, dtype=int))

# === fit_scaler
import numpy as np


def fit_scaler(X):
    """(mean, std) of every column of X (N, D), each (D,), in the column's unit. Give it train rows only.

    std is the root of the mean squared distance from the mean (no N - 1). A column with max = min has std 1.
    """
    constant = X.max(axis=0) == X.min(axis=0)
    return X.mean(axis=0), np.where(constant, 1.0, X.std(axis=0))

# === apply_scaler
def apply_scaler(X, mean, std):
    """(X - mean) / std for X (N, D), with mean and std (D,) of the train rows; the result has no unit."""
    return (X - mean) / std

# === one_hot
def one_hot(categories, levels):
    """(N, K) of 1.0 and 0.0: entry (n, k) is 1.0 where categories[n] is levels[k].

    categories (N,), levels (K,): arrays of text or whole numbers. ValueError for a category that is no level.
    """
    columns = (categories[:, None] == levels[None, :]).astype(float)
    for category, row in zip(categories, columns):
        if not row.any():
            raise ValueError(f"{category!r} is none of the levels {list(levels)}")
    return columns

# === to_dollars
import numpy as np


def to_dollars(z, mean, std):
    """Prices in dollars from standardised log prices z (any shape, unitless); mean and std of ln(price)."""
    return np.exp(z * std + mean)
