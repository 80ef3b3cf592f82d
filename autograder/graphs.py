"""Graphs as data, and the nodes that a learner's function sees.

A probe carries a `Graph`: for each node its parents' numbers and the local slopes. On the learner's side
it becomes `Node` objects with ``parents`` and ``pull_back``, and nothing that would give an answer away.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Graph:
    """Node ``k`` has parents ``parents[k]`` (all smaller than ``k``) with ``slopes[k]``; the last is the root."""

    parents: tuple[tuple[int, ...], ...]
    slopes: tuple[tuple[float, ...], ...]

    def nodes(self) -> list[Node]:
        """The graph as objects, leaves first, the root last."""
        nodes: list[Node] = []
        for number, (parents, slopes) in enumerate(zip(self.parents, self.slopes, strict=True)):
            nodes.append(Node(number, tuple(nodes[parent] for parent in parents), slopes))
        return nodes


class Node:
    """A node of a probe: ``parents``, and ``pull_back(upstream)``, which gives one gradient per parent."""

    __slots__ = ("_number", "_pulled", "_slopes", "parents")

    def __init__(self, number: int, parents: tuple[Node, ...], slopes: tuple[float, ...]) -> None:
        self._number = number
        self._slopes = slopes
        self._pulled = False
        self.parents = parents

    def pull_back(self, upstream: float) -> tuple[float, ...]:
        """One gradient per parent: upstream times the local slope. Once a node is enough."""
        if self._pulled and self.parents:
            raise RuntimeError(f"pull_back was called a second time on {self!r}; once a node is enough")
        self._pulled = True
        return tuple(upstream * slope for slope in self._slopes)

    def rest(self) -> None:
        """Forget that it was pulled back through."""
        self._pulled = False

    def __repr__(self) -> str:
        return f"node {self._number}"
