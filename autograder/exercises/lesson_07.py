"""Lesson 7, trust, but check: numerical gradients, a gradient checker, and batched softmax cross-entropy."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from autograder.calling import Callback
from autograder.exercise import Probe, exercise
from bpkit import gradcheck

# ---------------------------------------------------------------- numerical_gradient

numerical_gradient = exercise(
    "numerical_gradient",
    lesson=7,
    points=2,
    reference=gradcheck.numerical_gradient,
    returns=("gradient",),
    float32=False,  # half of float32's digits are gone at h = 1e-5, whatever one does
)


@numerical_gradient.probes
def slopes_of_arrays(rng: np.random.Generator) -> Iterator[Probe]:
    for shape in ((5,), (3, 4), (3, 3), (2, 1, 3), (1, 1)):
        c = rng.normal(size=shape)
        waves = Callback(lambda x, c=c: float(np.sum(c * np.sin(x))))
        yield Probe(f"x of shape {shape}", (waves, rng.normal(size=shape)))
    c = rng.normal(size=(2, 3))
    mixed = Callback(lambda x, c=c: float(np.sum(c * x) ** 2 / 4 + np.exp(x[0, 0] * x[1, 2] / 3)))
    yield Probe("a function that mixes the entries", (mixed, rng.normal(size=(2, 3))))
    cubes = Callback(lambda x, c=c: float(np.sum(c * x**3) + np.prod(x[0])))
    yield Probe("h = 0.1", (cubes, rng.normal(size=(2, 3)), 0.1))
    yield Probe("whole numbers as x", (cubes, np.array([[-2, 1, 3], [2, -1, -3]])), heavy=True)


def _nudge_each(f: Callable[..., Any], x: np.ndarray, h: float, slope: Callable[..., Any]) -> np.ndarray:
    """``slope(f, x, step, h)`` for each entry, where ``step`` is h at this entry and 0 elsewhere."""
    x = np.array(x, dtype=float)
    gradient = np.empty(x.shape)
    for place in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[place] = h
        gradient[place] = slope(f, x, step, h)
    return gradient


@numerical_gradient.mistake("Your error shrinks like h, not h²: you looked to one side only.")
def forward_difference(f, x, h=1e-5):
    return _nudge_each(f, x, h, lambda f, x, step, h: (f(x + step) - f(x)) / h)


@numerical_gradient.mistake("Exactly twice the slope. How far apart are your two points?")
def divided_by_h(f, x, h=1e-5):
    return _nudge_each(f, x, h, lambda f, x, step, h: (f(x + step) - f(x - step)) / h)


@numerical_gradient.mistake("You nudged all entries at once. The gradient asks about one at a time.")
def all_nudged_at_once(f, x, h=1e-5):
    return np.full(np.shape(x), (f(x + h) - f(x - h)) / (2 * h))


@numerical_gradient.mistake(
    "You nudged all entries at once. The gradient asks about one at a time.", name="all-nudged-at-once"
)
def all_nudged_one_number(f, x, h=1e-5):
    return (f(x + h) - f(x - h)) / (2 * h)


@numerical_gradient.mistake("The nudge stays in: when the second entry gets its turn, the first is still moved.")
def nudge_left_in(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    gradient = np.empty(x.shape)
    for place in np.ndindex(x.shape):
        x[place] += h
        above = f(x)
        x[place] -= 2 * h
        gradient[place] = (above - f(x)) / (2 * h)
    return gradient


@numerical_gradient.mistake(
    "The nudge stays in: when the second entry gets its turn, the first is still moved.", name="nudge-left-in"
)
def nudge_left_in_above(f, x, h=1e-5):  # the other point is a copy, made before this nudge
    x = np.array(x, dtype=float)
    gradient = np.empty(x.shape)
    for place in np.ndindex(x.shape):
        below = x.copy()
        below[place] -= h
        x[place] += h
        gradient[place] = (f(x) - f(below)) / (2 * h)
    return gradient


@numerical_gradient.mistake("You nudged a whole row at a time. Each entry of a matrix has a slope of its own.")
def rows_nudged(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    gradient = np.empty(x.shape)
    for i in range(len(x)):
        step = np.zeros(x.shape)
        step[i] = h
        gradient[i] = (f(x + step) - f(x - step)) / (2 * h)
    return gradient


@numerical_gradient.mistake(
    "You nudged a whole row at a time. Each entry of a matrix has a slope of its own.", name="rows-nudged"
)
def one_slope_a_row(f, x, h=1e-5):
    return np.array([row.flat[0] for row in rows_nudged(f, x, h)])


@numerical_gradient.mistake("With whole numbers as x your nudge is cut off: an integer array cannot hold 1.00001.")
def integers_stay_integers(f, x, h=1e-5):
    x = x.copy()
    gradient = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        kept = x[place]
        x[place] = kept + h
        above = f(x)
        x[place] = kept - h
        below = f(x)
        x[place] = kept
        gradient[place] = (above - below) / (2 * h)
    return gradient


@numerical_gradient.mistake("Your gradient has room for whole numbers only: it was made like x, which holds integers.")
def gradient_of_integers(f, x, h=1e-5):
    return gradcheck.numerical_gradient(f, x, h).astype(np.asarray(x).dtype)


@numerical_gradient.mistake("Right numbers in one long row; give them the shape of x.")
def gradient_flat(f, x, h=1e-5):
    return gradcheck.numerical_gradient(f, x, h).ravel()


@numerical_gradient.mistake("You leave after the first round of your loop. Does `return` stand inside it?")
def return_in_the_loop(f, x, h=1e-5):
    gradient = np.zeros(np.shape(x))
    for place in np.ndindex(gradient.shape):
        gradient[place] = gradcheck.numerical_gradient(f, x, h)[place]
        return gradient
    return gradient


@numerical_gradient.mistake(
    "You nudged the caller's own array, and this one is read-only. Make a copy, and nudge that."
)
def nudged_in_place(f, x, h=1e-5):
    x = np.asarray(x, dtype=float)  # for floats this is the caller's own array
    gradient = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        kept = x[place]
        x[place] = kept + h
        above = f(x)
        x[place] = kept - h
        below = f(x)
        x[place] = kept
        gradient[place] = (above - below) / (2 * h)
    return gradient


@numerical_gradient.mistake("Your result does not change with h: the step that you were given is not used.")
def step_ignored(f, x, h=1e-5):
    return gradcheck.numerical_gradient(f, x)


def _by_entry(f, x, h, slope):
    x = np.array(x, dtype=float)
    gradient = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        kept = x[place]
        x[place] = kept + h
        above = f(x)
        x[place] = kept - h
        below = f(x)
        x[place] = kept
        gradient[place] = slope(above, below, f(x))
    return gradient


@numerical_gradient.mistake("From x up by h and down by h is x again: your second point is x itself, and not below it.")
def second_point_is_x(f, x, h=1e-5):
    return _by_entry(f, x, h, lambda above, below, here: (above - here) / (2 * h))


@numerical_gradient.mistake(
    "You multiplied by h: Python reads `/ 2 * h` from left to right. Where are brackets missing?"
)
def brackets_missing(f, x, h=1e-5):
    return _by_entry(f, x, h, lambda above, below, here: (above - below) / 2 * h)


@numerical_gradient.variant
def gradient_by_steps(f, x, h=1e-5):
    return _nudge_each(f, x, h, lambda f, x, step, h: (f(x + step) - f(x - step)) / (2 * h))


@numerical_gradient.variant
def gradient_by_flat_copy(f, x, h=1e-5):
    flat = [float(value) for value in np.ravel(x)]
    gradient = []
    for i, value in enumerate(flat):
        above, below = flat.copy(), flat.copy()
        above[i], below[i] = value + h, value - h
        rise = f(np.array(above).reshape(x.shape)) - f(np.array(below).reshape(x.shape))
        gradient.append(rise / (2 * h))
    return np.array(gradient).reshape(x.shape)


@numerical_gradient.variant
def gradient_by_identity(f, x, h=1e-5):
    steps = h * np.eye(x.size).reshape(x.size, *x.shape)
    return np.array([f(x + step) - f(x - step) for step in steps]).reshape(x.shape) / (2 * h)


@numerical_gradient.variant
def gradient_by_nditer(f, x, h=1e-5):
    x = x.astype(float)
    gradient = np.zeros_like(x)
    walk = np.nditer(x, flags=["multi_index"])
    for _ in walk:
        place = walk.multi_index
        kept = x[place]
        x[place] = kept + h
        gradient[place] += f(x) / (2 * h)
        x[place] = kept - h
        gradient[place] -= f(x) / (2 * h)
        x[place] = kept
    return gradient


# ---------------------------------------------------------------- relative_error

relative_error = exercise("relative_error", lesson=7, points=1, reference=gradcheck.relative_error, returns=("error",))
MISFITS = (
    ("(4,) against (1, 4)", (4,), (1, 4)),
    ("(3, 1) against (3,)", (3, 1), (3,)),
    ("(2, 3) against (3, 2)", (2, 3), (3, 2)),
)


@relative_error.probes
def two_gradients(rng: np.random.Generator) -> Iterator[Probe]:
    for shape in ((5,), (3, 4), (3, 3), (2, 1, 3), (1,)):
        a = rng.normal(size=shape)
        yield Probe(f"shape {shape}", (a, a + 0.1 * rng.normal(size=shape)))
    a = rng.normal(size=(2, 3))
    yield Probe("a far larger than b", (50 * a, a))
    yield Probe("b far larger than a", (a, -50 * a))
    b = a.copy()
    b[0, 1] -= 0.3
    yield Probe("one entry of b too small", (a, b))
    yield Probe("one entry of b too large", (b, a))
    yield Probe("gradients of the size 1e-7", (1e-7 * rng.normal(size=4), 1e-7 * rng.normal(size=4)))
    yield Probe("gradients of the size 1e-14", (1e-14 * rng.normal(size=4), 1e-14 * rng.normal(size=4)))
    yield Probe("two equal arrays", (a, a))
    # Special cases come when ordinary arrays are right, one after the other.
    special = (
        ("zeros against zeros", np.zeros((2, 2)), np.zeros((2, 2))),
        ("NaN in a", _with(a, np.nan), a),
        ("NaN in b", a, _with(a, np.nan)),
        ("an infinite entry in b", a, _with(a, np.inf)),
        ("the same infinite entry in both", _with(a, np.inf), _with(a, np.inf)),
        ("empty arrays", np.zeros((0, 3)), np.zeros((0, 3))),
    )
    for label, one, other in special:
        yield Probe(label, (one, other), heavy=True)
    for label, left, right in MISFITS:
        yield Probe(label, (rng.normal(size=left), rng.normal(size=right)), heavy=True, raises=ValueError)


def _with(array: np.ndarray, value: float) -> np.ndarray:
    changed = array.copy()
    changed.flat[1] = value
    return changed


def _error_like(a, b, measure):
    """The course's own way with shapes, empty arrays and NaN, then ``measure(a, b)``."""
    if a.shape != b.shape:
        raise ValueError(f"shapes {a.shape} and {b.shape}")
    if a.size == 0:
        return 0.0
    if not (np.isfinite(a).all() and np.isfinite(b).all()):
        return math.inf
    return float(measure(a, b))


