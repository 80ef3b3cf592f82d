"""Answers of people who had not seen the judge: each was once passed, refused, or told something untrue."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from autograder import judge
from autograder.calling import LocalCaller
from bpkit.gradcheck import numerical_gradient, relative_error

# ---------------------------------------------------------------- passed


def float_rows(n, batch_size, rng):
    order = rng.permutation(n) * 1.0
    return [order[start : start + batch_size] for start in range(0, n, batch_size)]


def truncated(w, gradient, velocity, learning_rate, momentum=0.9):
    kept = np.array(velocity) if np.shape(velocity) == np.shape(w) else np.zeros(np.shape(w))
    kept[...] = momentum * kept + gradient
    moved = np.array(w)
    moved[...] = w - learning_rate * kept
    return moved, kept


def _filled(places: Callable[[Any], Any]) -> Callable[..., Any]:
    def init_parameters(sizes, rng, scale=0.1):
        layers = []
        for d, m in pairwise(sizes):
            W = np.zeros((d, m))
            W[places(W)] = rng.normal(0, scale, size=W[places(W)].shape)
            layers.append((W, np.zeros(m)))
        return layers

    return init_parameters


def mean_of_errors(forward, backward, inputs, rng, tolerance=1e-6):
    output = forward(*inputs)
    upstream = rng.normal(size=np.shape(output))
    try:
        gradients = backward(upstream, output, *inputs)
    except Exception:
        return False
    gradients = gradients if isinstance(gradients, (tuple, list)) else (gradients,)
    if [np.shape(one) for one in gradients] != [np.shape(one) for one in inputs]:
        return False

    def error(place: int) -> float:
        def loss(x: Any) -> float:
            return float(np.sum(upstream * forward(*inputs[:place], x, *inputs[place + 1 :])))

        return relative_error(gradients[place], numerical_gradient(loss, inputs[place]))

    return bool(np.mean([error(place) for place in range(len(inputs))]) <= tolerance)


WRONG = {
    "row numbers that are floats": ("minibatches", float_rows, "Row numbers are whole numbers, and yours are floats"),
    "whole numbers that are cut off": ("momentum_step", truncated, "with whole numbers"),
    "a unit without weights": ("init_parameters", _filled(lambda W: np.s_[:, :-1]), "all weights of unit 49 are"),
    "an input without weights": ("init_parameters", _filled(lambda W: np.s_[:-1]), "all weights of input 39 are"),
    "a mean over the inputs": ("gradient_check", mean_of_errors, "one gradient of three 0.01 % too large"),
}


@pytest.mark.parametrize(("name", "function", "words"), WRONG.values(), ids=WRONG)
def test_a_wrong_answer_that_once_passed(name: str, function: Callable[..., Any], words: str) -> None:
    verdict = judge(name, function)
    assert not verdict.passed
    assert words in verdict.message


# ---------------------------------------------------------------- refused


def test_an_error_that_is_a_value_error_will_do() -> None:
    class ShapesDiffer(ValueError):
        pass

    def checked(a, b):
        if np.shape(a) != np.shape(b):
            raise ShapesDiffer(f"{np.shape(a)} against {np.shape(b)}")
        return relative_error(a, b)

    assert judge("relative_error", checked).passed


# ---------------------------------------------------------------- told something untrue


def keyword_of_another_library(sizes, rng, scale=0.1):
    return [(rng.normal(mean=0, std=scale, size=pair), np.zeros(pair[1])) for pair in pairwise(sizes)]


def first_rate_skipped(rates):
    product = 1.0
    for rate in rates[1:]:
        product *= rate
    return product


def summed_too_far(gradient, shape):
    return gradient if gradient.shape == shape else gradient.sum(axis=0)


def square_of_the_mean(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m, v, t = state
    m, t = beta1 * m + (1 - beta1) * gradient, t + 1
    v = beta2 * v + (1 - beta2) * m**2
    return w - learning_rate * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + epsilon), (m, v, t)


def state_of_two(w, gradient, state, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    moved, (m, v, _) = square_of_the_mean(w, gradient, state, learning_rate, beta1, beta2, epsilon)
    return moved, (m, v)


def kept_between_calls(sizes, rng, scale=0.1, layers=[]):  # noqa: B006  (that is the mistake)
    for d, m in pairwise(sizes):
        layers.append((rng.normal(0, scale, size=(d, m)), np.zeros(m)))
    return layers


def other_order(w, velocity, gradient, learning_rate, momentum=0.9):
    velocity = momentum * velocity + gradient
    return w - learning_rate * velocity, velocity


def one_batch_short(n, batch_size, rng):
    order = rng.permutation(n)
    return [order[start : start + batch_size - 1] for start in range(0, n, batch_size)]


def backwards(n, batch_size, rng):
    order = np.arange(n)[::-1]
    return [order[start : start + batch_size] for start in range(0, n, batch_size)]


def shifted_back_and_forth(f, x, h=1e-5):
    slopes = np.zeros(np.shape(x))
    for place in np.ndindex(*np.shape(x)):
        x[place] += h
        above = f(x)
        x[place] -= 2 * h
        slopes[place] = (above - f(x)) / (2 * h)
        x[place] += h
    return slopes


def quotients(upstream, output, a, b):
    return output / a, output / b


def rotated(upstream, output, X, W, b):
    return X.T @ upstream, upstream.sum(axis=0), upstream @ W.T


def yielding(x):
    yield np.maximum(x, 0)


def returned_error(a, b):
    return relative_error(a, b) if np.shape(a) == np.shape(b) else ValueError


def step_given_to_f(f, x, h=1e-5):
    return (f(x, h) - f(x - h)) / (2 * h)


def rounded_weights(sizes, rng, scale=0.1):
    return [(np.round(rng.normal(0, scale, size=pair), 1), np.zeros(pair[1])) for pair in pairwise(sizes)]


TOLD = {
    "the line of an error inside NumPy": (
        "init_parameters", keyword_of_another_library, None, "raised TypeError in line"),
    "whose number it is": ("chain_rates", first_rate_skipped, None, "(with the rates 4 and 2; also wrong with 1"),
    "whose shape it is": ("unbroadcast", summed_too_far, None, "(with (5, 3) back to (5, 1); also wrong with"),
    "a small number beside a large one": ("adam_step", square_of_the_mean, None, "state: In part [1]: your number is"),
    "a state with a number missing": ("adam_step", state_of_two, None, "A tuple of 3 is expected; yours holds 2"),
    "a list as a default value": ("init_parameters", kept_between_calls, None, "keeps something between calls"),
    "arguments in another order": ("momentum_step", other_order, None, "it is given (w, gradient, velocity,"),
    "rows in no batch": ("minibatches", one_batch_short, None, "10 of the 103 rows are in no batch"),
    "the file from its end": ("minibatches", backwards, None, "at equal steps through the file"),
    "an input put back but for rounding": (
        "numerical_gradient", shifted_back_and_forth, "input-changed", "x differs in the last digit"),
    "both of two": ("mul_backward", quotients, None, "d_b: Your number is"),
    "gradients in a ring": ("affine_backward", rotated, None, "dX: This is dW. Look at the order in which you return."),
    "yield for return": ("relu", yielding, None, "`yield` makes one"),
    "two results for one": ("relu", lambda x: (np.maximum(x, 0), x > 0), None, "a tuple of 2 values where one is"),
    "an error returned": ("relative_error", returned_error, None, "the class ValueError where it should raise"),
    "0 for False": ("gradient_check", lambda *layer: 0, None, "the number 0 where True or False is expected"),
    "two arguments to a function of one": ("numerical_derivative", step_given_to_f, None, "takes 1 argument; it got 2"),
    "a spread a little too wide": ("init_parameters", rounded_weights, None, "weights is 0.105; asked is 0.1"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "function", "mistake", "words"), TOLD.values(), ids=TOLD)
def test_what_was_once_untrue(name: str, function: Callable[..., Any], mistake: str | None, words: str) -> None:
    verdict = judge(name, function)
    assert not verdict.passed
    assert verdict.mistake == mistake
    assert words in verdict.message


def test_the_names_of_arguments_are_known() -> None:
    assert LocalCaller(other_order)(()).parameters == ("w", "velocity", "gradient", "learning_rate", "momentum")
    assert LocalCaller(np.sin)(()).parameters == ()


def test_a_message_ends_once() -> None:
    def affine(X, W, b):
        raise ValueError("no idea.")

    assert judge("affine", affine).message.endswith("Python says: no idea.")


def test_a_name_almost_right_is_guessed() -> None:
    with pytest.raises(KeyError, match="did you mean 'chain_rates'"):
        judge("chain_rate", first_rate_skipped)
