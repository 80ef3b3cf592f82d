"""Lesson 4, downhill: one step against the gradient, and many of them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from autograder.calling import Callback
from autograder.exercise import Probe, exercise
from bpkit import optim
from bpkit.by_hand import descent

# ---------------------------------------------------------------- gradient_step

gradient_step = exercise("gradient_step", lesson=4, points=1, reference=optim.gradient_step, returns=("w",))


@gradient_step.probes
def places(rng: np.random.Generator) -> Iterator[Probe]:
    for rate in (0.1, 0.5, 3.0):
        w, gradient = rng.normal(size=2).tolist()
        yield Probe(f"numbers and η = {rate}", (w, gradient, rate))
    yield Probe("whole numbers", (4, -3, 2))
    for shape, rate in (((3,), 0.2), ((2, 5), 1.5), ((4, 4), 0.01)):
        yield Probe(f"arrays of shape {shape}", (rng.normal(size=shape), rng.normal(size=shape), rate))
    yield Probe("a gradient of 0", (rng.normal(size=3), np.zeros(3), 0.3))
    yield Probe("arrays of whole numbers", (np.array([4, -3, 7]), np.array([1, 3, -5]), 0.5))


@gradient_step.mistake("The loss rises: which way does the gradient point?")
def step_uphill(w, gradient, learning_rate):
    return w + learning_rate * gradient


@gradient_step.mistake("The step does not scale with η.")
def rate_ignored(w, gradient, learning_rate):
    return w - gradient


@gradient_step.mistake("Every step has the same length; the size of the gradient matters.")
def gradient_normalised(w, gradient, learning_rate):
    length = np.sqrt(np.sum(np.square(gradient)))
    return w - learning_rate * gradient / (length if length > 0 else 1.0)


@gradient_step.mistake("Every step has the same length; the size of the gradient matters.", name="gradient-normalised")
def gradient_sign_only(w, gradient, learning_rate):
    return w - learning_rate * np.sign(gradient)


@gradient_step.mistake("Every step has the same length; the size of the gradient matters.", name="gradient-normalised")
def gradient_over_its_length(w, gradient, learning_rate):
    return w - learning_rate * (gradient / np.sqrt(np.sum(np.square(gradient))))  # NaN for a gradient of 0


@gradient_step.mistake("Every step has the same length; the size of the gradient matters.", name="gradient-normalised")
def gradient_over_its_size(w, gradient, learning_rate):
    return w - learning_rate * np.divide(gradient, np.abs(gradient))  # entry by entry, and NaN for one of 0


@gradient_step.mistake("This is the step alone. Where does it start?")
def step_without_start(w, gradient, learning_rate):
    return -learning_rate * gradient


@gradient_step.mistake("This is the step alone. Where does it start?", name="step-without-start")
def step_without_start_or_sign(w, gradient, learning_rate):
    return learning_rate * gradient


@gradient_step.mistake("You divided by η: the larger the learning rate, the shorter your step.")
def rate_divides(w, gradient, learning_rate):
    return w - gradient / learning_rate


@gradient_step.mistake("You scaled w itself. The learning rate scales the gradient, nothing else.")
def start_scaled(w, gradient, learning_rate):
    return learning_rate * (w - gradient)


@gradient_step.mistake("You scaled w itself. The learning rate scales the gradient, nothing else.", name="start-scaled")
def start_scaled_alone(w, gradient, learning_rate):
    return learning_rate * w - gradient


@gradient_step.mistake("You subtracted a product with w. The step is η times the gradient, wherever it starts.")
def step_scaled_by_start(w, gradient, learning_rate):
    return w - learning_rate * gradient * w


@gradient_step.variant
def step_in_two_lines(w, gradient, learning_rate):
    step = -learning_rate * gradient
    return w + step


@gradient_step.variant
def step_by_numpy(w, gradient, learning_rate):
    return np.subtract(w, np.multiply(gradient, learning_rate))


@gradient_step.variant
def step_into_a_copy(w, gradient, learning_rate):
    moved = np.array(w, dtype=float)
    moved -= learning_rate * np.asarray(gradient)
    return moved


@gradient_step.variant
def step_entry_by_entry(w, gradient, learning_rate):
    if np.ndim(w) == 0:
        return w - learning_rate * gradient
    return [step_entry_by_entry(a, b, learning_rate) for a, b in zip(w, gradient, strict=True)]


# ---------------------------------------------------------------- minimise

minimise = exercise(
    "minimise",
    lesson=4,
    points=3,
    reference=descent.minimise,
    returns=("w", "losses"),
    float32=False,  # in which step the losses differ by less than a tolerance is decided by their last digits
    slow="does your loop end when max_steps is reached?",
)


def _bowl(lowest: Any, floor: float, steepness: Any = 1.0) -> tuple[Callback, Callback]:
    """``floor + Σ steepness · (w − lowest)²`` and its gradient."""

    def loss(w: Any) -> float:
        off = w - lowest
        return float(floor + np.sum(steepness * off * off))

    return Callback(loss), Callback(lambda w: 2 * steepness * (w - lowest))


def _breaking_at(losses: list[float]) -> tuple[Callback, Callback]:
    """A road of steps of 1 (η = 1, from 0) with these losses on it."""
    return Callback(lambda w: losses[min(round(float(w)), len(losses) - 1)]), Callback(lambda w: -1.0)


# Steps in which these bowls settle (14 at most), and some more: who never stops is seen as well as after 1000 steps, and
# every known mistake is asked all of this for one verdict. The default of 1000 is asked of those who are right so far.
ENOUGH = 20


@minimise.probes
def roads(rng: np.random.Generator) -> Iterator[Probe]:
    # the loss at the bottom is 5: whoever waits for 0 waits for ever; and the start is never the bottom
    lowest = float(rng.uniform(1, 3) * rng.choice([-1, 1]))
    start = lowest + float(rng.uniform(1, 2) * rng.choice([-1, 1]))
    bowl = _bowl(lowest, 5.0)
    yield Probe("a bowl whose lowest loss is 5", (*bowl, start, 0.4, ENOUGH))
    yield Probe("steps that zigzag", (*bowl, start, 0.6, ENOUGH))
    # before max_steps = 3, where whoever looks at no max_steps takes 1000 steps: here they are sent away
    yield Probe("max_steps = 0", (*bowl, start, 0.4, 0))
    yield Probe("max_steps = 3 and no tolerance", (*bowl, start, 0.1, 3, 0.0))
    yield Probe("a tolerance of 0.05", (*bowl, start, 0.2, ENOUGH, 0.05))
    yield Probe("a loss that rises for 6 steps", (*bowl, start, 1.1, 6))
    yield Probe("a whole number as w0", (*bowl, 7, 0.25, 6))
    yield Probe("a bowl whose lowest loss is below 0", (*_bowl(lowest, -5.0), start, 0.4, ENOUGH))
    # here a loss below the tolerance can be reached, which tells whoever waits for it from those who wait for nothing
    yield Probe("a bowl whose lowest loss is 0", (*_bowl(lowest, 0.0), start, 0.4, ENOUGH))
    far = rng.normal(size=3)
    steep = rng.uniform(1.0, 2.0, size=3)
    yield Probe("w0 of shape (3,)", (*_bowl(far, 5.0, steep), far + rng.uniform(1, 2, size=3), 0.3, ENOUGH))
    yield Probe("w0 of shape (2, 2)", (*_bowl(0.5, -1.0), 0.5 + rng.uniform(1, 2, size=(2, 2)), 0.4, ENOUGH))
    # a plateau in w is none in the loss, and the other way round
    yield Probe("a steep, narrow bowl", (*_bowl(lowest, 5.0, 1e8), lowest + 0.01, 3e-9, ENOUGH, 1e-3))
    slope = Callback(lambda w: w), Callback(lambda w: 1.0)
    yield Probe("steps that each gain exactly the tolerance", (*slope, 4.0, 0.5, 4, 0.5))
    yield Probe("a descent so slow that only max_steps ends it", (*bowl, start, 1e-4), heavy=True)
    yield Probe("steps too large, up to infinity", (*bowl, start, 1e20, ENOUGH), raises=FloatingPointError)
    yield Probe(
        "a loss that is not a number from step 2 on",
        (*_breaking_at([3.0, 2.0, math.nan]), 0.0, 1.0, 6),
        raises=FloatingPointError,
    )
    yield Probe(
        "a loss that is infinite after the last step",
        (*_breaking_at([3.0, 2.0, 1.5, math.inf]), 0.0, 1.0, 3),
        raises=FloatingPointError,
    )
    yield Probe(
        "a loss that is infinite at the start",
        (*_breaking_at([math.inf, 2.0, 1.5, 1.5]), 0.0, 1.0, 6),
        raises=FloatingPointError,
    )


def _descend(loss, gradient, w0, learning_rate, max_steps, tolerance, stop, check=True, sign=-1.0):
    """Right where nothing is changed: ``stop(w, before, losses, tolerance)`` decides when."""
    w, losses = w0, [loss(w0)]
    if check and not np.isfinite(losses[0]):
        raise FloatingPointError
    for _ in range(max_steps):
        before, w = w, w + sign * learning_rate * gradient(w)
        losses.append(loss(w))
        if check and not np.isfinite(losses[-1]):
            raise FloatingPointError
        if stop(w, before, losses, tolerance):
            break
    return w, losses


def _settled(w, before, losses, tolerance):
    return abs(losses[-1] - losses[-2]) < tolerance


@minimise.mistake("Never stopped: this loss has its minimum at 5, not at 0.")
def stop_on_loss(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    return _descend(loss, gradient, w0, learning_rate, max_steps, tolerance, lambda w, b, losses, t: losses[-1] < t)


@minimise.mistake("Never stopped: this loss has its minimum at 5, not at 0.", name="stop-on-loss")
def stop_on_loss_first(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    w, losses = w0, [loss(w0)]
    while len(losses) <= max_steps and losses[-1] >= tolerance:
        w = w - learning_rate * gradient(w)
        losses.append(loss(w))
    return w, losses


@minimise.mistake("Never stopped: this loss has its minimum at 5, not at 0.", name="stop-on-loss")
def stop_on_size_of_loss(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    return _descend(
        loss, gradient, w0, learning_rate, max_steps, tolerance, lambda w, b, losses, t: abs(losses[-1]) < t
    )


@minimise.mistake("Start + 3 steps are 4 values.")
def history_off_by_one(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    w, losses = _descend(loss, gradient, w0, learning_rate, max_steps, tolerance, _settled)
    return w, losses[1:]


@minimise.mistake("Your history lacks the loss after the last step: start + 3 steps are 4 values.")
def last_loss_missing(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    w, losses = _descend(loss, gradient, w0, learning_rate, max_steps, tolerance, _settled)
    return w, losses[:-1] if len(losses) > 1 else []


@minimise.mistake(
    "Your history lacks the loss after the last step: start + 3 steps are 4 values.", name="last-loss-missing"
)
def last_loss_missing_at_max_steps(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    w, losses = _descend(loss, gradient, w0, learning_rate, max_steps, tolerance, _settled)
    return w, losses if len(losses) <= max_steps else losses[:-1]


@minimise.mistake("NaN compares False with everything.")
def nan_converged(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    return _descend(loss, gradient, w0, learning_rate, max_steps, tolerance, _settled, check=False)


@minimise.mistake("NaN compares False with everything.", name="nan-converged")
def nan_converged_at_once(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    def stop(w, before, losses, tolerance):
        return not abs(losses[-1] - losses[-2]) >= tolerance

    return _descend(loss, gradient, w0, learning_rate, max_steps, tolerance, stop, check=False)


def _kept_quiet(is_bad, note_it, at_start):
    """Leaves the loop where it should raise: with the bad loss in the list or without, from the start on or later."""

    def minimise_quietly(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
        w, losses = w0, [loss(w0)]
        if at_start and is_bad(losses[0]):
            return w, losses if note_it else []
        for _ in range(max_steps):
            before, w = w, w - learning_rate * gradient(w)
            value = loss(w)
            if is_bad(value):
                return (w, [*losses, value]) if note_it == "with its w" else (before if note_it else w, losses)
            losses.append(value)
            if abs(losses[-1] - losses[-2]) < tolerance:
                break
        return w, losses

    return minimise_quietly


for _is_bad in (np.isnan, lambda value: not np.isfinite(value)):
    for _note_it in ("with its w", "", "the w before"):
        for _at_start in (False, True):
            minimise.mistake(
                "You saw that the loss is no number any more, and returned as if all were well. Raise the error.",
                name="divergence-kept-quiet",
            )(_kept_quiet(_is_bad, _note_it, _at_start))


@minimise.mistake("You look for NaN only. An infinite loss is no answer either: np.isfinite knows both.")
def infinity_passes(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    w, losses = w0, [loss(w0)]
    for _ in range(max_steps):
        w = w - learning_rate * gradient(w)
        losses.append(loss(w))
        if np.isnan(losses[-1]):
            raise FloatingPointError
        if abs(losses[-1] - losses[-2]) < tolerance:
            break
    return w, losses


@minimise.mistake("The loss at the start is a loss, too: it may be infinite before the first step is made.")
def start_unchecked(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    w, losses = w0, [loss(w0)]
    for _ in range(max_steps):
        w = w - learning_rate * gradient(w)
        losses.append(loss(w))
        if not np.isfinite(losses[-1]):
            raise FloatingPointError
        if abs(losses[-1] - losses[-2]) < tolerance:
            break
    return w, losses


@minimise.mistake("The loss rises: which way does the gradient point?", name="step-uphill")
def step_uphill_again(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    return _descend(loss, gradient, w0, learning_rate, max_steps, tolerance, _settled, check=False, sign=1.0)


@minimise.mistake("The loss rises: which way does the gradient point?", name="step-uphill")
def step_uphill_noticed(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    return _descend(loss, gradient, w0, learning_rate, max_steps, tolerance, _settled, sign=1.0)


@minimise.mistake("You stop as soon as the loss rises once: the *size* of the change is what counts, so take abs.")
def abs_forgotten(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    def stop(w, before, losses, tolerance):
        return losses[-2] - losses[-1] < tolerance

    return _descend(loss, gradient, w0, learning_rate, max_steps, tolerance, stop)


@minimise.mistake(
    "You stop after the first step that goes down: the change is negative then. Its *size* counts, so take abs."
)
def abs_forgotten_upside_down(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    def stop(w, before, losses, tolerance):
        return losses[-1] - losses[-2] < tolerance

    return _descend(loss, gradient, w0, learning_rate, max_steps, tolerance, stop)


@minimise.mistake("You stop when w hardly moves. Here the rule looks at the loss: two losses in a row.")
def stop_on_w(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    def stop(w, before, losses, tolerance):
        return np.all(np.abs(w - before) < tolerance)

    return _descend(loss, gradient, w0, learning_rate, max_steps, tolerance, stop)


@minimise.mistake(
    "You stop when w hardly moves. Here the rule looks at the loss: two losses in a row.", name="stop-on-w"
)
def stop_on_length_of_step(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    def stop(w, before, losses, tolerance):
        return np.sqrt(np.sum((w - before) ** 2)) < tolerance

    return _descend(loss, gradient, w0, learning_rate, max_steps, tolerance, stop)


@minimise.mistake("You stop when the gradient is small. Here the rule looks at the loss: two losses in a row.")
def stop_on_gradient(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    def stop(w, before, losses, tolerance):
        return np.all(np.abs(gradient(w)) < tolerance)

    return _descend(loss, gradient, w0, learning_rate, max_steps, tolerance, stop)


@minimise.mistake(
    "You stop when the gradient is small. Here the rule looks at the loss: two losses in a row.",
    name="stop-on-gradient",
)
def stop_on_length_of_gradient(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    def stop(w, before, losses, tolerance):
        return np.sqrt(np.sum(gradient(w) ** 2)) < tolerance

    return _descend(loss, gradient, w0, learning_rate, max_steps, tolerance, stop)


@minimise.mistake("You always make max_steps steps: no two losses in a row ever end your loop.")
def threshold_ignored(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    return _descend(loss, gradient, w0, learning_rate, max_steps, tolerance, lambda *all: False)


@minimise.mistake("You asked for the gradient once, at the start. It is another one after every step.")
def gradient_asked_once(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    slope = gradient(w0)
    return _descend(loss, lambda w: slope, w0, learning_rate, max_steps, tolerance, _settled, check=False)


@minimise.mistake("The w that you return is the one before the last step. The step that settles it counts, too.")
def last_step_lost(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    before = w = w0
    losses = [loss(w0)]
    if not np.isfinite(losses[0]):
        raise FloatingPointError
    for _ in range(max_steps):
        before, w = w, w - learning_rate * gradient(w)
        losses.append(loss(w))
        if not np.isfinite(losses[-1]):
            raise FloatingPointError
        if abs(losses[-1] - losses[-2]) < tolerance:
            break
    return before, losses


@minimise.mistake(
    "The w that you return is the one before the last step. The step that settles it counts, too.",
    name="last-step-lost",
)
def last_step_lost_when_settled(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    w, losses = w0, [loss(w0)]
    for _ in range(max_steps):
        after = w - learning_rate * gradient(w)
        losses.append(loss(after))
        if abs(losses[-1] - losses[-2]) < tolerance:
            return w, losses
        w = after
    return w, losses


@minimise.mistake("You return the best w on the way. Asked for is the last one, even if the loss has risen.")
def best_not_last(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    best = [w0, math.inf]

    def remember(w):
        value = loss(w)
        if value < best[1]:
            best[:] = [w, value]
        return value

    _, losses = _descend(remember, gradient, w0, learning_rate, max_steps, tolerance, _settled)
    return best[0], losses


@minimise.mistake("One step too many: after max_steps steps it ends, however much the loss still changes.")
def one_step_too_many(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    return _descend(loss, gradient, w0, learning_rate, max_steps + 1, tolerance, _settled)


@minimise.mistake("One step too few: max_steps counts the steps, and the start is not one of them.")
def one_step_too_few(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    return _descend(loss, gradient, w0, learning_rate, max_steps - 1, tolerance, _settled)


@minimise.mistake("You stop where the change equals the tolerance, too. The rule says less than.")
def stop_at_tolerance(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    def reached(w, before, losses, tolerance):
        return abs(losses[-1] - losses[-2]) <= tolerance

    return _descend(loss, gradient, w0, learning_rate, max_steps, tolerance, reached)


@minimise.mistake("The tolerance that you were given is not used: a number of your own stands there.")
def own_tolerance(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    return descent.minimise(loss, gradient, w0, learning_rate, max_steps)


@minimise.mistake("The two results have changed places: first w, then the list of losses.")
def results_swapped(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    w, losses = descent.minimise(loss, gradient, w0, learning_rate, max_steps, tolerance)
    return losses, w


@minimise.mistake("You leave after the first round of your loop. Does `return` stand inside it?")
def return_in_the_loop(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    return descent.minimise(loss, gradient, w0, learning_rate, min(max_steps, 1), tolerance)


@minimise.mistake(
    "You leave after the first round of your loop. Does `return` stand inside it?", name="return-in-the-loop"
)
def return_in_the_loop_with_nothing_behind_it(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    if max_steps > 0:
        return descent.minimise(loss, gradient, w0, learning_rate, 1, tolerance)
    return None


@minimise.mistake("Each step of yours starts at w0 again. It starts where the one before it ended.")
def start_never_left(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    w, losses = w0, [loss(w0)]
    for _ in range(max_steps):
        w = w0 - learning_rate * gradient(w0)
        losses.append(loss(w))
        if not np.isfinite(losses[-1]):
            raise FloatingPointError
        if _settled(w, w0, losses, tolerance):
            break
    return w, losses


@minimise.mistake("You make as many steps as you like: max_steps was given, and a number of your own stands there.")
def own_max_steps(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    return descent.minimise(loss, gradient, w0, learning_rate, 1000, tolerance)


@minimise.variant
def minimise_by_while(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    w, losses, change = w0, [loss(w0)], math.inf
    if not math.isfinite(losses[0]):
        raise FloatingPointError("start")
    while len(losses) <= max_steps and change >= tolerance:
        w = w - learning_rate * gradient(w)
        losses.append(loss(w))
        if not math.isfinite(losses[-1]):
            raise FloatingPointError("diverged")
        change = abs(losses[-1] - losses[-2])
    return w, losses


@minimise.variant
def minimise_in_a_copy(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    w = np.array(w0, dtype=float)
    losses = []
    for step in range(max_steps + 1):
        if step:
            w = w - learning_rate * np.asarray(gradient(w))
        value = loss(w)
        if np.isnan(value) or np.isinf(value):
            raise FloatingPointError(f"step {step}")
        losses.append(value)
        if step and abs(losses[-2] - value) < tolerance:
            break
    return [w, np.array(losses)]


@minimise.variant
def minimise_with_a_helper(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    def checked(w):
        value = loss(w)
        if not np.isfinite(value):
            raise FloatingPointError(str(value))
        return value

    w, losses = w0, (checked(w0),)
    step = 0
    while step < max_steps:
        step += 1
        w = optim.gradient_step(w, gradient(w), learning_rate)
        losses = (*losses, checked(w))
        if np.abs(np.diff(losses[-2:]))[0] < tolerance:
            return w, losses
    return w, losses
