"""Lesson 11, better steps: momentum, RMSProp, Adam, and a learning rate that falls."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from autograder.exercise import Probe, exercise
from bpkit import optim

UPHILL = "Your first step climbs: which way does the gradient point?"
OLD_MEMORY = "You return the memory that you were given: the next step will know nothing of this one."
EPSILON_INSIDE = "With tiny gradients your step is too small: where does ε stand?"
SQUARE_FORGOTTEN = "The step still depends on the size of the gradient."
EPSILON_ADDED = "Brackets: your ε is added to the fraction. It belongs to the root, below the line."
RATE_IGNORED = "The learning rate is missing from your step."
EPSILON_MISSING = "There is no ε in your step: where every gradient was 0 it divides 0 by 0."


def _weights(rng: np.random.Generator, *shape: int) -> tuple[Any, Any]:
    """A place and a gradient there: arrays of a shape, or two floats."""
    if not shape:
        return float(rng.normal()), float(rng.choice([-1, 1]) * rng.uniform(0.5, 2.0))
    return rng.normal(size=shape), rng.normal(size=shape)


def _but_one(rng: np.random.Generator) -> tuple[Any, Any]:
    """Three weights, the middle one without a gradient."""
    w, gradient = _weights(rng, 3)
    return w, gradient * [1, 0, 1]


def _after(step: Callable[..., Any], start: Any, steps: int, rng: np.random.Generator, shape: tuple[int, ...]) -> Any:
    """The memory that the course's rule holds after some steps."""
    memory = start
    for _ in range(steps):
        w, gradient = _weights(rng, *shape)
        _, memory = step(w, gradient, memory, 0.1)
    return memory


# ---------------------------------------------------------------- momentum_step

momentum_step = exercise("momentum_step", lesson=11, points=2, reference=optim.momentum_step, returns=("w", "velocity"))


@momentum_step.probes
def rolling(rng: np.random.Generator) -> Iterator[Probe]:
    yield Probe("numbers and a velocity of 0", (*_weights(rng), 0.0, 0.3))
    yield Probe("numbers that have some speed", (*_weights(rng), float(rng.uniform(0.5, 2)), 0.2, 0.7))
    yield Probe("whole numbers", (4, -3, 3, 0.5, 0.5))
    yield Probe("arrays of shape (5, 3) and a velocity of 0", (*_weights(rng, 5, 3), np.zeros((5, 3)), 0.05))
    yield Probe("arrays, and the number 0 as their first velocity", (*_weights(rng, 4), 0, 0.05))
    for steps, shape, momentum in ((1, (3,), 0.9), (4, (4, 4), 0.6), (20, (2, 5), 0.95)):
        velocity = _after(optim.momentum_step, 0.0, steps, rng, shape)
        label = f"the velocity after {steps} step{'s' if steps > 1 else ''}, and momentum = {momentum}"
        yield Probe(label, (*_weights(rng, *shape), velocity, 0.02, momentum))
    yield Probe("a gradient of 0", (rng.normal(size=3), np.zeros(3), rng.normal(size=3), 0.3))
    yield Probe("momentum = 0", (*_weights(rng, 3), rng.normal(size=3), 0.3, 0.0))
    yield Probe("a weight that never got a gradient", (*_but_one(rng), np.array([0.4, 0.0, -0.7]), 0.3))


@momentum_step.mistake("Your first step climbs.", name="momentum-sign")
def gradient_subtracted(w, gradient, velocity, learning_rate, momentum=0.9):
    velocity = momentum * velocity - gradient
    return w - learning_rate * velocity, velocity


@momentum_step.mistake("Your first step climbs.", name="momentum-sign")
def velocity_added(w, gradient, velocity, learning_rate, momentum=0.9):
    velocity = momentum * velocity + gradient
    return w + learning_rate * velocity, velocity


@momentum_step.mistake(
    "Your velocity points downhill, with the minus sign already in it. Here it grows by the gradient, and the minus "
    "stands in the step."
)
def velocity_downhill(w, gradient, velocity, learning_rate, momentum=0.9):
    velocity = momentum * velocity - gradient
    return w + learning_rate * velocity, velocity


@momentum_step.mistake("The same as plain SGD: the velocity is not remembered.")
def velocity_reset(w, gradient, velocity, learning_rate, momentum=0.9):
    return w - learning_rate * gradient, gradient


@momentum_step.mistake("The same as plain SGD: the velocity is not remembered.", name="velocity-reset")
def velocity_made_anew(w, gradient, velocity, learning_rate, momentum=0.9):
    velocity = np.zeros_like(w, dtype=float)
    velocity = momentum * velocity + gradient
    return w - learning_rate * velocity, velocity


