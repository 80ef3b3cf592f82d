"""Where the nodes of a small graph stand, and what they are called.

The engine's nodes know their parents and their op, nothing about a drawing; both are worked out here,
for the static pictures and for the figures that a hand moves.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bpkit.plots.words import spell

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bpkit.engine import Var

SIGNS = {"add": "{} + {}", "sub": "{} − {}", "mul": "{} × {}", "div": "{} ÷ {}", "pow": "{}^{}"}
INNER = "uvwstmnpqr"
LEAVES = "abcdefgh"


@dataclass(frozen=True)
class Place:
    """One node of a drawing: ``x``, ``y`` in 0…1 (forward to the right, y downwards), name and formula."""

    x: float
    y: float
    name: str
    formula: str


def reading_order(root: Var) -> list[Var]:
    """A topological order that takes the first operand first, as a formula is read."""
    order: dict[Var, None] = {}
    stack = [root]
    while stack:
        node = stack[-1]
        waiting = [parent for parent in node.parents if parent not in order]
        if waiting:
            stack.append(waiting[0])
        else:
            order[stack.pop()] = None
    return list(order)


def depths(root: Var) -> dict[Var, int]:
    """The longest way from a leaf to each node, in links: the column it stands in."""
    depth: dict[Var, int] = {}
    for node in reading_order(root):
        depth[node] = 1 + max((depth[parent] for parent in node.parents), default=-1)
    return depth


def columns(root: Var) -> list[list[Var]]:
    """Nodes by depth; within a column by the height of their parents, so that few edges cross."""
    depth = depths(root)
    rows: list[list[Var]] = [[] for _ in range(max(depth.values()) + 1)]
    for node in reversed(reading_order(root)):
        rows[depth[node]].insert(0, node)
    height = {node: spread(k, len(rows[0])) for k, node in enumerate(rows[0])}
    for column in rows[1:]:
        column.sort(key=lambda node: float(np.mean([height[parent] for parent in node.parents])))
        height.update({node: spread(k, len(column)) for k, node in enumerate(column)})
    return rows


def spread(k: int, n: int) -> float:
    """The height of entry ``k`` of ``n``: evenly over 0…1, one alone in the middle."""
    return 0.5 if n == 1 else k / (n - 1)


def names_of(root: Var, leaves: Mapping[Var, str] | None = None) -> dict[Var, str]:
    """A letter for each node: the leaves' own where they are given, ``L`` for the root."""
    names = dict(leaves or {})
    inner = iter(INNER)
    spare = iter([letter for letter in LEAVES if letter not in names.values()])
    for node in reading_order(root):
        if node not in names:
            names[node] = "L" if node is root else next(spare if not node.parents else inner, "·")
    return names


def formula(node: Var, names: Mapping[Var, str]) -> str:
    """``a × b`` for a node that multiplied; a constant stands as its number; empty for a leaf."""
    if node.op is None:
        return ""
    parents = iter(node.parents)
    place = -1
    operands = []
    for value, differentiable in zip(node._values, node.op.differentiable, strict=True):
        place += differentiable
        is_node = differentiable and place in node.places
        operands.append(names[next(parents)] if is_node else spell(float(np.mean(value))))
    if node.op.name in SIGNS and len(operands) == 2:
        return SIGNS[node.op.name].format(*operands)
    return f"{node.op.name}({', '.join(operands)})"


def layout(root: Var, leaves: Mapping[Var, str] | None = None) -> dict[Var, Place]:
    """A place for each node that ``root`` depends on, in the order of reading."""
    rows = columns(root)
    names = names_of(root, leaves)
    at = {
        node: (spread(depth, len(rows)), spread(k, len(row)))
        for depth, row in enumerate(rows)
        for k, node in enumerate(row)
    }
    return {node: Place(*at[node], names[node], formula(node, names)) for node in reading_order(root)}
