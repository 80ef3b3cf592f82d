"""One neuron, trained by hand: its steps follow the measured gradient, and it learns."""

from __future__ import annotations

import itertools

import numpy as np

from bpkit.by_hand.neuron import train_neuron
from bpkit.gradcheck import numerical_gradient
from bpkit.ops import sigmoid


def test_one_step_goes_against_the_measured_gradient(rng: np.random.Generator) -> None:
    x, y, start = rng.normal(size=7), rng.uniform(size=7), rng.normal(size=2)
    gradient = numerical_gradient(lambda wb: float(np.mean((sigmoid.forward(wb[0] * x + wb[1]) - y) ** 2)), start)
    w, b, _ = train_neuron(x, y, float(start[0]), float(start[1]), learning_rate=0.7, steps=1)
    np.testing.assert_allclose([w, b], start - 0.7 * gradient, rtol=1e-8)


def test_losses_begin_with_the_start_and_fall(rng: np.random.Generator) -> None:
    x = rng.normal(size=40)
    w, b, losses = train_neuron(x, (x > 0.3).astype(float), 0.0, 0.0, learning_rate=5.0, steps=200)
    assert losses[0] == 0.25
    assert len(losses) == 201
    assert all(later < earlier for earlier, later in itertools.pairwise(losses))
    assert w > 0
    assert 0.0 < -b / w < 0.6  # the threshold is where the answers change


def test_no_step_changes_nothing() -> None:
    w, b, losses = train_neuron(np.array([1.0]), np.array([1.0]), 0.5, -0.5, learning_rate=1.0, steps=0)
    assert (w, b, losses) == (0.5, -0.5, [0.25])


def test_a_saturated_neuron_does_not_learn(rng: np.random.Generator) -> None:
    x = rng.normal(size=40)
    _, b, losses = train_neuron(x, (x > 0).astype(float), 0.0, 12.0, learning_rate=1.0, steps=50)
    assert abs(losses[0] - losses[-1]) < 1e-3
    assert b > 11.9
