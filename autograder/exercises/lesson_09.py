"""Lesson 9, house data: splitting, scaling, encoding, and the way back to dollars."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from math import comb
from typing import Any

import numpy as np

from autograder.exercise import Probe, exercise
from autograder.sending import Seeded
from autograder.values import Tolerance, as_numbers, describe
from bpkit import encoding

# ---------------------------------------------------------------- split_rows

SORTED_BY_CHANCE = 10  # fewer rows than this may lie in order although they were shuffled
ONCE_IN = 10**9  # shuffles, two parts may lie one behind the other by chance


def fault_of_parts(arguments: tuple[Any, ...], result: Any) -> str | None:
    """None for shuffled rows cut into parts of the right sizes; else the first thing that is wrong."""
    n, fractions = arguments[0], arguments[1]
    if not isinstance(result, (list, tuple)):
        return f"A list of index arrays is expected, one for each fraction; yours is {describe(result)}."
    if len(result) != len(fractions):
        return f"There are {len(result)} parts for {len(fractions)} fractions; one index array for each is expected."
    parts = [np.empty(0) if np.size(part) == 0 else as_numbers(part) for part in result]
    if any(part is None or part.ndim != 1 for part in parts):
        return "Each part should be an array of row numbers, with one axis."
    rows = np.concatenate([part for part in parts if part is not None])
    if not np.isin(rows, np.arange(n)).all():
        return f"A part holds something that is no row number from 0 to {n - 1}."
    if any(part is not None and len(np.unique(part)) < len(part) for part in parts):
        return "In one part a row comes twice."
    if len(np.unique(rows)) < len(rows):
        return "A row appears in two parts."
    if len(rows) < n:
        return "Some rows are in no part."
    if any(np.asarray(part).dtype.kind == "f" for part in result if np.size(part)):
        return "Row numbers are whole numbers, and yours are floats: X[part] would raise an IndexError."
    sizes = [len(part) for part in parts if part is not None]
    wanted = [int(fraction * n) for fraction in fractions[:-1]]
    wanted.append(n - sum(wanted))
    if sizes != wanted:
        return f"Your parts have {sizes} rows; int(fraction · n) and the rest for the last part make {wanted}."
    return _fault_of_order(rows, sizes) if len(sizes) > 1 and n > SORTED_BY_CHANCE else None


def _fault_of_order(rows: np.ndarray[Any, Any], sizes: list[int]) -> str | None:
    """How the file's order is still to be seen in the rows, whose parts have these sizes."""
    first = sizes[0]
    if np.array_equal(rows, np.arange(len(rows))):
        return "The rows still lie in the order of the file."
    if np.array_equal(rows[::-1], np.arange(len(rows))):
        return "The rows lie in the order of the file, backwards."
    if np.array_equal(np.sort(rows[:first]), np.arange(first)):
        return "The first part holds the first rows of the file."
    if len(np.unique(np.diff(rows) % len(rows))) == 1:
        return "Your rows follow each other at equal steps through the file. Shuffle them."
    for one, other in pairwise(np.split(rows, np.cumsum(sizes)[:-1])):
        unlikely = comb(len(one) + len(other), len(one)) > ONCE_IN
        if unlikely and (one.max() < other.min() or other.max() < one.min()):
            return "Of two parts, one holds what stands before the other in the file. Shuffle all rows before you cut."
    return None


split_rows = exercise(
    "split_rows",
    lesson=9,
    points=1,
    reference=encoding.split_rows,
    returns=("parts",),
    accept=fault_of_parts,
)


@split_rows.probes
def rows_to_split(rng: np.random.Generator) -> Iterator[Probe]:
    first, second = (int(seed) for seed in rng.choice(10_000, size=2, replace=False))
    for seed in (first, second):
        yield Probe("103 rows in three parts", (103, (0.6, 0.2, 0.2), Seeded(seed)), one_answer=False)
    yield Probe("0.29 of 100 rows, a little under 29", (100, [0.29, 0.71], Seeded(first)), one_answer=False)
    yield Probe("four parts", (47, (0.5, 0.25, 0.15, 0.1), Seeded(second)), one_answer=False)
    yield Probe("a single part", (40, (1.0,), Seeded(first)), one_answer=False)
    yield Probe("a single row", (1, (0.5, 0.5), Seeded(second)), one_answer=False)


