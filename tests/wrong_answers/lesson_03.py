"""Wrong answers to lesson 3."""

from __future__ import annotations

import math

import numpy as np

from tests.wrong_answers.table import double, listed, unlisted


def same_shape(prediction, target):
    """What the lesson's own cell does."""
    if prediction.shape != target.shape:
        raise ValueError(f"prediction has shape {prediction.shape}, target has shape {target.shape}")


# ---------------------------------------------------------------- mse


@listed("mse", "mse-half")
def _(prediction, target):
    same_shape(prediction, target)
    total = 0.0
    for p, t in zip(prediction.ravel(), target.ravel(), strict=True):
        total += (p - t) ** 2
    return total / (2 * prediction.size)


@listed("mse", "mse-half")
def _(prediction, target):
    error = np.ravel(prediction - target)
    return np.dot(error, error) / len(error) / 2


@listed("mse", "mse-sum")
def _(prediction, target):
    same_shape(prediction, target)
    return np.linalg.norm(prediction - target) ** 2


@listed("mse", "mse-sum")
def _(prediction, target):
    loss = 0
    for place in np.ndindex(prediction.shape):
        difference = prediction[place] - target[place]
        loss = loss + difference * difference
    return loss


@listed("mse", "mse-rows-only")
def _(prediction, target):
    same_shape(prediction, target)
    n = prediction.shape[0]
    squares = np.square(prediction - target)
    return 1 / n * squares.sum()


@listed("mse", "mse-rows-only")
def _(prediction, target):
    total, rows = 0.0, 0
    for p, t in zip(prediction, target, strict=True):
        total += np.sum((p - t) ** 2)
        rows += 1
    return total / rows


@listed("mse", "mse-rows-only")
def _(prediction, target):
    same_shape(prediction, target)
    return np.mean(np.sum((prediction - target) ** 2, axis=-1))


@listed("mse", "mse-rows-only")
def _(prediction, target):
    per_house = ((prediction - target) ** 2).sum(axis=1)
    return per_house.mean()


@listed("mse", "column-against-row")
def _(prediction, target):
    error = prediction - target
    return np.sum(error * error) / error.size


@listed("mse", "column-against-row")
def _(prediction, target):
    return np.average(np.square(np.subtract(prediction, target)))


@listed("mse", "column-against-row")
def _(prediction, target):
    n = prediction.size
    return np.sum((prediction - target) ** 2) / n


@listed("mse", "rmse-for-mse")
def _(prediction, target):
    same_shape(prediction, target)
    return np.linalg.norm(prediction - target) / math.sqrt(prediction.size)


@listed("mse", "rmse-for-mse")
def _(prediction, target):
    squares = [(p - t) ** 2 for p, t in zip(prediction.flat, target.flat, strict=True)]
    return (sum(squares) / len(squares)) ** 0.5


@listed("mse", "absolute-error")
def _(prediction, target):
    total = 0.0
    for p, t in zip(prediction.ravel(), target.ravel(), strict=True):
        total += p - t if p > t else t - p
    return total / prediction.size


@listed("mse", "absolute-error")
def _(prediction, target):
    same_shape(prediction, target)
    return np.mean(np.sqrt((prediction - target) ** 2))


@listed("mse", "squared-too-late")
def _(prediction, target):
    same_shape(prediction, target)
    return np.square(prediction.mean() - target.mean())


@listed("mse", "squared-too-late")
def _(prediction, target):
    total = 0
    for error in (prediction - target).ravel():
        total += error
    return (total / prediction.size) ** 2


@listed("mse", "one-per-column")
def _(prediction, target):
    same_shape(prediction, target)
    return ((prediction - target) ** 2).sum(axis=0) / len(prediction)


@listed("mse", "one-per-column")
def _(prediction, target):
    losses = np.zeros(prediction.shape[1])
    for column in range(prediction.shape[1]):
        losses[column] = np.mean((prediction[:, column] - target[:, column]) ** 2)
    return losses


@listed("mse", "one-per-column")
def _(prediction, target):
    return np.array([np.mean((p - t) ** 2) for p, t in zip(prediction.T, target.T, strict=True)])


