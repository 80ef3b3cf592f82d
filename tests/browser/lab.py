"""A JupyterLab as `make lab` starts it, and a notebook in it as a reader has it: opened, run, scrolled, looked at."""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat
import pytest
from playwright.sync_api import Browser, ElementHandle, Page, sync_playwright

from autograder import build
from tests.setup.projects import ask, free_port, outside_environment, running_server

TOKEN = "word"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Said by JupyterLab 4.6 itself on a fresh folder, whatever notebook is open.
NOT_OURS = re.compile(r"Failed to load resource.*\b404\b|/api/workspaces/|ResizeObserver loop")

SCREEN = {"width": 1300, "height": 950}
# At the end: once more from the top, since a busy machine may have drawn a figure after we came by.
ONWARDS = """
node => {
  const ended = node.scrollTop + node.clientHeight > node.scrollHeight - 5;
  node.scrollTop = ended ? 0 : node.scrollTop + 500;
}
"""
# Runs code in a kernel, beside the notebook: what it prints, or a rejection that names its error.
ASK_THE_KERNEL = """
([address, code]) => new Promise((resolve, reject) => {
  const socket = new WebSocket(address);
  let said = "";
  const who = { session: "test", username: "test", version: "5.3", date: "" };
  const header = { msg_id: crypto.randomUUID(), msg_type: "execute_request", ...who };
  const content = { code, silent: false, store_history: false, user_expressions: {}, allow_stdin: false };
  const question = { channel: "shell", header, parent_header: {}, metadata: {}, content };
  socket.onopen = () => socket.send(JSON.stringify(question));
  socket.onmessage = ({ data }) => {
    if (typeof data !== "string") return;
    const message = JSON.parse(data);
    if (message.parent_header.msg_id !== header.msg_id) return;
    const kind = message.header.msg_type;
    if (kind === "stream") said += message.content.text;
    if (kind === "error") reject(new Error(message.content.evalue));
    if (kind === "status" && message.content.execution_state === "idle") { socket.close(); resolve(said); }
  };
  socket.onerror = () => reject(new Error("no word from the kernel"));
})
"""


def chromium() -> str:
    """The browser of this machine; without one a test fails, and says how to get it."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    pytest.fail("No Chromium on this machine, and these tests need one: install it with `apt-get install chromium`.")


@contextmanager
def chromium_running() -> Iterator[Browser]:
    """A browser without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=QUIET)
        yield browser
        browser.close()


@contextmanager
def lab_running(folder: Path, home: Path) -> Iterator[str]:
    """JupyterLab in ``folder``, as the Makefile starts it; its address. Ended with all its kernels."""
    port = free_port()
    binaries = Path(sys.executable).parent
    environment = outside_environment(HOME=str(home), JUPYTER_PREFER_ENV_PATH="1")
    environment.pop("MPLBACKEND", None)  # of tests/conftest.py: with it a cell's picture is not shown, and stays open
    environment["PATH"] = f"{binaries}{os.pathsep}{environment['PATH']}"
    command = [str(binaries / "jupyter-lab"), f"--port={port}", "--no-browser", f"--IdentityProvider.token={TOKEN}"]
    if os.geteuid() == 0:
        command.append("--allow-root")
    with running_server(command, folder, environment, home / "lab.log"):
        address = f"http://127.0.0.1:{port}"
        ask(f"{address}/api/status?token={TOKEN}")
        yield address


def call(address: str, method: str, path: str, content: Any = None) -> Any:
    """Ask the server's own interface."""
    headers = {"Authorization": f"token {TOKEN}", "Content-Type": "application/json"}
    data = None if content is None else json.dumps(content).encode()
    request = urllib.request.Request(f"{address}{path}", data, headers, method=method)
    with urllib.request.urlopen(request, timeout=30) as answer:
        body = answer.read()
    return json.loads(body) if body else None


def choose_theme(address: str, theme: str) -> None:
    """``"JupyterLab Light"`` or ``"JupyterLab Dark"``, for pages opened from now on."""
    raw = json.dumps({"theme": theme, "adaptive-theme": False})
    call(address, "PUT", "/lab/api/settings/@jupyterlab/apputils-extension:themes", {"raw": raw})


def wait(what: str, ready: Callable[[], Any], seconds: float = 60.0) -> Any:
    """What ``ready`` gives as soon as it is true; a failure that names it after ``seconds``."""
    deadline = time.monotonic() + seconds
    while not (answer := ready()):
        if time.monotonic() > deadline:
            pytest.fail(f"waited {seconds:.0f} s in vain for {what}")
        time.sleep(0.1)
    return answer


