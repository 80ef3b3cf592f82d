"""Every figure, with a right function, wrong ones, one that raises, one that is not written, and none at all."""

from __future__ import annotations

import inspect
import json
import pkgutil
from collections.abc import Iterator
from typing import Any

import matplotlib.pyplot as plt
import pytest

import bpkit.explore
import bpkit.plots
from bpkit import explore, plots
from bpkit.explore.twin import Twin
from bpkit.explore.widget import Widget
from tests.explore.row import Function, Row, all_rows

ROWS = all_rows()
DRIVEN = [row for row in ROWS if row.argument]
WRONG = [(row, label) for row in DRIVEN for label in row.wrong]
NO_FUNCTION = {"build", "start"}  # arguments that choose what is shown
every_row = pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.figure}-{row.argument}")
every_driven_row = pytest.mark.parametrize("row", DRIVEN, ids=lambda row: f"{row.figure}-{row.argument}")
every_wrong_one = pytest.mark.parametrize(("row", "label"), WRONG, ids=lambda part: getattr(part, "figure", part))


def raising(*given: Any, **named: Any) -> Any:
    raise ValueError("of mine")


def unwritten(*given: Any, **named: Any) -> Any:
    raise NotImplementedError


def figure(row: Row, function: Function | None) -> Any:
    """The row's figure as a lesson shows it."""
    arguments = row.arguments(function)
    if row.argument == "functions":  # taken by name, under the name of the op
        arguments = {} if function is None else {"relu_backward": function}
    return getattr(explore, row.figure)(**arguments)


RIGHT: dict[int, bytes] = {}  # a picture takes a third of a second


def right_picture(row: Row) -> bytes:
    """The PNG of the row's right function."""
    if id(row) not in RIGHT:
        RIGHT[id(row)] = figure(row, row.right).png()
    return RIGHT[id(row)]


@pytest.fixture
def on_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BPKIT_STATIC", "1")


@pytest.fixture(autouse=True)
def _no_figure_is_left_open() -> Iterator[None]:
    before = set(plt.get_fignums())
    yield
    assert set(plt.get_fignums()) == before


# ---------------------------------------------------------------- guards


def test_every_argument_of_every_figure_has_a_row() -> None:
    needed = set()
    for name in dir(explore):
        taken = set(inspect.signature(getattr(explore, name)).parameters) - NO_FUNCTION
        needed |= {(name, argument) for argument in taken or {""}}
    without = {(row.figure, row.argument) for row in ROWS} ^ needed
    assert not without, f"one row for each figure and argument, in tests/explore/rows_NN.py; look at {without}"


def test_every_figure_has_a_static_twin() -> None:
    assert set(dir(explore)) <= set(dir(plots))


@pytest.mark.parametrize("package", [bpkit.explore, bpkit.plots])
def test_no_module_bears_the_name_of_a_figure(package: Any) -> None:
    """Importing such a module would put it where the figure was."""
    modules = {module.name for module in pkgutil.iter_modules(package.__path__)}
    assert modules & set(dir(package)) == set()


def test_every_driven_row_has_wrong_ones() -> None:
    assert {(row.figure, row.argument) for row in DRIVEN if row.wrong} == {(row.figure, row.argument) for row in DRIVEN}


# ---------------------------------------------------------------- on paper


@every_row
def test_the_twin_without_a_function(row: Row, on_paper: None) -> None:
    drawn = figure(row, None)
    assert isinstance(drawn, Twin)
    assert drawn.png().startswith(b"\x89PNG")
    assert drawn.sentence
    assert "✗" not in drawn.sentence
    assert set(drawn._repr_mimebundle_()) == {"text/plain", "image/png"}


@every_driven_row
def test_the_twin_of_a_right_function(row: Row, on_paper: None) -> None:
    drawn = figure(row, row.right)
    assert row.says_right in drawn.sentence
    assert "✗" not in drawn.sentence
    assert drawn.png() == right_picture(row)  # the same bytes for the same picture


@every_wrong_one
def test_the_twin_of_a_wrong_function(row: Row, label: str, on_paper: None) -> None:
    function, words = row.wrong[label]
    drawn = figure(row, function)
    assert words in drawn.sentence
    assert drawn.png() != right_picture(row)


@every_driven_row
def test_the_twin_of_a_function_that_raises(row: Row, on_paper: None) -> None:
    drawn = figure(row, raising)
    assert row.says_raised in drawn.sentence
    assert "Traceback" not in drawn.sentence
    assert drawn.png() != right_picture(row)


@every_driven_row
def test_the_twin_of_a_function_that_is_not_written(row: Row, on_paper: None) -> None:
    drawn = figure(row, unwritten)
    assert row.says_unwritten in drawn.sentence
    assert "raised" not in drawn.sentence
    assert drawn.png() != right_picture(row)


# ---------------------------------------------------------------- under a hand


def wishes(widget: Widget, row: Row) -> Iterator[dict[str, Any]]:
    """Both ends of every slider, and what the row adds."""
    for spec in widget.fixed.get("sliders", []):
        for value in (spec["min"], spec["max"]):
            yield {spec["name"]: spec["choices"][value] if "choices" in spec else value}
    yield from row.wishes


@every_row
@pytest.mark.parametrize("how", ["right", "raising", "none"])
def test_a_picture_is_plain_data_whatever_the_hand_does(row: Row, how: str) -> None:
    widget = figure(row, {"right": row.right, "raising": raising, "none": None}[how])
    assert isinstance(widget, Widget)
    start = dict(widget.wish)
    for count, wish in enumerate(wishes(widget, row), start=1):
        widget.wish = {**start, **wish, "count": count}
        if row.figure == "training":  # nobody watches here: without an event loop nothing is trained
            continue
        assert widget.picture["answers"] == count
        assert widget.picture["sentence"]
        json.dumps([widget.picture, widget.fixed], allow_nan=False)


@every_row
def test_a_notebook_without_widgets_shows_the_twin_and_the_sentence(row: Row) -> None:
    data, _ = figure(row, row.right)._repr_mimebundle_()
    assert data["text/plain"]
    assert data["image/png"]
    assert "application/vnd.jupyter.widget-view+json" in data


@pytest.mark.parametrize("variable", ["BPKIT_STATIC", "NBGRADER_EXECUTION"])
def test_no_widget_is_made_on_paper_and_while_grading(variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(explore.order(), Widget)
    monkeypatch.setenv(variable, "1")
    assert isinstance(explore.order(), Twin)


def test_an_unknown_figure_is_named_with_the_known_ones() -> None:
    with pytest.raises(AttributeError, match=r"'moovers'.*movers"):
        _ = explore.moovers
    with pytest.raises(AttributeError, match=r"'grapf'.*graph"):
        _ = plots.grapf
