"""Lesson 10, training: mini-batches, epochs with validation and early stopping, evaluation."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np

from autograder.exercise import Probe, exercise
from autograder.sending import Seeded
from autograder.values import DOUBLE, agree, as_numbers, describe
from bpkit import ops
from bpkit.by_hand import network, training

# ---------------------------------------------------------------- minibatches


DROPPED = "Some rows are never used."
BLOCKS = "Your batches are pieces of the file: rows that lie side by side there always meet. Shuffle before you cut."


def fault_of_batches(arguments: tuple[Any, ...], result: Any) -> str | None:
    """None for a fresh random order cut into batches; else the first thing that is wrong."""
    n, batch_size = arguments[0], arguments[1]
    if not isinstance(result, (list, tuple)):
        return f"A list of index arrays is expected, one for each batch; yours is {describe(result)}."
    batches = [as_numbers(batch) for batch in result]
    if any(batch is None or batch.ndim != 1 for batch in batches):
        return "Each batch should be an array of row numbers, with one axis."
    if any(np.asarray(batch).dtype.kind == "f" for batch in result if len(batch)):
        return "Row numbers are whole numbers, and yours are floats: X[batch] would raise an IndexError."
    whole = [batch for batch in batches if batch is not None]
    return _fault_of_coverage(n, batch_size, whole) or _fault_of_cut(n, batch_size, whole)


def _fault_of_coverage(n: int, batch_size: int, batches: list[Any]) -> str | None:
    """What is wrong where not every row comes exactly once."""
    rows = np.concatenate(batches) if batches else np.empty(0)
    if any(batch.size == 0 for batch in batches):
        return "One of your batches is empty."
    if not np.isin(rows, np.arange(n)).all():
        return f"A batch holds something that is no row number from 0 to {n - 1}."
    if len(np.unique(rows)) < len(rows):
        never = len(np.unique(rows)) < n
        return f"In one epoch some rows come more than once{', and others never' if never else ''}."
    if len(batches) == 1 and len(rows) == batch_size < n - batch_size:
        return "There is a single batch, and most rows are in none. Does `return` stand inside your loop?"
    if len(rows) < n:
        dropped = n - len(rows) == n % batch_size and all(len(batch) == batch_size for batch in batches)
        return DROPPED if dropped else f"{n - len(rows)} of the {n} rows are in no batch."
    return None


def _fault_of_cut(n: int, batch_size: int, batches: list[Any]) -> str | None:
    """What is wrong with the order of the rows, or where it is cut."""
    rows, in_order = np.concatenate(batches), np.arange(n)
    if n > 10 and len(np.unique(np.diff(rows) % n)) == 1 and not np.array_equal(rows, in_order):
        return "Your rows follow each other at equal steps through the file. An epoch needs a fresh random order."
    if n > 10 and not np.array_equal(rows, in_order) and _are_pieces(batches):
        return BLOCKS
    sizes = [len(batch) for batch in batches]
    wanted = [batch_size] * (n // batch_size) + [n % batch_size] * (n % batch_size > 0)
    if sizes != wanted:
        place = next((k for k, (size, due) in enumerate(zip(sizes, wanted, strict=False)) if size != due), 0)
        return (
            f"Batch {place + 1} of your {len(sizes)} has {sizes[place]} rows where {wanted[place]} are due: {n} rows come in "
            f"batches of {batch_size}, and only the last may be short."
        )
    if n > 10 and (np.diff(rows) > 0).all():
        return "The rows come in the order of the file. An epoch needs a fresh random order."
    return None


def _are_pieces(batches: list[Any]) -> bool:
    """Whether each of several batches, in some order, holds neighbours of the file and nothing else."""
    return 1 < len(batches) < sum(map(len, batches)) and all(np.ptp(batch) == len(batch) - 1 for batch in batches)


minibatches = exercise(
    "minibatches",
    lesson=10,
    points=2,
    reference=training.minibatches,
    returns=("batches",),
    accept=fault_of_batches,
)


@minibatches.probes
def rows_to_cut(rng: np.random.Generator) -> Iterator[Probe]:
    first, second = (int(seed) for seed in rng.choice(10_000, size=2, replace=False))
    for seed in (first, second):
        yield Probe("103 rows in batches of 10", (103, 10, Seeded(seed)), one_answer=False)
    yield Probe("96 rows in batches of 32, which fits", (96, 32, Seeded(first)), one_answer=False)
    yield Probe("20 rows in one batch of 50", (20, 50, Seeded(second)), one_answer=False)
    yield Probe("12 rows in batches of 1", (12, 1, Seeded(first)), one_answer=False)


def _cut(order, batch_size):
    return [order[start : start + batch_size] for start in range(0, len(order), batch_size)]


@minibatches.mistake(DROPPED)
def last_batch_dropped(n, batch_size, rng):
    order = rng.permutation(n)
    return [order[k * batch_size : (k + 1) * batch_size] for k in range(n // batch_size)]


@minibatches.mistake("The rows come in the order of the file. An epoch needs a fresh random order.")
def batches_in_order(n, batch_size, rng):
    return _cut(np.arange(n), batch_size)


@minibatches.mistake(BLOCKS)
def shuffled_too_late(n, batch_size, rng):
    return [rng.permutation(piece) for piece in _cut(np.arange(n), batch_size)]


@minibatches.mistake(BLOCKS, name="shuffled-too-late")
def pieces_shuffled(n, batch_size, rng):
    pieces = _cut(np.arange(n), batch_size)
    return [pieces[k] for k in rng.permutation(len(pieces))]


@minibatches.mistake("Same seed, different result: use the rng that you were given.")
def global_rng(n, batch_size, rng):
    return _cut(np.random.permutation(n), batch_size)  # noqa: NPY002


@minibatches.mistake("Another seed, the same order: you made a generator of your own. Use the rng that you were given.")
def own_seed(n, batch_size, rng):
    return _cut(np.random.default_rng(0).permutation(n), batch_size)


@minibatches.mistake("Each batch was drawn anew, so in one epoch some rows come twice and others never.")
def drawn_with_replacement(n, batch_size, rng):
    return [rng.integers(0, n, size=min(batch_size, n - start)) for start in range(0, n, batch_size)]


@minibatches.mistake(
    "Each batch was drawn anew, so in one epoch some rows come twice and others never.", name="drawn-with-replacement"
)
def drawn_by_choice(n, batch_size, rng):
    return [rng.choice(n, size=min(batch_size, n - start), replace=False) for start in range(0, n, batch_size)]


@minibatches.mistake("When the rows fit exactly, your last batch is empty.")
def empty_batch(n, batch_size, rng):
    order = rng.permutation(n)
    return [order[k * batch_size : (k + 1) * batch_size] for k in range(n // batch_size + 1)]


@minibatches.mistake("You cut the rows into batch_size batches. batch_size is how many rows a batch has.")
def count_for_size(n, batch_size, rng):
    return np.array_split(rng.permutation(n), min(batch_size, n))


@minibatches.mistake(
    "You cut the rows into batch_size batches. batch_size is how many rows a batch has.", name="count-for-size"
)
def count_for_size_with_empty_ones(n, batch_size, rng):
    return np.array_split(rng.permutation(n), batch_size)


@minibatches.variant
def by_shuffle(n, batch_size, rng):
    order = np.arange(n)
    rng.shuffle(order)
    return [list(order[start : start + batch_size]) for start in range(0, n, batch_size)]


@minibatches.variant
def by_sorting_random_numbers(n, batch_size, rng):
    order = np.argsort(rng.random(n))
    batches, start = [], 0
    while start < n:
        batches.append(order[start : start + batch_size])
        start += batch_size
    return batches


@minibatches.variant
def by_split(n, batch_size, rng):
    return np.split(rng.permutation(n), range(batch_size, n, batch_size))


# ---------------------------------------------------------------- train

KEYS = ("train", "validation")
# The arguments of the probes of late, and the right training for each.
RIGHT: deque[tuple[tuple[Any, ...], tuple[Any, Any]]] = deque(maxlen=32)

SAME_BATCHES = "Every epoch of yours brings the same batches in the same order. Cut the rows anew in each epoch."
APART = "Row 7's price belongs to another house."
NOT_WEIGHTED = "A short batch counts as much as a full one in your training loss. Weigh each batch with its rows."


def _is_fixed(arguments: tuple[Any, ...]) -> bool:
    """Whether the order of the rows cannot matter: one batch an epoch, steps of length 0, or rows that are all alike."""
    (X, y, *_), learning_rate, batch_size = arguments[1], arguments[2], arguments[3]
    return bool(batch_size >= len(X) or learning_rate == 0 or not (np.ptp(X, axis=0).any() or np.ptp(y, axis=0).any()))


def fault_of_training(arguments: tuple[Any, ...], result: Any) -> str | None:
    """None for a right training. Where the order of rows is free, the losses and parameters must fit each other."""
    parameters, data, rate, size, epochs, patience, _ = arguments
    if not isinstance(result, (list, tuple)) or len(result) != 2 or not isinstance(result[1], dict):
        return 'Two things are expected, in this order: the parameters, and a dict {"train": […], "validation": […]}.'
    trained, losses = result
    if set(losses) != set(KEYS):
        return f'The dict should have the keys "train" and "validation"; yours has {", ".join(map(repr, losses)) or "none"}.'
    if trained is None and not epochs:
        return "With no epoch you return None for the parameters. Copies of those that came in are the best so far."
    shapes = [[np.shape(array) for array in layer] for layer in parameters]
    if not isinstance(trained, (list, tuple)) or [[np.shape(array) for array in layer] for layer in trained] != shapes:
        return "The parameters that come back should have the shapes of those that went in: one pair (W, b) a layer."
    if _is_fixed(arguments):
        fault = _compare(trained, losses, _right_training(arguments))
        return (_fault_of_rows(parameters, data, size, losses["train"]) if fault and rate == 0 else None) or fault
    train, validation = (list(losses[key]) for key in KEYS)
    if len(train) != len(validation) or not validation:
        return f"There are {len(train)} training losses and {len(validation)} validation losses; one of each for every epoch."
    best = int(np.argmin(validation))
    if len(validation) != min(epochs, best + 1 + patience):
        return (
            f"The best of your {len(validation)} validation losses is number {best + 1}, and the patience is {patience}: "
            f"the training should have ended after {min(epochs, best + 1 + patience)} epochs."
        )
    layers = [(np.asarray(W, dtype=float), np.asarray(b, dtype=float)) for W, b in trained]
    if not np.isclose(training.evaluate(layers, *data[2:]) ** 2, validation[best], rtol=1e-6):
        return "The parameters that you return do not have your best validation loss."
    return _fault_of_order(parameters, data, rate, size, train)


def _right_training(arguments: tuple[Any, ...]) -> tuple[Any, Any]:
    """What the reference returns for a probe's arguments. It trains once, however many answers are compared with it."""
    for asked, wanted in RIGHT:
        if asked is arguments:
            return wanted
    parameters, data, rate, size, epochs, patience, seeded = arguments
    wanted = training.train(parameters, data, rate, size, epochs, patience, np.random.default_rng(seeded.seed))
    RIGHT.append((arguments, wanted))
    return wanted


