"""Wrong answers to lesson 12."""

from __future__ import annotations

import math

import numpy as np

from tests.wrong_answers.table import double, listed, unlisted

# ---------------------------------------------------------------- xavier_std


@listed("xavier_std", "xavier-variance")
def _(fan_in, fan_out):
    mean = (fan_in + fan_out) / 2
    return 1 / mean


@listed("xavier_std", "xavier-variance")
def _(fan_in, fan_out):
    std = np.sqrt(2 / (fan_in + fan_out))
    return std**2


@listed("xavier_std", "xavier-forward-only")
def _(fan_in, fan_out):
    return fan_in**-0.5


@listed("xavier_std", "xavier-forward-only")
def _(fan_in, fan_out):
    variance = 1.0 / fan_in
    return math.sqrt(variance)


@listed("xavier_std", "xavier-as-he")
def _(fan_in, fan_out):
    return np.sqrt(2) / np.sqrt(fan_in)


@listed("xavier_std", "xavier-as-he")
def _(fan_in, fan_out):
    return (fan_in / 2) ** -0.5


@listed("xavier_std", "xavier-half")
def _(fan_in, fan_out):
    total = fan_in + fan_out
    return 1 / math.sqrt(total)


@listed("xavier_std", "xavier-half")
def _(fan_in, fan_out):
    return np.sum([fan_in, fan_out]) ** -0.5


@listed("xavier_std", "xavier-uniform")
def _(fan_in, fan_out):
    return np.sqrt(6) / np.sqrt(fan_in + fan_out)


@listed("xavier_std", "xavier-uniform")
def _(fan_in, fan_out):
    std = (2 / (fan_in + fan_out)) ** 0.5
    return std * math.sqrt(3)


@listed("xavier_std", "xavier-product")
def _(fan_in, fan_out):
    return np.sqrt(2 / fan_in / fan_out)


@listed("xavier_std", "xavier-product")
def _(fan_in, fan_out):
    weights = math.prod([fan_in, fan_out])
    return (weights / 2) ** -0.5


@unlisted("xavier_std")
def _(fan_in, fan_out):
    return math.sqrt(2 / fan_out)


@listed("xavier_std", "xavier-upside-down")
def _(fan_in, fan_out):
    return math.sqrt((fan_in + fan_out) / 2)


@unlisted("xavier_std")
def _(fan_in, fan_out):
    return 2 / math.sqrt(fan_in + fan_out)


@listed("xavier_std", "xavier-brackets")
def _(fan_in, fan_out):
    return math.sqrt(2 / fan_in + fan_out)


@double("xavier_std", "xavier-variance", "xavier-half")
def _(fan_in, fan_out):
    return 1 / (fan_in + fan_out)


@double("xavier_std", "xavier-variance", "xavier-forward-only")
def _(fan_in, fan_out):
    return 1 / fan_in


@double("xavier_std", "xavier-product", "xavier-half")
def _(fan_in, fan_out):
    return 1 / math.sqrt(fan_in * fan_out)


# ---------------------------------------------------------------- he_std


@listed("he_std", "he-half")
def _(fan_in):
    return 1 / np.sqrt(fan_in)


@listed("he_std", "he-half")
def _(fan_in):
    return math.exp(-0.5 * math.log(fan_in))


@listed("he_std", "he-variance")
def _(fan_in):
    return 1 / (0.5 * fan_in)


@listed("he_std", "he-variance")
def _(fan_in):
    return np.sqrt(2 / fan_in) * np.sqrt(2 / fan_in)


@listed("he_std", "he-upside-down")
def _(fan_in):
    return (0.5 * fan_in) ** 0.5


@listed("he_std", "he-upside-down")
def _(fan_in):
    return 1 / math.sqrt(2 / fan_in)


@listed("he_std", "he-two-outside")
def _(fan_in):
    return 2 * fan_in**-0.5


@listed("he_std", "he-two-outside")
def _(fan_in):
    std = math.sqrt(1 / fan_in)
    return std + std


@listed("he_std", "he-uniform")
def _(fan_in):
    return np.sqrt(6) / np.sqrt(fan_in)


@listed("he_std", "he-uniform")
def _(fan_in):
    return math.sqrt(2 / fan_in) * 3**0.5


@listed("he_std", "he-root-of-two")
def _(fan_in):
    return math.sqrt(2) / fan_in


@unlisted("he_std")
def _(fan_in):
    return 0.1


@unlisted("he_std")
def _(fan_in):
    return math.sqrt(2 * fan_in)


@unlisted("he_std")
def _(fan_in):
    return math.sqrt(2 / (fan_in + 1))


@double("he_std", "he-variance", "he-half")
def _(fan_in):
    return 1 / fan_in


@double("he_std", "he-variance", "he-upside-down")
def _(fan_in):
    return fan_in / 2


@double("he_std", "he-variance", "he-uniform")
def _(fan_in):
    return 6 / fan_in


# ---------------------------------------------------------------- gradient_norms


@listed("gradient_norms", "norm-last-layer")
def _(gradients):
    for dW, db in gradients:
        norm = math.sqrt(np.sum(dW**2) + np.sum(db**2))
    return norm


@listed("gradient_norms", "norm-last-layer")
def _(gradients):
    for dW, db in gradients:
        norms = [np.sqrt(np.sum(dW**2) + np.sum(db**2))]
    return norms


@listed("gradient_norms", "norm-last-layer")
def _(gradients):
    total = 0.0
    for dW, db in gradients:
        total += np.sum(dW * dW) + np.sum(db * db)
    return np.sqrt(total)


@listed("gradient_norms", "norm-without-bias")
def _(gradients):
    return [np.linalg.norm(dW) for dW, db in gradients]


@listed("gradient_norms", "norm-without-bias")
def _(gradients):
    norms = []
    for layer in gradients:
        total = 0.0
        for row in layer[0]:
            for value in row:
                total += value * value
        norms.append(math.sqrt(total))
    return norms


@listed("gradient_norms", "norms-added")
def _(gradients):
    return [np.linalg.norm(dW) + np.linalg.norm(db) for dW, db in gradients]


@listed("gradient_norms", "norms-added")
def _(gradients):
    norms = []
    for layer in gradients:
        norm = 0.0
        for array in layer:
            norm += math.sqrt((array * array).sum())
        norms.append(norm)
    return norms


