"""Lessons in a real JupyterLab: they open, run, move under a hand, and can be read in both themes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ElementHandle

from tests.browser import lab
from tests.browser.lab import (
    OpenNotebook,
    choose_theme,
    chromium_running,
    lab_running,
    lesson_source,
    wait,
    write_lesson,
)
from tests.browser.reading import contrasts

# one worker: the lessons share a JupyterLab
pytestmark = [pytest.mark.slow, pytest.mark.timeout(600), pytest.mark.xdist_group("jupyterlab")]

LESSONS = [number for number in (0, 1, 2, 6) if lesson_source(number)]
THEMES = ("JupyterLab Light", "JupyterLab Dark")
SCREEN = {"width": 1300, "height": 950}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The learner's folder."""
    return tmp_path_factory.mktemp("my-course")


@pytest.fixture(scope="module")
def address(place: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with lab_running(place, tmp_path_factory.mktemp("home")) as url:
        yield url


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium_running() as running:
        yield running


def opened(browser: Browser, address: str, path: Path) -> OpenNotebook:
    return OpenNotebook(browser.new_page(viewport=SCREEN), address, path)


@pytest.fixture(scope="module", params=[(n, theme) for n in LESSONS for theme in THEMES], ids=str)
def lesson(request: pytest.FixtureRequest, browser: Browser, address: str, place: Path) -> Iterator[OpenNotebook]:
    """A lesson with every answer filled in, run from top to bottom."""
    number, theme = request.param
    choose_theme(address, theme)
    notebook = opened(browser, address, write_lesson(number, place, answers=True))
    notebook.number, notebook.outcome = number, notebook.run_all()
    yield notebook
    notebook.close()


# ---------------------------------------------------------------- what is there


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


def test_no_news_popup(lesson: OpenNotebook) -> None:
    lesson.page.wait_for_timeout(1_000)
    assert lesson.page.query_selector_all(".Toastify__toast") == []
    assert "official Jupyter news" not in lesson.page.inner_text("body")


# lesson, figure, which one of that title, a hand's move
Move = Callable[[OpenNotebook, ElementHandle], None]


def key(selector: str, *keys: str) -> Move:
    """Focus a part of the figure and press keys."""

    def move(notebook: OpenNotebook, figure: ElementHandle) -> None:
        figure.query_selector(selector).focus()
        for name in keys:
            notebook.page.keyboard.press(name)

    return move


def drag(selector: str, across: float) -> Move:
    """Drag a part of the figure to the right by that many pixels."""

    def move(notebook: OpenNotebook, figure: ElementHandle) -> None:
        box = figure.query_selector(selector).bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        mouse = notebook.page.mouse
        mouse.move(x, y)
        mouse.down()
        for part in range(1, 6):
            mouse.move(x + across * part / 5, y)
        mouse.up()

    return move


def press(text: str) -> Move:
    """Press a button."""
    return lambda notebook, figure: figure.query_selector(f"button:has-text('{text}')").click()


def click(selector: str) -> Move:
    """Click a part of the figure."""
    return lambda notebook, figure: figure.query_selector(selector).click()


def hover(selector: str) -> Move:
    """Point at a part of the figure."""
    return lambda notebook, figure: figure.query_selector(selector).hover()


HANDLE = ".bpkit-handle[role=slider]"
MOVES: list[tuple[int, str, int, Move]] = [
    (0, "The house network learns", 0, key("input[type=range]", "ArrowRight")),
    (0, "The house network learns", 0, press("Train again")),
    (1, "Three coupled movers", 0, drag(HANDLE, 60)),
    (1, "Three coupled movers", 1, key(HANDLE, "ArrowRight", "ArrowRight")),
    (1, "Three coupled movers", 1, key("input[type=range]", "Home")),
    (1, "The error of a measured slope", 0, drag(f"{HANDLE} path", -150)),
    (1, "The error of a measured slope", 0, key(HANDLE, "End", "PageDown")),
    (1, "Two paths from the heater to the room", 0, key("input[type=range]", "Home")),
    (1, "Two paths from the heater to the room", 1, key("input[type=range]", "ArrowLeft")),
    (2, "Forward and backward through a graph", 0, press("Next")),
    (2, "Forward and backward through a graph", 0, press("Next")),
    (2, "Forward and backward through a graph", 1, key("svg", "ArrowRight")),
    (2, "Order the nodes for the backward pass", 0, click("g.choice >> nth=-1")),
    (6, "Which entries feed an entry of the gradient", 0, key("input[type=range]", "ArrowRight")),
    (6, "Which entries feed an entry of the gradient", 0, hover("g.choice >> nth=0")),
]


def state(figure: ElementHandle) -> tuple[str, str]:
    """What the figure says, and where everything in it is."""
    words = figure.query_selector(".bpkit-line").inner_text()
    return words, figure.query_selector("svg").evaluate("node => node.innerHTML")


def test_every_figure_moves_under_a_hand(lesson: OpenNotebook) -> None:
    moves = [(title, which, move) for number, title, which, move in MOVES if number == lesson.number]
    assert moves
    for title, which, move in moves:
        figure = lesson.figure(title, which)
        words, drawn = state(figure)
        move(lesson, figure)
        wait(f"{title!r} to draw something else", lambda figure=figure, drawn=drawn: state(figure)[1] != drawn, 20)
        wait(f"{title!r} to say something else", lambda figure=figure, words=words: state(figure)[0] != words, 20)
        assert "does not answer" not in state(figure)[0]


def test_every_text_of_a_figure_can_be_read(lesson: OpenNotebook, tmp_path: Path) -> None:
    """Contrast of at least 4.5 to 1 against the theme's paper, as WCAG 2 asks of small text; nothing is cut off."""
    titles = list(dict.fromkeys(title for number, title, _, _ in MOVES if number == lesson.number))
    papers = set()
    for title in titles:
        figure = lesson.figure(title)
        figure.screenshot(path=tmp_path / f"{title}.png")
        found = contrasts(figure)
        papers.add(found.paper)
        assert found.texts
        assert [(text, round(ratio, 1)) for text, ratio in found.texts if ratio < 4.5] == []
        assert found.cut_off == []
    assert len(papers) == 1


def test_the_browser_complains_of_nothing(lesson: OpenNotebook) -> None:
    assert lesson.complaints == []


# ---------------------------------------------------------------- as the learner gets it


def test_an_untouched_lesson_stops_at_its_first_check_with_a_sentence(
    browser: Browser, address: str, place: Path
) -> None:
    notebook = opened(browser, address, write_lesson(1, place, answers=False))
    outcome = notebook.run_all()
    (error,) = [
        o for cell in outcome.cells if cell.cell_type == "code" for o in cell.outputs if o.output_type == "error"
    ]
    assert error.evalue.startswith("chain_rates: ")
    shown = notebook.page.locator(".jp-OutputArea-output", has_text="chain_rates: ").last.text_content()
    assert "Traceback" not in shown
    assert shown.strip() == error.evalue
    assert notebook.complaints == []
    notebook.close()


def test_the_first_figure_of_the_course_is_there_within_seconds(browser: Browser, address: str, place: Path) -> None:
    """Kernel started, kernels compiled before: from Shift and Enter to a network that has learnt."""
    notebook = opened(browser, address, write_lesson(0, place, answers=False))
    notebook.page.locator(".jp-CodeCell .cm-content").first.click()
    began = time.perf_counter()
    notebook.page.keyboard.press("Shift+Enter")
    notebook.page.wait_for_selector('.bpkit svg[data-running="false"]', state="attached", timeout=60_000)
    seconds = time.perf_counter() - began
    assert seconds < 15
    notebook.close()


def test_a_lesson_that_is_opened_again_shows_the_last_state_without_a_kernel(
    browser: Browser, address: str, place: Path
) -> None:
    path = write_lesson(1, place, answers=True)
    first = opened(browser, address, path)
    first.run_all()
    title = "Three coupled movers"
    figure = first.figure(title)
    before, _ = state(figure)
    key(HANDLE, "ArrowRight")(first, figure)
    wait("the figure to move", lambda: state(figure)[0] != before, 20)
    moved, _ = state(figure)
    first.saved()
    first.close()

    again = opened(browser, address, path)
    figure = again.figure(title)
    assert state(figure)[0] == moved
    key(HANDLE, "ArrowRight")(again, figure)
    wait("a word that nobody answers", lambda: "run the cell again" in state(figure)[0], 20)
    assert again.complaints == []
    again.close()


def test_every_lesson_with_moves_is_opened() -> None:
    assert {number for number, *_ in MOVES} >= set(LESSONS)


def test_a_machine_without_chromium_is_told_how_to_get_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lab.shutil, "which", lambda name: None)
    with pytest.raises(pytest.fail.Exception, match="apt-get install chromium"):
        lab.chromium()
