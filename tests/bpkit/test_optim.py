"""The update rules: each step worked out by hand, and the same rule inside a training."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from bpkit import Var, use
from bpkit.nn import MLP
from bpkit.optim import (
    OPTIMIZERS,
    SGD,
    Adam,
    Momentum,
    Optimizer,
    RMSProp,
    adam_step,
    decayed_rate,
    gradient_step,
    momentum_step,
    rmsprop_step,
)
from bpkit.train import fit

# ---- the formulas, by hand; ε = 0.1 where it stands in one, or a wrong place would not show


def test_gradient_step() -> None:
    assert gradient_step(5.0, 2.0, 0.1) == 4.8
    w = np.array([1.0, -1.0])
    assert np.allclose(gradient_step(w, np.array([2.0, 4.0]), 0.5), [0.0, -3.0])
    assert np.array_equal(w, [1.0, -1.0])


def test_two_momentum_steps() -> None:
    w, velocity = momentum_step(1.0, 2.0, 0.0, 0.1, momentum=0.5)
    assert (w, velocity) == (pytest.approx(0.8), 2.0)
    w, velocity = momentum_step(w, -1.0, velocity, 0.1, momentum=0.5)
    assert (w, velocity) == (pytest.approx(0.8), 0.0)  # half of 2, minus 1


def test_momentum_grows_to_ten_times_the_gradient() -> None:
    velocity = 0.0
    for _ in range(300):
        _, velocity = momentum_step(0.0, 1.0, velocity, 0.1)
    assert velocity == pytest.approx(10.0)


def test_two_rmsprop_steps() -> None:
    w, square = rmsprop_step(1.0, 2.0, 0.0, 0.1, decay=0.75, epsilon=0.1)
    assert square == pytest.approx(1.0)  # a quarter of 2²
    assert w == pytest.approx(1 - 0.1 * 2 / (1 + 0.1))
    w, square = rmsprop_step(w, 1.0, square, 0.1, decay=0.75, epsilon=0.1)
    assert square == pytest.approx(1.0)
    assert w == pytest.approx(1 - 0.2 / 1.1 - 0.1 / 1.1)


def test_two_adam_steps() -> None:
    rates = {"learning_rate": 0.1, "beta1": 0.5, "beta2": 0.75, "epsilon": 0.1}
    w, (m, v, t) = adam_step(1.0, 2.0, (0, 0, 0), **rates)
    assert (m, v, t) == (1.0, 1.0, 1)
    assert w == pytest.approx(1 - 0.1 * 2 / (2 + 0.1))  # 1/(1 - 0.5) = 2 and √(1/(1 - 0.75)) = 2
    w, (m, v, t) = adam_step(w, 4.0, (m, v, t), **rates)
    assert (m, v, t) == (2.5, 4.75, 2)
    m_hat, v_hat = 2.5 / 0.75, 4.75 / (1 - 0.75**2)
    assert w == pytest.approx(1 - 0.2 / 2.1 - 0.1 * m_hat / (v_hat**0.5 + 0.1))


def test_adams_first_step_is_the_learning_rate_whatever_the_gradient() -> None:
    for gradient in (1e-3, 1.0, 1e6):
        w, _ = adam_step(0.0, gradient, (0, 0, 0), 0.01)
        assert w == pytest.approx(-0.01, rel=1e-4)


def test_decayed_rate() -> None:
    assert decayed_rate(0.8, 0, 10) == 0.8
    assert decayed_rate(0.8, 10, 10) == 0.4
    assert decayed_rate(0.8, 5, 10) == pytest.approx(0.8 * 0.5**0.5)


STEPS: dict[str, Callable[..., Any]] = {
    "momentum": lambda w, g, state: momentum_step(w, g, state, 0.1),
    "rmsprop": lambda w, g, state: rmsprop_step(w, g, state, 0.1),
    "adam": lambda w, g, state: adam_step(w, g, (state, state, 0), 0.1),
}


@pytest.mark.parametrize("step", STEPS.values(), ids=list(STEPS))
def test_steps_return_new_arrays(step: Callable[..., Any]) -> None:
    w, g, state = np.ones(3), np.full(3, 2.0), np.full(3, 0.5)
    for array in (w, g, state):
        array.setflags(write=False)
    new, _ = step(w, g, state)
    assert not np.shares_memory(new, w)
    assert (new != w).all()


# ---- the same rules inside a training

SETTINGS: dict[str, dict[str, float]] = {
    "sgd": {"learning_rate": 0.05},
    "momentum": {"learning_rate": 0.05, "momentum": 0.8},
    "rmsprop": {"learning_rate": 0.02, "decay": 0.7, "epsilon": 0.1},
    "adam": {"learning_rate": 0.02, "beta1": 0.7, "beta2": 0.8, "epsilon": 0.1},
}


def by_formula(rule: str) -> Callable[[Any, Any], Any]:
    """``(w, gradient) -> w`` with the formula's own memory."""
    settings, memory = SETTINGS[rule], {"velocity": 0.0, "square": 0.0, "adam": (0, 0, 0)}

    def step(w: Any, g: Any) -> Any:
        if rule == "sgd":
            return gradient_step(w, g, **settings)
        if rule == "momentum":
            w, memory["velocity"] = momentum_step(w, g, memory["velocity"], **settings)
        elif rule == "rmsprop":
            w, memory["square"] = rmsprop_step(w, g, memory["square"], **settings)
        else:
            w, memory["adam"] = adam_step(w, g, memory["adam"], **settings)
        return w

    return step


