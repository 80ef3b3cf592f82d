"""Lesson 7, the gradient checker: it is checked itself, by the layers of `planted`."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from autograder.calling import Callback, Seeded
from autograder.exercise import Probe, exercise
from autograder.exercises.lesson_07 import forward_difference
from autograder.exercises.planted import malformed_layers, right_layers, wrong_layers
from bpkit import gradcheck

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
    almost = next(layer for layer in wrong if "gradients, 0.01 % too large" in layer.label)
    yield Probe("a gradient 0.01 % too large, and a tolerance of 1 %", (*_asking(almost, rng), 1e-2), layouts=False)
    one = next(layer for layer in wrong if "db alone is 0.01 % too large" in layer.label)
    yield Probe(
        "one gradient of three 0.01 % too large, and a tolerance of 0.004 %", (*_asking(one, rng), 4e-5), layouts=False
    )
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


@gradient_check.mistake("A gradient of the wrong shape is a broken layer: answer False. Yours raised an error instead.")
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


@gradient_check.mistake("Backward got a random upstream gradient, and the number that you measure does not contain it.")
def upstream_not_measured(forward, backward, inputs, rng, tolerance=1e-6):
    output = forward(*inputs)
    upstream = rng.normal(size=np.shape(output))
    try:
        gradients = backward(upstream, output, *inputs)
    except Exception:
        return False
    gradients = gradients if isinstance(gradients, (tuple, list)) else (gradients,)
    if [np.shape(gradient) for gradient in gradients] != [np.shape(x) for x in inputs]:
        return False
    return all(
        gradcheck.relative_error(
            gradients[k],
            gradcheck.numerical_gradient(lambda m, k=k: np.sum(forward(*inputs[:k], m, *inputs[k + 1 :])), x),
        )
        <= tolerance
        for k, x in enumerate(inputs)
    )


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
