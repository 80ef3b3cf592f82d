"""The loss over two weights, before and after scaling, with the same descent in both bowls."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from bpkit import houses, ops
from bpkit.encoding import apply_scaler, fit_scaler
from bpkit.engine import Array
from bpkit.optim import gradient_step
from bpkit.plots.asking import Answer, Function, ask, said_of
from bpkit.plots.style import ACCENT, GRADIENT, MUTED, REFERENCE, VALUE, YOURS, ink, new_axes
from bpkit.plots.words import spell

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_STEPS = 40
UNITS = (1.0, 10.0, 100.0, 1000.0)  # square feet
SHARES = (0.02, 0.1, 0.3, 0.6, 1.0, 1.7)  # of the way from the lowest loss up to that of the start: one contour each


@dataclass(frozen=True)
class Bowl:
    """The mean squared error of ``X W + b`` over the two weights, b at its best: an elliptical bowl.

    Attributes
    ----------
    X, y : (N, 2) features and (N, 1) standardised log price
    lowest_place : the two weights at the bottom
    lowest : the loss there, unitless
    """

    X: Array
    y: Array
    lowest_place: Array
    lowest: float

    @classmethod
    def of(cls, X: Array, y: Array) -> Bowl:
        """The bowl of these features; its bottom by least squares."""
        best = np.linalg.lstsq(np.column_stack([X, np.ones(len(X))]), y, rcond=None)[0]
        return cls(X, y, best[:2, 0], float(ops.mse.forward(X @ best[:2] + best[2], y)))

    def contours(self) -> list[Array]:
        """Ellipses (91, 2), from the inside out: the excess of the loss is ``dwᵀ C dw``, C the covariance of X."""
        sizes, directions = np.linalg.eigh(np.cov(self.X.T, bias=True))
        angle = np.linspace(0, 2 * np.pi, 91)
        circle = np.column_stack([np.cos(angle), np.sin(angle)]) / np.sqrt(np.maximum(sizes, 1e-12))
        start = float(np.mean(self.y**2))
        return [
            self.lowest_place + np.sqrt(max(share * (start - self.lowest), 1e-12)) * circle @ directions.T
            for share in SHARES
        ]

    def descend(self, learning_rate: float) -> tuple[Array, list[float]]:
        """The weights (steps + 1, 2) of a descent from 0, all of W and b learnt, and the loss after each step."""
        W, b = np.zeros((2, 1)), np.zeros(1)
        places, losses = [], []
        for _ in range(MOST_STEPS + 1):
            prediction = ops.affine.forward(self.X, W, b)
            losses.append(float(ops.mse.forward(prediction, self.y)))
            if not losses[-1] < 1e9:
                break
            places.append(W[:, 0])
            upstream = ops.mse_backward(1.0, losses[-1], prediction, self.y)
            _, dW, db = ops.affine_backward(upstream, prediction, self.X, W, b)
            W, b = gradient_step(W, dW, learning_rate), gradient_step(b, db, learning_rate)
        return np.array(places), losses


@dataclass(frozen=True)
class Window:
    """The square part of the plane of weights that is drawn: both axes have the same scale."""

    middle: Array
    half: float

    @classmethod
    def around(cls, bowl: Bowl) -> Window:
        """Bottom in the middle, and the start, 0, well inside."""
        return cls(bowl.lowest_place, 1.5 * float(np.abs(bowl.lowest_place).max()))

    def share(self, points: Array) -> Array:
        """Points as shares of the window, 0 to 1 from left to right and from bottom to top."""
        return np.asarray((np.asarray(points) - self.middle) / (2 * self.half) + 0.5)


@dataclass(frozen=True)
class Panel:
    """One bowl with its descent, as shares of its window."""

    title: str
    contours: list[Array]
    path: Array
    losses: list[float]
    lowest: float
    ticks: tuple[str, str]
    trouble: str = ""
    right: bool = True
    expected: list[Array] = field(default_factory=list)

    @property
    def blows_up(self) -> bool:
        """Whether the steps were too large."""
        return bool(self.losses) and not self.losses[-1] <= self.losses[0]


@cache
def sizes_and_baths() -> tuple[Array, Array]:
    """(N, 2) living area in square feet and bathrooms, and (N, 1) standardised log price, of the train rows."""
    sales = houses.load().part("train")
    y = np.log(sales["price"])[:, None]
    return np.column_stack([sales["living_area"], sales["bathrooms"]]).astype(float), apply_scaler(y, *fit_scaler(y))


def in_unit(unit: float) -> Array:
    """The two features, the area in so many square feet."""
    return sizes_and_baths()[0] / np.array([unit, 1.0])


def unit_name(unit: float) -> str:
    """``"100 square feet"``."""
    return "square feet" if unit == 1 else f"{unit:,.0f} square feet"


def panels(unit: float, rate: float, fit: Function = None, apply: Function = None) -> tuple[Panel, Panel]:
    """Before and after scaling; where ``fit`` or ``apply`` is None, the course's works."""
    X, y = in_unit(unit), sizes_and_baths()[1]
    right = apply_scaler(X, *fit_scaler(X))
    before = _panel(f"raw: area in {unit_name(unit)}", Bowl.of(X, y), rate)
    yours = fit is not None or apply is not None
    answer = scaled(X, fit or fit_scaler, apply or apply_scaler)
    if not answer.given:
        window = Window.around(Bowl.of(right, y))
        expected = [window.share(one) for one in Bowl.of(right, y).contours()]
        return before, Panel("scaled", [], np.empty((0, 2)), [], 0.0, ("", ""), said_of(answer), False, expected)
    agrees = bool(np.allclose(answer.value, right, rtol=1e-6, atol=1e-9))
    title = "scaled" if not yours else "after your scaler" if agrees else "after your scaler  ✗"
    return before, _panel(title, Bowl.of(answer.value, y), rate, None if agrees else Bowl.of(right, y))


