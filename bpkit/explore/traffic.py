"""Speed of your kernel against NumPy and bpkit, measured under a hand; and beside it what can be counted."""

from __future__ import annotations

from typing import Any

from bpkit.explore.showing import Figure, Picture, Wish, show
from bpkit.plots.asking import Function
from bpkit.plots.fetching import UNCOUNTED, Count, count_yours
from bpkit.plots.traffic import bars_of, said_of_lines
from bpkit.plots.traffic import speed as twin
from bpkit.plots.words import spell

SIZES = (16, 32, 64, 128, 240)
SLIDERS = [
    {"name": "size", "label": "Rows and columns:", "unit": "", "min": 0, "max": 4, "step": 1, "choices": SIZES},
]
START: Wish = {"size": 128, "measure": True}


def speed_picture(wish: Wish, matmul_kernel: Function, yours: Count | None) -> Picture:
    """The bars of both halves; only a wish that says so is measured."""
    counted = [
        {"name": name, "value": lines, "kind": kind, "text": "not counted" if lines is None else f"{lines:,}"}
        for name, lines, kind in bars_of(yours)
    ]
    said = said_of_lines(yours)
    if not wish["measure"]:
        return {"measured": [], "counted": counted, "sentence": said}
    from bpkit.explore.stopwatch import measure

    size = int(wish["size"])
    right = yours is not None and not yours.wrong and (yours.lines is not None or yours.trouble == UNCOUNTED)
    bars, trouble = measure(size, matmul_kernel if right else None)
    measured = [{"name": name, "value": value, "kind": kind, "text": spell(value, 2)} for name, value, kind in bars]
    speeds = ", ".join(f"{name} {spell(value, 2)}" for name, value, _ in bars)
    heard = f"{size} × {size}, in GFLOP/s on one core of this machine: {speeds}. {trouble}".rstrip()
    return {"measured": measured, "counted": counted, "sentence": f"{heard}\n{said}"}


def speed(matmul_kernel: Function = None) -> Any:
    """Choose a size; the product is made and timed on this machine, by each order of the loops and by NumPy.

    Parameters
    ----------
    matmul_kernel : the learner's, compiled or not; it is timed only if its product is right
    """
    yours = None if matmul_kernel is None else count_yours(matmul_kernel)
    return show(
        Figure(
            script="traffic",
            title="Speed of a matrix product",
            wish=START,
            picture=lambda wish: speed_picture(wish, matmul_kernel, yours),
            twin=lambda ax: twin(ax, matmul_kernel),
            fixed={"sliders": SLIDERS},
            size=(8.0, 4.2),
            still={**START, "measure": False},
        )
    )
