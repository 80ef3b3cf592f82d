"""One backward pass over a small graph, written down visit by visit.

The course's own pass is recorded while it runs. A learner's ``backprop`` is given nodes that write down
each call of ``pull_back``, so that the figure shows what the function really did, in its own order.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bpkit.engine import Var, topological_order
from bpkit.plots.asking import Function, ask, name_of, said_of

MOST_CALLS = 500  # a figure's graph has a handful of nodes: more than this is a loop that does not end


@dataclass
class Visit:
    """A node passed ``sent`` to its parents for its ``upstream``; ``held`` is every gradient after that."""

    node: Var
    upstream: float
    sent: tuple[float, ...]
    held: dict[Var, float]


@dataclass
class Sweep:
    """The visits of one pass, the gradients at its end, and a sentence when it broke off."""

    visits: list[Visit] = field(default_factory=list)
    gradients: dict[Var, float | None] = field(default_factory=dict)
    trouble: str = ""


class Watched:
    """A node for a learner's ``backprop``: as in the lesson, but each ``pull_back`` is written down."""

    def __init__(self, node: Var, parents: tuple[Watched, ...], note: Callable[[Var, Any, Any], None]) -> None:
        self.node, self.parents, self.note = node, parents, note

    @property
    def data(self) -> Any:
        """The value of the node that is watched."""
        return self.node.data

    def pull_back(self, upstream: Any) -> tuple[Any, ...]:
        """One gradient per parent, and a note of it."""
        sent = self.node.pull_back(upstream)
        self.note(self.node, upstream, sent)
        return sent


def course_sweep(root: Var, accumulate: bool = True) -> Sweep:
    """The pass of the course; with ``accumulate`` False, ``=`` stands where ``+=`` should."""
    held: dict[Var, float] = {root: 1.0}
    sweep = Sweep()
    for node in reversed(topological_order(root)):
        sent = tuple(float(contribution) for contribution in node.pull_back(held[node]))
        for parent, contribution in zip(node.parents, sent, strict=True):
            held[parent] = held.get(parent, 0.0) + contribution if accumulate else contribution
        if node.parents:
            sweep.visits.append(Visit(node, held[node], sent, dict(held)))
    sweep.gradients = dict(held)
    return sweep


def learner_sweep(root: Var, backprop: Function) -> Sweep:
    """What ``backprop(root, 1.0)`` did: its calls of ``pull_back``, and the gradients that it returned."""
    sweep = Sweep()
    held: dict[Var, float] = {}

    def note(node: Var, upstream: Any, sent: Any) -> None:
        if len(sweep.visits) >= MOST_CALLS:
            raise RuntimeError(f"pull_back was called {MOST_CALLS} times: does the loop end?")
        numbers = tuple(float(contribution) for contribution in sent)
        held[node] = float(upstream)
        for parent, contribution in zip(node.parents, numbers, strict=True):
            held[parent] = held.get(parent, 0.0) + contribution
        if node.parents:
            sweep.visits.append(Visit(node, float(upstream), numbers, dict(held)))

    twins: dict[Var, Watched] = {}
    for node in topological_order(root):
        twins[node] = Watched(node, tuple(twins[parent] for parent in node.parents), note)
    answer = ask(backprop, "backprop", twins[root], 1.0)
    name = name_of(backprop, "backprop")
    if not answer.given:
        sweep.trouble = said_of(answer)
    elif not isinstance(answer.value, Mapping):
        kind = type(answer.value).__name__
        sweep.trouble = f"Your {name} returned a {kind}; a dict {{node: gradient}} is expected."
    else:
        sweep.gradients = {node: number_or_none(answer.value.get(twin)) for node, twin in twins.items()}
    return sweep


def number_or_none(value: Any) -> float | None:
    """``value`` as a number; None when it is missing or is no number."""
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def fault_of_order(order: Any, root: Var, names: Mapping[Var, str]) -> tuple[list[Var], str]:
    """The nodes of ``order`` up to its first fault, and the fault in words; empty when there is none."""
    needed = topological_order(root)
    done: list[Var] = []
    if not isinstance(order, (list, tuple)):
        return done, f"it returned a {type(order).__name__}; a list of nodes is expected"
    for node in order:
        if node not in names:
            return done, "it lists something that is no node of this graph"
        if node in done:
            return done, f"it lists {names[node]} twice"
        waiting = [names[parent] for parent in node.parents if parent not in done]
        if waiting:
            return done, f"it lists {names[node]} before {waiting[0]}, which {names[node]} needs"
        done.append(node)
    missing = [names[node] for node in needed if node not in done]
    return done, f"it leaves out {', '.join(missing)}" if missing else ""
