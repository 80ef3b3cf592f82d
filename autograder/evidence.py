"""What the judge says when it recognises no known mistake: what it saw, and nothing that it did not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograder import numbers
from autograder.answers import Answer, Case, refusal
from autograder.calling import Problem
from autograder.exercise import Exercise
from autograder.values import DOUBLE, agree, as_numbers
from autograder.values import describe as describe_value
from bpkit.nopython import why_not

WARNINGS = {"overflow": "an overflow", "divide": "a division by zero", "invalid": "an invalid value, such as ∞ - ∞,"}
REMEMBERS = (
    "The same input, given twice, brings two different results: your function keeps something between calls (a list as "
    "a default value? a variable outside?), draws random numbers of its own, or leaves entries of `np.empty` unset."
)
NOT_COMPILED = ("TypingError", "UnsupportedError", "UnsupportedBytecodeError", "LoweringError")  # Numba's words for it


def describe(exercise: Exercise, cases: Sequence[Case], answers: Sequence[Answer], aspect: str) -> str:
    """One or two sentences about what is wrong with ``aspect``, and where."""
    failing = [place for place, answer in enumerate(answers) if aspect in answer.wrong]
    case, answer = cases[failing[0]], answers[failing[0]]
    where = _where(cases, failing)
    if case.probe.raises is not None:
        return _about_refusal(exercise, case.probe.raises.__name__, answer, where)
    if answer.reply.problem is not None:
        return _about_problem(exercise, answer.reply.problem, where, case.layout)
    if answer.unsteady:
        return _about_chance(case)
    if answer.remembers and not _has_other_keys(case, answer, aspect):
        return REMEMBERS
    if answer.parts is None or answer.reply.result is None or answer.reply.result is Ellipsis:
        return _about_structure(exercise, answer.reply.result, where)
    if exercise.accept is not None:
        said = refusal(exercise, case, answer.reply.result)
        place = where if where.startswith(",") or not where else _first_of(cases, failing)
        return _with_place(said, place) if said else _about_structure(exercise, answer.reply.result, where)
    if exercise.strict_warnings and answer.reply.warned:
        return f"The numbers may be right, but NumPy warned of {WARNINGS[answer.reply.warned[0]]} on the way{where}."
    everywhere = _everywhere(cases, answers, aspect)
    if everywhere is not None:
        return everywhere
    saw = _seen(case, answer.parts, aspect)
    plain = [place for place in failing if cases[place].layout == "plain"]
    if any(_seen(cases[place], answers[place].parts, aspect) != saw for place in plain):
        where = _first_of(cases, plain)  # what was seen is true of this case alone
    return _with_place(saw if saw.endswith("?") else f"{saw.rstrip('.')}.", where)


def objection(exercise: Exercise, cases: Sequence[Case], answers: Sequence[Answer], aspect: str) -> str | None:
    """What `Exercise.accept` has against the first answer that is wrong."""
    case, answer = next(pair for pair in zip(cases, answers, strict=True) if aspect in pair[1].wrong)
    if case.probe.raises is not None or answer.parts is None or answer.unsteady or answer.remembers:
        return None
    return refusal(exercise, case, answer.reply.result)


def _with_place(said: str, place: str) -> str:
    return f"{said.removesuffix('.')}{place}." if said.endswith(".") else f"{said}{place}"


def _has_other_keys(case: Case, answer: Answer, aspect: str) -> bool:
    """Whether a dict of nodes was due, and no key of this one is a node: an address is another one each time."""
    if not case.literal or answer.parts is None:
        return False
    found, wanted = answer.parts[aspect], case.expected[aspect]
    return isinstance(found, dict) and isinstance(wanted, dict) and bool(found) and not found.keys() & wanted.keys()


def _seen(case: Case, parts: dict[str, Any] | None, aspect: str) -> str:
    """What is wrong with one returned value in one case."""
    if parts is None:
        return ""
    found, expected = parts[aspect], case.expected
    saw = numbers.about(found, expected[aspect])
    if not saw.startswith("Your number"):  # one number may equal another by chance
        for name, other in expected.items():
            if name != aspect and agree(found, other, DOUBLE):
                saw = f"This is {name}. Look at the order in which you return."
    return saw


def is_of_the_call(answers: Sequence[Answer], aspect: str) -> bool:
    """Whether what `describe` says of ``aspect`` holds for all returned values: there were none to take apart."""
    return next(answer for answer in answers if aspect in answer.wrong).parts is None


def _where(cases: Sequence[Case], failing: Sequence[int]) -> str:
    """In which cases it went wrong, when not in all of them."""
    layouts = {cases[place].layout for place in failing}
    if layouts == {"again"}:
        return (
            ", but only when it is called a second time with the same input: it seems to keep something between calls"
        )
    if "plain" not in layouts and "again" not in layouts:
        return f", but only with arrays that are {' or '.join(sorted(layouts))}"
    labels = list(dict.fromkeys(cases[place].probe.label for place in failing))
    all_labels = list(dict.fromkeys(case.probe.label for case in cases))
    if len(labels) == len(all_labels):
        return ""
    return f" (with {'; '.join(labels[:2])}{'; …' if len(labels) > 2 else ''})"


def _first_of(cases: Sequence[Case], failing: Sequence[int]) -> str:
    """The case that a sentence is about, and that there are others."""
    first, *others = dict.fromkeys(cases[place].probe.label for place in failing)
    also = f"; also wrong with {others[0]}{'; …' if len(others) > 1 else ''}" if others else ""
    return f" (with {first}{also})"


def _everywhere(cases: Sequence[Case], answers: Sequence[Answer], aspect: str) -> str | None:
    """What holds for all plain cases together: single numbers show a common factor only side by side."""
    pairs = []
    for case, answer in zip(cases, answers, strict=False):
        if case.layout != "plain" or not case.literal or answer.parts is None:
            continue
        found, wanted = as_numbers(answer.parts[aspect]), as_numbers(case.expected[aspect])
        if found is None or wanted is None or found.shape != wanted.shape:
            return None
        pairs.append((found.ravel(), wanted.ravel()))
    if len(pairs) < 2:
        return None
    ratio = numbers.constant_ratio(*(np.concatenate(side) for side in zip(*pairs, strict=True)))
    if ratio is None:
        return None
    return (
        "Right size, wrong sign."
        if abs(ratio + 1) < 1e-6
        else f"Exactly {ratio:.4g} times what is expected, everywhere."
    )


def _about_problem(exercise: Exercise, problem: Problem, where: str, layout: str = "plain") -> str:
    if problem.type == "NotImplementedError" and (not problem.message or "NotImplementedError" in problem.text):
        if problem.inside:
            return f"`{problem.inside}`, which your function calls, is not written yet."
        return "Not written yet: your own lines go where the body still says nothing, or raises NotImplementedError."
    if problem.type in NOT_COMPILED:
        reason, line = why_not(problem.message)
        told = f" (line {line})" if line else ""
        return f"Right as plain Python, but Numba cannot make machine code of it{told}. Numba says: {reason}."
    if exercise.compiled and layout != "plain" and not problem.text:  # Numba's own, while it compiled
        return (
            f"Right as plain Python, but Numba failed to make machine code of it, with {problem.type}. One thing that "
            "it cannot do is to write through a mask of two axes, as in `out[out < 0] = 0`: write the loops."
        )
    place = f" in line {problem.line}: `{problem.text}`" if problem.text else ""
    said = f": {problem.message.rstrip('.')}" if problem.message else ""
    if problem.type == "TypeError" and "argument" in problem.message and not problem.text:
        return f"Your function could not be called{said}. It gets {', '.join(exercise.arguments)}."
    power = " A power is written `**` in Python; `^` is something else." if _is_caret(problem) else ""
    said = f"Python says{said or ': nothing more'}"
    return (
        f"Your function raised {problem.type}{place}{where}. {said if said.endswith(('!', '?')) else f'{said}.'}{power}"
    )


def _is_caret(problem: Problem) -> bool:
    return "^" in problem.text and ("bitwise_xor" in problem.message or "for ^:" in problem.message)


def _about_chance(case: Case) -> str:
    if case.layout == "again":
        return "Called twice with the same seed, it gives two different results. Draw from the rng that you were given."
    return "Two different seeds give the very same result. Draw from the rng that you were given."


def _about_refusal(exercise: Exercise, wanted: str, answer: Answer, where: str) -> str:
    """A value, or another exception, where ``wanted`` should have been raised."""
    if answer.reply.problem is None:
        returned = "nothing" if answer.reply.result is None else describe_value(answer.reply.result)
        return f"Your function returned {returned} where it should raise {wanted}{where}."
    said = _about_problem(exercise, answer.reply.problem, where)
    return said if answer.reply.problem.type == "NotImplementedError" else f"{said} Here it should raise {wanted}."


def _about_structure(exercise: Exercise, result: Any, where: str) -> str:
    wanted = ", ".join(exercise.returns)
    if result is None:
        return f"Your function returned nothing{where}. Did you forget `return`?"
    if result is Ellipsis:
        return "Not written yet: `...` stands where your answer goes."
    count = len(exercise.returns)
    if count == 1:
        return f"Your function returned {describe_value(result)}{where}, which is not what is expected."
    return f"Your function returned {describe_value(result)}{where}; {count} values are expected: ({wanted})."
