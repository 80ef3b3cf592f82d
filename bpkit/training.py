"""One training, from its checks to its history; `bpkit.train` is the door to it."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import asdict, dataclass, field
from time import perf_counter
from typing import Any

import numpy as np

from bpkit.backend import backend
from bpkit.engine import Array, overridden
from bpkit.inputs import LOSSES, check_count, check_features, check_labels, check_targets
from bpkit.nn import MLP
from bpkit.optim import OPTIMIZERS, Optimizer
from bpkit.paths import KernelPath, OpPath, Path, Rows, one_blas_thread

Data = tuple[Array, Array]


@dataclass
class History:
    """What happened in a training; losses in the squared unit of y, or in nats for cross_entropy.

    Attributes
    ----------
    train : per epoch, Σ rows × batch loss before its step / N
    validation : per epoch, the loss after its last step; empty without validation rows
    best_epoch : the epoch, counted from 1, whose parameters the model now holds; 0 is the start
    stopped : why it ended: ``"epochs"``, ``"patience"``, ``"interrupted"``, ``"cancelled"`` or ``"error"``
    ran_on : ``"numba"`` or ``"numpy"`` kernels, or ``"ops"`` inside `bpkit.use`
    functions : names of the learner's functions that ran
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
        if loss not in LOSSES:
            raise ValueError(f"fit: loss is {loss!r}; it is one of {', '.join(LOSSES)}")
        if not 0 <= l2 < np.inf:
            raise ValueError(f"fit: l2 is {l2!r}; it needs a number of at least 0")
        if patience is not None and validation is None:
            raise ValueError("fit: patience needs validation=(X, y): without it no epoch is better than another")
        self.model = model
        self.epochs = check_count("fit: epochs", epochs, 0)
        self.batch_size = check_count("fit: batch_size", batch_size, 1)
        self.patience = None if patience is None else check_count("fit: patience", patience, 1)
        self.rows = as_rows("fit", model, X, y, loss)
        self.validation = validation and as_rows("fit: validation", model, *validation, loss)
        self.rng = np.random.default_rng(rng)
        self.optimizer = _as_optimizer(optimizer, learning_rate)
        self.optimizer.prepare(model.parameters)
        self.history = History(ran_on="ops" if overridden() else backend(), functions=sorted(overridden()))
        self.path: Path = (
            OpPath(model, self.rows, self.batch_size, self.optimizer, l2, loss)
            if overridden()
            else KernelPath(model, self.rows, self.batch_size, self.optimizer, l2)
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
        with one_blas_thread(), np.errstate(over="ignore", invalid="ignore"):
            total, bad = self.path.learn(self.rng.permutation(len(self.rows)))
            if bad >= 0:
                raise self._not_finite(total, f"in epoch {number}, step {bad + 1}")
            if self.validation is None:
                return total / len(self.rows), None
            validation = self.path.loss(self.validation)
            if not np.isfinite(validation):
                raise self._not_finite(validation, f"on the validation rows after epoch {number}")
            return total / len(self.rows), validation

    def _not_finite(self, loss: float, where: str) -> FloatingPointError:
        return FloatingPointError(
            f"the loss is {loss} {where}: the parameters have grown without bound. "
            f"Try a learning_rate below {self.optimizer.learning_rate:g}"
        )


def as_rows(name: str, model: MLP, X: Array, y: Array, loss: str) -> Rows:
    """X and y, checked against the model, as the paths want them; ``name`` begins the error messages."""
    X = check_features(name, X, model.sizes[0], model.dtype)
    if len(X) == 0:
        raise ValueError(f"{name}: X has no rows; there is nothing to learn from")
    no_targets, no_labels = np.empty((0, 0), model.dtype), np.empty(0, np.int64)
    if loss == "cross_entropy":
        return Rows(X, no_targets, check_labels(name, y, len(X), model.sizes[-1]))
    return Rows(X, check_targets(name, y, len(X), model.sizes[-1], model.dtype), no_labels)


def _as_optimizer(optimizer: str | Optimizer, learning_rate: float | None) -> Optimizer:
    if isinstance(optimizer, Optimizer):
        if learning_rate is not None:
            raise ValueError("fit: this optimizer brings its own learning_rate; set it there")
        return optimizer
    if optimizer not in OPTIMIZERS:
        raise ValueError(f"fit: optimizer is {optimizer!r}; it is one of {', '.join(OPTIMIZERS)}")
    rule = OPTIMIZERS[optimizer]
    return rule() if learning_rate is None else rule(learning_rate=learning_rate)
