"""The update rules: what to do with a gradient once backpropagation has found it.

The functions are the formulas, and return new arrays. The classes remember a rule's settings and its
state between steps, so that `fit` can use them and a training can be resumed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np

from bpkit.engine import Array
from bpkit.inputs import as_array, is_number

AdamState = tuple[Array, Array, int]


def gradient_step(w: Array, gradient: Array, learning_rate: float) -> Array:
    """``w - η g``: a new array, one step downhill."""
    return w - learning_rate * gradient


def momentum_step(
    w: Array, gradient: Array, velocity: Array, learning_rate: float, momentum: float = 0.9
) -> tuple[Array, Array]:
    """``v ← momentum · v + g``, ``w ← w - η v``; returns ``(w, velocity)``.

    The gradient enters whole: with a steady gradient the steps grow to η g / (1 - momentum).
    """
    velocity = momentum * velocity + gradient
    return w - learning_rate * velocity, velocity


def rmsprop_step(
    w: Array,
    gradient: Array,
    mean_square: Array,
    learning_rate: float,
    decay: float = 0.9,
    epsilon: float = 1e-8,
) -> tuple[Array, Array]:
    """``s ← decay · s + (1 - decay) g²``, ``w ← w - η g / (√s + ε)``; returns ``(w, mean_square)``."""
    mean_square = decay * mean_square + (1 - decay) * gradient**2
    return w - learning_rate * gradient / (np.sqrt(mean_square) + epsilon), mean_square


def adam_step(
    w: Array,
    gradient: Array,
    state: AdamState,
    learning_rate: float,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> tuple[Array, AdamState]:
    """Momentum and an adaptive rate together, both corrected for their start at 0.

    Parameters
    ----------
    state : ``(m, v, t)``, ``(0, 0, 0)`` at the start

    Returns
    -------
    ``(w, state)``

    Notes
    -----
    ``t ← t + 1``, ``m ← β₁ m + (1 - β₁) g``, ``v ← β₂ v + (1 - β₂) g²``,
    ``w ← w - η (m / (1 - β₁ᵗ)) / (√(v / (1 - β₂ᵗ)) + ε)``.
    Source: D. P. Kingma, J. Ba, "Adam: A Method for Stochastic Optimization", arXiv:1412.6980, algorithm 1.
    """
    m, v, t = state
    t = t + 1
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon), (m, v, t)


def decayed_rate(initial_rate: float, epoch: float, half_life: float) -> float:
    """``initial_rate · 0.5^(epoch / half_life)``: falls a little every epoch."""
    return float(initial_rate * 0.5 ** (epoch / half_life))


@dataclass(eq=False)
class Optimizer:
    """A rule with its settings and, after the first step, its state.

    A rule of your own is a subclass with a `step` that changes ``parameters`` in place; it may keep
    ``memories`` (0, 1 or 2) arrays, ``first`` and ``second``. `fit` then trains through the ops.

    Attributes
    ----------
    learning_rate : η, positive
    first, second : the rule's memory, shaped like the parameters; empty for a rule that has none
    t : steps done
    """

    learning_rate: float = 0.01
    first: Array = field(default_factory=lambda: np.empty(0), repr=False, kw_only=True)
    second: Array = field(default_factory=lambda: np.empty(0), repr=False, kw_only=True)
    t: int = field(default=0, repr=False, kw_only=True)

    name: ClassVar[str] = ""
    code: ClassVar[int] = 0  # what the kernels call it
    memories: ClassVar[int] = 0

    def prepare(self, parameters: Array) -> None:
        """Check the settings and make room for the state; a state that fits is kept, so training resumes."""
        if not self.own_step:
            self._require_code()
        called = self.name or type(self).__name__
        for name, value in self.settings().items():
            low, high = (0.0, np.inf) if name in ("learning_rate", "epsilon") else (0.0, 1.0)
            if not is_number(value):
                raise ValueError(f"{called}: {name} is {value!r}; it is a number between {low:g} and {high:g}")
            if not low <= value < high or (name == "learning_rate" and value == 0.0):
                raise ValueError(f"{called}: {name} is {value!r}; it lies between {low:g} and {high:g}")
        for place, memory in enumerate(("first", "second")):
            needed = parameters.size if place < self.memories else 0
            if getattr(self, memory).shape == (needed,) and getattr(self, memory).dtype == parameters.dtype:
                continue
            if self.t:
                raise ValueError(
                    f"this {called} optimizer has made {self.t} steps with another model; "
                    "make a new one for a model of another size or dtype"
                )
            setattr(self, memory, np.zeros(needed, dtype=parameters.dtype))

    @property
    def own_step(self) -> bool:
        """Whether a subclass has written its own `step`, which the kernels do not know."""
        return getattr(self.step, "__func__", None) is not Optimizer.step

    def _require_code(self) -> None:
        """Raise unless the kernels know this rule and it has the memory that they will write into."""
        if self.memories < MEMORIES.get(self.code, np.inf):
            raise TypeError(
                f"{type(self).__name__} is no update rule: use one of "
                f"{', '.join(rule.__name__ for rule in OPTIMIZERS.values())}, or a subclass with a step of its own"
            )

    def settings(self) -> dict[str, float]:
        """The numbers of this rule, by name."""
        return {"learning_rate": self.learning_rate}

    def rates(self) -> Array:
        """``[η, β₁, β₂, ε]`` for the kernels; what a rule lacks is 0."""
        given = self.settings()
        beta1 = given.get("beta1", given.get("momentum", given.get("decay", 0.0)))
        return np.array([self.learning_rate, beta1, given.get("beta2", 0.0), given.get("epsilon", 0.0)])

    def step(self, parameters: Array, gradient: Array) -> None:
        """One update of the flat ``parameters``, in place: the formula above, as a kernel.

        Raises
        ------
        TypeError
            For a class without a rule.
        ValueError
            Unless the parameters are a flat array of float32 or float64, and the gradient has their shape.
        """
        from bpkit import kernels

        if self.own_step:  # it has called this one; for the others `prepare` looks
            self._require_code()
        gradient = _as_gradient(gradient, parameters)
        self.prepare(parameters)  # without room for its memory a compiled rule would write past the end
        self.t += 1
        kernels.update(self.code, parameters, gradient, self.first, self.second, self.t, self.rates())


@dataclass(eq=False)
class SGD(Optimizer):
    """Plain gradient descent."""

    name: ClassVar[str] = "sgd"
    code: ClassVar[int] = 1


@dataclass(eq=False)
class Momentum(Optimizer):
    """Gradient descent with a velocity."""

    momentum: float = 0.9

    name: ClassVar[str] = "momentum"
    code: ClassVar[int] = 2
    memories: ClassVar[int] = 1

    def settings(self) -> dict[str, float]:
        """The numbers of this rule, by name."""
        return {"learning_rate": self.learning_rate, "momentum": self.momentum}


@dataclass(eq=False)
class RMSProp(Optimizer):
    """Each parameter's step divided by the recent size of its own gradient."""

    learning_rate: float = 1e-3
    decay: float = 0.9
    epsilon: float = 1e-8

    name: ClassVar[str] = "rmsprop"
    code: ClassVar[int] = 3
    memories: ClassVar[int] = 1

    def settings(self) -> dict[str, float]:
        """The numbers of this rule, by name."""
        return {"learning_rate": self.learning_rate, "decay": self.decay, "epsilon": self.epsilon}