@listed("gradient_norms", "norm-squared")
def _(gradients):
    return [float((dW**2).sum() + (db**2).sum()) for dW, db in gradients]


@listed("gradient_norms", "norm-squared")
def _(gradients):
    squares = []
    for dW, db in gradients:
        flat = np.concatenate([dW.ravel(), db])
        squares.append(flat @ flat)
    return np.array(squares)


@listed("gradient_norms", "norm-as-rms")
def _(gradients):
    return [np.sqrt(np.mean(np.concatenate([dW.ravel(), db.ravel()]) ** 2)) for dW, db in gradients]


@listed("gradient_norms", "norm-as-rms")
def _(gradients):
    norms = []
    for dW, db in gradients:
        values = [*dW.ravel().tolist(), *db.tolist()]
        norms.append((sum(value**2 for value in values) / len(values)) ** 0.5)
    return norms


@listed("gradient_norms", "norm-of-absolutes")
def _(gradients):
    return [np.linalg.norm(np.concatenate([dW.ravel(), db]), 1) for dW, db in gradients]


@listed("gradient_norms", "norm-of-absolutes")
def _(gradients):
    norms = []
    for dW, db in gradients:
        norms.append(np.sqrt(dW**2).sum() + np.sqrt(db**2).sum())
    return norms


@unlisted("gradient_norms")
def _(gradients):
    return [max(np.abs(dW).max(), np.abs(db).max()) for dW, db in gradients]


@unlisted("gradient_norms")
def _(gradients):
    return [np.linalg.norm(db) for dW, db in gradients]


@unlisted("gradient_norms")
def _(gradients):
    return [np.sqrt(np.sum(dW**2) + np.sum(db**2)) for dW, db in gradients][::-1]


@unlisted("gradient_norms")
def _(gradients):
    return [(np.linalg.norm(dW), np.linalg.norm(db)) for dW, db in gradients]


@unlisted("gradient_norms")
def _(gradients):
    return [abs(np.sum(dW) + np.sum(db)) for dW, db in gradients]


@double("gradient_norms", "norm-without-bias", "norm-squared")
def _(gradients):
    return [np.sum(dW**2) for dW, db in gradients]


@double("gradient_norms", "norm-without-bias", "norm-as-rms")
def _(gradients):
    return [np.sqrt(np.mean(dW**2)) for dW, db in gradients]


@double("gradient_norms", "norm-last-layer", "norm-squared")
def _(gradients):
    return sum(np.sum(dW**2) + np.sum(db**2) for dW, db in gradients)


# ---------------------------------------------------------------- clip_by_global_norm


def length(*arrays):
    """The right norm of all entries together."""
    return math.sqrt(sum(float((array * array).sum()) for array in arrays))


def flat(gradients):
    """All arrays in one list."""
    return [array for layer in gradients for array in layer]


@listed("clip_by_global_norm", "clip-each")
def _(gradients, max_norm):
    clipped = []
    for dW, db in gradients:
        layer = []
        for array in (dW, db):
            norm = np.linalg.norm(array)
            layer.append(array * max_norm / norm if norm > max_norm else array)
        clipped.append(layer)
    return clipped


@listed("clip_by_global_norm", "clip-each")
def _(gradients, max_norm):
    result = []
    for dW, db in gradients:
        norm = length(dW, db)
        factor = 1.0
        if norm > max_norm:
            factor = max_norm / norm
        result.append((factor * dW, factor * db))
    return result


@listed("clip_by_global_norm", "clip-entries")
def _(gradients, max_norm):
    return [
        (np.minimum(np.maximum(dW, -max_norm), max_norm), np.minimum(np.maximum(db, -max_norm), max_norm))
        for dW, db in gradients
    ]


@listed("clip_by_global_norm", "clip-entries")
def _(gradients, max_norm):
    def cut(array):
        copy = array.copy()
        copy[copy > max_norm] = max_norm
        copy[copy < -max_norm] = -max_norm
        return copy

    return [(cut(dW), cut(db)) for dW, db in gradients]


@listed("clip_by_global_norm", "clip-entries")
def _(gradients, max_norm):
    if length(*flat(gradients)) <= max_norm:
        return gradients
    return [(np.clip(dW, -max_norm, max_norm), np.clip(db, -max_norm, max_norm)) for dW, db in gradients]


@listed("clip_by_global_norm", "clip-always")
def _(gradients, max_norm):
    norm = length(*flat(gradients))
    return [(dW * max_norm / norm, db * max_norm / norm) if norm else (dW, db) for dW, db in gradients]


@listed("clip_by_global_norm", "clip-always")
def _(gradients, max_norm):
    norm = np.sqrt(sum(np.sum(array**2) for array in flat(gradients)))
    factor = np.float64(max_norm) / norm
    return [(factor * dW, factor * db) for dW, db in gradients]


@listed("clip_by_global_norm", "clip-without-biases")
def _(gradients, max_norm):
    total = 0.0
    for dW, _db in gradients:
        total += np.sum(dW**2)
    norm = np.sqrt(total)
    if norm <= max_norm:
        return gradients
    return [(dW * (max_norm / norm), db * (max_norm / norm)) for dW, db in gradients]


@listed("clip_by_global_norm", "clip-without-biases")
def _(gradients, max_norm):
    norm = length(*(dW for dW, _ in gradients))
    factor = min(1.0, max_norm / norm) if norm > 0 else 1.0
    return [(factor * dW, db) for dW, db in gradients]


@listed("clip_by_global_norm", "clip-leaves-biases")
def _(gradients, max_norm):
    norm = length(*flat(gradients))
    if norm <= max_norm:
        return gradients
    return [(max_norm / norm * dW, db) for dW, db in gradients]


@listed("clip_by_global_norm", "clip-leaves-biases")
def _(gradients, max_norm):
    everything = np.concatenate([array.ravel() for array in flat(gradients)])
    excess = max(np.sqrt(everything @ everything) / max_norm, 1.0)
    return [[layer[0] / excess, *layer[1:]] for layer in gradients]


@listed("clip_by_global_norm", "clip-by-square")
def _(gradients, max_norm):
    norm = 0.0
    for array in flat(gradients):
        norm += (array**2).sum()
    if norm > max_norm:
        return [(dW * max_norm / norm, db * max_norm / norm) for dW, db in gradients]
    return gradients