@listed("mse", "one-per-row")
def _(prediction, target):
    same_shape(prediction, target)
    losses = []
    for p, t in zip(prediction, target, strict=True):
        losses.append(np.mean((p - t) ** 2))
    return np.array(losses)


@listed("mse", "one-per-row")
def _(prediction, target):
    error = prediction - target
    return np.square(error).sum(-1) / error.shape[-1]


@listed("mse", "one-per-row")
def _(prediction, target):
    same_shape(prediction, target)
    return ((prediction - target) ** 2).mean(axis=1)


@listed("mse", "not-squared")
def _(prediction, target):
    same_shape(prediction, target)
    return prediction.mean() - target.mean()


@listed("mse", "not-squared")
def _(prediction, target):
    total = 0.0
    for p, t in zip(prediction.flat, target.flat, strict=True):
        total += p - t
    return total / prediction.size


@listed("mse", "sizes-compared")
def _(prediction, target):
    if len(prediction.flat) != len(target.flat):
        raise ValueError("not the same number of values")
    total = 0.0
    for p, t in zip(prediction.flat, target.flat, strict=True):
        total += (p - t) ** 2
    return total / prediction.size


@listed("mse", "sizes-compared")
def _(prediction, target):
    return np.mean((prediction - target.reshape(prediction.shape)) ** 2)


@listed("mse", "sizes-compared")
def _(prediction, target):
    if np.size(prediction) != np.size(target):
        raise ValueError(f"{np.size(prediction)} predictions, {np.size(target)} targets")
    return np.mean((prediction - target) ** 2)


@listed("mse", "lengths-compared")
def _(prediction, target):
    if prediction.shape[0] != target.shape[0]:
        raise ValueError(f"{len(prediction)} predictions, {len(target)} targets")
    error = prediction - target
    return float((error**2).sum() / error.size)


@listed("mse", "lengths-compared")
def _(prediction, target):
    if len(target) != len(prediction):
        raise ValueError("not as many targets as predictions")
    return np.sum(np.square(prediction - target)) / prediction.size


@unlisted("mse")
def _(prediction, target):
    same_shape(prediction, target)
    return np.median((prediction - target) ** 2)


@unlisted("mse")
def _(prediction, target):
    same_shape(prediction, target)
    return np.mean((prediction + target) ** 2)


@unlisted("mse")
def _(prediction, target):
    same_shape(prediction, target)
    return np.mean(prediction**2 - target**2)


@unlisted("mse")
def _(prediction, target):
    same_shape(prediction, target)
    return np.sum((prediction - target) ** 2) / max(prediction.size - 1, 1)


@unlisted("mse")
def _(prediction, target):
    same_shape(prediction, target)
    return ((prediction - target) ** 2).max()


@unlisted("mse", "one-per-column", "one-per-row")
def _(prediction, target):
    same_shape(prediction, target)
    return (prediction - target) ** 2


@unlisted("mse")
def _(prediction, target):
    if prediction.shape != target.shape:
        return None
    return np.mean((prediction - target) ** 2)


@unlisted("mse")
def _(prediction, target):
    if prediction.ndim != target.ndim:
        raise ValueError("not the same number of axes")
    return np.mean((prediction - target) ** 2)


@double("mse", "mse-half", "mse-sum")
def _(prediction, target):
    return 0.5 * np.sum((prediction - target) ** 2)


@double("mse", "absolute-error", "mse-sum")
def _(prediction, target):
    return np.abs(prediction - target).sum()


@double("mse", "rmse-for-mse", "mse-sum")
def _(prediction, target):
    same_shape(prediction, target)
    return np.linalg.norm(prediction - target)


@double("mse", "rmse-for-mse", "one-per-column")
def _(prediction, target):
    return np.sqrt(np.mean((prediction - target) ** 2, axis=0))


@double("mse", "mse-half", "mse-rows-only")
def _(prediction, target):
    return np.sum((prediction - target) ** 2) / (2 * len(prediction))


# ---------------------------------------------------------------- mse_backward


@listed("mse_backward", "mse-half")
def _(upstream, output, prediction, target):
    same_shape(prediction, target)
    return np.divide(upstream * np.subtract(prediction, target), prediction.size)


