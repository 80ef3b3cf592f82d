"""One training, from its checks to its history; `bpkit.train` is the door to it."""

from __future__ import annotations

import warnings
from collections.abc import Generator
from dataclasses import asdict, dataclass, field
from difflib import get_close_matches
from inspect import signature
from time import perf_counter
from typing import Any

import numpy as np

from bpkit.backend import backend
from bpkit.engine import Array
from bpkit.inputs import check_count, check_features, check_labels, check_loss, check_targets, is_number
from bpkit.nn import MLP
from bpkit.optim import OPTIMIZERS, Optimizer
from bpkit.paths import KernelPath, OpPath, Path, Rows, one_blas_thread, own_functions

Data = tuple[Array, Array]
GROWN = 100  # times the largest parameter at the start: from here on it is the steps that are too large


@dataclass
class History:
    """What happened in a training; losses in the squared unit of y, or in nats for cross_entropy.

    Attributes
    ----------
    train : per epoch, Σ rows × batch loss before its step / N
    validation : per epoch, the loss after its last step; empty without validation rows
    best_epoch : the epoch, counted from 1, whose parameters the model now holds; 0 is the start. Without validation
        rows the last whole one: after Ctrl-C the model holds what the broken epoch had reached
    stopped : why it ended: ``"epochs"``, ``"patience"``, ``"interrupted"``, ``"cancelled"`` or ``"error"``
    ran_on : ``"numba"`` or ``"numpy"`` kernels, or ``"ops"`` for a function given to `bpkit.use` or a rule of your own
    functions : names of the functions given to `bpkit.use` that this training calls
    """

    train: list[float] = field(default_factory=list)
    validation: list[float] = field(default_factory=list)
    best_epoch: int = 0
    seconds: float = 0.0
    stopped: str = "epochs"
    ran_on: str = ""
    functions: list[str] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        """Plain numbers, strings and lists, fit for JSON."""
        return asdict(self)


@dataclass
class Epoch:
    """What `fit_steps` yields and ``on_epoch`` receives, once an epoch.

    ``model`` is the network being trained, as it is now: ``epoch.model.predict(X)`` draws the moment.
    """

    number: int
    train: float
    validation: float | None
    improved: bool
    model: MLP
    history: History


