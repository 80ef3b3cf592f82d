"""Wrong answers to lesson 8."""

from __future__ import annotations

import itertools

import numpy as np

from tests.wrong_answers.table import double, listed, unlisted

# ---------------------------------------------------------------- init_parameters


def pairs(sizes):
    """Each layer's (from, to)."""
    return [(sizes[k], sizes[k + 1]) for k in range(len(sizes) - 1)]


@listed("init_parameters", "zero-weights")
def _(sizes, rng, scale=0.1):
    parameters = []
    for i in range(len(sizes) - 1):
        W = np.ones((sizes[i], sizes[i + 1])) * scale
        b = np.zeros(sizes[i + 1])
        parameters.append((W, b))
    return parameters


@listed("init_parameters", "zero-weights")
def _(sizes, rng, scale=0.1):
    return [([[0.0] * m for _ in range(d)], [0.0] * m) for d, m in pairs(sizes)]


@listed("init_parameters", "zero-weights")
def _(sizes, rng, scale=0.1):
    return [(np.tile(rng.normal(0, scale), (d, m)), np.zeros(m)) for d, m in pairs(sizes)]


@listed("init_parameters", "bias-random")
def _(sizes, rng, scale=0.1):
    result = []
    for d, m in pairs(sizes):
        b = rng.standard_normal(m) * scale
        W = rng.standard_normal((d, m)) * scale
        result.append((W, b))
    return result


@listed("init_parameters", "bias-extra-axis")
def _(sizes, rng, scale=0.1):
    return [(rng.normal(0, scale, (d, m)), np.zeros((1, m))) for d, m in pairs(sizes)]


@listed("init_parameters", "bias-random")
def _(sizes, rng, scale=0.1):
    return [(rng.normal(0, scale, (d, m)), np.ones(m)) for d, m in pairs(sizes)]


@listed("init_parameters", "global-rng")
def _(sizes, rng, scale=0.1):
    return [(np.random.randn(d, m) * scale, np.zeros(m)) for d, m in pairs(sizes)]  # noqa: NPY002


@listed("init_parameters", "global-rng")
def _(sizes, rng, scale=0.1):
    rng = np.random.default_rng()
    parameters = []
    for d, m in pairs(sizes):
        parameters += [(rng.normal(loc=0.0, scale=scale, size=(d, m)), np.zeros(m))]
    return parameters


@listed("init_parameters", "own-seed")
def _(sizes, rng, scale=0.1):
    generator = np.random.RandomState(42)
    return [(generator.randn(d, m) * scale, np.zeros(m)) for d, m in pairs(sizes)]


@listed("init_parameters", "own-seed")
def _(sizes, rng, scale=0.1):
    rng = np.random.default_rng(1)
    parameters = []
    for k in range(1, len(sizes)):
        W = rng.normal(0.0, scale, size=(sizes[k - 1], sizes[k]))
        parameters.append((W, np.zeros(sizes[k])))
    return parameters


@listed("init_parameters", "shared-array")
def _(sizes, rng, scale=0.1):
    everything = scale * rng.normal(size=(max(sizes), max(sizes)))
    return [(everything[:d, :m], np.zeros(m)) for d, m in pairs(sizes)]


@listed("init_parameters", "shared-array")
def _(sizes, rng, scale=0.1):
    parameters = []
    for d, m in pairs(sizes):
        if parameters and np.shape(parameters[-1][0]) == (d, m):
            parameters.append(parameters[-1])
        else:
            parameters.append((rng.normal(0, scale, (d, m)), np.zeros(m)))
    return parameters


@listed("init_parameters", "scale-ignored")
def _(sizes, rng, scale=0.1):
    return [(rng.standard_normal(size=(d, m)), np.zeros((m,))) for d, m in pairs(sizes)]


@listed("init_parameters", "scale-ignored")
def _(sizes, rng, scale=0.1):
    parameters = []
    scale = 0.1
    for d, m in pairs(sizes):
        W = rng.normal(0, scale, (d, m))
        parameters.append((W, np.zeros(m)))
    return parameters


