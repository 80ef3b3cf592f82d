"""What a training accepts, and the sentence for what it does not."""

from __future__ import annotations

from numbers import Integral, Real
from reprlib import repr as short
from typing import Any

import numpy as np

from bpkit.engine import Array, Var

LOSSES = ("mse", "cross_entropy")


def check_features(name: str, X: Array, columns: int, dtype: Any) -> Array:
    """X as a C-ordered (N, columns) matrix of ``dtype``, finite everywhere.

    Raises
    ------
    ValueError
        Naming the shape, or the row and column of the first NaN or infinity.
    """
    numbers = _as_numbers(f"{name}: X", X)
    if numbers.ndim != 2 or numbers.shape[1] != columns:
        hint = f"; {_reshaped('X', X, '1, -1')} makes one row of it" if numbers.shape == (columns,) else ""
        raise ValueError(
            f"{name}: X has shape {numbers.shape}; the network needs (rows, {columns}), one column per feature{hint}"
        )
    return _finite(f"{name}: X", numbers, dtype)


def check_targets(name: str, y: Array, rows: int, outputs: int, dtype: Any) -> Array:
    """Y as a C-ordered (rows, outputs) matrix of ``dtype``, finite everywhere."""
    numbers = _as_numbers(f"{name}: y", y)
    if numbers.shape != (rows, outputs):
        flat = numbers.shape == (rows,) and outputs == 1
        hint = f"; {_reshaped('y', y, '-1, 1')} makes a column of it" if flat else ""
        raise ValueError(
            f"{name}: y has shape {numbers.shape}; "
            f"{rows} rows of X and {outputs} outputs need ({rows}, {outputs}){hint}"
        )
    return _finite(f"{name}: y", numbers, dtype)


def check_labels(name: str, y: Array, rows: int, classes: int) -> Array:
    """Y as (rows,) integers in 0 … classes - 1."""
    labels = as_array(f"{name}: y", y)
    if labels.dtype.kind == "O" and all(isinstance(label, Integral) for label in labels.flat):
        labels = labels.astype(np.int64)
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


def check_loss(name: str, loss: Any) -> None:
    """Raise unless ``loss`` is the name of one."""
    if loss not in LOSSES:
        raise ValueError(f"{name}: loss is {loss!r}; it is one of {', '.join(LOSSES)}")


def is_number(value: Any) -> bool:
    """Whether ``value`` is one real number, no array and no text."""
    return type(value) is float or isinstance(value, Real)


def as_array(name: str, values: Any) -> Array:
    """``values`` as an array, if it can be one without losing anything.

    Raises
    ------
    TypeError
        For a `Var`.
    ValueError
        For rows that are not equally long, and for a masked array, whose mask would be lost.
    """
    if isinstance(values, Var):
        raise TypeError(f"{name} is a Var; pass its plain numbers, {name.rsplit(maxsplit=1)[-1]}.data")
    if isinstance(values, np.ndarray) and hasattr(values, "filled"):
        raise ValueError(f"{name} is a masked array; fill it in first, with .filled(…), or leave its masked rows out")
    try:
        return np.asarray(values)
    except ValueError:
        raise ValueError(f"{name} is ragged; all its rows need the same length") from None


def _as_numbers(name: str, values: Any) -> Array:
    array = as_array(name, values)
    if array.dtype.kind == "O":
        array = _numbers_of_objects(name, array)
    if array.dtype.kind not in "fiub":
        hint = ": encode text as numbers first" if array.dtype.kind in "SUT" else ""
        raise ValueError(f"{name} has dtype {array.dtype}; real numbers are needed{hint}")
    return array


def _numbers_of_objects(name: str, array: Array) -> Array:
    """Objects as float64 if each is a number: so pandas hands over a table of mixed columns."""
    for place, value in np.ndenumerate(array):
        if not isinstance(value, (Real, np.bool_)):
            where = f" in {_entry(place)}" if place else ""
            raise ValueError(
                f"{name} is {short(value)}{where}, and no number: encode text as numbers first, fill in what is missing"
            )
    try:
        return array.astype(np.float64)
    except OverflowError:
        raise ValueError(f"{name} has a whole number that is too large for float64: scale it first") from None


def _entry(place: tuple[int, ...]) -> str:
    names = ("row", "column") if len(place) <= 2 else ("",) * len(place)
    return ", ".join(f"{name} {index}".strip() for name, index in zip(names, place, strict=False))


def _reshaped(name: str, values: Any, shape: str) -> str:
    """What to type for another shape; a Series and a list have no ``reshape``."""
    if isinstance(values, np.ndarray):
        return f"{name}.reshape({shape})"
    return f"{name}.to_numpy().reshape({shape})" if hasattr(values, "to_numpy") else f"np.reshape({name}, ({shape}))"


def _plain(array: Array, dtype: Any) -> Array:
    """In row order and writable, copied where it is not: another layout would be compiled for anew."""
    with np.errstate(over="ignore"):  # `_finite` says it in words
        return np.require(array, dtype=dtype, requirements=["C", "A", "W"])


def _finite(name: str, numbers: Array, dtype: Any) -> Array:
    """The matrix ``numbers`` in this dtype, if no entry is NaN, infinite or too large for it."""
    array = _plain(numbers, dtype)
    bad = ~np.isfinite(array)
    if not bad.any():
        return array
    place = tuple(int(index) for index in np.argwhere(bad)[0])
    where, count = _entry(place), f"({int(bad.sum())} such entries)"
    if np.isfinite(numbers[place]):
        raise ValueError(
            f"{name} is {numbers[place]} in {where} {count}: that does not fit into {array.dtype}; "
            "scale it first, or make the network with dtype=np.float64"
        )
    raise ValueError(f"{name} is {array[place]} in {where} {count}: fill it in or leave the row out before training")
