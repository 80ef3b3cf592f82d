"""Training: what the losses mean, which parameters are kept, how it ends, and what it refuses."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

import bpkit
from bpkit import Var, use
from bpkit.nn import MLP
from bpkit.optim import OPTIMIZERS, SGD, Adam
from bpkit.train import Epoch, History, evaluate, fit, fit_steps, mean_loss, warm

Data = tuple[Any, Any]
SIZES = (3, 6, 5, 2)


@pytest.fixture
def data(rng: np.random.Generator) -> Data:
    """37 rows: no batch size but 1 divides them."""
    X = rng.normal(size=(37, 3))
    return X, np.sin(X @ rng.normal(size=(3, 2))) + 0.1 * rng.normal(size=(37, 2))


@pytest.fixture
def unseen(rng: np.random.Generator) -> Data:
    """300 rows, more than are measured at once; noise, so that the best epoch is an early one."""
    return rng.normal(size=(300, 3)), rng.normal(size=(300, 2))


def quiet_fit(model: MLP, data: Data, **options: Any) -> History:
    return fit(model, *data, progress=False, **options)


# ---- the definition, written out with plain NumPy


def forward(layers: list[tuple[Any, Any]], X: Any) -> list[Any]:
    """The input of every layer, then the prediction."""
    outputs = [X]
    for number, (W, b) in enumerate(layers):
        Z = outputs[-1] @ W + b
        outputs.append(Z if number == len(layers) - 1 else np.maximum(Z, 0))
    return outputs


def mse_loss(P: Any, y: Any) -> tuple[float, Any]:
    return float(np.mean((P - y) ** 2)), 2 * (P - y) / P.size


def cross_entropy_loss(P: Any, y: Any) -> tuple[float, Any]:
    chances = np.exp(P) / np.exp(P).sum(axis=1, keepdims=True)
    loss = -np.mean(np.log(chances[np.arange(len(y)), y]))
    return float(loss), (chances - np.eye(P.shape[1])[y]) / len(y)


LOSSES: dict[str, Callable[[Any, Any], tuple[float, Any]]] = {"mse": mse_loss, "cross_entropy": cross_entropy_loss}


def trained_by_definition(
    model: MLP, data: Data, validation: Data, epochs: int, batch_size: int, rate: float, l2: float, loss: str, seed: int
) -> tuple[list[float], list[float]]:
    """Plain SGD, one slice of a fresh permutation after the other; changes ``model``, keeps no best epoch."""
    (X, y), order, loss_of = data, np.random.default_rng(seed), LOSSES[loss]
    train, valid = [], []
    for _ in range(epochs):
        rows, total = order.permutation(len(X)), 0.0
        for start in range(0, len(X), batch_size):
            batch = rows[start : start + batch_size]
            outputs = forward(model.layers, X[batch])
            value, G = loss_of(outputs[-1], y[batch])
            total += len(batch) * value
            steps = []
            for number in reversed(range(len(model.layers))):
                W, _ = model.layers[number]
                steps.append((number, outputs[number].T @ G + l2 * W, G.sum(axis=0)))
                G = (G @ W.T) * (outputs[number] > 0)
            for number, dW, db in steps:
                W, b = model.layers[number]
                W -= rate * dW
                b -= rate * db
        train.append(total / len(X))
        valid.append(loss_of(forward(model.layers, validation[0])[-1], validation[1])[0])
    return train, valid


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("l2", [0.0, 0.3])
@pytest.mark.parametrize("batch_size", [1, 8, 37, 100])
def test_losses_and_steps_are_those_of_the_definition(
    loss: str, l2: float, batch_size: int, data: Data, unseen: Data
) -> None:
    if loss == "cross_entropy":
        data, unseen = ((X, (y[:, 0] > 0).astype(int)) for X, y in (data, unseen))
    model, twin = MLP(SIZES, rng=1), MLP(SIZES, rng=1)
    options = {"epochs": 4, "batch_size": batch_size, "l2": l2, "loss": loss}
    history = quiet_fit(model, data, validation=unseen, optimizer="sgd", learning_rate=0.05, rng=9, **options)
    train, valid = trained_by_definition(twin, data, unseen, rate=0.05, seed=9, **options)  # type: ignore[arg-type]
    assert np.allclose(history.train, train, rtol=1e-11)
    assert np.allclose(history.validation, valid, rtol=1e-11)
    twin = MLP(SIZES, rng=1)
    trained_by_definition(twin, data, unseen, rate=0.05, seed=9, **{**options, "epochs": int(np.argmin(valid)) + 1})  # type: ignore[arg-type]
    assert history.best_epoch == int(np.argmin(valid)) + 1
    assert np.allclose(model.parameters, twin.parameters, rtol=1e-10)


def test_every_loss_has_its_definition_here() -> None:
    with pytest.raises(ValueError, match=f"it is one of {', '.join(LOSSES)}$"):
        quiet_fit(MLP([1, 1]), (np.ones((1, 1)), np.ones((1, 1))), loss="absolute")


def test_mean_loss_and_evaluate(unseen: Data) -> None:
    model = MLP(SIZES, rng=1)
    residual = model.predict(unseen[0]) - unseen[1]
    assert mean_loss(model, *unseen) == pytest.approx(np.mean(residual**2), rel=1e-12)
    assert evaluate(model, *unseen) == pytest.approx(np.sqrt(np.mean(residual**2)), rel=1e-12)
    labels = np.arange(300) % 2
    expected = cross_entropy_loss(model.predict(unseen[0]), labels)[0]
    assert mean_loss(model, unseen[0], labels, "cross_entropy") == pytest.approx(expected, rel=1e-12)


# ---- the learner's functions


def own_functions() -> dict[str, Callable[..., Any]]:
    """The course's formulas in other words: what a learner would write."""
    return {
        "relu_backward": lambda g, y, x: np.where(x > 0, g, 0),
        "affine_backward": lambda g, y, X, W, b: [g @ W.T, X.T @ g, g.sum(axis=0)],
    }


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("rule", OPTIMIZERS)
def test_the_learners_functions_train_to_the_same_numbers(rule: str, loss: str, data: Data, unseen: Data) -> None:
    if loss == "cross_entropy":
        data, unseen = ((X, (y[:, 0] > 0).astype(int)) for X, y in (data, unseen))
    models = MLP(SIZES, rng=1), MLP(SIZES, rng=1)
    options = {"validation": unseen, "epochs": 12, "batch_size": 8, "optimizer": rule, "l2": 0.01, "loss": loss}
    fast = quiet_fit(models[0], data, **options)
    with use(**own_functions()):
        open_ = quiet_fit(models[1], data, **options)
    assert fast.ran_on == bpkit.BACKEND
    assert fast.functions == []
    assert open_.ran_on == "ops"
    assert open_.functions == ["affine_backward", "relu_backward"]
    assert np.allclose(fast.train, open_.train, rtol=1e-10)
    assert np.allclose(fast.validation, open_.validation, rtol=1e-10)
    assert fast.best_epoch == open_.best_epoch
    assert np.allclose(models[0].parameters, models[1].parameters, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_wrong_function_trains_worse_or_raises_in_its_name(dtype: Any, data: Data) -> None:
    def trained(**functions: Callable[..., Any]) -> float:
        model = MLP(SIZES, rng=1, dtype=dtype)
        with use(**functions):
            return quiet_fit(model, data, epochs=20, learning_rate=0.01).train[-1]

    assert trained(affine_backward=lambda g, y, X, W, b: (g @ W.T, 0 * W, 0 * b)) > 2 * trained()
    words = r"relu_backward returned a gradient of shape \(8,\) for x"
    with use(relu_backward=lambda g, y, x: g[:, 0]), pytest.raises(ValueError, match=words):
        quiet_fit(MLP(SIZES, rng=1, dtype=dtype), data, batch_size=8)


@pytest.mark.parametrize(
    ("name", "called"), [("tanh_backward", False), ("relu_backward", False), ("mse_backward", True)]
)
def test_a_function_that_is_not_called_is_not_named(name: str, called: bool, data: Data) -> None:
    """There is no ReLU in a network without hidden layers."""
    names = [name] if called else []
    with use(**{name: lambda g, y, P, Y: g * 2 * (P - Y) / P.size}):
        history = quiet_fit(MLP([3, 2]), data, epochs=1)
    assert (history.functions, history.ran_on) == (names, "ops" if called else bpkit.BACKEND)


# ---- which parameters are kept, and how a training ends


def test_the_best_epoch_is_kept_and_patience_stops(data: Data, unseen: Data) -> None:
    model = MLP(SIZES, rng=1)
    history = quiet_fit(model, data, validation=unseen, epochs=500, patience=7, learning_rate=0.01)
    assert history.stopped == "patience"
    assert history.best_epoch == int(np.argmin(history.validation)) + 1
    assert len(history.validation) == len(history.train) == history.best_epoch + 7
    assert mean_loss(model, *unseen) == pytest.approx(min(history.validation), rel=1e-12)


def test_without_validation_the_last_epoch_is_kept(data: Data) -> None:
    model, shorter = MLP(SIZES, rng=1), MLP(SIZES, rng=1)
    history = quiet_fit(model, data, epochs=5)
    quiet_fit(shorter, data, epochs=4)
    assert history.validation == []
    assert (history.best_epoch, history.stopped, len(history.train)) == (5, "epochs", 5)
    assert not np.array_equal(model.parameters, shorter.parameters)
    assert history.seconds > 0


def test_a_tie_is_no_improvement() -> None:
    """Prediction and target are 0 from the start: nothing moves, every epoch ties with the first."""
    model = MLP.from_layers([(np.ones((2, 1)), np.zeros(1))])
    zeros = np.zeros((4, 2)), np.zeros((4, 1))
    improved: list[bool] = []
    watch = {"on_epoch": lambda epoch: improved.append(epoch.improved)}
    history = quiet_fit(model, zeros, validation=zeros, epochs=50, patience=3, **watch)
    assert (history.best_epoch, len(history.train), history.stopped) == (1, 4, "patience")
    assert improved == [True, False, False, False]


def test_no_epochs_change_nothing(data: Data) -> None:
    model = MLP(SIZES, rng=1)
    before = model.parameters.copy()
    history = quiet_fit(model, data, validation=data, epochs=0)
    assert (history.train, history.validation, history.best_epoch, history.stopped) == ([], [], 0, "epochs")
    assert np.array_equal(model.parameters, before)


@pytest.mark.parametrize("cancel", ["returns False", "returns np.False_", "raises KeyboardInterrupt", "raises"])
def test_on_epoch_can_end_it(cancel: str, data: Data, unseen: Data) -> None:
    """The best parameters are kept, whatever the reason."""
    model, seen = MLP(SIZES, rng=1), []

    def on_epoch(epoch: Epoch) -> bool:
        seen.append(epoch)
        if epoch.number < 30:
            return True
        if cancel.startswith("returns"):
            return False if cancel == "returns False" else np.False_  # type: ignore[return-value]
        raise KeyboardInterrupt if cancel == "raises KeyboardInterrupt" else RuntimeError("from the figure")

    options = {"validation": unseen, "epochs": 100, "learning_rate": 0.02, "on_epoch": on_epoch}
    if cancel == "raises":
        with pytest.raises(RuntimeError, match="from the figure"):
            quiet_fit(model, data, **options)
        history = seen[-1].history
    else:
        history = quiet_fit(model, data, **options)
        assert history.stopped == ("cancelled" if cancel.startswith("returns") else "interrupted")
    assert [epoch.number for epoch in seen] == list(range(1, 31))
    assert [epoch.train for epoch in seen] == history.train
    assert [epoch.validation for epoch in seen] == history.validation
    assert all(epoch.model is model for epoch in seen)
    assert history.best_epoch == int(np.argmin(history.validation)) + 1 < 30
    assert mean_loss(model, *unseen) == pytest.approx(min(history.validation), rel=1e-12)


def test_fit_steps_can_be_left(data: Data, unseen: Data) -> None:
    model = MLP(SIZES, rng=1)
    steps = fit_steps(model, *data, validation=unseen, epochs=100, learning_rate=0.02)
    for epoch in steps:
        if epoch.number == 30:
            break
    steps.close()
    history = epoch.history
    assert (history.stopped, len(history.train)) == ("cancelled", 30)
    assert mean_loss(model, *unseen) == pytest.approx(min(history.validation), rel=1e-12)


def test_fit_steps_is_fit(data: Data, unseen: Data) -> None:
    one, other = MLP(SIZES, rng=1), MLP(SIZES, rng=1)
    epochs = list(fit_steps(one, *data, validation=unseen, epochs=6))
    history = quiet_fit(other, data, validation=unseen, epochs=6)
    assert epochs[-1].history.validation == history.validation
    assert np.array_equal(one.parameters, other.parameters)


INTERRUPTED = """
import json, sys, time
import numpy as np
from bpkit import use
from bpkit.nn import MLP
from bpkit.train import fit, mean_loss

rows, batch_size, path = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
rng = np.random.default_rng(0)
X, y = rng.normal(size=(rows, 3)), rng.normal(size=(rows, 1))
Xv, yv = rng.normal(size=(500, 3)), rng.normal(size=(500, 1))
model = MLP([3, 8, 1], rng=1)
fit(model.copy(), X[:8], y[:8], validation=(Xv, yv), epochs=1, progress=False)  # compiled from here on
start = mean_loss(model, Xv, yv)
functions = {"relu_backward": lambda g, y, x: g * (x > 0)} if path == "ops" else {}

def on_epoch(epoch):
    if epoch.number == 20:
        print("now", flush=True)

if rows > 1000:
    print("now", flush=True)
with use(**functions):
    options = {"epochs": 10**9, "batch_size": batch_size, "validation": (Xv, yv)}
    history = fit(model, X, y, progress=False, on_epoch=on_epoch, **options)
print(json.dumps({**history.to_dict(), "kept": mean_loss(model, Xv, yv), "start": start}))
"""


@pytest.mark.parametrize("path", ["kernels", "ops"])
@pytest.mark.parametrize(("rows", "batch_size"), [(64, 8), (1_000_000, 1)], ids=["between epochs", "inside an epoch"])
def test_ctrl_c(rows: int, batch_size: int, path: str) -> None:
    """A real signal. An epoch of a million steps takes many seconds: nobody waits for its end."""
    command = [sys.executable, "-c", INTERRUPTED, str(rows), str(batch_size), path]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "now\n"
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        sent = time.perf_counter()
        printed, errors = process.communicate(timeout=60)
        waited = time.perf_counter() - sent
    assert process.returncode == 0, errors
    assert errors == ""
    result = json.loads(printed)
    assert result["stopped"] == "interrupted"
    assert len(result["train"]) == len(result["validation"])
    if rows > 1000:
        assert waited < 3.0
        assert result["train"] == []
        assert result["best_epoch"] == 0
        assert result["kept"] == result["start"]
    else:
        assert len(result["train"]) >= 20
        assert result["kept"] == pytest.approx(min(result["validation"]), rel=1e-12)


# ---- going on, repeating, dtypes, threads


def test_the_same_seed_gives_the_same_training(data: Data) -> None:
    def trained(seed: Any) -> Any:
        model = MLP(SIZES, rng=1)
        quiet_fit(model, data, epochs=3, batch_size=8, rng=seed)
        return model.parameters

    assert np.array_equal(trained(3), trained(np.random.default_rng(3)))
    assert not np.array_equal(trained(3), trained(4))


def test_every_row_is_used_once_an_epoch(data: Data) -> None:
    """A single straight unit whose gradient shows which rows it saw: the short last batch counts."""
    X, seen = data[0], []

    def spying(g: Any, y: Any, A: Any, W: Any, b: Any) -> Any:
        seen.append(A.copy())
        return g @ W.T, A.T @ g, g.sum(axis=0)

    with use(affine_backward=spying):
        quiet_fit(MLP([3, 2]), data, epochs=2, batch_size=8)
    assert [len(batch) for batch in seen] == [8, 8, 8, 8, 5] * 2
    epochs = np.concatenate(seen[:5]), np.concatenate(seen[5:])
    for rows in epochs:
        assert sorted(map(tuple, rows)) == sorted(map(tuple, X))
    assert not np.array_equal(*epochs)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_dtypes_and_layouts(dtype: Any, data: Data, unseen: Data) -> None:
    """Lists, read-only, Fortran-ordered and strided data give what plain arrays give."""
    X, y = data
    locked = X.copy()
    locked.setflags(write=False)
    wide = np.repeat(X, 2, axis=1)
    histories = []
    for version in (X, X.tolist(), locked, np.asfortranarray(X), wide[:, ::2]):
        model = MLP(SIZES, rng=1, dtype=dtype)
        histories.append(quiet_fit(model, (version, y), validation=unseen, epochs=3).train)
        assert model.parameters.dtype == dtype
    assert all(losses == histories[0] for losses in histories)


def test_fit_changes_no_data(data: Data, unseen: Data) -> None:
    kept = [array.copy() for array in (*data, *unseen)]
    quiet_fit(MLP(SIZES), data, validation=unseen, epochs=3)
    assert all(np.array_equal(array, before) for array, before in zip((*data, *unseen), kept, strict=True))


def test_one_blas_thread_inside_and_the_former_number_after(data: Data) -> None:
    inside: list[int] = []

    def threads() -> list[int]:
        return [library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"]

    def looking(g: Any, y: Any, x: Any) -> Any:
        inside.extend(threads())
        return g * (x > 0)

    with threadpool_limits(2, user_api="blas"):
        with use(relu_backward=looking):
            quiet_fit(MLP(SIZES), data, epochs=1)
            assert set(threads()) == {2}
            with pytest.raises(FloatingPointError):
                quiet_fit(MLP(SIZES), data, optimizer="sgd", learning_rate=1e200)
        assert set(threads()) == {2}
    assert set(inside) == {1}


def test_warm_compiles_both_dtypes() -> None:
    warm()


def test_a_history_is_plain_numbers(data: Data) -> None:
    history = quiet_fit(MLP(SIZES), data, validation=data, epochs=2)
    again = json.loads(json.dumps(history.to_dict()))
    assert History(**again) == history


# ---- the progress bar


def test_the_progress_bar(data: Data, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delenv("BPKIT_STATIC", raising=False)
    history = fit(MLP(SIZES), *data, validation=data, epochs=3)
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "3/3" in shown.err
    assert f"train={history.train[-1]:.4f}" in shown.err
    assert f"validation={history.validation[-1]:.4f}" in shown.err


@pytest.mark.parametrize("off", ["BPKIT_STATIC", "progress=False"])
def test_no_progress_bar(
    off: str, data: Data, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("BPKIT_STATIC", raising=False)
    if off == "BPKIT_STATIC":
        monkeypatch.setenv("BPKIT_STATIC", "1")
    fit(MLP(SIZES), *data, epochs=3, progress=off == "BPKIT_STATIC")
    assert capsys.readouterr() == ("", "")


# ---- what is refused


@pytest.mark.parametrize("path", ["kernels", "ops"])
def test_a_loss_that_is_not_finite(path: str, data: Data, unseen: Data) -> None:
    model = MLP(SIZES, rng=1)
    before = model.parameters.copy()
    functions = own_functions() if path == "ops" else {}
    options = {"validation": unseen, "batch_size": 8, "optimizer": "sgd", "learning_rate": 1e200}
    with use(**functions), pytest.raises(FloatingPointError) as caught:
        quiet_fit(model, data, **options)
    words = str(caught.value)
    assert "the loss is inf in epoch 1, step 2" in words or "the loss is nan in epoch 1, step 2" in words
    assert "learning_rate below 1e+200" in words
    assert np.array_equal(model.parameters, before)  # nothing better than the start was seen


def test_a_validation_loss_that_is_not_finite(data: Data) -> None:
    model = MLP([3, 2], rng=1)
    far_away = np.full((1, 3), 1e200), np.zeros((1, 2))
    with pytest.raises(FloatingPointError, match="on the validation rows after epoch 1"):
        quiet_fit(model, data, validation=far_away, epochs=1)


def nan_relu(g: Any, y: Any, x: Any) -> Any:
    return g * np.nan


class Leap(SGD):
    """A rule of one's own that goes wrong."""

    def step(self, parameters: Any, gradient: Any) -> None:
        parameters[:] = np.inf


LAST_STEPS: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "a huge l2": ({"l2": 1e308, "optimizer": SGD(1e10)}, {}, r"below 1e\+10 or an l2 below 1e\+308"),
    "a learner's function": ({}, {"relu_backward": nan_relu}, "or relu_backward gives wrong numbers: check it first"),
    "a rule of one's own": ({"optimizer": Leap(0.1)}, {}, "or the step of Leap gives wrong numbers"),
}


@pytest.mark.parametrize(("options", "functions", "words"), LAST_STEPS.values(), ids=list(LAST_STEPS))
def test_parameters_that_are_not_finite_after_the_last_step(
    options: dict[str, Any], functions: dict[str, Any], words: str, data: Data, unseen: Data
) -> None:
    for validation in (None, unseen):
        model = MLP(SIZES, rng=1)
        before = model.parameters.copy()
        with use(**functions), pytest.raises(FloatingPointError, match=f"not every parameter is finite.*{words}"):
            quiet_fit(model, data, epochs=1, batch_size=40, validation=validation, **options)
        assert validation is None or np.array_equal(model.parameters, before)


def test_a_learners_function_is_named_where_the_loss_is_not_finite(data: Data) -> None:
    with (
        use(relu_backward=nan_relu),
        pytest.raises(FloatingPointError, match=r"step 2: .* or relu_backward gives wrong"),
    ):
        quiet_fit(MLP(SIZES, rng=1), data, batch_size=8)


def test_data_that_are_too_large_are_not_blamed_on_the_steps(data: Data) -> None:
    X, y = data
    with pytest.raises(FloatingPointError, match=r"epoch 1, step 1, before anything was learnt: X, y or") as caught:
        quiet_fit(MLP(SIZES, rng=1), (X * 1e200, y))
    assert "learning_rate" not in str(caught.value)
    one_row = spoilt(X, 7, 0, 1e200)
    with pytest.raises(FloatingPointError, match=r"step \d+: X, y or the parameters are too large for float64"):
        quiet_fit(MLP(SIZES, rng=1), (one_row, y), batch_size=1)


def test_a_model_that_is_not_finite_is_refused(data: Data) -> None:
    model = MLP(SIZES, rng=1)
    model.parameters[3] = np.nan
    with pytest.raises(ValueError, match=r"the model came with parameters\[3\] = nan \(1 of"):
        quiet_fit(model, data)


X, y, classes = np.ones((4, 3)), np.ones((4, 2)), np.array([0, 1, 0, 1])


def spoilt(array: Any, row: int, column: int, value: float) -> Any:
    array = array.copy()
    array[row, column] = value
    return array


REFUSED: dict[str, tuple[Any, Any, dict[str, Any], str]] = {
    "NaN in X": (spoilt(X, 2, 1, np.nan), y, {}, r"fit: X is nan in row 2, column 1 \(1 such entries\): fill it in"),
    "infinity in X": (spoilt(X, 3, 0, -np.inf), y, {}, "X is -inf in row 3, column 0"),
    "NaN in y": (X, spoilt(y, 1, 1, np.nan), {}, "fit: y is nan in row 1, column 1"),
    "NaN in the validation rows": (X, y, {"validation": (spoilt(X, 0, 2, np.nan), y)}, "fit: validation: X is nan"),
    "too few columns": (X[:, :2], y, {}, r"X has shape \(4, 2\); the network needs \(rows, 3\)"),
    "one row as a vector": (X[0], y, {}, r"X.reshape\(1, -1\)"),
    "y as a vector": (X, y[:, 0], {"sizes": (3, 1)}, r"y has shape \(4,\).*y.reshape\(-1, 1\) makes a column"),
    "y of other rows": (X, y[:3], {}, r"y has shape \(3, 2\); 4 rows of X and 2 outputs need \(4, 2\)"),
    "no rows": (X[:0], y[:0], {}, "X has no rows; there is nothing to learn from"),
    "no validation rows": (X, y, {"validation": (X[:0], y[:0])}, "fit: validation: X has no rows"),
    "text": (np.full((4, 3), "a"), y, {}, "fit: X has dtype <U1; real numbers are needed"),
    "complex numbers": (X * 1j, y, {}, "X has dtype complex128"),
    "labels as a column": (X, classes[:, None], {"loss": "cross_entropy"}, r"4 rows of X need \(4,\) integers"),
    "labels that are floats": (X, classes * 1.0, {"loss": "cross_entropy"}, "dtype float64"),
    "a label too large": (X, np.array([0, 1, 2, 0]), {"loss": "cross_entropy"}, r"y\[2\] is 2.*classes 0 … 1"),
    "a negative label": (X, np.array([0, -1, 1, 0]), {"loss": "cross_entropy"}, r"y\[1\] is -1"),
    "an unknown loss": (X, y, {"loss": "mae"}, "loss is 'mae'; it is one of mse, cross_entropy"),
    "an unknown rule": (
        X,
        y,
        {"optimizer": "adamw"},
        "optimizer is 'adamw'; it is one of sgd, momentum, rmsprop, adam",
    ),
    "two learning rates": (X, y, {"optimizer": SGD(0.1), "learning_rate": 0.2}, "brings its own learning_rate"),
    "a learning rate of 0": (X, y, {"learning_rate": 0.0}, "learning_rate is 0.0"),
    "negative epochs": (X, y, {"epochs": -1}, "fit: epochs is -1; it needs a whole number of at least 0"),
    "half an epoch": (X, y, {"epochs": 0.5}, "fit: epochs is 0.5"),
    "empty batches": (X, y, {"batch_size": 0}, "fit: batch_size is 0; it needs a whole number of at least 1"),
    "no patience": (X, y, {"patience": 0, "validation": (X, y)}, "fit: patience is 0"),
    "patience for nothing": (X, y, {"patience": 5}, r"patience needs validation=\(X, y\)"),
    "negative l2": (X, y, {"l2": -0.1}, "l2 is -0.1; it needs a number of at least 0"),
    **{
        f"validation={name}": (X, y, {"validation": validation}, r"fit: validation is a .*; .* validation=\(X, y\)$")
        for name, validation in (
            ("()", ()),
            ("[]", []),
            ("(X,)", (X,)),
            ("(X, y, 1)", (X, y, 1)),
            ("X", X),
            ("a DataFrame", pd.DataFrame(X)),
            ("0.2", 0.2),
        )
    },
    "l2 in words": (X, y, {"l2": "a"}, "fit: l2 is 'a'; it needs a number"),
    "l2 of None": (X, y, {"l2": None}, "fit: l2 is None"),
    "a learning rate in words": (X, y, {"learning_rate": "a"}, "learning_rate is 'a'; it is a number"),
    "a learning rate as an array": (X, y, {"learning_rate": np.array([0.1])}, "it is a number"),
    "a list for a rule": (X, y, {"optimizer": []}, r"optimizer is \[\]; it is one of"),
    "the class of a rule": (X, y, {"optimizer": Adam}, r"the brackets are missing: optimizer=Adam\(\)"),
    "ragged rows": ([[1, 2, 3], [1, 2]], y, {}, "fit: X is ragged; all its rows need the same length"),
    "None": (None, y, {}, "fit: X is None, and no number"),
    "a missing number": (pd.DataFrame(X, dtype="Int64").mask(X > 0), y, {}, "fit: X is (<NA>|nan) in row 0, column 0"),
    "a column of text": (
        pd.DataFrame(X).assign(c=list("abcd")).iloc[:, 1:],
        y,
        {},
        "X is 'a' in row 0, column 2, and no",
    ),
    "a number far too large": ([[10**400, 1, 1]] * 4, y, {}, "too large for float64"),
    "masked X": (np.ma.masked_array(X, X > 0), y, {}, "fit: X is a masked array; fill it in first"),
    "masked y": (X, np.ma.masked_array(y, y > 0), {}, "fit: y is a masked array"),
    "masked labels": (X, np.ma.masked_array(classes, classes > 0), {"loss": "cross_entropy"}, "y is a masked array"),
    "a Series": (X, pd.Series(y[:, 0]), {"sizes": (3, 1)}, r"; y.to_numpy\(\).reshape\(-1, 1\) makes a column"),
    "a list for y": (X, [1.0] * 4, {"sizes": (3, 1)}, r"; np.reshape\(y, \(-1, 1\)\) makes a column"),
    "l2 that is NaN": (X, y, {"l2": float("nan")}, "l2 is nan"),
}


@pytest.mark.parametrize(("X", "y", "options", "words"), REFUSED.values(), ids=list(REFUSED))
def test_what_cannot_be_trained_on_is_refused_before_anything_changes(
    X: Any, y: Any, options: dict[str, Any], words: str
) -> None:
    model = MLP(options.get("sizes", (3, 2)), rng=1)
    before = model.parameters.copy()
    with pytest.raises(ValueError, match=words):
        quiet_fit(model, (X, y), **{name: value for name, value in options.items() if name != "sizes"})
    assert np.array_equal(model.parameters, before)


@pytest.mark.parametrize("train", [fit, fit_steps])
@pytest.mark.parametrize(
    ("option", "words"),
    [("epoch", "did you mean epochs"), ("lr", "did you mean learning_rate"), ("zzz", "there are validation, epochs")],
)
def test_an_unknown_option_is_named(train: Callable[..., Any], option: str, words: str, data: Data) -> None:
    with pytest.raises(TypeError, match=f"{train.__name__}: unknown option '{option}'; {words}"):
        train(MLP(SIZES), *data, **{option: 3})


@pytest.mark.parametrize("option", ["progress", "on_epoch"])
def test_an_option_of_fit_alone(option: str, data: Data) -> None:
    with pytest.raises(TypeError, match=f"fit_steps: {option} is an option of fit; here the loop is yours"):
        fit_steps(MLP(SIZES), *data, **{option: False})


NO_MODELS: dict[str, tuple[tuple[Any, Any, Any], str]] = {
    "the wrong order": ((X, y, MLP([3, 2])), r"model is of type ndarray; .* the order is {}\(model, X, y\)"),
    "None": ((None, X, y), "model is None; a network is needed"),
    "the class": ((MLP, X, y), "model is the class MLP; make a network of it first"),
}


@pytest.mark.parametrize("function", [fit, mean_loss])
@pytest.mark.parametrize(("arguments", "words"), NO_MODELS.values(), ids=list(NO_MODELS))
def test_what_is_no_model(function: Callable[..., Any], arguments: tuple[Any, ...], words: str) -> None:
    with pytest.raises(TypeError, match=f"{function.__name__}: " + words.format(function.__name__)):
        function(*arguments)


@pytest.mark.parametrize("loss", ["MSE", "sub", []])
def test_mean_loss_knows_the_losses_of_fit(loss: Any) -> None:
    with pytest.raises(ValueError, match=r"mean_loss: loss is .*; it is one of mse, cross_entropy"):
        mean_loss(MLP([3, 2]), X, y, loss)


def test_a_var_is_sent_for_its_data() -> None:
    for X_given, y_given, name in ((Var(X), y, "X"), (X, Var(y), "y")):
        with pytest.raises(TypeError, match=f"fit: {name} is a Var; pass its plain numbers, {name}.data"):
            quiet_fit(MLP([3, 2]), (X_given, y_given))


@pytest.mark.parametrize(
    "table",
    [
        pd.DataFrame({"a": [True, False], "b": [0.5, 1.5], "c": [1, 2]}),
        pd.DataFrame({"a": pd.array([1, 0], dtype="Int64"), "b": pd.array([0.5, 1.5], dtype="Float64"), "c": [1, 2]}),
        np.array([[1, 0.5, 1], [0, 1.5, 2]], dtype=object),
    ],
    ids=["bool and float", "nullable", "object"],
)
def test_tables_of_numbers_are_taken_whatever_pandas_calls_them(table: Any) -> None:
    one, other = MLP([3, 2]), MLP([3, 2])
    plain = np.array([[1, 0.5, 1], [0, 1.5, 2]])
    for loss, target, objects in (
        ("mse", y[:2], y[:2].astype(object)),
        ("cross_entropy", [0, 1], np.array([0, 1], "O")),
    ):
        history = quiet_fit(one, (table, objects), epochs=2, loss=loss)
        assert history.train == quiet_fit(other, (plain, target), epochs=2, loss=loss).train


@pytest.mark.parametrize("which", ["X", "y"])
def test_numbers_beyond_float32(which: str) -> None:
    far = {"X": (spoilt(X, 2, 1, 1e39), y), "y": (X, spoilt(y, 2, 1, 1e39))}[which]
    with pytest.raises(
        ValueError, match=rf"{which} is 1e\+39 in row 2, column 1 .* does not fit into float32; scale it"
    ):
        quiet_fit(MLP([3, 2], dtype=np.float32), far)


# ---- it learns


def test_it_learns_classes(rng: np.random.Generator) -> None:
    """Inside or outside of a circle: no straight line parts them."""
    X = rng.uniform(-1, 1, size=(400, 2))
    labels = (np.sum(X**2, axis=1) < 0.5).astype(int)
    model = MLP([2, 16, 2], rng=0)
    history = quiet_fit(model, (X, labels), loss="cross_entropy", epochs=150, learning_rate=0.02)
    assert history.train[0] > 0.5
    assert np.mean(model.predict(X).argmax(axis=1) == labels) > 0.97


def test_it_learns_a_batch_by_heart(data: Data) -> None:
    model = MLP([3, 64, 2], rng=0)
    history = quiet_fit(model, data, epochs=800, batch_size=37, optimizer=Adam(0.01))
    assert history.train[-1] < 1e-3 * history.train[0]


def test_l2_holds_weights_back_and_no_bias(data: Data) -> None:
    sizes = {}
    for l2 in (0.0, 1.0):
        model = MLP([3, 2], rng=1)
        quiet_fit(model, (data[0], data[1] + 5.0), epochs=300, l2=l2, learning_rate=0.05, optimizer="sgd")
        (W, b), = model.layers  # fmt: skip
        sizes[l2] = np.abs(W).mean()
        assert np.allclose(b, 5.0, atol=0.5)
    assert sizes[1.0] < 0.7 * sizes[0.0]
