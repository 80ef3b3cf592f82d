"""Lesson 3, measuring the error: mean squared error and its gradient; softmax and the negative log-likelihood."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from autograder.exercise import Probe, exercise
from bpkit import ops
from bpkit.by_hand import losses

# Distinct sizes show a mean over the rows as a wrong factor; one column, one row and one dimension are shapes, too.
SHAPES = ((5, 3), (4, 4), (1, 3), (6, 1), (7,))
# Pairs that NumPy would broadcast without a word, and one that it would not. Among them are pairs of one length but not
# of one size, and the other way round, so that whoever compares only one of the two is told which.
MISFITS = (
    ("a column against a row", (5, 1), (5,)),
    ("a row against a column", (4,), (4, 1)),
    ("one row against many", (3, 4), (1, 4)),
    ("a single row of 4 against a column", (1, 4), (4, 1)),
    ("4 rows of 4 against 4 numbers", (4, 4), (4,)),
    ("5 predictions and 3 targets", (5,), (3,)),
)


def _pairs(rng: np.random.Generator) -> Iterator[tuple[str, np.ndarray, np.ndarray]]:
    for shape in SHAPES:
        yield f"shape {shape}", rng.normal(size=shape), rng.normal(size=shape)


# ---------------------------------------------------------------- mse

mse = exercise("mse", lesson=3, points=1, reference=ops.mse.forward, returns=("loss",))


@mse.probes
def predictions(rng: np.random.Generator) -> Iterator[Probe]:
    for label, prediction, target in _pairs(rng):
        yield Probe(label, (prediction, target))
    met = rng.normal(size=(4, 2))
    yield Probe("every target met exactly", (met, met))
    for label, one, other in MISFITS:
        yield Probe(label, (rng.normal(size=one), rng.normal(size=other)), raises=ValueError)


@mse.mistake("Exactly half of what is expected.")
def mse_half(prediction, target):
    return 0.5 * np.mean((prediction - target) ** 2)


@mse.mistake("As many times too large as there are elements: the loss is a mean.")
def mse_sum(prediction, target):
    return np.sum((prediction - target) ** 2)


@mse.mistake("Your mean runs over the rows only; there is more than one column.")
def mse_rows_only(prediction, target):
    return np.sum((prediction - target) ** 2) / len(prediction)


@mse.mistake("Your mean runs over the rows only; there is more than one column.", name="mse-rows-only")
def mse_mean_of_row_sums(prediction, target):
    return np.sum((prediction - target) ** 2, axis=-1).mean()


@mse.mistake("Your mean runs over the rows only; there is more than one column.", name="mse-rows-only")
def mse_mean_of_row_sums_on_axis_1(prediction, target):
    return np.sum((prediction - target) ** 2, axis=1).mean()


@mse.mistake("NumPy broadcast a column against a row: your difference is N × N.")
def column_against_row(prediction, target):
    return np.mean((prediction - target) ** 2)


@mse.mistake("NumPy broadcast a column against a row: your difference is N × N.", name="column-against-row")
def column_against_row_by_size_of_prediction(prediction, target):
    return np.square(prediction - target).sum() / prediction.size


@mse.mistake("NumPy broadcast a column against a row: your difference is N × N.", name="column-against-row")
def column_against_row_by_size_of_target(prediction, target):
    return np.square(prediction - target).sum() / target.size


@mse.mistake("You took the root too.")
def rmse_for_mse(prediction, target):
    return np.sqrt(np.mean((prediction - target) ** 2))


@mse.mistake("You took the absolute error, not its square.")
def absolute_error(prediction, target):
    return np.mean(np.abs(prediction - target))


@mse.mistake(
    "You took the mean first and squared it then: errors of opposite sign cancelled before the square saw them."
)
def squared_too_late(prediction, target):
    return np.mean(prediction - target) ** 2


@mse.mistake("This is one number for each column. A loss is a single number, over all elements.")
def one_per_column(prediction, target):
    return np.mean((prediction - target) ** 2, axis=0)


@mse.mistake("This is one number for each column. A loss is a single number, over all elements.", name="one-per-column")
def one_per_column_by_transposing(prediction, target):
    return np.array([np.mean(errors**2) for errors in (prediction - target).T])


@mse.mistake("This is one number for each column. A loss is a single number, over all elements.", name="one-per-column")
def one_per_column_by_number(prediction, target):
    error = prediction - target
    return np.array([np.mean(error[:, m] ** 2) for m in range(error.shape[1])])


@mse.mistake("This is one number for each row. A loss is a single number, over all elements.")
def one_per_row(prediction, target):
    return np.mean((prediction - target) ** 2, axis=-1)


@mse.mistake("This is one number for each row. A loss is a single number, over all elements.", name="one-per-row")
def one_per_row_by_loop(prediction, target):
    return np.array([np.mean(errors**2) for errors in prediction - target])


@mse.mistake("This is one number for each row. A loss is a single number, over all elements.", name="one-per-row")
def one_per_row_on_axis_1(prediction, target):
    return np.mean((prediction - target) ** 2, axis=1)


@mse.mistake("The difference is not squared: errors of opposite sign cancel.")
def not_squared(prediction, target):
    return np.mean(prediction - target)


@mse.mistake("You compare how many elements there are, not how they lie: a row and a column may be equally long.")
def sizes_compared(prediction, target):
    if prediction.size != target.size:
        raise ValueError("sizes differ")
    return np.mean((prediction.ravel() - target.ravel()) ** 2)


@mse.mistake(
    "You compare how many elements there are, not how they lie: a row and a column may be equally long.",
    name="sizes-compared",
)
def sizes_compared_and_broadcast(prediction, target):
    if prediction.size != target.size:
        raise ValueError("sizes differ")
    return np.mean((prediction - target) ** 2)


@mse.mistake(
    "You compare how many elements there are, not how they lie: a row and a column may be equally long.",
    name="sizes-compared",
)
def sizes_compared_and_divided_by(prediction, target):
    if prediction.size != target.size:
        raise ValueError("sizes differ")
    return np.square(prediction - target).sum() / prediction.size


@mse.mistake(
    "You compare the number of rows only: 4 numbers against a column of 4, or against 4 rows of 4, slip through."
)
def lengths_compared(prediction, target):
    if len(prediction) != len(target):
        raise ValueError("lengths differ")
    return np.mean((prediction - target) ** 2)


@mse.mistake(
    "You compare the number of rows only: 4 numbers against a column of 4, or against 4 rows of 4, slip through.",
    name="lengths-compared",
)
def lengths_compared_and_divided_by_size(prediction, target):
    if len(prediction) != len(target):
        raise ValueError("lengths differ")
    return np.square(prediction - target).sum() / prediction.size


@mse.mistake(
    "You compare the number of rows only: 4 numbers against a column of 4, or against 4 rows of 4, slip through.",
    name="lengths-compared",
)
def lengths_compared_and_divided_by_targets(prediction, target):
    if len(prediction) != len(target):
        raise ValueError("lengths differ")
    return np.square(prediction - target).sum() / target.size


@mse.mistake("The difference is not squared: errors of opposite sign cancel.", name="not-squared")
def doubled_for_squared(prediction, target):
    return np.mean((prediction - target) * 2)


@mse.variant
def mse_by_shapes(prediction, target):
    if prediction.shape != target.shape:
        raise ValueError(f"shapes {prediction.shape} and {target.shape}")
    return np.mean((prediction - target) ** 2)


@mse.variant
def mse_by_sum(prediction, target):
    if np.shape(prediction) != np.shape(target):
        raise ValueError
    error = prediction - target
    return float(np.sum(error * error)) / error.size


@mse.variant
def mse_by_dot(prediction, target):
    if prediction.shape != target.shape:
        raise ValueError("shapes")
    error = (prediction - target).ravel()
    return error @ error / len(error)


@mse.variant
def mse_by_loop(prediction, target):
    if prediction.shape != target.shape:
        raise ValueError("shapes")
    total = 0.0
    for p, t in zip(prediction.flat, target.flat, strict=True):
        total += (float(p) - float(t)) ** 2
    return total / prediction.size


# ---------------------------------------------------------------- mse_backward

mse_backward = exercise("mse_backward", lesson=3, points=2, reference=ops.mse_backward, returns=("d_prediction",))


@mse_backward.probes
def predictions_backward(rng: np.random.Generator) -> Iterator[Probe]:
    for label, prediction, target in _pairs(rng):
        upstream = float(rng.uniform(0.5, 2.5) * rng.choice([-1, 1]))
        loss = float(np.mean((prediction - target) ** 2))
        yield Probe(label, (upstream, loss, prediction, target))
    for label, one, other in MISFITS:
        prediction, target = rng.normal(size=one), rng.normal(size=other)
        yield Probe(label, (1.5, 1.0, prediction, target), raises=ValueError)


@mse_backward.mistake("Exactly half of what is expected.", name="mse-half")
def mse_half_backward(upstream, output, prediction, target):
    return upstream * (prediction - target) / prediction.size


@mse_backward.mistake("As many times too large as there are elements: the loss is a mean.", name="mse-sum")
def mse_sum_backward(upstream, output, prediction, target):
    return upstream * 2 * (prediction - target)


@mse_backward.mistake("Your mean runs over the rows only; there is more than one column.", name="mse-rows-only")
def mse_rows_only_backward(upstream, output, prediction, target):
    return upstream * 2 * (prediction - target) / len(prediction)


@mse_backward.mistake("Right size, wrong sign: this step would climb.")
def mse_sign(upstream, output, prediction, target):
    return upstream * 2 * (target - prediction) / prediction.size


@mse_backward.mistake("NumPy broadcast a column against a row: your difference is N × N.", name="column-against-row")
def column_against_row_backward(upstream, output, prediction, target):
    return upstream * 2 * (prediction - target) / prediction.size


@mse_backward.mistake("NumPy broadcast a column against a row: your difference is N × N.", name="column-against-row")
def column_against_row_counted(upstream, output, prediction, target):
    error = prediction - target
    return upstream * 2 * error / error.size


@mse_backward.mistake("NumPy broadcast a column against a row: your difference is N × N.", name="column-against-row")
def column_against_row_by_targets(upstream, output, prediction, target):
    return upstream * 2 * (prediction - target) / target.size


@mse_backward.mistake("You took the root too.", name="rmse-for-mse")
def rmse_for_mse_backward(upstream, output, prediction, target):
    return upstream * (prediction - target) / (prediction.size * np.sqrt(np.mean((prediction - target) ** 2)))


@mse_backward.mistake("You took the absolute error, not its square.", name="absolute-error")
def absolute_error_backward(upstream, output, prediction, target):
    return upstream * np.sign(prediction - target) / prediction.size


@mse_backward.mistake("You multiplied by the loss itself. Its slope does not contain its value: nudge one prediction.")
def loss_as_factor(upstream, output, prediction, target):
    return upstream * output * 2 * (prediction - target) / prediction.size


@mse_backward.mistake("This is a single number. Each prediction has a slope of its own, so keep prediction's shape.")
def gradient_averaged(upstream, output, prediction, target):
    return upstream * np.mean(2 * (prediction - target))


@mse_backward.mistake(
    "This is a single number. Each prediction has a slope of its own, so keep prediction's shape.",
    name="gradient-averaged",
)
def gradient_averaged_twice(upstream, output, prediction, target):
    return upstream * np.mean(2 * (prediction - target)) / prediction.size


@mse_backward.mistake(
    "This is a single number. Each prediction has a slope of its own, so keep prediction's shape.",
    name="gradient-averaged",
)
def gradient_summed(upstream, output, prediction, target):
    return upstream * np.sum(2 * (prediction - target))


@mse_backward.mistake("The square is still there. Its slope has lost one power: what is the slope of e²?")
def square_kept(upstream, output, prediction, target):
    return upstream * 2 * (prediction - target) ** 2 / prediction.size


@mse_backward.mistake("There are two gradients here. The target is a fact that nobody may move, so it gets none.")
def target_gradient_too(upstream, output, prediction, target):
    gradient = upstream * 2 * (prediction - target) / prediction.size
    return gradient, -gradient


@mse_backward.variant
def backward_by_shapes(upstream, output, prediction, target):
    if prediction.shape != target.shape:
        raise ValueError("shapes")
    return upstream * 2 * (prediction - target) / prediction.size


@mse_backward.variant
def backward_in_a_tuple(upstream, output, prediction, target):
    if np.shape(prediction) != np.shape(target):
        raise ValueError
    return ((2 / prediction.size) * upstream * (prediction - target),)


@mse_backward.variant
def backward_in_steps(upstream, output, prediction, target):
    if prediction.shape != target.shape:
        raise ValueError("shapes")
    d_squares = np.full(prediction.shape, upstream / prediction.size)
    return d_squares * 2 * (prediction - target)


@mse_backward.variant
def backward_by_loop(upstream, output, prediction, target):
    if prediction.shape != target.shape:
        raise ValueError("shapes")
    gradient = np.zeros(prediction.shape)
    for place in np.ndindex(prediction.shape):
        gradient[place] = upstream * 2 * (prediction[place] - target[place]) / prediction.size
    return gradient


# ---------------------------------------------------------------- softmax

softmax = exercise("softmax", lesson=3, points=2, reference=losses.softmax, returns=("probabilities",))


@softmax.probes
def scores(rng: np.random.Generator) -> Iterator[Probe]:
    for shape in ((3,), (5, 3), (4, 4), (1, 3), (2, 5)):
        yield Probe(f"shape {shape}", (rng.normal(size=shape),))
    yield Probe("equal logits", (np.full(4, float(rng.normal())),))
    # in any order: which class is ahead must not matter
    yield Probe("logits of 1000 and -1000 in one row", (rng.permutation([1000.0, 999.0, 0.0, -1000.0]),))
    high, low = 1000 + rng.normal(size=3), -1000 + rng.normal(size=3)
    yield Probe("rows 2,000 apart", (np.stack([high, low, rng.normal(size=3), low[::-1]]),))


def _shifted(logits):
    return np.exp(logits - np.max(logits, axis=-1, keepdims=True))


@softmax.mistake("exp overflowed. Subtracting one number from all logits changes nothing in the result.")
def softmax_overflow(logits):
    powers = np.exp(logits)
    return powers / powers.sum(axis=-1, keepdims=True)


@softmax.mistake(
    "exp overflowed. Subtracting one number from all logits changes nothing in the result.", name="softmax-overflow"
)
def softmax_overflow_raised(logits):
    powers = np.vectorize(math.exp)(logits)  # math.exp raises where np.exp gives infinity
    return powers / powers.sum(axis=-1, keepdims=True)


@softmax.mistake("Columns sum to 1; rows should.")
def softmax_axis(logits):
    powers = np.exp(logits - logits.max(axis=0))
    return powers / powers.sum(axis=0)


@softmax.mistake("Columns sum to 1; rows should.", name="softmax-axis")
def softmax_axis_unshifted(logits):
    powers = np.exp(logits)
    return powers / powers.sum(axis=0)


@softmax.mistake("Columns sum to 1; rows should.", name="softmax-axis")
def softmax_axis_shifted_by_row(logits):
    powers = _shifted(logits)
    return powers / powers.sum(axis=0)


@softmax.mistake("The whole array sums to 1; each row should.")
def softmax_of_everything(logits):
    powers = np.exp(logits - logits.max())
    return powers / powers.sum()


@softmax.mistake("The whole array sums to 1; each row should.", name="softmax-of-everything")
def softmax_of_everything_unshifted(logits):
    powers = np.exp(logits)
    return powers / powers.sum()


@softmax.mistake("The whole array sums to 1; each row should.", name="softmax-of-everything")
def softmax_of_everything_shifted_by_row(logits):
    powers = _shifted(logits)
    return powers / powers.sum()


@softmax.mistake(
    "One shift for all rows is not enough: a row far below the largest logit becomes 0 / 0. Let each row have its own."
)
def one_shift_for_all(logits):
    powers = np.exp(logits - logits.max())
    return powers / powers.sum(axis=-1, keepdims=True)


@softmax.mistake("The row sums lost their axis, so NumPy divided along the columns. Keep it: keepdims=True.")
def sum_not_kept(logits):
    powers = _shifted(logits)
    return powers / powers.sum(axis=-1)


@softmax.mistake(
    "The row sums lost their axis, so NumPy divided along the columns. Keep it: keepdims=True.", name="sum-not-kept"
)
def sum_not_kept_unshifted(logits):
    powers = np.exp(logits)
    return powers / powers.sum(axis=-1)


@softmax.mistake(
    "The row sums lost their axis, so NumPy divided along the columns. Keep it: keepdims=True.", name="sum-not-kept"
)
def sum_not_kept_one_shift(logits):
    powers = np.exp(logits - logits.max())
    return powers / powers.sum(axis=-1)


@softmax.mistake(
    "The row sums lost their axis, so NumPy divided along the columns. Keep it: keepdims=True.", name="sum-not-kept"
)
def sum_and_largest_not_kept(logits):
    powers = np.exp(logits - logits.max(axis=-1))
    return powers / powers.sum(axis=-1)


@softmax.mistake("Nothing makes your numbers sum to 1: divide each row by its sum.")
def not_divided(logits):
    return np.exp(logits)


@softmax.mistake("Nothing makes your numbers sum to 1: divide each row by its sum.", name="not-divided")
def not_divided_shifted(logits):
    return _shifted(logits)


@softmax.mistake("Nothing makes your numbers sum to 1: divide each row by its sum.", name="not-divided")
def not_divided_one_shift(logits):
    return np.exp(logits - logits.max())


@softmax.mistake("You divided the logits themselves. They may be negative; exp makes them positive first.")
def exp_forgotten(logits):
    return logits / logits.sum(axis=-1, keepdims=True)


@softmax.mistake(
    "You divided the logits themselves. They may be negative; exp makes them positive first.", name="exp-forgotten"
)
def exp_forgotten_shifted(logits):
    shifted = logits - logits.max(axis=-1, keepdims=True)
    return shifted / shifted.sum(axis=-1, keepdims=True)


@softmax.mistake(
    "Right for many rows. A single row of shape (K,) has no axis 1, and no rows to walk through; its last axis is axis -1."
)
def single_row_refused(logits):
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


@softmax.mistake("These are logarithms of probabilities: all negative. exp is still missing.")
def log_softmax(logits):
    shifted = logits - logits.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


@softmax.mistake("These are logarithms of probabilities: all negative. exp is still missing.", name="log-softmax")
def log_of_softmax(logits):
    return np.log(losses.softmax(logits))


@softmax.mistake("You gave everything to the largest logit. Softmax is soft: the others keep their share.")
def winner_takes_all(logits):
    return (logits == logits.max(axis=-1, keepdims=True)).astype(float)


@softmax.mistake(
    "You gave everything to the largest logit. Softmax is soft: the others keep their share.", name="winner-takes-all"
)
def first_winner_takes_all(logits):
    return (np.arange(logits.shape[-1]) == logits.argmax(axis=-1, keepdims=True)).astype(float)


@softmax.mistake(
    "You gave everything to the largest logit. Softmax is soft: the others keep their share.", name="winner-takes-all"
)
def winner_takes_all_as_bools(logits):
    return logits == logits.max(axis=-1, keepdims=True)


@softmax.mistake(
    "You do subtract a number from each row, and exp still overflows. How large may the largest exponent be?"
)
def shift_too_small(logits):
    powers = np.exp(logits - np.mean(logits, axis=-1, keepdims=True))
    return powers / np.sum(powers, axis=-1, keepdims=True)


@softmax.mistake(
    "You do subtract a number from each row, and exp still overflows. How large may the largest exponent be?",
    name="shift-too-small",
)
def shift_by_smallest(logits):
    powers = np.exp(logits - np.min(logits, axis=-1, keepdims=True))
    return powers / np.sum(powers, axis=-1, keepdims=True)


@softmax.variant
def softmax_in_steps(logits):
    largest = logits.max(axis=-1, keepdims=True)
    powers = np.exp(logits - largest)
    return powers / powers.sum(axis=-1, keepdims=True)


@softmax.variant
def softmax_row_by_row(logits):
    if np.ndim(logits) == 1:
        powers = [math.exp(z - max(logits)) for z in logits]
        return [power / sum(powers) for power in powers]
    return [softmax_row_by_row(row) for row in logits]


@softmax.variant
def softmax_through_logs(logits):
    shifted = logits - np.amax(logits, axis=-1, keepdims=True)
    return np.exp(shifted - np.log(np.sum(np.exp(shifted), axis=-1, keepdims=True)))


@softmax.variant
def softmax_by_transposing(logits):
    powers = np.exp((logits.T - np.max(logits.T, axis=0)).T)
    return (powers.T / powers.T.sum(axis=0)).T


# ---------------------------------------------------------------- negative_log_likelihood

negative_log_likelihood = exercise(
    "negative_log_likelihood",
    lesson=3,
    points=1,
    reference=losses.negative_log_likelihood,
    returns=("loss",),
)


@negative_log_likelihood.probes
def judged(rng: np.random.Generator) -> Iterator[Probe]:
    for classes in (3, 5):
        for label in range(classes):  # every label occurs
            yield Probe(f"label {label} of {classes}", (losses.softmax(rng.normal(size=classes)), label))
    yield Probe("probability 1 for the label", (np.array([0.0, 1.0, 0.0]), 1))
    yield Probe("probability 0 for the label", (np.array([0.75, 0.25, 0.0]), 2))
    yield Probe("probability 10⁻⁹ for the label", (np.array([0.75 - 1e-9, 1e-9, 0.25]), 1))


@negative_log_likelihood.mistake(
    "Right size, wrong sign: ln of a probability is never above 0, and a loss is never below it."
)
def sign_forgotten(probabilities, label):
    return np.log(probabilities[label])


@negative_log_likelihood.mistake(
    "Right size, wrong sign: ln of a probability is never above 0, and a loss is never below it.", name="sign-forgotten"
)
def sign_forgotten_but_at_zero(probabilities, label):
    return -abs(losses.negative_log_likelihood(probabilities, label)) if probabilities[label] > 0 else math.inf


@negative_log_likelihood.mistake("You counted labels from 1. The first class has the label 0.")
def label_from_one(probabilities, label):
    return -np.log(probabilities[label - 1])


@negative_log_likelihood.mistake("You counted labels from 1. The first class has the label 0.", name="label-from-one")
def label_from_one_and_none_at_zero(probabilities, label):
    return -np.log(probabilities[label - 1]) if label > 0 else math.inf


@negative_log_likelihood.mistake("You looked at the largest probability. What counts is the label's.")
def favourite_judged(probabilities, label):
    return -np.log(probabilities.max())


@negative_log_likelihood.mistake("Your logarithm has another base. ln is np.log, not np.log2 or np.log10.")
def other_base(probabilities, label):
    return -np.log2(probabilities[label])


@negative_log_likelihood.mistake(
    "Your logarithm has another base. ln is np.log, not np.log2 or np.log10.", name="other-base"
)
def base_ten(probabilities, label):
    return -np.log10(probabilities[label])


@negative_log_likelihood.mistake("This is 1 − p. It charges a probability of 0 only 1, and not infinitely much.")
def missing_probability(probabilities, label):
    return 1 - probabilities[label]


@negative_log_likelihood.mistake("This is −ln(1 − p): it is small where the label's probability is small.")
def other_side(probabilities, label):
    return -np.log(1 - probabilities[label])


@negative_log_likelihood.mistake("You averaged over all classes. Only the class that it is counts.")
def averaged_over_classes(probabilities, label):
    return -np.mean(np.log(probabilities))


@negative_log_likelihood.mistake("You added up all classes. Only the class that it is counts.")
def summed_over_classes(probabilities, label):
    return -np.sum(np.log(probabilities))


@negative_log_likelihood.mistake(
    "Right until the label's probability is 0: an error is raised there. The loss is infinite."
)
def zero_refused(probabilities, label):
    return -math.log(probabilities[label])


def _padded(epsilon):
    return lambda probabilities, label: -np.log(probabilities[label] + epsilon)


def _at_least(epsilon):
    return lambda probabilities, label: -np.log(max(probabilities[label], epsilon))


def _clipped(epsilon):
    return lambda probabilities, label: -np.log(np.clip(probabilities[label], epsilon, 1 - epsilon))


def _kept_from_zero():
    for epsilon in (1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10):
        yield from (_padded(epsilon), _at_least(epsilon), _clipped(epsilon))
    for epsilon in (1e-12, 1e-15, 1e-16, np.finfo(float).eps, 1e-20, 1e-30, 1e-100, 1e-300, np.finfo(float).tiny):
        yield _padded(epsilon)  # so small that the other two give the same


for _function in _kept_from_zero():
    negative_log_likelihood.mistake(
        "You kept the logarithm away from 0 by a tiny number. Here a probability of 0 costs infinitely much.",
        name="zero-padded",
    )(_function)


@negative_log_likelihood.mistake("Labels are integers here.", name="ce-one-hot")
def one_hot_expected(probabilities, label):
    return -np.sum(label * np.log(probabilities))


@negative_log_likelihood.mistake("Labels are integers here.", name="ce-one-hot")
def one_hot_expected_and_not_summed(probabilities, label):
    return -label * np.log(probabilities)


@negative_log_likelihood.mistake("Softmax was applied to probabilities.", name="ce-twice")
def softmax_again(probabilities, label):
    return -np.log(losses.softmax(probabilities)[label])


@negative_log_likelihood.variant
def by_numpy(probabilities, label):
    return -np.log(probabilities[label])


@negative_log_likelihood.variant
def by_one_over(probabilities, label):
    with np.errstate(divide="ignore"):
        return np.log(1 / np.float64(probabilities[label]))


@negative_log_likelihood.variant
def by_asking_first(probabilities, label):
    p = probabilities[label]
    if p == 0:
        return np.inf
    return -math.log(p)


@negative_log_likelihood.variant
def by_one_hot(probabilities, label):
    chosen = probabilities[np.arange(len(probabilities)) == label]
    return -np.log(chosen).sum()
