"""Seeds of grading: the same at a regrade, another for another student, nothing to be guessed from them."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest

from autograder import judge
from autograder.exercise import EXERCISES
from autograder.seeds import FILE, VARIABLE, handed_over, secret_of, seed_for

SECRET = b"0123456789abcdef"


def test_a_regrade_draws_the_same() -> None:
    assert seed_for(SECRET, "ada", "affine") == seed_for(SECRET, "ada", "affine") == 7810177791806252271


def test_student_exercise_and_secret_all_count() -> None:
    secrets = (SECRET, b"another secret of the course")
    drawn = {seed_for(*one) for one in itertools.product(secrets, ("ada", "bob", "a"), ("affine", "relu", "daaffine"))}
    assert len(drawn) == 18


def test_seeds_are_spread_over_what_a_generator_takes() -> None:
    drawn = np.array([seed_for(SECRET, f"student {number}", "affine") for number in range(2000)], dtype=float)
    assert len(set(drawn)) == 2000
    assert drawn.min() >= 0
    assert drawn.max() < 2.0**63
    assert abs(drawn.mean() / 2.0**62 - 1) < 0.05
    assert abs(drawn.std() / (2.0**63 / np.sqrt(12)) - 1) < 0.05


REFUSED = {
    "a short secret": ((b"short", "ada", "affine"), "the secret has 5 bytes; at least 16 are needed"),
    "no student": ((SECRET, "", "affine"), "a student and an exercise are needed; these are '' and 'affine'"),
    "no exercise": ((SECRET, "ada", ""), "a student and an exercise are needed"),
}


@pytest.mark.parametrize(("arguments", "words"), REFUSED.values(), ids=list(REFUSED))
def test_what_is_no_seed_is_refused(arguments: tuple[bytes, str, str], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        seed_for(*arguments)


def test_names_of_any_alphabet_count() -> None:
    assert seed_for(SECRET, "Zoë", "affine") != seed_for(SECRET, "Zoe", "affine")


def test_a_judge_takes_them() -> None:
    reference = EXERCISES["affine"].reference if "affine" in EXERCISES else None
    seed = seed_for(SECRET, "ada", "affine")
    verdict = judge("affine", reference or (lambda X, W, b: X @ W + b), seed)
    assert verdict.passed
    probes = {one.arguments[0].tobytes() for one in EXERCISES["affine"].draw(seed)}
    others = {one.arguments[0].tobytes() for one in EXERCISES["affine"].draw(seed_for(SECRET, "bob", "affine"))}
    assert probes.isdisjoint(others)


def test_a_class_has_one_secret_that_only_its_owner_reads(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    secret = secret_of(tmp_path)
    assert secret_of(tmp_path) == secret != secret_of(tmp_path / "other")
    assert len(secret) == 32
    assert (tmp_path / FILE).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("text", ["", "not a secret", "ab12", "\0"])
def test_a_damaged_secret_is_refused_and_left_alone(text: str, tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(text)
    with pytest.raises(ValueError, match="is damaged: it holds no secret of 16 bytes"):
        secret_of(tmp_path)
    assert (tmp_path / FILE).read_text() == text


def test_a_kernel_has_the_seeds_it_was_given_and_else_the_public_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    assert handed_over("affine") is None
    monkeypatch.setenv(VARIABLE, '{"affine": 7810177791806252271}')
    assert handed_over("affine") == 7810177791806252271
    assert handed_over("relu") is None
