"""Wrong answers to lesson 5."""

from __future__ import annotations

import math

import numpy as np

from tests.wrong_answers.table import double, listed, unlisted

# ---------------------------------------------------------------- relu


@listed("relu", "relu-absolute")
def _(x):
    return np.where(x < 0, -x, x)


@listed("relu", "relu-absolute")
def _(x):
    return x * np.sign(x)


@listed("relu", "relu-wrong-side")
def _(x):
    out = x.copy()
    for place in np.ndindex(x.shape):
        if x[place] > 0:
            out[place] = 0
    return out


@listed("relu", "relu-wrong-side")
def _(x):
    return -np.maximum(-x, 0)


@listed("relu", "relu-gate-returned")
def _(x):
    return np.heaviside(x, 0)


@listed("relu", "relu-gate-returned")
def _(x):
    gate = np.zeros_like(x)
    gate[x > 0] = 1
    return gate


@listed("relu", "relu-gate-returned")
def _(x):
    return np.greater(x, 0)


@listed("relu", "relu-leaks")
def _(x):
    return np.maximum(x, 0.01 * x)


@listed("relu", "relu-leaks")
def _(x):
    return np.maximum(x, 0) + 0.1 * np.minimum(x, 0)


@listed("relu", "relu-leaks")
def _(x):
    return np.where(x >= 0, x, 0.2 * x)


@listed("relu", "relu-one-maximum")
def _(x):
    return max(0, np.max(x))


@listed("relu", "relu-one-maximum")
def _(x):
    largest = 0.0
    for value in x.ravel():
        if value > largest:
            largest = value
    return largest


@listed("relu", "relu-one-maximum")
def _(x):
    return np.full(x.shape, max(x.max(), 0))


@listed("relu", "relu-zero-as-axis")
def _(x):
    return x.max(0)


@listed("relu", "relu-zero-as-axis")
def _(x):
    return np.amax(x, axis=0)


@unlisted("relu")
def _(x):
    return np.log(1 + np.exp(x))


@unlisted("relu")
def _(x):
    return np.minimum(np.maximum(x, 0), 1)


@unlisted("relu")
def _(x):
    return x - x.min()


@unlisted("relu")
def _(x):
    return x[x > 0]


@unlisted("relu", "input-changed")
def _(x):
    x[x < 0] = 0
    return x


@unlisted("relu", "relu-leaks")
def _(x):
    return x


@double("relu", "relu-absolute", "relu-wrong-side")
def _(x):
    return -np.abs(x)


@double("relu", "relu-gate-returned", "relu-wrong-side")
def _(x):
    return np.where(x < 0, 1.0, 0.0)


# ---------------------------------------------------------------- relu_backward


@listed("relu_backward", "relu-at-zero")
def _(upstream, output, x):
    d_x = upstream.copy()
    d_x[x < 0] = 0
    return d_x


@listed("relu_backward", "relu-at-zero")
def _(upstream, output, x):
    return np.where(output == x, upstream, 0.0)


@listed("relu_backward", "relu-at-zero")
def _(upstream, output, x):
    return upstream * np.heaviside(x, 0.5)


@listed("relu_backward", "relu-mask-only")
def _(upstream, output, x):
    return np.where(output > 0, 1.0, 0.0)


@listed("relu_backward", "relu-mask-only")
def _(upstream, output, x):
    gate = np.ones(x.shape)
    for place in np.ndindex(x.shape):
        if x[place] <= 0:
            gate[place] = 0
    return gate


@listed("relu_backward", "relu-mask-only")
def _(upstream, output, x):
    return np.greater(x, np.zeros(x.shape))


@listed("relu_backward", "relu-in-place")
def _(upstream, output, x):
    upstream *= x > 0
    return upstream


@listed("relu_backward", "relu-in-place")
def _(upstream, output, x):
    for place in np.ndindex(x.shape):
        if output[place] == 0:
            upstream[place] = 0.0
    return upstream


@listed("relu_backward", "relu-of-upstream")
def _(upstream, output, x):
    return np.where(upstream > 0, upstream, 0.0)


@listed("relu_backward", "relu-of-upstream")
def _(upstream, output, x):
    d_x = upstream.copy()
    d_x[d_x <= 0] = 0
    return (d_x,)


@listed("relu_backward", "relu-gate-reversed")
def _(upstream, output, x):
    return np.where(x < 0, upstream, 0.0)


@listed("relu_backward", "relu-gate-reversed")
def _(upstream, output, x):
    return upstream * (x <= 0)


@listed("relu_backward", "relu-gate-reversed")
def _(upstream, output, x):
    d_x = upstream.copy()
    d_x[x > 0] = 0
    return d_x


@listed("relu_backward", "relu-times-output")
def _(upstream, output, x):
    return upstream * x * (x > 0)


@listed("relu_backward", "relu-times-output")
def _(upstream, output, x):
    return np.multiply(np.maximum(x, 0), upstream)


@listed("relu_backward", "relu-gate-missing")
def _(upstream, output, x):
    return upstream


@listed("relu_backward", "relu-gate-missing")
def _(upstream, output, x):
    return np.where(x > 0, 1.0, 1.0) * upstream


