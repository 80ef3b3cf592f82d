"""The wave forward and back through the learner's own caches, one layer a step."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from bpkit.explore.showing import Figure, Picture, Wish, show
from bpkit.plots.asking import Function
from bpkit.plots.ripple import SIZES, Unit, Wave, place, texts_of, wave_of
from bpkit.plots.ripple import wave as twin
from bpkit.plots.words import spell

LAYERS = len(SIZES) - 1
STEPS = 2 * LAYERS + 2  # the input, each layer forward, the seed, each layer back


def wave_picture(state: Wave, wish: Wish) -> Picture:
    """The network after some steps: which values and gradients are known, and what the last step did."""
    last = STEPS - 1 if not state.trouble else LAYERS if state.units[-1][0].value is not None else 0
    step = min(max(int(wish["step"]), 0), last)
    forward = min(step, LAYERS)
    back = LAYERS + 1 - max(step - LAYERS, 0)  # gradients are known in layers from this one on
    units = [_seen(unit, forward, back) for layer in state.units for unit in layer]
    boxes = [
        {
            "x": place(unit)[0],
            "y": place(unit)[1],
            "lines": texts_of(unit),
            "closed": unit.closed,
            "wrong": unit.wrong_value or unit.wrong_gradient,
            "active": unit.layer == (step if step <= LAYERS else back),
        }
        for unit in units
    ]
    edges = [edge for k in range(LAYERS) for edge in _edges(state, k, shown=step > LAYERS + 1 and k >= back)]
    return {"units": boxes, "edges": edges, "step": step, "steps": last + 1, "sentence": _sentence(state, step, back)}


def _seen(unit: Unit, forward: int, back: int) -> Unit:
    """The unit as it is known after ``forward`` layers, and back to layer ``back``."""
    if unit.layer > forward:
        return Unit(unit.layer, unit.row)
    if unit.layer < back:
        return replace(unit, gradient=None, wrong_gradient=False)
    return unit


def _edges(state: Wave, k: int, shown: bool) -> list[dict[str, Any]]:
    """Layer k's weights as lines; where the wave has passed them on its way back, as wide as their dW."""
    first = sum(SIZES[:k])
    dW, wrong = state.slopes[k], state.wrong_slopes[k]
    return [
        {
            "from": first + d,
            "to": first + SIZES[k] + m,
            "width": 0.0 if dW is None or not shown else abs(float(dW[d, m])),
            "wrong": bool(shown and wrong[d, m]),
        }
        for d in range(SIZES[k])
        for m in range(SIZES[k + 1])
    ]


def _sentence(state: Wave, step: int, back: int) -> str:
    """What the last step did, in words."""
    if state.trouble and (step == LAYERS or state.units[-1][0].value is None):
        return state.trouble
    if step == 0:
        return "One sample comes in. Press Next: the values flow forward, layer by layer."
    if step < LAYERS:
        closed = sum(unit.closed for unit in state.units[step])
        said = f"Layer {step - 1}: Z = A W + b, then ReLU. {closed} of {SIZES[step]} gates are closed."
        return said + _wrong_values(state, step)
    if step == LAYERS:
        said = f"The last layer has no ReLU. The prediction is {spell(state.units[-1][0].value or 0.0)}."
        return said + _wrong_values(state, step)
    if step == LAYERS + 1:
        return "Now back. The gradient 1 arrives at the prediction."
    k = back
    said = f"Back through layer {k}: each line is as wide as its dW."
    if k > 0:
        said += f" What reaches layer {k - 1}'s units goes through their gates: a closed one gets 0."
    else:
        said += " At the input nobody asks for a gradient."
    return said + _wrong_gradients(state, k)


def _wrong_values(state: Wave, layer: int) -> str:
    wrong = sum(unit.wrong_value for unit in state.units[layer])
    return f" In your cache {wrong} of {SIZES[layer]} units differ from the course's  ✗" if wrong else ""


def _wrong_gradients(state: Wave, k: int) -> str:
    wrong = int(np.sum(state.wrong_slopes[k]))
    return f" {wrong} of your {state.wrong_slopes[k].size} dW differ from the course's  ✗" if wrong else ""


def wave(mlp_forward: Function = None, mlp_backward: Function = None) -> Any:
    """Step through a 2-3-3-1 network, forward and back, with one sample.

    Parameters
    ----------
    mlp_forward, mlp_backward : the learner's; the values are then those of their cache, the gradients theirs
    """
    state = wave_of(mlp_forward, mlp_backward)
    return show(
        Figure(
            script="ripple",
            title="The wave forward and back through a network",
            wish={"step": 0},
            picture=lambda wish: wave_picture(state, wish),
            twin=lambda ax: twin(ax, mlp_forward, mlp_backward),
            fixed={},
            size=(7.4, 4.6),
            still={"step": STEPS - 1},
        )
    )
