"""The one way to reach a learner's function.

A call sends plain values, graphs and callbacks, and gets a `Reply` back: what was returned or raised,
which arguments were written into, and what the callbacks were asked. The judge knows no other way, so
the function may be here, in a forked child, or behind a wire.
"""

from __future__ import annotations

import contextlib
import dis
import io
import linecache
import sys
import sysconfig
import traceback
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import CodeType, FrameType
from typing import Any, Protocol

import numpy as np

import bpkit
from autograder.graphs import Graph, Node
from autograder.plain import plain
from autograder.sending import LAYOUTS, Asked, Callback, Out, Seeded, changed, materialise

HERE = str(Path(__file__).parent)
COURSE = str(Path(bpkit.__file__).parent)
LIBRARIES = tuple(sysconfig.get_paths()[key] for key in ("stdlib", "platstdlib", "purelib", "platlib"))
KEPT_NODES = 1000  # of a graph that is given again
DOES_NOTHING = {"RESUME", "NOP", "LOAD_CONST", "RETURN_VALUE", "RETURN_CONST", "CACHE"}

__all__ = ["LAYOUTS", "Callback", "Caller", "LocalCaller", "Out", "Problem", "Reply", "Seeded", "TimeIsUp"]


class TimeIsUp(BaseException):
    """Raised into a learner's function at the limit; no Exception, so that ``except Exception`` lets it pass."""


@dataclass(frozen=True)
class Problem:
    """An exception of the learner's function: its type, message, the learner's own line, and what its type also is."""

    type: str
    message: str
    line: int | None = None
    text: str = ""
    bases: tuple[str, ...] = ()
    inside: str = ""  # the function that raised it, where that is not the one that was called but one that it calls

    def is_a(self, name: str) -> bool:
        """Whether ``except`` with that name would catch it."""
        return name in (self.type, *self.bases)


@dataclass
class Reply:
    """What one call brought."""

    result: Any = None
    problem: Problem | None = None
    changed: dict[int, Any] = field(default_factory=dict)  # position of an argument → its value afterwards
    asked: Asked = field(default_factory=list)  # each callback call: its name, arguments
    parameters: tuple[str, ...] = field(default=(), compare=False)  # what the function calls its arguments, if known
    warned: tuple[str, ...] = ()  # floating-point warnings: "overflow", "divide", "invalid"


class Caller(Protocol):
    """Calls one learner's function."""

    def __call__(self, arguments: tuple[Any, ...], layout: str = "plain") -> Reply:
        """The reply to one call, its arrays laid out as one of `LAYOUTS`."""


class LocalCaller:
    """Calls ``function`` in this process, shielded: no print, no warning and no exception gets out."""

    def __init__(self, function: Callable[..., Any], compiled: bool = False) -> None:
        self.original = self.function = function
        self.compiled = compiled
        self.graphs: dict[Graph, list[Node]] = {}
        code = getattr(getattr(function, "py_func", function), "__code__", None)
        self.parameters = code.co_varnames[: code.co_argcount] if isinstance(code, CodeType) else ()

    def __call__(self, arguments: tuple[Any, ...], layout: str = "plain") -> Reply:
        """The reply to one call; only Ctrl-C and the time limit get out."""
        reply = Reply(parameters=self.parameters)
        given = tuple(self._given(value, layout, reply) for value in arguments)
        warned: set[str] = set()
        with quiet(), np.errstate(all="call", under="ignore", call=lambda kind, _: warned.add(kind.split()[0])):
            try:
                reply.result = plain(self._ready(layout)(*given))
                if reply.result is None and not any(isinstance(value, Out) for value in arguments):
                    reply.problem = _empty(self.function)
            except (KeyboardInterrupt, TimeIsUp):
                raise
            except BaseException as error:  # sys.exit() is no way out either
                reply.problem = _describe_problem(error)
        reply.warned = tuple(sorted(warned))
        for place, (now, value) in enumerate(zip(given, arguments, strict=True)):
            if isinstance(value, Out) and reply.problem is None:
                reply.result = (plain(now), reply.result)
            elif changed(now, value, layout):
                reply.changed[place] = plain(now)
        return reply

    def _given(self, value: Any, layout: str, reply: Reply) -> Any:
        """A fresh argument; a graph that is given again comes with the nodes of the first time, as in a notebook."""
        if not isinstance(value, Graph) or len(value.parents) > KEPT_NODES:
            return materialise(value, layout, reply.asked)
        if layout != "again" or value not in self.graphs:
            self.graphs[value] = value.nodes()
        for node in self.graphs[value]:
            node.rest()
        return self.graphs[value][-1]

    def _ready(self, layout: str) -> Callable[..., Any]:
        """The function; one that is to be compiled runs as plain Python first, and as machine code when that was right.

        Plain Python knows what machine code does not: an index that is out of bounds, and a time limit.
        """
        if not self.compiled:
            return self.function
        if layout == "plain":
            return getattr(self.original, "py_func", self.original)
        self.function = compile_kernel(self.original)
        return self.function