@listed("clip_by_global_norm", "clip-by-square")
def _(gradients, max_norm):
    square = sum(np.vdot(array, array) for array in flat(gradients))
    factor = min(1.0, max_norm / square) if square else 1.0
    return [[factor * array for array in layer] for layer in gradients]


@listed("clip_by_global_norm", "clip-the-wrong-ones")
def _(gradients, max_norm):
    norm = length(*flat(gradients))
    if norm > max_norm or norm == 0:
        return gradients
    factor = max_norm / norm
    return [(factor * dW, factor * db) for dW, db in gradients]


@listed("clip_by_global_norm", "clip-the-wrong-ones")
def _(gradients, max_norm):
    norm = max(length(*flat(gradients)), 1e-300)
    factor = max(1.0, max_norm / norm)
    return [(factor * dW, factor * db) for dW, db in gradients]


@listed("clip_by_global_norm", "clip-to-one")
def _(gradients, max_norm):
    norm = length(*flat(gradients))
    if norm > max_norm:
        return [(dW / norm, db / norm) for dW, db in gradients]
    return gradients


@listed("clip_by_global_norm", "clip-to-one")
def _(gradients, max_norm):
    norm = np.linalg.norm(np.concatenate([array.ravel() for array in flat(gradients)]))
    factor = norm**-1.0 if norm > max_norm else 1
    return [(np.multiply(factor, dW), np.multiply(factor, db)) for dW, db in gradients]


@unlisted("clip_by_global_norm")
def _(gradients, max_norm):
    return gradients


@listed("clip_by_global_norm", "clip-upside-down")
def _(gradients, max_norm):
    norm = length(*flat(gradients))
    factor = norm / max_norm if norm > max_norm else 1.0
    return [(factor * dW, factor * db) for dW, db in gradients]


@unlisted("clip_by_global_norm")
def _(gradients, max_norm):
    norm = length(*flat(gradients))
    factor = max_norm / (norm + 0.01) if norm > max_norm else 1.0
    return [(factor * dW, factor * db) for dW, db in gradients]


@unlisted("clip_by_global_norm")
def _(gradients, max_norm):
    norm = length(*flat(gradients))
    factor = max_norm / norm if norm > max_norm else 1.0
    return [factor * dW for dW, db in gradients]


@unlisted("clip_by_global_norm")
def _(gradients, max_norm):
    norm = sum(length(array) for array in flat(gradients))
    factor = max_norm / norm if norm > max_norm else 1.0
    return [(factor * dW, factor * db) for dW, db in gradients]


@unlisted("clip_by_global_norm")
def _(gradients, max_norm):
    norm = length(*flat(gradients))
    return [(0 * dW, 0 * db) if norm > max_norm else (dW, db) for dW, db in gradients]


@double("clip_by_global_norm", "clip-each", "clip-always")
def _(gradients, max_norm):
    return [tuple(array * max_norm / (length(array) or 1.0) for array in layer) for layer in gradients]


@double("clip_by_global_norm", "clip-to-one", "clip-always")
def _(gradients, max_norm):
    norm = length(*flat(gradients)) or 1.0
    return [(dW / norm, db / norm) for dW, db in gradients]


@double("clip_by_global_norm", "clip-without-biases", "clip-by-square")
def _(gradients, max_norm):
    norm = sum((dW**2).sum() for dW, _ in gradients)
    factor = max_norm / norm if norm > max_norm else 1.0
    return [(factor * dW, factor * db) for dW, db in gradients]


# ---------------------------------------------------------------- layer_norm


@listed("layer_norm", "norm-over-columns")
def _(X, gain, shift):
    mean = X.mean(axis=0)
    s = np.sqrt(((X - mean) ** 2).mean(axis=0) + 1e-5)
    return gain * (X - mean) / s + shift


@listed("layer_norm", "norm-over-columns")
def _(X, gain, shift):
    Y = np.zeros(X.shape)
    for d in range(X.shape[1]):
        column = X[:, d]
        Y[:, d] = gain[d] * (column - np.mean(column)) / math.sqrt(np.var(column) + 1e-5) + shift[d]
    return Y


@listed("layer_norm", "norm-over-everything")
def _(X, gain, shift):
    return gain * (X - np.mean(X)) / np.sqrt(np.var(X) + 1e-5) + shift


@listed("layer_norm", "norm-over-everything")
def _(X, gain, shift):
    centred = X - X.sum() / X.size
    variance = np.einsum("nd,nd->", centred, centred) / X.size
    return centred * (variance + 1e-5) ** -0.5 * gain + shift


@listed("layer_norm", "norm-ddof-one")
def _(X, gain, shift):
    rows = []
    for row in X:
        centred = row - row.mean()
        variance = np.sum(centred**2) / (len(row) - 1)
        rows.append(gain * centred / np.sqrt(variance + 1e-5) + shift)
    return np.array(rows)


@listed("layer_norm", "norm-ddof-one")
def _(X, gain, shift):
    s = np.sqrt(np.std(X, axis=1, ddof=1, keepdims=True) ** 2 + 1e-5)
    return gain * ((X - X.mean(axis=1, keepdims=True)) / s) + shift


@listed("layer_norm", "norm-epsilon-outside")
def _(X, gain, shift):
    return gain * (X - X.mean(axis=1, keepdims=True)) / (X.std(axis=1, keepdims=True) + 1e-5) + shift


@listed("layer_norm", "norm-epsilon-outside")
def _(X, gain, shift):
    rows = []
    for row in X:
        centred = row - sum(row) / len(row)
        s = math.sqrt(sum(centred**2) / len(row)) + 1e-5
        rows.append(centred / s * gain + shift)
    return np.stack(rows)


@listed("layer_norm", "norm-by-variance")
def _(X, gain, shift):
    mean, variance = X.mean(axis=1)[:, None], X.var(axis=1)[:, None]
    return gain * ((X - mean) / (variance + 1e-5)) + shift


@listed("layer_norm", "norm-by-variance")
def _(X, gain, shift):
    rows = []
    for row in X:
        centred = row - np.mean(row)
        rows.append(shift + gain * centred / (np.mean(centred * centred) + 1e-5))
    return rows


@listed("layer_norm", "norm-alone")
def _(X, gain, shift):
    centred = X - X.mean(axis=1, keepdims=True)
    return centred / np.sqrt((centred**2).mean(axis=1, keepdims=True) + 1e-5)