def _sizes(n, fractions):
    sizes = [int(fraction * n) for fraction in fractions[:-1]]
    return [*sizes, n - sum(sizes)]


def _cut(rows, sizes):
    return np.split(rows, np.cumsum(sizes)[:-1])


@split_rows.mistake("Same seed, different result: use the rng that you were given.")
def global_rng(n, fractions, rng):
    return _cut(np.random.permutation(n), _sizes(n, fractions))  # noqa: NPY002


@split_rows.mistake("Another seed, the same parts: you made a generator of your own. Use the rng that you were given.")
def own_seed(n, fractions, rng):
    return _cut(np.random.default_rng(0).permutation(n), _sizes(n, fractions))


@split_rows.mistake("A row appears in two parts.")
def parts_overlap(n, fractions, rng):
    return [rng.permutation(n)[:size] for size in _sizes(n, fractions)]


@split_rows.mistake("A row appears in two parts.", name="parts-overlap")
def parts_overlap_by_choice(n, fractions, rng):
    return [rng.choice(n, size=size, replace=False) for size in _sizes(n, fractions)]


@split_rows.mistake("The rows were drawn one by one and put back: some come twice, others never.")
def drawn_with_replacement(n, fractions, rng):
    return [rng.integers(0, n, size=size) for size in _sizes(n, fractions)]


@split_rows.mistake(
    "The rows were drawn one by one and put back: some come twice, others never.", name="drawn-with-replacement"
)
def drawn_once_with_replacement(n, fractions, rng):
    return _cut(rng.integers(0, n, size=n), _sizes(n, fractions))


@split_rows.mistake("The file is sorted; shuffle before you split.")
def not_shuffled(n, fractions, rng):
    return _cut(np.arange(n), _sizes(n, fractions))


@split_rows.mistake("The file is sorted; shuffle before you split.", name="not-shuffled")
def turned_round_not_shuffled(n, fractions, rng):
    return _cut(np.arange(n - 1, -1, -1), _sizes(n, fractions))


@split_rows.mistake("You shuffled inside the parts only: the first part still holds the first rows of the file.")
def shuffled_too_late(n, fractions, rng):
    parts = _cut(np.arange(n), _sizes(n, fractions))
    return [rng.permutation(part) for part in parts]


@split_rows.mistake("The last part takes the rest; with int(fraction · n) for it, too, some rows are lost.")
def rest_lost(n, fractions, rng):
    ends = np.cumsum([0, *(int(fraction * n) for fraction in fractions)])
    order = rng.permutation(n)
    return [order[start:end] for start, end in pairwise(ends)]


@split_rows.mistake("You rounded the sizes. int(fraction · n) cuts off what stands behind the point.")
def sizes_rounded(n, fractions, rng):
    sizes = [round(fraction * n) for fraction in fractions[:-1]]
    return _cut(rng.permutation(n), [*sizes, n - sum(sizes)])


@split_rows.mistake(
    "You rounded the sizes. int(fraction · n) cuts off what stands behind the point.", name="sizes-rounded"
)
def sizes_rounded_half_up(n, fractions, rng):
    sizes = [int(np.floor(fraction * n + 0.5)) for fraction in fractions[:-1]]
    return _cut(rng.permutation(n), [*sizes, n - sum(sizes)])


@split_rows.mistake(
    "You added the fractions up before you made whole numbers of them; each part has int(fraction · n)."
)
def cut_at_sums(n, fractions, rng):
    return np.split(rng.permutation(n), [int(end * n) for end in np.cumsum(fractions)[:-1]])