@listed("init_parameters", "scale-as-variance")
def _(sizes, rng, scale=0.1):
    return [(rng.normal(0, scale**0.5, size=(d, m)), np.zeros(m)) for d, m in pairs(sizes)]


@listed("init_parameters", "scale-as-variance")
def _(sizes, rng, scale=0.1):
    parameters = []
    for d, m in pairs(sizes):
        values = [rng.normal() * np.sqrt(scale) for _ in range(d * m)]
        parameters.append((np.array(values).reshape(d, m), np.zeros(m)))
    return parameters


@listed("init_parameters", "weights-positive")
def _(sizes, rng, scale=0.1):
    parameters = []
    for d, m in pairs(sizes):
        W = rng.normal(0, scale, (d, m))
        W[W < 0] *= -1
        parameters.append((W, np.zeros(m)))
    return parameters


@listed("init_parameters", "weights-positive")
def _(sizes, rng, scale=0.1):
    return [(np.sqrt((rng.standard_normal((d, m)) * scale) ** 2), np.zeros(m)) for d, m in pairs(sizes)]


@listed("init_parameters", "weights-between-zero-and-one")
def _(sizes, rng, scale=0.1):
    return [(rng.uniform(0, 1, size=(d, m)) * scale, np.zeros(m)) for d, m in pairs(sizes)]


@listed("init_parameters", "weights-between-zero-and-one")
def _(sizes, rng, scale=0.1):
    parameters = []
    for d, m in pairs(sizes):
        parameters.append((rng.random((d, m)), np.zeros(m)))
    return parameters


@listed("init_parameters", "weights-between-zero-and-one")
def _(sizes, rng, scale=0.1):
    return [(np.reshape([rng.random() * scale for _ in range(d * m)], (d, m)), [0.0] * m) for d, m in pairs(sizes)]


@listed("init_parameters", "weights-transposed")
def _(sizes, rng, scale=0.1):
    return [(rng.normal(0, scale, size=(d, m)).T, np.zeros(m)) for d, m in pairs(sizes)]


@listed("init_parameters", "weights-transposed")
def _(sizes, rng, scale=0.1):
    parameters = []
    for k in range(1, len(sizes)):
        W = scale * rng.standard_normal((sizes[k], sizes[k - 1]))
        parameters.append([W, np.zeros(sizes[k])])
    return parameters


@unlisted("init_parameters")
def _(sizes, rng, scale=0.1):
    return [(rng.uniform(-scale, scale, (d, m)), np.zeros(m)) for d, m in pairs(sizes)]


@unlisted("init_parameters")
def _(sizes, rng, scale=0.1):
    return [(rng.normal(0, scale * 1.5, (d, m)), np.zeros(m)) for d, m in pairs(sizes)]


@unlisted("init_parameters")
def _(sizes, rng, scale=0.1):
    return [(rng.normal(scale, scale, (d, m)), np.zeros(m)) for d, m in pairs(sizes)]


@unlisted("init_parameters")
def _(sizes, rng, scale=0.1):
    return [rng.normal(0, scale, (d, m)) for d, m in pairs(sizes)]


@unlisted("init_parameters")
def _(sizes, rng, scale=0.1):
    return [(rng.normal(0, scale, (m, m)), np.zeros(m)) for m in sizes]


@double("init_parameters", "bias-random", "scale-ignored")
def _(sizes, rng, scale=0.1):
    return [(rng.normal(size=(d, m)), rng.normal(size=m)) for d, m in pairs(sizes)]


@double("init_parameters", "weights-transposed", "weights-positive")
def _(sizes, rng, scale=0.1):
    return [(np.abs(rng.normal(0, scale, size=(m, d))), np.zeros(m)) for d, m in pairs(sizes)]


@double("init_parameters", "global-rng", "scale-ignored")
def _(sizes, rng, scale=0.1):
    return [(np.random.randn(d, m), np.zeros(m)) for d, m in pairs(sizes)]  # noqa: NPY002


@double("init_parameters", "zero-weights", "bias-random")
def _(sizes, rng, scale=0.1):
    return [(np.zeros((d, m)), rng.normal(0, scale, m)) for d, m in pairs(sizes)]


