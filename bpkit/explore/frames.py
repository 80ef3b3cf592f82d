"""The steps of the graph figure: one frame a node, forward, then one frame a visit, back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bpkit.engine import Var, backward
from bpkit.explore.showing import Picture
from bpkit.explore.sweep import Sweep, Visit, course_sweep, fault_of_order, learner_sweep
from bpkit.plots.asking import Function, ask, said_of
from bpkit.plots.layout import Place, layout
from bpkit.plots.nodes import bend
from bpkit.plots.words import close, spell


class Walk:
    """All steps of the figure, worked out from the graph and the functions that drive it."""

    def __init__(self, root: Var, names: Mapping[Var, str], backprop: Function, topological_order_: Function) -> None:
        self.root = root
        self.places: dict[Var, Place] = layout(root, names)
        self.names = {node: place.name for node, place in self.places.items()}
        self.expected = {node: float(gradient) for node, gradient in backward(root).items()}
        self.backprop = backprop
        self.order, self.fault = self.order_of(topological_order_)

    def order_of(self, function: Function) -> tuple[list[Var], str]:
        """The order of the forward pass: the learner's, as far as it is legal, or the engine's."""
        answer = ask(function, "topological_order", self.root)
        if not answer.given:
            return list(self.places), "" if function is None else said_of(answer)
        order, fault = fault_of_order(answer.value, self.root, self.names)
        return order, f"Your topological_order is not in order: {fault}." if fault else ""

    def sweep(self, mode: str) -> Sweep:
        """The backward pass with ``"add"`` (+=), ``"overwrite"`` (=) or ``"yours"``."""
        if mode == "yours":
            return learner_sweep(self.root, self.backprop)
        return course_sweep(self.root, accumulate=mode == "add")

    def frames(self, mode: str) -> list[Picture]:
        """Every step: the start, a node a step forward, the seed, a node a step backward, the end."""
        known: list[Var] = []
        frames = [self.frame(known, {}, None, None, "Press Next: the values flow forward, leaves first.")]
        for node in self.order:
            known = [*known, node]
            frames.append(self.frame(known, {}, node, None, self.forward_sentence(node)))
        if self.fault and len(known) < len(self.places):
            frames[-1]["sentence"] = f"{frames[-1]['sentence'] if known else ''} {self.fault}".strip()
            return frames
        seed = {self.root: 1.0}
        said = f"{self.names[self.root]} moves 1 for 1 with itself: its gradient is 1. {self.fault}".rstrip()
        frames.append(self.frame(known, seed, self.root, None, said))
        sweep = self.sweep(mode)
        before: dict[Var, float] = dict(seed)
        for k, visit in enumerate(sweep.visits):
            said = self.visit_sentence(visit, before, mode)
            frames.append(self.frame(known, visit.held, visit.node, sweep.visits[: k + 1], said))
            before = visit.held
        ends = before if sweep.trouble else sweep.gradients
        said = f"{sweep.trouble or self.end_sentence(sweep.gradients, mode)} {self.fault}".rstrip()
        frames.append(self.frame(known, ends, None, sweep.visits, said, judged=not sweep.trouble))
        return frames

    def frame(
        self,
        known: list[Var],
        gradients: Mapping[Var, float | None],
        active: Var | None,
        visits: list[Visit] | None,
        sentence: str,
        judged: bool = False,
    ) -> Picture:
        """One step as plain data; ``judged`` marks every gradient that is not the engine's."""
        visited = {visit.node for visit in visits or []}
        nodes = []
        for node in self.places:
            gradient = gradients.get(node)
            settled = judged or node in visited
            wrong = settled and (gradient is None or not close(gradient, self.expected[node]))
            value = f"value {spell(float(node.data))}" if node in known else ""
            text = "" if gradient is None else f"gradient {spell(gradient)}" + ("  ✗" if wrong else "")
            if judged and gradient is None:
                text = "no gradient  ✗"
            lines = [(value, "value"), (text, "yours" if wrong else "gradient")]
            nodes.append({"lines": lines, "active": node is active, "wrong": wrong})
        return {"nodes": nodes, "edges": self.edges(visits or [], active), "sentence": sentence}

    def edges(self, visits: list[Visit], active: Var | None) -> list[dict[str, Any]]:
        """An edge for each parent of each node, with slope × upstream once its node was visited."""
        index = {node: k for k, node in enumerate(self.places)}
        last = {visit.node: visit for visit in visits}
        found = []
        for node in self.places:
            slopes = node.pull_back(1.0)
            for which, parent in enumerate(node.parents):
                text = None
                if node in last:
                    visit = last[node]
                    text = product(slopes[which], visit.upstream, visit.sent[which])
                lit = node is active and node in last
                ends = {"from": index[parent], "to": index[node]}
                found.append({**ends, "bow": bend(node, which), "text": text, "lit": lit})
        return found

    def forward_sentence(self, node: Var) -> str:
        """How one value came to be."""
        place = self.places[node]
        if not node.parents:
            return f"{place.name} is a leaf: its value is {spell(float(node.data))}."
        return f"{place.name} = {place.formula} = {spell(float(node.data))}."

    def visit_sentence(self, visit: Visit, before: Mapping[Var, float], mode: str) -> str:
        """What one visit passed on, and what became of it at a parent that already held something."""
        slopes = visit.node.pull_back(1.0)
        passed = [
            f"{product(slope, visit.upstream, sent)} to {self.names[parent]}"
            for slope, sent, parent in zip(slopes, visit.sent, visit.node.parents, strict=True)
        ]
        said = f"{self.names[visit.node]} passes local slope × upstream: {' and '.join(passed)}."
        for parent in dict.fromkeys(visit.node.parents):
            if parent in before and mode != "yours":
                was, now = spell(before[parent]), spell(visit.held[parent])
                how = f"with += it now holds {now}" if mode == "add" else f"= overwrites that with {now}"
                said += f" {self.names[parent]} held {was}; {how}."
        if mode == "yours" and not close(visit.upstream, self.expected[visit.node]):
            said += f" But {self.names[visit.node]} was visited with a wrong upstream: has all arrived, once?"
        return said

    def end_sentence(self, gradients: Mapping[Var, float | None], mode: str) -> str:
        """Which gradients are not the engine's."""
        whose = {"add": "With +=,", "overwrite": "With =,", "yours": "With your backprop,"}[mode]
        wrong = []
        for node, expected in self.expected.items():
            gradient = gradients.get(node)
            if gradient is None:
                wrong.append(f"{self.names[node]} has no gradient")
            elif not close(gradient, expected):
                wrong.append(f"{self.names[node]} ends with {spell(gradient)}, the engine with {spell(expected)}")
        if not wrong:
            return f"{whose} every gradient agrees with the engine's."
        return f"{whose} {'; '.join(wrong)}."


def product(slope: Any, upstream: float, sent: float) -> str:
    """``slope × upstream = contribution``."""
    return f"{spell(float(slope))} × {spell(upstream)} = {spell(sent)}"