class OpenNotebook:
    """One notebook in one browser page."""

    def __init__(self, page: Page, address: str, path: Path) -> None:
        self.page, self.address, self.path = page, address, path
        self.number = 0  # of its lesson
        self.outcome: Any = None  # the notebook after its run
        self.complaints: list[str] = []
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("console", lambda message: self._note(message.type, message.text))
        # a workspace of its own: JupyterLab would bring back the tabs of the page before
        page.goto(f"{address}/lab/workspaces/{secrets.token_hex(4)}/tree/{path.name}?token={TOKEN}")
        page.wait_for_selector(".jp-NotebookPanel .jp-Notebook .jp-Cell", state="attached", timeout=60_000)
        wait("a kernel", self._idle)

    @classmethod
    def of(cls, browser: Browser, address: str, path: Path) -> OpenNotebook:
        """``path`` in a new page of the browser."""
        return cls(browser.new_page(viewport=SCREEN), address, path)

    def theme(self) -> str:
        """``"light"`` or ``"dark"``."""
        return "light" if self.page.evaluate("document.body.dataset.jpThemeLight") == "true" else "dark"

    def switch_theme(self, name: str) -> None:
        """Choose a theme from the menu, as a reader does."""
        self.page.locator(".lm-MenuBar-itemLabel", has_text=re.compile("^Settings$")).click()
        self.page.locator(".lm-Menu-itemLabel", has_text=re.compile("^Theme$")).first.hover()
        self.page.locator(".lm-Menu-itemLabel", has_text=re.compile(f"^{name}$")).first.click()
        wait(name, lambda: name.lower().endswith(self.theme()))
        self.page.wait_for_timeout(300)  # colours fade

    def run_here(self, code: str) -> str:
        """What ``code`` prints in this notebook's kernel, beside the notebook."""
        sessions = call(self.address, "GET", "/api/sessions")
        (kernel,) = [one["kernel"]["id"] for one in sessions if one["path"] == self.path.name]
        channels = f"ws{self.address.removeprefix('http')}/api/kernels/{kernel}/channels?token={TOKEN}"
        said: str = self.page.evaluate(ASK_THE_KERNEL, [channels, code])
        return said.strip()

    def _note(self, kind: str, text: str) -> None:
        if kind == "error" and not NOT_OURS.search(text):
            self.complaints.append(f"console: {text[:300]}")

    def _idle(self) -> bool:
        """Whether this notebook's kernel has nothing to do."""
        for session in call(self.address, "GET", "/api/sessions"):
            if session["path"] == self.path.name:
                return bool(session["kernel"]["execution_state"] == "idle")
        return False

    def saved(self) -> Any:
        """The notebook as it is on the page, through the file that JupyterLab saves."""
        before = self.path.stat().st_mtime_ns
        self.menu("File", "Save Notebook")
        wait("the saved file", lambda: self.path.stat().st_mtime_ns != before)
        wait("the whole file", lambda: self.path.read_text(encoding="utf-8").rstrip().endswith("}"))
        return nbformat.read(self.path, as_version=4)

    def menu(self, name: str, entry: str) -> None:
        """Choose ``entry`` from a menu."""
        page = self.page
        page.locator(".lm-MenuBar-itemLabel", has_text=re.compile(f"^{name}$")).click()
        page.locator(".lm-Menu-itemLabel", has_text=re.compile(f"^{entry}$")).first.click()

    def run_all(self, seconds: float = 240.0) -> Any:
        """Run All Cells, again where the click had no effect; the notebook when all cells ran, or one raised."""
        self.menu("Edit", "Clear Outputs of All Cells")  # counts of an earlier run would pass for this one's
        if not any(self._started() for _ in range(3)):
            pytest.fail(f"Run All Cells, clicked three times, had no effect on {self.path.name}")
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            wait("the cells to be run", self._idle, seconds)
            notebook = self.saved()
            cells = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]
            stopped = any(
                output.output_type == "error" and "raises-exception" not in cell.metadata.get("tags", [])
                for cell in cells
                for output in cell.outputs
            )
            if stopped or all(cell.execution_count for cell in cells):
                return notebook
            self.page.wait_for_timeout(1_000)
        pytest.fail(f"not all cells of {self.path.name} were run within {seconds:.0f} s")

    def _started(self) -> bool:
        """Click Run All Cells; whether a cell then waits for the kernel, or has run."""
        self.menu("Run", "Run All Cells")
        for _ in range(50):
            prompts = self.page.locator(".jp-InputPrompt").all_inner_texts()
            if any(re.search(r"\[[*\d]", prompt) for prompt in prompts):
                return True
            self.page.wait_for_timeout(200)
        return False

    def figure(self, title: str, which: int = 0) -> ElementHandle:
        """A figure of that title, scrolled into view: cells far away are not on the page yet."""
        page = self.page
        selector = f'.bpkit[aria-label="{title}"]'
        page.keyboard.press("Escape")
        page.mouse.move(1, 1)  # a mouse that lay on a figure would point at what is scrolled under it
        notebook = page.locator(".jp-WindowedPanel-outer, .jp-Notebook").first
        notebook.evaluate("node => { node.scrollTop = 0 }")
        until = time.monotonic() + 60
        while time.monotonic() < until:
            found = page.query_selector_all(selector)
            if len(found) > which:
                found[which].scroll_into_view_if_needed()
                page.wait_for_timeout(100)
                return page.query_selector_all(selector)[which]
            notebook.evaluate(ONWARDS)
            page.wait_for_timeout(120)
        pytest.fail(f"no figure {title!r} (number {which}) in {self.path.name}")

    def close(self) -> None:
        """Close the page and stop the kernel."""
        self.page.close()
        for session in call(self.address, "GET", "/api/sessions"):
            call(self.address, "DELETE", f"/api/sessions/{session['id']}")


def lesson_source(number: int) -> Path | None:
    """The source of a lesson; None where it is not written yet."""
    found = [path for path in build.sources() if path.stem.startswith(f"{number:02d}_")]
    return found[0] if found else None


def write_lesson(number: int, folder: Path, answers: bool) -> Path:
    """The student's notebook of a lesson, or one with every answer filled in."""
    path = lesson_source(number)
    assert path, f"lesson {number} has no source in lessons/src"
    source = build.read(path)
    target = folder / f"{path.stem}{'-answered' if answers else ''}.ipynb"
    build.write(build.solved(source) if answers else build.student(source), target)
    return target
