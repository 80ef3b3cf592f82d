"""One row of the table of figures: a figure, the function that drives it, and what it must say of right and wrong ones.

A module ``rows_NN.py`` beside this one holds the rows of a lesson, in a list ``ROWS``; it is found by its name.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Function = Callable[..., Any]


@dataclass(frozen=True)
class Row:
    """A figure and one of its arguments.

    Attributes
    ----------
    figure : its name in `bpkit.explore`
    argument : the argument that takes the learner's function; "" for a figure that takes none
    right : a right function
    says_right : words of its sentence
    wrong : label → (a wrong function, words of its sentence)
    beside : the other arguments, where the figure needs them
    says_raised, says_unwritten : words for a function that raises ValueError("of mine"), and for an unwritten one
    wishes : what a hand may set, besides both ends of every slider
    """

    figure: str
    argument: str = ""
    right: Function | None = None
    says_right: str = ""
    wrong: Mapping[str, tuple[Function, str]] = field(default_factory=dict)
    beside: Mapping[str, Function] = field(default_factory=dict)
    says_raised: str = "raised ValueError: of mine"
    says_unwritten: str = "is not written yet"
    wishes: tuple[dict[str, Any], ...] = ()

    def arguments(self, function: Function | None) -> dict[str, Function | None]:
        """What the figure is called with to show ``function``."""
        return {**self.beside, self.argument: function} if self.argument else {}


def all_rows() -> list[Row]:
    """The rows of every module beside this one."""
    found = sorted(path.stem for path in Path(__file__).parent.glob("rows_[0-9][0-9].py"))
    return [row for name in found for row in importlib.import_module(f"tests.explore.{name}").ROWS]
