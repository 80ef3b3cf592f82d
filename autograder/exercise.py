"""What an exercise is: a reference, probes, known mistakes, correct variants and points.

One small declaration each, in `autograder.exercises`; nothing here knows a notebook.
"""

from __future__ import annotations

import inspect
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias, TypeVar

import numpy as np

from autograder.values import DOUBLE, Tolerance

Function = TypeVar("Function", bound=Callable[..., Any])
EXERCISES: dict[str, Exercise] = {}
Calls: TypeAlias = Sequence[tuple[tuple[Any, ...], Sequence[tuple[str, tuple[Any, ...]]]]]


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
    raises : the exception that is the right answer here, such as ``ValueError``; None where a value is
    held : what the judge keeps to itself for `Exercise.grade`, such as the prices of the houses to be priced
    """

    label: str
    arguments: tuple[Any, ...]
    heavy: bool = False
    one_answer: bool = True
    layouts: bool = True
    raises: type[Exception] | None = None
    held: Any = field(default=None, compare=False, repr=False)
    known: dict[str, dict[str, Any]] = field(default_factory=dict, compare=False, repr=False)  # the reference's answers
    suspected: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)  # and the known mistakes'


@dataclass(frozen=True)
class Mistake:
    """A wrong function and the sentence for it.

    Attributes
    ----------
    score : what it still earns, from 0 to 1
    whole : it is there only if every returned value that it spoils is wrong in its way ("dX and dW are swapped");
        else each returned value is looked at by itself
    shown_by : for a mistake that is seen in how the probes' callbacks were used, not in the results: from the
        arguments of every case, and what its callbacks were asked, to whether it is there
    """

    name: str
    sentence: str
    function: Callable[..., Any]
    score: float = 0.0
    shown_by: Callable[[Calls], bool] | None = None
    whole: bool = False


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
    accept : for exercises with several right answers, ``accept(arguments, result)`` → None or a sentence; one
        that is a known mistake's own sentence names that mistake
    grade : for answers that must fit one another, or that can be better and worse: from all probes answered so far
        and their results, each acceptable by itself, to a score from 0 to 1 and a sentence about what is missing.
        A sentence of a known mistake gives it that name. Asked before the heavy probes and again after them
    compiled : compile the function with Numba before it is called, if it is not compiled yet
    seconds : time limit of the whole check
    slow : what a learner may look at when the limit was reached
    """

    name: str
    lesson: int
    points: float
    reference: Callable[..., Any]
    returns: tuple[str, ...]
    accept: Callable[[tuple[Any, ...], Any], str | None] | None = None
    grade: Callable[[Sequence[tuple[Probe, Any]]], tuple[float, str]] | None = None
    tolerance: Tolerance = DOUBLE
    float32: bool = True
    strict_warnings: bool = False
    compiled: bool = False
    seconds: float = 5.0
    slow: str = "a loop that never ends?"
    make_probes: Callable[[np.random.Generator], Iterable[Probe]] = lambda rng: ()
    mistakes: list[Mistake] = field(default_factory=list)
    variants: list[Callable[..., Any]] = field(default_factory=list)
    drawn: tuple[int | None, list[Probe]] | None = field(default=None, repr=False)

    @property
    def arguments(self) -> tuple[str, ...]:
        """Names of the arguments, as the lesson states them."""
        return tuple(inspect.signature(self.reference).parameters)

    def probes(self, function: Function) -> Function:
        """Decorator: ``function(rng)`` yields the probes, the same for the same generator."""
        self.make_probes = function
        return function

    def mistake(
        self,
        sentence: str,
        name: str | None = None,
        score: float = 0.0,
        shown_by: Callable[[Calls], bool] | None = None,
        whole: bool = False,
    ) -> Callable[[Function], Function]:
        """Decorator: the function below is wrong in a known way, and ``sentence`` says how."""

        def add(function: Function) -> Function:
            own = name or function.__name__.replace("_", "-")
            self.mistakes.append(Mistake(own, sentence, function, score, shown_by, whole))
            return function

        return add

    def variant(self, function: Function) -> Function:
        """Decorator: another right answer, which the judge must never refuse."""
        self.variants.append(function)
        return function

    def draw(self, seed: int | None = None) -> list[Probe]:
        """The probes for a seed; None is the public seed of self-study. The last ones drawn are kept."""
        if self.drawn is None or self.drawn[0] != seed:
            public = zlib.crc32(self.name.encode())
            rng = np.random.default_rng([public, 0 if seed is None else 1 + seed])
            self.drawn = seed, list(self.make_probes(rng))
        return list(self.drawn[1])


def exercise(name: str, *, lesson: int, points: float, reference: Callable[..., Any], **settings: Any) -> Exercise:
    """Declare an exercise and enter it in the list."""
    if name in EXERCISES:
        raise ValueError(f"two exercises are called {name!r}")
    EXERCISES[name] = Exercise(name, lesson, points, reference, **settings)
    return EXERCISES[name]
