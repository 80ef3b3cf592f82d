"""How one value differs from another, in words: shape, place, size, sign. Never what it should have been."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.values import DOUBLE as _LOOSE
from autograder.values import NodeRef, agree, as_numbers, close, describe, distance_allowed

Numbers = np.ndarray[Any, Any]
PART = "In part "
NEARLY = 1e-3  # a relative error below this is rounding or an approximation, and no wrong formula


def about(value: Any, expected: Any) -> str:
    """What is wrong with ``value``; a sentence without its full stop."""
    if isinstance(expected, dict):
        return _about_dict(value, expected)
    wanted, found = None if isinstance(expected, tuple) else as_numbers(expected), as_numbers(value)
    if wanted is not None:
        if (
            isinstance(value, tuple)
            and isinstance(expected, (np.ndarray, float, int))
            and not _same_shape(found, wanted)
        ):
            return f"Your function returned {describe(value)} where one is expected, {_numbers_wanted(wanted)}"
        if found is None:
            return f"Here {_numbers_wanted(wanted)} is expected; yours is {describe(value)}"
        return _about_shape(found, wanted) if found.shape != wanted.shape else _about_numbers(found, wanted)
    if isinstance(expected, (list, tuple)):
        return _about_parts(value, expected)
    if isinstance(expected, bool) and not isinstance(value, bool):
        return f"Your function returned {describe(value)} where True or False is expected"
    return f"Your function returned {describe(value)}, which is not what is expected"


def constant_ratio(found: Numbers, wanted: Numbers) -> float | None:
    """The one factor between all entries; None where there is none, or too few entries to tell."""
    used = wanted != 0
    if np.count_nonzero(used) < 2 or not found.any() or (found[~used] != 0).any():
        return None
    with np.errstate(invalid="ignore", over="ignore"):
        ratios = found[used] / wanted[used]
        middle = float(np.median(ratios))
        constant = bool(np.allclose(ratios, middle, rtol=1e-6, atol=0))
    return middle if constant and abs(middle - 1) > NEARLY else None


def _same_shape(found: Numbers | None, wanted: Numbers) -> bool:
    return found is not None and found.shape == wanted.shape


def _numbers_wanted(wanted: Numbers) -> str:
    return "a number" if wanted.ndim == 0 else f"an array of shape {wanted.shape}"


def _about_shape(found: Numbers, wanted: Numbers) -> str:
    if found.size == wanted.size and found.shape[::-1] == wanted.shape and close(found.T, wanted, _LOOSE):
        return f"It is transposed: shape {found.shape} where {wanted.shape} is expected"
    right = found.size == wanted.size and close(found.reshape(wanted.shape), wanted, _LOOSE)
    where = f"{_shape(found)} where {_shape(wanted)} is expected"
    return f"Right numbers, but the shape is {where}" if right else f"The shape is {where}"


def _shape(array: Numbers) -> str:
    return str(array.shape) if array.ndim else "() (a single number)"


def _about_numbers(found: Numbers, wanted: Numbers) -> str:
    if np.isnan(found).any() and not np.isnan(wanted).any():
        return f"{_entry(np.isnan(found))} is NaN (not a number)"
    if np.isinf(found).any() and not np.isinf(wanted).any():
        return f"{_entry(np.isinf(found))} is infinite"
    if not found.any():
        return "Everything is 0, and should not be" if found.ndim else "Your number is 0, and should not be"
    if close(-found, wanted, _LOOSE):
        return "Right size, wrong sign"
    if found.ndim == 2 and found.shape[0] == found.shape[1] and close(found.T, wanted, _LOOSE):
        return "It is transposed: rows and columns are swapped"
    ratio = constant_ratio(found, wanted)
    if ratio is not None:
        return f"Exactly {ratio:.4g} times what is expected, in every entry"
    return _about_entries(found, wanted)


def _about_entries(found: Numbers, wanted: Numbers) -> str:
    wrong = ~distance_allowed(found, wanted, _LOOSE)
    endless = wrong & np.isinf(wanted)
    if endless.any():
        return f"{_entry(endless)} is {found[_place(endless)]:.6g}, where an infinite number is due"
    with np.errstate(invalid="ignore"):
        error = np.where(wrong, np.abs(found - wanted), 0.0)
    largest = float(np.nanmax(error))
    if largest <= NEARLY * float(np.abs(wanted).max()):
        return (
            "Very nearly right: off by less than a thousandth of the largest. Is something rounded or approximated, or "
            "is one small part of it wrong?"
        )
    first = _place(wrong)
    direction = "too large" if found[first] > wanted[first] else "too small"
    saw = f"{_entry(wrong)} is {found[first]:.6g}, which is {direction}"
    if found.size == 1:
        return saw
    worst = _place(error == largest)
    most = "" if worst == first or wrong.sum() < 3 else f", most of all {_named(worst)}, yours {found[worst]:.6g}"
    return f"{saw}; {int(wrong.sum())} of {found.size} entries {'is' if wrong.sum() == 1 else 'are'} off{most}"


def _about_dict(value: Any, expected: dict[Any, Any]) -> str:
    nodes = all(isinstance(key, NodeRef) for key in expected)
    if not isinstance(value, dict):
        wanted = "an entry for each node" if nodes else f"the keys {', '.join(map(repr, expected))}"
        return f"A dict is expected, with {wanted}; yours is {describe(value)}"
    missing = [key for key in expected if key not in value]
    if nodes and value and len(missing) == len(expected):
        return f"The keys should be the nodes themselves; yours are {describe(next(iter(value)))} and the like"
    if missing and nodes:
        return f"{len(missing)} of {len(expected)} nodes have no entry"
    if missing:
        return f"The dict has no key {missing[0]!r}"
    if len(value) > len(expected):
        return (
            f"There are {len(value)} entries{f' for {len(expected)} nodes' if nodes else f', {len(expected)} expected'}"
        )
    wrong = [key for key, wanted in expected.items() if not agree(value[key], wanted, _LOOSE)]
    if nodes:
        return f"The gradient of {len(wrong)} of {len(expected)} nodes is off"
    return f"In {wrong[0]!r}: {_in_part(about(value[wrong[0]], expected[wrong[0]]))}"


def _about_parts(value: Any, expected: Any) -> str:
    kind = "tuple" if isinstance(expected, tuple) else "list"
    if not isinstance(value, (list, tuple)) and (not isinstance(value, np.ndarray) or value.ndim == 0):
        return f"A {kind} of {len(expected)} is expected; yours is {describe(value)}"
    if len(value) != len(expected):
        return f"A {kind} of {len(expected)} is expected; yours holds {len(value)}"
    wrong = [k for k, wanted in enumerate(expected) if not agree(value[k], wanted, _LOOSE)]
    if not wrong:
        return "The numbers are only nearly right"
    saw = about(value[wrong[0]], expected[wrong[0]])
    if saw.startswith(PART):
        return f"{PART}[{wrong[0]}]{saw.removeprefix(PART)}"  # a part of a part: In part [2][0]
    return f"{PART}[{wrong[0]}]: {_in_part(saw)}"


def _in_part(saw: str) -> str:
    return saw[0].lower() + saw[1:]


def _place(flags: Numbers) -> tuple[int, ...]:
    """The first flagged place."""
    return tuple(int(i) for i in np.argwhere(flags)[0]) if flags.ndim else ()


def _entry(flags: Numbers) -> str:
    """The first flagged place: ``Entry [0, 2]``."""
    return _named(_place(flags)).capitalize() if flags.ndim else "Your number"


def _named(place: tuple[int, ...]) -> str:
    return f"entry [{', '.join(map(str, place))}]"