def test_every_rule_has_settings_here() -> None:
    assert set(SETTINGS) == set(OPTIMIZERS)
    for name, settings in SETTINGS.items():
        assert OPTIMIZERS[name](**settings).settings() == settings


@pytest.fixture
def line(rng: np.random.Generator) -> tuple[Any, Any]:
    X = rng.normal(size=(8, 3))
    return X, X @ np.array([[1.0], [-2.0], [0.5]]) + 0.3


def mse_gradient(parameters: Any, X: Any, y: Any) -> Any:
    """Of a straight model, 3 weights and a bias: plain calculus."""
    residual = X @ parameters[:3, None] + parameters[3] - y
    return np.append(2 * X.T @ residual / len(y), 2 * residual.mean())


@pytest.mark.parametrize("rule", SETTINGS)
def test_fit_makes_the_formulas_steps(rule: str, line: tuple[Any, Any]) -> None:
    X, y = line
    model = MLP([3, 1], rng=1)
    step, w = by_formula(rule), model.parameters.copy()
    optimizer = OPTIMIZERS[rule](**SETTINGS[rule])
    fit(model, X, y, epochs=5, batch_size=len(X), optimizer=optimizer, progress=False)
    for _ in range(5):
        w = step(w, mse_gradient(w, X, y))
    assert optimizer.t == 5
    assert np.allclose(model.parameters, w, rtol=1e-12)


@pytest.mark.parametrize("rule", SETTINGS)
def test_the_state_is_kept_from_one_fit_to_the_next(rule: str, line: tuple[Any, Any]) -> None:
    def trained(*epochs: int, resumed: bool = True) -> Any:
        model, order = MLP([3, 4, 1], rng=1), np.random.default_rng(5)
        optimizer = OPTIMIZERS[rule](**SETTINGS[rule])
        for count in epochs:
            fit(model, *line, epochs=count, batch_size=3, optimizer=optimizer, rng=order, progress=False)
            if not resumed:
                optimizer = OPTIMIZERS[rule](**SETTINGS[rule])
        return model.parameters

    assert np.array_equal(trained(5), trained(2, 3))
    # a new object starts anew, which only plain gradient descent does not notice
    assert np.array_equal(trained(5), trained(2, 3, resumed=False)) == (rule == "sgd")


@pytest.mark.parametrize("rule", OPTIMIZERS)
def test_a_prepared_optimizer_steps_by_itself(rule: str) -> None:
    w, step = np.array([1.0, -2.0, 3.0]), by_formula(rule)
    expected = w.copy()
    optimizer = OPTIMIZERS[rule](**SETTINGS[rule])
    optimizer.prepare(w)
    for gradient in (np.array([1.0, 2.0, -3.0]), np.array([-0.5, 0.1, 2.0])):
        optimizer.step(w, gradient)
        expected = step(expected, gradient)
    assert np.allclose(w, expected, rtol=1e-12)
    assert optimizer.t == 2