def _fault_of_rows(parameters: Any, data: Any, size: int, losses: Any) -> str | None:
    """What wrong training losses say about rows, where nothing moves and one target alone is not 0.

    Then a loss shows which row met that target; and where the short batch is a single row, the mean over the
    batches shows which. So these two faults are seen whatever was drawn.
    """
    X, y, *_ = data
    prediction, target = network.mlp_forward(parameters, X)[0].ravel(), y.ravel()
    losses = np.asarray(losses, dtype=float)
    if np.count_nonzero(target) != 1 or not losses.size:
        return None
    own, value = int(np.flatnonzero(target)[0]), float(target.sum())

    def all_among(known: Any, values: Any) -> bool:
        return all(np.isclose(known, one, rtol=1e-6).any() for one in values)

    paired = (np.sum(prediction**2) + value**2 - 2 * value * prediction) / len(X)  # by the row that met the target
    if all_among(paired, losses) and not all_among(paired[[own]], losses):
        return APART
    of_rows, full = (prediction - target) ** 2, len(X) // size
    by_batches = ((of_rows.sum() - of_rows) / size + of_rows) / (full + 1)  # by the row that is a batch of its own
    return NOT_WEIGHTED if len(X) % size == 1 and all_among(by_batches, losses) else None


def _fault_of_order(parameters: Any, data: Any, rate: float, size: int, losses: Any) -> str | None:
    """What the training losses say of the order of the rows, where the bias alone predicts and one target is not 0.

    Then an epoch's loss shows which of its batches had that target. One place in all epochs is no chance.
    """
    X, y, *_ = data
    if len(parameters) != 1 or X.any() or np.count_nonzero(y) != 1:
        return None
    b, count = float(parameters[0][1][0]), len(X) // size
    places = set(range(count))
    for loss in losses:
        epochs = [_epoch_of_bias(b, place, count, float(y.sum()), rate, size) for place in range(count)]
        fitting = [place for place, (one, _) in enumerate(epochs) if np.isclose(one, loss, rtol=1e-6)]
        if not fitting:
            return None
        places &= set(fitting)
        b = epochs[fitting[0]][1]
    return SAME_BATCHES if places else None


