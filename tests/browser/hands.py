"""What a hand does to a figure: keys, drags, clicks; and what the figure shows and says after it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from playwright.sync_api import ElementHandle

from tests.browser.lab import OpenNotebook

Move: TypeAlias = Callable[[OpenNotebook, ElementHandle], None]
HANDLE = ".bpkit-handle[role=slider]"
SLIDER = "input[type=range]"


@dataclass(frozen=True)
class Key:
    """Focus the part of a figure that ``selector`` finds, the ``nth`` of them, and press ``keys``."""

    selector: str
    keys: tuple[str, ...]
    nth: int = 0

    def __call__(self, notebook: OpenNotebook, figure: ElementHandle) -> None:
        figure.query_selector_all(self.selector)[self.nth].focus()
        for name in self.keys:
            notebook.page.keyboard.press(name)


def key(selector: str, *keys: str, nth: int = 0) -> Move:
    """Move by the keyboard."""
    return Key(selector, keys, nth)


def drag(selector: str, across: float = 0.0, down: float = 0.0, nth: int = 0) -> Move:
    """Drag a part of the figure by that many pixels to the right and down."""

    def move(notebook: OpenNotebook, figure: ElementHandle) -> None:
        x, y = middle(figure.query_selector_all(selector)[nth])
        mouse = notebook.page.mouse
        mouse.move(x, y)
        mouse.down()
        for part in range(1, 6):
            mouse.move(x + across * part / 5, y + down * part / 5)
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


def middle(part: ElementHandle) -> tuple[float, float]:
    """Where its centre is on the page."""
    box = part.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def state(figure: ElementHandle) -> tuple[str, str]:
    """What the figure says; and where everything in it is, and how its buttons stand."""
    drawn = figure.evaluate("root => [...root.querySelectorAll('svg, button')].map(node => node.outerHTML).join()")
    return figure.query_selector(".bpkit-line").inner_text(), drawn


def answered(figure: ElementHandle) -> bool:
    """Whether the picture on the page answers the last wish of the hand."""
    answers, wish = figure.get_attribute("data-answers"), figure.get_attribute("data-wish")
    return wish is not None and answers == wish
