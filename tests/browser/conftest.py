"""One JupyterLab, one browser and one learner's folder for all tests of this folder."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from autograder import build
from tests.browser.lab import chromium_running, lab_running


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The learner's folder, with what earlier lessons would have left there: each lesson can be run by itself."""
    folder = tmp_path_factory.mktemp("my-course")
    kept = folder / "mine"
    kept.mkdir()
    for answers in (build.ROOT / "lessons" / "solved" / "mine").glob("lesson_*.py"):
        shutil.copy(answers, kept)
    return folder


@pytest.fixture(scope="session")
def address(place: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Of a JupyterLab in that folder."""
    with lab_running(place, tmp_path_factory.mktemp("home")) as url:
        yield url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A browser without a window."""
    with chromium_running() as running:
        yield running