@split_rows.mistake("There is one cut too many. Three parts need two cuts: where the last one ends is no cut.")
def one_cut_too_many(n, fractions, rng):
    return [*_cut(rng.permutation(n), _sizes(n, fractions)), np.array([], dtype=int)]


@split_rows.mistake(
    "There is one cut too many. Three parts need two cuts: where the last one ends is no cut.", name="one-cut-too-many"
)
def one_cut_too_many_with_a_rest(n, fractions, rng):
    return np.split(rng.permutation(n), np.cumsum([int(fraction * n) for fraction in fractions]))


@split_rows.mistake(
    "You cut at the sizes. A cut is a *place*: the second one lies where the first two parts together end."
)
def sizes_for_places(n, fractions, rng):
    return np.split(rng.permutation(n), _sizes(n, fractions)[:-1])


@split_rows.variant
def split_by_running_start(n, fractions, rng):
    order, parts, start = rng.permutation(n), [], 0
    for fraction in fractions[:-1]:
        end = start + int(fraction * n)
        parts.append(order[start:end])
        start = end
    return [*parts, order[start:]]


@split_rows.variant
def split_by_shuffle(n, fractions, rng):
    rows = list(range(n))
    rng.shuffle(rows)
    parts = []
    for size in [int(fraction * n) for fraction in list(fractions)[:-1]]:
        parts.append(rows[:size])
        rows = rows[size:]
    return (*parts, rows)


@split_rows.variant
def split_by_sorting_random_numbers(n, fractions, rng):
    ends = np.cumsum([int(fraction * n) for fraction in fractions])[:-1]
    return np.split(np.argsort(rng.random(n)), ends)


@split_rows.variant
def split_and_sorted_again(n, fractions, rng):
    return [np.sort(part) for part in _cut(rng.permutation(n), _sizes(n, fractions))]


# ---------------------------------------------------------------- fit_scaler

fit_scaler = exercise(
    "fit_scaler",
    lesson=9,
    points=1,
    reference=encoding.fit_scaler,
    returns=("mean", "std"),
    tolerance=Tolerance(absolute=0.0),  # a std of 0 and one of 1e-12 are two mistakes
)


def _table(rng, rows, columns):
    """Columns that lie apart, each with a spread of its own."""
    return rng.uniform(-4, 4, size=columns) + rng.uniform(0.5, 3, size=columns) * rng.normal(size=(rows, columns))


def _leaves_a_trace(rng, rows):
    """A number whose column has, by rounding, a standard deviation that is not quite 0."""
    while True:
        number = round(float(rng.uniform(0.1, 5)), 1)
        if np.full((rows, 3), number).std(axis=0)[0] > 0:
            return number


@fit_scaler.probes
def tables(rng: np.random.Generator) -> Iterator[Probe]:
    for rows, columns in ((7, 3), (4, 4), (5, 1)):
        yield Probe(f"shape {(rows, columns)}", (_table(rng, rows, columns),))
    constant = _table(rng, 8, 3)
    constant[:, 1] = 2.0
    yield Probe("a constant column", (constant,))
    traced = _table(rng, 6, 3)
    traced[:, 1] = _leaves_a_trace(rng, 6)
    yield Probe("a constant column of a number that rounding leaves a trace of", (traced,))
    yield Probe("N = 1", (_table(rng, 1, 3),))
    counts = _table(rng, 6, 3)
    counts[:, 0] = [3, 3, 1, 3, 2, 3]
    counts[:, 2] = 42 + 0.01 * counts[:, 2]
    yield Probe("a column that holds few values, and one of small spread", (counts,))


@fit_scaler.mistake("One column is constant: its std is 0, and dividing by that makes NaN.")
def constant_column(X):
    return X.mean(axis=0), X.std(axis=0)


@fit_scaler.mistake(
    "A constant column's std is not always 0: rounding leaves a trace, such as 1e-17. Is its max equal to its min?"
)
def constant_by_std(X):
    std = X.std(axis=0)
    return X.mean(axis=0), np.where(std == 0, 1.0, std)


