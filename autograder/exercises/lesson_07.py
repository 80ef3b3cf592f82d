"""Lesson 7, trust, but check: numerical gradients, a gradient checker, and batched softmax cross-entropy."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from autograder.calling import Callback, Seeded
from autograder.exercise import Probe, exercise
from autograder.exercises.planted import malformed_layers, right_layers, wrong_layers
from bpkit import gradcheck, ops

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


# ---------------------------------------------------------------- gradient_check

gradient_check = exercise(
    "gradient_check",
    lesson=7,
    points=3,
    reference=gradcheck.gradient_check,
    returns=("verdict",),
    float32=False,
    seconds=10.0,
)


@gradient_check.probes
def layers_to_judge(rng: np.random.Generator) -> Iterator[Probe]:
    right, wrong = right_layers(rng), wrong_layers(rng)
    # A mistake is told from the others by few of the layers; those come early, so that the others are soon ruled out.
    for layer in (*wrong[:8], *right, *wrong[8:]):
        yield Probe(layer.label, _asking(layer, rng), layouts=False)
    almost = next(layer for layer in wrong if "0.01 % too large" in layer.label)
    yield Probe("a gradient 0.01 % too large, and a tolerance of 1 %", (*_asking(almost, rng), 1e-2), layouts=False)
    yield Probe("a product, its inputs in other layouts", _asking(right[5], rng))
    for layer in malformed_layers(rng):  # once the numbers are judged rightly
        yield Probe(layer.label, _asking(layer, rng), heavy=True)


def _asking(layer: Any, rng: np.random.Generator) -> tuple[Any, ...]:
    return (
        Callback(layer.forward, "forward"),
        Callback(layer.backward, "backward"),
        layer.inputs,
        Seeded(int(rng.integers(2**32))),
    )


def _calls(asked: Any, name: str) -> list[tuple[Any, ...]]:
    return [arguments for called, arguments in asked if called == name]


def _never_called_forward(calls: Any) -> bool:
    """Backward was asked, forward never, with any layer."""
    asked = [one for _, case in calls for one in case]
    return bool(_calls(asked, "backward")) and not _calls(asked, "forward")


def _never_nudged(calls: Any) -> bool:
    """Forward was asked, but only for the inputs as they are; backward was asked again and again."""
    asked = [one for _, case in calls for one in case]
    return (
        bool(_calls(asked, "forward"))
        and len(_calls(asked, "backward")) > len(calls)
        and all(_same(given, arguments[2]) for arguments, case in calls for given in _calls(case, "forward"))
    )


def _same(given: tuple[Any, ...], inputs: tuple[Any, ...]) -> bool:
    return len(given) == len(inputs) and all(np.array_equal(a, b) for a, b in zip(given, inputs, strict=True))


def _checker(
    forward: Any,
    backward: Any,
    inputs: Any,
    rng: Any,
    tolerance: float,
    *,
    draw: Any = lambda rng, output: rng.normal(size=np.shape(output)),
    error: Any = gradcheck.relative_error,
    slope: Any = gradcheck.numerical_gradient,
    fine: Any = lambda error, tolerance: error <= tolerance,
    catches: Any = Exception,
    counts: bool = True,
    shapes: bool = True,
    output_given: bool = True,
    wraps: Any = lambda gradients: not isinstance(gradients, (tuple, list)),
    places: Any = slice(None),
    combine: Any = all,
) -> bool:
    """A gradient checker, right as it stands; each mistake exchanges one part of it."""
    output = forward(*inputs)
    upstream = draw(rng, output)
    try:
        gradients = backward(upstream, output if output_given else None, *inputs)
    except catches:
        return False
    if wraps(gradients):
        gradients = (gradients,)
    if counts and len(gradients) != len(inputs):
        return False
    verdicts = []
    for place in list(range(min(len(inputs), len(gradients))))[places]:

        def loss(moved: Any, place: int = place) -> float:
            return float(np.sum(upstream * forward(*inputs[:place], moved, *inputs[place + 1 :])))

        found, x = gradients[place], inputs[place]
        fits = not shapes or np.shape(found) == np.shape(x)
        verdicts.append(fits and bool(fine(error(found, slope(loss, x)), tolerance)))
    return bool(combine(verdicts))


def _absolute(a: Any, b: Any) -> Any:
    a, b = np.asarray(a, dtype=float), np.asarray(b)
    return np.abs(a - b).max() if np.isfinite(a).all() else math.inf


def _quotient(a: Any, b: Any) -> Any:
    """Neither shapes nor NaN are looked at."""
    difference = np.abs(np.asarray(a, dtype=float) - b)
    return difference.max() / max(np.abs(np.asarray(a, dtype=float)).max(), np.abs(b).max(), 1e-12)


def _broadcasting(a: Any, b: Any) -> Any:
    try:
        error = _quotient(a, b)
    except ValueError:
        return math.inf
    return error if math.isfinite(error) else math.inf


def _formally(forward: Any, backward: Any, inputs: Any, rng: Any) -> bool:
    """Whether backward returns finite arrays of the right number and shapes; how large they are is not asked."""
    return _checker(forward, backward, inputs, rng, 1e-6, error=lambda a, b: 0.0 if np.isfinite(a).all() else 1.0)


@gradient_check.mistake(
    "You never called the forward function with an input nudged: a function always agrees with itself.",
    shown_by=_never_called_forward,
)
def checks_itself(forward, backward, inputs, rng, tolerance=1e-6):
    try:
        backward(np.ones_like(inputs[0]), inputs[0], *inputs)
    except Exception:
        return False
    return True


@gradient_check.mistake(
    "You never called the forward function with an input nudged: a function always agrees with itself.",
    name="checks-itself",
    shown_by=_never_nudged,
)
def checks_itself_with_output(forward, backward, inputs, rng, tolerance=1e-6):
    output = forward(*inputs)
    upstream = rng.normal(size=np.shape(output))
    try:
        first, second = (backward(upstream, output, *inputs) for _ in range(2))
        return all(gradcheck.relative_error(a, b) <= tolerance for a, b in zip(first, second, strict=True))
    except Exception:
        return False


@gradient_check.mistake("Reported success on a broken layer.")
def checks_nothing(forward, backward, inputs, rng, tolerance=1e-6):
    return True


@gradient_check.mistake("Reported success on a broken layer.", name="checks-nothing")
def checks_only_the_form(forward, backward, inputs, rng, tolerance=1e-6):
    return _formally(forward, backward, inputs, rng)


@gradient_check.mistake(
    "Your checker rejects every layer, the right ones too. Take a product, which you trust, and print both gradients."
)
def rejects_everything(forward, backward, inputs, rng, tolerance=1e-6):
    return False


@gradient_check.mistake("This passes any gradient that is small enough.", name="error-absolute")
def error_absolute_in_check(forward, backward, inputs, rng, tolerance=1e-6):
    return _checker(forward, backward, inputs, rng, tolerance, error=_absolute)


@gradient_check.mistake("NaN is not within tolerance.", name="nan-passes")
def nan_passes_in_check(forward, backward, inputs, rng, tolerance=1e-6):
    return _checker(
        forward, backward, inputs, rng, tolerance, error=_quotient, fine=lambda error, limit: not error > limit
    )


@gradient_check.mistake("Compare the shapes first.", name="shapes-broadcast")
def shapes_broadcast_in_check(forward, backward, inputs, rng, tolerance=1e-6):
    return _checker(forward, backward, inputs, rng, tolerance, error=_broadcasting, shapes=False)


@gradient_check.mistake("Your checker missed the bug in b.")
def checks_first_input_only(forward, backward, inputs, rng, tolerance=1e-6):
    return _checker(forward, backward, inputs, rng, tolerance, places=slice(0, 1))


@gradient_check.mistake("Only the last input decides: your loop overwrites what it found for the others.")
def last_input_decides(forward, backward, inputs, rng, tolerance=1e-6):
    return _checker(forward, backward, inputs, rng, tolerance, combine=lambda verdicts: verdicts[-1])


@gradient_check.mistake(
    "One good gradient is enough for your checker. Return True only after all of them were compared."
)
def one_good_input_is_enough(forward, backward, inputs, rng, tolerance=1e-6):
    return _checker(forward, backward, inputs, rng, tolerance, combine=any)


@gradient_check.mistake("Your checker accepts a layer that ignores its upstream gradient.")
def upstream_ones(forward, backward, inputs, rng, tolerance=1e-6):
    return _checker(forward, backward, inputs, rng, tolerance, draw=lambda rng, output: np.ones(np.shape(output)))


@gradient_check.mistake(
    "For a loss, whose output is one number, your upstream gradient is 1. Draw that one, too: your checker accepts "
    "a loss that ignores it."
)
def upstream_one_for_losses(forward, backward, inputs, rng, tolerance=1e-6):
    return _checker(
        forward,
        backward,
        inputs,
        rng,
        tolerance,
        draw=lambda rng, output: rng.normal(size=np.shape(output)) if np.ndim(output) else 1.0,
    )


@gradient_check.mistake(
    "Your checker rejects curved layers that are right: its numerical side looks to one side of x only.",
    name="forward-difference",
)
def one_sided_in_check(forward, backward, inputs, rng, tolerance=1e-6):
    return _checker(forward, backward, inputs, rng, tolerance, slope=forward_difference)


@gradient_check.mistake(
    "A backward function that raises is a broken layer: answer False, and let the error not get out."
)
def error_of_backward_escapes(forward, backward, inputs, rng, tolerance=1e-6):
    return _checker(forward, backward, inputs, rng, tolerance, catches=())


@gradient_check.mistake(
    "A gradient of the wrong shape is a broken layer: answer False. Here relative_error raised, and nobody caught it."
)
def error_of_shapes_escapes(forward, backward, inputs, rng, tolerance=1e-6):
    return _checker(forward, backward, inputs, rng, tolerance, shapes=False)


NOT_COUNTED = "A gradient is missing, or there is one too many: then answer False. Count before you compare."


@gradient_check.mistake(NOT_COUNTED)
def gradients_not_counted(forward, backward, inputs, rng, tolerance=1e-6):
    return _checker(forward, backward, inputs, rng, tolerance, counts=False)


@gradient_check.mistake(NOT_COUNTED, name="gradients-not-counted")
def missing_gradient_raises(forward, backward, inputs, rng, tolerance=1e-6):
    gradients: list[Any] = []

    def kept(*given: Any) -> Any:
        found = backward(*given)
        gradients.extend(found if isinstance(found, (tuple, list)) else [found])
        return found

    verdict = _checker(forward, kept, inputs, rng, tolerance, counts=False)
    return verdict and all(gradients[place] is not None for place in range(len(inputs)))


TAKEN_APART = (
    "With a single input a backward function may return the array itself. Yours is then taken apart, row by row."
)


@gradient_check.mistake(TAKEN_APART)
def bare_array_taken_apart(forward, backward, inputs, rng, tolerance=1e-6):
    return _checker(forward, backward, inputs, rng, tolerance, wraps=lambda gradients: gradients is None)


@gradient_check.mistake(TAKEN_APART, name="bare-array-taken-apart")
def row_against_array(forward, backward, inputs, rng, tolerance=1e-6):  # whose shapes do not fit, so it raises
    return _checker(
        forward,
        backward,
        inputs,
        rng,
        tolerance,
        wraps=lambda gradients: gradients is None,
        counts=False,
        shapes=False,
    )


@gradient_check.mistake(
    "You gave backward None as its output. The promise is that it gets the forward value; some layers use it."
)
def output_none(forward, backward, inputs, rng, tolerance=1e-6):
    return _checker(forward, backward, inputs, rng, tolerance, output_given=False)


@gradient_check.mistake("The output of a loss is one number, which has no .shape; np.shape works for both.")
def output_without_shape(forward, backward, inputs, rng, tolerance=1e-6):
    return _checker(forward, backward, inputs, rng, tolerance, draw=lambda rng, output: rng.normal(size=output.shape))


@gradient_check.mistake("The tolerance that you were given is not used.")
def tolerance_ignored(forward, backward, inputs, rng, tolerance=1e-6):
    return _checker(forward, backward, inputs, rng, 1e-6)


@gradient_check.variant
def check_by_own_parts(forward, backward, inputs, rng, tolerance=1e-6):
    output = forward(*[x.copy() for x in inputs])
    upstream = rng.standard_normal(np.shape(output))
    try:
        gradients = backward(upstream, output, *[x.copy() for x in inputs])
    except Exception:
        return False
    if isinstance(gradients, np.ndarray):
        gradients = [gradients]
    if gradients is None or len(gradients) != len(inputs):
        return False
    for k in range(len(inputs)):
        numerical = np.zeros(inputs[k].shape)
        for place in np.ndindex(inputs[k].shape):
            values = []
            for h in (1e-5, -1e-5):
                moved = [x.copy() for x in inputs]
                moved[k][place] += h
                values.append(np.sum(upstream * forward(*moved)))
            numerical[place] = (values[0] - values[1]) / 2e-5
        own = np.asarray(gradients[k])
        if own.shape != numerical.shape or not np.all(np.isfinite(own)):
            return False
        if np.abs(own - numerical).max() > tolerance * np.abs(numerical).max():
            return False
    return True


@gradient_check.variant
def check_by_norms(forward, backward, inputs, rng, tolerance=1e-6):
    def error(a, b):
        a = np.asarray(a, dtype=float)
        error = np.linalg.norm(a - b) / (np.linalg.norm(a) + np.linalg.norm(b) + 1e-20)
        return error if np.isfinite(error) else np.inf

    def draw(rng, output):
        return rng.uniform(-2, 2, size=np.shape(output))

    return _checker(forward, backward, inputs, rng, tolerance, draw=draw, error=error)


@gradient_check.variant
def check_by_catching_all(forward, backward, inputs, rng, tolerance=1e-6):
    try:
        return bool(_checker(forward, backward, inputs, rng, tolerance, shapes=False, catches=()))
    except (ValueError, IndexError, TypeError):
        return False


@gradient_check.variant
def check_with_default_rng_scale(forward, backward, inputs, rng, tolerance=1e-6):
    return np.bool_(
        _checker(forward, backward, inputs, rng, tolerance, draw=lambda rng, output: 3 + rng.random(np.shape(output)))
    )


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
