"""Wrong answers to lesson 11."""

from __future__ import annotations

import math

import numpy as np

from tests.wrong_answers.table import double, listed, unlisted

# ---------------------------------------------------------------- momentum_step


@listed("momentum_step", "momentum-sign")
def _(w, gradient, velocity, learning_rate, momentum=0.9):
    v = velocity * momentum - gradient
    return w - v * learning_rate, v


@listed("momentum_step", "momentum-sign")
def _(w, gradient, velocity, learning_rate, momentum=0.9):
    v = np.multiply(momentum, velocity) + gradient
    return np.add(w, learning_rate * v), v


@listed("momentum_step", "velocity-downhill")
def _(w, gradient, velocity, learning_rate, momentum=0.9):
    v = -gradient + velocity * momentum
    step = learning_rate * v
    return w + step, v


@listed("momentum_step", "velocity-downhill")
def _(w, gradient, velocity, learning_rate, momentum=0.9):
    w = w + learning_rate * momentum * velocity - learning_rate * gradient
    return w, momentum * velocity + (-1) * gradient


@listed("momentum_step", "velocity-reset")
def _(w, gradient, velocity, learning_rate, momentum=0.9):
    velocity = 0
    velocity = momentum * velocity + gradient
    w = w - learning_rate * velocity
    return w, velocity


@listed("momentum_step", "velocity-reset")
def _(w, gradient, velocity, learning_rate, momentum=0.9):
    v = np.array(gradient, dtype=float)
    return w - v * learning_rate, v


@listed("momentum_step", "momentum-averaged")
def _(w, gradient, velocity, learning_rate, momentum=0.9):
    velocity = velocity + (1 - momentum) * (gradient - velocity)
    return w - learning_rate * velocity, velocity


@listed("momentum_step", "momentum-averaged")
def _(w, gradient, velocity, learning_rate, momentum=0.9):
    share = 1.0 - momentum
    v = np.add(np.multiply(velocity, momentum), np.multiply(gradient, share))
    return np.subtract(w, v * learning_rate), v


@listed("momentum_step", "rate-in-velocity")
def _(w, gradient, velocity, learning_rate, momentum=0.9):
    v = learning_rate * gradient
    v = v + momentum * velocity
    return np.subtract(w, v), v


@listed("momentum_step", "rate-in-velocity")
def _(w, gradient, velocity, learning_rate, momentum=0.9):
    moved = w - momentum * velocity - learning_rate * gradient
    return moved, w - moved


@listed("momentum_step", "rate-twice")
def _(w, gradient, velocity, learning_rate, momentum=0.9):
    scaled = gradient * learning_rate
    v = scaled + momentum * velocity
    return w - v * learning_rate, v


@listed("momentum_step", "rate-twice")
def _(w, gradient, velocity, learning_rate, momentum=0.9):
    v = np.add(momentum * velocity, np.multiply(learning_rate, gradient))
    return w + -learning_rate * v, v


@listed("momentum_step", "step-with-old-velocity")
def _(w, gradient, velocity, learning_rate, momentum=0.9):
    w = w - learning_rate * velocity
    velocity = gradient + momentum * velocity
    return w, velocity


@listed("momentum_step", "step-with-old-velocity")
def _(w, gradient, velocity, learning_rate, momentum=0.9):
    old = velocity
    velocity = momentum * velocity + gradient
    return w - old * learning_rate + 0.0 * gradient, velocity


@listed("momentum_step", "old-velocity-returned")
def _(w, gradient, velocity, learning_rate, momentum=0.9):
    v = gradient + momentum * velocity
    return w - learning_rate * v, velocity


@listed("momentum_step", "old-velocity-returned")
def _(w, gradient, velocity, learning_rate, momentum=0.9):
    w = w - learning_rate * momentum * velocity
    w = w - learning_rate * gradient
    return (w, velocity)


@listed("momentum_step", "velocity-without-friction")
def _(w, gradient, velocity, learning_rate, momentum=0.9):
    v = np.add(velocity, gradient)
    return w - learning_rate * v, v


@listed("momentum_step", "velocity-without-friction")
def _(w, gradient, velocity, learning_rate, momentum=0.9):
    return w - learning_rate * velocity - learning_rate * gradient, gradient + velocity


@listed("momentum_step", "gradient-weighed")
def _(w, gradient, velocity, learning_rate, momentum=0.9):
    v = momentum * velocity + momentum * gradient
    return w - learning_rate * v, v


@listed("momentum_step", "gradient-weighed")
def _(w, gradient, velocity, learning_rate, momentum=0.9):
    v = np.multiply(gradient + velocity, momentum)
    return w - v * learning_rate, v


@listed("momentum_step", "weights-swapped")
def _(w, gradient, velocity, learning_rate, momentum=0.9):
    v = gradient * momentum + velocity
    return w - v * learning_rate, v


@listed("momentum_step", "weights-swapped")
def _(w, gradient, velocity, learning_rate, momentum=0.9):
    gradient = np.multiply(momentum, gradient)
    velocity = np.add(gradient, velocity)
    return w - learning_rate * velocity, velocity


@listed("momentum_step", "gradient-and-velocity")
def _(w, gradient, velocity, learning_rate, momentum=0.9):
    velocity = momentum * velocity + gradient
    w = w - learning_rate * gradient
    w = w - learning_rate * velocity
    return w, velocity