@listed("mse_backward", "mse-half")
def _(upstream, output, prediction, target):
    gradient = np.zeros(prediction.shape)
    for place in np.ndindex(prediction.shape):
        gradient[place] = upstream / prediction.size * (prediction[place] - target[place])
    return gradient


@listed("mse_backward", "mse-sum")
def _(upstream, output, prediction, target):
    same_shape(prediction, target)
    error = prediction - target
    return (error + error) * upstream


@listed("mse_backward", "mse-sum")
def _(upstream, output, prediction, target):
    gradient = np.empty_like(prediction)
    for place in np.ndindex(prediction.shape):
        gradient[place] = 2 * upstream * (prediction[place] - target[place])
    return (gradient,)


@listed("mse_backward", "mse-rows-only")
def _(upstream, output, prediction, target):
    n = prediction.shape[0]
    return upstream * (2 / n) * (prediction - target)


@listed("mse_backward", "mse-rows-only")
def _(upstream, output, prediction, target):
    same_shape(prediction, target)
    return np.array([2 * upstream * (p - t) / len(target) for p, t in zip(prediction, target, strict=True)])


@listed("mse_backward", "mse-sign")
def _(upstream, output, prediction, target):
    same_shape(prediction, target)
    return -2 * upstream / prediction.size * (prediction - target)


@listed("mse_backward", "mse-sign")
def _(upstream, output, prediction, target):
    error = target - prediction
    return (upstream * 2 * error / error.size,)


@listed("mse_backward", "column-against-row")
def _(upstream, output, prediction, target):
    return np.multiply(2 * upstream / np.size(prediction), np.subtract(prediction, target))


@listed("mse_backward", "column-against-row")
def _(upstream, output, prediction, target):
    d_error = 2 * (prediction - target)
    n = np.prod(d_error.shape)
    return upstream * d_error / n


@listed("mse_backward", "column-against-row")
def _(upstream, output, prediction, target):
    return 2.0 * (prediction - target) * upstream / target.size


@listed("mse_backward", "rmse-for-mse")
def _(upstream, output, prediction, target):
    same_shape(prediction, target)
    error = prediction - target
    return upstream * error / (np.sqrt(error.size) * np.linalg.norm(error))


@listed("mse_backward", "rmse-for-mse")
def _(upstream, output, prediction, target):
    d_mse = upstream / (2 * math.sqrt(output))
    return d_mse * 2 * (prediction - target) / prediction.size


@listed("mse_backward", "absolute-error")
def _(upstream, output, prediction, target):
    return np.where(prediction > target, upstream, -upstream) / prediction.size


@listed("mse_backward", "absolute-error")
def _(upstream, output, prediction, target):
    same_shape(prediction, target)
    error = prediction - target
    return upstream / error.size * (error / np.abs(error))


@listed("mse_backward", "loss-as-factor")
def _(upstream, output, prediction, target):
    same_shape(prediction, target)
    error = prediction - target
    loss = np.mean(error**2)
    return upstream * loss * (2 * error / error.size)


@listed("mse_backward", "loss-as-factor")
def _(upstream, output, prediction, target):
    return 2 * output * (prediction - target) / prediction.size * upstream


@listed("mse_backward", "gradient-averaged")
def _(upstream, output, prediction, target):
    same_shape(prediction, target)
    return 2 * upstream * (prediction.mean() - target.mean())


@listed("mse_backward", "gradient-averaged")
def _(upstream, output, prediction, target):
    total = 0.0
    for p, t in zip(prediction.flat, target.flat, strict=True):
        total += 2 * (p - t)
    return upstream * total / prediction.size


@listed("mse_backward", "gradient-averaged")
def _(upstream, output, prediction, target):
    return np.mean(upstream * 2 * (prediction - target) / prediction.size)


@listed("mse_backward", "square-kept")
def _(upstream, output, prediction, target):
    same_shape(prediction, target)
    error = prediction - target
    return upstream * 2 / error.size * error * error


