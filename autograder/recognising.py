"""Recognising a known mistake: the wrong function that is wrong in the same way in every case.

Each aspect of an answer (a returned value, or the inputs that were written into) is matched by itself, so
that two mistakes in one function are both named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from autograder.answers import INPUTS, Answer, Case, ask_suspect, refusal
from autograder.calling import Problem
from autograder.chance import draws
from autograder.exercise import Exercise, Mistake
from autograder.sending import Out
from autograder.values import agree

Suspect = tuple[Mistake, Sequence[Answer]]
GENERAL = ("upstream-forgotten", "input-changed")  # specific names beat them


def question(
    exercise: Exercise, cases: Sequence[Case], answers: Sequence[Answer], suspects: Iterable[Mistake]
) -> Iterator[Suspect]:
    """Ask every suspect the same cases; one that cannot have given these answers is sent away at once."""
    aspects = _wrong(answers, range(len(cases)))
    given = {id(case): answer for case, answer in zip(cases, answers, strict=True)}

    def is_cleared(case: Case, theirs: Answer) -> bool:
        ours = given[id(case)]
        if theirs.raised or ours.raised:
            return theirs.raised and not ours.raised
        if draws(case):  # only all cases together show where its randomness comes from
            return False
        return not any(_alike(aspect, case, ours, theirs) for aspect in aspects)

    calls = [(case.probe.arguments, answer.reply.asked) for case, answer in zip(cases, answers, strict=True)]
    for mistake in suspects:
        if mistake.shown_by is not None:  # what was asked shows it, or its absence, whatever came of it
            if mistake.shown_by(calls):
                yield mistake, answers
            continue
        theirs = ask_suspect(exercise, mistake.function, cases, stop=is_cleared)
        if len(theirs) == len(cases) and not is_cleared(cases[-1], theirs[-1]):
            yield mistake, theirs


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
            first = next(place for place, answer in enumerate(answers) if answer.wrong)
            seen = [aspect for aspect in exercise.returns if first not in raised and aspect in _wrong(answers, rest)]
            return dict.fromkeys(seen or exercise.returns[:1])
        if not _wrong(answers, rest):
            return {exercise.returns[0]: _the_one(causes)}
        candidates = [*causes, *(suspect for suspect in suspects if not _raised(suspect[1]))]
    wrong = [aspect for aspect in (*exercise.returns, INPUTS) if aspect in _wrong(answers, rest)]
    matches = {
        aspect: [suspect for suspect in candidates if _explains(aspect, suspect, cases, answers, rest)]
        for aspect in wrong
    }
    full = [one for one in matches[wrong[0]] if all(one in matches[aspect] for aspect in wrong)]
    full = [one for one in full if _wrong(one[1], rest) == frozenset(wrong)]
    return {aspect: _the_one(full or found) for aspect, found in matches.items()}


def _the_one(found: Sequence[Suspect]) -> Mistake | None:
    """The mistake that was found. Where two names fit equally well, neither is given; what is general gives way."""
    mistakes = [mistake for mistake, _ in found]
    for special in (
        [mistake for mistake in mistakes if mistake.shown_by is not None],
        [mistake for mistake in mistakes if mistake.name not in GENERAL],
        mistakes,
    ):
        if special:
            return special[0] if len({mistake.name for mistake in special}) == 1 else None
    return None


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
    mistake, theirs = suspect
    places = list(places)
    spoiled = _wrong(theirs, places)
    # A kernel's returned value and what it wrote are one thing: "returns" is said of one that wrote nothing.
    whole = mistake.whole or any(isinstance(value, Out) for value in cases[0].probe.arguments)
    together = spoiled - {INPUTS} if whole and aspect != INPUTS else {aspect}
    return aspect in spoiled and all(_alike(one, cases[i], answers[i], theirs[i]) for one in together for i in places)


def _alike(aspect: str, case: Case, answer: Answer, other: Answer) -> bool:
    if aspect == INPUTS:
        return answer.reply.changed.keys() == other.reply.changed.keys()
    if answer.raised or other.raised or (aspect in answer.wrong) != (aspect in other.wrong):
        return False
    if answer.unsteady and other.unsteady:
        return True
    if not case.probe.one_answer:  # not the same values, then, but the same objection to them
        return refusal(case.exercise, case, answer.reply.result) == refusal(case.exercise, case, other.reply.result)
    if answer.parts is None or other.parts is None:
        both = answer.parts is None and other.parts is None
        return both and agree(answer.reply.result, other.reply.result, case.tolerance)
    return agree(answer.parts[aspect], other.parts[aspect], case.tolerance)


def _same_kind_of_raise(answer: Answer, other: Answer) -> bool:
    """Another spelling may raise another error (an index for a shape), but a slip of the pen is no arithmetic."""
    ours, theirs = answer.reply.problem, other.reply.problem
    if ours is None or theirs is None:
        return True
    if ours.text.startswith(("raise ", "assert ")):  # they saw it coming, and say it in their own words
        return ours.type != "NotImplementedError"
    return _family(ours) == _family(theirs) != "NotImplementedError"


def _family(problem: Problem) -> str:
    """What kind of thing went wrong: all that cannot be found or does not fit is one kind."""
    if "math domain" in problem.message or problem.is_a("ArithmeticError"):
        return "arithmetic"
    if "truth value" in problem.message:
        return "truth value"
    return "no fit" if problem.is_a("ValueError") or problem.is_a("LookupError") else problem.type


def _raised(answers: Sequence[Answer]) -> frozenset[int]:
    return frozenset(place for place, answer in enumerate(answers) if answer.raised)


def _wrong(answers: Sequence[Answer], places: Iterable[int]) -> frozenset[str]:
    return frozenset(aspect for place in places for aspect in answers[place].wrong)