@fit_scaler.mistake("You divided by N − 1. Here std is the population's: the root of the mean of the squares (ddof 0).")
def sample_std(X):
    std = X.std(axis=0) * np.sqrt(len(X) / max(len(X) - 1, 1))
    return X.mean(axis=0), np.where(X.max(axis=0) == X.min(axis=0), 1.0, std)


@fit_scaler.mistake(
    "You divided by N − 1. Here std is the population's: the root of the mean of the squares (ddof 0).",
    name="sample-std",
)
def sample_std_constant_kept(X):
    return X.mean(axis=0), X.std(axis=0, ddof=1)


@fit_scaler.mistake("That is the variance. The standard deviation is its root.")
def variance_for_std(X):
    return X.mean(axis=0), np.where(np.ptp(X, axis=0) == 0, 1.0, X.var(axis=0))


@fit_scaler.mistake("That is the variance. The standard deviation is its root.", name="variance-for-std")
def variance_constant_kept(X):
    return X.mean(axis=0), X.var(axis=0)


SUM_FOR_MEAN = "Your std grows with the number of houses: take the *mean* of the squares, and then the root."


@fit_scaler.mistake(SUM_FOR_MEAN)
def sum_for_mean(X):
    std = X.std(axis=0) * np.sqrt(len(X))
    return X.mean(axis=0), np.where(X.max(axis=0) == X.min(axis=0), 1.0, std)


@fit_scaler.mistake(SUM_FOR_MEAN, name="sum-for-mean")
def sum_constant_kept(X):
    return X.mean(axis=0), X.std(axis=0) * np.sqrt(len(X))


@fit_scaler.mistake("One number for each house. Asked is one for each column: go down the rows, axis 0.")
def along_the_rows(X):
    return X.mean(axis=1), X.std(axis=1)


@fit_scaler.mistake(
    "One number for each house. Asked is one for each column: go down the rows, axis 0.", name="along-the-rows"
)
def along_the_rows_with_care(X):
    return X.mean(axis=1), np.where(np.ptp(X, axis=1) == 0, 1.0, X.std(axis=1))


@fit_scaler.mistake("One number for the whole table mixes square feet with degrees. Each column needs its own.")
def whole_table(X):
    return X.mean(), X.std()


@fit_scaler.mistake(
    "One number for the whole table mixes square feet with degrees. Each column needs its own.", name="whole-table"
)
def whole_table_for_each_column(X):
    return X.mean() + np.zeros(X.shape[1]), X.std() + np.zeros(X.shape[1])


@fit_scaler.mistake("Right numbers, one dimension too many: (D,) is asked, not (1, D).")
def dimension_kept(X):
    std = np.where(np.ptp(X, axis=0, keepdims=True) == 0, 1.0, X.std(axis=0, keepdims=True))
    return X.mean(axis=0, keepdims=True), std


@fit_scaler.mistake("Right numbers, one dimension too many: (D,) is asked, not (1, D).", name="dimension-kept")
def dimension_kept_constant_kept(X):
    return X.mean(axis=0, keepdims=True), X.std(axis=0, keepdims=True)


@fit_scaler.mistake("mean and std are swapped.", whole=True)
def scaler_swapped(X):
    return np.where(np.ptp(X, axis=0) == 0, 1.0, X.std(axis=0)), X.mean(axis=0)


@fit_scaler.mistake("That is the smallest number and the range. Asked are mean and standard deviation.", whole=True)
def range_for_std(X):
    return X.min(axis=0), np.where(np.ptp(X, axis=0) == 0, 1.0, np.ptp(X, axis=0))


@fit_scaler.mistake(
    "That is the smallest number and the range. Asked are mean and standard deviation.",
    name="range-for-std",
    whole=True,
)
def range_constant_kept(X):
    return X.min(axis=0), np.ptp(X, axis=0)


def _beside_std(epsilon):
    return lambda X: (X.mean(axis=0), X.std(axis=0) + epsilon)