@listed("layer_norm", "norm-alone")
def _(X, gain, shift):
    return np.array([(row - np.mean(row)) / math.sqrt(np.var(row) + 1e-5) for row in X])


@listed("layer_norm", "shift-before-gain")
def _(X, gain, shift):
    z = (X - X.mean(axis=1, keepdims=True)) / np.sqrt(X.var(axis=1, keepdims=True) + 1e-5)
    z = z + shift
    return z * gain


@listed("layer_norm", "shift-before-gain")
def _(X, gain, shift):
    rows = []
    for row in X:
        z = (row - row.mean()) / np.sqrt(row.var() + 1e-5)
        rows.append(gain * z + gain * shift)
    return np.array(rows)


@listed("layer_norm", "norm-not-centred")
def _(X, gain, shift):
    s = np.sqrt(((X - X.mean(axis=1, keepdims=True)) ** 2).mean(axis=1, keepdims=True) + 1e-5)
    return gain * (X / s) + shift


@listed("layer_norm", "norm-not-centred")
def _(X, gain, shift):
    return np.array([gain * row / math.sqrt(row.var() + 1e-5) + shift for row in X])


@listed("layer_norm", "norm-not-centred")
def _(X, gain, shift):
    s = np.sqrt((X**2).mean(axis=1, keepdims=True) + 1e-5)
    return gain * (X / s) + shift


@unlisted("layer_norm")
def _(X, gain, shift):
    return gain * (X - X.mean(axis=1, keepdims=True)) / np.sqrt(X.var(axis=1, keepdims=True) + 1e-5) - shift


@unlisted("layer_norm")
def _(X, gain, shift):
    return gain * (X - X.mean(axis=1, keepdims=True)) + shift


@unlisted("layer_norm")
def _(X, gain, shift):
    return gain * X + shift


@unlisted("layer_norm")
def _(X, gain, shift):
    low, high = X.min(axis=1, keepdims=True), X.max(axis=1, keepdims=True)
    return gain * (X - low) / (high - low + 1e-5) + shift


@unlisted("layer_norm")
def _(X, gain, shift):
    return gain * (X - np.median(X, axis=1, keepdims=True)) / np.sqrt(X.var(axis=1, keepdims=True) + 1e-5) + shift


@double("layer_norm", "norm-over-columns", "shift-before-gain")
def _(X, gain, shift):
    return gain * ((X - X.mean(axis=0)) / np.sqrt(X.var(axis=0) + 1e-5) + shift)


@double("layer_norm", "norm-over-columns", "norm-epsilon-outside")
def _(X, gain, shift):
    return gain * (X - X.mean(axis=0)) / (X.std(axis=0) + 1e-5) + shift


@double("layer_norm", "norm-ddof-one", "norm-alone")
def _(X, gain, shift):
    return (X - X.mean(axis=1, keepdims=True)) / np.sqrt(X.var(axis=1, ddof=1, keepdims=True) + 1e-5)


# ---------------------------------------------------------------- layer_norm_backward


def parts(upstream, X, gain):
    """What the formula is made of: the spread s, the normalised z, and H = upstream * gain."""
    centred = X - X.mean(axis=1, keepdims=True)
    s = np.sqrt((centred**2).mean(axis=1, keepdims=True) + 1e-5)
    return s, centred / s, upstream * gain


def right_dx(upstream, X, gain):
    s, z, H = parts(upstream, X, gain)
    return (H - H.mean(axis=1, keepdims=True) - z * (H * z).mean(axis=1, keepdims=True)) / s


@listed("layer_norm_backward", "ln-no-centering")
def _(upstream, output, X, gain, shift):
    s, z, H = parts(upstream, X, gain)
    dX = (H - z * (H * z).mean(axis=1, keepdims=True)) / s
    return dX, (upstream * z).sum(axis=0), upstream.sum(axis=0)


@listed("layer_norm_backward", "ln-no-centering")
def _(upstream, output, X, gain, shift):
    dX = np.zeros(X.shape)
    s, z, H = parts(upstream, X, gain)
    for n in range(len(X)):
        projected = (H[n] @ z[n]) / X.shape[1]
        dX[n] = (H[n] - projected * z[n]) / s[n]
    return dX, np.einsum("nd,nd->d", upstream, z), np.einsum("nd->d", upstream)


@listed("layer_norm_backward", "ln-no-scaling")
def _(upstream, output, X, gain, shift):
    s, z, H = parts(upstream, X, gain)
    return (H - H.mean(axis=1, keepdims=True)) / s, (upstream * z).sum(axis=0), upstream.sum(axis=0)


@listed("layer_norm_backward", "ln-no-scaling")
def _(upstream, output, X, gain, shift):
    s, z, H = parts(upstream, X, gain)
    D = X.shape[1]
    centring = np.eye(D) - np.full((D, D), 1 / D)
    return H @ centring / s, (upstream * z).sum(axis=0), upstream.sum(axis=0)


@listed("layer_norm_backward", "ln-statistics-constant")
def _(upstream, output, X, gain, shift):
    s, z, _ = parts(upstream, X, gain)
    return upstream * gain / s, (upstream * z).sum(axis=0), upstream.sum(axis=0)


@listed("layer_norm_backward", "ln-statistics-constant")
def _(upstream, output, X, gain, shift):
    dX, dgain, dshift = np.zeros(X.shape), np.zeros(gain.shape), np.zeros(shift.shape)
    s, z, _ = parts(upstream, X, gain)
    for n in range(X.shape[0]):
        for d in range(X.shape[1]):
            dX[n, d] = upstream[n, d] * gain[d] / s[n, 0]
            dgain[d] += upstream[n, d] * z[n, d]
            dshift[d] += upstream[n, d]
    return dX, dgain, dshift


@listed("layer_norm_backward", "ln-not-divided")
def _(upstream, output, X, gain, shift):
    _, z, H = parts(upstream, X, gain)
    dX = H - H.mean(axis=1, keepdims=True) - z * (H * z).mean(axis=1, keepdims=True)
    return dX, (upstream * z).sum(axis=0), upstream.sum(axis=0)


@listed("layer_norm_backward", "ln-not-divided")
def _(upstream, output, X, gain, shift):
    s, z, _ = parts(upstream, X, gain)
    return right_dx(upstream, X, gain) * s, (upstream * z).sum(0), upstream.sum(0)


