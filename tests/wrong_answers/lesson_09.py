"""Wrong answers to lesson 9."""

from __future__ import annotations

import math
import random

import numpy as np

from tests.wrong_answers.table import double, listed, unlisted

# ---------------------------------------------------------------- split_rows


def cut(rows, n, fractions):
    """The right sizes, cut off one after the other."""
    parts, start = [], 0
    for k in range(len(fractions)):
        end = n if k == len(fractions) - 1 else start + int(fractions[k] * n)
        parts.append(rows[start:end])
        start = end
    return parts


@listed("split_rows", "global-rng")
def _(n, fractions, rng):
    rows = np.arange(n)
    np.random.shuffle(rows)  # noqa: NPY002
    return cut(rows, n, fractions)


@listed("split_rows", "global-rng")
def _(n, fractions, rng):
    rows = list(range(n))
    random.shuffle(rows)
    return cut(rows, n, fractions)


@listed("split_rows", "global-rng")
def _(n, fractions, rng):
    rng = np.random.default_rng()
    return cut(rng.permutation(n), n, fractions)


@listed("split_rows", "own-seed")
def _(n, fractions, rng):
    rng = np.random.default_rng(42)
    return cut(rng.permutation(n), n, fractions)


@listed("split_rows", "own-seed")
def _(n, fractions, rng):
    rows = list(range(n))
    random.Random(7).shuffle(rows)
    return cut(rows, n, fractions)


@listed("split_rows", "own-seed")
def _(n, fractions, rng):
    return cut(np.random.RandomState(1).permutation(n), n, fractions)


@listed("split_rows", "parts-overlap")
def _(n, fractions, rng):
    parts = [rng.permutation(n)[: int(fraction * n)] for fraction in fractions[:-1]]
    used = sum(len(part) for part in parts)
    parts.append(rng.permutation(n)[used:])
    return parts


@listed("split_rows", "parts-overlap")
def _(n, fractions, rng):
    rows, parts, start = rng.permutation(n), [], 0
    for fraction in fractions[:-1]:
        size = int(fraction * n)
        parts.append(rows[start : start + size])
        start = size
    rest = n - sum(len(part) for part in parts)
    return [*parts, rows[n - rest - 1 : n - 1] if rest < n else rows]


@listed("split_rows", "drawn-with-replacement")
def _(n, fractions, rng):
    return cut(rng.choice(n, n), n, fractions)


@listed("split_rows", "drawn-with-replacement")
def _(n, fractions, rng):
    parts = []
    for k, fraction in enumerate(fractions):
        size = int(fraction * n) if k < len(fractions) - 1 else n - sum(len(part) for part in parts)
        parts.append([int(rng.integers(n)) for _ in range(size)])
    return parts


@listed("split_rows", "not-shuffled")
def _(n, fractions, rng):
    return cut(list(range(n)), n, fractions)


@listed("split_rows", "not-shuffled")
def _(n, fractions, rng):
    rows = np.arange(n)
    rng.permutation(rows)
    return cut(rows, n, fractions)


@listed("split_rows", "shuffled-too-late")
def _(n, fractions, rng):
    parts = [list(part) for part in cut(range(n), n, fractions)]
    for part in parts:
        rng.shuffle(part)
    return parts


@listed("split_rows", "shuffled-too-late")
def _(n, fractions, rng):
    return [rng.choice(part, len(part), replace=False) for part in cut(np.arange(n), n, fractions)]


@listed("split_rows", "rest-lost")
def _(n, fractions, rng):
    rows, parts, start = rng.permutation(n), [], 0
    for fraction in fractions:
        size = int(fraction * n)
        parts.append(rows[start : start + size])
        start += size
    return parts


@listed("split_rows", "rest-lost")
def _(n, fractions, rng):
    rows = list(rng.permutation(n))
    return [[rows.pop() for _ in range(int(fraction * n))] for fraction in fractions]


@listed("split_rows", "sizes-rounded")
def _(n, fractions, rng):
    sizes = np.rint(np.array(fractions) * n).astype(int)
    return np.split(rng.permutation(n), np.cumsum(sizes[:-1]))


