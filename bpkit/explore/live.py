"""Watch the house network learn, live, while a hand moves its hyperparameters."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bpkit.explore.course import Course, finish
from bpkit.explore.showing import Figure, Wish, draw_twin, static
from bpkit.plots.live import training as twin

BATCHES = [8, 16, 32, 64, 128, 256, 1755]
START: Wish = {"rate": -2.5, "width": 32, "batch": 32, "epochs": 60}
SLIDERS: list[dict[str, Any]] = [
    {"name": "rate", "label": "Learning rate η:", "unit": "", "min": -5, "max": 0, "step": 0.25, "log": True},
    {"name": "width", "label": "Hidden width:", "unit": "units", "min": 1, "max": 128, "step": 1},
    {"name": "batch", "label": "Batch size:", "unit": "houses", "min": 0, "max": len(BATCHES) - 1, "step": 1},
    {"name": "epochs", "label": "Epochs:", "unit": "", "min": 5, "max": 200, "step": 5},
]
SLIDERS[2]["choices"] = BATCHES


def training(**functions: Callable[..., Any]) -> Any:
    """Train the house network (six features, two hidden layers, Adam) under sliders; it redraws as it learns.

    Parameters
    ----------
    functions : the learner's backward functions by name, ``relu_backward=f, …``; the training then runs on them
    """
    finished: list[Course] = []  # the twin trains once, for its picture and for its sentence

    def end() -> Course:
        if not finished:
            finished.append(finish(START, functions))
        return finished[0]

    figure = Figure(
        script="live",
        title="The house network learns",
        wish=START,
        picture=lambda wish: end().picture(),
        twin=lambda ax: twin(ax, end().picture()),
        fixed={"sliders": SLIDERS},
        size=(8.0, 4.2),
    )
    if static():
        return draw_twin(figure)
    from bpkit.explore.live_widget import LiveWidget

    return LiveWidget.of(figure, functions)
