"""A model that is too good to be true: its score on paper, and on the day when a price is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from bpkit import houses
from bpkit.encoding import apply_scaler, fit_scaler, numeric_features
from bpkit.engine import Array
from bpkit.houses import Houses
from bpkit.plots.style import ACCENT, REFERENCE, TEXT, VALUE, new_axes
from bpkit.plots.words import spell
from bpkit.pricing import ridge

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BLOCKS = ("not used", "all sales", "train sales", "other train sales")
SCALERS = ("all sales", "train sales")
CONDITIONS = ("not used", "used")
LOW, HIGH = 30.0, 700.0  # thousand dollars, of the drawing


@dataclass(frozen=True)
class Tried:
    """What a preparation leads to.

    Attributes
    ----------
    actual : (585,) prices of the test houses, dollars
    paper, day : (585,) what the model says on paper, and where nothing is known that a sale tells
    """

    actual: Array
    paper: Array
    day: Array

    def error(self, which: str) -> float:
        """Root mean squared error of the log price, ``"paper"`` or ``"day"``."""
        return float(np.sqrt(np.mean(np.log(getattr(self, which) / self.actual) ** 2)))


@cache
def all_sales() -> Houses:
    """The file, read once."""
    return houses.load()


@cache
def tried(block: str, scaler: str, condition: str) -> Tried:
    """Fit the best straight model to the train sales so prepared, and price the test houses twice."""
    sales = all_sales()
    train, test = sales.part("train"), sales.part("test")
    known = np.log(train["price"])
    on_paper = _features(train, block, condition), _features(test, block, condition)
    X_train, X_test = on_paper
    mean, std = fit_scaler(X_train if scaler == "train sales" else _features(sales, block, condition))
    W, b = ridge(apply_scaler(X_train, mean, std), known[:, None], 1e-3)

    def prices(X: Array) -> Array:
        return np.exp((apply_scaler(X, mean, std) @ W + b)[:, 0])

    on_the_day = _as_of_today(X_test, test, train, block, condition)
    return Tried(np.asarray(test["price"], dtype=float), prices(X_test), prices(on_the_day))


def _features(sales: Houses, block: str, condition: str) -> Array:
    """The six features, and what the suspects add."""
    columns = list(numeric_features(sales, "six").values())
    if block != "not used":
        columns.append(block_price(sales, block))
    if condition == "used":
        columns.append((sales["sale_condition"] == "Partial").astype(float))
    return np.column_stack(columns)


def _as_of_today(X: Array, test: Houses, train: Houses, block: str, condition: str) -> Array:
    """The same test houses before they are sold: neighbours count if they are train sales, no sale condition."""
    X = X.copy()
    if block != "not used":
        X[:, 6] = _mean_around(test, train)
    if condition == "used":
        X[:, -1] = 0.0
    return X


def block_price(sales: Houses, block: str) -> Array:
    """Mean log price of the sales within the same 100 metres, for each of ``sales``; see `BLOCKS`."""
    everything = all_sales()
    if block == "all sales":
        return _mean_around(sales, everything)
    train = everything.part("train")
    return _mean_around(sales, train, without_own=block == "other train sales")


def _place(sales: Houses) -> Array:
    """A number for each 100 metres: the coordinates have three decimals."""
    return np.round(sales["latitude"] * 1e3) * 1e6 + np.round(sales["longitude"] * 1e3)


def _mean_around(sales: Houses, known: Houses, without_own: bool = False) -> Array:
    """Mean log price of ``known`` at each sale's place; where there is none, the mean of all of them."""
    log_price = np.log(known["price"])
    total: dict[float, float] = {}
    count: dict[float, int] = {}
    for place, price in zip(_place(known).tolist(), log_price.tolist(), strict=True):
        total[place] = total.get(place, 0.0) + price
        count[place] = count.get(place, 0) + 1
    own = dict(zip(known["house_id"].tolist(), log_price.tolist(), strict=True)) if without_own else {}
    means = []
    for place, house in zip(_place(sales).tolist(), sales["house_id"].tolist(), strict=True):
        sold, number = total.get(place, 0.0) - own.get(house, 0.0), count.get(place, 0) - (house in own)
        means.append(sold / number if number else float(log_price.mean()))
    return np.array(means)


def leak(ax: Axes | None = None, block: str = "all sales", scaler: str = "all sales", condition: str = "used") -> Axes:
    """Predicted against actual prices of the test houses, on paper and on the day.

    Parameters
    ----------
    block : whose prices make the mean price of the block; one of `BLOCKS`
    scaler : which rows it was fitted on; one of `SCALERS`
    condition : whether the sale condition is a feature; one of `CONDITIONS`
    """
    ax = new_axes(ax, width=8.0, height=4.2)
    ax.set_axis_off()
    found = tried(block, scaler, condition)
    for k, (which, title, colour) in enumerate((("paper", "on paper", VALUE), ("day", "on the day", ACCENT))):
        small = new_axes(ax.inset_axes((0.07 + 0.5 * k, 0.1, 0.42, 0.8)))
        small.plot([LOW, HIGH], [LOW, HIGH], color=REFERENCE, linewidth=1.4, zorder=3)
        small.plot(found.actual / 1000, getattr(found, which) / 1000, "o", color=colour, markersize=3, alpha=0.6, mew=0)
        small.set_title(f"{title}: error {spell(found.error(which))}", color=TEXT, fontsize=11)
        small.set(xscale="log", yscale="log", xlim=(LOW, HIGH), ylim=(LOW, HIGH), aspect="equal")
        for axis, word in ((small.xaxis, "actual"), (small.yaxis, "predicted")):
            axis.set_ticks([50, 100, 200, 400], ["50", "100", "200", "400"])
            axis.set_ticks([], minor=True)
            axis.set_label_text(f"{word} price (thousand US dollars)")
    return ax
