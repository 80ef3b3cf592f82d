"""Change the unit of a feature, and see what it does to the bowl that gradient descent walks in."""

from __future__ import annotations

from typing import Any

from bpkit.explore.showing import Figure, Picture, Wish, show
from bpkit.plots.asking import Function
from bpkit.plots.scales import UNITS, Panel, panels, said_of_scaler, unit_name
from bpkit.plots.scales import scaling as twin
from bpkit.plots.words import spell

START: Wish = {"unit": 100.0, "rate": -1.0}
SLIDERS = [
    {
        "name": "unit",
        "label": "Area in:",
        "unit": "square feet",
        "min": 0,
        "max": len(UNITS) - 1,
        "step": 1,
        "choices": list(UNITS),
    },
    {"name": "rate", "label": "Learning rate η:", "unit": "", "min": -4, "max": 0, "step": 0.25, "log": True},
]


def scaling_picture(wish: Wish, fit: Function = None, apply: Function = None) -> Picture:
    """Both bowls and both descents, and in words how far each of them came."""
    unit, rate = float(wish["unit"]), 10.0 ** float(wish["rate"])
    both = panels(unit, rate, fit, apply)
    lines = [f"η = {spell(rate, 2)}, 40 steps from 0.", *map(came, both), said_of_scaler(unit, fit, apply)]
    return {
        "unit": unit,
        "rate": wish["rate"],
        "yours": fit is not None or apply is not None,
        "panels": [
            {
                "title": panel.title,
                "contours": [one.round(4) for one in panel.contours],
                "expected": [one.round(4) for one in panel.expected],
                "path": panel.path.clip(-200, 201).round(4),
                "trouble": bool(panel.trouble),
                "ticks": panel.ticks,
            }
            for panel in both
        ],
        "sentence": "\n".join(line for line in lines if line),
    }


def came(panel: Panel) -> str:
    """How far a descent came: ``Raw: …``."""
    if panel.trouble:
        return ""
    name = panel.title.replace("  ✗", "")
    begin = f"{name[0].upper()}{name[1:]}: the loss goes from {spell(panel.losses[0], 2)} to"
    if panel.blows_up:
        return f"{name[0].upper()}{name[1:]}: it blows up."
    return f"{begin} {spell(panel.losses[-1])}; the lowest is {spell(panel.lowest)}."


def scaling(fit_scaler: Function = None, apply_scaler: Function = None) -> Any:
    """Choose the unit of the area and the learning rate: one descent in the raw bowl, one in the scaled.

    Parameters
    ----------
    fit_scaler, apply_scaler : the learner's functions; where one is missing, the course's works
    """
    return show(
        Figure(
            script="scales",
            title="A bowl before and after scaling",
            wish=START,
            picture=lambda wish: scaling_picture(wish, fit_scaler, apply_scaler),
            twin=lambda ax: twin(ax, START["unit"], 10.0 ** START["rate"], fit_scaler, apply_scaler),
            fixed={"sliders": SLIDERS, "units": [unit_name(unit) for unit in UNITS]},
            size=(8.0, 5.0),
        )
    )