@listed("split_rows", "sizes-rounded")
def _(n, fractions, rng):
    rows, parts = rng.permutation(n), []
    for fraction in fractions[:-1]:
        size = int(fraction * n + 0.5)
        parts.append(rows[:size])
        rows = rows[size:]
    return [*parts, rows]


@listed("split_rows", "cut-at-sums")
def _(n, fractions, rng):
    rows, parts, start, total = rng.permutation(n), [], 0, 0.0
    for fraction in fractions[:-1]:
        total += fraction
        end = int(total * n)
        parts.append(rows[start:end])
        start = end
    return [*parts, rows[start:]]


@listed("split_rows", "cut-at-sums")
def _(n, fractions, rng):
    rows = rng.permutation(n)
    ends = [0] + [int(sum(fractions[: k + 1]) * n) for k in range(len(fractions) - 1)] + [n]
    return [rows[ends[k] : ends[k + 1]] for k in range(len(fractions))]


@listed("split_rows", "one-cut-too-many")
def _(n, fractions, rng):
    sizes = [int(fraction * n) for fraction in fractions[:-1]]
    sizes.append(n - sum(sizes))
    return np.split(rng.permutation(n), np.cumsum(sizes))


@listed("split_rows", "one-cut-too-many")
def _(n, fractions, rng):
    rows = rng.permutation(n).tolist()
    parts = cut(rows, n, fractions)
    used = sum(len(part) for part in parts)
    parts.append(rows[used:])
    return parts


@unlisted("split_rows")
def _(n, fractions, rng):
    return cut(rng.permutation(n), n, fractions)[:-1]


@unlisted("split_rows")
def _(n, fractions, rng):
    return rng.permutation(n)


@unlisted("split_rows")
def _(n, fractions, rng):
    return np.array_split(rng.permutation(n), len(fractions))


@unlisted("split_rows")
def _(n, fractions, rng):
    return cut(rng.permutation(n) + 1, n, fractions)


@unlisted("split_rows")
def _(n, fractions, rng):
    return cut(rng.permutation(n), n, fractions[::-1])


@unlisted("split_rows", "drawn-with-replacement", "parts-overlap")
def _(n, fractions, rng):
    return [np.flatnonzero(rng.random(n) < fraction) for fraction in fractions]


@unlisted("split_rows")
def _(n, fractions, rng):
    rows, sizes = rng.permutation(n), [math.ceil(fraction * n) for fraction in fractions[:-1]]
    return np.split(rows, np.cumsum(sizes, dtype=int))


@unlisted("split_rows", "not-shuffled")
def _(n, fractions, rng):
    return cut(np.arange(n)[::-1], n, fractions)


@unlisted("split_rows")
def _(n, fractions, rng):
    return [len(part) for part in cut(rng.permutation(n), n, fractions)]


@double("split_rows", "not-shuffled", "rest-lost")
def _(n, fractions, rng):
    parts, start = [], 0
    for fraction in fractions:
        end = start + int(fraction * n)
        parts.append(np.arange(start, end))
        start = end
    return parts


@double("split_rows", "own-seed", "sizes-rounded")
def _(n, fractions, rng):
    rows = np.random.default_rng(0).permutation(n)
    sizes = [round(fraction * n) for fraction in fractions[:-1]]
    return np.split(rows, np.cumsum(sizes, dtype=int))


@double("split_rows", "global-rng", "cut-at-sums")
def _(n, fractions, rng):
    ends = (np.cumsum(fractions)[:-1] * n).astype(int)
    return np.split(np.random.permutation(n), ends)  # noqa: NPY002


@double("split_rows", "not-shuffled", "one-cut-too-many")
def _(n, fractions, rng):
    return [*cut(np.arange(n), n, fractions), []]


# ---------------------------------------------------------------- fit_scaler


def spread(X):
    """The right std of each column."""
    X = np.asarray(X, dtype=float)
    std = np.array(
        [math.sqrt(sum((x - sum(column) / len(column)) ** 2 for x in column) / len(column)) for column in X.T]
    )
    return np.where(X.max(axis=0) == X.min(axis=0), 1.0, std)