def _epoch_of_bias(b: float, place: int, count: int, target: float, rate: float, size: int) -> tuple[float, float]:
    """The loss of an epoch and the bias after it, where batch number ``place`` has the target and the others zeros."""
    total = 0.0
    for number in range(count):
        mean = target / size if number == place else 0.0
        total += b**2 - 2 * b * mean + target * mean
        b -= rate * 2 * (b - mean)
    return total / count, b


def _compare(trained: Any, losses: Any, wanted: tuple[Any, Any]) -> str | None:
    for key in KEYS:
        count, expected = len(losses[key]), wanted[1][key]
        if count != len(expected):
            return f'losses["{key}"] has {count} entr{"y" if count == 1 else "ies"}; {len(expected)} epochs were due.'
        for epoch, (one, right) in enumerate(zip(losses[key], expected, strict=True), start=1):
            if not np.isclose(one, right, rtol=1e-6, atol=1e-12):
                return f'losses["{key}"] is {one:.6g} in epoch {epoch}, which is {"too large" if one > right else "too small"}.'
    if not agree(trained, wanted[0], DOUBLE):
        return "The losses are right, but not the parameters that you return: are they those of the best epoch?"
    return None


train = exercise(
    "train",
    lesson=10,
    points=4,
    reference=training.train,
    returns=("training",),
    accept=fault_of_training,
    float32=False,
    seconds=10.0,
    slow="does it do more steps than epochs times batches?",
)