@unlisted("relu_backward")
def _(upstream, output, x):
    return upstream * x


@unlisted("relu_backward")
def _(upstream, output, x):
    return upstream * np.sign(x)


@unlisted("relu_backward")
def _(upstream, output, x):
    return upstream * (x > 0.5)


@unlisted("relu_backward")
def _(upstream, output, x):
    return upstream * np.where(x > 0, 1.0, 0.01)


@unlisted("relu_backward")
def _(upstream, output, x):
    return upstream[x > 0]


@unlisted("relu_backward", "upstream-forgotten")
def _(upstream, output, x):
    return np.maximum(x, 0)


@double("relu_backward", "relu-at-zero", "relu-mask-only")
def _(upstream, output, x):
    return np.where(x >= 0, 1.0, 0.0)


@double("relu_backward", "relu-at-zero", "relu-in-place", "input-changed")
def _(upstream, output, x):
    upstream[x < 0] = 0
    return upstream


@double("relu_backward", "relu-gate-reversed", "relu-mask-only")
def _(upstream, output, x):
    return np.where(x < 0, 1.0, 0.0)


# ---------------------------------------------------------------- sigmoid


def right(x):
    """The right sigmoid, by the tangent."""
    return 0.5 + 0.5 * np.tanh(0.5 * np.asarray(x))


@listed("sigmoid", "sigmoid-overflow")
def _(x):
    return (1 + np.exp(-x)) ** -1.0


@listed("sigmoid", "sigmoid-overflow")
def _(x):
    denominator = 1 + np.power(np.e, -x)
    return np.divide(1, denominator)


@listed("sigmoid", "sigmoid-overflow")
def _(x):
    out = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        out[place] = 1 / (1 + math.exp(-x[place]))
    return out


@listed("sigmoid", "sigmoid-overflow")
def _(x):
    return 1 - np.exp(-x) / (1 + np.exp(-x))


@listed("sigmoid", "sigmoid-overflow-positive")
def _(x):
    powers = np.exp(x)
    return powers / (powers + 1)


@listed("sigmoid", "sigmoid-overflow-positive")
def _(x):
    out = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        power = math.exp(x[place])
        out[place] = power / (1 + power)
    return out


@listed("sigmoid", "sigmoid-overflow-positive")
def _(x):
    return 1 - 1 / (1 + np.exp(x))


@listed("sigmoid", "sigmoid-both-branches")
def _(x):
    powers = np.exp(x)
    return np.where(x < 0, powers / (powers + 1), 1 / (1 + np.exp(-x)))


@listed("sigmoid", "sigmoid-both-branches")
def _(x):
    return np.select([x > 0, x <= 0], [1 / (1 + np.exp(-x)), 1 - 1 / (1 + np.exp(x))])


@listed("sigmoid", "sigmoid-falls")
def _(x):
    return 1 / (1 + np.exp(x))


@listed("sigmoid", "sigmoid-falls")
def _(x):
    shrunk = np.exp(-np.abs(x))
    return np.where(x <= 0, 1, shrunk) / (1 + shrunk)


@listed("sigmoid", "sigmoid-falls")
def _(x):
    return np.exp(-x) / (1 + np.exp(-x))


@listed("sigmoid", "sigmoid-as-tanh")
def _(x):
    return 2 * right(2 * x) - 1


@listed("sigmoid", "sigmoid-as-tanh")
def _(x):
    return (np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x))


@listed("sigmoid", "sigmoid-one-missing")
def _(x):
    return 1 / np.exp(-x)


@listed("sigmoid", "sigmoid-one-missing")
def _(x):
    return np.exp(x)


@listed("sigmoid", "sigmoid-as-softmax")
def _(x):
    return np.exp(x) / np.sum(np.exp(x))


@listed("sigmoid", "sigmoid-as-softmax")
def _(x):
    powers = np.exp(x - np.max(x, axis=-1, keepdims=True))
    return powers / np.sum(powers, axis=-1, keepdims=True)


@listed("sigmoid", "sigmoid-as-softmax")
def _(x):
    powers = np.exp(x.ravel() - max(x.ravel()))
    return (powers / sum(powers)).reshape(x.shape)


@listed("sigmoid", "sigmoid-slope-returned")
def _(x):
    s = right(x)
    return s - s**2


@listed("sigmoid", "sigmoid-slope-returned")
def _(x):
    return np.exp(-x) / (1 + np.exp(-x)) ** 2


@listed("sigmoid", "sigmoid-sign-lost")
def _(x):
    shrunk = np.exp(-np.abs(x))
    return 1 - shrunk / (1 + shrunk)


@listed("sigmoid", "sigmoid-sign-lost")
def _(x):
    size = np.where(x >= 0, x, -x)
    return 0.5 + 0.5 * np.tanh(size / 2)


@unlisted("sigmoid")
def _(x):
    return np.clip(0.25 * x + 0.5, 0, 1)


@unlisted("sigmoid")
def _(x):
    return np.where(x >= 0, 1.0, 0.0)


@unlisted("sigmoid", "sigmoid-sign-lost")
def _(x):
    return 1 / (1 + np.exp(-np.abs(x)))