@listed("layer_norm_backward", "ln-gain-forgotten")
def _(upstream, output, X, gain, shift):
    s, z, _ = parts(upstream, X, gain)
    G = upstream
    dX = (G - G.mean(axis=1, keepdims=True) - z * (G * z).mean(axis=1, keepdims=True)) / s
    return dX, (G * z).sum(axis=0), G.sum(axis=0)


@listed("layer_norm_backward", "ln-gain-forgotten")
def _(upstream, output, X, gain, shift):
    _, z, _ = parts(upstream, X, gain)
    return right_dx(upstream, X, np.ones_like(gain)), (upstream * z).sum(axis=0), upstream.sum(axis=0)


@listed("layer_norm_backward", "ln-gain-of-input")
def _(upstream, output, X, gain, shift):
    return right_dx(upstream, X, gain), np.einsum("nd,nd->d", upstream, X), upstream.sum(axis=0)


@listed("layer_norm_backward", "ln-gain-of-input")
def _(upstream, output, X, gain, shift):
    dgain = sum(G * x for G, x in zip(upstream, X, strict=True))
    return right_dx(upstream, X, gain), dgain, sum(upstream)


@listed("layer_norm_backward", "ln-gain-of-output")
def _(upstream, output, X, gain, shift):
    return right_dx(upstream, X, gain), np.sum(output * upstream, axis=0), np.sum(upstream, axis=0)


@listed("layer_norm_backward", "ln-gain-of-output")
def _(upstream, output, X, gain, shift):
    _, z, _ = parts(upstream, X, gain)
    again = gain * z + shift
    return right_dx(upstream, X, gain), np.einsum("nd,nd->d", again, upstream), upstream.sum(axis=0)


@listed("layer_norm_backward", "ln-gain-not-summed")
def _(upstream, output, X, gain, shift):
    _, z, _ = parts(upstream, X, gain)
    dgain = upstream * z
    return right_dx(upstream, X, gain), dgain, upstream.sum(axis=0)


@listed("layer_norm_backward", "ln-gain-not-summed")
def _(upstream, output, X, gain, shift):
    rows = []
    for G, x in zip(upstream, X, strict=True):
        rows.append(G * (x - x.mean()) / math.sqrt(x.var() + 1e-5))
    return right_dx(upstream, X, gain), np.array(rows), upstream.sum(axis=0)


@listed("layer_norm_backward", "ln-shift-not-summed")
def _(upstream, output, X, gain, shift):
    _, z, _ = parts(upstream, X, gain)
    return right_dx(upstream, X, gain), (upstream * z).sum(axis=0), 1.0 * upstream


@listed("layer_norm_backward", "ln-shift-not-summed")
def _(upstream, output, X, gain, shift):
    _, z, _ = parts(upstream, X, gain)
    dshift = [list(row) for row in upstream]
    return right_dx(upstream, X, gain), np.einsum("nd,nd->d", upstream, z), dshift


@listed("layer_norm_backward", "ln-shift-times-gain")
def _(upstream, output, X, gain, shift):
    _, z, H = parts(upstream, X, gain)
    return right_dx(upstream, X, gain), (upstream * z).sum(axis=0), H.sum(axis=0)


@listed("layer_norm_backward", "ln-shift-times-gain")
def _(upstream, output, X, gain, shift):
    _, z, _ = parts(upstream, X, gain)
    return right_dx(upstream, X, gain), (upstream * z).sum(axis=0), gain * np.sum(upstream, axis=0)


@listed("layer_norm_backward", "ln-swapped")
def _(upstream, output, X, gain, shift):
    _, z, _ = parts(upstream, X, gain)
    dshift = upstream.sum(axis=0)
    dgain = (upstream * z).sum(axis=0)
    return right_dx(upstream, X, gain), dshift, dgain


@listed("layer_norm_backward", "ln-swapped")
def _(upstream, output, X, gain, shift):
    _, z, _ = parts(upstream, X, gain)
    return [right_dx(upstream, X, gain), np.einsum("nd->d", upstream), np.einsum("nd,nd->d", z, upstream)]


@listed("layer_norm_backward", "ln-scaling-added")
def _(upstream, output, X, gain, shift):
    s, z, H = parts(upstream, X, gain)
    dX = (H - H.mean(axis=1, keepdims=True) + z * (H * z).mean(axis=1, keepdims=True)) / s
    return dX, (upstream * z).sum(axis=0), upstream.sum(axis=0)


@listed("layer_norm_backward", "ln-sums-for-means")
def _(upstream, output, X, gain, shift):
    s, z, H = parts(upstream, X, gain)
    dX = (H - H.sum(axis=1, keepdims=True) - z * (H * z).sum(axis=1, keepdims=True)) / s
    return dX, (upstream * z).sum(axis=0), upstream.sum(axis=0)


@listed("layer_norm_backward", "ln-over-columns")
def _(upstream, output, X, gain, shift):
    s, z, H = parts(upstream, X, gain)
    dX = (H - H.mean(axis=0) - z * (H * z).mean(axis=0)) / s
    return dX, (upstream * z).sum(axis=0), upstream.sum(axis=0)


@listed("layer_norm_backward", "ln-mean-over-rows")
def _(upstream, output, X, gain, shift):
    _, z, _ = parts(upstream, X, gain)
    return right_dx(upstream, X, gain), (upstream * z).mean(axis=0), upstream.mean(axis=0)


@unlisted("layer_norm_backward")
def _(upstream, output, X, gain, shift):
    _, z, _ = parts(upstream, X, gain)
    return right_dx(upstream, X, gain), (upstream * z).sum(axis=1), upstream.sum(axis=1)


@unlisted("layer_norm_backward", "upstream-forgotten")
def _(upstream, output, X, gain, shift):
    _, z, _ = parts(upstream, X, gain)
    return right_dx(upstream, X, gain), z.sum(axis=0), np.full(len(shift), float(len(X)))


@double("layer_norm_backward", "ln-statistics-constant", "ln-not-divided")
def _(upstream, output, X, gain, shift):
    _, z, H = parts(upstream, X, gain)
    return H, (upstream * z).sum(axis=0), upstream.sum(axis=0)


