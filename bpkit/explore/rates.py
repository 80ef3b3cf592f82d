"""Three coupled movers: a man on foot, a bicycle, a car. Rates along a chain multiply."""

from __future__ import annotations

from typing import Any

from bpkit.explore.showing import Figure, Picture, Wish, show
from bpkit.plots.asking import Function, ask_number, said_of
from bpkit.plots.rates import ICONS, MOVERS, WALK, distances, reach, ticks
from bpkit.plots.rates import movers as twin
from bpkit.plots.words import close, spell

START: Wish = {"bicycle": 4.0, "car": 2.0, "walked": 1.0}
SLIDERS = [
    {
        "name": "bicycle",
        "label": "Bicycle:",
        "unit": "km for each km on foot",
        "min": 0,
        "max": 6,
        "step": 0.5,
    },
    {"name": "car", "label": "Car:", "unit": "km for each km by bicycle", "min": 0, "max": 4, "step": 0.5},
]


def movers_picture(wish: Wish, chain_rates: Function = None) -> Picture:
    """Where the three are after the walk, and where the learner's ``chain_rates`` puts the car (km)."""
    rates = (float(wish["bicycle"]), float(wish["car"]))
    walked = float(wish["walked"])
    places = distances(rates, walked)
    man, bicycle, car = (f"{spell(place)} km" for place in places)
    answer = ask_number(chain_rates, "chain_rates", list(rates))
    sentence = f"The man walks {man}; the bicycle goes {bicycle}, the car {car}. "
    ghost: dict[str, Any] = {"km": None, "right": False, "text": answer.sentence}
    if answer.given:
        km = answer.value * walked
        right = close(km, places[-1])
        ghost = {"km": km, "right": right, "text": f"your chain_rates: {spell(km)} km"}
        said = f"Your chain_rates says {spell(answer.value)} km by car for each km on foot: {spell(km)} km"
        off = abs(km - places[-1])
        way = "too far" if km > places[-1] else "too short"
        sentence += said + (", where the car is." if right else f", {spell(off)} km {way}.")
    else:
        sentence += said_of(answer)
    return {
        "rates": rates,
        "walked": walked,
        "reach": reach(rates),
        "ticks": ticks(reach(rates)),
        "places": places,
        "texts": [man, bicycle, car],
        "ghost": ghost,
        "sentence": sentence,
    }


def movers(chain_rates: Function = None) -> Any:
    """Drag the man, or set the two rates, and see how far each of the three gets.

    Parameters
    ----------
    chain_rates : the learner's function, from a list of rates to the rate of the whole chain
    """

    def draw(ax: Any) -> Any:
        answer = ask_number(chain_rates, "chain_rates", [START["bicycle"], START["car"]])
        return twin(ax, (START["bicycle"], START["car"]), START["walked"], answer.value)

    return show(
        Figure(
            script="rates",
            title="Three coupled movers",
            wish=START,
            picture=lambda wish: movers_picture(wish, chain_rates),
            twin=draw,
            fixed={"sliders": SLIDERS, "names": MOVERS, "icons": ICONS, "walk": WALK},
        )
    )
