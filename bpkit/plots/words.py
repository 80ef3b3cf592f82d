"""Numbers as a reader reads them, the same in a figure, in its static twin and in its sentence."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def spell(value: float, digits: int = 3) -> str:
    """``value`` with ``digits`` significant digits, a real minus sign and no trailing zeros."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    # round first: 9.9996 is "10", which has one digit more before the point
    size = abs(float(f"{value:.{digits - 1}e}"))
    if size and (size < 1e-3 or size >= 1e6):
        mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
        mantissa = mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa
        return f"{mantissa} × {power_of_ten(int(exponent))}".replace("-", "−")
    places = max(0, digits - 1 - math.floor(math.log10(size))) if size else 0
    text = f"{value:,.{places}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text.replace("-", "−")


def power_of_ten(exponent: int) -> str:
    """``10⁻¹¹``, in plain text."""
    return "10" + str(exponent).translate(RAISED)


def plain(value: Any) -> Any:
    """``value`` as JSON carries it: lists and floats; what is not finite becomes None."""
    if isinstance(value, dict):
        return {key: plain(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [plain(entry) for entry in value]
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (int, np.integer)):
        return int(value)
    if isinstance(value, (float, np.floating)):
        return float(value) if math.isfinite(value) else None
    return value


def close(a: float, b: float) -> bool:
    """Whether two numbers agree as the checks compare: 1e-6 relative, 1e-12 absolute; NaN never does."""
    return bool(abs(a - b) <= max(1e-12, 1e-6 * abs(b)))