@double("layer_norm_backward", "ln-no-centering", "ln-gain-not-summed", "ln-shift-not-summed")
def _(upstream, output, X, gain, shift):
    s, z, H = parts(upstream, X, gain)
    return (H - z * (H * z).mean(axis=1, keepdims=True)) / s, upstream * z, upstream


@double("layer_norm_backward", "ln-gain-forgotten", "ln-shift-times-gain")
def _(upstream, output, X, gain, shift):
    _, z, H = parts(upstream, X, gain)
    return right_dx(upstream, X, 1.0), (upstream * z).sum(axis=0), H.sum(axis=0)


@double("layer_norm_backward", "ln-gain-of-input", "ln-no-scaling")
def _(upstream, output, X, gain, shift):
    s, _, H = parts(upstream, X, gain)
    return (H - H.mean(axis=1, keepdims=True)) / s, (upstream * X).sum(axis=0), upstream.sum(axis=0)


@double("layer_norm_backward", "ln-swapped", "ln-gain-not-summed", "ln-shift-not-summed")
def _(upstream, output, X, gain, shift):
    _, z, _ = parts(upstream, X, gain)
    return right_dx(upstream, X, gain), upstream, upstream * z


@listed("xavier_std", "xavier-root-of-two")
def _(fan_in, fan_out):
    return 2**0.5 / (fan_in + fan_out)


@listed("xavier_std", "xavier-root-of-two")
def _(fan_in, fan_out):
    total = fan_in + fan_out
    return np.sqrt(2.0) * total**-1


@listed("xavier_std", "xavier-brackets")
def _(fan_in, fan_out):
    return np.sqrt(2 / fan_in + fan_out)


@listed("xavier_std", "xavier-brackets")
def _(fan_in, fan_out):
    variance = fan_out + 2.0 / fan_in
    return variance**0.5


@listed("he_std", "he-root-of-two")
def _(fan_in):
    return np.sqrt(2) / fan_in


@listed("he_std", "he-root-of-two")
def _(fan_in):
    return 1 / fan_in * math.pow(2, 0.5)


@listed("gradient_norms", "norm-per-unit")
def _(gradients):
    return [np.linalg.norm(np.vstack([dW, db]), axis=0) for dW, db in gradients]


@listed("gradient_norms", "norm-per-unit")
def _(gradients):
    norms = []
    for dW, db in gradients:
        norms.append(np.array([math.sqrt((dW[:, j] ** 2).sum() + db[j] ** 2) for j in range(len(db))]))
    return norms


@listed("gradient_norms", "norm-last-layer")
def _(gradients):
    norms = []
    for dW, db in gradients:
        norms.append(float(np.sqrt((dW**2).sum() + (db**2).sum())))
        break
    return norms


def _length(layer):
    return math.sqrt(sum(float((array**2).sum()) for array in layer))


@listed("clip_by_global_norm", "clip-by-sum-of-norms")
def _(gradients, max_norm):
    total = float(np.sum([_length(layer) for layer in gradients]))
    if total > max_norm:
        return [(dW * max_norm / total, db * max_norm / total) for dW, db in gradients]
    return gradients


@listed("clip_by_global_norm", "clip-by-sum-of-norms")
def _(gradients, max_norm):
    total = 0.0
    for layer in gradients:
        total += _length(layer)
    factor = min(1.0, max_norm / max(total, 1e-200))
    return [(factor * dW, factor * db) for dW, db in gradients]


@listed("clip_by_global_norm", "clip-by-longest-layer")
def _(gradients, max_norm):
    longest = sorted(map(_length, gradients))[-1]
    factor = max_norm / longest if longest > max_norm else 1.0
    return [(dW * factor, db * factor) for dW, db in gradients]


@listed("clip_by_global_norm", "clip-by-longest-layer")
def _(gradients, max_norm):
    excess = max(1.0, *(_length(layer) / max_norm for layer in gradients))
    return [(dW / excess, db / excess) for dW, db in gradients]


@listed("clip_by_global_norm", "clip-upside-down")
def _(gradients, max_norm):
    norm = math.sqrt(sum(_length(layer) ** 2 for layer in gradients))
    if norm <= max_norm:
        return gradients
    return [(dW * norm / max_norm, db * norm / max_norm) for dW, db in gradients]


@listed("clip_by_global_norm", "clip-upside-down")
def _(gradients, max_norm):
    norm = float(np.linalg.norm([_length(layer) for layer in gradients]))
    factor = max(1.0, norm / max_norm)
    return [(dW * factor, db * factor) for dW, db in gradients]


@listed("layer_norm", "norm-epsilon-missing")
def _(X, gain, shift):
    return gain * (X - X.mean(1, keepdims=True)) / X.std(1, keepdims=True) + shift


@listed("layer_norm", "norm-epsilon-missing")
def _(X, gain, shift):
    rows = [(row - row.mean()) / np.sqrt(((row - row.mean()) ** 2).mean()) for row in X]
    return np.array(rows) * gain + shift


@listed("layer_norm", "norm-epsilon-guard")
def _(X, gain, shift):
    std = X.std(axis=1, keepdims=True)
    return gain * (X - X.mean(axis=1, keepdims=True)) / np.where(std == 0, 1.0, std) + shift


@listed("layer_norm", "norm-epsilon-guard")
def _(X, gain, shift):
    rows = []
    for row in X:
        centred = row - row.mean()
        spread = math.sqrt((centred**2).mean())
        rows.append(shift + gain * (centred / spread if spread > 0 else centred))
    return np.stack(rows)


@listed("layer_norm", "norm-epsilon-size")
def _(X, gain, shift):
    return gain * (X - X.mean(1, keepdims=True)) / np.sqrt(X.var(1, keepdims=True) + 1e-8) + shift


@listed("layer_norm", "norm-epsilon-size")
def _(X, gain, shift):
    centred = X - X.mean(axis=1)[:, None]
    s = (np.square(centred).mean(axis=1)[:, None] + 1e-6) ** 0.5
    return centred / s * gain + shift


@listed("layer_norm", "norm-brackets")
def _(X, gain, shift):
    s = np.sqrt(np.var(X, axis=1, keepdims=True) + 1e-5)
    z = X - X.mean(axis=1, keepdims=True) / s
    return z * gain + shift


