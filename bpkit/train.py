"""Training: epochs of mini-batches, validation, early stopping, and a history of it all."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from bpkit.engine import Array
from bpkit.inputs import check_loss
from bpkit.nn import MLP
from bpkit.optim import SGD
from bpkit.paths import OpPath
from bpkit.training import Epoch, History, Training, as_rows, check_model, check_options

__all__ = ["Epoch", "History", "evaluate", "fit", "fit_steps", "mean_loss", "warm"]


def fit(
    model: MLP,
    X: Array,
    y: Array,
    *,
    progress: bool = True,
    on_epoch: Callable[[Epoch], Any] | None = None,
    **options: Any,
) -> History:
    """Train ``model`` in place, and return what happened.

    Parameters
    ----------
    X : (N, D) standardised features, unitless
    y : (N, M) targets; for ``loss="cross_entropy"`` (N,) integer classes
    progress : a progress bar; never one where ``BPKIT_STATIC`` is 1
    on_epoch : called with an `Epoch` after each; when it returns False the training ends
    validation : ``(X, y)`` that nothing is learnt from; the best epoch on it is the one that is kept
    epochs, batch_size : 50 and 32
    learning_rate : None means the optimiser's own
    optimizer : ``"adam"`` (default), ``"sgd"``, ``"momentum"``, ``"rmsprop"``, or one of their objects, which
        keeps its state: a second `fit` with it goes on where the first ended. A subclass of `Optimizer` with a
        ``step`` of its own trains, too
    l2 : adds ``l2 · W`` to the gradient of each weight, of no bias; the losses shown do not contain it
    patience : stop after this many epochs without a better validation loss
    loss : ``"mse"`` or ``"cross_entropy"``
    rng : generator or seed of the order of rows

    Returns
    -------
    History. Ctrl-C ends the training, keeps the best parameters so far and returns it, too.

    Raises
    ------
    ValueError
        For data or options that cannot be trained on, before anything is changed.
    TypeError
        For a model that is none, a Var for data or an option that there is not, before anything is changed.
    FloatingPointError
        As soon as a loss is not finite, or a parameter at the end of an epoch. With validation rows the model
        still holds its best parameters.
    """
    check_options("fit", options, also=("progress", "on_epoch"))
    training = Training(model, X, y, **options)
    history, steps = training.history, training.steps()
    try:
        with _progress_bar(training.epochs, progress) as advance:
            for epoch in steps:
                advance(epoch)
                if on_epoch is not None and _is_false(on_epoch(epoch)):
                    break
    except KeyboardInterrupt:  # between two epochs: in the bar or in on_epoch
        steps.close()
        history.stopped = "interrupted"
    finally:
        steps.close()
    return history


def fit_steps(model: MLP, X: Array, y: Array, **options: Any) -> Generator[Epoch, None, None]:
    """`fit`, one epoch at a time: for a figure that redraws while the network learns.

    The options are those of `fit`, but for progress and on_epoch: the loop is yours. Closing the generator
    (or leaving its loop) ends the training and keeps the best parameters; ``epoch.history`` goes on living.
    """
    if own := [name for name in ("progress", "on_epoch") if name in options]:
        raise TypeError(f"fit_steps: {own[0]} is an option of fit; here the loop is yours: leave it out")
    check_options("fit_steps", options)
    return Training(model, X, y, **options).steps()


def _is_false(answer: Any) -> bool:
    """Whether a callback has said False, its own or NumPy's; None is no answer."""
    return isinstance(answer, (bool, np.bool_)) and not answer


def mean_loss(model: MLP, X: Array, y: Array, loss: str = "mse") -> float:
    """The mean loss of ``model`` on these rows, in the squared unit of y, or in nats for cross_entropy."""
    check_model("mean_loss", model, X, y)
    check_loss("mean_loss", loss)
    rows = as_rows("mean_loss", model, X, y, loss)
    return OpPath(model, rows, 1, SGD(), 0.0, loss).loss(rows)


def evaluate(model: MLP, X: Array, y: Array) -> float:
    """Root mean squared error ``√mean((prediction - y)²)``, in the unit of y."""
    return float(np.sqrt(mean_loss(model, X, y)))


def warm() -> None:
    """Compile every kernel that a training needs, for float32 and float64; later runs find them on disk."""
    for dtype in (np.float32, np.float64):
        model = MLP([2, 2, 1], dtype=dtype)
        X, y = np.zeros((2, 2)), np.zeros((2, 1))
        fit(model, X, y, validation=(X, y), epochs=1, progress=False)


@contextmanager
def _progress_bar(epochs: int, wanted: bool) -> Iterator[Callable[[Epoch], None]]:
    """A bar on stderr or, in a notebook, a widget; none while a notebook is being built or graded."""
    if not wanted or os.environ.get("BPKIT_STATIC") == "1":
        yield lambda epoch: None
        return
    from tqdm.auto import tqdm

    with tqdm(total=epochs, unit="epoch") as bar:

        def advance(epoch: Epoch) -> None:
            losses = {"train": epoch.train, "validation": epoch.validation}
            shown = {name: f"{loss:.4f}" for name, loss in losses.items() if loss is not None}
            bar.set_postfix(shown, refresh=False)
            bar.update()

        yield advance
