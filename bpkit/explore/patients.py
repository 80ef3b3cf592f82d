"""Six sick loss curves to diagnose: choose a patient, then an illness, and hear what the curve shows."""

from __future__ import annotations

from typing import Any

from bpkit.explore.showing import Figure, Picture, Wish, show
from bpkit.plots.patients import HIGH, ILLNESSES, LOW, patients
from bpkit.plots.patients import sick_curves as twin


def sick_picture(wish: Wish) -> Picture:
    """The curves of one patient, and an answer to the diagnosis."""
    everyone = patients()
    number = min(max(int(wish["patient"]), 0), len(everyone) - 1)
    patient = everyone[number]
    guess = wish["guess"]
    right = guess == patient.illness
    if guess not in ILLNESSES:
        said = f"Patient {number + 1} of {len(everyone)}. What ails this training? Choose below."
    elif right:
        said = f"Right: {patient.illness}. {patient.sign} {patient.remedy}"
    else:
        other = next(one for one in everyone if one.illness == guess)
        said = f"Not this one. With {guess} you would see: {_lower(other.sign)}"
    return {
        "patient": number,
        "patients": len(everyone),
        "train": patient.history.train,
        "validation": patient.history.validation,
        "guess": guess,
        "right": right,
        "sentence": said,
    }


def _lower(text: str) -> str:
    return text[0].lower() + text[1:]


def _still(wish: Wish) -> Picture:
    """For print: all six at once, so the sentence asks for all of them."""
    return {"sentence": f"Six sick trainings. Which of them is which? {'; '.join(ILLNESSES)}."}


def sick_curves() -> Any:
    """Diagnose six trainings of the house network, each with one thing wrong."""
    start: Wish = {"patient": 0, "guess": ""}

    return show(
        Figure(
            script="patients",
            title="Six sick loss curves",
            wish=start,
            picture=lambda wish: _still(wish) if wish.get("all") else sick_picture(wish),
            twin=twin,
            fixed={"illnesses": list(ILLNESSES), "low": LOW, "high": HIGH},
            size=(8.0, 5.0),
            still={**start, "all": True},
        )
    )