def _task(rng: np.random.Generator, rows: int = 23) -> tuple[Any, ...]:
    """A small network, and a curve with noise to learn: parameters, and (X_train, y_train, X_val, y_val)."""
    parameters = [(0.7 * rng.normal(size=(d, m)), 0.1 * rng.normal(size=m)) for d, m in pairwise((2, 5, 1))]
    X = rng.normal(size=(rows + 11, 2))
    y = np.sin(2 * X[:, :1]) + 0.5 * X[:, 1:] + 0.3 * rng.normal(size=(len(X), 1))
    return parameters, (X[:rows], y[:rows], X[rows:], y[rows:])


def _worse_after_a_while(rng: np.random.Generator) -> tuple[Any, ...]:
    """A task whose validation loss has its minimum inside: the validation targets lie where training only passes by."""
    parameters, (X, y, X_val, _) = _task(rng)
    trained, _ = training.train(parameters, (X, y, X, y), 0.05, len(X), 6, 99, rng)
    passing, _ = network.mlp_forward(trained, X_val)
    return parameters, (X, y, X_val, passing + 0.01 * rng.normal(size=passing.shape))


def _one_target(rng: np.random.Generator) -> tuple[Any, ...]:
    """A task whose training targets are 0 but one."""
    parameters, (X, y, X_val, y_val) = _task(rng, rows=21)
    y = np.zeros_like(y)
    y[rng.integers(len(y))] = 2.0
    return parameters, (X, y, X_val, y_val)


def _all_alike(rng: np.random.Generator) -> tuple[Any, ...]:
    """A task of ten equal rows: whatever the order, each batch is the same."""
    parameters, (X, y, X_val, y_val) = _task(rng)
    return parameters, (np.tile(X[:1], (10, 1)), np.tile(y[:1] + 1, (10, 1)), X_val, y_val)


def _bias_alone(rng: np.random.Generator) -> tuple[Any, ...]:
    """A task of 20 rows of zeros, so that nothing but a bias predicts, whose targets are 0 but one."""
    X, y = np.zeros((20, 1)), np.zeros((20, 1))
    y[rng.integers(len(y))] = 2.0
    return [(rng.normal(size=(1, 1)), np.zeros(1))], (X, y, np.zeros((3, 1)), np.full((3, 1), 0.1))