@momentum_step.mistake(
    "You average: your velocity takes only a share, 1 − momentum, of the new gradient. Both conventions exist; here it "
    "enters whole."
)
def momentum_averaged(w, gradient, velocity, learning_rate, momentum=0.9):
    velocity = momentum * velocity + (1 - momentum) * gradient
    return w - learning_rate * velocity, velocity


@momentum_step.mistake(
    "The learning rate is in your velocity. Both conventions exist; here it scales the velocity in the step alone."
)
def rate_in_velocity(w, gradient, velocity, learning_rate, momentum=0.9):
    velocity = momentum * velocity + learning_rate * gradient
    return w - velocity, velocity


@momentum_step.mistake(
    "The learning rate is in your velocity. Both conventions exist; here it scales the velocity in the step alone.",
    name="rate-in-velocity",
)
def rate_in_velocity_downhill(w, gradient, velocity, learning_rate, momentum=0.9):
    velocity = momentum * velocity - learning_rate * gradient
    return w + velocity, velocity


@momentum_step.mistake("The learning rate stands in your velocity and in your step: it acts twice.")
def rate_twice(w, gradient, velocity, learning_rate, momentum=0.9):
    velocity = momentum * velocity + learning_rate * gradient
    return w - learning_rate * velocity, velocity


@momentum_step.mistake(RATE_IGNORED)
def rate_ignored(w, gradient, velocity, learning_rate, momentum=0.9):
    velocity = momentum * velocity + gradient
    return w - velocity, velocity


@momentum_step.mistake("You step with the velocity of the step before: this gradient comes one step late.")
def step_with_old_velocity(w, gradient, velocity, learning_rate, momentum=0.9):
    return w - learning_rate * velocity, momentum * velocity + gradient


@momentum_step.mistake(OLD_MEMORY)
def old_velocity_returned(w, gradient, velocity, learning_rate, momentum=0.9):
    return w - learning_rate * (momentum * velocity + gradient), velocity


@momentum_step.mistake("Your velocity never loses speed: without friction the ball does not come to rest.")
def velocity_without_friction(w, gradient, velocity, learning_rate, momentum=0.9):
    velocity = velocity + gradient
    return w - learning_rate * velocity, velocity


@momentum_step.mistake("You weigh the gradient with momentum, too. Only the old velocity is weighed.")
def gradient_weighed(w, gradient, velocity, learning_rate, momentum=0.9):
    velocity = momentum * (velocity + gradient)
    return w - learning_rate * velocity, velocity


@momentum_step.mistake("You weigh the new gradient, and keep the old velocity whole. It is the other way round.")
def weights_swapped(w, gradient, velocity, learning_rate, momentum=0.9):
    velocity = velocity + momentum * gradient
    return w - learning_rate * velocity, velocity


@momentum_step.mistake("Two steps in one: the velocity moves w, and the gradient moves it once more.")
def gradient_and_velocity(w, gradient, velocity, learning_rate, momentum=0.9):
    velocity = momentum * velocity + gradient
    return w - learning_rate * (gradient + velocity), velocity


@momentum_step.mistake(
    "You look ahead, which is Nesterov's momentum: a good rule, but another one. Here the step is η times the velocity."
)
def looked_ahead(w, gradient, velocity, learning_rate, momentum=0.9):
    velocity = momentum * velocity + gradient
    return w - learning_rate * (gradient + momentum * velocity), velocity


@momentum_step.mistake("The two results are swapped: first w, then the velocity.", whole=True)
def velocity_first(w, gradient, velocity, learning_rate, momentum=0.9):
    velocity = momentum * velocity + gradient
    return velocity, w - learning_rate * velocity


@momentum_step.mistake("You always use 0.9. The caller may want another momentum.")
def momentum_fixed(w, gradient, velocity, learning_rate, momentum=0.9):
    velocity = 0.9 * velocity + gradient
    return w - learning_rate * velocity, velocity


@momentum_step.variant
def momentum_in_parts(w, gradient, velocity, learning_rate, momentum=0.9):
    moved = w - learning_rate * momentum * velocity - learning_rate * gradient
    return [moved, gradient + velocity * momentum]


@momentum_step.variant
def momentum_by_numpy(w, gradient, velocity, learning_rate, momentum=0.9):
    speed = np.add(np.multiply(velocity, momentum), gradient)
    return np.subtract(w, np.multiply(learning_rate, speed)), speed


@momentum_step.variant
def momentum_into_copies(w, gradient, velocity, learning_rate, momentum=0.9):
    speed = np.array(velocity, dtype=float) * momentum
    speed = speed + np.asarray(gradient)
    moved = np.array(w, dtype=float)
    moved -= learning_rate * speed
    return moved, speed


