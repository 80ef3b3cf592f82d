"""What a known mistake brings, beside what is right: the first input that shows it, and the numbers, spelled short."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from autograder import evidence
from autograder.answers import Answer, Case, ask, cases_of
from autograder.calling import LocalCaller
from autograder.exercise import Exercise, Mistake, Probe
from autograder.sending import Out
from autograder.sheets import SHEETS
from autograder.values import DOUBLE, Alien, NodeRef, agree, describe

EXAMPLE = "the example"
LONGEST = 90  # characters of a spelled value, before only the first part that differs is told


def example(exercise: Exercise) -> Iterator[str]:
    """The example, and what the reference makes of it; nothing where there is none."""
    sheet = SHEETS[exercise.name]
    if sheet.example:
        given = zip(exercise.arguments, sheet.example, strict=False)
        case = Case(exercise, Probe(EXAMPLE, sheet.example), "plain", exercise.tolerance)
        yield f"Example: {sheet.label or ', '.join(f'`{name} = {spell(value)}`' for name, value in given)}."
        yield f"Right: {', '.join(f'`{name} = {spell(value)}`' for name, value in case.expected.items())}."


def outcome(exercise: Exercise, mistake: Mistake) -> tuple[Case, Answer] | None:
    """The first call that goes wrong: the example, else the judge's own public probes; None for whole trainings."""
    if exercise.grade is not None:  # a minute a training
        return None
    cases = sorted(_cases(exercise), key=lambda case: (case.probe.heavy, case.layout != "plain"))
    answers = ask(exercise, LocalCaller(mistake.function), cases, stop=lambda case, answer: bool(answer.wrong))
    return next((pair for pair in zip(cases, answers, strict=False) if pair[1].wrong), None)


def _cases(exercise: Exercise) -> Iterator[Case]:
    example = SHEETS[exercise.name].example
    if example:
        yield from cases_of(exercise, Probe(EXAMPLE, example, one_answer=exercise.accept is None, layouts=False))
    for probe in exercise.draw():
        yield from cases_of(exercise, probe)


def told(exercise: Exercise, mistake: Mistake, case: Case, answer: Answer) -> Iterator[str]:
    """One sentence for each returned value or argument that is wrong."""
    words = [case.probe.label] if case.probe.label != EXAMPLE else []
    words += [f"arrays that are {case.layout}"] if case.layout not in ("plain", "again") else []
    where = f"With {' and '.join(words)}: " if words else ""
    for place, now in answer.reply.changed.items():
        for path, before, after in differences(exercise.arguments[place], case.probe.arguments[place], now):
            yield f"{where}`{path}` was `{before}`, and is `{after}` afterwards."
    wrong = [name for name in exercise.returns if name in answer.wrong]
    if wrong and (case.probe.raises is not None or answer.raised):
        yield f"{where}{_about_raising(case, answer)}"
        return
    for name in wrong:
        values = () if answer.unsteady or answer.parts is None else (case.expected[name], answer.parts[name])
        differing = list(differences(name, *values)) if values and not agree(*values, case.tolerance) else []
        several = not case.probe.one_answer
        if not differing or (several and case.probe.label != EXAMPLE):  # one entry of a random result says nothing
            said = evidence.describe(exercise, [case], [answer], name)
            yield f"{where}{said}" if said != mistake.sentence else f"Seen with {case.probe.label}."
            continue
        for path, right, found in differing:
            yield f"{where}`{path}` is `{found}`{'; a right one is' if several else ', not'} `{right}`."


def _about_raising(case: Case, answer: Answer) -> str:
    """Types only: the messages are NumPy's, and change with its version."""
    problem = answer.reply.problem
    came = f"`{problem.type}` is raised" if problem else f"`{shortened(answer.reply.result)}` is returned"
    return came + (f", not `{case.probe.raises.__name__}`." if case.probe.raises is not None else ".")


def differences(name: str, right: Any, found: Any) -> Iterator[tuple[str, str, str]]:
    """Where two values differ, and both spelled: the whole where that is short, else the first part that differs."""
    if max(len(spell(right)), len(spell(found))) > LONGEST:
        ours, theirs = _parts(right), _parts(found)
        if ours.keys() == theirs.keys():
            key = next((key for key in ours if not agree(theirs[key], ours[key], DOUBLE)), None)
            if key is not None:
                yield from differences(f"{name}[{key}]", ours[key], theirs[key])
                return
    for digits in (4, 8, 17):
        pair = shortened(right, digits), shortened(found, digits)
        if pair[0] != pair[1]:
            break
    yield name, *pair


def _parts(value: Any) -> dict[str, Any]:
    """A value's parts by what stands in the brackets; none for a number."""
    if isinstance(value, dict):
        return {spell(key): one for key, one in value.items()}
    if isinstance(value, (list, tuple)) or (isinstance(value, np.ndarray) and value.ndim):
        return {str(place): one for place, one in enumerate(value)}
    return {}


def shortened(value: Any, digits: int = 4) -> str:
    """The value; where it is long, what kind of thing it is, or each part of a tuple is."""
    text = spell(value, digits)
    if len(text) <= LONGEST:
        return text
    if isinstance(value, tuple):
        return f"({', '.join(shortened(one, digits) for one in value)})"
    return describe(value)


def spell(value: Any, digits: int = 4) -> str:
    """A value in a few characters; an array as nested brackets."""
    if isinstance(value, (np.ndarray, np.generic)):
        return spell(value.tolist(), digits)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{spell(key)}: {spell(one, digits)}" for key, one in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        inside = ", ".join(spell(one, digits) for one in value)
        return f"[{inside}]" if isinstance(value, list) else f"({inside}{',' * (len(value) == 1)})"
    if isinstance(value, float):
        whole = 10**digits <= abs(value) < 10**7  # dollars, rather than 1.628e+05
        return f"{value:.0f}" if whole else f"{value + 0.0:.{digits}g}"  # no -0
    if isinstance(value, Out):
        return f"np.full({value.shape}, np.nan)"
    if isinstance(value, NodeRef):
        return f"node {value.number}"
    return value.description if isinstance(value, Alien) else repr(value)
