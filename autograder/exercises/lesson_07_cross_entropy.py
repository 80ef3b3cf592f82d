"""Lesson 7, cross-entropy for a whole batch, and its gradient."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from autograder.exercise import Probe, exercise
from bpkit import ops

# ---------------------------------------------------------------- cross_entropy

cross_entropy = exercise("cross_entropy", lesson=7, points=2, reference=ops.cross_entropy.forward, returns=("loss",))


def _batches(rng: np.random.Generator) -> Iterator[tuple[str, np.ndarray, np.ndarray]]:
    """Logits and labels in which every class occurs, and no class number is its row's."""
    for rows, classes in ((5, 3), (3, 3), (7, 4), (1, 3), (4, 5)):
        labels = rng.permutation(np.arange(rows) % classes) if rows >= classes else rng.integers(1, classes, size=rows)
        yield f"{rows} row{'s' if rows > 1 else ''} and {classes} classes", 2 * rng.normal(size=(rows, classes)), labels


def _far_batches(rng: np.random.Generator) -> Iterator[tuple[str, np.ndarray, np.ndarray]]:
    labels = np.array([1, 0, 2])
    high = rng.normal(size=(3, 3))
    yield "logits near 1,000", 1000 + high, labels
    yield "logits near -1,000", -1000 + high, labels
    yield "rows 2,000 apart", np.array([[1000.0], [-1000.0], [0.0]]) + high, labels
    far = np.array([[1000.0, -1000.0, 0.0], [0.5, 1.0, -1.0], [-1000.0, 0.0, 1000.0]])
    yield "logits 2,000 apart within a row", far, np.array([1, 0, 1])


@cross_entropy.probes
def scored_rows(rng: np.random.Generator) -> Iterator[Probe]:
    for label, logits, labels in _batches(rng):
        yield Probe(label, (logits, labels))
    for label, logits, labels in _far_batches(rng):
        yield Probe(label, (logits, labels), heavy=True)
    yield Probe("equal logits everywhere", (np.zeros((4, 3)), np.array([0, 1, 2, 0])))


def _log_softmax(logits):
    shifted = logits - logits.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


def _probabilities(logits):
    return np.exp(_log_softmax(logits))


@cross_entropy.mistake("exp overflowed. Subtracting one number from all logits changes nothing in the result.")
def softmax_overflow(logits, labels):
    powers = np.exp(logits)
    p = powers / powers.sum(axis=1, keepdims=True)
    return -np.mean(np.log(p[np.arange(len(labels)), labels]))


@cross_entropy.mistake(
    "exp overflowed. Subtracting one number from all logits changes nothing in the result.", name="softmax-overflow"
)
def log_of_unshifted_sum(logits, labels):
    return np.mean(np.log(np.exp(logits).sum(axis=1)) - logits[np.arange(len(labels)), labels])


@cross_entropy.mistake(
    "exp overflowed. Subtracting one number from all logits changes nothing in the result.", name="softmax-overflow"
)
def python_exp_overflows(logits, labels):  # math.exp raises where np.exp gives infinity
    totals = [math.log(sum(math.exp(z) for z in row)) for row in logits.tolist()]
    return np.mean(np.array(totals) - logits[np.arange(len(labels)), labels])


@cross_entropy.mistake("A probability became 0 before the log saw it.")
def ce_log_zero(logits, labels):
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = powers / powers.sum(axis=1, keepdims=True)
    return -np.mean(np.log(p[np.arange(len(labels)), labels]))


@cross_entropy.mistake("A probability became 0 before the log saw it.", name="ce-log-zero")
def python_log_of_zero(logits, labels):  # math.log raises where np.log gives infinity
    p = _probabilities(logits)[np.arange(len(labels)), labels]
    return -sum(math.log(one) for one in p) / len(labels)


def _clipped(least: float) -> Callable[..., Any]:
    """A probability that became 0 is lifted to ``least``, so the loss is finite, and wrong."""

    def ce_clipped(logits, labels):
        p = _probabilities(logits)[np.arange(len(labels)), labels]
        return -np.mean(np.log(np.maximum(p, least)))

    return ce_clipped


for _least in (1e-7, 1e-8, 1e-9, 1e-10, 1e-12, 1e-15, 2.0**-52, 1e-16, 1e-20, 1e-30, 1e-100, 1e-300, 2.0**-1022):
    cross_entropy.mistake("A probability became 0 before the log saw it.", name="ce-log-zero")(_clipped(_least))


@cross_entropy.mistake("You subtracted the largest logit of the whole batch. Each row needs its own.")
def shift_of_whole_batch(logits, labels):
    shifted = logits - logits.max()
    return np.mean(np.log(np.exp(shifted).sum(axis=1)) - shifted[np.arange(len(labels)), labels])


@cross_entropy.mistake(
    "You subtracted the largest logit of the whole batch. Each row needs its own.", name="shift-of-whole-batch"
)
def fraction_shifted_by_batch(logits, labels):  # 0 / 0, not the logarithm of 0
    powers = np.exp(logits - logits.max())
    p = powers / powers.sum(axis=1, keepdims=True)
    return -np.mean(np.log(p[np.arange(len(labels)), labels]))