@cache
def compile_kernel(function: Callable[..., Any]) -> Callable[..., Any]:
    """``function`` in machine code, if Numba is at hand; what it cannot compile raises at the first call."""
    if bpkit.BACKEND != "numba" or hasattr(function, "py_func"):
        return function
    from numba import njit

    compiled: Callable[..., Any] = njit(error_model="numpy")(function)
    return compiled


class _Nowhere(io.TextIOBase):
    """Forgets what is printed, so that a print in an endless loop fills no memory."""

    def write(self, text: str) -> int:
        return len(text)


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """A learner's prints, pictures and warnings are no part of the answer, and a raised recursion limit is undone."""
    limit, out, err = sys.getrecursionlimit(), sys.stdout, sys.stderr
    with _no_display(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        sys.stdout = sys.stderr = _Nowhere()
        try:
            yield
        finally:
            sys.stdout, sys.stderr = out, err
            sys.setrecursionlimit(limit)


@contextlib.contextmanager
def _no_display() -> Iterator[None]:
    """In a notebook, `display` and pictures go past sys.stdout; they are dropped as well."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    if shell is None:
        yield
        return
    from IPython.core.displaypub import CapturingDisplayPublisher

    before, shell.display_pub = shell.display_pub, CapturingDisplayPublisher()  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        shell.display_pub = before


def _empty(function: Callable[..., Any]) -> Problem | None:
    """A body of ``...``, ``pass`` or a docstring alone returns None, but it is no forgotten return."""
    code = getattr(function, "__code__", None)
    if code is None or any(step.opname not in DOES_NOTHING for step in dis.get_instructions(code)):
        return None
    return Problem("NotImplementedError", "")


def _describe_problem(error: BaseException) -> Problem:
    """The error in the learner's terms: the deepest line that the learner wrote, no frame of ours."""
    try:
        message = " ".join(str(error).split())[:300]
    except Exception:  # its own __str__ failed
        message = ""
    name, bases = type(error).__name__, tuple(kind.__name__ for kind in type.mro(type(error))[1:-2])
    own = [(frame, line) for frame, line in traceback.walk_tb(error.__traceback__) if _is_learners(frame)]
    if not own:
        return Problem(name, message, bases=bases)
    frame, line = own[-1]
    linecache.checkcache(frame.f_code.co_filename)
    text = linecache.getline(frame.f_code.co_filename, line or 0, frame.f_globals).strip()
    inside = frame.f_code.co_name if frame.f_code is not own[0][0].f_code else ""
    return Problem(name, message, line, text, bases, inside if inside.isidentifier() else "")


def _is_learners(frame: FrameType) -> bool:
    if frame.f_code.co_filename.endswith((".pyx", ".pxd")):  # a compiled module's name for its own source
        return False
    return not frame.f_code.co_filename.startswith((HERE, COURSE, "<frozen", "<__array_function__", *LIBRARIES))
