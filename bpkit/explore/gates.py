"""The gate: drag x over an activation function and see how much of an upstream gradient gets through."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bpkit.explore.showing import Figure, Picture, Wish, show
from bpkit.plots.asking import Function
from bpkit.plots.gates import GATES, NAMES, REACH, STRONGEST, limits, work
from bpkit.plots.gates import gate as twin
from bpkit.plots.words import close, spell

SLIDERS = [
    {
        "name": "upstream",
        "label": "Upstream gradient:",
        "unit": "",
        "min": -STRONGEST,
        "max": STRONGEST,
        "step": 0.25,
    }
]


def gate_picture(wish: Wish, functions: Mapping[str, Function]) -> Picture:
    """The curves of the chosen gate, what flows through it at x, and the learner's curve where there is one."""
    kind = str(wish["kind"]) if wish["kind"] in GATES else "relu"
    x, upstream = float(wish["x"]), float(wish["upstream"])
    now = work(kind, x, upstream, functions.get(kind), kind in functions)
    wrong = now.yours_here is not None and not close(now.yours_here, now.let_through)
    shown = now.yours_here if wrong and now.yours_here is not None else now.let_through
    return {
        "kind": kind,
        "x": x,
        "upstream": upstream,
        "limits": limits(kind),
        "xs": now.xs,
        "values": now.values,
        "through": now.through,
        "yours": now.yours,
        "right": now.right,
        "point": {"value": now.value, "through": now.let_through},
        "flow": {
            "wrong": wrong,
            "amount": shown,
            "text": f"yours: {spell(shown)}  ✗" if wrong else f"let through: {spell(shown)}",
            "arriving": f"upstream: {spell(upstream)}",
        },
        "name": f"your {kind}_backward" + ("" if now.right else "  ✗"),
        "sentence": now.sentence,
    }


def gate(
    relu_backward: Function = None,
    sigmoid_backward: Function = None,
    tanh_backward: Function = None,
    start: str = "",
) -> Any:
    """Drag x, set the upstream gradient, choose the gate, and see what is let through.

    Parameters
    ----------
    relu_backward, sigmoid_backward, tanh_backward : the learner's functions; where one is missing, the course's works
    start : the gate to show first: ``"relu"``, ``"sigmoid"`` or ``"tanh"``; else the last one that was given
    """
    offered = {"relu": relu_backward, "sigmoid": sigmoid_backward, "tanh": tanh_backward}
    functions = {kind: function for kind, function in offered.items() if function is not None}
    kind = start if start in GATES else (*functions,)[-1] if functions else "relu"
    wish: Wish = {"kind": kind, "x": 1.0, "upstream": 1.5}
    return show(
        Figure(
            script="gates",
            title="A gate for gradients",
            wish=wish,
            picture=lambda wish: gate_picture(wish, functions),
            twin=lambda ax: twin(ax, kind, wish["x"], wish["upstream"], functions.get(kind), kind in functions),
            fixed={"sliders": SLIDERS, "kinds": NAMES, "reach": REACH, "strongest": STRONGEST},
            size=(7.4, 4.2),
        )
    )
