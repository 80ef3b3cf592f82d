"""What an exercise is: a reference, probes, known mistakes, correct variants and points.

One small declaration each, in `autograder.exercises`; nothing here knows a notebook.
"""

from __future__ import annotations

import inspect
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np

from autograder.values import DOUBLE, Tolerance

Function = TypeVar("Function", bound=Callable[..., Any])
EXERCISES: dict[str, Exercise] = {}


@dataclass(frozen=True)
class Probe:
    """One input of a check.

    Attributes
    ----------
    label : what is special about it, in words that may follow "with": ``"N = 1"``
    arguments : plain values, graphs and callbacks
    heavy : asked only when all others were answered rightly (long chains, many paths)
    one_answer : False where several answers are right, so that a wrong one cannot be compared literally
    layouts : False where copies in another layout make no sense
    """

    label: str
    arguments: tuple[Any, ...]
    heavy: bool = False
    one_answer: bool = True
    layouts: bool = True


@dataclass(frozen=True)
class Mistake:
    """A wrong function and the sentence for it; ``score`` is what it still earns, from 0 to 1."""

    name: str
    sentence: str
    function: Callable[..., Any]
    score: float = 0.0


@dataclass
class Exercise:
    """One graded function.

    Attributes
    ----------
    name : the learner's function's name
    lesson : number of its lesson
    points : what it is worth
    reference : the right function; bpkit's own wherever it has one
    returns : names of the returned values, in order; one name where there is a single one
    accept : for exercises with several right answers, ``accept(arguments, result)`` → None or a sentence
    seconds : time limit of the whole check
    slow : what a learner may look at when the limit was reached
    """

    name: str
    lesson: int
    points: float
    reference: Callable[..., Any]
    returns: tuple[str, ...]
    accept: Callable[[tuple[Any, ...], Any], str | None] | None = None
    tolerance: Tolerance = DOUBLE
    float32: bool = True
    strict_warnings: bool = False
    seconds: float = 5.0
    slow: str = "a loop that never ends?"
    make_probes: Callable[[np.random.Generator], Iterable[Probe]] = lambda rng: ()
    mistakes: list[Mistake] = field(default_factory=list)
    variants: list[Callable[..., Any]] = field(default_factory=list)

    @property
    def arguments(self) -> tuple[str, ...]:
        """Names of the arguments, as the lesson states them."""
        return tuple(inspect.signature(self.reference).parameters)

    def probes(self, function: Function) -> Function:
        """Decorator: ``function(rng)`` yields the probes, the same for the same generator."""
        self.make_probes = function
        return function

    def mistake(self, sentence: str, name: str | None = None, score: float = 0.0) -> Callable[[Function], Function]:
        """Decorator: the function below is wrong in a known way, and ``sentence`` says how."""

        def add(function: Function) -> Function:
            self.mistakes.append(Mistake(name or function.__name__.replace("_", "-"), sentence, function, score))
            return function

        return add

    def variant(self, function: Function) -> Function:
        """Decorator: another right answer, which the judge must never refuse."""
        self.variants.append(function)
        return function

    def draw(self, seed: int | None = None) -> list[Probe]:
        """The probes for a seed; None is the public seed of self-study."""
        public = zlib.crc32(self.name.encode())
        return list(self.make_probes(np.random.default_rng([public, 0 if seed is None else 1 + seed])))


def exercise(name: str, *, lesson: int, points: float, reference: Callable[..., Any], **settings: Any) -> Exercise:
    """Declare an exercise and enter it in the list."""
    if name in EXERCISES:
        raise ValueError(f"two exercises are called {name!r}")
    EXERCISES[name] = Exercise(name, lesson, points, reference, **settings)
    return EXERCISES[name]
