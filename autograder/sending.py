"""What a probe hands to a learner's function, and how it is made on the learner's side of a call.

A probe's arguments are data: plain values, graphs, tables, seeds and callbacks. On the learner's side they
become fresh arrays, nodes, generators and functions, made anew for every call.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.graphs import Graph
from autograder.plain import plain
from autograder.values import Alien, identical, same_bytes

# How the arrays of a call lie in memory. "rounded" is for the reference: double precision, but the numbers that
# float32 can hold.
LAYOUTS = ("plain", "again", "read-only", "Fortran-ordered", "every second entry", "float32", "rounded")
MOST_RECORDED = 10_000  # calls of callbacks; a training of a thousand steps makes a few thousand

Asked = list[tuple[str, tuple[Any, ...]]]


@dataclass(frozen=True)
class Callback:
    """A function that a probe hands to the learner; it runs, and is recorded, on the judge's side.

    ``name`` is what its calls are recorded under, for a judge who wants to know which of several was asked.
    """

    function: Callable[..., Any]
    name: str = ""


@dataclass(frozen=True)
class Seeded:
    """A random generator that a probe hands to the learner: ``np.random.default_rng(seed)``, made on their side.

    Every call gets a fresh one, so that the same probe brings the same draws.
    """

    seed: int


@dataclass(frozen=True)
class Out:
    """An array of this shape, full of NaN, that the function must write into.

    A call with one gives two results: what stands in it afterwards, and what was returned (None, if all is well).
    """

    shape: tuple[int, ...]


def materialise(value: Any, layout: str, asked: Asked) -> Any:
    """A fresh argument for the learner: arrays copied in ``layout``, graphs as nodes, callbacks recorded."""
    if isinstance(value, np.ndarray):
        return _lay_out(value, layout)
    if isinstance(value, Out):
        return np.full(value.shape, np.nan, np.float32 if layout == "float32" else np.float64)
    if isinstance(value, Callback):
        return _recorded(value, asked)
    if isinstance(value, Seeded):
        return np.random.default_rng(value.seed)
    if isinstance(value, Graph):
        return value.nodes()[-1]
    if is_table(value):
        return type(value)({name: _lay_out(column, layout) for name, column in value.columns.items()})
    if isinstance(value, dict):
        return {key: materialise(one, layout, asked) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(materialise(one, layout, asked) for one in value)
    return value


def is_table(value: Any) -> bool:
    """Whether this is a `bpkit.houses.Houses`; that module need not be imported to say no."""
    houses = sys.modules.get("bpkit.houses")
    return houses is not None and type(value) is houses.Houses


def _recorded(callback: Callback, asked: Asked) -> Callable[..., Any]:
    """What the learner calls: plain values in, a fresh plain value out, and a note for the judge."""

    def ask(*arguments: Any, **keywords: Any) -> Any:
        given = tuple(plain(one, scalars=True) for one in (*arguments, *keywords.values()))
        for one in given:
            if isinstance(one, Alien):
                raise TypeError(f"the function that you were given was called with {one.description}")
        if len(asked) < MOST_RECORDED:
            asked.append((callback.name, tuple(plain(one) for one in given)))
        places = len(arguments)
        if isinstance(callback.function, np.ufunc) and len(given) != callback.function.nin:  # more would be its `out`
            takes = callback.function.nin
            raise TypeError(
                f"the function that you were given takes {takes} argument{'s' * (takes > 1)}; it got {len(given)}"
            )
        try:
            with np.errstate(all="ignore"):  # its warnings are not the learner's
                result = callback.function(*given[:places], **dict(zip(keywords, given[places:], strict=True)))
        except Exception as error:  # nor are its lines
            raise error.with_traceback(None) from None
        return plain(result, scalars=True)

    return ask


def _lay_out(array: np.ndarray[Any, Any], layout: str) -> np.ndarray[Any, Any]:
    if layout == "Fortran-ordered":
        return np.array(array, order="F")
    if layout == "every second entry":
        roomy = np.zeros(tuple(2 * size for size in array.shape), array.dtype)
        view = roomy[tuple(slice(None, None, 2) for _ in array.shape)]
        view[...] = array
        return view
    if layout in ("float32", "rounded") and array.dtype.kind == "f":
        single = array.astype(np.float32)
        return single if layout == "float32" else single.astype(float)
    copy = np.array(array)
    if layout == "read-only":
        copy.flags.writeable = False
    return copy


def changed(now: Any, value: Any, layout: str) -> bool:
    """Whether ``now``, once made from ``value``, is no longer what it was."""
    if is_table(value):
        return changed(now.columns, value.columns, layout)
    if type(now) is type(value) is np.ndarray and same_bytes(now, value):  # nearly always, and in a tenth of the time
        return False
    if isinstance(value, (np.ndarray, list, tuple, dict)):
        return not identical(plain(now), plain(materialise(value, layout, [])))
    return False