def _by_turns(rng: np.random.Generator) -> tuple[Any, ...]:
    """One neuron that overshoots, by 0.8 of its error at a rate of 0.9; on one side it meets the validation target.

    The validation loss is lowest so far after epochs 1, 2, 4 and 6, and never again.
    """
    goal, error = float(rng.normal()), float(rng.choice([-1, 1]))
    X = np.array([[1.0], [-1.0], [1.0], [-1.0]])
    data = (X, goal * X, np.ones((1, 1)), np.full((1, 1), goal + 0.3 * error))
    return [(np.full((1, 1), goal + error), np.zeros(1))], data


@train.probes
def trainings(rng: np.random.Generator) -> Iterator[Probe]:
    seeds = [int(seed) for seed in rng.choice(10_000, size=2, replace=False)]
    # Where nothing moves, the losses tell which rows met; such a fault is said first, whatever else it spoils.
    still, single = _one_target(rng), Seeded(seeds[0])
    yield Probe("a learning rate of 0", (*still, 0.0, 21, 9, 3, single), one_answer=False, layouts=False)
    yield Probe(
        "a learning rate of 0 and a last batch of one row",
        (*still, 0.0, 5, 3, 99, single),
        one_answer=False,
        layouts=False,
    )
    yield Probe("rows that are all alike, in batches of 4", (*_all_alike(rng), 0.01, 4, 5, 99, single), layouts=False)
    yield Probe(
        "a validation loss that rises and falls by turns", (*_by_turns(rng), 0.9, 4, 30, 3, single), layouts=False
    )
    parameters, data = _task(rng)
    yield Probe("one batch an epoch", (parameters, data, 0.05, 23, 8, 99, Seeded(seeds[0])), layouts=False)
    yield Probe(
        "a batch size above the number of rows", (parameters, data, 0.1, 50, 5, 99, Seeded(seeds[0])), layouts=False
    )
    passing = _worse_after_a_while(rng)
    yield Probe(
        "a validation loss that rises after epoch 6", (*passing, 0.05, 23, 12, 99, Seeded(seeds[0])), layouts=False
    )
    yield Probe(
        "a patience of 2, and a validation loss that rises",
        (*passing, 0.05, 23, 30, 2, Seeded(seeds[0])),
        layouts=False,
    )
    yield Probe("no epoch", (parameters, data, 0.1, 23, 0, 3, Seeded(seeds[0])), layouts=False)
    for seed in seeds:
        yield Probe(
            "batches of 4, the last one short",
            (parameters, data, 0.05, 4, 6, 99, Seeded(seed)),
            one_answer=False,
            layouts=seed == seeds[0],
        )
    yield Probe(
        "12 epochs, whose losses tell the order of the batches",
        (*_bias_alone(rng), 0.1, 4, 12, 99, Seeded(seeds[0])),
        one_answer=False,
        layouts=False,
    )
    X, y, X_val, y_val = data
    huge = (X, 1e200 * y, X_val, y_val)
    yield Probe(
        "a validation loss that is infinite",
        (parameters, (X, y, X_val, 1e200 * y_val), 0.1, 23, 5, 99, Seeded(seeds[0])),
        raises=FloatingPointError,
        layouts=False,
    )
    yield Probe(
        "a loss that is infinite", (parameters, huge, 0.1, 23, 5, 99, Seeded(seeds[0])), raises=FloatingPointError
    )
    yield Probe(
        "an infinite loss and a learning rate of 0",  # only the training loss shows it
        (parameters, huge, 0.0, 23, 1, 99, Seeded(seeds[0])),
        raises=FloatingPointError,
        layouts=False,
    )


def _gradients(parameters, X, y):
    prediction, cache = network.mlp_forward(parameters, X)
    loss = float(ops.mse.forward(prediction, y))
    return loss, network.mlp_backward(parameters, cache, ops.mse_backward(1.0, loss, prediction, y))


def _loss(parameters, X, y):
    return float(ops.mse.forward(network.mlp_forward(parameters, X)[0], y))


def _step(parameters, gradients, rate):
    return [(W - rate * dW, b - rate * db) for (W, b), (dW, db) in zip(parameters, gradients, strict=True)]


