"""The tape under the scalar engine: one flat list of what was computed, in the order it was computed.

An entry is an operation, the places of its two operands, and the result. Everything stands after what it
was computed from, so the order of the tape *is* a topological order, and backward reads it from the end.

A tape lives as long as a Value that was recorded on it. `backward` ends the open tape, and what is computed
next begins a new one: a training loop gives each step's graph back. A Value of an older tape, and every
leaf, enters a tape as one more entry, and ``inputs`` remembers which Value that is.
"""

from __future__ import annotations

import gc
import itertools
from collections.abc import Callable
from dataclasses import dataclass
from math import exp, log, tanh  # noqa: F401 (the formulas use them)
from typing import TYPE_CHECKING, Any, TypeAlias
from weakref import ref

import numpy as np

from bpkit.engine import Array

if TYPE_CHECKING:
    from bpkit.scalar import Value

LEAF, ADD, SUB, MUL, DIV, POW, NEG, RELU, TANH, EXP, LOG = range(11)
NAMES = ("leaf", "+", "-", "*", "/", "**", "neg", "relu", "tanh", "exp", "log")
CONSTANT = object()  # where a leaf that no gradient is kept for says it is
BLOCK = 2**10  # entries that are put away at a time: so few that they still lie in the processor's cache
ROOM = BLOCK - 3  # with at most so many in the lists there is room for an operation and both its operands
ENOUGH = 2**18  # entries (5 MB) after which a tape looks for what nobody needs any more

Columns: TypeAlias = tuple[Array, Array, Array, Array]  # codes, lefts, rights, values

_ages = itertools.count()


def power(a: float, n: float) -> float:
    """``a`` to the power ``n``, which stays a real number."""
    result = a**n
    if isinstance(result, complex):
        raise ValueError("a negative number has no real power with a fraction in it")
    return float(result)


# What each operation computes, in Python. `bpkit.scalar` builds its methods from these lines.
FORMULAS = (
    "{a}",
    "{a} + {b}",
    "{a} - {b}",
    "{a} * {b}",
    "{a} / {b}",
    "power({a}, {b})",
    "-{a}",
    "0.0 if {a} < 0 else {a}",
    "tanh({a})",
    "exp({a})",
    "log({a})",
)
COMPUTE: tuple[Callable[[float, float], float], ...] = tuple(
    eval(f"lambda a, b: {formula.format(a='a', b='b')}") for formula in FORMULAS
)


class Tape:
    """The entries, as four columns; gradients of the last `backward`, by place; and what came from outside.

    An entry is written into four lists, which is the quickest that Python can do, and a full block of them is put
    away as arrays. Read later, each of their numbers would have left the cache, and cost twice as much. An entry
    counts when `count` says so, a block when `blocks` does: what was interrupted halfway is written over.
    """

    __slots__ = (
        "__weakref__", "age", "away", "blocks", "codes", "count", "enough", "gradients", "inputs", "lefts", "mark",
        "rights", "start", "values",
    )  # fmt: skip

    def __init__(self) -> None:
        self.away: list[Columns] = []  # the blocks before the lists
        self.blocks, self.start = 0, 0  # how many, and the entries in them: the place of the lists' first
        self.count = 0  # entries in the lists, which are as long as a block
        self.codes, self.lefts, self.rights = [LEAF] * BLOCK, [0] * BLOCK, [0] * BLOCK
        self.values = [0.0] * BLOCK
        self.inputs: dict[int, Value] = {}  # place → the leaf, or the Value of an older tape
        self.gradients = np.zeros(0)
        self.age = next(_ages)
        self.enough = ENOUGH
        self.mark = object()  # a Value whose `_on` is this has its place here; a leaf so keeps no tape alive

    def __len__(self) -> int:
        return self.start + self.count

    def bring(self, value: Value, data: float) -> int:
        """The place of a Value that is not on this tape yet, or of a plain number: a new entry at its end."""
        k = self.count
        place = self.start + k
        self.codes[k] = LEAF
        self.lefts[k] = self.rights[k] = place
        self.values[k] = data
        self.count = k + 1
        if value._on is not CONSTANT:
            self.inputs[place] = value
            if value._tape is None:
                value._on, value._place = self.mark, place
        return place

    def tidy(self) -> None:
        """The lists are nearly full: put them away, and now and then throw out what nobody needs."""
        self.put_away()
        if self.start >= self.enough:
            self.forget()

    def put_away(self) -> None:
        """Move the lists' entries into a block of arrays."""
        size = self.count
        block = (
            np.frombuffer(bytes(self.codes[:size]), np.uint8),
            np.fromiter(self.lefts, np.int32, size),
            np.fromiter(self.rights, np.int32, size),
            np.fromiter(self.values, np.float64, size),
        )
        self.away[self.blocks :] = [block]
        self.blocks, self.start, self.count = self.blocks + 1, self.start + size, 0

    def columns(self, size: int) -> Columns:
        """The first ``size`` entries, as arrays of their own."""
        if self.count:
            self.put_away()
        codes, lefts, rights, values = (np.concatenate(column)[:size] for column in zip(*self.away, strict=True))
        return codes, lefts, rights, values

    def gradient(self, place: int) -> float:
        """What the last `backward` that reached this place left there."""
        return float(self.gradients[place]) if place < len(self.gradients) else 0.0

    def set_gradient(self, places: int | Array, gradient: float | Array) -> None:
        """Keep these for `gradient`."""
        if len(self.gradients) < len(self):
            longer = np.zeros(len(self))
            longer[: len(self.gradients)] = self.gradients
            self.gradients = longer
        self.gradients[places] = gradient

    def forget(self) -> None:
        """Throw out the entries that no living Value depends on.

        Only a loop that records on and on without `backward` comes here. No entry knows its Value, so that
        a Value may die as soon as nobody uses it; the living ones are found by asking all objects.
        """
        from bpkit.scalar import Value

        self.enough *= 2
        if gc.get_freeze_count():  # frozen objects are not listed, and a Value may be among them
            return
        # type(), not isinstance: that one asks an object for its __class__, and a dead weakref.proxy then raises
        values_ever = [thing for thing in gc.get_objects() if issubclass(type(thing), Value)]
        living = [value for value in values_ever if getattr(value, "_tape", None) is self]
        codes, lefts, rights, values = self.columns(len(self))
        needed = np.zeros(len(values), bool)
        needed[[value._place for value in living]] = True
        _kernels().reach(lefts, rights, needed)
        moved = np.cumsum(needed, dtype=np.int32) - np.int32(1)
        self.away = [(codes[needed], moved[lefts[needed]], moved[rights[needed]], values[needed])]
        self.blocks, self.start = 1, int(np.count_nonzero(needed))
        self.gradients = self.gradients[needed[: len(self.gradients)]]
        self.inputs = {int(moved[place]): value for place, value in self.inputs.items() if needed[place]}
        self.mark = object()  # leaves enter anew
        for value in living:
            value._on, value._place = self.mark, int(moved[value._place])
        self.enough = ENOUGH + 2 * self.start


