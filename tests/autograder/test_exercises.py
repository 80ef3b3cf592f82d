"""Every exercise, whichever it is: its declaration, its right answers and its known mistakes."""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable

import pytest

import autograder.exercises  # noqa: F401  (fills EXERCISES)
from autograder import judge
from autograder.exercise import EXERCISES, Exercise
from tests.autograder import contract

AGREED = {signature.partition("(")[0]: (lesson, signature, points) for lesson, signature, points in contract.EXERCISES}
every_exercise = pytest.mark.parametrize("name", list(EXERCISES))
# A seed is a fresh set of probes: for right answers so many in `make test` and in the slow tests, and for mistakes.
MOST = int(os.environ.get("BPKIT_TEST_SEEDS", "1000"))  # on other packages a few are enough: the probes are the same
RIGHT, RIGHT_SLOW = 50, 1000
WRONG, WRONG_SLOW = 3, 50  # each known mistake itself; its spellings in tests/wrong_answers meet 200 seeds
# Chains of 10,000 links and the like hardly differ from seed to seed: right answers meet them in the first seeds only.
# (A wrong answer meets them only where nothing else showed what is wrong.)
HEAVY = 2
# What trains, measures derivatives or is compiled takes long: (right, wrong) in `make test`, then in the slow tests.
LONGER = {
    "minimise": ((10, 1), (1000, 50)),
    "gradient_check": ((5, 1), (1000, 50)),
    "train": ((5, 1), (1000, 50)),
    **{f"{name}_kernel": ((5, 2), (1000, 50)) for name in ("matmul", "relu_backward", "affine_relu")},
    "build_and_train": ((1, 1), (5, 2)),
}


def test_the_exercises_are_those_agreed() -> None:
    missing, new = sorted(set(AGREED) - set(EXERCISES)), sorted(set(EXERCISES) - set(AGREED))
    assert not missing, f"agreed in tests/autograder/contract.py, and in no lesson: {missing}"
    assert not new, f"in a lesson, and not agreed in tests/autograder/contract.py: {new}"


@pytest.mark.parametrize("name", sorted(set(EXERCISES) & set(AGREED)))
def test_declaration(name: str) -> None:
    exercise = EXERCISES[name]
    lesson, signature, points = AGREED[name]
    assert (exercise.name, exercise.lesson, exercise.points) == (name, lesson, points)
    assert _signature(exercise) == signature
    assert exercise.seconds <= (360 if name == "build_and_train" else 120)  # five seeds of a minute each, and some more


def _signature(exercise: Exercise) -> str:
    """Names and defaults of the reference, without its annotations."""
    parameters = inspect.signature(getattr(exercise.reference, "py_func", exercise.reference)).parameters.values()
    bare = [one.replace(annotation=inspect.Parameter.empty) for one in parameters]
    return exercise.name + _short(str(inspect.Signature(bare)))


def _short(signature: str) -> str:
    return signature.replace("1e-05", "1e-5").replace("1e-06", "1e-6").replace("1e-08", "1e-8")


@every_exercise
def test_mistakes_are_at_least_four_and_those_agreed(name: str) -> None:
    names = {mistake.name for mistake in EXERCISES[name].mistakes}
    assert len(names) >= 4
    assert sorted(set(contract.MISTAKES.get(name, ())) - names) == []


@every_exercise
def test_a_mistake_of_one_name_has_one_sentence(name: str) -> None:
    sentences: dict[str, set[str]] = {}
    for mistake in EXERCISES[name].mistakes:
        sentences.setdefault(mistake.name, set()).add(mistake.sentence)
        assert mistake.sentence.rstrip()[-1] in ".?", mistake.sentence
        assert "!" not in mistake.sentence
        assert mistake.name == mistake.name.lower()
        assert "_" not in mistake.name
    assert {name: said for name, said in sentences.items() if len(said) > 1} == {}


@every_exercise
def test_variants_are_at_least_three(name: str) -> None:
    assert len(EXERCISES[name].variants) >= 3


@every_exercise
def test_probes_are_the_same_for_a_seed_and_others_for_another(name: str) -> None:
    exercise = EXERCISES[name]

    def labels(seed: int | None) -> str:
        exercise.drawn = None
        return repr([(probe.label, _visible(probe.arguments)) for probe in exercise.draw(seed)])

    assert labels(3) == labels(3)
    assert labels(3) != labels(4)
    assert labels(None) != labels(0)


def _visible(value: object) -> object:
    """Arguments without the addresses of functions in them."""
    if isinstance(value, (list, tuple)):
        return [_visible(one) for one in value]
    return type(value).__name__ if "at 0x" in repr(value) else value


def refused(name: str, seed: int | None) -> list[str]:
    """Right answers that this seed refuses, with the reason."""
    exercise = EXERCISES[name]
    verdicts = [(function, judge(name, function, seed)) for function in (exercise.reference, *exercise.variants)]
    return [f"{function.__name__}: {verdict.message}" for function, verdict in verdicts if not verdict.passed]


def not_named(name: str, seed: int | None) -> list[str]:
    """Mistakes that this seed lets pass, or that it names wrongly."""
    wrong = []
    for mistake in EXERCISES[name].mistakes:
        verdict = judge(name, mistake.function, seed)
        if verdict.passed or verdict.score != mistake.score or verdict.mistake != mistake.name:
            wrong.append(f"{mistake.function.__name__} ({mistake.name}): {verdict}")
        elif mistake.sentence not in verdict.message:
            wrong.append(f"{mistake.function.__name__}: its sentence is missing in {verdict.message!r}")
    return wrong


@pytest.fixture
def heavy_probes_in_the_first_seeds_only(monkeypatch: pytest.MonkeyPatch) -> None:
    draw = Exercise.draw
    monkeypatch.setattr(
        Exercise,
        "draw",
        lambda self, seed=None: [one for one in draw(self, seed) if not one.heavy or (seed or 0) < HEAVY],
    )


def over_seeds(look: Callable[[str, int | None], list[str]], name: str, count: int) -> dict[int | None, list[str]]:
    """What ``look`` complains of, by seed: the public one of self-study first, then 0, 1, 2 and so on."""
    return {seed: wrong for seed in (None, *range(count - 1)) if (wrong := look(name, seed))}


@pytest.mark.usefixtures("heavy_probes_in_the_first_seeds_only")
@every_exercise
def test_right_answers_pass(name: str) -> None:
    (count, _), _ = LONGER.get(name, ((RIGHT, WRONG), ()))
    assert over_seeds(refused, name, min(count, MOST)) == {}


@every_exercise
def test_mistakes_are_rejected_and_named(name: str) -> None:
    (_, count), _ = LONGER.get(name, ((RIGHT, WRONG), ()))
    assert over_seeds(not_named, name, count) == {}


@pytest.mark.seeds
@pytest.mark.timeout(7200)
@pytest.mark.usefixtures("heavy_probes_in_the_first_seeds_only")
@every_exercise
def test_right_answers_pass_over_many_seeds(name: str) -> None:
    _, (count, _) = LONGER.get(name, ((), (RIGHT_SLOW, WRONG_SLOW)))
    assert over_seeds(refused, name, count) == {}


@pytest.mark.seeds
@pytest.mark.timeout(7200)
@every_exercise
def test_mistakes_are_named_over_many_seeds(name: str) -> None:
    _, (_, count) = LONGER.get(name, ((), (RIGHT_SLOW, WRONG_SLOW)))
    assert over_seeds(not_named, name, count) == {}
