"""Wrong answers to lesson 7."""

from __future__ import annotations

import math

import numpy as np

from tests.wrong_answers.table import double, listed, unlisted

# ---------------------------------------------------------------- numerical_gradient


def nudged(x, i, step):
    """A float copy of x whose entry number i is moved by ``step``."""
    copy = np.array(x, dtype=float)
    copy.flat[i] += step
    return copy


@listed("numerical_gradient", "forward-difference")
def _(f, x, h=1e-5):
    gradient = np.zeros(x.shape)
    here = f(np.array(x, dtype=float))
    for i in range(x.size):
        gradient.flat[i] = (f(nudged(x, i, h)) - here) / h
    return gradient


@listed("numerical_gradient", "forward-difference")
def _(f, x, h=1e-5):
    x = x.astype(float)
    steps = np.eye(x.size) * h
    return np.array([f(x + step.reshape(x.shape)) / h - f(x) / h for step in steps]).reshape(x.shape)


@listed("numerical_gradient", "divided-by-h")
def _(f, x, h=1e-5):
    slopes = [(f(nudged(x, i, h)) - f(nudged(x, i, -h))) / h for i in range(x.size)]
    return np.reshape(slopes, x.shape)


@listed("numerical_gradient", "divided-by-h")
def _(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    gradient = np.zeros_like(x)
    for place, value in np.ndenumerate(x.copy()):
        for sign in (1, -1):
            x[place] = value + sign * h
            gradient[place] += sign * f(x) / h
        x[place] = value
    return gradient


@listed("numerical_gradient", "all-nudged-at-once")
def _(f, x, h=1e-5):
    gradient = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        gradient[place] = (f(x + h) - f(x - h)) / (2 * h)
    return gradient


@listed("numerical_gradient", "all-nudged-at-once")
def _(f, x, h=1e-5):
    rise = f(x + h) - f(x - h)
    return np.float64(rise / 2 / h)


@listed("numerical_gradient", "nudge-left-in")
def _(f, x, h=1e-5):
    x = x.astype(float)
    gradient = np.zeros(x.shape)
    for i in range(x.size):
        x.flat[i] = x.flat[i] + h
        above = f(x)
        x.flat[i] = x.flat[i] - h - h
        below = f(x)
        gradient.flat[i] = (above - below) / (2 * h)
    return gradient


@listed("numerical_gradient", "nudge-left-in")
def _(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    gradient = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        below = x.copy()
        below[place] -= h
        above = x  # the same array, not a copy
        above[place] += h
        gradient[place] = (f(above) - f(below)) / (2 * h)
    return gradient


@listed("numerical_gradient", "rows-nudged")
def _(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    gradient = np.zeros(x.shape)
    for i in range(x.shape[0]):
        above, below = x.copy(), x.copy()
        above[i] += h
        below[i] -= h
        gradient[i] = (f(above) - f(below)) / (2 * h)
    return gradient


@listed("numerical_gradient", "rows-nudged")
def _(f, x, h=1e-5):
    slopes = []
    for i in range(len(x)):
        above, below = np.array(x, dtype=float), np.array(x, dtype=float)
        above[i] += h
        below[i] -= h
        slopes.append((f(above) - f(below)) / (2 * h))
    return np.array(slopes)


@listed("numerical_gradient", "integers-stay-integers")
def _(f, x, h=1e-5):
    gradient = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        above, below = np.copy(x), np.copy(x)
        above[place] = x[place] + h
        below[place] = x[place] - h
        gradient[place] = (f(above) - f(below)) / (2 * h)
    return gradient


@listed("numerical_gradient", "integers-stay-integers")
def _(f, x, h=1e-5):
    slopes = []
    for i in range(x.size):
        moved = np.array(x)
        moved.flat[i] = x.flat[i] + h
        rise = f(moved)
        moved.flat[i] = x.flat[i] - h
        slopes.append((rise - f(moved)) / (h + h))
    return np.array(slopes).reshape(x.shape)


@listed("numerical_gradient", "gradient-of-integers")
def _(f, x, h=1e-5):
    gradient = np.zeros_like(x)
    for i in range(x.size):
        gradient.flat[i] = (f(nudged(x, i, h)) - f(nudged(x, i, -h))) / (2 * h)
    return gradient


@listed("numerical_gradient", "gradient-of-integers")
def _(f, x, h=1e-5):
    gradient = x.copy()
    moved = np.array(x, dtype=float)
    for place in np.ndindex(moved.shape):
        moved[place] = x[place] + h
        above = f(moved)
        moved[place] = x[place] - h
        gradient[place] = (above - f(moved)) / (2 * h)
        moved[place] = x[place]
    return gradient


@listed("numerical_gradient", "gradient-flat")
def _(f, x, h=1e-5):
    gradient = []
    for i in range(x.size):
        rise = f(nudged(x, i, h)) - f(nudged(x, i, -h))
        gradient.append(rise / (2 * h))
    return gradient


@listed("numerical_gradient", "gradient-flat")
def _(f, x, h=1e-5):
    gradient = np.zeros(x.size)
    for i in range(x.size):
        gradient[i] = (f(nudged(x, i, h)) - f(nudged(x, i, -h))) / (2 * h)
    return gradient


@listed("numerical_gradient", "nudged-in-place")
def _(f, x, h=1e-5):
    gradient = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        kept = float(x[place])
        x[place] = kept + h
        above = f(x)
        x[place] = kept - h
        below = f(x)
        x[place] = kept
        gradient[place] = (above - below) / (2 * h)
    return gradient


@listed("numerical_gradient", "nudged-in-place")
def _(f, x, h=1e-5):
    slopes = []
    for i, value in enumerate(x.copy().flat):
        values = []
        for step in (h, -h):
            x.flat[i] = value + step
            values.append(f(x))
        x.flat[i] = value
        slopes.append((values[0] - values[1]) / (2 * h))
    return np.reshape(slopes, x.shape)


@listed("numerical_gradient", "step-ignored")
def _(f, x, h=1e-5):
    h = 1e-5
    slopes = [(f(nudged(x, i, h)) - f(nudged(x, i, -h))) / (2 * h) for i in range(x.size)]
    return np.array(slopes).reshape(x.shape)


@listed("numerical_gradient", "step-ignored")
def _(f, x, h=1e-5):
    gradient = np.zeros(x.shape)
    for i in range(x.size):
        gradient.flat[i] = 50_000 * (f(nudged(x, i, 0.00001)) - f(nudged(x, i, -0.00001)))
    return gradient


def moved(x, place, by):
    x = np.array(x, dtype=float)
    x[place] += by
    return x


@listed("numerical_gradient", "second-point-is-x")
def _(f, x, h=1e-5):
    x, slopes = np.array(x, dtype=float), np.zeros(np.shape(x))
    for place in np.ndindex(x.shape):
        x[place] += h
        up = f(x)
        x[place] -= h
        down = f(x)
        slopes[place] = (up - down) / (2 * h)
    return slopes


@listed("numerical_gradient", "second-point-is-x")
def _(f, x, h=1e-5):
    slopes = np.zeros(np.shape(x))
    here = f(np.array(x, dtype=float))
    for place in np.ndindex(slopes.shape):
        slopes[place] = 0.5 * (f(moved(x, place, h)) - here) / h
    return slopes


@listed("numerical_gradient", "brackets-missing")
def _(f, x, h=1e-5):
    slopes = np.zeros(np.shape(x))
    for place in np.ndindex(slopes.shape):
        slopes[place] = (f(moved(x, place, h)) - f(moved(x, place, -h))) / 2 * h
    return slopes


@listed("numerical_gradient", "brackets-missing")
def _(f, x, h=1e-5):
    rises = [f(moved(x, place, h)) - f(moved(x, place, -h)) for place in np.ndindex(np.shape(x))]
    return 0.5 * h * np.reshape(rises, np.shape(x))


@unlisted("numerical_gradient", "integers-stay-integers")
def _(f, x, h=1e-5):
    x = x.copy()
    gradient = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        kept = x[place]
        x[place] += h
        above = f(x)
        x[place] = kept
        x[place] -= h
        below = f(x)
        x[place] = kept
        gradient[place] = (above - below) / (2 * h)
    return gradient


@unlisted("numerical_gradient", "nudged-in-place")
def _(f, x, h=1e-5):
    flat = x.reshape(-1)
    gradient = np.zeros(flat.size)
    for i in range(flat.size):
        kept = flat[i]
        flat[i] = kept + h
        above = f(x)
        flat[i] = kept - h
        below = f(x)
        flat[i] = kept
        gradient[i] = (above - below) / (2 * h)
    return gradient.reshape(x.shape)


@unlisted("numerical_gradient")
def _(f, x, h=1e-5):
    slopes = [(f(nudged(x, i, h)) + f(nudged(x, i, -h))) / (2 * h) for i in range(x.size)]
    return np.reshape(slopes, x.shape)


@unlisted("numerical_gradient")
def _(f, x, h=1e-5):
    slopes = [abs(f(nudged(x, i, h)) - f(nudged(x, i, -h))) / (2 * h) for i in range(x.size)]
    return np.reshape(slopes, x.shape)


@unlisted("numerical_gradient")
def _(f, x, h=1e-5):
    slopes = [(f(nudged(x, i, h)) - f(nudged(x, i, -h))) / (2 * h) for i in range(x.size)]
    return np.reshape(slopes, x.shape, order="F")


@double("numerical_gradient", "forward-difference", "gradient-flat")
def _(f, x, h=1e-5):
    return [(f(nudged(x, i, h)) - f(nudged(x, i, 0))) / h for i in range(x.size)]


@double("numerical_gradient", "divided-by-h", "all-nudged-at-once")
def _(f, x, h=1e-5):
    return np.full(x.shape, (f(x + h) - f(x - h)) / h)


@double("numerical_gradient", "rows-nudged", "divided-by-h")
def _(f, x, h=1e-5):
    x = x.astype(float)
    gradient = np.zeros(x.shape)
    for i in range(len(x)):
        step = np.zeros(x.shape)
        step[i, ...] = h
        gradient[i] = (f(x + step) - f(x - step)) / h
    return gradient


# ---------------------------------------------------------------- relative_error


def required_alike(a, b):
    """The right refusal of two shapes."""
    if a.shape != b.shape:
        raise ValueError("two shapes")


def finite(*arrays):
    return all(np.all(np.isfinite(array)) for array in arrays)


@listed("relative_error", "error-absolute")
def _(a, b):
    required_alike(a, b)
    if not finite(a, b):
        return np.inf
    return np.max(np.abs(a - b), initial=0.0)


@listed("relative_error", "error-absolute")
def _(a, b):
    required_alike(a, b)
    worst = 0.0
    for one, other in zip(a.ravel(), b.ravel(), strict=True):
        worst = max(worst, abs(one - other))
    return worst


@listed("relative_error", "nan-passes")
def _(a, b):
    required_alike(a, b)
    if a.size == 0:
        return 0.0
    difference = np.max(np.abs(a - b))
    largest = max(np.max(np.abs(a)), np.max(np.abs(b)))
    return difference / max(largest, 1e-12)


@listed("relative_error", "nan-passes")
def _(a, b):
    required_alike(a, b)
    if a.size == 0:
        return 0.0
    return np.nanmax(np.abs(a - b)) / max(np.nanmax(np.abs(a)), np.nanmax(np.abs(b)), 1e-12)


@listed("relative_error", "nan-passes")
def _(a, b):
    required_alike(a, b)
    worst, largest = 0.0, 1e-12
    for one, other in zip(a.ravel().tolist(), b.ravel().tolist(), strict=True):
        if abs(one - other) > worst:
            worst = abs(one - other)
        largest = max(largest, abs(one), abs(other))
    return worst / largest


@listed("relative_error", "shapes-broadcast")
def _(a, b):
    if a.size == 0 or b.size == 0:
        return 0.0
    if not finite(a, b):
        return np.inf
    return np.max(np.abs(a - b)) / max(np.max(np.abs(a)), np.max(np.abs(b)), 1e-12)


@listed("relative_error", "shapes-broadcast")
def _(a, b):
    if a.size != b.size:
        raise ValueError("not as many")
    if a.size == 0:
        return 0.0
    if not finite(a, b):
        return np.inf
    a, b = a.ravel(), b.ravel()
    return np.abs(a - b).max() / max(np.abs(a).max(), np.abs(b).max(), 1e-12)


@listed("relative_error", "error-mean")
def _(a, b):
    required_alike(a, b)
    if a.size == 0:
        return 0.0
    if not finite(a, b):
        return np.inf
    return sum(np.abs(a - b).ravel()) / a.size / max(np.abs(a).max(), np.abs(b).max(), 1e-12)


@listed("relative_error", "error-mean")
def _(a, b):
    required_alike(a, b)
    if a.size == 0:
        return 0.0
    if not finite(a, b):
        return np.inf
    return np.mean(np.abs(a - b)) / max(np.mean(np.abs(a)), np.mean(np.abs(b)), 1e-12)


@listed("relative_error", "error-entry-by-entry")
def _(a, b):
    required_alike(a, b)
    if not finite(a, b):
        return np.inf
    worst = 0.0
    for one, other in zip(a.ravel(), b.ravel(), strict=True):
        worst = max(worst, abs(one - other) / max(abs(one), abs(other), 1e-12))
    return worst


@listed("relative_error", "error-entry-by-entry")
def _(a, b):
    required_alike(a, b)
    if a.size == 0:
        return 0.0
    if not finite(a, b):
        return np.inf
    return np.max(np.abs(a - b) / np.maximum(1e-12, np.abs(a) + np.abs(b)))


@listed("relative_error", "error-against-one")
def _(a, b):
    required_alike(a, b)
    if a.size == 0:
        return 0.0
    if not finite(a, b):
        return np.inf
    return np.max(np.abs(a - b)) / np.maximum(np.max(np.abs(a)), 1e-12)


@listed("relative_error", "error-against-one")
def _(a, b):
    required_alike(a, b)
    if not finite(a, b):
        return np.inf
    differences = [abs(one - other) for one, other in zip(a.flat, b.flat, strict=True)]
    return max(differences, default=0.0) / max(1e-12, *(abs(other) for other in b.flat), 0.0)


@listed("relative_error", "error-against-sum")
def _(a, b):
    required_alike(a, b)
    if a.size == 0:
        return 0.0
    if not finite(a, b):
        return np.inf
    size_of_a, size_of_b = np.abs(a).max(), np.abs(b).max()
    return np.abs(a - b).max() / np.maximum(1e-12, size_of_a + size_of_b)


@listed("relative_error", "error-against-sum")
def _(a, b):
    required_alike(a, b)
    if not finite(a, b):
        return np.inf
    sizes = [max((abs(value) for value in array.flat), default=0.0) for array in (a, b)]
    return max((abs(value) for value in (a - b).flat), default=0.0) / max(sum(sizes), 1e-12)


@listed("relative_error", "error-signed")
def _(a, b):
    required_alike(a, b)
    if a.size == 0:
        return 0.0
    if not finite(a, b):
        return np.inf
    return np.max(a - b) / max(np.abs(a).max(), np.abs(b).max(), 1e-12)


@listed("relative_error", "error-signed")
def _(a, b):
    required_alike(a, b)
    if not finite(a, b):
        return np.inf
    largest = max(np.abs(a).max(initial=0.0), np.abs(b).max(initial=0.0), 1e-12)
    return max((other - one for one, other in zip(a.flat, b.flat, strict=True)), default=0.0) / largest


@listed("relative_error", "error-without-floor")
def _(a, b):
    required_alike(a, b)
    if a.size == 0:
        return 0.0
    if not finite(a, b):
        return np.inf
    return np.max(np.abs(a - b)) / np.max(np.abs([a, b]))


@listed("relative_error", "error-without-floor")
def _(a, b):
    required_alike(a, b)
    if a.size == 0 or np.array_equal(a, b):
        return 0.0
    if not finite(a, b):
        return np.inf
    worst = max(abs(one - other) for one, other in zip(a.flat, b.flat, strict=True))
    return worst / max(abs(value) for array in (a, b) for value in array.flat)


@listed("relative_error", "error-empty-raises")
def _(a, b):
    required_alike(a, b)
    if not finite(a, b):
        return np.inf
    return np.max(np.abs(a - b)) / max(np.max(np.abs(a)), np.max(np.abs(b)), 1e-12)


@listed("relative_error", "error-empty-raises")
def _(a, b):
    required_alike(a, b)
    if not finite(a, b):
        return float("inf")
    worst = max(abs(one - other) for one, other in zip(a.flat, b.flat, strict=True))
    return worst / max(1e-12, *(abs(value) for value in a.flat), *(abs(value) for value in b.flat))


@listed("relative_error", "error-size-without-abs")
def _(a, b):
    required_alike(a, b)
    if a.size == 0:
        return 0.0
    if not np.isfinite([a, b]).all():
        return math.inf
    largest = max(np.max(a), np.max(b))
    return np.max(np.abs(a - b)) / max(largest, 1e-12)


@listed("relative_error", "error-size-without-abs")
def _(a, b):
    required_alike(a, b)
    if not a.size:
        return 0.0
    if not np.isfinite(a).all() or not np.isfinite(b).all():
        return float("inf")
    return np.abs(b - a).max() / np.max([*a.ravel(), *b.ravel(), 1e-12])


@listed("relative_error", "infinity-overlooked")
def _(a, b):
    required_alike(a, b)
    if a.size == 0:
        return 0.0
    if np.isnan(a).sum() + np.isnan(b).sum() > 0:
        return math.inf
    return np.max(np.abs(b - a)) / max(np.max(np.abs(a)), np.max(np.abs(b)), 1e-12)


@listed("relative_error", "infinity-overlooked")
def _(a, b):
    required_alike(a, b)
    if not a.size:
        return 0.0
    if not ((a == a).all() and (b == b).all()):
        return math.inf
    return np.abs(a - b).max() / max(np.abs([a, b]).max(), 1e-12)


@unlisted("relative_error")
def _(a, b):
    required_alike(a, b)
    return np.linalg.norm(a - b) / max(np.linalg.norm(a), np.linalg.norm(b), 1e-12)


@unlisted("relative_error", "floor-added")
def _(a, b):
    required_alike(a, b)
    if a.size == 0:
        return 0.0
    return np.abs(a - b).max() / (max(np.abs(a).max(), np.abs(b).max()) + 1e-12)


@unlisted("relative_error")
def _(a, b):
    required_alike(a, b)
    if a.size == 0:
        return 0.0
    return np.abs(a - b).max() / max(np.abs(a).max(), np.abs(b).max(), 1e-8)


@unlisted("relative_error")
def _(a, b):
    return bool(np.allclose(a, b))


@unlisted("relative_error")
def _(a, b):
    required_alike(a, b)
    return np.abs(a - b)


@unlisted("relative_error", "error-size-without-abs")
def _(a, b):
    required_alike(a, b)
    if a.size == 0:
        return 0.0
    return np.abs(a - b).max() / max(a.max(), b.max(), 1e-12)


@double("relative_error", "error-signed", "error-mean")
def _(a, b):
    required_alike(a, b)
    if a.size == 0:
        return 0.0
    return np.mean(a - b) / max(np.abs(a).max(), np.abs(b).max(), 1e-12)


@double("relative_error", "error-mean", "error-absolute")
def _(a, b):
    required_alike(a, b)
    return np.abs(a - b).mean() if a.size else 0.0


@double("relative_error", "error-without-floor", "error-against-one")
def _(a, b):
    required_alike(a, b)
    if a.size == 0:
        return 0.0
    return np.abs(a - b).max() / np.abs(a).max()


@double("relative_error", "error-without-floor", "error-against-sum")
def _(a, b):
    required_alike(a, b)
    if a.size == 0:
        return 0.0
    return np.abs(a - b).max() / (np.abs(a).max() + np.abs(b).max())


# ---------------------------------------------------------------- gradient_check


def measured(forward, inputs, k, upstream, h=1e-5):
    """The right numerical gradient of input k."""
    gradient = np.zeros(inputs[k].shape)
    for place in np.ndindex(inputs[k].shape):
        sums = []
        for step in (h, -h):
            moved = [x.copy() for x in inputs]
            moved[k][place] += step
            sums.append(np.sum(upstream * forward(*moved)))
        gradient[place] = (sums[0] - sums[1]) / (2 * h)
    return gradient


def worst(a, b):
    """The right relative error."""
    a, b = np.asarray(a), np.asarray(b)
    required_alike(a, b)
    if not finite(a, b):
        return math.inf
    return np.abs(a - b).max() / max(np.abs(a).max(), np.abs(b).max(), 1e-12)


def asked(backward, upstream, output, inputs):
    """What backward returns, as a list of as many gradients as inputs, each in shape; None where it is not."""
    try:
        gradients = backward(upstream, output, *inputs)
    except Exception:
        return None
    if isinstance(gradients, np.ndarray):
        gradients = [gradients]
    if not isinstance(gradients, (list, tuple)) or len(gradients) != len(inputs):
        return None
    if any(np.shape(gradient) != x.shape for gradient, x in zip(gradients, inputs, strict=True)):
        return None
    return list(gradients)


@listed("gradient_check", "checks-itself")
def _(forward, backward, inputs, rng, tolerance=1e-6):
    output = np.zeros((3, 2))
    upstream = rng.normal(size=output.shape)
    try:
        one, other = backward(upstream, output, *inputs), backward(2 * upstream, output, *inputs)
        return all(bool(np.allclose(2 * np.asarray(a), b)) for a, b in zip(one, other, strict=True))
    except Exception:
        return False


@listed("gradient_check", "checks-itself")
def _(forward, backward, inputs, rng, tolerance=1e-6):
    output = forward(*inputs)
    upstream = rng.normal(size=np.shape(output))
    gradients = asked(backward, upstream, output, inputs)
    again = asked(backward, upstream, output, inputs)
    if gradients is None or again is None:
        return False
    return all(worst(a, b) <= tolerance for a, b in zip(gradients, again, strict=True))


@listed("gradient_check", "checks-nothing")
def _(forward, backward, inputs, rng, tolerance=1e-6):
    output = forward(*inputs)
    upstream = rng.normal(size=np.shape(output))
    for k in range(len(inputs)):
        measured(forward, inputs, k, upstream)
    return True


@listed("gradient_check", "checks-nothing")
def _(forward, backward, inputs, rng, tolerance=1e-6):
    output = forward(*inputs)
    upstream = rng.normal(size=np.shape(output))
    gradients = asked(backward, upstream, output, inputs)
    if gradients is None:
        return False
    for k in range(len(inputs)):
        if worst(gradients[k], measured(forward, inputs, k, upstream)) > tolerance:
            print(f"input {k} is wrong")  # noqa: T201
    return True


@listed("gradient_check", "rejects-everything")
def _(forward, backward, inputs, rng, tolerance=1e-6):
    output = forward(*inputs)
    upstream = rng.normal(size=np.shape(output))
    gradients = asked(backward, upstream, output, inputs)
    if gradients is None:
        return False
    numerical = [measured(forward, inputs, k, upstream) for k in range(len(inputs))]
    return all(worst(a, b) >= tolerance for a, b in zip(gradients, numerical, strict=True)) and False


@listed("gradient_check", "rejects-everything")
def _(forward, backward, inputs, rng, tolerance=1e-6):
    output = forward(*inputs)
    upstream = rng.normal(size=np.shape(output))
    gradients = asked(backward, upstream, output, inputs)
    if gradients is None:
        return False
    # another upstream gradient on the numerical side
    other = rng.normal(size=np.shape(output))
    return all(worst(gradients[k], measured(forward, inputs, k, other)) <= tolerance for k in range(len(inputs)))


@listed("gradient_check", "error-absolute")
def _(forward, backward, inputs, rng, tolerance=1e-6):
    output = forward(*inputs)
    upstream = rng.normal(size=np.shape(output))
    gradients = asked(backward, upstream, output, inputs)
    if gradients is None:
        return False
    for k in range(len(inputs)):
        if not np.allclose(gradients[k], measured(forward, inputs, k, upstream), rtol=0, atol=tolerance):
            return False
    return True


@listed("gradient_check", "error-absolute")
def _(forward, backward, inputs, rng, tolerance=1e-6):
    output = forward(*inputs)
    upstream = rng.standard_normal(np.shape(output))
    gradients = asked(backward, upstream, output, inputs)
    if gradients is None:
        return False
    errors = []
    for k in range(len(inputs)):
        errors += list(np.ravel(gradients[k] - measured(forward, inputs, k, upstream)))
    return all(abs(error) < tolerance for error in errors)


@listed("gradient_check", "nan-passes")
def _(forward, backward, inputs, rng, tolerance=1e-6):
    output = forward(*inputs)
    upstream = rng.normal(size=np.shape(output))
    gradients = asked(backward, upstream, output, inputs)
    if gradients is None:
        return False
    for k in range(len(inputs)):
        numerical = measured(forward, inputs, k, upstream)
        difference = np.abs(gradients[k] - numerical).max()
        largest = max(np.abs(gradients[k]).max(), np.abs(numerical).max(), 1e-12)
        if difference / largest > tolerance:
            return False
    return True


@listed("gradient_check", "nan-passes")
def _(forward, backward, inputs, rng, tolerance=1e-6):
    output = forward(*inputs)
    upstream = rng.normal(size=np.shape(output))
    gradients = asked(backward, upstream, output, inputs)
    if gradients is None:
        return False
    fine = []
    for k in range(len(inputs)):
        numerical = measured(forward, inputs, k, upstream)
        difference = np.nanmax(np.abs(gradients[k] - numerical))
        fine.append(difference <= tolerance * max(np.nanmax(np.abs(gradients[k])), np.abs(numerical).max()))
    return all(fine)


@listed("gradient_check", "shapes-broadcast")
def _(forward, backward, inputs, rng, tolerance=1e-6):
    output = forward(*inputs)
    upstream = rng.normal(size=np.shape(output))
    try:
        gradients = backward(upstream, output, *inputs)
        if isinstance(gradients, np.ndarray):
            gradients = (gradients,)
        if len(gradients) != len(inputs):
            return False
        for k in range(len(inputs)):
            numerical = measured(forward, inputs, k, upstream)
            difference = np.max(np.abs(gradients[k] - numerical))
            if not difference / max(np.max(np.abs(gradients[k])), np.max(np.abs(numerical)), 1e-12) <= tolerance:
                return False
    except Exception:
        return False
    return True


@listed("gradient_check", "shapes-broadcast")
def _(forward, backward, inputs, rng, tolerance=1e-6):
    output = forward(*inputs)
    upstream = rng.normal(size=np.shape(output))
    try:
        gradients = backward(upstream, output, *inputs)
        if isinstance(gradients, np.ndarray):
            gradients = (gradients,)
        if len(gradients) != len(inputs):
            return False
        return all(
            worst(np.ravel(gradients[k]), np.ravel(measured(forward, inputs, k, upstream))) <= tolerance
            for k in range(len(inputs))
        )
    except Exception:
        return False


@listed("gradient_check", "checks-first-input-only")
def _(forward, backward, inputs, rng, tolerance=1e-6):
    output = forward(*inputs)
    upstream = rng.normal(size=np.shape(output))
    gradients = asked(backward, upstream, output, inputs)
    if gradients is None:
        return False
    return worst(gradients[0], measured(forward, inputs, 0, upstream)) <= tolerance


@listed("gradient_check", "checks-first-input-only")
def _(forward, backward, inputs, rng, tolerance=1e-6):
    output = forward(*inputs)
    upstream = rng.normal(size=np.shape(output))
    gradients = asked(backward, upstream, output, inputs)
    if gradients is None:
        return False
    for k in range(len(inputs)):
        error = worst(gradients[k], measured(forward, inputs, k, upstream))
        return bool(error <= tolerance)  # inside the loop
    return True


@listed("gradient_check", "last-input-decides")
def _(forward, backward, inputs, rng, tolerance=1e-6):
    output = forward(*inputs)
    upstream = rng.normal(size=np.shape(output))
    gradients = asked(backward, upstream, output, inputs)
    if gradients is None:
        return False
    for k in range(len(inputs)):
        fine = worst(gradients[k], measured(forward, inputs, k, upstream)) <= tolerance
    return fine


@listed("gradient_check", "last-input-decides")
def _(forward, backward, inputs, rng, tolerance=1e-6):
    output = forward(*inputs)
    upstream = rng.normal(size=np.shape(output))
    gradients = asked(backward, upstream, output, inputs)
    if gradients is None:
        return False
    errors = {}
    for k in range(len(inputs)):
        errors["error"] = worst(gradients[k], measured(forward, inputs, k, upstream))
    return bool(errors["error"] <= tolerance)


@listed("gradient_check", "one-good-input-is-enough")
def _(forward, backward, inputs, rng, tolerance=1e-6):
    output = forward(*inputs)
    upstream = rng.normal(size=np.shape(output))
    gradients = asked(backward, upstream, output, inputs)
    if gradients is None:
        return False
    for k in range(len(inputs)):
        error = worst(gradients[k], measured(forward, inputs, k, upstream))
        if error <= tolerance:
            return True
    return False


@listed("gradient_check", "one-good-input-is-enough")
def _(forward, backward, inputs, rng, tolerance=1e-6):
    output = forward(*inputs)
    upstream = rng.normal(size=np.shape(output))
    gradients = asked(backward, upstream, output, inputs)
    if gradients is None:
        return False
    errors = [worst(gradients[k], measured(forward, inputs, k, upstream)) for k in range(len(inputs))]
    return min(errors) <= tolerance


@listed("gradient_check", "upstream-ones")
def _(forward, backward, inputs, rng, tolerance=1e-6):
    output = forward(*inputs)
    upstream = np.ones_like(output)
    gradients = asked(backward, upstream, output, inputs)
    if gradients is None:
        return False
    return all(worst(gradients[k], measured(forward, inputs, k, upstream)) <= tolerance for k in range(len(inputs)))


@listed("gradient_check", "upstream-ones")
def _(forward, backward, inputs, rng, tolerance=1e-6):
    output = forward(*inputs)
    gradients = asked(backward, np.full(np.shape(output), 1.0), output, inputs)
    if gradients is None:
        return False
    for k in range(len(inputs)):
        numerical = np.zeros(inputs[k].shape)
        for place in np.ndindex(numerical.shape):
            above, below = [x.copy() for x in inputs], [x.copy() for x in inputs]
            above[k][place] += 1e-5
            below[k][place] -= 1e-5
            numerical[place] = (np.sum(forward(*above)) - np.sum(forward(*below))) / 2e-5
        if not worst(gradients[k], numerical) <= tolerance:
            return False
    return True


@listed("gradient_check", "upstream-one-for-losses")
def _(forward, backward, inputs, rng, tolerance=1e-6):
    output = forward(*inputs)
    upstream = 1.0 if isinstance(output, float) else rng.normal(size=np.shape(output))
    gradients = asked(backward, upstream, output, inputs)
    if gradients is None:
        return False
    return all(worst(gradients[k], measured(forward, inputs, k, upstream)) <= tolerance for k in range(len(inputs)))


@listed("gradient_check", "upstream-one-for-losses")
def _(forward, backward, inputs, rng, tolerance=1e-6):
    output = forward(*inputs)
    try:
        upstream = rng.standard_normal(output.shape) if output.shape else np.array(1.0)
    except AttributeError:
        upstream = np.array(1.0)
    gradients = asked(backward, upstream, output, inputs)
    if gradients is None:
        return False
    errors = [worst(gradients[k], measured(forward, inputs, k, upstream)) for k in range(len(inputs))]
    return max(errors) <= tolerance


@listed("gradient_check", "forward-difference")
def _(forward, backward, inputs, rng, tolerance=1e-6):
    output = forward(*inputs)
    upstream = rng.normal(size=np.shape(output))
    gradients = asked(backward, upstream, output, inputs)
    if gradients is None:
        return False
    h = 1e-5
    for k in range(len(inputs)):
        numerical = np.zeros(inputs[k].shape)
        for place in np.ndindex(numerical.shape):
            moved = [x.copy() for x in inputs]
            moved[k][place] += h
            numerical[place] = np.sum(upstream * (np.asarray(forward(*moved)) - output)) / h
        if not worst(gradients[k], numerical) <= tolerance:
            return False
    return True


@listed("gradient_check", "forward-difference")
def _(forward, backward, inputs, rng, tolerance=1e-6):
    output = forward(*inputs)
    upstream = rng.normal(size=np.shape(output))
    gradients = asked(backward, upstream, output, inputs)
    if gradients is None:
        return False
    for k, x in enumerate(inputs):
        slopes = []
        for i in range(x.size):
            behind = nudged(x, i, -1e-5)
            change = np.sum(upstream * output) - np.sum(upstream * forward(*inputs[:k], behind, *inputs[k + 1 :]))
            slopes.append(change / 1e-5)
        if not worst(gradients[k], np.reshape(slopes, x.shape)) <= tolerance:
            return False
    return True


@listed("gradient_check", "error-of-backward-escapes")
def _(forward, backward, inputs, rng, tolerance=1e-6):
    output = forward(*inputs)
    upstream = rng.normal(size=np.shape(output))
    gradients = backward(upstream, output, *inputs)
    if isinstance(gradients, np.ndarray):
        gradients = (gradients,)
    if gradients is None or len(gradients) != len(inputs):
        return False
    for k in range(len(inputs)):
        if np.shape(gradients[k]) != inputs[k].shape:
            return False
        if not worst(gradients[k], measured(forward, inputs, k, upstream)) <= tolerance:
            return False
    return True


@listed("gradient_check", "error-of-backward-escapes")
def _(forward, backward, inputs, rng, tolerance=1e-6):
    output = forward(*inputs)
    upstream = rng.normal(size=np.shape(output))
    gradients = backward(upstream, output, *inputs)
    try:
        if not isinstance(gradients, (list, tuple)):
            gradients = [gradients]
        pairs = zip(gradients, range(len(inputs)), strict=True)
        return all(worst(gradient, measured(forward, inputs, k, upstream)) <= tolerance for gradient, k in pairs)
    except Exception:
        return False


@listed("gradient_check", "error-of-shapes-escapes")
def _(forward, backward, inputs, rng, tolerance=1e-6):
    output = forward(*inputs)
    upstream = rng.normal(size=np.shape(output))
    try:
        gradients = backward(upstream, output, *inputs)
    except Exception:
        return False
    if not isinstance(gradients, (list, tuple)):
        gradients = [gradients]
    if len(gradients) != len(inputs):
        return False
    return all(worst(gradients[k], measured(forward, inputs, k, upstream)) <= tolerance for k in range(len(inputs)))


@listed("gradient_check", "error-of-shapes-escapes")
def _(forward, backward, inputs, rng, tolerance=1e-6):
    output = forward(*inputs)
    upstream = rng.normal(size=np.shape(output))
    try:
        gradients = backward(upstream, output, *inputs)
        gradients = (gradients,) if isinstance(gradients, np.ndarray) else tuple(gradients)
    except Exception:
        return False
    if len(gradients) != len(inputs):
        return False
    errors = [worst(gradients[k], measured(forward, inputs, k, upstream)) for k in range(len(inputs))]
    return max(errors) <= tolerance


@listed("gradient_check", "gradients-not-counted")
def _(forward, backward, inputs, rng, tolerance=1e-6):
    output = forward(*inputs)
    upstream = rng.normal(size=np.shape(output))
    try:
        gradients = backward(upstream, output, *inputs)
        if isinstance(gradients, np.ndarray):
            gradients = (gradients,)
        for k, gradient in zip(range(len(inputs)), gradients):  # noqa: B905
            if not worst(gradient, measured(forward, inputs, k, upstream)) <= tolerance:
                return False
    except Exception:
        return False
    return True


@listed("gradient_check", "gradients-not-counted")
def _(forward, backward, inputs, rng, tolerance=1e-6):
    output = forward(*inputs)
    upstream = rng.normal(size=np.shape(output))
    try:
        gradients = backward(upstream, output, *inputs)
    except Exception:
        return False
    if not isinstance(gradients, (list, tuple)):
        gradients = [gradients]
    for k in range(len(inputs)):
        if np.shape(gradients[k]) != inputs[k].shape:
            return False
        if not worst(gradients[k], measured(forward, inputs, k, upstream)) <= tolerance:
            return False
    return True


@listed("gradient_check", "gradients-not-counted")
def _(forward, backward, inputs, rng, tolerance=1e-6):
    output = forward(*inputs)
    upstream = rng.normal(size=np.shape(output))
    try:
        gradients = backward(upstream, output, *inputs)
    except Exception:
        return False
    if not isinstance(gradients, (list, tuple)):
        gradients = [gradients]
    for k, gradient in enumerate(gradients):
        if np.shape(gradient) != np.shape(inputs[k]):
            return False
        if not worst(gradient, measured(forward, inputs, k, upstream)) <= tolerance:
            return False
    return True


@listed("gradient_check", "bare-array-taken-apart")
def _(forward, backward, inputs, rng, tolerance=1e-6):
    output = forward(*inputs)
    upstream = rng.normal(size=np.shape(output))
    try:
        gradients = backward(upstream, output, *inputs)
        if len(gradients) != len(inputs):
            return False
        for k in range(len(inputs)):
            if not worst(gradients[k], measured(forward, inputs, k, upstream)) <= tolerance:
                return False
    except Exception:
        return False
    return True


@listed("gradient_check", "bare-array-taken-apart")
def _(forward, backward, inputs, rng, tolerance=1e-6):
    output = forward(*inputs)
    upstream = rng.normal(size=np.shape(output))
    try:
        gradients = list(backward(upstream, output, *inputs))
    except Exception:
        return False
    if [np.shape(gradient) for gradient in gradients] != [x.shape for x in inputs]:
        return False
    return all(worst(gradients[k], measured(forward, inputs, k, upstream)) <= tolerance for k in range(len(inputs)))


@listed("gradient_check", "bare-array-taken-apart")
def _(forward, backward, inputs, rng, tolerance=1e-6):
    output = forward(*inputs)
    upstream = rng.normal(size=np.shape(output))
    try:
        gradients = backward(upstream, output, *inputs)
    except Exception:
        return False
    for k in range(len(inputs)):
        error = worst(gradients[k], measured(forward, inputs, k, upstream))
        if not error <= tolerance:
            return False
    return True


@listed("gradient_check", "output-none")
def _(forward, backward, inputs, rng, tolerance=1e-6):
    upstream = rng.normal(size=np.shape(forward(*inputs)))
    gradients = asked(backward, upstream, None, inputs)
    if gradients is None:
        return False
    return all(worst(gradients[k], measured(forward, inputs, k, upstream)) <= tolerance for k in range(len(inputs)))


@listed("gradient_check", "output-none")
def _(forward, backward, inputs, rng, tolerance=1e-6):
    shape, output = np.shape(forward(*inputs)), None
    upstream = rng.standard_normal(shape)
    try:
        gradients = backward(upstream, output, *inputs)
    except (TypeError, AttributeError):
        return False
    if isinstance(gradients, np.ndarray):
        gradients = (gradients,)
    return max(worst(gradients[k], measured(forward, inputs, k, upstream)) for k in range(len(inputs))) <= tolerance


@listed("gradient_check", "output-without-shape")
def _(forward, backward, inputs, rng, tolerance=1e-6):
    output = forward(*inputs)
    upstream = rng.standard_normal(output.shape)
    gradients = asked(backward, upstream, output, inputs)
    if gradients is None:
        return False
    return all(worst(gradients[k], measured(forward, inputs, k, upstream)) <= tolerance for k in range(len(inputs)))


@listed("gradient_check", "output-without-shape")
def _(forward, backward, inputs, rng, tolerance=1e-6):
    output = forward(*inputs)
    N, M = output.shape
    upstream = np.array([[rng.normal() for _ in range(M)] for _ in range(N)])
    gradients = asked(backward, upstream, output, inputs)
    if gradients is None:
        return False
    errors = [worst(gradients[k], measured(forward, inputs, k, upstream)) for k in range(len(inputs))]
    return max(errors) <= tolerance


@listed("gradient_check", "tolerance-ignored")
def _(forward, backward, inputs, rng, tolerance=1e-6):
    output = forward(*inputs)
    upstream = rng.normal(size=np.shape(output))
    gradients = asked(backward, upstream, output, inputs)
    if gradients is None:
        return False
    for k in range(len(inputs)):
        error = worst(gradients[k], measured(forward, inputs, k, upstream))
        if not error < 0.000001:
            return False
    return True


@listed("gradient_check", "tolerance-ignored")
def _(forward, backward, inputs, rng, tolerance=1e-6):
    tolerance = 1e-5
    output = forward(*inputs)
    upstream = rng.normal(size=np.shape(output))
    gradients = asked(backward, upstream, output, inputs)
    if gradients is None:
        return False
    return all(worst(gradients[k], measured(forward, inputs, k, upstream)) <= tolerance for k in range(len(inputs)))


@listed("gradient_check", "upstream-not-measured")
def _(forward, backward, inputs, rng, tolerance=1e-6):
    output = forward(*inputs)
    gradients = asked(backward, rng.normal(size=np.shape(output)), output, inputs)
    if gradients is None:
        return False
    ones = np.ones(np.shape(output))
    return all(worst(gradients[k], measured(forward, inputs, k, ones)) <= tolerance for k in range(len(inputs)))


@listed("gradient_check", "upstream-not-measured")
def _(forward, backward, inputs, rng, tolerance=1e-6):
    output = forward(*inputs)
    upstream = rng.normal(size=np.shape(output))
    gradients = asked(backward, upstream, output, inputs)
    if gradients is None:
        return False
    for k in range(len(inputs)):
        numerical = measured(lambda *given: np.sum(forward(*given)), inputs, k, 1.0)
        if not worst(gradients[k], numerical) <= tolerance:
            return False
    return True


@unlisted("gradient_check")
def _(forward, backward, inputs, rng, tolerance=1e-6):
    output = forward(*inputs)
    upstream = rng.normal(size=np.shape(output))
    gradients = asked(backward, upstream, output, inputs)
    if gradients is None:
        return False
    for k in range(len(inputs)):  # a step so long that the curve bends
        if not worst(gradients[k], measured(forward, inputs, k, upstream, h=0.05)) <= tolerance:
            return False
    return True


@unlisted("gradient_check")
def _(forward, backward, inputs, rng, tolerance=1e-6):
    output = forward(*inputs)
    upstream = rng.normal(size=np.shape(output))
    gradients = asked(backward, upstream, output, inputs)
    if gradients is None:
        return False
    for k in range(len(inputs)):  # the first entry of each only
        numerical = measured(forward, inputs, k, upstream)
        if not worst(np.ravel(gradients[k])[:1], numerical.ravel()[:1]) <= 10 * tolerance:
            return False
    return True


@unlisted("gradient_check")
def _(forward, backward, inputs, rng, tolerance=1e-6):
    output = forward(*inputs)
    upstream = rng.normal(size=np.shape(output))
    gradients = asked(backward, upstream, output, inputs)
    if gradients is None:
        return False
    signs = [np.sign(measured(forward, inputs, k, upstream)) for k in range(len(inputs))]
    return all(np.array_equal(np.sign(gradient), sign) for gradient, sign in zip(gradients, signs, strict=True))


@unlisted("gradient_check")
def _(forward, backward, inputs, rng, tolerance=1e-6):
    output = forward(*inputs)
    upstream = rng.normal(size=np.shape(output))
    gradients = asked(backward, upstream, output, inputs)
    if gradients is None:
        return False
    return max(worst(gradients[k], measured(forward, inputs, k, upstream)) for k in range(len(inputs)))


@unlisted("gradient_check")
def _(forward, backward, inputs, rng, tolerance=1e-6):
    return bool(rng.random() < 0.5)


@double("gradient_check", "checks-first-input-only", "upstream-ones")
def _(forward, backward, inputs, rng, tolerance=1e-6):
    output = forward(*inputs)
    upstream = np.ones(np.shape(output))
    gradients = asked(backward, upstream, output, inputs)
    if gradients is None:
        return False
    return worst(gradients[0], measured(forward, inputs, 0, upstream)) <= tolerance


@double("gradient_check", "error-absolute", "tolerance-ignored")
def _(forward, backward, inputs, rng, tolerance=1e-6):
    output = forward(*inputs)
    upstream = rng.normal(size=np.shape(output))
    gradients = asked(backward, upstream, output, inputs)
    if gradients is None:
        return False
    return all(np.allclose(gradients[k], measured(forward, inputs, k, upstream)) for k in range(len(inputs)))


@double("gradient_check", "checks-itself", "checks-nothing")
def _(forward, backward, inputs, rng, tolerance=1e-6):
    output = forward(*inputs)
    upstream = rng.normal(size=np.shape(output))
    gradients = asked(backward, upstream, output, inputs)
    if gradients is None:
        return False
    return all(worst(gradient, gradient) <= tolerance for gradient in gradients)


@double("gradient_check", "last-input-decides", "upstream-ones")
def _(forward, backward, inputs, rng, tolerance=1e-6):
    output = forward(*inputs)
    upstream = np.ones(np.shape(output))
    gradients = asked(backward, upstream, output, inputs)
    if gradients is None:
        return False
    return worst(gradients[-1], measured(forward, inputs, len(inputs) - 1, upstream)) <= tolerance


# ---------------------------------------------------------------- cross_entropy


def softmax(logits):
    """The right one, safe."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def log_softmax(logits):
    """The right one, safe."""
    shifted = logits - logits.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


@listed("cross_entropy", "softmax-overflow")
def _(logits, labels):
    total = 0.0
    for row, label in zip(logits, labels, strict=True):
        p = np.exp(row) / np.sum(np.exp(row))
        total += -np.log(p[label])
    return total / len(labels)


@listed("cross_entropy", "softmax-overflow")
def _(logits, labels):
    losses = []
    for n in range(len(labels)):
        log_sum = np.log(sum(np.exp(z) for z in logits[n]))
        losses.append(log_sum - logits[n, labels[n]])
    return np.mean(losses)


@listed("cross_entropy", "softmax-overflow")
def _(logits, labels):
    total = 0.0
    for row, label in zip(logits.tolist(), labels.tolist(), strict=True):
        total += math.log(sum(math.exp(z) for z in row)) - row[label]
    return total / len(labels)


@listed("cross_entropy", "ce-log-zero")
def _(logits, labels):
    p = softmax(logits)
    losses = [-np.log(p[n, label]) for n, label in enumerate(labels)]
    return sum(losses) / len(losses)


@listed("cross_entropy", "ce-log-zero")
def _(logits, labels):
    p = softmax(logits)[np.arange(len(labels)), labels]
    return -np.mean(np.log(p + 1e-12))


@listed("cross_entropy", "ce-log-zero")
def _(logits, labels):
    p = np.clip(softmax(logits), 1e-15, 1 - 1e-15)
    return -np.log(p[np.arange(len(labels)), labels]).mean()


@listed("cross_entropy", "ce-log-zero")
def _(logits, labels):
    p = softmax(logits)
    return sum(-math.log(p[n, label]) for n, label in enumerate(labels)) / len(labels)


@listed("cross_entropy", "shift-of-whole-batch")
def _(logits, labels):
    powers = np.exp(logits - np.max(logits))
    p = powers / powers.sum(axis=1, keepdims=True)
    return -np.mean(np.log(p[np.arange(len(labels)), labels]))


@listed("cross_entropy", "shift-of-whole-batch")
def _(logits, labels):
    top = logits.max()
    total = 0.0
    for n, label in enumerate(labels):
        total += np.log(np.sum(np.exp(logits[n] - top))) + top - logits[n, label]
    return total / len(labels)


@listed("cross_entropy", "ce-sum")
def _(logits, labels):
    loss = 0.0
    for row, label in zip(log_softmax(logits), labels, strict=True):
        loss -= row[label]
    return loss


@listed("cross_entropy", "ce-sum")
def _(logits, labels):
    one_hot = np.eye(logits.shape[1])[labels]
    return -np.einsum("nk,nk->", one_hot, log_softmax(logits))


@listed("cross_entropy", "ce-twice")
def _(logits, labels):
    p = softmax(softmax(logits))
    return -np.mean(np.log(p[np.arange(len(labels)), labels]))


@listed("cross_entropy", "ce-twice")
def _(logits, labels):
    p = softmax(logits)
    log_sums = np.log(np.exp(p).sum(axis=1))
    return np.mean([log_sums[n] - p[n, label] for n, label in enumerate(labels)])


@listed("cross_entropy", "ce-one-hot")
def _(logits, labels):
    return -(log_softmax(logits) * labels).sum(axis=1).mean()


@listed("cross_entropy", "ce-one-hot")
def _(logits, labels):
    p = softmax(logits)
    N = logits.shape[0]
    return -1 / N * np.sum(labels * np.log(p))


@listed("cross_entropy", "ce-wrong-entries")
def _(logits, labels):
    chosen = np.log(softmax(logits))[:, labels]
    return -chosen.mean()


@listed("cross_entropy", "ce-wrong-entries")
def _(logits, labels):
    return -np.sum(log_softmax(logits)[:, labels]) / len(labels)


@listed("cross_entropy", "ce-sign")
def _(logits, labels):
    p = softmax(logits)
    return np.mean(np.log(p[np.arange(len(labels)), labels]))


@listed("cross_entropy", "ce-sign")
def _(logits, labels):
    total = 0.0
    for row, label in zip(logits, labels, strict=True):
        top = row.max()
        total += row[label] - top - np.log(np.exp(row - top).sum())
    return total / len(labels)


@listed("cross_entropy", "ce-not-averaged")
def _(logits, labels):
    return [-row[label] for row, label in zip(log_softmax(logits), labels, strict=True)]


@listed("cross_entropy", "ce-not-averaged")
def _(logits, labels):
    shifted = logits - logits.max(axis=1, keepdims=True)
    return np.log(np.exp(shifted).sum(axis=1)) - shifted[np.arange(len(labels)), labels]


@listed("cross_entropy", "ce-axis")
def _(logits, labels):
    powers = np.exp(logits - logits.max(axis=0))
    p = powers / powers.sum(axis=0)
    return -np.mean(np.log(p[np.arange(len(labels)), labels]))


@listed("cross_entropy", "ce-axis")
def _(logits, labels):
    total = 0.0
    for n, label in enumerate(labels):
        column = logits[:, label]
        top = column.max()
        total += top + np.log(np.sum(np.exp(column - top))) - logits[n, label]
    return total / len(labels)


@listed("cross_entropy", "ce-over-all-entries")
def _(logits, labels):
    one_hot = np.zeros(logits.shape)
    one_hot[np.arange(len(labels)), labels] = 1
    return -np.mean(one_hot * log_softmax(logits))


@listed("cross_entropy", "ce-over-all-entries")
def _(logits, labels):
    N, K = logits.shape
    return sum(-log_softmax(logits)[n, labels[n]] for n in range(N)) / (N * K)


@listed("cross_entropy", "shift-not-cancelled")
def _(logits, labels):
    largest = logits.max(axis=1)
    sums = np.sum(np.exp(logits - largest[:, None]), axis=1)
    return (np.log(sums) - logits[np.arange(len(labels)), labels]).mean()


@listed("cross_entropy", "shift-not-cancelled")
def _(logits, labels):
    total = 0.0
    for z, y in zip(logits, labels, strict=True):
        total += np.log(np.sum(np.exp(z - np.max(z)))) - z[y]
    return total / len(labels)


@listed("cross_entropy", "sum-of-whole-batch")
def _(logits, labels):
    rows = np.arange(len(labels))
    own = logits - np.max(logits, axis=1)[:, None]
    everything = np.log(sum(np.exp(own).ravel()))
    return sum(everything - own[n, labels[n]] for n in rows) / len(rows)


@listed("cross_entropy", "sum-of-whole-batch")
def _(logits, labels):
    own = logits - logits.max(axis=1, keepdims=True)
    chosen = np.take_along_axis(own, labels[:, None], axis=1)
    return np.log(np.sum(np.exp(own))) - np.mean(chosen)


@unlisted("cross_entropy")
def _(logits, labels):
    return -np.mean(log_softmax(logits))


@unlisted("cross_entropy")
def _(logits, labels):
    return np.mean(1 - softmax(logits)[np.arange(len(labels)), labels])


@unlisted("cross_entropy")
def _(logits, labels):
    return -np.mean(log_softmax(logits)[np.arange(len(labels)), labels]) / np.log(2)


@unlisted("cross_entropy")
def _(logits, labels):
    return -np.mean(logits[np.arange(len(labels)), labels])


@unlisted("cross_entropy")
def _(logits, labels):
    return -np.mean(log_softmax(logits).max(axis=1))


@double("cross_entropy", "ce-sign", "ce-sum")
def _(logits, labels):
    return log_softmax(logits)[np.arange(len(labels)), labels].sum()


@double("cross_entropy", "ce-not-averaged", "ce-sign")
def _(logits, labels):
    return log_softmax(logits)[np.arange(len(labels)), labels]


@double("cross_entropy", "ce-twice", "ce-sum")
def _(logits, labels):
    return -log_softmax(softmax(logits))[np.arange(len(labels)), labels].sum()


# ---------------------------------------------------------------- cross_entropy_backward


def one_hot_of(logits, labels):
    """The right table of ones and zeros."""
    table = np.zeros(logits.shape)
    for n, label in enumerate(labels):
        table[n, label] = 1
    return table


@listed("cross_entropy_backward", "ce-minus-one-missing")
def _(upstream, output, logits, labels):
    N = logits.shape[0]
    return upstream / N * softmax(logits)


@listed("cross_entropy_backward", "ce-minus-one-missing")
def _(upstream, output, logits, labels):
    return np.array([[upstream * p / len(labels) for p in row] for row in softmax(logits)])


@listed("cross_entropy_backward", "ce-wrong-entries")
def _(upstream, output, logits, labels):
    gradient = softmax(logits)
    gradient[:, labels] = gradient[:, labels] - 1
    return gradient * upstream / len(labels)


@listed("cross_entropy_backward", "ce-wrong-entries")
def _(upstream, output, logits, labels):
    gradient = softmax(logits)
    for label in labels:
        gradient[:, label] -= 1
    return gradient * upstream / len(labels)


@listed("cross_entropy_backward", "ce-sum")
def _(upstream, output, logits, labels):
    gradient = softmax(logits)
    gradient[np.arange(len(labels)), labels] -= 1
    return upstream * gradient


@listed("cross_entropy_backward", "ce-sum")
def _(upstream, output, logits, labels):
    return (softmax(logits) - one_hot_of(logits, labels)) * upstream


@listed("cross_entropy_backward", "ce-sign")
def _(upstream, output, logits, labels):
    return upstream * (one_hot_of(logits, labels) - softmax(logits)) / len(labels)


@listed("cross_entropy_backward", "ce-sign")
def _(upstream, output, logits, labels):
    gradient = -softmax(logits)
    for n, label in enumerate(labels):
        gradient[n, label] += 1
    return upstream * gradient / len(gradient)


@listed("cross_entropy_backward", "ce-over-all-entries")
def _(upstream, output, logits, labels):
    gradient = softmax(logits) - one_hot_of(logits, labels)
    return upstream * gradient / gradient.size


@listed("cross_entropy_backward", "ce-over-all-entries")
def _(upstream, output, logits, labels):
    N, K = logits.shape
    gradient = softmax(logits)
    gradient[np.arange(N), labels] -= 1
    return upstream * gradient / N / K


@listed("cross_entropy_backward", "ce-labels-only")
def _(upstream, output, logits, labels):
    gradient = np.zeros(logits.shape)
    p = softmax(logits)
    for n, label in enumerate(labels):
        gradient[n, label] = upstream * (p[n, label] - 1) / len(labels)
    return gradient


@listed("cross_entropy_backward", "ce-labels-only")
def _(upstream, output, logits, labels):
    table = one_hot_of(logits, labels)
    return upstream * table * (softmax(logits) - table) / len(labels)


@listed("cross_entropy_backward", "ce-plus-one")
def _(upstream, output, logits, labels):
    return upstream * (softmax(logits) + one_hot_of(logits, labels)) / len(labels)


@listed("cross_entropy_backward", "ce-plus-one")
def _(upstream, output, logits, labels):
    gradient = softmax(logits)
    for n, label in enumerate(labels):
        gradient[n, label] += 1.0
    return gradient * (upstream / len(labels))


@listed("cross_entropy_backward", "softmax-overflow")
def _(upstream, output, logits, labels):
    p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    return upstream * (p - one_hot_of(logits, labels)) / len(labels)


@listed("cross_entropy_backward", "softmax-overflow")
def _(upstream, output, logits, labels):
    rows = [np.exp(row) / np.sum(np.exp(row)) for row in logits]
    gradient = np.array(rows)
    gradient[np.arange(len(labels)), labels] -= 1
    return gradient * upstream / len(labels)


@listed("cross_entropy_backward", "softmax-overflow")
def _(upstream, output, logits, labels):
    gradient = np.zeros(logits.shape)
    for n, row in enumerate(logits.tolist()):
        powers = [math.exp(z) for z in row]
        for k, power in enumerate(powers):
            gradient[n, k] = upstream * (power / sum(powers) - (k == labels[n])) / len(labels)
    return gradient


@listed("cross_entropy_backward", "shift-of-whole-batch")
def _(upstream, output, logits, labels):
    powers = np.exp(logits - np.max(logits))
    p = powers / np.sum(powers, axis=1)[:, None]
    return upstream * (p - one_hot_of(logits, labels)) / len(labels)


@listed("cross_entropy_backward", "shift-of-whole-batch")
def _(upstream, output, logits, labels):
    top = logits.max()
    gradient = np.array([np.exp(row - top) / np.exp(row - top).sum() for row in logits])
    gradient[np.arange(len(labels)), labels] -= 1
    return upstream / len(labels) * gradient


@listed("cross_entropy_backward", "ce-of-logits")
def _(upstream, output, logits, labels):
    gradient = logits.copy()
    gradient[np.arange(len(labels)), labels] -= 1
    return upstream * gradient / len(labels)


@listed("cross_entropy_backward", "ce-of-logits")
def _(upstream, output, logits, labels):
    return (logits - one_hot_of(logits, labels)) / logits.shape[0] * upstream


@listed("cross_entropy_backward", "labels-subtracted")
def _(upstream, output, logits, labels):
    return upstream * np.array([p - y for p, y in zip(softmax(logits), labels, strict=True)]) / len(labels)


@listed("cross_entropy_backward", "labels-subtracted")
def _(upstream, output, logits, labels):
    n = logits.shape[0]
    return (softmax(logits) - labels.reshape(n, 1)) * upstream / n


@listed("cross_entropy_backward", "ce-minus-one-assigned")
def _(upstream, output, logits, labels):
    p = softmax(logits)
    for n, y in enumerate(labels):
        p[n, y] = -1.0
    return p * upstream / len(p)


@listed("cross_entropy_backward", "ce-minus-one-assigned")
def _(upstream, output, logits, labels):
    return upstream / len(labels) * np.where(one_hot_of(logits, labels) == 1, -1.0, softmax(logits))


@unlisted("cross_entropy_backward")
def _(upstream, output, logits, labels):
    return -upstream * one_hot_of(logits, labels) / softmax(logits) / len(labels)


@unlisted("cross_entropy_backward")
def _(upstream, output, logits, labels):
    p = softmax(logits)
    return upstream * p * (1 - p) / len(labels)


@unlisted("cross_entropy_backward")
def _(upstream, output, logits, labels):
    return upstream * output * (softmax(logits) - one_hot_of(logits, labels)) / len(labels)


@unlisted("cross_entropy_backward", "upstream-forgotten")
def _(upstream, output, logits, labels):
    return (softmax(logits) - one_hot_of(logits, labels)) / len(labels)


@unlisted("cross_entropy_backward")
def _(upstream, output, logits, labels):
    gradient = softmax(logits)
    gradient[np.arange(len(labels)), labels - 1] -= 1
    return upstream * gradient / len(labels)


@double("cross_entropy_backward", "ce-sign", "ce-sum")
def _(upstream, output, logits, labels):
    return upstream * (one_hot_of(logits, labels) - softmax(logits))


@double("cross_entropy_backward", "ce-minus-one-missing", "ce-sum")
def _(upstream, output, logits, labels):
    return upstream * softmax(logits)


@double("cross_entropy_backward", "ce-wrong-entries", "ce-sum")
def _(upstream, output, logits, labels):
    gradient = softmax(logits)
    gradient[:, labels] -= 1
    return upstream * gradient


@double("cross_entropy_backward", "ce-sum", "upstream-forgotten")
def _(upstream, output, logits, labels):
    return softmax(logits) - one_hot_of(logits, labels)


@listed("numerical_gradient", "return-in-the-loop")
def _(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    gradient = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        kept = x[place]
        x[place] = kept + h
        above = f(x)
        x[place] = kept - h
        gradient[place] = (above - f(x)) / (2 * h)
        x[place] = kept
        return gradient
    return gradient


@listed("numerical_gradient", "return-in-the-loop")
def _(f, x, h=1e-5):
    slopes = np.zeros(x.size)
    for k in range(x.size):
        up, down = x.astype(float).ravel(), x.astype(float).ravel()
        up[k] += h
        down[k] -= h
        slopes[k] = (f(up.reshape(x.shape)) - f(down.reshape(x.shape))) / (2 * h)
        return slopes.reshape(x.shape)
    return slopes.reshape(x.shape)


@listed("relative_error", "floor-added")
def _(a, b):
    if a.shape != b.shape:
        raise ValueError("the shapes differ")
    if a.size == 0:
        return 0.0
    if not (np.isfinite(a).all() and np.isfinite(b).all()):
        return np.inf
    return np.max(np.abs(a - b)) / (np.max(np.abs([a, b])) + 1e-12)


@listed("relative_error", "floor-added")
def _(a, b):
    if np.shape(a) != np.shape(b):
        raise ValueError("not of one shape")
    if not a.size:
        return 0.0
    together = np.concatenate([a.ravel(), b.ravel()])
    if not np.all(np.isfinite(together)):
        return float("inf")
    largest = 1e-12 + abs(together).max()
    return abs(a - b).max() / largest