@unlisted("sigmoid", "sigmoid-one-missing")
def _(x):
    return 1 / (2 + np.exp(-np.clip(x, -60, 60)))


@unlisted("sigmoid")
def _(x):
    return 1 / (1 + np.exp(-np.clip(x, -1, 1)))


@unlisted("sigmoid")
def _(x):
    return 0.5 * (1 + np.tanh(x))


@unlisted("sigmoid")
def _(x):
    return 1 / (1 + 2.0 ** -np.clip(x, -60, 60))


@unlisted("sigmoid", "sigmoid-both-branches")
def _(x):
    return (x >= 0) * (1 / (1 + np.exp(-x))) + (x < 0) * (np.exp(x) / (1 + np.exp(x)))


@unlisted("sigmoid", "sigmoid-overflow-positive", "sigmoid-both-branches")  # the latter's sentence holds of it
def _(x):
    return 1 / (1 + 1 / np.exp(x))


@double("sigmoid", "sigmoid-slope-returned", "sigmoid-overflow-positive")
def _(x):
    s = np.exp(x) / (1 + np.exp(x))
    return s * (1 - s)


@double("sigmoid", "sigmoid-falls", "sigmoid-overflow")
def _(x):
    return 1 - 1 / (1 + np.exp(-x))


@double("sigmoid", "sigmoid-falls", "sigmoid-one-missing")
def _(x):
    return np.exp(-np.clip(x, -500, 500))


# ---------------------------------------------------------------- sigmoid_backward


@listed("sigmoid_backward", "sigmoid-twice")
def _(upstream, output, x):
    s = 1 / (1 + np.exp(-output))
    return upstream * (s - s**2)


@listed("sigmoid_backward", "sigmoid-twice")
def _(upstream, output, x):
    return upstream * np.exp(-output) / (1 + np.exp(-output)) ** 2


@listed("sigmoid_backward", "sigmoid-plus")
def _(upstream, output, x):
    return upstream * (output + output**2)


@listed("sigmoid_backward", "sigmoid-plus")
def _(upstream, output, x):
    s = right(x)
    return (s * (1 + s) * upstream,)


@listed("sigmoid_backward", "sigmoid-input-product")
def _(upstream, output, x):
    return upstream * (x - x**2)


@listed("sigmoid_backward", "sigmoid-input-product")
def _(upstream, output, x):
    d_x = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        slope = x[place] * (1 - x[place])
        d_x[place] = slope * upstream[place]
    return d_x


@listed("sigmoid_backward", "sigmoid-slope-of-tanh")
def _(upstream, output, x):
    return upstream * (1 - output) * (1 + output)


@listed("sigmoid_backward", "sigmoid-slope-of-tanh")
def _(upstream, output, x):
    return upstream - upstream * np.square(output)


@listed("sigmoid_backward", "sigmoid-output-only")
def _(upstream, output, x):
    return np.multiply(right(x), upstream)


@listed("sigmoid_backward", "sigmoid-output-only")
def _(upstream, output, x):
    d_x = np.empty(x.shape)
    for place in np.ndindex(x.shape):
        d_x[place] = output[place] * upstream[place]
    return d_x


@listed("sigmoid_backward", "sigmoid-complement-only")
def _(upstream, output, x):
    return upstream - upstream * output


@listed("sigmoid_backward", "sigmoid-complement-only")
def _(upstream, output, x):
    return upstream * right(-x)


@listed("sigmoid_backward", "sigmoid-slope-sign")
def _(upstream, output, x):
    return -upstream * output * (1 - output)


@listed("sigmoid_backward", "sigmoid-slope-sign")
def _(upstream, output, x):
    return upstream * (output**2 - output)


@listed("sigmoid_backward", "sigmoid-slope-overflow")
def _(upstream, output, x):
    below = 1 + np.exp(-x)
    return upstream * (np.exp(-x) / below**2)


@listed("sigmoid_backward", "sigmoid-slope-overflow")
def _(upstream, output, x):
    power = np.e**x
    return upstream * power / ((power + 1) * (power + 1))


@listed("sigmoid_backward", "brackets-missing")
def _(upstream, output, x):
    return upstream * output - output


@listed("sigmoid_backward", "brackets-missing")
def _(upstream, output, x):
    passed = output * upstream * 1
    return passed - output


@unlisted("sigmoid_backward")
def _(upstream, output, x):
    return upstream * x * (1 - output)


@unlisted("sigmoid_backward")
def _(upstream, output, x):
    return upstream * output**2


@unlisted("sigmoid_backward")
def _(upstream, output, x):
    return upstream * 2 * output * (1 - output)


@unlisted("sigmoid_backward", "sigmoid-slope-of-tanh")
def _(upstream, output, x):
    return upstream * (1 - np.tanh(x) ** 2)


@unlisted("sigmoid_backward", "upstream-forgotten")
def _(upstream, output, x):
    return upstream + output * (1 - output)


@unlisted("sigmoid_backward", "upstream-forgotten")
def _(upstream, output, x):
    s = right(x)
    return s * (1 - s)


@double("sigmoid_backward", "sigmoid-input-product", "sigmoid-plus")
def _(upstream, output, x):
    return upstream * x * (1 + x)


