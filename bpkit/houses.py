"""House sales: load them, choose features, scale them, and come back to dollars.

The data sets, their units, their licence and their traps are described in ``bpkit/data/DATA.md``.
Prices are in US dollars, areas in square feet, latitude and longitude in degrees.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bpkit.encoding import Encoder, numeric_features
from bpkit.engine import Array

DATA = Path(__file__).parent / "data"
SHA256 = {
    "ames": "97f219718bfbf730c411ee33aaffbe695b179798c3c36bc6eef5b3ad67ba4f6a",
    "sacramento": "929561214693e2599c1557994cfeae3ec2ee7c0a43ba1180464736e5ee880bab",
}
PARTS = ("train", "val", "test")


class DataError(Exception):
    """The data file is missing or is not the one that the course was written for.

    Attributes
    ----------
    trouble, remedy : the two halves of the message
    """

    remedy = "restore it with `git checkout bpkit/data`, or install bpkit again"

    def __init__(self, trouble: str) -> None:
        super().__init__(f"{trouble}: {self.remedy}")
        self.trouble = trouble


@dataclass(frozen=True, eq=False)
class Houses:
    """A table: one NumPy array a column, one entry a sale. ``houses["price"]`` is a column.

    Attributes
    ----------
    columns : ``{name: (N,) array}``; numbers or text
    """

    columns: dict[str, Array]

    def __getitem__(self, name: str) -> Array:
        if not isinstance(name, str):
            raise TypeError(
                f"houses[{name!r}]: a column is asked for by its name, one at a time, as houses['price']; "
                "rows come from houses.take(rows)"
            )
        if name not in self.columns:
            raise KeyError(f"no column {name!r}; the columns are {', '.join(self.columns)}")
        return self.columns[name]

    def __len__(self) -> int:
        return len(next(iter(self.columns.values()), ()))

    def __iter__(self) -> Iterator[str]:
        return iter(self.columns)

    def take(self, rows: Array) -> Houses:
        """The houses in these rows: numbers in the order wanted, or one True or False a house."""
        return Houses({name: column[rows] for name, column in self.columns.items()})

    def part(self, name: str) -> Houses:
        """The ``"train"``, ``"val"`` or ``"test"`` rows of the fixed split."""
        if name not in PARTS:
            raise ValueError(f"no part {name!r}; the parts are {', '.join(PARTS)}")
        return self.take(self["split"] == name)

    def without(self, *names: str) -> Houses:
        """The same houses without these columns.

        Raises
        ------
        KeyError
            If there is no such column: a misspelt ``"price"`` would stay, and be learnt from.
        TypeError
            For a list of names.
        """
        for name in names:
            if not isinstance(name, str):
                raise TypeError(f"without({name!r}): give the names one by one, as without('price', 'split')")
            self[name]
        return Houses({name: column for name, column in self.columns.items() if name not in names})

    def to_pandas(self) -> Any:
        """The same table as a pandas DataFrame."""
        import pandas as pd

        return pd.DataFrame(self.columns)

    def _repr_html_(self) -> str:
        head = self.take(np.arange(min(len(self), 5)))
        return f"{head.to_pandas().to_html(index=False)}<p>{len(self)} houses, the first {len(head)} shown</p>"


def load(city: str = "ames") -> Houses:
    """The sales of ``"ames"`` (2,925, with the fixed split) or ``"sacramento"`` (932).

    Raises
    ------
    ValueError
        For another city.
    DataError
        If the file is missing, or a byte of it differs from the one that the course was written for.
    """
    if city not in list(SHA256):  # a list: what cannot be hashed is asked for, too
        raise ValueError(f"no houses of {city!r}; there are those of {' and '.join(SHA256)}")
    path = DATA / f"{city}_houses.csv"
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DataError(f"the house data {path.name} cannot be read ({error.strerror})") from None
    if hashlib.sha256(content).hexdigest() != SHA256[city]:
        raise DataError(f"the house data {path.name} is damaged (its sha256 is not the one in the data card)")
    header, *rows = csv.reader(content.decode().splitlines())
    return Houses({name: _as_column(values) for name, values in zip(header, zip(*rows, strict=True), strict=True)})


def _as_column(values: tuple[str, ...]) -> Array:
    """Integers if all are, else numbers if all are, else text."""
    for kind in (int, float):
        try:
            return np.array([kind(value) for value in values])
        except ValueError:
            continue
    return np.array(values)


@dataclass(frozen=True, eq=False)
class Prepared:
    """The fixed split, ready to train on: X (N, D) and y (N, 1), both unitless; see `Encoder`."""

    X_train: Array
    y_train: Array
    X_val: Array
    y_val: Array
    X_test: Array
    y_test: Array
    names: tuple[str, ...]
    encoder: Encoder


def prepare(features: str = "six", houses: Houses | None = None) -> Prepared:
    """Encode the Ames houses (or ``houses``, with a ``split`` column) with a scaler fitted on train rows.

    Parameters
    ----------
    features : ``"six"`` (size, location, amenities) or ``"all"`` (numbers and categories, D about 70)

    Raises
    ------
    ValueError
        For another feature set, and where a part of the split has no rows.
    DataError
        See `load`.
    """
    houses = load() if houses is None else houses
    parts = {name: houses.part(name) for name in PARTS}
    for name, part in parts.items():
        if len(part) == 0:
            raise ValueError(f"prepare: no house has {name!r} in its split column; train, val and test all need rows")
    encoder = Encoder.fit(parts["train"], features)
    arrays = {}
    for name, part in parts.items():
        arrays[f"X_{name}"], arrays[f"y_{name}"] = encoder.transform(part), encoder.target(part)
    numbers = numeric_features(parts["train"], features)
    encoded = [f"{column} = {level}" for column, levels in encoder.levels.items() for level in levels]
    return Prepared(names=(*numbers, *encoded), encoder=encoder, **arrays)