def _largest(*arrays):
    return max(1e-12, *(np.abs(array).max() for array in arrays))


@relative_error.mistake("This passes any gradient that is small enough.")
def error_absolute(a, b):
    return _error_like(a, b, lambda a, b: np.abs(a - b).max())


@relative_error.mistake("NaN is not within tolerance.")
def nan_passes(a, b):
    if a.shape != b.shape:
        raise ValueError("shapes")
    if a.size == 0:
        return 0.0
    return np.abs(a - b).max() / np.max([np.abs(a).max(), np.abs(b).max(), 1e-12])


@relative_error.mistake("NaN is not within tolerance.", name="nan-passes")
def nan_passes_python_max(a, b):
    if a.shape != b.shape:
        raise ValueError("shapes")
    if a.size == 0:
        return 0.0
    return np.abs(a - b).max() / max(np.abs(a).max(), np.abs(b).max(), 1e-12)


@relative_error.mistake("NaN is not within tolerance.", name="nan-passes")
def nan_left_out(a, b):  # by nanmax, or by a loop in which NaN is never the larger
    if a.shape != b.shape:
        raise ValueError("shapes")
    if a.size == 0:
        return 0.0
    return np.nanmax(np.abs(a - b)) / max(np.nanmax(np.abs(a)), np.nanmax(np.abs(b)), 1e-12)