@listed("fit_scaler", "constant-column")
def _(X):
    mean = np.sum(X, axis=0) / len(X)
    return mean, np.sqrt(np.sum((X - mean) ** 2, axis=0) / len(X))


@listed("fit_scaler", "constant-column")
def _(X):
    means, stds = [], []
    for d in range(X.shape[1]):
        means.append(np.mean(X[:, d]))
        stds.append(np.std(X[:, d]))
    return np.array(means), np.array(stds)


@listed("fit_scaler", "constant-by-std")
def _(X):
    mean, std = X.mean(axis=0), X.std(axis=0)
    std[std == 0] = 1
    return mean, std


@listed("fit_scaler", "constant-by-std")
def _(X):
    variance = np.var(X, axis=0)
    stds = [math.sqrt(v) if v > 0 else 1.0 for v in variance]
    return np.mean(X, axis=0), np.array(stds)


@listed("fit_scaler", "sample-std")
def _(X):
    constant = X.max(axis=0) == X.min(axis=0)
    std = np.where(constant, 1.0, np.std(X, axis=0, ddof=1))
    return np.mean(X, axis=0), std


@listed("fit_scaler", "sample-std")
def _(X):
    mean = X.mean(axis=0)
    squares = ((X - mean) ** 2).sum(axis=0)
    return mean, np.sqrt(squares / (len(X) - 1))


@listed("fit_scaler", "variance-for-std")
def _(X):
    mean = X.mean(axis=0)
    return mean, ((X - mean) ** 2).sum(axis=0) / len(X)


@listed("fit_scaler", "variance-for-std")
def _(X):
    return np.average(X, axis=0), spread(X) ** 2


@listed("fit_scaler", "along-the-rows")
def _(X):
    mean = np.array([row.mean() for row in X])
    std = np.array([row.std() for row in X])
    return mean, std


@listed("fit_scaler", "along-the-rows")
def _(X):
    std = X.std(axis=1)
    std[std == 0] = 1.0
    return np.sum(X, axis=1) / X.shape[1], std


@listed("fit_scaler", "whole-table")
def _(X):
    mean = np.sum(X) / X.size
    return mean, np.sqrt(np.mean((X - mean) ** 2))


@listed("fit_scaler", "whole-table")
def _(X):
    values = X.ravel()
    return float(np.mean(values)), float(np.std(values))


@listed("fit_scaler", "whole-table")
def _(X):
    return np.full(X.shape[1], X.mean()), np.full(X.shape[1], X.std())


@listed("fit_scaler", "dimension-kept")
def _(X):
    return np.mean(X, axis=0).reshape(1, -1), spread(X)[None, :]


@listed("fit_scaler", "dimension-kept")
def _(X):
    mean = np.mean(X, axis=0, keepdims=True)
    return mean, np.sqrt(np.mean((X - mean) ** 2, axis=0, keepdims=True))


@listed("fit_scaler", "scaler-swapped")
def _(X):
    return spread(X), np.average(X, axis=0)


@listed("fit_scaler", "scaler-swapped")
def _(X):
    std = np.std(X, axis=0)
    std[np.max(X, axis=0) == np.min(X, axis=0)] = 1
    mean = np.mean(X, axis=0)
    return std, mean


@listed("fit_scaler", "range-for-std")
def _(X):
    low, high = X.min(axis=0), X.max(axis=0)
    return low, np.where(high > low, high - low, 1.0)


@listed("fit_scaler", "range-for-std")
def _(X):
    low = np.array([min(column) for column in X.T])
    return low, np.array([max(column) for column in X.T]) - low


@listed("fit_scaler", "tiny-number-added")
def _(X):
    return X.mean(axis=0), X.std(axis=0) + 1e-12


@listed("fit_scaler", "tiny-number-added")
def _(X):
    return X.mean(axis=0), np.maximum(X.std(axis=0), 1e-10)


@listed("fit_scaler", "tiny-number-added")
def _(X):
    mean = X.mean(axis=0)
    return mean, np.sqrt(((X - mean) ** 2).mean(axis=0) + 1e-8)


@unlisted("fit_scaler")
def _(X):
    return np.median(X, axis=0), spread(X)