class Training:
    """One training, ready to run: everything is checked here, nothing is changed before `steps`."""

    def __init__(
        self,
        model: MLP,
        X: Array,
        y: Array,
        *,
        validation: Data | None = None,
        epochs: int = 50,
        batch_size: int = 32,
        learning_rate: float | None = None,
        optimizer: str | Optimizer = "adam",
        l2: float = 0.0,
        patience: int | None = None,
        loss: str = "mse",
        rng: np.random.Generator | int = 0,
    ) -> None:
        check_model("fit", model, X, y)
        check_loss("fit", loss)
        if not is_number(l2) or not 0 <= l2 < np.inf:
            raise ValueError(f"fit: l2 is {l2!r}; it needs a number of at least 0")
        if patience is not None and validation is None:
            raise ValueError("fit: patience needs validation=(X, y): without it no epoch is better than another")
        self.model = model
        self.epochs = check_count("fit: epochs", epochs, 0)
        self.batch_size = check_count("fit: batch_size", batch_size, 1)
        self.patience = None if patience is None else check_count("fit: patience", patience, 1)
        self.rows = as_rows("fit", model, X, y, loss)
        self.validation = None if validation is None else _as_validation(model, validation, loss)
        self.l2 = float(l2)
        self.rng = np.random.default_rng(rng)
        self.optimizer = _as_optimizer(optimizer, learning_rate)
        self.optimizer.prepare(model.parameters)
        _require_finite_start(model)
        self.largest = float(np.abs(model.parameters).max())
        functions = own_functions(model, loss)
        through_ops = bool(functions) or self.optimizer.own_step
        self.history = History(ran_on="ops" if through_ops else backend(), functions=functions)
        self.path: Path = (
            OpPath(model, self.rows, self.batch_size, self.optimizer, self.l2, loss)
            if through_ops
            else KernelPath(model, self.rows, self.batch_size, self.optimizer, self.l2)
        )

    def steps(self) -> Generator[Epoch, None, None]:
        """Train, and yield after each epoch; at the end the model holds its best parameters."""
        history, model, began = self.history, self.model, perf_counter()
        best = model.parameters.copy() if self.validation else None
        lowest = np.inf
        try:
            for number in range(1, self.epochs + 1):
                train, validation = self._epoch(number)
                history.train.append(train)
                improved = validation is None or validation < lowest
                if validation is not None:
                    history.validation.append(validation)
                if improved:
                    history.best_epoch = number
                if best is not None and validation is not None and improved:
                    best[:], lowest = model.parameters, validation
                history.seconds = perf_counter() - began
                yield Epoch(number, train, validation, improved, model, history)
                if self.patience is not None and number - history.best_epoch >= self.patience:
                    history.stopped = "patience"
                    break
        except KeyboardInterrupt:
            history.stopped = "interrupted"
            if self.validation:  # it may have come between the two losses of an epoch
                del history.train[len(history.validation) :]
        except GeneratorExit:
            history.stopped = "cancelled"
            raise
        except BaseException:
            history.stopped = "error"
            raise
        finally:
            if best is not None:
                model.parameters[:] = best
            history.seconds = perf_counter() - began

    def _epoch(self, number: int) -> tuple[float, float | None]:
        """One pass over the rows in a fresh order: the training and the validation loss."""
        before = self.model.parameters.copy() if number == 1 and self.optimizer.own_step else None
        with one_blas_thread(), np.errstate(over="ignore", invalid="ignore"):
            total, bad = self.path.learn(self.rng.permutation(len(self.rows)))
            if bad >= 0:
                raise self._loss_not_finite(total, number, bad + 1)
            if not np.isfinite(self.model.parameters).all():  # after the last step no loss would show it
                raise self._grown(f"not every parameter is finite after epoch {number}")
            if before is not None and np.array_equal(before, self.model.parameters):
                self._warn_of_no_step()
            if self.validation is None:
                return total / len(self.rows), None
            validation = self.path.loss(self.validation)
            if not np.isfinite(validation):
                raise FloatingPointError(
                    f"the loss is {validation} on the validation rows after epoch {number}: these rows, or the "
                    f"parameters, are too large for {self.model.dtype}. Scale the rows as you did the training rows, "
                    f"or try a learning_rate below {self.optimizer.learning_rate:g}"
                )
            return total / len(self.rows), validation

    def _warn_of_no_step(self) -> None:
        """Of a rule that makes a new array, which nobody sees."""
        warnings.warn(
            f"the step of {type(self.optimizer).__name__} changed no parameter in the first epoch: it has to write "
            "into the array that it is given, as in `parameters -= …`; `parameters = parameters - …` makes a new one",
            stacklevel=5,  # who called fit
        )

    def _loss_not_finite(self, loss: float, epoch: int, step: int) -> FloatingPointError:
        where, dtype = f"the loss is {loss} in epoch {epoch}, step {step}", self.model.dtype
        if (epoch, step) == (1, 1):
            return FloatingPointError(
                f"{where}, before anything was learnt: X, y or the first parameters are too large for {dtype}. "
                "Scale X and y, or start with smaller parameters"
            )
        if np.abs(self.model.parameters).max() <= GROWN * max(1.0, self.largest):  # False for a NaN
            return FloatingPointError(
                f"{where}: X, y or the parameters are too large for {dtype}. "
                f"Scale X and y, or try a learning_rate below {self.optimizer.learning_rate:g}"
            )
        return self._grown(where)

    def _grown(self, what: str) -> FloatingPointError:
        """The error for parameters that have left the finite numbers, with everything that can drive them there."""
        own = [*self.history.functions, *([f"the step of {type(self.optimizer).__name__}"] * self.optimizer.own_step)]
        blame = f", or {' or '.join(own)} gives wrong numbers: check it first" if own else ""
        smaller = f" or an l2 below {self.l2:g}" if self.l2 else ""
        return FloatingPointError(
            f"{what}: the parameters have grown without bound{blame}. "
            f"Try a learning_rate below {self.optimizer.learning_rate:g}{smaller}"
        )