# ---------------------------------------------------------------- mlp_forward


def layer(A, W, b):
    """The right Z, in loops."""
    rows = [[sum(a * w for a, w in zip(row, column, strict=True)) for column in W.T] for row in A]
    return np.array(rows, dtype=W.dtype) + b


@listed("mlp_forward", "relu-at-output")
def _(parameters, X):
    A = X
    cache = []
    for W, b in parameters:
        Z = A @ W + b
        cache.append((A, Z))
        A = np.maximum(0, Z)
    return A, cache


@listed("mlp_forward", "relu-at-output")
def _(parameters, X):
    cache = []
    for k in range(len(parameters)):
        W, b = parameters[k]
        received = np.clip(cache[k - 1][1], 0, None) if k else X
        cache.append((received, layer(received, W, b)))
    last = cache[-1][1]
    return np.where(last > 0, last, 0.0), cache


@listed("mlp_forward", "relu-forgotten")
def _(parameters, X):
    cache = []
    A = X
    for W, b in parameters:
        Z = A @ W + b
        cache.append((A, Z))
        A = Z
    return A, cache


@listed("mlp_forward", "relu-forgotten")
def _(parameters, X):
    made = [X]
    for W, b in parameters:
        made.append(np.einsum("nd,dm->nm", made[-1], W) + b)
    return made[-1], [(made[k], made[k + 1]) for k in range(len(parameters))]


@listed("mlp_forward", "biases-forgotten")
def _(parameters, X):
    A, cache = X, []
    for i, (W, _b) in enumerate(parameters):
        Z = np.dot(A, W)
        cache.append((A, Z))
        if i < len(parameters) - 1:
            A = Z * (Z > 0)
    return Z, cache


@listed("mlp_forward", "biases-forgotten")
def _(parameters, X):
    A, cache = X, []
    for layer_parameters in parameters:
        W = layer_parameters[0]
        Z = layer(A, W, np.zeros(W.shape[1], W.dtype))
        cache = [*cache, (A, Z)]
        A = (np.abs(Z) + Z) / 2
    return Z, cache


@listed("mlp_forward", "cache-after-relu")
def _(parameters, X):
    A, cache = X, []
    for W, b in parameters:
        Z = A @ W + b
        Y = np.maximum(Z, 0)
        cache.append((A, Y))
        A = Y
    return Z, cache


@listed("mlp_forward", "cache-after-relu")
def _(parameters, X):
    A, cache = X, []
    for k, (W, b) in enumerate(parameters):
        before = A
        A = A @ W + b
        if k < len(parameters) - 1:
            A = np.maximum(A, 0)
        cache.append((before, A))
    return A, cache


@listed("mlp_forward", "cache-output-first")
def _(parameters, X):
    A, cache = X, []
    for W, b in parameters:
        Z = A @ W + b
        A = np.maximum(Z, 0)
        cache.append((A, Z))
    return Z, cache


@listed("mlp_forward", "cache-output-first")
def _(parameters, X):
    A, cache = X, []
    for k, (W, b) in enumerate(parameters):
        Z = layer(A, W, b)
        A = Z if k == len(parameters) - 1 else np.maximum(Z, 0)
        cache.append((A, Z))
    return A, cache


@listed("mlp_forward", "cache-swapped")
def _(parameters, X):
    A, cache = X, []
    for W, b in parameters:
        Z = A @ W + b
        cache.append([Z, A])
        A = np.maximum(Z, 0)
    return Z, cache


@listed("mlp_forward", "cache-swapped")
def _(parameters, X):
    received, made = [X], []
    for W, b in parameters:
        made.append(layer(received[-1], W, b))
        received.append(np.maximum(made[-1], 0))
    return made[-1], tuple(zip(made, received[:-1], strict=True))


@listed("mlp_forward", "cache-without-last")
def _(parameters, X):
    A, cache = X, []
    for W, b in parameters[:-1]:
        Z = A @ W + b
        cache.append((A, Z))
        A = np.maximum(Z, 0)
    W, b = parameters[-1]
    return A @ W + b, cache