@listed("layer_norm", "norm-brackets")
def _(X, gain, shift):
    return gain * X - X.mean(1, keepdims=True) / np.sqrt(X.var(1, keepdims=True) + 1e-5) + shift


@listed("layer_norm", "norm-sum-for-mean")
def _(X, gain, shift):
    centred = X - X.mean(1, keepdims=True)
    return gain * centred / np.sqrt((centred * centred).sum(1, keepdims=True) + 1e-5) + shift


@listed("layer_norm", "norm-sum-for-mean")
def _(X, gain, shift):
    out = np.empty(X.shape)
    for n, row in enumerate(X.astype(float)):
        centred = row - row.sum() / len(row)
        out[n] = gain * centred / math.sqrt(float(centred @ centred) + 1e-5) + shift
    return out


@listed("layer_norm", "norm-without-gain")
def _(X, gain, shift):
    return (X - X.mean(1, keepdims=True)) / np.sqrt(X.var(1, keepdims=True) + 1e-5) + shift


@listed("layer_norm", "norm-without-gain")
def _(X, gain, shift):
    centred = X - X.mean(axis=1, keepdims=True)
    return shift + centred * (np.mean(centred**2, axis=1, keepdims=True) + 1e-5) ** -0.5


@listed("layer_norm", "norm-without-shift")
def _(X, gain, shift):
    return gain * (X - X.mean(1, keepdims=True)) / np.sqrt(X.var(1, keepdims=True) + 1e-5)


@listed("layer_norm", "norm-without-shift")
def _(X, gain, shift):
    centred = X - X.mean(axis=1, keepdims=True)
    return (centred / np.sqrt(np.mean(centred**2, axis=1, keepdims=True) + 1e-5)) * gain


def _row_parts(X):
    """Normalised rows, and the spread of each."""
    centred = X - X.mean(axis=1, keepdims=True)
    s = np.sqrt(np.mean(centred**2, axis=1, keepdims=True) + 1e-5)
    return centred / s, s


@listed("layer_norm_backward", "ln-sums-for-means")
def _(upstream, output, X, gain, shift):
    z, s = _row_parts(X)
    H = gain * upstream
    dX = (H - np.sum(H, 1, keepdims=True) - z * np.sum(H * z, 1, keepdims=True)) / s
    return dX, np.sum(upstream * z, 0), np.sum(upstream, 0)


@listed("layer_norm_backward", "ln-sums-for-means")
def _(upstream, output, X, gain, shift):
    z, s = _row_parts(X)
    H = gain * upstream
    D = X.shape[1]
    mean, both = D * H.mean(1)[:, None], D * (H * z).mean(1)[:, None]
    return (H - mean - both * z) / s, (z * upstream).sum(0), upstream.sum(0)


@listed("layer_norm_backward", "ln-scaling-added")
def _(upstream, output, X, gain, shift):
    z, s = _row_parts(X)
    H = gain * upstream
    dX = (H - H.mean(1, keepdims=True) + z * (H * z).mean(1, keepdims=True)) / s
    return dX, (z * upstream).sum(0), upstream.sum(0)


@listed("layer_norm_backward", "ln-scaling-added")
def _(upstream, output, X, gain, shift):
    z, s = _row_parts(X)
    H = gain * upstream
    inner = z * (H * z).mean(1, keepdims=True) - H.mean(1, keepdims=True)
    return (H - inner) / s, (z * upstream).sum(0), upstream.sum(0)


@listed("layer_norm_backward", "ln-over-columns")
def _(upstream, output, X, gain, shift):
    z, s = _row_parts(X)
    H = gain * upstream
    return (H - H.mean(0) - z * (H * z).mean(0)) / s, (z * upstream).sum(0), upstream.sum(0)


@listed("layer_norm_backward", "ln-over-columns")
def _(upstream, output, X, gain, shift):
    centred = X - X.mean(0)
    s = np.sqrt(X.var(0) + 1e-5)
    z = centred / s
    H = gain * upstream
    return (H - H.mean(0) - z * (H * z).mean(0)) / s, (z * upstream).sum(0), upstream.sum(0)


@listed("layer_norm_backward", "ln-gain-times-gain")
def _(upstream, output, X, gain, shift):
    z, s = _row_parts(X)
    H = gain * upstream
    dX = (H - H.mean(1, keepdims=True) - z * (H * z).mean(1, keepdims=True)) / s
    return dX, (H * z).sum(0), upstream.sum(0)


@listed("layer_norm_backward", "ln-gain-times-gain")
def _(upstream, output, X, gain, shift):
    z, s = _row_parts(X)
    H = upstream * gain[None, :]
    mean, both = H.mean(1)[:, None], (H * z).mean(1)[:, None]
    return (H - mean - both * z) / s, gain * np.einsum("nd,nd->d", upstream, z), upstream.sum(0)


@listed("layer_norm_backward", "ln-mean-over-rows")
def _(upstream, output, X, gain, shift):
    z, s = _row_parts(X)
    H = upstream * gain
    dX = (H - H.mean(1, keepdims=True) - z * (H * z).mean(1, keepdims=True)) / s
    return dX, (upstream * z).mean(0), upstream.mean(0)


@listed("layer_norm_backward", "ln-mean-over-rows")
def _(upstream, output, X, gain, shift):
    z, s = _row_parts(X)
    H, N = upstream * gain, len(X)
    mean, both = H.mean(1)[:, None], (H * z).mean(1)[:, None]
    return (H - mean - both * z) / s, np.sum(upstream * z, axis=0) / N, np.sum(upstream, axis=0) / N


# ---------------------------------------------------------------- more of what a learner types


@listed("xavier_std", "xavier-upside-down")
def _(fan_in, fan_out):
    return np.sqrt(np.mean([fan_in, fan_out]))


@listed("xavier_std", "xavier-upside-down")
def _(fan_in, fan_out):
    return 1 / math.sqrt(2 / (fan_in + fan_out))


@listed("gradient_norms", "total-not-reset")
def _(gradients):
    norms, total = [], 0.0
    for dW, db in gradients:
        total += (dW**2).sum() + (db**2).sum()
        norms.append(np.sqrt(total))
    return norms


@listed("gradient_norms", "total-not-reset")
def _(gradients):
    return [length(*(array for layer in gradients[: k + 1] for array in layer)) for k in range(len(gradients))]