@unlisted("fit_scaler")
def _(X):
    return X.mean(axis=0), np.mean(np.abs(X - X.mean(axis=0)), axis=0)


@unlisted("fit_scaler")
def _(X):
    return X.mean(axis=0), np.sqrt(np.mean(X**2, axis=0))


@unlisted("fit_scaler")
def _(X):
    return np.stack([X.mean(axis=0), spread(X)], axis=1)


@unlisted("fit_scaler")
def _(X):
    return X.sum(axis=0), spread(X)


@unlisted("fit_scaler")
def _(X):
    return (X - X.mean(axis=0)) / spread(X)


@unlisted("fit_scaler", "constant-column")
def _(X):
    constant = X.max(axis=0) == X.min(axis=0)
    return X.mean(axis=0), np.where(constant, 0.0, X.std(axis=0))


@double("fit_scaler", "scaler-swapped", "constant-column")
def _(X):
    return X.std(axis=0), X.mean(axis=0)


@double("fit_scaler", "sample-std", "constant-by-std")
def _(X):
    std = X.std(axis=0, ddof=1)
    return X.mean(axis=0), np.where(std == 0, 1.0, std)


@double("fit_scaler", "variance-for-std", "constant-by-std")
def _(X):
    variance = X.var(axis=0)
    return X.mean(axis=0), np.where(variance == 0, 1.0, variance)


@double("fit_scaler", "variance-for-std", "sample-std", "constant-column")
def _(X):
    return X.mean(axis=0), X.var(axis=0, ddof=1)


@double("fit_scaler", "dimension-kept", "along-the-rows")
def _(X):
    return X.mean(axis=1, keepdims=True), X.std(axis=1, keepdims=True)


# ---------------------------------------------------------------- apply_scaler


@listed("apply_scaler", "scaler-recomputed")
def _(X, mean, std):
    new_mean = np.sum(X, axis=0) / len(X)
    new_std = np.sqrt(np.mean((X - new_mean) ** 2, axis=0))
    return (X - new_mean) / new_std


@listed("apply_scaler", "scaler-recomputed")
def _(X, mean, std):
    out = np.zeros(X.shape)
    for d in range(X.shape[1]):
        column = X[:, d]
        out[:, d] = (column - column.mean()) / (column.std() if len(set(column)) > 1 else 1.0)
    return out


@listed("apply_scaler", "scaler-recomputed")
def _(X, mean, std):
    mean, std = X.mean(axis=0), X.std(axis=0) + 1e-8
    return (X - mean) / std


@listed("apply_scaler", "std-forgotten")
def _(X, mean, std):
    return np.array([row - mean for row in X])


@listed("apply_scaler", "std-forgotten")
def _(X, mean, std):
    out = X.copy()
    for d in range(len(mean)):
        out[:, d] -= mean[d]
    return out


@listed("apply_scaler", "mean-forgotten")
def _(X, mean, std):
    return np.einsum("nd,d->nd", X, 1 / std)


@listed("apply_scaler", "mean-forgotten")
def _(X, mean, std):
    return np.divide(X, std[None, :])


@listed("apply_scaler", "brackets-forgotten")
def _(X, mean, std):
    shift = mean / std
    return np.array([[X[n, d] - shift[d] for d in range(len(shift))] for n in range(len(X))])


@listed("apply_scaler", "brackets-forgotten")
def _(X, mean, std):
    return np.subtract(X, np.divide(mean, std))


@listed("apply_scaler", "mean-not-divided")
def _(X, mean, std):
    scaled = X / std
    scaled -= mean
    return scaled


@listed("apply_scaler", "mean-not-divided")
def _(X, mean, std):
    return -mean + np.multiply(X, 1 / std)


@listed("apply_scaler", "multiplied")
def _(X, mean, std):
    return X * std - mean * std


@listed("apply_scaler", "multiplied")
def _(X, mean, std):
    return np.array([[(x - m) * s for x, m, s in zip(row, mean, std, strict=True)] for row in X])


@listed("apply_scaler", "way-back")
def _(X, mean, std):
    return mean + np.einsum("nd,d->nd", X, std)


@listed("apply_scaler", "way-back")
def _(X, mean, std):
    out = np.empty_like(X)
    for n in range(len(X)):
        out[n] = X[n] * std + mean
    return out


