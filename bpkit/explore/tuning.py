"""How sensitive is each update rule to its learning rate? Batch size and epochs are under sliders."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np

from bpkit.explore.showing import Figure, Picture, Wish, show
from bpkit.plots.asking import Answer, Function, said_of
from bpkit.plots.racing import RULES
from bpkit.plots.tuning import BATCH, EPOCHS, HIGH, LOW, RATES, TRIED, Trial, good_rates, houses, losses, trials
from bpkit.plots.tuning import sensitivity as twin
from bpkit.plots.words import spell

START: Wish = {"batch": BATCH, "epochs": EPOCHS}
SIZES, COUNTS = (16, 32, 128, 512), (1, 3, 10)
SLIDERS = [
    {"name": name, "label": label, "unit": unit, "min": 0, "max": len(choices) - 1, "step": 1, "choices": choices}
    for name, label, unit, choices in (
        ("batch", "Batch size:", "rows", SIZES),
        ("epochs", "Epochs:", "", COUNTS),
    )
]


def sensitivity_picture(wish: Wish, tried: list[Trial]) -> Picture:
    """The curves and the learner's points as plain data; losses beyond the drawing at its edge."""
    batch, epochs = int(wish["batch"]), int(wish["epochs"])
    curves = [np.clip(losses(rule, batch, epochs), LOW, HIGH).tolist() for rule in RULES]
    own = [
        {
            "name": f"your {trial.rule.argument}",
            "losses": np.clip(trial.found or (HIGH,), LOW, HIGH).tolist(),
            "right": trial.right,
        }
        for trial in tried
    ]
    return {"curves": curves, "own": own, "sentence": told(batch, epochs) + "".join(map(verdict, tried))}


def told(batch: int, epochs: int) -> str:
    """How many steps were made, and between which rates each rule does well."""
    steps = -(-len(houses().X_train) // batch)
    best = min(min(losses(rule, batch, epochs)) for rule in RULES)
    ranges = "; ".join(f"{rule.name} {between(good_rates(rule, batch, epochs))}" for rule in RULES)
    return (
        f"{epochs} epoch{'s' if epochs > 1 else ''} of {steps} step{'s' if steps > 1 else ''}. "
        f"The lowest validation loss is {spell(best)}. At most a quarter above it: {ranges}."
    )


def between(rates: list[float]) -> str:
    """A range of learning rates in words."""
    if not rates:
        return "nowhere"
    return f"at η = {rates[0]:g}" if len(rates) == 1 else f"from η = {rates[0]:g} to {rates[-1]:g}"


def verdict(trial: Trial) -> str:
    """A line about the learner's function."""
    if trial.trouble:
        return "\n" + said_of(Answer(None, trial.trouble))
    name = trial.rule.argument
    if trial.right:
        return f"\nYour {name} lies on its curve."
    off = max(range(len(TRIED)), key=lambda k: _apart(trial.early[k], trial.expected[k]))
    early, expected = spell(trial.early[off]), spell(trial.expected[off])
    return (
        f"\nYour {name} lies beside its curve: at η = {TRIED[off]:g} it has a loss of {early} after the first epoch, "
        f"the course's has {expected}.  ✗"
    )


def _apart(a: float, b: float) -> float:
    return abs(float(np.log(np.clip(a, 1e-9, 1e9) / np.clip(b, 1e-9, 1e9))))


def sensitivity(momentum_step: Function = None, rmsprop_step: Function = None, adam_step: Function = None) -> Any:
    """Final loss of the house network against the learning rate; choose batch size and epochs.

    Parameters
    ----------
    momentum_step, rmsprop_step, adam_step : the learner's; each trains the network at three learning rates
    """
    given: Mapping[str, Function] = {
        "momentum_step": momentum_step,
        "rmsprop_step": rmsprop_step,
        "adam_step": adam_step,
    }
    tried = cache(lambda batch, epochs: trials(given, batch, epochs))
    return show(
        Figure(
            script="tuning",
            title="Final loss against learning rate",
            wish=START,
            picture=lambda wish: sensitivity_picture(wish, tried(int(wish["batch"]), int(wish["epochs"]))),
            twin=lambda ax: twin(ax, momentum_step, rmsprop_step, adam_step),
            fixed={
                "sliders": SLIDERS,
                "names": [rule.name for rule in RULES],
                "rates": RATES,
                "tried": TRIED,
                "low": LOW,
                "high": HIGH,
            },
            size=(7.8, 4.6),
        )
    )