@listed("mlp_forward", "cache-without-last")
def _(parameters, X):
    A, cache = X, []
    for k in range(len(parameters)):
        Z = layer(A, *parameters[k])
        if k == len(parameters) - 1:
            return Z, cache
        cache.append((A, Z))
        A = np.where(Z > 0, Z, 0)
    return A, cache


@listed("mlp_forward", "input-to-all")
def _(parameters, X):
    A, cache = X, []
    for W, b in parameters:
        Z = X @ W + b
        cache.append((A, Z))
        A = np.maximum(Z, 0)
    return Z, cache


@listed("mlp_forward", "input-to-all")
def _(parameters, X):
    cache = []
    for k in range(len(parameters)):
        Z = np.einsum("ij,jk->ik", X, parameters[k][0]) + parameters[k][1]
        cache.append((X, Z))
    prediction = cache[-1][1]
    return prediction, cache


@unlisted("mlp_forward")
def _(parameters, X):
    A, cache = X, []
    for W, b in parameters:
        Z = A @ W + b
        cache.append((A, Z))
        A = np.tanh(Z)
    return Z, cache


@unlisted("mlp_forward")
def _(parameters, X):
    A, cache = X, []
    for W, b in parameters:
        Z = A @ W - b
        cache.append((A, Z))
        A = np.maximum(Z, 0)
    return Z, cache


@unlisted("mlp_forward")
def _(parameters, X):
    A, cache = X, []
    for W, b in parameters:
        Z = A @ W + b
        cache.append((A, Z))
        A = np.maximum(Z, 0.01 * Z)
    return Z, cache


@unlisted("mlp_forward")
def _(parameters, X):
    A = X
    for W, b in parameters:
        Z = A @ W + b
        A = np.maximum(Z, 0)
    return Z, [(A, Z)]


@unlisted("mlp_forward")
def _(parameters, X):
    A, cache = X, []
    for W, b in reversed(parameters):
        Z = A @ W + b
        cache.append((A, Z))
        A = np.maximum(Z, 0)
    return Z, cache


@double("mlp_forward", "relu-at-output", "cache-after-relu")
def _(parameters, X):
    A, cache = X, []
    for W, b in parameters:
        received, A = A, np.maximum(A @ W + b, 0)
        cache.append((received, A))
    return A, cache


@double("mlp_forward", "relu-at-output", "cache-output-first")
def _(parameters, X):
    A, cache = X, []
    for W, b in parameters:
        Z = A @ W + b
        A = np.maximum(Z, 0)
        cache.append((A, Z))
    return A, cache


@double("mlp_forward", "relu-forgotten", "cache-swapped")
def _(parameters, X):
    A, cache = X, []
    for W, b in parameters:
        Z = A @ W + b
        cache.append((Z, A))
        A = Z
    return A, cache


@double("mlp_forward", "biases-forgotten", "relu-at-output")
def _(parameters, X):
    A, cache = X, []
    for W, _b in parameters:
        Z = A @ W
        cache.append((A, Z))
        A = np.maximum(Z, 0)
    return A, cache


# ---------------------------------------------------------------- mlp_backward


def back(upstream, A, W):
    """The right dA, dW and db of one layer."""
    return upstream @ W.T, A.T @ upstream, upstream.sum(axis=0)


@listed("mlp_backward", "layer-off-by-one")
def _(parameters, cache, upstream):
    gradients = []
    inputs = [A for A, Z in cache]
    inputs = [*inputs[1:], inputs[-1]]
    for k in range(len(parameters) - 1, -1, -1):
        dA, dW, db = back(upstream, inputs[k], parameters[k][0])
        gradients = [(dW, db), *gradients]
        upstream = dA * (cache[k - 1][1] > 0) if k > 0 else None
    return gradients


@listed("mlp_backward", "layer-off-by-one")
def _(parameters, cache, upstream):
    gradients = [None] * len(parameters)
    for k in reversed(range(len(parameters))):
        A = np.maximum(cache[k][1], 0)
        gradients[k] = (A.T @ upstream, upstream.sum(axis=0))
        if k > 0:
            upstream = (upstream @ parameters[k][0].T) * (cache[k - 1][1] > 0)
    return gradients