@listed("momentum_step", "gradient-and-velocity")
def _(w, gradient, velocity, learning_rate, momentum=0.9):
    return w - learning_rate * (2 * gradient + momentum * velocity), gradient + momentum * velocity


@listed("momentum_step", "looked-ahead")
def _(w, gradient, velocity, learning_rate, momentum=0.9):
    v = gradient + momentum * velocity
    ahead = gradient + momentum * v
    return w - learning_rate * ahead, v


@listed("momentum_step", "looked-ahead")
def _(w, gradient, velocity, learning_rate, momentum=0.9):
    v = momentum * velocity + gradient
    return w - learning_rate * ((1 + momentum) * gradient + momentum**2 * velocity), v


@listed("momentum_step", "velocity-first")
def _(w, gradient, velocity, learning_rate, momentum=0.9):
    v = gradient + momentum * velocity
    w = w - learning_rate * v
    return [v, w]


@listed("momentum_step", "velocity-first")
def _(w, gradient, velocity, learning_rate, momentum=0.9):
    moved = w - learning_rate * (gradient + velocity * momentum)
    return np.add(gradient, velocity * momentum), moved


@listed("momentum_step", "momentum-fixed")
def _(w, gradient, velocity, learning_rate, momentum=0.9):
    v = gradient + velocity * 9 / 10
    return w - learning_rate * v, v


@listed("momentum_step", "momentum-fixed")
def _(w, gradient, velocity, learning_rate, momentum=0.9):
    momentum = 0.9
    return w - learning_rate * (gradient + momentum * velocity), gradient + momentum * velocity


@double("momentum_step", "momentum-averaged", "momentum-sign")
def _(w, gradient, velocity, learning_rate, momentum=0.9):
    velocity = momentum * velocity + (1 - momentum) * gradient
    return w + learning_rate * velocity, velocity


@double("momentum_step", "step-with-old-velocity", "old-velocity-returned")
def _(w, gradient, velocity, learning_rate, momentum=0.9):
    return w - learning_rate * velocity, velocity


@unlisted("momentum_step")
def _(w, gradient, velocity, learning_rate, momentum=0.9):
    velocity = momentum**2 * velocity + gradient
    return w - learning_rate * velocity, velocity


@unlisted("momentum_step")
def _(w, gradient, velocity, learning_rate, momentum=0.9):
    velocity = momentum * velocity + gradient
    return w - 0.5 * learning_rate * velocity, 0.5 * velocity


# ---------------------------------------------------------------- rmsprop_step


@listed("rmsprop_step", "epsilon-inside")
def _(w, gradient, mean_square, learning_rate, decay=0.9, epsilon=1e-8):
    s = decay * mean_square + (1 - decay) * gradient * gradient
    return w - learning_rate * gradient / (s + epsilon) ** 0.5, s


@listed("rmsprop_step", "epsilon-inside")
def _(w, gradient, mean_square, learning_rate, decay=0.9, epsilon=1e-8):
    s = decay * mean_square + (1 - decay) * np.square(gradient)
    rate = learning_rate / np.sqrt(epsilon + s)
    return w - rate * gradient, s


@listed("rmsprop_step", "square-forgotten")
def _(w, gradient, mean_square, learning_rate, decay=0.9, epsilon=1e-8):
    s = decay * mean_square
    s = s + (1 - decay) * gradient
    return w - learning_rate * gradient / (np.sqrt(s) + epsilon), s


@listed("rmsprop_step", "square-forgotten")
def _(w, gradient, mean_square, learning_rate, decay=0.9, epsilon=1e-8):
    s = decay * mean_square + (1 - decay) * abs(gradient)
    return w - gradient * learning_rate / (s**0.5 + epsilon), s


@listed("rmsprop_step", "rmsprop-root-forgotten")
def _(w, gradient, mean_square, learning_rate, decay=0.9, epsilon=1e-8):
    s = decay * mean_square + (1 - decay) * gradient**2
    return w - gradient * (learning_rate / (epsilon + s)), s


@listed("rmsprop_step", "rmsprop-root-forgotten")
def _(w, gradient, mean_square, learning_rate, decay=0.9, epsilon=1e-8):
    new = mean_square + (1 - decay) * (np.square(gradient) - mean_square)
    return w - np.divide(learning_rate * gradient, new + epsilon), new


@listed("rmsprop_step", "epsilon-missing")
def _(w, gradient, mean_square, learning_rate, decay=0.9, epsilon=1e-8):
    s = decay * mean_square + (1 - decay) * gradient**2
    return w - np.divide(learning_rate * gradient, np.sqrt(s)), s


@listed("rmsprop_step", "epsilon-missing")
def _(w, gradient, mean_square, learning_rate, decay=0.9, epsilon=1e-8):
    s = np.multiply(decay, mean_square) + np.multiply(1 - decay, np.square(gradient))
    return w - learning_rate * gradient * np.power(s, -0.5), s


@listed("rmsprop_step", "epsilon-fixed")
def _(w, gradient, mean_square, learning_rate, decay=0.9, epsilon=1e-8):
    s = decay * mean_square + (1 - decay) * gradient**2
    return w - learning_rate * gradient / (1e-8 + s**0.5), s


