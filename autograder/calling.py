"""The one way to reach a learner's function.

A call sends plain values, graphs and callbacks, and gets a `Reply` back: what was returned or raised,
which arguments were written into, and what the callbacks were asked. The judge knows no other way, so
the function may be here, in a forked child, or behind a wire.
"""

from __future__ import annotations

import contextlib
import io
import linecache
import sysconfig
import traceback
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from autograder.graphs import Graph, Node
from autograder.values import LARGEST_RESULT, Alien, NodeRef

HERE = str(Path(__file__).parent)
LIBRARIES = tuple(sysconfig.get_paths()[key] for key in ("stdlib", "platstdlib", "purelib", "platlib"))
# How the arrays of a call lie in memory. "rounded" is for the reference: double precision, but the numbers that
# float32 can hold.
LAYOUTS = ("plain", "again", "read-only", "Fortran-ordered", "every second entry", "float32", "rounded")


class TimeIsUp(BaseException):
    """Raised into a learner's function at the limit; no Exception, so that ``except Exception`` lets it pass."""


@dataclass(frozen=True)
class Callback:
    """A function that a probe hands to the learner; it runs, and is recorded, on the judge's side."""

    function: Callable[..., Any]


@dataclass(frozen=True)
class Problem:
    """An exception of the learner's function: its type, message, and the learner's own line."""

    type: str
    message: str
    line: int | None = None
    text: str = ""


@dataclass
class Reply:
    """What one call brought."""

    result: Any = None
    problem: Problem | None = None
    changed: dict[int, Any] = field(default_factory=dict)  # position of an argument → its value afterwards
    asked: list[tuple[Any, ...]] = field(default_factory=list)  # arguments of each callback call
    warned: tuple[str, ...] = ()  # floating-point warnings: "overflow", "divide", "invalid"


class Caller(Protocol):
    """Calls one learner's function."""

    def __call__(self, arguments: tuple[Any, ...], layout: str = "plain") -> Reply:
        """The reply to one call, its arrays laid out as one of `LAYOUTS`."""


class LocalCaller:
    """Calls ``function`` in this process, shielded: no print, no warning and no exception gets out."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function

    def __call__(self, arguments: tuple[Any, ...], layout: str = "plain") -> Reply:
        """The reply to one call; only Ctrl-C and the time limit get out."""
        reply = Reply()
        given = tuple(_materialise(value, layout, reply.asked) for value in arguments)
        before = tuple(_materialise(value, layout, []) for value in arguments)
        warned: set[str] = set()
        with _quiet(), np.errstate(all="call", under="ignore", call=lambda kind, _: warned.add(kind.split()[0])):
            try:
                reply.result = _plain(self.function(*given))
            except (KeyboardInterrupt, TimeIsUp):
                raise
            except BaseException as error:  # sys.exit() is no way out either
                reply.problem = _describe_problem(error)
        reply.warned = tuple(sorted(warned))
        for place, (now, then) in enumerate(zip(given, before, strict=True)):
            if _differs(now, then):
                reply.changed[place] = _plain(now)
        return reply


def _materialise(value: Any, layout: str, asked: list[tuple[Any, ...]]) -> Any:
    """A fresh argument for the learner: arrays copied in ``layout``, graphs as nodes, callbacks recorded."""
    if isinstance(value, np.ndarray):
        return _lay_out(value, layout)
    if isinstance(value, Callback):

        def ask(*arguments: Any) -> Any:
            asked.append(tuple(_plain(argument) for argument in arguments))
            return value.function(*arguments)

        return ask
    if isinstance(value, Graph):
        return value.nodes()[-1]
    if isinstance(value, (list, tuple)):
        return type(value)(_materialise(one, layout, asked) for one in value)
    return value


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


def _plain(value: Any, depth: int = 0) -> Any:
    """``value`` made of plain parts only; what is not plain becomes its description."""
    if depth > 20:
        return Alien("a result nested more than 20 deep")
    if value is None or value is Ellipsis or isinstance(value, (bool, str)):
        return value
    if isinstance(value, Node):
        return NodeRef(value._number)
    if isinstance(value, np.ndarray):
        if value.dtype.kind == "O":
            return Alien("an array of objects")
        if value.size > LARGEST_RESULT:
            return Alien(f"an array of {value.size:,} entries")
        return np.array(value, subok=False)
    if isinstance(value, np.generic):
        return value.item() if value.dtype.kind in "biufSU" else Alien(f"a {type(value).__name__}")
    if isinstance(value, (int, float)):
        return float(value) if isinstance(value, float) else _small(value)
    if isinstance(value, (list, tuple)):
        if len(value) > LARGEST_RESULT:
            return Alien(f"a sequence of {len(value):,} values")
        parts = [_plain(one, depth + 1) for one in value]
        return tuple(parts) if isinstance(value, tuple) else parts
    if isinstance(value, dict):
        return {_key(key): _plain(one, depth + 1) for key, one in value.items()}
    return Alien(f"a {type(value).__name__}")


def _key(key: Any) -> Any:
    return NodeRef(key._number) if isinstance(key, Node) else str(key)[:60]


def _small(value: int) -> Any:
    return int(value) if abs(value) < 2**63 else Alien("an integer of more than 63 bits")


def _differs(now: Any, then: Any) -> bool:
    """Whether an argument is no longer what it was."""
    if isinstance(then, np.ndarray):
        return now.shape != then.shape or not np.array_equal(now, then, equal_nan=then.dtype.kind == "f")
    if isinstance(then, (list, tuple)):
        return len(now) != len(then) or any(_differs(a, b) for a, b in zip(now, then, strict=True))
    return False


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """A learner's prints and warnings are no part of the answer."""
    with (
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")
        yield


def _describe_problem(error: BaseException) -> Problem:
    """The error in the learner's terms: the deepest line that the learner wrote, no frame of ours."""
    own = [frame for frame in traceback.extract_tb(error.__traceback__) if _is_learners(frame.filename)]
    message = " ".join(str(error).split())[:300]
    if not own:
        return Problem(type(error).__name__, message)
    line = own[-1].lineno
    text = (own[-1].line or linecache.getline(own[-1].filename, line or 0)).strip()
    return Problem(type(error).__name__, message, line, text)


def _is_learners(filename: str) -> bool:
    return not filename.startswith((HERE, "<frozen", "<__array_function__", *LIBRARIES))
