"""Plain values: what may cross between the judge and a learner's function, and when two agree.

Numbers, strings, bools, None, lists, tuples, dicts and arrays are plain. Everything here is about
results that a stranger returned, so nothing here trusts a type: an array subclass is made a plain
array, and what is not plain is described, never used.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Alien:
    """Stands for a result that is not plain: only its description crosses."""

    description: str


@dataclass(frozen=True)
class NodeRef:
    """Stands for a graph node of the probe, by number."""

    number: int


@dataclass(frozen=True)
class Tolerance:
    """Two numbers agree within ``relative`` of the largest expected entry, or within ``absolute``."""

    relative: float = 1e-6
    absolute: float = 1e-12


DOUBLE = Tolerance()
SINGLE = Tolerance(1e-4, 1e-6)


def as_numbers(value: Any) -> np.ndarray[Any, Any] | None:
    """``value`` as an array of floats, or None where it is not one: text, ragged lists, objects, complex."""
    if isinstance(value, np.ndarray):
        array = value
    elif isinstance(value, (int, float, np.number)) and not isinstance(value, bool):
        array = np.asarray(value)
    elif isinstance(value, (list, tuple)) and value:
        try:
            array = np.asarray(value)
        except (ValueError, OverflowError):
            return None
    else:
        return None
    if array.dtype.kind not in "iuf":
        return None
    return array.astype(float)


def agree(value: Any, expected: Any, tolerance: Tolerance) -> bool:
    """Whether ``value`` is what was expected: exact structure and shape first, then the numbers.

    A list of numbers is one vector, and its largest entry sets the scale; a tuple's parts are things of their own.
    """
    if isinstance(expected, dict):
        return (
            isinstance(value, dict)
            and value.keys() == expected.keys()
            and all(agree(value[key], wanted, tolerance) for key, wanted in expected.items())
        )
    numbers = None if isinstance(expected, tuple) else as_numbers(expected)
    if numbers is None:
        if isinstance(expected, (list, tuple)):
            several = isinstance(value, (list, tuple)) or (isinstance(value, np.ndarray) and value.ndim > 0)
            return (
                several
                and len(value) == len(expected)
                and all(agree(one, wanted, tolerance) for one, wanted in zip(value, expected, strict=True))
            )
        return identical(value, expected)
    found = as_numbers(value)
    return found is not None and found.shape == numbers.shape and close(found, numbers, tolerance)


def identical(one: Any, other: Any) -> bool:
    """Whether two plain values are the same to the last bit; NaN is the same as NaN."""
    if isinstance(other, np.ndarray):
        if not isinstance(one, np.ndarray):
            return False
        floats = one.dtype.kind == other.dtype.kind == "f"
        return bool(np.array_equal(one, other, equal_nan=floats))
    if isinstance(other, (list, tuple)):
        return (
            isinstance(one, type(other))
            and len(one) == len(other)
            and all(identical(a, b) for a, b in zip(one, other, strict=True))
        )
    if isinstance(other, dict):
        return isinstance(one, dict) and one.keys() == other.keys() and all(identical(one[k], other[k]) for k in other)
    return type(one) is type(other) and bool(one == other or (one != one and other != other))


def same_bytes(one: np.ndarray[Any, Any], other: np.ndarray[Any, Any]) -> bool:
    """Whether two arrays are the same to the last bit, found out quickly; 0 and -0 differ here."""
    return one.shape == other.shape and one.dtype == other.dtype and one.tobytes() == other.tobytes()


def close(found: np.ndarray[Any, Any], expected: np.ndarray[Any, Any], tolerance: Tolerance) -> bool:
    """Whether two float arrays of one shape agree; NaN agrees with NaN, an infinity with itself."""
    if expected.size == 0 or same_bytes(found, expected):
        return True
    return bool(distance_allowed(found, expected, tolerance).all())


def distance_allowed(
    found: np.ndarray[Any, Any], expected: np.ndarray[Any, Any], tolerance: Tolerance
) -> np.ndarray[Any, Any]:
    """Entry by entry, whether ``found`` is near enough to ``expected``."""
    finite = np.abs(expected[np.isfinite(expected)])
    largest = float(finite.max()) if finite.size else 0.0
    allowed = max(tolerance.relative * largest, tolerance.absolute)
    with np.errstate(invalid="ignore"):
        near = np.abs(found - expected) <= allowed
    same = (found == expected) | (np.isnan(found) & np.isnan(expected))
    return np.asarray(near | same)


def describe(value: Any) -> str:
    """A few words for a learner: what kind of thing this is."""
    if isinstance(value, Alien):
        return value.description
    if value is None:
        return "None"
    if value is Ellipsis:
        return "..."
    if isinstance(value, np.ndarray):
        kind = {"b": " of True and False,", "U": " of texts,", "S": " of bytes,"}.get(value.dtype.kind, "")
        return f"an array{kind} of shape {value.shape}"
    if isinstance(value, (list, tuple)):
        kind = "list" if isinstance(value, list) else "tuple"
        return f"a {kind} of {len(value)} value{'' if len(value) == 1 else 's'}"
    if isinstance(value, dict):
        return f"a dict of {len(value)} entr{'y' if len(value) == 1 else 'ies'}"
    if isinstance(value, (bool, str)):
        return f"{value!r:.60}"
    if isinstance(value, (int, float, np.number)):
        return f"the number {float(value):.6g}"
    return f"a {type(value).__name__}"
