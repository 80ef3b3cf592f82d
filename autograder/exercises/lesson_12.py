"""Lesson 12, going deep: initialisation, gradient norms, clipping, layer normalisation."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from autograder.exercise import Probe, exercise
from bpkit import nn, ops
from bpkit.by_hand import deep

# ---------------------------------------------------------------- xavier_std

xavier_std = exercise("xavier_std", lesson=12, points=1, reference=nn.xavier_std, returns=("std",))


@xavier_std.probes
def fans(rng: np.random.Generator) -> Iterator[Probe]:
    for fan_in, fan_out in ((3, 5), (50, 50), (*rng.integers(10, 400, size=2).tolist(),), (300, 1), (1, 7)):
        yield Probe(f"fan_in = {fan_in}, fan_out = {fan_out}", (fan_in, fan_out))


@xavier_std.mistake("That is the variance; its root is asked.")
def xavier_variance(fan_in, fan_out):
    return 2 / (fan_in + fan_out)


@xavier_std.mistake("Only the way forward counts in yours. Take the mean of fan_in and fan_out.")
def xavier_forward_only(fan_in, fan_out):
    return math.sqrt(1 / fan_in)


@xavier_std.mistake("This is the spread for ReLU layers, and it does not look at fan_out.")
def xavier_as_he(fan_in, fan_out):
    return math.sqrt(2 / fan_in)


@xavier_std.mistake("The 2 is missing: what is 1 over the *mean* of two numbers?")
def xavier_half(fan_in, fan_out):
    return math.sqrt(1 / (fan_in + fan_out))


@xavier_std.mistake("This is the limit for a uniform distribution. A normal one is asked by its standard deviation.")
def xavier_uniform(fan_in, fan_out):
    return math.sqrt(6 / (fan_in + fan_out))


@xavier_std.mistake("Your spread grows with the widths. More inputs add up to more, so each weight must be smaller.")
def xavier_upside_down(fan_in, fan_out):
    return math.sqrt((fan_in + fan_out) / 2)


@xavier_std.mistake("You multiplied the two widths. They enter as a mean.")
def xavier_product(fan_in, fan_out):
    return math.sqrt(2 / (fan_in * fan_out))


@xavier_std.mistake("Only the 2 stands under your root. The whole fraction belongs there.")
def xavier_root_of_two(fan_in, fan_out):
    return math.sqrt(2) / (fan_in + fan_out)


@xavier_std.mistake("Brackets: Python divides by fan_in alone, and adds fan_out afterwards.")
def xavier_brackets(fan_in, fan_out):
    return math.sqrt(2 / fan_in + fan_out)


@xavier_std.variant
def xavier_by_power(fan_in, fan_out):
    return (2 / (fan_in + fan_out)) ** 0.5


@xavier_std.variant
def xavier_by_mean(fan_in, fan_out):
    return 1 / np.sqrt(np.mean([fan_in, fan_out]))


@xavier_std.variant
def xavier_by_logs(fan_in, fan_out):
    return math.exp(0.5 * (math.log(2) - math.log(fan_in + fan_out)))


# ---------------------------------------------------------------- he_std

he_std = exercise("he_std", lesson=12, points=1, reference=nn.he_std, returns=("std",))


@he_std.probes
def fans_in(rng: np.random.Generator) -> Iterator[Probe]:
    for fan_in in (3, 50, int(rng.integers(10, 400)), 300, 1):
        yield Probe(f"fan_in = {fan_in}", (fan_in,))


@he_std.mistake("Deep ReLU layers fade with this: half of the signal is cut.")
def he_half(fan_in):
    return math.sqrt(1 / fan_in)


@he_std.mistake("That is the variance; its root is asked.")
def he_variance(fan_in):
    return 2 / fan_in


@he_std.mistake("Your spread grows with the width. More inputs add up to more, so each weight must be smaller.")
def he_upside_down(fan_in):
    return math.sqrt(fan_in / 2)


@he_std.mistake("The 2 stands outside your root, so your weights are too large. The variance is 2 / fan_in.")
def he_two_outside(fan_in):
    return 2 / math.sqrt(fan_in)


@he_std.mistake("Only the 2 stands under your root. The whole fraction belongs there.")
def he_root_of_two(fan_in):
    return math.sqrt(2) / fan_in


@he_std.mistake("This is the limit for a uniform distribution. A normal one is asked by its standard deviation.")
def he_uniform(fan_in):
    return math.sqrt(6 / fan_in)


@he_std.variant
def he_by_power(fan_in):
    return (2 / fan_in) ** 0.5


@he_std.variant
def he_by_numpy(fan_in):
    return np.sqrt(2.0) / np.sqrt(fan_in)


@he_std.variant
def he_from_xavier(fan_in):
    return math.sqrt(2) * math.sqrt(2 / (fan_in + fan_in))


# ---------------------------------------------------------------- gradient_norms

gradient_norms = exercise("gradient_norms", lesson=12, points=1, reference=deep.gradient_norms, returns=("norms",))


def _gradients(rng: np.random.Generator, sizes: tuple[int, ...]) -> list[tuple[np.ndarray, np.ndarray]]:
    return [(rng.normal(size=(d, m)), rng.normal(size=m)) for d, m in pairwise(sizes)]


@gradient_norms.probes
def gradients_to_measure(rng: np.random.Generator) -> Iterator[Probe]:
    for sizes in ((3, 4, 5, 2), (3, 3, 3), (2, 5)):
        yield Probe(f"a {'-'.join(map(str, sizes))} network", (_gradients(rng, sizes),))
    (dW, db), *rest = _gradients(rng, (3, 4, 2))
    yield Probe("a layer whose gradients are all 0", ([(0 * dW, 0 * db), *rest],))


def _norm(*arrays):
    return math.sqrt(sum(float(np.sum(array**2)) for array in arrays))


@gradient_norms.mistake("One number per layer.")
def norm_last_layer(gradients):
    return [_norm(*gradients[-1])]


@gradient_norms.mistake("One number per layer.", name="norm-last-layer")
def norm_of_all(gradients):
    return [_norm(*(array for layer in gradients for array in layer))]


@gradient_norms.mistake("One number per layer.", name="norm-last-layer")
def last_layer_as_number(gradients):
    return _norm(*gradients[-1])


@gradient_norms.mistake("One number per layer.", name="norm-last-layer")
def all_as_number(gradients):
    return _norm(*(array for layer in gradients for array in layer))


@gradient_norms.mistake("One number per layer.", name="norm-last-layer")
def norm_first_layer(gradients):  # a return that stands in the loop
    return [_norm(*gradients[0])]


@gradient_norms.mistake("One number per layer.", name="norm-last-layer")
def first_layer_as_number(gradients):  # the same without a list
    return _norm(*gradients[0])


@gradient_norms.mistake(
    "The squares of the layers before it are in each of your numbers: where does your sum start again?"
)
def total_not_reset(gradients):
    return np.sqrt(np.cumsum([_norm(*layer) ** 2 for layer in gradients]))


@gradient_norms.mistake("You have one number for each unit of a layer. Asked is one for the whole layer.")
def norm_per_unit(gradients):
    return [np.sqrt(np.sum(dW**2, axis=0) + db**2) for dW, db in gradients]


@gradient_norms.mistake("The gradient of the bias is missing. All entries of dW and db count together.")
def norm_without_bias(gradients):
    return [_norm(dW) for dW, _ in gradients]


@gradient_norms.mistake("You added the norm of dW and the norm of db. Put all entries together, then take one root.")
def norms_added(gradients):
    return [_norm(dW) + _norm(db) for dW, db in gradients]


@gradient_norms.mistake("The root is missing: these are sums of squares.")
def norm_squared(gradients):
    return [_norm(dW, db) ** 2 for dW, db in gradients]


@gradient_norms.mistake("You averaged before the root. The norm is the root of a sum.")
def norm_as_rms(gradients):
    return [_norm(dW, db) / math.sqrt(dW.size + db.size) for dW, db in gradients]


@gradient_norms.mistake("You added absolute values. The L2 norm is the root of the sum of squares.")
def norm_of_absolutes(gradients):
    return [float(np.abs(dW).sum() + np.abs(db).sum()) for dW, db in gradients]


@gradient_norms.variant
def norms_by_concatenation(gradients):
    return [np.linalg.norm(np.concatenate([dW.ravel(), db])) for dW, db in gradients]


@gradient_norms.variant
def norms_by_hypot(gradients):
    return [np.hypot(np.linalg.norm(dW), np.linalg.norm(db)) for dW, db in gradients]


@gradient_norms.variant
def norms_by_loops(gradients):
    norms = []
    for layer in gradients:
        total = 0.0
        for array in layer:
            for entry in array.ravel():
                total += float(entry) * float(entry)
        norms.append(total**0.5)
    return np.array(norms)


# ---------------------------------------------------------------- clip_by_global_norm

clip_by_global_norm = exercise(
    "clip_by_global_norm", lesson=12, points=2, reference=deep.clip_by_global_norm, returns=("gradients",)
)


@clip_by_global_norm.probes
def gradients_to_clip(rng: np.random.Generator) -> Iterator[Probe]:
    for sizes, most in (((3, 4, 5, 2), 1.0), ((3, 3, 3), 0.25), ((2, 5), 2.0)):
        yield Probe(f"a {'-'.join(map(str, sizes))} network and max_norm = {most:g}", (_gradients(rng, sizes), most))
    yield Probe("a norm below max_norm", (_gradients(rng, (3, 4, 2)), 50.0))
    gradients = _gradients(rng, (3, 4, 2))
    norm = float(np.linalg.norm(deep.gradient_norms(gradients)))
    yield Probe("a norm a little above max_norm", (gradients, 0.9 * norm))
    yield Probe("gradients that are all 0", ([(0 * dW, 0 * db) for dW, db in gradients], 1.0))


def _all(gradients):
    return _norm(*(array for layer in gradients for array in layer))


def _scaled(gradients, factor):
    return [(factor * dW, factor * db) for dW, db in gradients]


@clip_by_global_norm.mistake("The direction changed: one factor for all.")
def clip_each(gradients, max_norm):
    return [tuple(array * min(1.0, max_norm / (_norm(array) or 1.0)) for array in layer) for layer in gradients]


@clip_by_global_norm.mistake("The direction changed: one factor for all.", name="clip-each")
def clip_each_layer(gradients, max_norm):
    return [tuple(array * min(1.0, max_norm / (_norm(*layer) or 1.0)) for array in layer) for layer in gradients]


@clip_by_global_norm.mistake("The direction changed: one factor for all.", name="clip-each")
def clip_each_weights_alone(gradients, max_norm):  # and no bias
    return [(dW * min(1.0, max_norm / (_norm(dW) or 1.0)), db) for dW, db in gradients]


@clip_by_global_norm.mistake(
    "Gradients that are small enough do not come back at all: a `return` is due in that case, too."
)
def clip_returns_nothing(gradients, max_norm):
    return _scaled(gradients, max_norm / _all(gradients)) if _all(gradients) > max_norm else None


@clip_by_global_norm.mistake("You cut single entries off. That changes the direction; scale all of them by one factor.")
def clip_entries(gradients, max_norm):
    return [tuple(np.clip(array, -max_norm, max_norm) for array in layer) for layer in gradients]


@clip_by_global_norm.mistake("A small gradient must stay as it is.")
def clip_always(gradients, max_norm):
    return _scaled(gradients, max_norm / (_all(gradients) or 1.0))


@clip_by_global_norm.mistake("A small gradient must stay as it is.", name="clip-always")
def clip_always_even_zeros(gradients, max_norm):  # 0 / 0 where all gradients are 0
    return _scaled(gradients, max_norm / np.float64(_all(gradients)))


@clip_by_global_norm.mistake("The biases do not count in your norm.")
def clip_without_biases(gradients, max_norm):
    norm = _norm(*(dW for dW, _ in gradients))
    return _scaled(gradients, max_norm / norm if norm > max_norm else 1.0)


@clip_by_global_norm.mistake("The biases do not count in your norm.", name="clip-without-biases")
def clip_weights_by_weights(gradients, max_norm):  # nor are they scaled
    norm = _norm(*(dW for dW, _ in gradients))
    return [(dW * (max_norm / norm if norm > max_norm else 1.0), db) for dW, db in gradients]


@clip_by_global_norm.mistake("Only your dW are scaled. The same factor belongs on every db, or the direction changes.")
def clip_leaves_biases(gradients, max_norm):
    return [(dW, db) for (dW, _), (_, db) in zip(clip_by_shrinking(gradients, max_norm), gradients, strict=True)]


@clip_by_global_norm.mistake("You compared the sum of squares with max_norm; take its root first.")
def clip_by_square(gradients, max_norm):
    square = _all(gradients) ** 2
    return _scaled(gradients, max_norm / square if square > max_norm else 1.0)


@clip_by_global_norm.mistake("You clip exactly the gradients that are small enough, and let the large ones pass.")
def clip_the_wrong_ones(gradients, max_norm):
    norm = _all(gradients)
    return _scaled(gradients, max_norm / norm if 0 < norm < max_norm else 1.0)


@clip_by_global_norm.mistake(
    "You added the norms of the layers up. The global norm is the root of the sum of their squares."
)
def clip_by_sum_of_norms(gradients, max_norm):
    norm = sum(_norm(*layer) for layer in gradients)
    return _scaled(gradients, max_norm / norm if norm > max_norm else 1.0)


@clip_by_global_norm.mistake("You look at the longest layer alone. The global norm is that of all layers together.")
def clip_by_longest_layer(gradients, max_norm):
    norm = max(_norm(*layer) for layer in gradients)
    return _scaled(gradients, max_norm / norm if norm > max_norm else 1.0)


@clip_by_global_norm.mistake("Your factor is upside down: it makes a gradient that is too long longer still.")
def clip_upside_down(gradients, max_norm):
    norm = _all(gradients)
    return _scaled(gradients, norm / max_norm if norm > max_norm else 1.0)


@clip_by_global_norm.mistake("Your factor makes the norm 1, whatever max_norm is.")
def clip_to_one(gradients, max_norm):
    norm = _all(gradients)
    return _scaled(gradients, 1 / norm if norm > max_norm else 1.0)


@clip_by_global_norm.variant
def clip_by_min(gradients, max_norm):
    norm = max(_all(gradients), 1e-300)
    factor = min(1.0, max_norm / norm)
    return [[dW * factor, db * factor] for dW, db in gradients]


@clip_by_global_norm.variant
def clip_unchanged_if_small(gradients, max_norm):
    flat = np.concatenate([array.ravel() for layer in gradients for array in layer])
    norm = np.linalg.norm(flat)
    if norm <= max_norm:
        return gradients
    return tuple((dW / norm * max_norm, db / norm * max_norm) for dW, db in gradients)


@clip_by_global_norm.variant
def clip_by_shrinking(gradients, max_norm):
    excess = max(_all(gradients) / max_norm, 1.0)
    return [(np.true_divide(dW, excess), np.true_divide(db, excess)) for dW, db in gradients]


# ---------------------------------------------------------------- layer_norm

EPSILON = ops.LAYER_NORM_EPSILON
# D = 2 is left out: there every row becomes (-1, 1), whatever it was.
TABLES = ((5, 4), (4, 4), (3, 7), (1, 5))

layer_norm = exercise("layer_norm", lesson=12, points=1, reference=ops.layer_norm.forward, returns=("output",))


def _table(rng: np.random.Generator, shape: tuple[int, int]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    return 2 + 1.5 * rng.normal(size=shape), rng.normal(size=shape[1]), rng.normal(size=shape[1])


@layer_norm.probes
def tables(rng: np.random.Generator) -> Iterator[Probe]:
    for shape in TABLES:
        yield Probe(f"X of shape {shape}", _table(rng, shape))
    X, gain, shift = _table(rng, (4, 5))
    yield Probe("rows that hardly vary", (0.003 * X, gain, shift))
    yield Probe("a row whose entries are all equal", (np.full((2, 5), 3.0), gain, shift))
    yield Probe("rows that vary by a millionth", (1e-6 * rng.normal(size=(4, 5)), gain, shift))


def _normalised(X, axis=1, ddof=0, inside=EPSILON, outside=0.0):
    return (X - X.mean(axis=axis, keepdims=True)) / (
        np.sqrt(X.var(axis=axis, keepdims=True, ddof=ddof) + inside) + outside
    )


@layer_norm.mistake("You normalised the columns. Each *row* gets mean 0 and variance 1.")
def norm_over_columns(X, gain, shift):
    return gain * _normalised(X, axis=0) + shift


@layer_norm.mistake("One mean and one variance for the whole table. Each row has its own.")
def norm_over_everything(X, gain, shift):
    return gain * _normalised(X, axis=None) + shift


@layer_norm.mistake("You divided by D − 1. Here the variance is the plain mean of the squares.")
def norm_ddof_one(X, gain, shift):
    return gain * _normalised(X, ddof=1) + shift


@layer_norm.mistake("With rows that hardly vary your result is off: the ε belongs under the root, beside the variance.")
def norm_epsilon_outside(X, gain, shift):
    return gain * _normalised(X, inside=0.0, outside=EPSILON) + shift


@layer_norm.mistake("There is no ε in yours: a row whose entries are all equal is divided by 0.")
def norm_epsilon_missing(X, gain, shift):
    with np.errstate(all="ignore"):
        return gain * _normalised(X, inside=0.0) + shift


@layer_norm.mistake(
    "There is no ε under your root. A guard for rows without spread is not enough: rows that hardly vary come out otherwise."
)
def norm_epsilon_guard(X, gain, shift):
    with np.errstate(all="ignore"):
        return gain * np.nan_to_num(_normalised(X, inside=0.0)) + shift


def _other_epsilon(epsilon):
    return lambda X, gain, shift: gain * _normalised(X, inside=epsilon) + shift


for _power in (1, 2, 3, 4, 6, 7, 8, 9, 10, 12):
    layer_norm.mistake("Your ε has another size. The lesson's formula says which one.", name="norm-epsilon-size")(
        _other_epsilon(10.0**-_power)
    )


@layer_norm.mistake("Brackets: only the mean was divided, not the row without its mean.")
def norm_brackets(X, gain, shift):
    spread = np.sqrt(X.var(axis=1, keepdims=True) + EPSILON)
    return gain * (X - X.mean(axis=1, keepdims=True) / spread) + shift


@layer_norm.mistake("Brackets: only the mean was divided, not the row without its mean.", name="norm-brackets")
def norm_brackets_and_gain(X, gain, shift):
    spread = np.sqrt(X.var(axis=1, keepdims=True) + EPSILON)
    return gain * X - X.mean(axis=1, keepdims=True) / spread + shift


@layer_norm.mistake("Your variance is a sum over the row. It should be a mean.")
def norm_sum_for_mean(X, gain, shift):
    centred = X - X.mean(axis=1, keepdims=True)
    return gain * centred / np.sqrt(np.sum(centred**2, axis=1, keepdims=True) + EPSILON) + shift


KEEPDIMS = (
    "One number for each row has to stand in a column, (N, 1); yours lie in a line, (N,), and meet the columns of X."
)


@layer_norm.mistake(KEEPDIMS)
def norm_column_lost(X, gain, shift):
    return gain * (X - X.mean(axis=1)) / np.sqrt(X.var(axis=1) + EPSILON) + shift


@layer_norm.mistake(KEEPDIMS, name="norm-column-lost")
def norm_mean_lost(X, gain, shift):
    return gain * (X - X.mean(axis=1)) / np.sqrt(X.var(axis=1, keepdims=True) + EPSILON) + shift


@layer_norm.mistake(KEEPDIMS, name="norm-column-lost")
def norm_spread_lost(X, gain, shift):
    return gain * (X - X.mean(axis=1, keepdims=True)) / np.sqrt(X.var(axis=1) + EPSILON) + shift


@layer_norm.mistake("There is no trace of gain in your result.")
def norm_without_gain(X, gain, shift):
    return _normalised(X) + shift


@layer_norm.mistake("There is no trace of shift in your result.")
def norm_without_shift(X, gain, shift):
    return gain * _normalised(X)


@layer_norm.mistake("You divided by the variance; its root is asked.")
def norm_by_variance(X, gain, shift):
    return gain * (X - X.mean(axis=1, keepdims=True)) / (X.var(axis=1, keepdims=True) + EPSILON) + shift


@layer_norm.mistake("gain and shift are not used: every row comes out with mean 0 and variance 1.")
def norm_alone(X, gain, shift):
    return _normalised(X)


@layer_norm.mistake("You shifted first and scaled after: the gain has caught the shift as well.")
def shift_before_gain(X, gain, shift):
    return gain * (_normalised(X) + shift)


@layer_norm.mistake("The mean was not subtracted.")
def norm_not_centred(X, gain, shift):
    return gain * X / np.sqrt(X.var(axis=1, keepdims=True) + EPSILON) + shift


@layer_norm.mistake("The mean was not subtracted.", name="norm-not-centred")
def norm_by_mean_square(X, gain, shift):
    return gain * X / np.sqrt(np.mean(X**2, axis=1, keepdims=True) + EPSILON) + shift


@layer_norm.variant
def norm_in_steps(X, gain, shift):
    centred = X - np.mean(X, axis=-1)[:, None]
    variance = np.mean(centred**2, axis=-1)[:, None]
    return centred / (variance + 1e-5) ** 0.5 * gain + shift


@layer_norm.variant
def norm_row_by_row(X, gain, shift):
    return np.array([gain * (row - row.mean()) / np.sqrt(np.mean((row - row.mean()) ** 2) + 1e-5) + shift for row in X])


@layer_norm.variant
def norm_by_std(X, gain, shift):
    s = np.sqrt(X.std(1, keepdims=True) ** 2 + 1e-5)
    return np.einsum("d,nd->nd", gain, (X - X.mean(1, keepdims=True)) / s) + shift[None, :]


# ---------------------------------------------------------------- layer_norm_backward

layer_norm_backward = exercise(
    "layer_norm_backward",
    lesson=12,
    points=4,
    reference=ops.layer_norm_backward,
    returns=("dX", "dgain", "dshift"),
)


@layer_norm_backward.probes
def tables_backward(rng: np.random.Generator) -> Iterator[Probe]:
    for shape in TABLES:
        X, gain, shift = _table(rng, shape)
        output = ops.layer_norm.forward(X, gain, shift)
        yield Probe(f"X of shape {shape}", (rng.normal(size=shape), output, X, gain, shift))
    X, gain, shift = _table(rng, (4, 5))
    X = 0.003 * X
    output = ops.layer_norm.forward(X, gain, shift)
    yield Probe("rows that hardly vary", (rng.normal(size=X.shape), output, X, gain, shift))
    X, gain, shift = _table(rng, (4, 5))
    gain[2] = 0.0
    yield Probe("a gain of 0", (rng.normal(size=X.shape), ops.layer_norm.forward(X, gain, shift), X, gain, shift))


def _backward(upstream, X, gain, centre=True, scale=True, divide=True, use_gain=True):
    spread = np.sqrt(X.var(axis=1, keepdims=True) + EPSILON)
    Z = (X - X.mean(axis=1, keepdims=True)) / spread
    inner = upstream * gain if use_gain else upstream
    dX = inner
    if centre:
        dX = dX - inner.mean(axis=1, keepdims=True)
    if scale:
        dX = dX - Z * (inner * Z).mean(axis=1, keepdims=True)
    return dX / spread if divide else dX, (upstream * Z).sum(axis=0), upstream.sum(axis=0)


@layer_norm_backward.mistake("Shifting a row changes nothing; your gradient says it does.")
def ln_no_centering(upstream, output, X, gain, shift):
    return _backward(upstream, X, gain, centre=False)


@layer_norm_backward.mistake("Scaling a row changes nothing; your gradient says it does.")
def ln_no_scaling(upstream, output, X, gain, shift):
    return _backward(upstream, X, gain, scale=False)


@layer_norm_backward.mistake("Mean and spread depend on X, too: your dX treats them as constants.")
def ln_statistics_constant(upstream, output, X, gain, shift):
    return _backward(upstream, X, gain, centre=False, scale=False)


@layer_norm_backward.mistake("The division by the spread is missing from dX.")
def ln_not_divided(upstream, output, X, gain, shift):
    return _backward(upstream, X, gain, divide=False)


@layer_norm_backward.mistake("On its way to X the gradient passes the gain; yours went around it.")
def ln_gain_forgotten(upstream, output, X, gain, shift):
    return _backward(upstream, X, gain, use_gain=False)


@layer_norm_backward.mistake("You took sums over the row where means belong.")
def ln_sums_for_means(upstream, output, X, gain, shift):
    spread = np.sqrt(X.var(axis=1, keepdims=True) + EPSILON)
    Z = (X - X.mean(axis=1, keepdims=True)) / spread
    H = upstream * gain
    dX = (H - H.sum(axis=1, keepdims=True) - Z * (H * Z).sum(axis=1, keepdims=True)) / spread
    return dX, (upstream * Z).sum(axis=0), upstream.sum(axis=0)


@layer_norm_backward.mistake("One of the two terms that should be taken away is added.")
def ln_scaling_added(upstream, output, X, gain, shift):
    return _signed(upstream, X, gain, -1, 1)


@layer_norm_backward.mistake("One of the two terms that should be taken away is added.", name="ln-scaling-added")
def ln_centering_added(upstream, output, X, gain, shift):
    return _signed(upstream, X, gain, 1, -1)


def _signed(upstream, X, gain, centring, scaling):
    spread = np.sqrt(X.var(axis=1, keepdims=True) + EPSILON)
    Z = (X - X.mean(axis=1, keepdims=True)) / spread
    H = upstream * gain
    dX = (H + centring * H.mean(axis=1, keepdims=True) + scaling * Z * (H * Z).mean(axis=1, keepdims=True)) / spread
    return dX, (upstream * Z).sum(axis=0), upstream.sum(axis=0)


@layer_norm_backward.mistake("You took means down the columns. Each row has its own, and rows do not touch each other.")
def ln_over_columns(upstream, output, X, gain, shift):
    return _over_columns(upstream, X, gain, 0)


@layer_norm_backward.mistake(
    "You took means down the columns. Each row has its own, and rows do not touch each other.", name="ln-over-columns"
)
def ln_means_over_columns(upstream, output, X, gain, shift):
    return _over_columns(upstream, X, gain, 1)


@layer_norm_backward.mistake(
    "You took means down the columns. Each row has its own, and rows do not touch each other.", name="ln-over-columns"
)
def ln_statistics_over_columns(upstream, output, X, gain, shift):
    return _over_columns(upstream, X, gain, 0, 1)


def _over_columns(upstream, X, gain, axis, of_both=0):
    """``axis`` is that of mean and spread, ``of_both`` that of the two means in dX."""
    spread = np.sqrt(X.var(axis=axis, keepdims=True) + EPSILON)
    Z = (X - X.mean(axis=axis, keepdims=True)) / spread
    H = upstream * gain
    dX = (H - H.mean(axis=of_both, keepdims=True) - Z * (H * Z).mean(axis=of_both, keepdims=True)) / spread
    return dX, (upstream * Z).sum(axis=0), upstream.sum(axis=0)


def _parts(upstream, X, gain, epsilon=EPSILON):
    """z, s and H of the lesson."""
    centred = X - X.mean(axis=1, keepdims=True)
    s = np.sqrt((centred**2).mean(axis=1, keepdims=True) + epsilon)
    return centred / s, s, upstream * gain


def _mean(A):
    return A.mean(axis=1, keepdims=True)


@layer_norm_backward.mistake("Brackets: all three terms of dX are divided by s. In yours only the last one is.")
def ln_brackets(upstream, output, X, gain, shift):
    z, s, H = _parts(upstream, X, gain)
    dX = H - _mean(H) - z * _mean(H * z) / s
    return dX, (upstream * z).sum(axis=0), upstream.sum(axis=0)


@layer_norm_backward.mistake("The last term of your dX has lost a z: look at what stands before the second mean.")
def ln_z_forgotten(upstream, output, X, gain, shift):
    z, s, H = _parts(upstream, X, gain)
    dX = (H - _mean(H) - _mean(H * z)) / s
    return dX, (upstream * z).sum(axis=0), upstream.sum(axis=0)


@layer_norm_backward.mistake(
    "You took one mean of the whole table. Each row has its own, and rows do not touch each other."
)
def ln_over_everything(upstream, output, X, gain, shift):
    z, s, H = _parts(upstream, X, gain)
    dX = (H - H.mean() - z * (H * z).mean()) / s
    return dX, (upstream * z).sum(axis=0), upstream.sum(axis=0)


@layer_norm_backward.mistake(
    "You let the gain act last. The means in dX are those of H, which has passed the gain already."
)
def ln_gain_late(upstream, output, X, gain, shift):
    z, s, _ = _parts(upstream, X, gain)
    dX = gain * (upstream - _mean(upstream) - z * _mean(upstream * z)) / s
    return dX, (upstream * z).sum(axis=0), upstream.sum(axis=0)


@layer_norm_backward.mistake(KEEPDIMS)
def ln_column_lost(upstream, output, X, gain, shift):
    z, s, H = _parts(upstream, X, gain)
    dX = (H - H.mean(axis=1) - z * (H * z).mean(axis=1)) / s
    return dX, (upstream * z).sum(axis=0), upstream.sum(axis=0)


@layer_norm_backward.mistake(KEEPDIMS, name="ln-column-lost")
def ln_first_column_lost(upstream, output, X, gain, shift):
    z, s, H = _parts(upstream, X, gain)
    dX = (H - H.mean(axis=1) - z * _mean(H * z)) / s
    return dX, (upstream * z).sum(axis=0), upstream.sum(axis=0)


@layer_norm_backward.mistake(KEEPDIMS, name="ln-column-lost")
def ln_second_column_lost(upstream, output, X, gain, shift):
    z, s, H = _parts(upstream, X, gain)
    dX = (H - _mean(H) - z * (H * z).mean(axis=1)) / s
    return dX, (upstream * z).sum(axis=0), upstream.sum(axis=0)


@layer_norm_backward.mistake("You took the output for z. It contains gain and shift already: compute z from X.")
def ln_output_for_z(upstream, output, X, gain, shift):
    _, s, H = _parts(upstream, X, gain)
    dX = (H - _mean(H) - output * _mean(H * output)) / s
    return dX, (upstream * output).sum(axis=0), upstream.sum(axis=0)


@layer_norm_backward.mistake("With rows that hardly vary your gradients are off: where is the ε of the way forward?")
def ln_epsilon_missing(upstream, output, X, gain, shift):
    z, s, H = _parts(upstream, X, gain, epsilon=0.0)
    dX = (H - _mean(H) - z * _mean(H * z)) / s
    return dX, (upstream * z).sum(axis=0), upstream.sum(axis=0)


@layer_norm_backward.mistake(
    "The gain's own gradient has passed the gain: look at where the gain stands in the formula."
)
def ln_gain_times_gain(upstream, output, X, gain, shift):
    dX, dgain, dshift = _backward(upstream, X, gain)
    return dX, gain * dgain, dshift


@layer_norm_backward.mistake("You took means over the rows. The loss has averaged over the batch already: add up.")
def ln_mean_over_rows(upstream, output, X, gain, shift):
    dX, dgain, dshift = _backward(upstream, X, gain)
    return dX, dgain / len(X), dshift / len(X)


@layer_norm_backward.mistake("The gain met the row as it was *normalised*, not X itself.")
def ln_gain_of_input(upstream, output, X, gain, shift):
    dX, _, dshift = _backward(upstream, X, gain)
    return dX, (upstream * X).sum(axis=0), dshift


@layer_norm_backward.mistake("The gain met the normalised row. The output already contains gain and shift.")
def ln_gain_of_output(upstream, output, X, gain, shift):
    dX, _, dshift = _backward(upstream, X, gain)
    return dX, (upstream * output).sum(axis=0), dshift


@layer_norm_backward.mistake("The same gain served every row, so add their gradients up.")
def ln_gain_not_summed(upstream, output, X, gain, shift):
    dX, _, dshift = _backward(upstream, X, gain)
    Z = (X - X.mean(axis=1, keepdims=True)) / np.sqrt(X.var(axis=1, keepdims=True) + EPSILON)
    return dX, upstream * Z, dshift


@layer_norm_backward.mistake("The same shift served every row, so add their gradients up.")
def ln_shift_not_summed(upstream, output, X, gain, shift):
    dX, dgain, _ = _backward(upstream, X, gain)
    return dX, dgain, upstream


@layer_norm_backward.mistake("The gain does not act on the shift: look at the last step of the formula.")
def ln_shift_times_gain(upstream, output, X, gain, shift):
    dX, dgain, _ = _backward(upstream, X, gain)
    return dX, dgain, (upstream * gain).sum(axis=0)


@layer_norm_backward.mistake("dgain and dshift are swapped.", whole=True)
def ln_swapped(upstream, output, X, gain, shift):
    dX, dgain, dshift = _backward(upstream, X, gain)
    return dX, dshift, dgain


@layer_norm_backward.variant
def ln_by_matrix(upstream, output, X, gain, shift):
    N, D = X.shape
    dX = np.empty_like(X)
    dgain, dshift = np.zeros(D), np.zeros(D)
    for n in range(N):
        spread = np.sqrt(X[n].var() + 1e-5)
        z = (X[n] - X[n].mean()) / spread
        slopes = (np.eye(D) - 1 / D - np.outer(z, z) / D) / spread
        dX[n] = slopes @ (upstream[n] * gain)
        dgain += upstream[n] * z
        dshift += upstream[n]
    return dX, dgain, dshift


@layer_norm_backward.variant
def ln_in_three_steps(upstream, output, X, gain, shift):
    centred = X - X.mean(1, keepdims=True)
    variance = (centred**2).mean(1, keepdims=True) + 1e-5
    d_normalised = upstream * gain
    d_variance = (d_normalised * centred).sum(1, keepdims=True) * -0.5 * variance**-1.5
    d_centred = d_normalised * variance**-0.5 + d_variance * 2 * centred / X.shape[1]
    dX = d_centred - d_centred.mean(1, keepdims=True)
    return [dX, (upstream * centred * variance**-0.5).sum(0), upstream.sum(0)]


@layer_norm_backward.variant
def ln_by_sums(upstream, output, X, gain, shift):
    D = X.shape[1]
    s = np.sqrt(X.var(1, keepdims=True) + 1e-5)
    Z = (X - X.mean(1, keepdims=True)) / s
    H = np.einsum("nd,d->nd", upstream, gain)
    dX = (D * H - H.sum(1, keepdims=True) - Z * np.einsum("nd,nd->n", H, Z)[:, None]) / (D * s)
    return dX, np.einsum("nd,nd->d", upstream, Z), np.ones(len(X), dtype=X.dtype) @ upstream
