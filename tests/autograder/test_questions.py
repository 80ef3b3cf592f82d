"""Every review question, with many numbers: its own answer is right, its likely wrong answers are not."""

from __future__ import annotations

import math
import string

import pytest

import autograder.questions  # noqa: F401  (fills QUESTIONS)
from autograder import review
from autograder.question import QUESTIONS, Choice, Draw, Number, Question
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
    for number, sentence in drawn.wrong:
        assert drawn.feedback(number) == (False, sentence), f"seed {seed}: {number} where {drawn.answer} is right"
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


def test_numbers_at_which_two_wrong_ways_meet_are_drawn_anew() -> None:
    def make(draw: Draw) -> Number:
        a = int(draw.integers(2, 4))
        return Number("a + a?", answer=2 * a, because="", wrong=[(a * a, "a · a"), (a, "a")])

    assert {Question("0.1", "compute", make).drawn(seed).solution for seed in SEEDS} == {6}  # 2 + 2 = 2 · 2
    hopeless = Question(
        "0.2", "compute", lambda draw: Number("1?", answer=1, because="", wrong=[(2, "two"), (2, "again")])
    )
    with pytest.raises(ValueError, match=r"question 0\.2: two of its likely wrong answers"):
        hopeless.drawn(0)


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
