"""The live training: it redraws while it runs, a new wish ends the one before, and what breaks is said."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from bpkit import explore, ops
from bpkit.explore.course import Course, baselines
from bpkit.explore.live import START
from bpkit.plots.words import plain


async def until_it_stands(widget: Any) -> list[int]:
    """Every epoch number that was drawn."""
    drawn = []
    widget.observe(lambda change: drawn.append(change["new"]["epoch"]), names="picture")
    for _ in range(400):
        await asyncio.sleep(0.02)
        if (
            widget.picture
            and not widget.picture["running"]
            and widget.picture["answers"] == widget.wish.get("count", 0)
        ):
            return drawn
    raise AssertionError(f"still running after 8 s: {widget.picture.get('sentence')}")


def test_it_redraws_while_it_learns_and_beats_the_straight_model() -> None:
    async def train() -> tuple[list[int], Any]:
        widget = explore.training()
        return await until_it_stands(widget), widget.picture

    drawn, picture = asyncio.run(train())
    assert len(set(drawn)) > 5
    assert drawn[-1] == START["epochs"] == picture["epochs"]
    json.dumps(picture, allow_nan=False)
    assert picture["dollars"] < picture["baselines"]["ridge"]["dollars"] < picture["baselines"]["mean"]["dollars"]
    assert len(picture["predicted"]) == len(picture["actual"]) == 585


def test_a_new_wish_ends_the_training_before() -> None:
    async def train() -> tuple[list[int], Any]:
        widget = explore.training()
        widget.wish = {**START, "epochs": 200, "count": 1}
        await asyncio.sleep(0.2)
        widget.wish = {**START, "epochs": 5, "count": 2}
        return await until_it_stands(widget), widget.picture

    drawn, picture = asyncio.run(train())
    assert picture["epoch"] == picture["epochs"] == 5
    assert drawn[-1] == 5


def test_a_diverging_training_is_drawn_at_the_edge_and_said() -> None:
    course = Course({**START, "rate": 300.0, "epochs": 5}, {})
    while course.running:
        course.advance(1, 1.0)
    picture = plain(course.picture())
    json.dumps(picture, allow_nan=False)
    assert "no finite number" in picture["sentence"]
    assert max(picture["predicted"]) < 1e9


def broken(upstream: Any, output: Any, x: Any) -> Any:
    raise KeyError("gate")


def unwritten(upstream: Any, output: Any, x: Any) -> Any:
    raise NotImplementedError


# whose relu_backward runs, and what the figure says of it
FUNCTIONS = [
    (ops.relu_backward, "Running on your relu_backward."),
    (broken, "Your relu_backward raised KeyError: 'gate'."),
    (unwritten, "relu_backward is not written yet."),
]


@pytest.mark.parametrize(("function", "words"), FUNCTIONS)
def test_it_says_whose_function_runs(function: Any, words: str) -> None:
    course = Course({**START, "epochs": 5}, {"relu_backward": function})
    while course.running:
        course.advance(5, 5.0)
    assert words in course.picture()["sentence"]


def test_a_learners_function_gives_the_same_training_as_the_kernels() -> None:
    pictures = []
    for functions in ({}, {"relu_backward": lambda upstream, output, x: upstream * (x > 0)}):
        course = Course({**START, "epochs": 5}, functions)
        while course.running:
            course.advance(5, 5.0)
        pictures.append(course.picture())
    ours, theirs = pictures
    assert theirs["train"] == pytest.approx(ours["train"], rel=1e-6)


def test_the_baselines_are_those_that_lesson_0_states() -> None:
    found = {name: round(level["dollars"], -2) for name, level in baselines().items()}
    assert found == {"mean": 80_500, "ridge": 45_500}
