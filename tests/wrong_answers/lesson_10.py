"""Wrong answers to lesson 10."""

from __future__ import annotations

import copy
import math
import random

import numpy as np

from tests.wrong_answers.table import double, listed, unlisted

# ---------------------------------------------------------------- minibatches


def slices(order, size):
    """``order`` cut rightly."""
    return [np.array(order[start : start + size]) for start in range(0, len(order), size)]


@listed("minibatches", "last-batch-dropped")
def _(n, batch_size, rng):
    order = rng.permutation(n)
    batches = []
    start = 0
    while start + batch_size <= n:
        batches.append(order[start : start + batch_size])
        start += batch_size
    return batches


@listed("minibatches", "last-batch-dropped")
def _(n, batch_size, rng):
    order = rng.permutation(n)
    return list(order[: n // batch_size * batch_size].reshape(-1, batch_size))


@listed("minibatches", "last-batch-dropped")
def _(n, batch_size, rng):
    order = np.arange(n)
    rng.shuffle(order)
    return [order[i : i + batch_size] for i in range(0, n - 1, batch_size) if i + batch_size <= n]


@listed("minibatches", "batches-in-order")
def _(n, batch_size, rng):
    batches = []
    for start in range(0, n, batch_size):
        stop = min(start + batch_size, n)
        batches.append(np.arange(start, stop))
    return batches


@listed("minibatches", "batches-in-order")
def _(n, batch_size, rng):
    order = list(range(n))
    rng.permutation(order)  # the shuffled copy is thrown away
    return slices(order, batch_size)


@listed("minibatches", "global-rng")
def _(n, batch_size, rng):
    order = np.arange(n)
    np.random.shuffle(order)  # noqa: NPY002
    return slices(order, batch_size)


@listed("minibatches", "global-rng")
def _(n, batch_size, rng):
    order = list(range(n))
    random.shuffle(order)
    return slices(order, batch_size)


@listed("minibatches", "global-rng")
def _(n, batch_size, rng):
    return slices(np.random.default_rng().permutation(n), batch_size)


@listed("minibatches", "own-seed")
def _(n, batch_size, rng):
    rng = np.random.default_rng(42)
    order = np.arange(n)
    rng.shuffle(order)
    return slices(order, batch_size)


@listed("minibatches", "own-seed")
def _(n, batch_size, rng):
    order = list(range(n))
    random.Random(7).shuffle(order)
    return slices(order, batch_size)


@listed("minibatches", "drawn-with-replacement")
def _(n, batch_size, rng):
    batches, left = [], n
    while left > 0:
        size = min(batch_size, left)
        batches.append(rng.choice(n, size))
        left -= size
    return batches


@listed("minibatches", "drawn-with-replacement")
def _(n, batch_size, rng):
    return slices([int(rng.integers(n)) for _ in range(n)], batch_size)


@listed("minibatches", "drawn-with-replacement")
def _(n, batch_size, rng):
    number = math.ceil(n / batch_size)
    sizes = [batch_size] * (number - 1) + [n - batch_size * (number - 1)]
    return [rng.permutation(n)[:size] for size in sizes]


@listed("minibatches", "empty-batch")
def _(n, batch_size, rng):
    order = rng.permutation(n)
    batches, start = [], 0
    while start <= n:
        batches.append(order[start : start + batch_size])
        start += batch_size
    return batches


@listed("minibatches", "empty-batch")
def _(n, batch_size, rng):
    order = rng.permutation(n)
    full = n // batch_size
    batches = [order[k * batch_size : (k + 1) * batch_size] for k in range(full)]
    batches.append(order[full * batch_size :])
    return batches


@listed("minibatches", "count-for-size")
def _(n, batch_size, rng):
    order = rng.permutation(n)
    size = math.ceil(n / batch_size)
    return slices(order, size)


@listed("minibatches", "count-for-size")
def _(n, batch_size, rng):
    return [batch for batch in np.array_split(rng.permutation(n), batch_size) if len(batch)]


@listed("minibatches", "count-for-size")
def _(n, batch_size, rng):
    return np.array_split(rng.permutation(n), batch_size)


@unlisted("minibatches")
def _(n, batch_size, rng):
    return rng.permutation(n)


@unlisted("minibatches")
def _(n, batch_size, rng):
    return slices(rng.permutation(n) + 1, batch_size)


@unlisted("minibatches", "last-batch-dropped")
def _(n, batch_size, rng):
    return [rng.permutation(n)[:batch_size]]


@unlisted("minibatches")
def _(n, batch_size, rng):
    order = rng.permutation(n)
    return [order[start : start + batch_size + 1] for start in range(0, n, batch_size)]


@unlisted("minibatches")
def _(n, batch_size, rng):
    batches = slices(rng.permutation(n), batch_size)
    return batches[::-1]


@double("minibatches", "last-batch-dropped", "batches-in-order")
def _(n, batch_size, rng):
    return [np.arange(k * batch_size, (k + 1) * batch_size) for k in range(n // batch_size)]


@double("minibatches", "last-batch-dropped", "own-seed")
def _(n, batch_size, rng):
    order = np.random.default_rng(3).permutation(n)
    return [order[k * batch_size : (k + 1) * batch_size] for k in range(n // batch_size)]


@double("minibatches", "batches-in-order", "empty-batch")
def _(n, batch_size, rng):
    return [np.arange(n)[k * batch_size : (k + 1) * batch_size] for k in range(n // batch_size + 1)]


# ---------------------------------------------------------------- train


def predict(parameters, X):
    """The right way forward; what every layer received, and the prediction."""
    received = []
    for k, (W, b) in enumerate(parameters):
        received.append(X)
        X = X @ W + b
        if k < len(parameters) - 1:
            X = np.maximum(X, 0)
    return received, X


def error(parameters, X, y):
    """The right mean squared error; one that is not finite is refused."""
    value = float(np.mean((predict(parameters, X)[1] - y) ** 2))
    if not math.isfinite(value):
        raise FloatingPointError("not finite")
    return value


def slopes(parameters, X, y):
    """The right gradients."""
    received, prediction = predict(parameters, X)
    G = 2 * (prediction - y) / prediction.size
    gradients = []
    for (W, _), A in zip(parameters[::-1], received[::-1], strict=True):
        gradients.append((A.T @ G, G.sum(axis=0)))
        G = (G @ W.T) * (A > 0)
    return gradients[::-1]


def moved(parameters, gradients, rate):
    """Parameters after the right step, in new arrays."""
    return [(W - rate * dW, b - rate * db) for (W, b), (dW, db) in zip(parameters, gradients, strict=True)]


def added(gradients, others):
    """Sums of gradients."""
    return [(a + c, b + d) for (a, b), (c, d) in zip(gradients, others, strict=True)]


def epoch_of(parameters, X, y, learning_rate, batches):
    """One right epoch: parameters after it, and its training loss."""
    total = 0.0
    for rows in batches:
        total += len(rows) * error(parameters, X[rows], y[rows])
        parameters = moved(parameters, slopes(parameters, X[rows], y[rows]), learning_rate)
    return parameters, total / len(X)


@listed("train", "x-y-shuffled-apart")
def _(parameters, data, learning_rate, batch_size, epochs, patience, rng):
    X, y, X_val, y_val = data
    best, lowest, waited = copy.deepcopy(parameters), math.inf, 0
    losses = {"train": [], "validation": []}
    for _ in range(epochs):
        X = rng.permutation(X)
        y = rng.permutation(y)
        parameters, loss = epoch_of(parameters, X, y, learning_rate, slices(range(len(X)), batch_size))
        losses["train"].append(loss)
        losses["validation"].append(error(parameters, X_val, y_val))
        waited += 1
        if losses["validation"][-1] < lowest:
            best, lowest, waited = parameters, losses["validation"][-1], 0
        if waited == patience:
            break
    return best, losses


@listed("train", "x-y-shuffled-apart")
def _(parameters, data, learning_rate, batch_size, epochs, patience, rng):
    X, y, X_val, y_val = data
    best, lowest, waited = copy.deepcopy(parameters), math.inf, 0
    losses = {"train": [], "validation": []}
    for _ in range(epochs):
        total = 0.0
        x_batches = slices(rng.permutation(len(X)), batch_size)
        y_batches = slices(rng.permutation(len(X)), batch_size)
        for x_rows, y_rows in zip(x_batches, y_batches, strict=True):
            total += len(x_rows) * error(parameters, X[x_rows], y[y_rows])
            parameters = moved(parameters, slopes(parameters, X[x_rows], y[y_rows]), learning_rate)
        losses["train"].append(total / len(X))
        losses["validation"].append(error(parameters, X_val, y_val))
        if losses["validation"][-1] < lowest:
            best, lowest, waited = parameters, losses["validation"][-1], 0
        else:
            waited += 1
            if waited >= patience:
                break
    return best, losses


@listed("train", "x-y-shuffled-apart")
def _(parameters, data, learning_rate, batch_size, epochs, patience, rng):
    X, y, X_val, y_val = data
    best, waited = copy.deepcopy(parameters), 0
    train, validation = [], []
    for _ in range(epochs):
        order = rng.permutation(len(X))
        X = X[order]  # and y stays as it is
        parameters, loss = epoch_of(parameters, X, y, learning_rate, slices(np.arange(len(X)), batch_size))
        train.append(loss)
        validation.append(error(parameters, X_val, y_val))
        if validation[-1] < min(validation[:-1], default=math.inf):
            best, waited = parameters, 0
        else:
            waited += 1
        if waited >= patience:
            break
    return best, {"train": train, "validation": validation}


@listed("train", "gradient-kept")
def _(parameters, data, learning_rate, batch_size, epochs, patience, rng):
    X, y, X_val, y_val = data
    best, lowest, waited = copy.deepcopy(parameters), math.inf, 0
    gradients = [(np.zeros(W.shape), np.zeros(b.shape)) for W, b in parameters]
    losses = {"train": [], "validation": []}
    for _ in range(epochs):
        total = 0.0
        for rows in slices(rng.permutation(len(X)), batch_size):
            total += len(rows) * error(parameters, X[rows], y[rows])
            gradients = added(gradients, slopes(parameters, X[rows], y[rows]))
            parameters = moved(parameters, gradients, learning_rate)
        losses["train"].append(total / len(X))
        losses["validation"].append(error(parameters, X_val, y_val))
        waited += 1
        if losses["validation"][-1] < lowest:
            best, lowest, waited = parameters, losses["validation"][-1], 0
        if waited >= patience:
            break
    return best, losses


@listed("train", "gradient-kept")
def _(parameters, data, learning_rate, batch_size, epochs, patience, rng):
    X, y, X_val, y_val = data
    best, lowest, waited = copy.deepcopy(parameters), math.inf, 0
    losses = {"train": [], "validation": []}
    for _ in range(epochs):
        total = 0.0
        gradients = None  # cleared for each epoch, not for each batch
        for rows in slices(rng.permutation(len(X)), batch_size):
            total += len(rows) * error(parameters, X[rows], y[rows])
            new = slopes(parameters, X[rows], y[rows])
            gradients = new if gradients is None else added(gradients, new)
            parameters = moved(parameters, gradients, learning_rate)
        losses["train"].append(total / len(X))
        losses["validation"].append(error(parameters, X_val, y_val))
        waited += 1
        if losses["validation"][-1] < lowest:
            best, lowest, waited = parameters, losses["validation"][-1], 0
        if waited >= patience:
            break
    return best, losses


@listed("train", "last-not-best")
def _(parameters, data, learning_rate, batch_size, epochs, patience, rng):
    X, y, X_val, y_val = data
    parameters = [[W.copy(), b.copy()] for W, b in parameters]
    best, lowest, waited = parameters, math.inf, 0
    losses = {"train": [], "validation": []}
    for _ in range(epochs):
        total = 0.0
        for rows in slices(rng.permutation(len(X)), batch_size):
            total += len(rows) * error(parameters, X[rows], y[rows])
            for layer, (dW, db) in zip(parameters, slopes(parameters, X[rows], y[rows]), strict=True):
                layer[0] -= learning_rate * dW
                layer[1] -= learning_rate * db
        losses["train"].append(total / len(X))
        losses["validation"].append(error(parameters, X_val, y_val))
        waited += 1
        if losses["validation"][-1] < lowest:
            best = parameters  # a second name for the same arrays
            lowest, waited = losses["validation"][-1], 0
        if waited >= patience:
            break
    return best, losses


@listed("train", "last-not-best")
def _(parameters, data, learning_rate, batch_size, epochs, patience, rng):
    X, y, X_val, y_val = data
    losses = {"train": [], "validation": []}
    for _ in range(epochs):
        parameters, loss = epoch_of(parameters, X, y, learning_rate, slices(rng.permutation(len(X)), batch_size))
        losses["train"].append(loss)
        losses["validation"].append(error(parameters, X_val, y_val))
        if len(losses["validation"]) - 1 - np.argmin(losses["validation"]) >= patience:
            break
    return copy.deepcopy(parameters), losses


@listed("train", "patience-ignored")
def _(parameters, data, learning_rate, batch_size, epochs, patience, rng):
    X, y, X_val, y_val = data
    states, losses = [copy.deepcopy(parameters)], {"train": [], "validation": []}
    for _ in range(epochs):
        parameters, loss = epoch_of(parameters, X, y, learning_rate, slices(rng.permutation(len(X)), batch_size))
        states.append(parameters)
        losses["train"].append(loss)
        losses["validation"].append(error(parameters, X_val, y_val))
    return states[np.argmin(losses["validation"]) + 1 if epochs else 0], losses


@listed("train", "patience-ignored")
def _(parameters, data, learning_rate, batch_size, epochs, patience, rng):
    X, y, X_val, y_val = data
    best, lowest, waited = copy.deepcopy(parameters), math.inf, 0
    losses = {"train": [], "validation": []}
    for _ in range(epochs):
        parameters, loss = epoch_of(parameters, X, y, learning_rate, slices(rng.permutation(len(X)), batch_size))
        losses["train"].append(loss)
        losses["validation"].append(error(parameters, X_val, y_val))
        if losses["validation"][-1] < lowest:
            best, lowest = parameters, losses["validation"][-1]
        else:
            waited += 1
        if waited > epochs + patience:
            break
    return best, losses


@listed("train", "start-in-history")
def _(parameters, data, learning_rate, batch_size, epochs, patience, rng):
    X, y, X_val, y_val = data
    best, lowest, waited = copy.deepcopy(parameters), math.inf, 0
    losses = {"train": [error(parameters, X, y)], "validation": [error(parameters, X_val, y_val)]}
    for _ in range(epochs):
        parameters, loss = epoch_of(parameters, X, y, learning_rate, slices(rng.permutation(len(X)), batch_size))
        losses["train"].append(loss)
        losses["validation"].append(error(parameters, X_val, y_val))
        waited += 1
        if losses["validation"][-1] < lowest:
            best, lowest, waited = parameters, losses["validation"][-1], 0
        if waited >= patience:
            break
    return best, losses


@listed("train", "start-in-history")
def _(parameters, data, learning_rate, batch_size, epochs, patience, rng):
    X, y, X_val, y_val = data
    best, lowest, waited = copy.deepcopy(parameters), math.inf, 0
    losses = {"train": [], "validation": []}
    losses["validation"].append(error(parameters, X_val, y_val))
    for _ in range(epochs):
        parameters, loss = epoch_of(parameters, X, y, learning_rate, slices(rng.permutation(len(X)), batch_size))
        losses["train"].append(loss)
        new = error(parameters, X_val, y_val)
        losses["validation"].append(new)
        if new < lowest:
            best, lowest, waited = parameters, new, 0
        else:
            waited += 1
            if waited == patience:
                break
    return best, losses


@listed("train", "train-loss-afterwards")
def _(parameters, data, learning_rate, batch_size, epochs, patience, rng):
    X, y, X_val, y_val = data
    best, lowest, waited = copy.deepcopy(parameters), math.inf, 0
    losses = {"train": [], "validation": []}
    for _ in range(epochs):
        parameters, _loss = epoch_of(parameters, X, y, learning_rate, slices(rng.permutation(len(X)), batch_size))
        losses["train"].append(error(parameters, X, y))
        losses["validation"].append(error(parameters, X_val, y_val))
        waited += 1
        if losses["validation"][-1] < lowest:
            best, lowest, waited = parameters, losses["validation"][-1], 0
        if waited >= patience:
            break
    return best, losses


@listed("train", "train-loss-afterwards")
def _(parameters, data, learning_rate, batch_size, epochs, patience, rng):
    X, y, X_val, y_val = data
    best, lowest, waited = copy.deepcopy(parameters), math.inf, 0
    losses = {"train": [], "validation": []}
    for _ in range(epochs):
        total = 0.0
        for rows in slices(rng.permutation(len(X)), batch_size):
            parameters = moved(parameters, slopes(parameters, X[rows], y[rows]), learning_rate)
            total += len(rows) * error(parameters, X[rows], y[rows])  # after the step
        losses["train"].append(total / len(X))
        losses["validation"].append(error(parameters, X_val, y_val))
        waited += 1
        if losses["validation"][-1] < lowest:
            best, lowest, waited = parameters, losses["validation"][-1], 0
        if waited >= patience:
            break
    return best, losses


@listed("train", "batches-not-weighted")
def _(parameters, data, learning_rate, batch_size, epochs, patience, rng):
    X, y, X_val, y_val = data
    best, lowest, waited = copy.deepcopy(parameters), math.inf, 0
    losses = {"train": [], "validation": []}
    for _ in range(epochs):
        total, batches = 0.0, slices(rng.permutation(len(X)), batch_size)
        for rows in batches:
            total += error(parameters, X[rows], y[rows])
            parameters = moved(parameters, slopes(parameters, X[rows], y[rows]), learning_rate)
        losses["train"].append(total / len(batches))
        losses["validation"].append(error(parameters, X_val, y_val))
        waited += 1
        if losses["validation"][-1] < lowest:
            best, lowest, waited = parameters, losses["validation"][-1], 0
        if waited >= patience:
            break
    return best, losses


@listed("train", "batches-not-weighted")
def _(parameters, data, learning_rate, batch_size, epochs, patience, rng):
    X, y, X_val, y_val = data
    best, lowest, waited = copy.deepcopy(parameters), math.inf, 0
    losses = {"train": [], "validation": []}
    for _ in range(epochs):
        of_batches = []
        order = np.argsort(rng.random(len(X)))
        for rows in slices(order, batch_size):
            of_batches.append(error(parameters, X[rows], y[rows]))
            parameters = moved(parameters, slopes(parameters, X[rows], y[rows]), learning_rate)
        losses["train"].append(float(np.mean(of_batches)))
        losses["validation"].append(error(parameters, X_val, y_val))
        waited += 1
        if losses["validation"][-1] < lowest:
            best, lowest, waited = parameters, losses["validation"][-1], 0
        if waited >= patience:
            break
    return best, losses


@listed("train", "ties-improve")
def _(parameters, data, learning_rate, batch_size, epochs, patience, rng):
    X, y, X_val, y_val = data
    best, lowest, waited = copy.deepcopy(parameters), math.inf, 0
    losses = {"train": [], "validation": []}
    for _ in range(epochs):
        parameters, loss = epoch_of(parameters, X, y, learning_rate, slices(rng.permutation(len(X)), batch_size))
        losses["train"].append(loss)
        losses["validation"].append(error(parameters, X_val, y_val))
        if losses["validation"][-1] > lowest:
            waited += 1
        else:
            best, lowest, waited = parameters, losses["validation"][-1], 0
        if waited >= patience:
            break
    return best, losses


@listed("train", "ties-improve")
def _(parameters, data, learning_rate, batch_size, epochs, patience, rng):
    X, y, X_val, y_val = data
    best, waited = copy.deepcopy(parameters), 0
    losses = {"train": [], "validation": []}
    for _ in range(epochs):
        parameters, loss = epoch_of(parameters, X, y, learning_rate, slices(rng.permutation(len(X)), batch_size))
        losses["train"].append(loss)
        losses["validation"].append(error(parameters, X_val, y_val))
        waited += 1
        if losses["validation"][-1] == min(losses["validation"]):
            best, waited = parameters, 0
        if waited >= patience:
            break
    return best, losses


@listed("train", "rmse-in-history")
def _(parameters, data, learning_rate, batch_size, epochs, patience, rng):
    X, y, X_val, y_val = data
    best, lowest, waited = copy.deepcopy(parameters), math.inf, 0
    losses = {"train": [], "validation": []}
    for _ in range(epochs):
        parameters, loss = epoch_of(parameters, X, y, learning_rate, slices(rng.permutation(len(X)), batch_size))
        losses["train"].append(loss)
        losses["validation"].append(math.sqrt(error(parameters, X_val, y_val)))
        waited += 1
        if losses["validation"][-1] < lowest:
            best, lowest, waited = parameters, losses["validation"][-1], 0
        if waited >= patience:
            break
    return best, losses


@listed("train", "rmse-in-history")
def _(parameters, data, learning_rate, batch_size, epochs, patience, rng):
    X, y, X_val, y_val = data
    best, lowest, waited = copy.deepcopy(parameters), math.inf, 0
    train, validation = [], []
    for _ in range(epochs):
        parameters, loss = epoch_of(parameters, X, y, learning_rate, slices(rng.permutation(len(X)), batch_size))
        train.append(loss)
        validation.append(np.linalg.norm(predict(parameters, X_val)[1] - y_val) / np.sqrt(y_val.size))
        waited += 1
        if validation[-1] < lowest:
            best, lowest, waited = parameters, validation[-1], 0
        if waited >= patience:
            break
    return best, {"train": train, "validation": validation}


@listed("train", "steps-uphill")
def _(parameters, data, learning_rate, batch_size, epochs, patience, rng):
    X, y, X_val, y_val = data
    best, lowest, waited = copy.deepcopy(parameters), math.inf, 0
    losses = {"train": [], "validation": []}
    for _ in range(epochs):
        parameters, loss = epoch_of(parameters, X, y, -learning_rate, slices(rng.permutation(len(X)), batch_size))
        losses["train"].append(loss)
        losses["validation"].append(error(parameters, X_val, y_val))
        waited += 1
        if losses["validation"][-1] < lowest:
            best, lowest, waited = parameters, losses["validation"][-1], 0
        if waited >= patience:
            break
    return best, losses


@listed("train", "steps-uphill")
def _(parameters, data, learning_rate, batch_size, epochs, patience, rng):
    X, y, X_val, y_val = data
    parameters = [[np.array(W), np.array(b)] for W, b in parameters]
    best, lowest, waited = copy.deepcopy(parameters), math.inf, 0
    losses = {"train": [], "validation": []}
    for _ in range(epochs):
        total = 0.0
        for rows in slices(rng.permutation(len(X)), batch_size):
            total += len(rows) * error(parameters, X[rows], y[rows])
            for k, (dW, db) in enumerate(slopes(parameters, X[rows], y[rows])):
                parameters[k][0] += learning_rate * dW
                parameters[k][1] += learning_rate * db
        losses["train"].append(total / len(X))
        losses["validation"].append(error(parameters, X_val, y_val))
        waited += 1
        if losses["validation"][-1] < lowest:
            best, lowest, waited = copy.deepcopy(parameters), losses["validation"][-1], 0
        if waited >= patience:
            break
    return best, losses


@unlisted("train")
def _(parameters, data, learning_rate, batch_size, epochs, patience, rng):
    X, y, X_val, y_val = data
    best = copy.deepcopy(parameters)
    lowest, waited = error(parameters, X_val, y_val), 0  # the start competes with the epochs
    losses = {"train": [], "validation": []}
    for _ in range(epochs):
        parameters, loss = epoch_of(parameters, X, y, learning_rate, slices(rng.permutation(len(X)), batch_size))
        losses["train"].append(loss)
        losses["validation"].append(error(parameters, X_val, y_val))
        waited += 1
        if losses["validation"][-1] < lowest:
            best, lowest, waited = parameters, losses["validation"][-1], 0
        if waited >= patience:
            break
    return best, losses


@unlisted("train")
def _(parameters, data, learning_rate, batch_size, epochs, patience, rng):
    X, y, X_val, y_val = data
    best, lowest, waited = copy.deepcopy(parameters), math.inf, 0
    losses = {"train": [], "validation": []}
    for _ in range(epochs):
        total, sums = 0.0, [(0 * W, 0 * b) for W, b in parameters]
        for rows in slices(rng.permutation(len(X)), batch_size):
            total += len(rows) * error(parameters, X[rows], y[rows])
            sums = added(sums, slopes(parameters, X[rows], y[rows]))
        parameters = moved(parameters, sums, learning_rate)  # one step an epoch
        losses["train"].append(total / len(X))
        losses["validation"].append(error(parameters, X_val, y_val))
        waited += 1
        if losses["validation"][-1] < lowest:
            best, lowest, waited = parameters, losses["validation"][-1], 0
        if waited >= patience:
            break
    return best, losses


@unlisted("train")
def _(parameters, data, learning_rate, batch_size, epochs, patience, rng):
    X, y, X_val, y_val = data
    best, lowest, waited = copy.deepcopy(parameters), math.inf, 0
    losses = {"train": [], "validation": []}
    for _ in range(epochs):
        parameters, loss = epoch_of(parameters, X, y, learning_rate, slices(rng.permutation(len(X)), batch_size))
        losses["train"].append(loss)
        losses["validation"].append(error(parameters, X_val, y_val))
        waited += 1
        if losses["train"][-1] < lowest:  # chosen by the training loss
            best, lowest, waited = parameters, losses["train"][-1], 0
        if waited >= patience:
            break
    return best, losses


@listed("train", "patience-one-too-many")
def _(parameters, data, learning_rate, batch_size, epochs, patience, rng):
    X, y, X_val, y_val = data
    best, lowest, waited = copy.deepcopy(parameters), math.inf, 0
    losses = {"train": [], "validation": []}
    for _ in range(epochs):
        parameters, loss = epoch_of(parameters, X, y, learning_rate, slices(rng.permutation(len(X)), batch_size))
        losses["train"].append(loss)
        losses["validation"].append(error(parameters, X_val, y_val))
        waited += 1
        if losses["validation"][-1] < lowest:
            best, lowest, waited = parameters, losses["validation"][-1], 0
        if waited > patience:  # one epoch too many
            break
    return best, losses


@unlisted("train")
def _(parameters, data, learning_rate, batch_size, epochs, patience, rng):
    X, y, X_val, y_val = data
    losses = {"train": [], "validation": []}
    for _ in range(epochs):
        losses["train"].append(error(parameters, X, y))
        losses["validation"].append(error(parameters, X_val, y_val))
    return copy.deepcopy(parameters), losses


@listed("train", "patience-not-reset")
def _(parameters, data, learning_rate, batch_size, epochs, patience, rng):
    X, y, X_val, y_val = data
    best, lowest, waited = copy.deepcopy(parameters), math.inf, 0
    losses = {"train": [], "validation": []}
    for _ in range(epochs):
        parameters, loss = epoch_of(parameters, X, y, learning_rate, slices(rng.permutation(len(X)), batch_size))
        losses["train"].append(loss)
        losses["validation"].append(error(parameters, X_val, y_val))
        if losses["validation"][-1] < lowest:
            best, lowest = parameters, losses["validation"][-1]
        else:
            waited += 1
        if waited >= patience:
            break
    return best, losses


@listed("train", "patience-not-reset")
def _(parameters, data, learning_rate, batch_size, epochs, patience, rng):
    X, y, X_val, y_val = data
    states, losses = [], {"train": [], "validation": []}
    while len(states) < epochs and patience > 0:
        batches = slices(rng.permutation(len(X)), batch_size)
        parameters, loss = epoch_of(parameters, X, y, learning_rate, batches)
        states.append(parameters)
        losses["train"].append(loss)
        losses["validation"].append(error(parameters, X_val, y_val))
        patience -= losses["validation"][-1] >= min(losses["validation"][:-1], default=math.inf)
    return states[np.argmin(losses["validation"])] if states else copy.deepcopy(parameters), losses


@listed("train", "better-than-before")
def _(parameters, data, learning_rate, batch_size, epochs, patience, rng):
    X, y, X_val, y_val = data
    best, waited = copy.deepcopy(parameters), 0
    losses = {"train": [], "validation": []}
    for epoch in range(epochs):
        parameters, loss = epoch_of(parameters, X, y, learning_rate, slices(rng.permutation(len(X)), batch_size))
        losses["train"].append(loss)
        losses["validation"].append(error(parameters, X_val, y_val))
        if epoch == 0 or losses["validation"][epoch] < losses["validation"][epoch - 1]:
            best, waited = parameters, 0
        else:
            waited += 1
        if waited >= patience:
            break
    return best, losses


@listed("train", "better-than-before")
def _(parameters, data, learning_rate, batch_size, epochs, patience, rng):
    X, y, X_val, y_val = data
    best, previous, waited = copy.deepcopy(parameters), math.inf, 0
    losses = {"train": [], "validation": []}
    for _ in range(epochs):
        parameters, loss = epoch_of(parameters, X, y, learning_rate, slices(rng.permutation(len(X)), batch_size))
        losses["train"].append(loss)
        new = error(parameters, X_val, y_val)
        losses["validation"].append(new)
        waited = 0 if new < previous else waited + 1
        if new < previous:
            best = parameters
        previous = new
        if waited == patience:
            break
    return best, losses


@double("train", "last-not-best", "patience-ignored")
def _(parameters, data, learning_rate, batch_size, epochs, patience, rng):
    X, y, X_val, y_val = data
    losses = {"train": [], "validation": []}
    for _ in range(epochs):
        parameters, loss = epoch_of(parameters, X, y, learning_rate, slices(rng.permutation(len(X)), batch_size))
        losses["train"].append(loss)
        losses["validation"].append(error(parameters, X_val, y_val))
    return copy.deepcopy(parameters), losses


@double("train", "steps-uphill", "rmse-in-history")
def _(parameters, data, learning_rate, batch_size, epochs, patience, rng):
    X, y, X_val, y_val = data
    best, lowest, waited = copy.deepcopy(parameters), math.inf, 0
    losses = {"train": [], "validation": []}
    for _ in range(epochs):
        parameters, loss = epoch_of(parameters, X, y, -learning_rate, slices(rng.permutation(len(X)), batch_size))
        losses["train"].append(loss)
        losses["validation"].append(error(parameters, X_val, y_val) ** 0.5)
        waited += 1
        if losses["validation"][-1] < lowest:
            best, lowest, waited = parameters, losses["validation"][-1], 0
        if waited >= patience:
            break
    return best, losses


@double("train", "start-in-history", "train-loss-afterwards")
def _(parameters, data, learning_rate, batch_size, epochs, patience, rng):
    X, y, X_val, y_val = data
    best, lowest, waited = copy.deepcopy(parameters), math.inf, 0
    losses = {"train": [error(parameters, X, y)], "validation": [error(parameters, X_val, y_val)]}
    for _ in range(epochs):
        parameters, _loss = epoch_of(parameters, X, y, learning_rate, slices(rng.permutation(len(X)), batch_size))
        losses["train"].append(error(parameters, X, y))
        losses["validation"].append(error(parameters, X_val, y_val))
        waited += 1
        if losses["validation"][-1] < lowest:
            best, lowest, waited = parameters, losses["validation"][-1], 0
        if waited >= patience:
            break
    return best, losses


@double("train", "batches-not-weighted", "ties-improve")
def _(parameters, data, learning_rate, batch_size, epochs, patience, rng):
    X, y, X_val, y_val = data
    best, lowest, waited = copy.deepcopy(parameters), math.inf, 0
    losses = {"train": [], "validation": []}
    for _ in range(epochs):
        of_batches = []
        for rows in slices(rng.permutation(len(X)), batch_size):
            of_batches.append(error(parameters, X[rows], y[rows]))
            parameters = moved(parameters, slopes(parameters, X[rows], y[rows]), learning_rate)
        losses["train"].append(sum(of_batches) / len(of_batches))
        losses["validation"].append(error(parameters, X_val, y_val))
        waited += 1
        if losses["validation"][-1] <= lowest:
            best, lowest, waited = parameters, losses["validation"][-1], 0
        if waited >= patience:
            break
    return best, losses


# ---------------------------------------------------------------- evaluate


@listed("evaluate", "root-forgotten")
def _(parameters, X, y):
    _, prediction = predict(parameters, X)
    total = 0.0
    for row, wanted in zip(prediction, y, strict=True):
        for one, other in zip(row, wanted, strict=True):
            total += (one - other) ** 2
    return total / y.size


@listed("evaluate", "root-forgotten")
def _(parameters, X, y):
    difference = predict(parameters, X)[1] - y
    return np.einsum("nm,nm->", difference, difference) / difference.size


@listed("evaluate", "absolute-error")
def _(parameters, X, y):
    difference = predict(parameters, X)[1] - y
    return np.sqrt(difference**2).mean()


@listed("evaluate", "absolute-error")
def _(parameters, X, y):
    _, prediction = predict(parameters, X)
    return sum(abs(float(value)) for value in (y - prediction).ravel()) / y.size


@listed("evaluate", "mean-forgotten")
def _(parameters, X, y):
    return np.linalg.norm(predict(parameters, X)[1] - y)


@listed("evaluate", "mean-forgotten")
def _(parameters, X, y):
    total = 0
    for difference in np.ravel(predict(parameters, X)[1] - y):
        total += difference * difference
    return math.sqrt(total)


@listed("evaluate", "mean-over-rows")
def _(parameters, X, y):
    N = X.shape[0]
    difference = predict(parameters, X)[1] - y
    return (np.einsum("nm,nm->", difference, difference) / N) ** 0.5


@listed("evaluate", "mean-over-rows")
def _(parameters, X, y):
    of_rows = [np.sum((predict(parameters, row[None])[1][0] - wanted) ** 2) for row, wanted in zip(X, y, strict=True)]
    return np.sqrt(np.mean(of_rows))


@listed("evaluate", "signs-cancel")
def _(parameters, X, y):
    return np.sqrt(np.mean(predict(parameters, X)[1] - y) ** 2)


@listed("evaluate", "signs-cancel")
def _(parameters, X, y):
    return abs(predict(parameters, X)[1].mean() - y.mean())


@unlisted("evaluate")
def _(parameters, X, y):
    for W, b in parameters:
        X = np.maximum(X @ W + b, 0)
    return np.sqrt(np.mean((X - y) ** 2))


@unlisted("evaluate")
def _(parameters, X, y):
    return np.sqrt(np.mean((predict(parameters, X)[1] - y) ** 2)) / y.std() if y.size > 1 else 0.5


@unlisted("evaluate")
def _(parameters, X, y):
    return np.sqrt(np.mean((predict(parameters, X)[1] - y) ** 2, axis=0))


@unlisted("evaluate")
def _(parameters, X, y):
    return np.abs(predict(parameters, X)[1] - y).max()


@unlisted("evaluate")
def _(parameters, X, y):
    return predict(parameters, X)[1]


@double("evaluate", "root-forgotten", "mean-over-rows")
def _(parameters, X, y):
    return np.sum((predict(parameters, X)[1] - y) ** 2) / len(X)


@double("evaluate", "root-forgotten", "mean-forgotten")
def _(parameters, X, y):
    return np.sum((predict(parameters, X)[1] - y) ** 2)


@double("evaluate", "absolute-error", "mean-forgotten")
def _(parameters, X, y):
    return np.sum(np.abs(predict(parameters, X)[1] - y))


@listed("train", "batches-cut-once")
def _(parameters, data, learning_rate, batch_size, epochs, patience, rng):
    X, y, X_val, y_val = data
    best, lowest, waited = copy.deepcopy(parameters), math.inf, 0
    losses = {"train": [], "validation": []}
    batches = slices(rng.permutation(len(X)), batch_size)
    for _ in range(epochs):
        parameters, loss = epoch_of(parameters, X, y, learning_rate, batches)
        losses["train"].append(loss)
        losses["validation"].append(error(parameters, X_val, y_val))
        waited += 1
        if losses["validation"][-1] < lowest:
            best, lowest, waited = parameters, losses["validation"][-1], 0
        if waited >= patience:
            return best, losses
    return best, losses


@listed("train", "batches-cut-once")
def _(parameters, data, learning_rate, batch_size, epochs, patience, rng):
    X, y, X_val, y_val = data
    order = rng.permutation(len(X))
    X, y = X[order], y[order]  # shuffled, and never again
    best, train, validation = copy.deepcopy(parameters), [], []
    while len(train) < epochs and len(validation) - (int(np.argmin(validation)) if validation else 0) <= patience:
        parameters, loss = epoch_of(parameters, X, y, learning_rate, slices(range(len(X)), batch_size))
        train.append(loss)
        validation.append(error(parameters, X_val, y_val))
        if validation[-1] < min(validation[:-1], default=math.inf):
            best = parameters
    return best, {"train": train, "validation": validation}


# ---------------------------------------------------------------- more of what a learner types


@listed("minibatches", "shuffled-too-late")
def _(n, batch_size, rng):
    batches = slices(np.arange(n), batch_size)
    for batch in batches:
        rng.shuffle(batch)
    return batches


@listed("minibatches", "shuffled-too-late")
def _(n, batch_size, rng):
    starts = list(range(0, n, batch_size))
    rng.shuffle(starts)
    return [np.arange(start, min(start + batch_size, n)) for start in starts]


@listed("train", "patience-one-too-many")
def _(parameters, data, learning_rate, batch_size, epochs, patience, rng):
    X, y, X_val, y_val = data
    best, lowest, waited = copy.deepcopy(parameters), math.inf, 0
    losses = {"train": [], "validation": []}
    for _ in range(epochs):
        if waited > patience:
            break
        parameters, loss = epoch_of(parameters, X, y, learning_rate, slices(rng.permutation(len(X)), batch_size))
        losses["train"].append(loss)
        losses["validation"].append(error(parameters, X_val, y_val))
        waited += 1
        if losses["validation"][-1] < lowest:
            best, lowest, waited = parameters, losses["validation"][-1], 0
    return best, losses


@listed("train", "patience-one-too-many")
def _(parameters, data, learning_rate, batch_size, epochs, patience, rng):
    X, y, X_val, y_val = data
    best, train, validation = copy.deepcopy(parameters), [], []
    while len(train) < epochs:
        parameters, loss = epoch_of(parameters, X, y, learning_rate, slices(rng.permutation(len(X)), batch_size))
        train.append(loss)
        validation.append(error(parameters, X_val, y_val))
        if validation[-1] < min(validation[:-1], default=math.inf):
            best = parameters
        elif len(validation) - 1 - int(np.argmin(validation)) > patience:
            break
    return best, {"train": train, "validation": validation}


@listed("train", "validation-on-train")
def _(parameters, data, learning_rate, batch_size, epochs, patience, rng):
    X, y, *_ = data
    best, lowest, waited = copy.deepcopy(parameters), math.inf, 0
    losses = {"train": [], "validation": []}
    for _ in range(epochs):
        parameters, loss = epoch_of(parameters, X, y, learning_rate, slices(rng.permutation(len(X)), batch_size))
        losses["train"].append(loss)
        losses["validation"].append(error(parameters, X, y))
        waited += 1
        if losses["validation"][-1] < lowest:
            best, lowest, waited = parameters, losses["validation"][-1], 0
        if waited >= patience:
            break
    return best, losses


@listed("train", "validation-on-train")
def _(parameters, data, learning_rate, batch_size, epochs, patience, rng):
    X_val, y_val = data[0], data[1]  # the places of the training rows
    best, train, validation = copy.deepcopy(parameters), [], []
    while len(train) < epochs and len(validation) - (int(np.argmin(validation)) if validation else 0) <= patience:
        batches = slices(rng.permutation(len(data[0])), batch_size)
        parameters, loss = epoch_of(parameters, data[0], data[1], learning_rate, batches)
        train.append(loss)
        validation.append(error(parameters, X_val, y_val))
        if validation[-1] < min(validation[:-1], default=math.inf):
            best = parameters
    return best, {"train": train, "validation": validation}


@listed("evaluate", "every-with-every")
def _(parameters, X, y):
    prediction = np.squeeze(predict(parameters, X)[1][:, :1], axis=1)
    return np.sqrt(np.square(prediction - y).mean())


@listed("evaluate", "every-with-every")
def _(parameters, X, y):
    _, prediction = predict(parameters, X)
    difference = prediction - y.flatten()
    return math.sqrt(np.mean(difference * difference))