@listed("apply_scaler", "divided-by-variance")
def _(X, mean, std):
    return (X - mean) / std / std


@listed("apply_scaler", "divided-by-variance")
def _(X, mean, std):
    variance = np.square(std)
    return X / variance - mean / variance


@listed("apply_scaler", "scaled-sign")
def _(X, mean, std):
    return -(X - mean) / std


@listed("apply_scaler", "scaled-sign")
def _(X, mean, std):
    return mean / std - X / std


@unlisted("apply_scaler")
def _(X, mean, std):
    return (X + mean) / std


@unlisted("apply_scaler")
def _(X, mean, std):
    return (X - std) / mean


@unlisted("apply_scaler")
def _(X, mean, std):
    return (X - mean) / np.sqrt(std)


@unlisted("apply_scaler")
def _(X, mean, std):
    return np.abs(X - mean) / std


@unlisted("apply_scaler", "scaler-recomputed")
def _(X, mean, std):
    return (X - X.mean(axis=0)) / std


@unlisted("apply_scaler", "scaler-recomputed")
def _(X, mean, std):
    return (X - X.mean()) / X.std()


@unlisted("apply_scaler", "input-changed")
def _(X, mean, std):
    X -= mean
    X /= std
    return X


@unlisted("apply_scaler")
def _(X, mean, std):
    return (X - np.mean(mean)) / np.mean(std)


@double("apply_scaler", "mean-forgotten", "multiplied")
def _(X, mean, std):
    return X * std


@double("apply_scaler", "scaled-sign", "std-forgotten")
def _(X, mean, std):
    return mean - X


@double("apply_scaler", "mean-forgotten", "divided-by-variance")
def _(X, mean, std):
    return X / std**2


@double("apply_scaler", "brackets-forgotten", "multiplied")
def _(X, mean, std):
    return X - mean * std


# ---------------------------------------------------------------- one_hot


def known(categories, levels):
    """Refuses what is no level."""
    for category in categories:
        if category not in levels:
            raise ValueError(f"{category!r} is no level")


@listed("one_hot", "categories-ordered")
def _(categories, levels):
    number = {level: k for k, level in enumerate(levels)}
    return np.array([number[category] for category in categories], dtype=float)


@listed("one_hot", "categories-ordered")
def _(categories, levels):
    known(categories, levels)
    return np.argmax(categories[:, None] == levels[None, :], axis=1).reshape(-1, 1)


@listed("one_hot", "categories-ordered")
def _(categories, levels):
    column = np.zeros((len(categories), 1))
    for k, level in enumerate(levels, start=1):
        column[categories == level] = k
    return column


@listed("one_hot", "categories-ordered")
def _(categories, levels):
    return np.unique(categories, return_inverse=True)[1]


@listed("one_hot", "categories-ordered")
def _(categories, levels):
    alphabet = sorted(levels)
    return [alphabet.index(category) for category in categories]


@listed("one_hot", "levels-sorted")
def _(categories, levels):
    known(categories, levels)
    return (categories[:, None] == np.unique(levels)[None, :]).astype(float)


@listed("one_hot", "levels-sorted")
def _(categories, levels):
    alphabet = sorted(levels.tolist())
    columns = np.zeros((len(categories), len(alphabet)))
    for n, category in enumerate(categories.tolist()):
        columns[n, alphabet.index(category)] = 1.0
    return columns


@listed("one_hot", "levels-from-data")
def _(categories, levels):
    found, place = np.unique(categories, return_inverse=True)
    return np.eye(len(found))[place]


@listed("one_hot", "levels-from-data")
def _(categories, levels):
    found = list(dict.fromkeys(categories.tolist()))
    columns = np.zeros((len(categories), len(found)))
    for n, category in enumerate(categories.tolist()):
        columns[n, found.index(category)] = 1
    return columns


@listed("one_hot", "levels-from-data")
def _(categories, levels):
    present = [level for level in levels if level in categories]
    return np.array([[1.0 if category == level else 0.0 for level in present] for category in categories])