# ---------------------------------------------------------------- rmsprop_step

rmsprop_step = exercise("rmsprop_step", lesson=11, points=2, reference=optim.rmsprop_step, returns=("w", "mean_square"))


@rmsprop_step.probes
def own_rates(rng: np.random.Generator) -> Iterator[Probe]:
    # steps that are not small beside w, or a wrong one would look like a rounded one
    yield Probe("numbers and a mean square of 0", (*_weights(rng), 0.0, 0.5))
    yield Probe("numbers, decay = 0.7 and ε = 0.1", (*_weights(rng), float(rng.uniform(0.5, 2)), 0.2, 0.7, 0.1))
    yield Probe("whole numbers", (4, -3, 4, 0.5, 0.5, 0.1))
    yield Probe("arrays of shape (5, 3) and ε = 0.1", (*_weights(rng, 5, 3), np.zeros((5, 3)), 0.3, 0.9, 0.1))
    yield Probe("arrays, and the number 0 as their first mean square", (*_weights(rng, 4), 0, 0.3, 0.6))
    for steps, shape, decay in ((1, (3,), 0.9), (4, (4, 4), 0.6), (20, (2, 5), 0.99)):
        mean_square = _after(optim.rmsprop_step, 0.0, steps, rng, shape)
        label = f"the mean square after {steps} step{'s' if steps > 1 else ''}, and decay = {decay}"
        yield Probe(label, (*_weights(rng, *shape), mean_square, 0.3, decay, 0.1))
    # as tiny as ε itself, or it could not be seen where ε stands
    w, gradient = _weights(rng, 3)
    yield Probe("gradients of about 10⁻⁸", (w, 1e-8 * gradient, 1e-16 * rng.uniform(0.5, 2, size=3), 0.3))
    yield Probe("a gradient of 0 from the start", (w, np.zeros(3), np.zeros(3), 0.3))
    yield Probe("a weight that never got a gradient", (*_but_one(rng), np.array([0.4, 0.0, 0.7]), 0.3, 0.9, 0.1))


def _rmsprop(
    w, gradient, mean_square, learning_rate, decay, epsilon,
    mean=lambda old, g, d: d * old + (1 - d) * g**2, size=lambda s, e: np.sqrt(s) + e, sign=-1.0,
):  # fmt: skip
    """The reference with switches; most mistakes below turn one."""
    new = mean(mean_square, gradient, decay)
    with np.errstate(all="ignore"):
        return w + sign * learning_rate * gradient / np.float64(size(new, epsilon)), new


@rmsprop_step.mistake(EPSILON_INSIDE, name="epsilon-inside")
def rmsprop_epsilon_inside(w, gradient, mean_square, learning_rate, decay=0.9, epsilon=1e-8):
    return _rmsprop(
        w, gradient, mean_square, learning_rate, decay, epsilon, size=lambda s, e: np.sqrt(np.asarray(s) + e)
    )


@rmsprop_step.mistake(SQUARE_FORGOTTEN, name="square-forgotten")
def rmsprop_square_forgotten(w, gradient, mean_square, learning_rate, decay=0.9, epsilon=1e-8):
    return _rmsprop(
        w, gradient, mean_square, learning_rate, decay, epsilon, mean=lambda old, g, d: d * old + (1 - d) * g
    )


@rmsprop_step.mistake(SQUARE_FORGOTTEN, name="square-forgotten")
def rmsprop_absolute(w, gradient, mean_square, learning_rate, decay=0.9, epsilon=1e-8):
    return _rmsprop(
        w, gradient, mean_square, learning_rate, decay, epsilon, mean=lambda old, g, d: d * old + (1 - d) * np.abs(g)
    )


@rmsprop_step.mistake("You divide by the mean square itself: take its root, so that it is in the gradient's own unit.")
def rmsprop_root_forgotten(w, gradient, mean_square, learning_rate, decay=0.9, epsilon=1e-8):
    return _rmsprop(w, gradient, mean_square, learning_rate, decay, epsilon, size=lambda s, e: s + e)


@rmsprop_step.mistake(EPSILON_MISSING, name="epsilon-missing")
def rmsprop_epsilon_missing(w, gradient, mean_square, learning_rate, decay=0.9, epsilon=1e-8):
    return _rmsprop(w, gradient, mean_square, learning_rate, decay, epsilon, size=lambda s, e: np.sqrt(s))


# Three ways of forgetting the brackets: how many ε are added to the fraction, and how many behind it.
BESIDE_THE_FRACTION = ((0, 1), (0, -1), (1, 0))


