"""Recognising a known mistake: the wrong function that is wrong in the same way in every case.

Each aspect of an answer (a returned value, or the inputs that were written into) is matched by itself, so
that two mistakes in one function are both named.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from autograder.answers import INPUTS, Answer, Case
from autograder.exercise import Exercise, Mistake
from autograder.values import agree

Suspect = tuple[Mistake, Sequence[Answer]]


def recognise(
    exercise: Exercise, cases: Sequence[Case], answers: Sequence[Answer], suspects: Sequence[Suspect]
) -> dict[str, Mistake | None]:
    """Each aspect to speak of, and the mistake that it shows; None where no suspect fits.

    An answer that raises (a product whose shapes do not fit) hides its other aspects in that case. So where
    something was raised, first a suspect must be found that raises in exactly those cases; the other aspects
    are then compared on the remaining ones.
    """
    raised = _raised(answers)
    rest = [place for place in range(len(cases)) if place not in raised]
    candidates = list(suspects)
    if raised:
        causes = [suspect for suspect in suspects if _causes(suspect, cases, answers, raised, rest)]
        if not causes:
            return {exercise.returns[0]: None}
        if not _wrong(answers, rest):
            return {exercise.returns[0]: causes[0][0] if len(causes) == 1 else None}
        candidates = [*causes, *(suspect for suspect in suspects if not _raised(suspect[1]))]
    return {
        aspect: next((suspect[0] for suspect in candidates if _explains(aspect, suspect, cases, answers, rest)), None)
        for aspect in (*exercise.returns, INPUTS)
        if aspect in _wrong(answers, rest)
    }


def _causes(
    suspect: Suspect, cases: Sequence[Case], answers: Sequence[Answer], raised: frozenset[int], rest: Sequence[int]
) -> bool:
    """Whether the suspect raises where the answers do, and shows one of their other faults, if they have any."""
    _, theirs = suspect
    if _raised(theirs) != raised or not all(_same_kind_of_raise(answers[i], theirs[i]) for i in raised):
        return False
    wrong = _wrong(answers, rest)
    if not wrong:
        return not _wrong(theirs, rest)
    return any(_explains(aspect, suspect, cases, answers, rest) for aspect in wrong)


def _explains(
    aspect: str, suspect: Suspect, cases: Sequence[Case], answers: Sequence[Answer], places: Iterable[int]
) -> bool:
    """Whether the suspect is wrong in this aspect, in the same way as the answers, in all these cases."""
    _, theirs = suspect
    places = list(places)
    return any(aspect in theirs[i].wrong for i in places) and all(
        _alike(aspect, cases[i], answers[i], theirs[i]) for i in places
    )


def _alike(aspect: str, case: Case, answer: Answer, other: Answer) -> bool:
    if aspect == INPUTS:
        return answer.reply.changed.keys() == other.reply.changed.keys()
    if answer.raised or other.raised or (aspect in answer.wrong) != (aspect in other.wrong):
        return False
    if not case.probe.one_answer:
        return True
    if answer.parts is None or other.parts is None:
        both = answer.parts is None and other.parts is None
        return both and agree(answer.reply.result, other.reply.result, case.tolerance)
    return agree(answer.parts[aspect], other.parts[aspect], case.tolerance)


def _same_kind_of_raise(answer: Answer, other: Answer) -> bool:
    """Another spelling may raise another error (an index for a shape), but recursion is recursion."""
    types = [one.reply.problem.type for one in (answer, other) if one.reply.problem]
    return types.count("RecursionError") != 1 and types.count("NotImplementedError") == 0


def _raised(answers: Sequence[Answer]) -> frozenset[int]:
    return frozenset(place for place, answer in enumerate(answers) if answer.raised)


def _wrong(answers: Sequence[Answer], places: Iterable[int]) -> frozenset[str]:
    return frozenset(aspect for place in places for aspect in answers[place].wrong)