def _at_least(epsilon):
    return lambda X: (X.mean(axis=0), np.maximum(X.std(axis=0), epsilon))


def _beside_variance(epsilon):
    return lambda X: (X.mean(axis=0), np.sqrt(X.var(axis=0) + epsilon))


def _kept_from_zero():
    for epsilon in (1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-12, 1e-15, 1e-16, np.finfo(float).eps):
        yield from (_beside_std(epsilon), _beside_variance(epsilon))
        if epsilon > 1e-7:
            yield _at_least(epsilon)  # else the same as beside


for _function in _kept_from_zero():
    fit_scaler.mistake(
        "A tiny number beside the std keeps NaN away, but then a constant column is divided by almost 0. "
        "Let its std be 1.",
        name="tiny-number-added",
    )(_function)


@fit_scaler.variant
def scaler_by_range(X):
    std = X.std(axis=0)
    std[X.max(axis=0) == X.min(axis=0)] = 1
    return X.mean(axis=0), std


@fit_scaler.variant
def scaler_by_first_row(X):
    mean = np.sum(X, axis=0) / len(X)
    std = np.sqrt(np.mean((X - mean) ** 2, axis=0))
    return [mean, np.where((X[:1] == X).all(axis=0), 1.0, std)]


@fit_scaler.variant
def scaler_by_columns(X):
    means, stds = [], []
    for column in X.T:
        means.append(column.mean())
        stds.append(1.0 if np.ptp(column) == 0 else column.std())
    return np.array(means), np.array(stds)


@fit_scaler.variant
def scaler_by_threshold(X):
    mean, std = np.average(X, axis=0), X.std(axis=0)
    return mean, np.where(std < 1e-6, 1.0, std)


# ---------------------------------------------------------------- apply_scaler

apply_scaler = exercise("apply_scaler", lesson=9, points=1, reference=encoding.apply_scaler, returns=("scaled",))


@apply_scaler.probes
def new_rows(rng: np.random.Generator) -> Iterator[Probe]:
    for label, rows, columns in (("shape (5, 3)", 5, 3), ("shape (4, 4)", 4, 4), ("N = 1", 1, 3)):
        mean, std = rng.uniform(-4, 4, size=columns), rng.uniform(0.4, 2.5, size=columns)
        yield Probe(label, (_table(rng, rows, columns), mean, std))


@apply_scaler.mistake("Use the training mean and std.")
def scaler_recomputed(X, mean, std):
    return (X - X.mean(axis=0)) / X.std(axis=0)


@apply_scaler.mistake("Use the training mean and std.", name="scaler-recomputed")
def scaler_fitted_again(X, mean, std):
    mean, std = encoding.fit_scaler(X)
    return (X - mean) / std


@apply_scaler.mistake("Use the training mean and std.", name="scaler-recomputed")
def scaler_of_the_whole_table(X, mean, std):
    return (X - X.mean()) / X.std()


@apply_scaler.mistake("The mean is gone, but each column still has its own unit: divide by std.")
def std_forgotten(X, mean, std):
    return X - mean


@apply_scaler.mistake("Divided, but not moved: a house like the average should become 0.")
def mean_forgotten(X, mean, std):
    return X / std


@apply_scaler.mistake("Brackets: the division came first, and only the mean was divided.")
def brackets_forgotten(X, mean, std):
    return X - mean / std


@apply_scaler.mistake("Brackets: the division came first, and only X was divided.")
def mean_not_divided(X, mean, std):
    return X / std - mean


@apply_scaler.mistake("That multiplies by std. A column with a wide spread becomes wider still.")
def multiplied(X, mean, std):
    return (X - mean) * std


@apply_scaler.mistake("That is the way back: it turns scaled numbers into the column's unit.")
def way_back(X, mean, std):
    return X * std + mean


@apply_scaler.mistake("Divided by the variance. One std away from the mean should become 1.")
def divided_by_variance(X, mean, std):
    return (X - mean) / std**2