@double("sigmoid_backward", "sigmoid-slope-sign", "sigmoid-slope-of-tanh")
def _(upstream, output, x):
    return upstream * (output * output - 1)


@double("sigmoid_backward", "upstream-forgotten", "sigmoid-output-only")
def _(upstream, output, x):
    return output.copy()


# ---------------------------------------------------------------- tanh_backward


@listed("tanh_backward", "tanh-of-input")
def _(upstream, output, x):
    return upstream * (1 - x) * (1 + x)


@listed("tanh_backward", "tanh-of-input")
def _(upstream, output, x):
    return upstream - np.square(x) * upstream


@listed("tanh_backward", "tanh-twice")
def _(upstream, output, x):
    t = np.tanh(output)
    return upstream * (1 - t) * (1 + t)


@listed("tanh_backward", "tanh-twice")
def _(upstream, output, x):
    return upstream / np.cosh(output) ** 2


@listed("tanh_backward", "tanh-not-squared")
def _(upstream, output, x):
    return upstream - np.tanh(x) * upstream


@listed("tanh_backward", "tanh-not-squared")
def _(upstream, output, x):
    d_x = np.empty(x.shape)
    for place in np.ndindex(x.shape):
        d_x[place] = upstream[place] * (1 - output[place])
    return (d_x,)


@listed("tanh_backward", "tanh-as-sigmoid")
def _(upstream, output, x):
    return upstream * (output - output**2)


@listed("tanh_backward", "tanh-as-sigmoid")
def _(upstream, output, x):
    t = np.tanh(x)
    local = t * (1 - t)
    return local * upstream


@listed("tanh_backward", "tanh-square-only")
def _(upstream, output, x):
    return upstream * output**2


@listed("tanh_backward", "tanh-square-only")
def _(upstream, output, x):
    return np.multiply(np.square(np.tanh(x)), upstream)


@listed("tanh_backward", "tanh-plus")
def _(upstream, output, x):
    return upstream + upstream * output**2


@listed("tanh_backward", "tanh-plus")
def _(upstream, output, x):
    d_x = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        d_x[place] = upstream[place] * (1 + output[place] ** 2)
    return d_x


@listed("tanh_backward", "brackets-missing")
def _(upstream, output, x):
    return 1 * upstream - np.square(output)


@listed("tanh_backward", "brackets-missing")
def _(upstream, output, x):
    return upstream - output * output


@unlisted("tanh_backward")
def _(upstream, output, x):
    return upstream * (1 - output) ** 2


@unlisted("tanh_backward")
def _(upstream, output, x):
    return upstream * np.sqrt(1 - output**2)


@unlisted("tanh_backward")
def _(upstream, output, x):
    return upstream / np.cosh(x)


@unlisted("tanh_backward", "tanh-as-sigmoid")
def _(upstream, output, x):
    s = right(x)
    return upstream * s * (1 - s)


@unlisted("tanh_backward")
def _(upstream, output, x):
    return upstream * (output**2 - 1)


@unlisted("tanh_backward", "upstream-forgotten")
def _(upstream, output, x):
    return 1 / np.cosh(x) ** 2


@double("tanh_backward", "tanh-of-input", "tanh-plus")
def _(upstream, output, x):
    return upstream * (1 + x**2)


@double("tanh_backward", "tanh-of-input", "tanh-not-squared")
def _(upstream, output, x):
    return upstream * (1 - x)


@double("tanh_backward", "upstream-forgotten", "tanh-square-only")
def _(upstream, output, x):
    return output**2


# ---------------------------------------------------------------- train_neuron


def mean_squared(w, b, x, y):
    """The right loss, row by row."""
    return sum((right(w * one + b) - target) ** 2 for one, target in zip(x, y, strict=True)) / len(x)


@listed("train_neuron", "history-off-by-one")
def _(x, y, w, b, learning_rate, steps):
    losses = []
    for _step in range(steps):
        p = right(w * x + b)
        d_z = 2 * (p - y) / len(y) * p * (1 - p)
        w, b = w - learning_rate * np.sum(d_z * x), b - learning_rate * np.sum(d_z)
        losses.append(np.mean((right(w * x + b) - y) ** 2))
    return w, b, losses


@listed("train_neuron", "history-off-by-one")
def _(x, y, w, b, learning_rate, steps):
    losses = []
    for _step in range(steps):
        prediction = right(w * x + b)
        losses.append(np.mean((prediction - y) ** 2))
        d_prediction = 2 * (prediction - y) / len(y)
        d_z = d_prediction * prediction * (1 - prediction)
        d_w, d_b = np.sum(d_z * x), np.sum(d_z)
        w = w - learning_rate * d_w
        b = b - learning_rate * d_b
    return w, b, losses


@listed("train_neuron", "history-off-by-one")
def _(x, y, w, b, learning_rate, steps):
    losses = np.zeros(steps)
    for step in range(steps):
        p = right(w * x + b)
        losses[step] = mean_squared(w, b, x, y)
        d_z = 2 * (p - y) / len(y) * p * (1 - p)
        w, b = w - learning_rate * (d_z @ x), b - learning_rate * d_z.sum()
    return w, b, losses


