"""The judge: a function's answers against the reference's, and a verdict in words.

It knows no notebook and no grader. It draws an exercise's probes, asks the function through a `Caller`, and
compares. Where an answer is wrong it looks for the known mistake that gives the same wrong answers on every
probe; where there is none it says what it saw.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from autograder import evidence
from autograder.answers import INPUTS, Answer, Case, ask, ask_suspect, cases_of, with_chance
from autograder.calling import Caller, LocalCaller
from autograder.exercise import EXERCISES, Exercise, Mistake
from autograder.recognising import question, recognise
from autograder.values import Tolerance, agree, identical

Progress = Callable[[str], None]
ROUNDING = Tolerance(1e-12, 0.0)  # what adding a number and subtracting it again leaves
COMPILING = "machine code"  # what `progress` is told when a function that was right as plain Python gets compiled


@dataclass(frozen=True)
class Verdict:
    """What the judge says of one function.

    Attributes
    ----------
    exercise : name of the exercise
    passed : the score is 1; only then is the function saved
    score : from 0 to 1
    mistake : name of the known mistake that was recognised, or None
    message : what to tell the learner
    """

    exercise: str
    passed: bool
    score: float
    mistake: str | None
    message: str

    def as_dict(self) -> dict[str, Any]:
        """The verdict as plain values, for JSON."""
        return asdict(self)


def judge(name: str, function: Callable[..., Any], seed: int | None = None) -> Verdict:
    """Judge ``function`` as exercise ``name``; ``seed`` None draws the public probes of self-study.

    Raises
    ------
    KeyError
        If there is no such exercise; the message lists them.
    """
    exercise = find_exercise(name)
    return judge_caller(exercise, LocalCaller(function, exercise.compiled), seed)


def find_exercise(name: str) -> Exercise:
    """The exercise called ``name``."""
    import autograder.exercises  # noqa: F401  (fills EXERCISES)

    if name not in EXERCISES:
        near = difflib.get_close_matches(name, EXERCISES, 1, 0.8)
        meant = f"did you mean {near[0]!r}? There are" if near else "there are"
        raise KeyError(f"there is no exercise {name!r}; {meant}: {', '.join(EXERCISES)}")
    return EXERCISES[name]


def judge_caller(
    exercise: Exercise, caller: Caller, seed: int | None = None, progress: Progress = lambda label: None
) -> Verdict:
    """Judge whatever answers through ``caller``. ``progress`` is told each probe before it is asked, and `COMPILING`.

    The heavy probes are asked only when all others were answered rightly.
    """
    from autograder.exercises import anywhere  # with all exercises: only when a check is made, not at import

    suspects = [*exercise.mistakes, *anywhere.mistakes(exercise)]
    probes = exercise.draw(seed)
    light = [case for probe in probes if not probe.heavy for case in cases_of(exercise, probe)]
    light, answers = _ask_light(exercise, caller, light, progress)
    if any(answer.wrong for answer in answers):
        order = _order_of_arguments(exercise, answers[0].reply.parameters)
        if order is not None:
            return Verdict(exercise.name, False, 0.0, None, order)
        return _explain(exercise, light, _noting_memory(exercise, caller, light, answers, progress), suspects)
    graded = _grade(exercise, light, answers)
    if graded is not None:
        return graded
    heavy = [case for probe in probes if probe.heavy for case in cases_of(exercise, probe)]
    before, answers = answers, ask(exercise, caller, heavy, progress, stop=_is_wrong)
    if any(answer.wrong for answer in answers):
        suspects = [suspect for suspect in suspects if _is_right(exercise, light, suspect)]
        return _explain(exercise, [*light, *heavy[: len(answers)]], [*before, *answers], suspects)
    return _grade(exercise, [*light, *heavy], [*before, *answers]) or Verdict(exercise.name, True, 1.0, None, "right")


def _grade(exercise: Exercise, cases: Sequence[Case], answers: Sequence[Answer]) -> Verdict | None:
    """What `Exercise.grade` has against answers that are acceptable one by one; None where it has nothing."""
    if exercise.grade is None:
        return None
    score, sentence = exercise.grade(
        [(case.probe, answer.reply.result) for case, answer in zip(cases, answers, strict=True)]
    )
    if score >= 1:
        return None
    name = next((mistake.name for mistake in exercise.mistakes if mistake.sentence == sentence), None)
    return Verdict(exercise.name, False, score, name, sentence)


def _ask_light(
    exercise: Exercise, caller: Caller, cases: Sequence[Case], progress: Progress
) -> tuple[list[Case], list[Answer]]:
    """Plain arrays first; what fails with those is not asked in other layouts."""
    plain = [case for case in cases if case.layout == "plain"]
    answers = ask(exercise, caller, plain, progress)
    if any(answer.wrong for answer in answers):
        return plain, answers
    others = [case for case in cases if case.layout != "plain"]
    if exercise.compiled:
        progress(COMPILING)
    answers += ask(exercise, caller, others, progress)
    return [*plain, *others], with_chance(exercise, [*plain, *others], answers)


def _order_of_arguments(exercise: Exercise, parameters: tuple[str, ...]) -> str | None:
    """What is to be said of a function whose parameters bear the right names in another order; None of all others."""
    wanted = exercise.arguments
    own = parameters[: len(wanted)]
    if own == wanted or sorted(own) != sorted(wanted):
        return None
    return f"Your function takes ({', '.join(own)}); it is given ({', '.join(wanted)}), in this order."


def _noting_memory(
    exercise: Exercise, caller: Caller, cases: Sequence[Case], answers: Sequence[Answer], progress: Progress
) -> Sequence[Answer]:
    """The same answers; where the first input, given once more, is answered otherwise, the wrong ones bear a note.

    It is given as plain arrays, the first time and now: a kernel that is wrong must not run as machine code, which
    would write out of bounds and say nothing.
    """
    if exercise.grade is not None:  # a call is a whole training
        return answers
    (again,) = ask(exercise, caller, cases[:1], progress)
    now, before = again.reply, answers[0].reply
    if identical(now.result, before.result) and (now.problem is None) == (before.problem is None):
        return answers
    return [replace(answer, remembers=True) if answer.wrong else answer for answer in answers]


def _is_right(exercise: Exercise, cases: Sequence[Case], mistake: Mistake) -> bool:
    answers = ask_suspect(exercise, mistake.function, cases, stop=_is_wrong)
    return not any(answer.wrong for answer in answers)


def _is_wrong(case: Case, answer: Answer) -> bool:
    return bool(answer.wrong)


def _explain(
    exercise: Exercise, cases: Sequence[Case], answers: Sequence[Answer], suspects: Sequence[Mistake]
) -> Verdict:
    """Name the known mistakes behind wrong answers; where none fits, describe the evidence."""
    values = [place for place, case in enumerate(cases) if case.probe.raises is None]
    if any(answers[place].wrong for place in values):  # first get the values right, then what must be refused
        cases, answers = [cases[place] for place in values], [answers[place] for place in values]
    found = recognise(exercise, cases, answers, list(question(exercise, cases, answers, suspects)))
    found = {aspect: one or _said(exercise, cases, answers, aspect) for aspect, one in found.items()}
    if INPUTS in found and found[INPUTS] is None:
        from autograder.exercises import anywhere

        changed = [
            (place, case, now)
            for case, answer in zip(cases, answers, strict=True)
            for place, now in answer.reply.changed.items()
        ]
        by_rounding = all(agree(now, case.probe.arguments[place], ROUNDING) for place, case, now in changed)
        found[INPUTS] = anywhere.input_changed(exercise, {place for place, *_ in changed}, by_rounding)
    sentences: dict[str, list[str]] = {}
    for aspect, mistake in sorted(found.items(), key=lambda item: item[1] is None):  # what is known comes first
        sentence = mistake.sentence if mistake else evidence.describe(exercise, cases, answers, aspect)
        whole = not mistake and evidence.is_of_the_call(answers, aspect)
        names = sentences.setdefault(sentence, [])
        names += exercise.returns if whole else [aspect]
    message = " ".join(
        f"{_and(names)}: {sentence}" if _needs_name(exercise, answers, names) else sentence
        for sentence, names in sentences.items()
    )
    named = [mistake for mistake in found.values() if mistake]
    score = min(mistake.score for mistake in named) if len(named) == len(found) else 0.0
    return Verdict(exercise.name, False, score, named[0].name if named else None, message)


def _said(exercise: Exercise, cases: Sequence[Case], answers: Sequence[Answer], aspect: str) -> Mistake | None:
    """The known mistake whose sentence is what `Exercise.accept` says by itself: it holds, whatever the spelling."""
    if exercise.accept is None or aspect == INPUTS:
        return None
    sentence = evidence.objection(exercise, cases, answers, aspect)
    return next((mistake for mistake in exercise.mistakes if mistake.sentence == sentence), None)


def _needs_name(exercise: Exercise, answers: Sequence[Answer], names: Sequence[str]) -> bool:
    """Whether a sentence must say which of several returned values it is about."""
    whole = all(answer.parts is None for answer in answers if answer.wrong)
    return not whole and 0 < len(set(names) - {INPUTS}) < len(exercise.returns)


def _and(names: Sequence[str]) -> str:
    return " and ".join(name for name in names if name != INPUTS)
