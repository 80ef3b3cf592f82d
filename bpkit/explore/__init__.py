"""The interactive figures of the lessons: drag, step, hover, and watch your own functions at work.

Each function returns a widget, or, under ``BPKIT_STATIC=1`` and where widgets cannot be imported, its
static twin from `bpkit.plots`. No figure computes a gradient itself: it asks `bpkit.engine`, `bpkit.ops`
or the function that it was given.
"""

from __future__ import annotations

import importlib
from typing import Any

_HOME = {  # figure → the module that it lives in
    "ames_map": "ames",
    "bowl": "descent",
    "gate": "gates",
    "gradient_errors": "mismatch",
    "graph": "walk",
    "leak": "leaks",
    "movers": "rates",
    "order": "turns",
    "paths": "routes",
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
    "sick_curves": "patients",
    "depth_map": "depths",
    "speed": "traffic",
}


def __getattr__(name: str) -> Any:
    """Import a figure's module when the figure is first asked for."""
    if name in _HOME:
        return getattr(importlib.import_module(f"bpkit.explore.{_HOME[name]}"), name)
    raise AttributeError(f"bpkit.explore has no {name!r}; it has {', '.join(_HOME)}")


def __dir__() -> list[str]:
    return sorted(_HOME)
