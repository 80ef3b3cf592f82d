"""What you wrote and passed in lesson 14. Later lessons import it from bpkit.mine."""

from __future__ import annotations

# === build_and_train
import numpy as np
from bpkit.mine import split_rows
from bpkit.mine import fit_scaler
from bpkit.mine import apply_scaler
from bpkit.mine import one_hot
from bpkit.mine import init_parameters
from bpkit.mine import train
from bpkit.mine import mlp_forward
from bpkit.mine import to_dollars


AREAS = ('living_area', 'lot_area', 'basement_area', 'basement_finished', 'garage_area', 'porch_area', 'deck_area')


PLAIN = ('garage_cars', 'bedrooms', 'rooms', 'bathrooms', 'fireplaces', 'central_air', 'pool', 'overall_cond', 'heating_quality', 'exterior_cond', 'year_built', 'year_remodelled', 'year_sold', 'latitude', 'longitude')


def numbers_of(table):
    """(N, 22) numbers of the houses of a table: areas as logarithms, the rest as it is."""
    areas = [np.log1p(table[name]) for name in AREAS]
    return np.column_stack(areas + [table[name] for name in PLAIN])


WORDS = ('building_type', 'house_style', 'neighborhood', 'zoning')


def fit_encoder(table):
    """Means, standard deviations and levels. Give it rows to learn from, nothing else."""
    mean, std = fit_scaler(numbers_of(table))
    return mean, std, {name: np.unique(table[name]) for name in WORDS}


def encode(table, encoder):
    """(N, D) features, unitless; a word that the encoder does not know is a row of zeros."""
    mean, std, levels = encoder
    columns = [apply_scaler(numbers_of(table), mean, std)]
    for name in WORDS:
        known = np.isin(table[name], levels[name])
        words = np.where(known, table[name], levels[name][0])  # any level will do: its row is cleared
        columns.append(one_hot(words, levels[name]) * known[:, None])
    return np.hstack(columns)


def build_and_train(houses, new_houses, seed):
    """Learn from `houses`, which have prices, and price `new_houses`: an array of dollars, one for each.

    seed: a whole number; where all chance comes from.
    """
    rng = np.random.default_rng(seed)
    learn, watch = split_rows(len(houses), (0.85, 0.15), rng)
    encoder = fit_encoder(houses.take(learn))
    X, logs = encode(houses, encoder), np.log(houses["price"])[:, None]
    price_mean, price_std = fit_scaler(logs[learn])
    y = apply_scaler(logs, price_mean, price_std)
    parameters = init_parameters([X.shape[1], 32, 1], rng)
    data = (X[learn], y[learn], X[watch], y[watch])
    best, _ = train(parameters, data, learning_rate=0.02, batch_size=32, epochs=60, patience=10, rng=rng)
    prediction, _ = mlp_forward(best, encode(new_houses, encoder))
    return to_dollars(prediction, price_mean, price_std)[:, 0]