@relative_error.mistake("Compare the shapes first.")
def shapes_broadcast(a, b):
    if a.size == 0:
        return 0.0
    return _error_like(*np.broadcast_arrays(a, b), lambda a, b: np.abs(a - b).max() / _largest(a, b))


@relative_error.mistake("Compare the shapes first.", name="shapes-broadcast")
def shapes_broadcast_if_possible(a, b):
    if a.size == 0:
        return 0.0
    difference = np.abs(a - b)  # raises by itself where NumPy cannot broadcast
    return _error_like(difference, difference, lambda d, _: d.max() / _largest(a, b))


@relative_error.mistake("You took the mean error. One wrong entry among a million would disappear in it.")
def error_mean(a, b):
    return _error_like(a, b, lambda a, b: np.abs(a - b).mean() / _largest(a, b))


@relative_error.mistake(
    "You took the mean error. One wrong entry among a million would disappear in it.", name="error-mean"
)
def error_mean_over_mean(a, b):
    def measure(a, b):
        return np.abs(a - b).mean() / max(np.abs(a).mean(), np.abs(b).mean(), 1e-12)

    return _error_like(a, b, measure)


@relative_error.mistake(
    "You divided entry by entry. Where a gradient happens to be near 0, rounding alone looks like an error."
)
def error_entry_by_entry(a, b):
    def measure(a, b):
        return (np.abs(a - b) / np.maximum(np.maximum(np.abs(a), np.abs(b)), 1e-12)).max()

    return _error_like(a, b, measure)


