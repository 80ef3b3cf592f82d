"""Gradient descent with the learning rate under a slider, and with a start that a hand can drag."""

from __future__ import annotations

from typing import Any

import numpy as np

from bpkit.explore.showing import Figure, Picture, Wish, show
from bpkit.plots.asking import Answer, Function, said_of
from bpkit.plots.descent import RATES, STARTS
from bpkit.plots.descent import bowl as bowl_twin
from bpkit.plots.descent import valleys as valleys_twin
from bpkit.plots.roads import (
    LOWEST_PLACE,
    MOST_STEPS,
    Land,
    Road,
    bottoms,
    course_of,
    round_bowl,
    seen,
    travel,
    two_valleys,
)
from bpkit.plots.words import spell

STEEPNESS = (0.25, 1.0, 4.0)
BOWL_START: Wish = {"rate": 0.1, "steepness": 1.0, "start": -1.0}
VALLEYS_START: Wish = {"rate": 0.1, "start": 1.2}
RATE = {"name": "rate", "label": "Learning rate η:", "unit": "", "min": 0.01, "max": 1.2, "step": 0.01}
BOWL_SLIDERS = [
    RATE,
    {
        "name": "steepness",
        "label": "Steepness:",
        "unit": "",
        "min": 0,
        "max": len(STEEPNESS) - 1,
        "step": 1,
        "choices": STEEPNESS,
    },
]


def bowl_picture(wish: Wish, minimise: Function = None) -> Picture:
    """The bowl, the descent in it, and what the descent does; several rates where ``wish`` has ``rates``."""
    land, start = round_bowl(float(wish["steepness"])), float(wish["start"])
    rates = [float(rate) for rate in wish.get("rates", [wish["rate"]])]
    roads = [travel(land, start, rate) for rate in rates]
    lines = [said_of_bowl(rate, road) for rate, road in zip(rates, roads, strict=True)]
    own = [travel(land, start, rate, minimise) for rate in rates] if minimise else []
    lines += verdict(roads, own)
    return drawn(land, roads[0], own[0] if own else None) | {"sentence": "\n".join(lines)}


def said_of_bowl(rate: float, road: Road) -> str:
    """What a descent in the bowl did, and why."""
    what = course_of(road)
    steps = len(road.losses) - 1
    first, last = spell(road.losses[0]) if road.losses else "", spell(road.losses[-1]) if road.losses else ""
    begin = f"η = {rate:g}: "
    if what == "blows up":
        return f"{begin}it blows up. Every step lands farther away than it began: the steps are too large."
    if what == "creeps":
        off = spell(abs(road.places[-1] - LOWEST_PLACE), 2)
        return f"{begin}it creeps. After {MOST_STEPS} steps w is still {off} away: the steps are small and safe."
    if what == "zigzags":
        when = "and is not there yet after" if steps == MOST_STEPS else "for"
        return f"{begin}it zigzags {when} {steps} steps: every one lands on the other side, but nearer."
    if what == "jumps to and fro":
        return f"{begin}it jumps to and fro. The loss stays {last}, and no change looks like an end."
    if what == "stands still":
        return f"{begin}it stands still: the slope here is 0."
    return f"{begin}it converges in {steps} steps, from a loss of {first} to {last}."


def valleys_picture(wish: Wish, minimise: Function = None) -> Picture:
    """The two valleys, the descent, and where it ends; several starts where ``wish`` has ``starts``."""
    land, rate = two_valleys(), float(wish["rate"])
    starts = [float(start) for start in wish.get("starts", [wish["start"]])]
    roads = [travel(land, start, rate) for start in starts]
    lines = [said_of_valley(land, start, road) for start, road in zip(starts, roads, strict=True)]
    own = [travel(land, start, rate, minimise) for start in starts] if minimise else []
    lines += verdict(roads, own)
    return drawn(land, roads[0], own[0] if own else None) | {"sentence": "\n".join(lines)}