def _no_tape() -> Tape | None:
    return None


now: Callable[[], Tape | None] = _no_tape  # the open tape, by a weak reference: only Values keep a tape alive


def begin() -> Tape:
    """A new open tape."""
    global now
    tape = Tape()
    now = ref(tape)
    return tape


def end(tape: Tape) -> None:
    """Nothing more is recorded on this one."""
    global now
    if now() is tape:
        now = _no_tape


@dataclass
class Flat:
    """The part of the tapes that one root depends on, as arrays; the root is the last entry.

    Attributes
    ----------
    leaves, entries : the Values whose data is the graph's input, and where each of them stands
    parts : per tape, the places that were taken from it, in order
    """

    codes: Array
    lefts: Array
    rights: Array
    values: Array
    leaves: list[Value]
    entries: Array
    parts: list[tuple[Tape, Array]]

    def pull_back(self) -> Array:
        """The gradient of the root with respect to every entry."""
        gradients = np.zeros(len(self.values))
        gradients[-1] = 1.0
        stuck = _kernels().tape_backward(self.codes, self.lefts, self.rights, self.values, gradients)
        if stuck >= 0:
            self._explain(stuck, lambda code, a, n: n * COMPUTE[code](a, n - 1), "the slope of ")
        return gradients

    def forward(self) -> float:
        """Compute every entry anew, and return the root's."""
        stuck = _kernels().tape_forward(self.codes, self.lefts, self.rights, self.values)
        if stuck >= 0:
            self._explain(stuck, lambda code, a, b: COMPUTE[code](a, b))
        return float(self.values[-1])

    def _explain(self, entry: int, compute: Callable[[int, float, float], float], what: str = "") -> None:
        """Let Python do this one operation, so that the error is Python's own."""
        code = int(self.codes[entry])
        a, b = float(self.values[self.lefts[entry]]), float(self.values[self.rights[entry]])
        where = f"(entry {entry} of {len(self.codes)})"
        try:
            compute(code, a, b)
        except (ArithmeticError, ValueError) as error:
            raise type(error)(f"{what}{_read(code, a, b)}: {_said(error)} {where}") from None
        raise FloatingPointError(f"{what}{_read(code, a, b)} is not finite {where}")


