"""Wrong answers to lesson 14."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from tests.wrong_answers.table import double, listed, unlisted

NAMES = ("living_area", "lot_area", "basement_area", "bathrooms", "garage_cars", "year_built", "overall_cond")
FILE = next(Path(__file__).parents[2].glob("*/data/ames_houses.csv"))


def table_of(houses, names=NAMES):
    return np.array([[float(value) for value in houses[name]] for name in names]).T


def line(X, y):
    """Weights of the least squares, the first for a column of ones."""
    ones = np.ones((len(X), 1))
    return np.linalg.lstsq(np.hstack([ones, X]), y, rcond=None)[0]


def on_line(weights, X):
    return weights[0] + X @ weights[1:]


def standard(X, like):
    return (X - like.mean(axis=0)) / like.std(axis=0)


def sensible(houses, new_houses):
    """A fair model: least squares of the log price."""
    X = table_of(houses)
    weights = line(standard(X, X), np.log(houses["price"]))
    return np.exp(on_line(weights, standard(table_of(new_houses), X)))


def descended(houses, new_houses, scaled_like):
    """The same by steps of gradient descent, stopped early: there the scale of the columns matters."""
    X, X_new = (standard(table_of(one), scaled_like) for one in (houses, new_houses))
    y = np.log(houses["price"])
    w = np.zeros(X.shape[1])
    for _ in range(60):
        w -= 0.05 * X.T @ (X @ w + y.mean() - y) / len(y)
    return np.exp(X_new @ w + y.mean())


def file():
    with FILE.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


# ---------------------------------------------------------------- one mistake, in two spellings


@listed("build_and_train", "scaler-leak")
def _(houses, new_houses, seed):
    return descended(houses, new_houses, np.vstack([table_of(houses), table_of(new_houses)]))


@listed("build_and_train", "scaler-leak")
def _(houses, new_houses, seed):
    prices = sensible(houses, new_houses)
    return prices * np.median(houses["price"]) / np.median(prices)


@listed("build_and_train", "dollars-not-undone")
def _(houses, new_houses, seed):
    return np.log10(sensible(houses, new_houses))


@listed("build_and_train", "dollars-not-undone")
def _(houses, new_houses, seed):
    logs = np.log(houses["price"])
    X = table_of(houses)
    return list(on_line(line(standard(X, X), standard(logs, logs)), standard(table_of(new_houses), X)))


@listed("build_and_train", "mean-for-all")
def _(houses, new_houses, seed):
    return [float(np.exp(np.mean(np.log(houses["price"]))))] * len(new_houses)


@listed("build_and_train", "mean-for-all")
def _(houses, new_houses, seed):
    return np.median(houses["price"]) + np.zeros(len(new_houses["living_area"]))


@listed("build_and_train", "prices-as-a-column")
def _(houses, new_houses, seed):
    return [[price] for price in sensible(houses, new_houses)]


@listed("build_and_train", "prices-as-a-column")
def _(houses, new_houses, seed):
    return sensible(houses, new_houses).reshape(-1, 1)


@listed("build_and_train", "seed-ignored")
def _(houses, new_houses, seed):
    return sensible(houses, new_houses) * np.exp(0.01 * np.random.default_rng().normal(size=len(new_houses)))


@listed("build_and_train", "seed-ignored")
def _(houses, new_houses, seed):
    rows = np.random.permutation(len(houses))[: len(houses) // 2]  # noqa: NPY002
    return sensible(houses.take(rows), new_houses)


@listed("build_and_train", "prices-sorted")
def _(houses, new_houses, seed):
    return sorted(sensible(houses, new_houses))


@listed("build_and_train", "prices-sorted")
def _(houses, new_houses, seed):
    return sensible(houses, new_houses.take(np.argsort(new_houses["house_id"])[::-1]))


@listed("build_and_train", "sale-condition-used")
def _(houses, new_houses, seed):
    normal = [one["sale_condition"] == "Normal" for one in (houses, new_houses)]
    X, X_new = (np.column_stack([table_of(one), flag]) for one, flag in zip((houses, new_houses), normal, strict=True))
    return np.exp(on_line(line(X, np.log(houses["price"])), X_new))


@listed("build_and_train", "sale-condition-used")
def _(houses, new_houses, seed):
    names = ("house_id", *NAMES)
    weights = line(table_of(houses, names), np.log(houses["price"]))
    return np.exp(on_line(weights, table_of(new_houses, names)))


@listed("build_and_train", "prices-looked-up")
def _(houses, new_houses, seed):
    rows = file()
    known = table_of({name: [row[name] for row in rows] for name in NAMES})
    price = np.array([float(row["price"]) for row in rows])
    return [price[np.abs(known - house).sum(axis=1).argmin()] for house in table_of(new_houses)]


@listed("build_and_train", "prices-looked-up")
def _(houses, new_houses, seed):
    names = ("lot_area", "living_area", "garage_area", "year_built", "longitude")
    price = {tuple(float(row[name]) for name in names): float(row["price"]) for row in file()}
    factor = np.median(
        [paid / price[tuple(one)] for one, paid in zip(table_of(houses, names), houses["price"], strict=True)]
    )
    return np.array([factor * price[tuple(house)] for house in table_of(new_houses, names)])


@listed("build_and_train", "other-sales")
def _(houses, new_houses, seed):
    rows = file()
    return sensible({name: np.array([float(row[name]) for row in rows]) for name in (*NAMES, "price")}, new_houses)


@listed("build_and_train", "other-sales")
def _(houses, new_houses, seed):
    prices = [float(row["price"]) for row in file() if row["split"] == "train"]
    X = table_of(houses)
    weights = line(standard(X, X), np.log(houses["price"]))
    return np.exp(np.mean(np.log(prices)) + standard(table_of(new_houses), X) @ weights[1:])


# ---------------------------------------------------------------- several at once


@double("build_and_train", "scaler-leak", "dollars-not-undone")
def _(houses, new_houses, seed):
    return np.log(descended(houses, new_houses, np.vstack([table_of(houses), table_of(new_houses)])))


@double("build_and_train", "prices-as-a-column", "dollars-not-undone")
def _(houses, new_houses, seed):
    return np.log(sensible(houses, new_houses))[:, None]


@double("build_and_train", "seed-ignored", "prices-sorted")
def _(houses, new_houses, seed):
    return np.sort(sensible(houses, new_houses) * np.random.default_rng().uniform(0.9, 1.1))


@double("build_and_train", "scaler-leak", "sale-condition-used")
def _(houses, new_houses, seed):
    prices = sensible(houses, new_houses) * np.where(new_houses["sale_condition"] == "Partial", 1.2, 1.0)
    return prices * np.mean(houses["price"]) / np.mean(prices)


# ---------------------------------------------------------------- what no list holds


@unlisted("build_and_train")
def _(houses, new_houses, seed):
    return sensible(houses, new_houses)[1:]


@unlisted("build_and_train")
def _(houses, new_houses, seed):
    return {"prices": sensible(houses, new_houses)}


@unlisted("build_and_train")
def _(houses, new_houses, seed):
    return -sensible(houses, new_houses)


@unlisted("build_and_train")
def _(houses, new_houses, seed):
    size = standard(np.log(new_houses["living_area"]), np.log(houses["living_area"]))  # one feature of all
    return np.exp(np.mean(np.log(houses["price"])) + 0.1 * size)


@unlisted("build_and_train")
def _(houses, new_houses, seed):
    return sensible(houses, new_houses) / 0.0


@unlisted("build_and_train")
def _(houses, new_houses, seed):
    raise MemoryError("too many epochs")
