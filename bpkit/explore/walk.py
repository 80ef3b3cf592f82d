"""Walk through a graph: values flow forward, gradients flow back, one node at a time."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from bpkit import ops
from bpkit.engine import Var
from bpkit.explore.frames import Walk
from bpkit.explore.showing import Figure, Picture, Wish, show
from bpkit.plots.asking import Function
from bpkit.plots.nodes import graph as twin


def shared_leaf(a: Var | float = 2.0, b: Var | float = -1.0) -> Any:
    """The graph of the figure: ``a`` feeds two nodes, so two contributions must meet in it."""
    return a * b + ops.exp(a)


def leaves_of(build: Callable[..., Any]) -> tuple[Var, dict[Var, str]]:
    """Call ``build`` on a Var for each of its arguments, valued by their defaults; root and leaf names."""
    given = {name: parameter.default for name, parameter in inspect.signature(build).parameters.items()}
    if any(value is inspect.Parameter.empty for value in given.values()):
        raise ValueError(f"every argument of build needs a default, its value in the figure: {list(given)}")
    leaves = {name: Var(float(value)) for name, value in given.items()}
    root = build(**leaves)
    return root, {leaf: name for name, leaf in leaves.items()}


def graph_picture(walk: Walk, wish: Wish) -> Picture:
    """The step that the reader has come to."""
    frames = walk.frames(str(wish["mode"]))
    step = min(max(int(wish["step"]), 0), len(frames) - 1)
    return {**frames[step], "step": step, "steps": len(frames), "mode": wish["mode"]}


def graph(
    backprop: Function = None,
    topological_order: Function = None,
    build: Callable[..., Any] | None = None,
) -> Any:
    """Step through forward and backward, node by node, with ``+=``, with ``=``, or with your ``backprop``.

    Parameters
    ----------
    backprop : the learner's ``backprop(root, seed)``; the steps are then its own calls of ``pull_back``
    topological_order : the learner's; the values then appear in its order
    build : a function of Vars, each argument with a number as default; what it returns is the root
    """
    root, names = leaves_of(build or shared_leaf)
    walk = Walk(root, names, backprop, topological_order)
    modes = [{"name": "add", "label": "+="}, {"name": "overwrite", "label": "="}]
    if backprop is not None:
        modes.append({"name": "yours", "label": "your backprop"})
    mode = "add" if backprop is None else "yours"
    last = len(walk.frames(mode)) - 1

    def draw(ax: Any) -> Any:
        gradients = walk.sweep(mode).gradients
        return twin(root, gradients or None, ax, names)

    nodes = [{"x": p.x, "y": p.y, "name": p.name, "formula": p.formula} for p in walk.places.values()]
    return show(
        Figure(
            script="walk",
            title="Forward and backward through a graph",
            wish={"step": 0, "mode": mode},
            picture=lambda wish: graph_picture(walk, wish),
            twin=draw,
            fixed={"nodes": nodes, "modes": modes},
            still={"step": last, "mode": mode},
        )
    )
