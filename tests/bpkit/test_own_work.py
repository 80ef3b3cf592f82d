"""Where only the learner's own functions will do: what counts as own, and what is said of the rest."""

from __future__ import annotations

from pathlib import Path

import pytest

import autograder.exercises  # noqa: F401  (fills EXERCISES)
from autograder.exercise import EXERCISES
from bpkit import mine
from bpkit.own_work import LESSON, NotYours


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A learner's folder, alone."""
    (tmp_path / "alone" / "mine").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "alone")
    monkeypatch.delenv("BPKIT_MINE", raising=False)
    return tmp_path / "alone" / "mine"


def keep(folder: Path, lesson: int, **blocks: str) -> None:
    text = "".join(f"\n{mine.MARK}{name}\n{block}\n" for name, block in blocks.items())
    (folder / f"lesson_{lesson:02d}.py").write_text(text, encoding="utf-8")


def test_every_exercise_stands_under_its_lesson() -> None:
    wrong = [name for name, one in EXERCISES.items() if LESSON.get(name) != one.lesson]
    assert not wrong, f"WRITTEN in bpkit/own_work.py: not under their lesson: {wrong}"


def test_what_is_asked_for_and_what_it_stands_on_is_listed(folder: Path) -> None:
    keep(folder, 5, relu="def relu(x):\n    return x * (x > 0)")
    keep(folder, 6, affine="def affine(X, W, b):\n    return X @ W + b")
    keep(
        folder,
        8,
        mlp_forward="from bpkit.mine import affine, relu\n\ndef mlp_forward(p, X):\n    return relu(affine(X, *p))",
    )
    assert mine.require("mlp_forward") == ("affine", "mlp_forward", "relu")
    assert mine.require() == ()


def test_two_that_call_each_other_are_no_endless_way(folder: Path) -> None:
    keep(
        folder,
        2,
        one="def one():\n    from bpkit.mine import two",
        two="def two():\n    from bpkit.mine import one",
    )
    keep(folder, 3, other="from bpkit.mine import one, two as second\n\ndef other():\n    pass")
    assert mine.require("other", "one") == ("one", "other", "two")


def test_what_is_missing_below_is_named_with_its_lesson(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    keep(folder, 8, mlp_forward="from bpkit.mine import affine, relu\n\ndef mlp_forward(p, X):\n    return X")
    with pytest.raises(NotYours) as caught:
        mine.require("mlp_forward", "train")
    assert str(caught.value) == (
        "Only your own functions will do here, and these have not passed yet: relu (lesson 5), affine (lesson 6), "
        "train (lesson 10). Go back, run the check there, and come again."
    )
    assert caught.value._render_traceback_() == [str(caught.value)]
    assert capsys.readouterr().out == ""


def test_one_that_no_longer_runs_does_not_count(folder: Path) -> None:
    keep(folder, 5, relu="def relu(x:\n    return x")
    with pytest.raises(NotYours, match=r"this one has not passed yet: relu \(lesson 5\)\."):
        mine.require("relu")


def test_a_name_that_the_course_does_not_know_has_no_lesson(folder: Path) -> None:
    with pytest.raises(NotYours, match=r"not passed yet: nothing_known\. Go back"):
        mine.require("nothing_known")