def _rmsprop_epsilon_added(inside, behind):
    def rmsprop_epsilon_added(w, gradient, mean_square, learning_rate, decay=0.9, epsilon=1e-8):
        new = decay * mean_square + (1 - decay) * gradient**2
        fraction = gradient / np.float64(np.sqrt(new))
        return w - learning_rate * (fraction + inside * epsilon) + behind * epsilon, new

    return rmsprop_epsilon_added


for _inside, _behind in BESIDE_THE_FRACTION:
    rmsprop_step.mistake(EPSILON_ADDED, name="epsilon-added")(_rmsprop_epsilon_added(_inside, _behind))


@rmsprop_step.mistake("Your ε is a number of your own. The caller may want another one.", name="epsilon-fixed")
def rmsprop_epsilon_fixed(w, gradient, mean_square, learning_rate, decay=0.9, epsilon=1e-8):
    return _rmsprop(w, gradient, mean_square, learning_rate, decay, 1e-8)


@rmsprop_step.mistake(
    "You divide by the mean square that you were given. The new one counts, with this gradient in it."
)
def old_mean_square(w, gradient, mean_square, learning_rate, decay=0.9, epsilon=1e-8):
    new = decay * mean_square + (1 - decay) * gradient**2
    return w - learning_rate * gradient / (np.sqrt(mean_square) + epsilon), new


@rmsprop_step.mistake(OLD_MEMORY)
def old_mean_square_returned(w, gradient, mean_square, learning_rate, decay=0.9, epsilon=1e-8):
    return _rmsprop(w, gradient, mean_square, learning_rate, decay, epsilon)[0], mean_square


@rmsprop_step.mistake("You weigh the new square with decay and the old mean with 1 − decay. It is the other way round.")
def decay_swapped(w, gradient, mean_square, learning_rate, decay=0.9, epsilon=1e-8):
    return _rmsprop(
        w, gradient, mean_square, learning_rate, decay, epsilon, mean=lambda old, g, d: (1 - d) * old + d * g**2
    )


@rmsprop_step.mistake(
    "Your sum only grows, so your steps shrink for ever (that rule is called AdaGrad). A mean also forgets."
)
def squares_summed(w, gradient, mean_square, learning_rate, decay=0.9, epsilon=1e-8):
    return _rmsprop(w, gradient, mean_square, learning_rate, decay, epsilon, mean=lambda old, g, d: old + g**2)


@rmsprop_step.mistake("The new square enters whole. In a mean, old and new share the weight: decay and 1 − decay.")
def square_enters_whole(w, gradient, mean_square, learning_rate, decay=0.9, epsilon=1e-8):
    return _rmsprop(w, gradient, mean_square, learning_rate, decay, epsilon, mean=lambda old, g, d: d * old + g**2)


@rmsprop_step.mistake("The mean square is not remembered: every step looks at its own gradient alone.")
def mean_square_reset(w, gradient, mean_square, learning_rate, decay=0.9, epsilon=1e-8):
    return _rmsprop(w, gradient, mean_square, learning_rate, decay, epsilon, mean=lambda old, g, d: (1 - d) * g**2)


@rmsprop_step.mistake(
    "One number for all parameters: you mixed their squares. Each parameter has a mean square of its own."
)
def one_size_for_all(w, gradient, mean_square, learning_rate, decay=0.9, epsilon=1e-8):
    return _rmsprop(
        w, gradient, mean_square, learning_rate, decay, epsilon,
        mean=lambda old, g, d: d * old + (1 - d) * np.mean(np.square(g)),
    )  # fmt: skip


@rmsprop_step.mistake("The gradient itself is missing from your step, so it has lost its direction.")
def gradient_forgotten(w, gradient, mean_square, learning_rate, decay=0.9, epsilon=1e-8):
    new = decay * mean_square + (1 - decay) * gradient**2
    return w - learning_rate / (np.sqrt(new) + epsilon), new


@rmsprop_step.mistake("You multiply by the size of the gradients; divide by it.")
def size_multiplied(w, gradient, mean_square, learning_rate, decay=0.9, epsilon=1e-8):
    new = decay * mean_square + (1 - decay) * gradient**2
    return w - learning_rate * gradient * (np.sqrt(new) + epsilon), new


@rmsprop_step.mistake(RATE_IGNORED, name="rate-ignored")
def rmsprop_rate_ignored(w, gradient, mean_square, learning_rate, decay=0.9, epsilon=1e-8):
    return _rmsprop(w, gradient, mean_square, 1.0, decay, epsilon)


@rmsprop_step.mistake("You keep the root. What is remembered is the mean square itself; only the step takes its root.")
def root_kept(w, gradient, mean_square, learning_rate, decay=0.9, epsilon=1e-8):
    moved, new = _rmsprop(w, gradient, mean_square, learning_rate, decay, epsilon)
    return moved, np.sqrt(new)


