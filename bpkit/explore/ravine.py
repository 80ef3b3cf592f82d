"""Four update rules race down one ravine, step by step; the ravine can be turned, and every learning rate scaled."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from bpkit.explore.showing import Figure, Picture, Wish, show
from bpkit.plots.asking import Answer, Function, said_of
from bpkit.plots.racing import MOST_STEPS, RULES, STEEP, Rule, Run, course_runs, descend
from bpkit.plots.ravine import HIGH, LEFT, LEVELS, LOW, RIGHT, TURNS, seen
from bpkit.plots.ravine import race as twin
from bpkit.plots.words import spell

FACTORS = (0.1, 0.2, 0.5, 1.0, 1.5, 2.0, 5.0)
START: Wish = {"step": 10, "factor": 1.0, "turn": 0.0}
SLIDERS = [
    {"name": "step", "label": "Step:", "unit": "", "min": 0, "max": MOST_STEPS, "step": 1},
    {
        "name": "factor",
        "label": "Every learning rate times:",
        "unit": "",
        "min": 0,
        "max": len(FACTORS) - 1,
        "step": 1,
        "choices": FACTORS,
    },
    {"name": "turn", "label": "Turn the ravine:", "unit": "°", "min": 0, "max": 45, "step": 5},
]


class Race:
    """The course's runs beside the learner's, each run once for every setting of the sliders."""

    def __init__(self, given: Mapping[str, Function]) -> None:
        self.given = given
        self.own = cache(self._own)

    def _own(self, factor: float, turn: float) -> dict[str, Run]:
        """The learner's descents, by the name of the function."""
        steps = {rule.argument: rule for rule in RULES if self.given.get(rule.argument)}
        return {name: descend(rule, self.given[name], factor, turn) for name, rule in steps.items()}

    def picture(self, wish: Wish) -> Picture:
        """All descents up to a step as plain data, and how they stand."""
        if "turns" in wish:
            return {"sentence": "\n".join(self.told(MOST_STEPS, 1.0, turn) for turn in wish["turns"]) + self.verdict()}
        step, factor, turn = int(wish["step"]), float(wish["factor"]), float(wish["turn"])
        racers = []
        for rule, run in zip(RULES, course_runs(factor, turn), strict=True):
            own = self.own(factor, turn).get(rule.argument)
            same = own is not None and own.same(run)
            racers.append(
                {
                    "label": f"{rule.name}, η = {spell(rule.rate * factor)}",
                    "places": seen(run, step),
                    "losses": run.losses[: step + 1],
                    "own": seen(own, step) if own else [],
                    "own_losses": own.losses[: step + 1] if own else [],
                    "right": same,
                }
            )
        return {
            "racers": racers,
            "turn": turn,
            "step": step,
            "sentence": self.told(step, factor, turn) + self.verdict(factor, turn),
        }

    def told(self, step: int, factor: float, turn: float) -> str:
        """The losses after ``step`` steps."""
        runs = zip(RULES, course_runs(factor, turn), strict=True)
        losses = ", ".join(f"{rule.name} {standing(run, step)}" for rule, run in runs)
        return f"Turned by {turn:g}°, step {step}. Loss: {losses}."

    def verdict(self, factor: float = 1.0, turn: float = 0.0) -> str:
        """Whether the learner's descents went the same way; nothing where there are none."""
        course = dict(zip((rule.argument for rule in RULES), course_runs(factor, turn), strict=True))
        own = self.own(factor, turn)
        return "".join("\n" + judged(rule, own[rule.argument], course[rule.argument]) for rule in _of(own))


def _of(own: Mapping[str, Run]) -> list[Rule]:
    return [rule for rule in RULES if rule.argument in own]


def standing(run: Run, step: int) -> str:
    """The loss after a step, or that the run was too far away by then."""
    return spell(run.losses[step]) if step < len(run.losses) else "out of sight"


def judged(rule: Rule, own: Run, course: Run) -> str:
    """One sentence about the learner's descent."""
    name = rule.argument
    if own.trouble:
        return said_of(Answer(None, own.trouble))
    if own.same(course):
        return f"Your {name} goes the same way."
    ends = standing(own, MOST_STEPS), standing(course, MOST_STEPS)
    return f"Your {name} goes another way: after {MOST_STEPS} steps its loss is {ends[0]}, the course's {ends[1]}.  ✗"


def race(momentum_step: Function = None, rmsprop_step: Function = None, adam_step: Function = None) -> Any:
    """Let SGD, momentum, RMSProp and Adam go down one ravine; move the step, the rates and the ravine.

    Parameters
    ----------
    momentum_step, rmsprop_step, adam_step : the learner's; a ring around the course's mark, or a path of its own
    """
    given = {"momentum_step": momentum_step, "rmsprop_step": rmsprop_step, "adam_step": adam_step}
    return show(
        Figure(
            script="ravine",
            title="Four update rules in a ravine",
            wish=START,
            picture=Race(given).picture,
            twin=lambda ax: twin(ax, momentum_step, rmsprop_step, adam_step),
            fixed={
                "sliders": SLIDERS,
                "map": {"left": LEFT, "right": RIGHT, "low": LOW, "high": HIGH},
                "levels": [[(2 * level) ** 0.5, (2 * level / STEEP) ** 0.5] for level in LEVELS],
                "most": MOST_STEPS,
            },
            size=(8.6, 5.2),
            still={**START, "turns": TURNS},
        )
    )