@cross_entropy.mistake("Exactly N times too large: the loss is a mean over the rows.")
def ce_sum(logits, labels):
    return -_log_softmax(logits)[np.arange(len(labels)), labels].sum()


@cross_entropy.mistake("Softmax was applied to probabilities.")
def ce_twice(logits, labels):
    return -np.mean(_log_softmax(_probabilities(logits))[np.arange(len(labels)), labels])


@cross_entropy.mistake("Labels are integers here.")
def ce_one_hot(logits, labels):
    return -np.sum(labels * _log_softmax(logits)) / len(logits)


@cross_entropy.mistake("Labels are integers here.", name="ce-one-hot")
def ce_one_hot_by_rows(logits, labels):
    return -np.mean(np.sum(labels * _log_softmax(logits), axis=1))


@cross_entropy.mistake("Pair each row with its own label.")
def ce_wrong_entries(logits, labels):
    return -np.mean(_log_softmax(logits)[:, labels])


@cross_entropy.mistake("Pair each row with its own label.", name="ce-wrong-entries")
def ce_wrong_entries_added(logits, labels):
    return -np.sum(_log_softmax(logits)[:, labels]) / len(labels)


@cross_entropy.mistake("Your loss is negative. A logarithm of a probability is below 0; what turns it into a loss?")
def ce_sign(logits, labels):
    return np.mean(_log_softmax(logits)[np.arange(len(labels)), labels])


@cross_entropy.mistake("There is a loss for every row; the mean of them is asked.")
def ce_not_averaged(logits, labels):
    return -_log_softmax(logits)[np.arange(len(labels)), labels]


@cross_entropy.mistake("Your classes compete down the columns. Each row is one example, and its own classes sum to 1.")
def ce_axis(logits, labels):
    return -np.mean(_log_softmax(logits.T).T[np.arange(len(labels)), labels])


@cross_entropy.mistake("Your mean runs over all entries of the batch. One entry a row counts: its label's.")
def ce_over_all_entries(logits, labels):
    return -_log_softmax(logits)[np.arange(len(labels)), labels].sum() / logits.size


@cross_entropy.mistake("You subtracted m inside the sum, and not from the label's logit. Then it does not cancel.")
def shift_not_cancelled(logits, labels):
    shifted = logits - logits.max(axis=1, keepdims=True)
    return np.mean(np.log(np.exp(shifted).sum(axis=1)) - logits[np.arange(len(labels)), labels])


@cross_entropy.mistake("Your sum of exponentials runs over the whole batch. Each row has a sum of its own.")
def sum_of_whole_batch(logits, labels):
    shifted = logits - logits.max(axis=1, keepdims=True)
    return np.mean(np.log(np.exp(shifted).sum()) - shifted[np.arange(len(labels)), labels])


@cross_entropy.variant
def ce_by_logaddexp(logits, labels):
    totals = np.logaddexp.reduce(logits, axis=1)
    return (totals - logits[range(len(labels)), labels]).mean()


@cross_entropy.variant
def ce_by_loop(logits, labels):
    total = 0.0
    for row, label in zip(logits.tolist(), labels.tolist(), strict=True):
        top = max(row)
        total += top + math.log(sum(math.exp(z - top) for z in row)) - row[label]
    return total / len(labels)


@cross_entropy.variant
def ce_by_one_hot(logits, labels):
    one_hot = np.eye(logits.shape[1])[labels]
    return -(one_hot * _log_softmax(logits)).sum() / logits.shape[0]


@cross_entropy.variant
def ce_by_take_along(logits, labels):
    return np.array(-np.take_along_axis(_log_softmax(logits), labels[:, None], axis=1).mean())


# ---------------------------------------------------------------- cross_entropy_backward

cross_entropy_backward = exercise(
    "cross_entropy_backward", lesson=7, points=3, reference=ops.cross_entropy_backward, returns=("d_logits",)
)


@cross_entropy_backward.probes
def scored_rows_backward(rng: np.random.Generator) -> Iterator[Probe]:
    near, far = [*_batches(rng)], [*_far_batches(rng)]
    for label, logits, labels in (*near, *far):
        upstream = float(rng.uniform(0.4, 2.5) * rng.choice([-1, 1]))
        given = (upstream, float(ops.cross_entropy.forward(logits, labels)), logits, labels)
        yield Probe(label, given, heavy=label not in [one[0] for one in near])


def _spoil(upstream, logits, labels, spoil):
    """The right gradient with its matrix ``p`` passed through ``spoil(p, rows, labels)`` before it is scaled."""
    return upstream * spoil(_probabilities(logits), np.arange(len(labels)), labels) / len(labels)


@cross_entropy_backward.mistake("There is no trace of the labels in your gradient.")
def ce_minus_one_missing(upstream, output, logits, labels):
    return _spoil(upstream, logits, labels, lambda p, rows, labels: p)