@rmsprop_step.mistake(UPHILL, name="step-uphill")
def rmsprop_uphill(w, gradient, mean_square, learning_rate, decay=0.9, epsilon=1e-8):
    return _rmsprop(w, gradient, mean_square, learning_rate, decay, epsilon, sign=1.0)


@rmsprop_step.mistake("The two results are swapped: first w, then the mean square.", whole=True)
def mean_square_first(w, gradient, mean_square, learning_rate, decay=0.9, epsilon=1e-8):
    return _rmsprop(w, gradient, mean_square, learning_rate, decay, epsilon)[::-1]


@rmsprop_step.variant
def rmsprop_own_rate(w, gradient, mean_square, learning_rate, decay=0.9, epsilon=1e-8):
    mean_square = mean_square + (1 - decay) * (gradient * gradient - mean_square)
    rate = learning_rate / (epsilon + mean_square**0.5)
    return w - rate * gradient, mean_square


@rmsprop_step.variant
def rmsprop_by_numpy(w, gradient, mean_square, learning_rate, decay=0.9, epsilon=1e-8):
    s = np.multiply(decay, mean_square) + np.multiply(1 - decay, np.square(gradient))
    return [np.subtract(w, learning_rate * np.divide(gradient, np.sqrt(s) + epsilon)), s]


@rmsprop_step.variant
def rmsprop_by_average(w, gradient, mean_square, learning_rate, decay=0.9, epsilon=1e-8):
    old = mean_square + np.zeros_like(gradient, dtype=float)
    s = np.average([old, np.square(gradient)], axis=0, weights=[decay, 1 - decay])
    return w - learning_rate * gradient / (np.sqrt(s) + epsilon), s


# ---------------------------------------------------------------- adam_step

adam_step = exercise("adam_step", lesson=11, points=3, reference=optim.adam_step, returns=("w", "state"))


@adam_step.probes
def both_memories(rng: np.random.Generator) -> Iterator[Probe]:
    # steps that are not small beside w, or a wrong one would look like a rounded one
    yield Probe("numbers at the very first step", (*_weights(rng), (0, 0, 0), 0.5))
    yield Probe("numbers at the very first step, and ε = 0.1", (*_weights(rng), (0, 0, 0), 0.2, 0.8, 0.95, 0.1))
    yield Probe("whole numbers", (4, -3, (2, 6, 6), 0.5, 0.5, 0.75, 0.1))
    yield Probe("arrays of shape (5, 3) and the state (0, 0, 0)", (*_weights(rng, 5, 3), (0, 0, 0), 0.3))
    zeros = (np.zeros((2, 4)), np.zeros((2, 4)), 0)
    yield Probe("arrays, and a state of zeros of their shape", (*_weights(rng, 2, 4), zeros, 0.3, 0.9, 0.99, 0.1))
    for steps, shape, beta1, beta2, epsilon in (
        (1, (3,), 0.9, 0.999, 0.1),
        (2, (), 0.6, 0.9, 0.1),
        (4, (4, 4), 0.7, 0.95, 1e-8),
        (50, (2, 5), 0.9, 0.999, 0.1),
    ):
        state = _after(optim.adam_step, (0, 0, 0), steps, rng, shape)
        label = f"the state after {steps} step{'s' if steps > 1 else ''}, β₁ = {beta1}, β₂ = {beta2} and ε = {epsilon}"
        yield Probe(label, (*_weights(rng, *shape), state, 0.3, beta1, beta2, epsilon))
    # as tiny as ε itself, or it could not be seen where ε stands
    w, gradient = _weights(rng, 3)
    tiny = (1e-8 * rng.normal(size=3), 1e-18 * rng.uniform(0.5, 2, size=3), 3)
    yield Probe("gradients of about 10⁻⁸", (w, 1e-8 * gradient, tiny, 0.3))
    yield Probe("a gradient of 0 from the start", (w, np.zeros(3), (0, 0, 0), 0.3))
    state = (np.array([0.4, 0.0, -0.7]), np.array([0.4, 0.0, 0.7]), 4)
    yield Probe("a weight that never got a gradient", (*_but_one(rng), state, 0.3, 0.9, 0.99, 0.1))


def _adam(
    w, gradient, state, learning_rate, beta1, beta2, epsilon,
    first=lambda m, g, b: b * m + (1 - b) * g, second=lambda v, g, b: b * v + (1 - b) * g**2, raised=1, counted=1,
    correct=(True, True), size=lambda v, e: np.sqrt(v) + e, sign=-1.0, kept=lambda new, corrected, old: new,
):  # fmt: skip
    """The reference with switches; most mistakes below turn one."""
    m, v, t = state
    t = t + raised
    m, v = first(m, gradient, beta1), second(v, gradient, beta2)
    with np.errstate(all="ignore"):
        m_hat = m / np.float64(1 - beta1**t) if correct[0] else m
        v_hat = v / np.float64(1 - beta2**t) if correct[1] else v
        moved = w + sign * learning_rate * m_hat / np.float64(size(v_hat, epsilon))
    return moved, kept((m, v, state[2] + counted), (m_hat, v_hat, state[2] + counted), state)


