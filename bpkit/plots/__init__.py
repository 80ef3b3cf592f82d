"""Static figures: each takes ``ax`` and returns it; with ``ax=None`` it makes a new one.

They need matplotlib, which is imported when the first figure is drawn.
"""

from __future__ import annotations

import importlib
from typing import Any

_HOME = {  # figure → the module that it lives in
    "ames_map": "ames",
    "bowl": "descent",
    "gate": "gates",
    "gradient_errors": "mismatch",
    "graph": "nodes",
    "leak": "leaks",
    "learning_curve": "houses",
    "movers": "rates",
    "order": "nodes",
    "paths": "routes",
    "predicted_against_actual": "houses",
    "price_line": "fitted",
    "race": "ravine",
    "sensitivity": "tuning",
    "scaling": "scales",
    "shapes": "cells",
    "simplex": "triangle",
    "squares": "errors",
    "step_size": "differences",
    "training": "live",
    "valleys": "descent",
    "wave": "ripple",
    "regions": "classifier",
    "sick_curves": "patients",
    "depth_map": "depths",
    "speed": "traffic",
}


def __getattr__(name: str) -> Any:
    """Import a figure's module when the figure is first asked for."""
    if name in _HOME:
        return getattr(importlib.import_module(f"bpkit.plots.{_HOME[name]}"), name)
    raise AttributeError(f"bpkit.plots has no {name!r}; it has {', '.join(_HOME)}")


def __dir__() -> list[str]:
    return sorted(_HOME)