def _train(
    parameters, data, learning_rate, batch_size, epochs, patience, rng,
    pair=lambda y, rng, rows: y[rows], kept=(), better=lambda new, old: new < old, result=lambda best, last: best,
    train_loss=None, measure=_loss, patient=True, start=(), weighted=True, refuse=True, forgets=True, rival="best",
    late=False, anew=True,
):  # fmt: skip
    """The reference with switches; each mistake below turns one."""
    X, y, X_val, y_val = data
    parameters = [(W.copy(), b.copy()) for W, b in parameters]
    best, lowest, waited, total = parameters, np.inf, 0, None
    at_start = {"train": _loss(parameters, X, y), "validation": _loss(parameters, X_val, y_val)}
    losses = {key: [at_start[key]] if key in start else [] for key in KEYS}
    batches = None
    for _ in range(epochs):
        epoch, shares = [], []
        total = total if "epochs" in kept else None
        batches = training.minibatches(len(X), batch_size, rng) if anew or batches is None else batches
        for rows in batches:
            loss, gradients = _gradients(parameters, X[rows], pair(y, rng, rows))
            if refuse and not np.isfinite(loss):
                raise FloatingPointError(loss)
            if kept and total is not None:
                gradients = [(a + c, b + d) for (a, b), (c, d) in zip(gradients, total, strict=True)]
            total = gradients
            parameters = _step(parameters, gradients, learning_rate)
            epoch.append(_loss(parameters, X[rows], y[rows]) if late else loss)
            shares.append(len(rows) if weighted else 1)
        losses["train"].append(train_loss(parameters, X, y) if train_loss else float(np.average(epoch, weights=shares)))
        losses["validation"].append(measure(parameters, X_val, y_val))
        if refuse and not np.isfinite(losses["validation"][-1]):
            raise FloatingPointError(losses["validation"][-1])
        if better(losses["validation"][-1], lowest):
            best, lowest, waited = parameters, losses["validation"][-1], 0 if forgets else waited
        else:
            waited += 1
        if rival == "before":
            lowest = losses["validation"][-1]
        if patient and waited >= patience:
            break
    return result(best, parameters), losses


@train.mistake(APART)
def x_y_shuffled_apart(parameters, data, learning_rate, batch_size, epochs, patience, rng):
    def apart(y, rng, rows):
        return y[rng.permutation(rows)]

    return _train(parameters, data, learning_rate, batch_size, epochs, patience, rng, pair=apart)


@train.mistake("Step 2 used step 1's gradient as well.")
def gradient_kept(parameters, data, learning_rate, batch_size, epochs, patience, rng):
    return _train(parameters, data, learning_rate, batch_size, epochs, patience, rng, kept=("epochs", "batches"))


@train.mistake("Step 2 used step 1's gradient as well.", name="gradient-kept")
def gradient_kept_in_epoch(parameters, data, learning_rate, batch_size, epochs, patience, rng):
    return _train(parameters, data, learning_rate, batch_size, epochs, patience, rng, kept=("batches",))


@train.mistake("The best epoch was another: did you keep a copy?")
def last_not_best(parameters, data, learning_rate, batch_size, epochs, patience, rng):
    return _train(parameters, data, learning_rate, batch_size, epochs, patience, rng, result=lambda best, last: last)


@train.mistake("It went on to the last epoch although patience had run out.")
def patience_ignored(parameters, data, learning_rate, batch_size, epochs, patience, rng):
    return _train(parameters, data, learning_rate, batch_size, epochs, patience, rng, patient=False)


@train.mistake("It waited an epoch too long: after `patience` epochs without a better one it is over.")
def patience_one_too_many(parameters, data, learning_rate, batch_size, epochs, patience, rng):
    return _train(parameters, data, learning_rate, batch_size, epochs, patience + 1, rng)


@train.mistake(
    "Your patience is used up over all epochs together. It is whole again after every epoch that is the best."
)
def patience_not_reset(parameters, data, learning_rate, batch_size, epochs, patience, rng):
    return _train(parameters, data, learning_rate, batch_size, epochs, patience, rng, forgets=False)


@train.mistake("Each epoch of yours is held against the one before it. Better means better than the best so far.")
def better_than_before(parameters, data, learning_rate, batch_size, epochs, patience, rng):
    return _train(parameters, data, learning_rate, batch_size, epochs, patience, rng, rival="before")


@train.mistake("There is an entry too many: the losses of the start do not belong to an epoch.")
def start_in_history(parameters, data, learning_rate, batch_size, epochs, patience, rng):
    return _train(parameters, data, learning_rate, batch_size, epochs, patience, rng, start=KEYS)


@train.mistake(
    "There is an entry too many: the losses of the start do not belong to an epoch.", name="start-in-history"
)
def validation_of_start(parameters, data, learning_rate, batch_size, epochs, patience, rng):
    return _train(parameters, data, learning_rate, batch_size, epochs, patience, rng, start=("validation",))


