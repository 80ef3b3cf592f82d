"""Three suspects under switches: one of them makes the score too good to be true."""

from __future__ import annotations

from typing import Any

from bpkit.explore.showing import Figure, Picture, Wish, show
from bpkit.plots.leaks import BLOCKS, CONDITIONS, HIGH, LOW, SCALERS, tried
from bpkit.plots.leaks import leak as twin
from bpkit.plots.words import spell

START: Wish = {"block": "all sales", "scaler": "all sales", "condition": "used"}
SUSPECTS = (("block", "Block price from:", BLOCKS), ("scaler", "Scaler fitted on:", SCALERS),
            ("condition", "Sale condition:", CONDITIONS))  # fmt: skip
SLIDERS = [
    {"name": name, "label": label, "unit": "", "min": 0, "max": len(choices) - 1, "step": 1, "choices": list(choices)}
    for name, label, choices in SUSPECTS
]


def leak_picture(wish: Wish) -> Picture:
    """Both clouds of prices in thousand dollars, and both errors."""
    chosen = {name: wish[name] if wish[name] in choices else choices[0] for name, _, choices in SUSPECTS}
    found = tried(**chosen)
    paper, day = found.error("paper"), found.error("day")
    said = (
        f"On paper the error of the log price is {spell(paper)}. On the day, when these houses are not sold yet, it is "
        f"{spell(day)}."
    )
    same = "The paper tells the truth." if abs(day - paper) < 5e-4 else "The paper does not tell the truth."
    return {
        **chosen,
        "actual": (found.actual / 1000).round(1),
        "paper": (found.paper / 1000).round(1),
        "day": (found.day / 1000).round(1),
        "errors": [spell(paper), spell(day)],
        "sentence": f"{said}\n{same}",
    }


def leak() -> Any:
    """Switch the suspects on and off, and compare the score on paper with the one that counts."""
    return show(
        Figure(
            script="leaks",
            title="A score that is too good to be true",
            wish=START,
            picture=leak_picture,
            twin=lambda ax: twin(ax, **START),
            fixed={"sliders": SLIDERS, "low": LOW, "high": HIGH},
            size=(8.0, 4.8),
        )
    )