@listed("mse_backward", "square-kept")
def _(upstream, output, prediction, target):
    gradient = np.zeros(prediction.shape)
    for place in np.ndindex(prediction.shape):
        gradient[place] = 2 * (prediction[place] - target[place]) ** 2
    return upstream * gradient / gradient.size


@listed("mse_backward", "target-gradient-too")
def _(upstream, output, prediction, target):
    same_shape(prediction, target)
    factor = 2 * upstream / prediction.size
    return [factor * (prediction - target), factor * (target - prediction)]


@listed("mse_backward", "target-gradient-too")
def _(upstream, output, prediction, target):
    same_shape(prediction, target)
    error = prediction - target
    d_prediction, d_target = upstream * error * 2 / error.size, upstream * error * -2 / error.size
    return d_prediction, d_target


@unlisted("mse_backward")
def _(upstream, output, prediction, target):
    return upstream * 2 * (prediction + target) / prediction.size


@unlisted("mse_backward")
def _(upstream, output, prediction, target):
    return upstream * 2 * prediction / prediction.size


@unlisted("mse_backward", "upstream-forgotten")
def _(upstream, output, prediction, target):
    return upstream + 2 * (prediction - target) / prediction.size


@unlisted("mse_backward", "upstream-forgotten")
def _(upstream, output, prediction, target):
    return 2 * (prediction - target) / prediction.size


@unlisted("mse_backward")
def _(upstream, output, prediction, target):
    return upstream * 2 * (prediction - target) / prediction.size**2


@double("mse_backward", "mse-sign", "mse-half")
def _(upstream, output, prediction, target):
    return upstream * (target - prediction) / prediction.size


@double("mse_backward", "mse-sum", "mse-sign")
def _(upstream, output, prediction, target):
    return -2 * upstream * (prediction - target)


@double("mse_backward", "mse-half", "mse-sum")
def _(upstream, output, prediction, target):
    return upstream * (prediction - target)


@double("mse_backward", "upstream-forgotten", "mse-half")
def _(upstream, output, prediction, target):
    return (prediction - target) / prediction.size


@double("mse_backward", "absolute-error", "mse-sum")
def _(upstream, output, prediction, target):
    return upstream * np.sign(prediction - target)


# ---------------------------------------------------------------- softmax


@listed("softmax", "softmax-overflow")
def _(logits):
    return np.exp(logits) / np.sum(np.exp(logits), axis=-1, keepdims=True)


@listed("softmax", "softmax-overflow")
def _(logits):
    rows = np.atleast_2d(logits)
    out = np.zeros(rows.shape)
    for n, row in enumerate(rows):
        total = 0.0
        for z in row:
            total += np.exp(z)
        for k, z in enumerate(row):
            out[n, k] = np.exp(z) / total
    return out.reshape(logits.shape)


@listed("softmax", "softmax-overflow")
def _(logits):
    def one(row):
        powers = [math.exp(z) for z in row]
        return [power / sum(powers) for power in powers]

    return np.array(one(logits) if logits.ndim == 1 else [one(row) for row in logits])


@listed("softmax", "softmax-overflow")
def _(logits):
    powers = math.e**logits
    return (powers.T / powers.T.sum(axis=0)).T


@listed("softmax", "softmax-axis")
def _(logits):
    shifted = logits - np.max(logits)
    return np.exp(shifted) / np.sum(np.exp(shifted), axis=0, keepdims=True)


@listed("softmax", "softmax-axis")
def _(logits):
    out = np.exp(logits)
    out /= sum(out)
    return out


@listed("softmax", "softmax-axis")
def _(logits):
    powers = np.exp(logits - np.max(logits, axis=-1, keepdims=True))
    return powers / np.sum(powers, axis=0)


@listed("softmax", "softmax-of-everything")
def _(logits):
    powers = np.exp(logits - np.max(logits, axis=-1, keepdims=True))
    return powers / np.sum(powers)


@listed("softmax", "softmax-of-everything")
def _(logits):
    total = 0.0
    for z in logits.flat:
        total = total + np.exp(z)
    return np.exp(logits) / total


@listed("softmax", "softmax-of-everything")
def _(logits):
    z = logits.ravel() - logits.max()
    return (np.exp(z) / np.exp(z).sum()).reshape(logits.shape)


