"""Every lesson in a real JupyterLab: it runs, its figures move under a hand, and can be read in both themes."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Browser, ElementHandle

from autograder import build
from bpkit import explore
from tests.browser.hands import SLIDER, Key, answered, state
from tests.browser.lab import OpenNotebook, choose_theme, wait, write_lesson
from tests.browser.moves import MOVES, UNITLESS, figures_of
from tests.browser.reading import contrasts

# one worker: all lessons share a JupyterLab
pytestmark = [pytest.mark.slow, pytest.mark.timeout(600), pytest.mark.xdist_group("jupyterlab")]

MEASURED = logging.getLogger(__name__)  # --log-cli-level=INFO shows it
LESSONS = [int(path.stem[:2]) for path in build.sources()]
THEMES = ("JupyterLab Light", "JupyterLab Dark")
FAST, SOON = 30, 2.0  # key presses one after the other, and the seconds in which the figure has followed them
BACK = {"ArrowRight": "ArrowLeft", "ArrowDown": "ArrowUp", "End": "Home"}
OPPOSITE = BACK | {back: there for there, back in BACK.items()}
HELD = 1.5  # seconds that a key is held down


@pytest.fixture(scope="module", params=LESSONS, ids=lambda number: f"lesson-{number:02d}")
def lesson(request: pytest.FixtureRequest, browser: Browser, address: str, place: Path) -> Iterator[OpenNotebook]:
    """A lesson with every answer filled in, run from top to bottom; every second one in the dark."""
    choose_theme(address, THEMES[request.param % 2])
    notebook = OpenNotebook.of(browser, address, write_lesson(request.param, place, answers=True))
    notebook.number, notebook.outcome = request.param, notebook.run_all()
    yield notebook
    notebook.close()


def test_all_cells_run(lesson: OpenNotebook) -> None:
    cells = [cell for cell in lesson.outcome.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    raised = [
        output.evalue
        for cell in cells
        for output in cell.outputs
        if output.output_type == "error" and "raises-exception" not in cell.metadata.get("tags", [])
    ]
    assert raised == []
    for cell in cells:
        if cell.source.splitlines()[-1].startswith("ax = plots."):
            assert any("image/png" in output.get("data", {}) for output in cell.outputs), "a picture is not shown"


def test_every_picture_is_shown(lesson: OpenNotebook) -> None:
    """A picture that a cell draws with `bpkit.plots`: as an image under its cell."""
    cells = [cell for cell in lesson.outcome.cells if cell.cell_type == "code" and "ax = plots." in cell.source]
    shown = [[output for output in cell.outputs if "image/png" in output.get("data", {})] for cell in cells]
    assert [len(images) for images in shown] == [1] * len(cells)


def test_no_news_popup(lesson: OpenNotebook) -> None:
    assert lesson.page.query_selector_all(".Toastify__toast") == []
    assert "official Jupyter news" not in lesson.page.inner_text("body")


def test_every_figure_moves_under_a_hand(lesson: OpenNotebook) -> None:
    for title, which in figures_of(lesson.number):
        figure = lesson.figure(title, which)
        for move in [move for *row, move in MOVES if row == [lesson.number, title, which]]:
            words, drawn = state(figure)
            move(lesson, figure)
            wait(f"{title!r} to draw something else", lambda figure=figure, drawn=drawn: state(figure)[1] != drawn, 20)
            wait(f"{title!r} to say something else", lambda figure=figure, words=words: state(figure)[0] != words, 20)
            wait(f"{title!r} to answer the last wish", lambda figure=figure: answered(figure), 20)
            assert "does not answer" not in state(figure)[0]


def test_fast_keys_never_pile_up(lesson: OpenNotebook) -> None:
    """After many quick presses the figure shows the last one soon: no queue of old wishes is worked through."""
    for title, which in figures_of(lesson.number):
        figure = lesson.figure(title, which)
        (move, *_) = [move for *row, move in MOVES if row == [lesson.number, title, which] and isinstance(move, Key)]
        before = int(figure.get_attribute("data-wish") or 0)
        there, back = move.keys[0], OPPOSITE.get(move.keys[0], move.keys[0])  # there may be no way on
        Key(move.selector, (there,) * (FAST // 2) + (back,) * (FAST // 2), move.nth)(lesson, figure)
        began = time.perf_counter()
        wait(f"{title!r} to follow the last key", lambda figure=figure: answered(figure), 20)
        seconds = time.perf_counter() - began
        MEASURED.info("lesson %s, %s %s: %.2f s after %s keys", lesson.number, title, which, seconds, FAST)
        assert int(figure.get_attribute("data-wish")) > before, title
        assert seconds < SOON, title
        assert "does not answer" not in state(figure)[0]


def test_every_slider_says_what_it_moves(lesson: OpenNotebook) -> None:
    """A label with a colon, a number with its unit, the same for who cannot see it, and a stop of the Tab key."""
    for title, which in figures_of(lesson.number):
        for slider in lesson.figure(title, which).query_selector_all(f"label:has({SLIDER})"):
            name, shown = slider.query_selector("span").inner_text(), slider.query_selector("output").inner_text()
            handle = slider.query_selector(SLIDER)
            assert name.endswith(":"), f"{title}: a slider is labelled {name!r}"
            assert handle.get_attribute("aria-valuetext") == shown
            assert handle.evaluate("node => node.tabIndex") == 0
            assert name in UNITLESS or re.search(r"\d.* ?[^\d\s.,]+$", shown), f"{title}: {name} {shown} has no unit"


def test_no_matplotlib_figure_is_left_open(lesson: OpenNotebook) -> None:
    """Whatever the hand did. An own cell would find none: the notebook closes what a cell leaves open."""
    assert lesson.run_here("import matplotlib.pyplot as plt; print(plt.get_fignums())") == "[]"


def look(lesson: OpenNotebook, folder: Path) -> set[tuple[int, ...]]:
    """Contrast of at least 4.5 to 1, as WCAG 2 asks of small text; nothing is cut off. The colours of the paper."""
    papers = set()
    for title, which in figures_of(lesson.number):
        figure: ElementHandle = lesson.figure(title, which)
        figure.screenshot(path=folder / f"{lesson.number:02d} {title} {which} {lesson.theme()}.png")
        found = contrasts(figure)
        papers.add(found.paper)
        assert found.texts
        assert [(text, round(ratio, 1)) for text, ratio in found.texts if ratio < 4.5] == [], title
        assert found.cut_off == [], title
    return papers


def test_every_text_of_every_figure_can_be_read_in_both_themes(lesson: OpenNotebook, tmp_path: Path) -> None:
    (first,) = look(lesson, tmp_path)
    lesson.switch_theme(THEMES[1 - lesson.number % 2])
    (second,) = look(lesson, tmp_path)
    assert {sum(first) < 300, sum(second) < 300} == {True, False}


def test_the_browser_complains_of_nothing(lesson: OpenNotebook) -> None:
    assert lesson.complaints == []


# ---------------------------------------------------------------- the network that learns while it is watched

COUNT = """
svg => {
  const seen = { redraws: 0, epochs: new Set() };
  new MutationObserver(() => { seen.redraws += 1; seen.epochs.add(svg.dataset.epoch); })
    .observe(svg, { attributes: true, attributeFilter: ["data-epoch", "data-running"] });
  svg.seen = seen;
}
"""
SEEN = "svg => { const { redraws, epochs } = svg.seen; return [redraws, epochs.size]; }"
LIVE = "The house network learns"


def redraws(notebook: OpenNotebook, figure: ElementHandle, slider: int, seconds: float) -> tuple[float, int]:
    """Redraws a second while an arrow key is held down on a slider, and the different epochs that they showed."""
    canvas = figure.query_selector("svg")
    canvas.evaluate(COUNT)
    figure.query_selector_all(SLIDER)[slider].focus()
    began = time.perf_counter()
    while time.perf_counter() - began < seconds:
        notebook.page.keyboard.down("ArrowRight" if (time.perf_counter() - began) % 1 < 0.5 else "ArrowLeft")
        notebook.page.wait_for_timeout(33)  # the keyboard's own repetition
    took = time.perf_counter() - began
    for name in ("ArrowRight", "ArrowLeft"):
        notebook.page.keyboard.up(name)
    count, epochs = canvas.evaluate(SEEN)
    return count / took, epochs


def test_the_house_network_redraws_while_it_learns(browser: Browser, address: str, place: Path) -> None:
    """At least 2 redraws a second on a machine with other work, with bpkit's kernels and on the learner's functions."""
    notebook = OpenNotebook.of(browser, address, write_lesson(10, place, answers=True))
    notebook.run_all()
    for which, whose in enumerate(("bpkit's kernels", "your relu_backward, affine_backward")):
        figure = notebook.figure(LIVE, which)
        wait("a training at rest", lambda figure=figure: running(figure) == "false")
        assert whose in state(figure)[0]
        for slider in range(4):
            rate, _ = redraws(notebook, figure, slider, HELD)
            MEASURED.info("%s, slider %s held: %.1f redraws a second", whose, slider, rate)
            assert rate >= 2
        sliders = figure.query_selector_all(SLIDER)
        sliders[3].focus()
        notebook.page.keyboard.press("End")  # 200 epochs
        wait("the long training", lambda figure=figure: "of 200" in state(figure)[0], SOON)
        rate, epochs = watched(notebook, figure, HELD)
        MEASURED.info("%s, left alone: %.1f redraws a second, %s epochs drawn", whose, rate, epochs)
        assert rate >= 2
        assert epochs >= 4
        for _ in range(FAST):
            notebook.page.keyboard.press("ArrowLeft")
        notebook.page.keyboard.press("Home")  # 5 epochs
        wait("the last value, trained", lambda figure=figure: state(figure)[0].startswith("Epoch 5 of 5."), SOON)
        assert running(figure) == "false"
    notebook.close()


def running(figure: ElementHandle) -> str | None:
    """Whether the training runs: "true" or "false"."""
    answer: str | None = figure.query_selector("svg").get_attribute("data-running")
    return answer


def watched(notebook: OpenNotebook, figure: ElementHandle, seconds: float) -> tuple[float, int]:
    """Redraws a second of a training that nobody touches, and the different epochs that they showed."""
    canvas = figure.query_selector("svg")
    canvas.evaluate(COUNT)
    notebook.page.wait_for_timeout(1_000 * seconds)
    count, epochs = canvas.evaluate(SEEN)
    return count / seconds, epochs


# ---------------------------------------------------------------- guards


def shown_by(number: int) -> int:
    """How many figures the source of a lesson shows."""
    (path,) = [path for path in build.sources() if path.stem.startswith(f"{number:02d}_")]
    cells = nbformat.from_dict(build.solved(build.read(path))).cells
    code = "\n".join(cell.source for cell in cells if cell.cell_type == "code")
    return len(re.findall(rf"^explore\.({'|'.join(dir(explore))})\(", code, re.MULTILINE))


@pytest.mark.parametrize("number", LESSONS)
def test_every_figure_of_every_lesson_has_a_row(number: int) -> None:
    assert shown_by(number) == len(figures_of(number)) > 0


def test_every_figure_is_moved_by_the_keyboard() -> None:
    by_keys = {(number, title, which) for number, title, which, move in MOVES if isinstance(move, Key)}
    assert by_keys == {(number, title, which) for number, title, which, _ in MOVES}