@listed("mlp_backward", "layer-off-by-one")
def _(parameters, cache, upstream):
    gradients = []
    output = cache[-1][1]
    for (A, _), (W, _) in zip(cache[::-1], parameters[::-1], strict=True):
        gradients.append((output.T @ upstream, upstream.sum(axis=0)))
        upstream = (upstream @ W.T) * (A > 0)
        output = A
    return gradients[::-1]


@listed("mlp_backward", "gate-forgotten")
def _(parameters, cache, upstream):
    gradients = [None] * len(parameters)
    for k in reversed(range(len(parameters))):
        upstream, dW, db = back(upstream, cache[k][0], parameters[k][0])
        gradients[k] = (dW, db)
    return gradients


@listed("mlp_backward", "gate-forgotten")
def _(parameters, cache, upstream):
    result = []
    for (A, _Z), (W, _b) in reversed(list(zip(cache, parameters, strict=True))):
        result.insert(0, [np.einsum("nd,nm->dm", A, upstream), np.einsum("nm->m", upstream)])
        upstream = np.einsum("nm,dm->nd", upstream, W)
    return result


@listed("mlp_backward", "gate-at-output")
def _(parameters, cache, upstream):
    gradients = [None] * len(parameters)
    for k in reversed(range(len(parameters))):
        A, Z = cache[k]
        upstream = upstream * (Z > 0)
        dA, dW, db = back(upstream, A, parameters[k][0])
        gradients[k] = (dW, db)
        upstream = dA
    return gradients


@listed("mlp_backward", "gate-at-output")
def _(parameters, cache, upstream):
    gradients = []
    for (A, Z), (W, _) in zip(cache[::-1], parameters[::-1], strict=True):
        arrived = np.where(Z > 0, upstream, 0)
        gradients.append((np.dot(A.T, arrived), np.sum(arrived, axis=0)))
        upstream = np.dot(arrived, W.T)
    gradients.reverse()
    return gradients


@listed("mlp_backward", "relu-at-zero")
def _(parameters, cache, upstream):
    gradients = [None] * len(parameters)
    for k in reversed(range(len(parameters))):
        dA, dW, db = back(upstream, cache[k][0], parameters[k][0])
        gradients[k] = (dW, db)
        if k > 0:
            dA[cache[k - 1][1] < 0] = 0
            upstream = dA
    return gradients


@listed("mlp_backward", "relu-at-zero")
def _(parameters, cache, upstream):
    gradients = []
    for k in range(len(parameters))[::-1]:
        A, W = cache[k][0], parameters[k][0]
        gradients.insert(0, (A.T @ upstream, upstream.sum(0)))
        upstream = np.where(A >= 0, upstream @ W.T, 0) if k == 0 else np.where(cache[k - 1][1] < 0, 0, upstream @ W.T)
    return gradients


@listed("mlp_backward", "relu-mask-only")
def _(parameters, cache, upstream):
    gradients = [None] * len(parameters)
    for k in reversed(range(len(parameters))):
        _dA, dW, db = back(upstream, cache[k][0], parameters[k][0])
        gradients[k] = (dW, db)
        if k > 0:
            upstream = (cache[k - 1][1] > 0).astype(float)
    return gradients


@listed("mlp_backward", "relu-mask-only")
def _(parameters, cache, upstream):
    gradients = []
    for (A, _), (_W, _) in zip(reversed(cache), reversed(parameters), strict=True):
        gradients.append((A.T @ upstream, upstream.sum(axis=0)))
        upstream = np.where(A > 0, 1.0, 0.0)
    return gradients[::-1]


@listed("mlp_backward", "layers-reversed")
def _(parameters, cache, upstream):
    gradients = []
    for (A, _), (W, _) in zip(reversed(cache), reversed(parameters), strict=True):
        dA, dW, db = back(upstream, A, W)
        gradients.append((dW, db))
        upstream = dA * (A > 0)
    return gradients


