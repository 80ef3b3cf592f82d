"""Lesson 5, one neuron: activation functions, their backward functions, and a neuron that learns."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from autograder.exercise import Probe, exercise
from bpkit import ops
from bpkit.by_hand import neuron

SHAPES = ((5, 3), (4,), (3, 3), (2, 3, 4), (1, 4))


def _fields(rng: np.random.Generator) -> Iterator[tuple[str, np.ndarray]]:
    """Arrays of both signs in several shapes."""
    for shape in SHAPES:
        yield f"x of shape {shape}", 1.5 * rng.normal(size=shape)


# ---------------------------------------------------------------- relu

relu = exercise("relu", lesson=5, points=1, reference=ops.relu.forward, returns=("output",))


@relu.probes
def relu_inputs(rng: np.random.Generator) -> Iterator[Probe]:
    for label, x in _fields(rng):
        yield Probe(label, (x,))
    yield Probe("exact zeros in x", (np.array([-2.0, 0.0, 3.0, 0.0, -0.5]),))
    yield Probe("negative numbers only", (-np.abs(rng.normal(size=(2, 3))),))
    yield Probe("large numbers in x", (np.array([50.0, -40.0, 7.0, 1000.0]),))


@relu.mistake("This is the absolute value. A negative x should become 0.")
def relu_absolute(x):
    return np.abs(x)


@relu.mistake("You let the negative numbers through and stopped the positive ones.")
def relu_wrong_side(x):
    return np.minimum(x, 0)


@relu.mistake("You returned the gate, 1 where x is positive. What passes through it is x itself.")
def relu_gate_returned(x):
    return np.where(x > 0, 1.0, 0.0)


@relu.mistake(
    "You returned the gate, 1 where x is positive. What passes through it is x itself.", name="relu-gate-returned"
)
def relu_gate_of_bools(x):
    return x > 0


def _leaking(slope):
    return lambda x: np.where(x > 0, x, slope * x)


for _slope in (0.001, 0.01, 0.05, 0.1, 0.2, 0.3):
    relu.mistake("Something still leaks through where x is negative. Here it is exactly 0.", name="relu-leaks")(
        _leaking(_slope)
    )


@relu.mistake("You took one maximum over the whole array. Each entry is compared with 0 on its own.")
def relu_one_maximum(x):
    return max(x.max(), 0.0)


@relu.mistake(
    "You took one maximum over the whole array. Each entry is compared with 0 on its own.", name="relu-one-maximum"
)
def relu_one_maximum_everywhere(x):
    return np.ones_like(x) * max(x.max(), 0.0)


@relu.mistake(
    "np.max takes the 0 for an axis: it looks for the largest entry of each column. Each entry stands alone here."
)
def relu_zero_as_axis(x):
    return np.max(x, 0)


@relu.variant
def relu_by_mask(x):
    return x * (x > 0)


@relu.variant
def relu_by_where(x):
    return np.where(x > 0, x, 0.0)


@relu.variant
def relu_by_halves(x):
    return (x + np.abs(x)) / 2


@relu.variant
def relu_by_assignment(x):
    output = x.copy()
    output[output < 0] = 0
    return output


# ---------------------------------------------------------------- relu_backward

relu_backward = exercise("relu_backward", lesson=5, points=1, reference=ops.relu_backward, returns=("d_x",))


@relu_backward.probes
def relu_gates(rng: np.random.Generator) -> Iterator[Probe]:
    for label, x in _fields(rng):
        yield Probe(label, (rng.normal(size=x.shape), np.maximum(x, 0), x))
    zeros = np.array([[-2.0, 0.0, 3.0], [0.0, 0.5, 0.0]])
    yield Probe("exact zeros in x", (rng.normal(size=zeros.shape), np.maximum(zeros, 0), zeros))


@relu_backward.mistake("At exactly 0 this course uses slope 0.")
def relu_at_zero(upstream, output, x):
    return upstream * (x >= 0)


@relu_backward.mistake("At exactly 0 this course uses slope 0.", name="relu-at-zero")
def relu_half_at_zero(upstream, output, x):
    return upstream * np.where(x > 0, 1.0, np.where(x < 0, 0.0, 0.5))


@relu_backward.mistake("You returned the gate; let the gradient through it.")
def relu_mask_only(upstream, output, x):
    return (x > 0) * 1.0


@relu_backward.mistake("You returned the gate; let the gradient through it.", name="relu-mask-only")
def relu_mask_of_bools(upstream, output, x):
    return x > 0


@relu_backward.mistake("You overwrote the caller's gradient.")
def relu_in_place(upstream, output, x):
    upstream[x <= 0] = 0
    return upstream


@relu_backward.mistake("Your gate looks at the sign of the upstream gradient. What decided on the way forward?")
def relu_of_upstream(upstream, output, x):
    return np.maximum(upstream, 0)


@relu_backward.mistake("The gate is open on the wrong side: where x is negative, nothing went forward.")
def relu_gate_reversed(upstream, output, x):
    return upstream * (x < 0)


@relu_backward.mistake(
    "The gate is open on the wrong side: where x is negative, nothing went forward.", name="relu-gate-reversed"
)
def relu_gate_reversed_and_open_at_zero(upstream, output, x):
    return upstream * (output == 0)


@relu_backward.mistake(
    "You multiplied by the output. How much does the output move when x moves by 0.1, at x = 2 and at x = 5?"
)
def relu_times_output(upstream, output, x):
    return upstream * output


@relu_backward.mistake("Everything goes through your gate. Where x is negative, a nudge of x changes nothing.")
def relu_gate_missing(upstream, output, x):
    return upstream.copy()


@relu_backward.variant
def relu_backward_by_output(upstream, output, x):
    return np.where(output > 0, upstream, 0.0)


@relu_backward.variant
def relu_backward_by_copy(upstream, output, x):
    d_x = upstream.copy()
    d_x[x <= 0] = 0
    return d_x


@relu_backward.variant
def relu_backward_as_tuple(upstream, output, x):
    return (np.multiply(x > 0, upstream),)


@relu_backward.variant
def relu_backward_by_loop(upstream, output, x):
    d_x = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        if x[place] > 0:
            d_x[place] = upstream[place]
    return d_x


# ---------------------------------------------------------------- sigmoid

sigmoid = exercise(
    "sigmoid", lesson=5, points=1, reference=ops.sigmoid.forward, returns=("output",), strict_warnings=True
)


@sigmoid.probes
def sigmoid_inputs(rng: np.random.Generator) -> Iterator[Probe]:
    for label, x in _fields(rng):
        yield Probe(label, (x,))
    yield Probe("exact zeros in x", (np.array([0.0, -1.0, 0.0, 2.0]),))
    yield Probe("an entry of 1,000", (np.array([1000.0, 0.5, 30.0, -2.0]),))
    yield Probe("an entry of -1,000", (np.array([-1000.0, 0.5, -30.0, 2.0]),))
    # Beside them no large output sets the tolerance: an x that was cut at -15 is off by twenty times the right value.
    yield Probe("entries far below zero", (rng.uniform(-20, -18, size=4),))


@sigmoid.mistake("exp overflowed; use another form for negative x.")
def sigmoid_overflow(x):
    return 1 / (1 + np.exp(-x))


@sigmoid.mistake("exp overflowed; use another form for negative x.", name="sigmoid-overflow")
def sigmoid_overflow_raised(x):
    return np.vectorize(lambda one: 1 / (1 + math.exp(-one)))(x)  # math.exp raises where np.exp gives infinity


@sigmoid.mistake("exp overflowed; use another form for negative x.", name="sigmoid-overflow")
def sigmoid_overflow_above_and_below(x):
    grown = np.exp(-x)
    return 1 - grown / (1 + grown)


@sigmoid.mistake("exp overflowed; use another form for positive x.")
def sigmoid_overflow_positive(x):
    return np.exp(x) / (1 + np.exp(x))


@sigmoid.mistake("exp overflowed; use another form for positive x.", name="sigmoid-overflow-positive")
def sigmoid_overflow_positive_raised(x):
    return np.vectorize(lambda one: math.exp(one) / (1 + math.exp(one)))(x)


@sigmoid.mistake("exp overflowed; use another form for positive x.", name="sigmoid-overflow-positive")
def sigmoid_overflow_below(x):
    return 1 - 1 / (1 + np.exp(x))


# The sentence must be true of 1 / (1 + 1 / exp(x)), too: it is right and warns in the same places.
@sigmoid.mistake(
    "On either side of 0 something outgrows every float on the way. "
    "np.where is no cure: it computes both of its branches for every x."
)
def sigmoid_both_branches(x):
    return np.where(x >= 0, 1 / (1 + np.exp(-x)), np.exp(x) / (1 + np.exp(x)))


@sigmoid.mistake("Your curve falls from 1 to 0. Look at the sign in front of x.")
def sigmoid_falls(x):
    return 1 - ops.sigmoid.forward(x)


@sigmoid.mistake("Your curve falls from 1 to 0. Look at the sign in front of x.", name="sigmoid-falls")
def sigmoid_falls_and_overflows(x):
    grown = np.exp(-x)
    return grown / (1 + grown)


@sigmoid.mistake("Your curve runs from −1 to 1. That is tanh; a sigmoid stays between 0 and 1.")
def sigmoid_as_tanh(x):
    return np.tanh(x)


@sigmoid.mistake("Your curve runs from −1 to 1. That is tanh; a sigmoid stays between 0 and 1.", name="sigmoid-as-tanh")
def sigmoid_as_tanh_by_powers(x):
    rising, falling = np.exp(x), np.exp(-x)
    return (rising - falling) / (rising + falling)


@sigmoid.mistake("At x = 0 yours is 1. How large is 1 + e⁰?")
def sigmoid_one_missing(x):
    return np.exp(np.minimum(x, 500.0))


@sigmoid.mistake("At x = 0 yours is 1. How large is 1 + e⁰?", name="sigmoid-one-missing")
def sigmoid_one_missing_and_infinite(x):
    return np.exp(x)


def _as_softmax(axis, shifted):
    def divided_by_a_sum(x):
        powers = np.exp(x - x.max(axis=axis, keepdims=True) if shifted else x)
        return powers / powers.sum(axis=axis, keepdims=True)

    return divided_by_a_sum


for _axis in (None, -1):
    for _shift in (True, False):
        sigmoid.mistake(
            "You divided by a sum over several entries, as softmax does. Each entry stands alone here.",
            name="sigmoid-as-softmax",
        )(_as_softmax(_axis, _shift))


@sigmoid.mistake("This is the slope of the sigmoid; its value is asked.")
def sigmoid_slope_returned(x):
    output = ops.sigmoid.forward(x)
    return output * (1 - output)


@sigmoid.mistake("This is the slope of the sigmoid; its value is asked.", name="sigmoid-slope-returned")
def sigmoid_slope_by_powers(x):
    grown = np.exp(-x)
    return grown / (1 + grown) ** 2


@sigmoid.mistake("This is the slope of the sigmoid; its value is asked.", name="sigmoid-slope-returned")
def sigmoid_slope_by_growing_powers(x):
    grown = np.exp(x)
    return grown / (1 + grown) ** 2


@sigmoid.mistake("Yours gives x and −x the same answer. To the left of 0 it should be below one half.")
def sigmoid_sign_lost(x):
    return 1 / (1 + np.exp(-np.abs(x)))


@sigmoid.mistake(
    "You cut x off, but so far out that exp still overflows in float32. Where is the sigmoid as good as 0 or 1?"
)
def sigmoid_cut_too_far(x):
    return 1 / (1 + np.exp(-np.clip(x, -500, 500)))


@sigmoid.variant
def sigmoid_by_tanh(x):
    return 0.5 * (1 + np.tanh(x / 2))


@sigmoid.variant
def sigmoid_by_masks(x):
    output = np.empty_like(x)
    positive = x >= 0
    output[positive] = 1 / (1 + np.exp(-x[positive]))
    powers = np.exp(x[~positive])
    output[~positive] = powers / (1 + powers)
    return output


@sigmoid.variant
def sigmoid_by_clipping(x):
    return 1 / (1 + np.exp(-np.clip(x, -60, 60)))


@sigmoid.variant
def sigmoid_by_loop(x):
    output = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        shrunk = math.exp(-abs(x[place]))
        output[place] = 1 / (1 + shrunk) if x[place] >= 0 else shrunk / (1 + shrunk)
    return output


@sigmoid.variant
def sigmoid_by_scipy(x):
    from scipy.special import expit

    return expit(x)


# ---------------------------------------------------------------- sigmoid_backward

sigmoid_backward = exercise("sigmoid_backward", lesson=5, points=1, reference=ops.sigmoid_backward, returns=("d_x",))


@sigmoid_backward.probes
def sigmoid_slopes(rng: np.random.Generator) -> Iterator[Probe]:
    for label, x in _fields(rng):
        yield Probe(label, (rng.normal(size=x.shape), ops.sigmoid.forward(x), x))
    far = np.array([1000.0, -1000.0, 3.0, 0.0])
    yield Probe("entries of 1,000 and -1,000", (rng.normal(size=4), ops.sigmoid.forward(far), far))


@sigmoid_backward.mistake("You applied the sigmoid to its own output.")
def sigmoid_twice(upstream, output, x):
    again = ops.sigmoid.forward(output)
    return upstream * again * (1 - again)


@sigmoid_backward.mistake("A sigmoid is never steeper than 1 in 4; yours is.")
def sigmoid_plus(upstream, output, x):
    return upstream * output * (1 + output)


@sigmoid_backward.mistake("For large x your slope is far below zero; a sigmoid never falls.")
def sigmoid_input_product(upstream, output, x):
    return upstream * x * (1 - x)


@sigmoid_backward.mistake("This is the slope of tanh, 1 − output². The sigmoid's is another one.")
def sigmoid_slope_of_tanh(upstream, output, x):
    return upstream * (1 - output * output)


@sigmoid_backward.mistake("Half of the slope is missing: at a large x the sigmoid is flat, and yours is not.")
def sigmoid_output_only(upstream, output, x):
    return upstream * output


@sigmoid_backward.mistake(
    "Half of the slope is missing: far to the left the sigmoid is flat, and yours is not.",
    name="sigmoid-complement-only",
)
def sigmoid_complement_only(upstream, output, x):
    return upstream * (1 - output)


@sigmoid_backward.mistake("Right size, wrong sign: a sigmoid rises everywhere.")
def sigmoid_slope_sign(upstream, output, x):
    return upstream * output * (output - 1)


@sigmoid_backward.mistake(
    "exp overflowed on the way. The forward pass has done this work safely: which argument holds it?"
)
def sigmoid_slope_overflow(upstream, output, x):
    grown = np.exp(-x)
    return upstream * grown / (1 + grown) ** 2


@sigmoid_backward.mistake(
    "exp overflowed on the way. The forward pass has done this work safely: which argument holds it?",
    name="sigmoid-slope-overflow",
)
def sigmoid_slope_overflow_above(upstream, output, x):
    grown = np.exp(x)
    return upstream * grown / (1 + grown) ** 2


@sigmoid_backward.mistake(
    "A product goes before a difference, so only its first part is scaled. Where are brackets missing?"
)
def brackets_missing(upstream, output, x):
    return upstream * output * 1 - output


@sigmoid_backward.variant
def sigmoid_backward_multiplied_out(upstream, output, x):
    return upstream * (output - output**2)


@sigmoid_backward.variant
def sigmoid_backward_from_x(upstream, output, x):
    own = 0.5 * (1 + np.tanh(x / 2))
    return own * (1 - own) * upstream


@sigmoid_backward.variant
def sigmoid_backward_as_tuple(upstream, output, x):
    return (output * (1 - output) * upstream,)


@sigmoid_backward.variant
def sigmoid_backward_by_loop(upstream, output, x):
    return [
        u * o * (1 - o) if np.ndim(o) == 0 else sigmoid_backward_by_loop(u, o, None)
        for u, o in zip(upstream, output, strict=True)
    ]


# ---------------------------------------------------------------- tanh_backward

tanh_backward = exercise("tanh_backward", lesson=5, points=1, reference=ops.tanh_backward, returns=("d_x",))


@tanh_backward.probes
def tanh_slopes(rng: np.random.Generator) -> Iterator[Probe]:
    for label, x in _fields(rng):
        yield Probe(label, (rng.normal(size=x.shape), np.tanh(x), x))
    far = np.array([3.0, -3.0, 0.0, 20.0])
    yield Probe("entries of 3, −3, 0 and 20", (rng.normal(size=4), np.tanh(far), far))


@tanh_backward.mistake("At x = 3 your slope is −8. Does tanh fall there?")
def tanh_of_input(upstream, output, x):
    return upstream * (1 - x * x)


@tanh_backward.mistake("You applied tanh to its own output; that has been done on the way forward.")
def tanh_twice(upstream, output, x):
    return upstream * (1 - np.tanh(output) ** 2)


@tanh_backward.mistake("The square is missing: far to the left your slope is 2, where tanh is flat.")
def tanh_not_squared(upstream, output, x):
    return upstream * (1 - output)


@tanh_backward.mistake("This is the rule of the sigmoid. At x = 0 it gives 0, where tanh is steepest.")
def tanh_as_sigmoid(upstream, output, x):
    return upstream * output * (1 - output)


@tanh_backward.mistake("Your slope is 0 at x = 0 and 1 far out: it is the other way round.")
def tanh_square_only(upstream, output, x):
    return upstream * output * output


@tanh_backward.mistake("Your slope is never smaller than 1; tanh gets flat on both sides. Look at the sign.")
def tanh_plus(upstream, output, x):
    return upstream * (1 + output * output)


@tanh_backward.mistake(
    "A product goes before a difference, so only its first part is scaled. Where are brackets missing?",
    name="brackets-missing",
)
def tanh_brackets_missing(upstream, output, x):
    return upstream * 1 - output**2


@tanh_backward.variant
def tanh_backward_factored(upstream, output, x):
    return upstream * (1 - output) * (1 + output)


@tanh_backward.variant
def tanh_backward_from_x(upstream, output, x):
    return upstream / np.cosh(x) ** 2


@tanh_backward.variant
def tanh_backward_as_list(upstream, output, x):
    return [upstream - upstream * output**2]


@tanh_backward.variant
def tanh_backward_by_loop(upstream, output, x):
    d_x = np.empty(x.shape)
    for place in np.ndindex(x.shape):
        d_x[place] = upstream[place] * (1 - math.tanh(x[place]) ** 2)
    return d_x


# ---------------------------------------------------------------- train_neuron

train_neuron = exercise("train_neuron", lesson=5, points=2, reference=neuron.train_neuron, returns=("w", "b", "losses"))


@train_neuron.probes
def neurons(rng: np.random.Generator) -> Iterator[Probe]:
    for rows, steps, rate in ((5, 3, 1.5), (7, 1, 2.0), (4, 5, 0.5), (3, 2, 1.0), (1, 3, 2.0)):
        x, y = 1.5 * rng.normal(size=rows), rng.integers(0, 2, size=rows).astype(float)
        w, b = (float(value) for value in rng.normal(size=2))
        yield Probe(f"{rows} row{'s' if rows > 1 else ''} and {_count(steps)}", (x, y, w, b, rate, steps))
    x, y = rng.normal(size=6), rng.uniform(size=6)
    yield Probe("no step at all", (x, y, 0.7, -0.2, 1.0, 0))
    yield Probe("a start at w = b = 0", (x, y, 0.0, 0.0, 2.0, 2))


def _count(steps: int) -> str:
    return f"{steps} step{'s' if steps > 1 else ''}"


def _descend(x, y, w, b, learning_rate, steps, gradients, activation=ops.sigmoid.forward):
    """Plain gradient descent with ``gradients(prediction, x, y)`` → (dw, db), right or wrong."""
    losses = [float(np.mean((activation(w * x + b) - y) ** 2))]
    for _ in range(steps):
        dw, db = gradients(activation(w * x + b), x, y)
        w, b = w - learning_rate * dw, b - learning_rate * db
        losses.append(float(np.mean((activation(w * x + b) - y) ** 2)))
    return w, b, losses


def _d_z(prediction, y):
    """The right gradient of z for each row."""
    return 2 * (prediction - y) / len(y) * prediction * (1 - prediction)


@train_neuron.mistake("Start + 3 steps are 4 values.", name="history-off-by-one")
def start_loss_missing(x, y, w, b, learning_rate, steps):
    w, b, losses = neuron.train_neuron(x, y, w, b, learning_rate, steps)
    return w, b, losses[1:]


@train_neuron.mistake("Start + 3 steps are 4 values.", name="history-off-by-one")
def last_loss_missing(x, y, w, b, learning_rate, steps):
    w, b, losses = neuron.train_neuron(x, y, w, b, learning_rate, steps)
    return w, b, losses[:-1]


@train_neuron.mistake("Start + 3 steps are 4 values.", name="history-off-by-one")
def start_loss_missing_in_an_array(x, y, w, b, learning_rate, steps):
    w, b, losses = start_loss_missing(x, y, w, b, learning_rate, steps)
    return w, b, np.array(losses)  # for no step at all this is no empty list


@train_neuron.mistake("Start + 3 steps are 4 values.", name="history-off-by-one")
def last_loss_missing_in_an_array(x, y, w, b, learning_rate, steps):
    w, b, losses = last_loss_missing(x, y, w, b, learning_rate, steps)
    return w, b, np.array(losses)


@train_neuron.mistake("Only the last loss is returned; keep one for the start and one for each step.")
def last_loss_only(x, y, w, b, learning_rate, steps):
    w, b, losses = neuron.train_neuron(x, y, w, b, learning_rate, steps)
    return w, b, losses[-1]


@train_neuron.mistake(
    "Only the last loss is returned; keep one for the start and one for each step.", name="last-loss-only"
)
def last_loss_only_in_a_list(x, y, w, b, learning_rate, steps):
    w, b, losses = neuron.train_neuron(x, y, w, b, learning_rate, steps)
    return w, b, losses[-1:]


@train_neuron.mistake("The gradient at the prediction has to pass back through the sigmoid before it reaches w and b.")
def activation_slope_forgotten(x, y, w, b, learning_rate, steps):
    def gradients(prediction, x, y):
        d_prediction = 2 * (prediction - y) / len(y)
        return (d_prediction * x).sum(), d_prediction.sum()

    return _descend(x, y, w, b, learning_rate, steps, gradients)


@train_neuron.mistake("The loss rises from step to step: which way does the gradient point?")
def neuron_uphill(x, y, w, b, learning_rate, steps):
    return neuron.train_neuron(x, y, w, b, -learning_rate, steps)


@train_neuron.mistake("Your steps are as many times too long as there are rows: the loss is a mean over them.")
def neuron_sum(x, y, w, b, learning_rate, steps):
    return neuron.train_neuron(x, y, w, b, learning_rate * len(x), steps)


@train_neuron.mistake("Your steps are half as long as they should be: differentiate the square once more.")
def neuron_half(x, y, w, b, learning_rate, steps):
    return neuron.train_neuron(x, y, w, b, learning_rate / 2, steps)


@train_neuron.mistake("b is still where it started. It has a gradient, too.")
def bias_never_moves(x, y, w, b, learning_rate, steps):
    return _descend(x, y, w, b, learning_rate, steps, lambda p, x, y: ((_d_z(p, y) * x).sum(), 0.0))


@train_neuron.mistake("w and b get the same gradient. When w is nudged by 0.1, by how much does w x + b move?")
def neuron_input_forgotten(x, y, w, b, learning_rate, steps):
    return _descend(x, y, w, b, learning_rate, steps, lambda p, x, y: (_d_z(p, y).sum(),) * 2)


IN_TURN = (
    "You moved one of the two first and then computed the other's gradient with its new value. One step uses one forward "
    "pass for both."
)


@train_neuron.mistake(IN_TURN, name="updated-in-turn")
def updated_in_turn_b_first(x, y, w, b, learning_rate, steps):
    losses = [float(np.mean((ops.sigmoid.forward(w * x + b) - y) ** 2))]
    for _ in range(steps):
        b = b - learning_rate * _d_z(ops.sigmoid.forward(w * x + b), y).sum()
        w = w - learning_rate * (_d_z(ops.sigmoid.forward(w * x + b), y) * x).sum()
        losses.append(float(np.mean((ops.sigmoid.forward(w * x + b) - y) ** 2)))
    return w, b, losses


@train_neuron.mistake(IN_TURN)
def updated_in_turn(x, y, w, b, learning_rate, steps):
    losses = [float(np.mean((ops.sigmoid.forward(w * x + b) - y) ** 2))]
    for _ in range(steps):
        w = w - learning_rate * (_d_z(ops.sigmoid.forward(w * x + b), y) * x).sum()
        b = b - learning_rate * _d_z(ops.sigmoid.forward(w * x + b), y).sum()
        losses.append(float(np.mean((ops.sigmoid.forward(w * x + b) - y) ** 2)))
    return w, b, losses


@train_neuron.mistake("There is no sigmoid in your prediction: w x + b itself leaves the range from 0 to 1.")
def neuron_without_activation(x, y, w, b, learning_rate, steps):
    def gradients(prediction, x, y):
        d_z = 2 * (prediction - y) / len(y)
        return (d_z * x).sum(), d_z.sum()

    return _descend(x, y, w, b, learning_rate, steps, gradients, activation=lambda z: z)


def _row_by_row(x, y, w, b, learning_rate, steps):
    losses = [float(np.mean((ops.sigmoid.forward(w * x + b) - y) ** 2))]
    for _ in range(steps):
        for one, target in zip(x, y, strict=True):
            prediction = ops.sigmoid.forward(w * one + b)
            d_z = 2 * (prediction - target) * prediction * (1 - prediction)
            w, b = w - learning_rate * d_z * one, b - learning_rate * d_z
        losses.append(float(np.mean((ops.sigmoid.forward(w * x + b) - y) ** 2)))
    return w, b, losses


@train_neuron.mistake("You took a step for each row. Here one step uses all rows at once.")
def step_for_each_row(x, y, w, b, learning_rate, steps):
    return _row_by_row(x, y, w, b, learning_rate, steps)


@train_neuron.mistake("You took a step for each row. Here one step uses all rows at once.", name="step-for-each-row")
def small_step_for_each_row(x, y, w, b, learning_rate, steps):
    return _row_by_row(x, y, w, b, learning_rate / len(x), steps)


@train_neuron.mistake("You applied the sigmoid to its own output.", name="sigmoid-twice")
def neuron_sigmoid_twice(x, y, w, b, learning_rate, steps):
    def gradients(prediction, x, y):
        again = ops.sigmoid.forward(prediction)
        d_z = 2 * (prediction - y) / len(y) * again * (1 - again)
        return (d_z * x).sum(), d_z.sum()

    return _descend(x, y, w, b, learning_rate, steps, gradients)


@train_neuron.mistake("The loss already averaged over the rows; from there on their contributions add.")
def batch_mean_twice(x, y, w, b, learning_rate, steps):
    return neuron.train_neuron(x, y, w, b, learning_rate / len(x), steps)


@train_neuron.mistake("w and b have become arrays. Every row uses the same w, so the contributions of the rows add up.")
def rows_not_added(x, y, w, b, learning_rate, steps):
    return _descend(x, y, w, b, learning_rate, steps, lambda p, x, y: (_d_z(p, y) * x, _d_z(p, y)))


@train_neuron.mistake("You leave after the first round of your loop. Does `return` stand inside it?")
def return_in_the_loop(x, y, w, b, learning_rate, steps):
    return neuron.train_neuron(x, y, w, b, learning_rate, min(steps, 1))


@train_neuron.mistake(
    "You leave after the first round of your loop. Does `return` stand inside it?", name="return-in-the-loop"
)
def return_in_the_loop_with_nothing_behind_it(x, y, w, b, learning_rate, steps):
    return neuron.train_neuron(x, y, w, b, learning_rate, 1) if steps > 0 else None


@train_neuron.mistake("The slope of the sigmoid is made of its output. Yours is made of z.")
def neuron_slope_of_z(x, y, w, b, learning_rate, steps):
    losses = [float(np.mean((ops.sigmoid.forward(w * x + b) - y) ** 2))]
    for _ in range(steps):
        z = w * x + b
        d_z = 2 * (ops.sigmoid.forward(z) - y) / len(y) * z * (1 - z)
        w, b = w - learning_rate * (d_z * x).sum(), b - learning_rate * d_z.sum()
        losses.append(float(np.mean((ops.sigmoid.forward(w * x + b) - y) ** 2)))
    return w, b, losses


@train_neuron.variant
def neuron_by_products(x, y, w, b, learning_rate, steps):
    n, losses = len(x), []
    for step in range(steps + 1):
        p = 1 / (1 + np.exp(-(w * x + b)))
        losses.append(np.mean((p - y) ** 2))
        if step == steps:
            return w, b, losses
        delta = (p - y) * p * (1 - p)
        w, b = w - learning_rate * 2 / n * (delta @ x), b - learning_rate * 2 / n * delta.sum()
    return None


@train_neuron.variant
def neuron_by_rows(x, y, w, b, learning_rate, steps):
    def loss():
        return sum((1 / (1 + math.exp(-(w * a + b))) - t) ** 2 for a, t in zip(x, y, strict=True)) / len(x)

    losses = [loss()]
    for _ in range(steps):
        dw = db = 0.0
        for a, t in zip(x, y, strict=True):
            p = 1 / (1 + math.exp(-(w * a + b)))
            slope = 2 * (p - t) * p * (1 - p) / len(x)
            dw += slope * a
            db += slope
        w -= learning_rate * dw
        b -= learning_rate * db
        losses.append(loss())
    return [w, b, np.array(losses)]


@train_neuron.variant
def neuron_by_backward_functions(x, y, w, b, learning_rate, steps):
    losses = np.zeros(steps + 1)
    for k in range(steps + 1):
        z = w * x + b
        p = 0.5 * (1 + np.tanh(z / 2))
        losses[k] = ((p - y) ** 2).mean()
        if k < steps:
            d_z = ops.sigmoid_backward(ops.mse_backward(1.0, losses[k], p, y), p, z)
            w, b = w - learning_rate * np.dot(d_z, x), b - learning_rate * np.sum(d_z)
    return w, b, losses
