"""One training of the house network, run a little at a time, and what a figure needs to know of it.

The network prices the Ames houses from the six features (size, location, amenities). All numbers are about
rows that it never learns from: the curve about the validation rows, the scatter and the dollars about the
test rows.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from functools import cache, wraps
from time import perf_counter
from typing import Any

import numpy as np

from bpkit.engine import use
from bpkit.explore.showing import Picture, Wish
from bpkit.houses import Prepared, prepare
from bpkit.nn import MLP
from bpkit.plots.words import spell
from bpkit.pricing import RIDGE_STRENGTHS, ridge
from bpkit.train import Epoch, fit_steps

SEED = 0
WORST = 9.0  # a diverging network is drawn at the edge, not at 1e300


class Raised(Exception):
    """A learner's function raised inside the training; the message is a sentence for the figure."""


def named(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """``function``, but what it raises says whose it was."""

    @wraps(function)
    def call(*arguments: Any) -> Any:
        try:
            return function(*arguments)
        except NotImplementedError:
            raise Raised(f"{name} is not written yet.") from None
        except Exception as error:
            reason = " ".join(str(error).split())[:160]
            raise Raised(f"Your {name} raised {type(error).__name__}: {reason}".rstrip(": ") + ".") from None

    return call


@cache
def data() -> Prepared:
    """The six features of the Ames houses, read once."""
    return prepare("six")


def root_mean_square(x: Any) -> float:
    """``√mean(x²)``."""
    return float(np.sqrt(np.mean(np.square(x))))


def dollars(z: Any) -> Any:
    """Prices from standardised logarithms; what has blown up stays a number that can be drawn."""
    return data().encoder.to_dollars(np.nan_to_num(np.clip(z, -WORST, WORST), nan=WORST))


def price_error(z: Any) -> float:
    """Root mean squared error on the test rows, in dollars."""
    return root_mean_square(dollars(z) - dollars(data().y_test))


@cache
def baselines() -> dict[str, dict[str, float]]:
    """What the mean price and the best straight model reach: ``log`` on validation rows, ``dollars`` on test."""
    houses = data()
    scale = houses.encoder.price_std
    # the strength is chosen on the validation rows
    fits = [ridge(houses.X_train, houses.y_train, strength) for strength in RIDGE_STRENGTHS]
    W, b = min(fits, key=lambda pair: root_mean_square(houses.X_val @ pair[0] + pair[1] - houses.y_val))
    found = {"mean": (0.0 * houses.y_val, 0.0 * houses.y_test)}
    found["ridge"] = (houses.X_val @ W + b, houses.X_test @ W + b)
    return {
        name: {"log": scale * root_mean_square(validation - houses.y_val), "dollars": price_error(test)}
        for name, (validation, test) in found.items()
    }


class Course:
    """One training from its start: `advance` it, then draw its `picture`."""

    def __init__(self, wish: Wish, functions: dict[str, Callable[..., Any]]) -> None:
        self.epochs = int(wish["epochs"])
        self.functions = {name: named(name, function) for name, function in functions.items()}
        self.trouble = ""
        self.running = True
        self.last: Epoch | None = None
        self.stopwatch = 0.0
        houses, width = data(), int(wish["width"])
        self.model = MLP([houses.X_train.shape[1], width, width, 1], rng=SEED)
        options = {
            "validation": (houses.X_val, houses.y_val),
            "epochs": self.epochs,
            "batch_size": int(wish["batch"]),
            "learning_rate": 10.0 ** float(wish["rate"]),
            "rng": SEED,
        }
        with use(**self.functions):  # decides whose functions run
            self.steps: Iterator[Epoch] = fit_steps(self.model, houses.X_train, houses.y_train, **options)

    def advance(self, most: int, seconds: float) -> None:
        """Train for at most ``most`` epochs or ``seconds``, whichever ends first, but at least one epoch."""
        began = perf_counter()
        for _ in range(most):
            try:
                with use(**self.functions), np.errstate(all="ignore"):
                    self.last = next(self.steps)
            except StopIteration:
                self.running = False
            except Raised as sentence:
                self.trouble, self.running = str(sentence), False
            except FloatingPointError:
                self.trouble, self.running = "The loss is no finite number any more: the steps were too large.", False
            except Exception as error:  # a wrong shape, say: the engine's own sentence
                self.trouble, self.running = " ".join(str(error).split())[:240], False
            if self.last is not None and self.last.number >= self.epochs:
                self.running = False
            if not self.running or perf_counter() - began > seconds:
                break
        self.stopwatch += perf_counter() - began

    def picture(self) -> Picture:
        """The curves so far (RMSE of log price), the test prices (thousand dollars) and the sentence."""
        scale = data().encoder.price_std
        history = self.last.history if self.last else None
        train, validation = (history.train, history.validation) if history else ([], [])
        z = self.model.predict(data().X_test)
        return {
            "epoch": len(train),
            "epochs": self.epochs,
            "train": [scale * float(np.sqrt(loss)) for loss in train],
            "validation": [scale * float(np.sqrt(loss)) for loss in validation],
            "predicted": np.round(dollars(z)[:, 0] / 1000, 1),
            "actual": np.round(dollars(data().y_test)[:, 0] / 1000, 1),
            "dollars": price_error(z),
            "baselines": baselines(),
            "running": self.running,
            "whose": self.whose(),
            "sentence": self.sentence(validation, price_error(z)),
        }

    def whose(self) -> str:
        """Whose functions do the work."""
        if self.functions:
            return f"Running on your {', '.join(self.functions)}."
        return "Running on bpkit's kernels."

    def sentence(self, validation: list[float], error: float) -> str:
        """Where the training stands, in words."""
        where = f"Epoch {len(validation)} of {self.epochs}. "
        if validation:
            rmse = spell(data().encoder.price_std * float(np.sqrt(validation[-1])), 3)
            where += f"Validation RMSE of log price {rmse}; test error {money(error)}. "
        if self.trouble:
            where += self.trouble + " "
        return where + self.whose()


def money(amount: float) -> str:
    """Dollars to the nearest hundred."""
    return f"${round(amount, -2):,.0f}"


def finish(wish: Wish, functions: dict[str, Callable[..., Any]]) -> Course:
    """A whole training at once, for the static twin: however slow the machine, the same picture."""
    course = Course(wish, functions)
    while course.running:
        course.advance(course.epochs, math.inf)
    return course
