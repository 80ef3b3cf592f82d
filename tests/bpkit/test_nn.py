"""The network: its parameters are one vector, its layers are views, its output is the formula's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from bpkit import Var, backward, ops
from bpkit.gradcheck import numerical_gradient, relative_error
from bpkit.nn import INITIALISATIONS, MLP, he_std, small_std, xavier_std


def test_standard_deviations() -> None:
    assert he_std(8) == 0.5
    assert he_std(2) == 1.0
    assert xavier_std(3, 5) == 0.5
    assert small_std(1, 1000) == 0.1


# How wide the weights of a 50-200 layer must spread.
SPREADS = {"he": np.sqrt(2 / 50), "xavier": np.sqrt(2 / 250), "small": 0.1}


@pytest.mark.parametrize(("init", "std"), SPREADS.items())
def test_initialisation(init: str, std: float) -> None:
    W, b = MLP([50, 200, 1], rng=3, init=init).layers[0]
    assert np.isclose(W.std(), std, rtol=0.03)
    assert abs(W.mean()) < 4 * std / np.sqrt(W.size)
    assert np.array_equal(b, np.zeros(200))


def test_every_initialisation_is_tried() -> None:
    assert set(SPREADS) == set(INITIALISATIONS)


def test_he_keeps_the_size_of_a_signal_through_many_layers(rng: np.random.Generator) -> None:
    X = rng.normal(size=(200, 100))
    for init, low, high in (("he", 0.3, 3.0), ("small", 0.0, 0.1)):
        A = X
        for W, b in MLP([100] * 11, rng=0, init=init).layers:
            A = ops.relu(ops.affine(A, W, b))
        assert low <= np.sqrt(np.mean(A**2)) / np.sqrt(np.mean(X**2)) < high, init


def test_the_same_seed_gives_the_same_weights_and_a_generator_goes_on() -> None:
    sizes = [3, 4, 1]
    assert np.array_equal(MLP(sizes, 7).parameters, MLP(sizes, np.random.default_rng(7)).parameters)
    assert not np.array_equal(MLP(sizes, 7).parameters, MLP(sizes, 8).parameters)
    generator = np.random.default_rng(7)
    first, second = MLP(sizes, generator), MLP(sizes, generator)
    assert not np.array_equal(first.parameters, second.parameters)


def test_layers_are_views_into_one_vector() -> None:
    model = MLP([3, 4, 2], rng=0)
    assert model.parameters.shape == (3 * 4 + 4 + 4 * 2 + 2,)
    assert [(W.shape, b.shape) for W, b in model.layers] == [((3, 4), (4,)), ((4, 2), (2,))]
    flat = np.concatenate([part.ravel() for layer in model.layers for part in layer])
    assert np.array_equal(flat, model.parameters)
    W, b = model.layers[1]
    W[0, 0], b[1] = 5.0, 6.0
    assert model.parameters[16] == 5.0
    assert model.parameters[-1] == 6.0


@pytest.mark.parametrize("sizes", [(3, 1), (3, 4, 2), (3, 5, 4, 3, 1)])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_predict_is_the_formula(sizes: tuple[int, ...], dtype: Any, rng: np.random.Generator) -> None:
    model = MLP(sizes, rng, dtype=dtype)
    X = rng.normal(size=(6, 3))
    A = X.astype(dtype)
    for number, (W, b) in enumerate(model.layers):
        A = A @ W + b
        if number < len(model.layers) - 1:
            A = np.where(A > 0, A, 0)
    prediction = model.predict(X)
    assert prediction.dtype == dtype
    assert prediction.shape == (6, sizes[-1])
    assert np.allclose(prediction, A, rtol=1e-6)
    assert (prediction < 0).any() or sizes[-1] == 1  # no ReLU after the last layer


def test_predict_by_hand() -> None:
    model = MLP.from_layers([([[1.0, -1.0]], [0.0, 0.0]), ([[2.0], [3.0]], [-10.0])])
    assert np.array_equal(model.predict([[4.0], [-4.0], [0.0]]), [[-2.0], [2.0], [-10.0]])


def test_a_network_of_vars_has_the_gradients_of_its_loss(rng: np.random.Generator) -> None:
    """What `fit` must follow: the graph of ops over the layers, measured."""
    model = MLP([3, 4, 2], rng)
    X, y = rng.normal(size=(5, 3)), rng.normal(size=(5, 2))
    (W1, b1), (W2, b2) = layers = [(Var(W), Var(b)) for W, b in model.layers]
    loss = ops.mse(ops.affine(ops.relu(ops.affine(X, W1, b1)), W2, b2), y)
    gradients = backward(loss)
    flat = np.concatenate([gradients[part].ravel() for layer in layers for part in layer])

    def measured(parameters: Any) -> float:
        moved = MLP(model.sizes)
        moved.parameters[:] = parameters
        return float(np.mean((moved.predict(X) - y) ** 2))

    assert relative_error(flat, numerical_gradient(measured, model.parameters)) < 1e-7


def test_copies_share_nothing() -> None:
    model = MLP([3, 4, 1], rng=0, dtype=np.float32)
    twin = model.copy()
    assert np.array_equal(twin.parameters, model.parameters)
    assert twin.dtype == np.float32
    twin.parameters[:] = 0
    assert model.parameters.any()
    layers = [(np.ones((3, 1)), np.ones(1))]
    MLP.from_layers(layers).parameters[:] = 0
    assert layers[0][0].all()


def test_a_network_says_what_it_is() -> None:
    assert repr(MLP([3, 4, 1])) == "MLP(3-4-1, 21 parameters, float64)"


def test_no_rows_give_no_predictions() -> None:
    assert MLP([3, 2]).predict(np.empty((0, 3))).shape == (0, 2)


REFUSED: dict[str, tuple[Callable[[], Any], str]] = {
    "one size": (lambda: MLP([3]), r"sizes are \[3\]; give whole numbers"),
    "no sizes": (lambda: MLP([]), r"sizes are \[\]"),
    "a number": (lambda: MLP(3), r"sizes are \[3\]"),  # type: ignore[arg-type]
    "an empty layer": (lambda: MLP([3, 0, 1]), r"sizes are \[3, 0, 1\]"),
    "a negative size": (lambda: MLP([3, -2, 1]), "at least 1"),
    "half a unit": (lambda: MLP([3, 2.5, 1]), "whole numbers"),  # type: ignore[list-item]
    "words": (lambda: MLP(["three", 1]), r"\['three', 1\]"),  # type: ignore[list-item]
    "half precision": (lambda: MLP([3, 1], dtype=np.float16), "dtype is float16; use float32 or float64"),
    "integers": (lambda: MLP([3, 1], dtype=int), "dtype is int64"),
    "no dtype": (lambda: MLP([3, 1], dtype="banana"), "dtype is 'banana'; use float32 or float64"),
    "an unknown start": (lambda: MLP([3, 1], init="zeros"), "init is 'zeros'; it is one of he, xavier, small"),
    "no layers": (lambda: MLP.from_layers([]), "at least one"),
    "a vector for W": (lambda: MLP.from_layers([(np.ones(3), np.ones(1))]), r"\[\(3,\)\]"),
    "a bias too long": (
        lambda: MLP.from_layers([(np.ones((3, 2)), np.ones(3))]),
        r"layer 0 has W \(3, 2\) and b \(3,\)",
    ),
    "layers that do not fit": (
        lambda: MLP.from_layers([(np.ones((3, 2)), np.ones(2)), (np.ones((3, 1)), np.ones(1))]),
        r"layer 1 has W \(3, 1\).*need \(2, 1\)",
    ),
    "X with too few columns": (lambda: MLP([3, 1]).predict(np.ones((2, 2))), r"predict: X has shape \(2, 2\).*3\)"),
    "one house as a vector": (lambda: MLP([3, 1]).predict(np.ones(3)), r"X.reshape\(1, -1\) makes one row"),
    "X with a NaN": (lambda: MLP([2, 1]).predict([[1, 2], [3, np.nan]]), "nan in row 1, column 1"),
    "X beyond float32": (
        lambda: MLP([2, 1], dtype=np.float32).predict([[1, 1e39]]),
        r"X is 1e\+39 in row 0, column 1 .* does not fit into float32",
    ),
    "X of text and numbers": (
        lambda: MLP([2, 1]).predict(np.array([[1, "Ames"]], dtype=object)),
        "X is 'Ames' in row 0, column 1, and no number: encode text",
    ),
    "a Series for a row": (lambda: MLP([3, 1]).predict(pd.Series([1, 2, 3])), r"X.to_numpy\(\).reshape\(1, -1\)"),
    "masked X": (
        lambda: MLP([2, 1]).predict(np.ma.masked_array([[1, 2]], [[True, False]])),
        "masked array; fill it in",
    ),
    "X of text": (lambda: MLP([1, 1]).predict([["Ames"]]), "encode text as numbers first"),
}


@pytest.mark.parametrize(("call", "words"), REFUSED.values(), ids=list(REFUSED))
def test_what_makes_no_network_is_refused_in_words(call: Callable[[], Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        call()


def test_a_var_has_no_prediction() -> None:
    with pytest.raises(TypeError, match=r"predict: X is a Var; pass its plain numbers, X\.data"):
        MLP([2, 1]).predict(Var(np.ones((1, 2))))
