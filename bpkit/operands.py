"""Arrays of numbers: what goes into an op, and what a learner's backward function gives."""

from __future__ import annotations

from typing import Any

import numpy as np

# What goes into a forward function as it is; anything else is looked at first.
READY = frozenset({np.ndarray, float, int, bool, type(None), np.float64, np.float32, np.int64})


def own_gradient(gradient: Any, data: Any) -> Any:
    """What a learner's function returned for ``data``, as an array that nobody else holds."""
    if isinstance(gradient, np.ndarray | np.generic):
        return gradient.copy()
    return np.array(gradient, dtype=data.dtype if data.dtype.kind == "f" else None)[()]


def fits(gradient: Any, value: Any) -> bool:
    """Whether these are two arrays of numbers and of one shape: most often they are, and that is quickly seen."""
    both = type(gradient) is np.ndarray and type(value) is np.ndarray
    return both and gradient.shape == value.shape and gradient.dtype.kind in "biufc"


def is_numeric(value: Any) -> bool:
    """Whether it is a number or makes an array of numbers."""
    try:
        return np.asarray(value).dtype.kind in "biufc"
    except (TypeError, ValueError):  # a Var in it, or rows of several lengths
        return False


def numeric(value: Any, name: str) -> Any:
    """``value`` as an array of numbers, or a TypeError that begins with ``name``."""
    try:
        array = np.asarray(value)
    except (TypeError, ValueError) as error:
        raise TypeError(f"{name} is {short(value)}, and that is no array of numbers: {error}") from None
    if array.dtype.kind not in "biufc":
        raise TypeError(f"{name} is {short(value)}; it needs a number, or an array or list of numbers")
    return array


def short(value: Any) -> str:
    """The value as it is written, cut to one line, and its type."""
    text = " ".join(repr(value).split())
    return f"{text if len(text) <= 60 else text[:57] + '...'} ({type(value).__name__})"