@listed("one_hot", "one-hot-transposed")
def _(categories, levels):
    known(categories, levels)
    return np.array([(categories == level).astype(float) for level in levels])


@listed("one_hot", "one-hot-transposed")
def _(categories, levels):
    columns = np.zeros((len(levels), len(categories)))
    for n, category in enumerate(categories):
        columns[np.flatnonzero(levels == category)[0], n] = 1
    return columns


@listed("one_hot", "booleans")
def _(categories, levels):
    known(categories, levels)
    return [[bool(category == level) for level in levels] for category in categories]


@listed("one_hot", "booleans")
def _(categories, levels):
    return np.array([levels == category for category in categories])


@listed("one_hot", "unknown-as-zeros")
def _(categories, levels):
    columns = np.zeros((len(categories), len(levels)))
    for n, category in enumerate(categories):
        for k, level in enumerate(levels):
            if category == level:
                columns[n, k] = 1.0
    return columns


@listed("one_hot", "unknown-as-zeros")
def _(categories, levels):
    return np.stack([np.where(categories == level, 1, 0) for level in levels], axis=1)


@listed("one_hot", "another-error")
def _(categories, levels):
    columns = np.zeros((len(categories), len(levels)))
    for n, category in enumerate(categories):
        columns[n, np.flatnonzero(levels == category)[0]] = 1
    return columns


@listed("one_hot", "another-error")
def _(categories, levels):
    assert set(categories.tolist()) <= set(levels.tolist()), "unknown category"
    return (categories[:, None] == levels[None, :]) * 1.0


@listed("one_hot", "another-error")
def _(categories, levels):
    for category in categories:
        if category not in levels:
            raise TypeError(f"unknown category {category}")
    return (categories[:, None] == levels[None, :]).astype(int)


@listed("one_hot", "refused-too-late")
def _(categories, levels):
    if not set(categories.tolist()) & set(levels.tolist()):
        raise ValueError("no category is a level")
    return (categories[:, None] == levels[None, :]).astype(float)


@listed("one_hot", "refused-too-late")
def _(categories, levels):
    columns = np.array([[float(category == level) for level in levels] for category in categories])
    if columns.sum() == 0:
        raise ValueError("unknown")
    return columns


@listed("one_hot", "first-level-dropped")
def _(categories, levels):
    known(categories, levels)
    return (categories[:, None] == levels[None, 1:]).astype(float)


@listed("one_hot", "first-level-dropped")
def _(categories, levels):
    columns = np.zeros((len(categories), len(levels) - 1))
    for n, category in enumerate(categories):
        k = list(levels).index(category)
        if k > 0:
            columns[n, k - 1] = 1
    return columns


@listed("one_hot", "one-cold")
def _(categories, levels):
    known(categories, levels)
    return (categories[:, None] != levels[None, :]).astype(float)


@listed("one_hot", "one-cold")
def _(categories, levels):
    columns = np.ones((len(categories), len(levels)))
    for n, category in enumerate(categories):
        columns[n, list(levels).index(category)] = 0
    return columns


@listed("one_hot", "counts")
def _(categories, levels):
    listing = categories.tolist()
    return np.array([[listing.count(c) if c == level else 0 for level in levels.tolist()] for c in listing])


@listed("one_hot", "counts")
def _(categories, levels):
    columns = np.zeros((len(categories), len(levels)))
    for n in range(len(categories)):
        for category in categories:
            if category == categories[n]:
                columns[n, list(levels).index(category)] += 1
    return columns


@unlisted("one_hot", "categories-ordered")
def _(categories, levels):
    place = np.array([list(levels).index(category) for category in categories])
    return place / (len(levels) - 1)


@unlisted("one_hot")
def _(categories, levels):
    known(categories, levels)
    return np.where(categories[:, None] == levels[None, :], 1.0, -1.0)


@unlisted("one_hot")
def _(categories, levels):
    known(categories, levels)
    return (categories[:, None] == levels[None, ::-1]).astype(float)


@unlisted("one_hot", "counts")
def _(categories, levels):
    known(categories, levels)
    return np.array([np.sum(categories == level) for level in levels])


@unlisted("one_hot", "first-level-dropped")
def _(categories, levels):
    known(categories, levels)
    return (categories[:, None] == levels[None, :-1]).astype(float)