@cross_entropy_backward.mistake("Pair each row with its own label.", name="ce-wrong-entries")
def ce_wrong_entries_backward(upstream, output, logits, labels):
    p = _probabilities(logits)
    p[:, labels] -= 1
    return upstream * p / len(labels)


@cross_entropy_backward.mistake("Pair each row with its own label.", name="ce-wrong-entries")
def ce_columns_again_and_again(upstream, output, logits, labels):
    p = _probabilities(logits)
    for label in labels:
        p[:, label] -= 1
    return upstream * p / len(labels)


@cross_entropy_backward.mistake("Exactly N times too large: the loss is a mean over the rows.", name="ce-sum")
def ce_sum_backward(upstream, output, logits, labels):
    return len(labels) * ops.cross_entropy_backward(upstream, output, logits, labels)


@cross_entropy_backward.mistake(
    "Right size, wrong sign: a step against this gradient would raise the loss.", name="ce-sign"
)
def ce_sign_backward(upstream, output, logits, labels):
    return -ops.cross_entropy_backward(upstream, output, logits, labels)


@cross_entropy_backward.mistake(
    "You divided by all entries. The mean runs over the N rows only.", name="ce-over-all-entries"
)
def ce_over_all_entries_backward(upstream, output, logits, labels):
    return ops.cross_entropy_backward(upstream, output, logits, labels) / logits.shape[1]


@cross_entropy_backward.mistake(
    "Only the labels' entries have a gradient in yours. The other logits stand in the sum of softmax, too."
)
def ce_labels_only(upstream, output, logits, labels):
    def spoil(p, rows, labels):
        kept = np.zeros_like(p)
        kept[rows, labels] = p[rows, labels] - 1
        return kept

    return _spoil(upstream, logits, labels, spoil)


@cross_entropy_backward.mistake("You added 1 at the label. Raising the label's logit lowers the loss.")
def ce_plus_one(upstream, output, logits, labels):
    def spoil(p, rows, labels):
        p[rows, labels] += 1
        return p

    return _spoil(upstream, logits, labels, spoil)


@cross_entropy_backward.mistake(
    "exp overflowed. Subtracting one number from all logits changes nothing in the result.", name="softmax-overflow"
)
def softmax_overflow_backward(upstream, output, logits, labels):
    powers = np.exp(logits)
    p = powers / powers.sum(axis=1, keepdims=True)
    p[np.arange(len(labels)), labels] -= 1
    return upstream * p / len(labels)


@cross_entropy_backward.mistake(
    "exp overflowed. Subtracting one number from all logits changes nothing in the result.", name="softmax-overflow"
)
def python_exp_overflows_backward(upstream, output, logits, labels):
    powers = np.array([[math.exp(z) for z in row] for row in logits.tolist()])
    p = powers / powers.sum(axis=1, keepdims=True)
    p[np.arange(len(labels)), labels] -= 1
    return upstream * p / len(labels)


@cross_entropy_backward.mistake(
    "You subtracted the largest logit of the whole batch. Each row needs its own.", name="shift-of-whole-batch"
)
def shift_of_whole_batch_backward(upstream, output, logits, labels):
    powers = np.exp(logits - logits.max())
    p = powers / powers.sum(axis=1, keepdims=True)
    p[np.arange(len(labels)), labels] -= 1
    return upstream * p / len(labels)


@cross_entropy_backward.mistake(
    "Your gradient starts from the logits; it is the probabilities that the 1 is taken from."
)
def ce_of_logits(upstream, output, logits, labels):
    return _spoil(upstream, logits, labels, lambda p, rows, labels: logits - np.eye(logits.shape[1])[labels])


@cross_entropy_backward.mistake(
    "You subtracted the class number itself. It says *where* something is taken away, not how much."
)
def labels_subtracted(upstream, output, logits, labels):
    return upstream * (_probabilities(logits) - labels[:, None]) / len(labels)


@cross_entropy_backward.mistake(
    "At the label stands −1 alone: you wrote over the probability. `=` replaces what was there."
)
def ce_minus_one_assigned(upstream, output, logits, labels):
    d_logits = _probabilities(logits)
    d_logits[np.arange(len(labels)), labels] = -1
    return upstream * d_logits / len(labels)


@cross_entropy_backward.variant
def ce_backward_by_one_hot(upstream, output, logits, labels):
    return upstream * (_probabilities(logits) - np.eye(logits.shape[1])[labels]) / logits.shape[0]


@cross_entropy_backward.variant
def ce_backward_by_loops(upstream, output, logits, labels):
    d_logits = np.zeros(logits.shape)
    for n, (row, label) in enumerate(zip(logits, labels, strict=True)):
        powers = [math.exp(z - max(row)) for z in row]
        for k, power in enumerate(powers):
            d_logits[n, k] = upstream / len(labels) * (power / sum(powers) - (k == label))
    return (d_logits,)


@cross_entropy_backward.variant
def ce_backward_through_softmax(upstream, output, logits, labels):
    p = np.exp(logits - np.logaddexp.reduce(logits, axis=1)[:, None])
    np.subtract.at(p, (np.arange(len(labels)), labels), 1.0)
    return [p * (upstream / len(labels))]
