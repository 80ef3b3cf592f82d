"""Static figures: each takes ``ax`` and returns it; with ``ax=None`` it makes a new one.

They need matplotlib, which is imported when the first figure is drawn.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bpkit.plots.cells import shapes
    from bpkit.plots.differences import step_size
    from bpkit.plots.houses import learning_curve, predicted_against_actual
    from bpkit.plots.live import training
    from bpkit.plots.nodes import graph, order
    from bpkit.plots.rates import movers
    from bpkit.plots.routes import paths

_HOME = {
    "graph": "nodes",
    "learning_curve": "houses",
    "movers": "rates",
    "order": "nodes",
    "paths": "routes",
    "predicted_against_actual": "houses",
    "shapes": "cells",
    "step_size": "differences",
    "training": "live",
}

__all__ = [
    "graph",
    "learning_curve",
    "movers",
    "order",
    "paths",
    "predicted_against_actual",
    "shapes",
    "step_size",
    "training",
]


def __getattr__(name: str) -> Any:
    """Import a figure's module when the figure is first asked for."""
    if name in _HOME:
        return getattr(importlib.import_module(f"bpkit.plots.{_HOME[name]}"), name)
    raise AttributeError(f"bpkit.plots has no {name!r}; it has {', '.join(__all__)}")


def __dir__() -> list[str]:
    return sorted(__all__)