@relative_error.mistake(
    "You divided entry by entry. Where a gradient happens to be near 0, rounding alone looks like an error.",
    name="error-entry-by-entry",
)
def error_entry_by_sums(a, b):
    return _error_like(a, b, lambda a, b: (np.abs(a - b) / np.maximum(np.abs(a) + np.abs(b), 1e-12)).max())


@relative_error.mistake(
    "Your error is measured against one of the two only. Take the larger of both.", name="error-against-one"
)
def error_against_a(a, b):
    return _error_like(a, b, lambda a, b: np.abs(a - b).max() / _largest(a))


@relative_error.mistake(
    "Your error is measured against one of the two only. Take the larger of both.", name="error-against-one"
)
def error_against_b(a, b):
    return _error_like(a, b, lambda a, b: np.abs(a - b).max() / _largest(b))


@relative_error.mistake("You divided by the sum of both sizes; here it is the larger of the two.")
def error_against_sum(a, b):
    return _error_like(a, b, lambda a, b: np.abs(a - b).max() / max(np.abs(a).max() + np.abs(b).max(), 1e-12))


SIGNED = "The sign of the difference got in: an entry that is off to the one side counts as no error."


@relative_error.mistake(SIGNED)
def error_signed(a, b):
    return _error_like(a, b, lambda a, b: (a - b).max() / _largest(a, b))


