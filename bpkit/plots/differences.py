"""How good a measured slope is: the error of two kinds of difference against their step."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Any

from bpkit import ops
from bpkit.by_hand.rates import one_sided_derivative
from bpkit.engine import Var, backward
from bpkit.gradcheck import numerical_derivative
from bpkit.plots.asking import Function, ask_number
from bpkit.plots.style import ACCENT, MUTED, REFERENCE, YOURS, ink, new_axes
from bpkit.plots.words import close

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FORMULA = "−x³"
X = 1.0
SMALLEST = -15.0  # exponents of h, largest is 0
EXPONENTS = [round(0.1 * k, 1) for k in range(round(10 * SMALLEST), 1)]
LOWEST, HIGHEST = -13.0, 2.0  # exponents of an error that can be drawn; an error of 0 has none
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def curve(x: Any) -> Any:
    """``−x³``: it falls, so that a lost sign shows."""
    return -(x**3)


@cache
def slope() -> float:
    """The slope of the curve at ``X``, asked of the engine."""
    x = Var(X)
    return float(backward(ops.mul(ops.pow(x, 3), -1.0))[x])


@dataclass(frozen=True)
class Measured:
    """One measured slope.

    Attributes
    ----------
    value, error : what the computer got, and how far it is off
    by_step : how far the same difference is off in exact arithmetic, where nothing is rounded
    by_rounding : how far the computer is off exact arithmetic
    """

    value: float
    error: float
    by_step: float
    by_rounding: float


@cache
def central(exponent: float) -> Measured:
    """A central difference with ``h = 10^exponent``."""
    h = 10.0**exponent
    sides = [one_sided_derivative(curve, Fraction(X), Fraction(step)) for step in (h, -h)]
    return measured(float(numerical_derivative(curve, X, h)), sum(sides) / 2)


@cache
def one_sided(exponent: float) -> Measured:
    """A one-sided difference with ``h = 10^exponent``."""
    h = 10.0**exponent
    return measured(one_sided_derivative(curve, X, h), one_sided_derivative(curve, Fraction(X), Fraction(h)))


def measured(value: float, exact: Fraction) -> Measured:
    """``value`` beside the ``exact`` fraction that it would be without rounding."""
    by_step, by_rounding = exact - Fraction(slope()), Fraction(value) - exact
    return Measured(value, abs(value - slope()), float(abs(by_step)), float(abs(by_rounding)))


@dataclass(frozen=True)
class Trial:
    """What a learner's function gave for each step: ``values``, or None and the ``trouble`` in words."""

    values: list[float | None]
    trouble: str
    right: bool

    def error(self, place: int) -> float | None:
        """How far the slope is off at step number ``place``; None where there is none."""
        value = self.values[place]
        return None if value is None else abs(value - slope())


def trial(numerical_derivative: Function) -> Trial:
    """Ask the learner's function at every step. Two right ones differ by roundings only."""
    values: list[float | None] = []
    trouble = ""
    for exponent in EXPONENTS:
        answer = ask_number(numerical_derivative, "numerical_derivative", curve, X, 10.0**exponent)
        values.append(answer.value)
        trouble = trouble or answer.sentence
        if not answer.given:  # what fails once is not asked a hundred times more
            values += [None] * (len(EXPONENTS) - len(values))
            break
    return Trial(values, trouble, all(same(value, place) for place, value in enumerate(values)))


def same(value: float | None, place: int) -> bool:
    """Whether a slope is as good as the central difference at this step, up to a few roundings."""
    if value is None:
        return False
    exponent = EXPONENTS[place]
    rounding = 8 * 2.3e-16 / 10.0**exponent
    expected = central(exponent).value
    return close(value, expected) or abs(value - expected) <= rounding


def power(exponent: int) -> str:
    """``10⁻⁵``."""
    return f"10{str(exponent).translate(SUPERSCRIPTS)}"


def drawable(error: float) -> float:
    """An error that a logarithmic axis can show."""
    return min(max(error, 10**LOWEST), 10**HIGHEST) if error == error else 10**HIGHEST


def step_size(ax: Axes | None = None, exponent: float = -5.0, numerical_derivative: Function = None) -> Axes:
    """Draw the error of a central and of a one-sided difference against h, and the learner's.

    Parameters
    ----------
    exponent : the step that is marked, ``h = 10^exponent``
    numerical_derivative : the learner's function ``(f, x, h)``; its errors are a third curve
    """
    ax = new_axes(ax, width=7.0, height=4.2)
    steps = [10.0**e for e in EXPONENTS]
    two, one = ([drawable(kind(e).error) for e in EXPONENTS] for kind in (central, one_sided))
    ax.loglog(steps, one, color=MUTED, linewidth=1.3, linestyle="--")
    ax.loglog(steps, two, color=REFERENCE, linewidth=1.8)
    label(ax, 1.5e-2, 6e-1, "one-sided: like h", MUTED, "right")
    label(ax, 1e-3, 3e-8, "central: like h²", REFERENCE, "left")
    tried = trial(numerical_derivative)
    seen = [(h, drawable(abs(v - slope()))) for h, v in zip(steps, tried.values, strict=True) if v is not None]
    if seen:
        xs, ys = zip(*seen, strict=True)
        ax.loglog(xs, ys, "o", color=YOURS, markersize=3.5, fillstyle="none")
    said = tried.trouble or "○ your numerical_derivative" + ("" if tried.right else "  ✗")
    ax.text(0.02, 0.03, said, color=ink(YOURS), fontsize=10, transform=ax.transAxes)
    ax.axvline(10.0**exponent, color=ACCENT, linewidth=1.6)
    for error in (central(exponent).error, one_sided(exponent).error):
        ax.plot(10.0**exponent, drawable(error), "o", color=ACCENT, markersize=6)
    ax.set(xlim=(10**SMALLEST, 1.0), ylim=(10**LOWEST, 10**HIGHEST))
    for axis, ends in ((ax.xaxis, (-15, 0)), (ax.yaxis, (-12, 0))):
        exponents = range(ends[0], ends[1] + 1, 3)
        axis.set_ticks([10.0**e for e in exponents], [power(e) for e in exponents])
        axis.set_ticks([], minor=True)
    ax.set(xlabel="step h", ylabel=f"error of the slope of {FORMULA} at {X:g}")
    return ax


def label(ax: Axes, h: float, error: float, text: str, colour: str, side: str) -> None:
    """A curve's name, beside it."""
    ax.text(h, error, text, color=ink(colour), fontsize=10, ha=side, va="center")