@listed("mlp_backward", "layers-reversed")
def _(parameters, cache, upstream):
    last = len(parameters) - 1
    gradients = [None] * len(parameters)
    for k in range(last, -1, -1):
        dA, dW, db = back(upstream, cache[k][0], parameters[k][0])
        gradients[last - k] = [dW, db]
        if k > 0:
            upstream = dA * np.heaviside(cache[k - 1][1], 0)
    return gradients


@listed("mlp_backward", "bias-not-summed")
def _(parameters, cache, upstream):
    gradients = [None] * len(parameters)
    for k in reversed(range(len(parameters))):
        A = cache[k][0]
        gradients[k] = (A.T @ upstream, upstream)
        if k > 0:
            upstream = (upstream @ parameters[k][0].T) * (A > 0)
    return gradients


@listed("mlp_backward", "bias-not-summed")
def _(parameters, cache, upstream):
    result = []
    for k in range(len(parameters) - 1, -1, -1):
        dW = sum(np.outer(a, g) for a, g in zip(cache[k][0], upstream, strict=True))
        result.insert(0, (dW, 1.0 * upstream))
        upstream = (upstream @ parameters[k][0].T) * (cache[k - 1][1] > 0) if k else upstream
    return result


@listed("mlp_backward", "batch-mean-twice")
def _(parameters, cache, upstream):
    N = len(upstream)
    gradients = [None] * len(parameters)
    for k in reversed(range(len(parameters))):
        A = cache[k][0]
        gradients[k] = (A.T @ upstream / N, upstream.mean(axis=0))
        if k > 0:
            upstream = (upstream @ parameters[k][0].T) * (A > 0)
    return gradients


@listed("mlp_backward", "batch-mean-twice")
def _(parameters, cache, upstream):
    upstream = upstream / upstream.shape[0]
    gradients = []
    for (A, _), (W, _) in zip(cache[::-1], parameters[::-1], strict=True):
        gradients.insert(0, (A.T @ upstream, upstream.sum(axis=0)))
        upstream = (upstream @ W.T) * (A > 0)
    return gradients


@listed("mlp_backward", "batch-mean-twice")
def _(parameters, cache, upstream):
    gradients = [None] * len(parameters)
    for k in reversed(range(len(parameters))):
        A = cache[k][0]
        gradients[k] = (A.T @ upstream / A.shape[0], upstream.sum(axis=0))
        upstream = (upstream @ parameters[k][0].T) * (A > 0)
    return gradients


@listed("mlp_backward", "batch-mean-twice")
def _(parameters, cache, upstream):
    gradients = [None] * len(parameters)
    for k in reversed(range(len(parameters))):
        A = cache[k][0]
        gradients[k] = (A.T @ upstream, np.mean(upstream, axis=0))
        upstream = (upstream @ parameters[k][0].T) * (A > 0)
    return gradients


@listed("mlp_backward", "gate-times-value")
def _(parameters, cache, upstream):
    gradients = [None] * len(parameters)
    for k in reversed(range(len(parameters))):
        A = cache[k][0]
        dA, dW, db = back(upstream, A, parameters[k][0])
        gradients[k] = (dW, db)
        upstream = dA * A
    return gradients


@listed("mlp_backward", "gate-times-value")
def _(parameters, cache, upstream):
    gradients = []
    for k in range(len(parameters) - 1, -1, -1):
        dA, dW, db = back(upstream, cache[k][0], parameters[k][0])
        gradients.insert(0, (dW, db))
        if k > 0:
            Z = cache[k - 1][1]
            upstream = np.where(Z > 0, dA * Z, 0)
    return gradients


@listed("mlp_backward", "pairs-swapped")
def _(parameters, cache, upstream):
    gradients = [None] * len(parameters)
    for k in reversed(range(len(parameters))):
        A = cache[k][0]
        gradients[k] = (upstream.sum(axis=0), A.T @ upstream)
        upstream = (upstream @ parameters[k][0].T) * (A > 0)
    return gradients


@listed("mlp_backward", "pairs-swapped")
def _(parameters, cache, upstream):
    gradients = []
    for (A, _), (W, _) in zip(cache[::-1], parameters[::-1], strict=True):
        db = np.array([column.sum() for column in upstream.T])
        dW = np.einsum("ij,ik->jk", A, upstream)
        gradients = [[db, dW], *gradients]
        upstream = (upstream @ W.T) * (A > 0)
    return gradients