@apply_scaler.mistake("Right size, wrong sign: a house above the average should become positive.")
def scaled_sign(X, mean, std):
    return (mean - X) / std


@apply_scaler.variant
def apply_by_columns(X, mean, std):
    return np.column_stack([(X[:, d] - mean[d]) / std[d] for d in range(X.shape[1])])


@apply_scaler.variant
def apply_by_rows(X, mean, std):
    return [[(x - m) / s for x, m, s in zip(row, mean, std, strict=True)] for row in X]


@apply_scaler.variant
def apply_in_steps(X, mean, std):
    scaled = X.copy()
    scaled -= mean
    scaled /= std
    return scaled


# ---------------------------------------------------------------- one_hot

one_hot = exercise("one_hot", lesson=9, points=1, reference=encoding.one_hot, returns=("columns",))

WORDS = ("Edwards", "Sawyer", "Gilbert", "Old_Town", "North_Ames", "Crawford", "Timberland")


@one_hot.probes
def category_columns(rng: np.random.Generator) -> Iterator[Probe]:
    def words(count, levels):
        """Words of which each level is there, and one more row, in an order that is not the alphabet's."""
        chosen = rng.permutation(WORDS)[:levels]
        while list(chosen) == sorted(chosen):
            chosen = rng.permutation(chosen)
        return rng.permutation(np.concatenate([chosen, rng.choice(chosen, size=count - levels)])), chosen

    categories, levels = words(6, 4)
    yield Probe("6 houses, 4 levels", (categories, levels))
    yield Probe("5 houses, 5 levels", words(5, 5))
    yield Probe("a level that does not occur", (categories[categories != levels[1]], levels))
    codes = rng.permutation([31, 12, 47, 28])
    yield Probe("whole numbers as categories", (np.append(codes, codes[:2]), codes[np.argsort(-(codes % 10))]))
    yield Probe("N = 1", (categories[:1], levels))
    with_stranger = np.array(["Nowhere" if row == 2 else word for row, word in enumerate(categories)])
    yield Probe("a category that is no level", (with_stranger, levels), raises=ValueError)
    first_stranger = np.array(["Nowhere", *categories[1:]])
    yield Probe("a first category that is no level", (first_stranger, levels), raises=ValueError)
    yield Probe("nothing but categories that are no level", (np.array(["Nowhere"] * 3), levels), raises=ValueError)


SORTED = "You sorted the levels, or looked them up as if they were sorted. Their order is given: it names the columns."


def _place(category, levels):
    return list(levels).index(category)


def _hot(categories, levels):
    return np.array([[float(category == level) for level in levels] for category in categories])


def _known(categories, levels):
    if not np.isin(categories, levels).all():
        raise ValueError("unknown")


@one_hot.mistake("Is the third neighbourhood three times the first?")
def categories_ordered(categories, levels):
    return np.array([_place(category, levels) for category in categories])


@one_hot.mistake("Is the third neighbourhood three times the first?", name="categories-ordered")
def categories_ordered_as_floats(categories, levels):
    return np.array([[float(_place(category, levels))] for category in categories])


@one_hot.mistake("Is the third neighbourhood three times the first?", name="categories-ordered")
def categories_ordered_from_one(categories, levels):
    return np.array([_place(category, levels) + 1 for category in categories])


@one_hot.mistake("Is the third neighbourhood three times the first?", name="categories-ordered")
def categories_ordered_from_one_in_a_column(categories, levels):
    return np.array([[float(_place(category, levels) + 1)] for category in categories])


@one_hot.mistake("Is the third neighbourhood three times the first?", name="categories-ordered")
def categories_ordered_by_alphabet(categories, levels):
    return np.searchsorted(np.sort(levels), categories)


@one_hot.mistake("Is the third neighbourhood three times the first?", name="categories-ordered")
def categories_ordered_among_themselves(categories, levels):
    return np.searchsorted(np.unique(categories), categories)


