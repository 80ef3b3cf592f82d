"""Order the nodes by hand: backward may visit a node only when all that flows into it has arrived."""

from __future__ import annotations

from typing import Any

from bpkit.engine import Var
from bpkit.explore.showing import Figure, Picture, Wish, show
from bpkit.plots.layout import layout
from bpkit.plots.nodes import bend, two_shared
from bpkit.plots.nodes import order as twin


def order_picture(root: Var, wish: Wish) -> Picture:
    """What the choices so far mean. ``chosen`` are accepted, ``tried`` is the last click (node numbers).

    A choice is accepted when every node that uses this one has been visited already.
    """
    places = layout(root)
    nodes = list(places)
    names = [place.name for place in places.values()]
    users = [[k for k, user in enumerate(nodes) if node in user.parents] for node in nodes]
    chosen: list[int] = []
    said = f"In which order may backward visit these nodes? Choose the first of the {len(nodes)}."
    refused = None
    for tried in [int(k) for k in wish["tried"]]:
        waiting = [names[k] for k in users[tried] if k not in chosen]
        refused = None
        if tried in chosen:
            said = f"{names[tried]} has had its turn: every node is visited once."
        elif waiting:
            refused = tried
            said = f"Not yet: {names[tried]} still waits for what {' and '.join(waiting)} will send back to it."
        else:
            chosen.append(tried)
            said = f"Turn {len(chosen)}: {names[tried]}. All that flows back into it has arrived."
    if len(chosen) == len(nodes):
        said = f"Done: {', '.join(names[k] for k in chosen)}. Read backwards, that is a topological order."
    turns = {k: turn for turn, k in enumerate(chosen, start=1)}
    boxes = []
    for k in range(len(nodes)):
        text = f"turn {turns[k]}" if k in turns else "still waits  ✗" if k == refused else ""
        boxes.append(
            {
                "lines": [(text, "gradient" if k in turns else "yours")],
                "active": k in turns,
                "wrong": k == refused,
                "label": f"{names[k]}, feeds {' and '.join(names[u] for u in users[k]) or 'nothing'}. {text}",
            }
        )
    index = {node: k for k, node in enumerate(nodes)}
    edges = [
        {
            "from": index[parent],
            "to": k,
            "bow": bend(node, which),
            "text": None,
            "lit": k in turns,  # what it sends back is on its way
        }
        for k, node in enumerate(nodes)
        for which, parent in enumerate(node.parents)
    ]
    return {"nodes": boxes, "edges": edges, "chosen": chosen, "sentence": said}


def order() -> Any:
    """Click the nodes, or choose them with Enter, in an order in which the backward pass may visit them."""
    root = two_shared()
    places = layout(root).values()
    return show(
        Figure(
            script="turns",
            title="Order the nodes for the backward pass",
            wish={"tried": []},
            picture=lambda wish: order_picture(root, wish),
            twin=lambda ax: twin(ax, root),
            fixed={"nodes": [{"x": p.x, "y": p.y, "name": p.name, "formula": p.formula} for p in places]},
        )
    )
