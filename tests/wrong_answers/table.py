"""The table of wrong answers: each module ``lesson_NN.py`` here enters its functions by these three decorators."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass(frozen=True)
class Wrong:
    """One wrong answer.

    Attributes
    ----------
    kind : "listed" (one known mistake in another spelling), "double" (several at once) or "unlisted"
    names : the mistakes that may be said of it, because they are true of its code
    where : module and line, to find it by
    """

    kind: str
    exercise: str
    names: tuple[str, ...]
    function: Callable[..., Any]

    @property
    def where(self) -> str:
        """``lesson_06.py:120``."""
        code = self.function.__code__
        return f"{Path(code.co_filename).name}:{code.co_firstlineno}"


TABLE: list[Wrong] = []


def _enter(kind: str, exercise: str, names: tuple[str, ...]) -> Callable[[Function], Function]:
    def add(function: Function) -> Function:
        TABLE.append(Wrong(kind, exercise, names, function))
        return function

    return add


def listed(exercise: str, name: str) -> Callable[[Function], Function]:
    """The known mistake ``name`` of ``exercise``, written in another way than autograder has it."""
    return _enter("listed", exercise, (name,))


def double(exercise: str, *names: str) -> Callable[[Function], Function]:
    """Several known mistakes at once; the name given must be one of ``names``."""
    return _enter("double", exercise, names)


def unlisted(exercise: str, *true: str) -> Callable[[Function], Function]:
    """A wrong answer that no list holds; no name may be given but those in ``true``, which hold of its code."""
    return _enter("unlisted", exercise, true)