@listed("train_neuron", "last-loss-only")
def _(x, y, w, b, learning_rate, steps):
    loss = mean_squared(w, b, x, y)
    for _step in range(steps):
        p = right(w * x + b)
        d_z = 2 * (p - y) / len(y) * p * (1 - p)
        w, b = w - learning_rate * np.sum(d_z * x), b - learning_rate * np.sum(d_z)
        loss = mean_squared(w, b, x, y)
    return w, b, loss


@listed("train_neuron", "last-loss-only")
def _(x, y, w, b, learning_rate, steps):
    for step in range(steps + 1):
        losses = []
        p = right(w * x + b)
        losses.append(((p - y) ** 2).mean())
        if step < steps:
            d_z = 2 * (p - y) / len(y) * p * (1 - p)
            w, b = w - learning_rate * np.sum(d_z * x), b - learning_rate * np.sum(d_z)
    return w, b, losses


@listed("train_neuron", "activation-slope-forgotten")
def _(x, y, w, b, learning_rate, steps):
    losses = [mean_squared(w, b, x, y)]
    for _step in range(steps):
        error = right(w * x + b) - y
        w, b = w - learning_rate * 2 * np.mean(error * x), b - learning_rate * 2 * np.mean(error)
        losses.append(mean_squared(w, b, x, y))
    return w, b, losses


@listed("train_neuron", "activation-slope-forgotten")
def _(x, y, w, b, learning_rate, steps):
    losses = []
    for step in range(steps + 1):
        d_w = d_b = loss = 0.0
        for one, target in zip(x, y, strict=True):
            p = right(w * one + b)
            loss += (p - target) ** 2 / len(x)
            d_w += 2 * (p - target) * one / len(x)
            d_b += 2 * (p - target) / len(x)
        losses.append(loss)
        if step < steps:
            w -= learning_rate * d_w
            b -= learning_rate * d_b
    return w, b, losses


@listed("train_neuron", "neuron-uphill")
def _(x, y, w, b, learning_rate, steps):
    losses = [mean_squared(w, b, x, y)]
    for _step in range(steps):
        p = right(w * x + b)
        d_z = 2 * (p - y) / len(y) * p * (1 - p)
        w, b = w + learning_rate * np.sum(d_z * x), b + learning_rate * np.sum(d_z)
        losses.append(mean_squared(w, b, x, y))
    return w, b, losses


@listed("train_neuron", "neuron-uphill")
def _(x, y, w, b, learning_rate, steps):
    losses = [mean_squared(w, b, x, y)]
    for _step in range(steps):
        p = right(w * x + b)
        d_z = 2 * (y - p) / len(y) * p * (1 - p)
        w, b = w - learning_rate * np.dot(d_z, x), b - learning_rate * sum(d_z)
        losses.append(mean_squared(w, b, x, y))
    return w, b, losses


@listed("train_neuron", "neuron-sum")
def _(x, y, w, b, learning_rate, steps):
    losses = [mean_squared(w, b, x, y)]
    for _step in range(steps):
        p = right(w * x + b)
        d_z = 2 * (p - y) * p * (1 - p)
        w, b = w - learning_rate * np.sum(d_z * x), b - learning_rate * np.sum(d_z)
        losses.append(mean_squared(w, b, x, y))
    return w, b, losses


@listed("train_neuron", "neuron-sum")
def _(x, y, w, b, learning_rate, steps):
    losses = []
    for step in range(steps + 1):
        d_w = d_b = loss = 0.0
        for one, target in zip(x, y, strict=True):
            p = right(w * one + b)
            loss += (p - target) ** 2
            slope = 2 * (p - target) * (p - p**2)
            d_w, d_b = d_w + slope * one, d_b + slope
        losses.append(loss / len(x))
        if step < steps:
            w, b = w - learning_rate * d_w, b - learning_rate * d_b
    return w, b, losses


@listed("train_neuron", "neuron-half")
def _(x, y, w, b, learning_rate, steps):
    losses = [mean_squared(w, b, x, y)]
    for _step in range(steps):
        p = right(w * x + b)
        d_z = (p - y) / len(y) * p * (1 - p)
        w, b = w - learning_rate * np.sum(d_z * x), b - learning_rate * np.sum(d_z)
        losses.append(mean_squared(w, b, x, y))
    return w, b, losses


@listed("train_neuron", "neuron-half")
def _(x, y, w, b, learning_rate, steps):
    losses = [mean_squared(w, b, x, y)]
    for _step in range(steps):
        p = right(w * x + b)
        d_z = (p - y) * (p - p * p)
        w, b = w - learning_rate * np.mean(d_z * x), b - learning_rate * np.mean(d_z)
        losses.append(mean_squared(w, b, x, y))
    return w, b, losses


@listed("train_neuron", "bias-never-moves")
def _(x, y, w, b, learning_rate, steps):
    losses = [mean_squared(w, b, x, y)]
    for _step in range(steps):
        p = right(w * x + b)
        d_z = 2 * (p - y) / len(y) * p * (1 - p)
        w = w - learning_rate * np.sum(d_z * x)
        losses.append(mean_squared(w, b, x, y))
    return w, b, losses


