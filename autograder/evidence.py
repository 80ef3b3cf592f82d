"""What the judge says when it recognises no known mistake: what it saw, and nothing that it did not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograder.answers import Answer, Case, expected_parts
from autograder.calling import Problem
from autograder.exercise import Exercise
from autograder.values import DOUBLE as _LOOSE
from autograder.values import as_numbers, close, distance_allowed
from autograder.values import describe as describe_value

Numbers = np.ndarray[Any, Any]


def describe(exercise: Exercise, cases: Sequence[Case], answers: Sequence[Answer], aspect: str) -> str:
    """One or two sentences about what is wrong with ``aspect``, and where."""
    failing = [place for place, answer in enumerate(answers) if aspect in answer.wrong]
    case, answer = cases[failing[0]], answers[failing[0]]
    where = _where(cases, failing)
    if answer.reply.problem is not None:
        return _about_problem(exercise, answer.reply.problem, where)
    if answer.parts is None or answer.reply.result in (None, Ellipsis):
        return _about_structure(exercise, answer.reply.result)
    if exercise.accept is not None:
        return exercise.accept(case.probe.arguments, answer.reply.result) or ""
    if exercise.strict_warnings and answer.reply.warned:
        return f"The numbers may be right, but NumPy warned of an {answer.reply.warned[0]} on the way{where}."
    expected = expected_parts(exercise, case)
    saw = _about_value(answer.parts[aspect], expected[aspect])
    if len(exercise.returns) > 1 and saw.startswith("Entry"):
        for name, other in expected.items():
            if name != aspect and _same(answer.parts[aspect], other):
                saw = f"This is {name}. Look at the order in which you return."
    return f"{saw.rstrip('.')}{where}."


def _where(cases: Sequence[Case], failing: Sequence[int]) -> str:
    """In which cases it went wrong, when not in all of them."""
    layouts = {cases[place].layout for place in failing}
    if layouts == {"again"}:
        return ", but only when it is called a second time with the same input. Does it keep something between calls"
    if "plain" not in layouts and "again" not in layouts:
        return f", but only with arrays that are {' or '.join(sorted(layouts))}"
    labels = list(dict.fromkeys(cases[place].probe.label for place in failing))
    all_labels = list(dict.fromkeys(case.probe.label for case in cases))
    if len(labels) == len(all_labels):
        return ""
    return f" (with {'; '.join(labels[:2])}{'; …' if len(labels) > 2 else ''})"


def _about_problem(exercise: Exercise, problem: Problem, where: str) -> str:
    if problem.type == "NotImplementedError":
        return "Not written yet: replace the line with NotImplementedError by your own."
    place = f" in line {problem.line}: `{problem.text}`" if problem.text else ""
    said = f": {problem.message}" if problem.message else ""
    if problem.type == "TypeError" and "positional argument" in problem.message and not problem.text:
        return f"Your function could not be called{said}. It gets {', '.join(exercise.arguments)}."
    return f"Your function raised {problem.type}{place}{where}. Python says{said or ': nothing more'}."


def _about_structure(exercise: Exercise, result: Any) -> str:
    wanted = ", ".join(exercise.returns)
    if result is None:
        return "Your function returned nothing. Did you forget `return`?"
    if result is Ellipsis:
        return "Not written yet: `...` stands where your answer goes."
    count = len(exercise.returns)
    return f"Your function returned {describe_value(result)}; {count} values are expected: ({wanted})."


def _about_value(value: Any, expected: Any) -> str:
    if isinstance(expected, dict):
        return _about_dict(value, expected)
    wanted = as_numbers(expected)
    found = as_numbers(value)
    if wanted is None:
        return f"Your function returned {describe_value(value)}, which is not what is expected"
    if found is None:
        return f"Here {_numbers_wanted(wanted)} is expected; yours is {describe_value(value)}"
    if found.shape != wanted.shape:
        return _about_shape(found, wanted)
    return _about_numbers(found, wanted)


def _numbers_wanted(wanted: Numbers) -> str:
    return "a number" if wanted.ndim == 0 else f"an array of shape {wanted.shape}"


def _about_shape(found: Numbers, wanted: Numbers) -> str:
    if found.size == wanted.size and found.shape[::-1] == wanted.shape and close(found.T, wanted, _LOOSE):
        return f"It is transposed: shape {found.shape} where {wanted.shape} is expected"
    same = found.size == wanted.size and close(found.reshape(wanted.shape), wanted, _LOOSE)
    return f"{'Right numbers, but the' if same else 'The'} shape is {found.shape} where {wanted.shape} is expected"


def _about_numbers(found: Numbers, wanted: Numbers) -> str:
    if np.isnan(found).any() and not np.isnan(wanted).any():
        return f"{_entry(np.isnan(found))} is NaN (not a number)"
    if np.isinf(found).any() and not np.isinf(wanted).any():
        return f"{_entry(np.isinf(found))} is infinite"
    if not found.any():
        return "Everything is 0, and should not be"
    if close(-found, wanted, _LOOSE):
        return "Right size, wrong sign"
    if found.ndim == 2 and found.shape[0] == found.shape[1] and close(found.T, wanted, _LOOSE):
        return "It is transposed: rows and columns are swapped"
    ratio = _constant_ratio(found, wanted)
    if ratio is not None:
        return f"Exactly {ratio:.4g} times what is expected, in every entry"
    wrong = ~distance_allowed(found, wanted, _LOOSE)
    with np.errstate(invalid="ignore"):
        first = tuple(int(i) for i in np.argwhere(wrong)[0]) if found.ndim else ()
        direction = "too large" if found[first] > wanted[first] else "too small"
        share = "" if found.ndim == 0 or found.size == 1 else f"; {int(wrong.sum())} of {found.size} entries are off"
    return f"{_entry(wrong)} is {found[first]:.6g}, which is {direction}{share}"


def _about_dict(value: Any, expected: dict[Any, Any]) -> str:
    if not isinstance(value, dict):
        return f"A dict is expected, with an entry for each node; yours is {describe_value(value)}"
    missing = [key for key in expected if key not in value]
    if missing:
        return f"{len(missing)} of {len(expected)} nodes have no entry"
    if len(value) > len(expected):
        return f"There are {len(value)} entries for {len(expected)} nodes"
    wrong = [key for key, wanted in expected.items() if not _same(value[key], wanted)]
    return f"The gradient of {len(wrong)} of {len(expected)} nodes is off"


def _constant_ratio(found: Numbers, wanted: Numbers) -> float | None:
    used = wanted != 0
    if not used.any() or (found[~used] != 0).any():
        return None
    ratios = found[used] / wanted[used]
    middle = float(np.median(ratios))
    return middle if np.allclose(ratios, middle, rtol=1e-6, atol=0) else None


def _entry(flags: Numbers) -> str:
    """The first flagged place: ``Entry [0, 2]``."""
    if flags.ndim == 0:
        return "Your number"
    return f"Entry [{', '.join(str(int(i)) for i in np.argwhere(flags)[0])}]"


def _same(value: Any, expected: Any) -> bool:
    found, wanted = as_numbers(value), as_numbers(expected)
    return found is not None and wanted is not None and found.shape == wanted.shape and close(found, wanted, _LOOSE)
