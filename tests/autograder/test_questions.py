"""Every review question, with many numbers: its own answer is right, its likely wrong answers are not."""

from __future__ import annotations

import math
import string

import pytest

import autograder.questions  # noqa: F401  (fills QUESTIONS)
from autograder import review
from autograder.question import QUESTIONS, Choice, Number, Question
from autograder.reviewing import find_question

SEEDS = range(200)
KINDS = ["bug", "choice", "choice", "compute", "compute", "predict", "transfer"]
ALL = [pytest.param(question, id=number) for number, question in QUESTIONS.items()]


@pytest.mark.parametrize("question", ALL)
def test_its_own_answer_is_right_and_its_wrong_ones_are_wrong(question: Question) -> None:
    for seed in SEEDS:
        drawn = question.drawn(seed)
        right, said = drawn.feedback(drawn.solution)
        assert right, (seed, drawn.solution)
        assert said
        if isinstance(drawn, Number):
            _number_is_sound(drawn, seed)
        else:
            _choice_is_sound(drawn, seed)


def _number_is_sound(drawn: Number, seed: int) -> None:
    assert math.isfinite(drawn.answer), seed
    said = {}
    for number, sentence in drawn.wrong.items():
        right, heard = drawn.feedback(number)
        assert not right, f"seed {seed}: the wrong answer {number} is the right one, {drawn.answer}"
        said[sentence] = heard
    for sentence, heard in said.items():
        assert heard in (sentence, *drawn.wrong.values()), seed
    assert drawn.feedback("seven")[0] is False
    assert drawn.feedback(None)[0] is False
    assert drawn.feedback(float("nan"))[0] is False


def _choice_is_sound(drawn: Choice, seed: int) -> None:
    letters = string.ascii_lowercase[: len(drawn.options)]
    assert sorted(drawn.order) == list(range(len(drawn.options)))
    assert sum(drawn.feedback(letter)[0] for letter in letters) == 1, seed
    assert len(drawn.options) >= 3
    for refused in ("z", "", 3, None):
        right, said = drawn.feedback(refused)
        assert not right
        assert "one letter" in said


@pytest.mark.parametrize("question", ALL)
def test_a_likely_wrong_answer_rarely_hides_another(question: Question) -> None:
    """With some numbers two wrong ways meet; with most they must not, or one of the sentences is never true."""
    met = 0
    for seed in SEEDS:
        drawn = question.drawn(seed)
        if isinstance(drawn, Number):
            met += any(drawn.feedback(number)[1] != sentence for number, sentence in drawn.wrong.items())
    assert met <= len(SEEDS) // 3, f"in {met} of {len(SEEDS)} draws"


@pytest.mark.parametrize("lesson", sorted({int(number.partition(".")[0]) for number in QUESTIONS}))
def test_a_lesson_has_seven_of_the_right_kinds(lesson: int) -> None:
    own = {number: question for number, question in QUESTIONS.items() if number.partition(".")[0] == str(lesson)}
    assert sorted(own) == [f"{lesson}.{k}" for k in range(1, 8)]
    assert sorted(question.kind for question in own.values()) == KINDS


def test_the_numbers_are_the_learners_own(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = []
    for seed in ("1", "2", "1"):
        monkeypatch.setenv("BPKIT_SEED", seed)
        shown.append(review("1.1").text)
    assert shown[0] == shown[2] != shown[1]


def test_what_a_review_cell_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BPKIT_SEED", "0")
    answer = find_question("1.1").drawn(0).solution
    assert "Put your answer in place" in review("1.1")._repr_markdown_()
    assert "**Right.**" in repr(review("1.1", answer))
    assert "**Not yet.**" in repr(review("1.1", -1))
    with pytest.raises(KeyError, match=r"1\.7"):
        review("1.9")