@pytest.mark.parametrize("rule", OPTIMIZERS)
def test_float32_state(rule: str) -> None:
    w = np.float32([1.0, -2.0, 3.0])
    optimizer = OPTIMIZERS[rule]()
    optimizer.prepare(w)
    before = w.copy()
    optimizer.step(w, np.float32([1.0, 2.0, -3.0]))
    assert w.dtype == np.float32
    assert (np.sign(w - before) == [-1, -1, 1]).all()


def test_an_optimizer_of_another_model_is_refused(line: tuple[Any, Any]) -> None:
    optimizer = Adam()
    fit(MLP([3, 1]), *line, epochs=1, optimizer=optimizer, progress=False)
    with pytest.raises(ValueError, match="has made 1 steps with another model; make a new one"):
        fit(MLP([3, 4, 1]), *line, epochs=1, optimizer=optimizer, progress=False)
    with pytest.raises(ValueError, match="another size or dtype"):
        fit(MLP([3, 1], dtype=np.float32), *line, epochs=1, optimizer=optimizer, progress=False)


NONSENSE: dict[str, tuple[Optimizer, str]] = {
    "standing still": (SGD(0.0), "sgd: learning_rate is 0.0; it lies between"),
    "climbing": (SGD(-0.1), "sgd: learning_rate is -0.1"),
    "NaN": (Adam(float("nan")), "adam: learning_rate is nan"),
    "infinite": (Momentum(float("inf")), "momentum: learning_rate is inf"),
    "momentum 1": (Momentum(0.1, momentum=1.0), "momentum: momentum is 1.0; it lies between 0 and 1"),
    "negative decay": (RMSProp(0.1, decay=-0.1), "rmsprop: decay is -0.1"),
    "beta above 1": (Adam(beta2=1.5), "adam: beta2 is 1.5"),
    "words": (SGD("fast"), "sgd: learning_rate is 'fast'; it is a number between"),  # type: ignore[arg-type]
    "an array": (Adam(np.array([0.1])), r"adam: learning_rate is array\(\[0.1\]\); it is a number"),
    "negative epsilon": (Adam(epsilon=-1e-8), "adam: epsilon is -1e-08"),
}


@pytest.mark.parametrize(("optimizer", "words"), NONSENSE.values(), ids=list(NONSENSE))
def test_nonsense_is_refused_before_anything_changes(optimizer: Optimizer, words: str, line: tuple[Any, Any]) -> None:
    model = MLP([3, 1])
    before = model.parameters.copy()
    with pytest.raises(ValueError, match=words):
        fit(model, *line, epochs=1, optimizer=optimizer, progress=False)
    assert np.array_equal(model.parameters, before)


@pytest.mark.parametrize("rule", OPTIMIZERS.values(), ids=list(OPTIMIZERS))
def test_a_first_step_makes_room_for_its_own_memory(rule: type[Optimizer]) -> None:
    optimizer, w = rule(), np.ones(5)
    optimizer.step(w, np.ones(5))
    assert (w < 1).all()
    assert optimizer.first.size == (5 if rule.memories else 0)


# ---- rules that are none, rules of one's own, gradients that do not fit


class Own(Optimizer):
    """A rule that only its owner knows."""

    def step(self, parameters: Any, gradient: Any) -> None:
        parameters -= self.learning_rate * gradient


class Halved(SGD):
    """A known rule with something in front of it."""

    def step(self, parameters: Any, gradient: Any) -> None:
        super().step(parameters, gradient / 2)


class Forgetful(Adam):
    """Less memory than its kernel writes into."""

    memories = 0


class Nothing(Optimizer):
    """A step that leads back to the base class, which has none."""

    def step(self, parameters: Any, gradient: Any) -> None:
        super().step(parameters, gradient)


