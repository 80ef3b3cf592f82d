"""``review("1.3", answer)``: asks a review question in a cell, and answers the answer."""

from __future__ import annotations

from typing import Any

from autograder.question import QUESTIONS, Question
from bpkit import mine


class Shown:
    """A question, with feedback once it has been answered; a notebook shows it as text."""

    def __init__(self, question: Question, right: bool | None, text: str) -> None:
        self.number = question.number
        self.right = right
        self.text = text

    def _repr_markdown_(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return self.text


def review(number: str, answer: Any = ...) -> Shown:
    """Ask review question ``number``; with an ``answer``, say whether it is right, and why.

    Parameters
    ----------
    number : such as ``"1.3"``, lesson and question
    answer : a number, or a letter in quotes; ``...`` only asks

    Raises
    ------
    KeyError
        If there is no such question.
    """
    question = find_question(number)
    drawn = question.drawn(mine.seed())
    asked = f"**Question {number}.** {drawn.markdown()}"
    if answer is ...:
        return Shown(question, None, f"{asked}\n\n*Put your answer in place of `...` and run the cell again.*")
    right, sentence = drawn.feedback(answer)
    return Shown(question, right, f"{asked}\n\n**{'Right.' if right else 'Not yet.'}** {sentence}")


def find_question(number: str) -> Question:
    """The question of that number."""
    import autograder.questions  # noqa: F401  (fills QUESTIONS)

    if number not in QUESTIONS:
        lesson = number.partition(".")[0]
        near = [known for known in QUESTIONS if known.partition(".")[0] == lesson] or list(QUESTIONS)
        raise KeyError(f"there is no question {number!r}; there are: {', '.join(near)}")
    return QUESTIONS[number]
