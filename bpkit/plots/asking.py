"""How a figure asks a learner's function: it gets a value, or a sentence that can be shown.

A figure never shows a traceback. What is not written yet is said in those words; what raises is said
with the error's own message.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

Function: TypeAlias = Callable[..., Any] | None


@dataclass(frozen=True)
class Answer:
    """What a learner's function gave: ``value``, or None and the ``sentence`` that says why not."""

    value: Any
    sentence: str

    @property
    def given(self) -> bool:
        """Whether there is a value."""
        return self.value is not None


def name_of(function: Function, default: str) -> str:
    """The function's own name, which a lambda or a partial does not have."""
    name = getattr(function, "__name__", default)
    return default if name == "<lambda>" else str(name)


def ask(function: Function, default: str, *arguments: Any) -> Answer:
    """Call ``function`` on ``arguments``; ``default`` is its name in the lesson."""
    name = name_of(function, default)
    if function is None:
        return Answer(None, f"{name} is not written yet")
    try:
        value = function(*arguments)
    except NotImplementedError:
        return Answer(None, f"{name} is not written yet")
    except Exception as error:
        reason = " ".join(str(error).split())[:160]
        return Answer(None, f"your {name} raised {type(error).__name__}: {reason}".rstrip(": "))
    if value is None:
        return Answer(None, f"your {name} returned None: is there a return?")
    return Answer(value, "")


def ask_number(function: Function, default: str, *arguments: Any) -> Answer:
    """Like `ask`, where one number is expected."""
    answer = ask(function, default, *arguments)
    if not answer.given:
        return answer
    name = name_of(function, default)
    try:
        if np.shape(answer.value) != ():
            raise TypeError
        return Answer(float(answer.value), "")
    except (TypeError, ValueError):
        kind = type(answer.value).__name__
        return Answer(None, f"your {name} returned a {kind}; one number is expected")


def said_of(answer: Answer) -> str:
    """The sentence of an answer that was not given, as a sentence of its own; a name keeps its case."""
    text = answer.sentence
    return (text[0].upper() + text[1:] if text.startswith("your ") else text) + "."
