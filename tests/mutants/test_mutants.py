"""Mechanical changes of the references: the judge rejects all but those that compute the same, and they do."""

from __future__ import annotations

import ast
from typing import Any

import pytest

import autograder.exercises  # noqa: F401  (fills EXERCISES)
from autograder.answers import ask, cases_of
from autograder.calling import LocalCaller
from autograder.exercise import EXERCISES
from tests.mutants import mutating, run
from tests.mutants.equivalent import EQUIVALENT

REJECTED = 0.99
INPUTS = 10_000


@pytest.mark.parametrize("name", [name for name in EXERCISES if name not in run.LEFT_OUT])
def test_mutants_are_rejected(name: str) -> None:
    left, made = run.survivors(name)
    unexplained = [change for change in left if (name, change) not in EQUIVALENT]
    stale = [change for exercise, change in EQUIVALENT if exercise == name and change not in left]
    real = made - (len(left) - len(unexplained))
    assert made >= 1
    assert not unexplained, (
        f"the judge lets these changes of {name} pass. A probe is missing; or they compute the same, and belong into "
        f"tests/mutants/equivalent.py with a proof: {unexplained}"
    )
    assert not stale, f"the judge rejects these, so tests/mutants/equivalent.py is wrong about them: {stale}"
    assert real - len(unexplained) >= REJECTED * real


def changed(name: str, change: str) -> Any:
    """The mutant that EQUIVALENT speaks of; one that is no longer made fails here."""
    refusals = any(probe.raises is not None for probe in EXERCISES[name].draw(None))
    made = mutating.mutants(name, EXERCISES[name].reference, refusals, EXERCISES)
    found = [one.function for one in made if one.change == change]
    assert len(found) == 1, f"no mutant of {name} is {change!r} any more"
    return found[0]


@pytest.mark.parametrize(("name", "change"), list(EQUIVALENT), ids=lambda one: one[:60])
def test_what_is_listed_as_the_same_is_still_made_and_has_a_proof(name: str, change: str) -> None:
    assert callable(changed(name, change))
    assert len(EQUIVALENT[name, change]) > 10


@pytest.mark.seeds
@pytest.mark.timeout(3600)
@pytest.mark.parametrize(("name", "change"), list(EQUIVALENT), ids=lambda one: one[:60])
def test_what_is_listed_as_the_same_computes_the_same(name: str, change: str) -> None:
    caller, exercise = LocalCaller(changed(name, change)), EXERCISES[name]
    seen, seed = 0, 0
    while seen < INPUTS:
        seed += 1
        cases = [case for probe in exercise.draw(seed) if not probe.heavy for case in cases_of(exercise, probe)[:1]]
        answers = ask(exercise, caller, cases)
        assert not any(answer.wrong for answer in answers), seed
        seen += len(cases)


# ---------------------------------------------------------------- the tool


def sample(a, b, axis=1):
    """Not changed."""
    if a > 0:
        raise ValueError(f"a is {a - 1}")
    total = a - b.T
    total += 2
    return total.sum(axis=axis), -a


CHANGES = {
    "a - b.T → a + b.T in sample",
    "a - b.T → b.T - a in sample",
    "a - b.T → a in sample",
    "a - b.T → b.T in sample",
    "b.T → b in sample",
    "1 → 2 in sample",
    "1 → 0 in sample",
    "2 → 3 in sample",
    "2 → 1 in sample",
    "2 → 4 in sample",
    "total += 2 → total = 2 in sample",
    "total += 2 → total -= 2 in sample",
    "total += 2 → nothing in sample",
    "total.sum → total.mean in sample",
    "total.sum → total.max in sample",
    "total.sum(axis=axis) → total.sum() in sample",
    "-a → a in sample",
    "return (total.sum(axis=axis), -a) → return (-a, total.sum(axis=axis)) in sample",
}


def test_the_changes_are_those_that_one_expects() -> None:
    assert {one.change for one in mutating.mutants("sample", sample)} == CHANGES


def test_what_is_refused_is_changed_where_it_is_probed() -> None:
    more = {one.change for one in mutating.mutants("sample", sample, refusals=True)} - CHANGES
    assert {change.partition(" → ")[0].partition(":")[0] for change in more} == {"if a > 0", "a > 0", "0"}
    assert not [change for change in more if "a - 1" in change.partition(" → ")[0] and "if" not in change]


def test_a_mutant_is_a_function_of_its_own() -> None:
    before = ast.dump(mutating._definition(sample))
    made = {one.change: one.function for one in mutating.mutants("sample", sample)}
    import numpy as np

    b = np.arange(6.0).reshape(2, 3)
    assert made["-a → a in sample"](-1.0, b)[1] == -1.0
    assert sample(-1.0, b)[1] == 1.0
    assert ast.dump(mutating._definition(sample)) == before