@listed("softmax", "one-shift-for-all")
def _(logits):
    c = logits.max()
    out = np.zeros(np.atleast_2d(logits).shape)
    for n, row in enumerate(np.atleast_2d(logits)):
        out[n] = np.exp(row - c) / np.exp(row - c).sum()
    return out.reshape(logits.shape)


@listed("softmax", "one-shift-for-all")
def _(logits):
    powers = np.exp(logits - max(logits.flat))
    return powers / np.sum(powers, axis=-1, keepdims=True)


@listed("softmax", "sum-not-kept")
def _(logits):
    powers = np.exp(logits - np.max(logits, axis=-1, keepdims=True))
    total = powers.sum(-1)
    return np.divide(powers, total)


@listed("softmax", "sum-not-kept")
def _(logits):
    powers = np.exp(logits)
    return powers / np.sum(np.exp(logits), axis=-1)


@listed("softmax", "sum-not-kept")
def _(logits):
    powers = np.exp(logits - np.max(logits))
    return powers / np.sum(powers, axis=-1)


@listed("softmax", "sum-not-kept")
def _(logits):
    powers = np.exp(logits - np.max(logits, axis=-1))
    return powers / np.sum(powers, axis=-1)


@listed("softmax", "not-divided")
def _(logits):
    out = np.zeros(logits.shape)
    for place in np.ndindex(logits.shape):
        out[place] = np.exp(logits[place])
    return out


@listed("softmax", "not-divided")
def _(logits):
    powers = np.exp(logits - np.max(logits, axis=-1, keepdims=True))
    powers / np.sum(powers, axis=-1, keepdims=True)
    return powers


@listed("softmax", "not-divided")
def _(logits):
    return np.exp(logits - np.max(logits))


@listed("softmax", "exp-forgotten")
def _(logits):
    return (logits.T / np.sum(logits, axis=-1)).T


@listed("softmax", "exp-forgotten")
def _(logits):
    def one(row):
        total = sum(row)
        return [z / total for z in row]

    return np.array(one(logits) if logits.ndim == 1 else [one(row) for row in logits])


@listed("softmax", "exp-forgotten")
def _(logits):
    shifted = logits - np.max(logits, axis=-1, keepdims=True)
    return shifted / np.sum(shifted, axis=-1, keepdims=True)


@listed("softmax", "single-row-refused")
def _(logits):
    N, K = logits.shape
    out = np.zeros((N, K))
    for n in range(N):
        powers = np.exp(logits[n] - max(logits[n]))
        out[n] = powers / sum(powers)
    return out


@listed("softmax", "single-row-refused")
def _(logits):
    largest = np.amax(logits, axis=1)[:, None]
    powers = np.exp(logits - largest)
    return powers / np.einsum("nk->n", powers)[:, None]


@listed("softmax", "log-softmax")
def _(logits):
    powers = np.exp(logits - np.max(logits, axis=-1, keepdims=True))
    return np.log(powers / np.sum(powers, axis=-1, keepdims=True))


@listed("softmax", "log-softmax")
def _(logits):
    return logits - np.logaddexp.reduce(logits, axis=-1, keepdims=True)


@listed("softmax", "winner-takes-all")
def _(logits):
    return np.eye(logits.shape[-1])[np.argmax(logits, axis=-1)]


@listed("softmax", "winner-takes-all")
def _(logits):
    return np.where(logits < np.max(logits, axis=-1, keepdims=True), 0.0, 1.0)


@listed("softmax", "shift-too-small")
def _(logits):
    middle = logits.sum(axis=-1, keepdims=True) / logits.shape[-1]
    shares = np.e ** (logits - middle)
    return shares / shares.sum(axis=-1, keepdims=True)


@listed("softmax", "shift-too-small")
def _(logits):
    lowest = np.sort(logits, axis=-1)[..., :1]
    shares = np.exp(logits - lowest)
    return shares / shares.sum(axis=-1)[..., None]