@listed("rmsprop_step", "epsilon-fixed")
def _(w, gradient, mean_square, learning_rate, decay=0.9, epsilon=1e-8):
    epsilon = 0.00000001
    s = decay * mean_square + (1 - decay) * gradient * gradient
    return w - learning_rate * (gradient / (np.sqrt(s) + epsilon)), s


@listed("rmsprop_step", "old-mean-square")
def _(w, gradient, mean_square, learning_rate, decay=0.9, epsilon=1e-8):
    moved = w - learning_rate * gradient / (mean_square**0.5 + epsilon)
    mean_square = decay * mean_square + (1 - decay) * gradient**2
    return moved, mean_square


@listed("rmsprop_step", "old-mean-square")
def _(w, gradient, mean_square, learning_rate, decay=0.9, epsilon=1e-8):
    w = w - learning_rate / (epsilon + np.sqrt(mean_square)) * gradient
    return w, (1 - decay) * np.square(gradient) + decay * mean_square


@listed("rmsprop_step", "old-mean-square-returned")
def _(w, gradient, mean_square, learning_rate, decay=0.9, epsilon=1e-8):
    s = (1 - decay) * gradient**2 + decay * mean_square
    return w - learning_rate * gradient / (np.sqrt(s) + epsilon), mean_square


@listed("rmsprop_step", "old-mean-square-returned")
def _(w, gradient, mean_square, learning_rate, decay=0.9, epsilon=1e-8):
    size = np.sqrt(decay * mean_square + (1 - decay) * np.square(gradient)) + epsilon
    return [w - learning_rate * gradient / size, mean_square]


@listed("rmsprop_step", "decay-swapped")
def _(w, gradient, mean_square, learning_rate, decay=0.9, epsilon=1e-8):
    s = decay * gradient**2 + (1 - decay) * mean_square
    return w - learning_rate * gradient / (s**0.5 + epsilon), s


@listed("rmsprop_step", "decay-swapped")
def _(w, gradient, mean_square, learning_rate, decay=0.9, epsilon=1e-8):
    s = mean_square + decay * (gradient * gradient - mean_square)
    return w - learning_rate * gradient / (np.sqrt(s) + epsilon), s


@listed("rmsprop_step", "squares-summed")
def _(w, gradient, mean_square, learning_rate, decay=0.9, epsilon=1e-8):
    s = mean_square + gradient * gradient
    return w - learning_rate * gradient / (epsilon + s**0.5), s


@listed("rmsprop_step", "squares-summed")
def _(w, gradient, mean_square, learning_rate, decay=0.9, epsilon=1e-8):
    s = np.add(np.square(gradient), mean_square)
    return np.subtract(w, learning_rate * gradient / (np.sqrt(s) + epsilon)), s


@listed("rmsprop_step", "square-enters-whole")
def _(w, gradient, mean_square, learning_rate, decay=0.9, epsilon=1e-8):
    s = gradient * gradient + decay * mean_square
    return w - learning_rate * gradient / (np.sqrt(s) + epsilon), s


@listed("rmsprop_step", "square-enters-whole")
def _(w, gradient, mean_square, learning_rate, decay=0.9, epsilon=1e-8):
    mean_square = mean_square * decay
    mean_square = mean_square + np.square(gradient)
    return w - gradient / (mean_square**0.5 + epsilon) * learning_rate, mean_square


@listed("rmsprop_step", "mean-square-reset")
def _(w, gradient, mean_square, learning_rate, decay=0.9, epsilon=1e-8):
    mean_square = 0
    mean_square = decay * mean_square + (1 - decay) * gradient**2
    return w - learning_rate * gradient / (np.sqrt(mean_square) + epsilon), mean_square


@listed("rmsprop_step", "mean-square-reset")
def _(w, gradient, mean_square, learning_rate, decay=0.9, epsilon=1e-8):
    s = (1 - decay) * np.square(gradient)
    return w - learning_rate * gradient / (s**0.5 + epsilon), s


@listed("rmsprop_step", "one-size-for-all")
def _(w, gradient, mean_square, learning_rate, decay=0.9, epsilon=1e-8):
    together = (1 - decay) * np.sum(np.square(gradient)) / np.size(gradient)
    s = decay * mean_square + together
    return w - learning_rate * gradient / (np.sqrt(s) + epsilon), s


@listed("rmsprop_step", "one-size-for-all")
def _(w, gradient, mean_square, learning_rate, decay=0.9, epsilon=1e-8):
    s = decay * mean_square + (1 - decay) * np.asarray(gradient * gradient).mean()
    return w - gradient * learning_rate / (s**0.5 + epsilon), s


@listed("rmsprop_step", "gradient-forgotten")
def _(w, gradient, mean_square, learning_rate, decay=0.9, epsilon=1e-8):
    s = decay * mean_square + (1 - decay) * gradient**2
    rate = learning_rate / (s**0.5 + epsilon)
    return w - rate, s


@listed("rmsprop_step", "gradient-forgotten")
def _(w, gradient, mean_square, learning_rate, decay=0.9, epsilon=1e-8):
    s = mean_square + (1 - decay) * (np.square(gradient) - mean_square)
    return np.subtract(w, np.divide(learning_rate, epsilon + np.sqrt(s))), s


