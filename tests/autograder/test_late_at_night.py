"""A third stranger's answers, typed late at night: each once passed, or was told something that it does not do."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograder import judge
from bpkit.engine import topological_order
from bpkit.gradcheck import numerical_gradient, relative_error
from tests.marks import needs_numba

# ---------------------------------------------------------------- passed


def float_parts(n, fractions, rng):
    order, parts, start = rng.permutation(n), [], 0
    for k, fraction in enumerate(fractions):
        end = n if k == len(fractions) - 1 else start + int(fraction * n)
        part = np.array([])
        for row in order[start:end]:
            part = np.append(part, row)
        parts.append(part)
        start = end
    return parts


def only_the_first_part_is_drawn(n, fractions, rng):
    first = rng.choice(n, size=int(fractions[0] * n) if len(fractions) > 1 else n, replace=False)
    rest = [row for row in range(n) if row not in first]
    parts, start = [first], 0
    for fraction in fractions[1:-1]:
        end = start + int(fraction * n)
        parts.append(rest[start:end])
        start = end
    return [*parts, rest[start:]] if len(fractions) > 1 else parts


def rolled(n, fractions, rng):
    rows = np.roll(np.arange(n), rng.integers(n))
    return np.split(rows, np.cumsum([int(f * n) for f in fractions[:-1]]).astype(int))


def constant_where_two_rows_agree(X):
    mean, std = X.mean(axis=0), X.std(axis=0)
    for d in range(X.shape[1]):
        if len(X) == 1 or X[0, d] == X[1, d] or X[0, d] == X[-1, d]:
            std[d] = 1.0
    return mean, std


def small_spread_is_none(X):
    std = X.std(axis=0)
    return X.mean(axis=0), np.where(std < 0.1, 1.0, std)


def seen_for_ever() -> Callable[..., Any]:
    def order(root, seen=set()):  # noqa: B006
        found, stack = [], [(root, False)]
        while stack:
            node, done = stack.pop()
            if done:
                found.append(node)
            elif node not in seen:
                seen.add(node)
                stack.append((node, True))
                stack.extend((parent, False) for parent in node.parents)
        return found

    return order


def squeezed(upstream, output, X, W, b):
    return upstream @ W.T, X.T @ upstream, np.sum(upstream, axis=0, keepdims=True).squeeze()


def column_as_row(X, W, b):
    Y = X @ W + b
    return Y[:, 0] if Y.shape[1] == 1 else Y


def whole_steps(w, gradient, learning_rate):
    moved = np.zeros_like(w)
    moved[...] = w - learning_rate * gradient
    return moved


def whole_slopes(f, x, h=1e-5):
    if np.ndim(x) == 0:
        return (f(x + h) - f(x - h)) / (2 * h)
    slopes = np.zeros_like(x)
    for place in np.ndindex(x.shape):
        slopes[place] = (f(x[place] + h) - f(x[place] - h)) / (2 * h)
    return slopes


def one_error_for_all(forward, backward, inputs, rng, tolerance=1e-6):
    output = forward(*inputs)
    upstream = rng.normal(size=np.shape(output))
    try:
        gradients = backward(upstream, output, *inputs)
    except Exception:
        return False
    gradients = gradients if isinstance(gradients, (tuple, list)) else (gradients,)
    if [np.shape(one) for one in gradients] != [np.shape(one) for one in inputs]:
        return False

    def measured(place: int) -> Any:
        return numerical_gradient(
            lambda x: float(np.sum(upstream * forward(*inputs[:place], x, *inputs[place + 1 :]))), inputs[place]
        )

    both = [np.concatenate([np.ravel(one) for one in side]) for side in (gradients, map(measured, range(len(inputs))))]
    return relative_error(*both) <= tolerance


def divided_by_the_gain(upstream, output, X, gain, shift):
    s = np.sqrt(X.var(axis=1, keepdims=True) + 1e-5)
    z = (output - shift) / gain
    H = upstream * gain
    dX = (H - H.mean(axis=1, keepdims=True) - z * (H * z).mean(axis=1, keepdims=True)) / s
    return dX, (upstream * z).sum(axis=0), upstream.sum(axis=0)


def stops_at_a_dead_weight(w, gradient, mean_square, learning_rate, decay=0.9, epsilon=1e-8):
    s = decay * mean_square + (1 - decay) * gradient**2
    return (w, s) if np.any(s == 0) else (w - learning_rate * gradient / (np.sqrt(s) + epsilon), s)


def seed_or_one(root, seed=None):
    gradients = {root: seed or 1.0}
    for node in reversed(topological_order(root)):
        for parent, part in zip(node.parents, node.pull_back(gradients[node]), strict=True):
            gradients[parent] = gradients.get(parent, 0.0) + part
    return gradients


def small_is_nothing(probabilities, label):
    return -np.log(probabilities[label]) if probabilities[label] > 1e-6 else np.inf


PASSED = {
    "row numbers that are floats": ("split_rows", float_parts),
    "the file's order behind the first part": ("split_rows", only_the_first_part_is_drawn),
    "the file rolled round": ("split_rows", rolled),
    "constant where two rows agree": ("fit_scaler", constant_where_two_rows_agree),
    "a small spread taken for none": ("fit_scaler", small_spread_is_none),
    "nodes seen in an earlier call": ("topological_order", seen_for_ever()),
    "a bias gradient squeezed": ("affine_backward", squeezed),
    "one unit's outputs as a row": ("affine", column_as_row),
    "a step cut to whole numbers": ("gradient_step", whole_steps),
    "slopes cut to whole numbers": ("numerical_derivative", whole_slopes),
    "the sign of an even power": ("pow_backward", lambda G, y, a, n: G * n * abs(a) ** (n - 1)),
    "one error over all gradients": ("gradient_check", one_error_for_all),
    "divided by a gain of 0": ("layer_norm_backward", divided_by_the_gain),
    "a dead weight stops the others": ("rmsprop_step", stops_at_a_dead_weight),
    "ReLU up to 6": ("relu", lambda x: np.clip(x, 0, 6)),
    "equal paths counted once": ("total_derivative", lambda paths: sum({math.prod(chain) for chain in paths})),
    "a seed of 0 taken for none": ("backprop", seed_or_one),
    "a small probability taken for 0": ("negative_log_likelihood", small_is_nothing),
}


@pytest.mark.parametrize("seed", [None, *range(9)])
@pytest.mark.parametrize(("name", "function"), PASSED.values(), ids=PASSED)
def test_what_once_passed(name: str, function: Callable[..., Any], seed: int | None) -> None:
    assert not judge(name, function, seed).passed


# ---------------------------------------------------------------- told something untrue


def zip_forgotten(root, seed=1.0):
    gradients = dict.fromkeys(topological_order(root), 0.0)
    gradients[root] = seed
    for node in reversed(topological_order(root)):
        for parent, part in node.pull_back(gradients[node]):
            gradients[parent] += part
    return gradients


def row_forgotten(categories, levels):
    columns = np.zeros((len(categories), len(levels)))
    for row in range(len(categories)):
        for k, level in enumerate(levels):
            if categories == level:
                columns[row, k] = 1
    return columns


def typo_in_a_keyword(gradient, shape):
    if gradient.shape == shape:
        return gradient
    extra = gradient.ndim - len(shape)
    axes = tuple(range(extra)) + tuple(extra + i for i, size in enumerate(shape) if size == 1)
    return gradient.sum(axis=axes, keepdim=True).reshape(shape)


def typo_for_one_row(logits):
    if logits.ndim == 1:
        powers = np.exp(logits - logit.max())  # noqa: F821
        return powers / powers.sum()
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def pulled_for_each_parent(root, seed=1.0):
    gradients = dict.fromkeys(topological_order(root), 0.0)
    gradients[root] = seed
    for node in reversed(topological_order(root)):
        for place, parent in enumerate(node.parents):
            gradients[parent] += node.pull_back(gradients[node])[place]
    return gradients


def masked_kernel(upstream, x, out):
    out[:] = upstream
    out[x <= 0] = 0


def whole_number_nudges(f, x, h=1e-5):
    gradient = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        step = np.zeros_like(x)
        step[place] = h
        gradient[place] = (f(x + step) - f(x - step)) / (2 * h)
    return gradient


def last_step_thrown_away(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    w, losses = w0, [loss(w0)]
    if not np.isfinite(losses[0]):
        raise FloatingPointError
    for _ in range(max_steps):
        new_w = w - learning_rate * gradient(w)
        new_loss = loss(new_w)
        if not np.isfinite(new_loss):
            raise FloatingPointError
        if abs(new_loss - losses[-1]) < tolerance:
            break
        w = new_w
        losses.append(new_loss)
    return w, losses


def guarded(X, gain, shift):
    std = X.std(axis=1, keepdims=True)
    return gain * (X - X.mean(axis=1, keepdims=True)) / np.where(std == 0, 1.0, std) + shift


def gradient_norms(gradients):
    raise NotImplementedError


def clipped_by_what_is_not_written(gradients, max_norm):
    norm = np.sqrt(np.sum(np.square(gradient_norms(gradients))))
    return [(dW * min(1, max_norm / norm), db * min(1, max_norm / norm)) for dW, db in gradients]


def keys_are_addresses(root, seed=1.0):
    gradients = {id(root): seed}
    for node in reversed(topological_order(root)):
        for parent, part in zip(node.parents, node.pull_back(gradients[id(node)]), strict=True):
            gradients[id(parent)] = gradients.get(id(parent), 0.0) + part
    return gradients


def only_the_first_is_looked_at(categories, levels):
    for category in categories:
        if category in levels:
            return (categories[:, None] == levels).astype(float)
        raise ValueError(category)
    return None


def settled_by_the_start(loss, gradient, w0, learning_rate, max_steps=1000, tolerance=1e-10):
    w, losses = w0, [loss(w0)]
    if not np.isfinite(losses[0]):
        raise FloatingPointError
    for _ in range(max_steps):
        w = w - learning_rate * gradient(w)
        losses.append(loss(w))
        if not np.isfinite(losses[-1]):
            raise FloatingPointError
        if abs(losses[-1] - losses[0]) < tolerance:
            break
    return w, losses


TOLD = {
    "nodes seen in an earlier call": (
        "topological_order", seen_for_ever(), None, "but only when it is called a second time with the same input"),
    "a missing zip": ("backprop", zip_forgotten, None, "Your function raised TypeError in line"),
    "a missing index": ("one_hot", row_forgotten, None, "truth value of an array"),
    "a keyword misspelt": ("unbroadcast", typo_in_a_keyword, None, "unexpected keyword argument 'keepdim'"),
    "a name misspelt": ("softmax", typo_for_one_row, None, "name 'logit' is not defined"),
    "pulled for each parent": ("backprop", pulled_for_each_parent, "pulled-twice", "more than once"),
    "a large number for infinity": (
        "negative_log_likelihood", lambda p, label: -math.log(p[label]) if p[label] > 0 else 1e10, None,
        "Your number is 1e+10, where an infinite number is due (with probability 0 for the label)"),
    "wrong for whole numbers only": ("numerical_gradient", whole_number_nudges, None, "(with whole numbers as x"),
    "the last step thrown away": (
        "minimise", last_step_thrown_away, "last-step-lost", "losses: The shape is (9,) where (10,) is expected"),
    "compared with the start": ("minimise", settled_by_the_start, "threshold-ignored", "no two losses in a row"),
    "a guard for an ε": ("layer_norm", guarded, "norm-epsilon-guard", "A guard for rows without spread is not enough"),
    "a helper not written": (
        "clip_by_global_norm", clipped_by_what_is_not_written, None,
        "`gradient_norms`, which your function calls, is not written yet."),
    "addresses for nodes": ("backprop", keys_are_addresses, None, "The keys should be the nodes themselves"),
    "only the first is looked at": (
        "one_hot", only_the_first_is_looked_at, None, "where it should raise ValueError (with a category that is no"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "function", "mistake", "words"), TOLD.values(), ids=TOLD)
def test_what_was_once_untrue(name: str, function: Callable[..., Any], mistake: str | None, words: str) -> None:
    verdict = judge(name, function)
    assert not verdict.passed
    assert words in verdict.message
    assert verdict.mistake == mistake


@needs_numba
def test_what_numba_fails_at_without_a_word_of_its_own() -> None:
    verdict = judge("relu_backward_kernel", masked_kernel)
    assert not verdict.passed
    older = "Right as plain Python, but Numba cannot make machine code of it. Numba says: No implementation"
    newer = "Right as plain Python, but Numba failed to make machine code of it, with AssertionError. One thing that it"
    assert verdict.message.startswith((older, newer))
