"""From houses to the numbers that a network learns from, and back to dollars."""

from __future__ import annotations

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


def one_hot(categories: Array, levels: Array) -> Array:
    """(N, len(levels)): 1 where a category is the level, else 0; a level never seen is a row of zeros."""
    return (np.asarray(categories)[:, None] == np.asarray(levels)[None, :]).astype(float)


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


@dataclass(frozen=True)
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
        numbers = np.column_stack(list(numeric_features(houses, features).values()))
        std = numbers.std(axis=0)
        log_price = np.log(houses["price"])
        return cls(
            features=features,
            levels={name: np.unique(houses[name]) for name in CATEGORIES} if features == "all" else {},
            mean=numbers.mean(axis=0),
            std=np.where(std > 0, std, 1.0),  # a constant column says nothing: let it be 0, not NaN
            price_mean=float(log_price.mean()),
            price_std=float(log_price.std()),
        )

    def transform(self, houses: Houses) -> Array:
        """(N, D) features, unitless."""
        numbers = np.column_stack(list(numeric_features(houses, self.features).values()))
        encoded = [one_hot(houses[name], levels) for name, levels in self.levels.items()]
        return np.hstack([(numbers - self.mean) / self.std, *encoded])

    def target(self, houses: Houses) -> Array:
        """(N, 1) standardised ln(price), unitless."""
        return ((np.log(houses["price"]) - self.price_mean) / self.price_std)[:, None]

    def to_dollars(self, z: Array) -> Array:
        """Undo scaling and logarithm: ``exp(z · std + mean)``, in dollars."""
        return np.exp(np.asarray(z, dtype=float) * self.price_std + self.price_mean)
