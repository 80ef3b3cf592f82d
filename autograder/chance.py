"""Randomness that comes from the ``rng`` that was given, and from nowhere else.

The same seed must bring the same result, or a number came from elsewhere (NumPy's global generator, say).
Another seed must bring another result, or the draws do not depend on it: an author shows this by two probes
that differ in their seed alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from autograder.sending import Seeded
from autograder.values import agree, identical

if TYPE_CHECKING:
    from autograder.answers import Answer, Case


def unsteady(cases: Sequence[Case], answers: Sequence[Answer]) -> set[int]:
    """Places of the answers whose randomness is not the seed's."""
    drawn = [place for place, case in enumerate(cases[: len(answers)]) if draws(case) and _is_value(answers[place])]
    found = set()
    for number, place in enumerate(drawn):
        case, result = cases[place], answers[place].reply.result
        for earlier in drawn[:number]:
            before, first = cases[earlier], answers[earlier].reply.result
            if case.probe is before.probe and (before.layout, case.layout) == ("plain", "again"):
                suspicious = not agree(result, first, case.tolerance)
            elif before.layout == case.layout == "plain" and not isinstance(result, bool):  # a yes may well come twice
                suspicious = _differ_in_seed_alone(case, before) and agree(result, first, case.tolerance)
            else:
                suspicious = False
            if suspicious:
                found.add(place)
    return found


def draws(case: Case) -> bool:
    """Whether the probe hands over a random generator, and the answer may be any that fits it."""
    return not case.literal and any(isinstance(value, Seeded) for value in case.probe.arguments)


def _is_value(answer: Answer) -> bool:
    return answer.parts is not None


def _differ_in_seed_alone(case: Case, other: Case) -> bool:
    ours, theirs = case.probe.arguments, other.probe.arguments
    if len(ours) != len(theirs):
        return False
    pairs = list(zip(ours, theirs, strict=True))
    seeds = [pair for pair in pairs if isinstance(pair[0], Seeded) and isinstance(pair[1], Seeded)]
    others = [pair for pair in pairs if not isinstance(pair[0], Seeded)]
    if not seeds or any(one == another for one, another in seeds):  # found out at once, and true of most pairs
        return False
    return len(seeds) + len(others) == len(pairs) and all(one is two or identical(one, two) for one, two in others)