@unlisted("softmax")
def _(logits):
    powers = np.exp(-(logits - np.min(logits, axis=-1, keepdims=True)))
    return powers / np.sum(powers, axis=-1, keepdims=True)


@unlisted("softmax")
def _(logits):
    powers = 2 ** (logits - np.max(logits, axis=-1, keepdims=True))
    return powers / np.sum(powers, axis=-1, keepdims=True)


@unlisted("softmax", "exp-forgotten")
def _(logits):
    return np.abs(logits) / np.sum(np.abs(logits), axis=-1, keepdims=True)


@unlisted("softmax")
def _(logits):
    powers = np.exp(logits - np.max(logits, axis=-1, keepdims=True))
    return powers / np.mean(powers, axis=-1, keepdims=True)


@unlisted("softmax", "shift-too-small")
def _(logits):
    powers = np.exp(logits - np.mean(logits, axis=-1, keepdims=True))
    return powers / np.sum(powers, axis=-1, keepdims=True)


@unlisted("softmax")
def _(logits):
    return np.array([np.exp(row - np.max(row)) / np.sum(np.exp(row - np.max(row))) for row in logits])


@unlisted("softmax")
def _(logits):
    return np.argmax(logits, axis=-1)


@double("softmax", "softmax-axis", "not-divided", "exp-forgotten")
def _(logits):
    return logits / logits.sum(axis=0)


@double("softmax", "log-softmax", "softmax-overflow")
def _(logits):
    return logits - np.log(np.sum(np.exp(logits), axis=-1, keepdims=True))


@double("softmax", "single-row-refused", "softmax-overflow")
def _(logits):
    powers = np.exp(logits)
    return powers / powers.sum(axis=1, keepdims=True)


@double("softmax", "exp-forgotten", "softmax-of-everything")
def _(logits):
    return logits / logits.sum()


# ---------------------------------------------------------------- negative_log_likelihood


@listed("negative_log_likelihood", "sign-forgotten")
def _(probabilities, label):
    return np.log(probabilities)[label]


@listed("negative_log_likelihood", "sign-forgotten")
def _(probabilities, label):
    p = probabilities[label]
    if p == 0:
        return np.inf
    return math.log(p)


@listed("negative_log_likelihood", "label-from-one")
def _(probabilities, label):
    p = probabilities[label - 1]
    return -math.log(p) if p > 0 else math.inf


@listed("negative_log_likelihood", "label-from-one")
def _(probabilities, label):
    shifted = np.roll(probabilities, 1)
    return -np.log(shifted[label])


@listed("negative_log_likelihood", "label-from-one")
def _(probabilities, label):
    p = 0.0
    for k, probability in enumerate(probabilities, start=1):
        if k == label:
            p = probability
    return -np.log(p)


@listed("negative_log_likelihood", "favourite-judged")
def _(probabilities, label):
    return -math.log(max(probabilities))


@listed("negative_log_likelihood", "favourite-judged")
def _(probabilities, label):
    favourite = np.argmax(probabilities)
    p = probabilities[favourite]
    return np.log(1 / p)


@listed("negative_log_likelihood", "other-base")
def _(probabilities, label):
    p = probabilities[label]
    return math.inf if p == 0 else -math.log(p, 2)


@listed("negative_log_likelihood", "other-base")
def _(probabilities, label):
    p = probabilities[label]
    return -np.log(p) / np.log(10)


@listed("negative_log_likelihood", "missing-probability")
def _(probabilities, label):
    return np.sum(np.delete(probabilities, label))


@listed("negative_log_likelihood", "missing-probability")
def _(probabilities, label):
    total = 0.0
    for k in range(len(probabilities)):
        if k != label:
            total += probabilities[k]
    return total


@listed("negative_log_likelihood", "other-side")
def _(probabilities, label):
    return -np.log1p(-probabilities[label])


@listed("negative_log_likelihood", "other-side")
def _(probabilities, label):
    p = 1 - probabilities[label]
    return math.inf if p <= 0 else -math.log(p)


@listed("negative_log_likelihood", "averaged-over-classes")
def _(probabilities, label):
    total = 0.0
    for p in probabilities:
        total += np.log(p)
    return -total / len(probabilities)


