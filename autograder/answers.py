"""Asking a function every case of an exercise, and seeing which aspects of each reply are wrong."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.calling import Caller, LocalCaller, Reply
from autograder.exercise import Exercise, Probe
from autograder.values import SINGLE, Tolerance, agree

INPUTS = "inputs"  # the aspect of an answer that is about arguments written into


@dataclass(frozen=True)
class Case:
    """One call: a probe, and how its arrays lie in memory."""

    probe: Probe
    layout: str
    tolerance: Tolerance


@dataclass(frozen=True)
class Answer:
    """One reply, taken apart: a value per returned name, or why that was not possible."""

    reply: Reply
    parts: dict[str, Any] | None  # None: raised, or the wrong number of results
    wrong: frozenset[str]  # the aspects that are wrong: returned names, and INPUTS

    @property
    def raised(self) -> bool:
        """Whether the call ended in an exception."""
        return self.reply.problem is not None


def cases_of(exercise: Exercise, probe: Probe) -> list[Case]:
    """The calls that a probe stands for: plain, once more, and its arrays in other layouts and float32."""
    plain = Case(probe, "plain", exercise.tolerance)
    if probe.heavy:
        return [plain]
    layouts = ["again"]
    if probe.layouts and any(isinstance(value, np.ndarray) for value in probe.arguments):
        layouts += ["read-only", "Fortran-ordered", "every second entry"]
        if exercise.float32:
            return [
                plain,
                *(Case(probe, layout, exercise.tolerance) for layout in layouts),
                Case(probe, "float32", SINGLE),
            ]
    return [plain, *(Case(probe, layout, exercise.tolerance) for layout in layouts)]


def ask(
    exercise: Exercise,
    caller: Caller,
    cases: Sequence[Case],
    progress: Callable[[str], None] = lambda label: None,
    stop_at_wrong: bool = False,
) -> list[Answer]:
    """Call once for each case; ``progress`` is told each probe before it is asked."""
    answers = []
    for case in cases:
        progress(case.probe.label)
        answers.append(_examine(exercise, case, caller(case.probe.arguments, case.layout)))
        if stop_at_wrong and answers[-1].wrong:
            break
    return answers


def _examine(exercise: Exercise, case: Case, reply: Reply) -> Answer:
    """Which aspects of this reply are wrong."""
    wrong = {INPUTS} if reply.changed else set()
    parts = take_apart(exercise, reply)
    expected = expected_parts(exercise, case)
    if parts is None:
        wrong |= set(exercise.returns)
    elif exercise.accept is not None:
        if exercise.accept(case.probe.arguments, reply.result) is not None:
            wrong |= set(exercise.returns)
    else:
        wrong |= {name for name in exercise.returns if not agree(parts[name], expected[name], case.tolerance)}
    if exercise.strict_warnings and reply.warned:
        wrong |= set(exercise.returns)
    return Answer(reply, parts, frozenset(wrong))


def take_apart(exercise: Exercise, reply: Reply) -> dict[str, Any] | None:
    """The returned values by name; None where something was raised or their number is wrong."""
    if reply.problem is not None:
        return None
    result = reply.result
    if len(exercise.returns) == 1:
        alone = exercise.name.endswith("_backward") and isinstance(result, (tuple, list)) and len(result) == 1
        return {exercise.returns[0]: result[0] if alone else result}
    several = isinstance(result, (tuple, list)) or (isinstance(result, np.ndarray) and result.ndim > 0)
    if not several or len(result) != len(exercise.returns):
        return None
    return dict(zip(exercise.returns, result, strict=True))


def expected_parts(exercise: Exercise, case: Case) -> dict[str, Any]:
    """What the reference returns for this case."""
    layout = "rounded" if case.layout == "float32" else "plain"
    reply = LocalCaller(exercise.reference)(case.probe.arguments, layout)
    parts = take_apart(exercise, reply)
    if parts is None:
        raise RuntimeError(f"the reference of {exercise.name} failed with {case.probe.label}: {reply.problem}")
    return parts
