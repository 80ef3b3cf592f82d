"""Making a stranger's value plain: nothing of it is trusted, and nothing of it is run.

What a learner's function returns may be a subclass that lies about its shape, its length or its equality.
So the kind is taken from the type itself, never from ``__class__``, and the contents are read by the
methods of the built-in base, never by overridden ones. What is not plain becomes an `Alien`: its description.
"""

from __future__ import annotations

from types import GeneratorType
from typing import Any

import numpy as np

from autograder.graphs import Node
from autograder.values import Alien, NodeRef

LARGEST_RESULT = 10_000_000  # entries of an array; no exercise returns a hundredth of it
MOST_PARTS = 200_000  # values in lists, tuples and dicts together
DEEPEST = 20
LONGEST_TEXT = 10_000
NUMBERS = "biuf"
DOUBLE = np.dtype(np.float64)
HINTS = {"generator": " (a comprehension needs square brackets to be a list)", "map": " (list(…) makes a list of it)"}
YIELDED = "a generator, which gives values one by one (`yield` makes one; here all are given back at once, by `return`)"


def plain(value: Any, scalars: bool = False) -> Any:
    """``value`` as bools, numbers, strings, lists, tuples, dicts and arrays; `Alien` for all else.

    ``scalars`` keeps NumPy's numbers (what a callback gets and gives); else they become Python's.
    """
    kind = type(value)  # first what crosses most often
    if kind is float or (scalars and kind is np.float64):
        return value
    if kind is np.ndarray and value.dtype is DOUBLE and value.size <= LARGEST_RESULT:
        return value.copy("K")
    return _Reader(scalars).read(value, 0)


class _Reader:
    """Reads one value; what it has read so far counts against one budget."""

    def __init__(self, scalars: bool) -> None:
        self.scalars = scalars
        self.left = MOST_PARTS

    def read(self, value: Any, depth: int) -> Any:
        kind = type(value)
        self.left -= 1
        if self.left < 0:
            return Alien(f"a result of more than {MOST_PARTS:,} values")
        if value is None or value is Ellipsis or kind is bool:
            return value
        if kind is Node:
            return NodeRef(value._number)
        if issubclass(kind, np.ndarray):
            return _read_array(np.ndarray.view(value, np.ndarray))
        if issubclass(kind, np.generic):
            return self._read_scalar(value)
        if issubclass(kind, float):
            return float.__mul__(value, 1.0)
        if issubclass(kind, int):
            return _read_int(value)
        if issubclass(kind, str):
            return str.__getitem__(value, slice(0, LONGEST_TEXT))
        if depth >= DEEPEST and issubclass(kind, (list, tuple, dict)):
            return Alien(f"a result nested more than {DEEPEST} deep")
        return self._read_container(value, kind, depth)

    def _read_container(self, value: Any, kind: type, depth: int) -> Any:
        if issubclass(kind, tuple):
            return tuple(self._read_all(tuple.__iter__(value), tuple.__len__(value), depth))
        if issubclass(kind, list):
            return self._read_all(list.__iter__(value), list.__len__(value), depth)
        if issubclass(kind, dict):
            if dict.__len__(value) > self.left:
                return Alien(f"a dict of {dict.__len__(value):,} entries")
            return {_read_key(key): self.read(one, depth + 1) for key, one in dict.items(value)}
        if kind is GeneratorType and value.gi_code.co_name != "<genexpr>":
            return Alien(YIELDED)
        if isinstance(value, type):
            return Alien(f"the class {type.__dict__['__name__'].__get__(value)}")
        return Alien(f"a {kind.__name__}{HINTS.get(kind.__name__, '')}")

    def _read_all(self, values: Any, count: int, depth: int) -> list[Any]:
        if count > self.left:
            return [Alien(f"one of {count:,} values")]
        return [self.read(one, depth + 1) for one in values]

    def _read_scalar(self, value: Any) -> Any:
        array = np.array(value)
        if array.ndim or array.dtype.kind not in NUMBERS + "US":
            return Alien(f"a {type(value).__name__}")
        native = _native(array)
        return native[()] if self.scalars and native.dtype.kind in NUMBERS else native.item()


def _read_int(value: int) -> Any:
    number = int.__add__(value, 0)
    return number if -(2**63) <= number < 2**63 else Alien("an integer of more than 63 bits")


def _read_array(array: np.ndarray[Any, Any]) -> Any:
    if array.size > LARGEST_RESULT:
        return Alien(f"an array of {array.size:,} entries")
    if array.dtype.kind == "O":
        return Alien("an array of objects")
    if array.dtype.kind == "c":
        return Alien("an array of complex numbers")
    if array.dtype.kind not in NUMBERS + "US" or array.nbytes > 8 * LARGEST_RESULT:
        return Alien(f"an array of type {array.dtype.name}")
    return _native(array)


def _native(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """A copy in this machine's byte order; long doubles as doubles."""
    if array.dtype.kind == "f" and array.dtype.itemsize > 8:
        return array.astype(np.float64)
    return array.copy("K") if array.dtype.isnative else array.astype(array.dtype.newbyteorder("="))


def _read_key(key: Any) -> Any:
    if type(key) is Node:
        return NodeRef(key._number)
    read = plain(key)
    if isinstance(read, (str, bool, int, float)):
        return str(read)[:60]
    return read.description if isinstance(read, Alien) else f"a {type(key).__name__}"
