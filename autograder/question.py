"""What a review question is: words, an answer, and what the likely wrong answers show.

The numbers are drawn from the learner's own seed, so that two people at one table get different ones.
"""

from __future__ import annotations

import math
import string
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

Draw = np.random.Generator
KINDS = ("compute", "predict", "choice", "bug", "transfer")
QUESTIONS: dict[str, Question] = {}
DRAWS = 100


@dataclass(frozen=True)
class Number:
    """A question that is answered with a number.

    Attributes
    ----------
    ask : the question, in Markdown
    answer : the right number; ``tolerance`` is relative
    because : said with a right answer
    wrong : likely wrong numbers, each with what it shows; no two may be near one another, or near the answer
    hint : said with any other number
    """

    ask: str
    answer: float
    because: str
    wrong: Sequence[tuple[float, str]] = ()
    hint: str = "Write the step down on paper, with its unit, and try again."
    tolerance: float = 5e-3

    def feedback(self, given: Any) -> tuple[bool, str]:
        """Whether ``given`` is right, and what to say."""
        if isinstance(given, bool) or not isinstance(given, (int, float, np.number)):
            return False, f"This question is answered with a number; `{given!r:.40}` is none."
        if self._near(float(given), self.answer):
            return True, self.because
        for number, sentence in self.wrong:
            if self._near(float(given), number):
                return False, sentence
        return False, self.hint

    def _near(self, given: float, wanted: float) -> bool:
        return math.isclose(given, wanted, rel_tol=self.tolerance, abs_tol=1e-9)

    @property
    def clear(self) -> bool:
        """Whether each wrong way leads to a number of its own, so that its sentence is true of whoever hears it."""
        numbers = [self.answer, *(number for number, _ in self.wrong)]
        return not any(self._near(one, other) for one, other in combinations(numbers, 2))

    @property
    def solution(self) -> float:
        """The right answer, for the solved notebook."""
        return self.answer

    def markdown(self) -> str:
        """The question as a notebook shows it."""
        return self.ask


@dataclass(frozen=True)
class Choice:
    """A question that is answered with a letter.

    Attributes
    ----------
    ask : the question, in Markdown
    options : each option with what choosing it shows; the first is the right one
    order : in which the options are shown
    """

    ask: str
    options: Mapping[str, str]
    order: tuple[int, ...]
    clear = True

    def feedback(self, given: Any) -> tuple[bool, str]:
        """Whether ``given`` is the right letter, and what to say."""
        letters = string.ascii_lowercase[: len(self.order)]
        letter = str(given).strip().lower().rstrip(").")
        if len(letter) != 1 or letter not in letters:
            return False, f'This question is answered with one letter in quotes, from "a" to "{letters[-1]}".'
        chosen = self.order[letters.index(letter)]
        return chosen == 0, list(self.options.values())[chosen]

    @property
    def solution(self) -> str:
        """The right letter, for the solved notebook."""
        return string.ascii_lowercase[self.order.index(0)]

    def markdown(self) -> str:
        """The question and its lettered options as a notebook shows them."""
        texts = list(self.options)
        lines = [
            f"- **{letter}**  {texts[place]}" for letter, place in zip(string.ascii_lowercase, self.order, strict=False)
        ]
        return "\n".join([self.ask, "", *lines])


@dataclass(frozen=True)
class Question:
    """A question of a lesson: its number ("2.5"), its kind, and how it is made from a generator."""

    number: str
    kind: str
    make: Callable[[Draw], Number | Choice]

    def drawn(self, seed: int) -> Number | Choice:
        """The question with the numbers of this seed; numbers at which two ways meet are drawn anew.

        Raises
        ------
        ValueError
            If two ways meet in a hundred draws.
        """
        draw = np.random.default_rng([zlib.crc32(self.number.encode()), seed])
        for _ in range(DRAWS):
            made = self.make(draw)
            if made.clear:
                return made
        raise ValueError(
            f"question {self.number}: two of its likely wrong answers, or one and the answer, are always equal"
        )


def question(number: str, kind: str) -> Callable[[Callable[[Draw], Number | Choice]], Question]:
    """Decorator: the function below makes the question from a random generator."""
    if kind not in KINDS:
        raise ValueError(f"a question is one of {', '.join(KINDS)}; {kind!r} is none")

    def add(make: Callable[[Draw], Number | Choice]) -> Question:
        if number in QUESTIONS:
            raise ValueError(f"two questions have the number {number}")
        QUESTIONS[number] = Question(number, kind, make)
        return QUESTIONS[number]

    return add


def choice(draw: Draw, ask: str, options: Mapping[str, str]) -> Choice:
    """A `Choice` with its options in random order; the first given is the right one."""
    return Choice(ask, options, tuple(int(place) for place in draw.permutation(len(options))))