@one_hot.mistake(SORTED)
def levels_sorted(categories, levels):
    _known(categories, levels)
    return _hot(categories, np.sort(levels))


@one_hot.mistake("Your columns are those of the categories that occur here. Another batch would have other columns.")
def levels_from_data(categories, levels):
    return _hot(categories, np.unique(categories))


@one_hot.mistake(
    "Your columns are those of the categories that occur here. Another batch would have other columns.",
    name="levels-from-data",
)
def levels_in_order_of_appearance(categories, levels):
    return _hot(categories, sorted(set(categories.tolist()), key=categories.tolist().index))


@one_hot.mistake(
    "Your columns are those of the categories that occur here. Another batch would have other columns.",
    name="levels-from-data",
)
def levels_that_occur(categories, levels):
    return _hot(categories, levels[np.isin(levels, categories)])


@one_hot.mistake(SORTED, name="levels-sorted")
def searched_as_if_sorted(categories, levels):  # most often an IndexError
    return np.eye(len(levels))[np.searchsorted(levels, categories)]


@one_hot.mistake("One row for each level. Asked is one row for each house.")
def one_hot_transposed(categories, levels):
    _known(categories, levels)
    return _hot(categories, levels).T


@one_hot.mistake("These are True and False. The network multiplies: give it 1.0 and 0.0.")
def booleans(categories, levels):
    _known(categories, levels)
    return categories[:, None] == levels


@one_hot.mistake("These are True and False. The network multiplies: give it 1.0 and 0.0.", name="booleans")
def booleans_in_lists(categories, levels):
    return (categories[:, None] == levels).tolist()


@one_hot.mistake("A category that is no level became a row of zeros, without a word. Raise a ValueError.")
def unknown_as_zeros(categories, levels):
    return _hot(categories, levels)


@one_hot.mistake("You do refuse an unknown category, but with another error. A ValueError is asked.")
def another_error(categories, levels):
    place = {level: k for k, level in enumerate(levels)}
    return np.eye(len(levels))[[place[category] for category in categories]]


@one_hot.mistake("An unknown category is refused only if every category is unknown. One is enough.")
def refused_too_late(categories, levels):
    if not np.isin(categories, levels).any():
        raise ValueError("unknown")
    return _hot(categories, levels)


@one_hot.mistake("The first level has no column of its own. Every level gets one.")
def first_level_dropped(categories, levels):
    _known(categories, levels)
    return _hot(categories, levels)[:, 1:]


@one_hot.mistake("The column of a house's own level holds 0 and all others 1. Turn them round.")
def one_cold(categories, levels):
    _known(categories, levels)
    return 1 - _hot(categories, levels)


@one_hot.mistake("Each row should hold a single 1; yours holds how often the category occurs.")
def counts(categories, levels):
    _known(categories, levels)
    hot = _hot(categories, levels)
    return hot * hot.sum(axis=0)


@one_hot.variant
def one_hot_by_comparing(categories, levels):
    hot = (categories[:, None] == levels[None, :]).astype(int)
    if (hot.sum(axis=1) != 1).any():
        raise ValueError("a category that is no level")
    return hot


@one_hot.variant
def one_hot_by_index(categories, levels):
    levels = list(levels)
    columns = np.zeros((len(categories), len(levels)))
    for row, category in enumerate(categories):
        columns[row, levels.index(category)] = 1  # index raises a ValueError by itself
    return columns


@one_hot.variant
def one_hot_by_eye(categories, levels):
    if not set(categories.tolist()) <= set(levels.tolist()):
        raise ValueError("unknown level")
    return np.eye(len(levels))[[int(np.flatnonzero(levels == category)[0]) for category in categories]]


@one_hot.variant
def one_hot_by_lists(categories, levels):
    rows = []
    for category in categories:
        if category not in levels:
            raise ValueError(str(category))
        rows.append([1 if category == level else 0 for level in levels])
    return rows


# ---------------------------------------------------------------- to_dollars