@listed("mlp_backward", "gate-of-own-layer")
def _(parameters, cache, upstream):
    gradients = [None] * len(parameters)
    for k in range(len(parameters) - 1, -1, -1):
        dA, dW, db = back(upstream, cache[k][0], parameters[k][0])
        gradients[k] = (dW, db)
        if k > 0:
            upstream = np.where(cache[k][1] > 0, dA, 0.0)
    return gradients


@listed("mlp_backward", "gate-of-own-layer")
def _(parameters, cache, upstream):
    gradients = []
    for (W, _b), (A, Z) in zip(parameters[::-1], cache[::-1], strict=True):
        dA, dW, db = back(upstream, A, W)
        gradients = [(dW, db), *gradients]
        if len(gradients) < len(parameters):
            upstream = dA * np.where(Z > 0, 1.0, 0.0)
    return gradients


@listed("mlp_backward", "gate-below-first")
def _(parameters, cache, upstream):
    gradients = [None] * len(parameters)
    for k in reversed(range(len(parameters))):
        dA, dW, db = back(upstream, cache[k][0], parameters[k][0])
        gradients[k] = (dW, db)
        upstream = np.where(cache[k - 1][1] > 0, dA, 0.0)
    return gradients


@listed("mlp_backward", "gate-below-first")
def _(parameters, cache, upstream):
    gradients, k = [], len(parameters) - 1
    while k >= 0:
        dA, dW, db = back(upstream, cache[k][0], parameters[k][0])
        gradients.append((dW, db))
        mask = cache[k - 1][1] > 0
        upstream = dA * mask
        k -= 1
    gradients.reverse()
    return gradients


@listed("mlp_backward", "upstream-not-handed-down")
def _(parameters, cache, upstream):
    gradients = [None] * len(parameters)
    for k in reversed(range(len(parameters))):
        _, dW, db = back(upstream, cache[k][0], parameters[k][0])
        gradients[k] = (dW, db)
    return gradients


@listed("mlp_backward", "upstream-not-handed-down")
def _(parameters, cache, upstream):
    return [(A.T @ upstream, upstream.sum(axis=0)) for A, _Z in cache]


@unlisted("mlp_backward", "gate-times-value")
def _(parameters, cache, upstream):
    gradients = [None] * len(parameters)
    for k in reversed(range(len(parameters))):
        dA, dW, db = back(upstream, cache[k][0], parameters[k][0])
        gradients[k] = (dW, db)
        upstream = dA * cache[k - 1][1] if k else dA
    return gradients


@unlisted("mlp_backward")
def _(parameters, cache, upstream):
    gradients = [None] * len(parameters)
    for k in reversed(range(len(parameters))):
        dA, dW, db = back(upstream, cache[k][0], parameters[k][0])
        gradients[k] = (-dW, -db)
        if k > 0:
            upstream = dA * (cache[k - 1][1] > 0)
    return gradients


@unlisted("mlp_backward")
def _(parameters, cache, upstream):
    gradients = [None] * len(parameters)
    for k in reversed(range(len(parameters))):
        dA, dW, db = back(upstream, cache[k][0], parameters[k][0])
        gradients[k] = (dW, db)
        if k > 0:
            upstream = dA * (cache[k - 1][1] < 0)
    return gradients


@unlisted("mlp_backward")
def _(parameters, cache, upstream):
    return [(np.zeros_like(W), np.zeros_like(b)) for W, b in parameters]


@unlisted("mlp_backward", "layer-off-by-one")
def _(parameters, cache, upstream):
    gradients = [None] * len(parameters)
    for k in reversed(range(len(parameters))):
        A = cache[k + 1][0]
        gradients[k] = (A.T @ upstream, upstream.sum(axis=0))
        upstream = (upstream @ parameters[k][0].T) * (cache[k - 1][1] > 0)
    return gradients


