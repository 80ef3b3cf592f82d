"""Three logits under sliders: the point that softmax makes of them, and what the label's probability costs."""

from __future__ import annotations

from typing import Any

from bpkit.explore.showing import Figure, Picture, Wish, show
from bpkit.plots.asking import Function, said_of
from bpkit.plots.triangle import CLASSES, CORNERS, CURVE, LABEL, LOGITS, WORST, State, measure, point
from bpkit.plots.triangle import simplex as twin
from bpkit.plots.words import spell

START: Wish = {**{f"z{k}": z for k, z in enumerate(LOGITS)}, "shift": 0.0, "label": LABEL}
SLIDERS = [
    *(
        {"name": f"z{k}", "label": f"Logit of {name}:", "unit": "", "min": -5, "max": 5, "step": 0.1}
        for k, name in enumerate(CLASSES)
    ),
    {"name": "shift", "label": "Added to all three:", "unit": "", "min": 0, "max": 1000, "step": 50},
]


def simplex_picture(wish: Wish, softmax: Function = None) -> Picture:
    """The point, the probabilities, the loss of the label, and the learner's point."""
    label = min(max(int(wish["label"]), 0), len(CLASSES) - 1)
    state = measure([float(wish[f"z{k}"]) for k in range(len(CLASSES))], float(wish["shift"]), label, softmax)
    own = state.own
    return {
        "point": point(state.probabilities),
        "texts": [f"p = {spell(p)}" for p in state.probabilities],
        "label": label,
        "loss": {"p": state.probabilities[label], "height": min(state.loss, WORST)},
        "loss_text": f"−ln {spell(state.probabilities[label])} = {spell(state.loss)}",
        "own": point(own.value) if state.own_is_a_point else None,
        "right": state.right,
        "sentence": said(state, label, softmax),
    }


def said(state: State, label: int, softmax: Function) -> str:
    """The state in words."""
    shares = ", ".join(f"{name} {spell(p)}" for name, p in zip(CLASSES, state.probabilities, strict=True))
    sentence = f"Probabilities: {shares}. "
    sentence += f"It is a {CLASSES[label]}, which had {spell(state.probabilities[label])}: "
    sentence += f"the loss is {spell(state.loss)} nats."
    if softmax is None:
        return sentence
    if not state.own.given:
        return f"{sentence}\n{said_of(state.own)}"
    if state.right:
        return f"{sentence}\nYour softmax agrees."
    numbers = ", ".join(spell(p) for p in state.own.value)
    total = spell(sum(state.own.value))
    return f"{sentence}\nYour softmax says {numbers}, which add up to {total}.  ✗"


def simplex(softmax: Function = None) -> Any:
    """Move three logits and see the probabilities move in a triangle; choose the label and see its loss.

    Parameters
    ----------
    softmax : the learner's function; its point is a ring, on the course's point where it is right
    """

    def draw(ax: Any) -> Any:
        return twin(ax, LOGITS, 0.0, LABEL, softmax)

    return show(
        Figure(
            script="triangle",
            title="Three classes in a triangle",
            wish=START,
            picture=lambda wish: simplex_picture(wish, softmax),
            twin=draw,
            fixed={"sliders": SLIDERS, "classes": CLASSES, "corners": CORNERS, "curve": CURVE, "worst": WORST},
            size=(7.6, 4.4),
        )
    )