@train.mistake("Your training loss is measured after the steps; asked is each batch's loss before its step.")
def train_loss_afterwards(parameters, data, learning_rate, batch_size, epochs, patience, rng):
    return _train(parameters, data, learning_rate, batch_size, epochs, patience, rng, train_loss=_loss)


@train.mistake(
    "Your training loss is measured after the steps; asked is each batch's loss before its step.",
    name="train-loss-afterwards",
)
def batch_loss_afterwards(parameters, data, learning_rate, batch_size, epochs, patience, rng):
    return _train(parameters, data, learning_rate, batch_size, epochs, patience, rng, late=True)


@train.mistake(NOT_WEIGHTED)
def batches_not_weighted(parameters, data, learning_rate, batch_size, epochs, patience, rng):
    return _train(parameters, data, learning_rate, batch_size, epochs, patience, rng, weighted=False)


@train.mistake("A tie is no improvement: an epoch must be better than the best, not as good.")
def ties_improve(parameters, data, learning_rate, batch_size, epochs, patience, rng):
    return _train(
        parameters, data, learning_rate, batch_size, epochs, patience, rng, better=lambda new, old: new <= old
    )


@train.mistake("Your validation losses are root mean squared errors; the mean squared error is asked.")
def rmse_in_history(parameters, data, learning_rate, batch_size, epochs, patience, rng):
    def root(parameters, X, y):
        return _loss(parameters, X, y) ** 0.5

    return _train(parameters, data, learning_rate, batch_size, epochs, patience, rng, measure=root)


@train.mistake(
    "Your validation losses are measured on the training rows: they cannot tell learning from learning by heart."
)
def validation_on_train(parameters, data, learning_rate, batch_size, epochs, patience, rng):
    def on_train(parameters, X_val, y_val):
        return _loss(parameters, *data[:2])

    return _train(parameters, data, learning_rate, batch_size, epochs, patience, rng, measure=on_train)


@train.mistake(SAME_BATCHES)
def batches_cut_once(parameters, data, learning_rate, batch_size, epochs, patience, rng):
    return _train(parameters, data, learning_rate, batch_size, epochs, patience, rng, anew=False)


@train.mistake("Your steps climb: the loss grows from epoch to epoch.")
def steps_uphill(parameters, data, learning_rate, batch_size, epochs, patience, rng):
    return _train(parameters, data, -learning_rate, batch_size, epochs, patience, rng)


@train.variant
def in_place_with_copies(parameters, data, learning_rate, batch_size, epochs, patience, rng):
    X, y, X_val, y_val = data
    parameters = [[W.copy(), b.copy()] for W, b in parameters]
    best = [[W.copy(), b.copy()] for W, b in parameters]
    losses = {"train": [], "validation": []}
    since = 0
    for _ in range(epochs):
        total = 0.0
        for rows in training.minibatches(len(X), batch_size, rng):
            loss, gradients = _gradients(parameters, X[rows], y[rows])
            if not np.isfinite(loss):
                raise FloatingPointError("the loss is not finite")
            total += loss * len(rows)
            for layer, (dW, db) in zip(parameters, gradients, strict=True):
                layer[0] -= learning_rate * dW
                layer[1] -= learning_rate * db
        losses["train"].append(total / len(X))
        losses["validation"].append(_loss(parameters, X_val, y_val))
        if not np.isfinite(losses["validation"][-1]):
            raise FloatingPointError("the validation loss is not finite")
        if losses["validation"][-1] < min(losses["validation"][:-1], default=np.inf):
            best, since = [[W.copy(), b.copy()] for W, b in parameters], 0
        else:
            since += 1
        if since >= patience:
            break
    return best, losses


@train.variant
def remembering_every_epoch(parameters, data, learning_rate, batch_size, epochs, patience, rng):
    X, y, X_val, y_val = data
    states, losses = [], {"train": [], "validation": []}
    for _ in range(epochs):
        sums = []
        order = rng.permutation(len(X))
        for start in range(0, len(X), batch_size):
            rows = order[start : start + batch_size]
            loss, gradients = _gradients(parameters, X[rows], y[rows])
            if not np.isfinite(loss):
                raise FloatingPointError
            sums.append(loss * len(rows))
            parameters = _step(parameters, gradients, learning_rate)
        states.append(parameters)
        losses["train"].append(sum(sums) / len(X))
        losses["validation"].append(_loss(parameters, X_val, y_val))
        if not np.isfinite(losses["validation"][-1]):
            raise FloatingPointError
        if len(states) - 1 - int(np.argmin(losses["validation"])) >= patience:
            break
    best = states[int(np.argmin(losses["validation"]))] if states else parameters
    return [(np.array(W), np.array(b)) for W, b in best], losses