@listed("train_neuron", "bias-never-moves")
def _(x, y, w, b, learning_rate, steps):
    losses = []
    for step in range(steps + 1):
        p = right(w * x + b)
        losses.append(np.mean((p - y) ** 2))
        if step < steps:
            d_w, d_b = 0.0, 0.0
            for n in range(len(x)):
                d_w += 2 * (p[n] - y[n]) / len(x) * p[n] * (1 - p[n]) * x[n]
            w, b = w - learning_rate * d_w, b - learning_rate * d_b
    return w, b, losses


@listed("train_neuron", "neuron-input-forgotten")
def _(x, y, w, b, learning_rate, steps):
    losses = [mean_squared(w, b, x, y)]
    for _step in range(steps):
        p = right(w * x + b)
        step = learning_rate * np.sum(2 * (p - y) / len(y) * p * (1 - p))
        w, b = w - step, b - step
        losses.append(mean_squared(w, b, x, y))
    return w, b, losses


@listed("train_neuron", "neuron-input-forgotten")
def _(x, y, w, b, learning_rate, steps):
    losses = [mean_squared(w, b, x, y)]
    for _step in range(steps):
        d_w = d_b = 0.0
        for one, target in zip(x, y, strict=True):
            p = right(w * one + b)
            d_w += 2 * (p - target) * p * (1 - p)
            d_b += 2 * (p - target) * p * (1 - p)
        w -= learning_rate * d_w / len(x)
        b -= learning_rate * d_b / len(x)
        losses.append(mean_squared(w, b, x, y))
    return w, b, losses


@listed("train_neuron", "updated-in-turn")
def _(x, y, w, b, learning_rate, steps):
    def d_z():
        p = right(w * x + b)
        return 2 * (p - y) / len(y) * p * (1 - p)

    losses = [mean_squared(w, b, x, y)]
    for _step in range(steps):
        w -= learning_rate * np.sum(d_z() * x)
        b -= learning_rate * np.sum(d_z())
        losses.append(mean_squared(w, b, x, y))
    return w, b, losses


@listed("train_neuron", "updated-in-turn")
def _(x, y, w, b, learning_rate, steps):
    losses = []
    for step in range(steps + 1):
        losses.append(mean_squared(w, b, x, y))
        if step == steps:
            break
        for parameter, inputs in (("w", x), ("b", np.ones_like(x))):
            p = right(w * x + b)
            gradient = np.mean(2 * (p - y) * p * (1 - p) * inputs)
            if parameter == "w":
                w = w - learning_rate * gradient
            else:
                b = b - learning_rate * gradient
    return w, b, losses


@listed("train_neuron", "neuron-without-activation")
def _(x, y, w, b, learning_rate, steps):
    losses = []
    for step in range(steps + 1):
        error = w * x + b - y
        losses.append(np.mean(error**2))
        if step < steps:
            w, b = w - learning_rate * np.mean(2 * error * x), b - learning_rate * np.mean(2 * error)
    return w, b, losses


@listed("train_neuron", "neuron-without-activation")
def _(x, y, w, b, learning_rate, steps):
    losses = [sum((w * one + b - target) ** 2 for one, target in zip(x, y, strict=True)) / len(x)]
    for _step in range(steps):
        d_w = sum(2 * (w * one + b - target) * one for one, target in zip(x, y, strict=True)) / len(x)
        d_b = sum(2 * (w * one + b - target) for one, target in zip(x, y, strict=True)) / len(x)
        w, b = w - learning_rate * d_w, b - learning_rate * d_b
        losses.append(sum((w * one + b - target) ** 2 for one, target in zip(x, y, strict=True)) / len(x))
    return w, b, losses


@listed("train_neuron", "step-for-each-row")
def _(x, y, w, b, learning_rate, steps):
    losses = [mean_squared(w, b, x, y)]
    for _step in range(steps):
        for n in range(len(x)):
            p = right(w * x[n] + b)
            d_p = 2 * (p - y[n])
            d_z = d_p * p * (1 - p)
            w, b = w - learning_rate * d_z * x[n], b - learning_rate * d_z
        losses.append(mean_squared(w, b, x, y))
    return w, b, losses


@listed("train_neuron", "step-for-each-row")
def _(x, y, w, b, learning_rate, steps):
    losses = [mean_squared(w, b, x, y)]
    for _step in range(steps):
        for one, target in zip(x, y, strict=True):
            p = right(w * one + b)
            slope = 2 / len(x) * (p - target) * p * (1 - p)
            w -= learning_rate * slope * one
            b -= learning_rate * slope
        losses.append(mean_squared(w, b, x, y))
    return w, b, losses


def _bent(z):
    return 0.5 + 0.5 * np.tanh(z / 2)


@listed("train_neuron", "sigmoid-twice")
def _(x, y, w, b, learning_rate, steps):
    losses = []
    for step in range(steps + 1):
        p = _bent(w * x + b)
        losses.append(((p - y) ** 2).mean())
        if step < steps:
            s = _bent(p)
            back = 2 * (p - y) / x.size * s * (1 - s)
            w, b = w - learning_rate * (back @ x), b - learning_rate * back.sum()
    return w, b, losses