@unlisted("one_hot")
def _(categories, levels):
    known(categories, levels)
    return (categories[:, None] == levels[None, :]).astype(float).ravel()


@unlisted("one_hot")
def _(categories, levels):
    columns = (categories[:, None] == levels[None, :]).astype(float)
    columns[columns.sum(axis=1) == 0, 0] = 1.0
    return columns


@unlisted("one_hot")
def _(categories, levels):
    columns = (categories[:, None] == levels[None, :]).astype(float)
    return columns[columns.sum(axis=1) == 1]


@double("one_hot", "one-hot-transposed", "booleans")
def _(categories, levels):
    return categories[None, :] == levels[:, None]


@double("one_hot", "levels-sorted", "first-level-dropped")
def _(categories, levels):
    return (categories[:, None] == np.sort(levels)[None, 1:]).astype(float)


@double("one_hot", "one-cold", "booleans")
def _(categories, levels):
    return categories[:, None] != levels[None, :]


@double("one_hot", "levels-from-data", "booleans")
def _(categories, levels):
    return categories[:, None] == np.unique(categories)[None, :]


# ---------------------------------------------------------------- to_dollars


@listed("to_dollars", "dollars-not-undone")
def _(z, mean, std):
    return np.add(np.multiply(std, z), mean)


@listed("to_dollars", "dollars-not-undone")
def _(z, mean, std):
    return z


@listed("to_dollars", "dollars-not-undone")
def _(z, mean, std):
    log_price = np.asarray(z) * std
    log_price = log_price + mean
    np.exp(log_price)
    return log_price


@listed("to_dollars", "scaling-not-undone")
def _(z, mean, std):
    return np.e ** np.asarray(z)


@listed("to_dollars", "scaling-not-undone")
def _(z, mean, std):
    return np.vectorize(math.exp)(z)


@listed("to_dollars", "undone-in-wrong-order")
def _(z, mean, std):
    price = np.exp(z)
    return mean + std * price


@listed("to_dollars", "undone-in-wrong-order")
def _(z, mean, std):
    dollars = np.power(math.e, z)
    dollars = dollars * std
    dollars = dollars + mean
    return dollars.tolist() if isinstance(dollars, np.ndarray) else float(dollars)


@listed("to_dollars", "mean-std-swapped")
def _(z, mean, std):
    mean, std = std, mean
    return np.exp(np.asarray(z) * std + mean)


@listed("to_dollars", "mean-std-swapped")
def _(z, mean, std):
    return np.exp(std) * np.exp(np.multiply(z, mean))


@listed("to_dollars", "scaled-again")
def _(z, mean, std):
    scaled = (np.asarray(z) - mean) / std
    return np.e**scaled


@listed("to_dollars", "scaled-again")
def _(z, mean, std):
    return np.exp(np.divide(z, std) - mean / std)


@listed("to_dollars", "added-before-multiplied")
def _(z, mean, std):
    return np.exp(std * np.asarray(z) + std * mean)


@listed("to_dollars", "added-before-multiplied")
def _(z, mean, std):
    shifted = np.add(z, mean)
    return np.exp(shifted) ** std


@listed("to_dollars", "mean-not-added")
def _(z, mean, std):
    return np.exp(std) ** np.asarray(z)


@listed("to_dollars", "mean-not-added")
def _(z, mean, std):
    log_price = np.multiply(z, std)
    log_price + mean
    return np.exp(log_price)


@listed("to_dollars", "std-not-multiplied")
def _(z, mean, std):
    return np.exp(mean) * np.exp(z)


@listed("to_dollars", "std-not-multiplied")
def _(z, mean, std):
    return np.vectorize(lambda one: math.exp(one + mean))(z)


@listed("to_dollars", "power-of-ten")
def _(z, mean, std):
    return np.power(10.0, np.asarray(z) * std + mean)


@listed("to_dollars", "power-of-ten")
def _(z, mean, std):
    return np.exp(math.log(10) * (np.asarray(z) * std + mean))


@listed("to_dollars", "power-of-ten")
def _(z, mean, std):
    return np.exp2(np.asarray(z) * std + mean)