@adam_step.mistake("Your first steps are too long or too short: m and v began at 0, and nothing makes up for it.")
def correction_missing(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    return _adam(w, gradient, state, learning_rate, beta1, beta2, epsilon, correct=(False, False))


@adam_step.mistake("You corrected m for its start at 0, and not v.")
def correction_of_m_only(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    return _adam(w, gradient, state, learning_rate, beta1, beta2, epsilon, correct=(True, False))


@adam_step.mistake("You corrected v for its start at 0, and not m.")
def correction_of_v_only(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    return _adam(w, gradient, state, learning_rate, beta1, beta2, epsilon, correct=(False, True))


@adam_step.mistake("You corrected with t before it was raised. At the first step that divides by 0: t is 1 there.")
def t_raised_late(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    return _adam(w, gradient, state, learning_rate, beta1, beta2, epsilon, raised=0)


@adam_step.mistake(
    "You corrected with t before it was raised. At the first step that divides by 0: t is 1 there.",
    name="t-raised-late",
)
def t_raised_late_in_python(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m, v, t = state  # 0.0 / 0.0 is NaN to NumPy, and an error to Python
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon), (m, v, t + 1)


@adam_step.mistake("The t that you return is the one that you were given: it counts the steps, so raise it by 1.")
def t_not_kept(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    return _adam(w, gradient, state, learning_rate, beta1, beta2, epsilon, counted=0)


@adam_step.mistake("Every step of yours is the first: t never leaves 1, so the correction never fades.")
def t_always_one(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m, v, _ = state
    return _adam(w, gradient, (m, v, 0), learning_rate, beta1, beta2, epsilon)


@adam_step.mistake("Your correction divides by 1 − β. The older the means, the less they need: where is t?")
def correction_without_t(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    moved, _ = _adam(w, gradient, (*state[:2], 0), learning_rate, beta1, beta2, epsilon)
    return moved, _adam(w, gradient, state, learning_rate, beta1, beta2, epsilon)[1]


@adam_step.mistake("Your state holds the corrected means: they are corrected again at the next step. Keep m and v.")
def corrected_kept(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    return _adam(w, gradient, state, learning_rate, beta1, beta2, epsilon, kept=lambda new, corrected, old: corrected)


def _means(gradient, state, beta1, beta2):
    m, v, t = state
    return beta1 * m + (1 - beta1) * gradient, beta2 * v + (1 - beta2) * gradient**2, t + 1


def _root(number):
    with np.errstate(all="ignore"):
        return np.sqrt(np.float64(number))


@adam_step.mistake(
    "Brackets: Python divides by 1 first and takes βᵗ away afterwards. All of 1 − βᵗ belongs below the line."
)
def correction_brackets(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m, v, t = _means(gradient, state, beta1, beta2)
    return w - learning_rate * (m / 1 - beta1**t) / (_root(v / 1 - beta2**t) + epsilon), (m, v, t)


@adam_step.mistake("You multiplied β by t. The formula has a power, βᵗ, which fades as t grows.")
def beta_times_t(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m, v, t = _means(gradient, state, beta1, beta2)
    return w - learning_rate * (m / (1 - beta1 * t)) / (_root(v / (1 - beta2 * t)) + epsilon), (m, v, t)


@adam_step.mistake("The means are too small at first, and your correction makes them smaller still: divide by 1 − βᵗ.")
def correction_multiplied(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m, v, t = _means(gradient, state, beta1, beta2)
    return w - learning_rate * m * (1 - beta1**t) / (_root(v * (1 - beta2**t)) + epsilon), (m, v, t)


@adam_step.mistake(RATE_IGNORED, name="rate-ignored")
def adam_rate_ignored(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    return _adam(w, gradient, state, 1.0, beta1, beta2, epsilon)


@adam_step.mistake(OLD_MEMORY)
def old_state_returned(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    return _adam(w, gradient, state, learning_rate, beta1, beta2, epsilon, kept=lambda new, corrected, old: old)


@adam_step.mistake("β₁ and β₂ are swapped: β₁ belongs to the mean of the gradients, β₂ to that of their squares.")
def betas_swapped(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    return _adam(w, gradient, state, learning_rate, beta2, beta1, epsilon)


@adam_step.mistake(EPSILON_INSIDE, name="epsilon-inside")
def adam_epsilon_inside(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    return _adam(w, gradient, state, learning_rate, beta1, beta2, epsilon, size=lambda v, e: np.sqrt(np.asarray(v) + e))


@adam_step.mistake(EPSILON_MISSING, name="epsilon-missing")
def adam_epsilon_missing(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    return _adam(w, gradient, state, learning_rate, beta1, beta2, epsilon, size=lambda v, e: np.sqrt(v))


def _adam_epsilon_added(inside, behind):
    def adam_epsilon_added(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
        m, v, t = state[0], state[1], state[2] + 1
        m = beta1 * m + (1 - beta1) * gradient
        v = beta2 * v + (1 - beta2) * gradient**2
        fraction = m / (1 - beta1**t) / np.float64(np.sqrt(v / (1 - beta2**t)))
        return w - learning_rate * (fraction + inside * epsilon) + behind * epsilon, (m, v, t)

    return adam_epsilon_added


for _inside, _behind in BESIDE_THE_FRACTION:
    adam_step.mistake(EPSILON_ADDED, name="epsilon-added")(_adam_epsilon_added(_inside, _behind))


@adam_step.mistake("Your ε is a number of your own. The caller may want another one.", name="epsilon-fixed")
def adam_epsilon_fixed(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    return _adam(w, gradient, state, learning_rate, beta1, beta2, 1e-8)


@adam_step.mistake("You add ε before v is corrected. Correct v first, take the root, then add ε.")
def epsilon_before_correction(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    root = np.sqrt(1 - beta2 ** (state[2] + 1))
    return _adam(w, gradient, state, learning_rate, beta1, beta2, epsilon / root)


@adam_step.mistake(SQUARE_FORGOTTEN, name="square-forgotten")
def adam_square_forgotten(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    return _adam(w, gradient, state, learning_rate, beta1, beta2, epsilon, second=lambda v, g, b: b * v + (1 - b) * g)


@adam_step.mistake("You divide by v itself: take its root, so that it is in the gradient's own unit.")
def adam_root_forgotten(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    return _adam(w, gradient, state, learning_rate, beta1, beta2, epsilon, size=lambda v, e: v + e)


@adam_step.mistake("You step along the gradient of this step alone: m is computed, and never used.")
def gradient_in_place_of_m(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    moved, _ = _adam(
        w, gradient, state, learning_rate, beta1, beta2, epsilon, first=lambda m, g, b: g, correct=(False, True)
    )
    return moved, _adam(w, gradient, state, learning_rate, beta1, beta2, epsilon)[1]


@adam_step.mistake("The gradient enters m whole, as in momentum. In Adam m is a mean: old and new share the weight.")
def first_moment_summed(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    return _adam(w, gradient, state, learning_rate, beta1, beta2, epsilon, first=lambda m, g, b: b * m + g)


@adam_step.mistake("The square enters v whole. In a mean, old and new share the weight: β₂ and 1 − β₂.")
def second_moment_summed(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    return _adam(w, gradient, state, learning_rate, beta1, beta2, epsilon, second=lambda v, g, b: b * v + g**2)


@adam_step.mistake(UPHILL, name="step-uphill")
def adam_uphill(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    return _adam(w, gradient, state, learning_rate, beta1, beta2, epsilon, sign=1.0)


@adam_step.mistake("You return four values. The state is one of them: a tuple (m, v, t).")
def state_unpacked(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    moved, (m, v, t) = _adam(w, gradient, state, learning_rate, beta1, beta2, epsilon)
    return moved, m, v, t


@adam_step.mistake("The two results are swapped: first w, then the state.", whole=True)
def state_first(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    return _adam(w, gradient, state, learning_rate, beta1, beta2, epsilon)[::-1]


@adam_step.variant
def adam_with_one_rate(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m, v, t = state[0], state[1], state[2] + 1
    m = m + (1 - beta1) * (gradient - m)
    v = v + (1 - beta2) * (gradient * gradient - v)
    root = (1 - beta2**t) ** 0.5
    rate = learning_rate * root / (1 - beta1**t)
    return w - rate * m / (np.sqrt(v) + epsilon * root), (m, v, t)


@adam_step.variant
def adam_by_numpy(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m, v, t = state
    t += 1
    m = np.multiply(beta1, m) + np.multiply(1 - beta1, gradient)
    v = np.multiply(beta2, v) + np.multiply(1 - beta2, np.square(gradient))
    corrected = np.divide(m, 1 - np.power(float(beta1), t)), np.divide(v, 1 - np.power(float(beta2), t))
    return [np.subtract(w, learning_rate * corrected[0] / (np.sqrt(corrected[1]) + epsilon)), [m, v, t]]


@adam_step.variant
def adam_into_copies(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    gradient = np.asarray(gradient, dtype=float)
    m = np.zeros_like(gradient) + state[0]
    v = np.zeros_like(gradient) + state[1]
    m *= beta1
    m += (1 - beta1) * gradient
    v *= beta2
    v += (1 - beta2) * gradient**2
    t = state[2] + 1
    step = (m / (1 - beta1**t)) / ((v / (1 - beta2**t)) ** 0.5 + epsilon)
    return w - learning_rate * step, (m, v, t)


# ---------------------------------------------------------------- decayed_rate

decayed_rate = exercise("decayed_rate", lesson=11, points=1, reference=optim.decayed_rate, returns=("rate",))


@decayed_rate.probes
def halving(rng: np.random.Generator) -> Iterator[Probe]:
    rate = float(rng.uniform(0.05, 0.3))
    yield Probe("epoch 0", (rate, 0, 10))
    for half_life in (10, 4.5):
        epoch = int(rng.integers(1, 4))
        yield Probe(f"epoch {epoch} and a half-life of {half_life:g}", (rate, epoch, half_life))
    yield Probe("an epoch that is one half-life", (rate, 6, 6))
    yield Probe("an epoch of two half-lives and a half", (rate, 20, 8))
    yield Probe("a half-life below one epoch", (rate, 3, 0.7))
    yield Probe("whole numbers", (2, 5, 3))


@decayed_rate.mistake("Your rate waits and then jumps; here it falls a little every epoch.")
def decay_stepwise(initial_rate, epoch, half_life):
    return initial_rate * 0.5 ** (epoch // half_life)


@decayed_rate.mistake("After one half-life yours is at 37 percent: with e as the base, ln 2 is missing.")
def base_e(initial_rate, epoch, half_life):
    return initial_rate * np.exp(-epoch / half_life)


@decayed_rate.mistake("Your rate falls along a straight line, reaches 0 after two half-lives and goes below.")
def decay_linear(initial_rate, epoch, half_life):
    return initial_rate * (1 - 0.5 * epoch / half_life)


@decayed_rate.mistake("You halve it every epoch. A half-life is how many epochs one halving takes.")
def half_life_ignored(initial_rate, epoch, half_life):
    return initial_rate * 0.5**epoch


@decayed_rate.mistake(
    "After two half-lives a quarter should be left; yours is a third. Halving again and again is a power."
)
def decay_by_division(initial_rate, epoch, half_life):
    return initial_rate / (1 + epoch / half_life)


@decayed_rate.mistake("Your exponent is upside down: after two half-lives it should be 2.")
def exponent_upside_down(initial_rate, epoch, half_life):
    return initial_rate * 0.5 ** (half_life / max(epoch, 1e-300))


@decayed_rate.mistake("Your rate doubles where it should halve.")
def rate_grows(initial_rate, epoch, half_life):
    return initial_rate * 2.0 ** (epoch / half_life)


@decayed_rate.mistake("You multiply the exponent by the half-life. A longer half-life means a slower fall.")
def exponent_multiplied(initial_rate, epoch, half_life):
    return initial_rate * 0.5 ** (epoch * half_life)


@decayed_rate.mistake(
    "Brackets: Python takes the power before the division, so only the epoch is in your exponent. The whole fraction "
    "belongs there."
)
def power_before_division(initial_rate, epoch, half_life):
    return initial_rate * 0.5**epoch / half_life


@decayed_rate.mistake("Your rate has begun to fall in epoch 0. Epochs count from 0, and epoch 0 has the whole rate.")
def epoch_from_one(initial_rate, epoch, half_life):
    return initial_rate * 0.5 ** ((epoch + 1) / half_life)


@decayed_rate.mistake("This is the factor alone. The learning rate at the start is missing.")
def initial_rate_forgotten(initial_rate, epoch, half_life):
    return 0.5 ** (epoch / half_life)


@decayed_rate.mistake("Your exponent takes in the rate as well: halve first, then multiply.")
def power_of_the_product(initial_rate, epoch, half_life):
    return (initial_rate * 0.5) ** (epoch / half_life)


@decayed_rate.variant
def decay_by_exp(initial_rate, epoch, half_life):
    return initial_rate * np.exp(-np.log(2) * epoch / half_life)


@decayed_rate.variant
def decay_by_division_of_a_power(initial_rate, epoch, half_life):
    return initial_rate / 2 ** (epoch / half_life)


@decayed_rate.variant
def decay_by_a_factor_per_epoch(initial_rate, epoch, half_life):
    per_epoch = 0.5 ** (1 / half_life)
    rate = initial_rate
    for _ in range(epoch):
        rate = rate * per_epoch
    return rate