to_dollars = exercise("to_dollars", lesson=9, points=1, reference=encoding.to_dollars, returns=("dollars",))


@to_dollars.probes
def predictions(rng: np.random.Generator) -> Iterator[Probe]:
    def scale():
        return float(rng.uniform(11.5, 12.5)), float(rng.uniform(0.3, 0.6))

    for shape in ((5, 1), (4,), (3, 2)):
        yield Probe(f"shape {shape}", (rng.normal(size=shape), *scale()))
    yield Probe("one number", (float(rng.normal()), *scale()))
    yield Probe("the mean itself, z = 0", (np.zeros((3, 1)), *scale()))
    yield Probe("small mean and large std", (rng.normal(size=(6, 1)), 0.5, 1.5))


@to_dollars.mistake("0.4 what? Undo the scaling and the log.")
def dollars_not_undone(z, mean, std):
    return z * std + mean


@to_dollars.mistake("0.4 what? Undo the scaling and the log.", name="dollars-not-undone")
def nothing_undone(z, mean, std):
    return z + 0


@to_dollars.mistake("The log is undone, but not the scaling: about 1 dollar for an average house.")
def scaling_not_undone(z, mean, std):
    return np.exp(z)


@to_dollars.mistake("Undone in the wrong order. Scaling was done last, so it is undone first.")
def undone_in_wrong_order(z, mean, std):
    return np.exp(z) * std + mean


@to_dollars.mistake("Brackets: the mean is a log price as well. Add it before exp, not after.")
def mean_added_after_exp(z, mean, std):
    return np.exp(z * std) + mean


@to_dollars.mistake("mean and std have changed places.")
def mean_std_swapped(z, mean, std):
    return np.exp(z * mean + std)


@to_dollars.mistake("That scales once more. To undo (x − mean) / std, multiply first and then add.")
def scaled_again(z, mean, std):
    return np.exp((z - mean) / std)


@to_dollars.mistake("Brackets: first multiply z by std, then add the mean.")
def added_before_multiplied(z, mean, std):
    return np.exp((z + mean) * std)


@to_dollars.mistake("The mean is missing: an average house, z = 0, would cost 1 dollar.")
def mean_not_added(z, mean, std):
    return np.exp(z * std)


@to_dollars.mistake("The std is missing: it says how many log units one step of z is.")
def std_not_multiplied(z, mean, std):
    return np.exp(z + mean)


@to_dollars.mistake("Your power has another base. The way back from ln is np.exp.")
def power_of_ten(z, mean, std):
    return 10 ** (z * std + mean)


@to_dollars.mistake("Your power has another base. The way back from ln is np.exp.", name="power-of-ten")
def power_of_two(z, mean, std):
    return 2 ** (z * std + mean)


@to_dollars.mistake("That divides by std once more. What undoes a division?")
def divided_again(z, mean, std):
    return np.exp(z / std + mean)


@to_dollars.mistake(
    "That is the mean price of such houses, if their logs are spread like a bell. Asked is exp alone: the median."
)
def mean_for_median(z, mean, std):
    return np.exp(z * std + mean + std**2 / 2)


@to_dollars.mistake("That takes the log once more. The way back from ln is np.exp.")
def log_again(z, mean, std):
    return np.log(z * std + mean)


@to_dollars.mistake("expm1 takes 1 dollar off. It is the way back from log1p, not from ln.")
def one_dollar_off(z, mean, std):
    return np.expm1(z * std + mean)


@to_dollars.variant
def dollars_in_steps(z, mean, std):
    log_price = mean + std * np.asarray(z)
    return np.exp(log_price)


@to_dollars.variant
def dollars_as_a_product(z, mean, std):
    return np.exp(mean) * np.exp(std) ** np.asarray(z)


@to_dollars.variant
def dollars_by_power(z, mean, std):
    return np.e ** (np.multiply(z, std) + mean)


@to_dollars.variant
def dollars_as_a_list(z, mean, std):
    return np.exp(np.asarray(z) * std + mean).tolist()