@train.variant
def with_numpy_scalars(parameters, data, learning_rate, batch_size, epochs, patience, rng):
    best, losses = training.train(parameters, data, learning_rate, batch_size, epochs, patience, rng)
    return tuple(best), {key: np.array(values) for key, values in losses.items()}


# ---------------------------------------------------------------- evaluate

evaluate = exercise("evaluate", lesson=10, points=1, reference=training.evaluate, returns=("error",))


@evaluate.probes
def networks_to_evaluate(rng: np.random.Generator) -> Iterator[Probe]:
    for rows, sizes in ((7, (3, 4, 1)), (5, (2, 6, 5, 3)), (4, (3, 2)), (1, (3, 4, 2))):
        parameters = [(rng.normal(size=(d, m)), rng.normal(size=m)) for d, m in pairwise(sizes)]
        X, y = rng.normal(size=(rows, sizes[0])), rng.normal(size=(rows, sizes[-1]))
        if rows > 1:  # some predictions are negative, so that a ReLU too many shows
            W, b = parameters[-1]
            parameters[-1] = W, b - network.mlp_forward(parameters, X)[0].mean(axis=0)
        yield Probe(
            f"{rows} row{'s' if rows > 1 else ''} and {sizes[-1]} output{'s' if sizes[-1] > 1 else ''}",
            (parameters, X, y),
        )


def _differences(parameters, X, y):
    return network.mlp_forward(parameters, X)[0] - y


@evaluate.mistake("The mean squared error, without its root: it is in y's unit squared.")
def root_forgotten(parameters, X, y):
    return float(np.mean(_differences(parameters, X, y) ** 2))


@evaluate.mistake("You took the absolute error, not the root of the mean square.")
def absolute_error(parameters, X, y):
    return float(np.mean(np.abs(_differences(parameters, X, y))))


@evaluate.mistake("You took the root of a sum; a mean is missing.")
def mean_forgotten(parameters, X, y):
    return float(np.sqrt(np.sum(_differences(parameters, X, y) ** 2)))


@evaluate.mistake("Your mean runs over the rows only; there is more than one column.")
def mean_over_rows(parameters, X, y):
    return float(np.sqrt(np.sum(_differences(parameters, X, y) ** 2) / len(X)))


@evaluate.mistake("Errors of both signs cancel in your mean. Square them first.")
def signs_cancel(parameters, X, y):
    return float(abs(np.mean(_differences(parameters, X, y))))


EVERY = "(N,) against (N, 1) makes a table: each prediction is compared with every price. Give both one shape."


@evaluate.mistake(EVERY)
def every_with_every(parameters, X, y):
    return float(np.sqrt(np.mean((network.mlp_forward(parameters, X)[0].ravel() - y) ** 2)))


@evaluate.mistake(EVERY, name="every-with-every")
def every_with_every_column(parameters, X, y):
    return float(np.sqrt(np.mean((network.mlp_forward(parameters, X)[0][:, 0] - y) ** 2)))


@evaluate.mistake(EVERY, name="every-with-every")
def every_with_every_price(parameters, X, y):
    return float(np.sqrt(np.mean((network.mlp_forward(parameters, X)[0] - y.ravel()) ** 2)))


@evaluate.mistake(EVERY, name="every-with-every")
def every_with_every_first_price(parameters, X, y):
    return float(np.sqrt(np.mean((network.mlp_forward(parameters, X)[0] - y[:, 0]) ** 2)))


@evaluate.variant
def by_norm(parameters, X, y):
    difference = _differences(parameters, X, y)
    return np.linalg.norm(difference) / np.sqrt(difference.size)


@evaluate.variant
def by_mse(parameters, X, y):
    return ops.mse.forward(network.mlp_forward(parameters, X)[0], y) ** 0.5


@evaluate.variant
def by_sums(parameters, X, y):
    total = 0.0
    for row in _differences(parameters, X, y):
        for one in row:
            total += float(one) ** 2
    return (total / y.size) ** 0.5
