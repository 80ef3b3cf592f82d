"""What a training accepts, and the sentence for what it does not."""

from __future__ import annotations

from typing import Any

import numpy as np

from bpkit.engine import Array

LOSSES = ("mse", "cross_entropy")


def check_features(name: str, X: Array, columns: int, dtype: Any) -> Array:
    """X as a C-ordered (N, columns) matrix of ``dtype``, finite everywhere.

    Raises
    ------
    ValueError
        Naming the shape, or the row and column of the first NaN or infinity.
    """
    X = _as_numbers(f"{name}: X", X, dtype)
    if X.ndim != 2 or X.shape[1] != columns:
        hint = "; X.reshape(1, -1) makes one row of it" if X.shape == (columns,) else ""
        raise ValueError(
            f"{name}: X has shape {X.shape}; the network needs (rows, {columns}), one column per feature{hint}"
        )
    _require_finite(f"{name}: X", X)
    return X


def check_targets(name: str, y: Array, rows: int, outputs: int, dtype: Any) -> Array:
    """Y as a C-ordered (rows, outputs) matrix of ``dtype``, finite everywhere."""
    y = _as_numbers(f"{name}: y", y, dtype)
    if y.shape != (rows, outputs):
        hint = "; y.reshape(-1, 1) makes a column of it" if y.shape == (rows,) and outputs == 1 else ""
        raise ValueError(
            f"{name}: y has shape {y.shape}; {rows} rows of X and {outputs} outputs need ({rows}, {outputs}){hint}"
        )
    _require_finite(f"{name}: y", y)
    return y


def check_labels(name: str, y: Array, rows: int, classes: int) -> Array:
    """Y as (rows,) integers in 0 … classes - 1."""
    labels = np.asarray(y)
    if labels.shape != (rows,) or labels.dtype.kind not in "iu":
        raise ValueError(
            f"{name}: y has shape {labels.shape} and dtype {labels.dtype}; for cross_entropy "
            f"{rows} rows of X need ({rows},) integers, one class a row"
        )
    wrong = (labels < 0) | (labels >= classes)
    if wrong.any():
        row = int(np.argmax(wrong))
        raise ValueError(
            f"{name}: y[{row}] is {labels[row]}; the network's {classes} outputs are the classes 0 … {classes - 1}"
        )
    return _plain(labels, np.int64)


def check_count(name: str, value: Any, least: int) -> int:
    """``value`` as a whole number of at least ``least``."""
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < least:
        raise ValueError(f"{name} is {value!r}; it needs a whole number of at least {least}")
    return int(value)


def _as_numbers(name: str, values: Array, dtype: Any) -> Array:
    array = np.asarray(values)
    if array.dtype.kind not in "fiub":
        raise ValueError(f"{name} has dtype {array.dtype}; real numbers are needed: encode text as numbers first")
    return _plain(array, dtype)


def _plain(array: Array, dtype: Any) -> Array:
    """In row order and writable, copied where it is not: another layout would be compiled for anew."""
    return np.require(array, dtype=dtype, requirements=["C", "A", "W"])


def _require_finite(name: str, array: Array) -> None:
    bad = ~np.isfinite(array)
    if bad.any():
        row, column = (int(place) for place in np.argwhere(bad)[0])
        raise ValueError(
            f"{name} is {array[row, column]} in row {row}, column {column} ({int(bad.sum())} such entries): "
            "fill it in or leave the row out before training"
        )