@listed("train_neuron", "sigmoid-twice")
def _(x, y, w, b, learning_rate, steps):
    losses = [np.mean((_bent(w * x + b) - y) ** 2)]
    for _ in range(steps):
        p = _bent(w * x + b)
        slope = _bent(_bent(w * x + b)) * (1 - _bent(_bent(w * x + b)))
        b_new = b - learning_rate * np.sum(2 / len(x) * (p - y) * slope)
        w = w - learning_rate * np.sum(2 / len(x) * (p - y) * slope * x)
        b = b_new
        losses.append(np.mean((_bent(w * x + b) - y) ** 2))
    return w, b, losses


@listed("train_neuron", "batch-mean-twice")
def _(x, y, w, b, learning_rate, steps):
    losses = []
    for step in range(steps + 1):
        p = _bent(w * x + b)
        losses.append(((p - y) ** 2).mean())
        if step < steps:
            back = 2 * (p - y) / x.size * p * (1 - p)
            w, b = w - learning_rate * np.mean(back * x), b - learning_rate * np.mean(back)
    return w, b, losses


@listed("train_neuron", "batch-mean-twice")
def _(x, y, w, b, learning_rate, steps):
    n, losses = len(x), [np.mean((_bent(w * x + b) - y) ** 2)]
    for _ in range(steps):
        p = _bent(w * x + b)
        back = 2 / n * (p - y) * p * (1 - p)
        dw, db = np.dot(back, x) / n, back.sum() / n
        w, b = w - learning_rate * dw, b - learning_rate * db
        losses.append(np.mean((_bent(w * x + b) - y) ** 2))
    return w, b, losses


@listed("train_neuron", "rows-not-added")
def _(x, y, w, b, learning_rate, steps):
    losses = []
    for step in range(steps + 1):
        p = _bent(w * x + b)
        losses.append(((p - y) ** 2).mean())
        if step < steps:
            back = 2 * (p - y) / x.size * p * (1 - p)
            w, b = w - learning_rate * back * x, b - learning_rate * back
    return w, b, losses


@listed("train_neuron", "rows-not-added")
def _(x, y, w, b, learning_rate, steps):
    losses = np.zeros(steps + 1)
    losses[0] = np.mean((_bent(w * x + b) - y) ** 2)
    for k in range(steps):
        p = _bent(w * x + b)
        d_z = 2 * (p - y) * (p - p * p) / len(y)
        w = w - d_z * x * learning_rate
        b = b - d_z * learning_rate
        losses[k + 1] = np.mean((_bent(w * x + b) - y) ** 2)
    return w, b, losses


@listed("train_neuron", "updated-in-turn")
def _(x, y, w, b, learning_rate, steps):
    losses = [mean_squared(w, b, x, y)]
    for _step in range(steps):
        p = right(w * x + b)
        d_z = 2 * (p - y) / len(y) * p * (1 - p)
        b = b - learning_rate * np.sum(d_z)
        p = right(w * x + b)
        d_z = 2 * (p - y) / len(y) * p * (1 - p)
        w = w - learning_rate * np.sum(d_z * x)
        losses.append(mean_squared(w, b, x, y))
    return w, b, losses


@unlisted("train_neuron")
def _(x, y, w, b, learning_rate, steps):
    losses = [mean_squared(w, b, x, y)]
    for _step in range(steps):
        t = np.tanh(w * x + b)
        d_z = 2 * (t - y) / len(y) * (1 - t**2)
        w, b = w - learning_rate * np.sum(d_z * x), b - learning_rate * np.sum(d_z)
        losses.append(mean_squared(w, b, x, y))
    return w, b, losses


@unlisted("train_neuron")
def _(x, y, w, b, learning_rate, steps):
    losses = [mean_squared(w, b, x, y)]
    d_w = d_b = 0.0
    for _step in range(steps):
        p = right(w * x + b)
        d_z = 2 * (p - y) / len(y) * p * (1 - p)
        d_w, d_b = d_w + np.sum(d_z * x), d_b + np.sum(d_z)
        w, b = w - learning_rate * d_w, b - learning_rate * d_b
        losses.append(mean_squared(w, b, x, y))
    return w, b, losses


@unlisted("train_neuron")
def _(x, y, w, b, learning_rate, steps):
    losses = [mean_squared(w, b, x, y)]
    for _step in range(steps):
        p = right(w * x + b)
        d_z = 2 * (p - y) / len(y) * p * (1 + p)
        w, b = w - learning_rate * np.sum(d_z * x), b - learning_rate * np.sum(d_z)
        losses.append(mean_squared(w, b, x, y))
    return w, b, losses


@unlisted("train_neuron")
def _(x, y, w, b, learning_rate, steps):
    losses = [mean_squared(w, b, x, y)]
    p = right(w * x + b)
    d_z = 2 * (p - y) / len(y) * p * (1 - p)
    d_w, d_b = np.sum(d_z * x), np.sum(d_z)
    for _step in range(steps):
        w, b = w - learning_rate * d_w, b - learning_rate * d_b
        losses.append(mean_squared(w, b, x, y))
    return w, b, losses


@unlisted("train_neuron", "bias-never-moves")
def _(x, y, w, b, learning_rate, steps):
    return w, b, [mean_squared(w, b, x, y)] * (steps + 1)


