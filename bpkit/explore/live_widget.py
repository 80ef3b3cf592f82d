"""The widget of the live training: each wish starts a training, and ends the one before it.

The training runs in small pieces on the kernel's own event loop. Between two pieces the kernel answers
other messages, so that a slider is felt at once and a cell can still be run.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from bpkit.explore.course import Course
from bpkit.explore.showing import Figure
from bpkit.explore.widget import Widget
from bpkit.plots.words import plain

REDRAWS = 40  # in one training, so that a fast one can still be watched
PIECE = 0.06  # seconds of training between two redraws, at most
PAUSE = 0.05  # seconds for everything else


class LiveWidget(Widget):
    """A training under sliders: ``wish`` holds the hyperparameters, ``picture`` is redrawn as it runs."""

    def __init__(self, figure: Figure, functions: dict[str, Callable[..., Any]] | None = None) -> None:
        self.functions = functions or {}
        self.turn = 0
        self.task: asyncio.Task[None] | None = None  # held, or the loop might forget it
        super().__init__(figure)

    def draw(self) -> None:
        """Start the training that is wished for; one that still runs sees the new turn and ends."""
        self.turn += 1
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # no kernel, so nobody watches
            return
        self.task = loop.create_task(self.train(self.turn, dict(self.wish)))

    async def train(self, turn: int, wish: dict[str, Any]) -> None:
        """Train and redraw until the end, or until a newer turn."""
        try:
            course = Course(wish, self.functions)
            while turn == self.turn:
                self.picture = {**plain(course.picture()), "answers": wish.get("count", 0)}
                if not course.running:
                    return
                await asyncio.sleep(PAUSE)
                course.advance(max(1, course.epochs // REDRAWS), PIECE)
        except Exception as error:
            self.picture = {**self.picture, "running": False, "sentence": f"The training stopped: {error}"}