@relative_error.mistake(SIGNED, name="error-signed")
def error_signed_otherwise(a, b):
    return _error_like(a, b, lambda a, b: (b - a).max() / _largest(a, b))


@relative_error.mistake("Zeros against zeros is 0 / 0. The 1e-12 below the fraction is there for that.")
def error_without_floor(a, b):
    return _error_like(a, b, lambda a, b: np.abs(a - b).max() / np.maximum(np.abs(a).max(), np.abs(b).max()))


@relative_error.mistake(
    "Zeros against zeros is 0 / 0. The 1e-12 below the fraction is there for that.", name="error-without-floor"
)
def error_without_floor_guarded(a, b):
    def measure(a, b):
        largest = max(np.abs(a).max(), np.abs(b).max())
        return np.abs(a - b).max() / largest if largest else 0.0

    return _error_like(a, b, measure)


@relative_error.mistake("An empty array has no largest entry. Two empty gradients agree: 0.")
def error_empty_raises(a, b):
    if a.shape != b.shape:
        raise ValueError("shapes")
    if not (np.isfinite(a).all() and np.isfinite(b).all()):
        return math.inf
    return np.abs(a - b).max() / _largest(a, b)


@relative_error.mistake("The entry that is farthest from 0 may be a negative one. How large is a gradient of −5?")
def error_size_without_abs(a, b):
    if a.shape != b.shape:
        raise ValueError("shapes differ")
    if a.size == 0:
        return 0.0
    if not (np.isfinite(a).all() and np.isfinite(b).all()):
        return np.inf
    return np.abs(a - b).max() / max(a.max(), b.max(), 1e-12)


@relative_error.mistake("You look for NaN only. With an infinite entry your fraction is infinity by infinity.")
def infinity_overlooked(a, b):
    if a.shape != b.shape:
        raise ValueError("shapes differ")
    if a.size == 0:
        return 0.0
    if np.isnan(a).any() or np.isnan(b).any():
        return np.inf
    return np.abs(a - b).max() / max(np.abs(a).max(), np.abs(b).max(), 1e-12)


@relative_error.mistake("You added the 1e-12. It is a floor: below the fraction stands the larger one of the two.")
def floor_added(a, b):
    return _error_like(a, b, lambda a, b: np.abs(a - b).max() / (max(np.abs(a).max(), np.abs(b).max()) + 1e-12))


@relative_error.variant
def error_by_flat_loop(a, b):
    if np.shape(a) != np.shape(b):
        raise ValueError("the shapes differ")
    worst, largest = 0.0, 1e-12
    for one, other in zip(np.ravel(a).tolist(), np.ravel(b).tolist(), strict=True):
        if not (math.isfinite(one) and math.isfinite(other)):
            return math.inf
        worst = max(worst, abs(one - other))
        largest = max(largest, abs(one), abs(other))
    return worst / largest


@relative_error.variant
def error_by_norms(a, b):
    if a.shape != b.shape:
        raise ValueError(f"a has shape {a.shape}, b has shape {b.shape}")
    if not a.size:
        return 0
    if np.any(~np.isfinite(a)) or np.any(~np.isfinite(b)):
        return np.inf
    a, b = a.ravel(), b.ravel()
    scale = np.maximum(np.linalg.norm(a, np.inf), np.linalg.norm(b, np.inf))
    return np.linalg.norm(a - b, np.inf) / np.maximum(scale, 1e-12)


@relative_error.variant
def error_by_initial(a, b):
    if a.shape != b.shape:
        raise ValueError
    both = np.stack([a, b])
    if not np.isfinite(both.sum()) and not np.isfinite(both).all():
        return float("inf")
    return np.max(np.abs(a - b), initial=0.0) / np.max(np.abs(both), initial=1e-12)
