"""The judge: a function's answers against the reference's, and a verdict in words.

It knows no notebook and no grader. It draws an exercise's probes, asks the function through a `Caller`, and
compares. Where an answer is wrong it looks for the known mistake that gives the same wrong answers on every
probe; where there is none it says what it saw.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from autograder import evidence
from autograder.answers import INPUTS, Answer, Case, ask, cases_of
from autograder.calling import Caller, LocalCaller
from autograder.exercise import EXERCISES, Exercise, Mistake
from autograder.exercises import anywhere
from autograder.recognising import recognise

Progress = Callable[[str], None]


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
    return judge_caller(find_exercise(name), LocalCaller(function), seed)


def find_exercise(name: str) -> Exercise:
    """The exercise called ``name``."""
    import autograder.exercises  # noqa: F401  (fills EXERCISES)

    if name not in EXERCISES:
        raise KeyError(f"there is no exercise {name!r}; there are: {', '.join(EXERCISES)}")
    return EXERCISES[name]


def judge_caller(
    exercise: Exercise, caller: Caller, seed: int | None = None, progress: Progress = lambda label: None
) -> Verdict:
    """Judge whatever answers through ``caller``. ``progress`` is told each probe before it is asked.

    The heavy probes are asked only when all others were answered rightly.
    """
    suspects = [*exercise.mistakes, *anywhere.mistakes(exercise)]
    probes = exercise.draw(seed)
    light = [case for probe in probes if not probe.heavy for case in cases_of(exercise, probe)]
    answers = ask(exercise, caller, light, progress)
    if any(answer.wrong for answer in answers):
        return _explain(exercise, light, answers, suspects)
    heavy = [case for probe in probes if probe.heavy for case in cases_of(exercise, probe)]
    answers = ask(exercise, caller, heavy, progress, stop_at_wrong=True)
    if any(answer.wrong for answer in answers):
        suspects = [suspect for suspect in suspects if _is_right(exercise, light, suspect)]
        return _explain(exercise, heavy[: len(answers)], answers, suspects)
    return Verdict(exercise.name, True, 1.0, None, "right")


def _is_right(exercise: Exercise, cases: Sequence[Case], mistake: Mistake) -> bool:
    answers = ask(exercise, LocalCaller(mistake.function), cases, stop_at_wrong=True)
    return not any(answer.wrong for answer in answers)


def _explain(
    exercise: Exercise, cases: Sequence[Case], answers: Sequence[Answer], suspects: Sequence[Mistake]
) -> Verdict:
    """Name the known mistakes behind wrong answers; where none fits, describe the evidence."""
    plain = [place for place, case in enumerate(cases) if case.layout == "plain"]
    if any(answers[place].wrong for place in plain):  # what fails in the plain layout is looked at there
        cases, answers = [cases[place] for place in plain], [answers[place] for place in plain]
    theirs = [(mistake, ask(exercise, LocalCaller(mistake.function), cases)) for mistake in suspects]
    found = recognise(exercise, cases, answers, theirs)
    if INPUTS in found and found[INPUTS] is None:
        changed = {place for answer in answers for place in answer.reply.changed}
        found[INPUTS] = anywhere.input_changed(exercise, changed)
    sentences: dict[str, list[str]] = {}
    for aspect, mistake in found.items():
        sentence = mistake.sentence if mistake else evidence.describe(exercise, cases, answers, aspect)
        sentences.setdefault(sentence, []).append(aspect)
    message = " ".join(
        f"{_and(names)}: {sentence}" if _needs_name(exercise, answers, names) else sentence
        for sentence, names in sentences.items()
    )
    named = [mistake for mistake in found.values() if mistake]
    score = min(mistake.score for mistake in named) if len(named) == len(found) else 0.0
    return Verdict(exercise.name, False, score, named[0].name if named else None, message)


def _needs_name(exercise: Exercise, answers: Sequence[Answer], names: Sequence[str]) -> bool:
    """Whether a sentence must say which of several returned values it is about."""
    whole = all(answer.parts is None for answer in answers if answer.wrong)
    return not whole and 0 < len(set(names) - {INPUTS}) < len(exercise.returns)


def _and(names: Sequence[str]) -> str:
    return " and ".join(name for name in names if name != INPUTS)