@unlisted("train_neuron")
def _(x, y, w, b, learning_rate, steps):
    losses = [math.sqrt(mean_squared(w, b, x, y))]
    for _step in range(steps):
        p = right(w * x + b)
        d_z = 2 * (p - y) / len(y) * p * (1 - p)
        w, b = w - learning_rate * np.sum(d_z * x), b - learning_rate * np.sum(d_z)
        losses.append(math.sqrt(mean_squared(w, b, x, y)))
    return w, b, losses


@double("train_neuron", "history-off-by-one", "neuron-uphill")
def _(x, y, w, b, learning_rate, steps):
    losses = []
    for _step in range(steps):
        p = right(w * x + b)
        d_z = 2 * (p - y) / len(y) * p * (1 - p)
        w, b = w + learning_rate * np.sum(d_z * x), b + learning_rate * np.sum(d_z)
        losses.append(mean_squared(w, b, x, y))
    return w, b, losses


@double("train_neuron", "neuron-sum", "neuron-half")
def _(x, y, w, b, learning_rate, steps):
    losses = [mean_squared(w, b, x, y)]
    for _step in range(steps):
        p = right(w * x + b)
        d_z = (p - y) * p * (1 - p)
        w, b = w - learning_rate * np.sum(d_z * x), b - learning_rate * np.sum(d_z)
        losses.append(mean_squared(w, b, x, y))
    return w, b, losses


@double("train_neuron", "activation-slope-forgotten", "neuron-sum")
def _(x, y, w, b, learning_rate, steps):
    losses = [mean_squared(w, b, x, y)]
    for _step in range(steps):
        error = 2 * (right(w * x + b) - y)
        w, b = w - learning_rate * np.sum(error * x), b - learning_rate * np.sum(error)
        losses.append(mean_squared(w, b, x, y))
    return w, b, losses


@double("train_neuron", "bias-never-moves", "neuron-input-forgotten")
def _(x, y, w, b, learning_rate, steps):
    losses = [mean_squared(w, b, x, y)]
    for _step in range(steps):
        p = right(w * x + b)
        w = w - learning_rate * np.sum(2 * (p - y) / len(y) * p * (1 - p))
        losses.append(mean_squared(w, b, x, y))
    return w, b, losses


@double("train_neuron", "bias-never-moves", "last-loss-only")
def _(x, y, w, b, learning_rate, steps):
    for _step in range(steps):
        p = right(w * x + b)
        w = w - learning_rate * np.sum(2 * (p - y) / len(y) * p * (1 - p) * x)
    return w, b, mean_squared(w, b, x, y)


@listed("train_neuron", "return-in-the-loop")
def _(x, y, w, b, learning_rate, steps):
    losses = [np.mean((1 / (1 + np.exp(-(w * x + b))) - y) ** 2)]
    for _step in range(steps):
        p = 1 / (1 + np.exp(-(w * x + b)))
        d_z = 2 * (p - y) / len(y) * p * (1 - p)
        w, b = w - learning_rate * np.sum(d_z * x), b - learning_rate * np.sum(d_z)
        losses.append(np.mean((1 / (1 + np.exp(-(w * x + b))) - y) ** 2))
        return w, b, losses
    return w, b, losses


@listed("train_neuron", "return-in-the-loop")
def _(x, y, w, b, learning_rate, steps):
    def forward():
        return 1 / (1 + np.exp(-(w * x + b)))

    losses = [((forward() - y) ** 2).mean()]
    while len(losses) <= steps:
        p = forward()
        slopes = (p - y) * p * (1 - p) * 2 / x.size
        w = w - learning_rate * slopes @ x
        b = b - learning_rate * slopes.sum()
        losses.append(((forward() - y) ** 2).mean())
        if len(losses) > 1:
            return [w, b, losses]
    return [w, b, losses]


@listed("train_neuron", "neuron-slope-of-z")
def _(x, y, w, b, learning_rate, steps):
    losses = []
    for step in range(steps + 1):
        z = w * x + b
        p = 1 / (1 + np.exp(-z))
        losses.append(np.mean((p - y) ** 2))
        if step < steps:
            slope = z * (1 - z)
            w = w - learning_rate * np.mean(2 * (p - y) * slope * x)
            b = b - learning_rate * np.mean(2 * (p - y) * slope)
    return w, b, losses


@listed("train_neuron", "neuron-slope-of-z")
def _(x, y, w, b, learning_rate, steps):
    losses = []
    for _step in range(steps):
        z = x * w + b
        error = 1 / (1 + np.exp(-z)) - y
        losses.append(float(error @ error) / len(y))
        passed = (z - z**2) * error * 2 / len(y)
        w, b = w - learning_rate * float(passed @ x), b - learning_rate * float(passed.sum())
    error = 1 / (1 + np.exp(-(x * w + b))) - y
    losses.append(float(error @ error) / len(y))
    return w, b, losses


@listed("sigmoid", "sigmoid-cut-too-far")
def _(x):
    inside = np.maximum(np.minimum(x, 600), -600)
    return 1 / (1 + np.exp(-inside))


@listed("sigmoid", "sigmoid-cut-too-far")
def _(x):
    power = np.exp(-np.clip(x, -700, None))
    return 1 / (power + 1)
