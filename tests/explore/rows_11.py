"""Lesson 11: the race in a ravine, and the sensitivity to the learning rate."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bpkit.optim import adam_step, momentum_step, rmsprop_step
from tests.explore.row import Row


def uphill(step: Callable[..., Any]) -> Callable[..., Any]:
    """The same rule, climbing."""

    def climb(w: Any, gradient: Any, memory: Any, learning_rate: float) -> Any:
        moved, memory = step(w, gradient, memory, learning_rate)
        return w - (moved - w), memory

    climb.__name__ = step.__name__
    return climb


def forgetful(step: Callable[..., Any]) -> Callable[..., Any]:
    """The same rule, which gives its old memory back."""

    def forget(w: Any, gradient: Any, memory: Any, learning_rate: float) -> Any:
        return step(w, gradient, memory, learning_rate)[0], memory

    forget.__name__ = step.__name__
    return forget


def alone(w: Any, gradient: Any, memory: Any, learning_rate: float) -> Any:
    return w - learning_rate * gradient


def summed(w: Any, gradient: Any, memory: Any, learning_rate: float) -> Any:
    return float(w.sum()), memory


def wrong(step: Callable[..., Any], way: str) -> dict[str, tuple[Callable[..., Any], str]]:
    return {
        "uphill": (uphill(step), f"Your {step.__name__} {way}"),
        "forgetful": (forgetful(step), f"Your {step.__name__} {way}"),
        "w alone": (alone, "should return two things"),
        "one number": (summed, "of the shape that it got"),
        "nothing": (lambda *given: None, "returned None: is there a return?"),
    }


STEPS = (momentum_step, rmsprop_step, adam_step)
FARTHEST = ({"step": 60, "factor": 5.0, "turn": 45.0}, {"step": 60}, {"step": 60, "turn": 20.0, "factor": 0.1})

ROWS = [
    *(
        Row(
            "race",
            step.__name__,
            step,
            f"Your {step.__name__} goes the same way.",
            wrong(step, "goes another way"),
            wishes=FARTHEST,
        )
        for step in STEPS
    ),
    *(
        Row(
            "sensitivity",
            step.__name__,
            step,
            f"Your {step.__name__} lies on its curve.",
            wrong(step, "lies beside its curve"),
            wishes=({"batch": 512, "epochs": 1},),
        )
        for step in STEPS
    ),
]
