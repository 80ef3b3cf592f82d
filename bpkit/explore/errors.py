"""Drag a prediction: its error is the side of a square, and the loss is the mean of the squares."""

from __future__ import annotations

from typing import Any

from bpkit.explore.showing import Figure, Picture, Wish, show
from bpkit.plots.asking import Function, said_of
from bpkit.plots.errors import DEAREST, GUESSES, NAMES, TARGETS, UNIT, State, measure, side
from bpkit.plots.errors import squares as twin
from bpkit.plots.words import spell

START: Wish = dict(zip(NAMES, GUESSES, strict=True))


def squares_picture(wish: Wish, mse: Function = None, mse_backward: Function = None) -> Picture:
    """Every error, its square and its gradient; the loss; and what the learner's functions say."""
    state = measure([float(wish[name]) for name in NAMES], mse, mse_backward)
    houses = [
        {
            "guess": state.predictions[k],
            "error": state.errors[k],
            "square": f"{NAMES[k]}: {spell(state.errors[k] ** 2)}",
            "slope": state.gradient[k],
            "own": state.own_gradient.value[k] if state.own_gradient.given and not state.entry_is_right(k) else None,
        }
        for k in range(len(NAMES))
    ]
    own = state.own_loss
    return {
        "houses": houses,
        "loss": {"side": side(state.loss), "text": f"MSE = {spell(state.loss)}"},
        "own_loss": {
            "side": side(own.value) if own.given else None,
            "right": state.loss_is_right,
            "text": "" if mse is None else f"your mse: {spell(own.value)}" if own.given else own.sentence,
        },
        "sentence": said(state, mse, mse_backward),
    }


def said(state: State, mse: Function, mse_backward: Function) -> str:
    """The state in words: errors, loss, gradient, and where the learner's functions differ."""
    errors = ", ".join(f"{name} {spell(error, 2)}" for name, error in zip(NAMES, state.errors, strict=True))
    slopes = ", ".join(spell(slope, 2) for slope in state.gradient)
    lines = [
        f"Errors, prediction minus price: {errors}. The mean of their squares is {spell(state.loss)}.",
        f"Gradient, how fast the loss rises when a prediction does: {slopes}.",
    ]
    if mse is not None:
        lines.append(said_of_own("mse", state.own_loss.given, state.loss_is_right) or said_of(state.own_loss))
    if mse_backward is not None:
        own = state.own_gradient
        lines.append(said_of_own("mse_backward", own.given, state.gradient_is_right) or said_of(own))
        if own.given and not state.gradient_is_right:
            lines[-1] += f" It says {', '.join(spell(slope, 2) for slope in own.value)}."
    return "\n".join(lines)


def said_of_own(name: str, given: bool, right: bool) -> str:
    """Whether the learner's function agrees; empty where it gave nothing."""
    if not given:
        return ""
    return f"Your {name} agrees." if right else f"Your {name} says something else.  ✗"


def squares(mse: Function = None, mse_backward: Function = None) -> Any:
    """Drag a prediction up or down, or use the arrow keys, and watch its square, the loss and the gradient.

    Parameters
    ----------
    mse, mse_backward : the learner's functions; where they are wrong, what they say is drawn beside the course's
    """

    def draw(ax: Any) -> Any:
        return twin(ax, measure(GUESSES, mse, mse_backward))

    return show(
        Figure(
            script="errors",
            title="Errors as squares",
            wish=START,
            picture=lambda wish: squares_picture(wish, mse, mse_backward),
            twin=draw,
            fixed={"names": NAMES, "targets": TARGETS, "dearest": DEAREST, "unit": UNIT},
            size=(7.6, 4.8),
        )
    )
