"""Lesson 10: six sick loss curves."""

from __future__ import annotations

from bpkit.plots.patients import ILLNESSES
from tests.explore.row import Row

ROWS = [
    Row(
        "sick_curves",
        wishes=tuple({"patient": patient, "guess": guess} for patient in (0, 5, 9) for guess in ("", *ILLNESSES)),
    ),
]