@listed("to_dollars", "log-again")
def _(z, mean, std):
    log_price = mean + std * np.asarray(z)
    return np.log(log_price)


@listed("to_dollars", "log-again")
def _(z, mean, std):
    return np.log2(np.asarray(z) * std + mean) / np.log2(np.e)


@listed("to_dollars", "one-dollar-off")
def _(z, mean, std):
    return np.exp(np.asarray(z) * std + mean) - 1


@listed("to_dollars", "one-dollar-off")
def _(z, mean, std):
    return -1 + np.exp(mean) * np.exp(std) ** np.asarray(z)


@unlisted("to_dollars")
def _(z, mean, std):
    return np.exp(np.asarray(z) * std + mean) * 1000


@unlisted("to_dollars")
def _(z, mean, std):
    return np.round(np.exp(np.asarray(z) * std + mean), -3)


@unlisted("to_dollars")
def _(z, mean, std):
    return np.exp(np.asarray(z) * std - mean)


@listed("to_dollars", "divided-again")
def _(z, mean, std):
    return np.exp(np.asarray(z) / std + mean)


@unlisted("to_dollars")
def _(z, mean, std):
    return np.asarray(z) * np.exp(std) + np.exp(mean)


@unlisted("to_dollars")
def _(z, mean, std):
    return np.exp(np.asarray(z) * std**2 + mean)


@unlisted("to_dollars")
def _(z, mean, std):
    return np.exp(np.abs(z) * std + mean)


@double("to_dollars", "power-of-ten", "scaling-not-undone")
def _(z, mean, std):
    return 10 ** np.asarray(z)


@double("to_dollars", "one-dollar-off", "mean-not-added")
def _(z, mean, std):
    return np.expm1(np.asarray(z) * std)


@double("to_dollars", "dollars-not-undone", "mean-std-swapped")
def _(z, mean, std):
    return np.asarray(z) * mean + std


@double("to_dollars", "scaled-again", "dollars-not-undone")
def _(z, mean, std):
    return (np.asarray(z) - mean) / std


@listed("one_hot", "levels-sorted")
def _(categories, levels):
    columns = np.zeros((len(categories), len(levels)))
    columns[np.arange(len(categories)), np.searchsorted(levels, categories)] = 1
    return columns


@listed("to_dollars", "divided-again")
def _(z, mean, std):
    logs = mean + np.divide(z, std)
    return np.exp(logs)


@listed("to_dollars", "divided-again")
def _(z, mean, std):
    return math.e ** (np.asarray(z) * (1 / std) + mean)


@listed("to_dollars", "mean-for-median")
def _(z, mean, std):
    return np.exp(np.asarray(z) * std + mean) * np.exp(0.5 * std * std)


@listed("to_dollars", "mean-for-median")
def _(z, mean, std):
    variance = std**2
    return np.exp(mean + variance / 2 + std * z)


# ---------------------------------------------------------------- more of what a learner types


@listed("split_rows", "sizes-for-places")
def _(n, fractions, rng):
    rows = np.arange(n)
    rng.shuffle(rows)
    places = [0, *(int(fraction * n) for fraction in fractions[:-1]), n]
    return [rows[places[k] : places[k + 1]] for k in range(len(fractions))]


@listed("split_rows", "sizes-for-places")
def _(n, fractions, rng):
    sizes = np.array(fractions[:-1]) * n
    return np.array_split(rng.permutation(n), sizes.astype(int))


@listed("fit_scaler", "sum-for-mean")
def _(X):
    mean = X.mean(axis=0)
    std = np.sqrt(np.sum((X - mean) ** 2, axis=0))
    return mean, np.where(X.max(axis=0) == X.min(axis=0), 1.0, std)


@listed("fit_scaler", "sum-for-mean")
def _(X):
    mean = X.mean(axis=0)
    return mean, np.linalg.norm(X - mean, axis=0)


@listed("to_dollars", "mean-added-after-exp")
def _(z, mean, std):
    return mean + np.exp(std * z)


@listed("to_dollars", "mean-added-after-exp")
def _(z, mean, std):
    factor = np.exp(std) ** z
    return factor + mean