def scaled(X: Array, fit: Function, apply: Function) -> Answer:
    """What these two functions make of X, or what went wrong."""
    found = ask(fit, "fit_scaler", X.copy())
    if not found.given:
        return found
    pair = [_numbers(part) for part in found.value] if isinstance(found.value, (tuple, list)) else []
    if len(pair) != 2 or any(part is None for part in pair):
        return Answer(None, "your fit_scaler should return two arrays: mean and std")
    with np.errstate(all="ignore"):
        answer = ask(apply, "apply_scaler", X.copy(), *pair)
    if not answer.given:
        return answer
    value = _numbers(answer.value)
    if value is None or value.shape != X.shape:
        return Answer(None, f"your scaled table has shape {np.shape(answer.value)}; {X.shape} is expected")
    if not np.isfinite(value).all() or np.abs(value).max() > 1e9:
        return Answer(None, "your scaled table holds infinity, NaN or enormous numbers")
    return Answer(value, "")


def _numbers(value: Any) -> Array | None:
    """``value`` as an array of floats, or None."""
    try:
        return np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        return None


def _panel(title: str, bowl: Bowl, rate: float, expected: Bowl | None = None) -> Panel:
    window = Window.around(expected or bowl)
    with np.errstate(all="ignore"):
        places, losses = bowl.descend(rate)
    left, right = (spell(window.middle[0] + side * window.half, 2) for side in (-1, 1))
    return Panel(
        title,
        [window.share(one) for one in bowl.contours()],
        window.share(places),
        losses,
        bowl.lowest,
        (left, right),
        right=expected is None,
        expected=[] if expected is None else [window.share(one) for one in expected.contours()],
    )


def said_of_scaler(unit: float, fit: Function, apply: Function) -> str:
    """What is seen of the learner's scaled columns; nothing where the course's scaler works."""
    if fit is None and apply is None:
        return ""
    X = in_unit(unit)
    answer = scaled(X, fit or fit_scaler, apply or apply_scaler)
    if not answer.given:
        return said_of(answer)
    expected = apply_scaler(X, *fit_scaler(X))
    if np.allclose(answer.value, expected, rtol=1e-6, atol=1e-9):
        return "Your scaler: both columns have mean 0 and standard deviation 1."
    mean, std = answer.value.mean(axis=0), answer.value.std(axis=0)
    if np.allclose(mean, 0, atol=1e-9) and np.allclose(std, 1):
        return "Your columns have mean 0 and standard deviation 1, but the houses have changed places or signs.  ✗"
    means, stds = (" and ".join(spell(round(float(number), 9)) for number in pair) for pair in (mean, std))
    return f"Your columns have the means {means}, and the standard deviations {stds}; 0 and 1 are expected.  ✗"


def scaling(
    ax: Axes | None = None, unit: float = 100.0, rate: float = 0.1, fit: Function = None, apply: Function = None
) -> Axes:
    """Draw both bowls from above, with 40 steps of gradient descent at one learning rate.

    Parameters
    ----------
    unit : in which the living area is measured, square feet
    rate : learning rate η
    fit, apply : the learner's ``fit_scaler`` and ``apply_scaler``; None means the course's
    """
    ax = new_axes(ax, width=8.0, height=4.2)
    ax.set_axis_off()
    yours = fit is not None or apply is not None
    for k, panel in enumerate(panels(unit, rate, fit, apply)):
        small = new_axes(ax.inset_axes((0.06 + 0.5 * k, 0.1, 0.43, 0.8)))
        draw_panel(small, panel, yours and k == 1)
    return ax


def draw_panel(ax: Axes, panel: Panel, yours: bool) -> None:
    """Contours, the path of the descent, start and bottom."""
    for ellipse in panel.expected:
        ax.plot(*ellipse.T, "--", color=REFERENCE, linewidth=1.2)
    for ellipse in panel.contours:
        ax.plot(*ellipse.T, color=YOURS if yours else VALUE, linewidth=1.0)
    if len(panel.path):
        ax.plot(*panel.path.T, "o-", color=GRADIENT, markersize=3.5, linewidth=1.0)
        ax.plot(*panel.path[0], "o", color=ACCENT, markersize=8)
    if panel.trouble:
        ax.text(0.5, 0.5, "✗", color=ink(YOURS), fontsize=40, ha="center", va="center")
    ax.set_title(panel.title, color=ink(YOURS if yours else MUTED), fontsize=10.5)
    ax.set(xlim=(0, 1), ylim=(0, 1), aspect="equal", xlabel="weight of the area", ylabel="weight of the bathrooms")
    ax.set_xticks([0, 1], panel.ticks)
    ax.set_yticks([])
