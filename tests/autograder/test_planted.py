"""The layers that a learner's gradient checker is judged on, and how its calls tell two mistakes apart."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograder import judge
from autograder.exercises.planted import malformed_layers, right_layers, wrong_layers
from bpkit import gradcheck


def verdicts(layers: list[Any], seed: int) -> dict[str, bool]:
    return {
        layer.label: gradcheck.gradient_check(layer.forward, layer.backward, layer.inputs, np.random.default_rng(seed))
        for layer in layers
    }


def test_there_are_enough_of_each() -> None:
    rng = np.random.default_rng(0)
    assert len([layer for layer in right_layers(rng) if layer.right]) >= 10
    broken = [*wrong_layers(rng), *malformed_layers(rng)]
    assert len([layer for layer in broken if not layer.right]) >= 20
    labels = [layer.label for layer in broken]
    assert len(set(labels)) == len(labels)
    assert sum("last" in label for label in labels) >= 3  # in a single entry of the last input


@pytest.mark.parametrize("seed", range(30))
def test_the_course_finds_every_bug_and_clears_every_right_layer(seed: int) -> None:
    rng = np.random.default_rng(seed)
    assert [label for label, fine in verdicts(right_layers(rng), seed).items() if not fine] == []
    broken = verdicts([*wrong_layers(rng), *malformed_layers(rng)], seed)
    assert [label for label, fine in broken.items() if fine] == []


@pytest.mark.parametrize("seed", range(5))
def test_some_bugs_are_small_and_none_is_too_small_to_see(seed: int) -> None:
    errors = {}
    for layer in wrong_layers(np.random.default_rng(seed)):
        output = layer.forward(*layer.inputs)
        upstream = np.random.default_rng(seed).normal(size=np.shape(output))
        gradients = layer.backward(upstream, output, *layer.inputs)
        gradients = gradients if isinstance(gradients, (tuple, list)) else (gradients,)
        worst = 0.0
        for k, (gradient, x) in enumerate(zip(gradients, layer.inputs, strict=True)):

            def loss(moved: Any, k: int = k, upstream: Any = upstream, layer: Any = layer) -> float:
                return float(np.sum(upstream * layer.forward(*layer.inputs[:k], moved, *layer.inputs[k + 1 :])))

            worst = max(worst, gradcheck.relative_error(gradient, gradcheck.numerical_gradient(loss, x)))
        errors[layer.label] = worst
    assert sum(error < 0.01 for error in errors.values()) >= 5
    assert min(errors.values()) > 2e-5  # a checker that squares or averages a little must see it as well


def never_forward(forward: Any, backward: Any, inputs: Any, rng: Any, tolerance: float = 1e-6) -> bool:
    return bool(np.allclose(*(np.sum(backward(np.ones(2), None, *inputs)[0]) for _ in range(2))))


def only_as_they_are(forward: Any, backward: Any, inputs: Any, rng: Any, tolerance: float = 1e-6) -> bool:
    upstream = rng.normal(size=np.shape(forward(*inputs)))
    for _ in inputs:
        backward(upstream, forward(*inputs), *inputs)
        backward(upstream, forward(*inputs), *inputs)
    return True


def only_looks(forward: Any, backward: Any, inputs: Any, rng: Any, tolerance: float = 1e-6) -> bool:
    forward(*inputs)
    return True


def nudges_and_forgets(forward: Any, backward: Any, inputs: Any, rng: Any, tolerance: float = 1e-6) -> bool:
    gradcheck.gradient_check(forward, backward, inputs, rng)
    return True


@pytest.mark.parametrize(
    ("checker", "name"),
    [
        (never_forward, "checks-itself"),
        (only_as_they_are, "checks-itself"),
        (only_looks, "checks-nothing"),
        (nudges_and_forgets, "checks-nothing"),
        (lambda *given: True, "checks-nothing"),
    ],
)
def test_what_was_asked_tells_them_apart(checker: Any, name: str) -> None:
    assert judge("gradient_check", checker, seed=1).mistake == name