def said_of_valley(land: Land, start: float, road: Road) -> str:
    """In which valley a descent ended, and what lies on the other side."""
    begin = f"From w = {spell(start)}: "
    if course_of(road) == "blows up":
        return f"{begin}it blows up, the steps are too large."
    end = road.places[-1]
    deep, shallow = bottoms()
    ended = f"{begin}it ends at w = {spell(end)}, where the loss is {spell(land.height(end))}"
    if abs(end - deep) < 0.2:
        return f"{ended}: the deeper valley."
    if abs(end - shallow) < 0.2:
        return f"{ended}: a local minimum. At w = {spell(deep)} it is {spell(land.height(deep))}."
    if len(road.losses) > MOST_STEPS:
        return f"{ended}, in neither valley: {MOST_STEPS} such steps are not enough."
    return f"{ended}, in neither valley: it hardly changes there, and that is taken for the end."


def verdict(roads: list[Road], own: list[Road]) -> list[str]:
    """Whether the learner's descents went the same way; nothing where there are none."""
    if not own:
        return []
    troubles = [road.trouble for road in own if road.trouble]
    if troubles:
        return [said_of(Answer(None, troubles[0]))]
    wrong = [pair for pair in zip(own, roads, strict=True) if not pair[0].same(pair[1])]
    if not wrong:
        return ["Your minimise goes the same way."]
    theirs, ours = wrong[0]
    if theirs.burst != ours.burst:
        raised = "raised FloatingPointError" if theirs.burst else "went on where the loss was no number any more"
        return [f"Your minimise {raised}.  ✗"]
    counts = f"{len(theirs.losses)} losses where {len(ours.losses)} are expected"
    other = f"ends at w = {spell(theirs.places[-1])}"
    return [f"Your minimise goes another way: it {other}, with {counts}.  ✗"]


def drawn(land: Land, road: Road, own: Road | None) -> Picture:
    """Curve, steps and losses as plain data, clipped to what is drawn."""
    return {
        "curve": land.curve(),
        "steps": seen(land, road),
        "losses": np.clip(np.nan_to_num(road.losses, nan=1e9), 0, 1e9).tolist(),
        "top": land.top,
        "own": seen(land, own) if own else [],
        "right": bool(own and own.same(road)),
    }


def figure(title: str, land: Land, wish: Wish, sliders: list[dict[str, Any]], **rest: Any) -> Any:
    """What both figures share."""
    fixed = {"sliders": sliders, "left": land.left, "right": land.right, "top": land.top, "most": MOST_STEPS}
    return show(Figure(script="descent", title=title, wish=wish, fixed=fixed, **rest))


def bowl(minimise: Function = None) -> Any:
    """Move the learning rate: the descent creeps, converges, zigzags, or blows up. Drag the start, too.

    Parameters
    ----------
    minimise : the learner's function; its steps are rings around the course's
    """
    steepness, start = float(BOWL_START["steepness"]), float(BOWL_START["start"])
    return figure(
        "Gradient descent in a bowl",
        round_bowl(),
        BOWL_START,
        BOWL_SLIDERS,
        picture=lambda wish: bowl_picture(wish, minimise),
        twin=lambda ax: bowl_twin(ax, RATES, start, steepness, minimise),
        size=(8.0, 4.8),
        still={**BOWL_START, "rates": RATES},
    )


def valleys(minimise: Function = None) -> Any:
    """Drag the start, and see in which of the two valleys the descent ends.

    Parameters
    ----------
    minimise : the learner's function; its steps are rings around the course's
    """
    return figure(
        "Gradient descent in two valleys",
        two_valleys(),
        VALLEYS_START,
        [RATE],
        picture=lambda wish: valleys_picture(wish, minimise),
        twin=lambda ax: valleys_twin(ax, STARTS, VALLEYS_START["rate"], minimise),
        size=(7.0, 4.6),
        still={**VALLEYS_START, "starts": STARTS},
    )