@dataclass(eq=False)
class Adam(Optimizer):
    """Momentum and an adaptive rate together."""

    learning_rate: float = 1e-3
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8

    name: ClassVar[str] = "adam"
    code: ClassVar[int] = 4
    memories: ClassVar[int] = 2

    def settings(self) -> dict[str, float]:
        """The numbers of this rule, by name."""
        return {
            "learning_rate": self.learning_rate,
            "beta1": self.beta1,
            "beta2": self.beta2,
            "epsilon": self.epsilon,
        }


def _as_gradient(gradient: Array, parameters: Array) -> Array:
    """The gradient in the parameters' dtype, both checked: a compiled rule would read past the end."""
    kind: Any = getattr(parameters, "dtype", type(parameters).__name__)
    if not isinstance(parameters, np.ndarray) or parameters.ndim != 1 or kind.char not in "fd":
        raise ValueError(
            f"step: the parameters are {kind} of shape {np.shape(parameters)}; "
            "a step changes one flat array of float32 or float64 in place"
        )
    if type(gradient) is np.ndarray and gradient.dtype is kind and gradient.shape == parameters.shape:
        return gradient  # what `fit` hands over: nothing else is looked at
    gradient = as_array("step: gradient", gradient)
    if gradient.shape != parameters.shape or gradient.dtype.kind not in "fiub":
        raise ValueError(
            f"step: the gradient has shape {gradient.shape} and dtype {gradient.dtype}, "
            f"the parameters {parameters.shape} and {parameters.dtype}; it needs one number per parameter"
        )
    return gradient.astype(parameters.dtype, copy=False)


OPTIMIZERS: dict[str, type[Optimizer]] = {rule.name: rule for rule in (SGD, Momentum, RMSProp, Adam)}
MEMORIES = {rule.code: rule.memories for rule in OPTIMIZERS.values()}  # what the kernels write into
