"""autograder: checks the functions that learners write, and says which mistake it sees."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from autograder.checking import CheckFailed, check
    from autograder.judging import Verdict, judge
    from autograder.reviewing import review

_HOME = {
    "CheckFailed": "checking",
    "Verdict": "judging",
    "check": "checking",
    "judge": "judging",
    "review": "reviewing",
}

__all__ = ["CheckFailed", "Verdict", "check", "judge", "review"]


def __getattr__(name: str) -> Any:
    """Import the module that holds ``name`` when it is first asked for."""
    if name in _HOME:
        return getattr(importlib.import_module(f"autograder.{_HOME[name]}"), name)
    raise AttributeError(f"autograder has no {name!r}; it has {', '.join(__all__)}")
