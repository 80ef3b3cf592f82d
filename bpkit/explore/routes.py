"""Two paths from a heater to a room, through the radiator and through the cat; their effects add."""

from __future__ import annotations

from typing import Any

from bpkit.explore.showing import Figure, Picture, Wish, show
from bpkit.plots.asking import Answer, Function, ask_number, said_of
from bpkit.plots.routes import (
    HIGHEST,
    LANES,
    LOWEST,
    NODES,
    RATES,
    START,
    UNIT,
    bars,
    chains,
    effects,
    moves,
    written,
)
from bpkit.plots.routes import paths as twin
from bpkit.plots.words import close, spell

SLIDERS = [
    {
        "name": name,
        "label": f"{start} → {end}:",
        "unit": unit,
        "min": least,
        "max": most,
        "step": step,
    }
    for name, (start, end, unit, least, most, step) in RATES.items()
]


def asked(rates: Wish, total_derivative: Function) -> Answer:
    """What the learner's function gives for these rates."""
    return ask_number(total_derivative, "total_derivative", chains(rates))


def paths_picture(wish: Wish, total_derivative: Function = None) -> Picture:
    """The effect of each path, of both, and the learner's number, °C for each step of the heater."""
    rates = {name: float(wish[name]) for name in RATES}
    values = effects(rates)
    answer = asked(rates, total_derivative)
    first, second, total = written(rates)
    sentence = (
        f"One step up warms the room by {first} °C {LANES[0]}, and by {second} °C {LANES[1]}: {LANES[2]} {total} °C."
    )
    yours: dict[str, Any] = {"value": None, "right": False, "text": answer.sentence}
    if answer.given:
        right = close(answer.value, values[-1])
        yours = {"value": answer.value, "right": right, "text": f"your total_derivative: {spell(answer.value)}"}
        said = f"Your total_derivative says {spell(answer.value)} °C"
        off = abs(answer.value - values[-1])
        way = "too much" if answer.value > values[-1] else "too little"
        sentence += f"\n{said}" + (", and the room agrees." if right else f": {spell(off)} °C {way}.  ✗")
    else:
        sentence += f"\n{said_of(answer)}"
    return {
        "rates": rates,
        "moves": moves(rates),
        "bars": bars(values),
        "texts": written(rates),
        "yours": yours,
        "sentence": sentence,
    }


def paths(total_derivative: Function = None) -> Any:
    """Change the four rates, and see what each path does to the room, and both together.

    Parameters
    ----------
    total_derivative : the learner's function, from a list of chains of rates to the rate of the whole
    """
    edges = [{"name": name, "from": start, "to": end, "unit": unit} for name, (start, end, unit, *_) in RATES.items()]
    return show(
        Figure(
            script="routes",
            title="Two paths from the heater to the room",
            wish=dict(START),
            picture=lambda wish: paths_picture(wish, total_derivative),
            twin=lambda ax: twin(ax, START, asked(START, total_derivative)),
            fixed={
                "sliders": SLIDERS,
                "nodes": {name: list(place) for name, place in NODES.items()},
                "edges": edges,
                "lanes": LANES,
                "scale": [LOWEST, HIGHEST],
                "unit": f"effect on the room ({UNIT} of the heater)",
            },
            size=(7.0, 5.0),
        )
    )