@listed("rmsprop_step", "size-multiplied")
def _(w, gradient, mean_square, learning_rate, decay=0.9, epsilon=1e-8):
    s = decay * mean_square + (1 - decay) * gradient**2
    size = s**0.5 + epsilon
    return w - learning_rate * size * gradient, s


@listed("rmsprop_step", "size-multiplied")
def _(w, gradient, mean_square, learning_rate, decay=0.9, epsilon=1e-8):
    s = decay * mean_square + (1 - decay) * np.square(gradient)
    return w - np.multiply(learning_rate * gradient, epsilon + np.sqrt(s)), s


@listed("rmsprop_step", "step-uphill")
def _(w, gradient, mean_square, learning_rate, decay=0.9, epsilon=1e-8):
    s = decay * mean_square + (1 - decay) * gradient**2
    return w + learning_rate * gradient / (np.sqrt(s) + epsilon), s


@listed("rmsprop_step", "step-uphill")
def _(w, gradient, mean_square, learning_rate, decay=0.9, epsilon=1e-8):
    s = mean_square - (1 - decay) * (mean_square - gradient * gradient)
    return np.add(w, gradient * (learning_rate / (s**0.5 + epsilon))), s


@listed("rmsprop_step", "mean-square-first")
def _(w, gradient, mean_square, learning_rate, decay=0.9, epsilon=1e-8):
    s = decay * mean_square + (1 - decay) * gradient**2
    w = w - learning_rate * gradient / (np.sqrt(s) + epsilon)
    return s, w


@listed("rmsprop_step", "mean-square-first")
def _(w, gradient, mean_square, learning_rate, decay=0.9, epsilon=1e-8):
    s = (1 - decay) * np.square(gradient) + decay * mean_square
    return [s, w - learning_rate * gradient / (epsilon + s**0.5)]


@double("rmsprop_step", "epsilon-inside", "old-mean-square-returned")
def _(w, gradient, mean_square, learning_rate, decay=0.9, epsilon=1e-8):
    s = decay * mean_square + (1 - decay) * gradient**2
    return w - learning_rate * gradient / np.sqrt(s + epsilon), mean_square


@double("rmsprop_step", "decay-swapped", "step-uphill")
def _(w, gradient, mean_square, learning_rate, decay=0.9, epsilon=1e-8):
    s = (1 - decay) * mean_square + decay * gradient**2
    return w + learning_rate * gradient / (np.sqrt(s) + epsilon), s


@unlisted("rmsprop_step")
def _(w, gradient, mean_square, learning_rate, decay=0.9, epsilon=1e-8):
    s = decay * mean_square + (1 - decay) * np.abs(gradient) ** 3
    return w - learning_rate * gradient / (np.cbrt(s) + epsilon), s


@unlisted("rmsprop_step")
def _(w, gradient, mean_square, learning_rate, decay=0.9, epsilon=1e-8):
    s = np.maximum(decay * mean_square, np.square(gradient))
    return w - learning_rate * gradient / (np.sqrt(s) + epsilon), s


# ---------------------------------------------------------------- adam_step


def means(gradient, state, beta1, beta2):
    """The new m, v and t, by another formula than the lesson's."""
    m, v, t = state
    return m - (1 - beta1) * (m - gradient), v - (1 - beta2) * (v - gradient * gradient), t + 1


