"""Asking a function every case of an exercise, and seeing which aspects of each reply are wrong."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from autograder import chance
from autograder.calling import Caller, LocalCaller, Reply
from autograder.exercise import Exercise, Probe
from autograder.sending import Out
from autograder.values import SINGLE, Tolerance, agree, as_numbers

INPUTS = "inputs"  # the aspect of an answer that is about arguments written into


@dataclass(frozen=True)
class Case:
    """One call: a probe, and how its arrays lie in memory."""

    exercise: Exercise
    probe: Probe
    layout: str
    tolerance: Tolerance

    @property
    def expected(self) -> dict[str, Any]:
        """What the reference returns here, by name; it is asked once for each probe and precision."""
        layout = "rounded" if self.layout == "float32" else "plain"
        known = self.probe.known
        if layout not in known:
            known[layout] = _expected_parts(self.exercise, self.probe, layout)
        return known[layout]

    @property
    def literal(self) -> bool:
        """Whether answers are compared with the reference's: no properties, no refusal."""
        return self.exercise.accept is None and self.probe.raises is None


@dataclass(frozen=True)
class Answer:
    """One reply, taken apart: a value per returned name, or why that was not possible."""

    reply: Reply
    parts: dict[str, Any] | None  # None: raised, or the wrong number of results
    wrong: frozenset[str]  # the aspects that are wrong: returned names, and INPUTS
    refused: bool = False  # raised the exception that the probe asks for
    unsteady: bool = False  # random in a way that its seed does not explain
    remembers: bool = False  # wrong, and the function answers the same input differently later

    @property
    def raised(self) -> bool:
        """Whether the call ended in an exception that was not asked for."""
        return self.reply.problem is not None and not self.refused


def cases_of(exercise: Exercise, probe: Probe) -> list[Case]:
    """The calls that a probe stands for: plain, once more, and its arrays in other layouts and float32."""
    layouts = ["plain"] if probe.heavy else ["plain", "again"]
    if not probe.heavy and probe.layouts and any(map(_holds_array, probe.arguments)):
        layouts += ["read-only", "Fortran-ordered", "every second entry"]
        layouts += ["float32"] if exercise.float32 else []
    return [Case(exercise, probe, layout, SINGLE if layout == "float32" else exercise.tolerance) for layout in layouts]


def _holds_array(value: Any) -> bool:
    return isinstance(value, (np.ndarray, Out)) or (isinstance(value, (list, tuple)) and any(map(_holds_array, value)))


def ask(
    exercise: Exercise,
    caller: Caller,
    cases: Sequence[Case],
    progress: Callable[[str], None] = lambda label: None,
    stop: Callable[[Case, Answer], bool] = lambda case, answer: False,
) -> list[Answer]:
    """Call once for each case, or until ``stop``; ``progress`` is told each probe before it is asked.

    The reference speaks first, so that a function which changes NumPy cannot change what is expected.
    """
    for case in cases:
        if case.literal:
            _ = case.expected

    def answer(case: Case) -> Answer:
        progress(case.probe.label)
        return _examine(exercise, case, caller(case.probe.arguments, case.layout))

    return _in_turn(exercise, cases, answer, stop)


def ask_suspect(
    exercise: Exercise, function: Callable[..., Any], cases: Sequence[Case], stop: Callable[[Case, Answer], bool]
) -> list[Answer]:
    """As `ask`, of a known mistake's function: it answers a probe once, however many verdicts want to know."""
    caller = LocalCaller(function)

    def answer(case: Case) -> Answer:
        known: dict[Any, Answer] = case.probe.suspected
        if (function, case.layout) not in known:
            known[function, case.layout] = _examine(exercise, case, caller(case.probe.arguments, case.layout))
        return known[function, case.layout]

    return _in_turn(exercise, cases, answer, stop)


def _in_turn(
    exercise: Exercise, cases: Sequence[Case], answer: Callable[[Case], Answer], stop: Callable[[Case, Answer], bool]
) -> list[Answer]:
    answers: list[Answer] = []
    for case in cases:
        answers.append(answer(case))
        if stop(case, answers[-1]):
            break
    return with_chance(exercise, cases, answers)


def with_chance(exercise: Exercise, cases: Sequence[Case], answers: Sequence[Answer]) -> list[Answer]:
    """The same answers; where several of them together show a wrong kind of randomness, that is noted."""
    noted = list(answers)
    for place in chance.unsteady(cases, answers):
        noted[place] = replace(noted[place], wrong=noted[place].wrong | set(exercise.returns), unsteady=True)
    return noted


def _examine(exercise: Exercise, case: Case, reply: Reply) -> Answer:
    """Which aspects of this reply are wrong."""
    wrong = {INPUTS} if reply.changed else set()
    if case.probe.raises is not None:  # no value is right here, so none is taken apart
        refused = reply.problem is not None and reply.problem.is_a(case.probe.raises.__name__)
        return Answer(reply, None, frozenset(wrong if refused else wrong | set(exercise.returns)), refused)
    parts = take_apart(exercise, reply, case)
    if parts is None:
        wrong |= set(exercise.returns)
    elif exercise.accept is not None:
        if refusal(exercise, case, reply.result) is not None:
            wrong |= set(exercise.returns)
    else:
        wrong |= {name for name in exercise.returns if not agree(parts[name], case.expected[name], case.tolerance)}
    if exercise.strict_warnings and reply.warned:
        wrong |= set(exercise.returns)
    return Answer(reply, parts, frozenset(wrong))


def take_apart(exercise: Exercise, reply: Reply, case: Case | None = None) -> dict[str, Any] | None:
    """The returned values by name; None where something was raised or their number is wrong."""
    if reply.problem is not None:
        return None
    result = reply.result
    if len(exercise.returns) == 1:
        one = exercise.name.endswith("_backward") and isinstance(result, (tuple, list)) and len(result) == 1
        return {exercise.returns[0]: result[0] if one and not _is_row(result, case) else result}
    several = isinstance(result, (tuple, list)) or (isinstance(result, np.ndarray) and result.ndim > 0)
    if not several or len(result) != len(exercise.returns):
        return None
    return dict(zip(exercise.returns, result, strict=True))


def _is_row(result: Any, case: Case | None) -> bool:
    """Whether a list of one holds the single row that is expected, and not the single gradient."""
    if case is None or not case.literal:
        return False
    found, wanted = as_numbers(result), as_numbers(case.expected[case.exercise.returns[0]])
    return found is not None and wanted is not None and found.shape == wanted.shape


def refusal(exercise: Exercise, case: Case, result: Any) -> str | None:
    """What `Exercise.accept` has against a result; "" where it could make nothing of it."""
    if exercise.accept is None:
        return None
    try:
        return exercise.accept(case.probe.arguments, result)
    except Exception:  # a shape or a kind of value that the author did not think of
        return ""


def _expected_parts(exercise: Exercise, probe: Probe, layout: str) -> dict[str, Any]:
    """What the reference returns for this probe."""
    reply = LocalCaller(exercise.reference)(probe.arguments, layout)
    parts = take_apart(exercise, reply)
    if parts is None:
        raise RuntimeError(f"the reference of {exercise.name} failed with {probe.label}: {reply.problem}")
    return parts
