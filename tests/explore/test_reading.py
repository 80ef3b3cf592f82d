"""Can a picture be read: every word of every static figure against the ground that it stands on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgba
from matplotlib.text import Text

from bpkit import explore, plots
from bpkit.explore.twin import Twin
from bpkit.plots import style
from bpkit.train import History
from tests.browser.reading import contrast, luminance
from tests.explore.row import Row, all_rows

ENOUGH = 4.5  # WCAG 2, success criterion 1.4.3
PALETTE = ("VALUE", "GRADIENT", "YOURS", "REFERENCE", "ACCENT", "MUTED")
DARK_PAGE = "#111111"  # JupyterLab's


def channels(colour: str) -> list[int]:
    """``"#0072B2"`` as three whole numbers up to 255."""
    return [round(255 * part) for part in to_rgba(colour)[:3]]


def hard_to_read(figure: Any) -> list[tuple[str, float]]:
    """The texts of a figure whose contrast against the most frequent colour behind them is too low."""
    canvas = FigureCanvasAgg(figure)
    texts = [text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()]
    canvas.draw()
    boxes = [text.get_window_extent(canvas.get_renderer()) for text in texts]
    inks = [channels(text.get_color()) for text in texts]
    for text in texts:
        text.set_alpha(0.0)
    canvas.draw()
    pixels = np.asarray(canvas.buffer_rgba())
    found = []
    for text, box, ink in zip(texts, boxes, inks, strict=True):
        left, right = max(int(box.x0), 0), int(box.x1) + 1
        top, bottom = max(int(pixels.shape[0] - box.y1), 0), int(pixels.shape[0] - box.y0) + 1
        behind = pixels[top:bottom, left:right].reshape(-1, 4)
        if not len(behind):  # a tick outside the axes is never drawn
            continue
        colours, counts = np.unique(behind, axis=0, return_counts=True)
        *ground, opacity = (int(part) for part in colours[counts.argmax()])
        ratio = contrast(ink, ground) if opacity == 255 else 0.0
        if ratio < ENOUGH:
            found.append((text.get_text(), round(ratio, 1)))
    return found


def cases() -> Iterator[tuple[Row, str]]:
    """Each figure on its own, and each of its arguments with a right function and the first wrong one."""
    alone = set()
    for row in all_rows():
        if row.figure not in alone:
            yield row, "alone"
        alone.add(row.figure)
        if row.argument:
            yield row, "right"
        if row.wrong:
            yield row, "wrong"


CASES = list(cases())


@pytest.mark.parametrize(("row", "how"), CASES, ids=lambda part: getattr(part, "figure", part))
def test_every_word_of_a_twin_can_be_read(row: Row, how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BPKIT_STATIC", "1")
    function = {"alone": None, "right": row.right, "wrong": next(iter(row.wrong.values()), (None,))[0]}[how]
    arguments = row.arguments(function) if how != "alone" else {}
    if row.argument == "functions":  # taken by name, under the name of the op
        arguments = {} if function is None else {"relu_backward": function}
    twin = getattr(explore, row.figure)(**arguments)
    assert isinstance(twin, Twin)
    assert hard_to_read(twin) == []


# ---------------------------------------------------------------- pictures without a twin

STILL = {
    "learning_curve": lambda: plots.learning_curve(History([1.0, 0.5, 0.4], [1.1, 0.7, 0.8], [], 0.1)),
    "predicted_against_actual": lambda: plots.predicted_against_actual([1e5, 2e5], [1.2e5, 1.8e5]),
    "price_line": lambda: plots.price_line(np.arange(3.0), np.arange(3.0), 1.0, 0.0, exact=np.array([1.0, 0.1])),
    "regions": lambda: plots.regions(lambda X: X[:, 0], np.array([[-1.0, 0.0], [1.0, 1.0]]), np.array([0, 1])),
}


@pytest.mark.parametrize("name", STILL)
def test_every_word_of_a_picture_can_be_read(name: str) -> None:
    figure = STILL[name]().figure
    try:
        assert hard_to_read(figure) == []
    finally:
        plt.close(figure)


def test_every_picture_is_looked_at() -> None:
    assert set(dir(plots)) == set(STILL) | {row.figure for row, _ in CASES}


# ---------------------------------------------------------------- the colours themselves


@pytest.mark.parametrize("name", PALETTE)
def test_the_ink_of_a_colour_is_that_colour_darkened_until_it_can_be_read(name: str) -> None:
    colour = getattr(style, name)
    ink = style.ink(colour)
    assert contrast(channels(ink), channels(style.PAPER)) >= style.READABLE > ENOUGH
    assert all(dark <= bright for dark, bright in zip(channels(ink), channels(colour), strict=True))


def test_a_mark_in_a_colour_can_be_seen_on_paper() -> None:
    """3 to 1 for what is no text (WCAG 2, 1.4.11); yours and the accent are never a thin line alone."""
    for name in ("VALUE", "GRADIENT", "REFERENCE", "MUTED"):
        assert contrast(channels(getattr(style, name)), channels(style.PAPER)) >= 3


def test_the_text_colour_and_the_contrast_are_what_the_browser_test_measures() -> None:
    assert contrast(channels(style.TEXT), channels(style.PAPER)) >= 7
    for name in PALETTE:
        colour = getattr(style, name)
        assert style.luminance(colour) == pytest.approx(luminance(channels(colour)))
        assert style.contrast(colour, DARK_PAGE) == pytest.approx(contrast(channels(colour), channels(DARK_PAGE)))


def test_no_grey_is_readable_on_white_and_on_the_dark_page_at_once() -> None:
    """Why a picture has its own paper."""
    greys = [f"#{level:02X}{level:02X}{level:02X}" for level in range(256)]
    best = max(min(style.contrast(grey), style.contrast(grey, DARK_PAGE)) for grey in greys)
    assert 4.2 < best < ENOUGH