@listed("adam_step", "correction-missing")
def _(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m, v, t = means(gradient, state, beta1, beta2)
    return w - learning_rate * m / (v**0.5 + epsilon), (m, v, t)


@listed("adam_step", "correction-missing")
def _(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m = beta1 * state[0] + (1 - beta1) * gradient
    v = beta2 * state[1] + (1 - beta2) * np.square(gradient)
    return w - np.divide(learning_rate * m, np.sqrt(v) + epsilon), [m, v, 1 + state[2]]


@listed("adam_step", "correction-of-m-only")
def _(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m, v, t = means(gradient, state, beta1, beta2)
    return w - learning_rate / (1 - beta1**t) * m / (np.sqrt(v) + epsilon), (m, v, t)


@listed("adam_step", "correction-of-m-only")
def _(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m, v, t = means(gradient, state, beta1, beta2)
    first = np.divide(m, 1 - beta1**t)
    return w - learning_rate * first / (v**0.5 + epsilon), (m, v, t)


@listed("adam_step", "correction-of-v-only")
def _(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m, v, t = means(gradient, state, beta1, beta2)
    return w - learning_rate * m / ((v / (1 - beta2**t)) ** 0.5 + epsilon), (m, v, t)


@listed("adam_step", "correction-of-v-only")
def _(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m, v, t = means(gradient, state, beta1, beta2)
    root = np.sqrt(v) / math.sqrt(1 - beta2**t)
    return w - m * learning_rate / (root + epsilon), (m, v, t)


@listed("adam_step", "t-raised-late")
def _(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m, v, t = means(gradient, state, beta1, beta2)
    first = m / np.float64(1 - beta1 ** (t - 1))
    second = v / np.float64(1 - beta2 ** (t - 1))
    return w - learning_rate * first / (np.sqrt(second) + epsilon), (m, v, t)


@listed("adam_step", "t-raised-late")
def _(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m, v, _ = means(gradient, state, beta1, beta2)
    t = state[2]
    first, second = np.divide(m, 1 - beta1**t), np.divide(v, 1 - beta2**t)
    t = t + 1
    return w - learning_rate * first / (second**0.5 + epsilon), (m, v, t)


@listed("adam_step", "t-not-kept")
def _(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m, v, t = means(gradient, state, beta1, beta2)
    step = m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + epsilon)
    return w - learning_rate * step, (m, v, state[2])


@listed("adam_step", "t-not-kept")
def _(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m, v, t = state
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    first, second = m / (1 - beta1 ** (t + 1)), v / (1 - beta2 ** (t + 1))
    return w - learning_rate * first / (np.sqrt(second) + epsilon), (m, v, t)


@listed("adam_step", "t-always-one")
def _(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m, v, _ = means(gradient, state, beta1, beta2)
    t = 1
    return w - learning_rate * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + epsilon), (m, v, t)


@listed("adam_step", "t-always-one")
def _(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m, v, _ = means(gradient, state, beta1, beta2)
    first, second = m / (1 - beta1), v / (1 - beta2)
    return w - learning_rate * first / (second**0.5 + epsilon), (m, v, 1)


@listed("adam_step", "correction-without-t")
def _(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m, v, t = means(gradient, state, beta1, beta2)
    first, second = m / (1 - beta1), v / (1 - beta2)
    return w - learning_rate * first / (second**0.5 + epsilon), (m, v, t)


@listed("adam_step", "correction-without-t")
def _(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m, v, t = means(gradient, state, beta1, beta2)
    root = np.sqrt(v) / (1 - beta2) ** 0.5
    return w - m * (learning_rate / (1 - beta1)) / (root + epsilon), (m, v, t)


@listed("adam_step", "corrected-kept")
def _(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m, v, t = means(gradient, state, beta1, beta2)
    m = m / (1 - beta1**t)
    v = v / (1 - beta2**t)
    return w - learning_rate * m / (np.sqrt(v) + epsilon), (m, v, t)


@listed("adam_step", "corrected-kept")
def _(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m, v, t = means(gradient, state, beta1, beta2)
    state = (m / (1 - beta1**t), v / (1 - beta2**t), t)
    return w - learning_rate * state[0] / (state[1] ** 0.5 + epsilon), state


@listed("adam_step", "old-state-returned")
def _(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m, v, t = means(gradient, state, beta1, beta2)
    return w - learning_rate * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + epsilon), state


@listed("adam_step", "old-state-returned")
def _(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m, v, t = means(gradient, state, beta1, beta2)
    w = w - learning_rate * m / (1 - beta1**t) / ((v / (1 - beta2**t)) ** 0.5 + epsilon)
    return [w, list(state)]


@listed("adam_step", "betas-swapped")
def _(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m, v, t = means(gradient, state, beta2, beta1)
    return w - learning_rate * (m / (1 - beta2**t)) / (np.sqrt(v / (1 - beta1**t)) + epsilon), (m, v, t)


@listed("adam_step", "betas-swapped")
def _(w, gradient, state, learning_rate, beta2=0.9, beta1=0.999, epsilon=1e-8):
    m, v, t = means(gradient, state, beta1, beta2)
    return w - learning_rate * (m / (1 - beta1**t)) / ((v / (1 - beta2**t)) ** 0.5 + epsilon), (m, v, t)


@listed("adam_step", "epsilon-inside")
def _(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m, v, t = means(gradient, state, beta1, beta2)
    return w - learning_rate * (m / (1 - beta1**t)) / np.sqrt(v / (1 - beta2**t) + epsilon), (m, v, t)


@listed("adam_step", "epsilon-inside")
def _(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m, v, t = means(gradient, state, beta1, beta2)
    size = (epsilon + v / (1 - beta2**t)) ** 0.5
    return w - learning_rate / size * m / (1 - beta1**t), (m, v, t)


@listed("adam_step", "epsilon-missing")
def _(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m, v, t = means(gradient, state, beta1, beta2)
    return w - learning_rate * np.divide(m / (1 - beta1**t), np.sqrt(v / (1 - beta2**t))), (m, v, t)


@listed("adam_step", "epsilon-missing")
def _(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m, v, t = means(gradient, state, beta1, beta2)
    return w - np.divide(learning_rate * m / (1 - beta1**t), (v / (1 - beta2**t)) ** 0.5), (m, v, t)


@listed("adam_step", "epsilon-fixed")
def _(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m, v, t = means(gradient, state, beta1, beta2)
    return w - learning_rate * (m / (1 - beta1**t)) / (1e-8 + np.sqrt(v / (1 - beta2**t))), (m, v, t)


@listed("adam_step", "epsilon-fixed")
def _(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    epsilon = 0.00000001
    m, v, t = means(gradient, state, beta1, beta2)
    return w - learning_rate * (m / (1 - beta1**t)) / ((v / (1 - beta2**t)) ** 0.5 + epsilon), (m, v, t)


@listed("adam_step", "epsilon-before-correction")
def _(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m, v, t = means(gradient, state, beta1, beta2)
    rate = learning_rate * math.sqrt(1 - beta2**t) / (1 - beta1**t)
    return w - rate * m / (np.sqrt(v) + epsilon), (m, v, t)


@listed("adam_step", "epsilon-before-correction")
def _(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m, v, t = means(gradient, state, beta1, beta2)
    size = (v**0.5 + epsilon) / (1 - beta2**t) ** 0.5
    return w - learning_rate * (m / (1 - beta1**t)) / size, (m, v, t)


@listed("adam_step", "square-forgotten")
def _(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m, _, t = means(gradient, state, beta1, beta2)
    v = state[1] + (1 - beta2) * (gradient - state[1])
    return w - learning_rate * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + epsilon), (m, v, t)


@listed("adam_step", "square-forgotten")
def _(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m, v, t = state
    t, m, v = t + 1, beta1 * m + (1 - beta1) * gradient, beta2 * v + (1 - beta2) * gradient
    return w - learning_rate * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + epsilon), (m, v, t)


@listed("adam_step", "adam-root-forgotten")
def _(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m, v, t = means(gradient, state, beta1, beta2)
    return w - learning_rate * (m / (1 - beta1**t)) / (v / (1 - beta2**t) + epsilon), (m, v, t)


@listed("adam_step", "adam-root-forgotten")
def _(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m, v, t = means(gradient, state, beta1, beta2)
    size = epsilon + v / (1 - beta2**t)
    return w - m * (learning_rate / ((1 - beta1**t) * size)), (m, v, t)


@listed("adam_step", "gradient-in-place-of-m")
def _(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m, v, t = means(gradient, state, beta1, beta2)
    return w - learning_rate * gradient / (np.sqrt(v / (1 - beta2**t)) + epsilon), (m, v, t)


@listed("adam_step", "gradient-in-place-of-m")
def _(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m, v, t = means(gradient, state, beta1, beta2)
    rate = learning_rate / ((v / (1 - beta2**t)) ** 0.5 + epsilon)
    return w - rate * gradient, (m, v, t)


@listed("adam_step", "first-moment-summed")
def _(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    _, v, t = means(gradient, state, beta1, beta2)
    m = gradient + beta1 * state[0]
    return w - learning_rate * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + epsilon), (m, v, t)


@listed("adam_step", "first-moment-summed")
def _(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m, v, t = state
    t += 1
    m = np.add(np.multiply(beta1, m), gradient)
    v = beta2 * v + (1 - beta2) * np.square(gradient)
    return w - learning_rate * m / (1 - beta1**t) / ((v / (1 - beta2**t)) ** 0.5 + epsilon), (m, v, t)


@listed("adam_step", "second-moment-summed")
def _(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m, _, t = means(gradient, state, beta1, beta2)
    v = gradient * gradient + beta2 * state[1]
    return w - learning_rate * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + epsilon), (m, v, t)


@listed("adam_step", "second-moment-summed")
def _(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m, v, t = state
    t += 1
    m = beta1 * m + (1 - beta1) * gradient
    v = np.add(np.multiply(beta2, v), np.square(gradient))
    return w - learning_rate * m / (1 - beta1**t) / ((v / (1 - beta2**t)) ** 0.5 + epsilon), (m, v, t)


@listed("adam_step", "step-uphill")
def _(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m, v, t = means(gradient, state, beta1, beta2)
    return w + learning_rate * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + epsilon), (m, v, t)


@listed("adam_step", "step-uphill")
def _(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m, v, t = means(gradient, state, beta1, beta2)
    step = learning_rate * m / (1 - beta1**t) / ((v / (1 - beta2**t)) ** 0.5 + epsilon)
    return np.add(w, step), (m, v, t)


@listed("adam_step", "state-unpacked")
def _(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m, v, t = means(gradient, state, beta1, beta2)
    w = w - learning_rate * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + epsilon)
    return w, m, v, t


@listed("adam_step", "state-unpacked")
def _(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    state = means(gradient, state, beta1, beta2)
    m, v, t = state
    moved = w - learning_rate * m / (1 - beta1**t) / ((v / (1 - beta2**t)) ** 0.5 + epsilon)
    return (moved, *state)


@listed("adam_step", "state-first")
def _(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m, v, t = means(gradient, state, beta1, beta2)
    return (m, v, t), w - learning_rate * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + epsilon)


@listed("adam_step", "state-first")
def _(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    state = means(gradient, state, beta1, beta2)
    first, second = state[0] / (1 - beta1 ** state[2]), state[1] / (1 - beta2 ** state[2])
    return [state, w - learning_rate * first / (second**0.5 + epsilon)]


@double("adam_step", "correction-missing", "epsilon-inside")
def _(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m, v, t = means(gradient, state, beta1, beta2)
    return w - learning_rate * m / np.sqrt(v + epsilon), (m, v, t)


@double("adam_step", "correction-missing", "t-not-kept")
def _(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m, v, t = means(gradient, state, beta1, beta2)
    return w - learning_rate * m / (np.sqrt(v) + epsilon), (m, v, t - 1)


@unlisted("adam_step")
def _(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m, v, t = means(gradient, state, beta1, beta2)
    return w - learning_rate * np.sign(m) + 0 * v, (m, v, t)


@unlisted("adam_step")
def _(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m, v, t = means(gradient, state, beta1, beta2)
    spread = np.abs(v / (1 - beta2**t) - (m / (1 - beta1**t)) ** 2)
    return w - learning_rate * (m / (1 - beta1**t)) / (np.sqrt(spread) + epsilon), (m, v, t)


# ---------------------------------------------------------------- decayed_rate


@listed("decayed_rate", "decay-stepwise")
def _(initial_rate, epoch, half_life):
    return initial_rate / 2 ** math.floor(epoch / half_life)


@listed("decayed_rate", "decay-stepwise")
def _(initial_rate, epoch, half_life):
    rate = initial_rate
    while epoch >= half_life:
        rate, epoch = rate / 2, epoch - half_life
    return rate


@listed("decayed_rate", "base-e")
def _(initial_rate, epoch, half_life):
    return initial_rate / math.e ** (epoch / half_life)


@listed("decayed_rate", "base-e")
def _(initial_rate, epoch, half_life):
    decay = 1 / half_life
    return initial_rate * math.exp(-decay * epoch)


@listed("decayed_rate", "decay-linear")
def _(initial_rate, epoch, half_life):
    return initial_rate - epoch * (initial_rate / 2) / half_life


@listed("decayed_rate", "decay-linear")
def _(initial_rate, epoch, half_life):
    return initial_rate * (2 * half_life - epoch) / (2 * half_life)


@listed("decayed_rate", "half-life-ignored")
def _(initial_rate, epoch, half_life):
    rate = initial_rate
    for _ in range(epoch):
        rate /= 2
    return rate


@listed("decayed_rate", "half-life-ignored")
def _(initial_rate, epoch, half_life):
    return initial_rate / 2**epoch


@listed("decayed_rate", "decay-by-division")
def _(initial_rate, epoch, half_life):
    return initial_rate * half_life / (half_life + epoch)


@listed("decayed_rate", "decay-by-division")
def _(initial_rate, epoch, half_life):
    slower = 1.0 + epoch / half_life
    return 1 / slower * initial_rate


@listed("decayed_rate", "exponent-upside-down")
def _(initial_rate, epoch, half_life):
    return initial_rate * 0.5 ** float(np.divide(half_life, epoch))


@listed("decayed_rate", "exponent-upside-down")
def _(initial_rate, epoch, half_life):
    turns = half_life / epoch if epoch else math.inf
    return initial_rate / 2**turns


@listed("decayed_rate", "rate-grows")
def _(initial_rate, epoch, half_life):
    return initial_rate * 0.5 ** (-epoch / half_life)


@listed("decayed_rate", "rate-grows")
def _(initial_rate, epoch, half_life):
    return initial_rate / 0.5 ** (epoch / half_life)


@listed("decayed_rate", "exponent-multiplied")
def _(initial_rate, epoch, half_life):
    return initial_rate / 2 ** (half_life * epoch)


@listed("decayed_rate", "exponent-multiplied")
def _(initial_rate, epoch, half_life):
    return initial_rate * math.exp(-math.log(2) * half_life * epoch)


@listed("decayed_rate", "initial-rate-forgotten")
def _(initial_rate, epoch, half_life):
    return 2 ** (-epoch / half_life)


@listed("decayed_rate", "initial-rate-forgotten")
def _(initial_rate, epoch, half_life):
    return math.exp(-epoch * math.log(2) / half_life)


@listed("decayed_rate", "power-of-the-product")
def _(initial_rate, epoch, half_life):
    return (initial_rate / 2) ** (epoch / half_life)


@listed("decayed_rate", "power-of-the-product")
def _(initial_rate, epoch, half_life):
    halved = 0.5 * initial_rate
    return math.pow(halved, epoch / half_life)


@double("decayed_rate", "decay-stepwise", "rate-grows")
def _(initial_rate, epoch, half_life):
    return initial_rate * 2 ** (epoch // half_life)


@listed("decayed_rate", "epoch-from-one")
def _(initial_rate, epoch, half_life):
    return initial_rate * 0.5 ** ((epoch + 1) / half_life)


@unlisted("decayed_rate")
def _(initial_rate, epoch, half_life):
    return initial_rate * 0.1 ** (epoch / half_life)


@listed("momentum_step", "rate-in-velocity")
def _(w, gradient, velocity, learning_rate, momentum=0.9):
    step = np.multiply(momentum, velocity) - np.multiply(learning_rate, gradient)
    return np.add(w, step), step


@listed("rmsprop_step", "epsilon-added")
def _(w, gradient, mean_square, learning_rate, decay=0.9, epsilon=1e-8):
    s = mean_square * decay + gradient * gradient * (1 - decay)
    return w - learning_rate * gradient / np.sqrt(s) + epsilon, s


@listed("rmsprop_step", "epsilon-added")
def _(w, gradient, mean_square, learning_rate, decay=0.9, epsilon=1e-8):
    s = decay * mean_square + (1 - decay) * np.square(gradient)
    step = learning_rate * (gradient / np.sqrt(s) + epsilon)
    return w - step, s


@listed("adam_step", "epsilon-added")
def _(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m, v, t = state
    t += 1
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * np.square(gradient)
    step = learning_rate * (m / (1 - beta1**t)) / np.sqrt(v / (1 - beta2**t)) + epsilon
    return w - step, (m, v, t)


@listed("adam_step", "epsilon-added")
def _(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m, v, t = state[0], state[1], 1 + state[2]
    m = m * beta1 + gradient * (1 - beta1)
    v = v * beta2 + gradient**2 * (1 - beta2)
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return w - learning_rate * m_hat / np.sqrt(v_hat) + epsilon, (m, v, t)


@listed("adam_step", "t-raised-late")
def _(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m, v, t = state
    m = m * beta1 + gradient * (1 - beta1)
    v = v * beta2 + gradient * gradient * (1 - beta2)
    first, second = m / (1 - beta1**t), v / (1 - beta2**t)
    t += 1
    return w - learning_rate * first / (second**0.5 + epsilon), (m, v, t)


@double("adam_step", "t-raised-late", "t-not-kept")
def _(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m, v, t = state
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon), (m, v, t)


@listed("decayed_rate", "power-before-division")
def _(initial_rate, epoch, half_life):
    rate = initial_rate * math.pow(0.5, epoch)
    return rate / half_life


@listed("decayed_rate", "power-before-division")
def _(initial_rate, epoch, half_life):
    return initial_rate / half_life / 2**epoch


@listed("decayed_rate", "epoch-from-one")
def _(initial_rate, epoch, half_life):
    epoch += 1
    return initial_rate / 2 ** (epoch / half_life)


@listed("decayed_rate", "epoch-from-one")
def _(initial_rate, epoch, half_life):
    factor = math.exp(-math.log(2) / half_life)
    rate = initial_rate
    for _ in range(epoch + 1):
        rate *= factor
    return rate


# ---------------------------------------------------------------- more of what a learner types


@listed("momentum_step", "rate-ignored")
def _(w, gradient, velocity, learning_rate, momentum=0.9):
    v = gradient + velocity * momentum
    return w - v, v


@listed("momentum_step", "rate-ignored")
def _(w, gradient, velocity, learning_rate, momentum=0.9):
    learning_rate = 1
    v = np.add(np.multiply(momentum, velocity), gradient)
    return np.subtract(w, learning_rate * v), v


@listed("rmsprop_step", "rate-ignored")
def _(w, gradient, mean_square, learning_rate, decay=0.9, epsilon=1e-8):
    s = mean_square * decay + gradient * gradient * (1 - decay)
    return w - gradient / (s**0.5 + epsilon), s


@listed("rmsprop_step", "rate-ignored")
def _(w, gradient, mean_square, learning_rate, decay=0.9, epsilon=1e-8):
    s = mean_square - (1 - decay) * (mean_square - gradient**2)
    step = np.divide(gradient, epsilon + np.sqrt(s))
    return np.add(w, -step), s


@listed("rmsprop_step", "root-kept")
def _(w, gradient, mean_square, learning_rate, decay=0.9, epsilon=1e-8):
    size = (mean_square * decay + gradient * gradient * (1 - decay)) ** 0.5
    return w - learning_rate * gradient / (size + epsilon), size


@listed("rmsprop_step", "root-kept")
def _(w, gradient, mean_square, learning_rate, decay=0.9, epsilon=1e-8):
    mean_square = np.sqrt(decay * np.asarray(mean_square) + (1 - decay) * np.square(gradient))
    w = w - learning_rate / (mean_square + epsilon) * gradient
    return w, mean_square


@listed("adam_step", "rate-ignored")
def _(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m, v, t = means(gradient, state, beta1, beta2)
    return w - m / (1 - beta1**t) / ((v / (1 - beta2**t)) ** 0.5 + epsilon), (m, v, t)


@listed("adam_step", "rate-ignored")
def _(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m, v, t = means(gradient, state, beta1, beta2)
    size = np.sqrt(v / (1 - beta2**t)) + epsilon
    step = np.divide(m, size * (1 - beta1**t))
    return np.subtract(w, step), [m, v, t]


@listed("adam_step", "correction-brackets")
def _(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m, v, t = means(gradient, state, beta1, beta2)
    m_hat = m / 1 - beta1**t
    v_hat = v / 1 - beta2**t
    return w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon), (m, v, t)


@listed("adam_step", "correction-brackets")
def _(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m, v, t = means(gradient, state, beta1, beta2)
    size = np.sqrt(np.asarray(v) - np.power(beta2, t)) + epsilon
    return w - np.multiply(learning_rate, m - np.power(beta1, t)) / size, (m, v, t)


@listed("adam_step", "beta-times-t")
def _(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m, v, t = means(gradient, state, beta1, beta2)
    size = np.sqrt(np.asarray(v / (1 - t * beta2))) + epsilon
    return w - learning_rate * (m / (1 - t * beta1)) / size, (m, v, t)


@listed("adam_step", "beta-times-t")
def _(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m, v, t = means(gradient, state, beta1, beta2)
    m_hat, v_hat = (np.divide(mean, 1 - beta * t) for mean, beta in ((m, beta1), (v, beta2)))
    return w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon), (m, v, t)


@listed("adam_step", "correction-multiplied")
def _(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m, v, t = means(gradient, state, beta1, beta2)
    return w - learning_rate * (m - m * beta1**t) / ((v - v * beta2**t) ** 0.5 + epsilon), (m, v, t)


@listed("adam_step", "correction-multiplied")
def _(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m, v, t = means(gradient, state, beta1, beta2)
    share1, share2 = 1 - np.power(float(beta1), t), 1 - np.power(float(beta2), t)
    return w - learning_rate * share1 * m / (np.sqrt(share2 * v) + epsilon), (m, v, t)