@pytest.mark.parametrize("rule", [Optimizer, Forgetful, Nothing])
def test_a_class_without_a_rule_is_refused(rule: type[Optimizer], line: tuple[Any, Any]) -> None:
    model, w = MLP([3, 1]), np.ones(5)
    before = model.parameters.copy()
    with pytest.raises(TypeError, match=f"{rule.__name__} is no update rule: use one of SGD, "):
        rule(0.1).step(w, np.ones(5))
    with pytest.raises(TypeError, match="or a subclass with a step of its own"):
        fit(model, *line, epochs=1, optimizer=rule(0.1), progress=False)
    assert (w == 1).all()
    assert np.array_equal(model.parameters, before)


@pytest.mark.parametrize(("own", "rate"), [(Own, 0.05), (Halved, 0.1)])
@pytest.mark.parametrize("inside_use", [False, True])
def test_a_step_of_ones_own_trains(own: type[Optimizer], rate: float, inside_use: bool, line: tuple[Any, Any]) -> None:
    known, other = MLP([3, 4, 1], rng=1), MLP([3, 4, 1], rng=1)
    fit(known, *line, epochs=3, batch_size=3, optimizer=SGD(0.05), progress=False)
    functions = {"relu_backward": lambda g, y, x: g * (x > 0)} if inside_use else {}
    with use(**functions):
        history = fit(other, *line, epochs=3, batch_size=3, optimizer=own(rate), progress=False)
    assert history.ran_on == "ops"
    assert np.allclose(known.parameters, other.parameters, rtol=1e-12)


class Rebinds(Optimizer):
    """Makes a new array, and drops it."""

    def step(self, parameters: Any, gradient: Any) -> None:
        parameters = parameters - self.learning_rate * gradient


def test_a_step_that_changes_nothing_is_told_so(line: tuple[Any, Any]) -> None:
    with pytest.warns(UserWarning, match="the step of Rebinds changed no parameter in the first epoch") as told:
        fit(MLP([3, 4, 1], rng=1), *line, epochs=2, batch_size=3, optimizer=Rebinds(0.1), progress=False)
    assert [one.filename for one in told] == [__file__]


WRONG_GRADIENTS: dict[str, tuple[Any, type[Exception], str]] = {
    "too short": (np.ones(3), ValueError, r"shape \(3,\) and dtype float64, the parameters \(5,\) and float64"),
    "too long": (np.ones(6), ValueError, r"shape \(6,\)"),
    "a column": (np.ones((5, 1)), ValueError, r"shape \(5, 1\)"),
    "a number": (1.0, ValueError, r"shape \(\)"),
    "words": (["a"] * 5, ValueError, "dtype <U1"),
    "a Var": (Var(np.ones(5)), TypeError, "gradient.data"),
    "masked": (np.ma.masked_array(np.ones(5), [1, 0, 0, 0, 0]), ValueError, "masked array; fill it in"),
}


@pytest.mark.parametrize(("gradient", "error", "words"), WRONG_GRADIENTS.values(), ids=list(WRONG_GRADIENTS))
def test_a_gradient_that_does_not_fit_is_refused(gradient: Any, error: type[Exception], words: str) -> None:
    optimizer, w = Adam(0.1), np.ones(5)
    with pytest.raises(error, match=words):
        optimizer.step(w, gradient)
    assert (w == 1).all()
    assert optimizer.t == 0


@pytest.mark.parametrize("gradient", [[1, 2, 3], np.float32([1, 2, 3]), np.array([1, 2, 3])], ids=["list", "f4", "i8"])
def test_a_gradient_of_another_dtype_is_converted(gradient: Any) -> None:
    w, expected = np.ones(3), np.ones(3)
    Adam(0.1).step(w, gradient)
    Adam(0.1).step(expected, np.array([1.0, 2.0, 3.0]))
    assert np.array_equal(w, expected)


@pytest.mark.parametrize("parameters", [[1.0, 1.0], np.ones(2, dtype=int), np.ones((2, 1))], ids=["list", "i8", "2-D"])
def test_parameters_that_no_step_can_change(parameters: Any) -> None:
    with pytest.raises(ValueError, match="a step changes one flat array of float32 or float64 in place"):
        SGD(0.1).step(parameters, np.ones(2))


def test_optimizers_are_themselves_only() -> None:
    one, other = Adam(), Adam()
    for optimizer in (one, other):
        optimizer.prepare(np.ones(3))
    assert one != other
    assert len({one, other, one}) == 2
