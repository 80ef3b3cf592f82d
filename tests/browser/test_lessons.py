"""A lesson as the learner gets it: where it stops, how soon it is there, what it shows when it is opened again."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser import lab
from tests.browser.hands import HANDLE, key, state
from tests.browser.lab import OpenNotebook, wait, write_lesson

# one worker: the lessons share a JupyterLab
pytestmark = [pytest.mark.slow, pytest.mark.timeout(600), pytest.mark.xdist_group("jupyterlab")]


def test_an_untouched_lesson_stops_at_its_first_check_with_a_sentence(
    browser: Browser, address: str, place: Path
) -> None:
    notebook = OpenNotebook.of(browser, address, write_lesson(1, place, answers=False))
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
    notebook = OpenNotebook.of(browser, address, write_lesson(0, place, answers=False))
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
    first = OpenNotebook.of(browser, address, path)
    first.run_all()
    title = "Three coupled movers"
    figure = first.figure(title)
    before, _ = state(figure)
    key(HANDLE, "ArrowRight")(first, figure)
    wait("the figure to move", lambda: state(figure)[0] != before, 20)
    moved, _ = state(figure)
    first.saved()
    first.close()

    again = OpenNotebook.of(browser, address, path)
    figure = again.figure(title)
    assert state(figure)[0] == moved
    key(HANDLE, "ArrowRight")(again, figure)
    wait("a word that nobody answers", lambda: "run the cell again" in state(figure)[0], 20)
    assert again.complaints == []
    again.close()


def test_a_machine_without_chromium_is_told_how_to_get_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lab.shutil, "which", lambda name: None)
    with pytest.raises(pytest.fail.Exception, match="apt-get install chromium"):
        lab.chromium()