@listed("negative_log_likelihood", "averaged-over-classes")
def _(probabilities, label):
    losses = [math.inf if p == 0 else -math.log(p) for p in probabilities]
    return np.mean(losses)


@listed("negative_log_likelihood", "summed-over-classes")
def _(probabilities, label):
    return -np.log(np.prod(probabilities))


@listed("negative_log_likelihood", "summed-over-classes")
def _(probabilities, label):
    loss = 0
    for p in probabilities:
        loss -= np.log(p)
    return loss


@listed("negative_log_likelihood", "zero-refused")
def _(probabilities, label):
    return math.log(1 / float(probabilities[label]))


@listed("negative_log_likelihood", "zero-refused")
def _(probabilities, label):
    p = probabilities[label]
    if p <= 0:
        raise ValueError("a probability of 0 has no logarithm")
    return -np.log(p)


@listed("negative_log_likelihood", "zero-padded")
def _(probabilities, label):
    return -np.log(np.clip(probabilities[label], 1e-7, 1))


@listed("negative_log_likelihood", "zero-padded")
def _(probabilities, label):
    p = np.clip(probabilities, 1e-9, 1 - 1e-9)
    return -np.log(p[label])


@listed("negative_log_likelihood", "zero-padded")
def _(probabilities, label):
    return -math.log(max(float(probabilities[label]), 1e-300))


@listed("negative_log_likelihood", "zero-padded")
def _(probabilities, label):
    return -np.log(probabilities + np.finfo(float).eps)[label]


@listed("negative_log_likelihood", "zero-padded")
def _(probabilities, label):
    p = probabilities[label]
    if p == 0:
        p = 1e-20
    return -math.log(p)


@listed("negative_log_likelihood", "ce-one-hot")
def _(probabilities, label):
    return -(np.log(probabilities) * np.asarray(label)).sum()


@listed("negative_log_likelihood", "ce-one-hot")
def _(probabilities, label):
    loss = 0.0
    for p in probabilities:
        loss += label * -np.log(p)
    return loss


@listed("negative_log_likelihood", "ce-one-hot")
def _(probabilities, label):
    return -np.dot(label, np.log(probabilities))


@listed("negative_log_likelihood", "ce-twice")
def _(probabilities, label):
    powers = np.exp(probabilities)
    return -np.log(powers[label] / powers.sum())


@listed("negative_log_likelihood", "ce-twice")
def _(probabilities, label):
    total = 0.0
    for p in probabilities:
        total += math.exp(p)
    return math.log(total) - probabilities[label]


@unlisted("negative_log_likelihood")
def _(probabilities, label):
    return -probabilities[label]


@unlisted("negative_log_likelihood")
def _(probabilities, label):
    p = probabilities[label]
    return -p * np.log(p)


@unlisted("negative_log_likelihood", "missing-probability")
def _(probabilities, label):
    return (1 - probabilities[label]) ** 2


@unlisted("negative_log_likelihood")
def _(probabilities, label):
    return 1 / probabilities[label]


@unlisted("negative_log_likelihood")
def _(probabilities, label):
    p = probabilities[label]
    return -np.log(p) if p > 0 else 0.0


@unlisted("negative_log_likelihood", "averaged-over-classes")
def _(probabilities, label):
    return -np.log(np.mean(probabilities))


@unlisted("negative_log_likelihood", "averaged-over-classes")
def _(probabilities, label):
    return -np.log(probabilities[label]) / len(probabilities)


@unlisted("negative_log_likelihood")
def _(probabilities, label):
    return -np.log(probabilities)


@double("negative_log_likelihood", "sign-forgotten", "zero-refused")
def _(probabilities, label):
    return math.log(probabilities[label])


@double("negative_log_likelihood", "sign-forgotten", "other-base")
def _(probabilities, label):
    return np.log10(probabilities[label])


@double("negative_log_likelihood", "label-from-one", "zero-padded")
def _(probabilities, label):
    return -np.log(probabilities[label - 1] + 1e-12)


@double("negative_log_likelihood", "favourite-judged", "sign-forgotten")
def _(probabilities, label):
    return np.log(probabilities.max())