@unlisted("mlp_backward")
def _(parameters, cache, upstream):
    gradients = []
    for (A, _), _pair in zip(cache, parameters, strict=True):
        gradients.append((A.T @ np.ones((len(A), 1)), np.ones(A.shape[1])))
    return gradients


@double("mlp_backward", "pairs-swapped", "layers-reversed")
def _(parameters, cache, upstream):
    gradients = []
    for (A, _), (W, _) in zip(cache[::-1], parameters[::-1], strict=True):
        dA, dW, db = back(upstream, A, W)
        gradients.append((db, dW))
        upstream = dA * (A > 0)
    return gradients


@double("mlp_backward", "batch-mean-twice", "gate-forgotten")
def _(parameters, cache, upstream):
    gradients = []
    for (A, _), (W, _) in zip(cache[::-1], parameters[::-1], strict=True):
        dA, dW, db = back(upstream, A, W)
        gradients.insert(0, (dW / len(A), db / len(A)))
        upstream = dA
    return gradients


@double("mlp_backward", "bias-not-summed", "layers-reversed")
def _(parameters, cache, upstream):
    gradients = []
    for (A, _), (W, _) in zip(cache[::-1], parameters[::-1], strict=True):
        dA, dW, _db = back(upstream, A, W)
        gradients.append((dW, upstream))
        upstream = dA * (A > 0)
    return gradients


@double("mlp_backward", "gate-at-output", "relu-at-zero")
def _(parameters, cache, upstream):
    gradients = [None] * len(parameters)
    for k in reversed(range(len(parameters))):
        A, Z = cache[k]
        upstream, dW, db = back(upstream * (Z >= 0), A, parameters[k][0])
        gradients[k] = (dW, db)
    return gradients


@listed("init_parameters", "bias-extra-axis")
def _(sizes, rng, scale=0.1):
    weights = [scale * rng.normal(size=shape) for shape in itertools.pairwise(sizes)]
    return [(W, np.zeros((1, W.shape[1]))) for W in weights]


@listed("init_parameters", "bias-extra-axis")
def _(sizes, rng, scale=0.1):
    return [(rng.normal(0, scale, (d, m)), np.zeros((m, 1))) for d, m in itertools.pairwise(sizes)]


@listed("init_parameters", "bias-of-inputs")
def _(sizes, rng, scale=0.1):
    return [(scale * rng.standard_normal((d, m)), np.zeros(d)) for d, m in itertools.pairwise(sizes)]


@listed("init_parameters", "bias-of-inputs")
def _(sizes, rng, scale=0.1):
    made = []
    for k in range(len(sizes) - 1):
        W = rng.normal(scale=scale, size=(sizes[k], sizes[k + 1]))
        made.append((W, np.zeros(W.shape[0])))
    return made


@listed("mlp_forward", "return-in-the-loop")
def _(parameters, X):
    A, cache = X, []
    for W, b in parameters:
        Z = A @ W + b
        cache.append((A, Z))
        A = np.maximum(Z, 0)
        return Z, cache
    return Z, cache


@listed("mlp_forward", "return-in-the-loop")
def _(parameters, X):
    cache, given = [], X
    for k in range(len(parameters)):
        W, b = parameters[k]
        cache += [(given, given.dot(W) + b)]
        given = cache[k][1] * (cache[k][1] > 0)
        return cache[-1][1], cache
    return cache[-1][1], cache


@listed("mlp_backward", "return-in-the-loop")
def _(parameters, cache, upstream):
    gradients = [None] * len(parameters)
    for k in reversed(range(len(parameters))):
        (A, _), (W, _) = cache[k], parameters[k]
        gradients[k] = (A.T @ upstream, upstream.sum(axis=0))
        if k > 0:
            upstream = (upstream @ W.T) * (cache[k - 1][1] > 0)
        return gradients
    return gradients


@listed("mlp_backward", "return-in-the-loop")
def _(parameters, cache, upstream):
    found = []
    for k in range(len(parameters) - 1, -1, -1):
        A = cache[k][0]
        found.insert(0, (A.T.dot(upstream), np.sum(upstream, axis=0)))
        if k:
            upstream = upstream.dot(parameters[k][0].T) * (A > 0)
        return found
    return found
