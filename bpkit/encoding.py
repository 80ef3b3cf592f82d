"""From houses to the numbers that a network learns from, and back to dollars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bpkit.engine import Array

if TYPE_CHECKING:
    from bpkit.houses import Houses

FEATURE_SETS = ("six", "all")

# Feature set "all": what a buyer can know. Never sale_condition, house_id or split: see the data card.
LOG_COLUMNS = ("living_area", "lot_area")
LOG1P_COLUMNS = ("basement_area", "basement_finished", "garage_area", "porch_area", "deck_area")
PLAIN_COLUMNS = (
    "garage_cars", "bedrooms", "rooms", "bathrooms", "fireplaces", "central_air", "pool", "overall_cond",
    "heating_quality", "exterior_cond", "year_built", "year_remodelled", "year_sold", "month_sold",
    "latitude", "longitude",
)  # fmt: skip
CATEGORIES = ("building_type", "house_style", "neighborhood", "zoning")


def split_rows(n: int, fractions: Sequence[float], rng: np.random.Generator) -> list[Array]:
    """The row numbers 0 … n-1, shuffled and cut into ``len(fractions)`` parts that share none.

    Parameters
    ----------
    n : number of rows
    fractions : size of each part, unitless, together 1; a part has int(fraction · n) rows, the last takes the rest

    Returns
    -------
    list of index arrays

    Raises
    ------
    ValueError
        If a fraction is negative or they do not add up to 1.
    """
    if len(fractions) == 0 or min(fractions) < 0 or not np.isclose(np.sum(fractions), 1.0):
        raise ValueError(f"split_rows: fractions are {list(fractions)}; none may be negative, together they make 1")
    sizes = [int(fraction * n) for fraction in fractions[:-1]]
    return np.split(rng.permutation(n), np.cumsum(sizes, dtype=int))


def fit_scaler(X: Array) -> tuple[Array, Array]:
    """``(mean, std)`` of every column of X (N, D), each (D,), in the column's unit. Give it train rows only.

    ``std = √(Σ (x - mean)² / N)``, the population's (ddof 0). A constant column has std 1: it says nothing,
    and scales to 0 (or to what rounding left of its mean) instead of NaN.

    Raises
    ------
    ValueError
        If X is no matrix or has no rows.
    """
    X = np.asarray(X)
    if X.ndim != 2 or len(X) == 0:
        raise ValueError(f"fit_scaler: X has shape {X.shape}; a matrix (rows, columns) with at least one row is needed")
    constant = X.max(axis=0) == X.min(axis=0)  # not std == 0: rounding leaves a trace of a std
    return X.mean(axis=0), np.where(constant, 1.0, X.std(axis=0))


def apply_scaler(X: Array, mean: Array, std: Array) -> Array:
    """``(X - mean) / std``, column by column: X (N, D), mean and std (D,) of the train rows; unitless."""
    return (X - mean) / std


def to_dollars(z: Array, mean: float, std: float) -> Array:
    """``exp(z · std + mean)``, in dollars: undoes the scaling of ln(price), then the logarithm.

    Parameters
    ----------
    z : standardised ln(price), unitless, any shape
    mean, std : of ln(price) in the train rows
    """
    return np.exp(np.asarray(z) * std + mean)


def indicator_columns(categories: Array, levels: Array) -> Array:
    """(N, len(levels)): 1 where a category is the level, else 0; a level never seen is a row of zeros."""
    return (np.asarray(categories)[:, None] == np.asarray(levels)[None, :]).astype(float)


def one_hot(categories: Array, levels: Array) -> Array:
    """`indicator_columns`, where every category must be a level: exactly one 1 in each row.

    Parameters
    ----------
    categories : (N,) text or numbers
    levels : (K,) the columns, in this order

    Returns
    -------
    (N, K)

    Raises
    ------
    ValueError
        For a category that is no level; the message names it and its row.
    """
    columns = indicator_columns(categories, levels)
    unknown = ~columns.any(axis=1)
    if unknown.any():
        row = int(np.argmax(unknown))
        known = ", ".join(map(str, levels))
        raise ValueError(f"one_hot: the category in row {row} is {str(categories[row])!r}; the levels are {known}")
    return columns


def numeric_features(houses: Houses, features: str) -> dict[str, Array]:
    """The numbers of a feature set, ``{name: (N,)}``: skewed areas as logarithms, the rest as it is."""
    if features == "six":
        return {
            "log living area": np.log(houses["living_area"]),
            "log lot area": np.log(houses["lot_area"]),
            "latitude": houses["latitude"],
            "longitude": houses["longitude"],
            "bathrooms": houses["bathrooms"],
            "garage cars": houses["garage_cars"],
        }
    if features != "all":
        raise ValueError(f"no feature set {features!r}; there are {' and '.join(FEATURE_SETS)}")
    return {
        **{f"log {name}": np.log(houses[name]) for name in LOG_COLUMNS},
        **{f"log1p {name}": np.log1p(houses[name]) for name in LOG1P_COLUMNS},
        **{name: houses[name] for name in PLAIN_COLUMNS},
    }


@dataclass(frozen=True, eq=False)
class Encoder:
    """From houses to features (N, D) and back from predictions to dollars; fitted on train rows only.

    Numbers are standardised; the 0/1 columns of a category stay 0 and 1, because dividing a rare level
    by its tiny standard deviation would make it the largest number in the table.

    Attributes
    ----------
    features : ``"six"`` or ``"all"``
    levels : ``{column: (K,) levels seen in the train rows}``
    mean, std : of each number, in its own unit
    price_mean, price_std : of ln(price), price in dollars
    """

    features: str
    levels: dict[str, Array]
    mean: Array
    std: Array
    price_mean: float
    price_std: float

    @classmethod
    def fit(cls, houses: Houses, features: str = "six") -> Encoder:
        """Levels, means and standard deviations of these houses. Give it train rows, nothing else."""
        mean, std = fit_scaler(np.column_stack(list(numeric_features(houses, features).values())))
        price_mean, price_std = fit_scaler(np.log(houses["price"])[:, None])
        return cls(
            features=features,
            levels={name: np.unique(houses[name]) for name in CATEGORIES} if features == "all" else {},
            mean=mean,
            std=std,
            price_mean=float(price_mean[0]),
            price_std=float(price_std[0]),
        )

    def transform(self, houses: Houses) -> Array:
        """(N, D) features, unitless; a category that the train rows did not have is a row of zeros."""
        numbers = np.column_stack(list(numeric_features(houses, self.features).values()))
        encoded = [indicator_columns(houses[name], levels) for name, levels in self.levels.items()]
        return np.hstack([apply_scaler(numbers, self.mean, self.std), *encoded])

    def target(self, houses: Houses) -> Array:
        """(N, 1) standardised ln(price), unitless."""
        return apply_scaler(np.log(houses["price"])[:, None], self.price_mean, self.price_std)

    def to_dollars(self, z: Array) -> Array:
        """Predictions, unitless, as prices in dollars."""
        return to_dollars(np.asarray(z, dtype=float), self.price_mean, self.price_std)