def flatten(root: Value) -> Flat:
    """What ``root`` depends on: from the newest tape to the oldest, since nothing refers to a newer one."""
    if root._tape is None:
        root_alone = np.array([root._data])
        zero = np.zeros(1, np.int32)
        return Flat(np.zeros(1, np.uint8), zero, zero, root_alone, [root], np.zeros(1, np.int64), [])
    wanted: dict[Tape, list[int]] = {root._tape: [root._place]}
    slices = []
    while wanted:
        tape = max(wanted, key=lambda tape: tape.age)
        places = wanted.pop(tape)
        columns = tape.columns(max(places) + 1)
        needed = np.zeros(max(places) + 1, bool)
        needed[places] = True
        _kernels().reach(columns[1], columns[2], needed)
        inputs = [(place, value) for place, value in tape.inputs.items() if place < len(needed) and needed[place]]
        for _, value in inputs:
            if value._tape is not None:
                wanted.setdefault(value._tape, []).append(value._place)
        slices.append((tape, needed, columns, inputs))
    if len(slices) == 1 and needed.all():  # the usual case: there is nothing to leave out or to join
        return Flat(
            *columns,
            [value for _, value in inputs],
            np.array([place for place, _ in inputs]),
            [(tape, np.flatnonzero(needed))],
        )
    return _join(slices[::-1])


def _join(slices: list[tuple[Tape, Array, Columns, list[tuple[int, Value]]]]) -> Flat:
    """One Flat of the needed entries of several tapes, the oldest first."""
    moved: dict[Tape, Array] = {}  # tape → where each of its places is in the Flat
    parts, joined, leaves, entries, size = [], [], [], [], 0
    for tape, needed, columns, inputs in slices:
        for place, value in inputs:
            needed[place] = value._tape is None  # a Value of an older tape stands there already
        new = moved[tape] = np.cumsum(needed, dtype=np.int32) + np.int32(size - 1)
        for place, value in inputs:
            if value._tape is None:
                leaves.append(value)
                entries.append(new[place])
            else:
                new[place] = moved[value._tape][value._place]
        codes, lefts, rights, values = columns
        parts.append((tape, np.flatnonzero(needed)))
        joined.append((codes[needed], new[lefts[needed]], new[rights[needed]], values[needed]))
        size = int(new.max(initial=-1)) + 1
    codes, lefts, rights, values = (np.concatenate(column) for column in zip(*joined, strict=True))
    return Flat(codes, lefts, rights, values, leaves, np.array(entries, np.int64), parts)


def backward(root: Value) -> None:
    """Set the gradient of everything that ``root`` depends on, and end its tape."""
    flat = flatten(root)
    gradients = flat.pull_back()
    start = 0
    for tape, places in flat.parts:
        tape.set_gradient(places, gradients[start : start + len(places)])
        start += len(places)
    _give(flat, gradients)
    if root._tape is not None:
        end(root._tape)


def _give(flat: Flat, gradients: Array) -> None:
    """Each leaf's gradient to the leaf; one that stands at two entries gets their sum."""
    for leaf in flat.leaves:
        leaf._grad = 0.0
    for leaf, gradient in zip(flat.leaves, gradients[flat.entries].tolist(), strict=True):
        leaf._grad += gradient


class Replay:
    """A compiled graph: call it to compute the root from the leaves' present data, and their gradients.

    Attributes
    ----------
    leaves : the Values that it reads ``data`` from and leaves ``grad`` at; numbers in the formula are fixed
    nodes : how many operations it does
    """

    def __init__(self, root: Value) -> None:
        self._flat = flatten(root)
        self._flat.parts = []  # the tapes may go
        self.leaves = list(dict.fromkeys(self._flat.leaves))
        self.nodes = int(np.count_nonzero(self._flat.codes))

    def __call__(self) -> float:
        """The root's value; every leaf's ``grad`` is set."""
        flat = self._flat
        flat.values[flat.entries] = [leaf._data for leaf in flat.leaves]
        result = flat.forward()
        _give(flat, flat.pull_back())
        return result

    def __repr__(self) -> str:
        return f"Replay({self.nodes} operations, {len(self.leaves)} leaves)"


def located(error: Exception, code: int, a: Value, b: Value, x: float, y: float) -> Exception:
    """The same error, saying which operation on which numbers it was, and where those come from."""
    origins = dict.fromkeys(_origin(value) for value in (a, b) if value._tape is not None)
    return type(error)("; ".join([f"{_read(code, x, y)}: {_said(error)}", *origins]))


def _origin(value: Value) -> str:
    tape, place = value._tape, value._place
    assert tape is not None
    codes, lefts, rights, values = tape.columns(place + 1)
    made_by = _read(int(codes[place]), values[lefts[place]], values[rights[place]])
    return f"{value._data:g} is {made_by}, entry {place} of the tape"


def _read(code: int, a: float, b: float) -> str:
    return f"{NAMES[code]}({a:g})" if code >= NEG else f"{a:g} {NAMES[code]} {b:g}"


def _said(error: Exception) -> str:
    return str(error.args[-1]) if error.args else type(error).__name__


def _kernels() -> Any:
    """The loops, imported when the first gradient is asked for: they bring Numba along."""
    from bpkit import tape_kernels

    return tape_kernels