OPTIONS = [name for name, option in signature(Training).parameters.items() if option.kind is option.KEYWORD_ONLY]
OTHER_NAMES = {"lr": "learning_rate", "eta": "learning_rate", "seed": "rng", "weight_decay": "l2"}


def check_options(name: str, options: dict[str, Any], also: tuple[str, ...] = ()) -> None:
    """Raise TypeError for an option that there is not, with the one that was probably meant."""
    known = [*OPTIONS, *also]
    for option in options:
        if option not in known:
            close = [OTHER_NAMES[option]] if option in OTHER_NAMES else get_close_matches(option, known, 1)
            hint = f"did you mean {close[0]}?" if close else f"there are {', '.join(known)}"
            raise TypeError(f"{name}: unknown option {option!r}; {hint}")


def check_model(name: str, model: Any, X: Any, y: Any) -> None:
    """Raise TypeError unless ``model`` is a network, and say where it went instead."""
    if isinstance(model, MLP):
        return
    if model is MLP:
        raise TypeError(f"{name}: model is the class MLP; make a network of it first: MLP([…])")
    hint = f"; the order is {name}(model, X, y)" if isinstance(X, MLP) or isinstance(y, MLP) else ""
    shown = "None" if model is None else f"of type {type(model).__name__}"
    raise TypeError(f"{name}: model is {shown}; a network is needed, made by MLP([…]){hint}")


def _require_finite_start(model: MLP) -> None:
    bad = ~np.isfinite(model.parameters)
    if bad.any():
        place = int(np.argmax(bad))
        raise ValueError(
            f"fit: the model came with parameters[{place}] = {model.parameters[place]} "
            f"({int(bad.sum())} of {bad.size} are not finite): nothing can be learnt from there; make a new model"
        )


def _as_validation(model: MLP, validation: Any, loss: str) -> Rows:
    if not isinstance(validation, (tuple, list)) or len(validation) != 2:
        count = f" of {len(validation)}" if isinstance(validation, (tuple, list)) else ""
        raise ValueError(
            f"fit: validation is a {type(validation).__name__}{count}; it needs two tables, as validation=(X, y)"
        )
    X, y = validation
    return as_rows("fit: validation", model, X, y, loss)


def as_rows(name: str, model: MLP, X: Array, y: Array, loss: str) -> Rows:
    """X and y, checked against the model, as the paths want them; ``name`` begins the error messages."""
    X = check_features(name, X, model.sizes[0], model.dtype)
    if len(X) == 0:
        raise ValueError(f"{name}: X has no rows; there is nothing to learn from")
    no_targets, no_labels = np.empty((0, 0), model.dtype), np.empty(0, np.int64)
    if loss == "cross_entropy":
        return Rows(X, no_targets, check_labels(name, y, len(X), model.sizes[-1]))
    return Rows(X, check_targets(name, y, len(X), model.sizes[-1], model.dtype), no_labels)


def _as_optimizer(optimizer: Any, learning_rate: float | None) -> Optimizer:
    if isinstance(optimizer, Optimizer):
        if learning_rate is not None:
            raise ValueError("fit: this optimizer brings its own learning_rate; set it there")
        return optimizer
    if isinstance(optimizer, type) and issubclass(optimizer, Optimizer):
        name = optimizer.__name__
        raise ValueError(f"fit: optimizer is the class {name}; the brackets are missing: optimizer={name}()")
    if not isinstance(optimizer, str) or optimizer not in OPTIMIZERS:
        raise ValueError(f"fit: optimizer is {optimizer!r}; it is one of {', '.join(OPTIMIZERS)}")
    rule = OPTIMIZERS[optimizer]
    return rule() if learning_rate is None else rule(learning_rate=learning_rate)