@listed("clip_by_global_norm", "clip-returns-nothing")
def _(gradients, max_norm):
    norm = length(*flat(gradients))
    if norm > max_norm:
        return [(dW * max_norm / norm, db * max_norm / norm) for dW, db in gradients]
    return None


@listed("clip_by_global_norm", "clip-returns-nothing")
def _(gradients, max_norm):
    norm, clipped = length(*flat(gradients)), []
    if norm <= max_norm:
        return None
    for dW, db in gradients:
        clipped.append([np.divide(dW, norm / max_norm), np.divide(db, norm / max_norm)])
    return clipped


@listed("layer_norm", "norm-column-lost")
def _(X, gain, shift):
    return gain * (X - X.mean(axis=1)) / np.sqrt(X.var(axis=1) + 1e-5) + shift


@listed("layer_norm", "norm-column-lost")
def _(X, gain, shift):
    mean = X.sum(axis=1, keepdims=True) / X.shape[1]
    s = ((X - mean) ** 2).mean(1) + 1e-5
    return (X - mean) * s**-0.5 * gain + shift


@listed("layer_norm_backward", "ln-brackets")
def _(upstream, output, X, gain, shift):
    s, z, H = parts(upstream, X, gain)
    dX = H - H.mean(axis=1, keepdims=True) - z * (H * z).mean(axis=1, keepdims=True) / s
    return dX, (upstream * z).sum(axis=0), upstream.sum(axis=0)


@listed("layer_norm_backward", "ln-brackets")
def _(upstream, output, X, gain, shift):
    s, z, H = parts(upstream, X, gain)
    last = np.einsum("nd,nd->n", H, z)[:, None] * z / X.shape[1]
    return H - H.mean(1)[:, None] - last / s, np.einsum("nd,nd->d", upstream, z), np.sum(upstream, axis=0)


@listed("layer_norm_backward", "ln-z-forgotten")
def _(upstream, output, X, gain, shift):
    s, z, H = parts(upstream, X, gain)
    dX = (H - H.mean(axis=1, keepdims=True) - (H * z).mean(axis=1, keepdims=True)) / s
    return dX, (upstream * z).sum(axis=0), upstream.sum(axis=0)


@listed("layer_norm_backward", "ln-z-forgotten")
def _(upstream, output, X, gain, shift):
    s, z, H = parts(upstream, X, gain)
    both = H.mean(1) + (H * z).mean(1)
    return (H - both[:, None]) / s, np.einsum("nd,nd->d", z, upstream), sum(upstream)


@listed("layer_norm_backward", "ln-over-everything")
def _(upstream, output, X, gain, shift):
    s, z, H = parts(upstream, X, gain)
    return (H - np.mean(H) - z * np.mean(H * z)) / s, (upstream * z).sum(axis=0), upstream.sum(axis=0)


@listed("layer_norm_backward", "ln-over-everything")
def _(upstream, output, X, gain, shift):
    s, z, H = parts(upstream, X, gain)
    dX = H - H.sum() / H.size
    dX = dX - z * ((z * H).sum() / H.size)
    return dX / s, np.einsum("nd,nd->d", upstream, z), upstream.sum(axis=0)


@listed("layer_norm_backward", "ln-gain-late")
def _(upstream, output, X, gain, shift):
    return gain * right_dx(upstream, X, np.ones_like(gain)), *_sums(upstream, X, gain)


@listed("layer_norm_backward", "ln-gain-late")
def _(upstream, output, X, gain, shift):
    s, z, _ = parts(upstream, X, gain)
    G = upstream
    dX = (G - G.mean(axis=1, keepdims=True) - z * (G * z).mean(axis=1, keepdims=True)) / s
    return np.multiply(dX, gain), (G * z).sum(axis=0), G.sum(axis=0)


@listed("layer_norm_backward", "ln-column-lost")
def _(upstream, output, X, gain, shift):
    s, z, H = parts(upstream, X, gain)
    return (H - H.mean(axis=1) - z * (H * z).mean(axis=1)) / s, (upstream * z).sum(axis=0), upstream.sum(axis=0)


@listed("layer_norm_backward", "ln-column-lost")
def _(upstream, output, X, gain, shift):
    s, z, H = parts(upstream, X, gain)
    dX = H - H.mean(axis=1, keepdims=True)
    dX = dX - z * np.einsum("nd,nd->n", H, z) / X.shape[1]
    return dX / s, *_sums(upstream, X, gain)


@listed("layer_norm_backward", "ln-output-for-z")
def _(upstream, output, X, gain, shift):
    s, _, H = parts(upstream, X, gain)
    z = output
    dX = (H - H.mean(axis=1, keepdims=True) - z * (H * z).mean(axis=1, keepdims=True)) / s
    return dX, (upstream * z).sum(axis=0), upstream.sum(axis=0)


@listed("layer_norm_backward", "ln-output-for-z")
def _(upstream, output, X, gain, shift):
    H, s = gain * upstream, (X.var(axis=1) + 1e-5) ** 0.5
    dX = H - H.mean(1)[:, None] - np.einsum("nd,nd->n", H, output)[:, None] * output / X.shape[1]
    return dX / s[:, None], np.einsum("nd,nd->d", upstream, output), upstream.sum(0)


@listed("layer_norm_backward", "ln-epsilon-missing")
def _(upstream, output, X, gain, shift):
    s = X.std(axis=1, keepdims=True)
    z, H = (X - X.mean(axis=1, keepdims=True)) / s, upstream * gain
    dX = (H - H.mean(axis=1, keepdims=True) - z * (H * z).mean(axis=1, keepdims=True)) / s
    return dX, (upstream * z).sum(axis=0), upstream.sum(axis=0)


@listed("layer_norm_backward", "ln-epsilon-missing")
def _(upstream, output, X, gain, shift):
    centred = X - X.mean(1)[:, None]
    rate = ((centred * centred).sum(1) / X.shape[1]) ** -0.5
    z, H = centred * rate[:, None], gain * upstream
    dX = rate[:, None] * (H - H.mean(1)[:, None] - z * (H * z).mean(1)[:, None])
    return dX, np.einsum("nd,nd->d", upstream, z), upstream.sum(0)


def _sums(upstream, X, gain):
    """The right dgain and dshift."""
    _, z, _ = parts(upstream, X, gain)
    return (upstream * z).sum(axis=0), upstream.sum(axis=0)
